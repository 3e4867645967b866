// SPDX-License-Identifier: Apache-2.0
package passbridge;

import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import passbridge.pass.Pass;
import passbridge.scene.Settings;

/**
 * What a renderer offers.
 *
 * @param passes whether it fills a pass beside {@link Pass#COMBINED}. A frame with another one fails
 * @param settings the record that it reads with {@link Settings#as}: each frame's settings are held against it; empty: none
 */
public record RendererCapabilities(Predicate<Pass> passes, Optional<Class<? extends Record>> settings) {
    /**
     * Refuses null.
     *
     * @param passes {@link #passes()}
     * @param settings {@link #settings()}
     */
    public RendererCapabilities {
        Objects.requireNonNull(passes);
        Objects.requireNonNull(settings);
    }

    /**
     * {@return those of a renderer without settings}
     *
     * @param passes that it fills beside {@link Pass#COMBINED}
     */
    public static RendererCapabilities of(Pass... passes) {
        return of(Set.of(passes)::contains);
    }

    /**
     * {@return those of a renderer without settings}
     *
     * @param passes whether it fills a pass: {@code pass -> pass.name().startsWith("AOV ")}
     */
    public static RendererCapabilities of(Predicate<Pass> passes) {
        return new RendererCapabilities(passes, Optional.empty());
    }

    /**
     * {@return the same, with settings}
     *
     * @param record a record class, see {@link Settings#as}
     */
    public RendererCapabilities withSettings(Class<? extends Record> record) {
        return new RendererCapabilities(passes, Optional.of(record));
    }

    /**
     * {@return whether the renderer fills a pass}
     *
     * @param pass any
     */
    public boolean fills(Pass pass) {
        return pass.equals(Pass.COMBINED) || passes.test(pass);
    }
}
