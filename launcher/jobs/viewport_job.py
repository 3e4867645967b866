# SPDX-License-Identifier: Apache-2.0
"""Works in a Rendered viewport of a window as a user does, and tells what the viewport had to show.

Undo, files and engines are changed between two yields: Blender's callbacks may not do it.
"""

import importlib
import math
import sys
import zlib
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import addon
import addon_utils
import bpy
import numpy
from launcher_link import LauncherLink
from mathutils import Quaternion
from viewport_window import ViewportWindow
from window_job import Camera

TICK_S = 0.05
_LIMIT_S = 60.0
# Blender draws a moment after it was told.
_REDRAW_S = 1.0


def run(arguments: dict[str, Any], link: LauncherLink) -> Iterator[float]:
    link.enter("preparing the window")
    addon.enable(arguments["addon_folder"])
    story = {"exact": _exact, "edits": _edits, "failures": _failures, "hanging": _hanging, "unusual": _unusual, "examples": _examples}[arguments["story"]]
    return (yield from story(arguments, link))


def _register(arguments: dict[str, Any], renderer: str) -> str:
    import passbridge

    class TestEngine(passbridge.JavaRenderEngine):
        bl_idname, bl_label = "TEST_VIEWPORT", "Test"
        java = passbridge.Java(f"passbridge.testrenderer.{renderer}", [arguments["test_jar"]])
        settings = [passbridge.Setting("samples", 2, min=1)]

    passbridge.register_engine(TestEngine)
    return TestEngine.bl_idname


class Window(ViewportWindow):
    """With what shows a Rendered viewport's pictures as they are."""

    @classmethod
    def of(cls, engine: str) -> "Window":
        """Prepared for this engine."""
        window = cls()
        window.clear()
        window.scene.render.engine = engine
        window.scene.render.dither_intensity = 0
        window.scene.view_settings.view_transform = "Standard"
        return window

    def override(self) -> Any:
        return bpy.context.temp_override(window=self.window, area=self.area, region=self.region)

    @staticmethod
    def viewports() -> list[Any]:
        from passbridge.engine.viewport import open_viewports

        return open_viewports()

    def complete(self, count: int = 1) -> Iterator[float]:
        """Until so many viewports have nothing more to show."""

        def are_complete() -> bool:
            viewports = self.viewports()
            return len(viewports) == count and all(viewport.is_complete for viewport in viewports)

        yield TICK_S  # what has just been changed is noticed
        self.area.tag_redraw()
        yield 2 * TICK_S
        yield from until(are_complete)
        yield TICK_S

    def final_render(self) -> Iterator[float]:
        """F12, until it has ended."""
        with self.override():
            bpy.ops.render.render("INVOKE_DEFAULT")
        yield TICK_S
        yield from until(lambda: not bpy.app.is_job_running("RENDER"))

    def picture(self) -> dict[str, Any]:
        """What its only viewport shows."""
        (viewport,) = self.viewports()
        values = pixels_of(viewport)
        return {
            "size": [viewport.picture.width, viewport.picture.height],
            "checksum": zlib.crc32(values.tobytes()),
            "is_finite": bool(numpy.isfinite(values).all()),
            "error": viewport.error,
        }


def until(condition: Callable[[], bool]) -> Iterator[float]:
    waited_s = 0.0
    while not condition():
        if waited_s > _LIMIT_S:
            raise TimeoutError(f"waited for {_LIMIT_S:.0f} s")
        waited_s += TICK_S
        yield TICK_S


def pixels_of(viewport: Any) -> numpy.ndarray:
    """Rows from the bottom, RGBA."""
    picture = viewport.picture
    halves = numpy.frombuffer(picture._memory, numpy.float16)
    return halves.reshape(picture.height, picture.width, 4).copy()


