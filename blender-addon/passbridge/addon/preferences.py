# SPDX-License-Identifier: GPL-3.0-or-later
"""Preferences of the add-on: which JVM, and how to start it."""

from __future__ import annotations

import bpy

# The add-on's package: 'passbridge', or 'bl_ext.….passbridge' as an extension.
_ADDON = __package__.rpartition(".")[0]


class PassbridgePreferences(bpy.types.AddonPreferences):
    bl_idname = _ADDON

    java_home: bpy.props.StringProperty(
        name="Java",
        description="Folder of a JDK or JRE, version 17 or newer. Empty: JAVA_HOME, java on the PATH, the system's usual folders",
        subtype="DIR_PATH",
    )
    heap_mib: bpy.props.IntProperty(
        name="Heap",
        description="Most memory that Java objects may take, in MiB; 0: a quarter of this computer's",
        default=0,
        min=0,
        max=1 << 20,
    )
    jvm_options: bpy.props.StringProperty(
        name="Options", description="Further options for the JVM, as on java's command line, for example for a debugger"
    )

    def draw(self, context: bpy.types.Context) -> None:
        layout = self.layout
        layout.use_property_split = True
        layout.prop(self, "java_home")
        layout.prop(self, "heap_mib")
        layout.prop(self, "jvm_options")
        layout.label(text="Changes take effect after a restart of Blender once Java runs", icon="INFO")
        layout.operator("passbridge.doctor", icon="CHECKMARK")


def register() -> None:
    bpy.utils.register_class(PassbridgePreferences)


def unregister() -> None:
    bpy.utils.unregister_class(PassbridgePreferences)
