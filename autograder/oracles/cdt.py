# SPDX-License-Identifier: MIT
"""Oracle: the capability derivation tree is well formed (abi: capability derivation tree).

The tree is kept as doubly linked lists of slots in pre-order; who is whose parent follows from
the capabilities and two flags. The oracle collects every slot that can be reached, starting from
the threads and the interrupts that the kernel's state names and going through CNodes and TCBs,
and checks:

    link      a slot's next and previous neighbours exist, and point back
    loop      every slot is reached from the first entry of its list
    empty     an empty slot is in no list
    type      a capability is of a known type and its object lies in memory
    together  all capabilities to one object stand next to each other, so that "last capability"
              can be told from the neighbours
    original  of the unbadged capabilities to one object one at most may have children, and it
              stands first
    child     what lies in an untyped is a descendant of each untyped that contains it
    used      an untyped counts the memory of its children as used (watermark)
    overlap   no two objects share memory, but an untyped and what was made from it
    thread    a debug build's list of all threads holds every TCB

A broken rule is one line: its name, the slot, the object, and what is wrong.

A kernel under test can have filled memory with anything. What is looked at is bounded: slots, those
in use, and how deep untypeds lie in each other; the time is that bound's, some seconds.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import groupby
from typing import NamedTuple

from autograder.oracles.memory import MASK, WINDOW, KernelMemory

MAX_SLOTS = 1 << 22  # looked at before the oracle gives up; so many fit into memory
MAX_USED = 1 << 16  # of them not empty; the tests of labs 03, 04 and 09 fill 771 at most
MAX_DEPTH = 64  # untypeds in each other, of which there are 35 sizes
MAX_BROKEN = 20  # lines

MEMORY_TYPES = ("UNTYPED", "FRAME", "PAGE_TABLE", "ENDPOINT", "NOTIFICATION", "REPLY", "CNODE",
                "TCB", "ASID_POOL", "ZOMBIE", "SCHED_CONTEXT")
SIZES = {"PAGE_TABLE": "OBJECT_PAGE_BITS", "ASID_POOL": "OBJECT_PAGE_BITS",
         "ENDPOINT": "OBJECT_ENDPOINT_BITS", "NOTIFICATION": "OBJECT_NOTIFICATION_BITS",
         "REPLY": "OBJECT_REPLY_BITS", "TCB": "OBJECT_TCB_BITS"}


class Slot(NamedTuple):
    """A slot that holds a capability, with its place in its list."""

    at: int  # kernel address
    name: str  # how it was reached
    type: str
    base: int  # physical address of the object
    size: int  # bytes; 0 for what is not memory
    data: int  # badge, or what else tells objects of one type apart
    used: int  # bytes, of an untyped
    prev: int
    next: int
    head: bool
    orig: bool

    def __str__(self) -> str:
        kind = self.type.lower().replace("_", " ")
        return f"{self.name} ({kind} at {self.base:#x})" if self.size else f"{self.name} ({kind})"

    @property
    def end(self) -> int:
        """One past the last byte of the object."""
        return self.base + self.size

    @property
    def object(self) -> tuple[str, int, int]:
        """The same for all capabilities to one object."""
        if self.size:
            return self.type, self.base, self.size
        return self.type, 0, self.data if self.type == "IRQ_HANDLER" else 0

    @property
    def badged(self) -> bool:
        return self.type in ("ENDPOINT", "NOTIFICATION") and self.data != 0


def check(memory: KernelMemory) -> list[str]:
    """The rules that are broken, one line each; an empty list when all hold."""
    tree = _Tree(memory)
    broken = list(tree.broken)
    for rule in (tree.links, tree.lists, tree.objects, tree.children, tree.threads):
        if broken:
            break  # what follows would only repeat it in other words
        broken += _first(rule(), MAX_BROKEN)
    return broken


def _first(lines: Iterator[str], count: int) -> list[str]:
    return [line for line, _ in zip(lines, range(count))]


@dataclass
class _Slots:
    """A row of slots in memory: of a CNode, a TCB or the kernel's state."""

    at: int
    count: int
    name: str


