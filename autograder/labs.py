# SPDX-License-Identifier: MIT
"""Reads and checks the labs: labs/NN-name/lab.yml.

    title: Notifications and IRQ badging
    hours: 4-6
    difficulty: 3                       # 1 (easy) to 5 (hard)
    needs: ["02", "05"]                 # optional: labs to be done, or known, before this one
    reads: ["04"]                       # optional: labs whose page is enough
    baseline: 0                         # points of the untouched starter
    pieces:                             # what the student writes
      - file: kernel/microkernel/ipc/notification.c
        functions: [notification_signal, notification_receive]
        removed: [wake_first]           # optional: helpers that leave with the pieces
      - file: kernel/components/pager/map.c
        whole: true                     # the whole file is the piece
    tests:                              # where a test stands decides how it runs: see subjects.py
      - name: signal_before_wait        # TEST(signal_before_wait) in tests/*.c
        points: 10
        visible: true                   # false: not in the student's tree
        budget: 20000000                # guest instructions
        kills: [overwrite]              # mutants that must fail this test
    mutants:
      - name: overwrite                 # solutions/NN-name/mutants/overwrite/
        what: the signal overwrites the word instead of merging into it
        breaks_build: true              # optional: what tests look at cannot even be made
    exercise:                           # optional; see exercise.py
      file: merge.c                     # labs/NN-name/exercise/merge.c
      test: signals_merge               # the one TEST() in it
      budget: 10000000
      what: how signals merge
      mutants: [lost, swapped, doubled] # labs/NN-name/exercise/NAME/

A staged tree holds the same file with the visible tests only, without mutants, and with
`hidden_points`, the points of the tests it does not hold.

Everything is checked when it is read, and each complaint is one line that names the file. The
points of a lab sum to 100. Unknown keys are refused: a misspelt one would do nothing.
"""

from __future__ import annotations

import ast
import difflib
import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from . import Refusal
from .definitions import code_lines, outline, read_source
from .records import CONTROL_NAME
from .replace import WHOLE_FILE
from .symbols import Index

FULL_POINTS = 100
EXERCISE_MUTANTS = 3
JUDGE = "judge.py"    # in a lab's tests folder: tests that are functions of Python


@dataclass(frozen=True)
class Piece:
    """What of one file the student writes; functions is (WHOLE_FILE,) for all of it."""

    file: str
    functions: tuple[str, ...]
    removed: tuple[str, ...] = ()


@dataclass(frozen=True)
class Test:
    """One test; budget in guest instructions, kills names the mutants that must fail it."""

    name: str
    points: int
    visible: bool
    budget: int
    kills: tuple[str, ...] = ()


@dataclass(frozen=True)
class Mutant:
    """One wrong solution, and in a few words what is wrong with it."""

    name: str
    what: str
    breaks_build: bool = False


@dataclass(frozen=True)
class Exercise:
    """A test that the student writes (see exercise.py); budget in guest instructions."""

    file: str
    test: str
    budget: int
    what: str
    mutants: tuple[str, ...]


@dataclass(frozen=True)
class Lab:
    """One lab, checked."""

    name: str                   # folder name, "07-notifications"
    title: str
    hours: str
    difficulty: int
    baseline: int
    pieces: tuple[Piece, ...]
    tests: tuple[Test, ...]
    mutants: tuple[Mutant, ...]
    hidden_points: int = 0
    exercise: Exercise | None = None
    needs: tuple[str, ...] = ()
    reads: tuple[str, ...] = ()

    @property
    def number(self) -> str:
        """Its two digits."""
        return self.name[:2]

    @property
    def folder(self) -> str:
        """Its folder, relative to the tree."""
        return f"labs/{self.name}"

    @property
    def starter(self) -> str:
        """The replacement set of its starter, relative to the tree."""
        return f"{self.folder}/starter"

    def mutant(self, name: str) -> str:
        """The replacement set of a mutant, relative to the tree."""
        return f"solutions/{self.name}/mutants/{name}"

    def killers(self, mutant: str) -> tuple[Test, ...]:
        """The tests that name a mutant: each of them must fail it."""
        return tuple(test for test in self.tests if mutant in test.kills)

    @property
    def exercise_file(self) -> str:
        """The file that the student writes the exercise's test in, relative to the tree."""
        assert self.exercise
        return f"{self.folder}/exercise/{self.exercise.file}"

    @property
    def exercise_solution(self) -> str:
        """The reference test of the exercise, relative to the tree."""
        assert self.exercise
        return f"solutions/{self.name}/exercise/{self.exercise.file}"

    def exercise_mutant(self, name: str) -> str:
        """The replacement set of a mutant of the exercise, relative to the tree."""
        return f"{self.folder}/exercise/{name}"

    def exercise_image(self, name: str) -> str:
        """A kernel of the exercise in a staged tree: a mutant's name, or "reference"."""
        return f"{self.folder}/exercise/{name}.elf"

    def allow(self) -> dict[str, tuple[str, ...]]:
        """The pieces by file."""
        return {piece.file: piece.functions for piece in self.pieces}

    def whole(self) -> frozenset[str]:
        """The files of which all is a piece."""
        return frozenset(p.file for p in self.pieces if p.functions == (WHOLE_FILE,))

    def removed(self) -> dict[str, tuple[str, ...]]:
        """The helpers that leave with the pieces, by file."""
        return {piece.file: piece.removed for piece in self.pieces if piece.removed}


