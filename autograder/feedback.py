# SPDX-License-Identifier: MIT
"""What of a result (see grade.py) a student may see before the lab is due: nothing of its hidden
tests but how many points they are worth.

A hidden test shows in more than its own row. Where a student's code does not fit it, the compiler
names its file and quotes it, and a #line of the student's own can ask for that. So every line that
names a hidden test or its file is left out, with what is indented below it; a mark says so.
"""

from __future__ import annotations

import os.path
import posixpath
import re
from typing import Any

LEFT_OUT = "(about a test that is hidden until the lab is due)"

_TESTS_FILE = re.compile(r"labs/[^\s:;,'\"`<>()]+")
_INDENTED = ("    ", "\t")


def before_due(result: dict[str, Any]) -> dict[str, Any]:
    """The result as if the hidden tests had not run; their points join hidden_points."""
    hidden = [test for test in result["tests"] if not test["visible"]]
    visible = [test for test in result["tests"] if test["visible"]]
    mask = _Mask([test["name"] for test in hidden], {test["file"] for test in hidden},
                 {test["file"] for test in visible})
    worth, earned = (sum(test[key] for test in hidden) for key in ("points", "earned"))
    return {**mask.value({**result, "tests": visible}), "score": result["score"] - earned,
            "points": result["points"] - worth,
            "hidden_points": result["hidden_points"] + worth}


class _Mask:
    """Leaves out the lines that name hidden tests or their files."""

    def __init__(self, names: list[str], files: set[str], open_files: set[str]):
        self.stems = {_stem(file) for file in files}
        alone = {_last(file) for file in files} - {_last(file) for file in open_files}
        words = [*map(re.escape, sorted(names)), *(rf"{re.escape(s)}\.[co]" for s in sorted(alone))]
        self.words = re.compile(rf"\b({'|'.join(words)})\b" if words else r"(?!)")

    def value(self, value: Any) -> Any:
        """A value of a result, with all that is in it; the keys are ours."""
        if isinstance(value, str):
            return "\n".join(self._lines(value.split("\n")))
        if isinstance(value, dict):
            return {key: self.value(item) for key, item in value.items()}
        if isinstance(value, list) and value and all(isinstance(item, str) for item in value):
            return self._lines(value)
        return [self.value(item) for item in value] if isinstance(value, list) else value

    def _lines(self, lines: list[str]) -> list[str]:
        kept: list[str] = []
        below = False       # a line that is left out
        for line in lines:
            below = below and line.startswith(_INDENTED) or self._tells(line)
            if not below:
                kept.append(line)
            elif kept[-1:] != [LEFT_OUT]:
                kept.append(LEFT_OUT)
        return kept

    def _tells(self, line: str) -> bool:
        """Does a line name a hidden test, or the file of one, by whatever way through the tree?"""
        if self.words.search(line):
            return True
        paths = [posixpath.normpath(path) for path in _TESTS_FILE.findall(line)]
        return any(_stem(path) in self.stems or "/tests/hidden/" in path
                   or path.endswith("/tests/expect.py") for path in paths)


def _stem(path: str) -> str:
    """A path without its ending: of a C file's object, too."""
    return os.path.splitext(path)[0]


def _last(path: str) -> str:
    return _stem(path).rpartition("/")[2]
