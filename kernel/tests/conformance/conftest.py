# SPDX-License-Identifier: MIT
"""Each conformance test as a pytest item of its own, from one run of the whole suite.

The first item runs every test that was chosen (some boots in all); each item then looks up its own
result. A test in the source without a result has failed.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from autograder import Refusal
from autograder.proctor import TestResult
from kernel.tests.conformance import suite

RESULTS = pytest.StashKey[dict[str, TestResult]]()


class ConformanceFailure(Exception):
    """A conformance test failed; the text says what was expected and seen."""


class ConformanceFile(pytest.File):
    """A C file of conformance tests."""

    def collect(self) -> Iterator[pytest.Item]:
        try:
            found = suite.tests_in(self.path)
        except Refusal as refusal:
            raise self.CollectError(str(refusal)) from refusal
        for test in found:
            yield ConformanceTest.from_parent(self, name=test.name, test=test)


class ConformanceTest(pytest.Item):
    """One TEST() of the suite."""

    def __init__(self, *, test: suite.Test, **options) -> None:
        super().__init__(**options)
        self.test = test

    def runtest(self) -> None:
        result = self._results().get(self.name)
        if result is None:
            raise ConformanceFailure("the run gave no result for this test")
        if not result.passed:
            raise ConformanceFailure(suite.describe(result))

    def _results(self) -> dict[str, TestResult]:
        """Results of all conformance items of this session, run at the first of them."""
        stash = self.config.stash
        if RESULTS not in stash:
            stash[RESULTS] = {}
            chosen = [item.test for item in self.session.items
                      if isinstance(item, ConformanceTest)]
            try:
                stash[RESULTS] = {r.name: r for r in suite.run(chosen)}
            except Refusal as refusal:
                raise ConformanceFailure(f"{refusal}; run: make kernel tasks") from refusal
        return stash[RESULTS]

    def repr_failure(self, excinfo: pytest.ExceptionInfo[BaseException],
                     style: object = None) -> str:
        if isinstance(excinfo.value, ConformanceFailure):
            return str(excinfo.value)
        return str(super().repr_failure(excinfo))

    def reportinfo(self) -> tuple[Path, None, str]:
        return self.path, None, self.name


def pytest_collect_file(file_path: Path, parent: pytest.Collector) -> ConformanceFile | None:
    """Collects the C files beside this one."""
    if file_path.suffix != ".c" or file_path.parent != suite.FOLDER:
        return None
    return ConformanceFile.from_parent(parent, path=file_path)
