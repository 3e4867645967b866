// SPDX-License-Identifier: Apache-2.0
package passbridge.shading;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.joml.Vector3fc;
import passbridge.scene.Settings;
import passbridge.scene.ShaderTable;

/**
 * What {@code sky_texture.glsl} reads of a Sky Texture node: the coefficients of Preetham's sky, or radiances of a sky that is scattered
 * through the atmosphere, which take too long to find for each pixel. Units of Cycles: radiances are CIE XYZ.
 *
 * <p>Preetham's sky has seven entries: five with the coefficients of Y, x and y, one with their values at the zenith, one with the sun's
 * angle from the zenith and azimuth. The others begin with three entries: XYZ of the sun's lowest place and the elevation below
 * which the earth hides it; XYZ of the sun's highest place and its elevation; its rotation, diameter in radians and intensity. Then
 * there is a grid, rows of equal elevation upwards, {@link #AZIMUTHS} each, from the sun's side to the other: a row's place between -1
 * and 1, squared, is its elevation, so that most rows are at the horizon. Thread: any.
 */
final class SkyTable {
    static final int AZIMUTHS = 64;
    static final int ELEVATIONS = 96;
    private static final int HEAD = 3;
    private static final int MAX_KEPT = 32;
    private static final float MIN_SUN_SIZE = 0.0005f; // radians, as in Cycles

    /**
     * What Cycles gives for a sky of Hosek and Wilkie, by what it gives for one of multiple scattering under the same sun, in the clear sky
     * of this turbidity. Of a median over places and elevations of the sun; most are within a fifth of it.
     */
    private static final double HOSEK_WILKIE_SHARE = 0.0155;
    private static final double CLEAR_TURBIDITY = 2.2;

    private static final Map<Sky, ShaderTable> KEPT = new LinkedHashMap<>(16, 0.75f, true) { // guarded by itself
        private static final long serialVersionUID = 1;

        @Override
        protected boolean removeEldestEntry(Map.Entry<Sky, ShaderTable> eldest) {
            return size() > MAX_KEPT;
        }
    };

    /** What a table depends on; angles are radians, the altitude is metres, densities are 1 for a clear day. */
    private record Sky(
            String type, boolean hasSun, float sunSize, float sunIntensity, float sunElevation, float sunRotation, float altitude,
            float air, float aerosol, float ozone, float turbidity, float sunX, float sunY, float sunZ, boolean isBefore5) {
        /** The sun's angle from the zenith, by its direction. */
        double sunTheta() {
            double length = Math.max(1e-6, Math.sqrt(sunX * sunX + sunY * sunY + sunZ * sunZ));
            return Math.acos(Math.max(-1, Math.min(1, sunZ / length)));
        }
    }

    private SkyTable() {}

    /**
     * {@return the table of a Sky Texture node}
     *
     * @param settings of the node
     */
    static ShaderTable of(Settings settings) {
        Map<String, Object> values = settings.values();
        float[] direction = vector(values.get("sun_direction"));
        Sky sky = new Sky(
                values.get("sky_type") instanceof String type ? type : "", !Boolean.FALSE.equals(values.get("sun_disc")),
                Math.max(number(values, "sun_size", 0.009512f), MIN_SUN_SIZE), number(values, "sun_intensity", 1),
                number(values, "sun_elevation", 0.2617994f), number(values, "sun_rotation", 0), number(values, "altitude", 100),
                number(values, "air_density", 1), number(values, "aerosol_density", 1), number(values, "ozone_density", 1),
                number(values, "turbidity", 2.2f), direction[0], direction[1], direction[2], number(values, "blender_version", 502) < 500);
        synchronized (KEPT) {
            return KEPT.computeIfAbsent(sky, SkyTable::table);
        }
    }

    private static float number(Map<String, Object> values, String name, float otherwise) {
        return values.get(name) instanceof Number number && Float.isFinite(number.floatValue()) ? number.floatValue() : otherwise;
    }

    private static float[] vector(Object value) {
        if (value instanceof Vector3fc vector) {
            return new float[] {vector.x(), vector.y(), vector.z()};
        }
        if (value instanceof List<?> list && list.size() >= 3) {
            return new float[] {
                ((Number) list.get(0)).floatValue(), ((Number) list.get(1)).floatValue(), ((Number) list.get(2)).floatValue()};
        }
        return new float[] {0, 0, 1};
    }

