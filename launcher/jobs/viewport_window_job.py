# SPDX-License-Identifier: Apache-2.0
"""Shows pictures in a viewport by passbridge.ViewportPicture, and photographs the window."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import bpy

import addon
from launcher_link import LauncherLink
from window_job import Camera

# Blender draws its window some moments after it was asked to.
_REDRAW_S = 2.0
_PLACE_PIXELS = (120, 30)
_ENLARGED_PLACE_PIXELS = (280, 30)
_ENLARGEMENT = 2


def run(arguments: dict[str, Any], link: LauncherLink) -> Iterator[float]:
    link.enter("preparing the viewport")
    addon.enable(arguments["addon_folder"])
    import passbridge

    width, height = arguments["size_pixels"]
    picture = passbridge.ViewportPicture(width, height)
    errors: list[str] = []

    class PictureEngine(bpy.types.RenderEngine):
        bl_idname, bl_label = "PASSBRIDGE_PICTURE", "Picture"

        def view_update(self, context: bpy.types.Context, depsgraph: bpy.types.Depsgraph) -> None:
            pass

        def view_draw(self, context: bpy.types.Context, depsgraph: bpy.types.Depsgraph) -> None:
            try:
                picture.draw(self, context, (*_PLACE_PIXELS, width, height))
                picture.draw(self, context, (*_ENLARGED_PLACE_PIXELS, _ENLARGEMENT * width, _ENLARGEMENT * height))
            except Exception as error:
                errors.append(f"{type(error).__name__}: {error}")

    bpy.utils.register_class(PictureEngine)
    scene = bpy.context.scene
    scene.render.engine = PictureEngine.bl_idname
    scene.render.dither_intensity = 0
    scene.view_settings.view_transform = "Standard"
    (area,) = (area for area in bpy.context.window_manager.windows[0].screen.areas if area.type == "VIEW_3D")
    area.spaces[0].overlay.show_overlays = area.spaces[0].show_gizmo = False
    area.spaces[0].shading.type = "RENDERED"
    camera = Camera(Path(arguments["screen"]), Path(arguments["folder"]))
    photographs = []
    for name in arguments["pixels"]:
        link.enter(f"showing {name}")
        picture.write(Path(arguments["folder"], name).read_bytes())
        area.tag_redraw()
        yield _REDRAW_S
        photographs.append(camera.take(name))
    return {"error": "; ".join(errors[:1]), "photographs": photographs}
