# SPDX-License-Identifier: Apache-2.0
"""Renders in a window as a user does, and photographs what the window shows.

Sets the scene up before the first render: after one Blender may refuse to write to data blocks. Panels that are drawn while an engine
written in Python renders leave its lock on them closed.
"""

import mmap
import struct
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import bpy

import addon
from launcher_link import LauncherLink

_PHOTOGRAPH_EVERY_S = 0.2
# Blender redraws a moment after a render has ended.
_REDRAW_S = 2.0


def run(arguments: dict[str, Any], link: LauncherLink) -> Iterator[float]:
    link.enter("preparing the window")
    addon.enable(arguments["addon_folder"])
    import passbridge

    class ConfettiEngine(passbridge.JavaRenderEngine):
        bl_idname, bl_label = "CONFETTI", "Confetti"
        java = passbridge.Java(arguments["renderer"], [arguments["test_jar"]])

    passbridge.register_engine(ConfettiEngine)
    scene = _scene(ConfettiEngine.bl_idname, arguments)
    if "look_count" in arguments:
        return (yield from _look_at_ends(arguments["look_count"], link))
    return (yield from _render_and_photograph(scene, Path(arguments["folder"]), Path(arguments["screen"]), link))


def _render_and_photograph(scene: bpy.types.Scene, folder: Path, screen: Path, link: LauncherLink) -> Iterator[float]:
    """A still and an animation, as F12 and Ctrl F12 make them. Before them another still, during which Java starts and the window compiles
    its shaders."""
    import gpu
    from passbridge.addon import doctor
    from passbridge.engine.frame import frame_reports

    camera = Camera(screen, folder)
    taken: dict[str, list[str]] = {}
    for name, animation in (("first", False), ("still", False), ("animation", True)):
        link.enter(f"rendering a {name} in the window")
        with bpy.context.temp_override(window=bpy.context.window_manager.windows[0]):
            bpy.ops.render.render("INVOKE_DEFAULT", animation=animation)
        photographs = taken[name] = []
        yield _PHOTOGRAPH_EVERY_S
        _show_pixel_by_pixel()
        while bpy.app.is_job_running("RENDER"):
            photographs.append(camera.take(f"{name}-{len(photographs)}"))
            yield _PHOTOGRAPH_EVERY_S
        yield _REDRAW_S
        photographs.append(camera.take(f"{name}-ended"))
        if name == "still":
            bpy.data.images["Render Result"].save_render(str(folder / "still.bmp"), scene=scene)
    errors = [report.error for report in frame_reports]
    link.enter("asking which device is drawn with")
    ours = dict(doctor.report(timings=False))["OpenGL context"]
    return {"photographs": taken, "errors": errors, "blenders_renderer": gpu.platform.renderer_get(), "our_context": ours}


def _look_at_ends(count: int, link: LauncherLink) -> Iterator[float]:
    """So many stills, each looked at as soon as it is drawn at: that may be when it ends."""
    from passbridge.engine import unfinished_pictures
    from passbridge.engine.frame import frame_reports
    from passbridge.session import Frame

    asked_count, errors = 0, []
    refresh = Frame.refresh

    def counting_refresh(frame: Frame, targets: Any) -> None:
        nonlocal asked_count
        asked_count += 1
        refresh(frame, targets)

    unfinished_pictures._FIRST_AFTER_S, Frame.refresh = 0, counting_refresh
    for index in range(count):
        if index % 100 == 0:
            link.enter(f"rendering still {index}")
            yield 0
        bpy.ops.render.render()
        errors.append(frame_reports[-1].error)
    return {"errors": errors, "asked_count": asked_count}


def _scene(engine: str, arguments: dict[str, Any]) -> bpy.types.Scene:
    scene = bpy.context.scene
    render = scene.render
    render.engine = engine
    render.resolution_x, render.resolution_y = arguments["size_pixels"]
    render.resolution_percentage = 100
    render.filepath = str(Path(arguments["folder"], "animation-"))
    scene.frame_start, scene.frame_end = 1, arguments["frame_count"]
    render.dither_intensity = 0
    render.image_settings.file_format = "BMP"  # without compression
    render.image_settings.color_mode = "RGB"
    scene.view_settings.view_transform = "Standard"
    bpy.context.preferences.view.render_display_type = "AREA"
    return scene


def _show_pixel_by_pixel() -> None:
    """One of the picture is one of the screen."""
    window = bpy.context.window_manager.windows[0]
    (area,) = (area for area in window.screen.areas if area.type == "IMAGE_EDITOR")
    (region,) = (region for region in area.regions if region.type == "WINDOW")
    with bpy.context.temp_override(window=window, area=area, region=region):
        bpy.ops.image.view_zoom_ratio(ratio=1)


@dataclass(frozen=True)
class ScreenLayout:
    """Where pixels are in the memory of a screen: four bytes each, blue first, rows from the top."""

    width: int
    height: int
    row_bytes: int
    start: int
    """Of the first pixel, in bytes."""

    @classmethod
    def of(cls, screen: mmap.mmap) -> "ScreenLayout":
        header = struct.unpack_from(">25I", screen)  # XWDFileHeader of X11/XWDFile.h
        if header[11] != 32:
            raise RuntimeError(f"the screen has {header[11]} bits a pixel instead of 32")
        return cls(header[4], header[5], header[12], header[0] + 12 * header[19])  # the colours of the table have 12 bytes each


class Camera:
    """Photographs the screen of an X server that keeps it in a file, as `Xvfb -fbdir` does, in the format of xwd."""

    def __init__(self, screen: Path, folder: Path) -> None:
        self._screen = screen
        self._folder = folder

    def take(self, name: str) -> str:
        """A file with the whole screen: width and height as 32-bit numbers, then rows of pixels from the top, three bytes each: blue, green,
        red."""
        with self._screen.open("rb") as file, mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as screen:
            layout = ScreenLayout.of(screen)
            width, height, row_bytes = layout.width, layout.height, layout.row_bytes
            pixels = screen[layout.start : layout.start + row_bytes * height]
        path = self._folder / f"{name}.photograph"
        with path.open("wb") as file:
            file.write(struct.pack("<2I", width, height))
            for row in range(height):
                words = pixels[row * row_bytes : row * row_bytes + 4 * width]
                photographed = bytearray(3 * width)
                for channel in range(3):
                    photographed[channel::3] = words[channel::4]
                file.write(photographed)
        return path.name
