# SPDX-License-Identifier: GPL-3.0-or-later
"""How far Cycles' Normal pass shows normals that were turned towards the viewer, see ``pb_material.bent_normal_share``.

The pass averages the normals of all closures, each weighted with the mean of its colour (Cycles,
``kernel/integrator/surface_shader.h``, ``surface_shader_average_normal``). Where its own normal would reflect the view into
the surface, a closure that reflects or refracts is given another one (``kernel/svm/closure.h``, of Blender 3.4, 4.2 and 5.2).
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import bpy

from . import shader_nodes
from .shader_nodes import Source

# Until 4.0 Cycles turned the normals of all closures but that of the Transparent BSDF.
_ALL_ARE_BENT = bpy.app.version < (4, 0, 0)
_BENT_SHADERS = {
    "ShaderNodeBsdfAnisotropic",
    "ShaderNodeBsdfGlass",
    "ShaderNodeBsdfGlossy",
    "ShaderNodeBsdfMetallic",
    "ShaderNodeBsdfRefraction",
    "ShaderNodeBsdfTranslucent",
    "ShaderNodeSubsurfaceScattering",
}
_STRAIGHT_SHADERS = {
    "ShaderNodeBsdfDiffuse",
    "ShaderNodeBsdfHair",
    "ShaderNodeBsdfHairPrincipled",
    "ShaderNodeBsdfSheen",
    "ShaderNodeBsdfToon",
    "ShaderNodeBsdfVelvet",
}

# Normals are bent where surfaces are seen at small angles, about this much. What a specular layer reflects depends on it, and what
# it reflects is missing in the weights of the layers below.
_USUAL_COSINE = 0.25


@dataclass(frozen=True)
class _Weights:
    """Of closures with and without a turned normal."""

    bent: float = 0.0
    straight: float = 0.0

    def __add__(self, other: _Weights) -> _Weights:
        return _Weights(self.bent + other.bent, self.straight + other.straight)

    def __mul__(self, factor: float) -> _Weights:
        return _Weights(factor * self.bent, factor * self.straight)

    @property
    def share(self) -> float:
        total = self.bent + self.straight
        return self.bent / total if total > 0.0 else 0.0


def bent_share_without_nodes() -> float:
    """That of the Diffuse BSDF which stands in for the nodes of a material without them."""
    return 1.0 if _ALL_ARE_BENT else 0.0


def bent_share_of_default_material() -> float:
    """That of what Cycles shows where a slot is empty (``scene/shader.cpp``, ``add_default``): Principled from 5.0 on."""
    if bpy.app.version < (5, 0, 0):
        return bent_share_without_nodes()
    return _layers(color=0.8).share


def bent_share(material: bpy.types.Material, surface: Source) -> float:
    """That of a shader, 0 to 1. Inputs that vary are taken at the value that they have without a link."""
    # The settings are missing where the Cycles add-on is off, and that one before 4.0.
    if not getattr(getattr(material, "cycles", None), "use_bump_map_correction", True):
        return 0.0
    return _Reader().weights(surface).share


class _Reader:
    """Reads the weights of shaders, each once."""

    def __init__(self) -> None:
        self._known: dict[Source, _Weights] = {}

    def weights(self, shader: Source) -> _Weights:
        if not shader.socket.is_output:
            return _Weights()
        if shader not in self._known:
            self._known[shader] = self._read(shader)
        return self._known[shader]

    def _read(self, shader: Source) -> _Weights:
        node = shader.node
        idname = node.bl_idname
        if idname == "ShaderNodeAddShader":
            return self._input(shader, 0) + self._input(shader, 1)
        if idname == "ShaderNodeMixShader":
            factor = min(max(_number(shader, node.inputs[0].name), 0.0), 1.0)
            return self._input(shader, 1) * (1.0 - factor) + self._input(shader, 2) * factor
        if idname == "ShaderNodeBsdfTransparent":
            return _Weights(straight=_number(shader, "Color"))
        if idname == "ShaderNodeBsdfPrincipled":
            # A Principled BSDF of 3.4 has layers of other weights, whose normals are all bent.
            alpha = min(max(_number(shader, "Alpha"), 0.0), 1.0)
            layers = _Weights(bent=1.0) if _ALL_ARE_BENT else _principled(shader)
            return layers * alpha + _Weights(straight=1.0 - alpha)
        weight = abs(_number(shader, "Color")) if "Color" in node.inputs else 1.0
        if idname in _BENT_SHADERS or (_ALL_ARE_BENT and idname in _STRAIGHT_SHADERS):
            return _Weights(bent=weight)
        return _Weights(straight=weight) if idname in _STRAIGHT_SHADERS else _Weights()

    def _input(self, shader: Source, index: int) -> _Weights:
        return self.weights(shader_nodes.source_of(shader.node.inputs[index], shader.groups))


def _principled(shader: Source) -> _Weights:
    """Of the Principled BSDF of 4.0 and later, were it opaque."""
    return _layers(
        color=_number(shader, "Base Color"),
        ior=_number(shader, "IOR"),
        level=_number(shader, "Specular IOR Level"),
        metallic=_number(shader, "Metallic"),
        transmission=_number(shader, "Transmission Weight"),
        subsurface=_number(shader, "Subsurface Weight"),
        sheen=_number(shader, "Sheen Weight") * _number(shader, "Sheen Tint"),
        coat=_number(shader, "Coat Weight"),
        coat_ior=_number(shader, "Coat IOR"),
    )


def _layers(
    color: float,
    ior: float = 1.5,
    level: float = 0.5,
    metallic: float = 0.0,
    transmission: float = 0.0,
    subsurface: float = 0.0,
    sheen: float = 0.0,
    coat: float = 0.0,
    coat_ior: float = 1.5,
) -> _Weights:
    """The layers from outside in, each with what those above leave (Cycles, ``kernel/svm/closure.h``, as of Blender 5.2)."""
    bent = coat
    left = max(1.0 - coat * _reflectance(coat_ior), 0.0)
    for weight in (metallic, transmission):
        bent += left * weight
        left *= 1.0 - weight
    f0 = _f0(ior) * 2.0 * level
    if f0 > 0.0:
        bent += left
        left *= 1.0 - _reflectance((1.0 + math.sqrt(min(f0, 0.99))) / (1.0 - math.sqrt(min(f0, 0.99))))
    bent += left * color * subsurface
    return _Weights(bent, sheen + left * color * (1.0 - subsurface))


def _f0(ior: float) -> float:
    return ((ior - 1.0) / (ior + 1.0)) ** 2


def _reflectance(ior: float) -> float:
    """Of a dielectric, at the usual angle (Fresnel)."""
    refracted_cosine = math.sqrt(max(1.0 - (1.0 - _USUAL_COSINE**2) / ior**2, 0.0))
    across = (_USUAL_COSINE - ior * refracted_cosine) / (_USUAL_COSINE + ior * refracted_cosine)
    along = (ior * _USUAL_COSINE - refracted_cosine) / (ior * _USUAL_COSINE + refracted_cosine)
    return (across**2 + along**2) / 2.0


def _number(shader: Source, name: str) -> float:
    """An input of the shader; the mean of a colour."""
    socket = shader.node.inputs[name]
    value = shader_nodes.constant(socket, shader.groups)
    if value is None:
        value = socket.default_value
    return sum(value[:3]) / 3.0 if hasattr(value, "__len__") else float(value)
