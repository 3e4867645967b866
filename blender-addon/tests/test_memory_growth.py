# SPDX-License-Identifier: GPL-3.0-or-later
"""Nothing is left behind. Runs in a process of its own: until the JVM has filled the heap that other tests made it take, all its
garbage would count."""

from __future__ import annotations

import gc
import os
import re
import shutil
import time
import zipfile
from collections import Counter

import bpy
import pytest
from process_memory import descriptor_count, jcmd, resident_bytes, thread_counts
from rendering import render
from test_increments import FRAME_COUNT, add_object, animated  # noqa: F401: a fixture

pytestmark = pytest.mark.skipif(not os.path.exists("/proc/self/statm"), reason="this system does not tell of resident memory that way")

# The allocators of Blender, the JVM and Mesa keep some of what they were given back; a leak of one of these scenes' meshes in each frame of the
# longest animation would be ten times that.
MOST_GROWTH_BYTES = 16 << 20

# What is ours runs in all versions: the oldest and the newest show it for as long as the goal says, the others for as long as counting needs.
IS_WHOLE = bpy.app.version < (4, 2) or bpy.app.version >= (5, 2)

COUNTING_RENDERER = "passbridge.testrenderer.CountingRenderer"

# A leak leaves at least one of a kind each round, of which there are more than 60 between early and late. Caches differ by a few.
MOST_LEFT_COUNT = 10

# What of Passbridge holds a frame or its renderer after its end lets go of it then; the rest is for a busy machine.
GRACE_S = 6
MOST_WAIT_S = 60


def rendered(scene: bpy.types.Scene):
    """Renders, and gives the frame's report."""
    (report,) = render(scene)
    assert report.ok, report.error
    return report


def counts(scene: bpy.types.Scene) -> dict[str, int]:
    """What there is in this process, without garbage: kind by kind. CountingRenderer tells of OpenGL and of Java's direct memory; for that
    the scene is rendered again."""
    gc.collect()
    jcmd("GC.run")
    report = rendered(scene)
    time.sleep(GRACE_S)
    kinds = (type(each) for each in gc.get_objects())
    found = Counter(f"Python's {kind.__name__}" for kind in kinds if str(kind.__module__).startswith("passbridge."))
    # The histogram is of live objects: the JVM collects its garbage first. On a busy machine it lets more of it pile up.
    for _, count, _, name in re.findall(r"(\d+): +(\d+) +(\d+) +(\S+)", jcmd("GC.class_histogram")):
        if name.startswith(("passbridge.", "java.net.URLClassLoader", "java.nio.DirectByteBuffer")):
            found[f"Java's {name.partition('$$Lambda')[0]}"] += int(count)
    for name, count in thread_counts().items():
        found[f"threads {name}"] = count
    found["descriptors"] = descriptor_count()
    for warning in report.warnings:
        counted = re.fullmatch("count of (.+): ([0-9]+)", warning)
        if counted:
            found[counted[1]] = int(counted[2])
    return dict(found)


class Growth:
    """What a process has early and late in a run. Of resident memory, what is left behind is what the lowest of the late samples has more
    than the highest of the early ones: allocators give pages back in waves, jemalloc's in Blender 3.4 of 20 MB."""

    def __init__(self, early: range, late: range) -> None:
        """``early``, ``late``: the steps of the run after which to look. Things are counted in the last ones."""
        self._resident_bytes: dict[range, list[int]] = {early: [], late: []}
        self._last_early_step = early[-1]
        self.early_counts: dict[str, int] = {}

    def look(self, step: int, scene: bpy.types.Scene) -> None:
        """Look, where it is time. ``scene``: what was rendered in this step."""
        for steps, samples in self._resident_bytes.items():
            if step in steps:
                samples.append(resident_bytes())
        if step == self._last_early_step:
            self.early_counts = counts(scene)

    def check(self, scene: bpy.types.Scene) -> None:
        """Require that no round leaves anything behind, and no more of resident memory than allocators keep. ``scene``: as for ``look``."""
        deadline = time.monotonic() + MOST_WAIT_S
        while (left := self._left(scene)) and time.monotonic() < deadline:
            pass
        assert left == {}
        early, late = self._resident_bytes.values()
        assert min(late) - max(early) <= MOST_GROWTH_BYTES

    def _left(self, scene: bpy.types.Scene) -> dict[str, int]:
        growth = {kind: count - self.early_counts.get(kind, 0) for kind, count in counts(scene).items()}
        return {kind: count for kind, count in growth.items() if count > MOST_LEFT_COUNT}


