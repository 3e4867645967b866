// SPDX-License-Identifier: Apache-2.0
package passbridge.raster;

import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import passbridge.pass.Pass;
import passbridge.scene.World;

/** What {@code surface.frag.glsl} can write. The ordinal is the output's location there. */
enum ShaderOutput {
    COMBINED(Pass.COMBINED),
    NORMAL(Pass.NORMAL),
    UV(Pass.UV),
    DEPTH(Pass.DEPTH),
    POSITION(Pass.POSITION),
    OBJECT_INDEX(Pass.OBJECT_INDEX),
    MATERIAL_INDEX(Pass.MATERIAL_INDEX),
    /** Of the surface's plane the vector whose dot product with a point's distance from the camera is 1; for {@link CubePanorama}. */
    PLANE(new Pass("Plane", 3));

    /** All that films are asked for but {@link #COMBINED}. */
    static final Set<ShaderOutput> DATA = EnumSet.complementOf(EnumSet.of(COMBINED, PLANE));

    private final Pass pass;

    ShaderOutput(Pass pass) {
        this.pass = pass;
    }

    Pass pass() {
        return pass;
    }

    /** The outputs that fill some of these passes. */
    static Set<ShaderOutput> of(List<Pass> passes) {
        Set<ShaderOutput> outputs = EnumSet.allOf(ShaderOutput.class);
        outputs.removeIf(output -> output == PLANE || !passes.contains(output.pass));
        return outputs;
    }

    /** What shaders that write these outputs are compiled with. */
    static String defines(Set<ShaderOutput> outputs) {
        return outputs.stream().map(output -> "#define WRITE_" + output + "\n").collect(Collectors.joining());
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
