# SPDX-License-Identifier: MIT
"""Every lab's page has the same parts in the same order, and no step leaves a student alone."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
import yaml

DOCS = Path(__file__).resolve().parent.parent
ROOT = DOCS.parent
STRENGTHS = ("nudge", "hint", "outline")
LABS = sorted(path.parent.name for path in (ROOT / "labs").glob("*/lab.yml"))


def parts(text: str) -> list[tuple[str, str]]:
    """Each section of a page: its heading and its text."""
    found = []
    for part in re.split(r"(?m)^## ", text)[1:]:
        heading, _, body = part.partition("\n")
        found.append((heading, body))
    return found


def complaints(number: str, text: str, exercise: bool) -> list[str]:
    """What a lab's page lacks."""
    found = []
    sections = parts(text)
    headings = [heading for heading, _ in sections]
    steps = [(h, body) for h, body in sections if h.startswith("Step ")]
    expected = ["Before you begin", "Start", "What to write", "How it works",
                *(h for h, _ in steps), "When it does not work",
                *(["Exercise: write a test"] if exercise else []),
                "Questions", "What seL4 does differently", "Challenges"]
    if headings != expected:
        found.append(f"sections are {headings}, expected {expected}")
    if not steps:
        found.append("no steps")
    for count, (heading, body) in enumerate(steps, 1):
        if not heading.startswith(f"Step {count}: "):
            found.append(f"'{heading}' is step number {count}")
        if "**Place:**" not in body:
            continue        # nothing to write: a step that looks at what was made
        there = [s for s in STRENGTHS if re.search(rf"(?m)^\?\?\? {s} ", body)]
        if len(there) < 2:
            found.append(f"'{heading}' has hints of {len(there)} strengths, expected 2 or 3")
        if '"What you should see"' not in body and "**Run**" not in body:
            found.append(f"'{heading}' does not say what to run or what one should see")
    for directive in ("facts", "pieces", "tests"):
        if f"::{directive}[{number}]" not in text:
            found.append(f"no ::{directive}[{number}]")
    if "::diagram[" not in text and "```dot" not in text:
        found.append("no diagram")
    challenges = dict(sections).get("Challenges", "")
    if not re.search(r"(?m)^- ★", challenges):
        found.append("no starred challenge")
    return found


@pytest.mark.parametrize("lab", LABS)
def test_a_lab_page_has_its_parts(lab):
    data = yaml.safe_load((ROOT / "labs" / lab / "lab.yml").read_text(encoding="utf-8"))
    text = (DOCS / "labs" / f"{lab}.md").read_text(encoding="utf-8")
    assert not complaints(lab[:2], text, "exercise" in data)


GOOD = """\
::facts[07]
## Before you begin
## Start
## What to write
::pieces[07]
## How it works
::diagram[x]
## Step 1: one
**Place:** `f`.
??? nudge "Where"
??? hint "How"
!!! success "What you should see"
## When it does not work
## Questions
## What seL4 does differently
## Challenges
- ★ Do it again.
::tests[07]
"""


@pytest.mark.parametrize(("old", "new", "message"), [
    ("## Questions\n", "", "sections are"),
    ("## Step 1: one", "## Step 2: one", "is step number 1"),
    ('??? hint "How"\n', "", "hints of 1 strengths"),
    ('!!! success "What you should see"\n', "", "does not say what to run"),
    ("::diagram[x]\n", "", "no diagram"),
    ("::tests[07]\n", "::tests[08]\n", r"no ::tests\[07\]"),
    ("- ★ Do", "Do", "no starred challenge"),
])
def test_what_is_missing_is_named(old, new, message):
    assert complaints("07", GOOD, False) == []
    assert old in GOOD
    (complaint,) = complaints("07", GOOD.replace(old, new), False)
    assert re.search(message, complaint)
