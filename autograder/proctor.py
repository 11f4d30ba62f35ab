# SPDX-License-Identifier: MIT
"""Runs tests in proctor, the root task for tests, and judges what they observed.

The guest reports observations; the expected ones are computed here, by one function per test in
labs/NN-name/tests/expect.py:

    def signal_before_wait(nonce, params):
        return {"word": params.pick("badge", 1, 0xFFFF)}

`nonce` is the test's own (records.test_nonce), `params` derives parameters from it exactly as the
guest does (records.Params). The names and values returned must equal those that the test recorded:
int for record_value(), bytes for record_bytes().

A test passes when it returned, every observation is as expected, its room could be torn down and
the oracles found the kernel's memory in order.

One boot runs many tests; those that ask for other boot words (`domains=4`) have boots of their own,
tests with equal words share theirs. When the kernel dies, or cannot even set a test up, that counts
against a test only if it was the first of its boot; otherwise an earlier one may be to blame, and
it runs again on a fresh kernel. Then the next test goes on. So a test that kills the kernel costs
only itself, and a kernel that hangs costs some seconds.
"""

from __future__ import annotations

import functools
import mmap
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from types import ModuleType

from autograder import Refusal, products, qemu, records
from autograder.oracles import cdt
from autograder.oracles.memory import KernelMemory, Layout
from autograder.records import Outcome, Record, Type

MEMORY_MIB = 128  # what the device tree calls memory
BOOT_INSTRUCTIONS = 50_000_000  # until the first test, and between two; measured: 9 million
MAX_BUDGET = 1_000_000_000  # of one test
PLACE_FRAMES = 64  # at one address; the stub of a system call is one or two in
PLACE_LENGTH = 200  # characters of a place
TESTS_PER_BOOT = records.CONTROL_TESTS
CONSOLE_LIMIT = 1 << 20
DTB = Path("build/virt.dtb")
PLUGINS = Path("build/autograder")
EXPECTATIONS = ("labs/*/tests/expect.py", "kernel/tests/proctor/expect.py")

Value = int | bytes
Expectation = Callable[[int, records.Params], Mapping[str, Value]]

FAULTS = {1: "capability fault", 2: "unknown system call", 3: "exception", 5: "timeout",
          6: "memory fault"}
TRAPS = {2: "illegal instruction", 3: "breakpoint", 4: "misaligned load", 5: "no memory to load",
         6: "misaligned store", 7: "no memory to store", 8: "system call",
         12: "page fault of a fetch", 13: "page fault of a load", 15: "page fault of a store"}
EXCEPTIONS = {0: "misaligned instruction", 2: "illegal instruction", 3: "breakpoint",
              4: "misaligned load", 6: "misaligned store"}
SYSCALLS = {-1: "Call", -2: "ReplyRecv", -3: "NBSendRecv", -4: "NBSendWait", -5: "Send",
            -6: "NBSend", -7: "Recv", -8: "NBRecv", -9: "Wait", -10: "NBWait", -11: "Yield"}
ECALL = 0x73
PANIC = ("kernel panic at ", "kernel trap: ")   # debug/print.c and arch/riscv/trap.c
KERNEL = 1 << 63        # addresses of the kernel begin here


@dataclass(frozen=True)
class TestSpec:
    """A test as lab.yml declares it. `budget` is in guest instructions.

    `words` are what the kernel boots with (QEMU's -append), as kernel/loader/bootargs.h has them.
    """

    __test__ = False  # not one of pytest's

    name: str
    points: int = 0
    visible: bool = True
    budget: int = 20_000_000
    kills: list[str] = field(default_factory=list)
    words: str = ""


@dataclass(frozen=True)
class TestResult:
    """How a test went; equal for equal images, tests and nonce.

    `expected` and `seen` hold one line per observation that differs (empty when all agree),
    `message` says why the test failed, `invariant` what the oracles found broken, `console` what
    was printed while it ran, `instructions` the guest instructions that it took. `built` is false
    if it failed because what it looks at could not be made.
    """

    __test__ = False

    name: str
    passed: bool
    expected: str
    seen: str
    message: str
    instructions: int
    invariant: str
    console: str
    built: bool = True


