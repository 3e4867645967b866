// SPDX-License-Identifier: Apache-2.0
package passbridge.raster;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.joml.Matrix4f;
import org.joml.Vector4f;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.lwjgl.opengl.GL41C;
import passbridge.RenderRequest;
import passbridge.gl.CurrentContext;
import passbridge.pass.Pass;
import passbridge.scene.Material;
import passbridge.scene.Settings;
import passbridge.scene.ShaderGraph;
import passbridge.scene.ShaderGraphBuilder;
import passbridge.scene.SocketType;
import passbridge.shading.SurfaceShader;

/** What many materials, and changes to them, cost. */
@ExtendWith(CurrentContext.class)
class MaterialEditTest {
    private static final RenderRequest REQUEST = TestFrame.request(1, 1, 1, 1.5f, List.of(Pass.COMBINED));

    private final AtomicInteger compiledCount = new AtomicInteger();

    /** Emits the position, so many times moved by the value: each number of times is another structure. */
    private static Material material(long id, int structure, float value) {
        ShaderGraphBuilder graph = new ShaderGraphBuilder();
        ShaderGraphBuilder.Node last = graph.node("ShaderNodeNewGeometry").output("Position", SocketType.VECTOR);
        String output = "Position";
        for (int i = 0; i < structure; i++) {
            last = graph.node("ShaderNodeVectorMath").property("operation", "ADD").link("Vector", SocketType.VECTOR, last, output)
                    .vector("Vector_001", value, value, value).output("Vector", SocketType.VECTOR);
            output = "Vector";
        }
        ShaderGraphBuilder.Node emission = graph.node("ShaderNodeEmission").link("Color", SocketType.COLOR, last, output)
                .number("Strength", 1).output("Emission", SocketType.SHADER);
        return new Material(id, "material " + id, 0, graph.surface(emission, "Emission"), true, Settings.NONE, Settings.NONE);
    }

    private static Shown scene(List<Material> materials) {
        TestScene scene = new TestScene(TestScene.orthographic(1));
        MemoryMesh mesh = MemoryMesh.plane(0.5f);
        materials.forEach(material -> scene.add(mesh, new Matrix4f(), 0, material));
        return scene.build();
    }

    private RasterRenderer countingRenderer() {
        return new RasterRenderer(new VertexMemory(), code -> {
            compiledCount.addAndGet(code.evaluates() ? 1 : 0); // not what draws the depth of all that is opaque
            return new SurfaceProgram(code);
        });
    }

    @Test
    void materialsOfOneStructureShareAProgram() {
        List<Material> materials = new ArrayList<>();
        for (int i = 0; i < 1000; i++) {
            materials.add(material(i + 1, 1 + i % 20, i));
        }
        try (RasterRenderer renderer = countingRenderer(); TestFrame frame = new TestFrame(REQUEST)) {
            frame.drawWith(renderer, scene(materials));
            assertEquals(20, compiledCount.get());
        }
    }

    @Test
    void aChangedValueCompilesNothingAndAChangedStructureThatMaterialAlone() {
        List<Material> materials = new ArrayList<>(IntStream.range(0, 10).mapToObj(i -> material(i + 1, 1 + i % 3, i)).toList());
        try (RasterRenderer renderer = countingRenderer(); TestFrame frame = new TestFrame(REQUEST)) {
            frame.drawWith(renderer, scene(materials));
            assertEquals(3, compiledCount.get());
            materials.set(9, material(10, 1, 0.25f));
            frame.drawWith(renderer, scene(materials));
            assertEquals(3, compiledCount.get());
            materials.set(9, material(10, 7, 0.25f));
            frame.drawWith(renderer, scene(materials));
            assertEquals(4, compiledCount.get());
            materials.set(9, material(10, 3, 0.25f));
            frame.drawWith(renderer, scene(materials));
            assertEquals(4, compiledCount.get());
        }
    }

    @Test
    void codeOfOneStructureIsOneObject() {
        SurfaceShader shader = SurfaceShader.of(material(1, 2, 3).graph());
        assertSame(shader.fragmentCode(), SurfaceShader.of(material(2, 2, 4).graph()).fragmentCode());
    }

    /** A gloss, so that there are tables, in two states. */
    private static Material glossy(float roughness) {
        Material material = Material.colored(0.5f, 0.25f, 1).withRoughness(roughness).withEmission(roughness, 1, 0);
        ShaderGraph graph = material.graph().with("ShaderNodeBsdfPrincipled", "Emission Strength", new Vector4f(1));
        return new Material(1, "gloss", 0, graph, true, Settings.NONE, Settings.NONE);
    }

    @Test
    void aChangedValueIsDrawnAndSharesTables() {
        try (RasterRenderer renderer = new RasterRenderer(); TestFrame frame = new TestFrame(REQUEST)) {
            long textureCount = 0;
            for (int i = 1; i <= 20; i++) {
                Material now = glossy(i / 32f);
                frame.drawWith(renderer, scene(List.of(now)));
                assertEquals(i / 32f, frame.value(Pass.COMBINED, 0, 0), 1e-6f);
                if (i == 1) {
                    textureCount = textureCount();
                }
            }
            assertEquals(textureCount, textureCount());
        }
    }

    @Test
    void tablesStayAsLongAsOneOfThoseWhoShareThemIsDrawn() {
        Material first = glossy(0.25f);
        Material second = new Material(2, "other", 0, first.graph(), true, Settings.NONE, Settings.NONE);
        Material changed = glossy(0.75f);
        try (RasterRenderer renderer = new RasterRenderer(); TestFrame frame = new TestFrame(REQUEST);
                TestFrame afresh = TestFrame.draw(scene(List.of(changed)), REQUEST)) {
            frame.drawWith(renderer, scene(List.of(first, second)));
            frame.drawWith(renderer, scene(List.of(second, changed)));
            frame.drawWith(renderer, scene(List.of(changed)));
            assertArrayEquals(afresh.picture(Pass.COMBINED), frame.picture(Pass.COMBINED));
        }
    }

    private static long textureCount() {
        return IntStream.range(1, 10_000).filter(GL41C::glIsTexture).count();
    }
}
