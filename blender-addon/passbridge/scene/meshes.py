# SPDX-License-Identifier: GPL-3.0-or-later
"""Describes evaluated meshes: their data stays where Blender keeps it, and is copied only where that is not known for sure."""

from __future__ import annotations

from array import array

import bpy

from .. import abi
from .attributes import ATTRIBUTE_KINDS, attribute_values
from .mesh_memory import ElementKind, copied
from .scene_message import SceneMessage

# Corner normals that Blender computes on demand, without `Mesh.calc_normals_split`.
_HAS_NORMALS_DOMAIN = bpy.app.version >= (4, 1, 0)

# `MLoopTri` ended with its polygon until 3.5; since then triangles have their polygons in an array of their own.
_HAS_TRIANGLE_POLYGONS = bpy.app.version >= (3, 6, 0)

# From 5.1 on Cycles takes the corner normals of every mesh that is neither all flat nor all smooth.
_MIXES_FLAT_AND_SMOOTH_FACES = bpy.app.version < (5, 1, 0)

_POSITIONS = ElementKind("positions", "3f", lambda vertex: vertex.co)
_CORNER_VERTICES = ElementKind("corner vertices", "i", lambda loop: loop.vertex_index)
_VERTEX_NORMALS = ElementKind("vertex normals", "3f", lambda normal: normal.vector)
_CORNER_NORMALS = ElementKind("corner normals", "3f", lambda normal: normal.vector)
_TRIANGLE_CORNERS = ElementKind("triangle corners", "3i", lambda triangle: triangle.loops)
_TRIANGLE_POLYGONS = (
    ElementKind("triangle polygons", "i", lambda polygon: polygon.value)
    if _HAS_TRIANGLE_POLYGONS
    else ElementKind("triangle polygons", "i", lambda triangle: triangle.polygon_index, offset_bytes=12)
)
_LEGACY_UVS = ElementKind("UVs", "2f", lambda uv: uv.uv)  # up to 3.4


_DOMAINS = {"POINT": abi.DOMAIN_POINT, "CORNER": abi.DOMAIN_CORNER, "FACE": abi.DOMAIN_FACE}

# Sent as members of their own, or of no use to shading. Names that begin with a dot are Blender's own.
_OTHER_ATTRIBUTES = {"position", "material_index", "sharp_face", "sharp_edge", "custom_normal"}


def read_mesh(message: SceneMessage, mesh: bpy.types.Mesh, id: int) -> abi.Mesh | None:
    """Describes the triangles of an evaluated mesh; None where it has none.

    ``id`` is the mesh's in the message. The mesh must stay as it is until the frame made from the message no longer syncs.
    Triangles are Blender's own tessellation, normals what Cycles shades with: custom, sharp, smooth and flat ones.
    """
    mesh.calc_loop_triangles()
    triangle_count = len(mesh.loop_triangles)
    if not triangle_count:
        return None
    result = abi.Mesh(
        id=id,
        name=message.hold_text(mesh.name),
        positions=_positions(message, mesh),
        corner_vertices=_corner_vertices(message, mesh),
        triangle_corners=_TRIANGLE_CORNERS.span(mesh.loop_triangles)
        or copied(message, mesh.loop_triangles, "loops", "i", triangle_count * 3),
        polygon_materials=_polygon_materials(message, mesh),
        vertex_count=len(mesh.vertices),
        corner_count=len(mesh.loops),
        triangle_count=triangle_count,
        polygon_count=len(mesh.polygons),
    )
    _read_normals(message, mesh, result)
    _read_attributes(message, mesh, result)
    result.triangle_polygons = _triangle_polygons(message, mesh)
    return result


def _positions(message: SceneMessage, mesh: bpy.types.Mesh) -> abi.Span:
    span = _POSITIONS.span(mesh.vertices)
    if span is not None:
        return span
    count = len(mesh.vertices) * 3
    # One copy of memory; `vertices` is read element by element (50 times slower on 4.2 and newer).
    position = mesh.attributes.get("position")
    if position is not None:
        return copied(message, position.data, "vector", "f", count)
    return copied(message, mesh.vertices, "co", "f", count)


def _corner_vertices(message: SceneMessage, mesh: bpy.types.Mesh) -> abi.Span:
    span = _CORNER_VERTICES.span(mesh.loops)
    if span is not None:
        return span
    # 150 times faster than through `loops`.
    corner_vertex = mesh.attributes.get(".corner_vert")
    if corner_vertex is not None:
        return copied(message, corner_vertex.data, "value", "i", len(mesh.loops))
    return copied(message, mesh.loops, "vertex_index", "i", len(mesh.loops))


def _polygon_materials(message: SceneMessage, mesh: bpy.types.Mesh) -> abi.Span:
    # Without the attribute all faces use the first slot.
    material_index = mesh.attributes.get("material_index")
    if material_index is None:
        return abi.Span()
    return attribute_values(message, material_index, ATTRIBUTE_KINDS["INT"])[0]


