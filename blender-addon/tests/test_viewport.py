# SPDX-License-Identifier: GPL-3.0-or-later
"""Rendered viewports without a window: the tests call what Blender calls, and look at the picture in memory.

launcher/tests/test_viewport_windows.py works in real windows.
"""

from __future__ import annotations

import array
import math
import re
import struct
import threading
import time
from collections.abc import Iterator
from types import SimpleNamespace

import bpy
import pytest
from mathutils import Matrix
from passbridge import JavaRenderEngine, PassbridgeError, abi
from passbridge.addon.engine import PassbridgeRenderEngine
from passbridge.engine import sessions, viewport
from passbridge.engine.request import frame_request
from passbridge.engine.view import read_viewport
from passbridge.engine.viewport import Viewport
from passbridge.jvm import JvmSettings
from passbridge.scene.reader import SceneReader
from passbridge.session import FrameRequest
from rendering import floats, render, render_exr

WIDTH, HEIGHT = 37, 23
MOST_WAIT_S = 60

# Half floats have 11 bits; and the camera's matrix is Blender's own, in floats: an edge may fall beside a sample.
MOST_MEAN_DIFFERENCE = 0.25 / 255


class Engine:
    """What Blender would make for a viewport, which it makes in windows alone."""

    bl_idname, java, jars = PassbridgeRenderEngine.bl_idname, PassbridgeRenderEngine.java, PassbridgeRenderEngine.jars
    settings = PassbridgeRenderEngine.settings
    is_preview = False

    def __init__(self) -> None:
        self.told: list[str] = []
        self.redraw_count = 0

    def update_stats(self, stats: str, info: str) -> None:
        self.told.append(info)

    def tag_redraw(self) -> None:
        self.redraw_count += 1


class Seat:
    """A viewport of the scene's size that looks through its camera, and whoever sits before it."""

    def __init__(self, scene: bpy.types.Scene) -> None:
        self.engine = Engine()
        self.viewport = Viewport(self.engine)
        self.depsgraph = bpy.context.evaluated_depsgraph_get()
        assert self.depsgraph.mode == "VIEWPORT"
        camera = scene.camera.evaluated_get(self.depsgraph)
        space = SimpleNamespace(camera=scene.camera, use_render_border=False, local_view=None, use_local_collections=False)
        for name in bpy.types.SpaceView3D.bl_rna.properties.keys():
            if name.startswith("show_object_viewport_"):
                setattr(space, name, True)
        self.region_3d = SimpleNamespace(
            view_perspective="PERSP",
            is_perspective=True,
            view_matrix=camera.matrix_world.inverted(),
            window_matrix=camera.calc_matrix_camera(self.depsgraph, x=WIDTH, y=HEIGHT),
        )
        self.context = SimpleNamespace(
            scene=scene, region=SimpleNamespace(width=WIDTH, height=HEIGHT), space_data=space, region_data=self.region_3d
        )

    def update(self) -> None:
        """The scene has changed: Blender evaluates it, and tells the engine, as long as it knows what has changed."""

        def tell(_: bpy.types.Scene, depsgraph: bpy.types.Depsgraph) -> None:
            self.viewport.update(self.context, depsgraph)

        bpy.app.handlers.depsgraph_update_post.append(tell)
        try:
            bpy.context.view_layer.update()
        finally:
            bpy.app.handlers.depsgraph_update_post.remove(tell)

    def redraw(self) -> None:
        """All that Blender's drawing does, but for the drawing."""
        with self.viewport._caught():
            self.viewport._follow()
            self.viewport._begin_if_due(self.context, self.depsgraph)
            if self.viewport._is_shown_new:
                self.viewport._is_shown_new, self.viewport._next_s = False, 0.0

    def look(self) -> array.array[float]:
        """The complete picture."""
        self.wait()
        return self.pixels()

    def wait(self) -> None:
        """Until there is nothing more to see."""
        deadline = time.monotonic() + MOST_WAIT_S
        self.redraw()
        while not self.viewport.is_complete:
            assert time.monotonic() < deadline, self.engine.told[-3:]
            redraw_count = self.engine.redraw_count
            self.viewport.tick()
            if self.engine.redraw_count > redraw_count:
                self.redraw()
            time.sleep(0.005)

    def pixels(self) -> array.array[float]:
        """RGBA, rows from the bottom."""
        picture = self.viewport.picture
        halves = bytes(picture._memory)
        return array.array("f", struct.unpack(f"{4 * picture.width * picture.height}e", halves))


