# SPDX-License-Identifier: Apache-2.0
"""The viewport of Blender's only window."""

import bpy


class ViewportWindow:
    """Looks for all of it anew each time: files that are opened, and undo, have others."""

    def clear(self) -> None:
        """Hide what would lie over the picture."""
        space = self.space
        space.overlay.show_overlays = space.show_gizmo = False
        space.show_region_header = space.show_region_tool_header = space.show_region_toolbar = False

    @property
    def window(self) -> bpy.types.Window:
        return bpy.context.window_manager.windows[0]

    @property
    def scene(self) -> bpy.types.Scene:
        return self.window.scene

    @property
    def area(self) -> bpy.types.Area:
        (area,) = (area for area in self.window.screen.areas if area.type == "VIEW_3D")
        return area

    @property
    def space(self) -> bpy.types.SpaceView3D:
        return self.area.spaces.active

    @property
    def region(self) -> bpy.types.Region:
        return next(region for region in self.area.regions if region.type == "WINDOW")

    def show(self, shading: str) -> None:
        self.space.shading.type = shading
