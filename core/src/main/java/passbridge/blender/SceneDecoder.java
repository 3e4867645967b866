// SPDX-License-Identifier: Apache-2.0
package passbridge.blender;

import static passbridge.blender.Enumerated.element;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.joml.Matrix4f;
import org.joml.Matrix4fc;
import org.joml.Vector3f;
import passbridge.PassbridgeException;
import passbridge.scene.Camera;
import passbridge.scene.Geometry;
import passbridge.scene.Image;
import passbridge.scene.Instance;
import passbridge.scene.Light;
import passbridge.scene.Material;
import passbridge.scene.Scene;
import passbridge.scene.SceneObject;
import passbridge.scene.ValueGraph;
import passbridge.scene.World;

/**
 * Turns a {@code pb_lent_scene} into a {@link Scene}. Members are read in the order in which native/schema declares them; what they
 * mean is said there.
 */
final class SceneDecoder {
    private static final int MATRIX_BYTES = 16 * Float.BYTES;

    private final HostFrame frame;
    private final SessionGeometry geometry;
    private final SessionImages sessionImages;

    /**
     * @param geometry of the session's scene before; becomes that of the decoded one
     * @param images the same
     */
    SceneDecoder(HostFrame frame, SessionGeometry geometry, SessionImages images) {
        this.frame = frame;
        this.geometry = geometry;
        this.sessionImages = images;
    }

    /**
     * Reads everything but the camera and the data of geometries and images.
     *
     * @param in holds a {@code pb_lent_scene}
     * @param before the session's scene before; null: it has none
     * @return the scene before itself where it has not changed
     * @throws IncompleteScene where the message left data out that the session does not have
     */
    Scene decode(ByteBuffer in, Scene before) {
        in.position(2 * Integer.BYTES); // size and version: checked by pb_frame_submit
        boolean isUnchanged = in.getInt() != 0;
        in.position(Protocol.LentScene.WORLD_COLOR);
        if (isUnchanged) {
            return unchanged(before);
        }
        World world = new World(finite(color(in)), in.getInt() != 0);
        float passAlphaThreshold = in.getFloat();
        Material defaultMaterial = Material.defaultMaterial(in.getFloat());
        Map<GeometryKind, Span> geometrySpans = new EnumMap<>(GeometryKind.class);
        for (GeometryKind kind : GeometryKind.values()) {
            geometrySpans.put(kind, Span.read(in));
        }
        Span prototypeSpan = Span.read(in);
        Span instanceSpan = Span.read(in);
        Span matrixSpan = Span.read(in);
        Span slotSpan = Span.read(in);
        Span materialSpan = Span.read(in);
        Span imageSpan = Span.read(in);
        Span lightSpan = Span.read(in);

        List<Image> images = sessionImages.images(frame, imageSpan);
        List<Material> materials = materials(materialSpan, images);
        List<Prototype> prototypes =
                prototypes(prototypeSpan, geometry.read(frame, geometrySpans), materials, defaultMaterial, integers(slotSpan));
        List<Instance> instances = instances(integers(instanceSpan), matrixSpan, prototypes);
        return new Scene(world, instances, lights(lightSpan), passAlphaThreshold);
    }

    private Scene unchanged(Scene before) {
        if (before == null) {
            throw new IncompleteScene("the scene");
        }
        geometry.leaveOut(frame);
        sessionImages.leaveOut(frame);
        return before;
    }

    /** The camera of a {@code pb_scene}. */
    static Camera camera(ByteBuffer in) {
        in.position(Protocol.LentScene.CAMERA);
        Matrix4fc worldToCamera = matrix(in);
        Matrix4fc projection = matrix(in);
        Camera.Type type = element(Camera.Type.values(), in.getInt(), "camera type");
        float clipStart = in.getFloat();
        float clipEnd = in.getFloat();
        Camera.Panorama panorama = new Camera.Panorama(in.getFloat(), in.getFloat(), in.getFloat(), in.getFloat());
        return new Camera(
                type, worldToCamera, projection, clipStart, clipEnd,
                Optional.of(panorama).filter(present -> type == Camera.Type.EQUIRECTANGULAR), depthOfField(in), shutter(in));
    }

