# SPDX-License-Identifier: MIT
"""Every fuzz target, replayed: seeds, their cuts and a fixed set of changes to them.

`make fuzz` looks for new inputs with libFuzzer; here the same ones are tried each time, under the
address and undefined-behaviour sanitizers.
"""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[3]
FUZZ = Path(__file__).resolve().parent
TARGETS = [path.stem for path in sorted(FUZZ.glob("*.c")) if path.stem != "replay"]
CHANGES = {"kernel_syscall": 400, "composer_system": 1_000, "composer_adl": 300,
           "store": 1_000}
CHANGES_OTHERWISE = 20_000


@pytest.fixture(scope="session")
def replays() -> Path:
    """Builds the replay programs and the seeds; gives their folder."""
    subprocess.run(["make", "--no-print-directory", "fuzz-replay"], cwd=ROOT, check=True)
    return ROOT / "build/fuzz"


@pytest.mark.parametrize("target", TARGETS)
def test_no_input_breaks(replays, target):
    seeds = sorted((replays / "seeds" / target).iterdir())
    assert seeds, f"no seeds for {target}"
    changes = CHANGES.get(target, CHANGES_OTHERWISE)
    done = subprocess.run([replays / f"{target}.replay", str(changes), *seeds], timeout=1200,
                          capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr[-4000:]
    assert done.stdout == f"{len(seeds)} files\n"
