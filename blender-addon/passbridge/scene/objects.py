# SPDX-License-Identifier: GPL-3.0-or-later
"""Describes objects: what their instances have in common, beside geometry and materials."""

from __future__ import annotations

import operator

import bpy

from .. import abi
from .data_blocks import Settings, custom_properties, describe_properties, stable_id
from .description import NOTHING, Range, SceneDescription

_RAYS = (
    ("visible_camera", abi.VISIBLE_TO_CAMERA),
    ("visible_diffuse", abi.VISIBLE_TO_DIFFUSE),
    ("visible_glossy", abi.VISIBLE_TO_GLOSSY),
    ("visible_transmission", abi.VISIBLE_TO_TRANSMISSION),
    ("visible_volume_scatter", abi.VISIBLE_TO_VOLUME_SCATTER),
    ("visible_shadow", abi.VISIBLE_TO_SHADOW),
)
_rays_of = operator.attrgetter(*(name for name, _ in _RAYS))
_ALL_RAYS = (True,) * len(_RAYS)
_SEEN_BY_ALL_RAYS = sum(ray for _, ray in _RAYS)

_HAS_LIGHT_LINKING = bpy.app.version >= (4, 0, 0)


class Objects:
    """The objects of a scene, each described when first met."""

    def __init__(self, description: SceneDescription, settings: Settings, depsgraph: bpy.types.Depsgraph) -> None:
        self._description = description
        self._settings = settings
        # The evaluated one: the original does not know evaluated objects.
        self._view_layer = depsgraph.view_layer_eval
        self._described: dict[tuple[int, int, int, Range], int] = {}  # index by id of the source, visibility, flags, instancer's properties
        self._all_ids: list[int] = []  # by index
        self._ids: dict[int, list[int]] = {}  # those in the description, by that of the source
        self._linking: dict[int, bpy.types.Object] = {}  # sources that are meant for some objects, by index; until those are described
        self._has_holdouts, self._has_indirect_ones = _collections_that_hide(self._view_layer.layer_collection)
        self._collections = _collections_of_objects(depsgraph.scene)

    def index(self, shown: bpy.types.Object, source: bpy.types.Object, parent: bpy.types.Object) -> int:
        """The index of what an instance shows.

        shown   possibly a temporary, at an address that says nothing
        source  the real object behind it
        parent  what it is instanced by, or the object itself
        """
        visibility, flags = self._visibility_and_flags(shown, parent)
        id = stable_id(source)
        of_instancer = NOTHING if parent is shown else self._description.properties("custom", custom_properties(parent))
        key = id, visibility, flags, of_instancer
        index = self._described.get(key)
        if index is None:
            ids = self._ids.setdefault(id, [])
            # One whose instances are not all seen in the same way, or have instancers with other properties, is as many objects.
            ids.append(hash((*key, len(ids))) % (1 << 64) if ids else id)
            self._all_ids.append(ids[-1])
            index = self._described[key] = self._description.add(
                abi.LIST_OBJECTS, self._packed(shown, source, ids[-1], visibility, flags, of_instancer)
            )
            self._keep_linking(source, index)
        return index

    @property
    def are_seen_alike(self) -> bool:
        """Whether no collection decides how objects are seen."""
        return not (self._has_holdouts or self._has_indirect_ones)

    def is_new(self, id: int) -> bool:
        """Whether no object with this id of its source has an index."""
        return id not in self._ids

    def add_plain(self, id: int, original: int, nothing: bytes) -> tuple[int, Range]:
        """The index of a new object that is no instance and that all rays see, which is described later, and where the names of its
        collections are.

        original  address
        nothing   is in its place until then
        """
        index = self._described[id, _SEEN_BY_ALL_RAYS, 0, NOTHING] = len(self._all_ids)
        self._ids[id] = [id]
        self._all_ids.append(id)
        self._description.lists[abi.LIST_OBJECTS].extend(nothing)
        return index, self._description.names(self._collections.get(original, ()))

    def id(self, index: int) -> int:
        """Of the object with this index."""
        return self._all_ids[index]

    def update(self, changed: bpy.types.Object, index: int) -> None:
        """Describes an object anew that is no instance and has an index."""
        id = stable_id(changed)
        visibility, flags = self._visibility_and_flags(changed, changed)
        self._described[id, visibility, flags, NOTHING] = index
        self._description.put(abi.LIST_OBJECTS, index, self._packed(changed, changed, id, visibility, flags, NOTHING))
        self._keep_linking(changed, index)

    def _keep_linking(self, source: bpy.types.Object, index: int) -> None:
        if _HAS_LIGHT_LINKING and source.type != "LIGHT":
            linking = source.light_linking
            if linking.receiver_collection is not None or linking.blocker_collection is not None:
                self._linking[index] = source

    def describe_links_of_objects(self) -> None:
        """Adds what the light of those that emit is meant for, once all objects are described."""
        for index, source in self._linking.items():
            for member, links in self.describe_links(source).items():
                at = index * abi.LIST_ELEMENT_BYTES[abi.LIST_OBJECTS] + getattr(abi.Object, member).offset
                packed = abi.pack_range(*links)
                self._description.lists[abi.LIST_OBJECTS][at : at + len(packed)] = packed
        self._linking.clear()

    def describe_links(self, light: bpy.types.Object) -> dict[str, Range]:
        """Adds what the light of this object is meant for, once all objects are described; as arguments of ``abi.pack_light``."""
        if not _HAS_LIGHT_LINKING:
            return {}
        linking = light.light_linking
        return {
            "receivers": self._links(linking.receiver_collection),
            "blockers": self._links(linking.blocker_collection),
        }

    def _links(self, collection: bpy.types.Collection | None) -> Range:
        first = self._description.count(abi.LIST_LIGHT_LINKS)
        if collection is not None:
            states = [(each.light_linking.link_state, [child]) for each, child in zip(collection.collection_objects, collection.objects)]
            states += [
                (each.light_linking.link_state, child.all_objects)
                for each, child in zip(collection.collection_children, collection.children)
            ]
            for state, objects in states:
                for linked in objects:
                    for id in self._ids.get(stable_id(linked), ()):
                        self._description.add(abi.LIST_LIGHT_LINKS, abi.pack_light_link(id, state == "EXCLUDE"))
        return first, self._description.count(abi.LIST_LIGHT_LINKS) - first

    def _visibility_and_flags(self, shown: bpy.types.Object, parent: bpy.types.Object) -> tuple[int, int]:
        seen = _rays_of(shown)
        visibility = _SEEN_BY_ALL_RAYS if seen == _ALL_RAYS else sum(ray for is_seen, (_, ray) in zip(seen, _RAYS) if is_seen)
        if parent is not shown:
            visibility &= sum(ray for is_seen, (_, ray) in zip(_rays_of(parent), _RAYS) if is_seen)
        if shown.is_holdout or parent.is_holdout or (self._has_holdouts and parent.holdout_get(view_layer=self._view_layer)):
            flags = abi.OBJECT_HOLDOUT
        else:
            flags = 0
            if self._has_indirect_ones and parent.indirect_only_get(view_layer=self._view_layer):
                visibility &= ~abi.VISIBLE_TO_CAMERA
        if shown.is_shadow_catcher or parent.is_shadow_catcher:
            flags |= abi.OBJECT_SHADOW_CATCHER
        return visibility, flags

    def _packed(
        self, shown: bpy.types.Object, source: bpy.types.Object, id: int, visibility: int, flags: int, of_instancer: Range
    ) -> bytes:
        description = self._description
        parent = topmost = source.parent
        while topmost is not None and topmost.parent is not None:
            topmost = topmost.parent
        return abi.pack_object(
            id,
            description.text(source.name),
            description.text((topmost or source).name),
            description.text(parent.name) if parent is not None else description.text(""),
            description.names(self._collections.get(source.original.as_pointer(), ())),
            description.text(source.lightgroup),
            **describe_properties(description, self._settings, "OBJECT", source),
            color=shown.color,
            pass_index=shown.pass_index,
            visibility=visibility,
            flags=flags,
            instancer_properties=of_instancer,
        )


class ObjectIds(Objects):
    """Objects of which nothing but their ids is described."""

    def _packed(
        self, shown: bpy.types.Object, source: bpy.types.Object, id: int, visibility: int, flags: int, of_instancer: Range
    ) -> bytes:
        return abi.pack_object(id)


def _collections_that_hide(top: bpy.types.LayerCollection) -> tuple[bool, bool]:
    """Whether one below is a holdout, and whether one is for indirect light alone. Where none is no object needs to be asked."""
    all_below, holds_out, is_indirect = [top], False, False
    while all_below:
        collection = all_below.pop()
        holds_out |= collection.holdout
        is_indirect |= collection.indirect_only
        all_below.extend(collection.children)
    return holds_out, is_indirect


def _collections_of_objects(scene: bpy.types.Scene) -> dict[int, tuple[str, ...]]:
    """Names of those that an object is in, by its address, but for the scene's own. Asking each object would go over all collections each
    time."""
    found: dict[int, tuple[str, ...]] = {}
    for collection in scene.original.collection.children_recursive:
        name = collection.name
        for member in collection.objects:
            address = member.as_pointer()
            found[address] = (*found.get(address, ()), name)
    return found
