# SPDX-License-Identifier: GPL-3.0-or-later
"""Reads materials and the world, as far as their shader nodes are constants."""

from __future__ import annotations

from collections.abc import Sequence

import bpy

from .. import abi
from . import shader_nodes
from .images import ImageReader
from .scene_message import SceneMessage

_DEFAULT_MATERIAL = -1

# Cycles' colour for an image that is not there.
_MISSING_IMAGE_COLOR = (1.0, 0.0, 1.0)

# Reflectance at normal incidence that `specular` 1 stands for, see pb_material.
_F0_OF_SPECULAR_ONE = 0.08

# Names of the Principled BSDF's inputs, newest first. They changed with 4.0.
_SPECULAR = ("Specular IOR Level", "Specular")
_EMISSION_COLOR = ("Emission Color", "Emission")

# Inputs that have no effect at 0.
_UNSUPPORTED_WEIGHTS = (
    *("Subsurface Weight", "Subsurface"),
    *("Transmission Weight", "Transmission"),
    *("Coat Weight", "Clearcoat"),
    *("Sheen Weight", "Sheen"),
    *("Anisotropic", "Thin Film Thickness"),
)
_UNSUPPORTED_VECTORS = ("Normal", "Coat Normal", "Clearcoat Normal", "Tangent")

_SHADERS_AS_COLOR = {
    "ShaderNodeBsdfGlass",
    "ShaderNodeBsdfHair",
    "ShaderNodeBsdfHairPrincipled",
    "ShaderNodeBsdfMetallic",
    "ShaderNodeBsdfRefraction",
    "ShaderNodeBsdfSheen",
    "ShaderNodeBsdfToon",
    "ShaderNodeBsdfTranslucent",
    "ShaderNodeBsdfTransparent",
    "ShaderNodeBsdfVelvet",
    "ShaderNodeSubsurfaceScattering",
}
_SHADERS_OF_SHADERS = {"ShaderNodeMixShader", "ShaderNodeAddShader"}
_SUPPORTED_SHADERS = {"ShaderNodeBsdfPrincipled", "ShaderNodeBsdfDiffuse", "ShaderNodeEmission"}
_GLOSSY_SHADERS = {"ShaderNodeBsdfGlossy", "ShaderNodeBsdfAnisotropic"}


def read_world(message: SceneMessage, world: bpy.types.World | None) -> None:
    """Fills the scene's world colour: that of the Background node, or the world's own without nodes."""
    if world is None:
        return
    tree = shader_nodes.node_tree_of(world)
    if tree is None:
        message.scene.world_color[:] = world.color
        return
    user = f"World '{world.name}'"
    output = shader_nodes.active_output(tree, "ShaderNodeOutputWorld")
    if output is None:
        return
    if shader_nodes.linked_output(output.inputs["Volume"]):
        message.warn(f"{user}: volumes are not supported yet and left out")
    source = shader_nodes.linked_output(output.inputs["Surface"])
    if source is None:
        return
    if source.node.bl_idname != "ShaderNodeBackground":
        message.warn(f"{user}: node '{source.node.name}' is not supported yet, drawn in the world's viewport colour")
        message.scene.world_color[:] = world.color
        return
    inputs = _Inputs(message, user, source.node)
    strength = inputs.number("Strength")
    message.scene.world_color[:] = [strength * value for value in inputs.color("Color")]
    inputs.warn()