def run_tests(kernel: Path, kernel_elf: Path | None, proctor_elf: Path, tests: list[TestSpec],
              nonce: int, *, on_result: Callable[[TestResult], None] | None = None,
              expectations: Mapping[str, Expectation] | None = None, dtb: Path | None = None,
              use_plugin: bool = True) -> list[TestResult]:
    """Runs the tests and returns a result for each of them, in their order.

    Tests with equal boot words run in their order, in boots of their own.

    kernel        loader with kernel inside, build/debug/tessera.elf of some tree
    kernel_elf    the kernel alone, with debug information: for the oracles; None: no oracles
    proctor_elf   the root task with all tests
    nonce         64 bits that the kernel under test could not know when it was written
    on_result     called with each result as soon as it is known
    expectations  by test name; default: from the expect.py files of the kernel's tree

    Raises Refusal when an image or an expectation is missing, or QEMU does not start.
    """
    tree = kernel.resolve().parents[2]
    if expectations is None:
        expectations = load_expectations(tree)
    _check(tests, expectations)
    run = _Run(kernel, kernel_elf, proctor_elf, dtb or tree / DTB, tree / PLUGINS, nonce,
               expectations, on_result or (lambda result: None), use_plugin)
    for pending in by_words(tests):
        while pending:
            done = run.boot(pending[:TESTS_PER_BOOT])
            pending = pending[done:]
    results = {result.name: result for result in run.results}
    return [results[test.name] for test in tests]


def by_words(tests: list[TestSpec]) -> list[list[TestSpec]]:
    """The tests in groups of equal boot words, in the order in which these come first."""
    groups: dict[str, list[TestSpec]] = {}
    for test in tests:
        groups.setdefault(test.words, []).append(test)
    return list(groups.values())


def _check(tests: list[TestSpec], expectations: Mapping[str, Expectation]) -> None:
    seen = set()
    for test in tests:
        if test.name in seen:
            raise Refusal(f"test {test.name} is asked for twice")
        seen.add(test.name)
        if test.name not in expectations:
            raise Refusal(f"test {test.name} has no expectation in labs/*/tests/expect.py")
        if not 0 < test.budget <= MAX_BUDGET:
            raise Refusal(f"test {test.name}: budget {test.budget}, "
                          f"expected 1 to {MAX_BUDGET:,} instructions")


def load_expectations(tree: Path) -> dict[str, Expectation]:
    """The functions of all expect.py files of a tree, by name."""
    found: dict[str, Expectation] = {}
    for path in sorted(file for pattern in EXPECTATIONS for file in tree.glob(pattern)):
        for name, thing in vars(load_python(path, tree, "expect")).items():
            if callable(thing) and not name.startswith("_") and \
                    getattr(thing, "__module__", None) == "expect":
                if name in found:
                    raise Refusal(f"{path.relative_to(tree)}: a second expectation for {name}")
                found[name] = thing
    return found


def load_python(path: Path, tree: Path, name: str) -> ModuleType:
    """Runs a Python file of a lab; the module of that name that it makes. Nothing is left beside
    the file. Refusal."""
    module = ModuleType(name)
    try:
        exec(compile(path.read_bytes(), str(path.relative_to(tree)), "exec"), module.__dict__)
    except Exception as error:
        raise Refusal(f"{path.relative_to(tree)}: {type(error).__name__}: {error}") from error
    return module


# -- boots -----------------------------------------------------------------------------------


