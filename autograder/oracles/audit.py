# SPDX-License-Identifier: MIT
"""Oracle: a running system has the capabilities that its plan justifies, and no other.

What is expected comes from the composer's report.json, what is seen from the kernel's memory
after the boot. The two are compared object by object; objects are told by physical address,
which the composer knows because it simulated the allocation.

    CNodes      each slot: object, rights, badge, guard
    threads     CSpace, VSpace, IPC buffer, fault and time-out endpoint, bound notification,
                priority, maximum priority, domain
    time        scheduling contexts: period, budget, whose they are
    memory      each page table and each leaf of each address space: frame, access, user bit
    interrupts  which are issued, and whom they signal
    address     no root table that the plan does not have
    spaces
    vault       the CNode of the initial task, where the first capability to everything stays:
                nobody can reach it, and it holds nothing that the plan does not know
    domains     the schedule

Differences that running programs may make are accepted if the plan gives somebody the means:
whoever holds a thread may configure it with what it holds itself; whoever holds a CNode may put
in what it holds itself, or was granted; whoever holds an address space and frames may map them;
a scheduling context travels with a call. Anything else is one line that says where, what was
expected and what was seen.

In a lab on the composer, report.json is a student's: what is no plan is Unfit, and so is one that
takes more than PLAN_SECONDS to compare. (Any real one takes less than two.)
"""

from __future__ import annotations

import time
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Any, NamedTuple

from autograder import Refusal
from autograder.oracles.memory import MASK, WINDOW, KernelMemory
from autograder.products import Unfit

KIND = {"thread": "TCB", "scheduling context": "SCHED_CONTEXT", "endpoint": "ENDPOINT",
        "notification": "NOTIFICATION", "reply": "REPLY", "cnode": "CNODE",
        "vspace": "PAGE_TABLE", "page table": "PAGE_TABLE", "frame": "FRAME",
        "untyped": "UNTYPED", "irq handler": "IRQ_HANDLER"}
BOOT_KIND = {1: "TCB", 2: "CNODE", 3: "PAGE_TABLE", 4: "IRQ_CONTROL", 5: "ASID_CONTROL",
             6: "ASID_POOL", 9: "FRAME", 10: "FRAME", 11: "DOMAIN", 14: "SCHED_CONTEXT",
             None: "SCHED_CONTROL"}
RIGHTS_THAT_COUNT = {"ENDPOINT": 15, "NOTIFICATION": 3, "REPLY": 4, "FRAME": 3}
WITH_BADGE = ("ENDPOINT", "NOTIFICATION")
PLACELESS = ("IRQ_CONTROL", "ASID_CONTROL", "DOMAIN", "SCHED_CONTROL")
LETTERS = ((2, "r"), (1, "w"), (4, "g"), (8, "p"))
READ, WRITE, GRANT, GRANT_REPLY = 2, 1, 4, 8
WORD_BITS = 64
TICKS_PER_US = 10
PTE_V, PTE_R, PTE_W, PTE_X, PTE_U = 1, 2, 4, 8, 16
PAGE_BITS = 12
ROOT_SLOT_BITS = 5
BOOT_SLOTS = 16
THREAD_SLOTS = ("CSPACE", "VSPACE", "BUFFER", "FAULT_HANDLER", "TIMEOUT_HANDLER")
MAX_LINES = 40
PLAN_SECONDS = 120  # of processor time


class Cap(NamedTuple):
    """A capability in the form in which expected and seen ones are compared."""

    kind: str
    address: int  # physical address of its object; an interrupt's number; else 0
    rights: int  # 0 for kinds that have none
    badge: int  # of a CNode: guard bits
    guard: int = 0


EMPTY = Cap("NULL", 0, 0, 0)


def rights_of(letters: str) -> int:
    """The number of rights written as letters."""
    return sum(bit for bit, letter in LETTERS if letter in letters)


def letters_of(rights: int) -> str:
    """Rights as letters, as the report writes them."""
    return "".join(letter if rights & bit else "-" for bit, letter in LETTERS)