@pytest.fixture
def seat(scene) -> Iterator[Seat]:
    scene.passbridge.samples = scene.passbridge.viewport_samples = 4
    material = bpy.data.materials.new("Bright")
    material.use_nodes = True
    nodes = material.node_tree.nodes
    nodes.clear()
    material.node_tree.links.new(nodes.new("ShaderNodeEmission").outputs[0], nodes.new("ShaderNodeOutputMaterial").inputs[0])
    bpy.data.objects["Square"].data.materials.append(material)
    made = Seat(scene)
    yield made
    made.viewport.close()
    sessions.close_sessions(PassbridgeRenderEngine.bl_idname)


def final_picture(scene: bpy.types.Scene, tmp_path) -> array.array[float]:
    """F12's, RGBA, rows from the bottom."""
    _, _, words = render_exr(scene, tmp_path / "final.exr")
    channels = [floats(words[f"ViewLayer.Combined.{channel}"]) for channel in "RGBA"]
    return array.array("f", [value for pixel in zip(*channels) for value in pixel])


def assert_same(seen: array.array[float], expected: array.array[float]) -> None:
    assert len(seen) == len(expected)
    assert sum(abs(a - b) for a, b in zip(seen, expected)) / len(seen) <= MOST_MEAN_DIFFERENCE


def test_a_viewport_shows_what_f12_draws(scene, seat, tmp_path):
    assert_same(seat.look(), final_picture(scene, tmp_path))


def panoramic(camera: bpy.types.Camera) -> None:
    """Shows three quarters of what is around it, moved to the right by a fifth of the picture."""
    camera.type = "PANO"
    settings = camera if hasattr(camera, "panorama_type") else camera.cycles
    settings.panorama_type = "EQUIRECTANGULAR"
    settings.longitude_min, settings.longitude_max = -0.75 * math.pi, 0.75 * math.pi
    camera.shift_x = 0.2


def test_a_viewport_shows_the_panorama_that_f12_draws(scene, seat, tmp_path):
    panoramic(scene.camera.data)
    made = Seat(scene)
    made.region_3d.view_perspective = "CAMERA"
    try:
        assert_same(made.look(), final_picture(scene, tmp_path))
    finally:
        made.viewport.close()


def test_a_panorama_goes_on_around_the_camera_s_frame(scene, seat):
    panoramic(scene.camera.data)
    made = Seat(scene)
    region_3d = made.region_3d
    region_3d.view_perspective = "CAMERA"
    # The frame is half as wide and high as the region, at its right edge.
    region_3d.window_matrix = Matrix.Translation((0.5, 0.0, 0.0)) @ Matrix.Diagonal((0.5, 0.5, 1.0, 1.0)) @ region_3d.window_matrix
    made.context.region.width, made.context.region.height = 40, 20
    warnings: list[str] = []
    view = read_viewport(made.context, made.depsgraph, 1, warnings.append)
    camera = view.camera
    assert camera.type == abi.CAMERA_EQUIRECTANGULAR and not warnings
    per_frame = 1.5 * math.pi
    first = -0.75 * math.pi + 0.2 * per_frame - per_frame  # one frame's width to the left of the frame
    assert list(camera.longitude) == pytest.approx([first, first + 2 * per_frame], abs=1e-5)
    assert list(camera.latitude) == pytest.approx([-math.pi, math.pi], abs=1e-5)
    assert seat.viewport.error == ""


def test_what_has_moved_is_seen(scene, seat, tmp_path):
    before = seat.look()
    square = bpy.data.objects["Square"]
    square.location.x = 0.7
    seat.update()
    moved = seat.look()
    assert moved != before
    assert_same(moved, final_picture(scene, tmp_path))
    square.location.x = 0
    seat.update()
    assert seat.look() == before


def test_what_changes_while_a_frame_is_on_its_way_is_not_lost(scene, seat, tmp_path):
    seat.look()
    square = bpy.data.objects["Square"]
    for step in range(20):
        square.location.x = step / 20
        square.data.vertices[0].co.x = -1 - step / 20
        square.data.update()
        seat.update()
    assert_same(seat.look(), final_picture(scene, tmp_path))


