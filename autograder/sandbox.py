# SPDX-License-Identifier: MIT
"""Bounds on what a program may use, and walls around what a stranger's code can reach.

A submission is compiled, linked and booted on the grader's machine. The compiler reads whatever
an #include names, a host tool that a lab replaces runs during the build, and QEMU interprets what
a student wrote. So each of these commands runs in namespaces of its own:

    files      /usr read-only, an empty /tmp, and what the command is given by name
    network    none; a loopback of its own
    processes  sees only its own; all end with the grader
    rights     no capabilities, another user's number, a fresh session, no way to get more
    amounts    bytes of a file, processor seconds and address space are limited

confined(box) is in force for the block it opens, in this thread: build() and qemu.run() ask
current(), or take enclosed(). Where no sandbox is in force there are no walls: a student grading
the own work, and the proofs, have nothing to fear from their own code. Amounts are bounded even
there (prlimit), because an endless loop is an honest mistake.

Some environments, containers above all, do not let bubblewrap make namespaces. Then find() refuses
and says so. There is no silent way around: who is sure that the machine itself is the sandbox says
SANDBOX=none.
"""

from __future__ import annotations

import contextlib
import contextvars
import os
import shutil
import subprocess
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import Iterator, Mapping, Sequence

from . import Refusal

MIB = 1 << 20
FILE_BYTES = 256 * MIB      # of one file that is written; a kernel with symbols has 1 MiB
ADDRESS_BYTES = 8 << 30     # of one process; QEMU maps a gigabyte, the compiler less
QEMU_SECONDS = 600          # of processor time of one boot; it is bounded in instructions, too

SAID_BYTES = 8 * MIB        # of what a program says that is kept; a build says some KiB

HOST_SECONDS = 4            # of processor time of a host program; it takes a fraction of one
HOST_WAIT = 120             # by the clock, for one that does nothing
HOST_BYTES = 2 << 30        # of its memory

# Where Debian has programs, libraries and what they need to start.
_SYSTEM = ("/usr", "/etc/alternatives", "/etc/ld.so.cache", "/etc/ld.so.conf",
           "/etc/ld.so.conf.d")
_MERGED = ("/bin", "/sbin", "/lib", "/lib32", "/lib64", "/libx32")


@dataclass(frozen=True)
class Box:
    """A sandbox by bubblewrap; `program` is its path."""

    program: str = "bwrap"

    def wrap(self, command: Sequence[str], *, readable: Sequence[Path] = (),
             writable: Sequence[Path] = (), folder: Path | None = None,
             seconds: int = QEMU_SECONDS, memory: int = ADDRESS_BYTES,
             written: int = FILE_BYTES) -> list[str]:
        """The command line that runs a command inside, in bounds (see bounded).

        readable, writable   files and folders that are there too, under their own absolute paths;
                             of a folder and what lies in it, each is as it is called itself
        folder               where the command starts
        seconds, memory      of processor time, and bytes of memory, for each of its processes
        written              bytes of a file that it writes

        Open files that the caller passes on stay open. Of the environment nothing is left.
        """
        line = [self.program, "--unshare-all", "--die-with-parent",
                "--new-session", "--uid", "65534", "--gid", "65534",
                "--hostname", "sandbox", "--cap-drop", "ALL", "--clearenv",
                "--setenv", "PATH", "/usr/bin:/bin", "--setenv", "LC_ALL", "C",
                "--setenv", "HOME", "/tmp"]
        for path in _SYSTEM:
            line += ["--ro-bind-try", path, path]
        for path in _MERGED:
            if os.path.islink(path):
                line += ["--symlink", os.readlink(path), path]
            else:
                line += ["--ro-bind-try", path, path]
        line += ["--proc", "/proc", "--dev", "/dev", "--tmpfs", "/tmp"]
        bound = [("--ro-bind", path.absolute()) for path in readable] \
            + [("--bind", path.absolute()) for path in writable]
        for how, path in sorted(bound, key=lambda entry: len(entry[1].parts)):
            line += [how, str(path), str(path)]
        if folder is not None:
            line += ["--chdir", str(folder.absolute())]
        return bounded([*line, "--", *command], seconds=seconds, memory=memory, written=written)


_current: contextvars.ContextVar[Box | None] = contextvars.ContextVar("sandbox", default=None)


