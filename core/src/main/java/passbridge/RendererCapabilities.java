// SPDX-License-Identifier: Apache-2.0
package passbridge;

import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import passbridge.pass.Pass;
import passbridge.scene.Settings;

/**
 * What a renderer needs and offers.
 *
 * @param needsOpenGl an OpenGL 4.1 core context is made for it; without, OpenGL is not even started
 * @param passes those that it fills beside {@link Pass#COMBINED}; empty: any that is asked for. A frame with another one fails
 * @param settings the record that it reads with {@link Settings#as}: each frame's settings are held against it; empty: none
 */
public record RendererCapabilities(
        boolean needsOpenGl, Optional<Set<Pass>> passes, Optional<Class<? extends Record>> settings) {
    /**
     * Copies the passes.
     *
     * @param needsOpenGl {@link #needsOpenGl()}
     * @param passes {@link #passes()}
     * @param settings {@link #settings()}
     */
    public RendererCapabilities {
        passes = passes.map(Set::copyOf);
        Objects.requireNonNull(settings);
    }

    /**
     * {@return those of a renderer that draws with OpenGL}
     *
     * @param passes that it fills beside {@link Pass#COMBINED}
     */
    public static RendererCapabilities openGl(Pass... passes) {
        return new RendererCapabilities(true, Optional.of(Set.of(passes)), Optional.empty());
    }

    /**
     * {@return those of a renderer that draws into memory}
     *
     * @param passes that it fills beside {@link Pass#COMBINED}
     */
    public static RendererCapabilities withoutOpenGl(Pass... passes) {
        return new RendererCapabilities(false, Optional.of(Set.of(passes)), Optional.empty());
    }

    /**
     * {@return the same, with settings}
     *
     * @param record a record class, see {@link Settings#as}
     */
    public RendererCapabilities withSettings(Class<? extends Record> record) {
        return new RendererCapabilities(needsOpenGl, passes, Optional.of(record));
    }

    /** {@return the same, filling any pass} */
    public RendererCapabilities withAnyPass() {
        return new RendererCapabilities(needsOpenGl, Optional.empty(), settings);
    }

    /**
     * {@return whether the renderer fills a pass}
     *
     * @param pass any
     */
    public boolean fills(Pass pass) {
        return pass.equals(Pass.COMBINED) || passes.map(filled -> filled.contains(pass)).orElse(true);
    }
}
