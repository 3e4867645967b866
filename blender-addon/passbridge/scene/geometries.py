# SPDX-License-Identifier: GPL-3.0-or-later
"""The geometries of a scene from frame to frame: which of them the session has, and what Blender says has changed."""

from __future__ import annotations

import ctypes
from collections.abc import Callable
from typing import Any

import bpy

from .. import abi
from .data_blocks import stable_id
from .description import SceneDescription

# Looked up once: each time it takes Blender longer than what is asked of one object.
_ID, _OBJECT, _MATERIAL = bpy.types.ID, bpy.types.Object, bpy.types.Material

# Updates that are told of themselves but matter only by what they do to objects, materials, worlds and lights, which is told, too.
_INDIRECT_UPDATES = (
    *(bpy.types.Action, bpy.types.Key, bpy.types.Mesh, bpy.types.Camera, bpy.types.Armature),
    bpy.types.ShaderNodeTree,
)

_NOTHING_YET = bytes(ctypes.sizeof(abi.Geometry))


class Updates:
    """What the dependency graph says has changed since the engine was last asked to render."""

    def __init__(self, depsgraph: bpy.types.Depsgraph | None) -> None:
        """``depsgraph``: None where nothing was rendered before."""
        self.objects: list[bpy.types.Object] = []
        self.materials: list[bpy.types.Material] = []
        self.are_of_objects_and_materials = True
        self.changed_geometry: set[int] = set()
        """Addresses of originals."""
        for update in depsgraph.updates if depsgraph else ():
            changed = update.id
            if update.is_updated_geometry:
                self.changed_geometry.add(changed.original.as_pointer())
            if isinstance(changed, _OBJECT):
                if changed.type != "CAMERA" or changed.is_instancer:
                    self.objects.append(changed)  # cameras are no part of the scene
            elif isinstance(changed, _MATERIAL):
                self.materials.append(changed)
            elif not isinstance(changed, _INDIRECT_UPDATES):
                self.are_of_objects_and_materials = False

    def add_earlier(self, changed_geometry: set[int]) -> None:
        """There were others before that nobody has looked at: all but geometries may have changed, and these, by addresses of originals."""
        self.changed_geometry |= changed_geometry
        self.are_of_objects_and_materials = False

    def may_have_changed(self, *owners: bpy.types.ID) -> bool:
        """Whether geometry of one of these evaluated data blocks may be another than before."""
        return bool(self.changed_geometry) and self.may_have_changed_at(*(owner.original.as_pointer() for owner in owners))

    def may_have_changed_at(self, *originals: int) -> bool:
        """The same, by the addresses of the originals."""
        return not self.changed_geometry.isdisjoint(originals)