@pytest.mark.parametrize(("keeps_data", "frame_count"), [(True, 1000 if IS_WHOLE else 150), (False, 400 if IS_WHOLE else 150)])
def test_an_animation_leaves_nothing_behind(animated, use_renderer, keeps_data, frame_count):
    """So many frames, from early to late, of a mesh of 200 KB that bends."""
    use_renderer(COUNTING_RENDERER)
    animated.render.use_persistent_data = keeps_data
    bpy.data.objects["Bending"].modifiers.new("Finer", "SUBSURF").render_levels = 4
    growth = Growth(early=range(60, 100, 10), late=range(frame_count + 60, frame_count + 100, 10))
    for count in range(frame_count + 100):
        animated.frame_set(count % FRAME_COUNT + 1)
        rendered(animated)
        growth.look(count, animated)
    assert {"textures", "direct buffers", "descriptors", "Java's passbridge.RenderRequest"} <= growth.early_counts.keys()
    growth.check(animated)


def test_deformation_leaves_nothing_behind(animated, use_renderer):
    """So many frames of a mesh and its hair, both with motion steps, from early to late."""
    use_renderer(COUNTING_RENDERER)
    animated.render.use_motion_blur = True
    bending = bpy.data.objects["Bending"]
    bending.modifiers.new("Hair", "PARTICLE_SYSTEM")
    settings = bending.particle_systems[0].settings
    settings.type, settings.count = "HAIR", 20
    frame_count = 200 if IS_WHOLE else 100
    growth = Growth(early=range(60, 100, 10), late=range(frame_count + 60, frame_count + 100, 10))
    for count in range(frame_count + 100):
        animated.frame_set(count % FRAME_COUNT + 1)
        rendered(animated)
        growth.look(count, animated)
    growth.check(animated)


def test_edited_materials_leave_nothing_behind(scene, use_renderer):
    """So many edits from early to late: values, a ramp, and a node that comes and goes. Of ramps there are 20: tables of 1,024 are kept."""
    use_renderer(COUNTING_RENDERER)
    scene.render.use_persistent_data = True
    material = bpy.data.materials.new("Edited")
    material.use_nodes = True
    tree = material.node_tree
    principled = next(node for node in tree.nodes if node.type == "BSDF_PRINCIPLED")
    noise, ramp, inverted = (tree.nodes.new(f"ShaderNode{name}") for name in ("TexNoise", "ValToRGB", "Invert"))
    tree.links.new(noise.outputs["Fac"], ramp.inputs["Fac"])
    tree.links.new(ramp.outputs["Color"], inverted.inputs["Color"])
    bpy.data.objects["Square"].data.materials.append(material)

    edit_count = 500 if IS_WHOLE else 200
    growth = Growth(early=range(200, 300, 25), late=range(edit_count + 200, edit_count + 300, 25))
    for count in range(edit_count + 300):
        if count % 3 == 0:
            principled.inputs["Roughness"].default_value = count / (edit_count + 300)
        elif count % 3 == 1:
            ramp.color_ramp.elements[0].color[0] = count % 60 / 60
        else:
            tree.links.new((ramp if count % 2 else inverted).outputs["Color"], principled.inputs["Base Color"])
        rendered(scene)
        growth.look(count, scene)
    growth.check(scene)


def test_sessions_leave_nothing_behind(animated, use_renderer):
    """100 of them, each of which draws, and has an OpenGL context, a thread and a renderer of its own."""
    from passbridge.addon.engine import PassbridgeRenderEngine
    from passbridge.engine.sessions import close_sessions

    use_renderer(COUNTING_RENDERER)
    growth = Growth(early=range(20, 35, 5), late=range(85, 100, 5))
    for count in range(100):
        rendered(animated)
        growth.look(count, animated)
        close_sessions(PassbridgeRenderEngine.bl_idname)
    growth.check(animated)


def test_other_files_leave_nothing_behind(animated, use_renderer, tmp_path):
    use_renderer(COUNTING_RENDERER)
    paths = []
    for number in range(2):
        add_object(animated)
        paths.append(str(tmp_path / f"{number}.blend"))
        bpy.ops.wm.save_as_mainfile(filepath=paths[-1], copy=True)
    growth = Growth(early=range(20, 35, 5), late=range(85, 100, 5))
    for count in range(100):
        bpy.ops.wm.open_mainfile(filepath=paths[count % 2])
        rendered(bpy.context.scene)
        growth.look(count, bpy.context.scene)
    growth.check(bpy.context.scene)


def test_edits_of_an_engine_s_jar_leave_nothing_behind(scene, tmp_path, monkeypatch):
    """140 times built again and rendered: of all these class loaders, none but the last is left. Early is later here than in other tests: on a
    busy machine there was once a step of 20 MB between the 30th and the 85th time, and no growth before or after it."""
    from passbridge import Java
    from passbridge.addon.engine import PassbridgeRenderEngine

    jar = tmp_path / "engine.jar"
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))  # the copies of the jar
    monkeypatch.setattr(PassbridgeRenderEngine, "java", Java("passbridge.testrenderer.PatternRenderer", [str(jar)]))
    growth = Growth(early=range(60, 75, 5), late=range(125, 140, 5))
    for count in range(140):
        shutil.copyfile(os.environ["PASSBRIDGE_TEST_JAR"], jar)
        with zipfile.ZipFile(jar, "a") as opened:
            opened.writestr(f"build-{count}", "")
        rendered(scene)
        growth.look(count, scene)
    growth.check(scene)
