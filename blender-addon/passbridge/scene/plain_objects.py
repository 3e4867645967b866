# SPDX-License-Identifier: GPL-3.0-or-later
"""Describes many mesh objects at once: those that have nothing unusual about them, which C reads where Blender keeps them.

What is described is held against what Python describes: the first objects of each shape, and one in 64 from then on. After the first
difference all objects are described by Python for the rest of the process.
"""

from __future__ import annotations

import ctypes
import struct
from array import array
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any

import bpy

from .. import abi
from ..errors import PassbridgeError
from ..native import library, message, span_of
from . import arrays
from .description import STRUCTURE, Range, SceneDescription
from .instances import Placed, matrix_bytes
from .struct_layouts import object_layouts

if TYPE_CHECKING:
    from .geometries import Geometries
    from .objects import Objects

# Fewer take Python less time than finding the layouts takes.
_LEAST_COUNT = 256

# Of each shape so many are held against Python's description at first, then one after each so many more.
_CHECKED_AT_FIRST = 8
_UNCHECKED_COUNT = 63

_HAS_TRIANGLE_POLYGONS = bpy.app.version >= (3, 6, 0)
_POLYGON_OF_TRIANGLE_OFFSET = 12  # MLoopTri of Blender 3.4

_RECORD = struct.Struct("=10Q4I8I")
_PROTOTYPE = struct.Struct("=4I")
_NO_OBJECT = bytes(ctypes.sizeof(abi.Object))
_NO_GEOMETRY = bytes(ctypes.sizeof(abi.Geometry))
_MATRIX_BYTES = 64
_RANGE_BYTES = ctypes.sizeof(abi.Range)  # of the name, with which an array begins

_refusal = ""
"""Why all objects are described by Python in this process."""
_layouts: abi.ObjectLayouts | None = None
_checked_counts: dict[int, int] = {}
"""By shape."""
_unchecked_count = 0
"""Plain objects since the last that was held against Python's description."""


class PlainObjectsDiffer(Exception):
    """An object is not what Python says: nothing that was described is of use."""


def refuse(reason: str) -> None:
    """From now on all objects of this process are described by Python."""
    global _refusal
    _refusal = reason
    print(f"Passbridge: objects are described one by one: {reason}", flush=True)


