# SPDX-License-Identifier: MIT
"""`make demo`: the main job on one screen.

Boots the system and has its shell do a script, stages a lab, and grades three solutions of it: the
starter as staged, one wrong solution, and the reference. Each step says what was seen, and is
checked: a demonstration that only looks right ends with status 1.
"""

from __future__ import annotations

import os
import re
import subprocess
import sys
import threading
import time
from pathlib import Path
from typing import Any, Callable

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from autograder import Refusal, labs, qemu            # noqa: E402
from autograder.grade import Grading, grade           # noqa: E402
from autograder.labs import Lab                       # noqa: E402
from autograder.report import first_failure           # noqa: E402
from autograder.stage import stage                    # noqa: E402

LAB = "07"
PLACE = ROOT / "build/demo"
TYPED = b"source demo.repl\n\x04"  # kernel/systems/full/archive/demo.repl; ^D switches off
PROMPT = "TESSERA> "
SEEN = ("hello: Exited, code 0", "fault: Faulted, write at 0x0", "blue, as the sea",
        "timer: Suspended")
SHOWN = ("wait ", "kvread ", "ps")  # commands that the screen has room for
BOOT_SECONDS = 300  # a busy host may take its time
COLOUR = sys.stdout.isatty() and "NO_COLOR" not in os.environ
WIDTH = 79


class Unexpected(Exception):
    """A step did not show what it is there to show."""


def bold(text: str) -> str:
    return f"\033[1m{text}\033[0m" if COLOUR else text


def clip(text: str, width: int) -> str:
    """The first line of a text, at most `width` characters of it."""
    line = text.rstrip().partition("\n")[0]
    return line if len(line) <= width else line[:width - 1] + "…"


def step(title: str, work: Callable[[], list[str]]) -> None:
    """Says what is done, does it, shows what was seen and how long it took."""
    print(bold(title), end="", flush=True)
    start = time.monotonic()
    try:
        seen = work()
    except BaseException:
        print()
        raise
    taken = f"{time.monotonic() - start:.1f} s"
    print(taken.rjust(WIDTH - len(title)))
    for line in seen:
        print(f"  {line}")


# -- the steps ---------------------------------------------------------------------------------

def build() -> list[str]:
    """Kernel, loader and the full system, by make."""
    targets = ["build/debug/tessera.elf", "build/virt.dtb", "build/debug/systems/full.elf"]
    outer = ("MAKEFLAGS", "MFLAGS", "MAKELEVEL", "MAKEOVERRIDES")   # of the make around this
    made = subprocess.run(["make", "--no-print-directory", "-j2", "BUILD=debug", *targets],
                          cwd=ROOT, text=True, capture_output=True, check=False,
                          env={k: v for k, v in os.environ.items() if k not in outer})
    if made.returncode:
        raise Unexpected((made.stdout + made.stderr).strip())
    return []


def talk(typed: bytes) -> str:
    """Boots the full system as `make run` does, types at its prompt, returns the console.

    Real time, unlike graded runs: a person's typing comes when it comes.
    """
    line = [qemu.QEMU, "-M", "virt", "-cpu", "rv64", "-m", "128M", "-no-reboot",
            "-display", "none", "-monitor", "none", "-serial", "stdio", "-rtc", "clock=vm",
            "-kernel", "build/debug/tessera.elf", "-initrd", "build/debug/systems/full.elf",
            "-append", "domains=16"]
    console = b""
    with subprocess.Popen(qemu.tied(line), cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE,
                          stderr=subprocess.STDOUT) as machine:
        assert machine.stdin and machine.stdout
        watchdog = threading.Timer(BOOT_SECONDS, machine.kill)
        watchdog.start()
        try:
            while data := os.read(machine.stdout.fileno(), 4096):
                console += data
                if typed and console.endswith(PROMPT.encode()):
                    machine.stdin.write(typed)
                    machine.stdin.flush()
                    typed = b""
        finally:
            watchdog.cancel()
            machine.kill()
    return console.decode("utf-8", "replace").replace("\r", "")


