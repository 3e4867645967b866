# SPDX-License-Identifier: Apache-2.0
"""Measures what the next frame costs where one of many materials has changed, and what a sample costs."""

import time
from collections.abc import Callable
from typing import Any

import bpy

import addon
import measurement
from launcher_link import LauncherLink

_WARM_UP_COUNT = 100
"""Of each kind: the JVM's compilers take their time."""
_FRAME_COUNT = 200
_STRUCTURE_COUNT = 10
"""Each is compiled."""
_SIDE_COUNT = 8
_SAMPLE_COUNTS = (16, 64)


def run(arguments: dict[str, Any], link: LauncherLink) -> dict[str, Any]:
    link.enter("preparing the bench")
    bpy.ops.wm.read_factory_settings(use_empty=True)
    addon.enable(arguments["addon_folder"])
    materials = [_material(index) for index in range(arguments["material_count"])]
    scene = _scene(materials, arguments["size_pixels"])
    edits: dict[str, Callable[[int], None]] = {
        "unchanged": lambda count: None,
        "a changed value": lambda count: _set_value(materials[count % len(materials)], count),
        "a changed color of a ramp": lambda count: _set_ramp(materials[count % len(materials)], count),
    }
    samples_ms: dict[str, list[float]] = {name: [] for name in edits}
    link.enter("measuring edits")
    for count in range(_WARM_UP_COUNT + _FRAME_COUNT):
        for name, edit in edits.items():  # in turns: what else the machine does is the same for all
            edit(count)
            samples_ms[name].append(_frame_ms(scene))
    samples_ms = {name: samples[_WARM_UP_COUNT:] for name, samples in samples_ms.items()}
    link.enter("measuring changed structures")
    samples_ms["a changed structure"] = []
    for count in range(_STRUCTURE_COUNT):
        _lengthen(materials[0])
        samples_ms["a changed structure"].append(_frame_ms(scene))
    rows = [
        {
            **measurement.row("edits", {"scene": f"{len(materials)} materials", "method": name}, samples),
            "ratio": measurement.ratio(samples, samples_ms["unchanged"]),
        }
        for name, samples in samples_ms.items()
    ]
    link.enter("measuring samples")
    scene.render.resolution_x = scene.render.resolution_y = arguments["large_size_pixels"]
    sample_ms: dict[int, list[float]] = {count: [] for count in _SAMPLE_COUNTS}
    for _ in range(arguments["round_count"]):
        for count, samples in sample_ms.items():
            scene.passbridge.samples = count
            samples.append(_frame_ms(scene) / count)
    rows += [
        {
            **measurement.row("edits", {"scene": "a sample", "method": f"of {count}"}, samples),
            "ratio": measurement.ratio(samples, sample_ms[_SAMPLE_COUNTS[0]]),
        }
        for count, samples in sample_ms.items()
    ]
    return {"rows": rows}


def _material(index: int) -> bpy.types.Material:
    """Noise, a ramp, a Principled BSDF."""
    material = bpy.data.materials.new(f"Material {index}")
    material.use_nodes = True
    tree = material.node_tree
    noise, ramp = tree.nodes.new("ShaderNodeTexNoise"), tree.nodes.new("ShaderNodeValToRGB")
    noise.inputs["Scale"].default_value = 1 + index
    tree.links.new(noise.outputs["Fac"], ramp.inputs["Fac"])
    tree.links.new(ramp.outputs["Color"], _node(material, "BSDF_PRINCIPLED").inputs["Base Color"])
    return material


def _node(material: bpy.types.Material, type: str) -> bpy.types.Node:
    return next(node for node in material.node_tree.nodes if node.type == type)


def _set_value(material: bpy.types.Material, count: int) -> None:
    _node(material, "BSDF_PRINCIPLED").inputs["Roughness"].default_value = count % 97 / 100


def _set_ramp(material: bpy.types.Material, count: int) -> None:
    _node(material, "VALTORGB").color_ramp.elements[0].color = count % 97 / 100, 0, 0, 1


def _lengthen(material: bpy.types.Material) -> None:
    """Puts another node before the color."""
    tree = material.node_tree
    color = _node(material, "BSDF_PRINCIPLED").inputs["Base Color"]
    inverted = tree.nodes.new("ShaderNodeInvert")
    tree.links.new(color.links[0].from_socket, inverted.inputs["Color"])
    tree.links.new(inverted.outputs["Color"], color)


def _scene(materials: list[bpy.types.Material], size_pixels: int) -> bpy.types.Scene:
    """A square for each material, side by side, in the light of a sun."""
    scene = bpy.context.scene
    for index, material in enumerate(materials):
        mesh = bpy.data.meshes.new(material.name)
        mesh.from_pydata([(-0.4, -0.4, 0), (0.4, -0.4, 0), (0.4, 0.4, 0), (-0.4, 0.4, 0)], [], [(0, 1, 2, 3)])
        mesh.materials.append(material)
        square = bpy.data.objects.new(material.name, mesh)
        square.location = index % _SIDE_COUNT - _SIDE_COUNT / 2, index // _SIDE_COUNT - _SIDE_COUNT / 2, -25
        scene.collection.objects.link(square)
    for data in (bpy.data.cameras.new("Camera"), bpy.data.lights.new("Sun", "SUN")):
        scene.collection.objects.link(bpy.data.objects.new(data.name, data))
    scene.camera = scene.objects["Camera"]
    scene.passbridge.samples = _SAMPLE_COUNTS[0]
    render = scene.render
    render.engine = "PASSBRIDGE"
    render.resolution_x = render.resolution_y = size_pixels
    render.resolution_percentage = 100
    render.use_persistent_data = True
    return scene


def _frame_ms(scene: bpy.types.Scene) -> float:
    """Of the whole operator: Blender evaluates the change, too."""
    from passbridge.engine.frame import frame_reports

    frame_reports.clear()
    started = time.perf_counter()
    bpy.ops.render.render()
    ms = measurement.milliseconds_since(started)
    if not frame_reports[0].ok:
        raise RuntimeError(frame_reports[0].error)
    return ms
