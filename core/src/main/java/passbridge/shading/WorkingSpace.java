// SPDX-License-Identifier: Apache-2.0
package passbridge.shading;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.joml.Vector3f;
import org.joml.Vector3fc;
import passbridge.scene.ShaderGraph;
import passbridge.scene.ShaderNode;

/**
 * The linear colour space that a file's scenes are lit in, from Blender 5.0 on one of these. Primaries are those of ITU-R BT.709, ITU-R BT.2020
 * and of ACES' AP1 (SMPTE ST 2065-1), whose white Bradford's transform adapts to D65, as Cycles does (intern/cycles/scene/shader.cpp,
 * ShaderManager::init_xyz_transforms, as of Blender 5.2).
 */
enum WorkingSpace {
    REC709("Linear Rec.709", new Vector3f(0.2126729f, 0.7151522f, 0.0721750f)),
    REC2020("Linear Rec.2020", new Vector3f(0.2627002f, 0.6779981f, 0.0593017f),
            0.6274039f, 0.0690973f, 0.0163914f, 0.3292830f, 0.9195404f, 0.0880133f, 0.0433131f, 0.0113623f, 0.8955953f),
    ACESCG("ACEScg", new Vector3f(0.2676722f, 0.6743400f, 0.0579878f),
            0.6130974f, 0.0701937f, 0.0206156f, 0.3395231f, 0.9163539f, 0.1095698f, 0.0473795f, 0.0134524f, 0.8698146f);

    private static final String PROPERTY = "working_space"; // of each node, where it is not the first

    private final String blenderName;
    private final Vector3fc luminance;
    private final float[] ofRec709; // column by column; empty: colours are the same

    WorkingSpace(String blenderName, Vector3fc luminance, float... ofRec709) {
        this.blenderName = blenderName;
        this.luminance = luminance;
        this.ofRec709 = ofRec709;
    }

    /** {@return what a node's numbers mean} */
    static WorkingSpace of(ShaderNode node) {
        return known(name(node)).orElse(REC709);
    }

    /** {@return the same of all nodes of a graph} */
    static WorkingSpace of(ShaderGraph graph) {
        return graph.nodes().isEmpty() ? REC709 : of(graph.nodes().get(0));
    }

    /** {@return the name of a graph's space, where that is not one of these} */
    static Optional<String> unknown(ShaderGraph graph) {
        return graph.nodes().stream().map(WorkingSpace::name).findFirst().filter(name -> known(name).isEmpty());
    }

    private static String name(ShaderNode node) {
        return node.properties().values().get(PROPERTY) instanceof String name ? name : REC709.blenderName;
    }

    private static Optional<WorkingSpace> known(String name) {
        return Arrays.stream(values()).filter(space -> space.blenderName.equals(name)).findFirst();
    }

    /** {@return what red, green and blue are weighted by for the luminance, CIE 1931's Y} */
    Vector3fc luminance() {
        return luminance;
    }

    /** {@return macros for working_space.glsl} */
    String definitions() {
        String weights = "#define LUMINANCE_WEIGHTS vec3(" + luminance.x() + ", " + luminance.y() + ", " + luminance.z() + ")\n";
        if (ofRec709.length == 0) {
            return weights;
        }
        List<String> numbers = new ArrayList<>();
        for (float number : ofRec709) {
            numbers.add(Float.toString(number));
        }
        return weights + "#define REC709_TO_WORKING mat3(" + String.join(", ", numbers) + ")\n";
    }
}
