# SPDX-License-Identifier: MIT
"""What holds for all sources: the kernel's budget, the shape of the C, its licence line."""

from __future__ import annotations

import importlib.util
import re
import shutil
import subprocess
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
FOLDERS = ("kernel", "labs", "solutions")
FORBIDDEN_NAMES = re.compile(r"(^|[_-])(util|utils|misc|common)([_-]|\.|$)")


def load_lines():  # type: ignore[no-untyped-def]
    """ci/lines.py as a module."""
    spec = importlib.util.spec_from_file_location("lines", ROOT / "ci/lines.py")
    assert spec and spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


lines = load_lines()


def c_files() -> list[Path]:
    """All C sources and headers, sorted."""
    return sorted(path for folder in FOLDERS for path in (ROOT / folder).rglob("*.[ch]"))


def python_files() -> list[Path]:
    """All Python sources, sorted."""
    return sorted([ROOT / "conftest.py", *(path for folder in ("autograder", "ci", "docs", *FOLDERS)
                                           for path in (ROOT / folder).rglob("*.py"))])


def sources() -> list[Path]:
    """All C, assembly and Python sources of the kit."""
    assembly = [path for folder in FOLDERS for path in (ROOT / folder).rglob("*.S")]
    return sorted(c_files() + assembly + python_files())


def wider(paths: list[Path], columns: int) -> list[str]:
    """The lines of more columns, as file:line."""
    return [f"{path.relative_to(ROOT)}:{number}" for path in paths
            for number, line in enumerate(path.read_text().splitlines(), 1)
            if len(line.expandtabs(8)) > columns]


def names(paths: list[Path]) -> list[str]:
    return [str(path.relative_to(ROOT)) for path in paths]


def test_kernel_is_within_its_budget() -> None:
    counted = lines.count()
    assert sum(counted.values()) <= lines.BUDGET, lines.report(counted)


def test_host_architecture_does_not_count_but_everything_else_does(tmp_path: Path) -> None:
    kernel = tmp_path / lines.KERNEL
    for place in ("cap/slot.c", "arch/riscv/trap.S", "arch/host/trap.c", "top.h"):
        (kernel / place).parent.mkdir(parents=True, exist_ok=True)
        (kernel / place).write_text("/* a comment */\n\nint x;\n" if place[-1] != "S"
                                    else "# a comment\n\n    ret\n")
    assert lines.count(tmp_path) == {".": 1, "arch/riscv": 1, "cap": 1}


def test_the_count_fails_above_the_budget(tmp_path: Path) -> None:
    shutil.copytree(ROOT / "ci", tmp_path / "ci", ignore=shutil.ignore_patterns("tests"))
    (tmp_path / lines.KERNEL).mkdir(parents=True)
    (tmp_path / lines.KERNEL / "big.c").write_text("int x;\n" * (lines.BUDGET + 1))
    result = subprocess.run(["/usr/bin/python3", "ci/lines.py"], cwd=tmp_path,
                            capture_output=True, text=True)
    assert result.returncode == 1 and "above its budget" in result.stderr


def test_readme_tells_the_kernels_size() -> None:
    """README's figures hold: the budget, and a bound on today's size near to it."""
    total = sum(lines.count().values())
    readme = (ROOT / "README.md").read_text()
    found = re.search(r"fewer than\s+([\d,]+)\s+lines.*?budget\s+of\s+([\d,]+)", readme, re.S)
    assert found, "README says no more: 'fewer than N lines ... budget of M'"
    bound, budget = (int(text.replace(",", "")) for text in found.groups())
    assert budget == lines.BUDGET
    assert total < bound <= total + 1000, f"the kernel has {total} lines"


def test_c_is_formatted() -> None:
    run = subprocess.run(["clang-format", "--dry-run", "-Werror", *names(c_files())], cwd=ROOT,
                         capture_output=True, text=True)
    bad = sorted(set(re.findall(r"^([^:\s]+):\d+:\d+: error:", run.stderr, re.M)))
    assert not bad and run.returncode == 0, \
        f"run `make format` (see CONTRIBUTING.md) for: {' '.join(bad) or run.stderr}"


def test_no_line_of_c_is_wider_than_80_columns() -> None:
    assert not wider(c_files(), 80)


def test_no_line_of_python_is_wider_than_100_columns() -> None:
    assert not wider(python_files(), 100)


def test_every_header_has_pragma_once() -> None:
    assert not names([path for path in c_files() if path.suffix == ".h"
                      and "\n#pragma once\n" not in path.read_text()])


def test_every_source_names_the_licence() -> None:
    assert not names([path for path in sources() if path.stat().st_size
                      and "SPDX-License-Identifier: MIT" not in path.read_text()[:300]])


def test_no_source_is_named_util_misc_or_common() -> None:
    assert not names([path for path in sources() if FORBIDDEN_NAMES.search(path.name)])


def test_links_between_the_texts_lead_somewhere() -> None:
    texts = [ROOT / "README.md", ROOT / "CONTRIBUTING.md", ROOT / "kernel/README.md"]
    broken = [f"{text.relative_to(ROOT)}: {link}" for text in texts
              for link in re.findall(r"\]\(([^)#:]+)\)", text.read_text())
              if not (text.parent / link).exists()]
    assert not broken
