// SPDX-License-Identifier: Apache-2.0
package passbridge.raster;

import java.nio.FloatBuffer;
import java.util.List;
import org.joml.Vector2fc;
import org.joml.Vector3f;
import org.joml.Vector3fc;
import passbridge.scene.ObjectSelection;

/**
 * A light as a sample has it. The shader reads seven vectors of each, see {@code light.frag.glsl}:
 *
 * <pre>
 *          xyz                                                w
 *    0     position                                           kind
 *    1     strength: irradiance times squared distance; of a  square of the radius that softens the highlight and the nearness;
 *          sun: irradiance; of an area or a point of an       of a sun: half its angle; of an area: area / π
 *          emitter: on its axis
 *    2     direction that it shines to; of a point or spot:   number of the set of objects that it shines on; -1: all
 *          -Z, as a row of the inverse matrix
 *    3     point, spot: X row; area: half the X side; of a    spot: cosine of half the angle; area: tangent of half the spread; of a
 *          place that reflects light: pathRadiance            direction of the world's map: steradians that it stands for; of an
 *                                                             emitter: {@link #VIRTUAL}: narrow closures do not show it
 *    4     point, spot: Y row; area: half the Y side          spot: 1 / width of the faded edge, in cosines; area: what makes up for the
 *                                                             light that the spread takes away
 *    5     where in it the sample's shadow comes from; of a   layer of the light maps; -1: none
 *          sun: the direction to there
 *    6     where in its cell of an area the sample lies, xy;  number of shadow maps; below 0: they show
 *          number of the first shadow map                    faces of a cube, see {@link #cubeFaces}
 * </pre>
 *
 * @param kind of the shader's constants
 * @param views that shadow maps are drawn of; empty: it casts no shadow
 * @param blockers objects that cast a shadow in its light
 * @param mapLayer of {@link LightMaps}
 * @param hasShadowRays Cycles looks for it from what it lights, and what has no transparent shadow is opaque to that; other light is met by
 *        rays that surfaces scatter, which go on through what is transparent
 */
record SampledLight(
        Kind kind, Vector3fc position, Vector3fc strength, float softening, Vector3fc axisZ, int receiverSet, Vector3fc axisX, float shapeX,
        Vector3fc axisY, float shapeY, Vector3fc shadowOrigin, Vector2fc cell, List<ShadowView> views, ObjectSelection blockers,
        int mapLayer, boolean hasShadowRays) {
    static final int FLOATS = 7 * 4;

    /** {@link #shapeX} of an emitter that is a place which reflects light. */
    static final float VIRTUAL = 1;

    /** A light without a light map that has shadow rays. */
    SampledLight(
            Kind kind, Vector3fc position, Vector3fc strength, float softening, Vector3fc axisZ, int receiverSet, Vector3fc axisX,
            float shapeX, Vector3fc axisY, float shapeY, Vector3fc shadowOrigin, Vector2fc cell, List<ShadowView> views,
            ObjectSelection blockers) {
        this(kind, position, strength, softening, axisZ, receiverSet, axisX, shapeX, axisY, shapeY, shadowOrigin, cell, views, blockers, -1, true);
    }

    /** The same light as its nodes make it. */
    SampledLight with(LightMaps.Emission emission) {
        return new SampledLight(kind, position, strength.mul(emission.factor(), new Vector3f()), softening, axisZ, receiverSet, axisX, shapeX,
                axisY, shapeY, shadowOrigin, cell, views, blockers, emission.layer(), hasShadowRays);
    }

    /** The same light where {@link #hasShadowRays} is false. */
    SampledLight withoutShadowRays() {
        return new SampledLight(kind, position, strength, softening, axisZ, receiverSet, axisX, shapeX, axisY, shapeY, shadowOrigin, cell,
                views, blockers, mapLayer, false);
    }

    /** Of the shader's constants. */
    enum Kind {
        POINT,
        SUN,
        SPOT,
        AREA_RECTANGLE,
        AREA_ELLIPSE,
        /** A point of a mesh that emits. */
        EMITTER
    }

    /** @param firstMap number of the first shadow map; there are as many as views */
    void put(FloatBuffer data, int firstMap) {
        put(data, position, kind.ordinal());
        put(data, strength, softening);
        put(data, axisZ, receiverSet);
        put(data, axisX, shapeX);
        put(data, axisY, shapeY);
        put(data, shadowOrigin, mapLayer);
        boolean isCube = !views.isEmpty() && views.stream().allMatch(view -> view.cubeFace().isPresent());
        data.put(cell.x()).put(cell.y()).put(firstMap).put(isCube ? -cubeFaces() : views.size());
    }

    /** Of each face of the cube, by the order of {@link CubeFace}, three bits: 1 + the number of its view, or 0. */
    private int cubeFaces() {
        int faces = 0;
        for (int i = 0; i < views.size(); i++) {
            faces |= i + 1 << 3 * views.get(i).cubeFace().orElseThrow().ordinal();
        }
        return faces;
    }

    /** Of a place that reflects light, what a path from there brings, W/(m² sr); to be clamped, see {@link passbridge.scene.LightPaths}. */
    Vector3fc pathRadiance() {
        return axisX;
    }

    /** Whether it is a place that reflects light. */
    boolean isVirtual() {
        return kind == Kind.EMITTER && shapeX == VIRTUAL;
    }

    /** Of the sphere, how much of it shines as brightly as on the axis would give the light's flux; not of suns. */
    float steradians() {
        return (float) Math.PI * switch (kind) {
            case SUN -> throw new IllegalStateException("a sun is not at a place");
            case POINT -> 4;
            case SPOT -> 2 * (1 - shapeX);
            case AREA_RECTANGLE, AREA_ELLIPSE, EMITTER -> 1;
        };
    }

    /**
     * The radiant intensity in a direction, W/sr, as {@code light.frag.glsl} has it; not of suns.
     *
     * @param direction away from the light, of length 1
     */
    Vector3f intensity(Vector3fc direction) {
        float along = direction.dot(axisZ);
        float share = switch (kind) {
            case SUN -> throw new IllegalStateException("a sun is not at a place");
            case POINT -> 1;
            case SPOT -> coneAttenuation(new Vector3f(direction.dot(axisX), direction.dot(axisY), along));
            case AREA_RECTANGLE, AREA_ELLIPSE -> Math.max(along, 0) * spreadAttenuation(along);
            case EMITTER -> Math.max(along, 0);
        };
        return strength.mul(share, new Vector3f());
    }

    private float coneAttenuation(Vector3f inCone) {
        float cosine = inCone.z / Math.max(inCone.length(), Float.MIN_NORMAL);
        float share = Math.min(Math.max((cosine - shapeX) * shapeY, 0), 1);
        return share * share * (3 - 2 * share);
    }

    private float spreadAttenuation(float cosine) {
        float tangent = (float) Math.sqrt(Math.max(1 - cosine * cosine, 0)) / Math.max(cosine, 1e-6f);
        return shapeY == 0 ? 1 : Math.max((shapeX - tangent) * shapeY, 0);
    }

    private static void put(FloatBuffer data, Vector3fc xyz, float w) {
        data.put(xyz.x()).put(xyz.y()).put(xyz.z()).put(w);
    }
}
