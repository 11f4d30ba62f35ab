# SPDX-License-Identifier: MIT
"""Tests of lab 13: one session at the shell of the system `start_path`, read section by section.

The session is the script tests/start_path/archive/autostart.repl, which the shell does by itself;
each section begins with a line `== name`. Nothing is typed, so a run is the same every time. All
tests look at one boot.
"""

import re

SYSTEM = "start_path"
RUNS = {}
MARK = "== "
FIGURES = ("bytes allocated", "bytes free", "objects", "batches")
PC = r"pc 0x1[0-9a-f]{4}"


def _sections(bench):
    """The lines of each section of the session, by name."""
    if SYSTEM not in RUNS:
        run = bench.boot(SYSTEM)
        sections, name = {}, ""
        for line in run.console.splitlines():
            if line.startswith(MARK):
                name = line.removeprefix(MARK)
            sections.setdefault(name, []).append(line)
        RUNS[SYSTEM] = sections, name
    return RUNS[SYSTEM]


def _section(bench, name):
    """What the console said in a section, without the log."""
    sections, last = _sections(bench)
    bench.console = "\n".join(sections.get(name, sections[last])[-30:])
    bench.check(name in sections,
                f"the session does not get to '{name}': it stays in '{last}'")
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


def _memory(bench, name):
    """Figures of mstats, of now."""
    lines = _section(bench, name)
    found = {}
    for line in lines[:lines.index("since boot")] if "since boot" in lines else []:
        row, number = line[:16].strip(), line[16:].split()
        if row in FIGURES:
            found[row] = int(number[0])
    bench.check(len(found) == len(FIGURES), "the memory manager tells no figures")
    return found


# -- the shell ---------------------------------------------------------------------------------

def requests_refused(bench):
    """What cannot be done is refused, with a reason."""
    lines = _section(bench, "refused")
    bench.equal("lines", [line.partition(";")[0] for line in lines], [
        "start: nobody: BundleNotFound: there is no such bundle",
        "stop: nobody: BundleNotFound: there is no such bundle",
        "start: no/id: BundleIdInvalid: a bundle's name has 1 to 64 characters of a-z 0-9 . _ -, "
        "a letter first",
        "stop: hello: BundleNotRunning: it is stopped",
        "wait: nobody: BundleNotFound: there is no such bundle"])


def list_tells_all(bench):
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


# -- the address space -------------------------------------------------------------------------

def image_is_exact(bench):
    """What the package has is there; what it has not is zero; each run begins anew."""
    _ends(bench, "zeros", "Exited, code 0", "zeros behind the data")
    _ends(bench, "data", "Exited, code 0", "data of some pages")
    _ends(bench, "spoil", "Exited, code 0", "a run after one that has overwritten its data")


def rights_of_segments(bench):
    """No page is writable that should not be, none can be executed but code."""
    _ends(bench, "code", f"Faulted, write at 0x1[0-9a-f]{{4}}, {PC}", "a write to code")
    _ends(bench, "constant", f"Faulted, write at 0x1[0-9a-f]{{4}}, {PC}", "a write to constants")
    _ends(bench, "stack", "Faulted, execution at 0x3ffffd[0-9a-f]{4}, pc 0x3ffffd[0-9a-f]{4}",
          "a jump into the stack")
    _ends(bench, "rundata", f"Faulted, execution at 0x1[0-9a-f]{{4}}, {PC}", "a jump into data")


def stack_guard(bench):
    """The stack has the size that the manifest says, with nothing below and above."""
    _ends(bench, "use", "Exited, code 0", "three pages of stack")
    _ends(bench, "overflow", f"Faulted, write at 0x3ffffd5[0-9a-f]{{3}}, {PC}",
          "the page below four pages of stack")
    _ends(bench, "above", f"Faulted, read at 0x3ffffda000, {PC}", "the page above the stack")


# -- capabilities ------------------------------------------------------------------------------

def least_authority(bench):
    """A bundle can use one capability, in slot 1; a scan says the same."""
    _ends(bench, "count", "Exited, code 1",
          "capabilities that it can use (1: that in slot 1; 10 for each other)")
    lines = _section(bench, "scan")
    bench.equal("lines", [" ".join(line.partition(";")[0].split()) for line in lines],
                ["probe: Running", "SLOTS CAPABILITIES", "1 endpoint", "probe: Stopped",
                 "capscan: probe: BundleNotRunning: it does not run"])


# -- nothing is left behind --------------------------------------------------------------------

def ends_give_everything_back(bench):
    """Ten exits, ten stops and a fault: memory, objects and batches are as before."""
    _section(bench, "after")
    before, after = _memory(bench, "before"), _memory(bench, "after")
    lines = _section(bench, "cycles")
    for line in ("hello: Running", "probe: Running", "probe: Stopped"):
        bench.equal(f"lines '{line}'", lines.count(line), 10 + (line == "probe: Running"))
    bench.equal("figures of mstats", after, before)


def bad_bundles_refused(bench):
    """A package with another byte, a priority or a quota too high: refused, and undone."""
    lines = _section(bench, "bad")
    bench.equal("starts that are refused", [line.split(": ")[:2] for line in lines],
                [["start", "torn"], ["start", "proud"], ["start", "greedy"]])
    for line, words in zip(lines[1:], ("step 2 of 10, manifest: it wants priority 101",
                                       "step 3 of 10, memory: an account for")):
        bench.check(words in line, f"'{words}' is not in: {line}")
    bench.equal("figures of mstats", _memory(bench, "after bad"), _memory(bench, "after"))


def failed_starts_undone(bench):
    """Every call of a start is made to fail: the start fails, and leaves nothing behind."""
    _section(bench, "each")
    sections, _ = _sections(bench)
    lines = [line for name in ("each", "wait") for line in sections.get(name, [])]
    counts = [re.findall(r"\d+", line) for line in lines if line.startswith("saboteur: ")]
    bench.check(len(counts) == 2, "the saboteur has not come to its end")
    (failed, left), (whole,) = counts
    bench.equal("starts that left something behind", int(left), 0)
    bench.equal("starts that failed, of as many attempts", failed, whole)
    bench.check(int(failed) >= 30, f"a start makes {failed} attempts only, 30 are needed at least")
