// SPDX-License-Identifier: Apache-2.0
package passbridge.shading;

/** The types that values have in shader code. */
enum GlslType {
    FLOAT("float"),
    VEC3("vec3"),
    VEC4("vec4");

    private final String code;

    GlslType(String code) {
        this.code = code;
    }

    String code() {
        return code;
    }

    /**
     * {@return the type with a name of GLSL}
     *
     * @throws IllegalArgumentException where it is none of these
     */
    static GlslType of(String code) {
        for (GlslType type : values()) {
            if (type.code.equals(code)) {
                return type;
            }
        }
        throw new IllegalArgumentException("'" + code + "' is none of float, vec3, vec4");
    }
}