def names(root: Path) -> list[str]:
    """The folders of all labs of a tree, sorted."""
    return sorted(p.parent.name for p in (root / "labs").glob("*/lab.yml"))


def find(root: Path, wanted: str) -> str:
    """The folder name of a lab given as 07, 7, 07-notifications or notifications; Refusal."""
    known = names(root)
    for name in known:
        if _is_meant(name, wanted):
            return name
    have = f"there are: {', '.join(known)}" if known else "this tree has none"
    raise Refusal(f"no lab '{wanted}'; {have}" if wanted else f"which lab? give LAB=NN; {have}")


def must_be(name: str, wanted: str) -> None:
    """Refusal if somebody wants another lab than the only one that is here."""
    if wanted and not _is_meant(name, wanted):
        raise Refusal(f"this tree is lab {name}, not '{wanted}'")


def _is_meant(name: str, wanted: str) -> bool:
    return wanted in (name, name[3:]) or wanted.isdigit() and wanted.zfill(2) == name[:2]


def load(root: Path, wanted: str, staged: bool = False) -> Lab:
    """Reads one lab and checks it against the tree. staged: the tree is a student's, without
    mutants and hidden tests."""
    name = find(root, wanted)
    where = f"labs/{name}/lab.yml"
    lab = read(root, name, staged)
    _check_pieces(root, where, lab)
    tests_by_file(root, lab, where)
    if not staged:
        _check_sets(root, where, lab)
        _check_order(root, where, lab)
    if lab.exercise:
        _check_exercise(root, where, lab, lab.exercise, staged)
    return lab


def read(root: Path, name: str, staged: bool = False) -> Lab:
    """Reads lab.yml of the lab with this folder name, and nothing else of the tree."""
    where = f"labs/{name}/lab.yml"
    if not re.fullmatch(r"\d\d-[a-z0-9-]+", name):
        raise Refusal(f"labs/{name}: the folder of a lab is named like 07-notifications")
    return _Reader(where, staged).lab(name, _parse(root / where, where))


class _StrictLoader(yaml.SafeLoader):
    """YAML as usual, but a key given twice is an error."""

    def construct_mapping(self, node, deep=False):
        """A mapping whose keys differ."""
        seen = set()
        for key_node, _ in node.value:
            key = self.construct_object(key_node, deep=True)
            if isinstance(key, str) and key in seen:
                raise yaml.constructor.ConstructorError(
                    None, None, f"key '{key}' given twice", key_node.start_mark)
            seen.add(str(key))
        return super().construct_mapping(node, deep)


def _parse(path: Path, where: str) -> Any:
    try:
        return yaml.load(path.read_text(), Loader=_StrictLoader)
    except yaml.MarkedYAMLError as error:
        line = f":{error.problem_mark.line + 1}" if error.problem_mark else ""
        raise Refusal(f"{where}{line}: {error.problem}") from None
    except OSError as error:
        raise Refusal(f"{where}: {error.strerror}") from None
    except RecursionError:
        raise Refusal(f"{where}: is nested too deeply") from None
    except (ValueError, yaml.YAMLError) as error:
        raise Refusal(f"{where}: {' '.join(str(error).split())}") from None


