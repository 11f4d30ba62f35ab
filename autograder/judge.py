# SPDX-License-Identifier: MIT
"""Tests that look from outside: functions of a lab's tests/judge.py.

    def system_boots(bench):
        run = bench.boot("greeting", until="guest: goodbye")
        bench.equal("lines of the guest", run.lines("guest"), ["guest: goodbye"])

A function gets a bench: what can be built, booted, composed and audited in the build tree, each of
which ends the test with a reason if it cannot be done. A test passes if its function returns; an
error in it fails it. What it looks at belongs to the student, so it believes nothing that could
have been printed in order to please: lines on the console show that a system ran, they prove little
else.

bench.params derives parameters from the run's nonce, as in expect.py.
"""

from __future__ import annotations

import os
import signal
import subprocess
import traceback
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from . import Refusal, audit, products, qemu, records, sandbox
from .build import KEPT, KERNEL, KERNEL_ELF, PLUGINS, Built, build, systems_image
from .oracles.memory import KernelMemory, Layout
from .proctor import TestResult, TestSpec, after_firmware, load_python
from .qemu import Run

COMPOSE = "build/host/compose"
SCRATCH = "build/judge"


class Failure(Exception):
    """A test has failed: what was expected and seen, and why in words."""

    def __init__(self, message: str, expected: str = "", seen: str = ""):
        super().__init__(message)
        self.message, self.expected, self.seen = message, expected, seen


class NotBuilt(Failure):
    """What the test looks at could not be made."""


@dataclass
class Bench:
    """What a test of judge.py can use. Paths are relative to the build tree."""

    tree: Path
    spec: TestSpec
    params: records.Params
    console: str = ""
    instructions: int = 0
    builds: dict[str, Built] = field(default_factory=dict)      # by target; tests share it

    def fail(self, message: str, expected: str = "", seen: str = "") -> None:
        """Ends the test as failed."""
        raise Failure(message, expected, seen)

    def equal(self, what: str, seen: Any, expected: Any) -> None:
        """Ends the test as failed unless both are equal."""
        if seen != expected:
            raise Failure(f"{what} not as expected", _show(what, expected), _show(what, seen))

    def check(self, condition: Any, message: str) -> None:
        """Ends the test as failed unless the condition holds."""
        if not condition:
            raise Failure(message)

    def make(self, target: str) -> Path:
        """Builds something, and gives its path."""
        if target not in self.builds:
            self.builds[target] = build(self.tree, targets=(target,), kept=KEPT)
        built = self.builds[target]
        if not built.ok:
            raise NotBuilt(f"{Path(target).name} cannot be built:\n" + "\n".join(built.messages))
        return self.tree / target

    def boot(self, system: str, until: str = "", typed: bytes = b"",
             look: Callable[[KernelMemory], None] | None = None) -> Run:
        """Builds and boots a system, until a line of its console or the test's budget ends it.

        `look` sees the kernel's memory as it is then.
        """
        return self.run(systems_image(system), until=until, typed=typed, bootargs=audit.BOOTARGS,
                        look=look)

    def run(self, image: str, kernel: str = KERNEL, until: str = "", typed: bytes = b"",
            bootargs: str = "", look: Callable[[KernelMemory], None] | None = None) -> Run:
        """The same with any root task, and any kernel; `look` is for the lab's own only."""
        result = qemu.run(self.make(kernel), self.make(image), dtb=self.tree / "build/virt.dtb",
                          budget=self.spec.budget, input=typed, bootargs=bootargs,
                          until=f"{until}\r\n".encode() if until else b"",
                          plugin_folder=self.tree / PLUGINS)
        try:
            if result.status is qemu.Status.ERROR:
                raise Refusal(result.reason)
            run = Run.of(result, after_firmware(result.console))
            if look:
                look(KernelMemory(Layout(self.make(KERNEL_ELF)), result.ram))
        finally:
            result.close()
        self.console = run.console
        self.instructions += run.instructions or 0
        return run

    def report(self, system: str) -> dict[str, Any]:
        """The report of a system as the composer made it: its plan."""
        self.make(systems_image(system))
        return products.report(self.tree / "build/debug/systems" / system / "report.json")

    def audit(self, system: str) -> list[str]:
        """Boots a system and compares the kernel's memory with the plan; a line per difference."""
        self.make(systems_image(system))
        return audit.audit(audit.Files(Path("build/debug"), system), root=self.tree).lines

    def compose(self, *words: str, check: bool = False,
                variables: Mapping[str, str] | None = None) -> subprocess.CompletedProcess[str]:
        """Runs the composer with the usual search paths, in bounded time and memory.

        `check`: it must find no error. `variables` are added to its environment.
        """
        given = [f"{name}={value}" for name, value in (variables or {}).items()]
        tool = str(self.make(COMPOSE).absolute())
        done = self._run(["env", *given, tool, *words, *audit.PATHS], f"compose {words[0]}",
                         NotBuilt)
        if check and done.returncode:
            raise NotBuilt(f"compose {words[0]} refuses a good description",
                           seen=done.stderr.strip()[:2000])
        return done

    def program(self, target: str, script: str = "") -> list[str]:
        """Builds a host program of the lab and runs it in the same bounds with `script` as its
        input; the lines it writes. It holds functions of the student's, so how it ends is a
        verdict on them."""
        tool = self.make(target)
        done = self._run([str(tool.absolute())], tool.name, Failure, script)
        return done.stdout.splitlines()

    def _run(self, command: list[str], what: str, verdict: type[Failure],
             script: str = "") -> subprocess.CompletedProcess[str]:
        try:
            done = sandbox.host_program(command, writable=[self._scratch(SCRATCH)],
                                        folder=self.tree, script=script)
        except subprocess.TimeoutExpired:
            raise verdict(f"{what} did not end within {sandbox.HOST_WAIT} s") from None
        ended = abs(done.returncode) % 128      # in a sandbox, 128 is added to the signal
        if ended == signal.SIGXCPU:
            raise verdict(f"{what} did not end within {sandbox.HOST_SECONDS} s of processor "
                          "time: an endless loop?", seen=_last(done))
        if done.returncode < 0 or done.returncode > 128:
            raise verdict(f"{what} died of signal {ended}"
                          + (": a bad pointer or index?" if ended == signal.SIGSEGV else ""),
                          seen=_last(done))
        return done

    def scratch(self, name: str, text: str) -> str:
        """Writes a file that the test needs; its path."""
        path = self.tree / SCRATCH / self.spec.name / name
        self._scratch(path.parent.relative_to(self.tree))
        if os.path.lexists(path):
            products.checked(path)
        path.write_text(text)
        return path.relative_to(self.tree).as_posix()

    def _scratch(self, folder: str | Path) -> Path:
        """Makes a folder of the build tree, or finds it; a program of the build can have put a
        link in its place, by which others would be written to."""
        path = self.tree / folder
        if path.resolve() != self.tree.resolve() / folder or path.exists() and not path.is_dir():
            raise products.Unfit(f"{folder}: the build has put something in the place of a folder")
        path.mkdir(parents=True, exist_ok=True)
        return path


