# SPDX-License-Identifier: GPL-3.0-or-later
"""Render engines for Blender that are written in Java: what their add-ons declare, and everything that follows from it."""

from .java import Java
from .java_render_engine import JavaRenderEngine
from .jvm_preferences import register_jvm_preferences, unregister_jvm_preferences
from .passes import Pass
from .registration import register_engine, unregister_engine
from .settings import Setting, sampling_settings

__all__ = [
    "Java",
    "JavaRenderEngine",
    "Pass",
    "Setting",
    "register_engine",
    "register_jvm_preferences",
    "sampling_settings",
    "unregister_engine",
    "unregister_jvm_preferences",
]
