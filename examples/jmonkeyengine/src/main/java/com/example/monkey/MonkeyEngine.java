// SPDX-License-Identifier: Apache-2.0
package com.example.monkey;

import static org.lwjgl.opengl.GL41C.*;

import com.jme3.asset.AssetManager;
import com.jme3.asset.DesktopAssetManager;
import com.jme3.asset.plugins.ClasspathLocator;
import com.jme3.light.DirectionalLight;
import com.jme3.material.TechniqueDef;
import com.jme3.material.plugins.J3MLoader;
import com.jme3.math.ColorRGBA;
import com.jme3.math.Matrix4f;
import com.jme3.math.Transform;
import com.jme3.math.Vector3f;
import com.jme3.renderer.Camera;
import com.jme3.renderer.RenderManager;
import com.jme3.renderer.ViewPort;
import com.jme3.renderer.lwjgl.LwjglGL;
import com.jme3.renderer.lwjgl.LwjglGLExt;
import com.jme3.renderer.lwjgl.LwjglGLFboEXT;
import com.jme3.renderer.opengl.GLRenderer;
import com.jme3.scene.Node;
import com.jme3.scene.Spatial;
import com.jme3.scene.VertexBuffer;
import com.jme3.shader.plugins.GLSLLoader;
import com.jme3.texture.FrameBuffer;
import com.jme3.texture.Image;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.Map;
import org.joml.Matrix4fc;
import org.joml.Vector3fc;
import passbridge.GlFrame;
import passbridge.GlRenderer;
import passbridge.RenderRequest;
import passbridge.RendererCapabilities;
import passbridge.SyncContext;
import passbridge.scene.FlatNormals;
import passbridge.scene.Geometry;
import passbridge.scene.Instance;
import passbridge.scene.Light;
import passbridge.scene.Material;
import passbridge.scene.Mesh;
import passbridge.scene.MeshData;
import passbridge.scene.Scene;
import passbridge.scene.SurfaceApproximation;

/**
 * Draws with jMonkeyEngine's renderer in Passbridge's OpenGL context: meshes, one material each, and lights, which shine as suns with the
 * strength that they have at the world's origin.
 */
public final class MonkeyEngine implements GlRenderer {
    private final Map<Geometry, com.jme3.scene.Mesh> meshes = new IdentityHashMap<>();
    private final Map<Material, com.jme3.material.Material> materials = new HashMap<>();
    private Scene scene;
    private Monkey monkey; // null: nothing was drawn yet

    /** What jMonkeyEngine draws with. */
    private record Monkey(GLRenderer renderer, RenderManager manager, AssetManager assets, int vertexArray) {
        static Monkey start() {
            var renderer = new GLRenderer(new LwjglGL(), new LwjglGLExt(), new LwjglGLFboEXT());
            renderer.initialize();
            renderer.setMainFrameBufferSrgb(false);
            renderer.setLinearizeSrgbImages(true);
            var manager = new RenderManager(renderer);
            manager.setPreferredLightMode(TechniqueDef.LightMode.SinglePass);
            var assets = new DesktopAssetManager();
            assets.registerLocator("/", ClasspathLocator.class);
            assets.registerLoader(J3MLoader.class, "j3md");
            assets.registerLoader(GLSLLoader.class, "vert", "frag", "glsllib");
            return new Monkey(renderer, manager, assets, glGetInteger(GL_VERTEX_ARRAY_BINDING));
        }
    }

    @Override public RendererCapabilities capabilities() {
        return RendererCapabilities.of();
    }

    @Override public void sync(Scene now, SyncContext context) {
        scene = now;
        for (Geometry gone : context.delta().removed()) {
            com.jme3.scene.Mesh mesh = meshes.remove(gone);
            if (mesh != null) {
                mesh.getBufferList().forEach(VertexBuffer::dispose);
            }
        }
        for (Geometry added : context.delta().added()) {
            if (added instanceof Mesh mesh) {
                meshes.put(added, mesh(mesh));
            }
        }
        materials.keySet().retainAll(now.instances().stream().flatMap(each -> each.materials().stream()).toList());
    }

