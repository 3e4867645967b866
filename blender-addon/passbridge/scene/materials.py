# SPDX-License-Identifier: GPL-3.0-or-later
"""Reads materials and the world, as far as their shader nodes are constants."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from types import SimpleNamespace

import bpy

from .. import abi
from . import closure_normals, shader_nodes
from .data_blocks import Settings, describe_properties, stable_id
from .description import SceneDescription
from .images import Images
from .shader_graphs import ShaderGraphs
from .shader_nodes import Source
from .surface_values import SurfaceValues

_BLACK = (0.0, 0.0, 0.0)

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
    "ShaderNodeBsdfVelvet",
    "ShaderNodeSubsurfaceScattering",
}
_TRANSPARENT = "ShaderNodeBsdfTransparent"
_SHADERS_OF_SHADERS = {"ShaderNodeMixShader", "ShaderNodeAddShader"}
_SUPPORTED_SHADERS = {"ShaderNodeBsdfPrincipled", "ShaderNodeBsdfDiffuse", "ShaderNodeEmission"}
_GLOSSY_SHADERS = {"ShaderNodeBsdfGlossy", "ShaderNodeBsdfAnisotropic"}


def describe_world(description: SceneDescription, settings: Settings, graphs: ShaderGraphs, world: bpy.types.World) -> int:
    """Adds a world and gives its index: its colour is that of the Background node, or its own without nodes."""
    return description.add(
        abi.LIST_WORLDS,
        abi.pack_world(
            id=stable_id(world),
            name=description.text(world.name),
            light_group=description.text(world.lightgroup),
            **describe_properties(description, settings, "WORLD", world),
            color=_world_color(description, world),
            graph=graphs.index(world, "ShaderNodeOutputWorld", f"World '{world.name}'"),
        ),
    )


def _world_color(description: SceneDescription, world: bpy.types.World) -> Sequence[float]:
    """For renderers that do without the graph: right where a Background has constants, else those of its inputs."""
    tree = shader_nodes.node_tree_of(world)
    if tree is None:
        return world.color
    user = f"World '{world.name}'"
    output = shader_nodes.active_output(tree, "ShaderNodeOutputWorld")
    if output is None:
        return _BLACK
    if shader_nodes.linked_output(output.inputs["Volume"]):
        description.warn(f"{user}: volumes are not supported yet and left out")
    source = shader_nodes.linked_output(output.inputs["Surface"])
    if source is None:
        return _BLACK
    if source.node.bl_idname != "ShaderNodeBackground":
        return world.color
    inputs = _Inputs(description, user, Source(source))
    strength = inputs.number("Strength")
    return [strength * value for value in inputs.color("Color")]


class Materials:
    """The materials that a scene uses, each described when first met."""

    def __init__(
        self,
        description: SceneDescription,
        settings: Settings,
        graphs: ShaderGraphs,
        images: Images,
    ) -> None:
        self._description = description
        self._graphs = graphs
        self._settings = settings
        self._images = images
        self._indices: dict[int, int] = {}

    def index(self, material: bpy.types.Material | None) -> int:
        """The index of an evaluated material; NONE for an empty slot."""
        if material is None:
            return abi.NONE
        key = material.as_pointer()
        index = self._indices.get(key)
        if index is None:
            described = abi.pack_material(**vars(self._described(material)))
            index = self._indices[key] = self._description.add(abi.LIST_MATERIALS, described)
        return index

    def update(self, material: bpy.types.Material) -> None:
        """Describes an evaluated material that has changed anew, in its place; nothing where the scene does not use it."""
        index = self._indices.get(material.as_pointer())
        if index is not None:
            self._description.put(abi.LIST_MATERIALS, index, abi.pack_material(**vars(self._described(material))))

    def _described(self, material: bpy.types.Material) -> SimpleNamespace:
        """With the arguments of ``abi.pack_material``."""
        result = SimpleNamespace(
            id=stable_id(material),
            name=self._description.text(material.name),
            **describe_properties(self._description, self._settings, "MATERIAL", material),
            pass_index=material.pass_index,
            roughness=1.0,  # a surface of nothing is black
            graph=self._graphs.index(material, "ShaderNodeOutputMaterial", f"Material '{material.name}'"),
        )
        tree = shader_nodes.node_tree_of(material)
        if tree is None:
            _take_viewport_settings(result, material)
            result.bent_normal_share = closure_normals.bent_share_without_nodes()
            return result
        output = shader_nodes.active_output(tree, "ShaderNodeOutputMaterial")
        if output is None:
            return result
        for name in ("Volume", "Displacement"):
            if shader_nodes.linked_output(output.inputs[name]):
                self._warn(material, f"{name.lower()} is not supported yet and left out")
        source = shader_nodes.source_of(output.inputs["Surface"])
        values = SurfaceValues(self._description, f"Material '{material.name}'", self._images)
        if source.socket.is_output:
            result.bent_normal_share = closure_normals.bent_share(material, source)
            if _is_holdout(source):
                result.flags = abi.MATERIAL_HOLDOUT
            elif not self._read_shader(result, values, material, source):
                self._warn(material, f"node '{source.node.name}' is not supported yet, drawn in the viewport colour")
                _take_viewport_settings(result, material)
            alpha = values.alpha(source)
        elif shader_nodes.linked_output(output.inputs["Volume"]):
            alpha = values.transparent()  # what holds a volume is not seen itself
        else:
            return result
        if values.constant(alpha) is None or values.constant(alpha)[0] < 1.0:
            result.alpha_value = alpha
        if hasattr(result, "alpha_value") or hasattr(result, "base_color_value"):
            result.values = self._description.count(abi.LIST_VALUE_NODES), len(values.nodes)
            self._description.lists[abi.LIST_VALUE_NODES].extend(b"".join(values.nodes))
        return result

    def _read_shader(
        self, result: SimpleNamespace, values: SurfaceValues, material: bpy.types.Material, source: Source
    ) -> bool:
        """False, and nothing touched, where the shader is not one of those that can at least be stood in for."""
        node = source.node
        if node.bl_idname in _SHADERS_OF_SHADERS:
            return self._read_first_branch(result, values, material, source)
        inputs = _Inputs(self._description, f"Material '{material.name}'", source)
        if node.bl_idname == _TRANSPARENT:
            pass  # alpha says it all
        elif node.bl_idname == "ShaderNodeBsdfPrincipled":
            self._read_principled(result, values, inputs)
        elif node.bl_idname == "ShaderNodeBsdfDiffuse":
            _read_base_color(result, values, inputs, "Color")
        elif node.bl_idname == "ShaderNodeEmission":
            strength = inputs.number("Strength")
            result.emission = [strength * value for value in inputs.color("Color")]
        elif node.bl_idname in _GLOSSY_SHADERS:
            # A metal of that colour reflects the same but for what becomes white towards the edge.
            self._warn(material, f"node '{node.name}' is not supported yet, drawn as a metal")
            _read_base_color(result, values, inputs, "Color")
            result.metallic = 1.0
            result.roughness = inputs.number("Roughness")
        elif node.bl_idname in _SHADERS_AS_COLOR:
            self._warn(material, f"node '{node.name}' is not supported yet, drawn as an opaque surface of its colour")
            _read_base_color(result, values, inputs, "Color" if "Color" in node.inputs else "Base Color")
            result.specular = 0.5
            result.roughness = inputs.number("Roughness") if "Roughness" in node.inputs else 0.5
        else:
            return False
        inputs.warn()
        return True

    def _read_first_branch(
        self, result: SimpleNamespace, values: SurfaceValues, material: bpy.types.Material, source: Source
    ) -> bool:
        node = source.node
        found = [shader_nodes.source_of(socket, source.groups) for socket in node.inputs if socket.type == "SHADER"]
        branches = sorted((branch for branch in found if branch.socket.is_output), key=_stand_in_rank)
        for branch in branches:
            if self._read_shader(result, values, material, branch):
                # What a Mix with a Transparent BSDF is, alpha says.
                others = {other.node.bl_idname for other in branches if other is not branch}
                if node.bl_idname != "ShaderNodeMixShader" or others != {_TRANSPARENT}:
                    self._warn(material, f"node '{node.name}' is not supported yet, drawn as '{branch.node.name}' alone")
                return True
        return False

    def _read_principled(self, result: SimpleNamespace, values: SurfaceValues, inputs: _Inputs) -> None:
        _read_base_color(result, values, inputs, "Base Color")
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
            result.emission = [strength * value for value in inputs.color(*_EMISSION_COLOR)]
        for name in _UNSUPPORTED_WEIGHTS:
            if name in inputs and not inputs.is_constant(name, 0.0):
                inputs.ignore(name)
        for name in _UNSUPPORTED_VECTORS:
            if name in inputs and inputs.is_linked(name):
                inputs.ignore(name)

    def _warn(self, material: bpy.types.Material, text: str) -> None:
        self._description.warn(f"Material '{material.name}': {text}")


class _Inputs:
    """The inputs of one node: their constants, and one warning of all those that are not."""

    def __init__(self, description: SceneDescription, user: str, source: Source) -> None:
        self._user = user
        self._description = description
        self._node = source.node
        self._groups = source.groups
        self._ignored: list[str] = []

    def __contains__(self, name: str) -> bool:
        return name in self._node.inputs

    def is_linked(self, name: str) -> bool:
        return self._source(name).socket.is_output

    def is_constant(self, name: str, value: float) -> bool:
        return shader_nodes.constant(self._node.inputs[name], self._groups) == value

    def value(self, values: SurfaceValues, name: str) -> int:
        """The node of a colour that may differ from place to place."""
        return values.color(self._node.inputs[name], self._groups, lambda: self.ignore(name))

    def number(self, *names: str) -> float:
        """The constant under the first of these names that the node has."""
        return float(self._constant(names))

    def color(self, *names: str) -> Sequence[float]:
        return self._constant(names)[:3]

    def ignore(self, name: str) -> None:
        source = self._source(name)
        text = f"'{name}'" if not source.socket.is_output else f"'{name}' (linked to '{source.node.name}')"
        if text not in self._ignored:
            self._ignored.append(text)

    def warn(self) -> None:
        if self._ignored:
            self._description.warn(
                f"{self._user}: inputs of node '{self._node.name}' that are not supported yet and ignored: {', '.join(self._ignored)}"
            )

    def _source(self, name: str) -> Source:
        return shader_nodes.source_of(self._node.inputs[name], self._groups)

    def _constant(self, names: Sequence[str]) -> float | Sequence[float]:
        name = next(name for name in names if name in self._node.inputs)
        socket = self._node.inputs[name]
        value = shader_nodes.constant(socket, self._groups)
        if value is None:
            self.ignore(name)
            return socket.default_value
        return value


def _is_holdout(source: Source) -> bool:
    """Whether nothing but Holdout and Transparent nodes make the surface, and at least one of the former."""
    idnames = set(_mixed(source))
    return "ShaderNodeHoldout" in idnames and idnames <= {"ShaderNodeHoldout", _TRANSPARENT}


def _mixed(source: Source) -> Iterator[str]:
    """The kinds of shaders that are mixed; "" for what is not linked."""
    if source.node.bl_idname not in _SHADERS_OF_SHADERS or not source.socket.is_output:
        yield source.node.bl_idname if source.socket.is_output else ""
        return
    for socket in source.node.inputs:
        if socket.type == "SHADER":
            yield from _mixed(shader_nodes.source_of(socket, source.groups))


def _read_base_color(result: SimpleNamespace, values: SurfaceValues, inputs: _Inputs, name: str) -> None:
    index = inputs.value(values, name)
    constant = values.constant(index)
    if constant is None:
        result.base_color_value = index
    else:
        result.base_color = constant[:3]


def _stand_in_rank(source: Source) -> int:
    """Of the shaders that are mixed, those that can be drawn go first, then those that only have a colour, last what isn't seen."""
    if source.node.bl_idname in _SUPPORTED_SHADERS:
        return 0
    if source.node.bl_idname == _TRANSPARENT:
        return 3
    return 1 if source.node.bl_idname in _SHADERS_OF_SHADERS else 2


def _take_viewport_settings(result: SimpleNamespace, material: bpy.types.Material) -> None:
    result.base_color = material.diffuse_color[:3]
    result.metallic = material.metallic
    result.roughness = material.roughness
    result.specular = material.specular_intensity