class PlainObjects:
    """The plain mesh objects of one description."""

    def __init__(
        self,
        description: SceneDescription,
        objects: Objects,
        geometries: Geometries,
        slots_of: Callable[[bpy.types.Object], Range],
        needs_more: Callable[[bpy.types.Object, Range], bool],
        settings_of: Callable[[bpy.types.Object], Range],
        add_prototype: Callable[[int, int, Range], int],
    ) -> None:
        """
        slots_of       gives where the materials of an object's slots are
        needs_more     says whether an object with these slots needs more of its mesh than C describes
        settings_of    gives where an object's settings are
        add_prototype  is told geometry, object and slots; gives the prototype's index
        """
        self._description = description
        self._objects = objects
        self._geometries = geometries
        self._slots_of = slots_of
        self._needs_more = needs_more
        self._settings_of = settings_of
        self._add_prototype = add_prototype
        self._slots: dict[int, Range] = {}  # by key

    def place(
        self, shown: Sequence[bpy.types.Object], describe_alone: Callable[[int], Placed], warn_of_place: Callable[[bpy.types.Object], None]
    ) -> tuple[list[int], list[Placed], bytearray] | None:
        """Describes evaluated objects that show themselves; gives the addresses of their originals, what is where they are, and their
        matrices. None: nothing was described, they are to be described one by one.

        describe_alone  describes the object of an index
        warn_of_place   is asked to look at an object's matrix

        Raises PlainObjectsDiffer.
        """
        if len(shown) < _LEAST_COUNT or not _is_usable():
            return None
        addresses = array("Q", [each.as_pointer() for each in shown])
        try:
            batch = _Batch(addresses)
        except PassbridgeError as error:
            refuse(str(error))
            return None
        try:
            return self._place(batch, shown, describe_alone, warn_of_place)
        except PassbridgeError as error:
            raise PlainObjectsDiffer(str(error)) from error
        finally:
            batch.close()

    def _place(
        self,
        batch: _Batch,
        shown: Sequence[bpy.types.Object],
        describe_alone: Callable[[int], Placed],
        warn_of_place: Callable[[bpy.types.Object], None],
    ) -> tuple[list[int], list[Placed], bytearray]:
        originals: list[int] = []
        placed: list[Placed] = []
        samples: list[int] = []
        described: list[bytes] = []
        text_bytes = array_count = 0
        matrices = batch.matrices
        objects, geometries, slots_by_key = self._objects, self._geometries, self._slots
        add_prototype, settings_of, pack = self._add_prototype, self._settings_of, _RECORD.pack
        for position, record in enumerate(batch.records()):
            original, id, mesh, mesh_original, slots_key, shape = record[:6]
            is_plain, domain, arrays_of_mesh, texts, has_odd_place, index = record[14:20]
            object = shown[position]
            data = object.data if is_plain else None
            # Blender shows another mesh than the object's own where it is subdivided only now.
            is_plain = is_plain and data.as_pointer() == mesh and objects.is_new(id)
            if is_plain:
                slots = slots_by_key.get(slots_key)
                if slots is None:
                    slots = slots_by_key[slots_key] = self._slots_of(object)
                is_plain = not self._needs_more(object, slots)
            if not is_plain or _is_sample(shape):
                originals.append(object.original.as_pointer())
                matrices[_MATRIX_BYTES * position : _MATRIX_BYTES * (position + 1)] = matrix_bytes(object.matrix_world)
                if is_plain:
                    samples.append(position)
                placed.append(describe_alone(position))
                continue
            geometry, geometry_id = geometries.meet_mesh(mesh, id, original, mesh_original)
            originals.append(original)
            if geometry is None:
                placed.append(Placed())
                continue
            if has_odd_place:
                warn_of_place(object)
            addresses_of_mesh = (0, 0, 0)
            if geometry_id:
                addresses_of_mesh = _computed(data, domain)
                array_count += arrays_of_mesh
            text_bytes += texts
            object_index, collections = objects.add_plain(id, original, _NO_OBJECT)
            described.append(
                pack(
                    *(original, id, mesh, mesh_original, slots_key, shape, geometry_id, *addresses_of_mesh),
                    *collections,
                    *settings_of(object),
                    *(1, domain, arrays_of_mesh, texts, has_odd_place, index, geometry if geometry_id else abi.NONE, object_index),
                )
            )
            placed.append(Placed((add_prototype(geometry, object_index, slots),), object=object_index))
        if samples:
            self._compare([shown[each] for each in samples], [placed[each] for each in samples])
        if described:
            batch.describe(b"".join(described), len(described), self._description, text_bytes, array_count)
        return originals, placed, matrices

    def _compare(self, shown: Sequence[bpy.types.Object], placed: Sequence[Placed]) -> None:
        """Holds what C makes of objects against what Python has described. Read anew: Blender may have moved arrays for Python."""
        batch = _Batch(array("Q", [each.as_pointer() for each in shown]))
        made = SceneDescription()
        count = len(shown)
        for list, nothing in ((abi.LIST_OBJECTS, _NO_OBJECT), (abi.LIST_GEOMETRIES, _NO_GEOMETRY)):
            made.lists[list].extend(count * nothing)
        try:
            officials = []
            again: list[bytes] = []
            text_bytes = array_count = 0
            for position, record in enumerate(batch.records()):
                object, geometry = self._official(batch, record, shown[position], placed[position])
                is_described = geometry.arrays.count > 0  # else it has not changed
                domain, arrays_of_mesh, texts = record[15:18]
                text_bytes += texts
                array_count += arrays_of_mesh
                again.append(
                    _RECORD.pack(
                        *(*record[:6], geometry.id),
                        *(_computed(shown[position].data, domain) if is_described else (0, 0, 0)),
                        *(object.collections.first, object.collections.count, object.settings.first, object.settings.count),
                        *(1, domain, arrays_of_mesh, texts, 0, position, position if is_described else abi.NONE, position),
                    )
                )
                officials.append((object, geometry, is_described))
            batch.describe(b"".join(again), count, made, text_bytes, array_count)
        finally:
            batch.close()
        for position, (object, geometry, is_described) in enumerate(officials):
            ours = _element(made, abi.LIST_OBJECTS, abi.Object, position)
            different = _difference(_values(made, ours), _values(self._description, object))
            if is_described and not different:
                ours = _element(made, abi.LIST_GEOMETRIES, abi.Geometry, position)
                different = _difference_of_geometries(made, ours, self._description, geometry)
            if different:
                raise PlainObjectsDiffer(f"object '{shown[position].name}': {different} is not what Blender says")

    def _official(
        self, batch: _Batch, record: tuple[int, ...], shown: bpy.types.Object, placed: Placed
    ) -> tuple[abi.Object, abi.Geometry]:
        """What Python has described of an object. Raises PlainObjectsDiffer where it is another one."""
        description = self._description
        original, _, mesh, mesh_original, slots_key = record[:5]
        is_plain, position = record[14], record[19]
        official = shown.original.as_pointer(), shown.data.as_pointer(), shown.data.original.as_pointer()
        if not is_plain or len(placed.prototypes) != 1 or (original, mesh, mesh_original) != official:
            raise PlainObjectsDiffer(f"object '{shown.name}' is not where others were")
        matrix = batch.matrices[_MATRIX_BYTES * position : _MATRIX_BYTES * (position + 1)]
        if matrix != matrix_bytes(shown.matrix_world):
            raise PlainObjectsDiffer(f"the matrix of object '{shown.name}' is not where those of others were")
        prototypes = description.lists[abi.LIST_PROTOTYPES]
        geometry_index, object_index, *slots = _PROTOTYPE.unpack_from(prototypes, _PROTOTYPE.size * placed.prototypes[0])
        if self._slots.setdefault(slots_key, tuple(slots)) != tuple(slots):
            raise PlainObjectsDiffer(f"the slots of object '{shown.name}' are not those of others with the same materials")
        return (
            _element(description, abi.LIST_OBJECTS, abi.Object, object_index),
            _element(description, abi.LIST_GEOMETRIES, abi.Geometry, geometry_index),
        )