    private static Optional<Camera.DepthOfField> depthOfField(ByteBuffer in) {
        float apertureRadius = in.getFloat();
        float focusDistance = in.getFloat();
        int bladeCount = in.getInt();
        float rotation = in.getFloat();
        float ratio = in.getFloat();
        return apertureRadius > 0
                ? Optional.of(new Camera.DepthOfField(apertureRadius, focusDistance, bladeCount, rotation, ratio))
                : Optional.empty();
    }

    private static Optional<Camera.Shutter> shutter(ByteBuffer in) {
        float frames = in.getFloat();
        Camera.Shutter.Position position = element(Camera.Shutter.Position.values(), in.getInt(), "shutter position");
        return frames > 0 ? Optional.of(new Camera.Shutter(frames, position)) : Optional.empty();
    }

    private int[] integers(Span span) {
        ByteBuffer in = frame.read(span);
        int[] integers = new int[in.capacity() / Integer.BYTES];
        in.asIntBuffer().get(integers);
        return integers;
    }

    /** A {@code pb_lent_prototype}. */
    private record Prototype(Geometry geometry, SceneObject object, List<Material> materials) {
        Instance at(Matrix4fc objectToWorld) {
            return Instance.of(geometry, objectToWorld, object, materials);
        }
    }

    private List<Prototype> prototypes(
            Span span, Map<GeometryKind, List<Geometry>> geometries, List<Material> materials,
            Material defaultMaterial, int[] slots) {
        ByteBuffer in = frame.read(span);
        List<Prototype> prototypes = new ArrayList<>(in.capacity() / Protocol.LentPrototype.BYTES);
        Map<Long, List<Material>> slotLists = new HashMap<>();
        while (in.hasRemaining()) {
            Geometry placed = geometry(in.getInt(), in.getInt(), geometries);
            int objectIndex = in.getInt();
            int firstSlot = in.getInt();
            int slotCount = in.getInt();
            boolean holdout = (in.getInt() & Protocol.PrototypeFlags.HOLDOUT) != 0;
            List<Material> slotMaterials = slotLists.computeIfAbsent(
                    (long) firstSlot << Integer.SIZE | slotCount,
                    key -> slotMaterials(slots, firstSlot, slotCount, materials, defaultMaterial));
            prototypes.add(new Prototype(
                    placed, SceneObject.UNNAMED.withPassIndex(objectIndex).withHoldout(holdout), slotMaterials));
        }
        return prototypes;
    }

    private List<Instance> instances(int[] prototypeIndices, Span matrixSpan, List<Prototype> prototypes) {
        ByteBuffer matrices = frame.read(matrixSpan);
        if (matrices.capacity() != (long) prototypeIndices.length * MATRIX_BYTES) {
            throw new PassbridgeException("the scene message has " + prototypeIndices.length + " instances, but "
                    + matrices.capacity() + " bytes of matrices");
        }
        List<Instance> instances = new ArrayList<>(prototypeIndices.length);
        for (int index : prototypeIndices) {
            Prototype prototype = element(prototypes, index, "prototype");
            Matrix4fc objectToWorld = matrix(matrices);
            if (objectToWorld.isFinite()) {
                instances.add(prototype.at(objectToWorld));
            } else {
                frame.warn("'" + prototype.geometry().name() + "': an instance has a place that is no number and is not drawn");
            }
        }
        return instances;
    }

    private static Geometry geometry(int kindIndex, int index, Map<GeometryKind, List<Geometry>> geometries) {
        GeometryKind kind = element(GeometryKind.values(), kindIndex, "geometry kind");
        return element(geometries.get(kind), index, kind.description);
    }

