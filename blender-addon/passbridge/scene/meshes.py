# SPDX-License-Identifier: GPL-3.0-or-later
"""Describes evaluated meshes: their data stays where Blender keeps it, and is copied only where that is not known for sure."""

from __future__ import annotations

import struct
from array import array

import bpy

from .. import abi
from .arrays import ATTRIBUTE_KINDS, ArrayKind, attribute_values
from .scene_message import EMPTY, SceneMessage, Span

# Corner normals that Blender computes on demand, without `Mesh.calc_normals_split`.
_HAS_NORMALS_DOMAIN = bpy.app.version >= (4, 1, 0)

# `MLoopTri` ended with its polygon until 3.5; since then triangles have their polygons in an array of their own.
_HAS_TRIANGLE_POLYGONS = bpy.app.version >= (3, 6, 0)

# UV maps are attributes from 3.5 on.
_HAS_UV_ATTRIBUTES = bpy.app.version >= (3, 5, 0)

# From 5.1 on Cycles takes the corner normals of every mesh that is neither all flat nor all smooth.
_MIXES_FLAT_AND_SMOOTH_FACES = bpy.app.version < (5, 1, 0)

_POSITIONS = ArrayKind("positions", abi.ATTRIBUTE_FLOAT3, "co")
_CORNER_VERTICES = ArrayKind("corner vertices", abi.ATTRIBUTE_INT32, "vertex_index")
_VERTEX_NORMALS = ArrayKind("vertex normals", abi.ATTRIBUTE_FLOAT3, "vector")
_CORNER_NORMALS = ArrayKind("corner normals", abi.ATTRIBUTE_FLOAT3, "vector")
_TRIANGLE_CORNERS = ArrayKind("triangle corners", abi.ATTRIBUTE_INT32, "loops", width=3)
_TRIANGLE_POLYGONS = (
    ArrayKind("triangle polygons", abi.ATTRIBUTE_INT32, "value")
    if _HAS_TRIANGLE_POLYGONS
    else ArrayKind("triangle polygons", abi.ATTRIBUTE_INT32, "polygon_index", offset_bytes=12)
)
_UVS = ATTRIBUTE_KINDS["FLOAT2"] if _HAS_UV_ATTRIBUTES else ArrayKind("UVs", abi.ATTRIBUTE_FLOAT2, "uv")

_DOMAINS = {"POINT": abi.DOMAIN_POINT, "CORNER": abi.DOMAIN_CORNER, "FACE": abi.DOMAIN_FACE}

# Sent as members of their own, or of no use to shading. Names that begin with a dot are Blender's own.
_OTHER_ATTRIBUTES = {"position", "material_index", "sharp_face", "sharp_edge", "custom_normal"}

# abi.Mesh: id, spans in the order of its members, counts, normals_domain, uv_map, color_attribute, reserved.
_MESH = struct.Struct("=Q36Q8I")
# abi.Attribute: name, values, type, domain.
_ATTRIBUTE = struct.Struct("=8Q2I")


def read_mesh(message: SceneMessage, mesh: bpy.types.Mesh, id: int) -> bytes | None:
    """Describes the triangles of an evaluated mesh as an ``abi.Mesh``; None where it has none.

    ``id`` is the mesh's in the message. The mesh must stay as it is until the frame made from the message no longer syncs.
    Triangles are Blender's own tessellation, normals what Cycles shades with: custom, sharp, smooth and flat ones.
    """
    mesh.calc_loop_triangles()
    triangles = mesh.loop_triangles
    triangle_count = len(triangles)
    if not triangle_count:
        return None
    vertices, corners = mesh.vertices, mesh.loops
    vertex_count, corner_count = len(vertices), len(corners)
    attributes = mesh.attributes
    names = attributes.keys()
    normals, normals_domain, flat_polygons = _normals(message, mesh, names, vertex_count, corner_count)
    described, uv_map, color_attribute = _attributes(message, mesh, names, corner_count)
    # Without the attribute all faces use the first slot.
    polygon_materials = attribute_values(message, attributes["material_index"], "INT")[0] if "material_index" in names else EMPTY
    polygons = mesh.loop_triangle_polygons if _HAS_TRIANGLE_POLYGONS else triangles
    return _MESH.pack(
        id,
        *message.hold_text(mesh.name),
        *(_POSITIONS.span(vertices, vertex_count) or _copied_positions(message, mesh, vertex_count)),
        *(_CORNER_VERTICES.span(corners, corner_count) or _copied_corner_vertices(message, mesh, corner_count)),
        *normals,
        *flat_polygons,
        *_TRIANGLE_CORNERS.values(message, triangles, triangle_count)[0],
        *_TRIANGLE_POLYGONS.values(message, polygons, triangle_count)[0],
        *polygon_materials,
        *described,
        vertex_count,
        corner_count,
        triangle_count,
        len(mesh.polygons),
        normals_domain,
        uv_map,
        color_attribute,
        0,
    )


def _copied_positions(message: SceneMessage, mesh: bpy.types.Mesh, count: int) -> Span:
    # One copy of memory; `vertices` is read element by element (50 times slower on 4.2 and newer).
    position = mesh.attributes.get("position")
    if position is not None:
        return ATTRIBUTE_KINDS["FLOAT_VECTOR"].copied(message, position.data, count)
    return _POSITIONS.copied(message, mesh.vertices, count)


