// SPDX-License-Identifier: Apache-2.0
/** Files for programs that render without Blender: scenes from glTF, pictures as EXR and PNG. */
package passbridge.formats;