class _Run:
    """All boots of one run_tests()."""

    def __init__(self, kernel: Path, kernel_elf: Path | None, proctor_elf: Path, dtb: Path,
                 plugins: Path, nonce: int, expectations: Mapping[str, Expectation],
                 on_result: Callable[[TestResult], None], use_plugin: bool) -> None:
        self.kernel, self.kernel_elf, self.proctor_elf = kernel, kernel_elf, proctor_elf
        self.dtb, self.plugins, self.use_plugin = dtb, plugins, use_plugin
        self.nonce = nonce
        self.expectations = expectations
        self.on_result = on_result
        self.results: list[TestResult] = []
        self.boots = 0
        for image in (kernel, kernel_elf, proctor_elf):
            if image and not image.is_file():
                raise Refusal(f"{image}: no such file")
        self.layout = Layout(kernel_elf) if kernel_elf else None
        self.places = Places(proctor_elf)
        self.subject = "kernel" if proctor_elf.parent.name == "tasks" else "system"

    def boot(self, tests: list[TestSpec]) -> int:
        """Boots once and judges the tests it got to; returns how many (at least one).

        All of them have the same boot words.
        """
        boot, self.boots = self.boots, self.boots + 1
        longest = max(test.budget for test in tests)
        broken: list[list[str]] = []
        console_at: list[int] = []

        def look(machine: qemu.Machine) -> None:
            if len(broken) == len(tests):   # the kernel under test can write the word, too
                return
            broken.append(self._disorder(machine.ram))
            console_at.append(machine.console_bytes)

        block = records.control_block(self.nonce, boot, [(t.name, t.budget) for t in tests])
        result = qemu.run(
            self.kernel, self.proctor_elf, dtb=self.dtb, ram_mib=MEMORY_MIB, region=block,
            status_offset=records.STATUS_OFFSET, on_checkpoint=look,
            step_budget=longest + BOOT_INSTRUCTIONS, bootargs=tests[0].words,
            budget=BOOT_INSTRUCTIONS + sum(t.budget + BOOT_INSTRUCTIONS for t in tests),
            console_limit=CONSOLE_LIMIT, use_plugin=self.use_plugin, plugin_folder=self.plugins)
        try:
            if result.status is qemu.Status.ERROR:
                raise Refusal(result.reason)
            log = records.parse(result.result, self.nonce, boot)
            if not broken and log.records and log.records[-1].type is Type.BYE:
                broken = [[] for _ in tests[:-1]]
                broken.append(self._disorder(result.ram))
            consoles = _split(result.console, console_at)
            return self._judge_boot(tests, result, log, broken, consoles)
        finally:
            result.close()

    def _disorder(self, ram: mmap.mmap) -> list[str]:
        """What the oracles find wrong in the kernel's memory."""
        return cdt.check(KernelMemory(self.layout, ram)) if self.layout else []

    def _judge_boot(self, tests: list[TestSpec], end: qemu.RunResult, log: records.Log,
                    broken: list[list[str]], consoles: list[str]) -> int:
        """Judges every test that began. A boot in which none did has failed all of its tests."""
        begun = 0
        for index, test in enumerate(tests):
            if not any(r.type is Type.BEGIN for r in log.of(index)) or \
                    index and not _is_decided(log.of(index)):
                break
            begun += 1
            self._result(_judge(_Seen(
                test, log.of(index), self.nonce, self.expectations[test.name], end,
                "; ".join(broken[index][:4]) if index < len(broken) else "",
                consoles[index] if index < len(consoles) else consoles[-1], self.places,
                self.subject)))
        if begun:
            return begun
        why = f"the kernel did not get to the tests: {_end_of_kernel(end)}"
        for test in tests:
            self._result(TestResult(test.name, False, "", "", why, 0, "", consoles[-1]))
        return len(tests)

    def _result(self, result: TestResult) -> None:
        self.results.append(result)
        self.on_result(result)


def _is_decided(log: list[Record]) -> bool:
    """Whether the kernel lived through the test, so that the test's own records count."""
    outcome = next((r.words[0] for r in log if r.type is Type.END), Outcome.SETUP)
    return outcome == Outcome.UNKNOWN or \
        outcome != Outcome.SETUP and any(r.type is Type.TEARDOWN for r in log)


def _split(console: bytes, at: list[int]) -> list[str]:
    """What was printed up to each of the offsets, and after the last one."""
    bounds = [after_firmware(console)] + at + [len(console)]
    return [console[a:b].decode("ascii", "replace").replace("\r", "")
            for a, b in zip(bounds, bounds[1:])]


def after_firmware(console: bytes) -> int:
    """Where the kernel's own output begins: behind the last line of OpenSBI's table."""
    at = console.find(b"Boot HART MEDELEG")
    line_end = console.find(b"\n", at) if at >= 0 else -1
    return line_end + 1 if line_end >= 0 else 0


def _end_of_kernel(end: qemu.RunResult) -> str:
    """Why a machine ended that should not have, where it was, and the last thing it printed.
    What is indented belongs to the line above, as registers do to a fault; all behind a panic is
    about it."""
    lines = [line for line in _split(end.console, [])[0].splitlines() if line.strip()]
    panics = [line for line in lines if line.startswith(PANIC)]
    heads = panics[:1] or [line for line in lines if not line[0].isspace()] or lines
    where = f"; the kernel is at {end.address:x}" if (end.address or 0) >= KERNEL else ""
    return end.reason + where + (f"; its last words: {heads[-1].strip()[:200]}" if heads
                                 else "; it printed nothing")


