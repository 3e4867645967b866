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

# Before 4.0 Cycles turned the normals of all closures but that of the Transparent BSDF.
_ALL_ARE_BENT = bpy.app.version < (4, 0, 0)
_BENT_SHADERS = {
    "ShaderNodeBsdfAnisotropic",
    "ShaderNodeBsdfGlass",
    "ShaderNodeBsdfGlossy",
    "ShaderNodeBsdfHair",
    "ShaderNodeBsdfMetallic",
    "ShaderNodeBsdfRefraction",
    "ShaderNodeBsdfTranslucent",
    "ShaderNodeSubsurfaceScattering",
}
_STRAIGHT_SHADERS = {
    "ShaderNodeBsdfDiffuse",
    "ShaderNodeBsdfHairPrincipled",
    "ShaderNodeBsdfSheen",
    "ShaderNodeBsdfToon",
    "ShaderNodeBsdfVelvet",
}

# Normals are bent where surfaces are seen at small angles, about this much. What a specular layer reflects depends on it, and what
# it reflects is missing in the weights of the layers below.
_USUAL_COSINE = 0.25

# Of sheen at that angle and a roughness of 0.5, for which Cycles has a table: the pass of white full sheen agrees best with it.
_SHEEN_REFLECTANCE = 0.5

# Of what reflects everything at all angles the index of refraction would be infinite.
_MOST_F0 = 0.99


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
    """That of a material's shader, 0 to 1. Inputs that vary are taken at the value that they have without a link."""
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
            factor = _share(shader, node.inputs[0].name)
            return self._input(shader, 1) * (1.0 - factor) + self._input(shader, 2) * factor
        if idname == "ShaderNodeBsdfTransparent":
            return _Weights(straight=_number(shader, "Color"))
        if idname == "ShaderNodeBsdfPrincipled":
            alpha = _share(shader, "Alpha")
            layers = _principled_before_4(shader) if _ALL_ARE_BENT else _principled(shader)
            return layers * alpha + _Weights(straight=1.0 - alpha)
        weight = abs(_number(shader, "Color")) if "Color" in node.inputs else 1.0
        if idname in _BENT_SHADERS or (_ALL_ARE_BENT and idname in _STRAIGHT_SHADERS):
            return _Weights(bent=weight)
        return _Weights(straight=weight) if idname in _STRAIGHT_SHADERS else _Weights()

    def _input(self, shader: Source, index: int) -> _Weights:
        return self.weights(shader_nodes.source_of(shader.node.inputs[index], shader.groups))


def _principled_before_4(shader: Source) -> _Weights:
    """Were it opaque (Cycles, ``kernel/svm/closure.h``, as of Blender 3.4, without sheen and clearcoat): the diffuse layer's weight
    does not depend on what the others reflect."""
    metallic = _share(shader, "Metallic")
    transmission = _share(shader, "Transmission") * (1.0 - metallic)
    diffuse = max(_number(shader, "Base Color"), 0.0) * (1.0 - metallic) * (1.0 - _share(shader, "Transmission"))
    has_highlight = metallic > 0.0 or _number(shader, "Specular") > 0.0
    return _Weights(bent=diffuse + transmission + (1.0 - transmission if has_highlight else 0.0))


def _principled(shader: Source) -> _Weights:
    """Of the Principled BSDF of 4.0 and later, were it opaque."""
    return _layers(
        color=max(_number(shader, "Base Color"), 0.0),
        ior=max(_number(shader, "IOR"), 1e-5),
        level=max(_number(shader, "Specular IOR Level"), 0.0),
        roughness=_share(shader, "Roughness"),
        metallic=_share(shader, "Metallic"),
        transmission=_share(shader, "Transmission Weight"),
        subsurface=_share(shader, "Subsurface Weight"),
        sheen=max(_number(shader, "Sheen Weight"), 0.0) * max(_number(shader, "Sheen Tint"), 0.0),
        coat=max(_number(shader, "Coat Weight"), 0.0),
        coat_roughness=_share(shader, "Coat Roughness"),
        coat_ior=max(_number(shader, "Coat IOR"), 1.0),
        keeps_energy=shader.node.distribution == "MULTI_GGX",
    )


def _layers(
    color: float,
    ior: float = 1.5,
    level: float = 0.5,
    roughness: float = 0.5,
    metallic: float = 0.0,
    transmission: float = 0.0,
    subsurface: float = 0.0,
    sheen: float = 0.0,
    coat: float = 0.0,
    coat_roughness: float = 0.0,
    coat_ior: float = 1.5,
    keeps_energy: bool = True,
) -> _Weights:
    """The layers from outside in, each with what those above leave (Cycles, ``kernel/svm/closure.h``, as of Blender 5.2).

    ``keeps_energy``: the weight of what rough surfaces reflect more than once is that of what they reflect once times their colour
    (``kernel/closure/bsdf_microfacet.h``, ``microfacet_ggx_preserve_energy``).
    """
    reflected_once = _reflected_once(roughness) if keeps_energy else 1.0
    straight = sheen * _SHEEN_REFLECTANCE
    left = max(1.0 - straight, 0.0)
    bent = left * coat
    left *= max(1.0 - coat * _reflectance(_f0(coat_ior), coat_roughness), 0.0)
    bent += left * metallic * (reflected_once + (1.0 - reflected_once) * min(color, 1.0))
    left *= 1.0 - metallic
    bent += left * transmission
    left *= 1.0 - transmission
    f0 = min(2.0 * level * _f0(ior), _MOST_F0)
    if f0 > 0.0:
        bent += left * reflected_once
        left *= 1.0 - reflected_once * _reflectance(f0, roughness)
    bent += left * color * subsurface
    straight += left * color * (1.0 - subsurface)
    return _Weights(bent, straight)


def _f0(ior: float) -> float:
    """What a dielectric reflects at normal incidence."""
    return min(((ior - 1.0) / (ior + 1.0)) ** 2, _MOST_F0)


def _reflected_once(roughness: float) -> float:
    """The share that GGX with Smith's masking does not reflect at itself again, at the usual angle: a fit, within 0.02 of the
    integral."""
    return 1.0 - 0.4 * roughness**1.4


def _reflectance(f0: float, roughness: float) -> float:
    """Of a dielectric at the usual angle, Fresnel's where it is smooth. What GGX makes of it is a fit, within
    0.02 of the integral."""
    root = math.sqrt(f0)
    ior = (1.0 + root) / (1.0 - root)
    cosine = _USUAL_COSINE
    refracted_cosine = math.sqrt(1.0 - (1.0 - cosine**2) / ior**2)
    across = (cosine - ior * refracted_cosine) / (cosine + ior * refracted_cosine)
    along = (ior * cosine - refracted_cosine) / (ior * cosine + refracted_cosine)
    smooth = (across**2 + along**2) / 2.0
    return f0 + (smooth - f0) / (1.0 + 8.0 * roughness**3)


def _number(shader: Source, name: str) -> float:
    """An input of the shader; the mean of a colour."""
    socket = shader.node.inputs[name]
    value = shader_nodes.constant(socket, shader.groups)
    if value is None:
        value = socket.default_value
    return sum(value[:3]) / 3.0 if hasattr(value, "__len__") else float(value)


def _share(shader: Source, name: str) -> float:
    return min(max(_number(shader, name), 0.0), 1.0)
