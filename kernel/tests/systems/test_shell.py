# SPDX-License-Identifier: MIT
"""The system `shell`: the debug console, what it says to the letter, and how it is operated.

shell.txt is a session as one sees it; what stands behind its prompts is typed. Sessions in which
somebody must look at the screen before the next key (Ctrl-C, Tab) are held with a live machine.
"""

from __future__ import annotations

import os
import random
import re
import selectors
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from autograder import qemu
from kernel.tests.systems.running import ROOT, boot, build

PROMPT = "TESSERA> "
SESSION = Path(__file__).with_name("shell.txt")
SHOWN = "\t(script)"  # behind lines that no one typed
END = f"{PROMPT}\nSwitching off.\n"
PATIENCE = 300.0  # s until a machine that says nothing is given up

# What may differ from machine to machine and from change to change: free memory, times.
VARIABLE = ((re.compile(r"^(bytes free +)\d+"), r"\1N"), (re.compile(r" \d+ us$"), " N us"))


def stable(text: str) -> list[str]:
    """The lines, from the one behind the initialiser's on, without what may differ."""
    lines = text.partition(" instructions\n")[2].splitlines()
    for pattern, replacement in VARIABLE:
        lines = [pattern.sub(replacement, line) for line in lines]
    return [line.rstrip() for line in lines]


def typed_in(session: str) -> bytes:
    """What was typed in it, up to the end of input."""
    lines = [line.removeprefix(PROMPT) for line in session.splitlines()
             if line.startswith(PROMPT) and not line.endswith(SHOWN)]
    return "".join(line + "\n" for line in lines).encode()


def session(typed: bytes, kind: str = "debug") -> list[str]:
    """What a machine says to whom types this and then ^D."""
    run = boot("shell", kind=kind, typed=typed + b"\x04", wall_seconds=PATIENCE)
    assert (run.status, run.exit_code) == (qemu.Status.EXIT, 0), run.console[-2000:]
    return stable(run.console)


def test_a_session_is_as_it_was_written_down():
    written = SESSION.read_text()
    assert session(typed_in(written)) == [line.removesuffix(SHOWN) for line in
                                          written.splitlines()]


def test_more_than_the_ring_holds_loses_nothing():
    lines = [f"echo {n} {'x' * (n % 90)}" for n in range(200)]
    expected = ["Ready."]
    for line in lines:
        expected += [PROMPT + line, line.removeprefix("echo ").rstrip()]
    said = session("".join(line + "\n" for line in lines).encode())
    assert said == [line.rstrip() for line in expected] + [PROMPT.rstrip(), "Switching off."]


def test_a_line_too_long_is_not_done():
    said = session(b"echo " + b"y" * 600 + b"\necho next\n")
    assert "A line has at most 511 characters; nothing was done." in said
    assert said[-3:] == ["next", PROMPT.rstrip(), "Switching off."]
    assert not any(line.startswith("yyy") for line in said)


def test_a_crash_is_the_crashed_components_alone():
    said = session(b"test_panic\ntest_panic\necho alive\ntrace\n")
    report = "\n".join(said)
    assert "crash_test is told to write to address 0." in said
    assert re.search(r"crash_test.*\n(.*\n)*.*0x0", report)
    assert "test_panic: crash_test has crashed already; start the system anew" in said
    assert "alive" in said
    for thread in ("debug_console", "uart_driver", "memory_manager"):
        assert re.search(rf"\b{thread}\b", report.partition("trace\n")[2]), thread


def test_a_release_kernel_has_the_same_shell():
    run = boot("shell", kind="release", typed=b"echo alive\ntest_panic\ntrace\n\x04",
               wall_seconds=PATIENCE)
    assert (run.status, run.exit_code) == (qemu.Status.EXIT, 0)
    said = run.console.partition("Ready.\n")[2]
    assert said.splitlines()[:2] == [PROMPT + "echo alive", "alive"]
    assert "the shell lives on" in said
    assert "trace: a release kernel keeps no list of its threads" in said


def nonsense(seed: int, lines: int) -> bytes:
    """Lines of commands, names, quotes and keys without sense; none that waits or ends."""
    chance = random.Random(seed)
    commands = re.findall(r"^([a-z_]+) ", SESSION.read_text().partition(PROMPT + "help\n")[2], re.M)
    words = [word for word in commands if word not in ("wait", "sleep", "shutdown", "test_panic")]
    words += ["exits", "crashes", "runs", "nobody", "all", "trace", "-q", "both.repl", "sample",
              "as", "'", '"', "\\", "#", "x" * 70, "\t", "\x1b[A", "\x1b[D", "\x1b[1;5D", "\x7f",
              "\x17", "\x19", "\x01", "\x0b", "\x0c", "\x1b[9;40R", "\x1b[99", "ä", "\xff"]
    text = "\n".join(" ".join(chance.choices(words, k=chance.randrange(6)))
                     for _ in range(lines))
    return text.encode("utf-8") + b"\n\n"


