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

import contextvars
import queue
import threading
from collections.abc import Callable, Iterable
from functools import partial
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
    """Runs tests (proctor.TestSpec) in a build tree; their outcomes, as they come and together.

    Subjects share nothing but the build tree, in which only judge.py makes something: they run
    at once. on_result is called by one at a time.
    """
    from . import judge, proctor     # need QEMU and ELF tools; only a real grading does
    turn = threading.Lock()

    def tell(outcome: Any) -> None:
        with turn:
            on_result(outcome)

    def of(subject: str) -> list[Any]:
        mine = [spec for spec in specs if subjects[spec.name] == subject]
        if subject == JUDGE:
            return judge.run_tests(tree, tree / f"{lab.folder}/tests/{JUDGE}", mine, seed,
                                   on_result=tell)
        image = PROCTOR if subject == PROCTORED else systems_image(subject)
        return proctor.run_tests(tree / KERNEL, tree / KERNEL_ELF, tree / image, mine, seed,
                                 on_result=tell)

    different = dict.fromkeys(subjects[spec.name] for spec in specs)
    return [outcome for outcomes in _at_once([partial(of, subject) for subject in different])
            for outcome in outcomes]


def _at_once(jobs: list[Callable[[], list[Any]]]) -> list[list[Any]]:
    """Does jobs side by side, each in the context of the caller; what they return, in their order.

    An exception of the first that had one is raised when all have ended. But an interrupt does
    not wait: the threads end with the process, and their machines with it.
    """
    if len(jobs) == 1:
        return [jobs[0]()]
    returned: list[Any] = [None] * len(jobs)
    raised: dict[int, Exception] = {}
    ended: queue.SimpleQueue[int] = queue.SimpleQueue()

    def work(number: int) -> None:
        try:
            returned[number] = jobs[number]()
        except Exception as error:
            raised[number] = error
        finally:
            ended.put(number)

    for number in range(len(jobs)):
        threading.Thread(target=contextvars.copy_context().run, args=(work, number),
                         daemon=True).start()
    for _ in jobs:
        ended.get()
    if raised:
        raise raised[min(raised)]
    return returned
