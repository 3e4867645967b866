# SPDX-License-Identifier: GPL-3.0-or-later
"""Reads an evaluated dependency graph into the message that the renderer is given, and only what changed where Blender tells."""

from __future__ import annotations

import math
import os
import struct
from array import array
from collections.abc import Callable

import bpy

from .. import abi
from .camera import read_camera
from .instances import MATRIX_BYTES, Instances, Placed, matrix_bytes, read_instances
from .lights import read_light
from .materials import MaterialReader, read_world
from .meshes import read_mesh
from .scene_message import SceneMessage

__all__ = ["SceneMessage", "SceneReader"]

# Objects that other renderers draw. Curves, surfaces, texts and metaballs are not among them: the dependency graph
# lists their meshes as further instances, of type MESH.
_UNSUPPORTED_TYPES = {
    "CURVES": "hair curves are",
    "POINTCLOUD": "point clouds are",
    "VOLUME": "volumes are",
    "GPENCIL": "Grease Pencil is",
    "GREASEPENCIL": "Grease Pencil is",
}

# Updates that are told of themselves but matter only by what they do to objects, which is told, too.
_INDIRECT_UPDATES = (bpy.types.Action, bpy.types.Key, bpy.types.Mesh, bpy.types.Camera, bpy.types.Armature)

# What Cycles takes where a slot that belongs to the object is empty: the default material from 5.1 on, before that the mesh's.
_EMPTY_SLOT_HIDES_THE_MESHES = bpy.app.version >= (5, 1, 0)

# abi.Prototype: geometry kind, geometry, object index, first material, material count, flags.
_PROTOTYPE = struct.Struct("=IIiIII")

_ID_BITS = 64


class SceneReader:
    """Reads the frames of one view layer, one after the other; remembers what the session has of the last one.

    Blender keeps an engine, and this with it, from frame to frame where Persistent Data is on. Otherwise every frame has a new one,
    and what has not changed is found by its content, in the session.
    """

    def __init__(self) -> None:
        self._read: _Content | None = None
        self._synced: _Content | None = None

    def read(
        self,
        engine: bpy.types.RenderEngine,
        depsgraph: bpy.types.Depsgraph,
        width: int,
        height: int,
        *,
        is_cancelled: Callable[[], bool],
        progress: Callable[[int], None],
    ) -> SceneMessage | None:
        """Reads everything that one frame shows; None where cancelled.

        width, height  pixels of the picture: of the border's region where the render has a border
        is_cancelled   asked between objects
        progress       told how many instances were read so far

        Call it inside `engine.render()`, on its thread: much of the message lies in Blender's memory. Call `keep` once the session has
        taken it over. Raises PassbridgeError where the scene can't be rendered.
        """
        before, self._read, self._synced = self._synced, None, None
        message = SceneMessage()
        read_camera(message, engine, depsgraph, width, height)
        updates = _Updates(depsgraph)
        if before is not None and before.update(updates):
            content = before
        else:
            content = _Content(depsgraph)
            if not content.read(updates, before, is_cancelled, progress):
                return None
        content.put_into(message)
        self._read = content
        return message

    def keep(self) -> None:
        """The session has what was read last: the next frame may leave out what is the same."""
        self._synced = self._read

    def forget(self) -> None:
        """The session may have something else: the next frame is read whole."""
        self._synced = None

    def release(self) -> None:
        """The session no longer reads the last message: meshes that were made for it may go."""
        if self._read is not None:
            self._read.release()


