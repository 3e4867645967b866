# SPDX-License-Identifier: GPL-3.0-or-later
"""Every type of shader nodes, its settings and inputs, held against Cycles in the same Blender: docs/nodes.md shows what is found."""

from __future__ import annotations

import functools
import json
import os
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

import bpy
import pytest
from node_patches import (
    BYTE_IMAGE,
    IES,
    DIRECTION,
    FIRST_VERSION,
    IMAGE,
    LAST_VERSION,
    LIT_FROM_BELOW,
    NOISY,
    POSITION,
    UV,
    NodePatch,
    all_patches,
)
from patch_comparison import Difference, compare_patches
from rendering import open_empty_file, registered
from shader_node_types import shader_node_types

VERSION = bpy.app.version[0] * 100 + bpy.app.version[1]

GREATEST_MEAN_DIFFERENCE = 1 / 255
"""Of display values: one of the steps that a screen has."""

NOISY_SAMPLES = 256
"""With as many, the mean of a patch of Cycles is off by less than half of that."""

DIFFERENCES_FOLDER = "PASSBRIDGE_NODE_DIFFERENCES"
"""The environment variable that names a folder for what is found, from which ./passbridge nodes makes docs/nodes.md."""

_TOWARDS_LIGHT = (-0.5, -0.5, 0.7)  # ten degrees from where the squares mirror the camera
_TOWARDS_LIGHT_BELOW = (0.5, 0.2, -0.8)


@dataclass(frozen=True)
class KnownDifference:
    """Patches that may be further off than others, as at least one of them is."""

    node: str
    reason: str
    greatest_mean: float
    output: str | None = None
    """Of this output alone; the same for settings and inputs that the patch has:"""
    having: Mapping[str, object] = field(default_factory=dict)
    first_version: int = FIRST_VERSION
    last_version: int = LAST_VERSION

    def __str__(self) -> str:
        return f"{self.node}: {self.reason}"

    def is_of(self, patch: NodePatch) -> bool:
        chosen = {**patch.settings, **patch.inputs}
        return (
            patch.node == self.node
            and self.output in (None, patch.output)
            and all(chosen.get(name) == value for name, value in self.having.items())
            and self.first_version <= VERSION <= self.last_version
        )


_BETWEEN_TRIANGLES = "on the line between two triangles it is either's"
_THIN_FILM = "thin films are left out"
_ENCODED = "Cycles mixes neighbouring pixels of an sRGB image, and alpha, as they are encoded"
_SMALLER = "where the coordinates change fast a smaller copy of the image is sampled"
_SUBSURFACE = "light under the surface is drawn as diffuse"
_MULTIPLE = "light between microfacets is that of newer versions: before 4.0 Cycles follows it at random"

# Bounds are what is measured, rounded up: they may shrink.
KNOWN_DIFFERENCES = (
    KnownDifference("ShaderNodeAttribute", "a map of two numbers has three here", 40 / 255, "Fac", {"attribute_name": "UVMap"}),
    KnownDifference(
        "ShaderNodeAttribute", "what Blender itself has of objects is not read", 110 / 255, having={"attribute_name": "location"},
        first_version=402,
    ),
    KnownDifference("ShaderNodeBsdfAnisotropic", "GGX is drawn", 45 / 255, having={"distribution": "ASHIKHMIN_SHIRLEY"}),
    KnownDifference("ShaderNodeBsdfGlossy", "GGX is drawn", 45 / 255, having={"distribution": "ASHIKHMIN_SHIRLEY"}, last_version=305),
    KnownDifference("ShaderNodeBsdfGlass", _THIN_FILM, 9 / 255, having={"Thin Film Thickness": 300.0}, first_version=500),
    KnownDifference("ShaderNodeBsdfHair", "on what is no hair", 2 / 255, having={"component": "Transmission"}),
    KnownDifference("ShaderNodeBsdfHairPrincipled", "three lobes of the Hair BSDF are drawn", 40 / 255),
    KnownDifference("ShaderNodeBsdfMetallic", _THIN_FILM, 24 / 255, having={"Thin Film Thickness": 300.0}, first_version=500),
    KnownDifference("ShaderNodeBsdfPrincipled", _THIN_FILM, 8 / 255, having={"Thin Film Thickness": 300.0}, first_version=402),
    KnownDifference(
        "ShaderNodeBsdfPrincipled", _SUBSURFACE, 4 / 255, having={"Subsurface Weight": 0.5}, first_version=403
    ),
    KnownDifference(
        "ShaderNodeBsdfPrincipled", f"{_SUBSURFACE}, without its colour", 20 / 255, having={"Subsurface": 0.5}, last_version=306
    ),
    KnownDifference("ShaderNodeSubsurfaceScattering", _SUBSURFACE, 5 / 255, first_version=403),
    *(
        KnownDifference(node, _MULTIPLE, 13 / 255, having={"distribution": "MULTI_GGX"}, last_version=306)
        for node in ("ShaderNodeBsdfAnisotropic", "ShaderNodeBsdfGlass", "ShaderNodeBsdfGlossy", "ShaderNodeBsdfPrincipled")
    ),
    KnownDifference("ShaderNodeNewGeometry", _BETWEEN_TRIANGLES, 5 / 255, "Parametric"),
    KnownDifference("ShaderNodeRaycast", "no rays are cast", 1.0, first_version=502),
    KnownDifference("ShaderNodeTexEnvironment", _ENCODED, 12 / 255, having={"image": BYTE_IMAGE}),
    KnownDifference(
        "ShaderNodeTexEnvironment", _SMALLER, 2 / 255, having={"projection": "MIRROR_BALL"}
    ),
    KnownDifference("ShaderNodeTexImage", _ENCODED, 8 / 255, having={"image": BYTE_IMAGE}),
    KnownDifference("ShaderNodeTexImage", _SMALLER, 4 / 255, having={"projection": "SPHERE"}),
    KnownDifference("ShaderNodeTexImage", _SMALLER, 4 / 255, having={"projection": "TUBE"}),
    KnownDifference("ShaderNodeTexSky", "a sky of multiple scattering is drawn", 10 / 255, having={"sky_type": "HOSEK_WILKIE"}),
)