    @Override public void render(RenderRequest request, GlFrame frame) {
        monkey = monkey == null ? Monkey.start() : monkey;
        Node root = new Node();
        root.setCullHint(Spatial.CullHint.Never); // Blender's camera may be any matrix, which jMonkeyEngine's culling does not know
        for (Instance instance : scene.instances()) {
            com.jme3.scene.Mesh mesh = meshes.get(instance.geometry());
            if (mesh != null && instance.isVisibleToCamera()) {
                var drawn = new com.jme3.scene.Geometry(instance.object().name(), mesh);
                drawn.setMaterial(materials.computeIfAbsent(instance.materials().get(0), this::material));
                var place = new Transform(); // which has no shear
                place.fromTransformMatrix(matrix(instance.objectToWorld()));
                drawn.setLocalTransform(place);
                root.attachChild(drawn);
            }
        }
        scene.lights().forEach(light -> root.addLight(sun(light)));
        root.updateGeometricState();

        int width = request.width();
        int height = request.height();
        var target = new FrameBuffer(width, height, 1);
        target.addColorTarget(FrameBuffer.FrameBufferTarget.newTarget(Image.Format.RGBA32F));
        target.setDepthTarget(FrameBuffer.FrameBufferTarget.newTarget(Image.Format.Depth32F));
        var view = new ViewPort("Blender's view", camera(request.camera(), width, height));
        view.setOutputFrameBuffer(target);
        view.setClearFlags(true, true, true);
        view.setBackgroundColor(ColorRGBA.BlackNoAlpha);
        view.attachScene(root);
        glBindVertexArray(monkey.vertexArray()); // jMonkeyEngine has one for all, and takes it for bound
        monkey.manager().setSinglePassLightBatchSize(Math.max(1, scene.lights().size()));
        monkey.manager().renderViewPort(view, 0);

        glBindFramebuffer(GL_READ_FRAMEBUFFER, target.getId());
        glBindFramebuffer(GL_DRAW_FRAMEBUFFER, frame.framebuffer().id());
        glBlitFramebuffer(0, 0, width, height, 0, 0, width, height, GL_COLOR_BUFFER_BIT, GL_NEAREST);
        monkey.renderer().invalidateState(); // Passbridge has framebuffers of its own
        target.dispose();
    }

    @Override public void close() {
        if (monkey != null) {
            monkey.renderer().cleanup();
        }
    }

    private static com.jme3.scene.Mesh mesh(Mesh mesh) {
        MeshData data = Mesh.read(mesh, FlatNormals.OF_FACE);
        var made = new com.jme3.scene.Mesh();
        made.setBuffer(VertexBuffer.Type.Position, 3, data.positions());
        made.setBuffer(VertexBuffer.Type.Normal, 3, data.normals());
        made.setBuffer(VertexBuffer.Type.Index, 3, data.indices());
        made.updateBound();
        return made;
    }

    private com.jme3.material.Material material(Material material) {
        SurfaceApproximation surface = material.approximation();
        var made = new com.jme3.material.Material(monkey.assets(), "Common/MatDefs/Light/Lighting.j3md");
        made.setBoolean("UseMaterialColors", true);
        made.setColor("Diffuse", color(surface.baseColor()));
        made.setColor("Ambient", ColorRGBA.Black);
        made.setColor("Specular", ColorRGBA.White.mult(surface.reflectance()));
        made.setFloat("Shininess", 2 / (float) Math.pow(Math.max(surface.roughness(), 0.05f), 4)); // of Blinn and Phong's lobe, as wide as GGX'
        return made;
    }

    /** Radiance of a white surface that faces it. */
    private static DirectionalLight sun(Light light) {
        var from = light.lightToWorld().getTranslation(new org.joml.Vector3f());
        var direction = light.lightToWorld().transformDirection(new org.joml.Vector3f(0, 0, -1)).normalize();
        float strength = 1 / (float) Math.PI;
        if (!(light instanceof Light.Sun)) {
            strength /= 4 * (float) Math.PI * Math.max(from.lengthSquared(), 1e-6f);
            direction = from.negate(new org.joml.Vector3f()).normalize();
        }
        return new DirectionalLight(vector(direction), color(light.power()).mult(strength));
    }

    private static Camera camera(passbridge.scene.Camera camera, int width, int height) {
        var made = new Camera(width, height);
        var cameraToWorld = camera.worldToCamera().invertAffine(new org.joml.Matrix4f());
        made.setLocation(vector(cameraToWorld.getTranslation(new org.joml.Vector3f())));
        made.setAxes( // left, up, and forward
                vector(cameraToWorld.transformDirection(new org.joml.Vector3f(-1, 0, 0))),
                vector(cameraToWorld.transformDirection(new org.joml.Vector3f(0, 1, 0))),
                vector(cameraToWorld.transformDirection(new org.joml.Vector3f(0, 0, -1))));
        made.setProjectionMatrix(matrix(camera.projection()));
        return made;
    }

    private static Matrix4f matrix(Matrix4fc matrix) {
        var made = new Matrix4f();
        made.set(matrix.get(new float[16]), false);
        return made;
    }

    private static Vector3f vector(Vector3fc vector) {
        return new Vector3f(vector.x(), vector.y(), vector.z());
    }

    private static ColorRGBA color(Vector3fc color) {
        return new ColorRGBA(color.x(), color.y(), color.z(), 1);
    }
}