class _Tree:
    """All slots that can be reached, by address, and the lists that they form."""

    def __init__(self, memory: KernelMemory) -> None:
        self.memory = memory
        layout = memory.layout
        self.cap = layout.structure("cap").members
        self.cte = layout.structure("cte")
        self.names = {value: name[4:] for name, value in layout.constants.items()
                      if name.startswith("CAP_")}
        self.flags = layout.constants["CDT_HEAD"], layout.constants["CDT_ORIG"]
        self.broken: list[str] = []
        self.slots: dict[int, Slot] = {}
        self.order: list[list[Slot]] = []
        self._collect()

    # -- collecting

    def _collect(self) -> None:
        state = self.memory.layout.structure("kernel_state")
        irq = state.members["irq_slots"]
        todo = deque([_Slots(self.memory.layout.state + state.offset("irq_slots"), irq.count,
                             "irq")])
        todo += [self._tcb(t, name) for t, name in self._threads()]
        done: set[int] = set()
        looked_at = 0
        while todo and not self.broken:
            row = todo.popleft()
            if row.at in done:
                continue
            done.add(row.at)
            looked_at += row.count
            if looked_at > MAX_SLOTS:
                self.broken.append(f"type: {row.name}: more slots than fit into memory")
            else:
                todo += self._row(row)

    def _threads(self) -> Iterator[tuple[int, str]]:
        """The threads that the kernel's state names."""
        state = self.memory.layout.structure("kernel_state").members
        address = self.memory.layout.state
        current = self.memory.member("kernel_state", address, "current")
        if current:
            yield current, "current"
        seen: set[int] = set()
        if "all_threads" in state:  # debug builds
            t = self.memory.member("kernel_state", address, "all_threads")
            while t and t not in seen and len(seen) < MAX_USED:
                seen.add(t)
                yield t, "thread"
                t = self.memory.member("tcb", t, "all_next")

    def _tcb(self, address: int, name: str) -> _Slots:
        layout = self.memory.layout.structure("tcb")
        return _Slots(address + layout.offset("slots"), layout.members["slots"].count,
                      f"{name} {address & 0xFFFFFFFF:#x}")

    def _row(self, row: _Slots) -> list[_Slots]:
        """Reads a row of slots; returns the rows that its capabilities lead to."""
        size = self.cte.size
        raw = self.memory.read(row.at, row.count * size)
        if raw is None:
            self.broken.append(f"type: {row.name}: its slots are not in memory ({row.at:#x})")
            return []
        leads = []
        empty = bytes(size)
        for i in range(row.count):
            one = raw[i * size:(i + 1) * size]
            if one == empty:
                continue
            if len(self.slots) == MAX_USED:
                self.broken.append(f"type: {row.name}: more than {MAX_USED:,} capabilities")
                break
            slot = self._decode(row.at + i * size, f"{row.name} slot {i}", one)
            if slot:
                self.slots[slot.at] = slot
                leads += self._leads(slot, one)
        return leads

    def _decode(self, at: int, name: str, raw: bytes) -> Slot | None:
        """A slot's contents; None, with a line in `broken`, if they make no sense."""
        number = self.cap["type"].of(raw)
        kind = self.names.get(number)
        if kind is None or kind == "NULL":
            what = "an empty slot is in a list" if kind else f"no capability has type {number}"
            self.broken.append(f"{'empty' if kind else 'type'}: {name}: {what}")
            return None
        bits = self._size_bits(kind, self.cap["size_bits"].of(raw))
        base = size = 0
        if kind in MEMORY_TYPES:
            base, size = (self.cap["address"].of(raw) - WINDOW) & MASK, 1 << bits
            device = kind in ("UNTYPED", "FRAME") and self.cap["is_device"].of(raw)
            if base % size and kind != "UNTYPED" or base >> 39 and bits < 38 or \
                    not device and self.memory.read(base + WINDOW, 1) is None:
                self.broken.append(f"type: {name}: a {kind.lower()} cannot be at {base:#x}")
                return None
        head, orig = self.flags
        link = self.cte.members["next_flags"].of(raw)
        return Slot(at, name, kind, base, size, self.cap["badge"].of(raw),
                    self.cap["watermark"].of(raw) << 4 if kind == "UNTYPED" else 0,
                    self.cte.members["prev"].of(raw), link & ~(head | orig),
                    bool(link & head), bool(link & orig))

    def _size_bits(self, kind: str, bits: int) -> int:
        """log2 of an object's size in bytes."""
        constants = self.memory.layout.constants
        if kind in SIZES:
            return constants[SIZES[kind]]
        if kind == "ZOMBIE" and bits == constants.get("ZOMBIE_TCB"):
            return constants["OBJECT_TCB_BITS"]
        if kind in ("CNODE", "ZOMBIE"):
            return bits + (self.cte.size - 1).bit_length()
        return bits

    def _leads(self, slot: Slot, raw: bytes) -> list[_Slots]:
        address = (slot.base + WINDOW) & MASK
        bits = self.cap["size_bits"].of(raw)
        tcb = slot.type == "TCB" or slot.type == "ZOMBIE" and \
            bits == self.memory.layout.constants.get("ZOMBIE_TCB")
        if tcb:
            return [self._tcb(address, "thread")]
        if slot.type in ("CNODE", "ZOMBIE"):
            return [_Slots(address, 1 << bits, f"cnode {slot.base:#x}")]
        return []

    # -- rules

    def links(self) -> Iterator[str]:
        """Neighbours point at each other. Slots that nothing leads to are followed as well."""
        todo = list(self.slots.values())
        while todo:
            if len(self.slots) > MAX_USED:
                yield f"link: more than {MAX_USED:,} capabilities"
                return
            slot = todo.pop()
            for other, side in ((slot.next, "next"), (slot.prev, "previous")):
                if not other:
                    continue
                found = self.slots.get(other) or self._stray(other)
                if found is None:
                    yield f"link: {slot}: its {side} neighbour {other:#x} is no slot in use"
                elif (found.prev if side == "next" else found.next) != slot.at:
                    yield f"link: {slot}: its {side} neighbour {found} does not point back"
                elif other not in self.slots:
                    self.slots[other] = found
                    todo.append(found)

    def _stray(self, at: int) -> Slot | None:
        """A slot that only a list leads to, as in a CNode that is being deleted."""
        raw = self.memory.read(at, self.cte.size) if at % self.cte.size == 0 else None
        if raw is None or not any(raw):
            return None
        before = len(self.broken)
        slot = self._decode(at, f"slot {at & 0xFFFFFFFF:#x}", raw)
        del self.broken[before:]
        return slot

    def lists(self) -> Iterator[str]:
        """Every slot is in a list that has a beginning. Fills `order`."""
        placed = set()
        for first in self.slots.values():
            if first.prev:
                continue
            row, slot = [], first
            while True:
                row.append(slot)
                placed.add(slot.at)
                if not slot.next or slot.next in placed:
                    break
                slot = self.slots[slot.next]
            self.order.append(row)
        for at, slot in self.slots.items():
            if at not in placed:
                yield f"loop: {slot}: its list has no beginning"

    def objects(self) -> Iterator[str]:
        """Capabilities to one object stand together, an original first."""
        runs: dict[tuple[str, int, int], Slot] = {}
        for row in self.order:
            for what, group in groupby(row, key=lambda slot: slot.object):
                run = list(group)
                if what[0] in ("UNTYPED", "ZOMBIE"):
                    continue
                if what in runs and (run[0].size or what[0] == "IRQ_HANDLER"):
                    yield f"together: {run[0]}: is apart from {runs[what]}"
                runs[what] = run[0]
                for slot in run[1:]:
                    if slot.orig and not slot.badged:
                        yield f"original: {slot}: may have children, but {run[0]} is before it"

    def children(self) -> Iterator[str]:
        """Memory: each untyped contains what follows it in its list, and nothing else does."""
        place = {slot.at: (i, j) for i, row in enumerate(self.order)
                 for j, slot in enumerate(row)}
        memory = sorted((s for s in self.slots.values() if s.size),
                        key=lambda s: (s.base, -s.size, place[s.at]))
        enclosing: list[Slot] = []
        family_end: dict[int, int] = {}
        for slot in memory:
            while enclosing and enclosing[-1].end <= slot.base:
                enclosing.pop()
            if len(enclosing) > MAX_DEPTH:
                yield f"overlap: {slot}: more than {MAX_DEPTH} untypeds lie around it"
                return
            for outer in enclosing:
                if outer.at not in family_end:
                    family_end[outer.at] = self._family_end(outer, *place[outer.at])
                yield from self._inside(outer, slot, place, family_end[outer.at])
            if slot.type == "UNTYPED" or not enclosing or \
                    enclosing[-1].object != slot.object:
                enclosing.append(slot)

    def _family_end(self, outer: Slot, row: int, at: int) -> int:
        """The place in its list of the first slot behind `outer` that does not lie in it."""
        slots = self.order[row]
        end = at + 1
        while end < len(slots) and slots[end].size and slots[end].base >= outer.base and \
                slots[end].end <= outer.end:
            end += 1
        return end

    def _inside(self, outer: Slot, slot: Slot, place: dict[int, tuple[int, int]],
                family_end: int) -> Iterator[str]:
        """`slot` begins within the memory of `outer`, which sorts before it; the slots in it go
        up to `family_end` of its list."""
        if outer.object == slot.object and outer.type != "UNTYPED":
            return
        if outer.type != "UNTYPED" or slot.end > outer.end:
            if {outer.type, slot.type} != {"ZOMBIE", "CNODE"}:
                yield f"overlap: {slot}: shares memory with {outer}"
            return
        row, at = place[outer.at]
        other_row, other_at = place[slot.at]
        if row != other_row or not at < other_at < family_end or not outer.orig:
            yield f"child: {slot}: lies in {outer}, but is not its child"
        elif slot.end - outer.base > outer.used:
            yield (f"used: {outer}: counts {outer.used:#x} bytes as used, but its child {slot} "
                   f"ends at {slot.end - outer.base:#x}")

    def threads(self) -> Iterator[str]:
        """A debug build lists every TCB: one that is not there was never prepared as a thread."""
        if "all_threads" not in self.memory.layout.structure("kernel_state").members:
            return
        listed = {address for address, name in self._threads() if name == "thread"}
        for slot in self.slots.values():
            if slot.type == "TCB" and (slot.base + WINDOW) & MASK not in listed:
                yield f"thread: {slot}: is not in the list of all threads"
