// SPDX-License-Identifier: Apache-2.0
package passbridge.raster;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.joml.Vector3fc;
import org.joml.Vector4f;
import passbridge.scene.ArrayType;
import passbridge.scene.DerivedValue;
import passbridge.scene.Material;
import passbridge.scene.Mesh;
import passbridge.scene.ShaderGraph;
import passbridge.scene.SurfaceApproximation;
import passbridge.scene.Tangent;
import passbridge.scene.VertexValue;
import passbridge.shading.AttributeUse;
import passbridge.shading.RayKind;
import passbridge.shading.SurfaceShader;

/** A material's shader graph, compiled for the rays that the rasterizer draws, and what that reads of a geometry. */
final class MaterialShader implements GlResource {
    private final List<AttributeUse> attributes;
    private final List<String> warnings;
    private RayShader seen;
    private RayShader blocking;
    private RayShader standIn; // null: not needed yet

    /** @param earlier of the same material before it changed, or null: tables that have not changed are shared */
    MaterialShader(ShaderGraph graph, MaterialShader earlier) {
        SurfaceShader ofCamera = SurfaceShader.of(graph, RayKind.CAMERA);
        SurfaceShader ofShadow = SurfaceShader.differsByRay(graph) ? SurfaceShader.of(graph, RayKind.SHADOW) : ofCamera;
        warnings = ofCamera.warnings();
        Set<AttributeUse> all = new LinkedHashSet<>(RayShader.attributes(ofCamera));
        boolean isSame = ofShadow.equals(ofCamera);
        if (!isSame) {
            all.addAll(RayShader.attributes(ofShadow));
        }
        // There are no locations for more: then light passes through what is seen through.
        boolean hasRoom = all.size() <= RayShader.MAX_ATTRIBUTES;
        attributes = hasRoom ? List.copyOf(all) : RayShader.attributes(ofCamera);
        seen = new RayShader(ofCamera, attributes, earlier == null ? null : earlier.seen);
        blocking = isSame || !hasRoom ? seen : new RayShader(ofShadow, attributes, earlier == null ? null : earlier.blocking);
    }

    /** Takes what stands for the material from now on, as the driver refuses its code. */
    void replace(SurfaceApproximation approximation) {
        RayShader replacement = standIn(approximation);
        standIn = null;
        close();
        seen = replacement;
        blocking = replacement;
    }

    /** What stands for the material, for all rays, while its own code is compiled. */
    RayShader standIn(SurfaceApproximation approximation) {
        if (standIn == null) {
            Vector3fc color = approximation.baseColor();
            Vector3fc emission = approximation.emission();
            ShaderGraph graph = Material.colored(color.x(), color.y(), color.z()).withMetallic(approximation.metallic())
                    .withRoughness(approximation.roughness()).withEmission(emission.x(), emission.y(), emission.z()).graph()
                    .with("ShaderNodeBsdfPrincipled", "Alpha", new Vector4f(approximation.alpha()));
            standIn = new RayShader(SurfaceShader.of(graph), attributes, null);
        }
        return standIn;
    }

    /** For what the camera sees. */
    RayShader seen() {
        return seen;
    }

    /** For what light passes through on its way to what it lights. */
    RayShader blocking() {
        return blocking;
    }

    /** In the order of the vertex shader's locations, from {@link RayShader#FIRST_ATTRIBUTE_LOCATION} on. */
    List<AttributeUse> attributes() {
        return attributes;
    }

    /** What is not as in Cycles: see {@link SurfaceShader#warnings}. */
    List<String> warnings() {
        return warnings;
    }

    /** Whether nothing is seen, nor any light passes, through it. */
    boolean isOpaque() {
        return seen.isOpaque() && blocking.isOpaque();
    }

    /** What an attribute is in a mesh; empty where it has none, or vertices have none. */
    static Optional<VertexValue> valueIn(Mesh mesh, AttributeUse use) {
        return switch (use.source()) {
            case GEOMETRY -> Optional.<VertexValue>ofNullable(RayShader.DERIVED_VALUES.get(use))
                    .filter(value -> value == DerivedValue.PARAMETRIC || mesh.vertexNumber().isPresent())
                    .or(() -> mesh.attribute(use.name()));
            case UV_MAP -> mesh.attribute(use.name()).map(VertexValue.class::cast);
            case COLOR -> (use.name().isEmpty() ? mesh.colorAttribute() : mesh.attribute(use.name())).map(VertexValue.class::cast);
            case TANGENT -> (use.name().isEmpty() ? mesh.uvMap() : mesh.attribute(use.name()))
                    .filter(map -> map.type() == ArrayType.FLOAT2).map(Tangent::new);
            case OBJECT, INSTANCER, VIEW_LAYER -> Optional.empty();
        };
    }

    @Override
    public void close() {
        seen.close();
        if (blocking != seen) {
            blocking.close();
        }
        if (standIn != null) {
            standIn.close();
        }
    }
}