@pytest.mark.parametrize("seed", [1, 2])
def test_nonsense_does_not_end_the_shell(seed):
    run = boot("shell", typed=nonsense(seed, 250) + b"echo alive\n\x04", budget=10_000_000_000,
               wall_seconds=PATIENCE, console_limit=1 << 20)
    assert (run.status, run.exit_code) == (qemu.Status.EXIT, 0), run.console[-2000:]
    assert run.console.endswith(f"{PROMPT}echo alive\nalive\n{END}"), run.console[-500:]
    assert "monitor:" not in run.console


# -- through make --------------------------------------------------------------------------------

@pytest.mark.parametrize("typed", ["echo piped\n", "echo piped", "# x\n\necho piped\r\n"])
def test_make_run_does_what_comes_through_a_pipe_and_ends(typed):
    build("shell")
    done = subprocess.run(["make", "--no-print-directory", "run", "SYSTEM=shell"], cwd=ROOT,
                          input=typed, text=True, capture_output=True, timeout=PATIENCE,
                          check=False)
    assert done.returncode == 0, done.stderr
    said = done.stdout.replace("\r", "")
    assert f"{PROMPT}echo piped\npiped\n{END}" in said


def test_make_run_without_input_switches_off():
    build("shell")
    done = subprocess.run(["make", "--no-print-directory", "run", "SYSTEM=shell"], cwd=ROOT,
                          stdin=subprocess.DEVNULL, text=True, capture_output=True,
                          timeout=PATIENCE, check=False)
    assert done.returncode == 0, done.stderr
    assert done.stdout.replace("\r", "").endswith(f"Ready.\n{END}")


# -- at a live machine ---------------------------------------------------------------------------

class Live:
    """A running machine: types, and waits for what it says."""

    def __init__(self, machine: subprocess.Popen[bytes]) -> None:
        assert machine.stdin and machine.stdout
        self.keys, self.screen = machine.stdin, machine.stdout
        os.set_blocking(self.screen.fileno(), False)
        self.seen = ""

    def until(self, words: str) -> str:
        """What it says up to these words, which are taken."""
        deadline = time.monotonic() + PATIENCE
        with selectors.DefaultSelector() as ready:
            ready.register(self.screen, selectors.EVENT_READ)
            while words not in self.seen:
                assert ready.select(deadline - time.monotonic()), f"no {words!r} in {self.seen!r}"
                data = os.read(self.screen.fileno(), 4096)
                assert data, f"ended without {words!r}: {self.seen!r}"
                self.seen += data.decode().replace("\r", "")
        before, _, self.seen = self.seen.partition(words)
        return before

    def type(self, keys: str) -> None:
        self.keys.write(keys.encode())
        self.keys.flush()


@contextmanager
def live() -> Iterator[Live]:
    build("shell")
    folder = ROOT / "build/debug"
    line = [qemu.QEMU, "-M", "virt", "-cpu", "rv64", "-m", "128M", "-display", "none",
            "-monitor", "none", "-serial", "stdio", "-rtc", "clock=vm",
            "-kernel", str(folder / "tessera.elf"), "-initrd", str(folder / "systems/shell.elf"),
            "-append", "domains=16"]
    with subprocess.Popen(line, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as machine:
        try:
            screen = Live(machine)
            screen.until(PROMPT)
            yield screen
        finally:
            machine.kill()


def test_ctrl_c_ends_waiting_and_sleeping_and_nothing_else():
    with live() as screen:
        screen.type("start runs\r")
        screen.until(PROMPT)
        for command in ("wait runs", "sleep 86400", "wait runs"):
            screen.type(command + "\r")
            screen.until(command + "\n")
            screen.type("\x03")
            assert screen.until(PROMPT) == "^C\n"
        screen.type("half a line\x03")
        assert screen.until(PROMPT) == "half a line^C\n"
        screen.type("status runs\r")
        assert "runs: Running\n" in screen.until(PROMPT)
        screen.type("\x04")
        screen.until("Switching off.\n")


COMPLETED = [("hel\tsus\t", "help suspend "), ("start cr\t", "start crashes "),
             ("unin\tru\t", "uninstall runs "), ("install sa\t", "install sample "),
             ("source b\t", "source both.repl "), ("loglevel fa\t", "loglevel fake_manager "),
             ("capscan pr\t", "capscan process_manager "),
             ("trace test_o\t", "trace test_obj_alloc ")]


def test_tab_completes_commands_bundles_components_and_files():
    with live() as screen:
        for typed, line in COMPLETED:
            screen.type(typed)
            screen.until(line)
            screen.type("\x03")
            assert screen.until(PROMPT) == "^C\n"
        screen.type("st\t")
        assert screen.until(PROMPT + "st") == "st\nstart   stop    status  \n"


def test_arrow_keys_edit_and_bring_back():
    with live() as screen:
        screen.type("echo ac\x1b[Db\r")
        screen.until("\nabc\n" + PROMPT)
        screen.type("\x1b[A\x1b[D\x1b[D\x7f\x1b[3~xy\r")
        screen.until("\nxyc\n" + PROMPT)
        screen.type("\x1b[A\x1b[A\x1b[B\r")
        screen.until("\nxyc\n" + PROMPT)
