// SPDX-License-Identifier: Apache-2.0
package passbridge.raster;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.lwjgl.opengl.GL41C.*;

import java.util.List;
import java.util.Optional;
import org.joml.Matrix4f;
import org.joml.Vector3f;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import passbridge.RenderRequest;
import passbridge.gl.CurrentContext;
import passbridge.pass.Pass;
import passbridge.scene.Camera;

@ExtendWith(CurrentContext.class)
class PanoramaTest {
    private static final int WIDTH = 40;
    private static final int HEIGHT = 20;
    private static final float PI = (float) Math.PI;

    /** Of metres, as in {@link DataPassTest}: interpolated between corners up to 60 m away. */
    private static final float INTERPOLATED = 5e-4f;

    /** Of UVs at the edges of faces: 1/32 pixel, 0.005 radians, is 15² / 5 m times that 15 m away, of the mesh's 60 m. */
    private static final float HALF_TEXEL = 4e-3f;

    /** All around, turned and moved. */
    private static final Camera CAMERA = camera(0.1f, 100);

    private static Camera camera(float clipStart, float clipEnd) {
        Matrix4f worldToCamera = new Matrix4f().rotateXYZ(0.4f, 0.7f, 0.2f).translate(1, 2, -TestScene.CAMERA_HEIGHT);
        return new Camera(Camera.Type.EQUIRECTANGULAR, worldToCamera, new Matrix4f(), clipStart, clipEnd,
                Optional.of(new Camera.Panorama(-PI, PI, -PI / 2, PI / 2)), Optional.empty(), Optional.empty());
    }

    private static RenderRequest request(int samples, Pass... passes) {
        return TestFrame.request(WIDTH, HEIGHT, samples, 1.5f, List.of(passes));
    }

    /** The plane below the camera. */
    private static Shown plane(Camera camera) {
        return new TestScene(camera).world(0.5f, 0.5f, 0.5f, true)
                .add(MemoryMesh.plane(30), new Matrix4f(), 7, TestScene.emissive(2)).build();
    }

    /** Where the ray through the centre of a pixel meets the XY plane; empty where it doesn't within the mesh. */
    private static Optional<Vector3f> hit(int x, int y) {
        double longitude = ((x + 0.5) / WIDTH - 0.5) * 2 * Math.PI;
        double latitude = ((y + 0.5) / HEIGHT - 0.5) * Math.PI;
        Vector3f direction = new Vector3f(
                (float) (Math.cos(latitude) * Math.sin(longitude)), (float) Math.sin(latitude),
                (float) (-Math.cos(latitude) * Math.cos(longitude)));
        Matrix4f cameraToWorld = CAMERA.worldToCamera().invert(new Matrix4f());
        cameraToWorld.transformDirection(direction);
        Vector3f origin = cameraToWorld.getTranslation(new Vector3f());
        Vector3f hit = new Vector3f(direction).mul(-origin.z / direction.z).add(origin);
        return direction.z < 0 && Math.abs(hit.x) < 30 && Math.abs(hit.y) < 30 ? Optional.of(hit) : Optional.empty();
    }