    private static List<Material> slotMaterials(
            int[] slots, int first, int count, List<Material> materials, Material defaultMaterial) {
        if (first < 0 || count < 0 || count > slots.length - first) {
            throw new PassbridgeException("the scene message has no material slots " + first + " to " + (first + count));
        }
        if (count == 0) {
            return List.of(defaultMaterial);
        }
        return Arrays.stream(slots, first, first + count)
                .mapToObj(index -> index == Protocol.NONE ? defaultMaterial : element(materials, index, "material"))
                .collect(Collectors.toUnmodifiableList()); // unlike toList()'s, taken over by Instance without a copy
    }

    private List<Material> materials(Span span, List<Image> images) {
        ByteBuffer in = frame.read(span);
        List<Material> materials = new ArrayList<>();
        while (in.hasRemaining()) {
            String name = frame.readText(Span.read(in));
            Vector3f baseColor = color(in);
            // Blender's sockets can be linked to any number; Cycles clamps them as well.
            float metallic = clamped(in.getFloat(), 1);
            float roughness = clamped(in.getFloat(), 1);
            float specular = clamped(in.getFloat(), Float.MAX_VALUE);
            Vector3f emission = finite(color(in));
            int baseColorValue = in.getInt();
            int alphaValue = in.getInt();
            int passIndex = in.getInt();
            boolean holdout = (in.getInt() & Protocol.MaterialFlags.HOLDOUT) != 0;
            float bentNormalShare = in.getFloat();
            ValueGraph values = new ValueDecoder(frame, images).decode(Span.read(in), baseColor, baseColorValue, alphaValue);
            materials.add(new Material(
                    name, passIndex, values, holdout, metallic, roughness, specular, emission, bentNormalShare));
        }
        return materials;
    }

    private List<Light> lights(Span span) {
        ByteBuffer in = frame.read(span);
        List<Light> lights = new ArrayList<>();
        while (in.hasRemaining()) {
            Matrix4fc lightToWorld = matrix(in);
            int type = in.getInt();
            Vector3f power = color(in);
            float radius = in.getFloat();
            float spotAngle = in.getFloat();
            float spotBlend = in.getFloat();
            float sizeX = in.getFloat();
            float sizeY = in.getFloat();
            boolean ellipse = in.getInt() != 0;
            try {
                lights.add(switch (type) {
                    case Protocol.LightType.POINT -> new Light.Point(lightToWorld, power, radius);
                    case Protocol.LightType.SUN -> new Light.Sun(lightToWorld, power);
                    case Protocol.LightType.SPOT -> new Light.Spot(lightToWorld, power, radius, spotAngle, spotBlend);
                    case Protocol.LightType.AREA -> new Light.Area(lightToWorld, power, sizeX, sizeY, ellipse);
                    default -> throw new PassbridgeException("the scene message has a light of unknown type " + type);
                });
            } catch (IllegalArgumentException wrong) {
                frame.warn(wrong.getMessage() + ": it does not shine");
            }
        }
        return lights;
    }

    /** Within 0 and a limit; 0 where it is no number. */
    private static float clamped(float value, float limit) {
        return value > 0 ? Math.min(value, limit) : 0;
    }

    /** Black where a number is not finite. */
    private static Vector3f finite(Vector3f color) {
        return color.isFinite() ? color : color.zero();
    }

    private static Matrix4fc matrix(ByteBuffer in) {
        // Not JOML's set(): it reads direct buffers only, and crashes with others.
        return new Matrix4f(
                in.getFloat(), in.getFloat(), in.getFloat(), in.getFloat(),
                in.getFloat(), in.getFloat(), in.getFloat(), in.getFloat(),
                in.getFloat(), in.getFloat(), in.getFloat(), in.getFloat(),
                in.getFloat(), in.getFloat(), in.getFloat(), in.getFloat());
    }

    private static Vector3f color(ByteBuffer in) {
        return new Vector3f(in.getFloat(), in.getFloat(), in.getFloat());
    }
}
