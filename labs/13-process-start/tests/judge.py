# SPDX-License-Identifier: MIT
"""Tests of lab 13: one session at the shell of the system `start_path`, read section by section.

The session is the script tests/start_path/archive/autostart.repl, which the shell does by itself;
each section begins with a line `== name`. Nothing is typed, so a run is the same every time. All
tests look at one boot. It ends while `probe` still runs: then the kernel's memory tells what the
bundle really has.
"""

import re

from elftools.elf.elffile import ELFFile

from autograder.oracles.audit import PTE_R, PTE_V, PTE_W, PTE_X, Seen

SYSTEM = "start_path"
RUNS = {}
MARK = "== "
PC = r"pc 0x1[0-9a-f]{4}"
SECTIONS = ("words", "bad", "greedy", "hello", "twice", "states", "list", "fault", "again", "zeros",
            "data", "spoil", "code", "constant", "stack", "rundata", "overflow", "above", "use",
            "count", "scan", "wait", "script", "held", "manager", "end")

# What `capscan` calls capabilities of the kernel's kinds.
SCANNED = {"SCHED_CONTEXT": "scheduling context", "SCHED_CONTROL": "scheduling control",
           "CNODE": "CNode", "TCB": "TCB", "ASID_POOL": "ASID pool", "IRQ_HANDLER": "IRQ handler"}

# Pages that do not come with the bundle: interfaces/application.h.
STACK_END, PAGE, STACK_PAGES = 0x3FFFFDA000, 4096, 4
BUFFER, SHARED = STACK_END + PAGE, STACK_END + 3 * PAGE
IMAGE_END = 1 << 30

# Threads whose capabilities are looked at.
PROBE, MANAGER = "probe", "process_manager.control"


class Held:
    """What the kernel's memory says of a thread."""

    def __init__(self, seen, thread):
        self.root = thread.slots["CSPACE"]
        self.fault = thread.slots["FAULT_HANDLER"]
        self.caps, self.pages = {}, {}
        if self.root.kind == "CNODE":
            row = seen.row(self.root.address, _radix(seen, thread))
            self.caps = {slot: cap for slot, cap in enumerate(row) if cap.kind != "NULL"}
        if thread.slots["VSPACE"].kind == "PAGE_TABLE":
            self._walk(seen, thread.slots["VSPACE"].address, 0, 2)

    def _walk(self, seen, table, base, level):
        """The lower half is the thread's; the upper one the kernel's."""
        for index, entry in enumerate(seen.table(table)[:256 if level == 2 else 512]):
            at = base + (index << 12 + 9 * level)
            if entry & PTE_V and entry & (PTE_R | PTE_W | PTE_X):
                self.pages[at] = "".join(letter if entry & bit else "-" for bit, letter in
                                         ((PTE_R, "r"), (PTE_W, "w"), (PTE_X, "x")))
            elif entry & PTE_V:
                self._walk(seen, entry >> 10 << 12, at, level - 1)


def _radix(seen, thread):
    """How many bits number the slots of a thread's CNode."""
    layout = seen.memory.layout
    slot = layout.constants["TCB_CSPACE"] * seen.cte.size
    at = thread.at + layout.structure("tcb").offset("slots") + slot
    return seen.memory.member("cap", at, "size_bits")


def _held(memory):
    """What the threads have that tests look at, by their names in a debug kernel."""
    seen = Seen(memory)
    at, size = memory.layout.structure("tcb").offset("name"), 128
    names = {t: memory.read(t + at, size).split(b"\0")[0].decode("ascii", "replace")
             for t in seen.all_threads()}
    return {name: Held(seen, seen.thread(t)) for t, name in names.items()
            if name in (PROBE, MANAGER)}


def _session(bench):
    """The lines of each section of the session, by name; the last one; what threads held."""
    if SYSTEM not in RUNS:
        held = {}
        run = bench.boot(SYSTEM, look=lambda memory: held.update(_held(memory)))
        sections, name = {}, ""
        for line in run.console.splitlines():
            if line.startswith(MARK):
                name = line.removeprefix(MARK)
            sections.setdefault(name, []).append(line)
        RUNS[SYSTEM] = sections, name, held
    return RUNS[SYSTEM]


def _section(bench, name):
    """What the console said in a section, without the log."""
    sections, last, _ = _session(bench)
    bench.console = "\n".join(sections.get(name, sections[last])[-30:])
    bench.check(name in sections,
                f"the session does not get to '{name}': it stays in '{last}'")
    bench.check(name != last or name == SECTIONS[-1],
                f"the session does not come to the end of '{name}': it hangs there")
    return [line for line in sections[name][1:] if ": INFO " not in line and line.strip()]


def _ends(bench, name, end, what):
    """The probe is started and then has ended in this way."""
    lines = _section(bench, name)
    ended = [line for line in lines if line.startswith("probe: ") and line != "probe: Running"]
    bench.check("probe: Running" in lines, f"{what}: the probe is not started: "
                + (lines[0] if lines else "nothing is said"))
    bench.check(ended, f"{what}: the probe has not ended")
    if not all(re.fullmatch(f"probe: {end}", line) for line in ended):
        bench.fail(f"{what}: it ends in another way", f"probe: {end}", "\n".join(ended))
    return lines