    private static ShaderTable table(Sky sky) {
        return switch (sky.type()) {
            case "PREETHAM" -> preetham(sky);
            case "HOSEK_WILKIE" -> hosekWilkie(sky);
            case "SINGLE_SCATTERING" -> scattered(sky, new SingleScattering(sky.air(), sky.aerosol(), sky.ozone(), sky.isBefore5()));
            default -> scattered(sky, new MultipleScattering(sky.air(), sky.aerosol(), sky.ozone()));
        };
    }

    /** Preetham, Shirley and Smits 1999, "A Practical Analytic Model for Daylight", appendix A; a luminance of 1 is 1/0.06 kcd/m2. */
    private static ShaderTable preetham(Sky sky) {
        double t = sky.turbidity();
        double theta = sky.sunTheta();
        double[][] coefficients = {
            {0.1787 * t - 1.4630, -0.3554 * t + 0.4275, -0.0227 * t + 5.3251, 0.1206 * t - 2.5771, -0.0670 * t + 0.3703},
            {-0.0193 * t - 0.2592, -0.0665 * t + 0.0008, -0.0004 * t + 0.2125, -0.0641 * t - 0.8989, -0.0033 * t + 0.0452},
            {-0.0167 * t - 0.2608, -0.0950 * t + 0.0092, -0.0079 * t + 0.2102, -0.0441 * t - 1.6537, -0.0109 * t + 0.0529}};
        double chi = (4.0 / 9 - t / 120) * (Math.PI - 2 * theta);
        double theta2 = theta * theta;
        double theta3 = theta2 * theta;
        double[] zenith = {
            0.06 * ((4.0453 * t - 4.9710) * Math.tan(chi) - 0.2155 * t + 2.4192),
            (0.00166 * theta3 - 0.00375 * theta2 + 0.00209 * theta) * t * t
                    + (-0.02903 * theta3 + 0.06377 * theta2 - 0.03202 * theta + 0.00394) * t
                    + 0.11693 * theta3 - 0.21196 * theta2 + 0.06052 * theta + 0.25886,
            (0.00275 * theta3 - 0.00610 * theta2 + 0.00317 * theta) * t * t
                    + (-0.04214 * theta3 + 0.08970 * theta2 - 0.04153 * theta + 0.00516) * t
                    + 0.15346 * theta3 - 0.26756 * theta2 + 0.06670 * theta + 0.26688};
        float[] values = new float[7 * 4];
        for (int i = 0; i < 5; i++) {
            put(values, i, coefficients[0][i], coefficients[1][i], coefficients[2][i], 0);
        }
        put(values, 5, zenith[0] / perez(coefficients[0], theta), zenith[1] / perez(coefficients[1], theta),
                zenith[2] / perez(coefficients[2], theta), 0);
        put(values, 6, theta, Math.atan2(sky.sunX(), sky.sunY()), 0, 0);
        return new ShaderTable(values);
    }

    /** At the zenith. */
    private static double perez(double[] c, double sunTheta) {
        double cosine = Math.cos(sunTheta);
        return (1 + c[0] * Math.exp(c[1])) * (1 + c[2] * Math.exp(c[3] * sunTheta) + c[4] * cosine * cosine);
    }

    /**
     * A sky of multiple scattering with as much haze, which is far nearer to one of Hosek and Wilkie than Preetham's is: their own are
     * measured tables. As theirs it has no sun, and below the horizon what the horizon has.
     */
    private static ShaderTable hosekWilkie(Sky sky) {
        double haze = Math.max(sky.turbidity() - 1, 0) / (CLEAR_TURBIDITY - 1);
        var scattering = new MultipleScattering(1, haze, 1);
        Sky ofDirection = new Sky(sky.type(), false, sky.sunSize(), 0, (float) (Math.PI / 2 - sky.sunTheta()),
                (float) Math.atan2(sky.sunX(), sky.sunY()), 0, 1, (float) haze, 1, sky.turbidity(), sky.sunX(), sky.sunY(), sky.sunZ(), sky.isBefore5());
        return scattered(ofDirection, new Atmosphere() {
            @Override
            public double[] sun(double elevation, double altitudeM, double solidAngle) {
                return scattering.sun(elevation, altitudeM, solidAngle);
            }

            @Override
            public double[] sky(double place, double azimuth, double sunElevation, double altitudeM) {
                double[] xyz = scattering.sky(Math.max(place, 1.0 / ELEVATIONS), azimuth, sunElevation, altitudeM);
                return Arrays.stream(xyz).map(each -> HOSEK_WILKIE_SHARE * each).toArray();
            }
        });
    }

