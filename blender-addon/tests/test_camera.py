# SPDX-License-Identifier: GPL-3.0-or-later
"""What cameras see, held against Cycles, and what else renderers are told of them."""

from __future__ import annotations

import math

import addon_utils
import bpy
import pytest
from cycles_comparison import assert_like_cycles
from passbridge import abi
from rendering import render, switch_on_all_passes
from scene_reading import read

# Along the edges of small faces at the rim of a wide view, silhouettes make up more of the picture.
LEAST_COVERAGE = 0.99


@pytest.fixture
def scene(scene: bpy.types.Scene) -> bpy.types.Scene:
    """A room of blocks around the camera, none like another."""
    addon_utils.enable("cycles")
    bpy.data.objects.remove(scene.objects["Square"])
    for index in range(24):
        angle = math.tau * index / 24
        bpy.ops.mesh.primitive_cube_add(
            size=1.0 + 0.1 * (index % 5),
            location=(4.0 * math.sin(angle), 2.5 * math.sin(3.0 * angle), -4.0 * math.cos(angle)),
            rotation=(angle, 2.0 * angle, 0.3),
        )
        material = bpy.data.materials.new(f"Paint{index}")
        bpy.context.object.data.materials.append(material)
    scene.camera.data.lens = 25.0
    return scene


@pytest.mark.parametrize("kind", ["PERSP", "ORTHO"])
@pytest.mark.parametrize("fit", ["AUTO", "HORIZONTAL", "VERTICAL"])
@pytest.mark.parametrize("aspect", [(1.0, 1.0), (1.0, 2.0), (1.5, 1.0)])
def test_fit_shift_and_pixel_aspect(scene, tmp_path, kind, fit, aspect):
    camera = scene.camera.data
    camera.type, camera.sensor_fit = kind, fit
    camera.ortho_scale = 9.0
    camera.shift_x, camera.shift_y = 0.15, -0.1
    scene.render.pixel_aspect_x, scene.render.pixel_aspect_y = aspect
    assert_like_cycles(scene, tmp_path, least_coverage=LEAST_COVERAGE)


@pytest.mark.parametrize("crop", [True, False])
@pytest.mark.parametrize("percentage", [100, 150])
def test_border_and_percentage(scene, tmp_path, crop, percentage):
    render_settings = scene.render
    render_settings.resolution_percentage = percentage
    render_settings.use_border, render_settings.use_crop_to_border = True, crop
    render_settings.border_min_x, render_settings.border_max_x = 0.2, 0.77
    render_settings.border_min_y, render_settings.border_max_y = 0.31, 0.9
    assert_like_cycles(scene, tmp_path, least_coverage=LEAST_COVERAGE)


def test_clip_range(scene, tmp_path):
    scene.camera.data.clip_start, scene.camera.data.clip_end = 3.2, 4.5
    assert_like_cycles(scene, tmp_path, least_coverage=LEAST_COVERAGE)


def test_inside_a_mesh(scene, tmp_path):
    bpy.ops.mesh.primitive_uv_sphere_add(radius=2.0, segments=16, ring_count=8, location=(0.3, 0.2, 0.1))
    assert len(assert_like_cycles(scene, tmp_path).objects) == 1


@pytest.mark.parametrize("convergence", ["OFFAXIS", "PARALLEL", "TOE"])
@pytest.mark.parametrize("view", ["left", "right"])
def test_stereo(scene, tmp_path, convergence, view):
    scene.render.use_multiview = True
    settings = scene.render.image_settings
    if hasattr(settings, "media_type"):
        settings.media_type = "MULTI_LAYER_IMAGE"
    settings.file_format = "OPEN_EXR_MULTILAYER"
    settings.views_format = "MULTIVIEW"
    stereo = scene.camera.data.stereo
    stereo.convergence_mode = convergence
    stereo.interocular_distance, stereo.convergence_distance = 0.6, 3.0
    assert_like_cycles(scene, tmp_path, least_coverage=LEAST_COVERAGE, view=view)


def test_views_of_stereo_differ(scene):
    """Off-axis views are moved and shifted against each other."""
    scene.render.use_multiview = True
    scene.camera.data.stereo.interocular_distance = 0.6
    message = read(scene)  # of the view that comes last
    scene.render.use_multiview = False
    alone = read(scene)
    assert message.scene.camera.world_to_camera[12] == pytest.approx(-0.6, abs=1e-6)  # the left eye is where the camera is
    assert message.scene.camera.projection[8] != alone.scene.camera.projection[8]
    assert message.warnings == alone.warnings == []


# ------------------------------------------------------------------------------------------------------------- panoramas


def panorama(scene: bpy.types.Scene) -> bpy.types.bpy_struct:
    camera = scene.camera.data
    camera.type = "PANO"
    settings = camera if hasattr(camera, "panorama_type") else camera.cycles
    settings.panorama_type = "EQUIRECTANGULAR"
    scene.render.resolution_percentage = 200
    # UVs are those of a point up to a sixth of a pixel aside. A face of these blocks is some 15 pixels wide: its UVs must not change
    # by more than the comparison tolerates in that.
    for shown in scene.objects:
        if shown.type == "MESH":
            for uv in shown.data.uv_layers[0].data:
                uv.uv = uv.uv * 0.2
    return settings