class Plan:
    """What report.json says, with objects by index and by place."""

    def __init__(self, report: dict[str, Any]) -> None:
        self.until = time.thread_time() + PLAN_SECONDS
        if report.get("format") != 1:
            raise Unfit("report.json: not of format 1")
        self.report = report
        self.objects: list[dict[str, Any]] = report["objects"]
        self.components: list[dict[str, Any]] = report["components"]
        self.threads: list[dict[str, Any]] = report["threads"]
        for o in self.objects:
            if o["bytes"] and o["paddr"] is None:
                raise Unfit(f"report.json: where {o['name']} lies is not known")
        self.boot: dict[int | None, int] = {}  # boot slot: physical address, once it is known

    def take_time(self) -> None:
        """To be called where much is looked through. Unfit if the plan has taken too long."""
        if time.thread_time() > self.until:
            raise Unfit(f"report.json: cannot be compared within {PLAN_SECONDS} s: the plan is "
                        "larger than that of any system here")

    def place(self, index: int) -> int:
        """Physical address of an object, or what stands for it in a capability."""
        o = self.objects[index]
        if o["type"] == "irq handler":
            return int(o["irq"])
        if o["type"] == "boot":
            return self.boot.get(o["boot_slot"], 0)
        return int(o["paddr"])

    def kind(self, index: int) -> str:
        o = self.objects[index]
        return BOOT_KIND.get(o["boot_slot"], "?") if o["type"] == "boot" else KIND[o["type"]]

    def name(self, kind: str, address: int) -> str:
        """What a person calls the object of a capability."""
        label = kind.lower().replace("_", " ")
        if kind in PLACELESS or kind == "NULL":
            return label
        self.take_time()
        for i, o in enumerate(self.objects):
            if self.kind(i) == kind and self.place(i) == address:
                return f"{label} {o['name']}"
        return f"{label} {address}" if kind == "IRQ_HANDLER" else \
            f"{label} at {address:#x}, which is not in the plan"

    def owner(self, component: int | None) -> str:
        return "monitor" if component is None else self.components[component]["name"]

    def say(self, cap: Cap) -> str:
        """A capability in words."""
        if cap.kind == "NULL":
            return "nothing"
        text = self.name(cap.kind, cap.address)
        if cap.kind in RIGHTS_THAT_COUNT:
            text += f" with rights {letters_of(cap.rights)}"
        if cap.kind in WITH_BADGE and cap.badge:
            text += f", badge {cap.badge:#x}"
        if cap.kind == "CNODE":
            text += f" with {cap.badge} guard bits" + (f" of {cap.guard:#x}" if cap.guard else "")
        return text

    def expected(self, index: int, rights: int, badge: int) -> Cap:
        """The capability to an object as the initialiser should have made it."""
        kind = self.kind(index)
        if kind == "FRAME" and not rights & READ:
            rights = 0
        return Cap(kind, self.place(index), rights & RIGHTS_THAT_COUNT.get(kind, 0),
                   badge if kind in WITH_BADGE or kind == "CNODE" else 0)

    @cached_property
    def slots(self) -> dict[int, dict[int, Cap]]:
        """Expected capabilities by CNode object and slot. Needs `boot`."""
        slots: dict[int, dict[int, Cap]] = defaultdict(dict)
        for c in self.report["capabilities"]:
            if c["cnode"] is not None:
                slots[c["cnode"]][c["slot"]] = self.expected(
                    c["object"], rights_of(c["rights"]), c["badge"])
        return slots

    # -- who could do what

    @cached_property
    def holdings(self) -> dict[int | None, list[Cap]]:
        """Every capability that the plan gives a component, or that others may grant it."""
        held: dict[int | None, list[Cap]] = defaultdict(list)
        for cnode, slots in self.slots.items():
            held[self.objects[cnode]["component"]] += slots.values()
        remaining = self.report["remaining"]["cnode"]
        if remaining is not None:
            held[self.objects[remaining]["component"]].append(Cap("UNTYPED", 0, 0, 0))
        changed = True
        while changed:  # what can be granted over endpoints, until nothing new comes
            changed = False
            for giver, taker in self._grants(held):
                self.take_time()
                known = set(held[taker])
                new = [c for c in held[giver] if c not in known]
                if new and giver != taker:
                    held[taker] += new
                    changed = True
        return held

    def _grants(self, held: dict[int | None, list[Cap]]) -> list[tuple[int | None, int | None]]:
        """Pairs of components of which the first can pass capabilities to the second. A receiver
        needs a CNode to receive into."""
        pairs = []
        for giver, caps in held.items():
            ways = {c.address for c in caps if c.kind == "ENDPOINT" and c.rights & WRITE
                    and c.rights & GRANT}
            for taker, others in held.items():
                self.take_time()
                if any(c.kind == "CNODE" for c in others) and any(
                        c.kind == "ENDPOINT" and c.rights & READ and c.address in ways
                        for c in others):
                    pairs.append((giver, taker))
        return pairs

    def may_derive(self, who: int | None, cap: Cap) -> bool:
        """Whether a component can make this capability out of what it holds."""
        if cap.kind == "NULL":
            return True
        self.take_time()
        for own in self.holdings[who]:
            if own.kind == "UNTYPED" and not self._is_planned(cap):
                return True
            if own.kind == cap.kind and own.address == cap.address and \
                    cap.rights & ~own.rights == 0 and own.badge in (0, cap.badge):
                return True
        return False

    def _is_planned(self, cap: Cap) -> bool:
        return any(self.kind(i) == cap.kind and self.place(i) == cap.address
                   for i in range(len(self.objects)))

    def holders(self, kind: str, address: int) -> list[int | None]:
        """Components with a capability to an object. The monitor changes nothing."""
        self.take_time()
        return [who for who, caps in self.holdings.items() if who is not None and
                any(c.kind == kind and c.address == address for c in caps)]


