// SPDX-License-Identifier: Apache-2.0
package passbridge.shading;

/** What the outputs of Blender's Light Path node are for a kind of ray. */
final class LightPath {
    private LightPath() {}

    /** {@return an output's value: a ray that is not the camera's counts as the first after the camera's} */
    static float value(String output, RayKind kind) {
        boolean is = switch (output) {
            case "Is Camera Ray" -> kind == RayKind.CAMERA;
            case "Is Shadow Ray" -> kind == RayKind.SHADOW;
            case "Is Diffuse Ray", "Diffuse Depth" -> kind == RayKind.DIFFUSE;
            case "Is Glossy Ray", "Glossy Depth" -> kind == RayKind.GLOSSY;
            case "Is Reflection Ray" -> kind == RayKind.DIFFUSE || kind == RayKind.GLOSSY;
            case "Is Transmission Ray", "Transmission Depth" -> kind == RayKind.TRANSMISSION;
            case "Ray Depth" -> kind != RayKind.CAMERA;
            default -> false;
        };
        return is ? 1 : 0;
    }
}