def _exact(arguments: dict[str, Any], link: LauncherLink) -> Iterator[float]:
    """A renderer whose pixels are known, photographed."""
    window = Window.of(_register(arguments, "ConfettiRenderer"))
    camera = Camera(Path(arguments["screen"]), Path(arguments["folder"]))
    window.show("RENDERED")
    link.enter("waiting for a first picture")
    yield from until(lambda: any(viewport.picture for viewport in window.viewports()))
    growing = []
    while not window.viewports()[0].is_complete:
        growing.append(camera.take(f"growing-{len(growing)}"))
        yield 0.2
    yield _REDRAW_S
    ended = camera.take("ended")
    return {"size": [window.region.width, window.region.height], "growing": growing, "ended": ended}


def _edits(arguments: dict[str, Any], link: LauncherLink) -> Iterator[float]:
    """What a user does; of each step the picture after it."""
    window = Window.of("PASSBRIDGE")
    pictures: dict[str, Any] = {}
    first: list[numpy.ndarray] = []
    cube = window.scene.objects["Cube"]

    def after(name: str, count: int = 1) -> Iterator[float]:
        link.enter(name)
        yield from window.complete(count)
        if count > 1:
            pictures[name] = [viewport.error for viewport in window.viewports()]
            return
        pictures[name] = window.picture()
        seen = _displayed(pixels_of(window.viewports()[0]))
        if not first:
            first.append(seen)
        if seen.shape == first[0].shape:
            pictures[name]["difference_to_first"] = float(numpy.abs(seen - first[0]).mean())

    bpy.ops.ed.undo_push(message="begin")
    window.show("RENDERED")
    yield from after("rendered")
    difference = yield from _difference_to_final_render(window, Path(arguments["folder"]))
    yield from after("after F12")

    cube.location.z = 1
    bpy.ops.ed.undo_push(message="move")
    yield from after("moved")
    bpy.ops.ed.undo()
    yield from after("undone")
    bpy.ops.ed.redo()
    yield from after("redone")
    bpy.ops.ed.undo()
    yield from after("undone again")

    cube = window.scene.objects["Cube"]
    cube.hide_set(True)
    yield from after("hidden")
    cube.hide_set(False)
    yield from after("shown")
    cube.hide_render = True  # not a viewport's matter
    yield from after("hidden in renders")
    cube.hide_viewport = True
    yield from after("hidden in viewports")
    cube.hide_viewport = cube.hide_render = False
    yield from after("shown again")
    window.space.show_object_viewport_mesh = False
    yield from after("meshes hidden")
    window.space.show_object_viewport_mesh = True
    yield from after("meshes shown")

    rotation = window.space.region_3d.view_rotation.copy()
    for _ in range(10):
        window.space.region_3d.view_rotation = Quaternion((0, 0, 1), 0.1) @ window.space.region_3d.view_rotation
        yield TICK_S
    yield from after("turned")
    window.space.region_3d.view_rotation = rotation
    yield from after("turned back")
    window.space.region_3d.view_perspective = "ORTHO"
    yield from after("orthographic")
    window.space.region_3d.view_perspective = "CAMERA"
    yield from after("camera")
    window.space.region_3d.view_perspective = "PERSP"
    yield from after("perspective")
    space = window.space
    space.render_border_min_x, space.render_border_max_x = 0.25, 0.75
    space.render_border_min_y, space.render_border_max_y = 0.5, 1.0
    space.use_render_border = True
    yield from after("border")
    space.use_render_border = False
    yield from after("no border")

    with window.override():
        bpy.ops.mesh.primitive_uv_sphere_add(location=(0, 0, 2))
    yield from after("added")
    with window.override():
        bpy.ops.object.mode_set(mode="EDIT")
    yield from after("edit mode")
    with window.override():
        bpy.ops.mesh.delete(type="VERT")
        bpy.ops.object.mode_set(mode="OBJECT")
        bpy.ops.object.delete()
    yield from after("deleted")

    window.scene.passbridge.viewport_is_paused = True
    window.scene.objects["Cube"].location.z = 1
    yield _REDRAW_S
    pictures["paused"] = window.picture()
    window.scene.passbridge.viewport_is_paused = False
    yield from after("goes on")
    window.scene.objects["Cube"].location.z = 0
    yield from after("at rest")

    other = bpy.data.scenes.new("Other")
    other.render.engine = "PASSBRIDGE"
    bpy.context.window_manager.windows[0].scene = other
    yield from after("other scene")
    bpy.context.window_manager.windows[0].scene = bpy.data.scenes["Scene"]
    yield from after("first scene")
    layer = window.scene.view_layers.new("Empty")
    for collection in layer.layer_collection.children:
        collection.exclude = True
    bpy.context.window_manager.windows[0].view_layer = layer
    yield from after("other view layer")
    bpy.context.window_manager.windows[0].view_layer = window.scene.view_layers[0]
    yield from after("first view layer")

    with window.override():
        bpy.ops.screen.region_quadview()
    yield from after("quad view", 4)
    with window.override():
        bpy.ops.screen.region_quadview()
    yield from after("one view")
    window.show("SOLID")
    yield _REDRAW_S
    return {"pictures": pictures, "difference_to_final_render": difference, "left_viewport_count": len(window.viewports())}


