# SPDX-License-Identifier: GPL-3.0-or-later
"""Reads an evaluated dependency graph into the message that the renderer is given."""

from __future__ import annotations

import struct
from array import array
from collections.abc import Callable

import bpy

from .. import abi
from .camera import read_camera
from .lights import read_light
from .materials import MaterialReader, read_world
from .meshes import read_mesh
from .scene_message import SceneMessage

__all__ = ["SceneMessage", "read_scene"]

_MATRIX_BYTES = 64
# What follows the matrix in abi.Instance: geometry kind, geometry, object index, first material, material count, flags.
_PLACED_GEOMETRY = struct.Struct("=IIiIII")

# Instances looked at between two questions to `is_cancelled`: below 1 ms.
_INSTANCES_PER_CHECK = 256

# Objects that other renderers draw. Curves, surfaces, texts and metaballs are not among them: the dependency graph
# lists their meshes as further instances, of type MESH.
_UNSUPPORTED_TYPES = {
    "CURVES": "hair curves are",
    "POINTCLOUD": "point clouds are",
    "VOLUME": "volumes are",
    "GPENCIL": "Grease Pencil is",
    "GREASEPENCIL": "Grease Pencil is",
}


def read_scene(
    engine: bpy.types.RenderEngine,
    depsgraph: bpy.types.Depsgraph,
    width: int,
    height: int,
    *,
    is_cancelled: Callable[[], bool],
    progress: Callable[[float], None],
) -> SceneMessage | None:
    """Reads everything that one frame of a view layer shows.

    width, height  pixels of the picture: of the border's region where the render has a border
    is_cancelled   asked between objects; once it says yes, None is returned
    progress       told the share read so far, 0 to 1

    Call it inside `engine.render()`, on its thread. Raises PassbridgeError where the scene can't be rendered.
    """
    message = SceneMessage()
    read_camera(message, engine, depsgraph, width, height)
    if depsgraph.view_layer_eval.use_sky:
        read_world(message, depsgraph.scene.world)
    message.scene.transparent_film = depsgraph.scene.render.film_transparent
    reader = _InstanceReader(message, depsgraph)
    if not reader.read(is_cancelled, progress):
        return None
    return message