class MaterialReader:
    """Numbers the materials that a scene uses, each read when first met."""

    def __init__(self, message: SceneMessage, images: ImageReader) -> None:
        self._message = message
        self._images = images
        self._materials: list[abi.Material] = []
        self._indices: dict[int, int] = {}

    def index(self, material: bpy.types.Material | None) -> int:
        """The index of an evaluated material; -1 for an empty slot."""
        if material is None:
            return _DEFAULT_MATERIAL
        key = material.as_pointer()
        index = self._indices.get(key)
        if index is None:
            index = self._indices[key] = len(self._materials)
            self._materials.append(self._read(material))
        return index

    def finish(self, message: SceneMessage) -> None:
        """Hands all that was read to a message, which must not outlive this reader's own."""
        message.scene.materials = message.hold_structs(self._materials)
        message.scene.images = self._images.span(message)

    def _read(self, material: bpy.types.Material) -> abi.Material:
        result = abi.Material(
            name=self._message.hold_text(material.name), base_color_image=-1, pass_index=material.pass_index
        )
        tree = shader_nodes.node_tree_of(material)
        if tree is None:
            _take_viewport_settings(result, material)
            return result
        # A surface of nothing is black.
        result.roughness = 1.0
        output = shader_nodes.active_output(tree, "ShaderNodeOutputMaterial")
        if output is None:
            return result
        for name in ("Volume", "Displacement"):
            if shader_nodes.linked_output(output.inputs[name]):
                self._warn(material, f"{name.lower()} is not supported yet and left out")
        source = shader_nodes.linked_output(output.inputs["Surface"])
        if source is not None and not self._read_shader(result, material, source):
            self._warn(material, f"node '{source.node.name}' is not supported yet, drawn in the viewport colour")
            _take_viewport_settings(result, material)
        return result

    def _read_shader(self, result: abi.Material, material: bpy.types.Material, source: bpy.types.NodeSocket) -> bool:
        """False, and nothing touched, where the shader is not one of those that can at least be stood in for."""
        node = source.node
        if node.bl_idname in _SHADERS_OF_SHADERS:
            return self._read_first_branch(result, material, node)
        inputs = _Inputs(self._message, f"Material '{material.name}'", node)
        if node.bl_idname == "ShaderNodeBsdfPrincipled":
            self._read_principled(result, inputs)
        elif node.bl_idname == "ShaderNodeBsdfDiffuse":
            self._read_base_color(result, inputs, "Color")
        elif node.bl_idname == "ShaderNodeEmission":
            strength = inputs.number("Strength")
            result.emission[:] = [strength * value for value in inputs.color("Color")]
        elif node.bl_idname in _GLOSSY_SHADERS:
            # A metal of that colour reflects the same but for what becomes white towards the edge.
            self._warn(material, f"node '{node.name}' is not supported yet, drawn as a metal")
            self._read_base_color(result, inputs, "Color")
            result.metallic = 1.0
            result.roughness = inputs.number("Roughness")
        elif node.bl_idname in _SHADERS_AS_COLOR:
            self._warn(material, f"node '{node.name}' is not supported yet, drawn as an opaque surface of its colour")
            self._read_base_color(result, inputs, "Color" if "Color" in node.inputs else "Base Color")
            result.specular = 0.5
            result.roughness = inputs.number("Roughness") if "Roughness" in node.inputs else 0.5
        else:
            return False
        inputs.warn()
        return True

    def _read_first_branch(
        self, result: abi.Material, material: bpy.types.Material, node: bpy.types.ShaderNode
    ) -> bool:
        linked = [shader_nodes.linked_output(socket) for socket in node.inputs if socket.type == "SHADER"]
        for branch in sorted((branch for branch in linked if branch is not None), key=_stand_in_rank):
            if self._read_shader(result, material, branch):
                self._warn(material, f"node '{node.name}' is not supported yet, drawn as '{branch.node.name}' alone")
                return True
        return False

    def _read_principled(self, result: abi.Material, inputs: _Inputs) -> None:
        self._read_base_color(result, inputs, "Base Color")
        result.metallic = inputs.number("Metallic")
        result.roughness = inputs.number("Roughness")
        result.specular = inputs.number(*_SPECULAR)
        if _SPECULAR[0] in inputs:
            # From 4.0 on the level scales what the index of refraction reflects at normal incidence, 0.5 leaving it as
            # it is (Cycles, kernel/svm/closure.h); before, the index was for transmission only.
            ior = inputs.number("IOR")
            f0 = ((ior - 1.0) / (ior + 1.0)) ** 2
            result.specular *= 2.0 * f0 / _F0_OF_SPECULAR_ONE
        strength = inputs.number("Emission Strength")
        if strength:
            result.emission[:] = [strength * value for value in inputs.color(*_EMISSION_COLOR)]
        if not inputs.is_constant("Alpha", 1.0):
            inputs.warn_of("transparency is not supported yet, drawn opaque")
        for name in _UNSUPPORTED_WEIGHTS:
            if name in inputs and not inputs.is_constant(name, 0.0):
                inputs.ignore(name)
        for name in _UNSUPPORTED_VECTORS:
            if name in inputs and inputs.linked_output(name) is not None:
                inputs.ignore(name)

    def _read_base_color(self, result: abi.Material, inputs: _Inputs, name: str) -> None:
        source = inputs.linked_output(name)
        if source is None or source.node.bl_idname != "ShaderNodeTexImage" or source.name != "Color":
            result.base_color[:] = inputs.color(name)
            return
        _warn_of_texture_settings(inputs, source.node)
        index = self._image_index(source.node.image, inputs.user)
        if index is None:
            result.base_color[:] = _MISSING_IMAGE_COLOR
        else:
            result.base_color[:] = inputs.default_color(name)
            result.base_color_image = index

    def _image_index(self, image: bpy.types.Image | None, user: str) -> int | None:
        if image is None:
            self._message.warn(f"{user}: an Image Texture node has no image, drawn magenta")
            return None
        return self._images.index(image, user)

    def _warn(self, material: bpy.types.Material, text: str) -> None:
        self._message.warn(f"Material '{material.name}': {text}")


