// SPDX-License-Identifier: Apache-2.0
package passbridge.raster;

import java.util.List;
import org.joml.Matrix4f;
import org.joml.Matrix4fc;
import org.joml.Vector3f;
import passbridge.scene.Camera;
import passbridge.scene.Geometry;
import passbridge.scene.Image;
import passbridge.scene.Instance;
import passbridge.scene.Light;
import passbridge.scene.Material;
import passbridge.scene.SceneBuilder;
import passbridge.scene.SceneObject;
import passbridge.scene.ValueGraph;
import passbridge.scene.World;

/** A scene in the making. Cameras stand at (0, 0, 5) and look down at the XY plane, Y up in the picture. */
final class TestScene {
    static final float CAMERA_HEIGHT = 5;
    static final Material WHITE = diffuse(0, 1);

    private final SceneBuilder builder = new SceneBuilder();

    private final Camera camera;

    TestScene(Camera camera) {
        this.camera = camera;
    }

    /** Sees the plane from -extent to extent. */
    static Camera orthographic(float extent) {
        return Camera.sharp(Camera.Type.ORTHOGRAPHIC, new Matrix4f().translation(0, 0, -CAMERA_HEIGHT),
                new Matrix4f().setOrtho(-extent, extent, -extent, extent, 0.1f, 100), 0.1f, 100);
    }

    /** Sees 90 degrees. */
    static Camera perspective() {
        return Camera.sharp(Camera.Type.PERSPECTIVE, new Matrix4f().translation(0, 0, -CAMERA_HEIGHT),
                new Matrix4f().setPerspective((float) Math.PI / 2, 1, 0.1f, 100), 0.1f, 100);
    }

    /** Lambert only. */
    static Material diffuse(int passIndex, float albedo) {
        return new Material("diffuse", passIndex, ValueGraph.constant(new Vector3f(albedo)), false, 0, 1, 0, new Vector3f(), 0);
    }

    /** Shines with this radiance and reflects nothing. */
    static Material emissive(float radiance) {
        return new Material("emissive", 0, ValueGraph.constant(new Vector3f()), false, 0, 1, 0, new Vector3f(radiance), 0);
    }

    static Material textured(Image image) {
        return new Material("textured", 0, ValueGraph.image(image), false, 0, 1, 0, new Vector3f(), 0);
    }

    TestScene world(float red, float green, float blue, boolean transparentFilm) {
        builder.world(new World(new Vector3f(red, green, blue), transparentFilm));
        return this;
    }

    TestScene passAlphaThreshold(float threshold) {
        builder.passAlphaThreshold(threshold);
        return this;
    }

    TestScene add(Geometry geometry, Matrix4fc objectToWorld, int objectIndex, Material... materials) {
        builder.add(Instance.of(geometry, objectToWorld, SceneObject.UNNAMED.withPassIndex(objectIndex), List.of(materials)));
        return this;
    }

    TestScene add(Geometry geometry, Matrix4fc objectToWorld, SceneObject object, Material... materials) {
        builder.add(Instance.of(geometry, objectToWorld, object, List.of(materials)));
        return this;
    }

    TestScene add(Geometry geometry, Material... materials) {
        return add(geometry, new Matrix4f(), 0, materials);
    }

    TestScene add(Light light) {
        builder.add(light);
        return this;
    }

    Shown build() {
        return new Shown(builder.build(), camera);
    }
}