class Geometries:
    """The geometries of a scene, each described when first met. What the session has and has not changed is left out."""

    def __init__(self, description: SceneDescription) -> None:
        self._description = description
        self._updates: Updates | None = None
        self._in_session: dict[int, tuple[int, int]] = {}
        self._told: dict[int, tuple[int, int]] = {}  # by id: address of evaluated data, and what of it is told beside what all have
        self._places: dict[int, int] = {}  # indices in the list, by id
        self._ids: list[int] = []  # by index
        self._indices: dict[tuple[int, int], int | None] = {}  # by kind and address; None: there is nothing to draw
        self._met: set[tuple[int, int]] = set()  # kinds and addresses of which it is known what they are in this frame
        self._counts: dict[tuple[int, int], int] = {}  # by kind and id of the source: those met in this frame
        self._owners: dict[int, tuple[int, int, int]] = {}  # by id: kind, that id, and which of them
        self._edited: list[bpy.types.Object] = []

    def begin(self, updates: Updates, before: Geometries | None) -> None:
        """A frame begins. ``before``: what the session has; this object where it is brought up to date."""
        self._updates = updates
        self._in_session = dict(before._told) if before else {}
        self._counts.clear()
        if before is self:
            for key in self._met:
                index = self._indices[key]
                if index is not None:
                    self._put_unchanged(index, self._ids[index], key[0])
            self._description.forget_arrays()
        self._met.clear()

    def index(
        self,
        kind: int,
        data: Any,
        source: bpy.types.Object,
        describe: Callable[[int, Any, bpy.types.Object], bytes | None],
        told: int = 0,
    ) -> int | None:
        """The index of an evaluated geometry; None where there is nothing to draw.

        data      the data block, or what else Blender keeps the geometry in
        source    the object that has it
        describe  is told its id, ``data`` and ``source``; None where there is nothing to draw
        told      what ``describe`` tells beside what all have, by bits: where that was less before, the geometry is described anew
        """
        key = kind, data.as_pointer()
        if key in self._met:
            return self._indices[key]
        owner = data if isinstance(data, _ID) else source.data
        index, id = self._meet(key, stable_id(source), self._updates.may_have_changed(source, owner), told)
        if id:
            geometry = describe(id, data, source)
            if geometry is None:
                index = self._indices[key] = None
                del self._told[id]
            else:
                index = self._indices[key] = self._place(id)
                self._description.put(abi.LIST_GEOMETRIES, index, geometry)
        return index

    def meet_mesh(self, address: int, source_id: int, source: int, owner: int) -> tuple[int | None, int]:
        """The same for an evaluated mesh of an object that is no instance, by addresses: the index, and where it is to be described
        there its id, else 0.

        source_id  of the object
        source     address of the object's original
        owner      that of the mesh's original
        """
        key = abi.GEOMETRY_MESH, address
        if key in self._met:
            return self._indices[key], 0
        index, id = self._meet(key, source_id, self._updates.may_have_changed_at(source, owner), 0)
        if id:
            index = self._indices[key] = self._place(id)
            self._description.put(abi.LIST_GEOMETRIES, index, _NOTHING_YET)
        return index, id

    def _meet(
        self, key: tuple[int, int], source_id: int, may_have_changed: bool, told: int
    ) -> tuple[int | None, int]:
        """Meets what was not met in this frame: its index, or the id that it is to be described with."""
        if key in self._indices and not may_have_changed:
            return self._indices[key], 0
        self._met.add(key)
        kind, address = key
        id = self._new_id(kind, source_id)
        is_unchanged = self._in_session.get(id) == (address, told) and not may_have_changed
        self._told[id] = address, told
        if not is_unchanged:
            return None, id
        index = self._indices[key] = self._place(id)
        self._put_unchanged(index, id, kind)
        return index, 0

    def id(self, index: int) -> int:
        return self._ids[index]

    def readable(self, data: bpy.types.Mesh, source: bpy.types.Object) -> bpy.types.Mesh:
        """The mesh, or a copy of it that lives until `release`."""
        if not data.is_editmode:
            return data
        # The evaluated mesh itself is empty.
        self._edited.append(source)
        return source.to_mesh()

    def release(self) -> None:
        """What was described has been captured."""
        while self._edited:
            self._edited.pop().to_mesh_clear()

    def _new_id(self, kind: int, source_id: int) -> int:
        """The same in every frame in which the source's geometries are met in the same order, whatever their addresses are."""
        count = self._counts[kind, source_id] = self._counts.get((kind, source_id), 0) + 1
        owner = kind, source_id, count
        id = hash(owner) % (1 << 64) or 1
        while self._owners.setdefault(id, owner) != owner:
            id = (id + 1) % (1 << 64) or 1
        return id

    def _place(self, id: int) -> int:
        index = self._places.setdefault(id, len(self._ids))
        if index == len(self._ids):
            self._ids.append(id)
        return index

    def _put_unchanged(self, index: int, id: int, kind: int) -> None:
        self._description.put(abi.LIST_GEOMETRIES, index, abi.pack_geometry(id, kind=kind, state=abi.GEOMETRY_UNCHANGED))