def _held_by(bench, name):
    """What the kernel's memory says of a thread that is there at the end."""
    _section(bench, "end")
    held = _session(bench)[2]
    bench.check(name in held, f"the kernel has no thread '{name}' at the end of the session")
    return held[name]


# -- the shell ---------------------------------------------------------------------------------

def shell_unknown_command(bench):
    """What cannot be done is refused in one line, with a reason."""
    lines = _section(bench, "words")
    bench.equal("lines", [line.partition("; 'bundles'")[0] for line in lines], [
        "launch: unknown command; 'help' lists the commands",
        "start: too few arguments; use: start BUNDLE",
        "start: no/id: BundleIdInvalid: a bundle's name has 1 to 64 characters of a-z 0-9 . _ -, "
        "a letter first",
        "stop: nobody: BundleNotFound: there is no such bundle",
        "wait: nobody: BundleNotFound: there is no such bundle",
        "No bundle runs"])


def install_list(bench):
    """`ps` lists what runs or has ended, in the order of the names, and how it ended."""
    head = "BUNDLE                   STATE      STARTS  END"
    hello = "hello                    Exited          1  code 0"
    third = "third                    Exited          1  code 0"
    lines = _section(bench, "list")
    bench.equal("lines", lines, [head, hello, "hello: installed as third", "third: Running",
                                 head, hello, third, "third: removed", head, hello])


def wait_tells_end(bench):
    """`wait` comes back when the bundle has ended, and at once if it has."""
    bench.equal("lines", _section(bench, "wait"),
                ["probe: Running", "probe: Exited, code 0", "hello: Running",
                 "hello: Exited, code 0", "hello: Exited, code 0"])


def shell_autostart_script(bench):
    """The session comes to its end, a script that it runs included."""
    sections, last, _ = _session(bench)
    lines = [line.removeprefix("TESSERA> ") for line in _section(bench, "script")]
    bench.equal("lines", [line for line in lines if line.startswith(("hello: ", "probe: "))],
                ["hello: Running", "hello: Exited, code 0", "probe: Running",
                 "probe: Exited, code 0"])
    bench.equal("sections of the session", [name for name in sections if name], list(SECTIONS))
    bench.equal("the last section", last, SECTIONS[-1])


# -- states ------------------------------------------------------------------------------------

def start_runs_entry(bench):
    """`start hello` gets to its main, and its exit is told."""
    lines = _section(bench, "hello")
    bench.equal("lines", lines, ["hello: Running", "hello: Exited, code 0",
                                 "    started 1 time since boot"])


def start_twice_changes_nothing(bench):
    """A bundle that runs is left alone."""
    bench.equal("lines", _section(bench, "twice"),
                ["probe: Running", "probe: Running", "probe: Running",
                 "    started 1 time since boot"])


def states_told(bench):
    """Suspended, running, stopped: each change is recorded, what may not be is refused."""
    lines = [line.partition(";")[0] for line in _section(bench, "states")]
    bench.equal("lines", lines, [
        "probe: Suspended", "start: probe: BundleRunning: it is suspended",
        "suspend: probe: BundleNotRunning: it is suspended",
        "BUNDLE                   STATE      STARTS  END",
        "hello                    Exited          1  code 0",
        "probe                    Suspended       1",
        "probe: Running", "resume: probe: BundleRunning: it is running", "probe: Stopped",
        "stop: probe: BundleNotRunning: it is stopped", "probe: Stopped",
        "    started 1 time since boot"])


def faulted_state_reported(bench):
    """A fault is told with its address, by `status` and by `ps`."""
    lines = _ends(bench, "fault", f"Faulted, write at 0x0, {PC}", "a write to address 0")
    bench.check(re.fullmatch(rf"probe +Faulted +2  write at 0x0, {PC}", lines[-1]),
                f"ps says: {lines[-1]}")


def restart_after_fault(bench):
    """A bundle that has faulted can be started, and then has no fault any more."""
    lines = _ends(bench, "again", "Exited, code 0", "the start after the fault")
    bench.equal("starts", lines[-1].strip(), "started 3 times since boot")


def bad_elf_rejected(bench):
    """A package with another byte, one with a priority too high: refused by steps 1 and 2."""
    lines = _section(bench, "bad")
    bench.equal("starts that are refused", [line.split(": ")[:2] for line in lines],
                [["start", "torn"], ["start", "proud"]])
    words = "step 2 of 10, manifest: it wants priority 101"
    bench.check(words in lines[1], f"'{words}' is not in: {lines[1]}")


def quota_kept(bench):
    """A quota above what the process manager has: refused by step 3."""
    lines = _section(bench, "greedy")
    bench.check(lines, "'start greedy' says nothing")
    words = "start: greedy: StartFailed: step 3 of 10, memory: an account for"
    bench.check(words in lines[0], f"'{words}' is not in: {lines[0]}")


