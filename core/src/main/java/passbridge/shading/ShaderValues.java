// SPDX-License-Identifier: Apache-2.0
package passbridge.shading;

import java.util.ArrayList;
import java.util.List;
import org.joml.Vector4f;
import org.joml.Vector4fc;

/** Packs values into the {@code vec4}s of a uniform array; where a value lies follows from the types alone. */
final class ShaderValues {
    private final List<Vector4f> entries = new ArrayList<>();
    private final List<Integer> freeFourths = new ArrayList<>(); // entries that hold three numbers
    private int floatEntry = -1; // with free places for single numbers
    private int floatCount; // of these in use

    /** Adds a value and gives the GLSL expression of it. */
    String add(Vector4fc value, GlslType type) {
        switch (type) {
            case FLOAT -> {
                if (!freeFourths.isEmpty()) {
                    int entry = freeFourths.remove(freeFourths.size() - 1);
                    entries.get(entry).w = value.x();
                    return "shaderValues[" + entry + "].w";
                }
                if (floatEntry < 0 || floatCount == 4) {
                    floatEntry = entries.size();
                    floatCount = 0;
                    entries.add(new Vector4f());
                }
                entries.get(floatEntry).setComponent(floatCount, value.x());
                return "shaderValues[" + floatEntry + "]." + "xyzw".charAt(floatCount++);
            }
            case VEC3 -> {
                freeFourths.add(entries.size());
                entries.add(new Vector4f(value.x(), value.y(), value.z(), 0));
                return "shaderValues[" + (entries.size() - 1) + "].xyz";
            }
            case VEC4 -> {
                entries.add(new Vector4f(value));
                return "shaderValues[" + (entries.size() - 1) + "]";
            }
            default -> throw new AssertionError(type);
        }
    }

    /** {@return how many entries there are} */
    int count() {
        return entries.size();
    }

    /** {@return four numbers of each entry} */
    float[] toArray() {
        float[] values = new float[4 * entries.size()];
        for (int i = 0; i < entries.size(); i++) {
            Vector4f entry = entries.get(i);
            values[4 * i] = entry.x;
            values[4 * i + 1] = entry.y;
            values[4 * i + 2] = entry.z;
            values[4 * i + 3] = entry.w;
        }
        return values;
    }
}
