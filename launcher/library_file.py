# SPDX-License-Identifier: Apache-2.0
"""What is in the file of a shared library of any system: ELF, PE and Mach-O with 64 bits, little-endian."""

import struct
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from launcher.errors import LauncherError


@dataclass
class LibraryFile:
    """What a library asks of the system that loads it, and what it gives."""

    exported: set[str] = field(default_factory=set)
    needed: set[str] = field(default_factory=set)
    """The libraries that are loaded with it."""

    imported: set[str] = field(default_factory=set)
    """The functions and variables of other libraries."""

    glibc: tuple[int, ...] = ()
    """The newest version of glibc whose symbols it needs."""

    macos: tuple[int, ...] = ()
    """The oldest macOS that loads it."""

    search_folders: set[str] = field(default_factory=set)
    """Where the libraries that it needs are looked for first."""


def read(path: Path) -> LibraryFile:
    """Raises LauncherError for what is no such library."""
    content = path.read_bytes()
    for magic, reader in ((b"\x7fELF\x02\x01", _read_elf), (b"MZ", _read_pe), (b"\xcf\xfa\xed\xfe", _read_macho)):
        if content.startswith(magic):
            try:
                return reader(content)
            except (struct.error, ValueError, IndexError, RecursionError) as error:
                raise LauncherError(f"{path} is broken: {error}; remove it, and build it anew") from error
    raise LauncherError(f"{path} is no library of Linux, Windows or macOS")


def _text(content: bytes, at: int) -> str:
    return content[at : content.index(0, at)].decode()


_ELF_DYNAMIC, _ELF_SYMBOLS, _ELF_VERSIONS_NEEDED = 6, 11, 0x6FFFFFFE
_ELF_NEEDED, _ELF_RPATH, _ELF_RUNPATH = 1, 15, 29
_ELF_LOCAL = 0


def _read_elf(content: bytes) -> LibraryFile:
    """System V ABI, chapters 4 and 5; symbol versions: Linux Standard Base, chapter 10.7."""
    found = LibraryFile()
    (sections_at,) = struct.unpack_from("<Q", content, 0x28)
    section_bytes, section_count = struct.unpack_from("<2H", content, 0x3A)
    # type, offset, size, the section with its texts, count (of versions)
    sections = [struct.unpack_from("<4xI16xQQII", content, sections_at + i * section_bytes) for i in range(section_count)]
    for kind, start, size_bytes, link, count in sections:
        texts = sections[link][1]
        if kind == _ELF_DYNAMIC:
            for tag, value in struct.iter_unpack("<2Q", content[start : start + size_bytes]):
                if tag == _ELF_NEEDED:
                    found.needed.add(_text(content, texts + value))
                elif tag in (_ELF_RPATH, _ELF_RUNPATH):
                    found.search_folders.update(_text(content, texts + value).split(":"))
        elif kind == _ELF_SYMBOLS:
            for name, information, section in struct.iter_unpack("<IBxH16x", content[start : start + size_bytes]):
                if information >> 4 != _ELF_LOCAL:
                    (found.exported if section else found.imported).add(_text(content, texts + name))
        elif kind == _ELF_VERSIONS_NEEDED:
            for _ in range(count):
                version_count, version_at, next_at = struct.unpack_from("<2xH4xII", content, start)
                version_at += start
                for _ in range(version_count):
                    name, next_version = struct.unpack_from("<8xII", content, version_at)
                    prefix, _, number = _text(content, texts + name).partition("_")
                    if prefix == "GLIBC":
                        found.glibc = max(found.glibc, tuple(map(int, number.split("."))))
                    version_at += next_version
                start += next_at
    return found


