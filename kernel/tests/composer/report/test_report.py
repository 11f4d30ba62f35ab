# SPDX-License-Identifier: MIT
"""The reports of plans made by hand: complete, readable, and not to be broken by names."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path

import pytest

from autograder import caps

ROOT = Path(__file__).resolve().parents[4]
HERE = Path("kernel/tests/composer/report")
PLANS = ("pair", "ring", "hostile", "empty")
PICTURES = ("components", "capabilities")


@pytest.fixture(scope="session")
def maker(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """make_plan.c with all that it needs of the composer, checked by sanitizers."""
    target = tmp_path_factory.mktemp("report") / "make_plan"
    sources = [HERE / "make_plan.c", *(p.relative_to(ROOT) for folder in ("report", "plan")
               for p in sorted((ROOT / "kernel/composer" / folder).glob("*.c"))),
               "kernel/composer/diagnostics.c", "kernel/initialiser/allocate.c"]
    run = subprocess.run(["gcc", "-std=gnu17", "-O1", "-g", "-Wall", "-Wextra", "-Werror",
                          "-fsanitize=address,undefined", "-fno-sanitize-recover=all", "-Ikernel",
                          "-Ikernel/composer", *map(str, sources), "-o", str(target)], cwd=ROOT,
                         capture_output=True, text=True, check=False)
    assert run.returncode == 0, run.stderr
    return target


def made(maker: Path, plan: str, report: str, status: int = 0) -> str:
    """What the maker prints; sanitizers may say nothing."""
    run = subprocess.run([maker, plan, report], capture_output=True, check=False)
    assert run.returncode == status, run.stderr.decode()
    return (run.stdout if status == 0 else run.stderr).decode()


@pytest.mark.parametrize("plan", PLANS)
def test_json_holds_everything(maker: Path, plan: str) -> None:
    report = json.loads(made(maker, plan, "json"))
    totals = report["totals"]
    for name in ("objects", "capabilities", "mappings", "threads", "components"):
        assert len(report[name]) == totals[name]
    assert all(o["paddr"] is not None for o in report["objects"] if o["bytes"])
    memory = [c["memory"] for c in report["components"]] + [report["shared_memory"]]
    for kind, total in totals["memory"].items():
        assert sum(m[kind] for m in memory) == total
    assert sum(o["bytes"] for o in report["objects"]) == sum(totals["memory"].values())


def test_json_tells_rights_and_badges(maker: Path) -> None:
    report = json.loads(made(maker, "pair", "json"))
    call = next(c for c in report["capabilities"] if c["label"] == "call ask")
    assert (call["rights"], call["badge"], call["slot"]) == ("-w-p", 1 << 63 | 4, 41)


def test_names_come_through_json_unharmed(maker: Path) -> None:
    report = json.loads(made(maker, "hostile", "json"))
    names = [c["name"] for c in report["components"]]
    assert names[0] == 'a"b\\c<d>&e;{f|g}'
    assert names[1] == "x*/y/*z\n\t\x01\ufffd\ufffd(%s\u00e9"


@pytest.mark.parametrize("plan", ("pair", "ring"))
def test_text_is_at_most_100_columns_wide(maker: Path, plan: str) -> None:
    lines = made(maker, plan, "text").splitlines()
    assert [line for line in lines if len(line) > 100] == []
    assert any("0x8000000000000004  call ask" in line for line in lines) == (plan == "pair")


@pytest.mark.parametrize("picture", PICTURES)
@pytest.mark.parametrize("plan", PLANS)
def test_picture_can_be_drawn(maker: Path, plan: str, picture: str, tmp_path: Path) -> None:
    dot = tmp_path / "picture.dot"
    dot.write_text(made(maker, plan, picture), encoding="utf-8")
    svg = caps.draw(dot)
    assert "prefers-color-scheme: dark" in svg
    if plan == "hostile":
        assert "evil" in svg or picture == "capabilities"
        assert svg.count("</svg>") == 1


@pytest.mark.parametrize("report", ("json", "text", *PICTURES))
def test_equal_plans_give_equal_bytes(maker: Path, report: str) -> None:
    assert made(maker, "ring", report) == made(maker, "ring", report)


@pytest.mark.parametrize("plan", ("pair", "hostile"))
def test_header_compiles(maker: Path, plan: str) -> None:
    header = made(maker, plan, "header")
    run = subprocess.run(["gcc", "-std=c17", "-Wall", "-Wextra", "-Werror",
                          "-fsyntax-only", "-xc", "-"], input=header.replace("#pragma once", ""),
                         capture_output=True, text=True, check=False)
    assert run.returncode == 0, run.stderr


def test_header_refuses_names_that_mean_something(maker: Path) -> None:
    errors = made(maker, "words", "header", status=1)
    for name, why in (("int", "is reserved"), ("_X", "is reserved"), ("seL4_Wait", "is reserved"),
                      ("notified", "is reserved"), ("2x", "is not a C identifier"),
                      ("", "is not a C identifier"), ("TWICE", "is defined twice")):
        assert f"name '{name}' {why}" in errors
    assert "GOOD" not in errors
