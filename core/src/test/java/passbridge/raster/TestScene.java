// SPDX-License-Identifier: Apache-2.0
package passbridge.raster;

import java.util.List;
import org.joml.Matrix4f;
import org.joml.Matrix4fc;
import org.joml.Vector3f;
import org.joml.Vector4f;
import passbridge.scene.Camera;
import passbridge.scene.Geometry;
import passbridge.scene.Image;
import passbridge.scene.Instance;
import passbridge.scene.Light;
import passbridge.scene.Material;
import passbridge.scene.Ray;
import passbridge.scene.SceneBuilder;
import passbridge.scene.SceneObject;
import passbridge.scene.ShaderGraphBuilder;
import passbridge.scene.SocketType;
import passbridge.scene.World;

/** A scene in the making. Cameras stand at (0, 0, 5) and look down at the XY plane, Y up in the picture. */
final class TestScene {
    static final float CAMERA_HEIGHT = 5;
    static final Material WHITE = diffuse(0, 1);

    /** Onto others. */
    static final SceneObject REFLECTS_NOTHING = SceneObject.UNNAMED.hiddenFrom(Ray.DIFFUSE);

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
        ShaderGraphBuilder graph = new ShaderGraphBuilder();
        ShaderGraphBuilder.Node surface = shader(graph, "ShaderNodeBsdfDiffuse", albedo);
        return Material.of("diffuse", graph.surface(surface, "BSDF")).withPassIndex(passIndex);
    }

    /** Gives a node that has an input "Color" and an output "BSDF". */
    static ShaderGraphBuilder.Node shader(ShaderGraphBuilder graph, String type, float color) {
        return graph.node(type).color("Color", new Vector4f(color, color, color, 1)).output("BSDF", SocketType.SHADER);
    }

    /** Gives an Emission node. */
    static ShaderGraphBuilder.Node emission(ShaderGraphBuilder graph, float radiance) {
        return graph.node("ShaderNodeEmission").color("Color", new Vector4f(1)).number("Strength", radiance)
                .output("Emission", SocketType.SHADER);
    }

    /** Mixes an output of each of two nodes: the second by the factor. */
    static ShaderGraphBuilder.Node mix(
            ShaderGraphBuilder graph, float factor, ShaderGraphBuilder.Node first, String firstOutput, ShaderGraphBuilder.Node second,
            String secondOutput) {
        return graph.node("ShaderNodeMixShader").number("Fac", factor).link("Shader", SocketType.SHADER, first, firstOutput)
                .link("Shader_001", SocketType.SHADER, second, secondOutput).output("Shader", SocketType.SHADER);
    }

    /** Shines with this radiance and reflects nothing. */
    static Material emissive(float radiance) {
        ShaderGraphBuilder graph = new ShaderGraphBuilder();
        return Material.of("emissive", graph.surface(emission(graph, radiance), "Emission"));
    }

    static Material textured(Image image) {
        ShaderGraphBuilder graph = new ShaderGraphBuilder();
        ShaderGraphBuilder.Node texture = graph.texture(image);
        ShaderGraphBuilder.Node surface = graph.node("ShaderNodeBsdfDiffuse").link("Color", SocketType.COLOR, texture, "Color")
                .output("BSDF", SocketType.SHADER);
        return Material.of("textured", graph.surface(surface, "BSDF"));
    }

    TestScene world(float red, float green, float blue, boolean transparentFilm) {
        builder.world(new World(new Vector3f(red, green, blue), transparentFilm));
        return this;
    }

    TestScene world(World world) {
        builder.world(world);
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
