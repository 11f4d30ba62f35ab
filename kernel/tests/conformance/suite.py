# SPDX-License-Identifier: MIT
"""The conformance suite: which tests there are, what they cover, how they go.

A test is a `TEST(s3_3_depth_mismatch)` in a C file of this folder. Its name begins with the section
of the interface's reference that holds the rule it proves; a section without subsections counts as
its own subsection 0 (s11_0_...). The tests run in proctor like those of a lab, but judge themselves
with CHECK: there is nothing to hide from the kernel here. A TEST_WITH("domains=4", s6_10_...) boots
with these words; tests with equal words share boots.

    /usr/bin/python3 -m kernel.tests.conformance.suite        (make conformance)

prints a summary by section and writes build/conformance.json.
"""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from autograder import Refusal, proctor
from autograder.proctor import TestResult, TestSpec

ROOT = Path(__file__).resolve().parents[3]
FOLDER = ROOT / "kernel/tests/conformance"
REPORT = ROOT / "build/conformance.json"
NONCE = 0x5E4C0F0A11A1  # any; the same in every run, so that runs are alike
TEST = re.compile(r"^TEST(?:_WITH\(\"([^\"]*)\", |\()(\w*)\)", re.M)
NAME = re.compile(r"s(\d+)_(\d+)_[a-z]\w*\Z")

# The sections of the reference that hold rules a program can observe.
SECTIONS = {
    "1.4": "Boot: virtual layout",
    "1.5": "Boot: root CNode",
    "1.6": "Boot: information",
    "1.7": "Boot: extra information",
    "1.8": "Boot: untyped memory",
    "2.1": "Registers at a system call",
    "2.2": "System call numbers",
    "2.3": "What each system call does",
    "2.4": "Receive: order of checks",
    "2.5": "Endpoint rendezvous",
    "2.6": "Kernel entry",
    "2.7": "Invocation: order of checks",
    "2.8": "Message info and transfer",
    "2.9": "IPC buffer",
    "2.10": "Capability transfer",
    "2.11": "Error replies",
    "2.12": "Lookup failures",
    "3.1": "Rights",
    "3.2": "CNode data word",
    "3.3": "Address resolution",
    "3.4": "Badges and data",
    "3.5": "Derivation",
    "3.6": "Derivation tree",
    "3.7": "Deletion of the last capability",
    "3.8": "Limits of contents",
    "4.1": "Types and sizes",
    "4.2": "State of new objects",
    "4.3": "Untyped Retype",
    "4.4": "Memory of an untyped",
    "5.1": "Labels",
    "5.2": "TCB",
    "5.3": "CNode",
    "5.5": "Interrupts",
    "5.6": "Domains",
    "5.7": "Scheduling objects",
    "5.9": "Other capabilities",
    "6.1": "Scheduling: quantities",
    "6.2": "Refills",
    "6.3": "Charging and timeslices",
    "6.4": "Ready queues and switches",
    "6.5": "Wait queues and priorities",
    "6.6": "Reply objects and call stack",
    "6.7": "Yield and YieldTo",
    "6.8": "Notifications and scheduling contexts",
    "6.9": "Unbinding and deletion",
    "6.10": "Domains",
    "7.1": "Faults: numbers and delivery",
    "7.2": "Replies to faults",
    "7.3": "Unknown system calls",
    "7.4": "Timeouts",
    "8.1": "Signals",
    "8.2": "Waiting for signals",
    "8.3": "Interrupt delivery",
    "9.1": "Address spaces: model",
    "9.2": "Address spaces: methods",
    "9.3": "Using an address space",
    "9.4": "Deletion of mappings",
    "11": "Debug system calls",
}


@dataclass(frozen=True)
class Test:
    """One test in the source and the words that its kernel boots with."""

    __test__ = False  # not one of pytest's

    name: str
    section: str
    path: Path
    words: str = ""


