# SPDX-License-Identifier: MIT
"""How many instructions the kernel takes from its entry to the first one of the root task.

No program in the machine can measure that: the kernel starts before the first of them. A plug-in
of QEMU (plugin/interval.c) counts the instructions between the entry points of both ELF files.

The cost depends on how many pages the root task has, since each of them gets a page table entry
and a capability. So that figures can be compared, the task is the benchmark's own program,
padded with zeroes to as many pages as the peer's had.
"""

from __future__ import annotations

import os
import re
import struct
import subprocess
import tempfile
from pathlib import Path

from elftools.elf.elffile import ELFFile

from autograder import Refusal, qemu

PLUGIN_SOURCE = Path(__file__).parent / "plugin/interval.c"
PAGE = 4096
MEMSZ_OFFSET = 40       # of p_memsz in a 64-bit program header
RAM_MIB = 132           # as the other runs have: what the device tree names, the result region
SECONDS = 60            # a boot takes a fraction of one


def entry(path: Path) -> int:
    """An ELF file's entry point."""
    with path.open("rb") as file:
        return ELFFile(file)["e_entry"]


def padded(path: Path, pages: int) -> bytes:
    """The ELF file with its last segment made longer: `pages` pages from first to last address.

    Raises Refusal if it has more than that already.
    """
    with path.open("rb") as file:
        elf = ELFFile(file)
        loads = [(segment["p_vaddr"], segment["p_memsz"], number)
                 for number, segment in enumerate(elf.iter_segments())
                 if segment["p_type"] == "PT_LOAD" and segment["p_memsz"]]
        headers, header_size = elf["e_phoff"], elf["e_phentsize"]
    base = min(loads)[0]
    last, size, number = max(loads)
    wanted = base + pages * PAGE - last
    if wanted < size:
        raise Refusal(f"{path.name} has more than {pages} pages")
    data = bytearray(path.read_bytes())
    struct.pack_into("<Q", data, headers + number * header_size + MEMSZ_OFFSET, wanted)
    return bytes(data)


def build_plugin(folder: Path) -> Path:
    """Compiles the plug-in into `folder`. Raises Refusal where it cannot be used."""
    version = subprocess.run([qemu.QEMU, "--version"], capture_output=True, text=True, check=False)
    if not re.search(r"version 7\.", version.stdout):
        raise Refusal(f"bench: the plug-in needs version 7 of {qemu.QEMU}")
    target = folder / "interval.so"
    compiled = subprocess.run(["cc", "-O2", "-Wall", "-Wextra", "-Werror", "-shared", "-fPIC",
                               str(PLUGIN_SOURCE), "-o", str(target)],
                              capture_output=True, text=True, check=False)
    if compiled.returncode:
        raise Refusal(f"bench: {PLUGIN_SOURCE.name}: {compiled.stderr.strip()}")
    return target


def between(first: int, last: int, image: Path, initrd: Path, dtb: Path, bootargs: str = "",
            disk: str = "") -> int:
    """Boots the machine; instructions from the first one at `first` to the next one at `last`."""
    with tempfile.TemporaryDirectory() as scratch:
        plugin = build_plugin(Path(scratch))
        ram_fd = os.memfd_create("guest-ram")
        report, written = os.pipe()
        try:
            os.ftruncate(ram_fd, RAM_MIB * qemu.MIB)
            line = qemu.command(image, initrd, dtb, RAM_MIB, ram_fd, bootargs, disk=disk)
            line += ["-plugin", f"file={plugin},from={first:#x},to={last:#x},report={written}"]
            subprocess.run(["setpriv", "--pdeathsig", "KILL", "--"] + line,
                           pass_fds=(ram_fd, written), stdin=subprocess.DEVNULL,
                           stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
                           timeout=SECONDS, check=False)
            os.set_blocking(report, False)
            return int(os.read(report, 32))
        except (subprocess.TimeoutExpired, BlockingIOError):
            raise Refusal("bench: the machine did not get to where the count ends") from None
        finally:
            for fd in (ram_fd, report, written):
                os.close(fd)


def instructions(image: Path, kernel: Path, task: Path, dtb: Path, pages: int) -> int:
    """Boots `image` with the padded task; instructions from kernel entry to the task's first.

    image, kernel  the loader with the kernel inside; the same kernel alone
    """
    with tempfile.TemporaryDirectory() as scratch:
        initrd = Path(scratch) / "padded.elf"
        initrd.write_bytes(padded(task, pages))
        return between(entry(kernel), entry(task), image, initrd, dtb)
