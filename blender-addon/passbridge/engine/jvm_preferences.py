# SPDX-License-Identifier: GPL-3.0-or-later
"""Preferences of an add-on that say which JVM to take, and how to start it. A process has one JVM: those of the Passbridge add-on hold for
all engines; without it, those of the add-on whose engine renders first."""

from __future__ import annotations

import shlex
from typing import TYPE_CHECKING

import bpy

from ..jvm import JvmSettings

if TYPE_CHECKING:
    from .java_render_engine import JavaRenderEngine

_PASSBRIDGE = "passbridge"


class JvmPreferences:
    """What a class that derives from it and from ``bpy.types.AddonPreferences`` has of the JVM."""

    java_home: bpy.props.StringProperty(
        name="Java",
        description="Folder of a JDK or JRE, version 17 or newer. Empty: the one that came with the add-on, JAVA_HOME, java on the PATH, the system's usual "
        "folders",
        subtype="DIR_PATH",
    )
    heap_mib: bpy.props.IntProperty(
        name="Heap (MiB)",
        description="Most memory that Java objects may take; 0: a quarter of this computer's",
        default=0,
        min=0,
        max=1 << 20,
    )
    jvm_options: bpy.props.StringProperty(
        name="Options", description="Further options for the JVM, as on java's command line, for example for a debugger"
    )

    gpu: bpy.props.StringProperty(
        name="Graphics Device",
        description="On Linux: the number of the device to draw with, or a part of its name as \"Check Passbridge\" shows it. Empty: the one "
        "that Blender draws with, in the background the first that works, hardware before software",
    )

    def draw(self, context: bpy.types.Context) -> None:
        layout = self.layout
        layout.use_property_split = True
        if not _is_passbridges(self.bl_idname) and _of_passbridge() is not None:
            layout.label(text="Java, heap, options and graphics device are those of the Passbridge add-on", icon="INFO")
            return
        layout.prop(self, "java_home")
        layout.prop(self, "heap_mib")
        layout.prop(self, "jvm_options")
        layout.prop(self, "gpu")
        layout.label(text="Changes take effect after a restart of Blender once Java runs", icon="INFO")


_registered: dict[str, type[bpy.types.AddonPreferences]] = {}


def register_jvm_preferences(add_on: str) -> None:
    """Give an add-on preferences of Java, heap and options. For ``register`` of an add-on of engines, with its ``__name__``."""
    name = f"{add_on.rpartition('.')[2]}_jvm_preferences"
    made = type(name, (JvmPreferences, bpy.types.AddonPreferences), {"bl_idname": add_on})
    bpy.utils.register_class(made)
    _registered[add_on] = made


def unregister_jvm_preferences(add_on: str) -> None:
    """Mirror of ``register_jvm_preferences``."""
    bpy.utils.unregister_class(_registered.pop(add_on))


def jvm_settings(engine: type[JavaRenderEngine] | JavaRenderEngine) -> JvmSettings:
    """What the preferences say that hold for an engine; the defaults where there are none."""
    preferences = _of_passbridge()
    if preferences is None:
        module = f"{(engine if isinstance(engine, type) else type(engine)).__module__}."
        own = (each.preferences for name, each in bpy.context.preferences.addons.items() if module.startswith(f"{name}."))
        preferences = next((each for each in own if hasattr(each, "jvm_options")), None)
    if preferences is None:
        return JvmSettings()
    options = tuple(shlex.split(preferences.jvm_options))
    return JvmSettings(bpy.path.abspath(preferences.java_home), preferences.heap_mib, options, preferences.gpu)


def _of_passbridge() -> bpy.types.AddonPreferences | None:
    """Those of the Passbridge add-on, under whatever name it is enabled."""
    for name, add_on in bpy.context.preferences.addons.items():
        if _is_passbridges(name) and add_on.preferences:
            return add_on.preferences
    return None


def _is_passbridges(add_on: str) -> bool:
    return add_on.rpartition(".")[2] == _PASSBRIDGE
