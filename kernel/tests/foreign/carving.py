# SPDX-License-Identifier: MIT
"""Which memory the kernel hands to the root task, computed on the host, to the byte.

Tools that prepare a system place every object in advance, so they must know the list of untyped
capabilities before the kernel has booted. This is such a tool's simulation. It shares nothing
with the kernel's own boot code: devices are what is left between *all* ranges in use, where the
kernel knows its gaps beforehand.

    given    what the loader hands over, the kernel's two end marks, radix of the root CNode, RAM
    used     kernel devices, kernel, device tree, root image, sorted and merged
    free     RAM without the used ranges
    block    the root task's objects: one aligned block, as high in the free ranges as it fits
    list     gaps below 2^39, then the kernel's boot part, then the free ranges, each cut
             into powers of two that are aligned in the kernel's window
"""

from __future__ import annotations

from dataclasses import dataclass

PAGE = 4096
MEGA = 1 << 21
GIGA = 1 << 30
WORD = 1 << 64
RAM_BASE = 0x80200000
DEVICE_TOP = 1 << 39
WINDOW = 0xFFFFFFC000000000  # virtual address of physical 0 in the kernel
KERNEL_DEVICES = ((0x2000000, 0x2200000), (0xC000000, 0xC600000))  # CLINT, PLIC
USER_TOP = 0x3FFFFFF000
MIN_UNTYPED_BITS, MAX_UNTYPED_BITS, MAX_UNTYPEDS = 4, 38, 230
TCB_BYTES, SC_BYTES = 1 << 11, 1 << 7
MAX_FREE_RANGES = 16

Range = tuple[int, int]


@dataclass(frozen=True)
class Untyped:
    """One entry of the list: 2^bits bytes from `paddr`."""

    paddr: int
    bits: int
    device: bool

    def __str__(self) -> str:
        return f"{self.paddr:X}:{self.bits}"


@dataclass(frozen=True)
class Boot:
    """What decides the list: the hand-over (physical, but pv_offset) and the build."""

    kernel_boot_end: int
    kernel_end: int
    image: Range
    pv_offset: int
    dtb: Range | None
    cnode_bits: int
    ram_end: int


def up(value: int, size: int) -> int:
    """`value` rounded up to a multiple of `size`."""
    return -(-value // size) * size


def extra_length(boot: Boot) -> int:
    """Bytes of the extra boot information: a header and the tree; 0 without a tree."""
    return 16 + boot.dtb[1] - boot.dtb[0] if boot.dtb else 0


def extra_bits(boot: Boot) -> int:
    """log2 of the memory behind the extra boot information."""
    return (up(extra_length(boot), PAGE) - 1).bit_length()


def virtual_range(boot: Boot) -> Range:
    """The root task's addresses: image, IPC buffer, boot information, extra area."""
    start, end = ((at - boot.pv_offset) % WORD for at in boot.image)
    return start, end + 2 * PAGE + (1 << extra_bits(boot) if boot.dtb else 0)


def page_tables(boot: Boot) -> int:
    """How many page tables lie below the root."""
    start, end = virtual_range(boot)
    return sum(-(-end // size) - start // size for size in (GIGA, MEGA))


def objects(boot: Boot) -> tuple[int, int]:
    """Bytes of the root task's objects, and the exponent of their block's alignment."""
    cnode_bits = boot.cnode_bits + 5
    size = (1 << cnode_bits) + TCB_BYTES + 4 * PAGE + SC_BYTES + page_tables(boot) * PAGE
    if not boot.dtb:
        return size, max(cnode_bits, 12)
    return size + (1 << extra_bits(boot)), max(cnode_bits, 12, extra_bits(boot))


def inside(boot: Boot) -> list[tuple[str, int]]:
    """The objects in their order inside the block, each with its bytes."""
    cnode, root = ("cnode", 1 << boot.cnode_bits + 5), ("root table", PAGE)
    extra = [("extra", 1 << extra_bits(boot))] if boot.dtb else []
    if boot.cnode_bits + 5 <= 12:  # then the extra area, of a page at least, aligns the block
        first = [*extra, root, cnode]
    elif extra_bits(boot) >= objects(boot)[1]:
        first = [*extra, cnode, root]
    else:
        first = [cnode, *extra, root]
    return [*first, ("asid pool", PAGE), ("ipc buffer", PAGE), ("boot info", PAGE),
            ("tables", page_tables(boot) * PAGE), ("tcb", TCB_BYTES), ("sc", SC_BYTES)]


def merged(ranges: list[Range]) -> list[Range]:
    """Sorted; those that touch are one."""
    result: list[Range] = []
    for start, end in sorted(ranges):
        if result and start <= result[-1][1]:
            result[-1] = result[-1][0], max(end, result[-1][1])
        else:
            result.append((start, end))
    return result


def gaps(ranges: list[Range], start: int, end: int) -> list[Range]:
    """What of [start, end) lies in none of the ranges, which are sorted and disjoint."""
    result = []
    for first, last in ranges:
        if start < min(first, end):
            result.append((start, min(first, end)))
        start = max(start, last)
    return result + ([(start, end)] if start < end else [])


def take_block(free: list[Range], size: int, align: int) -> tuple[int, list[Range]]:
    """The block's start, and the free ranges that are left. Raises ValueError without room."""
    for i in reversed(range(len(free))):
        start, end = free[i]
        at = (end - size) >> align << align
        if at >= start:
            parts = [part for part in ((start, at), (at + size, end)) if part[0] < part[1]]
            return at, free[:i] + parts + free[i + 1:]
    raise ValueError("no room for the root task's objects")


def pieces(start: int, end: int, device: bool) -> list[Untyped]:
    """The untypeds of one range; what is smaller than 16 bytes is lost."""
    result = []
    while start != end:
        window = (start + WINDOW) % WORD
        bits = min((end - start).bit_length() - 1, MAX_UNTYPED_BITS)
        if window:
            bits = min(bits, (window & -window).bit_length() - 1)
        if bits >= MIN_UNTYPED_BITS:
            result.append(Untyped(start, bits, device))
        start += 1 << bits
    return result


def used_and_free(boot: Boot) -> tuple[list[Range], list[Range]]:
    """What the loader filled, and what RAM is left."""
    used = [(RAM_BASE, boot.kernel_end), boot.image] + ([boot.dtb] if boot.dtb else [])
    return used, gaps(merged(used), RAM_BASE, boot.ram_end)[:MAX_FREE_RANGES]


def places(boot: Boot) -> dict[str, int]:
    """Physical address of each of the root task's objects."""
    at, _ = take_block(used_and_free(boot)[1], *objects(boot))
    result = {}
    for name, size in inside(boot):
        result[name] = at
        at += size
    return result


def untypeds(boot: Boot) -> list[Untyped]:
    """The list that the root task finds in its boot information."""
    used, free = used_and_free(boot)
    reserved = merged([*KERNEL_DEVICES, *used, *free])
    _, left = take_block(free, *objects(boot))
    ranges = [(start, end, True) for start, end in gaps(reserved, 0, DEVICE_TOP)]
    ranges.append((RAM_BASE, boot.kernel_boot_end, False))
    ranges += [(start, end, False) for start, end in left]
    return [untyped for part in ranges for untyped in pieces(*part)][:MAX_UNTYPEDS]
