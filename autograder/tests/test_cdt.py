# SPDX-License-Identifier: MIT
"""The oracle for the derivation tree: silent on real memory, loud on each kind of damage."""

from __future__ import annotations

import struct

import pytest

from autograder import proctor, qemu, records
from autograder.oracles import cdt
from autograder.oracles.memory import RAM_BASE, WINDOW, KernelMemory, Layout
from autograder.tests.test_proctor import NONCE, ROOT, images  # noqa: F401 (a fixture)


@pytest.fixture(scope="module")
def snapshots(images):  # noqa: F811
    """The kernel's layout and its memory at the end of three tests, before they are torn down."""
    taken = []
    names = ["selftest_threads", "selftest_uses_everything", "selftest_signal"]
    block = records.control_block(NONCE, 0, [(name, 10**8) for name in names])
    result = qemu.run(images[0], images[2], dtb=ROOT / proctor.DTB, region=block,
                      status_offset=records.STATUS_OFFSET,
                      on_checkpoint=lambda machine: taken.append(bytes(machine.ram)),
                      plugin_folder=ROOT / proctor.PLUGINS)
    taken.append(bytes(result.ram))
    result.close()
    if len(taken) == 1:
        pytest.skip("the plug-in cannot be used here")
    assert len(taken) == 4
    return Layout(images[1]), taken


