# SPDX-License-Identifier: MIT
"""Proves, for each lab, that its tests tell right from wrong.

    reference     the reference builds without a warning and gets all points
    starter       the starter builds without a warning, gets exactly its baseline, and each test
                  that fails says why
    mutant NAME   the wrong solution builds, and every test that names it fails, by what it saw:
                  that what it looks at could not be made is no verdict, unless lab.yml says
                  that the mutant breaks the build; no other test is run
    visible       each visible test has failed on at least one mutant, by what it saw
    exercise      of a lab that has one: the reference test does it; the skeleton and an empty
                  test build without a warning and do not; each mutant lets the empty test pass
    twice         the starter, graded again from an empty folder, gives the same bytes
    staged        `grade` in a freshly staged tree, without a build, gives the starter's result
                  for the visible tests
    reproducible  staging twice gives the same commit
    secret        no object of the staged repository holds text of a removed function
    track         the lab's stage of the cumulative track, on which this and all later labs are
                  starters, builds without a warning, and what is graded there is the starter

A proof is a name and a function that raises Failed with what it saw. The gradings they look at are
done before, two at a time, each pair of hands in a build tree of its own; the results do not
depend on which. Of several labs, as many are proved at once as there are processors, each by one
pair of hands; what is said comes in the order of the labs, as soon as it is known.
"""

from __future__ import annotations

import contextlib
import json
import os
import queue
import shutil
import subprocess
import sys
import time
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path
from typing import Any, Callable, Sequence

from . import Refusal, exercise, labs, track
from .build import build
from .definitions import outline, read_source
from .grade import WORDLESS, Graded, Grading, Runner, full_tree, grade, locked, prepare
from .labs import Lab
from .publish import TRACK_MAKE, stage_branch
from .replace import WHOLE_FILE
from .stage import leaks, secrets, stage, staged_tree
from .tree import Tree, lay_to_build, manifest, write_whole

Lines = queue.SimpleQueue[str | None]   # what is said about a lab; None ends it

READABLE = "readable"   # the one proof of a lab that cannot be read, which fails
_HANDS = 2
_MESSAGE = 240      # characters of a failure that are shown


class Failed(Exception):
    """A proof failed; the text says what was seen."""


