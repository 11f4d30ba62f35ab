# SPDX-License-Identifier: MIT
"""The simulation of the kernel's boot (carving.py) by itself: a known list, and its laws."""

from __future__ import annotations

import pytest

from kernel.tests.foreign.carving import (DEVICE_TOP, KERNEL_DEVICES, PAGE, RAM_BASE, Boot,
                                          objects, page_tables, places, untypeds, up)

MIB = 1 << 20
KERNEL_END = RAM_BASE + 0x14000
EXAMPLE = ("0:25, 2200000:21, 2400000:22, 2800000:23, 3000000:24, 4000000:26, 8000000:26, "
           "C600000:21, C800000:23, D000000:24, E000000:25, 10000000:28, 20000000:29, "
           "40000000:30, 80000000:21, 140000000:30, 180000000:31, 200000000:33, 400000000:34, "
           "800000000:35, 1000000000:36, 2000000000:37, 4000000000:38")


def boot(ram_mib: int = 3072, cnode_bits: int = 13, image_mib: float = 1,
         tree: int | None = None, vaddr: int = 0x10000) -> Boot:
    """A hand-over with kernel, tree of that many bytes, and image one behind the other."""
    dtb = (KERNEL_END, KERNEL_END + tree) if tree else None
    start = up(dtb[1], PAGE) if dtb else KERNEL_END
    return Boot(RAM_BASE + 0x3000, KERNEL_END, (start, start + up(int(image_mib * MIB), PAGE)),
                start - vaddr, dtb, cnode_bits, 0x80000000 + ram_mib * MIB)


def test_devices_of_the_default_machine():
    assert ", ".join(str(u) for u in untypeds(boot()) if u.device) == EXAMPLE


@pytest.mark.parametrize("tree", [None, 4000, 4097, 40001])
@pytest.mark.parametrize("cnode_bits", [8, 12, 13, 17])
@pytest.mark.parametrize("ram_mib", [128, 2048, 3072])
def test_all_memory_is_used_or_handed_out_once(ram_mib, cnode_bits, tree):
    b = boot(ram_mib, cnode_bits, 26, tree)
    size, align = objects(b)
    block = min(places(b).values())
    assert block % (1 << align) == 0
    owned = [(u.paddr, u.paddr + (1 << u.bits)) for u in untypeds(b)]
    owned += [*KERNEL_DEVICES, (b.kernel_boot_end, KERNEL_END), b.image, (block, block + size)]
    owned += [b.dtb] if b.dtb else []
    at = 0
    for start, end in sorted(owned):
        assert 0 <= start - at < 16, f"{at:#x} to {start:#x} is nobody's, or two own it"
        at = end
    assert at == DEVICE_TOP


def test_bytes_behind_the_tree_become_small_untypeds():
    end = KERNEL_END + 0x10E9  # 7 bytes before a multiple of 16
    small = [u for u in untypeds(boot(tree=0x10E9)) if not u.device and u.paddr >= end][:4]
    assert [str(u) for u in small] == [f"{end + 7:X}:4", f"{end + 0x17:X}:8", f"{end + 0x117:X}:9",
                                       f"{end + 0x317:X}:10"]


def test_page_tables_are_counted_for_the_whole_extra_area():
    # The image ends 3 pages below a GiB: IPC buffer, boot information, then 4 pages for 3.
    image = 1 << 20
    at = (1 << 30) - 3 * PAGE - image
    assert page_tables(boot(image_mib=1, vaddr=at)) == 1 + 1
    assert page_tables(boot(image_mib=1, vaddr=at, tree=2 * PAGE)) == 2 + 2


@pytest.mark.parametrize("cnode_bits, tree, first", [
    (13, 4000, ["cnode", "extra", "root table"]), (7, 4000, ["extra", "root table", "cnode"]),
    (13, 300_000, ["extra", "cnode", "root table"]), (7, None, ["root table", "cnode"])])
def test_objects_lie_in_the_order_of_their_size(cnode_bits, tree, first):
    at = places(boot(cnode_bits=cnode_bits, tree=tree))
    assert sorted(at, key=at.__getitem__)[:len(first)] == first
    assert at["boot info"] == at["ipc buffer"] + PAGE == at["asid pool"] + 2 * PAGE


def test_no_room_is_an_error():
    with pytest.raises(ValueError, match="no room"):
        untypeds(boot(ram_mib=32, cnode_bits=20, image_mib=20))
