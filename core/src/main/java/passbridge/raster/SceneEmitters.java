// SPDX-License-Identifier: Apache-2.0
package passbridge.raster;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import passbridge.SyncContext;
import passbridge.scene.Bounds;
import passbridge.scene.Image;
import passbridge.scene.Instance;
import passbridge.scene.Material;
import passbridge.scene.Mesh;
import passbridge.scene.Ray;
import passbridge.scene.Scene;

/**
 * The meshes of a scene that emit light, as Cycles has it: both sides of every triangle of an emitting material. Curves and point clouds
 * light nothing there either.
 */
final class SceneEmitters {
    /** Share of what is picked at random among those that light anything, whatever their strength and distance. */
    private static final double EVEN_SHARE = 0.1;

    private final List<Emitter> emitters;
    private final Map<Slotted, Triangles> triangles = new HashMap<>();

    /** A mesh (the object), and the material slots of its instances. */
    private record Slotted(Mesh mesh, int slotCount) {}

    /** What was read of a mesh: these slots, of which some may have no triangles. */
    private record Triangles(Set<Integer> slots, Map<Integer, EmitterMesh> bySlot) {}

    /** A mesh and what it emits (the objects). */
    private record Shining(EmitterMesh mesh, EmissionMap emission) {}

    /**
     * Collects them. Reads geometries that are new, and asks for those that can't be read.
     *
     * @param before of the scene before, or null
     * @param textures of the images that the materials' emission depends on
     * @param boxes of what the scene has, each around one thing or more
     */
    SceneEmitters(
            Scene scene, EmissiveMaterials materials, SceneEmitters before, Function<Image, ImageTexture> textures,
            Collection<Bounds> boxes, SyncContext context) {
        Map<List<Material>, Set<Integer>> slotsByMaterials = new IdentityHashMap<>();
        Map<Slotted, Set<Integer>> wanted = new HashMap<>();
        List<Instance> emitting = new ArrayList<>();
        for (Instance instance : scene.instances()) {
            Set<Integer> slots = slotsByMaterials.computeIfAbsent(instance.materials(), list -> emissiveSlots(list, materials));
            if (!slots.isEmpty() && instance.geometry() instanceof Mesh mesh && instance.object().visibleTo().contains(Ray.DIFFUSE)) {
                emitting.add(instance);
                wanted.computeIfAbsent(new Slotted(mesh, instance.materials().size()), key -> new HashSet<>()).addAll(slots);
            }
        }
        wanted.forEach((key, slots) -> triangles(key, slots, before, context).ifPresent(read -> triangles.put(key, read)));
        List<Emitter> found = new ArrayList<>();
        Map<Shining, Double> brightness = new HashMap<>();
        for (Instance instance : emitting) {
            Triangles read = triangles.get(new Slotted((Mesh) instance.geometry(), instance.materials().size()));
            for (int slot : slotsByMaterials.get(instance.materials())) {
                EmitterMesh mesh = read == null ? null : read.bySlot.get(slot);
                if (mesh != null) {
                    EmissionMap emission = materials.map(instance.materials().get(slot), textures);
                    double mean = brightness.computeIfAbsent(new Shining(mesh, emission), key -> mesh.meanBrightness(emission));
                    for (float side : Emitter.sides(mesh, instance, boxes)) {
                        found.add(new Emitter(mesh, emission, mean, instance, side, scene.motionTimes()));
                    }
                }
            }
        }
        emitters = ordered(found.stream().filter(Emitter::shines).toList());
    }

    private static List<Emitter> ordered(List<Emitter> unordered) {
        float[] middles = new float[3 * unordered.size()];
        for (int i = 0; i < middles.length; i++) {
            middles[i] = unordered.get(i / 3).middle().get(i % 3);
        }
        return Arrays.stream(MortonOrder.of(middles)).mapToObj(unordered::get).toList();
    }

    private static Set<Integer> emissiveSlots(List<Material> list, EmissiveMaterials materials) {
        return IntStream.range(0, list.size()).filter(slot -> materials.isEmissive(list.get(slot))).boxed().collect(Collectors.toSet());
    }

    /** Empty where the mesh was asked for: the scene follows once more. */
    private static Optional<Triangles> triangles(Slotted slotted, Set<Integer> slots, SceneEmitters before, SyncContext context) {
        Triangles known = before == null ? null : before.triangles.get(slotted);
        if (known != null && known.slots.containsAll(slots)) {
            return Optional.of(known);
        }
        if (!slotted.mesh.isReadable()) {
            context.request(slotted.mesh);
            return Optional.empty();
        }
        return Optional.of(new Triangles(slots, EmitterMesh.read(slotted.mesh, slotted.slotCount, slots)));
    }

    boolean isEmpty() {
        return emitters.isEmpty();
    }

    /** Brings all where they are at a time, in frames from the frame, and into the shape that they have there. */
    void moveTo(float time, Pose pose) {
        emitters.forEach(emitter -> emitter.moveTo(time, pose));
    }

    /** Importances for what is lit, and sums of these to pick by. */
    Choice choice(Bounds lit) {
        double[] sums = new double[emitters.size()];
        double sum = 0;
        int count = 0;
        for (int i = 0; i < sums.length; i++) {
            sums[i] = emitters.get(i).importance(lit);
            sum += sums[i];
            count += sums[i] > 0 ? 1 : 0;
        }
        double walked = 0;
        for (int i = 0; i < sums.length; i++) {
            walked += sums[i] > 0 ? (1 - EVEN_SHARE) * sums[i] + EVEN_SHARE * sum / count : 0;
            sums[i] = walked;
        }
        return new Choice(sums);
    }

    /** Which emitters light a place, by how much they do. */
    final class Choice {
        private final double[] sums;

        private Choice(double[] sums) {
            this.sums = sums;
        }

        /** About the irradiance of all. */
        double importance() {
            return sums.length == 0 ? 0 : sums[sums.length - 1];
        }

        /**
         * Picks a point of one; there is something to be picked.
         *
         * @param unitX 0 to below 1
         * @param unitY 0 to below 1
         */
        Emitter.Point point(double unitX, double unitY) {
            double wanted = unitX * importance();
            int index = Picks.index(sums, 0, sums.length, wanted);
            Emitter.Point point = emitters.get(index).point(Picks.within(sums, 0, index, wanted), unitY);
            return new Emitter.Point(point.position(), point.normal(), point.radiance(),
                    (float) (point.area() / Picks.probability(sums, index)), point.linking());
        }
    }
}
