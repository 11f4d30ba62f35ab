# SPDX-License-Identifier: MIT
"""What compose makes of component descriptions beside the plan: C, and refusals.

cases/NAME.camkes is a description. Its name begins with `reject_` if `compose check` must refuse
it; cases/reject_X.expected then holds the errors, to the letter. Of the others cases/NAME/ holds
the files that `compose headers` must write. KEEP=1 in the environment replaces them by what is
written now.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[4]
HERE = Path(__file__).resolve().parent
CASES = HERE / "cases"
COMPOSE = ROOT / "build/host/compose"
NAMES = sorted(path.stem for path in CASES.glob("*.camkes"))
REJECTED = [name for name in NAMES if name.startswith("reject_")]
ACCEPTED = [name for name in NAMES if not name.startswith("reject_")]
TIMEOUT_S = 120
STRICT = ["-std=gnu17", "-Wall", "-Wextra", "-Werror", "-Wmissing-prototypes",
          "-Wstrict-prototypes"]
INCLUDE = ["-Ikernel/include", "-Ikernel/interfaces", "-Ikernel",
           f"-I{CASES.relative_to(ROOT)}"]
SANITIZE = ["-O1", "-g", "-fsanitize=address,undefined", "-fno-sanitize-recover=all"]
SEEDS = (1, 2, 3)
MESSAGES = 30_000


def run(*command: str | Path, cwd: Path = ROOT) -> subprocess.CompletedProcess[str]:
    """Runs a command that must succeed."""
    done = subprocess.run([str(word) for word in command], cwd=cwd, timeout=TIMEOUT_S,
                          capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    return done


@pytest.fixture(scope="session", autouse=True)
def composer() -> None:
    """Builds the composer."""
    run("make", "-s", "--no-print-directory", COMPOSE.relative_to(ROOT))


def headers(description: Path, folder: Path) -> Path:
    """What compose writes for a description."""
    done = run(COMPOSE, "headers", description.name, "-o", folder, cwd=description.parent)
    assert done.stderr == ""
    return folder


def files(folder: Path) -> dict[str, str]:
    """The text of each file below a folder, by its path."""
    return {str(path.relative_to(folder)): path.read_text()
            for path in sorted(folder.rglob("*")) if path.is_file()}


def generated(folder: Path) -> list[Path]:
    """The C in a folder of `compose headers`."""
    return [path for path in sorted(folder.glob("*/*")) if path.suffix in (".c", ".h")]


@pytest.mark.parametrize("name", ACCEPTED)
def test_files_are_as_expected(tmp_path, name):
    made = headers(CASES / f"{name}.camkes", tmp_path / "made")
    if os.environ.get("KEEP"):
        shutil.rmtree(CASES / name, ignore_errors=True)
        shutil.copytree(made, CASES / name)
    assert files(made) == files(CASES / name)


@pytest.mark.parametrize("name", REJECTED)
def test_rejected(name):
    done = subprocess.run([COMPOSE, "check", f"{name}.camkes"], cwd=CASES, timeout=TIMEOUT_S,
                          capture_output=True, text=True, check=False)
    assert done.stderr == (CASES / f"{name}.expected").read_text()
    assert done.returncode == 1


DESCRIPTIONS = [CASES / f"{name}.camkes" for name in ACCEPTED]


@pytest.mark.parametrize("description", DESCRIPTIONS, ids=lambda path: path.stem)
def test_generated_code_compiles_without_warnings(tmp_path, description):
    folder = headers(description, tmp_path)
    for glue in sorted(folder.glob("*/glue.c")):
        run("riscv64-unknown-elf-gcc", "-march=rv64imafdc", "-mabi=lp64d", "-mcmodel=medany",
            "--specs=picolibc.specs", *STRICT, *INCLUDE, f"-I{glue.parent}", "-O2", "-c", glue,
            "-o", tmp_path / "glue.o")


@pytest.mark.parametrize("description", DESCRIPTIONS, ids=lambda path: path.stem)
def test_generated_code_is_laid_out_as_the_rest(tmp_path, description):
    made = generated(headers(description, tmp_path))
    assert made
    for path in made:
        run("clang-format", f"--style=file:{ROOT / '.clang-format'}", "--dry-run", "-Werror", path)


@pytest.mark.parametrize("description", DESCRIPTIONS, ids=lambda path: path.stem)
def test_the_same_description_gives_the_same_bytes(tmp_path, description):
    first = headers(description, tmp_path / "first")
    assert files(first) == files(headers(description, tmp_path / "second"))


def build(folder: Path, program: str, instance: str) -> Path:
    """The glue of an instance with a program that feeds it messages, on the host."""
    path = folder / program
    run("gcc", *STRICT, *SANITIZE, "-Ikernel/tests/host/microkit", *INCLUDE,
        f"-I{HERE.relative_to(ROOT)}", f"-I{folder / instance}", HERE / f"{program}.c",
        folder / instance / "glue.c", "-o", path)
    return path


@pytest.fixture(scope="session")
def programs(tmp_path_factory) -> dict[str, Path]:
    """Feeders of arbitrary messages: to a server's glue, and to a client's."""
    folder = headers(CASES / "all.camkes", tmp_path_factory.mktemp("messages"))
    return {"serve": build(folder, "serve", "server"), "call": build(folder, "call", "client")}


@pytest.mark.parametrize("seed", SEEDS)
def test_no_request_breaks_a_server(programs, seed):
    done = run(programs["serve"], str(seed), str(MESSAGES))
    counts = [int(count) for count in re.findall(r"\d+", done.stdout)]
    assert done.stdout.startswith("done ") and sum(counts) == MESSAGES
    assert min(counts) > MESSAGES // 100, "each end is reached often"


@pytest.mark.parametrize("seed", SEEDS)
def test_no_answer_breaks_a_client(programs, seed):
    done = run(programs["call"], str(seed), str(MESSAGES))
    taken, refused = (int(count) for count in re.findall(r"\d+", done.stdout))
    assert taken + refused == MESSAGES and min(taken, refused) > MESSAGES // 100