def boot() -> list[str]:
    """Boots to the shell, has it do the script; what it says must be what the script is about."""
    console = talk(TYPED)
    _, found, session = console.partition(f"{PROMPT}source demo.repl\n")
    missing = [words for words in SEEN if words not in session]
    if not found or missing or not session.endswith("Switching off.\n"):
        raise Unexpected(f"the session did not go as it should ({', '.join(missing) or 'end'});"
                         f" the console:\n{console[-2000:]}")
    shown = [command for command in session.split(PROMPT)[1:-1] if command.startswith(SHOWN)]
    lines = [line for command in shown for line in (PROMPT + command).splitlines()]
    return ["| " + clip(line, WIDTH - 4) for line in lines if "janitor" not in line]


def stage_lab(lab: Lab) -> list[str]:
    """Stages the lab into build/demo."""
    staged = stage(ROOT, lab.number, PLACE / lab.name, force=True)
    count = sum(len(piece.functions) for piece in lab.pieces)
    files = " and ".join(piece.file.removeprefix("kernel/microkernel/") for piece in lab.pieces)
    return [f"{count} functions are missing in {files}",
            f"{staged.path.relative_to(ROOT)}: a Git repository without the solution"]


def judge(lab: Lab, what: str, expect: Callable[[int], bool], **which: Any) -> dict[str, Any]:
    """Grades one solution by all tests; Unexpected if its points are not as they must be."""
    out = PLACE / what.split()[0]
    result = grade(Grading(ROOT, lab.number, out=out, **which)).result
    if result["status"] != "graded" or not expect(result["score"]):
        raise Unexpected(f"{what}: {result['status']}, {result['score']} points")
    return result


def shown(what: str, result: dict[str, Any], about: str) -> list[str]:
    """Two lines on a graded solution: points, and the first failure if there is one."""
    lines = [f"{what:<10} {result['score']:>3} of {result['points']} points   {about}"]
    failure = first_failure(result)
    if failure:
        lines.append(clip(f"           {failure['name']}: {reason(failure)}", WIDTH - 2))
    return lines


def reason(failure: dict[str, Any]) -> str:
    """Why a test failed: the first value that was not as expected, or what the test says."""
    expected, seen = (first_value(failure[key]) for key in ("expected", "seen"))
    if not expected or not seen:
        return failure["message"]
    return f"expected {expected}, seen {seen.rpartition('= ')[2]}"


def first_value(text: str) -> str:
    """The first line of `name = value (value)` lines, without what is in parentheses."""
    return re.sub(r" \(-?\d+\)", "", text.partition("\n")[0])


def judge_starter(lab: Lab) -> list[str]:
    result = judge(lab, "starter", lambda score: score == lab.baseline,
                   submission=PLACE / lab.name)
    return shown("starter", result, "as it was staged")


def judge_mutant(lab: Lab) -> list[str]:
    mutant = lab.mutants[0]
    result = judge(lab, "mutant", lambda score: score < 100,
                   set_dir=ROOT / lab.mutant(mutant.name))
    passed = {test["name"] for test in result["tests"] if test["status"] == "passed"}
    blind = [test.name for test in lab.killers(mutant.name) if test.name in passed]
    if blind:
        raise Unexpected(f"mutant {mutant.name}: not seen by {', '.join(blind)}")
    return shown("mutant", result, f"wrong: {mutant.what}")


def judge_reference(lab: Lab) -> list[str]:
    result = judge(lab, "reference", lambda score: score == 100)
    return shown("reference", result, "the source as it stands")


def main() -> int:
    try:
        lab = labs.load(ROOT, LAB)
        step("Build the kernel and the full system", build)
        step("Boot it in QEMU and have its shell do a script", boot)
        step(f"Stage lab {lab.number}: {lab.title}", lambda: stage_lab(lab))
        tests = f"{len(lab.tests)} tests, run inside the booted kernel"
        step(f"Grade it ({tests})", lambda: judge_starter(lab))
        step("Grade a wrong solution", lambda: judge_mutant(lab))
        step("Grade the reference", lambda: judge_reference(lab))
    except (Unexpected, Refusal) as failure:
        print(f"make demo: {failure}", file=sys.stderr)
        return 1
    print(bold("Go on"))
    print("  make run              the same system, at your keyboard")
    print(f"  make lab LAB={lab.number}       the lab for you; make serve has its walkthrough")
    print("  make test             everything that proves that this works")
    return 0


if __name__ == "__main__":
    sys.exit(main())
