# SPDX-License-Identifier: GPL-3.0-or-later
"""Reads an evaluated dependency graph into the message that the renderer is given, and only what changed where Blender tells."""

from __future__ import annotations

import math
import os
import struct
import sys
from array import array
from collections.abc import Callable, Hashable, Iterator
from typing import Any

import bpy

from .. import abi
from .curves import are_straight, are_tubes, read_curves, segment_steps
from .images import ImageReader
from .instances import MATRIX_BYTES, Instances, Placed, matrix_bytes, read_instances
from .lights import read_light
from .materials import MaterialReader, read_world
from .meshes import read_mesh
from .particle_hair import hair_modifiers, read_hair
from .point_clouds import read_point_cloud
from .scene_message import SceneMessage

__all__ = ["SceneMessage", "SceneReader"]

# Objects that other renderers draw. Curves, surfaces, texts and metaballs are not among them: the dependency graph
# lists their meshes as further instances, of type MESH.
_UNSUPPORTED_TYPES = {
    "VOLUME": "volumes are",
    "GPENCIL": "Grease Pencil is",
    "GREASEPENCIL": "Grease Pencil is",
}

# Looked up once: each time it takes Blender longer than what is asked of one object.
_ID, _OBJECT = bpy.types.ID, bpy.types.Object

# Updates that are told of themselves but matter only by what they do to objects, which is told, too.
_INDIRECT_UPDATES = (bpy.types.Action, bpy.types.Key, bpy.types.Mesh, bpy.types.Camera, bpy.types.Armature)

# What Cycles takes where a slot that belongs to the object is empty: the default material from 5.1 on, before that the mesh's.
_EMPTY_SLOT_HIDES_THE_MESHES = bpy.app.version >= (5, 1, 0)

# abi.LentPrototype: geometry kind, geometry, object index, first material, material count, flags.
_PROTOTYPE = struct.Struct("=IIiIII")

_ID_BYTES = 8


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
        depsgraph: bpy.types.Depsgraph,
        *,
        images_in_session: dict[int, Hashable],
        is_cancelled: Callable[[], bool],
        progress: Callable[[int], None],
    ) -> SceneMessage | None:
        """Reads everything that one frame shows; None where cancelled.

        images_in_session  what `keep` gave for the scene that the session has
        is_cancelled   asked between objects
        progress       told how many instances were read so far

        Call it inside `engine.render()`, on its thread: much of the message lies in Blender's memory. Call `keep` once the session has
        taken it over. Raises PassbridgeError where the scene can't be rendered.
        """
        before, self._read, self._synced = self._synced, None, None
        message = SceneMessage()
        updates = _Updates(depsgraph if before else None)
        if before is not None and before.update(updates, is_cancelled):
            content = before
            if is_cancelled():
                return None  # in the middle of a geometry, possibly
            if not updates.objects:
                content.leave_out_of(message)
                self._read = content
                return message
        else:
            content = _Content(depsgraph, images_in_session)
            if not content.read(updates, before, is_cancelled, progress):
                return None
        content.put_into(message)
        self._read = content
        return message

    def keep(self) -> dict[int, Hashable]:
        """The session has what was read last: the next frame may leave out what is the same. Gives the states of its images."""
        self._synced = self._read
        return self._read.keep() if self._read is not None else {}

    def forget(self) -> None:
        """The session may have something else: the next frame is read whole."""
        self._synced = None

    def release(self) -> None:
        """The session no longer reads the last message: meshes that were made for it may go."""
        if self._read is not None:
            self._read.release()


class _Updates:
    """What the dependency graph says has changed since the engine was last asked to render."""

    def __init__(self, depsgraph: bpy.types.Depsgraph | None) -> None:
        """``depsgraph``: None where nothing was rendered before."""
        self.objects: list[bpy.types.Object] = []
        self.are_of_objects_alone = True
        self._changed_geometry: set[int] = set()
        for update in depsgraph.updates if depsgraph else ():
            changed = update.id
            if update.is_updated_geometry:
                self._changed_geometry.add(changed.original.as_pointer())
            if isinstance(changed, _OBJECT):
                self.objects.append(changed)
            elif not isinstance(changed, _INDIRECT_UPDATES):
                self.are_of_objects_alone = False

    def may_have_changed(self, *owners: bpy.types.ID) -> bool:
        """Whether geometry of one of these evaluated data blocks may be another than before."""
        return any(owner.original.as_pointer() in self._changed_geometry for owner in owners)