    private static ShaderTable scattered(Sky sky, Atmosphere atmosphere) {
        double elevation = Math.IEEEremainder(sky.sunElevation(), 2 * Math.PI);
        double rotation = sky.sunRotation();
        if (Math.abs(elevation) > Math.PI / 2) { // over the zenith it comes down on the other side
            elevation = Math.copySign(Math.PI, elevation) - elevation;
            rotation += Math.PI;
        }
        double half = sky.sunSize() / 2.0;
        double solidAngle = 2 * Math.PI * (1 - Math.cos(half));
        float[] values = new float[(HEAD + AZIMUTHS * ELEVATIONS) * 4];
        double[] bottom = atmosphere.sun(elevation - half, sky.altitude(), solidAngle);
        double[] top = atmosphere.sun(elevation + half, sky.altitude(), solidAngle);
        double horizon = sky.isBefore5() ? 0 : Math.asin(6371 / (6371 + Math.max(0, sky.altitude()) / 1000)) - Math.PI / 2;
        put(values, 0, bottom[0], bottom[1], bottom[2], horizon);
        put(values, 1, top[0], top[1], top[2], elevation);
        put(values, 2, rotation, sky.hasSun() ? sky.sunSize() : -1, sky.sunIntensity(), 0);
        for (int row = 0; row < ELEVATIONS; row++) {
            double place = 2 * (row + 0.5) / ELEVATIONS - 1;
            for (int column = 0; column < AZIMUTHS; column++) {
                double azimuth = Math.PI * (column + 0.5) / AZIMUTHS;
                double[] xyz = atmosphere.sky(place, azimuth, elevation, sky.altitude());
                put(values, HEAD + row * AZIMUTHS + column, xyz[0], xyz[1], xyz[2], 0);
            }
        }
        return new ShaderTable(values);
    }

    private static void put(float[] values, int entry, double x, double y, double z, double w) {
        values[4 * entry] = (float) x;
        values[4 * entry + 1] = (float) y;
        values[4 * entry + 2] = (float) z;
        values[4 * entry + 3] = (float) w;
    }

    /** How an atmosphere scatters and weakens the sun's light; XYZ. */
    interface Atmosphere {
        /**
         * The sun's own radiance at an elevation.
         *
         * @param solidAngle of its disc, in steradians
         */
        double[] sun(double elevation, double altitudeM, double solidAngle);

        /**
         * The radiance from a direction.
         *
         * @param place -1 to 1, whose square is the elevation: 1 is the zenith
         * @param azimuth away from the sun's
         */
        double[] sky(double place, double azimuth, double sunElevation, double altitudeM);
    }

    /**
     * Nishita et al. 1993, "Display of the Earth Taking into Account Atmospheric Scattering", for 21 wavelengths from 380 to 780 nm, as
     * Cycles' sky_single_scattering.cpp has it as of Blender 5.2. What is below the horizon fades out;
     * before 5.0 from exactly there on.
     */
    private static final class SingleScattering implements Atmosphere {
        private static final double EARTH = 6360e3;
        private static final double TOP = 6420e3;
        private static final double MIE = 2e-5;
        private static final double MIE_G = 0.76;
        private static final int STEPS = 32;
        private static final int WAVELENGTHS = 21;
        private static final double WAVELENGTH_STEP_NM = 20;
        // Of the picture that Cycles makes: rows above the horizon, and columns. It is read half a pixel beside where it was computed.
        private static final double CYCLES_ROWS = 128;
        private static final double CYCLES_COLUMNS = 512;