class Prover:
    """The proofs of one lab. Ask for one with check(name); names() lists them."""

    def __init__(self, root: Path, lab: Lab, runner: Runner | None = None, hands: int = _HANDS):
        self.root, self.lab, self.runner = root, lab, runner
        self.exercise_runner: exercise.Runner | None = None     # stands in for QEMU in tests
        self.folder = root / "build" / "prove" / lab.name
        self.staged = self.folder / "staged"
        self.seconds = 0.0
        self._graded: dict[str, Future[Graded]] = {}
        self._tree: Tree = {}       # read once: all proofs are about the same files
        self._alone = contextlib.ExitStack()
        self._places: queue.SimpleQueue[Path] = queue.SimpleQueue()
        for number in range(hands):
            self._places.put(self.folder / f"hands-{number}")
        self._hands = ThreadPoolExecutor(hands)
        self._began = time.monotonic()

    def names(self) -> list[str]:
        """The proofs of this lab, in their order."""
        return proof_names(self.lab)

    def check(self, name: str) -> str:
        """Runs one proof; returns what it saw in a few words, raises Failed."""
        kind, _, mutant = name.partition(" ")
        self.start()
        try:
            return getattr(self, f"_prove_{kind}")(*([mutant] if mutant else []))
        except Refusal as refusal:
            raise Failed(str(refusal)) from None
        finally:
            self.seconds = time.monotonic() - self._began

    def start(self) -> None:
        """Sets all gradings going."""
        if self._graded:
            return
        self._alone.enter_context(locked(self.folder))
        self._tree = full_tree(self.root, self.lab.name)
        shutil.rmtree(self.folder / "results", ignore_errors=True)
        self._submit("reference", None)
        self._submit("starter", self.root / self.lab.starter)
        for mutant in self.lab.mutants:
            self._submit(f"mutant {mutant.name}", self.root / self.lab.mutant(mutant.name),
                         mutant.name)

    def close(self) -> None:
        """Waits for what is still going on, and lets others have the folder."""
        self._hands.shutdown(wait=True, cancel_futures=True)
        self._alone.close()

    def _submit(self, name: str, set_dir: Path | None, mutant: str | None = None) -> None:
        self._graded[name] = self._hands.submit(self._grade, name, set_dir, mutant)

    def _grade(self, name: str, set_dir: Path | None, mutant: str | None) -> Graded:
        place = self._places.get()
        try:
            if not (place / "tree").exists():
                self._furnish(place)
            return grade(Grading(self.root, self.lab.name, set_dir=set_dir, mutant=mutant,
                                 work=place,
                                 out=self.folder / "results" / name.replace(" ", "-"),
                                 pristine=self._tree, runner=self.runner))
        finally:
            self._places.put(place)

    def _furnish(self, place: Path) -> None:
        """A build tree begins as a copy of what is the same for all labs."""
        common = self.root / "build" / "prove" / ".reference"
        with locked(common):
            prepare(self._tree, common / "tree")
            shutil.copytree(common / "tree", place / "tree")

    def result(self, name: str) -> dict[str, Any]:
        """The finished result of one grading; Failed if it could not be built."""
        result = self._graded[name].result().result
        if result["status"] != "graded":
            raise Failed(f"{name}: {result['status']}: {(result['messages'] or ['?'])[0]}")
        if result["messages"]:
            raise Failed(f"{name}: the build warns: {result['messages'][0]}")
        return result

    # -- the proofs -------------------------------------------------------------------------

    def _prove_reference(self) -> str:
        result = self.result("reference")
        _expect_score("the reference", result, labs.FULL_POINTS)
        return f"{result['score']} points"

    def _prove_starter(self) -> str:
        result = self.result("starter")
        _expect_score("the starter", result, self.lab.baseline)
        for test in result["tests"]:
            if test["status"] == "not run":
                raise Failed(f"{test['name']} did not run")
            if test["status"] == "failed" and test["message"] == WORDLESS:
                raise Failed(f"{test['name']} fails without an explanation")
        failed = sum(test["status"] == "failed" for test in result["tests"])
        return f"{result['score']} points, {failed} failures explained"

    def _prove_mutant(self, name: str) -> str:
        rows = {t["name"]: t for t in self.result(f"mutant {name}")["tests"]}
        named = [test.name for test in self.lab.killers(name)]
        alive = [test for test in named if rows[test]["status"] != "failed"]
        if alive:
            raise Failed(f"not killed by {', '.join(alive)}")
        breaks = next(m.breaks_build for m in self.lab.mutants if m.name == name)
        odd = [test for test in named if _saw(rows[test]) == breaks]
        if odd:
            raise Failed(f"{', '.join(odd)}: " + (
                "lab.yml says that it breaks the build, which it does not" if breaks else
                f"killed by a broken build alone: {rows[odd[0]]['message']}"))
        return f"killed by {len(named)} named tests"

    def _prove_visible(self) -> str:
        killers: set[str] = set()
        for mutant in self.lab.mutants:
            killers |= {t["name"] for t in self.result(f"mutant {mutant.name}")["tests"]
                        if t["status"] == "failed" and _saw(t)}
        visible = [test.name for test in self.lab.tests if test.visible]
        idle = [name for name in visible if name not in killers]
        if idle:
            raise Failed(f"no mutant fails {', '.join(idle)}")
        return f"{len(visible)} visible tests each kill a mutant"

    def _prove_exercise(self) -> str:
        lab = self.lab
        assert lab.exercise
        verdict = self.result("reference")["exercise"]
        _expect_exercise("the reference test", verdict, exercise.DONE)
        bench = exercise.Bench(self.folder / "exercise", self._tree,
                               exercise.images(self.root, lab))
        for who, source in (("the skeleton", self._tree[lab.exercise_file].data),
                            ("an empty test", exercise.empty_test(lab.exercise))):
            verdict = exercise.judge(lab, source, bench, runner=self.exercise_runner)
            _expect_exercise(who, verdict, exercise.OPEN)
        dead = [row["name"] for row in verdict["kernels"] if row["seen"] != "passed"]
        if dead:
            raise Failed(f"an empty test fails on {', '.join(dead)}")
        return f"the reference test tells {len(lab.exercise.mutants)} mutants from the reference"

    def _prove_twice(self) -> str:
        first = self._graded["starter"].result().out / "result.json"
        fresh = self.folder / "fresh"
        shutil.rmtree(fresh, ignore_errors=True)
        again = grade(Grading(self.root, self.lab.name, set_dir=self.root / self.lab.starter,
                              work=fresh, out=self.folder / "results" / "starter-again",
                              pristine=self._tree, runner=self.runner))
        one, two = first.read_bytes(), (again.out / "result.json").read_bytes()
        if one != two:
            raise Failed(f"result.json differs: {_first_difference(one, two)}")
        return f"the same {len(one)} bytes"

    def _stage(self) -> str:
        shutil.rmtree(self.staged, ignore_errors=True)
        return stage(self.root, self.lab.name, self.staged).commit

    def _prove_staged(self) -> str:
        self._stage()
        for name in self._graded:
            self._graded[name].result()     # so that the time below is of an idle machine
        began = time.monotonic()
        if self.runner is None:
            run = subprocess.run([sys.executable, "-m", "autograder", "grade"], cwd=self.staged,
                                 capture_output=True, text=True, errors="replace", check=False)
            if run.returncode != (0 if self._visible_starter_is_full() else 1):
                said = (run.stderr or run.stdout).strip().splitlines()
                raise Failed(f"status {run.returncode}: {said[-1] if said else ''}")
        else:
            grade(Grading(self.staged, runner=self.runner))
        seconds = time.monotonic() - began
        path = self.staged / "build" / "grade" / self.lab.name / "result.json"
        result = json.loads(path.read_text())
        if result["status"] != "graded":
            raise Failed(f"{result['status']}: {(result['messages'] or ['?'])[0]}")
        here = {test["name"]: test["status"] for test in result["tests"]}
        there = {test["name"]: test["status"] for test in self.result("starter")["tests"]
                 if test["visible"]}
        if here != there:
            different = sorted(name for name in here | there if here.get(name) != there.get(name))
            raise Failed(f"{', '.join(different)} differ from the full tree's verdict")
        return f"{result['score']} of {result['points']} visible points in {seconds:.1f} s, cold"

    def _visible_starter_is_full(self) -> bool:
        return all(test["status"] == "passed" for test in self.result("starter")["tests"]
                   if test["visible"])

    def _prove_reproducible(self) -> str:
        first, second = self._stage(), self._stage()
        if first != second:
            raise Failed(f"two stagings give {first[:12]} and {second[:12]}")
        return f"commit {first[:12]}"

    def _prove_secret(self) -> str:
        hidden = secrets(self.root, self.lab)
        lines = sum(len(texts) for texts in hidden.values())
        if not lines:
            raise Failed("the removed functions hold no text of their own to look for")
        self._stage()
        found = leaks(self.staged, hidden)
        if found:
            raise Failed(found[0] + (f" (and {len(found) - 1} more)" if len(found) > 1 else ""))
        return f"none of {lines} texts of the removed functions is in the repository"

    def _prove_track(self) -> str:
        every = [labs.load(self.root, name) for name in labs.names(self.root)]
        alone = staged_tree(self.root, self.lab)
        stage_of = stage_branch(self.root, self.lab, "0" * 40, every).files
        data = manifest(stage_of)
        texts = {path: read_source(stage_of[path].data) for path in self.lab.allow()}
        for path, text in track.lab_texts(data, stage_of, alone, texts).items():
            theirs = read_source(alone[path].data)
            if self.lab.allow()[path] != (WHOLE_FILE,) and _plain(text) != _plain(theirs):
                raise Failed(f"{path}: what is graded on the track is not the starter")
        for future in self._graded.values():
            future.result()
        place = self._places.get()
        try:
            files = {path: file for path, file in stage_of.items()
                     if path in self._tree or path == TRACK_MAKE}
            lay_to_build(files, place / "tree")
            built = build(place / "tree")
        finally:
            self._places.put(place)
        if not built.ok or built.messages:
            raise Failed(f"the stage does not build without a warning: "
                         f"{(built.messages or ('?',))[0]}")
        later = sum(one.name > self.lab.name for one in every)
        return f"builds with the starters of {later} later labs"


