# SPDX-License-Identifier: GPL-3.0-or-later
"""The base class of render engines in Java. It only forwards."""

from __future__ import annotations

import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, ClassVar

import bpy

from ..properties import SettingValue
from ..scene.reader import SceneReader
from . import frame, passes, presets, settings
from .java import Java
from .passes import DeclaredPass
from .sessions import EngineSession
from .settings import Setting
from .viewport import Viewport


class JavaRenderEngine(bpy.types.RenderEngine):
    """Derive from this class, declare what the engine is, and hand the class to ``register_engine``. Nothing else is needed.

    Defining a class whose passes or settings can't work raises PassbridgeError.
    """

    java: ClassVar[Java]
    """The renderer."""
    passes: ClassVar[Sequence[DeclaredPass]] = ()
    """What the renderer fills beside Combined: passes, each of which can be switched off in the view layer, and functions that give
    the passes of a view layer, such as ``Pass.aovs``, ``Pass.light_groups`` and ``Pass.cryptomatte``."""
    settings: ClassVar[Sequence[Setting]] = ()
    """What a user can set, saved with the scene, or with what ``Setting.on`` says: ``<data block>.<bl_idname in lower case>.<name>``."""

    sampling_presets: ClassVar[Mapping[str, Mapping[str, SettingValue]]] = {}
    """Values of those scene settings that the panel Sampling shows, by the presets' names. Users add presets of their own to these."""

    motion_step_count: ClassVar[int] = 0
    """How often the renderer is told where camera, objects, lights and what deforms are: at so many times, evenly spread from the opening of the shutter to its closing. 2 or more:
    1 is the opening alone. 0: it draws no motion blur. Each time Blender evaluates the scene once more."""

    version: ClassVar[str]
    """This and the following are for ``./passbridge package`` alone, which reads them without running Python: the add-on's version, like
    ``1.2.3``; without one that of pom.xml, or 1.0.0."""
    maintainer: ClassVar[str]
    """Who makes the add-on; without one the first developer in pom.xml."""
    website: ClassVar[str]
    license: ClassVar[str]
    """An SPDX identifier; without one GPL-3.0-or-later."""

    bl_use_preview = True
    bl_use_eevee_viewport = True
    bl_use_shading_nodes_custom = False

    # Of one engine. Blender makes it without a call that could be relied on in all versions, so it comes with the first frame.
    scene_reader: SceneReader | None = None
    preview_session: EngineSession | None = None
    viewport: Viewport | None = None

    def __init_subclass__(cls, **arguments: Any) -> None:
        super().__init_subclass__(**arguments)
        passes.check(cls.passes)
        settings.check(cls.settings)
        presets.check(cls.sampling_presets, cls.settings)

    @classmethod
    def jars(cls) -> list[Path]:
        """The jars of ``java``, found from the module of the class that declares it.

        Raises PassbridgeError where one is missing.
        """
        declaring = next((each for each in cls.__mro__ if "java" in vars(each)), cls)
        module_file = getattr(sys.modules.get(declaring.__module__), "__file__", None)
        return cls.java.jars(Path(module_file).parent if module_file else Path.cwd())

    def update_render_passes(self, scene: bpy.types.Scene, renderlayer: bpy.types.ViewLayer) -> None:
        """Called by Blender when the compositor asks for the passes."""
        passes.register(self, scene, renderlayer)

    def render(self, depsgraph: bpy.types.Depsgraph) -> None:
        """Called by Blender for each view layer of a final render, in a thread of its own."""
        if self.scene_reader is None:
            self.scene_reader = SceneReader()
        frame.add_report(frame.render_view_layer(self, depsgraph, self.scene_reader))

    def view_update(self, context: bpy.types.Context, depsgraph: bpy.types.Depsgraph) -> None:
        """Called by Blender when the scene of a Rendered viewport changes."""
        self._opened_viewport().update(context, depsgraph)

    def view_draw(self, context: bpy.types.Context, depsgraph: bpy.types.Depsgraph) -> None:
        """Called by Blender to draw a Rendered viewport."""
        self._opened_viewport().draw(context, depsgraph)

    def _opened_viewport(self) -> Viewport:
        if self.viewport is None:
            self.viewport = Viewport(self)
        return self.viewport
