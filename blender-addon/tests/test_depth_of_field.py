# SPDX-License-Identifier: GPL-3.0-or-later
"""What is out of focus is as blurred as in Cycles."""

from __future__ import annotations

import bpy
import pytest
from patch_comparison import combined, display, set_up_samples

WIDTH, HEIGHT = 48, 36
SAMPLES = 256

# Of 256 independent samples Cycles' share that hits an edge is off by up to 0.5 / sqrt(256), usually by half of that; in display values by
# less where it is bright, and most pixels show no edge. A bokeh with another number of corners differs by 0.02 and more.
GREATEST_MEAN_DIFFERENCE = 0.01


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


@pytest.fixture
def scene(passbridge_enabled: None) -> bpy.types.Scene:
    """Shining squares before and behind what is in focus."""
    scene = bpy.context.scene
    camera = bpy.data.objects.new("Camera", bpy.data.cameras.new("Camera"))
    scene.collection.objects.link(camera)
    scene.camera = camera
    camera.data.dof.use_dof = True
    camera.data.dof.focus_distance = 5.0
    for x, depth in ((-0.6, 3.0), (0.9, 9.0), (0.0, 5.0)):
        shining_square(scene, (x * depth / 3, 0, -depth), 0.12 * depth)
    scene.render.resolution_x, scene.render.resolution_y, scene.render.resolution_percentage = WIDTH, HEIGHT, 100
    set_up_samples(scene, SAMPLES)
    return scene


@pytest.mark.parametrize("kind", ["PERSP", "ORTHO"])
@pytest.mark.parametrize("blades", [0, 3])
def test_blur(scene, tmp_path, kind, blades):
    data = scene.camera.data
    data.type = kind
    data.ortho_scale = 4.0
    data.dof.aperture_fstop = 0.08 if kind == "PERSP" else 1.5
    data.dof.aperture_blades = blades
    data.dof.aperture_rotation = 0.4
    data.dof.aperture_ratio = 1.5
    scene.render.engine = "CYCLES"
    cycles = combined(scene, tmp_path / "cycles.exr")[2]
    scene.render.engine = "PASSBRIDGE"
    passbridge = combined(scene, tmp_path / "passbridge.exr")[2]
    assert 0.05 < sum(0.05 < red < 0.95 for red, _, _ in cycles) / len(cycles), "Cycles shows no blur"
    differences = [abs(display(a[0]) - display(b[0])) for a, b in zip(cycles, passbridge)]
    assert sum(differences) / len(differences) < GREATEST_MEAN_DIFFERENCE