PATCHES = all_patches(VERSION)


@functools.lru_cache(maxsize=None)
def known_difference(index: int) -> KnownDifference | None:
    return next((known for known in KNOWN_DIFFERENCES if known.is_of(PATCHES[index])), None)


@pytest.fixture(scope="module")
def differences(tmp_path_factory: pytest.TempPathFactory) -> list[Difference]:
    """Of each of PATCHES."""
    found: dict[int, Difference] = {}
    with registered():
        for scene in sorted({patch.scene for patch in PATCHES}):
            open_empty_file()
            add_sun(_TOWARDS_LIGHT_BELOW if scene == LIT_FROM_BELOW else _TOWARDS_LIGHT)
            builds = {str(index): functools.partial(add_nodes, patch) for index, patch in enumerate(PATCHES) if patch.scene == scene}
            samples = NOISY_SAMPLES if scene == NOISY else 1
            compared = compare_patches(bpy.context.scene, tmp_path_factory.mktemp("pictures"), builds, samples)
            found.update((int(label), difference) for label, difference in compared.items())
        ordered = [found[index] for index in range(len(PATCHES))]
        if DIFFERENCES_FOLDER in os.environ:
            write_differences(Path(os.environ[DIFFERENCES_FOLDER]), ordered)
    return ordered


def add_sun(towards_light: tuple[float, float, float]) -> None:
    from mathutils import Vector

    light = bpy.data.lights.new("Sun", "SUN")
    light.angle, light.energy = 0.0, 1.0
    sun = bpy.data.objects.new("Sun", light)
    sun.rotation_euler = Vector(towards_light).to_track_quat("Z", "Y").to_euler()
    bpy.context.scene.collection.objects.link(sun)


def add_nodes(patch: NodePatch, tree: bpy.types.ShaderNodeTree) -> bpy.types.NodeSocket:
    node = tree.nodes.new(patch.node)
    for name, value in patch.settings.items():
        owner, _, attribute = f".{name}".rpartition(".")
        setattr(getattr(node, owner[1:]) if owner else node, attribute, pointed_to(value))
    if patch.curves:
        set_curves(node.mapping, patch)
    if patch.output_value is not None:
        socket(node.outputs, patch.output if patch.node != "ShaderNodeNormal" else "Normal").default_value = patch.output_value
    for identifier, value in patch.inputs.items():
        to = socket(node.inputs, identifier)
        if isinstance(value, NodePatch):
            tree.links.new(to, add_nodes(value, tree))
        elif value in (POSITION, UV, DIRECTION):
            tree.links.new(to, varying(tree, str(value), to.type == "VALUE"))
        else:
            to.default_value = value
    shown = socket(node.outputs, patch.output)
    if patch.strength != 1.0:
        emission = tree.nodes.new("ShaderNodeEmission")
        emission.inputs["Strength"].default_value = patch.strength
        tree.links.new(emission.inputs["Color"], shown)
        shown = emission.outputs[0]
    return shown


def socket(sockets: bpy.types.NodeInputs | bpy.types.NodeOutputs, identifier: str) -> bpy.types.NodeSocket:
    (found,) = (each for each in sockets if each.identifier == identifier)
    return found


