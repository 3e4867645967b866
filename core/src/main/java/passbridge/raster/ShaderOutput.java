// SPDX-License-Identifier: Apache-2.0
package passbridge.raster;

import static org.lwjgl.opengl.GL41C.glColorMaski;

import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import passbridge.pass.Pass;
import passbridge.scene.World;

/** What fragment shaders can write. */
enum ShaderOutput {
    COMBINED(0, Pass.COMBINED, "vec4 combinedOutput"),
    NORMAL(1, Pass.NORMAL, "vec4 normalOutput"),
    UV(2, Pass.UV, "vec4 uvOutput"),
    DEPTH(3, Pass.DEPTH, "float depthOutput"),
    POSITION(4, Pass.POSITION, "vec4 positionOutput"),
    OBJECT_INDEX(5, Pass.OBJECT_INDEX, "float objectIndexOutput"),
    MATERIAL_INDEX(6, Pass.MATERIAL_INDEX, "float materialIndexOutput"),
    /**
     * Of the surface's plane the vector whose dot product with each of its points, counted from the camera, is 1; for
     * {@link CubePanorama} alone, no framebuffer is asked for it.
     */
    PLANE(7, new Pass("Plane", 3), "vec4 planeOutput"),
    /** How much of the light the surface reflects widely; for {@link ReflectiveShadowMap} alone, never together with {@link #PLANE}. */
    WIDE_ALBEDO(7, new Pass("Wide Albedo", 3), "vec4 wideAlbedoOutput"),
    /** This and the next ones: what light meets in volumes, see {@link Volumes}; together with none of the others. */
    VOLUME_EXTINCTION(0, new Pass("Volume Extinction", 4), "vec4 volumeExtinctionOutput"),
    VOLUME_EMISSION(1, new Pass("Volume Emission", 4), "vec4 volumeEmissionOutput"),
    VOLUME_SCATTERING(2, new Pass("Volume Scattering", 4), "vec4 volumeScatteringOutput"),
    VOLUME_ANISOTROPY(3, new Pass("Volume Anisotropy", 1), "float volumeAnisotropyOutput");

    /** Locations that there are: as many as every OpenGL has. */
    static final int LOCATION_COUNT = 8;

    /** All that framebuffers are asked for but {@link #COMBINED}. */
    static final Set<ShaderOutput> DATA = EnumSet.of(NORMAL, UV, DEPTH, POSITION, OBJECT_INDEX, MATERIAL_INDEX);

    /** What light meets in volumes. */
    static final Set<ShaderOutput> VOLUME = EnumSet.of(VOLUME_EXTINCTION, VOLUME_EMISSION, VOLUME_SCATTERING, VOLUME_ANISOTROPY);

    /** What of it shadows are made of. */
    static final Set<ShaderOutput> VOLUME_SHADOW = EnumSet.of(VOLUME_EXTINCTION, VOLUME_EMISSION);

    private final int location;
    private final Pass pass;
    private final String variable;

    ShaderOutput(int location, Pass pass, String variable) {
        this.location = location;
        this.pass = pass;
        this.variable = variable;
    }

    /** GLSL for a fragment shader that writes these: {@code WRITE_...} is defined for each, and its variable declared. */
    static String declarations(Set<ShaderOutput> outputs) {
        return outputs.stream()
                .map(output -> "#define WRITE_" + output + "\nlayout(location = " + output.location + ") out " + output.variable + ";\n")
                .collect(Collectors.joining());
    }

    /** Of the output in fragment shaders, and number of its draw buffer. */
    int location() {
        return location;
    }

    /** Lets what is drawn next change {@link #COMBINED} alone, until {@code glColorMask} is called. */
    static void writeCombinedAlone() {
        for (int location = 0; location < LOCATION_COUNT; location++) {
            boolean isCombined = location == COMBINED.location;
            glColorMaski(location, isCombined, isCombined, isCombined, isCombined);
        }
    }

    Pass pass() {
        return pass;
    }

    /** The outputs that fill some of these passes. */
    static Set<ShaderOutput> of(List<Pass> passes) {
        Set<ShaderOutput> outputs = EnumSet.allOf(ShaderOutput.class);
        outputs.removeIf(output -> !DATA.contains(output) && output != COMBINED || !passes.contains(output.pass));
        return outputs;
    }

    /** What a pass holds where there is no surface; also for passes that no output fills. */
    static float[] background(Pass pass, World world) {
        if (pass.equals(Pass.COMBINED) && !world.transparentFilm()) {
            return new float[] {world.color().x(), world.color().y(), world.color().z(), 1};
        }
        if (pass.equals(Pass.DEPTH)) {
            return new float[] {Pass.BACKGROUND_DEPTH, 0, 0, 0};
        }
        return new float[4];
    }
}
