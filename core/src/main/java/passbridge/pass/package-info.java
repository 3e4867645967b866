// SPDX-License-Identifier: Apache-2.0
/** Render passes: what a frame consists of. Knows nothing of OpenGL or Blender. */
package passbridge.pass;
