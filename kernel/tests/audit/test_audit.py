# SPDX-License-Identifier: MIT
"""The audit: every system is as planned, and what is planted is found by name.

Planted is in the plan inside the bootable image, so that the initialiser itself makes the
capability too many; what the audit expects still comes from the description.
"""

from __future__ import annotations

import json
import subprocess
from pathlib import Path
from typing import Callable

import pytest

from autograder import audit
from kernel.tests.audit.plan_file import PlanFile

ROOT = Path(__file__).resolve().parents[3]
BUILD = Path("build/debug")
READ, WRITE, GRANT = 2, 1, 4
EXECUTE = 1
VICTIM = "passive_server"  # two components with a call and notifications


def build(system: str) -> None:
    """Builds a system and the kernel under it."""
    run = subprocess.run(["make", "-s", "kernel", f"build/debug/systems/{system}.elf"], cwd=ROOT,
                         capture_output=True, text=True, check=False)
    assert run.returncode == 0, run.stdout + run.stderr


@pytest.mark.parametrize("system", audit.names(ROOT))
def test_system_is_as_planned(system: str) -> None:
    build(system)
    outcome = audit.audit(audit.Files(BUILD, system), root=ROOT)
    assert outcome.lines == []
    assert outcome.checked["slots"] > 0 and outcome.checked["pages"] > 0
    assert outcome.checked["capabilities of threads"] >= 5


class Victim:
    """The plan of one system, to be changed, with the report to find things in."""

    def __init__(self) -> None:
        files = audit.Files(BUILD, VICTIM)
        self.file = PlanFile(ROOT / files.image)
        self.report = json.loads((ROOT / files.report).read_text())
        self.caps = self.file.records("caps")
        self.mappings = self.file.records("mappings")

    def name(self, index: int) -> str:
        return str(self.report["objects"][index]["name"])

    def cap_of(self, kind: str, rights: int) -> dict[str, int]:
        """A component's capability to an object of a type, with these rights among others."""
        objects = self.report["objects"]
        return next(c for c in self.caps if objects[c["object"]]["type"] == kind
                    and objects[c["cnode"]]["component"] is not None
                    and c["rights"] & rights == rights)

    def mapping_of(self, access: str, component: int = 0) -> dict[str, int]:
        """A mapping of a component's own memory with this access."""
        vspace = self.report["components"][component]["vspace"]
        index = next(i for i, m in enumerate(self.report["mappings"])
                     if m["vspace"] == vspace and m["access"] == access)
        return self.mappings[index]

    def save(self) -> None:
        self.file.replace("caps", self.caps)
        self.file.replace("mappings", self.mappings)


def extra_right(v: Victim) -> list[str]:
    cap = v.cap_of("endpoint", READ)
    cap["rights"] |= GRANT
    return [f"slot {cap['slot']} of {v.name(cap['cnode'])}", v.name(cap["object"]), "r-g-"]


def extra_capability(v: Victim) -> list[str]:
    cap = dict(v.cap_of("endpoint", READ))
    taken = {c["slot"] for c in v.caps if c["cnode"] == cap["cnode"]}
    cap["slot"] = next(s for s in range(1, 64) if s not in taken)
    v.caps.append(cap)
    return [f"slot {cap['slot']} of {v.name(cap['cnode'])}: expected nothing",
            v.name(cap["object"])]


def missing_capability(v: Victim) -> list[str]:
    cap = v.cap_of("endpoint", READ)
    v.caps.remove(cap)
    return [f"slot {cap['slot']} of {v.name(cap['cnode'])}", v.name(cap["object"]),
            "seen nothing"]


def wrong_badge(v: Victim) -> list[str]:
    cap = v.cap_of("endpoint", WRITE)
    cap["badge"] ^= 0x40
    return [f"slot {cap['slot']} of {v.name(cap['cnode'])}", f"badge {cap['badge']:#x}"]


def extra_mapping(v: Victim) -> list[str]:
    """One component sees a page of the other's."""
    own = v.mapping_of("rw-", 0)
    used = {m["vaddr"] for m in v.mappings if m["vspace"] == own["vspace"]}
    table = own["vaddr"] & ~0x1fffff
    vaddr = next(a for a in range(table, table + 0x200000, 0x1000) if a not in used)
    other = v.mapping_of("rw-", 1)
    v.mappings.append(dict(other, vspace=own["vspace"], vaddr=vaddr))
    return [f"page {vaddr:#x}: expected nothing", v.name(other["frame"])]


def writable_code(v: Victim) -> list[str]:
    page = v.mapping_of("r-x")
    page["rights"] |= WRITE
    return [f"page {page['vaddr']:#x}", v.name(page["frame"]), "r-x", "rwx"]


def executable_data(v: Victim) -> list[str]:
    page = v.mapping_of("rw-")
    page["flags"] |= EXECUTE
    return [f"page {page['vaddr']:#x}", v.name(page["frame"]), "rw-", "rwx"]


def monitor_with_more(v: Victim) -> list[str]:
    """The monitor keeps a component's endpoint."""
    monitor = v.report["monitor"]["cnode"]
    slot = max(c["slot"] for c in v.caps if c["cnode"] == monitor) + 1
    cap = dict(v.cap_of("endpoint", WRITE), cnode=monitor, slot=slot)
    v.caps.append(cap)
    return [f"monitor: slot {slot} of", v.name(cap["object"])]


@pytest.mark.parametrize("plant", [
    extra_right, extra_capability, missing_capability, wrong_badge, extra_mapping, writable_code,
    executable_data, monitor_with_more])
def test_planted_difference_is_named(plant: Callable[[Victim], list[str]],
                                     tmp_path: Path) -> None:
    build(VICTIM)
    victim = Victim()
    words = plant(victim)
    victim.save()
    image = victim.file.write(tmp_path / "planted.elf")
    outcome = audit.audit(audit.Files(BUILD, VICTIM), image, root=ROOT)
    assert len(outcome.lines) == 1, outcome.lines
    for word in words:
        assert word in outcome.lines[0]
