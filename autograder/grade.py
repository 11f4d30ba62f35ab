# SPDX-License-Identifier: MIT
"""Grades one submission: pristine tree + pieces -> build -> tests -> result.json and reports.

What is graded depends on where one stands:

    in a staged tree              the student's files there, by the visible tests
    in the full tree              the tree itself, that is the reference, by all tests
      with a set (--set)          the reference with a replacement set: a mutant, a starter
      with a submission           the pieces out of a student's tree or folder, by all tests

result.json is the one neutral result; every report is made from it. It is written anew after each
test, so that it is of use whatever happens. It holds no time, no path of the machine and nothing
else that could differ between two runs of the same submission: they give the same bytes. So the
number that varies the tests (`seed`) is a hash of the images that are run and of the student's ID.

    schema         1
    lab, title     "07-notifications", ...
    status         "graded"; "running" while tests are to come; "not built" and "refused" if the
                   submission could not be tested, which gives no points; "partial" for --test
    score, points  points reached, points of the tests in this list
    hidden_points  points of the tests that this tree does not have
    student        whose parameters the tests have; "" for everybody's
    walkthrough    address of the lab's page; absent if the tree was handed out without
    seed           what the tests' parameters were derived from, 16 hex digits
    notes          what in the submission did not count, and why
    submission     sha256, source, tree, files of the archive that was handed in; else absent
    messages       what the compiler said, or why the submission was refused
    tests          name, file, points, earned, visible, status ("passed", "failed", "not run"),
                   expected, seen, message, invariant, instructions, console; and "built":
                   false if it failed because what it looks at could not be made
    exercise       how the lab's test-writing exercise stands (see exercise.py): only when a whole
                   lab is graded that has one, and not with --set; it gives no points
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
import re
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Callable

from . import Refusal, exercise, labs, pages, products, report, subjects, track
from .build import KEPT, KERNEL, KERNEL_ELF, PLUGINS, PROCTOR, Built, build
from .definitions import read_source, write_source
from .labs import Lab
from .replace import Composition, compose_set, read_set
from .sandbox import Box, confined, current
from .tree import (MANIFEST, File, Tree, edits, is_staged, lay_out, lay_to_build, locked, manifest,
                   pristine_tree, remove, working_tree, write_whole)

# What a build tree holds: no documentation, no tools, and of the tests those of one lab.
_BUILT = re.compile(r"Makefile$|kernel/(?!tests/)|kernel/tests/(proctor|examiner)/")

RESULT = "result.json"
REPORTS = {"report.html": report.html, "junit.xml": report.junit}      # what is made from it

WORDLESS = "the test failed without a word"    # a fault of the test: prove.py finds it

_NOT_RUN = {"earned": 0, "status": "not run", "expected": "", "seen": "",
            "message": "the test did not run", "invariant": "", "instructions": 0, "console": ""}

_CONSOLE_LINES = 30
_PUBLISHED_WITH = (MANIFEST, "README.md")   # the student's ID, the address of the site
_NOTES = 12             # more extra files than this are only counted

Runner = Callable[..., list]


@dataclass
class Grading:
    """What is to be graded, and where the work on it is done and its results go."""

    root: Path
    wanted: str | None = None           # the lab; a staged tree knows its own
    set_dir: Path | None = None
    submission: Path | None = None
    sandbox: Box | None = None          # in which a stranger's code is built and run
    about: dict[str, Any] | None = None     # goes into the result as `submission`
    notes: tuple[str, ...] = ()         # go before those of the grading
    student: str = ""                   # varies the tests; a staged tree knows its own
    test: str | None = None             # only this one
    mutant: str | None = None           # only the tests that name it
    work: Path | None = None            # build tree and the like; default below build/grade
    out: Path | None = None             # results
    pristine: Tree | None = None        # the full tree's files, if read already
    runner: Runner | None = None        # stands in for proctor.run_tests in tests
    progress: Callable[[str], None] = field(default=lambda line: None)


@dataclass(frozen=True)
class Graded:
    """A finished grading: the result, and the folder of result.json and the reports."""

    result: dict[str, Any]
    out: Path

    @property
    def full(self) -> bool:
        """Are all points there?"""
        return self.result["status"] in ("graded", "partial") \
            and self.result["score"] == self.result["points"]


def grade(request: Grading) -> Graded:
    """Does all of it. Refusal if there is nothing that can be graded."""
    root = request.root
    lab_name, staged = _lab_name(request)
    student = str(manifest(pristine_tree(root)).get("student", "")) if staged else request.student
    work = request.work or root / "build" / "grade" / lab_name
    out = request.out or _out_folder(request, work)
    with locked(work):
        lab, pristine = _pristine(request, lab_name, staged, work)
        tests = _tests(lab, request)
        place = work / "pristine" if staged else root
        where = subjects.of_tests(place, lab)
        where = {test.name: where[test.name] for test in tests}
        result = _new_result(lab, tests, labs.tests_by_file(place, lab), request, student)
        if staged and (page := pages.of_tree(root)):
            result["walkthrough"] = page
        try:
            composition, sources = _compose(request, lab, pristine, staged)
        except Refusal as refusal:
            result.update(status="refused", messages=[_printable(str(refusal))])
            write_result(result, out)
            raise
        notes = [*request.notes, *composition.notes, *_extra_files(request, lab, staged)]
        result["notes"] = [_printable(note) for note in notes]
        tree = dict(pristine)
        for path, text in composition.files.items():
            tree[path] = File(write_source(text))
        request.progress("building")
        with confined(request.sandbox):
            try:
                built = _build(tree, work / "tree", sources,
                               ("kernel", *subjects.images(where.values())))
                result["messages"] = [_printable(line) for line in built.messages]
                if built.ok:
                    _run_tests(request, result, lab, tests, where, work / "tree", out)
            except products.Unfit as unfit:
                built = Built(False, (str(unfit),))
        if not built.ok:
            result.update(status="not built", score=0,
                          messages=[_printable(line) for line in built.messages])
            for row in result["tests"]:     # some can have run on what turned out to be unfit
                row.update(_NOT_RUN, message="did not run: the submission does not build")
            write_result(result, out)
            if not composition.replaced:
                raise Refusal(f"the reference does not build: {(built.messages or ('?',))[0]}")
        elif lab.exercise and not request.test and not request.set_dir:
            request.progress("exercise")
            result["exercise"] = _exercise(request, lab, pristine, staged, work)
            write_result(result, out)
    return Graded(result, out)


def prepare(tree: Tree, place: Path) -> None:
    """Builds as much of a tree as needs no tests: what submissions begin from. Refusal."""
    built = _build_without_tests(tree, place, {})
    if not built.ok:
        raise Refusal(f"the reference does not build: {(built.messages or ('?',))[0]}")


def _build(tree: Tree, place: Path, sources: dict[str, str], targets: tuple[str, ...]) -> Built:
    """Builds the tree with the tests. In a sandbox, all that does not need them is built before
    they are there, so that no #include of a submission finds one."""
    if not current():
        lay_to_build(tree, place)
        return build(place, sources, targets)
    built = _build_without_tests(tree, place, sources)
    if not built.ok or built.messages:
        return built
    before = products.data(place / KERNEL)
    lay_out(tree, place, keep=("build",))
    if os.path.lexists(place / PLUGINS):
        remove(place / PLUGINS)     # QEMU's plug-in is ours
    (place / PLUGINS).mkdir()
    built = build(place, sources, targets, kept=KEPT)
    if built.ok and products.data(place / KERNEL) != before:
        raise Refusal("the kernel looks at the lab's tests")
    return built