def run_tests(tree: Path, file: Path, specs: list[TestSpec], nonce: int, *,
              on_result: Callable[[TestResult], None]) -> list[TestResult]:
    """Runs tests of a judge.py, and gives a result for each."""
    module = load_python(file, tree, "judge_of_lab")
    results = []
    builds: dict[str, Built] = {}
    for spec in specs:
        function = getattr(module, spec.name, None)
        if not callable(function):
            raise Refusal(f"{file.relative_to(tree)}: has no function {spec.name}")
        bench = Bench(tree, spec, records.Params(records.test_nonce(nonce, spec.name)),
                      builds=builds)
        expected = seen = message = ""
        made = True
        try:
            function(bench)
        except Failure as failure:
            message, expected, seen = failure.message, failure.expected, failure.seen
            made = not isinstance(failure, NotBuilt)
        except products.Unfit as unfit:
            message, made = str(unfit), False
        except Refusal:     # of the machine, not of what is judged
            raise
        except Exception as error:
            if isinstance(error, OSError) and not isinstance(error, FileNotFoundError):
                raise       # no room, no right: so is this
            message, made = _stumbled(error, str(file.relative_to(tree))), False
        results.append(TestResult(spec.name, not message, expected, seen, message,
                                  bench.instructions, "", bench.console, made))
        on_result(results[-1])
    return results


def _stumbled(error: Exception, path: str) -> str:
    """Why a test could not go on, and where: over something that no right solution would do, as
    it stands in none of its words, or by a fault of its own."""
    lines = [frame.lineno for frame in traceback.extract_tb(error.__traceback__)
             if frame.filename == path]
    return f"the test could not go on: {path}:{lines[-1] if lines else '?'}: " \
           f"{type(error).__name__}: {error}"


def _last(done: subprocess.CompletedProcess[str]) -> str:
    """What it said before it died."""
    lines = done.stdout.splitlines()
    return f"its last line: {lines[-1]}" if lines else ""


def _show(what: str, value: Any) -> str:
    if isinstance(value, (list, tuple)):
        return "\n".join([f"{what}:", *(f"  {item}" for item in value)]) if value \
            else f"{what}: none"
    return f"{what} = {value}"
