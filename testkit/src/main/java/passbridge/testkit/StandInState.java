// SPDX-License-Identifier: Apache-2.0
package passbridge.testkit;

import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Function;
import passbridge.scene.Curves;
import passbridge.scene.Geometry;
import passbridge.scene.Image;
import passbridge.scene.Instance;
import passbridge.scene.Material;
import passbridge.scene.Mesh;
import passbridge.scene.PointCloud;
import passbridge.scene.Scene;
import passbridge.scene.ShaderGraph;
import passbridge.scene.ShaderNode;
import passbridge.scene.StoredImage;
import passbridge.session.ClientState;

/**
 * What a stand-in keeps beside a render thread: turns scenes into ones whose geometries and materials' images are lent. What was in the
 * scene before is the same object again, as Blender's side has it; so what left the scene for a frame comes back as another one. Thread:
 * the render thread.
 */
final class StandInState implements ClientState {
    private final Consumer<String> lateReads;
    private final Consumer<Throwable> closeFailures;
    private Map<Object, Object> lent = new IdentityHashMap<>();
    private Map<Object, Object> before = lent;
    private Scene lastOriginal; // null: the next scene is all new
    private Scene lastLent;

    /** @param lateReads see {@link Lent} @param closeFailures hears of what a renderer's close() throws */
    StandInState(Consumer<String> lateReads, Consumer<Throwable> closeFailures) {
        this.lateReads = lateReads;
        this.closeFailures = closeFailures;
    }

    /** A frame's scene; the same object where it is the scene of the frame before. */
    Scene lend(Scene scene, StandInFrame frame) {
        if (scene == lastOriginal) {
            lent.values().stream().filter(Lent.class::isInstance).forEach(data -> ((Lent) data).moveTo(frame));
        } else {
            lastLent = lendAnew(scene, frame);
            lastOriginal = scene;
        }
        return lastLent;
    }

    private Scene lendAnew(Scene scene, StandInFrame frame) {
        before = lent;
        lent = new IdentityHashMap<>();
        List<Instance> instances = scene.instances().stream().map(instance -> lend(instance, frame)).toList();
        return new Scene(scene.world(), instances, scene.lights(), scene.lightPaths(), scene.passAlphaThreshold(), scene.motionTimes(),
                scene.properties());
    }

    @Override
    public void clear() {
        forgetScene();
    }

    @Override
    public void closeFailed(Throwable failure) {
        closeFailures.accept(failure);
    }

    @Override
    public void forgetScene() {
        lastOriginal = null;
        lent = new IdentityHashMap<>();
        before = lent;
    }

    private Instance lend(Instance instance, StandInFrame frame) {
        List<Material> materials = instance.materials().stream().map(material -> lend(material, frame)).toList();
        return new Instance(lend(instance.geometry(), frame), instance.objectToWorld(), instance.motionTransforms(), instance.object(),
                kept(instance.materials(), key -> materials), instance.source(), instance.randomId(), instance.id());
    }

    private Geometry lend(Geometry geometry, StandInFrame frame) {
        Geometry result = kept(geometry, key -> {
            if (key instanceof Mesh mesh) {
                return new LentMesh(mesh, frame, lateReads);
            }
            return key instanceof Curves curves
                    ? new LentCurves(curves, frame, lateReads)
                    : new LentPointCloud((PointCloud) key, frame, lateReads);
        });
        ((Lent) result).moveTo(frame);
        return result;
    }

    private Material lend(Material material, StandInFrame frame) {
        List<Image> images = material.graph().images();
        images.forEach(image -> lend(image, frame).moveTo(frame));
        return images.isEmpty() ? material : kept(material, key -> new Material(
                key.id(), key.name(), key.passIndex(), lend(key.graph(), frame), key.transparentShadow(), key.settings(), key.properties()));
    }

    private LentImage lend(Image image, StandInFrame frame) {
        return kept(image, key -> new LentImage((StoredImage) key, frame, lateReads));
    }

    private ShaderGraph lend(ShaderGraph graph, StandInFrame frame) {
        List<ShaderNode> nodes = graph.nodes().stream().map(node -> new ShaderNode(
                node.type(), node.name(), node.inputs(), node.outputs(), node.properties(), node.image().map(image -> lend(image, frame)),
                node.ramp(), node.curves())).toList();
        return new ShaderGraph(nodes, graph.surface(), graph.volume(), graph.displacement());
    }

    /** What this was in the scene before, or is from now on. */
    @SuppressWarnings("unchecked") // an object is always asked for with the same type
    private <K, V> V kept(K original, Function<K, V> make) {
        Object known = lent.get(original);
        if (known == null) {
            known = before.get(original);
            known = known == null ? make.apply(original) : known;
            lent.put(original, known);
        }
        return (V) known;
    }
}
