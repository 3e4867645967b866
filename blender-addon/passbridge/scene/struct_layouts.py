# SPDX-License-Identifier: GPL-3.0-or-later
"""Where members lie in the structs of the running Blender, as it says itself: a Blender has the layouts of its structs ("DNA", what it
writes into every .blend) in its own program file, in read-only data."""

from __future__ import annotations

import mmap
import re
import struct
from collections.abc import Sequence
from typing import BinaryIO

import bpy

from .. import abi
from ..native import message

_START = b"SDNANAME"

# More than any Blender's layouts take.
_MAX_BYTES = 1 << 20

_ARRAY_LENGTH = re.compile(rb"\[(\d+)\]")
_POINTER_BYTES = 8

Members = dict[str, tuple[int, int]]
"""Offset and size of each member by its name, without asterisks and brackets; of the struct itself by the name ""."""


def struct_layouts(names: Sequence[str]) -> dict[str, Members] | None:
    """Those of the named structs in this process; None where they are not found."""
    try:
        with (
            open(bpy.app.binary_path or bpy.__spec__.origin, "rb") as file,  # as a module Blender is a shared library
            mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as data,
        ):
            first, end = _read_only_data(file)
            at = data.find(_START, first, end)
            while at >= 0:
                layouts = _parsed(data[at : at + _MAX_BYTES], names)
                if layouts is not None:
                    return layouts
                at = data.find(_START, at + 1, end)
    except (OSError, ValueError, IndexError, struct.error, StopIteration):
        pass  # no file as on Linux or Windows
    return None


def _read_only_data(file: BinaryIO) -> tuple[int, int]:
    """Where a program file of Linux (ELF, 64 bits) or Windows (PE) has its section of that name."""
    start = file.read(64)
    return _read_only_data_of_windows(file, start) if start.startswith(b"MZ") else _read_only_data_of_linux(file, start)


def _read_only_data_of_linux(file: BinaryIO, start: bytes) -> tuple[int, int]:
    magic, is_64_bits, sections_offset, section_bytes, section_count, names_index = struct.unpack("<4sB35xQ10xHHH", start)
    if magic != b"\x7fELF" or is_64_bits != 2:
        raise ValueError
    file.seek(sections_offset)
    table = file.read(section_bytes * section_count)
    sections = [struct.unpack_from("<I20xQQ", table, first) for first in range(0, len(table), section_bytes)]
    _, names_offset, names_bytes = sections[names_index]
    file.seek(names_offset)
    names = file.read(names_bytes)
    offset, size_bytes = next(each[1:] for each in sections if names.startswith(b".rodata\0", each[0]))
    return offset, offset + size_bytes


def _read_only_data_of_windows(file: BinaryIO, start: bytes) -> tuple[int, int]:
    (header,) = struct.unpack_from("<I", start, 0x3C)
    file.seek(header)
    section_count, optional_bytes = struct.unpack("<4x2xH12xH2x", file.read(24))
    file.seek(optional_bytes, 1)
    sections = struct.iter_unpack("<8s8xII16x", file.read(40 * section_count))
    size_bytes, offset = next(each[1:] for each in sections if each[0].rstrip(b"\0") == b".rdata")
    return offset, offset + size_bytes


def _parsed(data: bytes, names: Sequence[str]) -> dict[str, Members] | None:
    """source/blender/makesdna/intern/dna_genfile.c: names, types, their sizes, structs; None where it is something else."""
    try:
        at, member_names = _texts(data, 4, b"NAME")
        at, types = _texts(data, at, b"TYPE")
        at = _after(data, at, b"TLEN")
        sizes = struct.unpack_from(f"={len(types)}H", data, at)
        at = _after(data, at + 2 * len(types), b"STRC")
        (struct_count,) = struct.unpack_from("=I", data, at)
        at += 4
        found: dict[str, Members] = {}
        wanted = {name.encode(): name for name in names}
        for _ in range(struct_count):
            type, member_count = struct.unpack_from("=HH", data, at)
            at += 4
            if types[type] in wanted:
                members: Members = {"": (0, sizes[type])}
                offset = 0
                for member_type, member_name in struct.iter_unpack("=HH", data[at : at + 4 * member_count]):
                    name = member_names[member_name]
                    size = _POINTER_BYTES if name[:1] in b"*(" else sizes[member_type]
                    for length in _ARRAY_LENGTH.findall(name):
                        size *= int(length)
                    members[name.decode().lstrip("*").partition("[")[0]] = offset, size
                    offset += size
                if offset != sizes[type]:
                    return None
                found[wanted[types[type]]] = members
            at += 4 * member_count
    except (struct.error, IndexError, ValueError):
        return None
    return found if "ID" in found else None