class _Reader:
    """Turns the parsed YAML into a Lab, complaining with the place of what is wrong."""

    def __init__(self, where: str, staged: bool):
        self.where, self.staged = where, staged

    def refuse(self, what: str) -> Refusal:
        """The complaint about this file."""
        return Refusal(f"{self.where}: {what}")

    def mapping(self, value: Any, what: str, need: str, may: str = "") -> dict:
        """A mapping with exactly the keys of need, and perhaps some of may."""
        if not isinstance(value, dict):
            raise self.refuse(f"{what} is not a mapping")
        for key in value:
            if key not in need.split() + may.split():
                raise self.refuse(f"unknown key '{key}' in {what}")
        for key in need.split():
            if key not in value:
                raise self.refuse(f"key '{key}' is missing in {what}")
        return value

    def sequence(self, value: Any, what: str) -> list:
        """A list."""
        if not isinstance(value, list):
            raise self.refuse(f"{what} is not a list")
        return value

    def text(self, value: Any, what: str) -> str:
        """A text that is not empty."""
        if not isinstance(value, str) or not value.strip():
            raise self.refuse(f"{what} is not a text")
        return value.strip()

    def word(self, value: Any, what: str) -> str:
        """A C name."""
        if not isinstance(value, str) or not re.fullmatch(r"[A-Za-z_]\w*", value, re.ASCII):
            raise self.refuse(f"{what} is not a name: {value!r}")
        return value

    def number(self, value: Any, what: str, low: int, high: int) -> int:
        """A whole number from low to high."""
        if isinstance(value, bool) or not isinstance(value, int) or not low <= value <= high:
            raise self.refuse(f"{what} is {value!r}, expected a number from {low} to {high}")
        return value

    def test_name(self, value: Any, what: str) -> str:
        """A C name that has room where proctor is told what to run."""
        name = self.word(value, what)
        if len(name) >= CONTROL_NAME:
            raise self.refuse(f"{what} has more than {CONTROL_NAME - 1} characters: {name}")
        return name

    def words(self, value: Any, what: str) -> tuple[str, ...]:
        """A list of C names, each once."""
        found = tuple(self.word(item, f"an entry of {what}")
                      for item in self.sequence(value, what))
        self.once(found, what)
        return found

    def once(self, found: tuple[str, ...], what: str) -> None:
        """Refuses a name that comes twice."""
        for name in found:
            if found.count(name) > 1:
                raise self.refuse(f"'{name}' is twice in {what}")

    def lab(self, name: str, data: Any) -> Lab:
        """The whole file."""
        optional = "exercise hidden_points" if self.staged else "exercise needs reads"
        need = "title hours difficulty baseline pieces tests" + ("" if self.staged else " mutants")
        data = self.mapping(data, "the lab", need, optional)
        pieces = tuple(self.piece(p) for p in self.sequence(data["pieces"], "pieces"))
        tests = tuple(self.test(t) for t in self.sequence(data["tests"], "tests"))
        mutants = () if self.staged else tuple(
            self.mutant(m) for m in self.sequence(data["mutants"], "mutants"))
        if not pieces:
            raise self.refuse("the lab has no pieces")
        if not tests:
            raise self.refuse("the lab has no tests")
        self.once(tuple(p.file for p in pieces), "pieces")
        self.once(tuple(t.name for t in tests), "tests")
        self.once(tuple(m.name for m in mutants), "mutants")
        hidden = self.number(data.get("hidden_points", 0), "hidden_points", 0, FULL_POINTS)
        total = sum(test.points for test in tests) + hidden
        if total != FULL_POINTS:
            raise self.refuse(f"the points of the tests sum to {total}, expected {FULL_POINTS}")
        lab = Lab(name, self.text(data["title"], "title"), self.hours(data["hours"]),
                  self.number(data["difficulty"], "difficulty", 1, 5),
                  self.number(data["baseline"], "baseline", 0, FULL_POINTS),
                  pieces, tests, mutants, hidden, self.exercise(data.get("exercise"), tests),
                  self.numbers(data.get("needs", []), "needs"),
                  self.numbers(data.get("reads", []), "reads"))
        if not self.staged:
            self.kills(lab)
        return lab

    def hours(self, value: Any) -> str:
        """How long a student takes: a number of hours, or the least and the most."""
        match = re.fullmatch(r"(\d+)(?:-(\d+))?", str(value), re.ASCII)
        if not match or int(match[1]) > int(match[2] or match[1]):
            raise self.refuse(f"hours is {value!r}, expected 2 or 5-6")
        return str(value)

    def numbers(self, value: Any, what: str) -> tuple[str, ...]:
        """A list of numbers of labs, in quotes: YAML would read 010 as eight."""
        found = tuple(self.sequence(value, what))
        for number in found:
            if not isinstance(number, str) or not re.fullmatch(r"\d\d", number, re.ASCII):
                raise self.refuse(f"an entry of {what} is {number!r}, expected one like \"07\"")
        self.once(found, what)
        return found

    def piece(self, value: Any) -> Piece:
        """One entry of pieces."""
        value = self.mapping(value, "a piece", "file", "functions removed whole")
        file = self.text(value["file"], "file of a piece")
        if file.startswith("/") or ".." in Path(file).parts:
            raise self.refuse(f"{file} is not a path inside the tree")
        if ("functions" in value) == ("whole" in value):
            raise self.refuse(f"the piece {file} needs either 'functions' or 'whole: true'")
        if "whole" in value:
            if value["whole"] is not True or "removed" in value:
                raise self.refuse(f"'whole' of the piece {file} can only be true, alone")
            return Piece(file, (WHOLE_FILE,))
        functions = self.words(value["functions"], f"functions of {file}")
        removed = self.words(value.get("removed", []), f"removed of {file}")
        self.once(functions + removed, f"functions and removed of {file}")
        if not functions:
            raise self.refuse(f"the piece {file} names no function")
        return Piece(file, functions, removed)

    def test(self, value: Any) -> Test:
        """One entry of tests."""
        value = self.mapping(value, "a test", "name points visible budget",
                             "kills" if not self.staged else "")
        name = self.test_name(value["name"], "name of a test")
        if not isinstance(value["visible"], bool):
            raise self.refuse(f"visible of the test {name} is neither true nor false")
        return Test(name, self.number(value["points"], f"points of {name}", 0, FULL_POINTS),
                    value["visible"],
                    self.number(value["budget"], f"budget of {name}", 1, 10**12),
                    self.words(value.get("kills", []), f"kills of {name}"))

    def mutant(self, value: Any) -> Mutant:
        """One entry of mutants."""
        value = self.mapping(value, "a mutant", "name what", "breaks_build")
        name = self.word(value["name"], "name of a mutant")
        breaks = value.get("breaks_build", False)
        if not isinstance(breaks, bool):
            raise self.refuse(f"breaks_build of the mutant {name} is neither true nor false")
        return Mutant(name, self.text(value["what"], f"what of the mutant {name}"), breaks)

    def exercise(self, value: Any, tests: tuple[Test, ...]) -> Exercise | None:
        """The block exercise, if there is one."""
        if value is None:
            return None
        value = self.mapping(value, "exercise", "file test budget what mutants")
        file = self.text(value["file"], "file of the exercise")
        if not re.fullmatch(r"[a-z][a-z0-9_]*\.c", file):
            raise self.refuse(f"file of the exercise is '{file}', expected a name like guards.c")
        test = self.test_name(value["test"], "test of the exercise")
        if test in [t.name for t in tests]:
            raise self.refuse(f"the test '{test}' of the exercise is a test of the lab")
        mutants = self.words(value["mutants"], "mutants of the exercise")
        if len(mutants) != EXERCISE_MUTANTS or "reference" in mutants:
            raise self.refuse(f"the exercise needs {EXERCISE_MUTANTS} mutants, none of them "
                              f"called reference")
        return Exercise(file, test, self.number(value["budget"], "budget of the exercise", 1,
                                                10**12),
                        self.text(value["what"], "what of the exercise"), mutants)

    def kills(self, lab: Lab) -> None:
        """Each mutant is killed by a test, each visible test kills a mutant."""
        known = [mutant.name for mutant in lab.mutants]
        for test in lab.tests:
            for name in test.kills:
                if name not in known:
                    raise self.refuse(f"test {test.name} kills the unknown mutant '{name}'")
            if test.visible and not test.kills:
                raise self.refuse(f"the visible test {test.name} kills no mutant")
        for name in known:
            if not lab.killers(name):
                raise self.refuse(f"no test kills the mutant '{name}'")


