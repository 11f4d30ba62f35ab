# SPDX-License-Identifier: MIT
"""What the tests of a lab look at: where a test stands decides how it runs.

    labs/NN-name/tests/X.c              in proctor, the root task for tests: the kernel
    labs/NN-name/tests/SYSTEM/.../X.c   in the examiner of SYSTEM, which tests/SYSTEM.system or
                                        .camkes describes: a composed system
    labs/NN-name/tests/judge.py         on the host: a function of the test's name (judge.py)

The first two report what they observed, and proctor.py compares it with what tests/expect.py
computes; they differ in the image that boots. Tests of one subject share their boots.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

from . import Refusal, labs
from .build import KERNEL, KERNEL_ELF, PROCTOR, systems_image
from .labs import JUDGE, Lab

PROCTORED = ""      # the subject of tests in proctor; of others it is the system's name or JUDGE


def of_tests(root: Path, lab: Lab) -> dict[str, str]:
    """The subject of each test of a lab, by the test's name."""
    folder = f"{lab.folder}/tests/"
    found: dict[str, str] = {}
    for path, tests in labs.tests_by_file(root, lab).items():
        first, _, rest = path.removeprefix(folder).partition("/")
        subject = JUDGE if first == JUDGE else first if rest else PROCTORED
        if tests and rest and not any((root / f"{folder}{first}.{kind}").is_file()
                                      for kind in ("system", "camkes")):
            raise Refusal(f"{path}: there is no {folder}{first}.system, nor .camkes, to run it in")
        found.update((test, subject) for test in tests)
    return found


def images(subjects: Iterable[str]) -> list[str]:
    """What must be built for tests of these subjects, beside the kernel."""
    return sorted({PROCTOR if s == PROCTORED else systems_image(s)
                   for s in subjects if s != JUDGE})


def run(tree: Path, lab: Lab, specs: list[Any], subjects: dict[str, str], seed: int,
        on_result: Callable[[Any], None]) -> list[Any]:
    """Runs tests (proctor.TestSpec) in a build tree; their outcomes, as they come and together."""
    from . import judge, proctor     # need QEMU and ELF tools; only a real grading does
    outcomes = []
    for subject in dict.fromkeys(subjects[spec.name] for spec in specs):
        mine = [spec for spec in specs if subjects[spec.name] == subject]
        if subject == JUDGE:
            outcomes += judge.run_tests(tree, tree / f"{lab.folder}/tests/{JUDGE}", mine, seed,
                                        on_result=on_result)
        else:
            image = PROCTOR if subject == PROCTORED else systems_image(subject)
            outcomes += proctor.run_tests(tree / KERNEL, tree / KERNEL_ELF, tree / image, mine,
                                          seed, on_result=on_result)
    return outcomes
