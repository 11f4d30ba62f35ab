# SPDX-License-Identifier: MIT
"""ci/packages.txt names what is used, and no more; ci/need and ci/setup read it."""

from __future__ import annotations

import ast
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
SOURCES = ["Makefile", "mkdocs.yml", "ci", "kernel", "autograder", "docs", "labs", "solutions",
           "conftest.py"]
GROUPS = {"build", "caps", "run", "grade", "submit", "docs", "gdb", "unit", "coverage", "lines",
          "format", "fuzz", "test"}


def packages() -> list[tuple[str, str, set[str], str]]:
    """(package, probe, groups, why) of every line."""
    rows = []
    for line in (ROOT / "ci/packages.txt").read_text().splitlines():
        if line and not line.startswith("#"):
            package, probe, groups, why = line.split(None, 3)
            rows.append((package, probe, set(groups.split(",")), why))
    return rows


def python_files() -> list[Path]:
    """Python sources of the kit itself."""
    return [path for name in SOURCES for path in [ROOT / name, *(ROOT / name).rglob("*.py")]
            if path.suffix == ".py" and path.exists() and "__pycache__" not in path.parts]


def imported_modules() -> dict[str, Path]:
    """Top-level names of all imported modules, with one file that imports them."""
    found: dict[str, Path] = {}
    for path in python_files():
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.Import):
                names = [alias.name for alias in node.names]
            elif isinstance(node, ast.ImportFrom) and not node.level and node.module:
                names = [node.module]
            else:
                continue
            for name in names:
                found.setdefault(name.split(".")[0], path)
    return found


# Modules that come with a package whose probe is a program or that depends on them.
COMES_WITH = {"mkdocs": "mkdocs", "markdown": "mkdocs", "jinja2": "mkdocs",
              "pygments": "mkdocs-material", "pymdownx": "mkdocs-material",
              "_pytest": "python3-pytest"}


def test_every_imported_module_belongs_to_a_listed_package() -> None:
    listed = {package for package, *_ in packages()}
    probes = {probe.removeprefix("python:") for _, probe, *_ in packages()}
    own = {name for path in python_files()
           for name in (path.stem, path.parent.name, *path.relative_to(ROOT).parts[:1])}
    missing = {name: str(path.relative_to(ROOT)) for name, path in imported_modules().items()
               if name not in sys.stdlib_module_names and name not in own
               and name not in probes and COMES_WITH.get(name) not in listed}
    assert not missing, "imported, but in no package of ci/packages.txt"


def word_of(probe: str) -> str:
    """What a user of this probe's package writes in the source."""
    return probe.removeprefix("python:").rsplit("/", 1)[-1]


# Used without being named: the compiler calls the assembler and linker itself and
# includes the C library's headers.
USED_BY_OTHERS = {"binutils-riscv64-unknown-elf": "CROSS)ar", "libc6-dev": "#include <std",
                  "gcc-riscv64-unknown-elf": "CROSS)gcc", "gcc": "gcc",
                  "mkdocs-material": "material", "libclang-rt-14-dev": "-fsanitize=fuzzer",
                   "doxygen-awesome-css": "doxygen-awesome",
                  "python3-brotli": "woff2", "fonts-inter": "inter",
                  "fonts-jetbrains-mono": "jetbrains-mono"}


@pytest.mark.parametrize("package, probe", [row[:2] for row in packages()])
def test_package_is_used(package: str, probe: str) -> None:
    word = USED_BY_OTHERS.get(package, word_of(probe))
    grep = subprocess.run(
        ["grep", "-rIl", "--exclude=packages.txt", "--exclude=test_packages.py",
         "--exclude-dir=__pycache__", "-F", "-e", word, "--",
         *[name for name in SOURCES if (ROOT / name).exists()]],
        cwd=ROOT, capture_output=True, text=True)
    assert grep.stdout, f"{package}: nothing in the tree speaks of '{word}'"


def test_groups_are_those_that_the_makefile_asks_for() -> None:
    asked = set(" ".join(re.findall(r"(?:call needs,|@ci/need [a-z]+ )([a-z ]+)",
                                    (ROOT / "Makefile").read_text())).split())
    listed = set().union(*(groups for _, _, groups, _ in packages()))
    assert asked == listed == GROUPS


def run(*command: str, tree: Path = ROOT, **env: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(command, cwd=tree, text=True, stdin=subprocess.DEVNULL,
                          capture_output=True, env={**os.environ, **env})


@pytest.fixture
def tree(tmp_path: Path) -> Path:
    """A tree whose list has one program that nobody has, in group `run`."""
    (tmp_path / "ci").mkdir()
    for name in ("setup", "need", "packages.sh"):
        target = tmp_path / "ci" / name
        target.write_bytes((ROOT / "ci" / name).read_bytes())
        target.chmod(0o755)
    (tmp_path / "ci/packages.txt").write_text(
        "bash bash build,run the shell\n"
        "no-such-package-really no-such-program run for nothing\n")
    return tmp_path


def test_need_is_silent_when_all_is_there(tree: Path) -> None:
    result = run("ci/need", "kernel", "build", tree=tree)
    assert (result.returncode, result.stdout, result.stderr) == (0, "", "")


def test_need_names_package_reason_and_cure(tree: Path) -> None:
    result = run("ci/need", "boot", "build", "run", tree=tree)
    assert result.returncode == 1
    assert "make boot: missing" in result.stderr
    assert re.search(r"no-such-package-really +for nothing", result.stderr)
    assert "bash" not in result.stderr
    assert "make setup" in result.stderr


def test_need_refuses_a_group_without_packages(tree: Path) -> None:
    result = run("ci/need", "boot", "nonsense", tree=tree)
    assert result.returncode == 2 and "nonsense" in result.stderr


def test_setup_does_nothing_when_all_is_there(tree: Path) -> None:
    (tree / "ci/packages.txt").write_text("bash bash build the shell\n")
    result = run("ci/setup", tree=tree)
    assert result.returncode == 0
    assert "nothing to do" in result.stdout
    assert not (tree / "build").exists()


def test_setup_without_apt_says_what_to_install(tree: Path) -> None:
    result = run("/bin/bash", "ci/setup", tree=tree, PATH=only(tree, "dirname", "wc", "bash"))
    assert result.returncode == 1
    assert "no-such-package-really" in result.stdout
    assert "no apt-get" in result.stderr


def test_setup_without_root_and_sudo_says_what_to_type(tree: Path) -> None:
    path = only(tree, "dirname", "wc", "bash")
    for name, text in (("id", "echo 1000"), ("apt-get", "exit 9")):
        (tree / "bin" / name).write_text(f"#!/bin/bash\n{text}\n")
        (tree / "bin" / name).chmod(0o755)
    result = run("/bin/bash", "ci/setup", tree=tree, PATH=path)
    assert result.returncode == 1
    assert "needs root" in result.stderr
    assert "apt-get install --no-install-recommends no-such-package-really" in result.stderr


def only(tree: Path, *programs: str) -> str:
    """A PATH that holds just these programs."""
    (tree / "bin").mkdir()
    for name in programs:
        place = next(Path(folder) / name for folder in ("/usr/bin", "/bin")
                     if (Path(folder) / name).exists())
        (tree / "bin" / name).symlink_to(place)
    return str(tree / "bin")
