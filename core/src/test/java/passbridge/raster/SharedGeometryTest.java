// SPDX-License-Identifier: Apache-2.0
package passbridge.raster;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.lwjgl.opengl.GL15C.GL_BUFFER_SIZE;
import static org.lwjgl.opengl.GL45C.glGetNamedBufferParameteri64;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.joml.Matrix4f;
import org.joml.Vector3f;
import org.junit.jupiter.api.Test;
import org.lwjgl.opengl.GL15C;
import passbridge.RenderRequest;
import passbridge.gl.ObjectMemory;
import passbridge.pass.Pass;
import passbridge.scene.ArrayType;
import passbridge.scene.Bounds;
import passbridge.scene.Geometry;
import passbridge.scene.GeometryArray;
import passbridge.scene.Light;
import passbridge.scene.Material;
import passbridge.scene.Mesh;
import passbridge.scene.MeshAttribute;
import passbridge.scene.ShaderGraphBuilder;
import passbridge.scene.SocketType;
import passbridge.scene.TriangleMesh;

/** Renderers of several sessions, each on a thread with a context of its own, that show equal meshes and point clouds. */
class SharedGeometryTest {
    private static final int SIDE = 32;
    private static final RenderRequest REQUEST = TestFrame.request(SIDE, SIDE, 1, 1.5f, List.of(Pass.COMBINED));
    private static final int LARGE_BYTES = 1 << 20;
    private static final TriangleMesh SPHERE = sphere(1, 256);
    private static final TriangleMesh SMALLER_SPHERE = sphere(0.6f, 256);
    private static final long SPHERE_BYTES = (long) SPHERE.vertexCount(SPHERE.attributes()) * Mesh.vertexBytes(SPHERE.attributes())
            + SPHERE.triangleCount() * 3L * Integer.BYTES;

    private static TriangleMesh sphere(float radius, int segments) {
        return TriangleMesh.sphere(radius, segments);
    }

    /** A mesh as another session has it: equal to others whose numbers are the same, under an id and a name of its own. */
    private static class Described implements Mesh {
        private final long id;
        private final TriangleMesh mesh;
        private int gatherCount;

        Described(long id, TriangleMesh mesh) {
            this.id = id;
            this.mesh = mesh;
        }

        int gatherCount() {
            return gatherCount;
        }

        @Override
        public Object content() {
            return List.of(mesh);
        }

        @Override
        public long id() {
            return id;
        }

        @Override
        public String name() {
            return "mesh " + id;
        }

        @Override
        public List<GeometryArray> arrays() {
            return mesh.arrays();
        }

        @Override
        public void copyValues(GeometryArray array, int first, int count, ByteBuffer values) {
            mesh.copyValues(array, first, count, values);
        }

        @Override
        public Optional<Bounds> bounds() {
            return mesh.bounds();
        }

        @Override
        public int triangleCount() {
            return mesh.triangleCount();
        }

        @Override
        public int slotCount() {
            return mesh.slotCount();
        }

        @Override
        public List<MeshAttribute> attributes() {
            return mesh.attributes();
        }

        @Override
        public Optional<MeshAttribute> uvMap() {
            return mesh.uvMap();
        }

        @Override
        public Optional<MeshAttribute> colorAttribute() {
            return mesh.colorAttribute();
        }

        @Override
        public int vertexCount(List<MeshAttribute> attributes) {
            return mesh.vertexCount(attributes);
        }

        @Override
        public int[] gather(List<MeshAttribute> attributes, ByteBuffer vertices, ByteBuffer indices, int slotCount) {
            gatherCount++;
            return mesh.gather(attributes, vertices, indices, slotCount);
        }
    }

    private static Shown showing(Geometry geometry, Material... materials) {
        return new TestScene(TestScene.orthographic(1.2f)).world(0.2f, 0.2f, 0.2f, false)
                .add(geometry, materials.length == 0 ? new Material[] {TestScene.WHITE} : materials)
                .add(new Light.Sun(new Matrix4f().rotateX(0.7f), new Vector3f(2)))
                .build();
    }

    private static Shown nothing() {
        return new TestScene(TestScene.orthographic(1)).build();
    }

