# SPDX-License-Identifier: MIT
"""The exercise of a lab: the student writes a test, and kernels are what is judged with it.

lab.yml names one test file, the test in it, and three mutants:

    exercise:
      file: guards.c                  # labs/NN-name/exercise/guards.c, the skeleton
      test: guard_of_a_copy           # TEST(guard_of_a_copy) in it
      budget: 10000000                # guest instructions, on each kernel
      what: the guard that Mint puts on a CNode capability
      mutants: [guard_bits_kept, size_unchecked, mint_keeps_guard]

    labs/NN-name/exercise/NAME/         the replacement set of a mutant
    solutions/NN-name/exercise/FILE     the reference test

The exercise is done when the test returns on the reference kernel and ends in any other way on each
mutant: a CHECK that fails, a fault, its budget used up, a kernel that stops. It judges with CHECK
alone; there is no expect.py, so what it records is unexpected. It gives no points.

Where do the kernels come from? A student's tree holds neither the reference of the lab's pieces
nor, so that the mistake has to be found by its effects, the source of the mutants; and a test must
not depend on how far the student's own kernel is. So the four kernels are built when the lab is
staged and go into the tree as images without symbols, labs/NN-name/exercise/NAME.elf. They are
the same bytes wherever they are built, by one version of the compiler. Who would rather read
machine code than write some C finds the reference there; no text of it.

The kernels are trusted, the test is not: it is a user-level program in the guest, run like any
other test, without the oracles, which would need the symbols.
"""

from __future__ import annotations

import hashlib
import re
import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Callable

from . import Refusal
from .build import KERNEL, PROCTOR, build
from .definitions import outline, read_source, write_source
from .labs import Exercise, Lab
from .replace import compose_set, read_set
from .report import exercise_ok
from .tree import File, Tree, lay_to_build, locked, tree_hash, working_tree

REFERENCE = "reference"
DONE, OPEN, NOT_BEGUN, NOT_BUILT = "done", "open", "not begun", "not built"

_DEVICE_TREE = "build/virt.dtb"     # what proctor.run_tests() boots with
_STRIP = "riscv64-unknown-elf-strip"
_KERNEL_SOURCES = re.compile(r"Makefile$|kernel/(?!tests/)|kernel/tests/proctor/")

# (image of each kernel by name, proctor, exercise) -> (passed, message) by name
Runner = Callable[[dict[str, Path], Path, Exercise], dict[str, tuple[bool, str]]]


@dataclass(frozen=True)
class Bench:
    """Where an exercise is judged.

    work    folder of the build tree of the student's test
    files   the pristine files that the test is built with
    images  the kernels by name
    """

    work: Path
    files: Tree
    images: dict[str, bytes]


def kernel_names(exercise: Exercise) -> list[str]:
    """The kernels that the test is run on, the reference first."""
    return [REFERENCE, *exercise.mutants]


# -- the kernels -------------------------------------------------------------------------------

def staged_images(lab: Lab, tree: Tree) -> dict[str, bytes]:
    """The kernels that a staged tree was handed out with."""
    assert lab.exercise
    try:
        return {name: tree[lab.exercise_image(name)].data for name in kernel_names(lab.exercise)}
    except KeyError as missing:
        raise Refusal(f"{missing.args[0]}: is missing; stage the lab again") from None


def images(root: Path, lab: Lab, make_image: Callable[[Tree, Path], bytes] | None = None
           ) -> dict[str, bytes]:
    """Builds the kernels of a lab's exercise from the full tree, or finds them built."""
    assert lab.exercise
    common, folder = (root / "build" / "exercise" / name for name in (REFERENCE, lab.name))
    sources = working_tree(root, lambda path: bool(_KERNEL_SOURCES.match(path)))
    make = make_image or _make_image
    with locked(common):        # one for all labs: the mutants' builds begin as copies of it
        found = {REFERENCE: _image(sources, common, make)}
        for name in lab.exercise.mutants:
            if not (folder / name).exists() and (common / "tree").exists():
                shutil.copytree(common / "tree", folder / name / "tree")
    with locked(folder):
        for name in lab.exercise.mutants:
            tree = dict(sources)
            _lay_over(tree, root / lab.exercise_mutant(name), lab.exercise_mutant(name))
            found[name] = _image(tree, folder / name, make)
    return found


def _lay_over(tree: Tree, set_dir: Path, label: str) -> None:
    """Lays a mutant's replacement set over the reference."""
    composed = compose_set(lambda path: read_source(tree[path].data) if path in tree else None,
                           read_set(set_dir), lines=False, label=f"{label}/")
    for path, text in composed.files.items():
        tree[path] = File(write_source(text))


def _image(tree: Tree, place: Path, make_image: Callable[[Tree, Path], bytes]) -> bytes:
    """The kernel of these sources; built only if they have changed."""
    key, image = tree_hash(tree), place / "image.elf"
    stamp = place / "sources"
    if image.is_file() and stamp.is_file() and stamp.read_text() == key:
        return image.read_bytes()
    place.mkdir(parents=True, exist_ok=True)
    stamp.unlink(missing_ok=True)
    image.write_bytes(make_image(tree, place))
    stamp.write_text(key)
    return image.read_bytes()