def _is_usable() -> bool:
    """Whether objects may be read by C; finds the layouts."""
    global _layouts
    if _refusal or arrays.are_copied():
        return False
    if _layouts is None:
        _layouts = object_layouts()
        if _layouts is None:
            refuse("the layouts of this Blender's structs are not found in its program file")
    return _layouts is not None


def _is_sample(shape: int) -> bool:
    """Whether the next plain object, of this shape, is to be described by Python, too."""
    global _unchecked_count
    count = _checked_counts.get(shape, 0)
    if count < _CHECKED_AT_FIRST:
        _checked_counts[shape] = count + 1
        return True
    _unchecked_count += 1
    if _unchecked_count > _UNCHECKED_COUNT:
        _unchecked_count = 0
        return True
    return False


def _computed(mesh: bpy.types.Mesh, normals_domain: int) -> tuple[int, int, int]:
    """Has Blender compute what it has not yet; gives the addresses of triangles, their polygons, and normals."""
    if _HAS_TRIANGLE_POLYGONS:
        triangles = mesh.loop_triangles[0].as_pointer()
        polygons = mesh.loop_triangle_polygons[0].as_pointer()
    else:
        mesh.calc_loop_triangles()
        triangles = mesh.loop_triangles[0].as_pointer()
        polygons = triangles + _POLYGON_OF_TRIANGLE_OFFSET
    if normals_domain == abi.NONE:
        return triangles, polygons, 0
    normals = mesh.vertex_normals if normals_domain == abi.DOMAIN_POINT else mesh.corner_normals
    return triangles, polygons, normals[0].as_pointer()


