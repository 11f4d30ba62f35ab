# SPDX-License-Identifier: MIT
"""Builds and boots the systems of kernel/systems, and keeps what their consoles say."""

from __future__ import annotations

import subprocess
from pathlib import Path

from autograder import qemu

ROOT = Path(__file__).resolve().parents[3]
RAM_MIB = 128
RESULT_MIB = 4
BOOT_WORDS = {"domains": "domains=4"}  # by system
BUDGET = 3_000_000_000
BUILD_SECONDS = 1200
CONSOLE_LIMIT = 1 << 16  # bytes kept
WALL_SECONDS = 30  # only a system that does not say its last line gets there


def build(name: str, kind: str = "debug") -> None:
    """Makes kernel and image of the system, as `make run` does."""
    made = subprocess.run(
        ["make", "-s", f"BUILD={kind}", "kernel", f"build/{kind}/systems/{name}.elf"],
        cwd=ROOT, capture_output=True, text=True, timeout=BUILD_SECONDS, check=False)
    assert made.returncode == 0, made.stdout + made.stderr


def boot(name: str, until: str = "", kind: str = "debug", typed: bytes = b"",
         budget: int = BUDGET, disk: str = "", wall_seconds: float = WALL_SECONDS,
         console_limit: int = CONSOLE_LIMIT) -> qemu.Run:
    """Builds the system and runs it, until the console has a line `until` or it ends by itself.

    `typed` arrives on the serial line; `disk` is what autograder.qemu makes a block device of.
    """
    build(name, kind)
    folder = ROOT / "build" / kind
    result = qemu.run(folder / "tessera.elf", folder / f"systems/{name}.elf",
                      dtb=ROOT / "build/virt.dtb", ram_mib=RAM_MIB, result_mib=RESULT_MIB,
                      budget=budget, input=typed, disk=disk,
                      until=f"{until}\r\n".encode() if until else b"", wall_seconds=wall_seconds,
                      console_limit=console_limit,
                      bootargs=BOOT_WORDS.get(name, ""),
                      plugin_folder=ROOT / "build/autograder")
    result.close()
    return qemu.Run.of(result)
