// SPDX-License-Identifier: Apache-2.0
package passbridge.scene;

import java.util.Objects;

/**
 * What an input is linked to.
 *
 * @param node index into {@link ShaderGraph#nodes()}
 * @param output identifier of one of its outputs
 */
public record ShaderLink(int node, String output) {
    /**
     * Refuses what can't be.
     *
     * @param node {@link #node()}
     * @param output {@link #output()}
     */
    public ShaderLink {
        if (node < 0) {
            throw new IllegalArgumentException("a link can't be to node " + node);
        }
        Objects.requireNonNull(output, "output");
    }
}
