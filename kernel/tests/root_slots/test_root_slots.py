# SPDX-License-Identifier: MIT
"""A root task that revokes the slots its own thread was made from (abi.md 1.5)."""
from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from elftools.elf.elffile import ELFFile

from autograder import qemu

ROOT = Path(__file__).resolve().parents[3]
TASK = ROOT / "build/debug/tasks/root_slots.elf"

pytestmark = pytest.mark.skipif(not shutil.which(qemu.QEMU), reason="QEMU is not installed")


def with_experiment(slot: int, folder: Path) -> Path:
    """The root task with its variable `experiment` set."""
    image = bytearray(TASK.read_bytes())
    with TASK.open("rb") as file:
        elf = ELFFile(file)
        address = elf.get_section_by_name(".symtab").get_symbol_by_name("experiment")[0]["st_value"]
        segment = next(s for s in elf.iter_segments("PT_LOAD")
                       if s["p_vaddr"] <= address < s["p_vaddr"] + s["p_filesz"])
        at = segment["p_offset"] + address - segment["p_vaddr"]
    image[at:at + 8] = slot.to_bytes(8, "little")
    changed = folder / "root_slots.elf"
    changed.write_bytes(image)
    return changed


def console_of(slot: int, folder: Path, until: bytes = b"exit, status 0") -> str:
    """What the task and the kernel say after Revoke on a slot, up to the last words."""
    result = qemu.run(ROOT / "build/debug/tessera.elf", with_experiment(slot, folder),
                      dtb=ROOT / "build/virt.dtb", plugin_folder=ROOT / "build/autograder",
                      budget=60_000_000, until=until, wall_seconds=20)
    console = result.console.decode(errors="replace").replace("\r\n", "\n")
    result.close()
    assert "copy before: 0\n" in console, console
    return console[console.index("copy before"):]


def test_without_its_buffer_words_do_not_arrive(tmp_path: Path) -> None:
    console = console_of(10, tmp_path)
    assert "revoke 10: 0\nstill running\n" in console, console
    assert "copy after: 0\n" not in console, console
    assert "end\n" in console, console


def test_without_its_cspace_the_next_invocation_is_a_fault(tmp_path: Path) -> None:
    console = console_of(2, tmp_path, until=b"rootserver")
    assert "revoke 2: 0\nstill running\n" in console, console
    assert "copy after" not in console, console
    assert "rootserver" in console, console


@pytest.mark.parametrize("slot", [3, 9])
def test_what_it_does_not_look_up_takes_nothing_at_once(slot: int, tmp_path: Path) -> None:
    """The boot information's slot has no copy; the hart keeps the address space it is in."""
    console = console_of(slot, tmp_path)
    assert f"revoke {slot}: 0\nstill running\ncopy after: 0\nend\n" in console, console
