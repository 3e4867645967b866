// SPDX-License-Identifier: Apache-2.0
package passbridge.scene;

import java.util.Objects;

/**
 * Which objects a light has to do with.
 *
 * @param receivers those that it shines on
 * @param blockers those that cast a shadow in its light
 */
public record LightLinking(ObjectSelection receivers, ObjectSelection blockers) {
    /** All with all. */
    public static final LightLinking ALL = new LightLinking(ObjectSelection.ALL, ObjectSelection.ALL);

    /**
     * Refuses null.
     *
     * @param receivers {@link #receivers()}
     * @param blockers {@link #blockers()}
     */
    public LightLinking {
        Objects.requireNonNull(receivers, "receivers");
        Objects.requireNonNull(blockers, "blockers");
    }
}