def _saw(row: dict[str, Any]) -> bool:
    """Has a test that failed got to see what it looks at?"""
    return bool(row.get("built", True))


def _plain(text: str) -> list[str]:
    return sorted(definition.plain for definition in outline(text).definitions)


def proof_names(lab: Lab) -> list[str]:
    """The proofs of a lab, in their order."""
    return ["reference", "starter", *(f"mutant {mutant.name}" for mutant in lab.mutants),
            "visible", *(["exercise"] if lab.exercise else []), "twice", "reproducible", "secret",
            "staged", "track"]


def prove(root: Path, wanted: Sequence[str], say: Callable[[str], None],
          runner: Runner | None = None) -> bool:
    """Proves these labs, or all; one line per proof; build/labs.json. Do all proofs hold?"""
    names = sorted({labs.find(root, lab) for lab in wanted}) or labs.names(root)
    if not names:
        raise Refusal("this tree has no labs")
    began = time.monotonic()
    cores = len(os.sched_getaffinity(0))
    at_once = min(len(names), max(cores, 1))
    hands = _HANDS if at_once == 1 else 1
    held: list[bool] = []
    summary: dict[str, Any] = {}
    with ThreadPoolExecutor(at_once) as pool:
        lines: dict[str, Lines] = {name: queue.SimpleQueue() for name in names}
        proving = {name: pool.submit(_prove_lab, root, name, runner, hands, lines[name])
                   for name in names}
        for name, future in proving.items():
            for line in iter(lines[name].get, None):
                say(line)
            proofs, entry = future.result()
            held += proofs.values()
            summary.update({name: entry} if entry else {})
    _write_summary(root, summary)
    say(f"{held.count(True)} of {len(held)} proofs hold, {len(names)} "
        f"{'lab' if len(names) == 1 else 'labs'}, {time.monotonic() - began:.0f} s")
    return all(held)


