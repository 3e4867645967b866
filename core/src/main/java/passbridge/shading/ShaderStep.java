// SPDX-License-Identifier: Apache-2.0
package passbridge.shading;

import java.util.List;
import java.util.Optional;

/** A step of a compiled shader. */
sealed interface ShaderStep {
    /**
     * A call of a node's function.
     *
     * @param node its index in the graph
     * @param function what is called
     * @param arguments for its parameters, as far as they are operands: null where a parameter is a literal
     * @param literals for its parameters, as far as they are known now: null where a parameter is an operand
     * @param closures which of its closures are added, in the order of {@link NodeFunction#closures()}
     * @param weight of its closures; empty: it has none
     */
    record Call(
            int node, NodeFunction function, List<Optional<Operand>> arguments, List<Optional<String>> literals, List<Boolean> closures,
            Optional<Integer> weight)
            implements ShaderStep {}

    /**
     * A value as light, which a value is that is linked to a shader.
     *
     * @param value a colour
     * @param weight its weight
     */
    record Emission(Operand value, int weight) implements ShaderStep {}

    /**
     * A weight of closures: a sum of products.
     *
     * @param terms at least one
     */
    record Weight(List<Term> terms) implements ShaderStep {}

    /**
     * Another weight times a factor.
     *
     * @param weight the other one's number
     * @param factor clamped to 0 to 1; empty: 1
     * @param isComplement times 1 less the factor
     */
    record Term(int weight, Optional<Operand> factor, boolean isComplement) {}
}
