# SPDX-License-Identifier: MIT
"""Builds a kernel and the tests in a build tree, and says what the compiler said.

The build tree stays between gradings, so that after an edit only what changed is compiled. What
the compiler says is cut down to what a person needs: for each error the file and line in the
student's own file (the #line directives of replace.py see to that), the text of that line, and
no more than a screenful.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path
from typing import Mapping, Sequence

from . import Refusal, sandbox

KERNEL = "build/debug/tessera.elf"
KERNEL_ELF = "build/debug/kernel.elf"
LAYOUT = "build/debug/layout.elf"       # its structures, from what no student can change
PROCTOR = "build/debug/tasks/proctor.elf"
PLUGINS = "build/autograder"            # QEMU's plug-in
# What no program of a student's may change once the kernel is there.
KEPT = (KERNEL, KERNEL_ELF, LAYOUT, "build/virt.dtb", PLUGINS)

_JOBS = 2
_TIME_LIMIT = 1200      # seconds by the clock, for what waits: a loaded machine takes minutes
_TOOL_SECONDS = 20      # of processor time, for each program; it takes one or two
_SCREENFUL = 24         # lines
_LONGEST = 4096         # characters of a line that are looked at
# Of the compiler; of the assembler, which writes Error; of bison, which writes 3.6-9.
_DIAGNOSTIC = re.compile(r"(?P<file>[^\s:]+):(?P<line>\d+)(?:[:.](?P<column>\d+)(?:-[\d.]+)?)?: "
                         r"(?P<kind>fatal error|[Ee]rror|[Ww]arning|note): (?P<what>.*)")
_PROGRESS = re.compile(r"  [A-Z]+ +\S")      # what make is at: "  CC    file.c"
_LINE = re.compile(r'#line (?P<line>\d+) "(?P<file>.*)"')
_COMPOSER = re.compile(r"error: (?P<what>.*): "
                       r"(?P<file>[^\s:]+):(?P<line>\d+)(?::(?P<column>\d+))?")
_LINKER = re.compile(r"(?<![^\s:])(?P<file>[^\s:]+):(?:(?P<line>\d+): |\([^)]*\): )"
                     r"(?P<what>(undefined reference|multiple definition).*)")


def systems_image(name: str) -> str:
    """A composed system: what QEMU gets as -initrd."""
    return f"build/debug/systems/{name}.elf"


@dataclass(frozen=True)
class Built:
    """How a build ended; messages is empty if it went well and without warnings."""

    ok: bool
    messages: tuple[str, ...] = ()


def build(tree: Path, sources: Mapping[str, str] | None = None,
          targets: tuple[str, ...] = ("kernel", PROCTOR), kept: Sequence[str] = ()) -> Built:
    """Runs make in a build tree.

    sources   file texts under the names that #line gives them
    kept      what is built already: in a sandbox, no program that the build runs can change it
    """
    environment = {key: value for key, value in os.environ.items()
                   if key not in ("MAKEFLAGS", "MFLAGS", "MAKELEVEL", "MAKEOVERRIDES", "BUILD")}
    environment["LC_ALL"] = "C"
    if not shutil.which("make"):
        raise Refusal("make is missing: `make setup` installs it")
    # A lab can replace functions of a tool that the build runs, and they can loop, or write.
    (tree / "build").mkdir(exist_ok=True)
    kept = [path for path in kept if (tree / path).exists()]
    # A folder that is bound by itself cannot be put aside with what is to be kept in it.
    folders = {"build"} | {str(Path(path).parent) for path in kept}
    command = sandbox.enclosed(
        ["make", f"-j{_JOBS}", "--no-print-directory", "BUILD=debug", *targets],
        readable=[tree, *(tree / path for path in kept)],
        writable=[tree / folder for folder in folders], folder=tree, seconds=_TOOL_SECONDS)
    try:
        run = sandbox.captured(command, folder=tree, environment=environment,
                               timeout=_TIME_LIMIT)
    except subprocess.TimeoutExpired:
        return Built(False, (f"the build did not end within {_TIME_LIMIT} seconds",))
    messages = explain(run.stdout + run.stderr, tree, sources or {})
    return Built(run.returncode == 0, tuple(messages))


def explain(output: str, tree: Path, sources: Mapping[str, str]) -> list[str]:
    """The lines of a build's output that a person needs, at most a screenful."""
    base = f"{tree.resolve()}/"
    lines: list[str] = []
    last = ""
    seen: set[str] = set()
    for raw in output.replace(base, "").splitlines():
        raw = raw[:_LONGEST]
        if (match := _DIAGNOSTIC.match(raw)) and match["kind"] != "note":
            column = f":{match['column']}" if match["column"] else ""
            kind = match["kind"].lower()
            text = f"{match['file']}:{match['line']}{column}: {kind}: {match['what']}"
            if text not in seen:
                seen.add(text)
                lines.append(text)
                lines += _quote(tree, sources, match)
        elif match := _LINKER.search(raw):
            text = f"{match['file']}:{match['line'] or '?'}: error: {match['what']}"
            if text not in seen:
                seen.add(text)
                lines.append(text.replace(":?:", ":"))
        elif match := _COMPOSER.fullmatch(raw):
            column = f":{match['column']}" if match["column"] else ""
            lines.append(f"{match['file']}:{match['line']}{column}: error: {match['what']}")
            lines += _quote(tree, sources, match)
        elif raw.startswith("make") and "***" in raw:
            last = raw
    # Two objects can be compiled at once and finish in either order: an order of our own.
    lines = _in_order(lines)
    if not lines and last:
        tail = [line for line in output.replace(base, "").splitlines()
                if line.strip() and not _PROGRESS.match(line)]
        lines = tail[-8:]
    if len(lines) > _SCREENFUL:
        cut = len(lines) - _SCREENFUL + 1
        lines = lines[:_SCREENFUL - 1] + [f"... and {cut} more lines; mend these first"]
    return lines


def _in_order(lines: list[str]) -> list[str]:
    """Sorts diagnostics by file, keeping those of one file as the compiler gave them."""
    groups: list[list[str]] = []
    for line in lines:
        if line.startswith("    ") and groups:
            groups[-1].append(line)
        else:
            groups.append([line])
    groups.sort(key=lambda group: group[0].split(":")[0])
    return [line for group in groups for line in group]


def _numbered(text: str, name: str) -> dict[int, str]:
    """The lines of a file by the numbers that the compiler gives them: #line changes them."""
    found: dict[int, str] = {}
    here, number = name, 1
    for line in text.split("\n"):
        if match := _LINE.match(line):
            here, number = match["file"], int(match["line"])
            continue
        if here == name:
            found[number] = line
        number += 1
    return found


def _quote(tree: Path, sources: Mapping[str, str], match: re.Match[str]) -> list[str]:
    """The source line of a diagnostic, with a mark below the column."""
    text = sources.get(match["file"])
    if text is None:
        try:    # a #line of the student's own can name any file: quote none outside of the tree
            file = (tree / match["file"]).resolve()
            text = file.read_text(errors="replace") if file.is_relative_to(tree.resolve()) else ""
        except (OSError, ValueError):
            return []
    line = _numbered(text, match["file"]).get(int(match["line"]))
    if line is None:
        return []
    line = line.rstrip().encode("utf-8", "replace").decode()[:200]
    quoted = ["    " + line]
    if match["column"] and 0 < int(match["column"]) <= len(line) + 1:
        blank = re.sub(r"[^\t]", " ", line[:int(match["column"]) - 1])
        quoted.append("    " + blank + "^")
    return quoted
