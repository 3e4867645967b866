# SPDX-License-Identifier: Apache-2.0
"""The scenes that are measured. Each takes the place of the one before."""

from __future__ import annotations

import math

import bmesh
import bpy

_SPHERE_SEGMENTS, _SPHERE_RINGS = 24, 12  # 528 triangles
_SMALL_SPHERE_SEGMENTS, _SMALL_SPHERE_RINGS = 8, 6  # 80 triangles
_SUBDIVISION_LEVELS = 2
_PARENT_HAIR_COUNT = 1_000
_HAIR_RENDER_STEPS = 3  # 9 points a hair


def grid(triangle_count: int) -> None:
    """One mesh of about so many triangles, all faces quads, with a UV map; flat shaded, as Blender makes it."""
    _clear()
    squares = round(math.sqrt(triangle_count / 2))
    bpy.ops.mesh.primitive_grid_add(x_subdivisions=squares, y_subdivisions=squares, size=2, calc_uvs=True)


def spheres(count: int) -> None:
    """Objects with a mesh each, each array of which is its own."""
    _spheres(count, _SPHERE_SEGMENTS, _SPHERE_RINGS)


def small_spheres(count: int) -> None:
    """The same of few faces."""
    _spheres(count, _SMALL_SPHERE_SEGMENTS, _SMALL_SPHERE_RINGS)


def child_hairs(count: int) -> None:
    """Particle hair on a square that has a UV map: a thousand parents, whose children alone are rendered."""
    _clear()
    bpy.ops.mesh.primitive_grid_add(x_subdivisions=30, y_subdivisions=30, size=4, calc_uvs=True)
    emitter = bpy.context.object
    emitter.modifiers.new("Hair", "PARTICLE_SYSTEM")
    settings = emitter.particle_systems[0].settings
    settings.type = "HAIR"
    settings.count = _PARENT_HAIR_COUNT
    settings.hair_length = 0.3
    settings.render_step = _HAIR_RENDER_STEPS
    settings.child_type = "SIMPLE"
    settings.rendered_child_count = count // _PARENT_HAIR_COUNT


def _spheres(count: int, segments: int, rings: int) -> None:
    _clear()
    for index in range(count):
        form = bmesh.new()
        form.loops.layers.uv.new("UVMap")
        bmesh.ops.create_uvsphere(form, u_segments=segments, v_segments=rings, radius=0.4, calc_uvs=True)
        mesh = bpy.data.meshes.new("Sphere")
        form.to_mesh(mesh)
        form.free()
        sphere = bpy.data.objects.new("Sphere", mesh)
        sphere.location = (index % 10, index // 10 % 10, -(index // 100))
        bpy.context.scene.collection.objects.link(sphere)


def spheres_of_which_one_moves(count: int, frame_count: int) -> None:
    """It moves from frame to frame, from frame 1 on."""
    spheres(count)
    scene = bpy.context.scene
    moving = scene.collection.objects[-1]
    for frame in (1, frame_count):
        moving.location.z = frame
        moving.keyframe_insert("location", index=2, frame=frame)
    scene.frame_start, scene.frame_end = 1, frame_count


def instances(count: int) -> None:
    """A triangle at each vertex of a mesh, and nothing else."""
    _clear()
    triangle = bpy.data.meshes.new("Triangle")
    triangle.from_pydata([(0, 0, 0), (1, 0, 0), (0, 1, 0)], [], [(0, 1, 2)])
    points = bpy.data.meshes.new("Points")
    points.from_pydata([(index % 316, index // 316, 0) for index in range(count)], [], [])
    collection = bpy.context.scene.collection
    instancer = bpy.data.objects.new("Points", points)
    instanced = bpy.data.objects.new("Triangle", triangle)
    collection.objects.link(instancer)
    collection.objects.link(instanced)
    instanced.parent = instancer
    instancer.instance_type = "VERTS"
    instancer.show_instancer_for_render = False


def subdivided(path: str) -> None:
    """The meshes of an OBJ file, with a subdivision modifier each."""
    _clear()
    bpy.ops.wm.obj_import(filepath=path)
    for imported in _mesh_objects():
        modifier = imported.modifiers.new("Subdivision", "SUBSURF")
        modifier.render_levels = _SUBDIVISION_LEVELS
    # Without it the modifier begins anew for each frame, which takes it seconds.
    bpy.context.scene.render.use_persistent_data = True


def change_meshes() -> None:
    """Move a vertex of each mesh, so that nothing that anyone keeps of it is good any more."""
    for changed in _mesh_objects():
        vertex = changed.data.vertices[0]
        vertex.co.z += 1e-4


def _mesh_objects() -> list[bpy.types.Object]:
    return [each for each in bpy.context.scene.objects if each.type == "MESH"]


def _clear() -> None:
    """Leave nothing but a camera."""
    scene = bpy.context.scene
    scene.render.use_persistent_data = False  # makes Blender free what it kept
    bpy.data.batch_remove(
        [*bpy.data.objects, *bpy.data.meshes, *bpy.data.cameras, *bpy.data.actions, *bpy.data.particles]
    )
    scene.camera = bpy.data.objects.new("Camera", bpy.data.cameras.new("Camera"))
    scene.camera.location.z = 10
    scene.collection.objects.link(scene.camera)