def current() -> Box | None:
    """The sandbox in force in this thread, or None."""
    return _current.get()


def bounded(command: Sequence[str], *, seconds: int, memory: int | None = None,
            written: int = FILE_BYTES) -> list[str]:
    """The command line that runs a command in bounds, each of its processes for itself.

    seconds    of processor time; then SIGXCPU ends it, or SIGKILL a second later
    memory     bytes of address space; None: as much as there is
    written    bytes of each file that it writes

    It leaves no core dump.
    """
    limits = [f"--cpu={seconds}:{seconds + 1}", f"--fsize={written}", "--core=0"]
    if memory is not None:
        limits.append(f"--as={memory}")
    return ["prlimit", *limits, "--", *command]


def enclosed(command: Sequence[str], *, readable: Sequence[Path] = (),
             writable: Sequence[Path] = (), folder: Path | None = None, seconds: int,
             memory: int | None = None, written: int = FILE_BYTES) -> list[str]:
    """The command line that runs a command in the sandbox in force, or where there is none just
    in bounds; the caller sees to the folder it starts in. See Box.wrap and bounded."""
    if box := current():
        return box.wrap(command, readable=readable, writable=writable, folder=folder,
                        seconds=seconds, memory=memory or ADDRESS_BYTES, written=written)
    return bounded(command, seconds=seconds, memory=memory, written=written)


def captured(line: Sequence[str], *, most: int = SAID_BYTES, script: str = "",
             folder: Path | None = None, environment: Mapping[str, str] | None = None,
             timeout: float | None = None) -> subprocess.CompletedProcess[str]:
    """Runs a bounded command line with `script` as its input, and keeps the first `most` bytes of
    each of its outputs as text: what it writes goes into files, of bounded size like any other,
    so that no program fills this process's memory. TimeoutExpired after `timeout` seconds."""
    with tempfile.TemporaryFile() as given, tempfile.TemporaryFile() as out, \
            tempfile.TemporaryFile() as error:
        given.write(script.encode())
        given.seek(0)
        run = subprocess.run(line, cwd=folder, env=environment, stdin=given, stdout=out,
                             stderr=error, timeout=timeout, check=False)
        said = []
        for file in (out, error):
            file.seek(0)
            text = file.read(most).decode("utf-8", "replace")
            said.append(text.replace("\r\n", "\n").replace("\r", "\n"))
    return subprocess.CompletedProcess(run.args, run.returncode, *said)


def host_program(command: Sequence[str], *, writable: Sequence[Path], folder: Path,
                 script: str = "") -> subprocess.CompletedProcess[str]:
    """Runs a program that was built here and can hold a student's functions, in the folder of its
    tree and with `script` as its input: enclosed, within HOST_SECONDS and HOST_BYTES. It can read
    the tree. TimeoutExpired after HOST_WAIT."""
    line = enclosed(command, readable=[folder], writable=writable, folder=folder,
                    seconds=HOST_SECONDS, memory=HOST_BYTES)
    return captured(line, script=script, folder=folder, timeout=HOST_WAIT)


@contextlib.contextmanager
def confined(box: Box | None) -> Iterator[None]:
    """What build() and qemu.run() start in this block runs in the box; None: as it is."""
    token = _current.set(box)
    try:
        yield
    finally:
        _current.reset(token)


def find(program: str = "bwrap") -> Box:
    """The sandbox, tried out; Refusal if there is none here."""
    if not shutil.which(program):
        raise Refusal("bubblewrap is missing: `make setup` installs it" + _WAY_OUT)
    box = Box(program)
    reason = trouble(box)
    if reason:
        raise Refusal(f"bubblewrap cannot make a sandbox here: {reason}" + _WAY_OUT)
    return box


_WAY_OUT = ("; SANDBOX=none grades without one, which is right only where the whole machine is "
            "one, such as a container that is thrown away")


def trouble(box: Box) -> str:
    """Why this sandbox cannot be used here, in a few words; empty if it can."""
    try:
        run = subprocess.run(box.wrap(["true"]), capture_output=True, text=True, check=False,
                             errors="replace", timeout=60)
    except (OSError, subprocess.TimeoutExpired) as error:
        return " ".join(str(error).split())
    if run.returncode == 0:
        return ""
    said = run.stderr.strip().splitlines()
    return said[-1] if said else f"status {run.returncode}"
