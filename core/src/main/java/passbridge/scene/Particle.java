// SPDX-License-Identifier: Apache-2.0
package passbridge.scene;

import java.util.Objects;
import org.joml.Vector3fc;

/**
 * A particle of one of Blender's particle systems. Numbers need not be finite.
 *
 * @param index in its system
 * @param age frames since its birth; below 0: it is not born yet
 * @param lifetime frames from its birth to its death
 * @param size as Blender has it
 * @param location world space, metres
 * @param velocity as Blender has it
 * @param angularVelocity as Blender has it
 */
public record Particle(
        int index, float age, float lifetime, float size, Vector3fc location, Vector3fc velocity, Vector3fc angularVelocity) {
    /**
     * Refuses null.
     *
     * @param index {@link #index()}
     * @param age {@link #age()}
     * @param lifetime {@link #lifetime()}
     * @param size {@link #size()}
     * @param location {@link #location()}
     * @param velocity {@link #velocity()}
     * @param angularVelocity {@link #angularVelocity()}
     */
    public Particle {
        Objects.requireNonNull(location, "location");
        Objects.requireNonNull(velocity, "velocity");
        Objects.requireNonNull(angularVelocity, "angularVelocity");
    }
}
