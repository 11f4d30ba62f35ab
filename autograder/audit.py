# SPDX-License-Identifier: MIT
"""The least-authority audit: boots systems and compares them with their plans.

    python3 -m autograder.audit [--build debug] [SYSTEM ...]

boots build/debug/systems/SYSTEM.elf in QEMU until it is quiet or its instructions are used up,
and has the oracle (oracles/audit.py) compare the kernel's memory with report.json. Where the
machine's device tree is not of the size for which the system was composed, the simulated
allocation is repeated with the real size first: addresses are what objects are told by.
"""

from __future__ import annotations

import argparse
import subprocess
import sys
import tempfile
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from autograder import Refusal, products, qemu, sandbox
from autograder.oracles import audit as oracle
from autograder.oracles.memory import RAM_BASE, KernelMemory, Layout
from autograder.products import Unfit

RAM_MIB = 128
BUDGET = 25_000_000  # guest instructions: the systems are up after ten million
SECONDS = 3.0  # an idle machine uses no instructions: time ends it
MOST = 16 * BUDGET  # for a system that takes longer to come up
STEP = 100_003  # further, when the machine may have stopped within a kernel call
FDT_MAGIC = bytes.fromhex("d00dfeed")
# Where descriptions find what they import, as kernel/system.mk has it.
PATHS = ("-I", "kernel/interfaces", "-I", "kernel/components", "-I", "kernel")
BOOTARGS = "domains=16"  # as make run gives them


@dataclass
class Outcome:
    """What the audit of one system found."""

    system: str
    lines: list[str]
    checked: dict[str, int]
    reason: str  # why the machine stopped
    ran_out: bool  # because its instructions were used up
    up: bool  # the initialiser was done
    console: bytes

    @property
    def summary(self) -> str:
        """One line that says what was compared."""
        return ", ".join(f"{count:,} {what}" for what, count in self.checked.items())


@dataclass
class Files:
    """Where a system and the kernel are."""

    build: Path
    system: str

    @property
    def kernel(self) -> Path:
        return self.build / "kernel.elf"

    @property
    def image(self) -> Path:
        return self.build / "systems" / f"{self.system}.elf"

    @property
    def report(self) -> Path:
        return self.build / "systems" / self.system / "report.json"


def names(root: Path = Path(".")) -> list[str]:
    """All systems that are described in kernel/systems."""
    folder = root / "kernel" / "systems"
    return sorted(p.stem for p in folder.iterdir() if p.suffix in (".system", ".camkes"))


def tree_bytes(layout: Layout, ram: Any) -> int:
    """The size of the device tree that the loader handed to the kernel."""
    end = KernelMemory(layout, ram).physical(layout.end)
    at = (end + 4095 & ~4095) - RAM_BASE
    header = bytes(ram[at:at + 8])
    return int.from_bytes(header[4:], "big") if header[:4] == FDT_MAGIC else 0


def recompose(files: Files, tree: int, root: Path) -> dict[str, Any]:
    """The report of a system for a device tree of the size that the machine really has."""
    folders = [root / "kernel" / "systems", *sorted(root.glob("labs/*/tests"))]
    description = next((path for folder in folders for kind in ("system", "camkes")
                        if (path := folder / f"{files.system}.{kind}").is_file()), None)
    if description is None:
        raise Refusal(f"kernel/systems: there is no system {files.system}")
    with tempfile.TemporaryDirectory() as scratch:
        line = ["build/host/compose", "image", str(description.relative_to(root)),
                "-I", str(files.report.parent), *PATHS,
                "-o", f"{scratch}/system.elf", "--report", scratch, "--tree", str(tree),
                "--initialiser", str(files.build / "initialiser.elf"),
                "--kernel", str(files.kernel)]
        try:
            run = sandbox.host_program(line, writable=[Path(scratch)], folder=root)
        except subprocess.TimeoutExpired:
            raise Unfit(f"compose did not end within {sandbox.HOST_WAIT} s") from None
        if run.returncode:
            said = run.stderr.strip()[:2000] or f"status {run.returncode}"
            raise Unfit(f"compose: {said}")
        if products.data(Path(scratch) / "system.elf") != products.data(root / files.image):
            raise Unfit(f"{files.image}: is not what compose makes of the description now")
        return products.report(Path(scratch) / "report.json")


def boot(files: Files, image: Path, budget: int, root: Path) -> qemu.RunResult:
    """Runs a system until it is quiet or its instructions are used up."""
    return qemu.run(root / files.build / "tessera.elf", image, dtb=root / "build" / "virt.dtb",
                    ram_mib=RAM_MIB, result_mib=0, budget=budget, bootargs=BOOTARGS,
                    wall_seconds=SECONDS * budget / BUDGET)


def audit(files: Files, image: Path | None = None, *, budget: int = BUDGET,
          root: Path = Path(".")) -> Outcome:
    """Boots and compares. `image` takes the place of the system's own: its plan is not
    believed, what counts is the report of the description.

    A machine whose instructions are used up may stand within a kernel call. A difference
    counts only if it is still there a little later.
    """
    image = image or root / files.image
    if not (root / files.report).is_file():
        raise Refusal(f"{files.report}: no such file; build the system first")
    layout = Layout(root / files.kernel)
    outcome = _once(files, image, layout, budget, root)
    while not outcome.up and budget < MOST:
        budget *= 4
        outcome = _once(files, image, layout, budget, root)
    if outcome.up and outcome.lines and outcome.ran_out:
        later = _once(files, image, layout, budget + STEP, root)
        outcome.lines = [line for line in outcome.lines if line in later.lines]
    return outcome


def _once(files: Files, image: Path, layout: Layout, budget: int, root: Path) -> Outcome:
    result = boot(files, image, budget, root)
    try:
        memory = KernelMemory(layout, result.ram)
        report = products.report(root / files.report)
        tree = tree_bytes(layout, result.ram)
        if tree != report.get("tree_bytes"):
            report = recompose(files, tree, root)
        audited = oracle.Audit(report, memory)
        try:
            lines, up = audited.run(), True
        except Unfit:
            raise
        except Refusal as refusal:
            lines, up = [str(refusal)], False
        return Outcome(files.system, lines, dict(audited.checked),
                       f"{result.status.value}: {result.reason}",
                       result.status is qemu.Status.BUDGET, up, result.console)
    finally:
        result.close()


def run(systems: Iterable[str], build: Path) -> int:
    """Audits systems and prints what it found; the number of systems with differences."""
    failed = 0
    for system in systems:
        outcome = audit(Files(build, system))
        print(f"{system}: {'as planned' if not outcome.lines else 'NOT as planned'}"
              f" ({outcome.summary})")
        for line in outcome.lines:
            print(f"  {line}")
        failed += bool(outcome.lines)
    return failed


def main() -> int:
    """Command line; status 0 only if every system is as planned."""
    parser = argparse.ArgumentParser(prog="audit", description=__doc__.splitlines()[0])
    parser.add_argument("--build", default="debug")
    parser.add_argument("systems", nargs="*", metavar="SYSTEM")
    words = parser.parse_args()
    try:
        systems = words.systems or names()
        if not systems:
            raise Refusal("kernel/systems: there is no system to audit")
        return 1 if run(systems, Path("build") / words.build) else 0
    except (Refusal, OSError) as refusal:
        print(refusal, file=sys.stderr)
        return 1


if __name__ == "__main__":
    sys.exit(main())