def _triangle_polygons(message: SceneMessage, mesh: bpy.types.Mesh) -> abi.Span:
    if _HAS_TRIANGLE_POLYGONS:
        polygons = mesh.loop_triangle_polygons
        return _TRIANGLE_POLYGONS.span(polygons) or copied(message, polygons, "value", "i", len(polygons))
    triangles = mesh.loop_triangles
    return _TRIANGLE_POLYGONS.span(triangles) or copied(message, triangles, "polygon_index", "i", len(triangles))


# ------------------------------------------------------------------------------------------------------- normals


def _read_normals(message: SceneMessage, mesh: bpy.types.Mesh, result: abi.Mesh) -> None:
    """As Cycles takes them (intern/cycles/blender/mesh.cpp, create_mesh, of each version): those of flat faces from their triangles, of
    smooth faces from the vertices, and where edges are sharp or normals custom, from the corners."""
    domain = mesh.normals_domain if _HAS_NORMALS_DOMAIN else _legacy_normals_domain(mesh)
    if domain == "FACE":
        return
    if domain == "CORNER" and (_HAS_NORMALS_DOMAIN and _MIXES_FLAT_AND_SMOOTH_FACES and _has_only_flat_and_smooth_faces(mesh)):
        domain = "MIXED"
    if domain == "CORNER":
        _read_corner_normals(message, mesh, result)
        return
    result.normals_domain = abi.DOMAIN_POINT
    normals = mesh.vertex_normals
    result.normals = _VERTEX_NORMALS.span(normals) or copied(message, normals, "vector", "f", len(normals) * 3)
    if domain == "MIXED":
        result.flat_polygons = _flat_polygons(message, mesh)


def _legacy_normals_domain(mesh: bpy.types.Mesh) -> str:
    """What became `Mesh.normals_domain` in 4.1; MIXED where faces are flat and smooth but normals don't differ otherwise."""
    if mesh.use_auto_smooth:
        return "CORNER"
    smooth = array("b", bytes(len(mesh.polygons)))
    mesh.polygons.foreach_get("use_smooth", smooth)
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


def _read_corner_normals(message: SceneMessage, mesh: bpy.types.Mesh, result: abi.Mesh) -> None:
    result.normals_domain = abi.DOMAIN_CORNER
    if _HAS_NORMALS_DOMAIN:
        normals = mesh.corner_normals
        result.normals = _CORNER_NORMALS.span(normals) or copied(message, normals, "vector", "f", len(normals) * 3)
    else:
        mesh.calc_normals_split()
        result.normals = copied(message, mesh.loops, "normal", "f", len(mesh.loops) * 3)


def _flat_polygons(message: SceneMessage, mesh: bpy.types.Mesh) -> abi.Span:
    sharp_face = mesh.attributes.get("sharp_face")
    if sharp_face is not None:
        return attribute_values(message, sharp_face, ATTRIBUTE_KINDS["BOOLEAN"])[0]
    smooth = array("b", bytes(len(mesh.polygons)))
    mesh.polygons.foreach_get("use_smooth", smooth)
    return message.hold_bytes(bytearray(smooth.tobytes().translate(_NEGATED)))


_NEGATED = bytes([1, 0]).ljust(256, b"\0")


# ---------------------------------------------------------------------------------------------------- attributes


def _read_attributes(message: SceneMessage, mesh: bpy.types.Mesh, result: abi.Mesh) -> None:
    """UV maps, colour attributes and generic attributes."""
    attributes: list[abi.Attribute] = []
    result.uv_map = abi.NONE
    for layer in mesh.uv_layers:
        if layer.active_render:  # the camera icon of the list
            result.uv_map = len(attributes)
        attributes.append(_uv_attribute(message, layer))
    result.color_attribute = abi.NONE
    color_name = _render_color_name(mesh)
    uv_names = {layer.name for layer in mesh.uv_layers}
    for attribute in mesh.attributes:
        name = attribute.name
        kind = ATTRIBUTE_KINDS.get(attribute.data_type)
        domain = _DOMAINS.get(attribute.domain)
        if kind is None or domain is None or name in uv_names or name in _OTHER_ATTRIBUTES or name.startswith("."):
            continue
        if name == color_name:
            result.color_attribute = len(attributes)
        values, type = attribute_values(message, attribute, kind)
        attributes.append(abi.Attribute(name=message.hold_text(name), values=values, type=type, domain=domain))
    result.attributes = message.hold_structs(attributes)


def _render_color_name(mesh: bpy.types.Mesh) -> str | None:
    """Of the colour attribute that the camera icon of the list is at."""
    colors = mesh.color_attributes
    index = colors.render_color_index
    return colors[index].name if 0 <= index < len(colors) else None


def _uv_attribute(message: SceneMessage, layer: bpy.types.MeshUVLoopLayer) -> abi.Attribute:
    if hasattr(layer, "uv"):
        values = ATTRIBUTE_KINDS["FLOAT2"].element.span(layer.uv) or copied(message, layer.uv, "vector", "f", 2 * len(layer.uv))
    else:
        values = _LEGACY_UVS.span(layer.data) or copied(message, layer.data, "uv", "f", 2 * len(layer.data))
    return abi.Attribute(
        name=message.hold_text(layer.name), values=values, type=abi.ATTRIBUTE_FLOAT2, domain=abi.DOMAIN_CORNER
    )