def _unusual(arguments: dict[str, Any], link: LauncherLink) -> Iterator[float]:
    """What viewports rarely meet; of each step the picture after it."""
    window = Window.of("PASSBRIDGE")
    window.scene.passbridge.viewport_samples = 1
    pictures: dict[str, Any] = {}
    cube, region_3d = window.scene.objects["Cube"], window.space.region_3d

    def after(name: str) -> Iterator[float]:
        link.enter(name)
        yield from window.complete()
        pictures[name] = window.picture()

    window.show("RENDERED")
    yield from after("rendered")
    cube.select_set(True)
    for name in ("local view", "whole scene"):
        with window.override():
            bpy.ops.view3d.localview(frame_selected=False)
        yield from after(name)
    for name in ("view_location", "view_distance", "view_rotation"):
        value = getattr(region_3d, name)
        before = value if isinstance(value, float) else value.copy()
        setattr(region_3d, name, math.nan if isinstance(value, float) else [math.nan] * len(value))
        yield 2 * TICK_S
        setattr(region_3d, name, before)
        yield from after(f"{name} was no number")

    region_3d.view_perspective = "CAMERA"
    yield from after("camera")
    region_3d.view_camera_zoom = 29
    yield from after("zoomed")
    region_3d.view_camera_offset = 0.2, -0.1
    yield from after("shifted")
    left, top = window.region.width // 4, window.region.height // 4
    with window.override():
        bpy.ops.view3d.render_border(xmin=left, xmax=2 * left, ymin=top, ymax=2 * top)
    yield from after("render region")
    window.scene.render.use_border = False
    region_3d.view_perspective = "PERSP"
    yield from after("perspective")

    def replace(scene: bpy.types.Scene, _: bpy.types.Depsgraph) -> None:
        """Deletes what has just been evaluated, and its mesh."""
        for mesh in [mesh for mesh in bpy.data.meshes if mesh.name.startswith("Replaced")]:
            bpy.data.meshes.remove(mesh)
        mesh = cube.data.copy()
        mesh.name = "Replaced"
        scene.collection.objects.link(bpy.data.objects.new("Replaced", mesh))

    bpy.app.handlers.depsgraph_update_post.append(replace)
    for step in range(10):
        cube.location.z = step / 10
        yield TICK_S
    bpy.app.handlers.depsgraph_update_post.remove(replace)
    yield from after("replaced by a handler")
    bpy.data.batch_remove([each for each in bpy.data.objects if each.name.startswith("Replaced")])
    link.enter("changing 10,000 times")
    with window.override():
        for step in range(10_000):
            cube.location.z = step % 100
            window.window.view_layer.update()
    cube.location.z = 0
    yield from after("changed 10,000 times")

    link.enter("closing while it draws")
    for step in range(4):
        window.scene.passbridge.viewport_samples = 1000 + step
        yield step * TICK_S
        area = window.area
        area.type = "IMAGE_EDITOR"
        yield TICK_S
        area.type = "VIEW_3D"
        window.show("RENDERED")
        yield step * TICK_S
    link.enter("disabling the add-on while it draws")
    module = next(name for name in bpy.context.preferences.addons.keys() if "passbridge" in name)
    addon_utils.disable(module)
    yield 2 * TICK_S
    pictures["disabled"] = [viewport.error for viewport in window.viewports()]
    addon_utils.enable(module)
    window.scene.render.engine = "PASSBRIDGE"
    window.scene.passbridge.viewport_samples = 1
    yield from after("enabled")

    link.enter("opening a second window")
    with window.override():
        bpy.ops.wm.window_new()
    yield 2 * TICK_S
    second = bpy.context.window_manager.windows[1]
    (area,) = second.screen.areas
    area.type, area.ui_type = "VIEW_3D", "VIEW_3D"
    area.spaces.active.shading.type = "RENDERED"
    other = bpy.data.scenes.new("Other")
    other.render.engine = "PASSBRIDGE"
    other.passbridge.viewport_samples = 1
    other.collection.objects.link(cube)
    second.scene = other
    yield TICK_S
    region = next(region for region in area.regions if region.type == "WINDOW")
    with bpy.context.temp_override(window=second, area=area, region=region):
        bpy.ops.screen.region_quadview()
    cube.data.vertices[0].co.x += 0.1
    cube.data.update()
    yield from window.complete(5)
    pictures["two windows"] = [viewport.error for viewport in window.viewports()]
    bpy.data.scenes.remove(other)
    with bpy.context.temp_override(window=second):
        bpy.ops.wm.window_close()
    yield 2 * TICK_S
    cube.data.vertices[0].co.x -= 0.1
    cube.data.update()
    yield from after("one window")
    return {"pictures": pictures}


