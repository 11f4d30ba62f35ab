# SPDX-License-Identifier: MIT
"""Plants capabilities in a bootable image: changes the plan inside its ELF file.

The layout is that of kernel/initialiser/plan.h. A table grows by moving into the space of the
debugging rows, which the initialiser needs only for the names in its fault reports.
"""

from __future__ import annotations

import struct
from pathlib import Path

MAGIC = b"TSSPLAN1"
PARTS = ("order", "objects", "caps", "mappings", "fills", "threads", "irqs", "components",
         "links", "rows", "constants", "domains", "strings", "data")
HEAD_BYTES = 16 + 16 * len(PARTS)
RECORDS = {"caps": "<IIIIQII", "mappings": "<IIQII"}
CAP = ("cnode", "slot", "object", "rights", "badge", "label", "pad")
MAPPING = ("vspace", "frame", "vaddr", "rights", "flags")
FIELDS = {"caps": CAP, "mappings": MAPPING}
COMPONENT_ROWS = "<IIIIII"  # name, program, parent, vspace, first_row, rows


class PlanFile:
    """An image's bytes with the plan in them."""

    def __init__(self, image: Path) -> None:
        self.bytes = bytearray(image.read_bytes())
        self.at = self._find()

    def _find(self) -> int:
        """Where the plan is: the magic number stands in the initialiser's code, too."""
        at = self.bytes.find(MAGIC)
        while at >= 0:
            size = int.from_bytes(self.bytes[at + 8:at + 16], "little")
            if HEAD_BYTES < size <= len(self.bytes) - at:
                return at
            at = self.bytes.find(MAGIC, at + 1)
        raise ValueError("no plan in this file")

    def part(self, name: str) -> tuple[int, int]:
        """Where a table begins in the file, and its number of records."""
        entry = self.at + 16 + 16 * PARTS.index(name)
        offset, count = struct.unpack_from("<QQ", self.bytes, entry)
        return self.at + offset, count

    def records(self, name: str) -> list[dict[str, int]]:
        """The records of a table."""
        at, count = self.part(name)
        size = struct.calcsize(RECORDS[name])
        return [dict(zip(FIELDS[name],
                         struct.unpack_from(RECORDS[name], self.bytes, at + i * size)))
                for i in range(count)]

    def replace(self, name: str, records: list[dict[str, int]]) -> None:
        """Writes a table anew, in the space of the rows if it has grown."""
        order = ("cnode", "slot") if name == "caps" else ("vspace", "vaddr")
        records = sorted(records, key=lambda r: tuple(r[f] for f in order))
        raw = b"".join(struct.pack(RECORDS[name], *(r[f] for f in FIELDS[name]))
                       for r in records)
        at, count = self.part(name)
        if len(records) > count:
            at = self._take_rows(len(raw))
        self.bytes[at:at + len(raw)] = raw
        entry = self.at + 16 + 16 * PARTS.index(name)
        struct.pack_into("<QQ", self.bytes, entry, at - self.at, len(records))

    def _take_rows(self, size: int) -> int:
        at, count = self.part("rows")
        assert size <= 16 * count, "the rows are too few to make room"
        struct.pack_into("<QQ", self.bytes, self.at + 16 + 16 * PARTS.index("rows"),
                         at - self.at, 0)
        first, components = self.part("components")
        for i in range(components):
            where = first + i * struct.calcsize(COMPONENT_ROWS)
            struct.pack_into("<II", self.bytes, where + 16, 0, 0)
        return at

    def write(self, path: Path) -> Path:
        """Writes the image."""
        path.write_bytes(self.bytes)
        return path
