# SPDX-License-Identifier: MIT
"""`make run` has a disk, which is kept: packages and keys are there the next time."""

from __future__ import annotations

import re
import subprocess
from pathlib import Path

import pytest

from kernel.tests.systems.running import ROOT, build

MIB = 1 << 20
PATIENCE = 300
RESTS = "TESSERA> \nSwitching off.\n"


def typed(disk: str, *commands: str) -> str:
    """What the full system says to the commands. The first one, `bundles`, is answered when the
    store has been opened, so that nothing is logged between the others and their answers."""
    done = subprocess.run(["make", "--no-print-directory", "run", "SYSTEM=full", f"DISK={disk}"],
                          cwd=ROOT, input="\n".join(commands) + "\n", text=True,
                          capture_output=True, timeout=PATIENCE, check=False)
    assert done.returncode == 0, done.stderr
    said = done.stdout.replace("\r", "")
    assert said.endswith(RESTS), said[-1000:]
    return said


@pytest.fixture(name="disk")
def _disk(tmp_path) -> Path:
    build("full")
    path = tmp_path / "disk.img"
    path.write_bytes(bytes(4 * MIB))
    return path


def test_what_was_kept_is_there_after_a_restart(disk):
    first = typed(str(disk), "bundles", "kvwrite keyval color blue", "kvread keyval color")
    assert "store::a new one, on the block device" in first
    assert "TESSERA> kvread keyval color\nblue\n" in first
    again = typed(str(disk), "bundles", "kvread keyval color", "kvdelete keyval color")
    assert re.search(r"store::\d+ packages and keys on the block device", again)
    assert "TESSERA> kvread keyval color\nblue\n" in again
    assert "TESSERA> kvread keyval color\nblue\n" not in typed(str(disk), "bundles",
                                                                     "kvread keyval color")


def test_without_a_disk_nothing_is_kept():
    build("full")
    for _ in range(2):
        said = typed("", "bundles", "kvread keyval color", "kvwrite keyval color blue")
        assert "store::no block device: packages and keys do not persist" in said
        assert "TESSERA> kvread keyval color\nblue\n" not in said