@dataclass
class Thread:
    """A thread as the kernel has it."""

    at: int  # kernel address
    fields: dict[str, int]
    slots: dict[str, Cap]


class Seen:
    """The kernel's memory, as far as the audit looks at it."""

    def __init__(self, memory: KernelMemory) -> None:
        self.memory = memory
        layout = memory.layout
        self.cte = layout.structure("cte")
        self.cap = layout.structure("cap").members
        self.names = {value: name[4:] for name, value in layout.constants.items()
                      if name.startswith("CAP_")}
        self.state = layout.structure("kernel_state")
        self.flags = layout.constants["CDT_HEAD"] | layout.constants["CDT_ORIG"]

    def field(self, structure: str, at: int, name: str) -> int:
        value = self.memory.member(structure, at, name)
        if value is None:
            raise Refusal(f"kernel memory: no {structure} at {at:#x}")
        return value

    def global_at(self, name: str) -> int:
        return self.memory.layout.state + self.state.offset(name)

    def decode(self, raw: bytes) -> Cap:
        """The capability in the bytes of a slot."""
        of = {name: member.of(raw) for name, member in self.cap.items() if name in
              ("type", "rights", "address", "data", "guard_size", "guard", "badge")}
        kind = self.names.get(of["type"], f"type {of['type']}")
        if kind == "NULL":
            return EMPTY
        if kind in PLACELESS:
            return Cap(kind, 0, 0, 0)
        if kind == "IRQ_HANDLER":
            return Cap(kind, of["data"], 0, 0)
        place = (of["address"] - WINDOW) & MASK
        if kind == "CNODE":
            return Cap(kind, place, 0, of["guard_size"], of["guard"])
        return Cap(kind, place, of["rights"] & RIGHTS_THAT_COUNT.get(kind, 0),
                   of["badge"] if kind in WITH_BADGE else 0)

    def raw(self, at: int, count: int) -> list[bytes]:
        size = self.cte.size
        raw = self.memory.read(at, count * size)
        if raw is None:
            raise Refusal(f"kernel memory: no slots at {at:#x}")
        return [raw[i * size:(i + 1) * size] for i in range(count)]

    def row(self, paddr: int, radix: int) -> list[Cap]:
        """The capabilities of a CNode."""
        empty = bytes(self.cte.size)
        return [EMPTY if one == empty else self.decode(one)
                for one in self.raw(paddr + WINDOW & MASK, 1 << radix)]

    def neighbours(self, at: int) -> Iterator[int]:
        """Addresses of the slots before and after a slot in its derivation list."""
        raw = self.raw(at, 1)[0]
        for other in (self.cte.members["prev"].of(raw),
                      self.cte.members["next_flags"].of(raw) & ~self.flags):
            if other:
                yield other

    def thread(self, at: int) -> Thread:
        layout = self.memory.layout
        tcb = layout.structure("tcb")
        caps = [self.decode(raw) for raw in
                self.raw(at + tcb.offset("slots"), tcb.members["slots"].count)]
        slots = {name: caps[layout.constants[f"TCB_{name}"]] for name in THREAD_SLOTS}
        fields = {name: self.field("tcb", at, name) for name in
                  ("priority", "mcp", "domain", "sc", "bound_notification", "buffer", "state")}
        return Thread(at, fields, slots)

    def all_threads(self) -> list[int]:
        """Addresses of all threads; debug kernels keep a list."""
        if "all_threads" not in self.state.members:
            return []
        found: list[int] = []
        t = self.field("kernel_state", self.memory.layout.state, "all_threads")
        while t and t not in found:
            found.append(t)
            t = self.field("tcb", t, "all_next")
        return found

    def table(self, paddr: int) -> list[int]:
        """The entries of a page table."""
        raw = self.memory.read(paddr + WINDOW & MASK, 4096)
        if raw is None:
            raise Refusal(f"kernel memory: no page table at {paddr:#x}")
        return [int.from_bytes(raw[i:i + 8], "little") for i in range(0, 4096, 8)]


