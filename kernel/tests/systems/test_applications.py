# SPDX-License-Identifier: MIT
"""The applications of kernel/apps in the full system: what each says, and how it ends."""

from __future__ import annotations

import re

import pytest

from kernel.tests.bench import services
from kernel.tests.systems.running import boot

KEYVAL = """\
count this run: done
run number 1
write: done
read: 'what was written first'
write again: done
read: 'and what replaced it'
delete: done
read: no such key
delete again: no such key
a name that is too long: a key has 1 to 64 bytes
no name at all: a key has 1 to 64 bytes
a value that is too large: a value has up to 1024 bytes
"""

LOGTEST = """\
an error
a warning
an information
no level 9: no such level
stderr is for errors
one line, printed in pieces
one line?sdk_runtime: ERROR keyval::that feigns two
{dots}
3000 bytes: done
4999 bytes: it does not fit a message
a last line without an end
""".replace("{dots}", "." * (2047 - len("logtest::")))

TIMER = """\
once: 0x1
tick 1: 0x2
tick 2: 0x2
tick 3: 0x2
tick 4: 0x2
several: 0x80000001
a wait for nothing: no timer runs
timer 32: timers are 0 to 31
a period of 1 us: the time is too short or too long
"""

MMAP = """\
zeroes: done
sum of 16384 bytes: 16384
unmap: done
archive:motto.txt: done
it says: A tessera lets its bearer in.
changed: * tessera lets its bearer in.
once more: done
still:   A tessera lets its bearer in.
key:page: done
it says: the value of a key, as memory
a file that is not there: no such file
writable and executable: no such rights
write only: no such rights
"""

HOG = r"""\
(\d+) pieces of 16 KiB, then: no memory
\1 pieces of 16 KiB, then: no memory
as many as before: yes
"""

SAID = {  # by application: what it says, how `wait` tells its end
    "hello": ("Hello, world!\n", "Exited, code 0"),
    "exiter": ("the sum of 1000 numbers is 499500\ngoodbye\n", "Exited, code 42"),
    "keyval": (KEYVAL, "Exited, code 0"),
    "logtest": (LOGTEST, "Exited, code 0"),
    "timer": (TIMER, "Exited, code 0"),
    "mmap": (MMAP, "Exited, code 0"),
    "panic": ("something that cannot be has happened\n", "Faulted, exception 3, pc 0x1"),
    "fault": ("now I write to address 0\n", "Faulted, write at 0x0, pc 0x1"),
}


@pytest.fixture(name="console", scope="module")
def _console() -> list[str]:
    """One session in which all applications run, one after the other."""
    names = [*SAID, "hog"]
    typed = "".join(f"start {name}\nwait {name}\n" for name in names)
    typed += "start fibonacci\nsleep 1\nsuspend fibonacci\nresume fibonacci\nsleep 1\n"
    run = boot("full", typed=typed.encode() + b"stop fibonacci\n\x04")
    assert run.exit_code == 0, run.console[-2000:]
    return run.console.splitlines()


def said_by(name: str, console: list[str]) -> str:
    """The lines of an application, without what the log puts in front."""
    found = [re.match(rf"sdk_runtime: [A-Z]+ {name}::(.*)", line) for line in console]
    return "".join(match[1] + "\n" for match in found if match)


@pytest.mark.parametrize("name", SAID)
def test_an_application_does_what_it_shows(console, name):
    text, end = SAID[name]
    assert said_by(name, console) == text
    assert any(line.startswith(f"{name}: {end}") for line in console), console


def test_a_hog_is_held_to_its_quota_and_gets_back_what_it_gave_back(console):
    assert re.fullmatch(HOG.removeprefix("\\\n"), said_by("hog", console)), console
    assert "hog: Exited, code 0" in console


def test_fibonacci_goes_on_where_it_was_suspended(console):
    said = said_by("fibonacci", console).splitlines()
    numbers = [0, 1]
    while len(numbers) < len(said):
        numbers.append(numbers[-1] + numbers[-2])
    assert said == [f"fibonacci({n}) = {number}" for n, number in enumerate(numbers)]
    assert 10 < len(said) < 94


def test_cost_of_each_request():
    """In guest instructions of the release build; `make bench` prints them."""
    costs = services.measure()
    for what, count in costs.items():
        print(f"{what:<60}{count:>8}")
    assert 500 < costs["ping"] < costs["a suppressed line"] < costs["a line of the log"] < 30_000
    assert costs["ping"] < costs["start a timer"]
    assert costs["start a timer"] < costs["start a timer of 0 us and wait for it"] < 60_000
    assert costs["ping"] < costs["read a key of 100 bytes"] < 60_000
    assert costs["ping"] < costs["write a key of 100 bytes"] < 100_000
    assert costs["ping"] < costs["first touch of a page"] < 40_000
