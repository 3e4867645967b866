// SPDX-License-Identifier: Apache-2.0
package passbridge.scene;

import java.util.Objects;
import java.util.Optional;
import org.joml.Vector2f;
import org.joml.Vector2fc;
import org.joml.Vector3f;
import org.joml.Vector3fc;

/**
 * What an instance was made by, as far as a material of it reads that.
 *
 * @param generated texture coordinates of its instancer at the place where it stands, as Cycles has them
 * @param uv those of the face that it stands on
 * @param particle that it stands for
 */
public record InstanceSource(Vector3fc generated, Vector2fc uv, Optional<Particle> particle) {
    /** Of what is no instance of another object, or what no material asks for. */
    public static final InstanceSource NONE = new InstanceSource(new Vector3f(), new Vector2f(), Optional.empty());

    /**
     * Refuses null.
     *
     * @param generated {@link #generated()}
     * @param uv {@link #uv()}
     * @param particle {@link #particle()}
     */
    public InstanceSource {
        Objects.requireNonNull(generated, "generated");
        Objects.requireNonNull(uv, "uv");
        Objects.requireNonNull(particle, "particle");
    }
}
