// SPDX-License-Identifier: Apache-2.0
package passbridge.raster;

import static org.lwjgl.opengl.GL41C.*;

import java.nio.FloatBuffer;
import java.util.List;
import org.joml.Matrix3f;
import org.joml.Matrix4fc;
import org.joml.Vector3f;
import org.joml.Vector3fc;
import org.lwjgl.system.MemoryUtil;
import passbridge.PassbridgeException;
import passbridge.scene.Light;

/**
 * The lights in a buffer texture, five RGBA texels each, read by {@code light.frag.glsl}:
 *
 * <pre>
 *  texel   rgb                                             a
 *    0     position                                        kind
 *    1     strength: irradiance times squared distance;    square of the radius that softens
 *          of a sun: irradiance; of an area: on its axis   the highlight and the nearness; of an area: area / π
 *    2     direction that it shines to; of a spot: the     -
 *          cone's axis, as a row of the inverse matrix
 *    3     spot: cone's X row; area: half the X side       spot: cosine of half the angle
 *    4     spot: cone's Y row; area: half the Y side       spot: 1 / width of the faded edge, in cosines
 * </pre>
 *
 * <p>Blender's units: a point or spot light of P watts has the radiant intensity P / 4π, an area light the radiance P / πA
 * (intern/cycles/kernel/light/point.h, spot.h, area.h, as of Blender 5.2).
 */
final class LightBuffer implements GlResource {
    private static final int FLOATS_PER_LIGHT = 5 * 4;

    /** Keeps the edge of a cone without blend finite. */
    private static final float MIN_BLEND = 1e-4f;

    /** Of the shader's constants. */
    private enum Kind {
        POINT,
        SUN,
        SPOT,
        AREA_RECTANGLE,
        AREA_ELLIPSE
    }

    private final int lightCount;
    private final int buffer = glGenBuffers();
    private final int texture = glGenTextures();

    LightBuffer(List<Light> all) {
        List<Light> lights = all.stream().filter(LightBuffer::hasExtent).toList();
        lightCount = lights.size();
        try {
            upload(lights);
        } catch (RuntimeException e) {
            close();
            throw e;
        }
    }

    /** A light that is scaled to nothing, as animators switch one off, shines in no direction; of a point only the place counts. */
    private static boolean hasExtent(Light light) {
        Matrix4fc matrix = light.lightToWorld();
        return light instanceof Light.Point || (light instanceof Light.Sun
                ? matrix.getColumn(2, new Vector3f()).lengthSquared() > 0
                : matrix.determinant3x3() != 0);
    }

    private void upload(List<Light> lights) {
        int maxCount = glGetInteger(GL_MAX_TEXTURE_BUFFER_SIZE) * 4 / FLOATS_PER_LIGHT;
        if (lights.size() > maxCount) {
            throw new PassbridgeException(
                    lights.size() + " lights are more than the " + maxCount + " that this OpenGL takes: switch some off");
        }
        // A buffer texture without a store is incomplete, hence room for one light at least.
        FloatBuffer data = MemoryUtil.memCallocFloat(Math.max(lights.size(), 1) * FLOATS_PER_LIGHT);
        try {
            for (Light light : lights) {
                write(light, data);
            }
            data.clear();
            glBindBuffer(GL_TEXTURE_BUFFER, buffer);
            glBufferData(GL_TEXTURE_BUFFER, data, GL_STATIC_DRAW);
            ImageUnit.bind(ImageUnit.LIGHTS, GL_TEXTURE_BUFFER, texture);
            glTexBuffer(GL_TEXTURE_BUFFER, GL_RGBA32F, buffer);
        } finally {
            MemoryUtil.memFree(data);
        }
    }

    private static void write(Light light, FloatBuffer data) {
        if (light instanceof Light.Point point) {
            put(data, translation(light), Kind.POINT.ordinal());
            put(data, intensity(light), softening(point.radius(), point.softFalloff()));
            skipTexels(data, 3);
        } else if (light instanceof Light.Sun) {
            put(data, translation(light), Kind.SUN.ordinal());
            put(data, light.power(), 0);
            put(data, direction(light), 0);
            skipTexels(data, 2);
        } else if (light instanceof Light.Spot spot) {
            writeSpot(spot, data);
        } else if (light instanceof Light.Area area) {
            writeArea(area, data);
        } else {
            throw new AssertionError(light);
        }
    }

    /** What is added to the square of the distance. */
    private static float softening(float radius, boolean softFalloff) {
        return softFalloff ? radius * radius : 0;
    }

    private static void writeSpot(Light.Spot spot, FloatBuffer data) {
        float cosHalfAngle = (float) Math.cos(spot.coneAngle() / 2);
        float edge = Math.max(spot.blend(), MIN_BLEND) * (1 - cosHalfAngle);
        Matrix3f worldToLight = spot.lightToWorld().get3x3(new Matrix3f()).invert();
        put(data, translation(spot), Kind.SPOT.ordinal());
        put(data, intensity(spot), softening(spot.radius(), spot.softFalloff()));
        put(data, worldToLight.getRow(2, new Vector3f()).negate(), 0);
        put(data, worldToLight.getRow(0, new Vector3f()), cosHalfAngle);
        put(data, worldToLight.getRow(1, new Vector3f()), 1 / edge);
    }

    private static void writeArea(Light.Area area, FloatBuffer data) {
        Matrix4fc matrix = area.lightToWorld();
        Vector3f halfX = matrix.getColumn(0, new Vector3f()).mul(area.sizeX() / 2);
        Vector3f halfY = matrix.getColumn(1, new Vector3f()).mul(area.sizeY() / 2);
        float shape = area.ellipse() ? (float) Math.PI : 4;
        float surface = shape * halfX.length() * halfY.length();
        Kind kind = area.ellipse() ? Kind.AREA_ELLIPSE : Kind.AREA_RECTANGLE;
        put(data, translation(area), kind.ordinal());
        put(data, area.power().div((float) Math.PI, new Vector3f()), surface / (float) Math.PI);
        put(data, direction(area), 0);
        put(data, halfX, 0);
        put(data, halfY, 0);
    }

    private static Vector3f intensity(Light light) {
        return light.power().div(4 * (float) Math.PI, new Vector3f());
    }

    private static Vector3f translation(Light light) {
        return light.lightToWorld().getTranslation(new Vector3f());
    }

    private static Vector3f direction(Light light) {
        return light.lightToWorld().getColumn(2, new Vector3f()).normalize().negate();
    }

    private static void put(FloatBuffer data, Vector3fc rgb, float a) {
        data.put(rgb.x()).put(rgb.y()).put(rgb.z()).put(a);
    }

    private static void skipTexels(FloatBuffer data, int count) {
        data.position(data.position() + 4 * count);
    }

    int lightCount() {
        return lightCount;
    }

    void bind() {
        ImageUnit.bind(ImageUnit.LIGHTS, GL_TEXTURE_BUFFER, texture);
    }

    @Override
    public void close() {
        glDeleteTextures(texture);
        glDeleteBuffers(buffer);
    }
}