def _check_pieces(root: Path, where: str, lab: Lab) -> None:
    """The pieces are functions of the tree."""
    try:
        index = Index.load(root, [p.file for p in lab.pieces
                                  if p.functions != (WHOLE_FILE,)])
        for piece in lab.pieces:
            if piece.functions == (WHOLE_FILE,):
                _source(root, piece.file)
                continue
            for name in (*piece.functions, *piece.removed):
                kind = index.find(name, piece.file).kind
                if kind != "function":
                    raise LookupError(f"'{name}' in {piece.file} is a {kind}, not a function")
    except LookupError as error:
        raise Refusal(f"{where}: {error.args[0]}") from None
    except RuntimeError as error:
        raise Refusal(str(error)) from None


def tests_by_file(root: Path, lab: Lab, where: str = "") -> dict[str, list[str]]:
    """The tests in each C file of the lab's tests folder, and in judge.py; every test of the lab
    is in one file, and no C file mixes visible and hidden ones (hidden files stay out of the
    student's tree)."""
    where = where or f"{lab.folder}/lab.yml"
    visible = {test.name: test.visible for test in lab.tests}
    result: dict[str, list[str]] = {}
    homes: dict[str, str] = {}

    def found(path: str, line: int, name: str) -> None:
        if name in homes:
            raise Refusal(f"{path}:{line}: the test '{name}' is already in {homes[name]}")
        if name not in visible:
            raise Refusal(f"{where}: the test '{name}' of {path} is not listed")
        homes[name] = path
        result[path].append(name)

    folder = root / lab.folder / "tests"
    for file in sorted(folder.rglob("*.c")):
        path = file.relative_to(root).as_posix()
        cut = outline(_source(root, path))
        if cut.broken:
            raise Refusal(f"{path}: {cut.broken}")
        result[path] = []
        for definition in cut.definitions:
            match = re.fullmatch(r"TEST\((\w+)\)", definition.name)
            if definition.kind == "function" and match:
                found(path, definition.start_line, match.group(1))
        if len({visible[name] for name in result[path]}) > 1:
            raise Refusal(f"{path}: mixes visible and hidden tests; put the hidden ones in a file "
                          f"of their own")
    if (folder / JUDGE).is_file():
        path = f"{lab.folder}/tests/{JUDGE}"
        result[path] = []
        for line, name in public_functions(path, _source(root, path)):
            found(path, line, name)
    for test in lab.tests:
        if test.name not in homes:
            raise Refusal(f"{where}: no TEST({test.name}) in {lab.folder}/tests/*.c")
    return result