def _build_without_tests(tree: Tree, place: Path, sources: dict[str, str]) -> Built:
    """The kernel, the user level and an empty proctor."""
    lay_to_build({path: file for path, file in tree.items() if not path.startswith("labs/")},
                 place)
    return build(place, sources, ("kernel", PROCTOR))


# -- what is graded ----------------------------------------------------------------------------

def _lab_name(request: Grading) -> tuple[str, bool]:
    """The lab's full name; is this a staged tree?"""
    staged = is_staged(request.root)
    if not staged:
        return labs.find(request.root, request.wanted or ""), False
    if request.set_dir or request.submission:
        raise Refusal("a staged tree grades its own files; --set and --submission are for the "
                      "full tree")
    lab = manifest(pristine_tree(request.root))["lab"]
    labs.must_be(lab, request.wanted or "")
    return lab, True


def _out_folder(request: Grading, work: Path) -> Path:
    """Results of other than the whole lab do not overwrite those of the whole."""
    if request.set_dir:
        work = work / "sets" / request.set_dir.resolve().name
    elif request.submission:
        work = work / "submissions" / request.submission.resolve().name
    return work / "only" / request.test if request.test else work


def _pristine(request: Grading, name: str, staged: bool, work: Path) -> tuple[Lab, Tree]:
    """The lab, and the tree that the pieces are laid on."""
    if not staged:
        return labs.load(request.root, name), request.pristine or full_tree(request.root, name)
    tree = {path: file for path, file in judged_tree(request.root).items()
            if _belongs(path, name)}
    lay_out(tree, work / "pristine", keep=("build",))
    return labs.load(work / "pristine", name, staged=True), tree


def judged_tree(root: Path) -> Tree:
    """What a staged tree's pieces are laid on: the tree as it was handed out, or on the
    cumulative track the lab by itself."""
    handed_out = pristine_tree(root)
    data = manifest(handed_out)
    return track.base_tree(root, data) if track.on_track(data) else handed_out