class _InstanceReader:
    """Reads what stands in the scene; what instances share is read once."""

    def __init__(self, message: SceneMessage, depsgraph: bpy.types.Depsgraph) -> None:
        self._message = message
        self._depsgraph = depsgraph
        # The evaluated one: the original does not know evaluated objects.
        self._view_layer = depsgraph.view_layer_eval
        self._materials = MaterialReader(message)
        self._meshes: list[abi.Mesh] = []
        self._mesh_indices: dict[int, int | None] = {}
        self._slots: array = array("i")
        self._slot_ranges: dict[tuple[int, ...], int] = {}
        self._lights: list[abi.Light] = []
        self._unsupported: set[str] = set()

    def read(self, is_cancelled: Callable[[], bool], progress: Callable[[float], None]) -> bool:
        """False where cancelled."""
        object_instances = self._depsgraph.object_instances
        count = len(object_instances)
        # One call for all matrices, column by column. Asked for one by one they cost more than all the rest.
        matrices = array("f", bytes(count * _MATRIX_BYTES))
        object_instances.foreach_get("matrix_world", matrices)
        matrix_bytes = matrices.tobytes()

        # Pieces of abi.Instance: a matrix and what follows it, by turns. Joining them is faster than filling structs.
        instances: list[bytes] = []
        prototypes: dict[tuple[int, int, int], bytes | abi.Light | None] = {}
        for index, instance in enumerate(object_instances):
            if index % _INSTANCES_PER_CHECK == 0:
                if is_cancelled():
                    return False
                progress(index / count)
            if not instance.show_self:
                continue
            shown = instance.object
            data = shown.data
            if data is None:
                continue
            # `object` of an instance is a temporary, at an address that says nothing.
            source = instance.instance_object
            parent = instance.parent
            key = (
                data.as_pointer(),
                source.as_pointer() if source else shown.as_pointer(),
                parent.as_pointer() if parent else 0,
            )
            if key in prototypes:
                prototype = prototypes[key]
            else:
                prototype = prototypes[key] = self._read_prototype(shown, source or shown, parent or shown)
                if is_cancelled():
                    return False
            if prototype is None:
                continue
            matrix = matrix_bytes[index * _MATRIX_BYTES : (index + 1) * _MATRIX_BYTES]
            if isinstance(prototype, bytes):
                instances.append(matrix)
                instances.append(prototype)
            else:
                light = abi.Light.from_buffer_copy(prototype)
                light.light_to_world[:] = matrices[index * 16 : (index + 1) * 16]
                self._lights.append(light)

        scene = self._message.scene
        scene.meshes = self._message.hold_structs(self._meshes)
        scene.instances = self._message.hold_bytes(bytearray().join(instances))
        scene.instance_materials = self._message.hold_array(self._slots)
        scene.lights = self._message.hold_structs(self._lights)
        self._materials.finish()
        progress(1.0)
        return True

    def _read_prototype(
        self, shown: bpy.types.Object, source: bpy.types.Object, parent: bpy.types.Object
    ) -> bytes | abi.Light | None:
        """All but the matrix of what instances of this object and its data are sent as; None: nothing.

        shown   what the instance shows: possibly a temporary, its data not that of `source`
        source  the real object behind it
        parent  what it is instanced by, or the object itself
        """
        if shown.type == "LIGHT":
            return read_light(self._message, shown.data)
        if shown.type in _UNSUPPORTED_TYPES:
            self._warn_once(_UNSUPPORTED_TYPES[shown.type], shown)
            return None
        if shown.type != "MESH" or not self._view_layer.use_solid:
            return None
        self._warn_of_particles(shown)
        if not self._is_seen(shown, parent):
            return None
        mesh = self._mesh_index(shown, source)
        if mesh is None:
            return None
        slots = self._slots_of(shown)
        return _PLACED_GEOMETRY.pack(abi.GEOMETRY_MESH, mesh, shown.pass_index, self._slot_range(slots), len(slots), 0)

    def _is_seen(self, shown: bpy.types.Object, parent: bpy.types.Object) -> bool:
        """Whether the camera sees it. What it doesn't see would only matter to shadows and reflections of objects."""
        if parent.is_holdout or shown.is_holdout or parent.holdout_get(view_layer=self._view_layer):
            self._warn_once("holdouts are", shown, "drawn as usual")
        elif parent.indirect_only_get(view_layer=self._view_layer):
            return False
        return shown.visible_camera and parent.visible_camera

    def _mesh_index(self, shown: bpy.types.Object, source: bpy.types.Object) -> int | None:
        """The index of the object's mesh, read when first met; None where it has no triangles."""
        key = shown.data.as_pointer()
        if key not in self._mesh_indices:
            if shown.data.is_editmode:
                # In edit mode the evaluated mesh itself is empty.
                mesh = read_mesh(self._message, source.to_mesh(), len(self._mesh_indices) + 1)
                source.to_mesh_clear()
            else:
                mesh = read_mesh(self._message, shown.data, len(self._mesh_indices) + 1)
            self._mesh_indices[key] = None if mesh is None else len(self._meshes)
            if mesh is not None:
                self._meshes.append(mesh)
        return self._mesh_indices[key]

    def _slots_of(self, shown: bpy.types.Object) -> tuple[int, ...]:
        if self._view_layer.material_override is not None:
            return (self._materials.index(self._view_layer.material_override),)
        return tuple(self._materials.index(slot.material) for slot in shown.material_slots)

    def _slot_range(self, slots: tuple[int, ...]) -> int:
        """Where equal slots begin in the list of all."""
        first = self._slot_ranges.get(slots)
        if first is None:
            first = self._slot_ranges[slots] = len(self._slots)
            self._slots.extend(slots)
        return first

    def _warn_of_particles(self, shown: bpy.types.Object) -> None:
        for system in shown.particle_systems:
            if system.settings.type == "HAIR" and system.settings.render_type == "PATH":
                self._warn_once("particle hair is", shown)

    def _warn_once(self, what: str, shown: bpy.types.Object, result: str = "left out") -> None:
        if what not in self._unsupported:
            self._unsupported.add(what)
            self._message.warn(f"Object '{shown.name}': {what} not supported yet, {result}")
