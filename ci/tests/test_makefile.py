# SPDX-License-Identifier: MIT
"""The commands: listed, honest about what is missing, and the ones that the texts name."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
COMMAND = re.compile(r"(?:\$ )?make ((?:[a-z][a-z-]*)(?: [a-z][a-z-]*\b(?!=))*)")


def run(*command: str, tree: Path) -> subprocess.CompletedProcess[str]:
    """Runs a command as from a terminal, that is without the variables of a make around it."""
    env = {key: value for key, value in os.environ.items() if not key.startswith("MAKE")
           and key not in ("MFLAGS", "LAB", "TEST", "SYSTEM", "INITRD", "BUILD")}
    return subprocess.run(command, cwd=tree, text=True, stdin=subprocess.DEVNULL,
                          capture_output=True, env=env, timeout=300)


def make(*arguments: str, tree: Path = ROOT) -> subprocess.CompletedProcess[str]:
    """Runs make in a tree."""
    return run("make", "--no-print-directory", *arguments, tree=tree)


def listed(tree: Path = ROOT) -> set[str]:
    """The commands that `make` lists."""
    result = make(tree=tree)
    assert result.returncode == 0, result.stderr
    return set(re.findall(r"^  make ([a-z-]+)", result.stdout, re.M))


@pytest.fixture
def small(tmp_path: Path) -> Path:
    """What a staged lab holds of the commands, without its sources."""
    shutil.copy(ROOT / "Makefile", tmp_path)
    shutil.copytree(ROOT / "ci", tmp_path / "ci", ignore=shutil.ignore_patterns("tests"))
    (tmp_path / "kernel").mkdir()
    shutil.copy(ROOT / "kernel/build.mk", tmp_path / "kernel")
    return tmp_path


def test_listed_commands_exist_and_the_phony_ones_are_listed() -> None:
    makefile = (ROOT / "Makefile").read_text()
    targets = set(re.findall(r"^([a-z][a-z-]*):", makefile, re.M))
    assert listed() <= targets
    assert targets - listed() <= {"help", "need-build", "need-fuzz"}


def test_the_list_is_one_screen_wide() -> None:
    assert max(len(line) for line in make().stdout.splitlines()) <= 79


@pytest.mark.parametrize("text", ["README.md", "CONTRIBUTING.md", "docs/getting-started.md"])
def test_commands_in_the_texts_exist(text: str) -> None:
    commands = {word for line in (ROOT / text).read_text().splitlines()
                for code in ([line] if line.startswith("$ ") else re.findall(r"`([^`]+)`", line))
                if (match := COMMAND.match(code.split("#")[0])) for word in match[1].split()}
    assert commands and commands <= listed() | {"help"}


@pytest.mark.parametrize("command", ["demo", "lab", "prove-labs", "test", "docs", "serve", "unit"])
def test_a_command_whose_part_is_absent_says_so_in_one_line(small: Path, command: str) -> None:
    result = make(command, tree=small)
    said = [line for line in result.stderr.splitlines() if not line.startswith("make: ***")]
    assert result.returncode == 2
    assert len(said) == 1 and said[0].startswith(f"make {command}: this tree has no ")
    assert command not in listed(small)


def test_a_command_names_the_missing_program(small: Path) -> None:
    packages = small / "ci/packages.txt"
    packages.write_text(packages.read_text().replace(" cloc ", " no-such-program "))
    result = make("lines", tree=small)
    assert result.returncode == 2
    assert re.search(r"make lines: missing.*\n +cloc .*\n.*make setup", result.stderr)


def test_building_names_the_missing_compiler(small: Path) -> None:
    packages = small / "ci/packages.txt"
    packages.write_text(packages.read_text().replace(" riscv64-unknown-elf-gcc ",
                                                     " no-such-program "))
    (small / "kernel/microkernel/cap").mkdir(parents=True)
    (small / "kernel/microkernel/cap/cap.c").write_text("int x;\n")
    result = make("build/debug/kernel/microkernel/cap/cap.o", tree=small)
    assert result.returncode == 2 and "gcc-riscv64-unknown-elf" in result.stderr


@pytest.mark.parametrize("arguments, message", [
    (["SYSTEM=nonsense"], "SYSTEM=nonsense: unknown; there are: "),
    (["INITRD=nonsense.elf"], "INITRD=nonsense.elf: no such file"),
    (["INITRD=docs"], "INITRD=docs: not a file to read"),
])
@pytest.mark.parametrize("command", ["run", "gdb"])
def test_a_root_task_that_cannot_be_booted(command: str, arguments: list[str],
                                           message: str) -> None:
    result = make(command, *arguments)
    assert result.returncode == 2 and f"make {command}: {message}" in result.stderr


@pytest.mark.parametrize("folder", ["kernel/systems", "labs/07-clock/tests"])
@pytest.mark.parametrize("kind", ["system", "camkes"])
def test_a_described_system_can_be_booted(small: Path, folder: str, kind: str) -> None:
    (small / folder).mkdir(parents=True)
    (small / folder / f"clock.{kind}").write_text("")
    assert run("ci/task-there", "run", "", "clock", tree=small).returncode == 0
    assert run("ci/task-there", "run", "", "cloc", tree=small).returncode == 1


@pytest.mark.parametrize("command", ["lab", "grade"])
def test_an_unknown_lab_is_a_one_line_error(command: str) -> None:
    result = make(command, "LAB=99")
    said = [line for line in result.stderr.splitlines() if not line.startswith("make: ***")]
    assert result.returncode == 2 and len(said) == 1 and "99" in said[0]


def test_setup_comes_first_in_any_order(small: Path) -> None:
    (small / "ci/setup").write_text("#!/bin/bash\nsleep 0.3\necho set up\n")
    (small / "ci/lines.py").write_text("print('counted')\n")
    result = make("-j2", "setup", "lines", tree=small)
    assert result.stdout.splitlines() == ["set up", "counted"]


def test_the_entry_of_ci_is_the_readmes_test_command(tmp_path: Path) -> None:
    for name in (".ci/run", "ci/run"):
        (tmp_path / name).parent.mkdir()
        shutil.copy(ROOT / name, tmp_path / name)
    (tmp_path / "Makefile").write_text("setup test:\n\t@echo $@\n")
    result = run("bash", ".ci/run", tree=tmp_path)
    assert result.stdout.splitlines() == ["setup", "test"]
    assert "$ make setup test" in (ROOT / "README.md").read_text()


@pytest.mark.parametrize("system, shared", [
    ("passive_server", ["libtessera.a", "libmicrokit.a", "libexaminer.a"]),
    ("connectors", ["libtessera.a", "libcamkes.a", "libexaminer.a"]),
    ("storage", ["libcamkes.a", "libsdk.a", "hello.tsr", "exiter.tsr"]),
    ("full", ["libcamkes.a", "libsdk.a", "hello.tsr", "timer.tsr"])])
def test_what_systems_share_is_made_before_them(tmp_path, system, shared):
    place = tmp_path / "build"
    lines = make("-n", f"B={place}", f"{place}/systems/{system}.elf").stdout.splitlines()
    begins = next(n for n, line in enumerate(lines) if "-f kernel/system.mk" in line)
    made = [line.split(place.name + "/")[-1] for line in lines[:begins]]
    assert [name for name in shared if not any(name in line for line in made)] == []
