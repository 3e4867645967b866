# SPDX-License-Identifier: GPL-3.0-or-later
"""What a user can call."""

from __future__ import annotations

import bpy

from . import doctor


class PASSBRIDGE_OT_doctor(bpy.types.Operator):
    bl_idname = "passbridge.doctor"
    bl_label = "Check Passbridge"
    bl_description = "Find out what Passbridge runs on and print a report to the console"

    def execute(self, context: bpy.types.Context) -> set[str]:
        report = doctor.report(timings=False)
        for name, value in report:
            print(f"Passbridge: {name}: {value}")
        problems = [f"{name}: {value}" for name, value in report if value.startswith(doctor.PROBLEM)]
        if problems:
            self.report({"ERROR"}, problems[0])
        else:
            self.report({"INFO"}, "Passbridge works: the report is on the console")
        return {"FINISHED"}


def register() -> None:
    bpy.utils.register_class(PASSBRIDGE_OT_doctor)


def unregister() -> None:
    bpy.utils.unregister_class(PASSBRIDGE_OT_doctor)
