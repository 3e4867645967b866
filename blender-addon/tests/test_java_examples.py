# SPDX-License-Identifier: GPL-3.0-or-later
"""The engines in examples/, as Blender draws with them. Maven has built their jars with the rest of the project."""

from __future__ import annotations

import importlib.util
import math
import os
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from types import ModuleType

import bpy
import pytest
from rendering import floats, render, render_exr

EXAMPLES = Path(os.environ.get("PASSBRIDGE_ROOT") or Path(__file__).resolve().parents[2]) / "examples"
WIDTH, HEIGHT = 64, 48


@pytest.fixture
def example(empty_scene, monkeypatch) -> Iterator[Callable[[str], ModuleType]]:
    """Registers the engine of a Python file below examples/, and makes it the scene's."""
    import passbridge
    from passbridge.engine import sessions

    monkeypatch.setattr(sessions, "jvm_settings", lambda _: passbridge.JvmSettings(options=("-Xcheck:jni",)))
    registered = []

    def load(path: str) -> ModuleType:
        name = Path(path).stem
        spec = importlib.util.spec_from_file_location(name, EXAMPLES / path)
        module = importlib.util.module_from_spec(spec)
        monkeypatch.setitem(sys.modules, name, module)
        spec.loader.exec_module(module)
        [engine] = [
            each
            for each in vars(module).values()
            if isinstance(each, type) and issubclass(each, passbridge.JavaRenderEngine) and each.__module__ == name
        ]
        passbridge.register_engine(engine)
        registered.append(engine)
        empty_scene.render.engine = engine.bl_idname
        return engine

    yield load
    for engine in registered:
        passbridge.unregister_engine(engine)


def _add(name: str, data: bpy.types.ID, location: tuple[float, float, float] = (0, 0, 0)) -> bpy.types.Object:
    added = bpy.data.objects.new(name, data)
    added.location = location
    bpy.context.scene.collection.objects.link(added)
    return added


def _add_mesh(name: str, corners: list[tuple[float, float, float]], faces: list[tuple[int, ...]]) -> bpy.types.Object:
    mesh = bpy.data.meshes.new(name)
    mesh.from_pydata(corners, [], faces)
    return _add(name, mesh)


def _add_square(name: str, half_side: float, z: float) -> bpy.types.Object:
    s = half_side
    return _add_mesh(name, [(-s, -s, z), (s, -s, z), (s, s, z), (-s, s, z)], [(0, 1, 2, 3)])


@pytest.fixture
def view(empty_scene) -> bpy.types.Scene:
    """A camera at the origin that looks along -Z. Its picture is 64x48 pixels and, at a distance of 5, 3.6 metres wide."""
    scene = empty_scene
    scene.camera = _add("Camera", bpy.data.cameras.new("Camera"))
    scene.render.resolution_x, scene.render.resolution_y, scene.render.resolution_percentage = WIDTH, HEIGHT, 100
    return scene


def _render(scene: bpy.types.Scene, path: Path) -> dict[str, list[tuple[float, ...]]]:
    """The pixels of each pass, rows from the bottom, channels in Blender's order."""
    width, height, words = render_exr(scene, path)
    assert (width, height) == (WIDTH, HEIGHT)
    layer = scene.view_layers[0].name
    channels: dict[str, dict[str, list[float]]] = {}
    for name, pixels in words.items():
        of_layer, _, rest = name.partition(".")
        if of_layer == layer:
            render_pass, _, channel = rest.rpartition(".")
            channels.setdefault(render_pass, {})[channel] = list(floats(pixels))
    orders = ("RGBA", "XYZ", "Z")
    return {
        name: list(zip(*(found[letter] for letter in next(order for order in orders if set(order) == set(found)))))
        for name, found in channels.items()
    }


def _pixel(pixels: list[tuple[float, ...]], x: int, y: int) -> tuple[float, ...]:
    return pixels[y * WIDTH + x]


