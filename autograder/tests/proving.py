# SPDX-License-Identifier: MIT
"""`autograder prove` beside all other tests: it takes the processor time that they leave.

The proofs of the labs are half of all the work, and have a build tree of their own. They begin
with the first test and are asked for after the last; only test_labs.py waits for them.
"""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
from collections.abc import Iterable
from pathlib import Path

from autograder.qemu import tied

LINE = re.compile(r"(ok  |FAIL) (\d\d) (.*?): (.*)")


class Proving:
    """One run of the command, on some labs."""

    def __init__(self, root: Path, labs: Iterable[str]) -> None:
        self._verdicts: dict[tuple[str, str], str] = {}
        self._last = "nothing"
        self._process = subprocess.Popen(
            ["nice", *tied([sys.executable, "-u", "-m", "autograder", "prove", " ".join(labs)])],
            cwd=root, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
            text=True, errors="replace", start_new_session=True)

    def failure(self, lab: str, proof: str) -> str:
        """Waits for a proof of a lab; what is wrong, or nothing."""
        assert self._process.stdout
        while (lab[:2], proof) not in self._verdicts:
            line = self._process.stdout.readline()
            if not line:
                return f"`autograder prove` ended without it; its last words: {self._last}"
            self._last = line.rstrip("\n")
            if verdict := LINE.fullmatch(self._last):
                ok, number, name, what = verdict.groups()
                self._verdicts[number, name] = "" if ok == "ok  " else what or "no reason"
        return self._verdicts[lab[:2], proof]

    def end(self) -> None:
        """Ends it, and what it has begun."""
        if self._process.poll() is None:
            os.killpg(self._process.pid, signal.SIGKILL)
        self._process.wait()
