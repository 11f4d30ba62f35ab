# SPDX-License-Identifier: MIT
"""Places kernel, device tree and a flat root task, and packs them for the foreign loader.

The host decides where everything lies, as tools do that prepare a whole system in advance: the
root task at the lowest free page behind the kernel, or behind the device tree if there is one. The
result is a file for QEMU's -kernel; its lowest address is where the firmware jumps to.
"""

from __future__ import annotations

import struct
from dataclasses import dataclass, replace
from pathlib import Path

from elftools.elf.elffile import ELFFile

from kernel.tests.foreign.carving import PAGE, RAM_BASE, WORD, Boot, up
from kernel.tests.loader.programs import Segment, program

LOADER = 0x84000000  # see loader.S
PACKAGE = 0x84100000
HEADER = struct.Struct("<Q6QQ")
MOVE = struct.Struct("<3Q")
DIRT_BYTES = 4 << 20  # RAM that is not zero, behind the root task and at the end


@dataclass(frozen=True)
class Flat:
    """A program as it lies in memory: addresses and all bytes, gaps zero."""

    start: int
    data: bytes
    entry: int
    symbols: dict[str, int]

    @property
    def end(self) -> int:
        return self.start + len(self.data)


def flatten(path: Path, address: str = "p_vaddr") -> Flat:
    """The flat block of an ELF file's segments, whole pages, by virtual or physical address."""
    with path.open("rb") as file:
        elf = ELFFile(file)
        segments = [s for s in elf.iter_segments() if s["p_type"] == "PT_LOAD" and s["p_memsz"]]
        start = min(s[address] for s in segments) // PAGE * PAGE
        end = up(max(s[address] + s["p_memsz"] for s in segments), PAGE)
        block = bytearray(end - start)
        for s in segments:
            at = s[address] - start
            block[at:at + s["p_filesz"]] = s.data()
        table = elf.get_section_by_name(".symtab")
        symbols = {s.name: s["st_value"] for s in table.iter_symbols()} if table else {}
        return Flat(start, bytes(block), elf["e_entry"], symbols)


@dataclass(frozen=True)
class Placed:
    """A whole machine: what the loader moves where and hands over, and what follows from it."""

    kernel: Flat
    task: Flat
    tree: bytes | None
    boot: Boot

    def registers(self) -> list[int]:
        """a0..a5 at the kernel's entry."""
        tree = (self.boot.dtb[0], len(self.tree)) if self.boot.dtb and self.tree else (0, 0)
        return [*self.boot.image, self.boot.pv_offset, self.task.entry, *tree]

    def file(self) -> bytes:
        """The bytes of the file to boot, but for the loader's part."""
        parts = [(RAM_BASE, self.kernel.data), (self.boot.image[0], self.task.data)]
        if self.boot.dtb and self.tree:
            parts.append((self.boot.dtb[0], self.tree + bytes(-len(self.tree) % 8)))
        moves = [(self.boot.ram_end - DIRT_BYTES, 0, DIRT_BYTES),
                 (self.boot.image[1], 0, DIRT_BYTES)]
        at = PACKAGE + PAGE
        body = b""
        for to, data in parts:
            moves.append((to, at + len(body), len(data)))
            body += data
        head = HEADER.pack(self.kernel.entry, *self.registers(), len(moves))
        head += b"".join(MOVE.pack(*move) for move in moves)
        return head.ljust(PAGE, b"\0") + body


def place(kernel: Flat, task: Flat, tree: bytes | None, cnode_bits: int, ram_mib: int,
          gap: int = 0) -> Placed:
    """Kernel, device tree, `gap` free bytes and root task one behind the other, in whole pages."""
    offset = kernel.start - (kernel.symbols["_start"])
    kernel_end = kernel.symbols["ki_end"] + offset
    dtb = None
    at = up(kernel_end, PAGE)
    if tree is not None:
        dtb = (at, at + len(tree))
        at = up(dtb[1], PAGE)
    at += gap
    boot = Boot(kernel_boot_end=kernel.symbols["ki_boot_end"] + offset, kernel_end=kernel_end,
                image=(at, at + len(task.data)), pv_offset=(at - task.start) % WORD, dtb=dtb,
                cnode_bits=cnode_bits, ram_end=0x80000000 + (ram_mib << 20))
    return Placed(kernel, task, tree, boot)


def moved(placed: Placed, **changes: object) -> Placed:
    """The same with other facts in its hand-over."""
    return replace(placed, boot=replace(placed.boot, **changes))  # type: ignore[arg-type]


def bootable(placed: Placed, loader: Flat) -> bytes:
    """The file for QEMU."""
    return program([Segment(LOADER, loader.data), Segment(PACKAGE, placed.file())])