        // W / (m2 nm) at the top of the atmosphere.
        private static final double[] SUN = {
            1.457568299, 1.565963056, 1.651484491, 1.714962427, 1.757979838, 1.782564079, 1.790951085, 1.785415501, 1.768155549,
            1.741220696, 1.706471272, 1.665560875, 1.619934372, 1.570835974, 1.519323351, 1.466284950, 1.412458527, 1.358449620,
            1.304749138, 1.251749633, 1.199759988};
        // 1 / m at sea level.
        private static final double[] RAYLEIGH = {
            5.424820088e-5, 4.418549867e-5, 3.635151910e-5, 3.017929012e-5, 2.526320227e-5, 2.130859311e-5, 1.809838025e-5, 1.547057129e-5,
            1.330284977e-5, 1.150184784e-5, 9.995574300e-6, 8.727999736e-6, 7.655137010e-6, 6.742172048e-6, 5.961341258e-6, 5.290346066e-6,
            4.711156876e-6, 4.209104811e-6, 3.772183813e-6, 3.390512555e-6, 3.055915317e-6};
        private static final double[] OZONE = {
            3.251268499e-9, 5.853953650e-9, 1.977191155e-8, 7.309568763e-8, 2.008456151e-7, 4.038395810e-7, 6.355133591e-7, 9.670704118e-7,
            1.547974004e-6, 2.090386472e-6, 2.461280562e-6, 2.735512995e-6, 2.151258629e-6, 1.590518408e-6, 1.123561980e-6, 7.352755149e-7,
            4.645013036e-7, 3.309607992e-7, 2.251261229e-7, 1.487912927e-7, 1.682862336e-7};
        // The colour matching functions of CIE 1931.
        private static final double[][] MATCHING = {
            {0.001368, 0.000039, 0.006450001}, {0.01431, 0.000396, 0.06785001}, {0.13438, 0.004, 0.6456}, {0.34828, 0.023, 1.74706},
            {0.2908, 0.06, 1.6692}, {0.09564, 0.13902, 0.8129501}, {0.0049, 0.323, 0.272}, {0.06327, 0.71, 0.07824999},
            {0.2904, 0.954, 0.0203}, {0.5945, 0.995, 0.0039}, {0.9163, 0.87, 0.001650001}, {1.0622, 0.631, 0.0008},
            {0.8544499, 0.381, 0.00019}, {0.4479, 0.175, 0.00002}, {0.1649, 0.061, 0}, {0.04677, 0.017, 0}, {0.01135916, 0.004102, 0},
            {0.002899327, 0.001047, 0}, {0.0006900786, 0.0002492, 0}, {0.0001661505, 0.00006, 0}, {0.00004150994, 0.00001499, 0}};
        // Gauss-Laguerre quadrature with eight places, cut at 25 and scaled to 1.
        private static final double[] PLACES = {
            0.006811185292, 0.03614807107, 0.09004346519, 0.1706680068, 0.2818362161, 0.4303406404, 0.6296271457, 0.9145252695};
        private static final double[] WEIGHTS = {
            0.01750893642, 0.04135477391, 0.06678839063, 0.09507698807, 0.1283416365, 0.1707430204, 0.2327233347, 0.3562490486};

        private final double air;
        private final double aerosol;
        private final double ozone;
        private final boolean isBefore5;

        SingleScattering(double air, double aerosol, double ozone, boolean isBefore5) {
            this.air = air;
            this.aerosol = aerosol;
            this.ozone = ozone;
            this.isBefore5 = isBefore5;
        }

        @Override
        public double[] sun(double elevation, double altitudeM, double solidAngle) {
            double[] depths = depths(0, 0, altitude(altitudeM), Math.cos(Math.max(elevation, 0)), Math.sin(Math.max(elevation, 0)));
            double[] spectrum = new double[WAVELENGTHS];
            for (int i = 0; i < WAVELENGTHS; i++) {
                spectrum[i] = SUN[i] * Math.exp(-RAYLEIGH[i] * depths[0] * air - 1.11 * MIE * depths[1] * aerosol) / solidAngle;
            }
            return xyz(spectrum);
        }

