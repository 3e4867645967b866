// SPDX-License-Identifier: Apache-2.0
package passbridge.raster;

/** What shaders make of a geometry's vertices. {@code surface.frag.glsl} is compiled with {@code DRAW_...} of one of them. */
enum Shape {
    /** Triangles. */
    MESH("surface.vert.glsl", null),
    /** Of curves: they always show the camera their full width. */
    RIBBONS("ribbon.vert.glsl", "ribbon.glsl"),
    /** Of point clouds. */
    SPHERES("sphere.vert.glsl", "sphere.glsl");

    private final String vertexShader;
    private final String hitSource; // null: it is part of the fragment shader

    Shape(String vertexShader, String hitSource) {
        this.vertexShader = vertexShader;
        this.hitSource = hitSource;
    }

    /** @param inserted code after the first line */
    String vertexSource(String inserted) {
        return ShaderSource.load(vertexShader, inserted + ShaderSource.load("instance.vert.glsl"));
    }

    /** What {@code surface.frag.glsl} needs in front of itself: where a fragment lies. */
    String fragmentPreamble() {
        return "#define DRAW_" + name() + "\n" + (hitSource == null ? "" : ShaderSource.load(hitSource));
    }
}
