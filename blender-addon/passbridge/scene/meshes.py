# SPDX-License-Identifier: GPL-3.0-or-later
"""Describes evaluated meshes: their data stays where Blender keeps it, and is copied only where that is not known for sure."""

from __future__ import annotations

from array import array
from typing import Any

import bpy

from .. import abi
from .arrays import ATTRIBUTE_KINDS, ArrayKind, add_array, describe_attribute
from .description import STRUCTURE, SceneDescription
from .motion import describe_deformation
from .shader_node_kinds import EDGES, TEXTURE_SPACE

# Corner normals that Blender computes on demand, without `Mesh.calc_normals_split`.
_HAS_NORMALS_DOMAIN = bpy.app.version >= (4, 1, 0)

# `MLoopTri` ended with its polygon until 3.5; since then triangles have their polygons in an array of their own.
_HAS_TRIANGLE_POLYGONS = bpy.app.version >= (3, 6, 0)

# UV maps are attributes from 3.5 on.
_HAS_UV_ATTRIBUTES = bpy.app.version >= (3, 5, 0)

# From 5.1 on Cycles takes the corner normals of every mesh that is neither all flat nor all smooth.
_MIXES_FLAT_AND_SMOOTH_FACES = bpy.app.version < (5, 1, 0)

_POSITIONS = ArrayKind("positions", abi.ARRAY_FLOAT3, "co")
_UNDEFORMED_POSITIONS = ArrayKind("undeformed positions", abi.ARRAY_FLOAT3, "undeformed_co")
_EDGE_VERTICES = ArrayKind("edge vertices", abi.ARRAY_INT32X2, "vertices")
_CORNER_VERTICES = ArrayKind("corner vertices", abi.ARRAY_INT32, "vertex_index")
_VERTEX_NORMALS = ArrayKind("vertex normals", abi.ARRAY_FLOAT3, "vector")
_CORNER_NORMALS = ArrayKind("corner normals", abi.ARRAY_FLOAT3, "vector")
_TRIANGLE_CORNERS = ArrayKind("triangle corners", abi.ARRAY_INT32X3, "loops")
_TRIANGLE_POLYGONS = (
    ArrayKind("triangle polygons", abi.ARRAY_INT32, "value")
    if _HAS_TRIANGLE_POLYGONS
    else ArrayKind("triangle polygons", abi.ARRAY_INT32, "polygon_index", offset_bytes=12)
)
_NO_TEXTURE_SPACE = (0.0,) * 6
_UVS = ATTRIBUTE_KINDS["FLOAT2"] if _HAS_UV_ATTRIBUTES else ArrayKind("UVs", abi.ARRAY_FLOAT2, "uv")

# Described under another name, or of no use to shading. Names that begin with a dot are Blender's own.
_OTHER_ATTRIBUTES = {"position", "material_index", "sharp_face", "sharp_edge", "custom_normal"}


def told(mesh: bpy.types.Mesh, source: bpy.types.Object, needs: int) -> int:
    """What of all that materials need of an evaluated mesh, bits of `shader_node_kinds`, is to be described."""
    return needs & (EDGES | TEXTURE_SPACE if needs & TEXTURE_SPACE and _has_texture_space(mesh, source) else EDGES)


def _has_texture_space(mesh: bpy.types.Mesh, source: bpy.types.Object) -> bool:
    """Whether generated texture coordinates of an evaluated mesh may differ from its positions within its bounds."""
    if source.type != "MESH" or len(source.modifiers):
        return True
    original = source.original.data
    return not mesh.use_auto_texspace or mesh.texture_mesh is not None or original is None or original.shape_keys is not None