    private static float[] alone(Shown shown) {
        try (SharingSession session = new SharingSession(REQUEST)) {
            return session.draw(shown);
        }
    }

    /** Of the whole share group, in a thread of one: those that have one of the spheres. */
    private static List<Integer> sphereBuffers() {
        return buffers().filter(name -> glGetNamedBufferParameteri64(name, GL_BUFFER_SIZE) == SPHERE_BYTES).boxed().toList();
    }

    private static IntStream buffers() {
        return IntStream.range(1, 10_000).filter(GL15C::glIsBuffer);
    }

    @Test
    void anEqualMeshIsGatheredOnceAndFreedWithItsLastUser() {
        float[] expected = alone(showing(SPHERE));
        Described mesh = new Described(1, SPHERE);
        Described equal = new Described(2, SPHERE);
        try (SharingSession watcher = new SharingSession(REQUEST)) {
            long objectCount = watcher.call(SharingSession::objectCount);
            try (SharingSession second = new SharingSession(REQUEST)) {
                try (SharingSession first = new SharingSession(REQUEST)) {
                    assertArrayEquals(expected, first.draw(showing(mesh)));
                    assertArrayEquals(expected, second.draw(showing(equal)));
                    assertEquals(1, mesh.gatherCount());
                    assertEquals(0, equal.gatherCount(), "gathered again");
                    assertEquals(1, watcher.call(SharedGeometryTest::sphereBuffers).size());
                    assertArrayEquals(expected, first.draw(showing(mesh)));
                }
                assertArrayEquals(expected, second.draw(showing(equal)));
                assertEquals(0, equal.gatherCount());
            }
            assertEquals(objectCount, watcher.call(SharingSession::objectCount));
        }
    }

    @Test
    void whatIsGatheredOtherwiseIsAnother() {
        TriangleMesh coloured = SPHERE.withAttribute("dark", ArrayType.FLOAT, new float[SPHERE.vertexCount(List.of())]);
        float[] plain = alone(showing(SPHERE));
        float[] dark = alone(showing(coloured, reading("dark")));
        assertFalse(Arrays.equals(plain, dark));
        float[] small = alone(showing(SMALLER_SPHERE));
        try (SharingSession first = new SharingSession(REQUEST); SharingSession second = new SharingSession(REQUEST)) {
            assertArrayEquals(plain, first.draw(showing(new Described(1, coloured))));
            Described read = new Described(1, coloured);
            assertArrayEquals(dark, second.draw(showing(read, reading("dark"))));
            assertEquals(1, read.gatherCount());
            Described withSlots = new Described(2, coloured);
            assertArrayEquals(plain, second.draw(showing(withSlots, TestScene.WHITE, TestScene.WHITE)));
            assertEquals(1, withSlots.gatherCount());
            Described smaller = new Described(1, SMALLER_SPHERE);
            assertArrayEquals(small, second.draw(showing(smaller)));
            assertEquals(1, smaller.gatherCount());
            assertArrayEquals(plain, first.draw(showing(new Described(1, coloured))));
        }
    }

    private static Material reading(String attribute) {
        ShaderGraphBuilder graph = new ShaderGraphBuilder();
        ShaderGraphBuilder.Node value = graph.node("ShaderNodeAttribute").property("attribute_type", "GEOMETRY")
                .property("attribute_name", attribute).output("Color", SocketType.COLOR);
        ShaderGraphBuilder.Node surface = graph.node("ShaderNodeBsdfDiffuse").link("Color", SocketType.COLOR, value, "Color")
                .output("BSDF", SocketType.SHADER);
        return Material.of("reads " + attribute, graph.surface(surface, "BSDF"));
    }