def test_another_view_reads_nothing(seat, monkeypatch):
    first = seat.look()
    monkeypatch.setattr(seat.viewport._reader, "read", lambda *_, **__: pytest.fail("the scene has not changed"))
    seat.region_3d.view_matrix = Matrix.Translation((0.5, 0, 0)) @ seat.region_3d.view_matrix
    assert seat.look() != first
    assert seat.viewport.error == ""


def test_what_opengl_and_java_hold_is_told(seat):
    def opengl_mb() -> int:
        seat.look()
        told = re.fullmatch(r"4 samples, OpenGL (\d+) MB, Java \d+ MB", seat.viewport.status)
        assert told, seat.viewport.status
        return int(told[1])

    before = opengl_mb()
    tree = bpy.data.materials["Bright"].node_tree
    texture = tree.nodes.new("ShaderNodeTexImage")
    texture.image = bpy.data.images.new("Large", 2048, 1024)
    emission = next(node for node in tree.nodes if node.type == "EMISSION")
    tree.links.new(texture.outputs[0], emission.inputs["Color"])
    seat.update()
    assert opengl_mb() >= before + 4 * 2  # a byte a channel of two million texels, at least


def test_f12_beside_a_viewport_uses_its_textures(scene, seat, tmp_path, monkeypatch):
    tree = bpy.data.materials["Bright"].node_tree
    texture = tree.nodes.new("ShaderNodeTexImage")
    texture.image = bpy.data.images.new("Grid", 64, 64)
    texture.image.generated_type = "COLOR_GRID"
    emission = next(node for node in tree.nodes if node.type == "EMISSION")
    tree.links.new(texture.outputs[0], emission.inputs["Color"])
    seat.update()
    seen = seat.look()
    read_ids: list[int] = []
    pixels = SceneReader.pixels
    monkeypatch.setattr(SceneReader, "pixels", lambda reader, id: read_ids.append(id) or pixels(reader, id))
    assert_same(seen, final_picture(scene, tmp_path))
    assert not read_ids
    seat.viewport.close()
    for _ in range(20):  # its session gives the scene up in a thread of its own
        assert_same(seen, final_picture(scene, tmp_path))
        if read_ids:
            break
    assert read_ids


def test_f12_beside_a_viewport_uses_its_meshes(scene, seat, use_renderer, monkeypatch, tmp_path):
    use_renderer("passbridge.testrenderer.SharingRenderer")
    monkeypatch.setattr(Engine, "java", PassbridgeRenderEngine.java)
    side = 300
    points = [(x / side - 0.5, y / side - 0.5, -4 + 0.1 * (x % 2)) for y in range(side) for x in range(side)]
    faces = [(i, i + 1, i + side + 1, i + side) for y in range(side - 1) for i in range(y * side, y * side + side - 1)]
    mesh = bpy.data.meshes.new("Grid")
    mesh.from_pydata(points, [], faces)
    scene.collection.objects.link(bpy.data.objects.new("Grid", mesh))
    scene.collection.objects.unlink(bpy.data.objects["Square"])  # small meshes lie in a buffer for each session

    def large_buffer_count() -> int:
        (report,) = render(scene)
        assert report.ok, report.error
        return int(re.fullmatch("large buffers: ([0-9]+)", report.warnings[-1])[1])

    alone = large_buffer_count()
    assert alone > 0
    seat.update()
    seen = seat.look()
    assert large_buffer_count() == alone, "the viewport's and F12's together"
    mesh.vertices[0].co.z += 0.2
    mesh.update()
    seat.update()
    moved = seat.look()
    assert_same(moved, final_picture(scene, tmp_path))
    mesh.vertices[0].co.z -= 0.2
    mesh.update()
    seat.update()
    assert_same(seat.look(), seen)