def _copied_corner_vertices(message: SceneMessage, mesh: bpy.types.Mesh, count: int) -> Span:
    # 150 times faster than through `loops`.
    corner_vertex = mesh.attributes.get(".corner_vert")
    if corner_vertex is not None:
        return ATTRIBUTE_KINDS["INT"].copied(message, corner_vertex.data, count)
    return _CORNER_VERTICES.copied(message, mesh.loops, count)


# ------------------------------------------------------------------------------------------------------- normals


def _normals(
    message: SceneMessage, mesh: bpy.types.Mesh, names: list[str], vertex_count: int, corner_count: int
) -> tuple[Span, int, Span]:
    """The normals, their domain, and which polygons are flat whatever they say.

    As Cycles takes them (intern/cycles/blender/mesh.cpp, create_mesh, of each version): those of flat faces from their triangles, of
    smooth faces from the vertices, and where edges are sharp or normals custom, from the corners.
    """
    domain = mesh.normals_domain if _HAS_NORMALS_DOMAIN else _legacy_normals_domain(mesh)
    if domain == "FACE":
        return EMPTY, abi.DOMAIN_POINT, EMPTY
    if domain == "CORNER" and (_HAS_NORMALS_DOMAIN and _MIXES_FLAT_AND_SMOOTH_FACES and _has_only_flat_and_smooth_faces(mesh)):
        domain = "MIXED"
    if domain == "CORNER":
        return _corner_normals(message, mesh, corner_count), abi.DOMAIN_CORNER, EMPTY
    normals = _VERTEX_NORMALS.values(message, mesh.vertex_normals, vertex_count)[0]
    return normals, abi.DOMAIN_POINT, _flat_polygons(message, mesh, names) if domain == "MIXED" else EMPTY


def _legacy_normals_domain(mesh: bpy.types.Mesh) -> str:
    """What became `Mesh.normals_domain` in 4.1; MIXED where faces are flat and smooth but normals don't differ otherwise."""
    if mesh.use_auto_smooth:
        return "CORNER"
    smooth = _smooth_polygons(mesh)
    smooth_count = smooth.count(1)
    return "FACE" if smooth_count == 0 else "POINT" if smooth_count == len(smooth) else "MIXED"


def _has_only_flat_and_smooth_faces(mesh: bpy.types.Mesh) -> bool:
    """Whether nothing but flat beside smooth faces makes normals differ between the corners of a vertex."""
    if mesh.has_custom_normals:
        return False
    sharp_edge = mesh.attributes.get("sharp_edge")
    if sharp_edge is None:
        return True
    sharp = array("b", bytes(len(sharp_edge.data)))
    sharp_edge.data.foreach_get("value", sharp)
    return 1 not in sharp


def _corner_normals(message: SceneMessage, mesh: bpy.types.Mesh, count: int) -> Span:
    if _HAS_NORMALS_DOMAIN:
        return _CORNER_NORMALS.values(message, mesh.corner_normals, count)[0]
    mesh.calc_normals_split()
    return _CORNER_NORMALS.copied(message, mesh.loops, count, "normal")


def _flat_polygons(message: SceneMessage, mesh: bpy.types.Mesh, names: list[str]) -> Span:
    if "sharp_face" in names:
        return attribute_values(message, mesh.attributes["sharp_face"], "BOOLEAN")[0]
    return message.hold_bytes(bytearray(_smooth_polygons(mesh).tobytes().translate(_NEGATED)))


def _smooth_polygons(mesh: bpy.types.Mesh) -> array:
    smooth = array("b", bytes(len(mesh.polygons)))
    mesh.polygons.foreach_get("use_smooth", smooth)
    return smooth


_NEGATED = bytes([1, 0]).ljust(256, b"\0")


# ---------------------------------------------------------------------------------------------------- attributes


def _attributes(
    message: SceneMessage, mesh: bpy.types.Mesh, names: list[str], corner_count: int
) -> tuple[Span, int, int]:
    """UV maps, colour attributes and generic attributes; the indices of the UV map and the colour attribute that are switched on for
    rendering."""
    described = bytearray()
    uv_map = color_attribute = abi.NONE
    uv_names = []
    for index, layer in enumerate(mesh.uv_layers):
        if layer.active_render:  # the camera icon of the list
            uv_map = index
        name = layer.name
        uv_names.append(name)
        values, type = _UVS.values(message, layer.uv if _HAS_UV_ATTRIBUTES else layer.data, corner_count)
        described += _ATTRIBUTE.pack(*message.hold_text(name), *values, type, abi.DOMAIN_CORNER)
    others = [name for name in names if name not in uv_names and name not in _OTHER_ATTRIBUTES and name[0] != "."]
    color_name = _render_color_name(mesh) if others else None
    for name in others:
        attribute = mesh.attributes[name]
        data_type, domain = attribute.data_type, _DOMAINS.get(attribute.domain)
        if domain is None or data_type not in ATTRIBUTE_KINDS:
            continue
        if name == color_name:
            color_attribute = len(described) // _ATTRIBUTE.size
        values, type = attribute_values(message, attribute, data_type)
        described += _ATTRIBUTE.pack(*message.hold_text(name), *values, type, domain)
    return message.hold_bytes(described), uv_map, color_attribute


def _render_color_name(mesh: bpy.types.Mesh) -> str | None:
    """Of the colour attribute that the camera icon of the list is at."""
    colors = mesh.color_attributes
    index = colors.render_color_index
    return colors[index].name if 0 <= index < len(colors) else None
