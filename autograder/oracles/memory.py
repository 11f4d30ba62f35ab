# SPDX-License-Identifier: MIT
"""The kernel's memory as its headers describe it.

Two files lie side by side. layout.elf has the debug information of the kernel's headers and nothing
else (kernel/tests/proctor/layout), so nothing of a student's is in it: Layout takes structures with
their bit-fields from there (members of anonymous unions and structures count as members of what
holds them), and enumerations. kernel.elf is what runs. A student wrote a part of it, so only two
addresses come from there, and they are read with nothing believed (products.py). KernelMemory
reads guest RAM with both.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

from elftools.common.exceptions import ELFError
from elftools.dwarf.die import DIE
from elftools.elf.elffile import ELFFile

from autograder import Refusal, products

LAYOUT = "layout.elf"  # beside the kernel
STATE, END = "ks", "ki_end"  # of the kernel: its state, and the end of its image
RAM_BASE = 0x80000000
WINDOW = 0xFFFFFFC000000000  # physical address p is at WINDOW + p
IMAGE = 0xFFFFFFFF80000000  # and the kernel's image, within its 1 GiB, here too
GIB = 1 << 30
MASK = (1 << 64) - 1


class Bytes(Protocol):
    """Anything that gives bytes for a slice: bytes, bytearray, mmap."""

    def __getitem__(self, index: Any) -> Any: ...

    def __len__(self) -> int: ...


@dataclass(frozen=True)
class Member:
    """A member of a structure: `bits` from bit `bit` on, counted from the structure's start."""

    bit: int
    bits: int
    signed: bool
    type: str  # name of the structure that it holds, else empty
    count: int  # elements of an array, else 1

    def of(self, raw: bytes) -> int:
        """Its value in a structure with these bytes."""
        value = int.from_bytes(raw, "little") >> self.bit & ((1 << self.bits) - 1)
        return value - (1 << self.bits) if self.signed and value >> self.bits - 1 else value


@dataclass(frozen=True)
class Structure:
    """A structure: size in bytes and members by name."""

    size: int
    members: dict[str, Member]

    def offset(self, member: str) -> int:
        """Byte offset of a member."""
        return self.members[member].bit // 8


class Layout:
    """Addresses in a kernel, and the types of its structures.

    Unfit if the kernel has not the two symbols; Refusal if layout.elf is not beside it.
    """

    def __init__(self, kernel: Path) -> None:
        self.path = kernel.with_name(LAYOUT)
        self.structures: dict[str, Structure] = {}
        self.constants: dict[str, int] = {}
        try:
            with self.path.open("rb") as file:
                image = ELFFile(file)
                if not image.has_dwarf_info():
                    raise Refusal(f"{self.path}: has no debug information")
                for unit in image.get_dwarf_info().iter_CUs():
                    for die in unit.get_top_DIE().iter_children():
                        self._take(die)
        except (ELFError, OSError) as error:
            raise Refusal(f"{self.path}: {error}") from error
        addresses = products.symbols(kernel, (STATE, END))
        self.state, self.end = addresses[STATE], addresses[END]

    def _take(self, die: DIE) -> None:
        if die.tag == "DW_TAG_enumeration_type":
            for item in die.iter_children():
                self.constants[_name(item)] = item.attributes["DW_AT_const_value"].value
        elif die.tag == "DW_TAG_structure_type" and "DW_AT_byte_size" in die.attributes:
            name = _name(die)
            if name and name not in self.structures:
                members: dict[str, Member] = {}
                self._members(die, 0, members)
                size = die.attributes["DW_AT_byte_size"].value
                self.structures[name] = Structure(size, members)

    def _members(self, die: DIE, base: int, into: dict[str, Member]) -> None:
        """The members of a structure or union at bit `base`."""
        for item in die.iter_children():
            if item.tag != "DW_TAG_member":
                continue
            attributes = item.attributes
            byte = attributes["DW_AT_data_member_location"].value \
                if "DW_AT_data_member_location" in attributes else 0
            bit = base + (attributes["DW_AT_data_bit_offset"].value
                          if "DW_AT_data_bit_offset" in attributes else 8 * byte)
            kind, count = _strip(item.get_DIE_from_attribute("DW_AT_type"))
            if not _name(item):
                self._members(kind, bit, into)
                continue
            size = kind.attributes["DW_AT_byte_size"].value if "DW_AT_byte_size" in \
                kind.attributes else 8
            bits = attributes["DW_AT_bit_size"].value if "DW_AT_bit_size" in attributes \
                else 8 * size
            held = _name(kind) if kind.tag == "DW_TAG_structure_type" else ""
            into.setdefault(_name(item), Member(bit, bits, _signed(kind), held, count))

    def structure(self, name: str) -> Structure:
        """A structure by name; a Refusal names what the kernel does not have."""
        try:
            return self.structures[name]
        except KeyError:
            raise Refusal(f"{self.path}: has no struct {name}") from None


def _name(die: DIE) -> str:
    return die.attributes["DW_AT_name"].value.decode() if "DW_AT_name" in die.attributes else ""


def _strip(die: DIE) -> tuple[DIE, int]:
    """The type behind typedefs and qualifiers, and the number of elements if it is an array."""
    count = 1
    while die.tag in ("DW_TAG_typedef", "DW_TAG_const_type", "DW_TAG_volatile_type",
                      "DW_TAG_array_type"):
        if die.tag == "DW_TAG_array_type":
            for range_ in die.iter_children():
                bound = range_.attributes.get("DW_AT_upper_bound")
                length = range_.attributes.get("DW_AT_count")
                count *= length.value if length else bound.value + 1 if bound and \
                    isinstance(bound.value, int) else 0
        if "DW_AT_type" not in die.attributes:
            break
        die = die.get_DIE_from_attribute("DW_AT_type")
    return die, count


def _signed(die: DIE) -> bool:
    """DW_ATE_signed is 5, DW_ATE_signed_char 6."""
    return die.tag == "DW_TAG_base_type" and die.attributes["DW_AT_encoding"].value in (5, 6)


class KernelMemory:
    """Guest RAM, read through kernel addresses."""

    def __init__(self, layout: Layout, ram: Bytes) -> None:
        self.layout = layout
        self.ram = ram

    def physical(self, address: int) -> int:
        """Physical address of a kernel address; -1 if the kernel has none there."""
        address &= MASK
        if address >= IMAGE and address < IMAGE + GIB:
            return RAM_BASE // GIB * GIB + address - IMAGE
        return address - WINDOW if address >= WINDOW else -1

    def read(self, address: int, size: int) -> bytes | None:
        """Bytes at a kernel address; None if they are not all in RAM."""
        at = self.physical(address) - RAM_BASE
        if at < 0 or at + size > len(self.ram):
            return None
        return bytes(self.ram[at:at + size])

    def member(self, structure: str, address: int, member: str) -> int | None:
        """The value of a member of the structure at `address`."""
        layout = self.layout.structure(structure)
        raw = self.read(address, layout.size)
        return None if raw is None else layout.members[member].of(raw)
