# SPDX-License-Identifier: MIT
"""What every test run shares: host unit tests in C as pytest items.

A file kernel/tests/unit/NAME.c is a cmocka program that `make unit` builds as
build/unit/NAME. It is collected here: each `cmocka_unit_test(...)` in it becomes
one item, so that the one summary counts it. The program runs once, at its
first item; every item then looks up its own result. A test that is in the source
but not among the results has failed, so that a crash cannot hide any.
"""

from __future__ import annotations

import os
import re
import subprocess
import tempfile
import xml.etree.ElementTree as ElementTree
from pathlib import Path
from typing import Iterator

import pytest

ROOT = Path(__file__).resolve().parent
UNIT_TESTS = ROOT / "kernel/tests/unit"
UNIT_TIMEOUT_S = 900
TEST_NAME = re.compile(r"\bcmocka_unit_test(?:_setup|_teardown|_setup_teardown)?\(\s*(\w+)")


# What tests build, they build with all processors.
os.environ["MAKEFLAGS"] = f"-j{os.cpu_count()}"


class UnitFailure(Exception):
    """A C unit test failed; the text is cmocka's own, with file and line."""


class UnitProgram(pytest.File):
    """One cmocka program: its source, its executable, the results of its only run."""

    executable: Path
    _results: dict[str, str | None] | None = None
    _output: str = ""

    def collect(self) -> Iterator[pytest.Item]:
        names = TEST_NAME.findall(self.path.read_text())
        if not names:
            raise self.CollectError(f"{self.path} names no cmocka_unit_test(...)")
        for name in names:
            yield UnitTest.from_parent(self, name=name)

    def result(self, name: str) -> str | None:
        """The failure text of the test `name`, None if it passed.

        Raises UnitFailure when the program has no result for it.
        """
        if self._results is None:
            self._results = self._run()
        if name not in self._results:
            raise UnitFailure(f"{self.executable.name} gave no result for this test\n"
                              + self._output)
        return self._results[name]

    def _run(self) -> dict[str, str | None]:
        if not self.executable.exists():
            raise UnitFailure(f"{self.executable} is not built; run: make unit")
        with tempfile.TemporaryDirectory() as folder:
            xml = Path(folder) / "result.xml"
            env = dict(os.environ, CMOCKA_MESSAGE_OUTPUT="XML", CMOCKA_XML_FILE=str(xml))
            try:
                run = subprocess.run(
                    [self.executable], env=env, cwd=ROOT, text=True, errors="replace",
                    stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                    stderr=subprocess.STDOUT, timeout=UNIT_TIMEOUT_S)
            except subprocess.TimeoutExpired:
                self._output = f"still running after {UNIT_TIMEOUT_S} s"
                return {}
            self._output = f"exit status {run.returncode}\n{run.stdout}"
            if not xml.exists():
                return {}
            return {case.get("name", ""): self._failure(case)
                    for case in ElementTree.parse(xml).iter("testcase")}

    @staticmethod
    def _failure(case: ElementTree.Element) -> str | None:
        for kind in ("failure", "error", "skipped"):
            element = case.find(kind)
            if element is not None:
                return (element.text or "").strip() or kind
        return None


class UnitTest(pytest.Item):
    """One test function of a cmocka program."""

    parent: UnitProgram

    def runtest(self) -> None:
        failure = self.parent.result(self.name)
        if failure is not None:
            raise UnitFailure(failure)

    def repr_failure(self, excinfo: pytest.ExceptionInfo[BaseException],
                     style: object = None) -> str:
        if isinstance(excinfo.value, UnitFailure):
            return str(excinfo.value)
        return str(super().repr_failure(excinfo))

    def reportinfo(self) -> tuple[Path, None, str]:
        return self.path, None, self.name


def pytest_collect_file(file_path: Path, parent: pytest.Collector) -> UnitProgram | None:
    """Collects C files of kernel/tests/unit as programs of `make unit`."""
    if file_path.suffix != ".c" or file_path.parent != UNIT_TESTS:
        return None
    program = UnitProgram.from_parent(parent, path=file_path)
    program.executable = ROOT / "build/unit" / file_path.stem
    return program