# -- the address space -------------------------------------------------------------------------

def bss_zeroed(bench):
    """What the package does not have is zero, in the next run, too."""
    _ends(bench, "zeros", "Exited, code 0", "zeros behind the data")
    _ends(bench, "spoil", "Exited, code 0", "a run after one that has overwritten its data")


def image_is_exact(bench):
    """What the package has is there."""
    _ends(bench, "data", "Exited, code 0", "data of some pages")


def _planned_pages(bench):
    """Pages that the probe should have, by address: the segments of its program, and the rest."""
    pages = {STACK_END - (n + 1) * PAGE: "rw-" for n in range(STACK_PAGES)}
    pages.update({BUFFER: "rw-", SHARED: "rw-"})
    with (bench.tree / "build/debug/systems" / SYSTEM / "probe.elf").open("rb") as file:
        for segment in ELFFile(file).iter_segments("PT_LOAD"):
            flags, begin = segment["p_flags"], segment["p_vaddr"]
            rights = "r" + ("w" if flags & 2 else "-") + ("x" if flags & 1 else "-")
            for at in range(begin // PAGE * PAGE, begin + segment["p_memsz"], PAGE):
                pages[at] = rights
    return pages


def rights_of_segments(bench):
    """No page is writable that should not be, none can be executed but code."""
    _ends(bench, "code", f"Faulted, write at 0x1[0-9a-f]{{4}}, {PC}", "a write to code")
    _ends(bench, "constant", f"Faulted, write at 0x1[0-9a-f]{{4}}, {PC}", "a write to constants")
    _ends(bench, "stack", "Faulted, execution at 0x3ffffd[0-9a-f]{4}, pc 0x3ffffd[0-9a-f]{4}",
          "a jump into the stack")
    _ends(bench, "rundata", f"Faulted, execution at 0x1[0-9a-f]{{4}}, {PC}", "a jump into data")
    # The heap comes page by page, from the pager.
    seen = {at: rights for at, rights in _held_by(bench, PROBE).pages.items()
            if at < IMAGE_END or at >= STACK_END - 64 * PAGE}
    bench.equal("pages in the page tables of the probe", _show_pages(seen),
                _show_pages(_planned_pages(bench)))


def _show_pages(pages):
    return [f"{at:#x} {rights}" for at, rights in sorted(pages.items())]


def stack_guard(bench):
    """The stack has the size that the manifest says, with nothing below and above."""
    _ends(bench, "use", "Exited, code 0", "three pages of stack")
    _ends(bench, "overflow", f"Faulted, write at 0x3ffffd5[0-9a-f]{{3}}, {PC}",
          "the page below four pages of stack")
    _ends(bench, "above", f"Faulted, read at 0x3ffffda000, {PC}", "the page above the stack")


# -- capabilities ------------------------------------------------------------------------------

def least_authority(bench):
    """A bundle can use one capability, in slot 1; one that does not run has none."""
    _ends(bench, "count", "Exited, code 1",
          "capabilities that it can use (1: that in slot 1; 10 for each other)")
    lines = _section(bench, "scan")
    bench.equal("lines", [" ".join(line.partition(";")[0].split()) for line in lines],
                ["probe: Running", "SLOTS CAPABILITIES", "1 endpoint", "probe: Stopped",
                 "capscan: probe: BundleNotRunning: it does not run"])


def _scanned(lines):
    """What `capscan` has printed, slot by slot."""
    found = {}
    for line in lines:
        row = re.fullmatch(r" *(\d+)(?:\.\.(\d+))? +([A-Za-z ]+)", line)
        if row and not line.startswith(" SLOTS"):
            for slot in range(int(row[1]), int(row[2] or row[1]) + 1):
                found[slot] = row[3].strip()
    return found


def _called(cap):
    return SCANNED.get(cap.kind, cap.kind.lower().replace("_", " "))


def _show_slots(slots):
    return [f"slot {slot}: {what}" for slot, what in sorted(slots.items())]


def capscan_matches_oracle(bench):
    """What `capscan` shows is what the kernel's memory has; the fault endpoint is not in it."""
    probe = _held_by(bench, PROBE)
    seen = _scanned(_section(bench, "held"))
    bench.equal("capscan of the probe", _show_slots(seen),
                _show_slots({slot: _called(cap) for slot, cap in probe.caps.items()}))
    bench.equal("what the kernel has in the CNode of the probe", _show_slots(
        {slot: _called(cap) for slot, cap in probe.caps.items()}), ["slot 1: endpoint"])
    bench.equal("guard bits of the probe's CNode", probe.root.badge, 60)
    bench.equal("the fault handler of the probe", _called(probe.fault), "endpoint")
    bench.check(probe.fault.address != probe.caps[1].address,
                "faults and requests of the probe go to the same endpoint")
    manager = _held_by(bench, MANAGER)
    bench.equal("capscan of the process manager",
                _show_slots(_scanned(_section(bench, "manager"))),
                _show_slots({slot: _called(cap) for slot, cap in manager.caps.items()}))