def full_tree(root: Path, lab: str) -> Tree:
    """The files of the full tree that the grading of a lab builds from."""
    return working_tree(root, lambda path: _belongs(path, lab))


def _belongs(path: str, lab: str) -> bool:
    return bool(_BUILT.match(path)) or path.startswith(f"labs/{lab}/tests/") \
        or path.startswith(f"labs/{lab}/exercise/") or path == f"labs/{lab}/lab.yml"


def _tests(lab: Lab, request: Grading) -> list[labs.Test]:
    if request.mutant:
        return list(lab.killers(request.mutant))
    if request.test is None:
        return list(lab.tests)
    for test in lab.tests:
        if test.name == request.test:
            return [test]
    raise Refusal(f"lab {lab.number} has no test '{request.test}'; it has: "
                  f"{', '.join(test.name for test in lab.tests)}")


def _compose(request: Grading, lab: Lab, pristine: Tree,
             staged: bool) -> tuple[Composition, dict[str, str]]:
    """What the submission changes in the pristine tree, and the texts to quote lines from."""
    def reference(path: str) -> str | None:
        return read_source(pristine[path].data) if path in pristine else None

    sources: dict[str, str] = {}
    for path in lab.allow():
        if (text := reference(path)) is not None:
            sources[path] = sources[f"pristine/{path}"] = text
    if request.set_dir:
        files, label = read_set(request.set_dir), _label(request.root, request.set_dir)
        sources.update((label + path, text) for path, text in files.items())
        return compose_set(reference, files, removed=lab.removed(), whole=lab.whole(),
                           label=label), sources
    folder = request.submission or (request.root if staged else None)
    if folder is None:
        return Composition(), sources
    files = read_set(folder, lab.allow())
    sources.update(files)
    if staged:
        files = _own_files(request.root, files)
    return compose_set(reference, files, lab.allow(), removed=lab.removed()), sources


def _own_files(root: Path, files: dict[str, str]) -> dict[str, str]:
    """The files of the pieces; of the cumulative track only what concerns this lab."""
    handed_out = pristine_tree(root)
    data = manifest(handed_out)
    if not track.on_track(data):
        return files
    return track.lab_texts(data, handed_out, track.base_tree(root, data), files)


def _label(root: Path, folder: Path) -> str:
    """How messages name the files of a set: by their path in the tree, never in the machine."""
    with contextlib.suppress(ValueError):
        return folder.resolve().relative_to(root.resolve()).as_posix() + "/"
    return folder.resolve().name + "/"


def _exercise(request: Grading, lab: Lab, pristine: Tree, staged: bool,
              work: Path) -> dict[str, Any]:
    """Judges the exercise: the student's file, or in the full tree the reference test."""
    images = exercise.staged_images(lab, pristine) if staged \
        else exercise.images(request.root, lab)
    folder = request.submission or request.root
    path = lab.exercise_file if staged or request.submission else lab.exercise_solution
    file = folder / path
    source = file.read_bytes() if file.is_file() and not file.is_symlink() else None
    bench = exercise.Bench(work / "exercise", pristine, images)
    with confined(request.sandbox):
        verdict = exercise.judge(lab, source, bench, skeleton=pristine[lab.exercise_file].data)
    verdict["messages"] = [_printable(line) for line in verdict["messages"]]
    for row in verdict["kernels"]:
        row["message"] = _printable(row["message"])
    return verdict


def _extra_files(request: Grading, lab: Lab, staged: bool) -> list[str]:
    """A note for each file of the submission that cannot count."""
    pieces = set(lab.allow())
    if lab.exercise:
        pieces |= {lab.exercise_file, *map(lab.exercise_image,
                                           exercise.kernel_names(lab.exercise))}
    if staged:
        data = manifest(pristine_tree(request.root))
        for entry in data.get("earlier", ()):       # carried along on the cumulative track
            pieces |= set(track.pieces_of(entry))
        extra = [path for path in edits(request.root) if path not in pieces]
    elif request.submission:
        extra = _unknown_files(request, lab, pieces)
    else:
        return []
    notes = [f"ignored: {path} is not a file of this lab's pieces" for path in extra[:_NOTES]]
    if len(extra) > _NOTES:
        notes.append(f"ignored: {len(extra) - _NOTES} more files")
    return notes


def _unknown_files(request: Grading, lab: Lab, pieces: set[str]) -> list[str]:
    """Files of a submitted folder that were not handed out with the lab. No Git here: the
    repository of a stranger can hold settings that run programs."""
    from .stage import staged_tree      # only here: stage needs no grading, nor it stage
    handed_out = staged_tree(request.root, lab)
    found = []
    for folder, folders, names in os.walk(request.submission):
        here = Path(folder).relative_to(request.submission)
        if here == Path("."):
            folders[:] = [name for name in folders if name not in (".git", "build")]
        folders[:] = sorted(name for name in folders if name != "__pycache__")
        for name in names:
            path = (here / name).as_posix()
            if path not in pieces and path not in _PUBLISHED_WITH \
                    and not _is_as_handed_out(request.submission / path, handed_out.get(path)):
                found.append(path)
    return sorted(found)


