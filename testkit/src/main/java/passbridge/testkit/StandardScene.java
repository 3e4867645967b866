// SPDX-License-Identifier: Apache-2.0
package passbridge.testkit;

import java.util.Arrays;
import java.util.Optional;
import java.util.function.Supplier;
import org.joml.Matrix4f;
import org.joml.Vector3f;
import passbridge.RenderRequest;
import passbridge.scene.ArrayImage;
import passbridge.scene.Camera;
import passbridge.scene.Image;
import passbridge.scene.Light;
import passbridge.scene.Material;
import passbridge.scene.SceneBuilder;
import passbridge.scene.TriangleMesh;

/**
 * Scenes that every renderer has to draw without failing: small ones, and the strange ones that users have. What they look like is up
 * to the renderer. Thread: any.
 */
public enum StandardScene {
    /** Nothing but the world and a camera. */
    EMPTY(scene -> {}),

    /** One triangle without UVs, in front of the camera. */
    TRIANGLE(scene -> scene.add(triangle(), white())),

    /** Several geometries, a textured one among them, under a sun. */
    OBJECTS(scene -> scene
            .add(TriangleMesh.plane(6), image())
            .add(TriangleMesh.sphere(0.8f, 12), new Matrix4f().translation(-1, 0, 0.8f), colored("red", 0.8f, 0.1f, 0.1f))
            .add(TriangleMesh.cube(1), new Matrix4f().translation(1, 0, 0.5f).rotateZ(0.5f), white())
            .add(sun())),

    /** Ten thousand instances of one mesh. */
    MANY_INSTANCES(scene -> {
        TriangleMesh cube = TriangleMesh.cube(0.02f);
        Material material = white();
        for (int i = 0; i < 10_000; i++) {
            scene.add(cube, new Matrix4f().translation((i % 100 - 50) * 0.04f, (i / 100 - 50) * 0.04f, 0), material);
        }
        scene.add(sun());
    }),

    /** One mesh with 2,000 material slots. */
    MANY_MATERIALS(scene -> addManyMaterials(scene, 2000)),

    /** Curves and a point cloud: renderers that draw meshes only leave them out. */
    STRANDS_AND_POINTS(scene -> scene.add(new Strand(), white()).add(new Droplets(), white()).add(sun())),

    /** A mesh with coordinates that are not finite, and an index out of range: Blender leaves out such triangles, not their vertices. */
    DAMAGED_MESH(scene -> scene.add(new DamagedMesh(), white())),

    /** Triangles without area, a mesh without triangles, an instance scaled to nothing, one that is mirrored. */
    WITHOUT_AREA(scene -> scene
            .add(TriangleMesh.of("point", new float[9], new int[] {0, 1, 2, 0, 0, 0}), white())
            .add(TriangleMesh.of("line", new float[] {-1, 0, 0, 0, 0, 0, 1, 0, 0}, new int[] {0, 1, 2}), white())
            .add(TriangleMesh.of("nothing", new float[0], new int[0]), white())
            .add(TriangleMesh.cube(1), new Matrix4f().scaling(0), white())
            .add(TriangleMesh.cube(1), new Matrix4f().scaling(-1, 1, 1), white())),

    /** A light of each type; some without power, without size, or of negative power. */
    LIGHTS(scene -> {
        scene.add(TriangleMesh.plane(6), white());
        Matrix4f above = new Matrix4f().translation(0, 0, 2);
        scene.add(sun())
                .add(new Light.Point(above, new Vector3f(100), 0.1f))
                .add(new Light.Point(above, new Vector3f(), 0))
                .add(new Light.Spot(above, new Vector3f(100), 0, 1, 0.5f))
                .add(new Light.Spot(above, new Vector3f(100), 0, 0, 0))
                .add(new Light.Area(above, new Vector3f(100), 1, 2, false))
                .add(new Light.Area(above, new Vector3f(-10), 1, 2, true))
                .add(new Light.Area(above, new Vector3f(10), 0, 0, true));
    }),

    /** Seen without perspective. */
    ORTHOGRAPHIC(StandardScene::orthographicCamera, scene -> scene.add(triangle(), white())),

    /** All that is around the camera. */
    EQUIRECTANGULAR(StandardScene::panoramicCamera, scene -> scene.add(triangle(), white())),

    /** Seen through an open aperture while the shutter is open. */
    LENS(StandardScene::cameraWithLens, scene -> scene.add(triangle(), white())),

    /** A picture of one pixel. */
    ONE_PIXEL(1, 1, scene -> scene.add(triangle(), white())),

    /** A picture of one row. */
    ONE_ROW(97, 1, scene -> scene.add(triangle(), white())),

    /** A large picture: 3840x2160. */
    LARGE(3840, 2160, scene -> scene.add(triangle(), white()));

