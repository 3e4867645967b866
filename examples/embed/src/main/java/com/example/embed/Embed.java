// SPDX-License-Identifier: Apache-2.0
package com.example.embed;

import java.nio.file.Path;
import java.util.Optional;
import org.joml.Matrix4f;
import org.joml.Vector3f;
import passbridge.Film;
import passbridge.RenderRequest;
import passbridge.formats.FilmWriter;
import passbridge.formats.GltfScene;
import passbridge.offscreen.OffscreenSession;
import passbridge.pass.Pass;
import passbridge.scene.Camera;
import passbridge.scene.Light;
import passbridge.scene.Material;
import passbridge.scene.Scene;
import passbridge.scene.SceneBuilder;
import passbridge.scene.TriangleMesh;

/** Renders a scene without Blender and without a window. */
public final class Embed {
    private static final int WIDTH = 960;
    private static final int HEIGHT = 540;
    private static final float ASPECT = (float) WIDTH / HEIGHT;

    private Embed() {}

    /** Writes embed.png and embed.exr. @param arguments a glTF file; none: a scene built here */
    public static void main(String[] arguments) {
        GltfScene file = arguments.length == 0
                ? new GltfScene(shapes(), Optional.empty())
                : GltfScene.read(Path.of(arguments[0]), ASPECT, System.err::println);
        Matrix4f view = Camera.lookAt(new Vector3f(5, -7, 4), new Vector3f(0, 0, 0.6f));
        Camera camera = file.camera().orElse(Camera.perspective(view, (float) Math.toRadians(30), ASPECT, 0.1f, 100));
        SceneBuilder scene = file.scene();
        if (scene.lights().isEmpty()) {
            Matrix4f sunlight = Light.aim(new Vector3f(2, -3, 5), new Vector3f());
            scene.world(0.2f, 0.25f, 0.3f).add(new Light.Sun(sunlight, new Vector3f(2.5f, 2.4f, 2.2f)));
        }

        try (OffscreenSession session = OffscreenSession.open()) {
            RenderRequest request = RenderRequest.of(camera, WIDTH, HEIGHT).withSamples(32).withPasses(Pass.COMBINED, Pass.DEPTH, Pass.NORMAL);
            Film film = session.render(scene.build(), request);
            FilmWriter.writePng(film, Path.of("embed.png"));
            FilmWriter.writeExr(film, Path.of("embed.exr"));
        }
    }

    private static SceneBuilder shapes() {
        TriangleMesh sphere = TriangleMesh.sphere(0.8f, 48);
        Material copper = Material.colored(0.9f, 0.45f, 0.2f).withMetallic(1).withRoughness(0.35f);
        return Scene.builder()
                .add(TriangleMesh.plane(12), Material.colored(0.4f, 0.42f, 0.45f))
                .add(TriangleMesh.cube(1.4f), new Matrix4f().translation(-2, 0.3f, 0.7f).rotateZ(0.5f), Material.colored(0.7f, 0.05f, 0.05f))
                .add(sphere, new Matrix4f().translation(0, 0, 0.8f), copper)
                .add(sphere, new Matrix4f().translation(1.9f, 0.4f, 0.8f), Material.colored(0.05f, 0.2f, 0.6f))
                .add(new Light.Point(new Matrix4f().translation(1, -3, 3), new Vector3f(250), 0.5f))
                .add(new Light.Sun(Light.aim(new Vector3f(-3, -2, 4), new Vector3f()), new Vector3f(1.2f)))
                .world(0.05f, 0.06f, 0.08f);
    }
}