def _texts(data: bytes, at: int, tag: bytes) -> tuple[int, list[bytes]]:
    """Those of one part, and where it ends."""
    at = _after(data, at, tag)
    (count,) = struct.unpack_from("=I", data, at)
    texts = data[at + 4 :].split(b"\0", count)[:count]
    if len(texts) != count:
        raise ValueError
    return at + 4 + sum(map(len, texts)) + count, texts


def _after(data: bytes, at: int, tag: bytes) -> int:
    at = (at + 3) & ~3
    if data[at : at + 4] != tag:
        raise ValueError
    return at + 4


def object_layouts() -> abi.ObjectLayouts | None:
    """What `pb_object_batch_open` needs; None where this Blender has something else than is known of any."""
    structs = struct_layouts(("ID", "Object", "Mesh", "CustomData", "CustomDataLayer", "AttributeStorage"))
    if structs is None or not {"ID", "Object", "Mesh", "CustomData", "CustomDataLayer"} <= set(structs):
        return None
    block, object, mesh, data, layer = (structs[name] for name in ("ID", "Object", "Mesh", "CustomData", "CustomDataLayer"))
    try:
        layouts = message(
            abi.ObjectLayouts,
            object_bytes=object[""][1],
            object_type=object["type"][0],
            object_data=object["data"][0],
            object_parent=object["parent"][0],
            object_mat=object["mat"][0],
            object_matbits=object["matbits"][0],
            object_totcol=object["totcol"][0],
            object_color=object["col"][0],
            object_index=object["index"][0],
            object_visibility_flag=object["restrictflag"][0],
            object_visibility_flag_bytes=object["restrictflag"][1],
            object_lightgroup=object["lightgroup"][0],
            object_light_linking=object.get("light_linking", (abi.NONE, 0))[0],
            object_particlesystem=object["particlesystem"][0],
            object_matrix=object["obmat"][0] if "obmat" in object else abi.NONE,
            object_runtime=object["runtime"][0],
            id_name=block["name"][0],
            id_name_bytes=block["name"][1],
            id_session_uid=block["session_uid"][0] if "session_uid" in block else abi.NONE,
            id_properties=block["properties"][0],
            id_orig_id=block["orig_id"][0],
            mesh_bytes=mesh[""][1],
            mesh_mat=mesh["mat"][0],
            mesh_totcol=mesh["totcol"][0],
            mesh_flag=mesh["flag"][0] if _HAS_AUTO_SMOOTH else abi.NONE,
            mesh_verts_num=mesh["totvert"][0],
            mesh_edges_num=mesh["totedge"][0],
            mesh_faces_num=mesh["totpoly"][0],
            mesh_corners_num=mesh["totloop"][0],
            mesh_default_color_attribute=mesh.get("default_color_attribute", (abi.NONE, 0))[0],
            mesh_default_uv_map_attribute=mesh.get("default_uv_map_attribute", (abi.NONE, 0))[0],
            mesh_attributes=mesh["attribute_storage"][0] + structs["AttributeStorage"]["runtime"][0] if _STORES_ATTRIBUTES else abi.NONE,
            data_layers=data["layers"][0],
            data_totlayer=data["totlayer"][0],
            layer_bytes=layer[""][1],
            layer_type=layer["type"][0],
            layer_active_rnd=layer["active_rnd"][0],
            layer_name=layer["name"][0],
            layer_name_bytes=layer["name"][1],
            layer_data=layer["data"][0],
            uvs_are_attributes=bpy.app.version >= (3, 5, 0),
            mixes_flat_and_smooth=(4, 1, 0) <= bpy.app.version < (5, 1, 0),
        )
        layouts.mesh_domain_data[:] = [mesh[name][0] for name in ("vdata", "edata", "pdata", "ldata")]
    except KeyError:
        return None
    return layouts


_HAS_AUTO_SMOOTH = bpy.app.version < (4, 1, 0)

# Blender 4.5 and 5.0 have the struct, but for meshes of files alone.
_STORES_ATTRIBUTES = bpy.app.version >= (5, 1, 0)