def lines_to_write(root: Path, lab: Lab) -> dict[tuple[str, str], int]:
    """How many lines of code each piece has, by file and function: of a function those between
    the braces of the reference, of a whole file those that the starter does not have."""
    found = {}
    for piece in lab.pieces:
        text = _source(root, piece.file)
        if piece.functions == (WHOLE_FILE,):
            starter = code_lines(_source(root, f"{lab.starter}/{piece.file}"))
            added = difflib.ndiff(starter, code_lines(text))
            found[piece.file, WHOLE_FILE] = sum(line.startswith("+ ") for line in added)
            continue
        cut = outline(text)
        for name in piece.functions:
            texts = [cut.text_of(definition, with_comment=False)
                     for definition in cut.functions(name)]
            found[piece.file, name] = sum(
                len(code_lines(text.partition("{")[2].rpartition("}")[0])) for text in texts)
    return found


def _source(root: Path, path: str) -> str:
    """A source file of the tree; Refusal if it cannot be read."""
    try:
        return read_source((root / path).read_bytes())
    except OSError as error:
        raise Refusal(f"{path}: {error.strerror}") from None


def public_functions(path: str, text: str) -> list[tuple[int, str]]:
    """The functions at the top level of a Python file that do not begin with _: line, name."""
    return [(s.lineno, s.name) for s in python_body(path, text)
            if isinstance(s, ast.FunctionDef) and not s.name.startswith("_")]