class _Updates:
    """What the dependency graph says has changed since the engine was last asked to render."""

    def __init__(self, depsgraph: bpy.types.Depsgraph) -> None:
        self.objects: list[bpy.types.Object] = []
        self.are_of_objects_alone = True
        self._changed_geometry: set[int] = set()
        for update in depsgraph.updates:
            changed = update.id
            if update.is_updated_geometry:
                self._changed_geometry.add(changed.original.as_pointer())
            if isinstance(changed, bpy.types.Object):
                self.objects.append(changed)
            elif not isinstance(changed, _INDIRECT_UPDATES):
                self.are_of_objects_alone = False

    def may_have_changed(self, *owners: bpy.types.ID) -> bool:
        """Whether geometry of one of these evaluated data blocks may be another than before."""
        return any(owner.original.as_pointer() in self._changed_geometry for owner in owners)


class _Content:
    """A scene as it was read, but for the camera. What messages name of it lives as long as this."""

    def __init__(self, depsgraph: bpy.types.Depsgraph) -> None:
        self._depsgraph = depsgraph
        self._memory = SceneMessage()
        # The evaluated one: the original does not know evaluated objects.
        self._view_layer = depsgraph.view_layer_eval
        self._materials = MaterialReader(self._memory)
        self._instances = Instances()
        self._meshes = _Meshes(self._memory)
        self._prototypes: dict[bytes, int] = {}
        self._slots: array = array("i")
        self._slot_ranges: dict[tuple[int, ...], int] = {}
        self._unsupported: set[str] = set()

    def read(
        self, updates: _Updates, before: _Content | None, is_cancelled: Callable[[], bool], progress: Callable[[int], None]
    ) -> bool:
        """Goes over all instances; False where cancelled. ``before``: what the session has; meshes of it that have not changed are
        left out."""
        if self._view_layer.use_sky:
            read_world(self._memory, self._depsgraph.scene.world)
        self._memory.scene.pass_alpha_threshold = self._view_layer.pass_alpha_threshold
        self._memory.scene.transparent_film = self._depsgraph.scene.render.film_transparent
        self._warn_of_libraries()
        self._meshes.begin(updates, before._meshes if before else None)
        instances = read_instances(
            self._depsgraph.object_instances, self._describe, is_cancelled=is_cancelled, progress=progress
        )
        if instances is None:
            return False
        self._instances = instances
        return True

    def update(self, updates: _Updates) -> bool:
        """Brings what was read before up to date; False where it has to be read anew."""
        if not updates.are_of_objects_alone:
            return False
        self._meshes.begin(updates, self._meshes)
        return all(self._update_object(changed, updates) for changed in updates.objects)

    def put_into(self, message: SceneMessage) -> None:
        """Names all of it in a message, which keeps it alive."""
        message.keep(self)
        for warning in self._memory.warnings:
            message.warn(warning)
        self._materials.finish(message)
        scene = message.scene
        scene.world_color = self._memory.scene.world_color
        scene.transparent_film = self._memory.scene.transparent_film
        scene.pass_alpha_threshold = self._memory.scene.pass_alpha_threshold
        scene.meshes = message.hold_structs(self._meshes.all)
        scene.prototypes = message.hold_bytes(bytearray().join(self._prototypes))
        scene.instance_prototypes = message.hold_array(self._instances.prototypes)
        scene.instance_matrices = message.hold_bytes(self._instances.matrices)
        scene.material_slots = message.hold_array(self._slots)
        scene.lights = message.hold_structs(self._instances.lights)

    def release(self) -> None:
        """The frame no longer reads: meshes that were made for it may go."""
        self._meshes.release()

    def _update_object(self, changed: bpy.types.Object, updates: _Updates) -> bool:
        address = changed.original.as_pointer()
        if (
            address not in self._instances.rows
            or address in self._instances.involved
            or changed.is_instancer
            or changed.hide_render
            or changed.type == "LIGHT"
        ):
            return False
        if updates.may_have_changed(changed) and any(modifier.type == "NODES" for modifier in changed.modifiers):
            return False  # may have become an instancer
        self._warn_of_place(changed)
        row, placed = self._instances.rows[address]
        now = self._describe_object(changed, changed, changed)
        if len(now.prototypes) != len(placed.prototypes):
            return False
        matrix = matrix_bytes(changed.matrix_world)
        for offset, prototype in enumerate(now.prototypes):
            self._instances.prototypes[row + offset] = prototype
            self._instances.matrices[(row + offset) * MATRIX_BYTES : (row + offset + 1) * MATRIX_BYTES] = matrix
        return True

    def _describe(self, instance: bpy.types.DepsgraphObjectInstance) -> Placed:
        shown = instance.object
        if not instance.show_self or shown.data is None:
            return Placed()
        if instance.instance_object is None:
            self._warn_of_place(shown)
        # `object` of an instance is a temporary, at an address that says nothing; its data need not be that of the source.
        return self._describe_object(shown, instance.instance_object or shown, instance.parent or shown)

    def _describe_object(self, shown: bpy.types.Object, source: bpy.types.Object, parent: bpy.types.Object) -> Placed:
        """What instances of this object and its data are, but for their place.

        shown   what the instance shows: possibly a temporary
        source  the real object behind it
        parent  what it is instanced by, or the object itself
        """
        if shown.type == "LIGHT":
            return Placed(light=read_light(self._memory, shown.data))
        if shown.type in _UNSUPPORTED_TYPES:
            self._warn_once(_UNSUPPORTED_TYPES[shown.type], shown)
            return Placed()
        if shown.type != "MESH" or not self._view_layer.use_solid:
            return Placed()
        self._warn_of_particles(shown)
        if not self._is_seen(shown, parent):
            return Placed()
        mesh = self._meshes.index(shown, source)
        if mesh is None:
            return Placed()
        slots = self._slots_of(shown, source)
        packed = _PROTOTYPE.pack(
            abi.GEOMETRY_MESH,
            mesh,
            shown.pass_index,
            self._slot_range(slots),
            len(slots),
            abi.PROTOTYPE_HOLDOUT if self._is_holdout(shown, parent) else 0,
        )
        return Placed((self._prototypes.setdefault(packed, len(self._prototypes)),))

    def _is_holdout(self, shown: bpy.types.Object, parent: bpy.types.Object) -> bool:
        return parent.is_holdout or shown.is_holdout or parent.holdout_get(view_layer=self._view_layer)

    def _is_seen(self, shown: bpy.types.Object, parent: bpy.types.Object) -> bool:
        """Whether the camera sees it. What it doesn't see would only matter to shadows and reflections of objects."""
        if not self._is_holdout(shown, parent) and parent.indirect_only_get(view_layer=self._view_layer):
            return False
        return shown.visible_camera and parent.visible_camera

    def _slots_of(self, shown: bpy.types.Object, source: bpy.types.Object) -> tuple[int, ...]:
        if self._view_layer.material_override is not None:
            return (self._materials.index(self._view_layer.material_override),)
        materials = [slot.material for slot in shown.material_slots]
        if _EMPTY_SLOT_HIDES_THE_MESHES:
            # The evaluated slot gives the mesh's material there.
            for index, slot in enumerate(source.original.material_slots):
                if slot.link == "OBJECT" and slot.material is None and index < len(materials):
                    materials[index] = None
        return tuple(map(self._materials.index, materials))

    def _slot_range(self, slots: tuple[int, ...]) -> int:
        """Where equal slots begin in the list of all."""
        first = self._slot_ranges.get(slots)
        if first is None:
            first = self._slot_ranges[slots] = len(self._slots)
            self._slots.extend(slots)
        return first

    def _warn_of_place(self, shown: bpy.types.Object) -> None:
        matrix = shown.matrix_world
        determinant = matrix.determinant()
        if determinant == 0.0 or not all(math.isfinite(value) for value in (determinant, *matrix.translation)):
            self._memory.warn(
                f"Object '{shown.name}': its place is no number or its scale is 0: what has no extent is not drawn"
            )

    def _warn_of_libraries(self) -> None:
        for library in bpy.data.libraries:
            path = bpy.path.abspath(library.filepath, library=library.parent)
            if not library.packed_file and not os.path.exists(path):
                self._memory.warn(f"Library '{path}' is missing: what it holds is not drawn. Relink it (File > External Data)")

    def _warn_of_particles(self, shown: bpy.types.Object) -> None:
        for system in shown.particle_systems:
            if system.settings.type == "HAIR" and system.settings.render_type == "PATH":
                self._warn_once("particle hair is", shown)

    def _warn_once(self, what: str, shown: bpy.types.Object) -> None:
        if what not in self._unsupported:
            self._unsupported.add(what)
            self._memory.warn(f"Object '{shown.name}': {what} not supported yet, left out")