# Silhouettes are those of texels a third of a pixel wide: along every edge a pixel in six may show the other side of it.
PANORAMA_LEAST_COVERAGE = 0.98
# Where a triangle is that of the neighbouring texel, its plane is, too: along the edges within an object, which are counted.
PANORAMA_LEAST = 0.98


def test_whole_sphere(scene, tmp_path):
    panorama(scene)
    scene.camera.rotation_euler = 0.3, 0.2, 0.1
    scene.camera.location = 0.3, -0.2, 0.1
    comparison = assert_like_cycles(scene, tmp_path, PANORAMA_LEAST, PANORAMA_LEAST_COVERAGE)
    assert len(comparison.objects) > 20
    assert comparison.report.warnings == []


def test_part_of_the_sphere_in_a_border(scene, tmp_path):
    settings = panorama(scene)
    settings.longitude_min, settings.longitude_max = -0.5, 2.0
    settings.latitude_min, settings.latitude_max = -1.2, 0.9
    scene.render.use_border = True
    scene.render.border_min_x, scene.render.border_max_x = 0.2, 0.9
    scene.render.border_min_y, scene.render.border_max_y = 0.1, 0.8
    assert_like_cycles(scene, tmp_path, PANORAMA_LEAST, PANORAMA_LEAST_COVERAGE)


def test_panorama_of_what_is_seen_through(scene, tmp_path):
    """Alpha and further samples take the same way."""
    panorama(scene)
    for index, material in enumerate(bpy.data.materials):
        if bpy.app.version < (5, 0, 0):
            material.use_nodes = True
        material.node_tree.nodes["Principled BSDF"].inputs["Alpha"].default_value = 0.2 if index % 2 else 0.8
    scene.passbridge.samples = 4
    switch_on_all_passes(scene.view_layers[0])
    (report,) = render(scene)
    assert report.ok, report.error


# ------------------------------------------------------------------------------------------------------------- bad input


def test_clip_start_above_clip_end(scene):
    scene.camera.data.clip_start, scene.camera.data.clip_end = 50.0, 10.0
    (report,) = render(scene)
    assert report.ok
    assert report.warnings == [
        "Camera 'Camera': clip start is not below clip end, so nothing is seen: lower one or raise the other"
    ]


def test_nothing_is_seen_between_clip_start_and_a_lower_clip_end(scene, tmp_path):
    from rendering import render_exr

    switch_on_all_passes(scene.view_layers[0])
    scene.camera.data.clip_start, scene.camera.data.clip_end = 4.5, 3.2
    _, _, words = render_exr(scene, tmp_path / "nothing.exr")
    name = "Object Index" if bpy.app.version >= (5, 0, 0) else "IndexOB"
    assert set(words[f"ViewLayer.{name}.X"]) == {0}


@pytest.mark.parametrize("value", [math.nan, 0.0])
def test_camera_without_a_place(scene, value):
    if math.isnan(value):
        scene.camera.delta_location.x = value
    else:
        scene.camera.scale = 0.0, 0.0, 0.0
    (report,) = render(scene)
    assert report.ok
    # Blender takes the camera's scale away and keeps a direction where it can.
    assert all(warning.startswith("Camera 'Camera': its place is no number") for warning in report.warnings)
    assert report.warnings or value == 0.0


# ------------------------------------------------------------------------------------------------------------- blur


def test_depth_of_field(scene):
    camera = scene.camera.data
    camera.lens = 50.0
    camera.dof.use_dof = True
    camera.dof.aperture_fstop = 2.5
    camera.dof.focus_distance = 7.0
    camera.dof.aperture_blades, camera.dof.aperture_rotation, camera.dof.aperture_ratio = 6, 0.5, 2.0
    told = read(scene).scene.camera
    assert told.aperture_radius == pytest.approx(0.05 / 2.5 / 2)
    assert (told.focus_distance, told.aperture_blades, told.aperture_rotation, told.aperture_ratio) == (7.0, 6, 0.5, 2.0)
    focus = bpy.data.objects.new("Focus", None)
    scene.collection.objects.link(focus)
    focus.location = 5.0, 1.0, -3.0
    camera.dof.focus_object = focus
    camera.dof.aperture_blades = 2
    told = read(scene).scene.camera
    assert told.focus_distance == pytest.approx(3.0)
    assert told.aperture_blades == 0
    camera.dof.use_dof = False
    assert read(scene).scene.camera.aperture_radius == 0.0


def test_shutter(scene):
    scene.render.use_motion_blur = True
    scene.render.motion_blur_shutter = 0.75
    settings = scene.render if hasattr(scene.render, "motion_blur_position") else scene.cycles
    for position, expected in (("START", abi.SHUTTER_START), ("CENTER", abi.SHUTTER_CENTER), ("END", abi.SHUTTER_END)):
        settings.motion_blur_position = position
        told = read(scene).scene.camera
        assert (told.shutter_frames, told.shutter_position) == (0.75, expected)
    scene.render.use_motion_blur = False
    assert read(scene).scene.camera.shutter_frames == 0.0
