# SPDX-License-Identifier: GPL-3.0-or-later
"""What versions of Blender call differently: old names of shader nodes, their sockets and properties, and those of the newest version."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True)
class Renamed:
    """What a type of nodes is called in the newest version. What is not named has the same name."""

    type: str
    """``bl_idname``."""
    inputs: Mapping[str, str] = field(default_factory=dict)
    """New identifiers of inputs, by the old ones."""
    outputs: Mapping[str, str] = field(default_factory=dict)
    properties: Mapping[str, str] = field(default_factory=dict)
    """New names of properties, by the old ones."""
    values: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    """New values of enums by the old ones, by the old name of the property."""
    added: Mapping[str, Any] = field(default_factory=dict)
    """Properties that the old node does not have."""


_PRINCIPLED = {
    "Clearcoat": "Coat Weight",
    "Clearcoat Normal": "Coat Normal",
    "Clearcoat Roughness": "Coat Roughness",
    "Emission": "Emission Color",
    "Sheen": "Sheen Weight",
    "Specular": "Specular IOR Level",
    "Subsurface": "Subsurface Weight",
    "Transmission": "Transmission Weight",
}
_RGB = {"R": "Red", "G": "Green", "B": "Blue"}
_HSV = {"H": "Red", "S": "Green", "V": "Blue"}

# All that have another name in one of the versions from 3.4 on.
RENAMED: Mapping[str, Renamed] = {
    "ShaderNodeBsdfGlossy": Renamed("ShaderNodeBsdfAnisotropic"),
    "ShaderNodeBsdfPrincipled": Renamed("ShaderNodeBsdfPrincipled", inputs=_PRINCIPLED),
    "ShaderNodeBsdfVelvet": Renamed("ShaderNodeBsdfSheen", inputs={"Sigma": "Roughness"}, added={"distribution": "ASHIKHMIN"}),
    "ShaderNodeCombineHSV": Renamed("ShaderNodeCombineColor", inputs=_HSV, added={"mode": "HSV"}),
    "ShaderNodeCombineRGB": Renamed("ShaderNodeCombineColor", inputs=_RGB, outputs={"Image": "Color"}, added={"mode": "RGB"}),
    "ShaderNodeMixRGB": Renamed(
        "ShaderNodeMix",
        inputs={"Fac": "Factor_Float", "Color1": "A_Color", "Color2": "B_Color"},
        outputs={"Color": "Result_Color"},
        properties={"use_clamp": "clamp_result"},
        added={"data_type": "RGBA", "factor_mode": "UNIFORM", "clamp_factor": True},
    ),
    "ShaderNodeSeparateHSV": Renamed("ShaderNodeSeparateColor", outputs=_HSV, added={"mode": "HSV"}),
    "ShaderNodeSeparateRGB": Renamed("ShaderNodeSeparateColor", inputs={"Image": "Color"}, outputs=_RGB, added={"mode": "RGB"}),
    "ShaderNodeTexSky": Renamed(
        "ShaderNodeTexSky",
        properties={"dust_density": "aerosol_density"},
        values={"sky_type": {"NISHITA": "SINGLE_SCATTERING"}},
    ),
}

_UNCHANGED = Renamed("")


def renamed(idname: str) -> Renamed:
    """What nodes of a type are called in the newest version; ``type`` is empty where it is the same."""
    return RENAMED.get(idname, _UNCHANGED)
