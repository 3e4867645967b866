# SPDX-License-Identifier: GPL-3.0-or-later
"""The device that Blender draws with: asked for where Blender draws, and nowhere else. What windows say is in launcher/tests/test_windows.py."""

from __future__ import annotations

import json
import os
import subprocess
import threading

import pytest
from passbridge.engine import blenders_device

ASKING = """
import bpy, json, os, sys
sys.path.insert(0, os.environ["PASSBRIDGE_ADDON_PATH"])
import gpu
from passbridge.addon import doctor
from passbridge.addon.engine import PassbridgeRenderEngine
from passbridge.engine.blenders_device import blenders_renderer
import passbridge
passbridge.register_engine(PassbridgeRenderEngine)
before = blenders_renderer()
if hasattr(gpu, "init"):
    gpu.init()
renderer = gpu.platform.renderer_get() if hasattr(gpu, "init") else ""
context = dict(doctor.report(timings=False)).get("OpenGL context")
print("\\nsaid: " + json.dumps([before, renderer, blenders_renderer(), context]), flush=True)
os._exit(0)
"""


def test_a_blender_without_a_window_says_what_it_draws_with_once_it_does(tmp_path):
    """In a process of its own: other tests have Blender draw."""
    script = tmp_path / "asking.py"
    script.write_text(ASKING)
    command = [*json.loads(os.environ["PASSBRIDGE_BLENDER_COMMAND"]), script]
    output = subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, errors="replace").stdout
    said = [line for line in output.splitlines() if line.startswith("said: ")]
    assert said, output
    before, renderer, after, context = json.loads(said[0].removeprefix("said: "))
    assert before == "" and after == renderer
    assert context.endswith(", which Blender draws with") == bool(renderer), context


@pytest.fixture
def asked(monkeypatch):
    """The threads that Blender was asked on."""
    threads = []
    monkeypatch.setattr(blenders_device, "_ask", lambda: threads.append(threading.current_thread()))
    monkeypatch.setattr(blenders_device, "_renderer", "what it said")
    return threads


def test_blender_is_asked_on_its_main_thread_alone(asked):
    answers = []
    thread = threading.Thread(target=lambda: answers.append(blenders_device.blenders_renderer()))
    thread.start()
    thread.join()
    assert (answers, asked) == (["what it said"], [])
    assert blenders_device.blenders_renderer() == "what it said" and asked == [threading.main_thread()]


class Window:
    """Stands for ``bpy`` in a Blender with a window."""

    background = False

    def __init__(self):
        self.app = self.timers = self
        self.timer, self.is_persistent = None, False

    def is_registered(self, function):
        return self.timer is function

    def register(self, function, persistent):
        self.timer, self.is_persistent = function, persistent

    def unregister(self, function):
        self.timer = None


@pytest.mark.parametrize("said", ["", "what it said"])
def test_a_window_that_has_no_opengl_yet_is_asked_again(asked, monkeypatch, said):
    window = Window()
    monkeypatch.setattr(blenders_device, "bpy", window)
    monkeypatch.setattr(blenders_device, "_renderer", said)
    with blenders_device.asking_blender():
        assert len(asked) == 1
        with blenders_device.asking_blender():  # another engine
            assert window.is_registered(blenders_device._ask) == window.is_persistent == (not said)
    assert window.timer is None
