# SPDX-License-Identifier: MIT
"""Reads what a plan (kernel/initialiser/plan.h) puts into a component's memory.

The composer's report has everything about a plan but the bytes: these are in the bootable image,
behind the initialiser.
"""

from __future__ import annotations

import struct
from pathlib import Path

MAGIC = b"TSSPLAN1"
PARTS = ("order", "objects", "caps", "mappings", "fills", "threads", "irqs", "components", "links",
         "rows", "constants", "domains", "strings", "data")
FILL = struct.Struct("<IIIIQ")
FILL_DATA, FILL_BOOT = 0, 1
PAGE = 4096


class PlanBlock:
    """The plan in a bootable image; `report` is the report on the same plan."""

    def __init__(self, image: Path, report: dict) -> None:
        data = image.read_bytes()
        start = data.index(MAGIC)
        _, size = struct.unpack_from("<8sQ", data, start)
        self.block = data[start:start + size]
        self.report = report
        self.fills: dict[int, list[tuple[int, bytes]]] = {}
        self.boot_frames: list[int] = []
        self._read_fills()

    def part(self, name: str) -> tuple[int, int]:
        """Offset and number of records of a table."""
        return struct.unpack_from("<QQ", self.block, 16 + 16 * PARTS.index(name))

    def _read_fills(self) -> None:
        at, count = self.part("fills")
        data, _ = self.part("data")
        for n in range(count):
            kind, frame, offset, length, source = FILL.unpack_from(self.block, at + n * FILL.size)
            if kind == FILL_BOOT:
                self.boot_frames.append(frame)
                continue
            assert kind == FILL_DATA
            content = self.block[data + source:data + source + length]
            self.fills.setdefault(frame, []).append((offset, content))

    def memory(self, component: str, address: int, length: int) -> bytes:
        """Bytes of a component's address space as they are when it starts, within one page."""
        vspace = next(c["vspace"] for c in self.report["components"] if c["name"] == component)
        for m in self.report["mappings"]:
            size = self.report["objects"][m["frame"]]["bytes"]
            if m["vspace"] == vspace and m["vaddr"] <= address < m["vaddr"] + size:
                frame = bytearray(size)
                for offset, content in self.fills.get(m["frame"], []):
                    frame[offset:offset + len(content)] = content
                return bytes(frame[address - m["vaddr"]:address - m["vaddr"] + length])
        raise LookupError(f"{component} has nothing at {address:#x}")

    def word(self, component: str, address: int) -> int:
        return int.from_bytes(self.memory(component, address, 8), "little")