class _Inputs:
    """The inputs of one node: their constants, and one warning of all those that are not."""

    def __init__(self, message: SceneMessage, user: str, node: bpy.types.ShaderNode) -> None:
        self.user = user
        self._message = message
        self._node = node
        self._ignored: list[str] = []

    def __contains__(self, name: str) -> bool:
        return name in self._node.inputs

    def linked_output(self, name: str) -> bpy.types.NodeSocket | None:
        return shader_nodes.linked_output(self._node.inputs[name])

    def is_constant(self, name: str, value: float) -> bool:
        return shader_nodes.constant(self._node.inputs[name]) == value

    def number(self, *names: str) -> float:
        """The constant under the first of these names that the node has."""
        return float(self._constant(names))

    def color(self, *names: str) -> Sequence[float]:
        return self._constant(names)[:3]

    def default_color(self, name: str) -> Sequence[float]:
        """The colour that the input would have if nothing were linked to it."""
        return self._node.inputs[name].default_value[:3]

    def ignore(self, name: str) -> None:
        source = self.linked_output(name)
        text = f"'{name}'" if source is None else f"'{name}' (linked to '{source.node.name}')"
        if text not in self._ignored:
            self._ignored.append(text)

    def warn_of(self, text: str) -> None:
        self._message.warn(f"{self.user}: {text}")

    def warn(self) -> None:
        if self._ignored:
            self.warn_of(
                f"inputs of node '{self._node.name}' that are not supported yet and ignored: {', '.join(self._ignored)}"
            )

    def _constant(self, names: Sequence[str]) -> float | Sequence[float]:
        name = next(name for name in names if name in self._node.inputs)
        socket = self._node.inputs[name]
        value = shader_nodes.constant(socket)
        if value is None:
            self.ignore(name)
            return socket.default_value
        return value


def _stand_in_rank(source: bpy.types.NodeSocket) -> int:
    """Of the shaders that are mixed, those that can be drawn go first, and those that only have a colour last."""
    if source.node.bl_idname in _SUPPORTED_SHADERS:
        return 0
    return 1 if source.node.bl_idname in _SHADERS_OF_SHADERS else 2


def _take_viewport_settings(result: abi.Material, material: bpy.types.Material) -> None:
    result.base_color[:] = material.diffuse_color[:3]
    result.metallic = material.metallic
    result.roughness = material.roughness
    result.specular = material.specular_intensity


def _warn_of_texture_settings(inputs: _Inputs, texture: bpy.types.ShaderNodeTexImage) -> None:
    ignored = []
    if shader_nodes.linked_output(texture.inputs["Vector"]):
        ignored.append("its Vector input")
    if texture.projection != "FLAT":
        ignored.append("its projection")
    if texture.extension != "REPEAT":
        ignored.append("its extension")
    if ignored:
        inputs.warn_of(
            f"of node '{texture.name}' {' and '.join(ignored)} is not supported yet, the active UV map is used"
        )