    @Test
    void whoRefillsAMeshLeavesThatOfOthersAsItIs() {
        float[] large = alone(showing(SPHERE));
        float[] small = alone(showing(SMALLER_SPHERE));
        try (SharingSession first = new SharingSession(REQUEST); SharingSession second = new SharingSession(REQUEST)) {
            Described mesh = new Described(1, SPHERE);
            first.draw(showing(mesh));
            second.draw(showing(new Described(1, SPHERE)));
            List<Integer> shared = first.call(SharedGeometryTest::sphereBuffers);

            assertArrayEquals(small, first.draw(showing(new Described(1, SMALLER_SPHERE))));
            assertArrayEquals(large, second.draw(showing(new Described(1, SPHERE))));
            assertEquals(2, first.call(SharedGeometryTest::sphereBuffers).size());

            Described followed = new Described(1, SMALLER_SPHERE);
            assertArrayEquals(small, second.draw(showing(followed)));
            assertEquals(0, followed.gatherCount(), "the other session has it already");
            List<Integer> left = first.call(SharedGeometryTest::sphereBuffers);
            assertEquals(1, left.size());
            assertFalse(left.equals(shared));

            first.draw(nothing());
            assertArrayEquals(large, second.draw(showing(new Described(1, SPHERE))));
            assertEquals(left, first.call(SharedGeometryTest::sphereBuffers), "the only user fills its buffer anew");
            Described again = new Described(1, SPHERE);
            assertArrayEquals(large, first.draw(showing(again)));
            assertEquals(0, again.gatherCount(), "what was filled anew is shared, too");
        }
    }

    /** Under two ids, of which one goes. */
    @Test
    void equalMeshesOfOneSceneShareABuffer() {
        Described one = new Described(1, SPHERE);
        Described other = new Described(2, SPHERE);
        Shown both = new TestScene(TestScene.orthographic(2))
                .add(one, new Matrix4f().translation(-1, 0, 0), 1, TestScene.WHITE)
                .add(other, new Matrix4f().translation(1, 0, 0), 2, TestScene.WHITE)
                .build();
        float[] expected = alone(showing(SPHERE));
        try (SharingSession session = new SharingSession(REQUEST)) {
            session.draw(nothing());
            long before = session.call(ObjectMemory::bytes);
            session.draw(both);
            assertEquals(1, one.gatherCount() + other.gatherCount());
            assertEquals(1, session.call(SharedGeometryTest::sphereBuffers).size());
            assertArrayEquals(expected, session.draw(showing(other)));
            assertTrue(session.call(ObjectMemory::bytes) >= before + SPHERE_BYTES);
            session.draw(nothing());
            assertEquals(0, session.call(SharedGeometryTest::sphereBuffers).size());
        }
    }

    @Test
    void eachSessionCountsWhatItUses() {
        try (SharingSession first = new SharingSession(REQUEST); SharingSession second = new SharingSession(REQUEST)) {
            second.draw(nothing());
            long before = second.call(ObjectMemory::bytes);
            first.draw(showing(new Described(1, SPHERE)));
            assertEquals(before, second.call(ObjectMemory::bytes));
            second.draw(showing(new Described(1, SPHERE)));
            long used = second.call(ObjectMemory::bytes);
            assertTrue(used >= before + SPHERE_BYTES);
            first.draw(nothing());
            assertEquals(used, second.call(ObjectMemory::bytes));
            second.draw(nothing());
            assertTrue(second.call(ObjectMemory::bytes) < used - SPHERE_BYTES + 1);
        }
    }

    private static List<Integer> largeBuffers() {
        return buffers().filter(name -> glGetNamedBufferParameteri64(name, GL_BUFFER_SIZE) > LARGE_BYTES).boxed().toList();
    }

    /** The lights see them of it in both sessions. */
    @Test
    void levelsOfDetailAreMadeOnce() {
        TriangleMesh fine = sphere(1, 400);
        float[] expected = alone(showing(fine));
        try (SharingSession first = new SharingSession(REQUEST); SharingSession second = new SharingSession(REQUEST)) {
            assertArrayEquals(expected, first.draw(showing(new Described(1, fine))));
            List<Integer> large = first.call(SharedGeometryTest::largeBuffers);
            assertEquals(2, large.size(), "the mesh and its levels");
            assertArrayEquals(expected, second.draw(showing(new Described(2, fine))));
            assertEquals(large, first.call(SharedGeometryTest::largeBuffers));
            assertArrayEquals(alone(showing(SPHERE)), first.draw(showing(new Described(1, SPHERE))));
            assertArrayEquals(expected, second.draw(showing(new Described(2, fine))));
            second.draw(nothing());
            first.draw(nothing());
            assertEquals(List.of(), first.call(SharedGeometryTest::largeBuffers));
        }
    }

