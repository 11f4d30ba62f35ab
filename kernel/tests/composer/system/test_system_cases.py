# SPDX-License-Identifier: MIT
"""System descriptions that the composer must accept, and those it must refuse.

cases/NAME.system is a description. Its name begins with `accept_` or `reject_` and says what is
tried. cases/NAME.expected holds what the composer prints, to the letter: every error with line and
column, and warnings. Without that file it prints nothing.
"""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[4]
CASES = Path(__file__).resolve().parent / "cases"
COMPOSE = ROOT / "build/host/compose"
MANUAL = ROOT / "docs/components/system-descriptions.md"
NAMES = sorted(path.stem for path in CASES.glob("*.system"))
TIMEOUT_S = 120


@pytest.fixture(scope="session")
def compose() -> Path:
    """Builds the composer."""
    subprocess.run(["make", "-s", "--no-print-directory", COMPOSE.relative_to(ROOT)], cwd=ROOT,
                   check=True)
    return COMPOSE


def expected(name: str) -> str:
    path = CASES / f"{name}.expected"
    return path.read_text() if path.exists() else ""


@pytest.mark.parametrize("name", NAMES)
def test_description(compose, name):
    done = subprocess.run([compose, "check", f"{name}.system"], cwd=CASES, timeout=TIMEOUT_S,
                          capture_output=True, text=True, check=False)
    assert done.stderr == expected(name)
    assert done.stdout == ""
    assert done.returncode == (0 if name.startswith("accept_") else 1)


def test_every_case_says_what_must_happen():
    assert len(NAMES) >= 150
    for name in NAMES:
        errors = [line for line in expected(name).splitlines() if line.startswith("error: ")]
        assert name.startswith(("accept_", "reject_")), name
        assert bool(errors) == name.startswith("reject_"), name
        assert all(f": {name}.system:" in line for line in errors), name


def test_every_expectation_has_its_description():
    assert {path.stem for path in CASES.glob("*.expected")} <= set(NAMES)


def test_limits_are_a_table_that_the_manual_has(compose):
    done = subprocess.run([compose, "limits"], capture_output=True, text=True, check=True)
    lines = done.stdout.splitlines()
    assert lines[:2] == ["| what | least | most | unit |", "|---|---|---|---|"]
    assert "| protection domains | 1 | 63 |  |" in lines
    assert "| priority | 0 | 254 |  |" in lines
    assert MANUAL.read_text().endswith("\n\n" + done.stdout)


# -- large ones, which are not worth a file -----------------------------------

PD = '<protection_domain name="a"><program_image path="a.elf" />{}</protection_domain>'
LARGE = {
    "file": ("<system>" + " " * (1 << 20) + "</system>",
             "error: the file is longer than 1 MiB: large.system:1:1\n"),
    "attribute": ("<system>\n" + PD.format(f'<irq irq="{"9" * 900_000}" />') + "</system>",
                  "error: a tag is longer than 16 KiB: large.system:2:59\n"),
    "tag of many attributes": (
        "<system " + " ".join(f'a{n}=""' for n in range(90_000)) + " />",
        "error: a tag is longer than 16 KiB: large.system:1:1\n"),
    "number": ("<system>" + PD.format(f'<irq irq="{"9" * 16_000}" id="0" />') + "</system>",
               f"error: attribute 'irq' is '{'9' * 64}...', which needs more than 64 bits on "
               "element 'irq': large.system:1:67\n"),
    "comment": ("<system><!-- " + "< \" '" * 100_000 + "-->" + PD.format("") + "</system>", ""),
    "section of text": ("<system><![CDATA[" + "<'" * 400_000 + "]]></system>",
                        "error: text '" + "<'" * 32 + "...' means nothing here on element "
                        "'system': large.system:1:1\n"
                        "error: missing element 'protection_domain' on element 'system': "
                        "large.system:1:1\n"),
    "nesting": ("<a>" * 100_000, "error: elements are nested too deeply on element 'a': "
                                 "large.system:1:772\n"),
}


@pytest.mark.parametrize("what", LARGE)
def test_large(compose, tmp_path, what):
    text, messages = LARGE[what]
    (tmp_path / "large.system").write_text(text)
    done = subprocess.run([compose, "check", "large.system"], cwd=tmp_path, timeout=TIMEOUT_S,
                          capture_output=True, text=True, check=False)
    assert (done.stderr, done.returncode) == (messages, 1 if messages else 0)


def test_of_many_errors_the_first_fifty_are_shown(compose, tmp_path):
    (tmp_path / "many.system").write_text("<system>" + "<x />" * 1000 + PD.format("") + "</system>")
    done = subprocess.run([compose, "check", "many.system"], cwd=tmp_path, timeout=TIMEOUT_S,
                          capture_output=True, text=True, check=False)
    lines = done.stderr.splitlines()
    assert done.returncode == 1
    assert lines[49].endswith(" on element 'x': many.system:1:254")
    assert lines[50:] == ["error: more than 50 errors; the rest is not shown"]