class _Content:
    """A scene as it was read, but for the camera. What messages name of it lives as long as this."""

    def __init__(self, depsgraph: bpy.types.Depsgraph, images_in_session: dict[int, Hashable]) -> None:
        self._depsgraph = depsgraph
        self._memory = SceneMessage()
        # The evaluated one: the original does not know evaluated objects.
        self._view_layer = depsgraph.view_layer_eval
        self._material_override = self._view_layer.material_override
        self._shows_surfaces, self._shows_strands = self._view_layer.use_solid, self._view_layer.use_strand
        self._images = ImageReader(self._memory, images_in_session)
        self._materials = MaterialReader(self._memory, self._images)
        self._instances = Instances()
        self._geometries = _Geometries()
        self._segment_steps = segment_steps(depsgraph.scene)
        self._curves_are_tubes = are_tubes(depsgraph.scene)
        self._is_cancelled: Callable[[], bool] = lambda: False
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
        self._is_cancelled = is_cancelled
        self._geometries.begin(updates, before._geometries if before else None)
        instances = read_instances(
            self._depsgraph.object_instances, self._describe, is_cancelled=is_cancelled, progress=progress
        )
        if instances is None:
            return False
        self._instances = instances
        return True

    def update(self, updates: _Updates, is_cancelled: Callable[[], bool]) -> bool:
        """Brings what was read before up to date; False where it has to be read anew. Where cancelled nothing of it is of use."""
        self._is_cancelled = is_cancelled
        if not updates.are_of_objects_alone:
            return False
        self._geometries.begin(updates, self._geometries)
        return all(self._update_object(changed, updates) for changed in updates.objects)

    def put_into(self, message: SceneMessage) -> None:
        """Names all of it in a message, which keeps it alive."""
        message.keep(self)
        message.keep(self._geometries.memory)
        for warning in self._geometries.memory.warnings:
            self._memory.warn(warning)
        for warning in self._memory.warnings:
            message.warn(warning)
        self._materials.finish(message)
        scene = message.scene
        scene.world_color = self._memory.scene.world_color
        scene.transparent_film = self._memory.scene.transparent_film
        scene.pass_alpha_threshold = self._memory.scene.pass_alpha_threshold
        scene.meshes = message.hold_bytes(bytearray().join(self._geometries.all[abi.GEOMETRY_MESH]))
        scene.curves = message.hold_bytes(bytearray().join(self._geometries.all[abi.GEOMETRY_CURVES]))
        scene.point_clouds = message.hold_bytes(bytearray().join(self._geometries.all[abi.GEOMETRY_POINT_CLOUD]))
        scene.prototypes = message.hold_bytes(bytearray().join(self._prototypes))
        scene.instance_prototypes = message.hold_array(self._instances.prototypes)
        scene.instance_matrices = message.hold_bytes(self._instances.matrices)
        scene.material_slots = message.hold_array(self._slots)
        scene.lights = message.hold_structs(self._instances.lights)

    def leave_out_of(self, message: SceneMessage) -> None:
        """Says in a message that the session has all of it."""
        message.keep(self)
        for warning in self._memory.warnings:
            message.warn(warning)
        message.scene.is_unchanged = 1

    def keep(self) -> dict[int, Hashable]:
        """The session has all of it."""
        self._images.leave_out_pixels()
        return self._images.states

    def release(self) -> None:
        """The frame no longer reads: meshes that were made for it may go."""
        self._geometries.release()

    def _update_object(self, changed: bpy.types.Object, updates: _Updates) -> bool:
        address = changed.original.as_pointer()
        if (
            address not in self._instances.rows
            or address in self._instances.involved
            or changed.is_instancer  # or has particle systems
            or changed.hide_render
            or changed.type == "LIGHT"
        ):
            return False
        if updates.may_have_changed(changed) and any(modifier.type == "NODES" for modifier in changed.modifiers):
            return False  # may have become an instancer
        self._warn_of_place(changed)
        row, placed = self._instances.rows[address]
        now = self._describe_object(changed, changed, changed, shows_itself=True, shows_particles=False)
        if len(now.prototypes) != len(placed.prototypes):
            return False
        matrix = matrix_bytes(changed.matrix_world)
        for offset, prototype in enumerate(now.prototypes):
            self._instances.prototypes[row + offset] = prototype
            self._instances.matrices[(row + offset) * MATRIX_BYTES : (row + offset + 1) * MATRIX_BYTES] = matrix
        return True

    def _describe(self, instance: bpy.types.DepsgraphObjectInstance) -> Placed:
        shown = instance.object
        if not (instance.show_self or instance.show_particles) or shown.data is None:
            return Placed()
        # `object` of an instance is a temporary, at an address that says nothing; its data need not be that of the source.
        placed = self._describe_object(
            shown,
            instance.instance_object or shown,
            instance.parent or shown,
            shows_itself=instance.show_self,
            shows_particles=instance.show_particles,
        )
        if placed.prototypes and instance.instance_object is None:
            self._warn_of_place(shown)
        return placed

    def _describe_object(
        self,
        shown: bpy.types.Object,
        source: bpy.types.Object,
        parent: bpy.types.Object,
        *,
        shows_itself: bool,
        shows_particles: bool,
    ) -> Placed:
        """What instances of this object and its data are, but for their place.

        shown   what the instance shows: possibly a temporary
        source  the real object behind it
        parent  what it is instanced by, or the object itself

        shows_itself, shows_particles  what of it is to be seen, as the dependency graph says
        """
        if shown.type == "LIGHT":
            return Placed(light=read_light(self._memory, shown.data)) if shows_itself else Placed()
        if shown.type in _UNSUPPORTED_TYPES:
            if shows_itself:
                self._warn_once(_UNSUPPORTED_TYPES[shown.type], shown)
            return Placed()
        is_holdout = shown.is_holdout or parent.is_holdout or parent.holdout_get(view_layer=self._view_layer)
        if not self._is_seen(shown, parent, is_holdout):
            return Placed()
        slots = self._slots_of(shown, source)
        geometries: list[tuple[int, int | None, tuple[int, ...]]] = []  # kind, index, slots
        if shows_itself and self._shows_type(shown.type):
            geometries.append(self._own_geometry(shown, source, slots))
        if shows_particles and self._shows_strands:
            geometries.extend(self._hair(shown, source, slots))
        flags = abi.PROTOTYPE_HOLDOUT if is_holdout else 0
        return Placed(
            tuple(
                [
                    self._prototype(kind, index, slots, shown.pass_index, flags)
                    for kind, index, slots in geometries
                    if index is not None
                ]
            )
        )

    def _shows_type(self, type: str) -> bool:
        """Whether the data of such objects is drawn."""
        if type == "MESH":
            return self._shows_surfaces
        return self._shows_strands if type == "CURVES" else type == "POINTCLOUD"

    def _own_geometry(
        self, shown: bpy.types.Object, source: bpy.types.Object, slots: tuple[int, ...]
    ) -> tuple[int, int | None, tuple[int, ...]]:
        """Kind, index and slots; no index where it is empty."""
        data = shown.data
        index = self._geometries.index
        if shown.type == "CURVES":
            return abi.GEOMETRY_CURVES, index(abi.GEOMETRY_CURVES, data, source, self._read_curves), slots[:1]
        if shown.type == "POINTCLOUD":
            return abi.GEOMETRY_POINT_CLOUD, index(abi.GEOMETRY_POINT_CLOUD, data, source, self._read_point_cloud), slots[:1]
        return abi.GEOMETRY_MESH, index(abi.GEOMETRY_MESH, data, source, self._read_mesh), slots

    def _hair(
        self, shown: bpy.types.Object, source: bpy.types.Object, slots: tuple[int, ...]
    ) -> Iterator[tuple[int, int | None, tuple[int, ...]]]:
        """Kind, index and slots of each particle system's hair."""
        if shown.data.as_pointer() != source.data.as_pointer():
            return  # something that its geometry nodes made: it is the source that has the hair
        for modifier in hair_modifiers(source):
            if self._curves_are_tubes:
                self._warn_of_tubes(source)
            index = self._geometries.index(
                abi.GEOMETRY_CURVES,
                modifier.particle_system,
                source,
                lambda id, system, source, modifier=modifier: read_hair(
                    self._geometries.memory, modifier, source, id, self._segment_steps, self._is_cancelled
                ),
            )
            slot = min(modifier.particle_system.settings.material, len(slots)) - 1
            yield abi.GEOMETRY_CURVES, index, slots[slot : slot + 1] if slots else ()

    def _read_mesh(self, id: int, mesh: bpy.types.Mesh, source: bpy.types.Object) -> bytes | None:
        return read_mesh(self._geometries.memory, self._geometries.readable(mesh, source), id)

    def _read_curves(self, id: int, curves: bpy.types.Curves, source: bpy.types.Object) -> bytes | None:
        if self._curves_are_tubes or are_straight(curves):
            self._warn_of_tubes(source)
        return read_curves(self._geometries.memory, curves, id, self._segment_steps)

    def _read_point_cloud(self, id: int, cloud: bpy.types.PointCloud, source: bpy.types.Object) -> bytes | None:
        return read_point_cloud(self._geometries.memory, cloud, id)

    def _prototype(self, kind: int, index: int, slots: tuple[int, ...], object_index: int, flags: int) -> int:
        """Index of the prototype, the same one for equal ones."""
        packed = _PROTOTYPE.pack(kind, index, object_index, self._slot_range(slots), len(slots), flags)
        return self._prototypes.setdefault(packed, len(self._prototypes))

    def _is_seen(self, shown: bpy.types.Object, parent: bpy.types.Object, is_holdout: bool) -> bool:
        """Whether the camera sees it. What it doesn't see would only matter to shadows and reflections of objects."""
        if not is_holdout and parent.indirect_only_get(view_layer=self._view_layer):
            return False
        return shown.visible_camera and parent.visible_camera

    def _slots_of(self, shown: bpy.types.Object, source: bpy.types.Object) -> tuple[int, ...]:
        if self._material_override is not None:
            return (self._materials.index(self._material_override),)
        slots = shown.material_slots
        if not len(slots):
            return ()
        materials = [slot.material for slot in slots]
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
        if determinant == 0.0 or not math.isfinite(determinant + sum(matrix.translation)):
            self._memory.warn(
                f"Object '{shown.name}': its place is no number or its scale is 0: what has no extent is not drawn"
            )

    def _warn_of_tubes(self, shown: bpy.types.Object) -> None:
        self._memory.warn(f"Object '{shown.name}': thick curves are not supported yet, drawn as ribbons")

    def _warn_of_libraries(self) -> None:
        for library in bpy.data.libraries:
            path = bpy.path.abspath(library.filepath, library=library.parent)
            if not library.packed_file and not os.path.exists(path):
                self._memory.warn(f"Library '{path}' is missing: what it holds is not drawn. Relink it (File > External Data)")

    def _warn_once(self, what: str, shown: bpy.types.Object) -> None:
        if what not in self._unsupported:
            self._unsupported.add(what)
            self._memory.warn(f"Object '{shown.name}': {what} not supported yet, left out")


