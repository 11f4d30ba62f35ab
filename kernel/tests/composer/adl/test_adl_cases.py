# SPDX-License-Identifier: MIT
"""Component descriptions that the composer must accept, and those it must refuse.

cases/NAME.camkes is a description. Its name begins with `accept_` or `reject_` and says what is
tried. cases/reject_X.expected holds the errors that `compose check` prints, to the letter, with
file, line and column; cases/accept_X.json the model that `compose dump` understands. What several
cases import is in cases/lib; cases/search is found by -I only.
"""

from __future__ import annotations

import json
import re
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[4]
CASES = Path(__file__).resolve().parent / "cases"
COMPOSE = ROOT / "build/host/compose"
NAMES = sorted(path.stem for path in CASES.glob("*.camkes"))
ACCEPTED = [name for name in NAMES if name.startswith("accept_")]
REJECTED = [name for name in NAMES if name.startswith("reject_")]
ERROR = re.compile(r"error: .+: [\w/]+\.camkes(:\d+:\d+)?")
PAGE = ROOT / "docs/components/descriptions.md"
PRELUDE = ROOT / "kernel/composer/adl/prelude.c"
TIMEOUT_S = 120

RANGES = """procedure P {
    void f();
}
component C {
    control;
    maybe uses P p;
}
component Uart {
    hardware;
    maybe emits I irq;
}
assembly {
    composition {
        component C one;
        component Uart uart;
    }
    configuration {
        SETTING
    }
}
"""


@pytest.fixture(scope="session")
def compose():
    """Builds the composer; gives a function that runs it on a case."""
    subprocess.run(["make", "-s", "--no-print-directory", COMPOSE.relative_to(ROOT)], cwd=ROOT,
                   check=True)

    def run(command: str, name: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run([COMPOSE, command, "-I", "search", f"{name}.camkes"], cwd=CASES,
                              timeout=TIMEOUT_S, capture_output=True, text=True, check=False)
    return run


@pytest.mark.parametrize("name", ACCEPTED)
def test_accepted(compose, name):
    done = compose("dump", name)
    assert done.stderr == ""
    assert done.stdout == (CASES / f"{name}.json").read_text()
    assert done.returncode == 0
    json.loads(done.stdout)


@pytest.mark.parametrize("name", REJECTED)
def test_rejected(compose, name):
    done = compose("check", name)
    assert done.stderr == (CASES / f"{name}.expected").read_text()
    assert done.stdout == ""
    assert done.returncode == 1


@pytest.mark.parametrize("name", REJECTED)
def test_a_rejected_one_has_no_dump(compose, name):
    done = compose("dump", name)
    assert done.stderr == (CASES / f"{name}.expected").read_text()
    assert (done.stdout, done.returncode) == ("", 1)


def test_the_page_shows_a_good_description(tmp_path, compose):
    text = PAGE.read_text().split('```text title="system.camkes"\n')[1].split("```")[0]
    path = tmp_path / "system"
    path.with_suffix(".camkes").write_text(text)
    done = compose("dump", str(path))
    assert (done.stderr, done.returncode) == ("", 0)
    assert json.loads(done.stdout)["instances"]["caller"]["settings"]["rounds"] == 10


def setting_ranges() -> list[tuple[str, int, int]]:
    """The rows of the page's table of settings that give a range, with an instance of each."""
    instances = {"a component": "one", "an interface": "one", "registers of a device": "uart",
                 "an interrupt of a device": "uart"}
    units = {"": 1, "MiB": 1 << 20, "GiB": 1 << 30}
    rows = re.findall(r"^\| (`.*?) \| (.*?) \| (\d+) to (\d+)(?: (MiB|GiB))?\b",
                      PAGE.read_text(), re.M)
    names = {"<if>_irq_number": "irq_irq_number"}
    return [(f"{instances[of]}.{names.get(name, name.replace('<if>', 'p'))}", int(low),
             int(high) * units[unit])
            for listed, of, low, high, unit in rows for name in re.findall(r"`(.*?)`", listed)]


@pytest.mark.parametrize(("setting", "low", "high"), setting_ranges())
def test_the_page_gives_the_ranges_of_settings(tmp_path, compose, setting, low, high):
    path = tmp_path / "system"

    def accepted(value: int) -> bool:
        path.with_suffix(".camkes").write_text(RANGES.replace("SETTING", f"{setting} = {value};"))
        done = compose("check", str(path))
        assert done.returncode == (1 if done.stderr else 0)
        assert done.stderr == "" or f"{value} is not in {low} to {high}" in done.stderr
        return done.returncode == 0

    assert [accepted(value) for value in (low - 1, low, high, high + 1)] == [
        False, True, True, False]


def test_the_page_lists_every_connector(compose):
    table = PAGE.read_text().split("## Connectors")[1].split("##")[0]
    listed = re.findall(r"`(seL4\w+|cantrip\w+)`", table)
    assert set(listed) == set(re.findall(r'"((?:seL4|cantrip)\w+)"', PRELUDE.read_text()))
    assert len(setting_ranges()) == 11


def test_every_case_says_what_must_happen():
    assert len(NAMES) >= 90
    assert sorted(ACCEPTED + REJECTED) == NAMES
    for name in REJECTED:
        lines = (CASES / f"{name}.expected").read_text().splitlines()
        assert lines, name
        for line in lines:
            assert ERROR.fullmatch(line) or line.endswith("the rest is not shown"), line


def test_every_expectation_has_its_description():
    expected = [*CASES.glob("*.expected"), *CASES.glob("*.json")]
    assert {path.stem for path in expected} == set(NAMES)