def describe_mesh(description: SceneDescription, mesh: bpy.types.Mesh, id: int, told: int) -> bytes | None:
    """Adds the arrays of an evaluated mesh and gives it as a ``pb_geometry``; None where it has no triangles.

    told  what `told` gives: is described beside what all meshes have

    The mesh must stay as it is until it has been captured. Triangles are Blender's own tessellation, normals what Cycles shades with:
    custom, sharp, smooth and flat ones.
    """
    mesh.calc_loop_triangles()
    triangles = mesh.loop_triangles
    triangle_count = len(triangles)
    if not triangle_count:
        return None
    first_array = description.count(abi.LIST_ARRAYS)
    corners, attributes = mesh.loops, mesh.attributes
    vertex_count, corner_count, polygon_count = len(mesh.vertices), len(corners), len(mesh.polygons)
    names = attributes.keys()
    describe_positions(description, mesh)
    describe_deformation(description, id, mesh.name, vertex_count, corner_count)
    if told & TEXTURE_SPACE:
        undeformed = _UNDEFORMED_POSITIONS.copied(description, mesh.vertices, vertex_count)
        add_array(description, STRUCTURE[".undeformed_position"], abi.DOMAIN_POINT, abi.ARRAY_FLOAT3, vertex_count, undeformed)
    if told & EDGES:
        _EDGE_VERTICES.describe(description, STRUCTURE[".edge_vertices"], abi.DOMAIN_EDGE, mesh.edges, len(mesh.edges))
    _describe_corner_vertices(description, mesh, corners, corner_count)
    _TRIANGLE_CORNERS.describe(description, STRUCTURE[".triangle_corners"], abi.DOMAIN_TRIANGLE, triangles, triangle_count)
    triangle_polygons = mesh.loop_triangle_polygons if _HAS_TRIANGLE_POLYGONS else triangles
    _TRIANGLE_POLYGONS.describe(description, STRUCTURE[".triangle_face"], abi.DOMAIN_TRIANGLE, triangle_polygons, triangle_count)
    if "material_index" in names:  # without it all faces use the first slot
        describe_attribute(description, attributes["material_index"], STRUCTURE[".material_slot"])
    if describe_normals(description, mesh) == "MIXED":
        _describe_flat_faces(description, mesh, names, polygon_count)
    uv_map, color_attribute = _describe_attributes(description, mesh, names, corner_count, first_array)
    return abi.pack_geometry(
        id,
        description.text(mesh.name),
        abi.GEOMETRY_MESH,
        abi.GEOMETRY_CAPTURED,
        (first_array, description.count(abi.LIST_ARRAYS) - first_array),
        vertex_count,
        corner_count,
        polygon_count,
        triangle_count,
        0,
        len(mesh.materials),
        uv_map,
        color_attribute,
        texture_space=texture_space(mesh) if told & TEXTURE_SPACE else _NO_TEXTURE_SPACE,
    )


def texture_space(mesh: bpy.types.Mesh) -> tuple[float, ...]:
    """Of an evaluated mesh, as ``pb_geometry`` has it."""
    return *mesh.texspace_location, *mesh.texspace_size


def describe_positions(description: SceneDescription, mesh: bpy.types.Mesh) -> None:
    """Adds those of an evaluated mesh that has vertices."""
    vertices, count = mesh.vertices, len(mesh.vertices)
    span = _POSITIONS.span(vertices, count)
    if span is None:
        # One copy of memory; `vertices` is read element by element (50 times slower on 4.2 and newer).
        position = mesh.attributes.get("position")
        if position is not None:
            span = ATTRIBUTE_KINDS["FLOAT_VECTOR"].copied(description, position.data, count)
        else:
            span = _POSITIONS.copied(description, vertices, count)
    add_array(description, STRUCTURE[".position"], abi.DOMAIN_POINT, abi.ARRAY_FLOAT3, count, span)


def _describe_corner_vertices(description: SceneDescription, mesh: bpy.types.Mesh, corners: Any, count: int) -> None:
    span = _CORNER_VERTICES.span(corners, count)
    if span is None:
        # 150 times faster than through `loops`.
        corner_vertex = mesh.attributes.get(".corner_vert")
        if corner_vertex is not None:
            span = ATTRIBUTE_KINDS["INT"].copied(description, corner_vertex.data, count)
        else:
            span = _CORNER_VERTICES.copied(description, corners, count)
    add_array(description, STRUCTURE[".corner_vertex"], abi.DOMAIN_CORNER, abi.ARRAY_INT32, count, span)