def _difference_to_final_render(window: Window, folder: Path) -> Iterator[float]:
    """Mean difference of display values (0 - 1) between the viewport and F12 by a camera that stands there; more where there is none."""
    region_3d, scene = window.space.region_3d, window.scene
    camera = bpy.data.objects.new("Eye", bpy.data.cameras.new("Eye"))
    scene.collection.objects.link(camera)
    camera.matrix_world = region_3d.view_matrix.inverted()
    camera.data.sensor_fit, camera.data.sensor_width = "HORIZONTAL", 36
    camera.data.lens = region_3d.window_matrix[0][0] * 18
    camera.data.clip_start, camera.data.clip_end = window.space.clip_start, window.space.clip_end
    before = scene.camera
    scene.camera = camera
    scene.render.resolution_x, scene.render.resolution_y = window.region.width, window.region.height
    scene.render.resolution_percentage = 100
    scene.passbridge.samples = scene.passbridge.viewport_samples
    yield from window.complete()
    seen = pixels_of(window.viewports()[0])
    yield from window.final_render()
    path = folder / "final.exr"
    scene.render.image_settings.file_format = "OPEN_EXR"
    scene.render.image_settings.color_mode = "RGBA"
    bpy.data.images["Render Result"].save_render(str(path), scene=scene)
    image = bpy.data.images.load(str(path))
    values = numpy.empty(len(image.pixels), numpy.float32)
    image.pixels.foreach_get(values)
    final = values.reshape(image.size[1], image.size[0], 4)
    bpy.data.images.remove(image)
    scene.camera = before
    bpy.data.objects.remove(camera)
    if final.shape != seen.shape:
        return f"{final.shape} and {seen.shape}"
    return float(numpy.abs(_displayed(seen) - _displayed(final)).mean())


def _displayed(linear: numpy.ndarray) -> numpy.ndarray:
    """sRGB, as the view transform Standard shows it."""
    clipped = numpy.clip(linear[..., :3].astype(numpy.float32), 0, 1)
    return numpy.where(clipped <= 0.0031308, clipped * 12.92, 1.055 * clipped ** (1 / 2.4) - 0.055)


