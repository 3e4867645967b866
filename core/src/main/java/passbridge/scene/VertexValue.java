// SPDX-License-Identifier: Apache-2.0
package passbridge.scene;

/** What a gathered vertex of a mesh can have beside position and normal. */
public sealed interface VertexValue permits MeshAttribute, Tangent, DerivedValue {
    /** {@return floats in a gathered vertex} */
    int floatCount();
}
