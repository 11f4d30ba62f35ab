# SPDX-License-Identifier: MIT
"""Every rule of the kernel's checker is broken on purpose by a case of invariants.c."""

from __future__ import annotations

import re
from pathlib import Path

ROOT = Path(__file__).resolve().parents[3]
CHECKER = sorted((ROOT / "kernel/microkernel/debug").glob("invariants*.c"))
TEST = ROOT / "kernel/tests/unit/invariants.c"


def test_no_rule_is_left_out():
    source = "".join(path.read_text() for path in CHECKER)
    rules = set(re.findall(r'(?:\brule|\btake_mark)\((?:[^;"]|"(?=[^"]*"\);))*"([^"]+)"\);',
                           source))
    assert len(rules) > 50
    table = TEST.read_text().split("damages[] = {")[1].split("};")[0]
    broken = set(re.findall(r'"([^"]+)"', table))
    assert broken == rules