def _is_as_handed_out(file: Path, handed_out: File | None) -> bool:
    """Is this file of a stranger's what the tree was handed out with? Nothing else is read."""
    return handed_out is not None and file.is_file() and not file.is_symlink() \
        and file.stat().st_size == len(handed_out.data) and file.read_bytes() == handed_out.data


# -- tests -------------------------------------------------------------------------------------

def _run_tests(request: Grading, result: dict[str, Any], lab: Lab, tests: list[labs.Test],
               where: dict[str, str], tree: Path, out: Path) -> None:
    """Runs the tests, writing the result anew after each one."""
    from .proctor import Places, name_places    # need ELF tools
    places = Places(tree / KERNEL_ELF)
    seed = _seed(tree, result["student"], subjects.images(where.values()))
    result.update(status="running", seed=f"{seed:016x}")
    write_result(result, out, reports=False)
    rows = {row["name"]: row for row in result["tests"]}

    def take(outcome: Any) -> None:
        row = rows[outcome.name]
        row.update(status="passed" if outcome.passed else "failed",
                   earned=row["points"] if outcome.passed else 0,
                   expected=_printable(outcome.expected), seen=_printable(outcome.seen),
                   message=_printable(name_places(outcome.message, places)),
                   invariant=_printable(outcome.invariant),
                   instructions=int(outcome.instructions),
                   console=_printable(name_places(_tail(outcome.console), places)))
        if not outcome.built:
            row["built"] = False
        if not outcome.passed and not row["message"]:
            row["message"] = WORDLESS
        result["score"] = sum(r["earned"] for r in result["tests"])
        write_result(result, out, reports=False)
        request.progress(f"{row['status']}: {row['name']}")

    if request.runner is not None:
        outcomes = request.runner(tree / KERNEL, tree / KERNEL_ELF, tree / PROCTOR, tests, seed,
                                  on_result=take)
    else:
        from . import proctor       # needs QEMU and ELF tools; only a real grading does
        specs = [proctor.TestSpec(name=t.name, points=t.points, visible=t.visible,
                                  budget=t.budget, kills=list(t.kills)) for t in tests]
        outcomes = subjects.run(tree, lab, specs, where, seed, take)
    for outcome in outcomes:
        if rows[outcome.name]["status"] == "not run":
            take(outcome)
    result["status"] = "partial" if request.test else "graded"
    write_result(result, out)


def _seed(tree: Path, student: str, images: list[str]) -> int:
    """A number that the kernel under test cannot know, yet the same for the same images and the
    same student."""
    digest = hashlib.sha256(student.encode())
    for image in (KERNEL, *images):
        digest.update(hashlib.sha256(products.data(tree / image)).digest())
    return int.from_bytes(digest.digest()[:8], "little")


# -- the result --------------------------------------------------------------------------------

def _new_result(lab: Lab, tests: list[labs.Test], files: dict[str, list[str]], request: Grading,
                student: str) -> dict[str, Any]:
    """A result in which no test has run."""
    homes = {test: path for path, names in files.items() for test in names}
    rows = [{"name": t.name, "file": homes[t.name], "points": t.points,
             "visible": t.visible, **_NOT_RUN} for t in tests]
    return {"schema": 1, "lab": lab.name, "title": lab.title, "status": "running", "score": 0,
            "points": sum(t.points for t in tests),
            "hidden_points": 0 if request.test else lab.hidden_points, "student": student,
            "seed": "", "notes": [], "messages": [], "tests": rows,
            **({"submission": request.about} if request.about else {})}


def write_result(result: dict[str, Any], out: Path, reports: bool = True) -> None:
    """Writes result.json and, at the end, what is made from it; each file whole or not at all."""
    files = {RESULT: json.dumps(result, indent=2) + "\n"}
    if reports:
        files.update((name, make(result)) for name, make in REPORTS.items())
    out.mkdir(parents=True, exist_ok=True)
    for name, text in files.items():
        write_whole(out / name, text)


def _printable(text: str) -> str:
    """Text from a submission or a guest, fit for any terminal and file."""
    text = text.encode("utf-8", "replace").decode()
    return re.sub(r"[^\n\t\x20-\x7e\u00a0-\ud7ff\ue000-\ufffd]", "?", text)


def _tail(console: str) -> str:
    plain = re.sub(r"\x1b\[[0-9;?]*[A-Za-z]|\r", "", console)
    lines = _printable(plain).rstrip().split("\n")
    return "\n".join(line[:200] for line in lines[-_CONSOLE_LINES:])