    @Test
    void dataPassesAreWhereTheRayMeetsTheSurface() {
        Vector3f origin = CAMERA.worldToCamera().invert(new Matrix4f()).getTranslation(new Vector3f());
        int hits = 0;
        int differing = 0;
        Pass[] passes = {Pass.DEPTH, Pass.POSITION, Pass.NORMAL, Pass.UV, Pass.OBJECT_INDEX};
        try (TestFrame frame = TestFrame.draw(plane(CAMERA), request(1, passes))) {
            for (int y = 0; y < HEIGHT; y++) {
                for (int x = 0; x < WIDTH; x++) {
                    boolean isSurface = frame.value(Pass.OBJECT_INDEX, x, y) == 7;
                    Optional<Vector3f> expected = hit(x, y);
                    if (expected.isPresent() != isSurface) {
                        differing++;
                    } else if (isSurface) {
                        Vector3f at = expected.get();
                        assertArrayEquals(new float[] {at.x, at.y, at.z, 0}, frame.pixel(Pass.POSITION, x, y), INTERPOLATED);
                        assertEquals(at.distance(origin), frame.value(Pass.DEPTH, x, y), INTERPOLATED);
                        assertArrayEquals(new float[] {0, 0, 1, 0}, frame.pixel(Pass.NORMAL, x, y), 1e-5f);
                        assertArrayEquals(new float[] {at.x / 60 + 0.5f, at.y / 60 + 0.5f, 1, 0}, frame.pixel(Pass.UV, x, y),
                                at.distance(origin) < 15 ? HALF_TEXEL : 1);
                        hits++;
                    } else {
                        assertEquals(Pass.BACKGROUND_DEPTH, frame.value(Pass.DEPTH, x, y));
                        assertArrayEquals(new float[4], frame.pixel(Pass.POSITION, x, y));
                        assertArrayEquals(new float[4], frame.pixel(Pass.NORMAL, x, y));
                        assertArrayEquals(new float[4], frame.pixel(Pass.UV, x, y));
                    }
                }
            }
        }
        assertTrue(hits > WIDTH * HEIGHT / 4, hits + " hits");
        // The mesh's outline crosses some 100 pixels, and is off by 1/32 of one.
        assertTrue(differing <= 5, differing + " pixels show the other side of the outline");
    }

    @Test
    void combinedIsTheAverageOfSamples() {
        try (TestFrame frame = TestFrame.draw(plane(CAMERA), request(6, Pass.COMBINED, Pass.OBJECT_INDEX))) {
            assertEquals(List.of(1, 2, 3, 4, 5, 6), frame.samplesDone());
            int partly = 0;
            for (int y = 0; y < HEIGHT; y++) {
                for (int x = 0; x < WIDTH; x++) {
                    float[] pixel = frame.pixel(Pass.COMBINED, x, y);
                    assertEquals(2 * pixel[3], pixel[0], 1e-5f); // rounding of six additions
                    partly += pixel[3] > 0 && pixel[3] < 1 ? 1 : 0;
                }
            }
            assertTrue(partly > 0, "no pixel has several samples' average");
        }
    }

    @Test
    void clipRangeIsOfDistances() {
        try (TestFrame frame = TestFrame.draw(plane(camera(7, 12)), request(1, Pass.DEPTH, Pass.OBJECT_INDEX))) {
            int seen = 0;
            for (float depth : frame.picture(Pass.DEPTH)) {
                // A pixel beside the range takes the nearest texel, which is within.
                assertTrue(depth == Pass.BACKGROUND_DEPTH || depth >= 6.9f && depth <= 12.1f, depth + " m");
                seen += depth == Pass.BACKGROUND_DEPTH ? 0 : 1;
            }
            assertTrue(seen > 20, seen + " pixels");
        }
    }

    @Test
    void nothingIsSeenInAnEmptyClipRange() {
        for (float clipStart : new float[] {12, 7, Float.NaN}) {
            try (TestFrame frame = TestFrame.draw(plane(camera(clipStart, 7)), request(1, Pass.DEPTH, Pass.COMBINED))) {
                for (float depth : frame.picture(Pass.DEPTH)) {
                    assertEquals(Pass.BACKGROUND_DEPTH, depth);
                }
            }
        }
    }

    @Test
    void rendererStaysUsableWhereverTheFrameWasCancelled() {
        RenderRequest request = request(2, Pass.COMBINED, Pass.OBJECT_INDEX);
        Shown scene = plane(CAMERA);
        try (RasterRenderer renderer = new RasterRenderer()) {
            int done = 0;
            for (long poll = 1; done < 2; poll++) {
                try (TestFrame frame = new TestFrame(request)) {
                    frame.cancelAfterPolls(poll);
                    frame.drawWith(renderer, scene);
                    done = frame.samplesDone().size();
                }
            }
            try (TestFrame next = new TestFrame(request)) {
                next.drawWith(renderer, scene);
                assertEquals(List.of(1, 2), next.samplesDone());
            }
            assertEquals(GL_NO_ERROR, glGetError());
        }
    }
}