class _Meshes:
    """The meshes of a scene, each described when first met. What the session has and has not changed is left out."""

    def __init__(self, memory: SceneMessage) -> None:
        self.all: list[abi.Mesh] = []
        self._memory = memory
        self._updates: _Updates | None = None
        self._in_session: dict[int, int] = {}
        self._addresses: dict[int, int] = {}  # of evaluated meshes, by id
        self._places: dict[int, int] = {}  # indices in `all`, by id
        self._indices: dict[int, int | None] = {}  # the same by address; None: it has no triangles
        self._met: set[int] = set()  # addresses of which it is known what they are in this frame
        self._counts: dict[int, int] = {}  # by the address of the original source: meshes met in this frame
        self._owners: dict[int, tuple[int, int]] = {}  # by id: that address, and which of its meshes
        self._edited: list[bpy.types.Object] = []

    def begin(self, updates: _Updates, before: _Meshes | None) -> None:
        """A frame begins. ``before``: what the session has; this object where it is brought up to date."""
        self._updates = updates
        self._in_session = dict(before._addresses) if before else {}
        self._counts.clear()
        if before is self:
            for address in self._met:
                index = self._indices[address]
                if index is not None:
                    self.all[index] = _unchanged(self.all[index].id)
        self._met.clear()

    def index(self, shown: bpy.types.Object, source: bpy.types.Object) -> int | None:
        """The index of the object's mesh; None where it has no triangles."""
        data = shown.data
        address = data.as_pointer()
        has_changed = self._updates.may_have_changed(source, data)
        if address in self._met or (address in self._indices and not has_changed):
            return self._indices[address]
        self._met.add(address)
        id = self._id(source)
        if self._in_session.get(id) == address and not has_changed:
            mesh = _unchanged(id)
        else:
            mesh = read_mesh(self._memory, self._readable(data, source), id)
        self._indices[address] = None if mesh is None else self._put(mesh)
        if mesh is not None:
            self._addresses[id] = address
        return self._indices[address]

    def release(self) -> None:
        """The frame no longer reads."""
        while self._edited:
            self._edited.pop().to_mesh_clear()

    def _readable(self, data: bpy.types.Mesh, source: bpy.types.Object) -> bpy.types.Mesh:
        if not data.is_editmode:
            return data
        # The evaluated mesh itself is empty.
        self._edited.append(source)
        return source.to_mesh()

    def _id(self, source: bpy.types.Object) -> int:
        """The same in every frame in which the source's meshes are met in the same order, whatever their addresses are."""
        address = source.original.as_pointer()
        count = self._counts[address] = self._counts.get(address, 0) + 1
        id = hash((address, count)) % 2**_ID_BITS or 1
        while self._owners.setdefault(id, (address, count)) != (address, count):
            id = (id + 1) % 2**_ID_BITS or 1
        return id

    def _put(self, mesh: abi.Mesh) -> int:
        index = self._places.setdefault(mesh.id, len(self.all))
        if index == len(self.all):
            self.all.append(mesh)
        else:
            self.all[index] = mesh
        return index


def _unchanged(id: int) -> abi.Mesh:
    """What the session has under this id."""
    return abi.Mesh(id=id, vertex_count=1)