def _prove_lab(root: Path, name: str, runner: Runner | None, hands: int,
               lines: Lines) -> tuple[dict[str, bool], Any]:
    """Proves one lab and says so in lines: what holds, and its summary if it can be read."""
    held: dict[str, bool] = {}

    def tell(proof: str, ok: bool, what: str) -> None:
        held[proof] = ok
        lines.put(f"{'ok  ' if ok else 'FAIL'} {name[:2]} {proof}: "
                  f"{' '.join(what.split())[:_MESSAGE]}")

    try:
        try:
            lab = labs.load(root, name)
        except Refusal as refusal:
            tell(READABLE, False, str(refusal))
            return held, None
        with contextlib.closing(Prover(root, lab, runner, hands)) as prover:
            for proof in prover.names():
                try:
                    tell(proof, True, prover.check(proof))
                except Failed as failure:
                    tell(proof, False, str(failure))
        entry = _summary(prover, held)
        lines.put(f"lab {lab.number} {lab.title}: {entry['lines']} lines to write, "
                  f"{entry['tests']} tests, {entry['killed']} of {entry['mutants']} mutants "
                  f"killed, {entry['seconds']:.0f} s")
        return held, entry
    finally:
        lines.put(None)


def _summary(prover: Prover, held: dict[str, bool]) -> dict[str, Any]:
    """A lab's entry in build/labs.json."""
    def score(name: str) -> int | None:
        try:
            return prover.result(name)["score"]
        except (Failed, Refusal):
            return None

    lab = prover.lab
    return {"title": lab.title, "starter": score("starter"), "baseline": lab.baseline,
            "reference": score("reference"), "tests": len(lab.tests), "mutants": len(lab.mutants),
            "lines": sum(labs.lines_to_write(prover.root, lab).values()),
            "killed": sum(held[f"mutant {mutant.name}"] for mutant in lab.mutants),
            "proofs": len(held), "held": sum(held.values()),
            "seconds": round(prover.seconds, 1)}


def _write_summary(root: Path, summary: dict[str, Any]) -> None:
    """Labs that were not proved this time keep their entries."""
    path = root / "build" / "labs.json"
    known: dict[str, Any] = {}
    try:
        known = json.loads(path.read_text())
    except (OSError, ValueError):
        pass
    known = {name: entry for name, entry in known.items() if name in labs.names(root)}
    path.parent.mkdir(parents=True, exist_ok=True)
    write_whole(path, json.dumps({**known, **summary}, indent=2, sort_keys=True) + "\n")


def _expect_score(who: str, result: dict[str, Any], points: int) -> None:
    if result["score"] != points:
        odd = [test["name"] for test in result["tests"]
               if (test["status"] == "passed") != (points == labs.FULL_POINTS)]
        raise Failed(f"{who} gets {result['score']} points, expected {points}"
                     + (f"; see {', '.join(odd[:4])}" if odd else ""))


def _expect_exercise(who: str, verdict: dict[str, Any], status: str) -> None:
    if verdict["messages"]:
        raise Failed(f"{who} of the exercise: the build warns: {verdict['messages'][0]}")
    if verdict["status"] != status:
        odd = [f"{row['name']} must {row['wanted']}, {row['seen']}" for row in verdict["kernels"]]
        raise Failed(f"{who} of the exercise is '{verdict['status']}', expected '{status}': "
                     f"{'; '.join(odd)}")


def _first_difference(one: bytes, two: bytes) -> str:
    for number, (a, b) in enumerate(zip(one.split(b"\n"), two.split(b"\n")), 1):
        if a != b:
            return f"line {number}: {a.strip()[:60]!r} and {b.strip()[:60]!r}"
    return "one is longer"