    @Test
    void equalPointCloudsAreOne() {
        float[] spheres = new float[4 * 70_000];
        for (int i = 0; i < spheres.length; i++) {
            spheres[i] = i % 4 == 3 ? 0.02f : (float) Math.sin(i);
        }
        MemoryPointCloud cloud = new MemoryPointCloud(spheres);
        float[] expected = alone(showing(cloud));
        try (SharingSession first = new SharingSession(REQUEST); SharingSession second = new SharingSession(REQUEST)) {
            int gatherCount = cloud.gatherCount();
            assertArrayEquals(expected, first.draw(showing(cloud)));
            assertArrayEquals(expected, second.draw(showing(cloud)));
            assertEquals(gatherCount + 1, cloud.gatherCount());
            assertEquals(1, first.call(SharedGeometryTest::largeBuffers).size());
            first.draw(nothing());
            assertArrayEquals(expected, second.draw(showing(cloud)));
            second.draw(nothing());
            assertEquals(0, first.call(SharedGeometryTest::largeBuffers).size());
        }
    }

    /** Each session is told of it when the mesh is gathered. */
    @Test
    void aMeshOfWhichNotAllIsDrawnIsSharedWithNobody() {
        class Damaged extends Described {
            Damaged() {
                super(1, SPHERE);
            }

            @Override
            public int[] gather(List<MeshAttribute> attributes, ByteBuffer vertices, ByteBuffer indices, int slotCount) {
                int[] slotTriangleCounts = super.gather(attributes, vertices, indices, slotCount);
                slotTriangleCounts[0]--;
                return slotTriangleCounts;
            }
        }
        try (SharingSession first = new SharingSession(REQUEST); SharingSession second = new SharingSession(REQUEST)) {
            for (SharingSession session : List.of(first, second)) {
                Described damaged = new Damaged();
                session.draw(showing(damaged));
                assertEquals(1, damaged.gatherCount());
            }
        }
    }

    @Test
    void aMeshThatCannotBeReadFailsNobodyElse() {
        class Broken extends Described {
            Broken() {
                super(1, SPHERE);
            }

            @Override
            public int[] gather(List<MeshAttribute> attributes, ByteBuffer vertices, ByteBuffer indices, int slotCount) {
                throw new IllegalStateException("broken");
            }
        }
        float[] expected = alone(showing(SPHERE));
        try (SharingSession first = new SharingSession(REQUEST); SharingSession second = new SharingSession(REQUEST)) {
            var thrown = assertThrows(CompletionException.class, () -> first.draw(showing(new Broken())));
            assertEquals("broken", thrown.getCause().getMessage());
            assertArrayEquals(expected, second.draw(showing(new Described(1, SPHERE))));
            assertThrows(CompletionException.class, () -> {
                second.draw(nothing());
                second.draw(showing(new Broken()));
            });
            assertArrayEquals(expected, first.draw(showing(new Described(1, SPHERE))));
            assertArrayEquals(expected, second.draw(showing(new Described(1, SPHERE))));
        }
    }

    @Test
    void sessionsThatComeGoAndRefillAtOnceShowTheSame() {
        List<TriangleMesh> meshes = List.of(SPHERE, SMALLER_SPHERE);
        List<float[]> expected = meshes.stream().map(mesh -> alone(showing(mesh))).toList();
        int threadCount = 4;
        var start = new CountDownLatch(threadCount);
        ExecutorService threads = Executors.newFixedThreadPool(threadCount);
        List<Future<Void>> all = new ArrayList<>();
        for (int i = 0; i < threadCount; i++) {
            int first = i;
            all.add(threads.submit(() -> {
                start.countDown();
                start.await();
                for (int round = 0; round < 2; round++) {
                    try (SharingSession session = new SharingSession(REQUEST)) {
                        for (int frame = 0; frame < 4; frame++) {
                            int shown = (first + frame) % 2;
                            assertArrayEquals(expected.get(shown), session.draw(showing(new Described(1, meshes.get(shown)))));
                            assertTrue(session.call(ObjectMemory::bytes) >= SPHERE_BYTES);
                        }
                    }
                }
                return null;
            }));
        }
        all.forEach(SharingSession::resultOf);
        threads.shutdown();
    }
}
