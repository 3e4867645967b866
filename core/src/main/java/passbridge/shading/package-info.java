// SPDX-License-Identifier: Apache-2.0
/**
 * Turns shader graphs into GLSL. {@link passbridge.shading.SurfaceShader#of} is the door: it compiles a
 * {@link passbridge.scene.ShaderGraph} and says what the code needs. No call of OpenGL is made here.
 *
 * <p>Where what is:
 * <ul>
 *   <li>{@code resources/passbridge/shading/nodes/*.glsl}: one function a node type. Comments at the head of a file say which node it is
 * and       what it is called with; {@link passbridge.shading.NodeFunction} reads them and describes their form.</li>
 *   <li>{@code resources/passbridge/shading/*.glsl}: what those functions share. {@code outputs.glsl} has what a surface gives besides what
 *       it reflects, {@code closures.glsl} how it reflects: closures, {@code reflectedLight}, {@code environmentLight}.</li>
 *   <li>{@link passbridge.shading.ShaderCompiler}: from the graph to steps ({@link passbridge.shading.ShaderStep}), and from these to
 *       GLSL.</li>
 *   <li>{@link passbridge.shading.SurfaceInput}: the globals that a renderer declares and sets before it calls the code.</li>
 * </ul>
 */
package passbridge.shading;