def name_places(text: str, places: Places) -> str:
    """The same words of a kernel or about it, with places in the source instead of addresses."""
    def trap(match: re.Match[str]) -> str:
        cause, at, value = (int(word, 16) for word in match.groups())
        return f"kernel trap: {TRAPS.get(cause, f'scause {cause}')} at {places.of(at)}, " \
               f"address {value:#x}"

    word = "([0-9a-f]{1,16})"
    text = re.sub(f"kernel trap: scause {word} sepc {word} stval {word}[^\\n]*", trap, text)
    text = re.sub(f"(?<=the kernel is at ){word}", lambda at: places.of(int(at[1], 16)), text)
    # A return address lies behind the call: one less is in it.
    return re.sub("(?m)^  at ([0-9a-f]{16})$",
                  lambda at: f"  {places.of(int(at[1], 16) - 1)}", text)


# -- one test --------------------------------------------------------------------------------


@dataclass
class _Seen:
    """All that is known about one test that began."""

    test: TestSpec
    log: list[Record]
    nonce: int
    expectation: Expectation
    end: qemu.RunResult
    broken: str
    console: str
    places: Places
    subject: str    # what ran, in words

    def of(self, *types: Type) -> list[Record]:
        return [r for r in self.log if r.type in types]


def _judge(seen: _Seen) -> TestResult:
    """The verdict on one test."""
    begin, ends = seen.of(Type.BEGIN)[0], seen.of(Type.END)
    stopped = f"the {seen.subject} stopped "
    last = (ends or seen.log)[-1]
    returned = bool(ends) and ends[0].words[0] == Outcome.RETURNED
    expected, got, differs = _compare(seen, returned)
    why = []
    if not ends:
        why.append(f"{stopped}in this test{_while(seen)}: {_end_of_kernel(seen.end)}")
    else:
        outcome = _outcome(seen, ends[0])
        if outcome:
            why.append(outcome)
    if not why and differs:
        why.append(differs)
    teardown = seen.of(Type.TEARDOWN)
    if not why and not teardown:
        why.append(f"{stopped}when the test was torn down: {_end_of_kernel(seen.end)}")
    if not why and teardown[0].words[0]:
        why.append("the test's objects could not be given back: step "
                   f"{teardown[0].words[0]}, error {teardown[0].words[1]}")
    if not why and seen.broken:
        why.append("the test left the kernel's memory in disorder")
    if why:
        why += [f"note: {r.text}" for r in seen.of(Type.NOTE)[:8]]
    return TestResult(seen.test.name, not why, expected, got, "\n".join(why),
                      last.instructions - begin.instructions, seen.broken, seen.console)


def _while(seen: _Seen) -> str:
    """What the test was about to do, if it said so."""
    step = seen.of(Type.STEP)
    return f" (while {step[-1].text})" if step else ""


def _outcome(seen: _Seen, end: Record) -> str:
    """What is wrong with the way in which the test ended; empty if it returned."""
    outcome = end.words[0]
    while_ = _while(seen)
    threads = "".join("\n" + line for line in map(seen.places.thread, seen.of(Type.THREAD)))
    failures = seen.of(Type.FAIL)
    if outcome == Outcome.RETURNED:
        return ""
    if outcome == Outcome.FAILED and failures:
        return _failure(failures[0]) + while_
    if outcome == Outcome.FAILED:
        return "the test has written more than its part of the log"
    if outcome == Outcome.FAULT:
        return _fault(seen, end) + while_
    if outcome == Outcome.BUDGET:
        return f"its {seen.test.budget:,} instructions are used up{while_}{threads}"
    if outcome == Outcome.SETUP:
        return f"the test could not be set up: step {end.words[4]}, error {end.words[5]}"
    if outcome == Outcome.UNKNOWN:
        return "there is no such test in the image"
    return f"the test ended in an unknown way ({outcome})"


def _failure(record: Record) -> str:
    """A CHECK that failed, with its place."""
    file, _, text = record.data.partition(b"\0")
    message = records.printable(text)
    if record.words[0]:
        message += f" is {_word(record.words[1])}, should be {_word(record.words[2])}"
    return f"{records.printable(file)}:{record.words[3]}: {message}"