def _make_image(tree: Tree, place: Path) -> bytes:
    """Builds a kernel and takes its symbols away."""
    lay_to_build(tree, place / "tree")
    built = build(place / "tree", targets=("kernel",))
    if not built.ok or built.messages:
        raise Refusal(f"the kernel '{place.name}' of the exercise does not build without a "
                      f"warning: {(built.messages or ('?',))[0]}")
    return strip(place / "tree" / KERNEL)


def strip(kernel: Path) -> bytes:
    """A kernel's image without symbols and debug information."""
    bare = kernel.with_suffix(".bare")
    try:
        subprocess.run([_STRIP, "-s", "-o", str(bare), str(kernel)], check=True,
                       capture_output=True)
    except (OSError, subprocess.CalledProcessError) as error:
        raise Refusal(f"{_STRIP}: {error}") from None
    return bare.read_bytes()


# -- the verdict -------------------------------------------------------------------------------

def judge(lab: Lab, source: bytes | None, bench: Bench, *, skeleton: bytes | None = None,
          runner: Runner | None = None) -> dict[str, Any]:
    """Runs a student's test on all kernels.

    source    the student's file; None if there is none
    skeleton  the file as it was handed out: one that is still equal is not run

    Returns what result.json says under "exercise":

        name, file, what  from lab.yml
        status            "done"; "open"; "not begun"; "not built"
        messages          what the compiler said
        kernels           name, wanted ("pass", "fail"), seen ("passed", "failed", "not run"),
                          message: why the test failed there
    """
    exercise = lab.exercise
    assert exercise
    rows = [{"name": name, "wanted": "pass" if name == REFERENCE else "fail", "seen": "not run",
             "message": ""} for name in kernel_names(exercise)]
    verdict = {"name": exercise.test, "file": lab.exercise_file, "what": exercise.what,
               "status": NOT_BEGUN, "messages": [], "kernels": rows}
    if source is None or source == skeleton:
        return verdict
    fault = file_fault(source, exercise.test)
    if fault:
        return {**verdict, "status": NOT_BUILT, "messages": [f"{lab.exercise_file}: {fault}"]}
    messages = _build_test(lab, source, bench)
    proctor = bench.work / "tree" / PROCTOR
    verdict["messages"] = messages
    if not proctor.is_file():
        return {**verdict, "status": NOT_BUILT}
    places = _put_images(bench)
    outcomes = (runner or _run)(places, proctor, exercise)
    for row in rows:
        passed, message = outcomes[row["name"]]
        row.update(seen="passed" if passed else "failed", message=message)
    return {**verdict, "status": DONE if all(map(exercise_ok, rows)) else OPEN}


def empty_test(exercise: Exercise) -> bytes:
    """A test that looks at nothing."""
    return f'#include "proctor.h"\nTEST({exercise.test})\n{{\n}}\n'.encode()


def file_fault(source: bytes, test: str) -> str:
    """What is wrong with the shape of a test file, in a few words; empty if nothing."""
    cut = outline(read_source(source))
    if cut.broken:
        return cut.broken
    tests = [d.name for d in cut.definitions
             if d.kind == "function" and re.fullmatch(r"TEST\(\w+\)", d.name)]
    if tests != [f"TEST({test})"]:
        return f"it must hold TEST({test}) and no other test"
    return ""


def _build_test(lab: Lab, source: bytes, bench: Bench) -> list[str]:
    """Links the student's test into proctor; returns what the compiler said."""
    assert lab.exercise
    tests = f"{lab.folder}/tests/"
    tree = {path: file for path, file in bench.files.items()
            if _KERNEL_SOURCES.match(path) or path.startswith(tests) and path.endswith(".h")}
    text = read_source(source)
    tree[f"{tests}{lab.exercise.file}"] = File(
        write_source(f'#line 1 "{lab.exercise_file}"\n{text}'))
    lay_to_build(tree, bench.work / "tree")
    proctor = bench.work / "tree" / PROCTOR
    built = build(bench.work / "tree", {lab.exercise_file: text}, targets=(PROCTOR, _DEVICE_TREE))
    if not built.ok:
        proctor.unlink(missing_ok=True)
    return list(built.messages)


def _put_images(bench: Bench) -> dict[str, Path]:
    """Writes the kernels where proctor.run_tests() finds a tree around them."""
    folder = bench.work / "tree" / "build" / "exercise"
    folder.mkdir(parents=True, exist_ok=True)
    places = {name: folder / f"{name}.elf" for name in bench.images}
    for name, data in bench.images.items():
        places[name].write_bytes(data)
    return places


def _run(kernels: dict[str, Path], proctor_elf: Path,
         exercise: Exercise) -> dict[str, tuple[bool, str]]:
    """One boot per kernel."""
    from . import proctor       # needs QEMU and ELF tools; only a real grading does
    spec = proctor.TestSpec(name=exercise.test, budget=exercise.budget)
    nonce = int.from_bytes(hashlib.sha256(proctor_elf.read_bytes()).digest()[:8], "little")
    outcomes = {}
    for name, kernel in kernels.items():
        result, = proctor.run_tests(kernel, None, proctor_elf, [spec], nonce,
                                    expectations={exercise.test: lambda nonce, params: {}})
        outcomes[name] = (result.passed, result.message)
    return outcomes