class _Batch:
    """Objects that C has read."""

    def __init__(self, addresses: array) -> None:
        count = len(addresses)
        self.matrices = bytearray(_MATRIX_BYTES * count)
        self._records = (abi.PlainObject * count)()
        self._handle = ctypes.c_void_p()
        library().pb_object_batch_open(
            _layouts,
            addresses.buffer_info()[0],
            count,
            self._records,
            (ctypes.c_char * len(self.matrices)).from_buffer(self.matrices),
            self._handle,
        )

    def records(self) -> Any:
        """The members of each ``pb_plain_object``."""
        return _RECORD.iter_unpack(self._records)

    def describe(self, plain: bytes, count: int, description: SceneDescription, text_bytes: int, array_count: int) -> None:
        """Describes objects and meshes where they say, and appends what they need."""
        lists = description.lists
        firsts = []
        for list, room in ((abi.LIST_TEXT, text_bytes), (abi.LIST_ARRAYS, array_count * abi.LIST_ELEMENT_BYTES[abi.LIST_ARRAYS])):
            firsts.append(len(lists[list]))
            lists[list].extend(bytes(room))
        first_text, first_array = firsts
        wanted = message(
            abi.PlainDescription,
            texts=_span(lists[abi.LIST_TEXT], first_text),
            arrays=_span(lists[abi.LIST_ARRAYS], first_array),
            geometries=_span(lists[abi.LIST_GEOMETRIES], 0),
            objects=_span(lists[abi.LIST_OBJECTS], 0),
            first_text=first_text,
            first_array=first_array // abi.LIST_ELEMENT_BYTES[abi.LIST_ARRAYS],
        )
        for name in ("position", "corner_vertex", "triangle_corners", "triangle_face", "material_slot", "normal", "flat_face"):
            setattr(wanted, name, abi.Range(*STRUCTURE[f".{name}"]))
        library().pb_object_batch_describe(self._handle, plain, count, wanted)
        del lists[abi.LIST_TEXT][first_text + wanted.text_bytes :]
        del lists[abi.LIST_ARRAYS][first_array + wanted.array_count * abi.LIST_ELEMENT_BYTES[abi.LIST_ARRAYS] :]

    def close(self) -> None:
        library().pb_object_batch_close(self._handle)


def _span(memory: bytearray, first: int) -> abi.Span:
    """The part from its ``first`` byte on."""
    size_bytes = len(memory) - first
    return span_of((ctypes.c_char * size_bytes).from_buffer(memory, first)) if size_bytes else abi.Span()


# ------------------------------------------------------------------------------------------------ comparing descriptions


def _element(description: SceneDescription, list: int, kind: type, index: int) -> Any:
    return kind.from_buffer_copy(description.lists[list], index * abi.LIST_ELEMENT_BYTES[list])


def _text(description: SceneDescription, element: Any) -> bytes:
    """The name of an element."""
    return bytes(description.lists[abi.LIST_TEXT][element.name.first : element.name.first + element.name.count])


def _values(description: SceneDescription, element: Any) -> dict[str, Any]:
    """The members of a struct, with texts in place of where they are."""
    values: dict[str, Any] = {}
    for name, _ in element._fields_:
        value = getattr(element, name)
        if name in ("name", "asset_name", "parent", "light_group"):
            values[name] = bytes(description.lists[abi.LIST_TEXT][value.first : value.first + value.count])
        else:
            values[name] = bytes(value) if isinstance(value, (ctypes.Structure, ctypes.Array)) else value
    return values


def _difference(ours: dict[str, Any], official: dict[str, Any]) -> str:
    """The first member that differs; "": none does."""
    return next((name for name, value in official.items() if ours[name] != value), "")


def _difference_of_geometries(made: SceneDescription, ours: abi.Geometry, description: SceneDescription, official: abi.Geometry) -> str:
    """What differs first between two meshes; "": nothing does."""
    all_arrays = []
    for of, geometry in ((made, ours), (description, official)):
        first, count = geometry.arrays.first, geometry.arrays.count
        all_arrays.append([_element(of, abi.LIST_ARRAYS, abi.Array, index) for index in range(first, first + count)])
        geometry.arrays.first = 0
    for of_ours, of_official in zip(*all_arrays):
        if bytes(of_ours)[_RANGE_BYTES:] == bytes(of_official)[_RANGE_BYTES:] and _text(made, of_ours) == _text(description, of_official):
            continue
        our_array, array = _values(made, of_ours), _values(description, of_official)
        if not abi.Span.from_buffer_copy(array["values"]).stride_bytes:  # a copy, as it holds what is no number: nothing to compare with
            our_array.update(type=array["type"], values=array["values"])
        different = _difference(our_array, array)
        if different:
            return f"{different} of the array {array['name'].decode()} of the mesh"
    different = _difference(_values(made, ours), _values(description, official))
    return different and f"{different} of the mesh"