class _Geometries:
    """The geometries of a scene, each described when first met. What the session has and has not changed is left out."""

    def __init__(self) -> None:
        self.all: dict[int, list[bytes]] = {kind: [] for kind in _UNCHANGED}
        """By kind: the structs of the message."""
        self.memory = SceneMessage()
        """Of what was read for this frame: the session has it afterwards."""
        self._updates: _Updates | None = None
        self._in_session: dict[int, int] = {}
        self._addresses: dict[int, int] = {}  # of evaluated data, by id
        self._places: dict[int, int] = {}  # indices in the kind's list, by id
        self._indices: dict[tuple[int, int], int | None] = {}  # the same by kind and address; None: there is nothing to draw
        self._met: set[tuple[int, int]] = set()  # kinds and addresses of which it is known what they are in this frame
        self._counts: dict[tuple[int, int], int] = {}  # by kind and address of the original source: those met in this frame
        self._owners: dict[int, tuple[int, int, int]] = {}  # by id: kind, that address, and which of them
        self._edited: list[bpy.types.Object] = []

    def begin(self, updates: _Updates, before: _Geometries | None) -> None:
        """A frame begins. ``before``: what the session has; this object where it is brought up to date."""
        self.memory = SceneMessage()
        self._updates = updates
        self._in_session = dict(before._addresses) if before else {}
        self._counts.clear()
        if before is self:
            for kind, address in self._met:
                index = self._indices[kind, address]
                if index is not None:
                    self.all[kind][index] = self.all[kind][index][:_ID_BYTES] + _UNCHANGED[kind]
        self._met.clear()

    def index(
        self,
        kind: int,
        data: Any,
        source: bpy.types.Object,
        read: Callable[[int, Any, bpy.types.Object], bytes | None],
    ) -> int | None:
        """The index of an evaluated geometry in its kind's list; None where there is nothing to draw.

        data    the data block, or what else Blender keeps the geometry in
        source  the object that has it
        read    describes it: is told its id, ``data`` and ``source``; None where there is nothing to draw
        """
        address = data.as_pointer()
        key = kind, address
        if key in self._met:
            return self._indices[key]
        owner = data if isinstance(data, _ID) else source.data
        if key in self._indices and not self._updates.may_have_changed(source, owner):
            return self._indices[key]
        self._met.add(key)
        id = self._id(kind, source)
        if self._in_session.get(id) == address and not self._updates.may_have_changed(source, owner):
            geometry = id.to_bytes(_ID_BYTES, sys.byteorder) + _UNCHANGED[kind]
        else:
            geometry = read(id, data, source)
        self._indices[key] = None if geometry is None else self._put(kind, id, geometry)
        if geometry is not None:
            self._addresses[id] = address
        return self._indices[key]

    def readable(self, data: bpy.types.Mesh, source: bpy.types.Object) -> bpy.types.Mesh:
        """The mesh, or a copy of it that lives until `release`."""
        if not data.is_editmode:
            return data
        # The evaluated mesh itself is empty.
        self._edited.append(source)
        return source.to_mesh()

    def release(self) -> None:
        """The frame no longer reads."""
        while self._edited:
            self._edited.pop().to_mesh_clear()

    def _id(self, kind: int, source: bpy.types.Object) -> int:
        """The same in every frame in which the source's geometries are met in the same order, whatever their addresses are."""
        address = source.original.as_pointer()
        count = self._counts[kind, address] = self._counts.get((kind, address), 0) + 1
        owner = kind, address, count
        id = hash(owner) % 2 ** (8 * _ID_BYTES) or 1
        while self._owners.setdefault(id, owner) != owner:
            id = (id + 1) % 2 ** (8 * _ID_BYTES) or 1
        return id

    def _put(self, kind: int, id: int, geometry: bytes) -> int:
        geometries = self.all[kind]
        index = self._places.setdefault(id, len(geometries))
        if index == len(geometries):
            geometries.append(geometry)
        else:
            geometries[index] = geometry
        return index


# What follows the id of what the session has, by kind.
_UNCHANGED = {
    abi.GEOMETRY_MESH: bytes(abi.Mesh(vertex_count=1))[_ID_BYTES:],
    abi.GEOMETRY_CURVES: bytes(abi.Curves(point_count=1))[_ID_BYTES:],
    abi.GEOMETRY_POINT_CLOUD: bytes(abi.PointCloud(point_count=1))[_ID_BYTES:],
}