def _read_pe(content: bytes) -> LibraryFile:
    """Microsoft's PE format: optional header, export directory table, import directory table."""
    found = LibraryFile()
    (header,) = struct.unpack_from("<I", content, 0x3C)
    section_count, optional_bytes = struct.unpack_from("<H12xH", content, header + 6)
    optional = header + 24
    first_section = optional + optional_bytes
    sections = [struct.unpack_from("<8x4I", content, first_section + 40 * i) for i in range(section_count)]

    def offset(address: int) -> int:
        for size_bytes, start, stored_bytes, stored_at in sections:
            if start <= address < start + max(size_bytes, stored_bytes):
                return address - start + stored_at
        raise ValueError(f"no section has address {address}")

    (exports, _, imports) = struct.unpack_from("<3I", content, optional + 112)
    (delayed,) = struct.unpack_from("<I", content, optional + 112 + 13 * 8)
    if exports:
        name_count, names = struct.unpack_from("<24xI4xI", content, offset(exports))
        addresses = struct.unpack_from(f"<{name_count}I", content, offset(names))
        found.exported.update(_text(content, offset(address)) for address in addresses)
    # entry's size, where its name is, where the table of what it imports is
    for table, entry_bytes, name_at, lookup_at in ((imports, 20, 12, 0), (delayed, 32, 4, 16)):
        entry = offset(table) if table else 0
        while table:
            (name,) = struct.unpack_from("<I", content, entry + name_at)
            if not name:
                break
            found.needed.add(_text(content, offset(name)).lower())  # Windows does not tell them apart
            (lookup,) = struct.unpack_from("<I", content, entry + lookup_at)
            at = offset(lookup)
            while (symbol := struct.unpack_from("<Q", content, at)[0]) != 0:
                if symbol >> 63 == 0:  # else a number
                    found.imported.add(_text(content, offset(symbol) + 2))
                at += 8
            entry += entry_bytes
    return found


_MACHO_SYMBOLS, _MACHO_MINIMUM, _MACHO_BUILD = 0x2, 0x24, 0x32
_MACHO_LIBRARIES = {0xC, 0x80000018, 0x8000001F, 0x20, 0x80000023}  # load, weak, re-exported, lazy, upward
_MACHO_RPATH = 0x8000001C
_MACHO_EXPORTS = {0x22: 40, 0x80000022: 40, 0x80000033: 8}
"""Commands, and where in them it is said where the exported names are."""
_MACHO_EXTERNAL, _MACHO_TYPE = 0x1, 0xE


def _read_macho(content: bytes) -> LibraryFile:
    """Apple's mach-o/loader.h and mach-o/nlist.h."""
    found = LibraryFile()
    (command_count,) = struct.unpack_from("<I", content, 16)
    at = 32
    for _ in range(command_count):
        command, command_bytes = struct.unpack_from("<2I", content, at)
        if command in _MACHO_LIBRARIES or command == _MACHO_RPATH:
            (name,) = struct.unpack_from("<I", content, at + 8)
            (found.search_folders if command == _MACHO_RPATH else found.needed).add(_text(content, at + name))
        elif command in (_MACHO_MINIMUM, _MACHO_BUILD):
            (version,) = struct.unpack_from("<I", content, at + (8 if command == _MACHO_MINIMUM else 12))
            found.macos = (version >> 16, version >> 8 & 0xFF)
        elif command == _MACHO_SYMBOLS:
            symbols, count, texts = struct.unpack_from("<3I", content, at + 8)
            for name, kind in struct.iter_unpack("<IB11x", content[symbols : symbols + 16 * count]):
                if kind & _MACHO_EXTERNAL and not kind & _MACHO_TYPE:
                    found.imported.add(_text(content, texts + name).removeprefix("_"))
        elif command in _MACHO_EXPORTS:
            start, size_bytes = struct.unpack_from("<2I", content, at + _MACHO_EXPORTS[command])
            if size_bytes:
                found.exported.update(name.removeprefix("_") for name in _exported(content[start : start + size_bytes], 0))
        at += command_bytes
    return found


def _exported(trie: bytes, at: int, begun: str = "") -> Iterator[str]:
    """The names at and below a node of the tree that macOS looks names up in."""
    own_bytes, at = _uleb128(trie, at)
    if own_bytes:
        yield begun
    at += own_bytes
    count, at = trie[at], at + 1
    for _ in range(count):
        more = _text(trie, at)
        child, at = _uleb128(trie, at + len(more) + 1)
        yield from _exported(trie, child, begun + more)


def _uleb128(content: bytes, at: int) -> tuple[int, int]:
    """A number, and where the next one is."""
    value = shift = 0
    while True:
        value |= (content[at] & 0x7F) << shift
        at, shift = at + 1, shift + 7
        if content[at - 1] < 0x80:
            return value, at