def test_a_border_is_a_part_of_the_picture(seat):
    full = seat.look()
    space = seat.context.space_data
    space.use_render_border = True
    space.render_border_min_x, space.render_border_max_x = 10 / WIDTH, 30 / WIDTH
    space.render_border_min_y, space.render_border_max_y = 5 / HEIGHT, 20 / HEIGHT
    part = seat.look()
    picture = seat.viewport.picture
    assert (picture.width, picture.height) == (20, 15)
    expected = [full[4 * ((5 + row) * WIDTH + 10 + column) + channel] for row in range(15) for column in range(20) for channel in range(4)]
    assert_same(part, array.array("f", expected))


def test_a_viewport_may_have_one_pixel(seat):
    seat.context.region.width = seat.context.region.height = 1
    assert len(seat.look()) == 4 and seat.viewport.error == ""


@pytest.mark.parametrize("matrix", ["view_matrix", "window_matrix"])
def test_a_view_that_is_no_number_leaves_the_picture(seat, matrix):
    before = seat.look()
    setattr(seat.region_3d, matrix, Matrix.Diagonal((float("nan"), 1, 1, 1)))
    seat.redraw()
    assert seat.pixels() == before and seat.viewport.error == ""


def test_a_renderer_that_fails_leaves_the_picture_and_is_tried_again(scene, use_renderer, seat):
    seat.viewport.close()
    use_renderer("passbridge.testrenderer.BrokenRenderer$Sometimes")
    Engine.java, Engine.jars = PassbridgeRenderEngine.java, PassbridgeRenderEngine.jars
    try:
        seat.look()
        assert seat.viewport.error == ""
        scene.passbridge.viewport_samples = 3
        seat.update()
        seat.look()
        assert "broken in render" in seat.viewport.error and seat.viewport.picture is not None
        scene.passbridge.viewport_samples = 2
        seat.update()
        seat.look()
        assert seat.viewport.error == ""
    finally:
        seat.viewport.close()
        sessions.close_sessions(PassbridgeRenderEngine.bl_idname)
        use_renderer("passbridge.raster.RasterRenderer")
        Engine.java = PassbridgeRenderEngine.java


def test_closing_does_not_wait_for_java_to_start(scene, seat, monkeypatch):
    goes_on, has_ended = threading.Event(), threading.Event()
    start_jvm = sessions._start_jvm

    def start_late(settings: JvmSettings) -> None:
        goes_on.wait(MOST_WAIT_S)
        start_jvm(settings)
        has_ended.set()

    monkeypatch.setattr(sessions, "_start_jvm", start_late)
    seat.redraw()
    assert seat.viewport.status == "Starting Java"
    seat.viewport.close()
    assert not has_ended.is_set()
    goes_on.set()
    deadline = time.monotonic() + MOST_WAIT_S
    while sessions.spare_sessions(PassbridgeRenderEngine.bl_idname)._spare is None:  # handed on once it is open
        assert time.monotonic() < deadline
        time.sleep(0.01)
    following = Seat(scene)
    following.look()
    following.viewport.close()
    assert following.viewport.error == ""


def test_a_renderer_that_does_not_return_is_told_of_and_disturbs_nobody(scene, use_renderer, seat):
    """Neither F12 beside it, nor the next viewport."""
    seat.viewport.close()
    use_renderer("passbridge.testrenderer.DeafRenderer$AtFirst")
    Engine.java, Engine.jars = PassbridgeRenderEngine.java, PassbridgeRenderEngine.jars
    following = None
    try:
        deadline = time.monotonic() + MOST_WAIT_S
        seat.redraw()
        while not seat.viewport.status.startswith("Uploading scene, for "):
            assert time.monotonic() < deadline, seat.engine.told
            seat.viewport.tick()
            if seat.viewport._frame is None:
                seat.redraw()
            time.sleep(0.01)
        assert render(scene)[0].error == ""
        seat.viewport.close()
        following = Seat(scene)
        following.look()
        assert following.viewport.error == ""
    finally:
        for each in (seat, following):
            if each is not None:
                each.viewport.close()
        sessions.close_sessions(PassbridgeRenderEngine.bl_idname)
        use_renderer("passbridge.raster.RasterRenderer")
        Engine.java = PassbridgeRenderEngine.java


def test_java_that_is_missing_is_told(seat, monkeypatch):
    def refuse(*_):
        raise PassbridgeError("no Java was found: install it")

    monkeypatch.setattr(sessions, "_start_jvm", refuse)
    seat.wait()
    assert seat.viewport.error == "no Java was found: install it"


