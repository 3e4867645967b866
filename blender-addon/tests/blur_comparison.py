# SPDX-License-Identifier: GPL-3.0-or-later
"""What is blurred, by a lens or by motion, held against Cycles."""

from __future__ import annotations

from pathlib import Path

import bpy
from patch_comparison import combined, display, set_up_samples

WIDTH, HEIGHT = 48, 36
SAMPLES = 256


def look_down(scene: bpy.types.Scene) -> bpy.types.Object:
    """Set up small pictures of a camera at the origin, and give the camera."""
    camera = bpy.data.objects.new("Camera", bpy.data.cameras.new("Camera"))
    scene.collection.objects.link(camera)
    scene.camera = camera
    scene.render.resolution_x, scene.render.resolution_y, scene.render.resolution_percentage = WIDTH, HEIGHT, 100
    set_up_samples(scene, SAMPLES)
    return camera


def shining_square(scene: bpy.types.Scene, location: tuple[float, float, float], half_size: float) -> bpy.types.Object:
    mesh = bpy.data.meshes.new("Square")
    low, high = -half_size, half_size
    mesh.from_pydata([(low, low, 0), (high, low, 0), (high, high, 0), (low, high, 0)], [], [(0, 1, 2, 3)])
    square = bpy.data.objects.new(mesh.name, mesh)
    square.location = location
    scene.collection.objects.link(square)
    material = bpy.data.materials.new("Shining")
    material.use_nodes = True
    tree = material.node_tree
    tree.nodes.clear()
    emission = tree.nodes.new("ShaderNodeEmission")
    tree.links.new(tree.nodes.new("ShaderNodeOutputMaterial").inputs["Surface"], emission.outputs[0])
    mesh.materials.append(material)
    return square


def assert_blurred_like_cycles(scene: bpy.types.Scene, tmp_path: Path, greatest_mean_difference: float) -> None:
    """Render by both engines and compare display values, 0 to 1."""
    scene.render.engine = "CYCLES"
    cycles = combined(scene, tmp_path / "cycles.exr")[2]
    scene.render.engine = "PASSBRIDGE"
    passbridge = combined(scene, tmp_path / "passbridge.exr")[2]
    assert 0.05 < sum(0.05 < red < 0.95 for red, _, _ in cycles) / len(cycles), "Cycles shows no blur"
    differences = [abs(display(a[0]) - display(b[0])) for a, b in zip(cycles, passbridge)]
    mean = sum(differences) / len(differences)
    assert mean < greatest_mean_difference, f"the pictures differ by {mean:.4f} on average"
