# SPDX-License-Identifier: MIT
"""The system `full`, as somebody at its shell sees it."""

from __future__ import annotations

import re

import pytest

from autograder import caps, qemu
from kernel.tests.systems.running import ROOT, boot, build

BANNER = "Tessera. 'help' lists the commands; 'source demo.repl' shows some."
PROMPT = "TESSERA> "
SCRIPT = ROOT / "kernel/systems/full/archive/demo.repl"
PATIENCE = 300.0  # s; a busy host may take its time
BOOT_INSTRUCTIONS = 120_000_000  # about a second of QEMU's; half of it is used

# What each command of the script says; sizes and addresses are those of today's compiler.
DEMO = {
    "start hello": "hello: Running",
    "wait hello": "sdk_runtime: INFO hello::Hello, world!\nhello: Exited, code 0",
    "start fault": "fault: Running",
    "wait fault": "sdk_runtime: INFO fault::now I write to address 0\n"
                  "process_manager: INFO janitor::fault faulted: .*\n"
                  "fault: Faulted, write at 0x0, pc 0x1[0-9a-f]{4}",
    "status fault": "fault: Faulted, write at 0x0, pc 0x1[0-9a-f]{4}\n"
                    "    started 1 time since boot\n"
                    "    pc 0x1[0-9a-f]{4}  ra 0x1[0-9a-f]{4}  sp 0x3ffffd[0-9a-f]{4}",
    'kvwrite keyval colour "blue, as the sea"': "",
    "start keyval": "keyval: Running",
    "kvread keyval colour": "blue, as the sea",
    "stop keyval": "keyval: Stopped",
    "start timer": "timer: Running",
    "suspend timer": "timer: Suspended",
    "ps": "BUNDLE                   STATE      STARTS  END\n"
          "fault                    Faulted         1  write at 0x0, pc 0x1[0-9a-f]{4}\n"
          "hello                    Exited          1  code 0\n"
          "timer                    Suspended       1",
    "capscan timer": " SLOTS          CAPABILITIES\n     1          endpoint",
    "stop timer": "timer: Stopped",
}


def words(line: str) -> str:
    """A line of the script without its comment."""
    return line.partition("#")[0].rstrip()


@pytest.mark.parametrize("kind", ["debug", "release"])
def test_the_script_of_the_demonstration_does_what_it_says(kind):
    run = boot("full", kind=kind, typed=b"source demo.repl\n\x04", wall_seconds=PATIENCE)
    assert (run.status, run.exit_code) == (qemu.Status.EXIT, 0), run.console[-2000:]
    lines = SCRIPT.read_text().splitlines()
    assert [words(line) for line in lines if words(line)] == list(DEMO)
    expected = [re.escape(BANNER), re.escape(PROMPT + "source demo.repl")]
    for line in lines:
        expected.append(re.escape(PROMPT + line))
        if kind == "release" and words(line) == "capscan timer":
            expected.append(" SLOTS          CAPABILITIES\n     1          .*")
        elif DEMO.get(words(line)):
            expected.append(DEMO[words(line)])
    expected += [PROMPT, "Switching off.", ""]
    said = run.console[run.console.index(BANNER):]
    assert re.fullmatch("\n".join(expected), said), said


@pytest.mark.parametrize("kind", ["debug", "release"])
def test_it_boots_to_the_shell_in_a_second(kind):
    run = boot("full", kind=kind, typed=b"\x04", wall_seconds=PATIENCE)
    assert run.status == qemu.Status.EXIT
    assert f"{BANNER}\n{PROMPT}\nSwitching off.\n" in run.console
    assert run.instructions is not None and run.instructions < BOOT_INSTRUCTIONS


def test_every_application_ends_as_it_should_and_all_memory_comes_back():
    ends = {"exiter": "Exited, code 42", "fault": "Faulted, write at 0x0, ",
            "fibonacci": "Stopped", "hello": "Exited, code 0", "hog": "Exited, code 0",
            "keyval": "Exited, code 0", "logtest": "Exited, code 0", "mmap": "Exited, code 0",
            "panic": "Faulted, exception 3, ", "timer": "Exited, code 0"}
    typed = ""
    for names in (list(ends), list(reversed(ends))):
        for name in names:
            typed += f"start {name}\n{'stop' if ends[name] == 'Stopped' else 'wait'} {name}\n"
        typed += "mstats\n"
    typed += "install hello as second\nstart second\nwait second\nuninstall second\nmstats\n"
    run = boot("full", typed=typed.encode() + b"\x04", wall_seconds=PATIENCE)
    assert run.status == qemu.Status.EXIT, run.console[-2000:]
    for name, end in ends.items():
        assert len(re.findall(rf"^{name}: {end}", run.console, re.M)) == 2, (name, run.console)
    assert "second: Exited, code 0" in run.console
    figures = [re.findall(rf"^{row} +(\d+)", run.console, re.M)
               for row in ("bytes allocated", "bytes free", "objects")]
    allocated, free, objects = figures
    assert len(set(allocated)) == len(set(free)) == 1 and len(set(objects[::2])) == 1, figures


def test_a_level_counts_for_who_has_said_nothing_yet():
    typed = "start exiter\nwait exiter\nloglevel process_manager debug\nstart exiter\n"
    typed += "wait exiter\nloglevel process_manager info\nstart exiter\nwait exiter\n"
    run = boot("full", typed=typed.encode() + b"\x04", wall_seconds=PATIENCE)
    assert run.status == qemu.Status.EXIT, run.console[-2000:]
    starts = run.console.split("> start exiter\n")[1:]
    assert [start.count("process_manager: DEBUG ") for start in starts] == [0, 2, 0], run.console


@pytest.mark.parametrize("picture", caps.PICTURES)
def test_it_can_be_drawn(picture):
    build("full")
    svg = caps.draw(ROOT / f"build/debug/systems/full/{picture}.dot")
    assert "debug_console" in svg and "crash_test" in svg
