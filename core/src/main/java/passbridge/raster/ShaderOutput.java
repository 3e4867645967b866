// SPDX-License-Identifier: Apache-2.0
package passbridge.raster;

import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import passbridge.pass.Pass;
import passbridge.scene.World;

/** What {@code surface.frag.glsl} can write. The ordinal is the output's location there. */
enum ShaderOutput {
    COMBINED(Pass.COMBINED, true),
    NORMAL(Pass.NORMAL, true),
    UV(Pass.UV, true),
    DEPTH(Pass.DEPTH, false),
    POSITION(Pass.POSITION, false),
    OBJECT_INDEX(Pass.OBJECT_INDEX, false),
    MATERIAL_INDEX(Pass.MATERIAL_INDEX, false);

    private final Pass pass;
    private final boolean averaged;

    ShaderOutput(Pass pass, boolean averaged) {
        this.pass = pass;
        this.averaged = averaged;
    }

    Pass pass() {
        return pass;
    }

    /** The outputs that fill some of these passes. */
    static Set<ShaderOutput> of(List<Pass> passes) {
        Set<ShaderOutput> outputs = EnumSet.allOf(ShaderOutput.class);
        outputs.removeIf(output -> !passes.contains(output.pass));
        return outputs;
    }

    /**
     * Those that are averaged over a pixel's samples; the others stay as the first sample left them, as in Cycles
     * (intern/cycles/kernel/film/data_passes.h).
     */
    static Set<ShaderOutput> averaged(Set<ShaderOutput> outputs) {
        Set<ShaderOutput> averaged = EnumSet.copyOf(outputs);
        averaged.removeIf(output -> !output.averaged);
        return averaged;
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
