// SPDX-License-Identifier: Apache-2.0
package passbridge.scene;

/** What a socket of a {@link ShaderNode} carries; the order is that of {@code pb_socket_type}. */
public enum SocketType {
    /** One number: Blender's floats, and integers and booleans as numbers. */
    FLOAT,
    /** Three numbers that say where or whereto. */
    VECTOR,
    /** Scene-linear colour with alpha. */
    COLOR,
    /** How a surface, a volume or a light looks: a sum of closures. */
    SHADER
}
