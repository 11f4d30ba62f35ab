# SPDX-License-Identifier: MIT
"""Reads what a build has made, and believes none of it.

A student's C holds whatever it likes: inline assembly writes any section of an object file, makes
symbols by the million and with any name; a host tool that a lab replaces runs during the build,
and can leave anything under the name of anything. So who looks at a product does it through here:

    a product is a plain file of bounded size, no link, pipe or device
    binutils read it, not this process: enclosed, in bounded time and memory, and of what they
        say, a bounded part is kept
    what is not as a build makes it is Unfit, a verdict on the submission in one sentence

Unfit is for whoever grades: one test that has failed (judge.py), or a submission that cannot be
tested (grade.py). Any other error here is the grader's own, and shows as one.
"""

from __future__ import annotations

import json
import os
import shutil
import stat
from collections.abc import Collection, Sequence
from pathlib import Path
from typing import Any

from . import Refusal, sandbox

MIB = 1 << 20
IMAGE_BYTES = 16 * MIB      # of a kernel or system; proctor with its tests has 4 MiB
REPORT_BYTES = 8 * MIB      # of a composer's report; that of the full system has 0.7
SAID_BYTES = 4 * MIB        # of what a tool says: a kernel's symbols take 10 KiB
TOOL_SECONDS = 5            # of processor time; they take a fraction of one
TOOL_MEMORY = 2 << 30

FILE = "FILE"
_PREFIX = "riscv64-unknown-elf-"


class Unfit(Refusal):
    """What was built from a submission cannot be judged: a verdict on it, in one sentence."""


def checked(path: Path, most: int = IMAGE_BYTES) -> Path:
    """The path, if it is a plain file of `most` bytes at most; else Unfit."""
    try:
        about = os.lstat(path)
    except OSError as error:
        raise Unfit(f"{path.name}: the build has not made it: {error.strerror}") from None
    if not stat.S_ISREG(about.st_mode):
        raise Unfit(f"{path.name}: is no plain file after the build: no program that the build "
                    "runs may replace it")
    if about.st_size > most:
        raise Unfit(f"{path.name}: has {about.st_size:,} bytes, more than {most:,}: take out "
                    "what makes it so large")
    return path


def data(path: Path, most: int = IMAGE_BYTES) -> bytes:
    """The bytes of a product. Unfit."""
    return checked(path, most).read_bytes()


def report(path: Path) -> dict[str, Any]:
    """What the composer has written of a system in JSON. Unfit."""
    try:
        found = json.loads(data(path, REPORT_BYTES))
    except (ValueError, RecursionError) as error:
        raise Unfit(f"{path.name}: is no report of the composer: {error}") from None
    if not isinstance(found, dict):
        raise Unfit(f"{path.name}: is no report of the composer: no mapping")
    return found


def tool(name: str, words: Sequence[str], product: Path) -> str | None:
    """What one of binutils says of a product, which stands as FILE among its words; None if it
    fails, takes too long or says too much. Unfit; Refusal if there is no such tool."""
    if not shutil.which(_PREFIX + name):
        raise Refusal(f"{_PREFIX}{name} is missing: `make setup` installs it")
    file = checked(product).absolute()
    line = [_PREFIX + name, *(str(file) if word == FILE else word for word in words)]
    done = sandbox.captured(sandbox.enclosed(line, readable=[file], seconds=TOOL_SECONDS,
                                             memory=TOOL_MEMORY, written=SAID_BYTES),
                            most=SAID_BYTES)
    return done.stdout if done.returncode == 0 else None


def symbols(elf: Path, names: Collection[str]) -> dict[str, int]:
    """The addresses of these names in an image. Each must be there once: of two, nobody could say
    which one the kernel uses. Unfit."""
    said = tool("nm", ["--format=posix", FILE], elf)
    if said is None:
        raise Unfit(f"{elf.name}: its symbol table cannot be read: inline assembly or a section "
                    "attribute of yours has spoilt it; take it out")
    found: dict[str, int] = {}
    for line in said.split("\n"):
        name, _, rest = line.partition(" ")
        if name not in names:
            continue
        if name in found:
            raise Unfit(f"{elf.name}: has several symbols '{name}', of which the kernel has one: "
                        "rename yours")
        try:
            found[name] = int(rest.split(" ")[1], 16)
        except (IndexError, ValueError):
            raise Unfit(f"{elf.name}: its symbol '{name}' has no address: inline assembly of "
                        "yours has spoilt it; take it out") from None
    for name in names:
        if name not in found:
            raise Unfit(f"{elf.name}: has no symbol '{name}' any more: leave the kernel's own "
                        "definitions as they are")
    return found