def test_what_moves_has_less_resolution_and_what_rests_all(seat):
    seat.look()
    seat.viewport._pixel_ms = 4 * 60 / (WIDTH * HEIGHT)  # four times as long as a sample may take
    for step in range(3):
        seat.region_3d.view_matrix = Matrix.Translation((step / 10, 0, 0)) @ seat.region_3d.view_matrix
        seat.redraw()
        wait_for_reduced_picture(seat)
    assert seat.viewport._reduction == 2
    seat.look()
    assert (seat.viewport.picture.width, seat.viewport.picture.height) == (WIDTH, HEIGHT)


def wait_for_reduced_picture(seat: Seat) -> None:
    deadline = time.monotonic() + MOST_WAIT_S
    while seat.viewport._frame is not None:
        assert time.monotonic() < deadline
        seat.viewport.tick()
    assert seat.viewport.picture.width < WIDTH


def test_of_what_moves_no_sample_follows_the_first(seat, monkeypatch):
    seat.look()
    requests: list[FrameRequest] = []

    def noted(*arguments: object) -> FrameRequest:
        requests.append(frame_request(*arguments))
        return requests[-1]

    monkeypatch.setattr(viewport, "frame_request", noted)
    seat.viewport._pixel_ms = 4 * 60 / (WIDTH * HEIGHT)  # four times as long as a sample may take
    seat.region_3d.view_matrix = Matrix.Translation((0.1, 0, 0)) @ seat.region_3d.view_matrix
    seat.redraw()
    wait_for_reduced_picture(seat)
    seat.look()
    assert [(request.struct.width < WIDTH, request.struct.time_limit_s > 0) for request in requests] == [(False, False), (True, True)]


def test_what_has_come_is_shown_before_it_is_drawn_sharply_which_no_redrawing_asks_for(seat, monkeypatch):
    seat.look()
    seat.viewport._pixel_ms = 4 * 60 / (WIDTH * HEIGHT)  # four times as long as a sample may take
    seat.region_3d.view_matrix = Matrix.Translation((0.1, 0, 0)) @ seat.region_3d.view_matrix
    seat.redraw()
    wait_for_reduced_picture(seat)
    time.sleep(2 * seat.viewport._rest_s)
    seat.viewport.tick()
    assert seat.viewport._is_shown_new and seat.viewport._frame is None
    seat.redraw()
    assert not seat.viewport._is_shown_new and seat.viewport._frame is None
    monkeypatch.setattr(seat.viewport, "_begin_if_due", lambda *_: pytest.fail("Blender draws"))
    seat.viewport.tick()
    assert seat.viewport._frame is not None and seat.viewport._reduction == 1
    monkeypatch.undo()
    seat.look()
    assert (seat.viewport.picture.width, seat.viewport.picture.height) == (WIDTH, HEIGHT)


def test_the_next_viewport_begins_with_as_little_resolution_as_the_last_one_needed(scene, seat, monkeypatch):
    seat.look()
    seat.viewport.close()
    monkeypatch.setitem(viewport._last_pixel_ms, Engine.bl_idname, 4 * 60 / (WIDTH * HEIGHT))  # four times as long as a sample may take
    following = Seat(scene)
    following.redraw()
    assert following.viewport._reduction == 2
    following.look()
    assert (following.viewport.picture.width, following.viewport.picture.height) == (WIDTH, HEIGHT)
    following.viewport.close()


def test_a_paused_viewport_keeps_its_picture(scene, seat):
    before = seat.look()
    scene.passbridge.viewport_is_paused = True
    bpy.data.objects["Square"].location.x = 0.7
    seat.update()
    seat.redraw()
    assert seat.viewport._frame is None and seat.pixels() == before
    scene.passbridge.viewport_is_paused = False
    assert seat.look() != before


def test_a_session_goes_on_to_the_next_viewport(scene, seat):
    seat.look()
    session = seat.viewport._session.session
    seat.viewport.close()
    following = Seat(scene)
    following.look()
    assert following.viewport._session.session is session
    following.viewport.close()


def test_every_engine_in_java_has_viewports_and_icons():
    assert JavaRenderEngine.bl_use_preview and {"view_update", "view_draw"} <= vars(JavaRenderEngine).keys()