        @Override
        public double[] sky(double place, double azimuth, double sunElevation, double altitudeM) {
            if (place < 0) {
                double below = Math.sin(Math.PI / 2 * Math.pow(isBefore5 ? place : place - 0.5 / CYCLES_ROWS, 2));
                double fade = below < 0.4 ? Math.pow(1 - 2.5 * below, 3) : 0;
                double[] horizon = sky(0.5 / CYCLES_ROWS, azimuth, sunElevation, altitudeM);
                return new double[] {horizon[0] * fade, horizon[1] * fade, horizon[2] * fade};
            }
            double elevation = Math.PI / 2 * Math.pow(Math.max(place - 0.5 / CYCLES_ROWS, 0), 2);
            double away = azimuth + Math.PI / CYCLES_COLUMNS;
            double[] way = {
                Math.cos(elevation) * Math.cos(away), Math.cos(elevation) * Math.sin(away), Math.sin(elevation)};
            double sunX = Math.cos(sunElevation);
            double sunZ = Math.sin(sunElevation);
            double z = altitude(altitudeM);
            double step = toTop(0, 0, z, way[0], way[1], way[2]) / STEPS;
            double cosine = way[0] * sunX + way[2] * sunZ;
            double rayleighPhase = 3 / (16 * Math.PI) * (1 + cosine * cosine);
            double miePhase = 3 * (1 - MIE_G * MIE_G) * (1 + cosine * cosine)
                    / (8 * Math.PI * (2 + MIE_G * MIE_G) * Math.pow(1 + MIE_G * MIE_G - 2 * MIE_G * cosine, 1.5));
            double[] spectrum = new double[WAVELENGTHS];
            double[] depth = new double[3];
            for (int i = 0; i < STEPS; i++) {
                double at = (i + 0.5) * step;
                double px = at * way[0];
                double py = at * way[1];
                double pz = z + at * way[2];
                double height = Math.sqrt(px * px + py * py + pz * pz) - EARTH;
                double rayleigh = air * Math.exp(-height / 8e3);
                double mie = aerosol * Math.exp(-height / 1.2e3);
                depth[0] += step * rayleigh;
                depth[1] += step * mie;
                depth[2] += step * ozone * ozoneDensity(height);
                if (isInShadow(px, py, pz, sunX, sunZ)) {
                    continue;
                }
                double[] light = depths(px, py, pz, sunX, sunZ);
                double total0 = depth[0] + air * light[0];
                double total1 = 1.11 * MIE * (depth[1] + aerosol * light[1]);
                double total2 = depth[2] + ozone * light[2];
                for (int w = 0; w < WAVELENGTHS; w++) {
                    spectrum[w] += Math.exp(-total0 * RAYLEIGH[w] - total1 - total2 * OZONE[w])
                            * (rayleighPhase * rayleigh * RAYLEIGH[w] + miePhase * mie * MIE) * SUN[w] * step;
                }
            }
            return xyz(spectrum);
        }

        private static double altitude(double altitudeM) {
            return EARTH + Math.max(1, Math.min(59_999, altitudeM));
        }

        private static double ozoneDensity(double height) {
            return Math.max(0, 1 - Math.abs(height - 25e3) / 15e3);
        }

        private static boolean isInShadow(double px, double py, double pz, double sunX, double sunZ) {
            double along = px * sunX + pz * sunZ;
            return sunZ < 0 && along * along - (px * px + py * py + pz * pz - EARTH * EARTH) >= 0;
        }

        private static double toTop(double px, double py, double pz, double dx, double dy, double dz) {
            double along = px * dx + py * dy + pz * dz;
            return -along + Math.sqrt(along * along - (px * px + py * py + pz * pz - TOP * TOP));
        }

        /** Of air, aerosols and ozone of density 1 towards a sun whose Y is 0. */
        private static double[] depths(double px, double py, double pz, double dx, double dz) {
            double length = toTop(px, py, pz, dx, 0, dz);
            double[] depths = new double[3];
            for (int i = 0; i < PLACES.length; i++) {
                double at = PLACES[i] * length;
                double x = px + at * dx;
                double z = pz + at * dz;
                double height = Math.sqrt(x * x + py * py + z * z) - EARTH;
                depths[0] += WEIGHTS[i] * length * Math.exp(-height / 8e3);
                depths[1] += WEIGHTS[i] * length * Math.exp(-height / 1.2e3);
                depths[2] += WEIGHTS[i] * length * ozoneDensity(height);
            }
            return depths;
        }

        private static double[] xyz(double[] spectrum) {
            double[] xyz = new double[3];
            for (int w = 0; w < WAVELENGTHS; w++) {
                for (int i = 0; i < 3; i++) {
                    xyz[i] += MATCHING[w][i] * spectrum[w] * WAVELENGTH_STEP_NM;
                }
            }
            return xyz;
        }
    }

