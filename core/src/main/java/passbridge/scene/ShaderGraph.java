// SPDX-License-Identifier: Apache-2.0
package passbridge.scene;

import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import org.joml.Vector4fc;

/**
 * The shader nodes of a material, a world or a light, flattened: groups are dissolved, and there are no reroutes, frames and muted nodes.
 * Only nodes that the output depends on are there.
 *
 * @param nodes each after those that it is linked to
 * @param surface what the output node's Surface is linked to; of a light how it shines; empty: nothing is
 * @param volume what the output node's Volume is linked to
 * @param displacement what the output node's Displacement is linked to
 */
public record ShaderGraph(
        List<ShaderNode> nodes, Optional<ShaderLink> surface, Optional<ShaderLink> volume, Optional<ShaderLink> displacement) {
    /** No nodes: black. */
    public static final ShaderGraph EMPTY = new ShaderGraph(List.of(), Optional.empty(), Optional.empty(), Optional.empty());

    /**
     * Copies the list and checks the links.
     *
     * @param nodes {@link #nodes()}
     * @param surface {@link #surface()}
     * @param volume {@link #volume()}
     * @param displacement {@link #displacement()}
     * @throws IllegalArgumentException where a node is linked to one that is not before it, or to an output that is not there
     */
    public ShaderGraph {
        nodes = List.copyOf(nodes);
        for (int index = 0; index < nodes.size(); index++) {
            for (ShaderSocket input : nodes.get(index).inputs()) {
                require(nodes, input.link(), index, "input '" + input.identifier() + "' of node " + index);
            }
        }
        require(nodes, surface, nodes.size(), "the surface");
        require(nodes, volume, nodes.size(), "the volume");
        require(nodes, displacement, nodes.size(), "the displacement");
    }

    /**
     * {@return whether this differs from another graph in numbers, colours, tables and images alone} What was compiled of the one does for
     * the other then, with other values.
     *
     * @param other to compare with
     */
    public boolean hasStructureOf(ShaderGraph other) {
        if (nodes.size() != other.nodes.size() || !surface.equals(other.surface) || !volume.equals(other.volume)
                || !displacement.equals(other.displacement)) {
            return false;
        }
        for (int index = 0; index < nodes.size(); index++) {
            if (!nodes.get(index).hasStructureOf(other.nodes.get(index))) {
                return false;
            }
        }
        return true;
    }

    /**
     * {@return the same graph with another value of an input, beside its link where it has one, of all nodes of a type that have it}
     *
     * @param type {@link ShaderNode#type()}
     * @param identifier {@link ShaderSocket#identifier()}
     * @param value {@link ShaderSocket#value()}
     */
    public ShaderGraph with(String type, String identifier, Vector4fc value) {
        List<ShaderNode> changed = nodes.stream().map(node -> node.type().equals(type) ? node.with(identifier, value) : node).toList();
        return new ShaderGraph(changed, surface, volume, displacement);
    }

    /** {@return the different images that nodes have, and those of their tiles} */
    public List<Image> images() {
        return nodes.stream().flatMap(node -> node.image().stream())
                .flatMap(image -> Stream.concat(Stream.of(image), image.tiles().stream().map(ImageTile::image))).distinct().toList();
    }

    private static void require(List<ShaderNode> nodes, Optional<ShaderLink> link, int end, String of) {
        Objects.requireNonNull(link, of);
        link.ifPresent(to -> {
            if (to.node() >= end || nodes.get(to.node()).output(to.output()).isEmpty()) {
                throw new IllegalArgumentException(of + " of a shader graph can't be linked to output '" + to.output() + "' of node "
                        + to.node() + ", which is not there, or not before it");
            }
        });
    }
}