def test_hello_gl_is_brighter_where_a_face_faces_the_camera(view, example, tmp_path):
    example("hello-gl/hello_gl.py")
    view.hello_gl.color = (0.5, 0.25, 0.125)
    _add_square("Facing", 0.8, -5)
    tilted = _add_square("Tilted", 0.8, 0)
    tilted.location = (0, 1.3, -5)
    tilted.rotation_euler.x = math.radians(60)
    combined = _render(view, tmp_path / "hello.exr")["Combined"]
    assert _pixel(combined, WIDTH // 2, HEIGHT // 2) == pytest.approx((0.5, 0.25, 0.125, 1), rel=1e-5)
    # A face that is turned by 60° has cos 60° = 0.5 of it.
    assert _pixel(combined, WIDTH // 2, HEIGHT - 5) == pytest.approx((0.25, 0.125, 0.0625, 1), rel=1e-4)
    assert _pixel(combined, 0, 0) == (0, 0, 0, 0)


def test_jmonkeyengine_lights_a_surface_as_blender_does_frame_after_frame(view, example, tmp_path):
    example("jmonkeyengine/monkey_engine.py")
    sun = bpy.data.lights.new("Sun", "SUN")
    sun.energy = math.pi / 2  # a white surface that faces it has half the radiance 1
    _add("Sun", sun)  # shines along -Z
    square = _add_square("Square", 0.8, -5)
    material = bpy.data.materials.new("Rough")
    material.use_nodes = True
    principled = next(node for node in material.node_tree.nodes if node.type == "BSDF_PRINCIPLED")
    principled.inputs["Base Color"].default_value = (1, 0.5, 0.25, 1)
    principled.inputs["Specular" if bpy.app.version < (4, 0, 0) else "Specular IOR Level"].default_value = 0
    square.data.materials.append(material)
    for _ in range(2):
        combined = _render(view, tmp_path / "monkey.exr")["Combined"]
        assert _pixel(combined, WIDTH // 2, HEIGHT // 2) == pytest.approx((0.5, 0.25, 0.125, 1), rel=1e-3)
        assert _pixel(combined, 0, 0) == (0, 0, 0, 0)


def test_hello_gl_draws_what_is_nearer_and_follows_edits(view, example, tmp_path):
    example("hello-gl/hello_gl.py")
    near = _add_square("Near", 0.5, -4)
    far = _add_square("Far", 8, 0)
    far.location.z = -9
    far.rotation_euler.y = math.radians(30)
    center = WIDTH // 2, HEIGHT // 2
    first = _pixel(_render(view, tmp_path / "first.exr")["Combined"], *center)
    assert first == pytest.approx((*view.hello_gl.color, 1), rel=1e-5)
    bpy.data.objects.remove(near)
    second = _pixel(_render(view, tmp_path / "second.exr")["Combined"], *center)
    assert second[0] == pytest.approx(first[0] * math.cos(math.radians(30)), rel=1e-4)


def test_blueprint_draws_edges_and_no_triangulation(view, example, tmp_path):
    example("blueprint/blueprint.py")
    view.blueprint.thickness = 3
    _add_square("Square", 1, -5)
    passes = _render(view, tmp_path / "square.exr")
    paper = tuple(view.blueprint.paper)
    # 50 mm lens, 36 mm sensor: a metre at a distance of 5 is this many pixels.
    metre = 50 / 36 * WIDTH / 5
    right, top = int(WIDTH / 2 + metre), int(HEIGHT / 2 + metre)
    assert _pixel(passes["Ink"], right, HEIGHT // 2) == (1, 1, 1, 1)
    assert _pixel(passes["Ink"], WIDTH // 2, top) == (1, 1, 1, 1)
    assert _pixel(passes["Combined"], right, HEIGHT // 2) == (1, 1, 1, 1)
    for x, y in [(0, 0), (WIDTH // 2, HEIGHT // 2), (WIDTH // 2 + 6, HEIGHT // 2 + 6), (WIDTH // 2 + 6, HEIGHT // 2 - 6)]:
        assert _pixel(passes["Ink"], x, y) == (0, 0, 0, 0)
        assert _pixel(passes["Combined"], x, y) == pytest.approx((*paper, 1), rel=1e-6)  # one rounding


def test_blueprint_keeps_rows_in_order_and_the_film_transparent(view, example, tmp_path):
    example("blueprint/blueprint.py")
    view.render.film_transparent = True
    square = _add_square("Square", 0.5, -5)
    square.location.y = 0.9
    ink = _render(view, tmp_path / "above.exr")["Ink"]
    drawn_rows = {index // WIDTH for index, pixel in enumerate(ink) if pixel[3] > 0}
    assert min(drawn_rows) > HEIGHT // 2
    assert _pixel(_render(view, tmp_path / "again.exr")["Combined"], 0, 0) == (0, 0, 0, 0)


def test_blueprint_clips_what_passes_the_camera(view, example, tmp_path):
    example("blueprint/blueprint.py")
    # From behind the camera to far ahead of it, to the right of the view axis.
    _add_mesh("Sliver", [(1, 0, 50), (1, 0, -50), (1, 1e-3, -50)], [(0, 1, 2)])
    ink = _render(view, tmp_path / "sliver.exr")["Ink"]
    columns = {index % WIDTH for index, pixel in enumerate(ink) if pixel[3] > 0}
    # It meets the right edge of the picture, and vanishes near the middle: 1 m at a distance of 50.
    assert max(columns) == WIDTH - 1
    assert WIDTH // 2 <= min(columns) <= WIDTH // 2 + 3


def _cornell(scene: bpy.types.Scene) -> None:
    """Grey walls, a box and a glowing square under an area light that the camera doesn't see."""
    _add_mesh("Floor", [(-2, -1, -8), (2, -1, -8), (2, -1, -3), (-2, -1, -3)], [(3, 2, 1, 0)])
    _add_mesh("Wall", [(-2, -1, -8), (2, -1, -8), (2, 3, -8), (-2, 3, -8)], [(0, 1, 2, 3)])
    box = _add("Box", bpy.data.meshes.new("Box"), (0.3, -0.5, -5.5))
    corners = [(x, y, z) for x in (-0.5, 0.5) for y in (-0.5, 0.5) for z in (-0.5, 0.5)]
    box.data.from_pydata(corners, [], [(0, 1, 3, 2), (4, 6, 7, 5), (0, 4, 5, 1), (2, 3, 7, 6), (0, 2, 6, 4), (1, 5, 7, 3)])
    box.rotation_euler.y = math.radians(30)
    for index, name in enumerate(("Floor", "Wall", "Box")):
        material = bpy.data.materials.new(name)
        material.use_nodes = True
        nodes = material.node_tree.nodes
        nodes.clear()
        surface = nodes.new("ShaderNodeBsdfDiffuse")
        surface.inputs["Color"].default_value = [(0.8, 0.8, 0.8, 1), (0.8, 0.2, 0.1, 1), (0.2, 0.4, 0.8, 1)][index]
        material.node_tree.links.new(surface.outputs[0], nodes.new("ShaderNodeOutputMaterial").inputs[0])
        bpy.data.objects[name].data.materials.append(material)
    lamp = bpy.data.lights.new("Lamp", "AREA")
    lamp.energy, lamp.size = 100, 1
    _add("Lamp", lamp, (0, 2.5, -5)).rotation_euler.x = math.radians(-90)
    sun = bpy.data.lights.new("Sun", "SUN")
    sun.energy, sun.angle = 0.5, 0
    _add("Sun", sun).rotation_euler = (math.radians(-50), math.radians(20), 0)
    scene.world = bpy.data.worlds.new("World")
    scene.world.use_nodes = True
    scene.world.node_tree.nodes["Background"].inputs["Color"].default_value = (0.05, 0.06, 0.08, 1)


def _means(pixels: list[tuple[float, ...]]) -> tuple[float, ...]:
    return tuple(sum(channel) / len(pixels) for channel in zip(*pixels))


def test_pathtracer_agrees_with_cycles(view, example, tmp_path):
    example("pathtracer/pathtracer.py")
    _cornell(view)
    view.example_pathtracer.samples = 64
    view.example_pathtracer.max_bounces = 4
    view.view_layers[0].use_pass_z = view.view_layers[0].use_pass_normal = True
    ours = _render(view, tmp_path / "ours.exr")

    bpy.ops.preferences.addon_enable(module="cycles")
    view.render.engine = "CYCLES"
    view.cycles.device, view.cycles.samples = "CPU", 64
    view.cycles.use_denoising = view.cycles.use_adaptive_sampling = False
    view.cycles.max_bounces = view.cycles.diffuse_bounces = 4
    view.cycles.sample_clamp_indirect = 0
    cycles = _render(view, tmp_path / "cycles.exr")

    # The noise of 64 samples in 3072 pixels is well below 1 % of the mean of each channel; 0.15 % was measured.
    assert _means(ours["Combined"])[:3] == pytest.approx(_means(cycles["Combined"])[:3], rel=0.01)
    quarter = [index for index in range(WIDTH * HEIGHT) if index % WIDTH < WIDTH // 2 and index // WIDTH < HEIGHT // 2]
    of_quarter = [_means([picture["Combined"][index] for index in quarter])[:3] for picture in (ours, cycles)]
    assert of_quarter[0] == pytest.approx(of_quarter[1], rel=0.02)  # a quarter of the pixels, twice the noise
    near = [index for index in range(WIDTH * HEIGHT) if ours["Depth"][index][0] == pytest.approx(cycles["Depth"][index][0], rel=0.01)]
    assert len(near) > 0.95 * WIDTH * HEIGHT  # Cycles' depth may come from beside the pixel's centre, over an edge


def test_pathtracer_draws_the_same_again(view, example, tmp_path):
    example("pathtracer/pathtracer.py")
    _cornell(view)
    view.example_pathtracer.samples = 2
    assert _render(view, tmp_path / "first.exr") == _render(view, tmp_path / "second.exr")


def test_pathtracer_shows_the_transparent_film_and_the_passes(view, example, tmp_path):
    example("pathtracer/pathtracer.py")
    view.render.film_transparent = True
    view.example_pathtracer.samples = 1
    view.view_layers[0].use_pass_z = view.view_layers[0].use_pass_normal = True
    _add_square("Square", 0.5, -5)
    passes = _render(view, tmp_path / "square.exr")
    center = WIDTH // 2, HEIGHT // 2
    assert _pixel(passes["Combined"], *center)[3] == 1
    assert _pixel(passes["Depth"], *center) == pytest.approx((5,), rel=1e-5)
    assert _pixel(passes["Normal"], *center) == pytest.approx((0, 0, 1), abs=1e-6)
    assert _pixel(passes["Combined"], 0, 0) == (0, 0, 0, 0)
    assert _pixel(passes["Normal"], 0, 0) == (0, 0, 0)


def test_pathtracer_tells_the_file_what_it_did(view, example, tmp_path):
    example("pathtracer/pathtracer.py")
    view.example_pathtracer.samples = 3
    _add_square("Square", 0.5, -5)
    _render(view, tmp_path / "square.exr")
    header = (tmp_path / "square.exr").read_bytes()[:4096]
    for name, value in (("Path Tracer Samples", b"3"), ("Path Tracer Triangles", b"2")):
        # An attribute of OpenEXR: name, type, size in four bytes, value.
        assert name.encode() + b"\0string\0\1\0\0\0" + value in header


def test_pathtracer_ends_where_it_is_cancelled(view, example, monkeypatch):
    """Blender without a window is never asked to stop, so the engine's test_break is."""
    from passbridge.engine import frame
    from passbridge.scene.reader import SceneReader

    class Cancelling:
        """The engine, on which a user presses Escape after the first sample."""

        def __init__(self, engine):
            self.engine = engine
            self.share = 0.0

        def __getattr__(self, name):
            return getattr(self.engine, name)

        def update_progress(self, share):
            self.share = share

        def test_break(self):
            return self.share > 0

    engine = example("pathtracer/pathtracer.py")
    _cornell(view)
    view.example_pathtracer.samples = 5_000  # minutes
    real = frame.render_view_layer
    with monkeypatch.context() as patch:
        patch.setattr(
            engine, "render", lambda self, depsgraph: frame.add_report(real(Cancelling(self), depsgraph, SceneReader())), raising=False
        )
        [report] = render(view)
    assert report.cancelled and not report.error
    view.example_pathtracer.samples = 1
    [report] = render(view)
    assert report.ok


def test_pathtracer_draws_an_empty_scene_and_lights_without_size(view, example, tmp_path):
    example("pathtracer/pathtracer.py")
    view.example_pathtracer.samples = 1
    for kind in ("POINT", "SUN", "SPOT", "AREA"):
        _add(kind, bpy.data.lights.new(kind, kind)).scale = (0, 0, 0)
    view.world = bpy.data.worlds.new("World")
    view.world.use_nodes = True
    view.world.node_tree.nodes["Background"].inputs["Color"].default_value = (0.25, 0.5, 1, 1)
    empty = _render(view, tmp_path / "empty.exr")["Combined"]
    assert set(empty) == {(0.25, 0.5, 1, 1)}
    _add_square("Square", 0.5, -5)
    pixels = _render(view, tmp_path / "square.exr")["Combined"]
    assert all(math.isfinite(channel) for pixel in pixels for channel in pixel)