def _failures(arguments: dict[str, Any], link: LauncherLink) -> Iterator[float]:
    """A renderer that fails where the samples are odd."""
    engine = _register(arguments, "BrokenRenderer$Sometimes")
    window = Window.of(engine)
    settings = getattr(window.scene, engine.lower())
    found = {}
    settings.samples = 2
    window.show("RENDERED")
    for name, samples in (("whole", 2), ("failed", 3), ("whole again", 4)):
        link.enter(name)
        settings.samples = samples
        yield from window.complete()
        yield _REDRAW_S
        found[name] = window.picture()
        found[name]["photograph"] = Camera(Path(arguments["screen"]), Path(arguments["folder"])).take(name)
    return found


def _hanging(arguments: dict[str, Any], link: LauncherLink) -> Iterator[float]:
    """A renderer that does not return, and all that a user may do meanwhile. Blender ends itself, without a result."""
    import passbridge

    camera = Camera(Path(arguments["screen"]), Path(arguments["folder"]))
    window = Window.of(_register(arguments, "DeafRenderer$AtFirst"))
    path = Path(arguments["folder"], "hanging.blend")
    bpy.ops.wm.save_as_mainfile(filepath=str(path))

    def begin(status: str) -> Iterator[float]:
        """Until the viewport tells since when there has been nothing else."""
        window.show("RENDERED")
        yield TICK_S
        yield from until(lambda: [viewport.status.partition(", for ")[:2] for viewport in window.viewports()] == [(status, ", for ")])

    link.enter("waiting for a renderer to hang with the scene")
    window.space.overlay.show_overlays = True  # what is said is among them
    yield from begin("Uploading scene")
    yield _REDRAW_S
    camera.take("uploading")
    link.enter("rendering beside it")
    yield from window.final_render()
    link.enter("opening a file beside it")
    bpy.ops.wm.open_mainfile(filepath=str(path))
    yield 2 * TICK_S
    window = Window.of("TEST_VIEWPORT")
    window.show("RENDERED")
    yield from window.complete()

    class DeafEngine(passbridge.JavaRenderEngine):
        bl_idname, bl_label = "DEAF", "Deaf"
        java = passbridge.Java("passbridge.testrenderer.DeafRenderer", [arguments["test_jar"]])

    passbridge.register_engine(DeafEngine)
    link.enter("waiting for a renderer to hang with a picture")
    window.scene.render.engine = DeafEngine.bl_idname
    yield from begin("Drawing, sample 0/1")
    window.scene.render.engine = "BLENDER_WORKBENCH"
    yield TICK_S
    passbridge.unregister_engine(DeafEngine)
    passbridge.register_engine(DeafEngine)
    window.scene.render.engine = DeafEngine.bl_idname
    yield from begin("Drawing, sample 0/1")
    link.enter("quitting beside it")
    bpy.ops.wm.quit_blender()
    yield _LIMIT_S


def _examples(arguments: dict[str, Any], link: LauncherLink) -> Iterator[float]:
    """Engines of other people, which know nothing of viewports."""
    import passbridge

    found = {}
    camera = Camera(Path(arguments["screen"]), Path(arguments["folder"]))
    for path in map(Path, arguments["modules"]):
        link.enter(path.stem)
        sys.path.insert(0, str(path.parent))
        module = importlib.import_module(path.stem)
        [engine] = [
            each
            for each in vars(module).values()
            if isinstance(each, type) and issubclass(each, passbridge.JavaRenderEngine) and each.__module__ == path.stem
        ]
        passbridge.register_engine(engine)
        window = Window.of(engine.bl_idname)
        window.show("RENDERED")
        yield from window.complete()
        yield _REDRAW_S
        found[path.stem] = window.picture()
        found[path.stem]["value_count"] = len(numpy.unique(pixels_of(window.viewports()[0])))
        camera.take(path.stem)
        window.show("SOLID")
        yield TICK_S
        passbridge.unregister_engine(engine)
    return found
