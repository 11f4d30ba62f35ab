# SPDX-License-Identifier: MIT
"""The user library and the tour, booted on the kernel.

`make kernel tasks` has built them (`make test` does so first). Both programs are root tasks; both
end the machine through its test finisher, so the exit code is theirs.
"""
from __future__ import annotations

import re
import shutil
from pathlib import Path

import pytest

from autograder import qemu

ROOT = Path(__file__).resolve().parents[3]
MAIN_C = Path(__file__).with_name("main.c")

pytestmark = pytest.mark.skipif(not shutil.which(qemu.QEMU), reason="QEMU is not installed")


def boot(task: str, build: str = "debug", **options) -> tuple[int, str]:
    """Runs a root task to the end; returns QEMU's exit code and the console's text."""
    task_elf = ROOT / "build" / build / "tasks" / f"{task}.elf"
    kernel = ROOT / "build" / build / "tessera.elf"
    if not task_elf.is_file() or not kernel.is_file():
        pytest.skip(f"the {build} build of {task} is not there: make kernel tasks BUILD={build}")
    result = qemu.run(kernel, task_elf, dtb=ROOT / "build/virt.dtb",
                      plugin_folder=ROOT / "build/autograder", **options)
    console = result.console.decode(errors="replace").replace("\r\n", "\n")
    status, code = result.status, result.exit_code
    result.close()
    assert status is qemu.Status.EXIT, f"{result.reason}\n{console}"
    return code, console


def test_library_keeps_its_promises() -> None:
    code, console = boot("user_library")
    main = MAIN_C.read_text().partition("\nint main(void)")[2]
    tests = re.findall(r"^    (\w+)\(\);$", main, re.M)
    assert len(tests) == 11
    assert "FAIL" not in console, console
    for test in tests:
        assert f"pass {test}\n" in console, console
    assert code == 0


@pytest.mark.parametrize("build", ["debug", "release"])
def test_tour_talks_echoes_and_powers_off(build: str) -> None:
    code, console = boot("tour", build, input=b" hello\rworld\rq")
    assert code == 0, console
    assert "10000 rounds, the number is 10000 (right)" in console
    assert re.search(r"hello\n> world\n> q\n1[23] characters in \d+ interrupts", console), console
    assert ("this line is the kernel's" in console) == (build == "debug")