def section_of(name: str) -> str:
    """The section that a test's name names. Raises Refusal if it names none."""
    match = NAME.match(name)
    if not match:
        raise Refusal(f"conformance test '{name}': a name is s<section>_<subsection>_<rule>, "
                      "as s3_3_depth_mismatch")
    major, minor = match.groups()
    section = major if minor == "0" else f"{major}.{minor}"
    if section not in SECTIONS:
        raise Refusal(f"conformance test '{name}': there is no section {section}")
    return section


def order(section: str) -> tuple[int, ...]:
    """Key by which sections are sorted: 2.9 before 2.10."""
    return tuple(int(part) for part in section.split("."))


def tests_in(path: Path) -> list[Test]:
    """The tests of one C file in the order of the file."""
    return [Test(name, section_of(name), path, words)
            for words, name in TEST.findall(path.read_text())]


def tests(folder: Path = FOLDER) -> list[Test]:
    """All tests, by section. Raises Refusal for a name without one and for a name used twice."""
    found = [test for path in sorted(folder.glob("*.c")) for test in tests_in(path)]
    names = [test.name for test in found]
    for name in names:
        if names.count(name) > 1:
            raise Refusal(f"conformance test '{name}' is there twice")
    return sorted(found, key=lambda test: order(test.section))


def run(chosen: list[Test], build: str = "debug",
        on_result: Callable[[TestResult], None] | None = None) -> list[TestResult]:
    """Runs tests on the kernel that was built. Raises Refusal if that or the suite is missing."""
    folder = ROOT / "build" / build
    return proctor.run_tests(
        folder / "tessera.elf", folder / "kernel.elf", folder / "tasks/conformance.elf",
        [TestSpec(test.name, words=test.words) for test in chosen], NONCE, on_result=on_result,
        expectations={test.name: lambda nonce, params: {} for test in chosen})


def describe(result: TestResult) -> str:
    """Why a test failed: message, expected and seen, broken invariant, console."""
    lines = [result.message]
    for title, text in (("expected", result.expected), ("seen", result.seen),
                        ("kernel memory", result.invariant), ("console", result.console.strip())):
        if text:
            lines.append(f"{title}: " + text.replace("\n", "\n" + " " * (len(title) + 2)))
    return "\n".join(lines)


def report(chosen: list[Test], results: list[TestResult]) -> dict:
    """Counts by section and in all, as build/conformance.json has them."""
    passed = {result.name for result in results if result.passed}
    sections: dict[str, dict[str, int]] = {}
    for test in chosen:
        counts = sections.setdefault(test.section, {"passed": 0, "failed": 0, "total": 0})
        counts["passed" if test.name in passed else "failed"] += 1
        counts["total"] += 1
    return {"sections": {name: sections[name] for name in sorted(sections, key=order)},
            "passed": len(passed), "failed": len(chosen) - len(passed)}


def choose(beginnings: list[str]) -> list[Test]:
    """The tests whose names begin so; s2_1 is section 2.1 and not 2.10. All for an empty list."""
    exact = tuple(b + "_" if re.fullmatch(r"s\d+(_\d+)?", b) else b for b in beginnings)
    return [test for test in tests() if not exact or test.name.startswith(exact)]


def main(arguments: list[str]) -> int:
    """Runs the tests whose names begin with one of the arguments; without any, all of them."""
    chosen = choose(arguments)
    if not chosen:
        raise Refusal(f"no conformance test begins with {' or '.join(arguments)}")

    def show(result: TestResult) -> None:
        if not result.passed:
            print(f"FAIL {result.name}\n  " + describe(result).replace("\n", "\n  "), flush=True)

    results = run(chosen, on_result=show)
    counts = report(chosen, results)
    for name, section in counts["sections"].items():
        mark = "" if not section["failed"] else f"   {section['failed']} FAILED"
        print(f"  {name:<5} {SECTIONS[name]:<38} {section['passed']:>3} of "
              f"{section['total']:>3}{mark}")
    print(f"{counts['passed']} of {len(chosen)} conformance tests passed")
    if not arguments:
        REPORT.write_text(json.dumps(counts, indent=1) + "\n")
    return 1 if counts["failed"] else 0


if __name__ == "__main__":
    try:
        sys.exit(main(sys.argv[1:]))
    except Refusal as refusal:
        sys.exit(f"conformance: {refusal}")
