# SPDX-License-Identifier: Apache-2.0
"""The ways of reading a mesh from Python that are measured, as other engines' authors would write them; all give the same data.

Blender has computed triangles and corner normals before. docs/benchmarks.md says what each figure means.
"""

from __future__ import annotations

import array
import importlib.util
from typing import Any

import bpy

HAS_NUMPY = importlib.util.find_spec("numpy") is not None

MeshData = dict[str, Any]
"""Flat arrays: positions, triangle_corners, triangle_polygons, corner_vertices, corner_normals and, where the mesh has a UV
map, corner_uvs."""


def foreach_get_usual(mesh: bpy.types.Mesh) -> MeshData:
    """By the collections that every tutorial shows."""
    data = {
        "positions": _read(mesh.vertices, "co", "f", 3),
        "triangle_corners": _read(mesh.loop_triangles, "loops", "i", 3),
        "triangle_polygons": _read(mesh.loop_triangles, "polygon_index", "i", 1),
        "corner_vertices": _read(mesh.loops, "vertex_index", "i", 1),
        "corner_normals": _corner_normals(mesh),
    }
    if mesh.uv_layers.active is not None:
        data["corner_uvs"] = _read(mesh.uv_layers.active.data, "uv", "f", 2)
    return data


def foreach_get_best(mesh: bpy.types.Mesh) -> MeshData:
    """By the collections that Blender copies as a block, as far as this version has them."""
    return {**_but_triangle_corners(mesh), "triangle_corners": _read(mesh.loop_triangles, "loops", "i", 3)}


def foreach_get_best_fan(mesh: bpy.types.Mesh) -> MeshData:
    """The same, with triangles by numpy: where all faces are flat quads."""
    import numpy

    quads = numpy.arange(0, len(mesh.loops), 4, dtype=numpy.int32)
    triangle_corners = quads[:, numpy.newaxis] + numpy.array((0, 1, 2, 0, 2, 3), numpy.int32)
    return {**_but_triangle_corners(mesh), "triangle_corners": triangle_corners.reshape(-1)}


def _but_triangle_corners(mesh: bpy.types.Mesh) -> MeshData:
    data: MeshData = {}
    position, corner_vertex = mesh.attributes.get("position"), mesh.attributes.get(".corner_vert")
    if position is not None:
        data["positions"] = _read(position.data, "vector", "f", 3)
    else:
        data["positions"] = _read(mesh.vertices, "co", "f", 3)
    if corner_vertex is not None:
        data["corner_vertices"] = _read(corner_vertex.data, "value", "i", 1)
    else:
        data["corner_vertices"] = _read(mesh.loops, "vertex_index", "i", 1)
    if hasattr(mesh, "loop_triangle_polygons"):
        data["triangle_polygons"] = _read(mesh.loop_triangle_polygons, "value", "i", 1)
    else:
        data["triangle_polygons"] = _read(mesh.loop_triangles, "polygon_index", "i", 1)
    data["corner_normals"] = _corner_normals(mesh)
    if mesh.uv_layers:
        layer = mesh.uv_layers[0]
        data["corner_uvs"] = _read(layer.uv, "vector", "f", 2) if hasattr(layer, "uv") else _read(layer.data, "uv", "f", 2)
    return data


def _corner_normals(mesh: bpy.types.Mesh) -> Any:
    if hasattr(mesh, "corner_normals"):
        return _read(mesh.corner_normals, "vector", "f", 3)
    return _read(mesh.loops, "normal", "f", 3)


def _read(collection: bpy.types.bpy_prop_collection, name: str, typecode: str, width: int) -> Any:
    """``foreach_get`` of all elements, each of ``width`` values, into a numpy array where there is numpy."""
    count = len(collection) * width
    if HAS_NUMPY:
        import numpy

        values = numpy.empty(count, typecode)
    else:
        values = array.array(typecode, bytes(4 * count))
    collection.foreach_get(name, values)
    return values


def require_same(one: MeshData, other: MeshData) -> None:
    """Raise RuntimeError where two ways don't give the same."""
    for name in one.keys() | other.keys():
        if bytes(memoryview(one[name])) != bytes(memoryview(other[name])):
            raise RuntimeError(f"two ways of reading a mesh give different {name}")
