# SPDX-License-Identifier: Apache-2.0
"""Measures the most memory that the first frame of a scene of many textures takes."""

import struct
import tempfile
import zlib
from pathlib import Path
from typing import Any

import bpy

import addon
from launcher_link import LauncherLink

_SIZE_PIXELS = 16
_RGBA_BYTES = 4
_MIPMAP_SHARE = 4 / 3


def run(arguments: dict[str, Any], link: LauncherLink) -> dict[str, Any]:
    link.enter("preparing the bench")
    Path("/proc/self/oom_score_adj").write_text("1000")  # where memory ends, this process ends, and no other
    bpy.ops.wm.read_factory_settings(use_empty=True)
    addon.enable(arguments["addon_folder"])
    import passbridge
    from passbridge.engine.frame import frame_reports

    class MemoryEngine(passbridge.JavaRenderEngine):
        bl_idname, bl_label = "MEMORY_BENCH", "Memory bench"
        java = passbridge.Java("passbridge.testrenderer.ImageReader", [arguments["test_jar"]])

    passbridge.register_engine(MemoryEngine)
    draws = arguments["method"] == "rasterizer"
    count, side_pixels = arguments["texture_count"], arguments["side_pixels"]
    with tempfile.TemporaryDirectory() as folder:
        link.enter("loading textures")
        for index in range(count):
            path = Path(folder, f"{index}.png")
            path.write_bytes(_png(side_pixels, index))
            _add_square(index, path)
        scene = bpy.context.scene
        scene.camera = bpy.data.objects.new("Camera", bpy.data.cameras.new("Camera"))
        scene.collection.objects.link(scene.camera)
        render = scene.render
        render.engine = "PASSBRIDGE" if draws else MemoryEngine.bl_idname
        render.resolution_x = render.resolution_y = _SIZE_PIXELS
        render.resolution_percentage = 100
        blender_bytes = _memory_bytes("VmRSS")
        Path("/proc/self/clear_refs").write_text("5")  # the peak begins anew
        link.enter(f"rendering with the {arguments['method']}")
        bpy.ops.render.render()
    report = frame_reports[-1]
    if not report.ok:
        raise RuntimeError(report.error)
    pixel_count = count * side_pixels**2
    if not draws and f"pixels of images read: {pixel_count}" not in report.warnings:
        raise RuntimeError(f"not all pixels were read: {report.warnings}")
    return {
        "rows": [
            {
                "bench": "memory",
                "blender": ".".join(map(str, bpy.app.version)),
                "method": arguments["method"],
                "blender_bytes": blender_bytes,
                "peak_bytes": _memory_bytes("VmHWM"),
                "texture_bytes": round(pixel_count * _RGBA_BYTES * _MIPMAP_SHARE) if draws else 0,
            }
        ]
    }


def _png(side_pixels: int, tint: int) -> bytes:
    """A picture of one colour, opaque."""

    def chunk(kind: bytes, content: bytes) -> bytes:
        return struct.pack(">I", len(content)) + kind + content + struct.pack(">I", zlib.crc32(kind + content))

    row = b"\0" + bytes((tint, 255 - tint, 128, 255)) * side_pixels
    header = struct.pack(">IIBBBBB", side_pixels, side_pixels, 8, 6, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", zlib.compress(row * side_pixels, 1)) + chunk(b"IEND", b"")


def _add_square(index: int, path: Path) -> None:
    """A square that shows the picture of a file, which Blender has loaded then."""
    image = bpy.data.images.load(str(path))
    image.pixels[0]
    material = bpy.data.materials.new(path.name)
    material.use_nodes = True
    tree = material.node_tree
    texture = tree.nodes.new("ShaderNodeTexImage")
    texture.image = image
    (surface,) = (node for node in tree.nodes if node.type == "BSDF_PRINCIPLED")
    tree.links.new(texture.outputs["Color"], surface.inputs["Base Color"])
    mesh = bpy.data.meshes.new(path.name)
    mesh.from_pydata([(-1, -1, -5), (1, -1, -5), (1, 1, -5), (-1, 1, -5)], [], [(0, 1, 2, 3)])
    mesh.uv_layers.new(name="UVMap")
    mesh.materials.append(material)
    square = bpy.data.objects.new(path.name, mesh)
    square.location = 0.01 * index, 0, -0.01 * index
    bpy.context.scene.collection.objects.link(square)


def _memory_bytes(name: str) -> int:
    """Of this process: VmRSS, what it has in memory; VmHWM, the most since that began anew."""
    (line,) = (line for line in Path("/proc/self/status").read_text().splitlines() if line.startswith(f"{name}:"))
    return int(line.split()[1]) * 1024