class Audit:
    """One comparison. `lines` says what is wrong."""

    def __init__(self, report: dict[str, Any], memory: KernelMemory) -> None:
        self.plan = Plan(report)
        self.seen = Seen(memory)
        self.lines: list[str] = []
        self.vault_at = 0  # physical
        self.made: list[int] = []  # physical: threads that are not in the plan
        self.checked: dict[str, int] = defaultdict(int)

    def wrong(self, where: str, expected: str, seen: str) -> None:
        self.lines.append(f"{where}: expected {expected}, seen {seen}")

    def run(self) -> list[str]:
        """All rules."""
        self.initial = self._initial_thread()
        self.find_vault()
        for rule in (self.made_threads, self.vault, self.cnodes, self.threads, self.times,
                     self.notifications, self.interrupts, self.address_spaces, self.asids,
                     self.domains, self.strays):
            rule()
        return self.lines[:MAX_LINES]

    # -- the initial task

    def _planned(self, kind: str) -> dict[int, int]:
        """Objects of the plan by physical address."""
        self.plan.take_time()
        return {self.plan.place(i): i for i, o in enumerate(self.plan.objects)
                if o["type"] != "boot" and self.plan.kind(i) == kind}

    def _initial_thread(self) -> int:
        """Kernel address of the initial thread: the one that is neither planned nor idle."""
        planned = {(p + WINDOW) & MASK for p in self._planned("TCB")}
        idle = self.seen.global_at("idle")
        others = [t for t in self.seen.all_threads() if t not in planned and t != idle]
        monitors = [t for t in others if self._is_monitor(t)]
        self.made = [t - WINDOW & MASK for t in others if t not in monitors]
        if len(monitors) != 1:
            raise Refusal("the initialiser has not become the monitor: the plan was not performed")
        return monitors[0]

    def _is_monitor(self, t: int) -> bool:
        cspace = self.plan.report["monitor"]["cnode"]
        root = self.seen.thread(t).slots["CSPACE"]
        return root.kind == "CNODE" and root.address == self.plan.place(cspace)

    def made_threads(self) -> None:
        """Threads that are not in the plan: only who has untyped memory can make some."""
        for place in self.made:
            cap = Cap("TCB", place, 0, 0)
            if not any(self.plan.may_derive(who, cap) and self._has_untyped(who)
                       for who in self.plan.holdings):
                self.wrong(f"thread at {place:#x}", "no such thread",
                           "a thread that is not in the plan")

    def find_vault(self) -> None:
        """The initial task's CNode: where derivation lists lead to that leave the plan."""
        radix = self.seen.field("boot_config", self.seen.global_at("config"), "cnode_bits")
        size = 1 << radix + ROOT_SLOT_BITS
        self.vault_radix = radix
        home = self._homes()
        self.lost: list[int] = []
        for slot in self._lists():
            if not any(start <= slot < end for start, end in home):
                self.lost.append(slot)
        bases = sorted({slot // size * size for slot in self.lost})
        for base in bases:
            own = self.seen.decode(self.seen.raw(base + 2 * self.seen.cte.size, 1)[0])
            if own.kind == "CNODE" and own.address == base - WINDOW & MASK:
                self.vault_at = base - WINDOW & MASK
        if not self.vault_at:
            raise Refusal("the initial task's CNode was not found")
        start = self.vault_at + WINDOW & MASK
        self.lost = [s for s in self.lost if not start <= s < start + size]
        caps = self.seen.row(self.vault_at, radix)
        self.vault_caps = caps
        self.plan.boot = {n: caps[n].address for n in BOOT_KIND if n is not None}
        self.plan.boot[1] = self.initial - WINDOW & MASK
        self.plan.boot[3] = self.seen.thread(self.initial).slots["VSPACE"].address

    def _homes(self) -> list[tuple[int, int]]:
        """Where slots may lie: the plan's CNodes and threads, the initial thread, interrupts."""
        tcb = self.seen.memory.layout.structure("tcb")
        irqs = self.seen.state.members["irq_slots"]
        at = self.seen.global_at("irq_slots")
        home = [(at, at + irqs.count * self.seen.cte.size),
                (self.initial, self.initial + tcb.size)]
        for paddr, i in self._planned("CNODE").items():
            home.append((paddr + WINDOW & MASK,
                         (paddr + WINDOW & MASK) + self.plan.objects[i]["bytes"]))
        home += [((p + WINDOW) & MASK, ((p + WINDOW) & MASK) + tcb.size)
                 for p in self._planned("TCB")]
        self.roots = home
        return home

    def _lists(self) -> set[int]:
        """Every slot that a derivation list leads to from a slot of the plan."""
        size = self.seen.cte.size
        empty = bytes(size)
        slots = self.seen.memory.layout.structure("tcb").members["slots"].count
        todo = []
        for n, (start, end) in enumerate(self.roots):
            tcb = n == 1 or (start - WINDOW & MASK) in self._planned("TCB")
            count = slots if tcb else (end - start) // size
            todo += [start + i * size for i, raw in enumerate(self.seen.raw(start, count))
                     if raw != empty]
        found = set(todo)
        while todo:
            for other in self.seen.neighbours(todo.pop()):
                if other not in found:
                    found.add(other)
                    todo.append(other)
        return found

    def vault(self) -> None:
        """Nothing in it that neither the plan nor the boot made, and no way to it."""
        kinds = {kind: self._planned(kind) for kind in set(KIND.values())}
        for slot, cap in enumerate(self.vault_caps):
            if cap == EMPTY or slot < BOOT_SLOTS or cap.kind in ("UNTYPED", *PLACELESS):
                continue
            self.checked["capabilities out of reach"] += 1
            planned = cap.address in kinds.get(cap.kind, {})
            if not planned and not self._is_boot_memory(cap):
                self.wrong(f"vault: slot {slot}", "nothing", self.plan.say(cap))

    def _is_boot_memory(self, cap: Cap) -> bool:
        """Whether it is a page or page table of the initial task itself."""
        if cap.kind not in ("FRAME", "PAGE_TABLE"):
            return False
        self.plan.take_time()
        return not any(o["paddr"] is not None and o["paddr"] <= cap.address <
                       o["paddr"] + o["bytes"] for o in self.plan.objects)

    def strays(self) -> None:
        """Capabilities in slots that belong to nothing of the plan."""
        for slot in self.lost:
            cap = self.seen.decode(self.seen.raw(slot, 1)[0])
            if any(self.plan.may_derive(who, cap) and self._has_untyped(who)
                   for who in self.plan.holdings):
                continue
            self.wrong(f"slot at {slot - WINDOW & MASK:#x}, in no CNode of the plan", "nothing",
                       self.plan.say(cap))

    def _has_untyped(self, who: int | None) -> bool:
        return any(c.kind == "UNTYPED" for c in self.plan.holdings[who])

    # -- capability spaces

    def cnodes(self) -> None:
        """Each slot of each CNode of the plan."""
        remaining = self.plan.report["remaining"]
        for i, o in enumerate(self.plan.objects):
            if o["type"] != "cnode":
                continue
            expected = self.plan.slots.get(i, {})
            owner = self.plan.owner(o["component"])
            self.plan.take_time()
            for slot, cap in enumerate(self.seen.row(o["paddr"], o["radix"])):
                self.checked["slots"] += 1
                want = expected.get(slot, EMPTY)
                if cap == want or self._may_change_cnode(o["paddr"], cap):
                    continue
                if remaining["cnode"] == i and cap.kind == "UNTYPED" and \
                        0 <= slot - remaining["slot"] < remaining["count"]:
                    continue
                self.wrong(f"{owner}: slot {slot} of {o['name']}", self.plan.say(want),
                           self.plan.say(cap))

    def _may_change_cnode(self, cnode: int, cap: Cap) -> bool:
        return any(self.plan.may_derive(who, cap)
                   for who in self.plan.holders("CNODE", cnode))

    # -- threads

    def threads(self) -> None:
        """Each thread of the plan, and the initial one."""
        for t in self.plan.threads:
            tcb = self.plan.place(t["tcb"])
            self._thread(t, self.seen.thread(tcb + WINDOW & MASK), tcb)
        monitor = self.plan.report["monitor"]
        seen = self.seen.thread(self.initial)
        radix = self.plan.objects[monitor["cnode"]]["radix"]
        want = self.plan.expected(monitor["cnode"], 0, WORD_BITS - radix)
        if seen.slots["CSPACE"] != want:
            self.wrong("monitor: CSpace", self.plan.say(want),
                       self.plan.say(seen.slots["CSPACE"]))
        for name in ("FAULT_HANDLER", "TIMEOUT_HANDLER"):
            if seen.slots[name] != EMPTY:
                self.wrong(f"monitor: {_words(name)}", "nothing",
                           self.plan.say(seen.slots[name]))

    def _thread(self, t: dict[str, Any], seen: Thread, tcb: int) -> None:
        where = f"{self.plan.owner(t['component'])}: thread {t['name']}"
        holders = self.plan.holders("TCB", tcb)
        want = {
            "CSPACE": self._object(t["cnode"], 0, t["cspace_guard"]),
            "VSPACE": self._object(t["vspace"]),
            "BUFFER": self._object(t["ipc_frame"], READ | WRITE),
            "FAULT_HANDLER": self._handler(t["fault"]),
            "TIMEOUT_HANDLER": self._handler(t["timeout"]),
        }
        for name, cap in want.items():
            self.checked["capabilities of threads"] += 1
            got = seen.slots[name]
            if got != cap and not any(self.plan.may_derive(who, got) for who in holders):
                self.wrong(f"{where}: {_words(name)}", self.plan.say(cap), self.plan.say(got))
        ceiling = max((other["max_priority"] for other in self.plan.threads
                       if other["component"] in holders), default=-1)
        for name, field in (("priority", "priority"), ("max_priority", "mcp")):
            if seen.fields[field] != t[name] and not seen.fields[field] <= ceiling:
                self.wrong(f"{where}: {_words(name)}", str(t[name]), str(seen.fields[field]))
        if seen.fields["domain"] != t["domain"]:
            self.wrong(f"{where}: domain", str(t["domain"]), str(seen.fields["domain"]))
        if seen.fields["buffer"] != t["ipc_vaddr"] and t["ipc_frame"] is not None and not holders:
            self.wrong(f"{where}: address of the IPC buffer", hex(t["ipc_vaddr"]),
                       hex(seen.fields["buffer"]))
        self._bound(where, t, seen)

    def _bound(self, where: str, t: dict[str, Any], seen: Thread) -> None:
        want = 0 if t["notification"] is None else self.plan.place(t["notification"])
        got = seen.fields["bound_notification"]
        got = got - WINDOW & MASK if got else 0
        if got != want and not self.plan.holders("TCB", self.plan.place(t["tcb"])):
            self.wrong(f"{where}: bound notification", self._at("NOTIFICATION", want),
                       self._at("NOTIFICATION", got))

    def _at(self, kind: str, place: int) -> str:
        return self.plan.name(kind, place) if place else "nothing"

    def _object(self, index: int | None, rights: int = 0, badge: int = 0) -> Cap:
        return EMPTY if index is None else self.plan.expected(index, rights, badge)

    def _handler(self, handler: dict[str, Any] | None) -> Cap:
        return EMPTY if handler is None else self.plan.expected(
            handler["endpoint"], rights_of(handler["rights"]), handler["badge"])

    # -- time

    def _callees(self) -> dict[int | None, set[int | None]]:
        """Components on whose threads a component's context may be, by calls or faults."""
        readers: dict[int, set[int | None]] = defaultdict(set)
        for who, caps in self.plan.holdings.items():
            for c in caps:
                if c.kind == "ENDPOINT" and c.rights & READ:
                    readers[c.address].add(who)
        reach: dict[int | None, set[int | None]] = defaultdict(set)
        for who, caps in self.plan.holdings.items():
            for c in caps:
                if c.kind == "ENDPOINT" and c.rights & WRITE and \
                        c.rights & (GRANT | GRANT_REPLY):
                    reach[who] |= readers[c.address]
        for t in self.plan.threads:
            for way in (t["fault"], t["timeout"]):
                if way:
                    reach[t["component"]] |= readers[self.plan.place(way["endpoint"])]
        changed = True
        while changed:
            changed = False
            for who, others in list(reach.items()):
                self.plan.take_time()
                more = set().union(*(reach[o] for o in others)) - others if others else set()
                if more:
                    others |= more
                    changed = True
        return reach

    def times(self) -> None:
        """Scheduling contexts: how much time, and whose it is."""
        reach = self._callees()
        tcbs = self._planned("TCB")
        by_tcb = {t["tcb"]: t for t in self.plan.threads}
        for t in self.plan.threads:
            if t["sched_context"] is None:
                continue
            sc = self.plan.place(t["sched_context"])
            o = self.plan.objects[t["sched_context"]]
            where = f"{self.plan.owner(t['component'])}: scheduling context {o['name']}"
            at = sc + WINDOW & MASK
            self.checked["scheduling contexts"] += 1
            self._amount(where, o, at)
            holders = self.plan.holders("SCHED_CONTEXT", sc) + \
                self.plan.holders("TCB", self.plan.place(t["tcb"]))
            tcb = self.seen.field("sched_context", at, "tcb")
            place = tcb - WINDOW & MASK if tcb else 0
            user = by_tcb.get(tcbs.get(place, -1))
            if place == self.plan.place(t["tcb"]) or \
                    not tcb and (t["passive"] or holders) or \
                    user and user["component"] in reach[t["component"]] or \
                    tcb == self.initial and None in reach[t["component"]]:
                continue
            self.wrong(f"{where}: its thread", t["name"], self._at("TCB", place))

    def _amount(self, where: str, o: dict[str, Any], at: int) -> None:
        layout = self.seen.memory.layout.structure("sched_context")
        period = self.seen.field("sched_context", at, "period")
        want = 0 if o["period_us"] == o["budget_us"] else o["period_us"] * TICKS_PER_US
        if period not in (want, o["period_us"] * TICKS_PER_US):
            self.wrong(f"{where}: period", f"{want} ticks", f"{period} ticks")
        refill = self.seen.memory.layout.structure("refill")
        first = at + layout.offset("refills")
        most = self.seen.field("sched_context", at, "max_refills")
        head = self.seen.field("sched_context", at, "head")
        count = self.seen.field("sched_context", at, "count")
        amount = sum(self.seen.field("refill", first + (head + i) % most * refill.size, "amount")
                     for i in range(count)) if most else 0
        if amount > o["budget_us"] * TICKS_PER_US:
            self.wrong(f"{where}: budget", f"{o['budget_us'] * TICKS_PER_US} ticks at most",
                       f"{amount} ticks")

    def notifications(self) -> None:
        """To which thread a notification is bound, and which context it lends."""
        bound = {t["notification"]: t for t in self.plan.threads
                 if t["notification"] is not None}
        for place, i in self._planned("NOTIFICATION").items():
            t = bound.get(i)
            at = place + WINDOW & MASK
            where = f"{self.plan.owner(self.plan.objects[i]['component'])}: notification " \
                f"{self.plan.objects[i]['name']}"
            self.checked["notifications"] += 1
            changeable = self.plan.holders("NOTIFICATION", place)
            for field, kind, want in (
                    ("bound_tcb", "TCB", self.plan.place(t["tcb"]) if t else 0),
                    ("sc", "SCHED_CONTEXT", self.plan.place(t["sched_context"])
                     if t and t["passive"] else 0)):
                got = self.seen.field("notification", at, field)
                got = got - WINDOW & MASK if got else 0
                if got == want:
                    continue
                both = set(changeable) & set(self.plan.holders(kind, got or want))
                if not both:
                    self.wrong(f"{where}: {_words(field)}", self._at(kind, want),
                               self._at(kind, got))

    # -- interrupts and domains

    def interrupts(self) -> None:
        """Which are issued, and whom they signal."""
        issued = {o["irq"] for o in self.plan.objects if o["type"] == "irq handler"}
        want = {q["irq"]: self.plan.expected(q["notification"], 0, q["badge"])
                for q in self.plan.report["interrupts"]}
        slots = self.seen.raw(self.seen.global_at("irq_slots"),
                              self.seen.state.members["irq_slots"].count)
        flags = self.seen.memory.read(self.seen.global_at("irq_issued"), len(slots)) or b""
        for number, raw in enumerate(slots[:-1]):  # the last one is the timer's
            self.checked["interrupts"] += 1
            got = self.seen.decode(raw)
            expected = want.get(number, EMPTY)
            if (got.kind, got.address, got.badge) != \
                    (expected.kind, expected.address, expected.badge) and \
                    not self.plan.holders("IRQ_HANDLER", number):
                self.wrong(f"interrupt {number}", self.plan.say(expected), self.plan.say(got))
            elif got != EMPTY and got.badge != expected.badge:
                self.wrong(f"interrupt {number}", self.plan.say(expected), self.plan.say(got))
            if bool(flags[number]) != (number in issued):
                self.wrong(f"interrupt {number}",
                           "a handler" if number in issued else "no handler",
                           "a handler" if flags[number] else "no handler")

    def domains(self) -> None:
        """The schedule of domains, if the plan has one."""
        schedule = self.plan.report["domains"]["schedule"]
        at = self.seen.global_at("schedule")
        slice_ = self.seen.memory.layout.structure("domain_slice")
        for i, entry in enumerate(schedule):
            got = tuple(self.seen.field("domain_slice", at + i * slice_.size, name)
                        for name in ("domain", "duration"))
            want = (0, 0) if entry["end"] else (entry["domain"], entry["ticks"])
            self.checked["domain slices"] += 1
            if got != want:
                self.wrong(f"domain schedule: entry {i}", f"domain {want[0]} for {want[1]} ticks",
                           f"domain {got[0]} for {got[1]} ticks")

    # -- memory

    def address_spaces(self) -> None:
        """Each page table and each page."""
        monitor = self.plan.report["monitor"]["vspace"]
        spaces = [i for i, o in enumerate(self.plan.objects)
                  if o["type"] == "vspace" or i == monitor]
        tables = defaultdict(dict)
        for i, o in enumerate(self.plan.objects):
            if o["type"] == "page table":
                tables[o["vspace"]][o["level"], o["vaddr"]] = o["paddr"]
        pages: dict[int, dict[int, tuple[int, int, str]]] = defaultdict(dict)
        for m in self.plan.report["mappings"]:
            frame = self.plan.objects[m["frame"]]
            pages[m["vspace"]][m["vaddr"]] = (frame["paddr"], frame["bytes"], m["access"])
        for i in spaces:
            self._space(i, tables[i], pages[i], i == monitor)

    def _space(self, index: int, tables: dict[tuple[int, int], int],
               pages: dict[int, tuple[int, int, str]], monitor: bool) -> None:
        o = self.plan.objects[index]
        where = f"{self.plan.owner(None if monitor else o['component'])}: address space"
        seen_tables: dict[tuple[int, int], int] = {}
        seen_pages: dict[int, tuple[int, int, str]] = {}
        self._walk(where, self.plan.place(index), 0, 0, seen_tables, seen_pages)
        holders = self.plan.holders("PAGE_TABLE", self.plan.place(index))
        for vaddr in sorted(pages.keys() | seen_pages.keys()):
            want, got = pages.get(vaddr), seen_pages.get(vaddr)
            self.checked["pages"] += 1
            if want == got or self._own_page(monitor, want, got) or \
                    self._may_map(holders, want, got):
                continue
            self.wrong(f"{where}: page {vaddr:#x}", self._page(want), self._page(got))
        for key in sorted(tables.keys() | seen_tables.keys()):
            want_at, got_at = tables.get(key), seen_tables.get(key)
            self.checked["page tables"] += 1
            if want_at == got_at or holders or monitor and want_at is None and \
                    not self._overlaps(got_at):
                continue
            self.wrong(f"{where}: page table of level {key[0]} at {key[1]:#x}",
                       self._at("PAGE_TABLE", want_at or 0), self._at("PAGE_TABLE", got_at or 0))

    def _walk(self, where: str, table: int, level: int, base: int,
              tables: dict[tuple[int, int], int],
              pages: dict[int, tuple[int, int, str]]) -> None:
        """Collects what a page table leads to in the user's half."""
        bits = PAGE_BITS + 9 * (2 - level)
        self.plan.take_time()
        entries = self.seen.table(table)
        if level == 0:
            for entry in entries[256:]:
                if entry & PTE_V and entry & PTE_U:
                    self.wrong(f"{where}: the kernel's half", "nothing for the user",
                               f"entry {entry:#x}")
            entries = entries[:256]
        for i, entry in enumerate(entries):
            if not entry & PTE_V:
                continue
            vaddr, place = base + (i << bits), (entry >> 10 & (1 << 44) - 1) << 12
            if not entry & (PTE_R | PTE_W | PTE_X):
                tables[level + 1, vaddr] = place
                self._walk(where, place, level + 1, vaddr, tables, pages)
                continue
            access = "".join(letter if entry & bit else "-" for bit, letter in
                             ((PTE_R, "r"), (PTE_W, "w"), (PTE_X, "x")))
            pages[vaddr] = (place, 1 << bits, access)
            if not entry & PTE_U:
                self.wrong(f"{where}: page {vaddr:#x}", "a page of the user", "the kernel's")

    def _overlaps(self, place: int | None) -> bool:
        return place is not None and any(
            o["paddr"] is not None and o["paddr"] <= place < o["paddr"] + o["bytes"]
            for o in self.plan.objects)

    def _own_page(self, monitor: bool, want: object, got: tuple[int, int, str] | None) -> bool:
        """Whether it is a page of the initial task's own image: it has nothing of the plan."""
        return monitor and want is None and got is not None and not self._overlaps(got[0]) and \
            any(c.kind == "FRAME" and c.address == got[0] for c in self.vault_caps)

    def _may_map(self, holders: list[int | None], want: object,
                 got: tuple[int, int, str] | None) -> bool:
        """Whether somebody with the address space could have mapped or unmapped this."""
        if got is None:
            return bool(holders)
        rights = (READ if "r" in got[2] else 0) | (WRITE if "w" in got[2] else 0)
        return any(self.plan.may_derive(who, Cap("FRAME", got[0], rights, 0))
                   for who in holders)

    def _page(self, page: tuple[int, int, str] | None) -> str:
        if page is None:
            return "nothing"
        return f"{self.plan.name('FRAME', page[0])} ({page[1] // 1024} KiB, {page[2]})"

    def asids(self) -> None:
        """No address space but those of the plan and the initial task's."""
        layout = self.seen.memory.layout
        known = {self.plan.place(i) for i, o in enumerate(self.plan.objects)
                 if o["type"] == "vspace"} | {self.plan.boot[3]}
        makers = any(c.kind in ("ASID_POOL", "ASID_CONTROL") for who, caps in
                     self.plan.holdings.items() if who is not None for c in caps)
        pools = self.seen.state.members["asid_pools"].count
        raw = self.seen.memory.read(self.seen.global_at("asid_pools"), 8 * pools) or b""
        roots = layout.structure("asid_pool").members["roots"].count
        for i in range(pools):
            pool = int.from_bytes(raw[8 * i:8 * i + 8], "little")
            entries = self.seen.memory.read(pool, 8 * roots) if pool else b""
            for j in range(0, len(entries or b""), 8):
                root = int.from_bytes((entries or b"")[j:j + 8], "little")
                if root and root not in known and not makers:
                    self.wrong(f"address space {i * roots + j // 8}", "none",
                               self.plan.name("PAGE_TABLE", root))


def _words(name: str) -> str:
    return {"CSPACE": "CSpace", "VSPACE": "VSpace", "BUFFER": "IPC buffer",
            "FAULT_HANDLER": "fault endpoint", "TIMEOUT_HANDLER": "time-out endpoint",
            "max_priority": "maximum priority", "bound_tcb": "bound thread",
            "sc": "scheduling context"}.get(name, name)


def check(report: dict[str, Any], memory: KernelMemory) -> list[str]:
    """The differences between the plan and the kernel's memory, one line each."""
    return Audit(report, memory).run()