    /**
     * García Liñán 2024, "A Practical Method for Spectral Sky Rendering" (https://fgarlin.com/posts/2024-12-06-spectral_sky/): four
     * wavelengths, 630, 560, 490 and 430 nm, and a fit of what is scattered more than once; as Cycles' sky_multiple_scattering.cpp has it
     * as of Blender 5.2. Lengths are kilometres.
     */
    private static final class MultipleScattering implements Atmosphere {
        private static final double EARTH = 6371;
        private static final double THICKNESS = 100;
        private static final int STEPS = 64;
        private static final int COSINES = 256;
        private static final int HEIGHTS = 64;
        private static final double G = 0.8;
        private static final double[] SUN = {1.679, 1.828, 1.986, 1.307};
        private static final double[] RAYLEIGH = {6.605e-3, 1.067e-2, 1.842e-2, 3.156e-2};
        private static final double[] OZONE = {3.472e-25, 3.914e-25, 1.349e-25, 11.03e-27};
        private static final double[] AEROSOL_ABSORPTION = {2.8722e-24, 4.6168e-24, 7.9706e-24, 1.3578e-23};
        private static final double[] AEROSOL_SCATTERING = {1.5908e-22, 1.7711e-22, 2.0942e-22, 2.4033e-22};
        private static final double[] AGAIN = {0.217, 0.347, 0.594, 1.0};
        private static final double[][] XYZ = {
            {53.38691774, 22.98133751, 0}, {43.90484447, 71.34779570, 0.1025068680}, {1.613727825, 18.42296059, 31.74292119},
            {20.76266867, 2.361421352, 110.4800964}};

        private final double air;
        private final double aerosol;
        private final double ozone;
        private final double[][][] kept = new double[HEIGHTS][COSINES][]; // transmittances to the sun

        MultipleScattering(double air, double aerosol, double ozone) {
            this.air = air;
            this.aerosol = aerosol;
            this.ozone = ozone;
            for (int y = 0; y < HEIGHTS; y++) {
                for (int x = 0; x < COSINES; x++) {
                    kept[y][x] = transmittance(2.0 * x / (COSINES - 1) - 1, (double) y / (HEIGHTS - 1));
                }
            }
        }

        @Override
        public double[] sun(double elevation, double altitudeM, double solidAngle) {
            double[] spectrum = transmittance(Math.sin(elevation), altitude(altitudeM) / THICKNESS);
            for (int i = 0; i < 4; i++) {
                spectrum[i] *= SUN[i] / solidAngle;
            }
            return xyz(spectrum);
        }

        @Override
        public double[] sky(double place, double azimuth, double sunElevation, double altitudeM) {
            double elevation = Math.copySign(place * place, place) * Math.PI / 2;
            double dx = Math.cos(elevation) * Math.cos(azimuth);
            double dy = Math.cos(elevation) * Math.sin(azimuth);
            double dz = Math.sin(elevation);
            double sunX = Math.cos(sunElevation);
            double sunZ = Math.sin(sunElevation);
            double z = EARTH + altitude(altitudeM);
            double toGround = toSphere(z, dz, EARTH);
            double step = (toGround < 0 ? toSphere(z, dz, EARTH + THICKNESS) : toGround) / STEPS;
            double cosine = dx * sunX + dz * sunZ;
            double rayleighPhase = 3 / (16 * Math.PI) * (1 + cosine * cosine);
            double spread = 1 + G * G - 2 * G * cosine;
            double aerosolPhase = (1 - G * G) / (4 * Math.PI * spread * Math.sqrt(spread));
            double[] light = new double[4];
            double[] passed = {1, 1, 1, 1};
            for (int i = 0; i < STEPS; i++) {
                double at = (i + 0.5) * step;
                double px = at * dx;
                double py = at * dy;
                double pz = z + at * dz;
                double radius = Math.sqrt(px * px + py * py + pz * pz);
                double height = Math.max(radius - EARTH, 0);
                double sunCosine = (px * sunX + pz * sunZ) / radius;
                double[] fromSun = lookup(sunCosine, height / THICKNESS);
                double[] again = again(sunCosine, height / THICKNESS, radius);
                double density = aerosolDensity(height) * aerosol;
                double thinness = Math.exp(-0.07771971 * Math.pow(height, 1.16364243)) * air;
                double ozoneDensity = ozoneDensity(height) * ozone;
                for (int w = 0; w < 4; w++) {
                    double scattering = RAYLEIGH[w] * thinness;
                    double aerosolScattering = AEROSOL_SCATTERING[w] * density;
                    double extinction = AEROSOL_ABSORPTION[w] * density + aerosolScattering + OZONE[w] * ozoneDensity + scattering;
                    double source = SUN[w] * (scattering * (rayleighPhase * fromSun[w] + again[w])
                            + aerosolScattering * (aerosolPhase * fromSun[w] + again[w]));
                    double through = Math.exp(-step * extinction);
                    light[w] += passed[w] * source * (1 - through) / Math.max(extinction, 1e-7);
                    passed[w] *= through;
                }
            }
            return xyz(light);
        }