def python_body(path: str, text: str) -> list[ast.stmt]:
    """The statements of a Python file; Refusal if it is none."""
    try:
        return ast.parse(text).body
    except SyntaxError as error:
        raise Refusal(f"{path}:{error.lineno}: {error.msg}") from None
    except (ValueError, RecursionError) as error:       # NUL bytes, bytes that are not UTF-8
        raise Refusal(f"{path}: is no Python: {error}") from None


def _check_sets(root: Path, where: str, lab: Lab) -> None:
    """The starter has every piece; starter and mutants hold nothing but pieces."""
    _check_set(root, lab, lab.starter, complete=True)
    for mutant in lab.mutants:
        _check_set(root, lab, lab.mutant(mutant.name), complete=False)
    folder = root / f"solutions/{lab.name}/mutants"
    listed = {mutant.name for mutant in lab.mutants}
    for extra in sorted(p.name for p in folder.glob("*") if p.is_dir() and p.name not in listed):
        raise Refusal(f"{where}: the mutant '{extra}' of {folder.relative_to(root)} is not listed")


def _check_set(root: Path, lab: Lab, folder: str, complete: bool) -> None:
    if not (root / folder).is_dir():
        raise Refusal(f"{folder}: no such folder")
    files = [p.relative_to(root / folder).as_posix()
             for p in sorted((root / folder).rglob("*")) if p.is_file()]
    allow = lab.allow()
    if not files:
        raise Refusal(f"{folder}: the replacement set is empty")
    for path in files:
        if path not in allow:
            raise Refusal(f"{folder}/{path}: the lab has no piece in this file")
    for path, functions in allow.items():
        if path not in files:
            if complete:
                raise Refusal(f"{folder}/{path}: is missing from the starter")
            continue
        if functions == (WHOLE_FILE,):
            continue
        cut = outline(_source(root, f"{folder}/{path}"))
        for name in functions:
            if complete and not cut.functions(name):
                why = f"; {cut.broken}" if cut.broken else ""
                raise Refusal(f"{folder}/{path}: the function '{name}' is missing{why}")
        reference = outline(_source(root, path))
        for definition in cut.definitions:
            if definition.kind == "function" and definition.name not in functions \
                    and reference.functions(definition.name):
                raise Refusal(f"{folder}/{path}:{definition.start_line}: '{definition.name}' is "
                              f"no piece of the lab")


def _check_order(root: Path, where: str, lab: Lab) -> None:
    """No two labs have one number. What a lab needs comes before it, so that no two can need each
    other."""
    for other in names(root):
        if other[:2] == lab.number and other != lab.name:
            raise Refusal(f"labs/{other} has the number of labs/{lab.name}")
    known = {name[:2] for name in names(root)}
    for number in lab.needs + lab.reads:
        if number not in known:
            raise Refusal(f"{where}: there is no lab {number}")
        if number >= lab.number:
            raise Refusal(f"{where}: lab {number} does not come before lab {lab.number}")
        if number in lab.needs and number in lab.reads:
            raise Refusal(f"{where}: lab {number} stands in needs and in reads")


def _check_exercise(root: Path, where: str, lab: Lab, exercise: Exercise, staged: bool) -> None:
    """The files of the exercise are there, and its mutants replace functions that exist."""
    files = [lab.exercise_file] + ([] if staged else [lab.exercise_solution])
    for path in files:
        if not (root / path).is_file():
            raise Refusal(f"{where}: the exercise has no {path}")
        cut = outline(_source(root, path))
        if cut.broken or not cut.functions(f"TEST({exercise.test})"):
            raise Refusal(f"{path}: {cut.broken or f'no TEST({exercise.test})'}")
    if staged:
        return
    for name in exercise.mutants:
        folder = root / lab.exercise_mutant(name)
        sources = [p for p in sorted(folder.rglob("*")) if p.is_file()]
        if not sources:
            raise Refusal(f"{lab.exercise_mutant(name)}: the replacement set is empty")
        for source in sources:
            if not (root / source.relative_to(folder)).is_file():
                raise Refusal(f"{source.relative_to(root)}: the reference has no such file")
    for extra in sorted(p.name for p in (root / lab.folder / "exercise").iterdir()
                        if p.is_dir() and p.name not in exercise.mutants):
        raise Refusal(f"{where}: the mutant '{extra}' of the exercise is not listed")
