// SPDX-License-Identifier: Apache-2.0
package passbridge.shading;

import org.joml.Vector4f;
import org.joml.Vector4fc;
import passbridge.scene.SocketType;

/** Where a step takes a value from. */
sealed interface Operand {
    /** What the value means, which decides how it is converted. */
    SocketType type();

    /**
     * A value that is known: it is passed as a uniform, so that another one does not change the code.
     *
     * @param value a number four times, a vector with 1, a colour with alpha
     * @param type what it means
     */
    record Constant(Vector4fc value, SocketType type) implements Operand {
        public Constant {
            value = new Vector4f(value);
        }

        static Constant of(float number) {
            return new Constant(new Vector4f(number), SocketType.FLOAT);
        }

        /** As Cycles converts implicitly: see {@link ShaderCompiler}. @param space that colours are in */
        Constant converted(SocketType to, WorkingSpace space) {
            if (to == type) {
                return this;
            }
            if (to == SocketType.FLOAT) {
                float number = type == SocketType.COLOR
                        ? space.luminance().dot(value.x(), value.y(), value.z())
                        : (value.x() + value.y() + value.z()) / 3;
                return of(number);
            }
            return new Constant(new Vector4f(value.x(), value.y(), value.z(), 1), to);
        }

        boolean isZero() {
            return value.x() == 0 && value.y() == 0 && value.z() == 0;
        }

        boolean isGrey() {
            return value.x() == value.y() && value.y() == value.z();
        }
    }

    /**
     * What another node computes.
     *
     * @param node its index in the graph
     * @param output index among its function's outputs
     * @param glslType of the variable
     * @param type what it means
     */
    record Result(int node, int output, GlslType glslType, SocketType type) implements Operand {}

    /**
     * Another value that is converted.
     *
     * @param value not a constant
     * @param type to which
     */
    record Converted(Operand value, SocketType type) implements Operand {}

    /** The value converted, unless it has the type already. @param space that colours are in */
    default Operand as(SocketType to, WorkingSpace space) {
        if (to == type() || to == SocketType.SHADER) {
            return this;
        }
        return this instanceof Constant constant ? constant.converted(to, space) : new Converted(this, to);
    }

    /**
     * A global of the renderer.
     *
     * @param input which
     */
    record Global(SurfaceInput input) implements Operand {
        @Override
        public SocketType type() {
            return SocketType.VECTOR;
        }
    }
}
