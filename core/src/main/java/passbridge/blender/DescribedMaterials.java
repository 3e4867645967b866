// SPDX-License-Identifier: Apache-2.0
package passbridge.blender;

import java.util.List;
import passbridge.scene.Material;
import passbridge.scene.ShaderGraph;

/** Turns the {@code pb_material}s of a description into {@link Material}s. */
final class DescribedMaterials {
    private final Description description;
    private final SessionScene.Next parts;
    private final DescribedShaderGraphs graphs;

    /** @param graphs of the description */
    DescribedMaterials(Description description, SessionScene.Next parts, DescribedShaderGraphs graphs) {
        this.description = description;
        this.parts = parts;
        this.graphs = graphs;
    }

    List<Material> materials() {
        return description.all(Protocol.Lists.MATERIALS).map(this::material);
    }

    private Material material(Description.Struct struct) {
        return parts.material(new Material(
                struct.integer64(Protocol.Material.ID),
                struct.text(Protocol.Material.NAME),
                struct.integer(Protocol.Material.PASS_INDEX),
                graphs.graph(struct, Protocol.Material.GRAPH).orElse(ShaderGraph.EMPTY),
                (struct.integer(Protocol.Material.FLAGS) & Protocol.MaterialFlags.TRANSPARENT_SHADOW) != 0,
                DescribedSettings.of(struct.range(Protocol.Material.SETTINGS, Protocol.Lists.PROPERTIES)),
                DescribedSettings.of(struct.range(Protocol.Material.PROPERTIES, Protocol.Lists.PROPERTIES))));
    }
}
