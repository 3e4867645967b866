// SPDX-License-Identifier: Apache-2.0
/** OpenGL without a window: contexts and the framebuffer that renderers draw into. OpenGL 4.1 core is all that is asked for. */
package passbridge.gl;