def varying(tree: bpy.types.ShaderNodeTree, what: str, is_number: bool) -> bpy.types.NodeSocket:
    output = tree.nodes.new("ShaderNodeTexCoord").outputs["UV" if what == UV else "Object"]
    if what == DIRECTION:
        normalize = tree.nodes.new("ShaderNodeVectorMath")
        normalize.operation = "NORMALIZE"
        tree.links.new(normalize.inputs[0], output)
        output = normalize.outputs[0]
    if is_number:
        separate = tree.nodes.new("ShaderNodeSeparateXYZ")
        tree.links.new(separate.inputs[0], output)
        output = separate.outputs[0]
    return output


def set_curves(mapping: bpy.types.CurveMapping, patch: NodePatch) -> None:
    for curve, points in zip(mapping.curves, patch.curves):
        first, *between, last = points
        curve.points[0].location, curve.points[-1].location = first, last
        for point in between:
            curve.points.new(*point)
    mapping.extend = "EXTRAPOLATED" if patch.is_extrapolated else "HORIZONTAL"
    mapping.update()


def pointed_to(value: object) -> object:
    """A setting as bpy takes it."""
    if value in (IMAGE, BYTE_IMAGE):
        return image(value)
    return ies_profile() if value == IES else value


def ies_profile() -> bpy.types.Text:
    """That of all patches: a quarter of all azimuths, which is mirrored to the others."""
    found = bpy.data.texts.get(IES)
    if found is None:
        found = bpy.data.texts.new(IES)
        candelas = "10 9 7 5 3 2 1\n10 8 6 5 4 2 1.5\n10 7 3 2 1 0.5 0.2"
        angles = "0 30 60 90 120 150 180\n0 45 90"
        found.write(f"IESNA:LM-63-1995\nTILT=NONE\n1 1000 1 7 3 1 2 0 0 0\n1 1 100\n{angles}\n{candelas}\n")
    return found


def image(kind: str) -> bpy.types.Image:
    """That of all patches of a scene."""
    found = bpy.data.images.get(kind)
    if found is None:
        found = bpy.data.images.new(kind, 8, 8, alpha=True, float_buffer=kind == IMAGE)
        for index in range(64):
            x, y = index % 8, index // 8
            alpha = 1.0 if kind == IMAGE else 1 - (x + y) % 3 / 4
            found.pixels[4 * index : 4 * index + 4] = x / 7, y / 7, (x * 3 + y * 5) % 8 / 7, alpha
        found.update()
        if kind == BYTE_IMAGE:
            found.pack()
    return found


def write_differences(folder: Path, differences: list[Difference]) -> None:
    types = {}
    for node, label in shader_node_types().items():
        indices = [index for index, patch in enumerate(PATCHES) if patch.node == node]
        types[node] = {
            "label": label,
            "patch_count": len(indices),
            "warned_patch_count": sum(bool(differences[index].warnings) for index in indices),
            "worst_mean_difference": max(differences[index].mean for index in indices),
            "reasons": sorted({known.reason for known in map(known_difference, indices) if known}),
            "warnings": sorted({warning for index in indices for warning in differences[index].warnings}),
        }
    (folder / f"{VERSION}.json").write_text(json.dumps(types, indent=1))


@pytest.mark.parametrize("node", sorted({patch.node for patch in PATCHES}))
def test_node_is_as_in_cycles(node: str, differences: list[Difference]) -> None:
    wrong = []
    for index, (patch, difference) in enumerate(zip(PATCHES, differences)):
        known = known_difference(index)
        greatest = known.greatest_mean if known else GREATEST_MEAN_DIFFERENCE
        if patch.node == node and not difference.mean <= greatest:
            colors = [" ".join(f"{value:.3f}" for value in color) for color in (difference.cycles, difference.passbridge)]
            wrong.append(f"{255 * difference.mean:.2f}/255 {patch.name()}: Cycles {colors[0]}, Passbridge {colors[1]}")
    assert not wrong, "\n".join(wrong)


@pytest.mark.parametrize("known", [known for known in KNOWN_DIFFERENCES if known.first_version <= VERSION <= known.last_version], ids=str)
def test_known_difference_is_one(known: KnownDifference, differences: list[Difference]) -> None:
    means = [difference.mean for index, difference in enumerate(differences) if known_difference(index) is known]
    assert max(means) > GREATEST_MEAN_DIFFERENCE, "it is as in Cycles, and no exception any more"


def test_every_type_of_nodes_has_a_patch() -> None:
    assert set(shader_node_types()) == {patch.node for patch in PATCHES}


def test_every_type_of_nodes_is_in_the_page() -> None:
    page = Path(os.environ["PASSBRIDGE_ROOT"], "docs", "nodes.md").read_text(encoding="utf-8")
    assert set(shader_node_types()) <= set(re.findall(r"`(ShaderNode\w+)`", page)), "run ./passbridge nodes"
