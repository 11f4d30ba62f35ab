# SPDX-License-Identifier: MIT
"""The system `connectors`: what every connector does, and that the plan gives no more for it."""

from __future__ import annotations

import json
import re
from typing import Any

import pytest

from kernel.tests.systems.running import ROOT

SAID = {
    "server": ["server: pre_init", "server: sums init", "server: post_init"],
    "client": [
        "client: hello 5", "client: component calls", "client: total 10",
        "client: low 7", "client: high 5", "client: abab 3 1 2 0",
        "client: absent 0", "client: joined 0", "client: too long 1",
        "client: joined 0", "client: too long 2", "client: no capability 0",
        "client: thread is a capability of type 12", "client: type 6",
        "client: poll 0", "client: sum 23", "client: poll 0",
        "client: called back 42", "client: units 0", "client: no unit -1",
        "client: unit 0",
    ],
    "watcher": ["watcher: board of 8192 bytes: 'what the description put there'",
                "watcher: board says written by the client"],
    "second": ["second: sum 22"],
    "keeper": ["keeper: some of untyped memory, from its first slot",
               "keeper: an address space: done", "keeper: a number for it: done",
               "keeper: a scheduling context: done", "keeper: time for it: done"],
}
COST = re.compile(r"client: (.+) costs (\d+) instructions, 0 wrong")
COSTS = {"RPCCall", "RPCOverMultiSharedData", "RPCCallSignal", "Notification there and back"}


@pytest.fixture(name="run")
def _run(run_system):
    return run_system("connectors", "second: sum 22")


@pytest.mark.parametrize("component", SAID)
def test_each_component_says_what_it_saw(run, component):
    lines = [line for line in run.lines(component) if "instructions" not in line]
    assert [line for line in lines if line != "client: done"] == SAID[component]


def test_a_round_trip_over_each_connector_is_right(run):
    costs = dict(COST.findall(run.console))
    assert set(costs) == COSTS
    assert all(int(count) < 10_000 for count in costs.values())


@pytest.fixture(name="report")
def _report(run) -> dict[str, Any]:
    """What the composer says of the plan that was booted."""
    assert run.console
    return json.loads((ROOT / "build/debug/systems/connectors/report.json").read_text())


# (component, what for) -> rights, badge
CAPABILITIES = {
    ("client", "sums calls server"): ("-w-p", 1),
    ("second", "sums calls server"): ("-w-p", 2),
    ("server", "sums receive"): ("r---", 0),
    ("server", "sums reply"): ("rw--", 0),
    ("client", "frames calls server"): ("-wgp", 1),
    ("second", "frames calls server"): ("-wgp", 2),
    ("server", "frames receive"): ("r---", 0),
    ("server", "frames reply"): ("rwg-", 0),
    ("client", "signalled calls server"): ("-w-p", 1),
    ("client", "signalled signal"): ("r---", 0),
    ("server", "signalled signals client"): ("-w--", 1),
    ("server", "signalled receive"): ("r---", 0),
    ("server", "signalled reply"): ("rw--", 0),
    ("client", "done signals watcher"): ("-w--", 1),
    ("watcher", "done event"): ("r---", 0),
    ("watcher", "back signals client"): ("-w--", 1),
    ("client", "back event"): ("r---", 0),
    ("watcher", "interrupts"): ("r---", 0),
}
INSIDE = {"end", "C library", "started", "may init", "may run", "own capability space",
          "own thread", "asid pool", "scheduling control"}
INSIDE_ENDS = (" pending", " page lock")
INSIDE_STARTS = ("lock ", "tick acknowledges ")


def test_a_connection_gives_what_it_needs_and_no_more(report):
    names = {o["index"]: o["name"] for o in report["objects"]}
    found = {(names[c["cnode"]].split(".")[0], c["label"]): (c["rights"], c["badge"])
             for c in report["capabilities"] if names[c["cnode"]].endswith(".cspace")}
    for key, expected in CAPABILITIES.items():
        assert found[key] == expected, key
    others = {(component, label) for component, label in found
              if component in ("client", "server", "watcher") and label not in INSIDE
              and not label.endswith(INSIDE_ENDS) and not label.startswith(INSIDE_STARTS)}
    assert others == {key for key in CAPABILITIES if key[0] != "second"} | {
        ("server", "signalled signals second")}


def test_memory_is_seen_by_its_ends_only(report):
    seen = {}
    for component in report["components"]:
        for area in component["memory_map"]:
            name = area["first"].split("[")[0]
            seen.setdefault(name, set()).add((component["name"], area["access"]))
    assert seen["board"] == {("client", "rw-"), ("watcher", "r--")}
    assert seen["frames page of client"] == {("client", "rw-"), ("server", "rw-")}
    assert seen["frames page of second"] == {("second", "rw-"), ("server", "rw-")}
    assert seen["clock"] == {("watcher", "rw-")}
    assert seen["keeper untyped memory"] == {("keeper", "r--")}
