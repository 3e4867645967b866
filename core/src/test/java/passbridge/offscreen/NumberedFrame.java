// SPDX-License-Identifier: Apache-2.0
package passbridge.offscreen;

import java.nio.FloatBuffer;
import java.util.List;
import org.joml.Matrix4f;
import org.joml.Vector3f;
import passbridge.Film;
import passbridge.RenderRequest;
import passbridge.pass.Pass;
import passbridge.scene.Camera;
import passbridge.scene.Instance;
import passbridge.scene.Material;
import passbridge.scene.Scene;
import passbridge.scene.SceneObject;
import passbridge.scene.TriangleMesh;
import passbridge.scene.World;

/**
 * A picture that no other number has, known to the last bit: a shining square that begins at a column of its own, before a world
 * with a colour of its own.
 */
record NumberedFrame(int number) {
    private static final TriangleMesh SHARED = TriangleMesh.plane(2);
    private static final List<Pass> PASSES = List.of(Pass.COMBINED, Pass.OBJECT_INDEX);

    int width() {
        return 24 + number % 3;
    }

    int height() {
        return 16;
    }

    /** The square's first column. */
    private int firstColumn() {
        return number % 23;
    }

    private float radiance() {
        return 1 + number;
    }

    private Scene scene() {
        Material shining = Material.colored(0, 0, 0).withSpecular(0).withEmission(radiance(), 0.5f, number);
        TriangleMesh square = number % 2 == 0 ? SHARED : TriangleMesh.plane(2);
        Matrix4f place = new Matrix4f().translation(firstColumn() + 50, 0, 0).scale(50);
        return Scene.builder()
                .world(new World(new Vector3f(0, number, 0.25f), false))
                .add(Instance.of(square, place, SceneObject.UNNAMED.withPassIndex(number), List.of(shining)))
                .build();
    }

    private RenderRequest request() {
        // One unit is one pixel here, and the picture's lower left corner the origin.
        Camera camera = Camera.sharp(Camera.Type.ORTHOGRAPHIC, new Matrix4f().translation(0, 0, -5),
                new Matrix4f().setOrtho(0, width(), 0, height(), 0.1f, 10), 0.1f, 10);
        return RenderRequest.of(camera, width(), height()).withPasses(PASSES);
    }

    /** Draws the picture and looks at each of its floats. */
    void check(OffscreenSession session) {
        Film film = session.render(scene(), request());
        FloatBuffer combined = film.pixels(Pass.COMBINED);
        FloatBuffer index = film.pixels(Pass.OBJECT_INDEX);
        for (int y = 0; y < height(); y++) {
            for (int x = 0; x < width(); x++) {
                boolean isSquare = x >= firstColumn();
                float[] expected = isSquare
                        ? new float[] {radiance(), 0.5f, number, 1, number}
                        : new float[] {0, number, 0.25f, 1, 0};
                for (int channel = 0; channel < 4; channel++) {
                    check(x, y, expected[channel], combined.get());
                }
                check(x, y, expected[4], index.get());
            }
        }
    }

    private void check(int x, int y, float expected, float drawn) {
        if (expected != drawn) {
            throw new AssertionError("frame " + number + ", pixel " + x + ", " + y + ": " + drawn + " and not " + expected);
        }
    }
}
