// SPDX-License-Identifier: Apache-2.0
package passbridge.shading;

import java.util.Objects;
import org.joml.Vector4f;
import org.joml.Vector4fc;

/**
 * An attribute that shader code reads, as {@code vec4 attributeValue}<i>n</i>: a colour or a vector with alpha 1, or a single number three
 * times with 1.
 *
 * @param source whose attribute it is
 * @param name empty: the one that is active for rendering
 * @param absent the value where there is no such attribute
 */
public record AttributeUse(Source source, String name, Vector4fc absent) {
    /** Whose attribute. */
    public enum Source {
        /** Of the geometry, whatever it is. */
        GEOMETRY,
        /** A UV map of the mesh. */
        UV_MAP,
        /** A colour attribute of the mesh. */
        COLOR,
        /** The tangent of a UV map, as {@link SurfaceInput#TANGENT} is that of the active one. */
        TANGENT,
        /** A property of the object. */
        OBJECT,
        /** A property of the object that the instance was made by. */
        INSTANCER,
        /** A property of the view layer, the scene or the world. */
        VIEW_LAYER
    }

    /**
     * Copies the value.
     *
     * @param source {@link #source()}
     * @param name {@link #name()}
     * @param absent {@link #absent()}
     */
    public AttributeUse {
        Objects.requireNonNull(source, "source");
        Objects.requireNonNull(name, "name");
        absent = new Vector4f(absent);
    }
}
