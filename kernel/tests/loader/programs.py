# SPDX-License-Identifier: MIT
"""Program files for tests of the loader: good ones, and any kind of bad one.

`program()` writes an ELF64 RISC-V executable; each field of its header can be
given another value, which is how the bad ones are made. `flat_image()` says what
memory such a file stands for, computed here and not by the loader.
"""

from __future__ import annotations

import struct
from dataclasses import dataclass

PAGE = 4096
EHDR = struct.Struct("<4sBBBB8xHHIQQQIHHHHHH")
PHDR = struct.Struct("<IIQQQQQQ")
PT_LOAD = 1
PT_INTERP = 3


@dataclass
class Segment:
    """One program header; `memsz`, `filesz` and `offset` follow from `data` if not given."""

    vaddr: int
    data: bytes
    memsz: int | None = None
    filesz: int | None = None
    offset: int | None = None
    type: int = PT_LOAD


def program(segments: list[Segment], entry: int | None = None, *, magic: bytes = b"\x7fELF",
            elf_class: int = 2, data: int = 1, ident_version: int = 1, type: int = 2,
            machine: int = 243, version: int = 1, phoff: int = EHDR.size, ehsize: int = EHDR.size,
            phentsize: int = PHDR.size, phnum: int | None = None) -> bytes:
    """The bytes of an ELF file; its entry is the first segment's address if not given."""
    if entry is None:
        entry = segments[0].vaddr if segments else 0
    headers, body = b"", b""
    at = EHDR.size + PHDR.size * len(segments)
    for s in segments:
        pad = -(at + len(body)) % 8
        body += bytes(pad)
        headers += PHDR.pack(
            s.type, 7, at + len(body) if s.offset is None else s.offset, s.vaddr, s.vaddr,
            len(s.data) if s.filesz is None else s.filesz,
            len(s.data) if s.memsz is None else s.memsz, 8)
        body += s.data
    header = EHDR.pack(magic, elf_class, data, ident_version, 0, type, machine, version, entry,
                       phoff, 0, 0, ehsize, phentsize,
                       len(segments) if phnum is None else phnum, 0, 0, 0)
    return header + headers + body


def flat_image(segments: list[Segment]) -> tuple[int, bytes]:
    """Virtual start (page aligned) and bytes of the flat block of these segments."""
    start = min(s.vaddr for s in segments) // PAGE * PAGE
    end = max(s.vaddr + max(len(s.data), s.memsz or 0) for s in segments)
    block = bytearray(-(-(end - start) // PAGE) * PAGE)
    for s in segments:
        block[s.vaddr - start:s.vaddr - start + len(s.data)] = s.data
    return start, bytes(block)


def filled(size: int, seed: int = 1) -> bytes:
    """`size` bytes that differ from place to place."""
    return b"".join((seed * 0x9E3779B97F4A7C15 + i * 0xD1342543DE82EF95 & (1 << 64) - 1)
                    .to_bytes(8, "little") for i in range((size + 7) // 8))[:size]


def ordinary() -> list[Segment]:
    """A program as a linker makes it: code, then data with bss; a gap between them."""
    return [Segment(0x10000, filled(5000)),
            Segment(0x14010, filled(1234, 2), memsz=9000)]