class Damaged:
    """A copy of the memory at the end of a test, with slots that can be found and changed."""

    def __init__(self, layout: Layout, ram: bytes) -> None:
        self.memory = KernelMemory(layout, bytearray(ram))
        self.tree = cdt._Tree(self.memory)
        list(self.tree.links())
        list(self.tree.lists())

    def find(self, kind: str, nth: int = 0, **having) -> cdt.Slot:
        """A slot of this type with these fields."""
        return [slot for row in self.tree.order for slot in row if slot.type == kind
                and all(getattr(slot, k) == v for k, v in having.items())][nth]

    def frame(self, nth: int) -> cdt.Slot:
        """One of the frames that the test made; its neighbours are others of them."""
        found = [s for s in self.tree.slots.values() if s.type == "FRAME" and s.orig
                 and all(at and self.tree.slots[at].type == "FRAME" for at in (s.prev, s.next))]
        return found[nth]

    def after(self, slot: cdt.Slot) -> cdt.Slot:
        return self.tree.slots[slot.next]

    def words(self, at: int, words: list[int | None]) -> None:
        """Overwrites the four words of the slot at an address; None keeps one."""
        offset = self.memory.physical(at) - RAM_BASE
        for i, word in enumerate(words):
            if word is not None:
                self.memory.ram[offset + 8 * i:offset + 8 * i + 8] = struct.pack("<Q", word)

    def word(self, at: int, i: int) -> int:
        return struct.unpack("<Q", self.memory.read(at + 8 * i, 8))[0]

    def empty_slot(self) -> int:
        """A slot of the root CNode that is empty: behind the last one in use."""
        root = max((s for s in self.tree.slots.values() if s.type == "CNODE"),
                   key=lambda s: s.size)
        return (root.base + WINDOW) + root.size - self.tree.cte.size

    def check(self) -> list[str]:
        return cdt.check(self.memory)

    # Physical memory in which the tests have nothing: for objects, and for slots.
    ROOM, SLOTS = RAM_BASE + 0x5000000, RAM_BASE + 0x4000000

    def head(self, kind: str, base: int, **fields: int) -> int:
        """The first word of a capability."""
        number = next(value for value, name in self.tree.names.items() if name == kind)
        cap, word = self.tree.cap, 0
        for name, value in {"type": number, "address": base + WINDOW, **fields}.items():
            word |= (value & (1 << cap[name].bits) - 1) << cap[name].bit
        return word

    def row(self, radix: int, words: list[tuple[int, int, int, int]], prev: int = 0,
            following: int = 0) -> None:
        """A CNode with slots of these contents, and a capability to it."""
        at = self.SLOTS - RAM_BASE
        raw = b"".join(struct.pack("<4Q", *slot) for slot in words)
        self.memory.ram[at:at + (32 << radix)] = raw.ljust(32 << radix, b"\0")
        cnode = self.head("CNODE", self.SLOTS, size_bits=radix)
        self.words(self.empty_slot(), [cnode, 0, prev, following])

    def with_a_family(self, count: int, kind: str) -> tuple[list[str], int]:
        """What the oracle says with an untyped, the first one in a list of `count` capabilities
        to objects in it, all of which the kernel could have made; and the last one's slot."""
        bits, orig = 20, self.tree.flags[1]
        around = next(s for s in self.tree.slots.values() if s.type == "UNTYPED"
                      and s.base <= self.SLOTS and self.ROOM + (1 << bits) <= s.end)
        first, last = self.SLOTS + WINDOW, self.SLOTS + WINDOW + 32 * count
        slots = []
        for at in range(first, last + 32, 32):
            untyped = at == first or kind == "UNTYPED"
            head = self.head("UNTYPED", self.ROOM, size_bits=bits) if untyped else \
                self.head(kind, self.ROOM + (at - first) // 2)
            slots.append((head, 1 << bits - 4 if untyped else 0,
                          self.empty_slot() if at == first else at - 32,
                          (around.next if at == last else at + 32) | orig))
        self.row(15, slots, around.at, first | orig)
        self.words(around.at, [None, around.size >> 4, None,
                               self.empty_slot() | self.word(around.at, 3) & 3])
        if around.next:
            self.words(around.next, [None, None, last, None])
        return self.check(), last


@pytest.fixture
def damaged(snapshots):
    return Damaged(snapshots[0], snapshots[1][1])


def test_real_memory_is_in_order(snapshots):
    layout, taken = snapshots
    for ram in taken:
        assert cdt.check(KernelMemory(layout, ram)) == []


def test_it_looks_at_the_tests_own_objects(damaged):
    frames = [s for s in damaged.tree.slots.values() if s.type == "FRAME" and "cnode" in s.name]
    assert len(frames) > 150
    assert len([s for s in damaged.tree.slots.values() if s.type == "IRQ_HANDLER"]) == 2


def rules(lines: list[str]) -> set[str]:
    return {line.split(":")[0] for line in lines}


def test_one_sided_link(damaged):
    slot = damaged.frame(100)
    damaged.words(slot.next, [None, None, slot.prev, None])
    lines = damaged.check()
    assert rules(lines) == {"link"}
    assert any(str(slot) in line for line in lines)


@pytest.mark.parametrize("target", [0x1234, 8, 1 << 63, WINDOW + RAM_BASE + 0x7FFFFE0])
def test_link_to_nowhere(damaged, target):
    slot = damaged.find("ENDPOINT", orig=True)
    damaged.words(slot.at, [None, None, None, target & ~3 | 3])
    assert rules(damaged.check()) == {"link"}


def test_loop(damaged):
    a = damaged.frame(100)
    b = damaged.after(a)
    before, behind = damaged.tree.slots[a.prev], damaged.after(b)
    damaged.words(a.at, [None, None, b.at, b.at | 3])
    damaged.words(b.at, [None, None, a.at, a.at | 3])
    damaged.words(before.at, [None, None, None, behind.at | 3])
    damaged.words(behind.at, [None, None, before.at, None])
    assert rules(damaged.check()) == {"loop"}


def remove(damaged, slot: cdt.Slot) -> Damaged:
    """Deletes a capability; the tree is read anew."""
    damaged.words(slot.prev, [None, None, None, damaged.word(slot.prev, 3) & 3 | slot.next])
    if slot.next:
        damaged.words(slot.next, [None, None, slot.prev, None])
    damaged.words(slot.at, [0, 0, 0, 0])
    return Damaged(damaged.memory.layout, bytes(damaged.memory.ram))


def park(damaged, remaining: int) -> Damaged:
    """Does what a CNode's deletion does to the last capability of a thread in one of its slots.

    The thread's zombie goes into the thread's own slot 0, at its place in the list, and what was
    there goes to the CNode's slot.
    """
    base = next(s.base for s in damaged.tree.slots.values() if s.type == "TCB" and s.prev
                and (s.base + WINDOW) & cdt.MASK in damaged.tree.slots)
    while len(named := [s for s in damaged.tree.slots.values()
                        if s.type == "TCB" and s.base == base]) > 1:
        damaged = remove(damaged, next(s for s in named if not s.orig))
    tcb, inner = named[0], damaged.tree.slots[(base + WINDOW) & cdt.MASK]
    number = damaged.memory.layout.constants["CAP_ZOMBIE"]
    zombie = damaged.word(tcb.at, 0) & ~0x1FFFF | number | 63 << 11
    moved = [damaged.word(inner.at, i) for i in range(4)]
    place = [damaged.word(tcb.at, i) for i in (2, 3)]
    for entry, now in ((tcb, inner.at), (inner, tcb.at)):
        damaged.words(entry.prev, [None, None, None, damaged.word(entry.prev, 3) & 3 | now])
        if entry.next:
            damaged.words(entry.next, [None, None, now, None])
    damaged.words(inner.at, [zombie, remaining, *place])
    damaged.words(tcb.at, moved)
    return damaged


@pytest.mark.parametrize("remaining", [5, 1])
def test_a_threads_zombie_in_its_own_slot_is_in_order(damaged, remaining):
    assert park(damaged, remaining).check() == []


def test_empty_slot_in_a_list(damaged):
    damaged.words(damaged.empty_slot(), [0, 0, damaged.find("TCB").at, 0])
    assert rules(damaged.check()) == {"empty"}


@pytest.mark.parametrize("number", [5, 31])
def test_unknown_type(damaged, number):
    slot = damaged.frame(50)
    damaged.words(slot.at, [damaged.word(slot.at, 0) & ~31 | number, None, None, None])
    lines = damaged.check()
    assert lines == [f"type: {slot.name}: no capability has type {number}"]


def test_object_outside_of_memory(damaged):
    slot = damaged.find("TCB", orig=True)
    damaged.words(slot.at, [damaged.word(slot.at, 0) & 0x1FFFF | 0x5000 << 17, None, None, None])
    assert rules(damaged.check()) == {"type"}


def test_cnode_that_is_all_memory(damaged):
    slot = damaged.find("CNODE", orig=True)
    word = damaged.word(slot.at, 0) & ~(63 << 11) | 34 << 11
    damaged.words(slot.at, [word, None, None, None])
    assert rules(damaged.check()) == {"type"}


def test_second_list_of_one_object(damaged):
    slot = damaged.find("ENDPOINT", orig=True)
    damaged.words(damaged.empty_slot(), [damaged.word(slot.at, 0), 0, 0, 3])
    lines = damaged.check()
    assert rules(lines) == {"together"}


def test_two_originals(damaged):
    copy = damaged.find("TCB", orig=False)
    damaged.words(copy.at, [None, None, None, copy.next | 2])
    assert rules(damaged.check()) == {"original"}


def test_child_outside_of_the_list_of_its_untyped(damaged):
    slot = damaged.frame(100)
    damaged.words(slot.prev, [None, None, None, slot.next | 3])
    damaged.words(slot.next, [None, None, slot.prev, None])
    damaged.words(slot.at, [None, None, 0, 3])
    lines = damaged.check()
    assert rules(lines) == {"child"}
    assert all(line.startswith(f"child: {slot}: lies in ") for line in lines)


def test_untyped_that_may_not_have_children(damaged):
    untyped = damaged.tree.slots[damaged.find("ENDPOINT", orig=True).prev]
    while untyped.type != "UNTYPED":
        untyped = damaged.tree.slots[untyped.prev]
    damaged.words(untyped.at, [None, None, None, untyped.next | 1])
    assert rules(damaged.check()) == {"child"}


def test_memory_given_out_twice(damaged):
    a, b = damaged.frame(100), damaged.frame(101)
    damaged.words(a.at, [damaged.word(b.at, 0) & ~31 | damaged.memory.layout.constants[
        "CAP_PAGE_TABLE"], None, None, None])
    assert "overlap" in rules(damaged.check())


def test_watermark_below_a_child(damaged):
    room = damaged.frame(100).base
    untyped = min((s for s in damaged.tree.slots.values() if s.type == "UNTYPED"
                   and s.base <= room < s.end), key=lambda s: s.size)
    damaged.words(untyped.at, [None, damaged.word(untyped.at, 1) - 1, None, None])
    lines = damaged.check()
    assert lines and rules(lines) == {"used"}


def test_thread_that_the_kernel_does_not_list(damaged):
    layout = damaged.memory.layout
    at = layout.state + layout.structure("kernel_state").offset("all_threads")
    second = damaged.memory.member("tcb", damaged.word(at, 0), "all_next")
    damaged.words(at, [second, None, None, None])
    lines = damaged.check()
    assert lines and rules(lines) == {"thread"}
    assert lines[0].endswith("is not in the list of all threads")


def test_random_damage_never_stops_the_oracle(snapshots):
    import random
    layout, taken = snapshots
    source = random.Random(7)
    for _ in range(40):
        one = Damaged(layout, taken[0])
        slots = list(one.tree.slots.values())
        for _ in range(source.randrange(1, 30)):
            at = source.choice(slots).at
            one.words(at, [source.choice([None, source.getrandbits(64), source.choice(slots).at])
                           for _ in range(4)])
        assert isinstance(one.check(), list)


# -- memory that a kernel has filled on purpose ------------------------------------------------


def test_a_long_list_is_followed_in_time_of_its_length(damaged):
    """20,000 endpoints in one untyped; with the square of that, this takes minutes."""
    lines, last = damaged.with_a_family(20_000, "ENDPOINT")
    assert lines == []
    damaged.words(last, [None, None, last - 64, None])
    assert rules(damaged.check()) == {"link"}


def test_untypeds_in_each_other_may_be_some(damaged):
    """Each is the child of the one before it and fills it."""
    assert damaged.with_a_family(cdt.MAX_DEPTH - 2, "UNTYPED")[0] == []


def test_untypeds_in_each_other_are_bounded(damaged):
    lines, _ = damaged.with_a_family(cdt.MAX_DEPTH + 2, "UNTYPED")
    assert len(lines) == 1 and rules(lines) == {"overlap"} and "untypeds lie around" in lines[0]


@pytest.mark.parametrize("kind", ["DOMAIN", "CNODE", "TCB"])
def test_capabilities_are_bounded(damaged, kind):
    """A CNode full of them; those to CNodes and TCBs lead on."""
    damaged.row(18, [(damaged.head(kind, damaged.ROOM, size_bits=1), 0, 0, 0)] * (1 << 18))
    assert damaged.check()[0].endswith("more than 65,536 capabilities")