        private static double altitude(double altitudeM) {
            return Math.max(1, Math.min(99_999, altitudeM)) / 1000;
        }

        private static double aerosolDensity(double height) {
            return 1.3681e20 * Math.exp(-height / 0.73) + 2e6;
        }

        private static double ozoneDensity(double height) {
            double log = Math.log(Math.max(height, 1e-4));
            return 334.5 * 3.78547397e20 * Math.exp(-(log - 3.22261) * (log - 3.22261) * 5.55555555 - log);
        }

        /** From a place on the Z axis; negative: it does not meet the sphere. */
        private static double toSphere(double z, double dz, double radius) {
            double along = z * dz;
            double c = z * z - radius * radius;
            double d = along * along - c;
            if (c > 0 && along > 0 || d < 0) {
                return -1;
            }
            return c <= 0 ? -along + Math.sqrt(d) : -along - Math.sqrt(d);
        }

        private double[] transmittance(double cosine, double heightShare) {
            double z = EARTH + THICKNESS * heightShare;
            double step = toSphere(z, cosine, EARTH + THICKNESS) / STEPS;
            double sine = Math.sqrt(Math.max(0, 1 - cosine * cosine));
            double aerosols = 0;
            double thinness = 0;
            double ozones = 0;
            for (int i = 0; i < STEPS; i++) {
                double at = (i + 0.5) * step;
                double height = Math.max(Math.hypot(at * sine, z + at * cosine) - EARTH, 0);
                aerosols += aerosolDensity(height) * aerosol;
                thinness += Math.exp(-0.07771971 * Math.pow(height, 1.16364243)) * air;
                ozones += ozoneDensity(height) * ozone;
            }
            double[] result = new double[4];
            for (int w = 0; w < 4; w++) {
                result[w] = Math.exp(-step * ((AEROSOL_ABSORPTION[w] + AEROSOL_SCATTERING[w]) * aerosols + RAYLEIGH[w] * thinness
                        + OZONE[w] * ozones));
            }
            return result;
        }

        private double[] lookup(double cosine, double heightShare) {
            double x = (COSINES - 1) * Math.max(0, Math.min(1, cosine * 0.5 + 0.5));
            double y = (HEIGHTS - 1) * Math.max(0, Math.min(1, heightShare));
            int x0 = (int) x;
            int y0 = (int) y;
            int x1 = Math.min(x0 + 1, COSINES - 1);
            int y1 = Math.min(y0 + 1, HEIGHTS - 1);
            double[] result = new double[4];
            for (int w = 0; w < 4; w++) {
                double low = kept[y0][x0][w] + (kept[y0][x1][w] - kept[y0][x0][w]) * (x - x0);
                double high = kept[y1][x0][w] + (kept[y1][x1][w] - kept[y1][x0][w]) * (x - x0);
                result[w] = low + (high - low) * (y - y0);
            }
            return result;
        }

        /** What comes to a place after it was scattered before: by the ground, and by the air around. */
        private double[] again(double cosine, double heightShare, double radius) {
            double ratio = EARTH / radius;
            double solidAngle = 2 * Math.PI * (1 - Math.sqrt(Math.max(0, 1 - ratio * ratio)));
            double[] toGround = lookup(cosine, 0);
            double[] overGround = lookup(1, 0);
            double[] overPlace = lookup(1, heightShare);
            double[] result = new double[4];
            for (int w = 0; w < 4; w++) {
                double ground = solidAngle / (4 * Math.PI) * 0.3 / Math.PI * toGround[w] * overGround[w] / overPlace[w] * cosine;
                result[w] = 0.02 * AGAIN[w] / (1 + 5 * Math.exp(-17.92 * cosine)) + ground;
            }
            return result;
        }

        private static double[] xyz(double[] spectrum) {
            double[] xyz = new double[3];
            for (int w = 0; w < 4; w++) {
                for (int i = 0; i < 3; i++) {
                    xyz[i] += XYZ[w][i] * spectrum[w];
                }
            }
            return xyz;
        }
    }
}
