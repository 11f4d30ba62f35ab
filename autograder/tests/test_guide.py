# SPDX-License-Identifier: MIT
"""docs/contributing/write-a-lab.md, followed to the letter, makes a lab that is proven.

Its files are written into a copy of the tree, its commands are run there.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from pathlib import Path

import pytest

from autograder.stage import student_source
from autograder.tree import lay_out

ROOT = Path(__file__).resolve().parents[2]
GUIDE = ROOT / "docs/contributing/write-a-lab.md"
_FENCE = re.compile(r'^```(\w+)(?: title="([^"]+)")?\n(.*?)^```$', re.MULTILINE | re.DOTALL)


def fences(kind: str) -> list[tuple[str, str]]:
    """(title, text) of the guide's fences of a kind; "" for all that have a title."""
    return [(title, text) for found, title, text in _FENCE.findall(GUIDE.read_text())
            if (found == kind if kind else title)]


def commands() -> list[str]:
    return [line[2:] for _, text in fences("console") for line in text.splitlines()
            if line.startswith("$ ")]


@pytest.fixture(scope="module")
def copy(tmp_path_factory):
    """A copy of the tree with the guide's lab as its only one."""
    place = tmp_path_factory.mktemp("guide") / "tessera"
    lay_out(student_source(ROOT), place)
    shutil.copytree(ROOT / "docs/labs", place / "docs/labs")
    for title, text in fences(""):
        (place / title).parent.mkdir(parents=True, exist_ok=True)
        assert not (place / title).exists(), title
        (place / title).write_text(text)
    return place


def run(copy: Path, command: str) -> subprocess.CompletedProcess[str]:
    outer = ("MAKEFLAGS", "MFLAGS", "MAKELEVEL", "MAKEOVERRIDES", "LAB", "BUILD")
    return subprocess.run(["bash", "-c", command], cwd=copy, capture_output=True, text=True,
                          errors="replace", check=False, timeout=1200, stdin=subprocess.DEVNULL,
                          env={k: v for k, v in os.environ.items() if k not in outer})


def test_the_guide_says_what_to_do():
    assert commands() == ["make prove-labs LAB=90", "make lab LAB=90"]
    titles = [title for title, _ in fences("")]
    assert "labs/90-mutate/lab.yml" in titles and "docs/labs/90-mutate.md" in titles
    assert all(title.startswith(("labs/90-mutate/", "solutions/90-mutate/", "docs/labs/90-mutate"))
               for title in titles)


@pytest.mark.slow
def test_who_follows_the_guide_has_a_lab(copy):
    proved, staged = (run(copy, command) for command in commands())
    assert proved.returncode == 0, proved.stdout + proved.stderr
    shown = next(text for _, text in fences("text"))
    for line in shown.splitlines():
        if line != "...":
            assert re.sub(r", \d+ s$", "", line) in proved.stdout, line
    assert "3 of 3 mutants killed" in proved.stdout
    assert staged.returncode == 0, staged.stderr
    tree = copy / "labwork/90-mutate"
    assert (tree / "labs/90-mutate/tests/moves.c").is_file()
    assert not (tree / "labs/90-mutate/tests/corners.c").exists()
    assert "lab 90" in (tree / "kernel/microkernel/cap/cnode.c").read_text()


def test_its_code_is_in_shape(copy):
    files = [title for title, _ in fences("c")]
    shaped = subprocess.run(["clang-format", "--dry-run", "-Werror", *files], cwd=copy,
                            capture_output=True, text=True, check=False)
    assert shaped.returncode == 0, shaped.stderr


def test_its_page_resolves(copy, monkeypatch):
    """What the lab's page names is there, and the tables come out of lab.yml."""
    monkeypatch.syspath_prepend(str(ROOT / "docs"))
    from hooks.directives import Page
    from hooks.site import Site
    site = Site(copy)
    page = Page(site, "labs/90-mutate.md", "labs/90-mutate.html")
    page.expand((copy / "docs/labs/90-mutate.md").read_text())
    shown = "\n".join(page.pieces)
    assert not [error for error in site.errors if "90" in error]
    assert "mutate_moves" in shown and "gives_no_badge" not in shown


def test_a_guide_that_rots_is_found(copy):
    """One letter wrong in one of its files, and its command fails."""
    path = copy / "labs/90-mutate/lab.yml"
    text = path.read_text()
    path.write_text(text.replace("functions: [mutate]", "functions: [mutated]"))
    try:
        assert "mutated" in run(copy, commands()[1]).stderr
    finally:
        path.write_text(text)