def _fault(seen: _Seen, end: Record) -> str:
    """A fault message as a sentence (abi: faults)."""
    _, thread, label, length, *message = end.words
    names = {r.words[0]: r.text for r in seen.of(Type.THREAD)}
    where = seen.places.of(message[0]) if length else "an unknown place"
    text = f"thread '{names.get(thread, thread)}': {FAULTS.get(label, f'fault {label}')} at {where}"
    if label == 6:
        access = "fetching from" if message[2] else "writing" if message[3] == 7 else "reading"
        text += f", {access} address {message[1]:#x}"
    elif label == 3:
        text += f", {EXCEPTIONS.get(message[2], f'number {message[2]}')}"
    elif label == 1:
        text += f", capability pointer {message[1]:#x}"
    return text


def _compare(seen: _Seen, returned: bool) -> tuple[str, str, str]:
    """Expected and seen observations that differ, one a line each, and a summary.

    Of a test that ended early, what it had no time to report is left out, and a comparison that
    ended it comes first.
    """
    nonce = records.test_nonce(seen.nonce, seen.test.name)
    try:
        wanted = dict(seen.expectation(nonce, records.Params(nonce)))
    except Exception as error:
        raise Refusal(f"the expectation of {seen.test.name}: {type(error).__name__}: "
                      f"{error}") from error
    got: dict[str, Value] = {}
    twice = []
    for record in seen.of(Type.VALUE, Type.BYTES):
        name, value = _observation(record)
        if name in got:
            twice.append(name)
        got[name] = value
    names = [n for n in list(wanted) + [n for n in got if n not in wanted]
             if n in twice or n not in got or n not in wanted or got[n] != wanted[n]
             or isinstance(got[n], bytes) != isinstance(wanted[n], bytes)]
    if not returned:
        names = [n for n in names if n in got]
    expected = [f"{n} = {_show(wanted[n])}" if n in wanted else f"{n}: nothing" for n in names]
    saw = [f"{n} = {_show(got[n])}" + (" (reported again)" if n in twice else "")
           if n in got else f"{n}: not reported" for n in names]
    for failure in seen.of(Type.FAIL)[:1]:
        if failure.words[0]:
            what = records.printable(failure.data.partition(b"\0")[2])
            expected.insert(0, f"{what} = {_word(failure.words[2])}")
            saw.insert(0, f"{what} = {_word(failure.words[1])}")
    summary = ", ".join(names) + " not as expected" if names else ""
    return "\n".join(expected), "\n".join(saw), summary


def _observation(record: Record) -> tuple[str, Value]:
    if record.type is Type.VALUE:
        return record.text, record.words[0]
    cut = min(record.words[0], len(record.data))
    return records.printable(record.data[:cut]), record.data[cut:]


def _show(value: Value) -> str:
    return _word(value) if isinstance(value, int) else f'"{records.printable(value)}"'


def _word(value: int) -> str:
    """A word as people read it: small numbers, also negative ones, in decimal too."""
    signed = value - (1 << 64) if value >> 63 else value
    if 0 <= value < 10:
        return str(value)
    return f"{value:#x} ({signed})" if abs(signed) < 1 << 32 else f"{value:#x}"


class Places:
    """Addresses of an image as places in the source.

    What the image says of them can be forged, and then is wrong, for people alone: no verdict
    depends on it. An image of which one address cannot be told within bounds is not asked again.
    """

    def __init__(self, elf: Path) -> None:
        self.elf = elf
        self.mute = False

    @functools.cache
    def of(self, address: int) -> str:
        """'file:line (function)', the innermost place that is not a system call stub."""
        said = None if self.mute else products.tool(
            "addr2line", ["-f", "-i", "-e", products.FILE, f"{address:#x}"], self.elf)
        self.mute = said is None
        lines = (said or "").split("\n", 2 * PLACE_FRAMES)
        for function, place in zip(lines[::2], lines[1::2]):
            if function != "??" and "kernel/include/" not in place:
                return f"{place.split(' ')[0].removeprefix('./')} ({function})"[:PLACE_LENGTH]
        return f"{address:#x}"

    def thread(self, record: Record) -> str:
        """Where a thread stands."""
        _, pc, _, _, _, number, instruction = record.words
        call = SYSCALLS.get(number - (1 << 64)) if instruction & 0xFFFFFFFF == ECALL else None
        return f"thread '{record.text}' is at {self.of(pc)}" + (f", in {call}" if call else "")