# ------------------------------------------------------------------------------------------------------- normals


def describe_normals(description: SceneDescription, mesh: bpy.types.Mesh) -> str:
    """Adds the normals of an evaluated mesh that are not those of its triangles; gives which these are: FACE, none; POINT and CORNER; MIXED,
    those of the vertices, but for flat faces.

    As Cycles takes them (intern/cycles/blender/mesh.cpp, create_mesh, of each version): those of flat faces from their triangles, of
    smooth faces from the vertices, and where edges are sharp or normals custom, from the corners."""
    domain = mesh.normals_domain if _HAS_NORMALS_DOMAIN else _legacy_normals_domain(mesh)
    if domain == "FACE":
        return domain
    vertex_count, corner_count = len(mesh.vertices), len(mesh.loops)
    if domain == "CORNER" and (_HAS_NORMALS_DOMAIN and _MIXES_FLAT_AND_SMOOTH_FACES and _has_only_flat_and_smooth_faces(mesh)):
        domain = "MIXED"
    if domain != "CORNER":
        _VERTEX_NORMALS.describe(description, STRUCTURE[".normal"], abi.DOMAIN_POINT, mesh.vertex_normals, vertex_count)
    elif _HAS_NORMALS_DOMAIN:
        _CORNER_NORMALS.describe(description, STRUCTURE[".normal"], abi.DOMAIN_CORNER, mesh.corner_normals, corner_count)
    else:
        mesh.calc_normals_split()
        span = _CORNER_NORMALS.copied(description, mesh.loops, corner_count, "normal")
        add_array(description, STRUCTURE[".normal"], abi.DOMAIN_CORNER, abi.ARRAY_FLOAT3, corner_count, span)
    return domain


def _describe_flat_faces(description: SceneDescription, mesh: bpy.types.Mesh, names: list[str], polygon_count: int) -> None:
    if "sharp_face" in names:
        describe_attribute(description, mesh.attributes["sharp_face"], STRUCTURE[".flat_face"])
    else:
        flat = array("b", _smooth_polygons(mesh).tobytes().translate(_NEGATED))
        add_array(description, STRUCTURE[".flat_face"], abi.DOMAIN_FACE, abi.ARRAY_BOOL, polygon_count, description.hold(flat))


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


def _smooth_polygons(mesh: bpy.types.Mesh) -> array:
    smooth = array("b", bytes(len(mesh.polygons)))
    mesh.polygons.foreach_get("use_smooth", smooth)
    return smooth


_NEGATED = bytes([1, 0]).ljust(256, b"\0")


# ---------------------------------------------------------------------------------------------------- attributes


def _describe_attributes(
    description: SceneDescription, mesh: bpy.types.Mesh, names: list[str], corner_count: int, first_array: int
) -> tuple[int, int]:
    """Adds UV maps, colour attributes and generic attributes; gives the indices of the UV map and the colour attribute that are switched
    on for rendering."""
    uv_map = color_attribute = abi.NONE
    uv_names = []
    for layer in mesh.uv_layers:
        if layer.active_render:  # the camera icon of the list
            uv_map = description.count(abi.LIST_ARRAYS) - first_array
        name = layer.name
        uv_names.append(name)
        _UVS.describe(description, description.text(name), abi.DOMAIN_CORNER, layer.uv if _HAS_UV_ATTRIBUTES else layer.data, corner_count)
    others = [name for name in names if name not in uv_names and name not in _OTHER_ATTRIBUTES and name[0] != "."]
    color_name = _render_color_name(mesh) if others else None
    for name in others:
        index = description.count(abi.LIST_ARRAYS) - first_array
        if describe_attribute(description, mesh.attributes[name], description.text(name)) and name == color_name:
            color_attribute = index
    return uv_map, color_attribute


def _render_color_name(mesh: bpy.types.Mesh) -> str | None:
    """Of the colour attribute that the camera icon of the list is at."""
    colors = mesh.color_attributes
    index = colors.render_color_index
    return colors[index].name if 0 <= index < len(colors) else None