    private static final int WIDTH = 64;
    private static final int HEIGHT = 48;
    private static final float ASPECT = (float) WIDTH / HEIGHT;

    private final int width;
    private final int height;
    private final Supplier<Camera> camera;
    private final Contents contents;

    @FunctionalInterface
    private interface Contents {
        void addTo(SceneBuilder scene);
    }

    StandardScene(Contents contents) {
        this(StandardScene::camera, contents);
    }

    StandardScene(Supplier<Camera> camera, Contents contents) {
        this(WIDTH, HEIGHT, camera, contents);
    }

    StandardScene(int width, int height, Contents contents) {
        this(width, height, StandardScene::camera, contents);
    }

    StandardScene(int width, int height, Supplier<Camera> camera, Contents contents) {
        this.width = width;
        this.height = height;
        this.camera = camera;
        this.contents = contents;
    }

    /**
     * {@return the scene in the picture that it is meant for, 64x48 pixels unless said otherwise, with one sample and {@link
     * passbridge.pass.Pass#COMBINED} alone} All of it is new: a renderer has seen none of its geometries.
     */
    public RenderJob job() {
        SceneBuilder scene = new SceneBuilder().world(0.1f, 0.2f, 0.3f);
        contents.addTo(scene);
        return RenderJob.of(scene.build(), RenderRequest.of(camera.get(), width, height));
    }

    private static Camera camera() {
        return Camera.perspective(eyeMatrix(), 0.7f, ASPECT, 0.1f, 100);
    }

    private static Camera orthographicCamera() {
        return Camera.orthographic(eyeMatrix(), 4, ASPECT, 0.1f, 100);
    }

    private static Camera panoramicCamera() {
        return new Camera(Camera.Type.EQUIRECTANGULAR, eyeMatrix(), new Matrix4f(), 0.1f, 100,
                Optional.of(new Camera.Panorama((float) -Math.PI, (float) Math.PI, (float) -Math.PI / 2, (float) Math.PI / 2)),
                Optional.empty(), Optional.empty());
    }

    private static Camera cameraWithLens() {
        Camera sharp = camera();
        return new Camera(sharp.type(), sharp.worldToCamera(), sharp.projection(), sharp.clipStart(), sharp.clipEnd(), Optional.empty(),
                Optional.of(new Camera.DepthOfField(0.1f, 5, 6, 0.3f, 1)),
                Optional.of(new Camera.Shutter(0.5f, Camera.Shutter.Position.CENTER)));
    }

    private static Matrix4f eyeMatrix() {
        return Camera.lookAt(new Vector3f(0, -3, 4), new Vector3f());
    }

    private static TriangleMesh triangle() {
        return TriangleMesh.of("triangle", new float[] {-1, -1, 0, 1, -1, 0, 0, 1, 0}, new int[] {0, 1, 2});
    }

    /** Quadrangles side by side. */
    private static TriangleMesh strip(int count) {
        float[] positions = new float[count * 12];
        int[] indices = new int[count * 6];
        for (int i = 0; i < count; i++) {
            float left = 4f * i / count - 2;
            float right = 4f * (i + 1) / count - 2;
            System.arraycopy(new float[] {left, -1, 0, right, -1, 0, right, 1, 0, left, 1, 0}, 0, positions, 12 * i, 12);
            System.arraycopy(new int[] {4 * i, 4 * i + 1, 4 * i + 2, 4 * i, 4 * i + 2, 4 * i + 3}, 0, indices, 6 * i, 6);
        }
        return TriangleMesh.of("strip", positions, indices);
    }

    private static void addManyMaterials(SceneBuilder scene, int count) {
        int[] slots = new int[2 * count];
        Arrays.setAll(slots, triangle -> triangle / 2);
        Material[] materials = new Material[count];
        Arrays.setAll(materials, slot -> colored("material " + slot, slot % 7 / 6f, slot % 11 / 10f, slot % 13 / 12f));
        scene.add(strip(count).withSlots(slots), materials).add(sun());
    }

    private static Material white() {
        return colored("white", 0.8f, 0.8f, 0.8f);
    }

    private static Material colored(String name, float red, float green, float blue) {
        return Material.of(name, Material.colored(red, green, blue).graph()).withPassIndex(1);
    }

    private static Material image() {
        float[] pixels = {1, 0, 0, 1, 0, 1, 0, 1, 0, 0, 1, 1, 1, 1, 0, 0.5f};
        return Material.textured(ArrayImage.of("four pixels", 2, 2, 4, Image.ColorSpace.LINEAR, pixels)).withPassIndex(1);
    }

    private static Light sun() {
        return new Light.Sun(new Matrix4f().rotationX(0.5f), new Vector3f(2));
    }
}
