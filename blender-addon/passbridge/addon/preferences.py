# SPDX-License-Identifier: GPL-3.0-or-later
"""Preferences of the add-on: those of the JVM, and a check of the installation."""

from __future__ import annotations

import bpy

from passbridge.engine.jvm_preferences import JvmPreferences

# The add-on's package: 'passbridge', or 'bl_ext.….passbridge' as an extension.
_ADDON = __package__.rpartition(".")[0]


class PassbridgePreferences(JvmPreferences, bpy.types.AddonPreferences):
    bl_idname = _ADDON

    def draw(self, context: bpy.types.Context) -> None:
        super().draw(context)
        self.layout.operator("passbridge.doctor", icon="CHECKMARK")


def register() -> None:
    bpy.utils.register_class(PassbridgePreferences)


def unregister() -> None:
    bpy.utils.unregister_class(PassbridgePreferences)
