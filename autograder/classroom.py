# SPDX-License-Identifier: MIT
"""Grades what a class handed in, and writes one table of it.

    python3 -m autograder grade-class FOLDER --lab 07 --out DIR [--changes FILE]

A student is a folder below FOLDER, with whatever archives of `make submit` are in it, at any
depth; or an archive in FOLDER itself, whose name without .tar.gz is the student. Of several
archives of a student all are graded and the best counts. A folder without any is a row, too.

    DIR/points.csv      a row per student, in the order of their names
    DIR/STUDENT/        of the archive that counts: result.json, report.html, feedback.html, the
                        one to give back before the lab is due, and the others

    student,points,earned,change,reason,status,said,file,id,same_as,TEST,TEST,...

points is earned + change, from 0 up; each TEST has the points that the student got for it. `id` is
the one in the archive, if the labs were published for students by name: whose numbers the tests
used. `said` is the first line about it: why it could not be graded, or what of it was ignored.
`same_as` names the students before in the table, and the reference, whose pieces have the same
words, whatever their layout and comments, if they are worth points: a question to ask, not an
answer.

What a person decided stands in the file of changes, for all labs of a term, and so it outlives
every grading (points can be negative):

    lab,student,points,reason
    07,kim,-10,a day late

Grading again gives the same table as long as the tree and the files are the same. Whose points
differ from those of the table that was there is printed: after a lab was mended, this is the list
of whom to tell.
"""

from __future__ import annotations

import csv
import io
import os
import shutil
import statistics
import tempfile
import traceback
from dataclasses import dataclass, field
from pathlib import Path
from typing import Callable, Iterable

from . import Refusal, labs
from .definitions import outline, plain_text, read_source
from .grade import Runner
from .intake import grade_submission
from .replace import WHOLE_FILE
from .sandbox import Box
from .submission import load_archive
from .tree import write_whole

TABLE = "points.csv"
ENDING = ".tar.gz"
COLUMNS = ("student", "points", "earned", "change", "reason", "status", "said", "file",
           "id", "same_as")
CHANGES = ("lab", "student", "points", "reason")
NOTHING, FAULT = "nothing handed in", "fault of the autograder"


@dataclass
class Row:
    """One student: what came in, what it earned, what a person decided."""

    student: str
    file: str = ""
    status: str = NOTHING
    earned: int = 0
    change: int = 0
    reasons: list[str] = field(default_factory=list)
    said: str = ""
    id: str = ""
    same_as: list[str] = field(default_factory=list)
    tests: dict[str, int] = field(default_factory=dict)
    pieces: tuple[str, ...] = ()

    @property
    def points(self) -> int:
        """What goes into the gradebook."""
        return max(0, self.earned + self.change)


def collect(folder: Path) -> dict[str, list[Path]]:
    """The archives of each student, both in the order of their names; Refusal if there is
    nobody. Links are not followed."""
    if not folder.is_dir():
        raise Refusal(f"no folder {folder}")
    found: dict[str, list[Path]] = {}
    for entry in sorted(folder.iterdir()):
        if entry.name.startswith(".") or entry.is_symlink():
            continue
        if entry.is_dir():
            found.setdefault(entry.name, []).extend(sorted(_archives(entry)))
        elif entry.name.endswith(ENDING):
            found.setdefault(entry.name.removesuffix(ENDING), []).append(entry)
    if TABLE in found:
        raise Refusal(f"{folder / TABLE}: a student cannot have the name of the table")
    if not found:
        raise Refusal(f"{folder}: no folder of a student and no {ENDING} file is in it")
    return dict(sorted(found.items()))


def _within(inner: Path, outer: Path) -> bool:
    """Is a path another one, or below it?"""
    return inner.resolve().is_relative_to(outer.resolve())


def _archives(folder: Path) -> Iterable[Path]:
    """The archives below a folder."""
    for place, _, names in os.walk(folder):
        for name in names:
            path = Path(place) / name
            if name.endswith(ENDING) and not name.startswith(".") and not path.is_symlink():
                yield path


def read_changes(file: Path, lab: str) -> dict[str, list[tuple[int, str]]]:
    """What people decided of a lab, by student; Refusal with the line of a mistake."""
    if not file.is_file():
        raise Refusal(f"no file {file}")
    found: dict[str, list[tuple[int, str]]] = {}
    with file.open(newline="", encoding="utf-8-sig") as text:
        rows = csv.DictReader(text, strict=True)
        try:
            if tuple(rows.fieldnames or ()) != CHANGES:
                raise Refusal(f"{file}: the first line must be {','.join(CHANGES)}")
            for row in rows:
                if None in row or None in row.values():
                    raise Refusal(f"{file}:{rows.line_num}: expected {len(CHANGES)} columns")
                if row["lab"].strip().zfill(2) not in (lab, lab[:2]):
                    continue
                try:
                    points = int(row["points"])
                except ValueError:
                    raise Refusal(f"{file}:{rows.line_num}: '{row['points']}' is no number of "
                                  "points") from None
                found.setdefault(row["student"].strip(), []).append((points, row["reason"]))
        except (csv.Error, UnicodeDecodeError) as error:
            raise Refusal(f"{file}:{rows.line_num}: {error}") from None
    return found


def grade_class(root: Path, folder: Path, wanted: str, out: Path, box: Box | None, *,
                changes: Path | None = None, runner: Runner | None = None,
                say: Callable[[str], None] = print) -> list[Row]:
    """Grades everything in a folder and writes the table.

    wanted   the lab that is due; an archive of another lab is refused, and that is a result
    box      the sandbox; None only where the machine itself is one

    Refusal if nothing can be graded here, or if a change is of nobody in the folder. If the
    autograder fails at one archive, its row says so and the others are graded.
    """
    name = labs.find(root, wanted)
    lab = labs.load(root, name)
    students = collect(folder)
    if out.exists() and not out.is_dir():
        raise Refusal(f"{out}: is no folder")
    if _within(out, folder) or _within(folder, out):
        raise Refusal(f"{out}: the results need a folder of their own, not in or above {folder}")
    decided = read_changes(changes, name) if changes else {}
    unknown = sorted(set(decided) - set(students))
    if unknown:
        raise Refusal(f"{changes}: no student '{unknown[0]}' in {folder}")
    before = _table_before(out / TABLE)
    seen = [("the reference", _words(lab, {piece.file: (root / piece.file).read_bytes()
                                           for piece in lab.pieces}))]
    rows: list[Row] = []
    for student, files in students.items():
        row = _best(root, lab, student, files, folder, out, box, runner)
        for points, reason in decided.get(student, ()):
            row.change += points
            row.reasons.append(reason)
        if row.earned > lab.baseline:
            row.same_as = [who for who, pieces in seen if pieces == row.pieces]
            seen.append((student, row.pieces))
        rows.append(row)
        say(_line(row, before))
    _write_table(out / TABLE, rows, [test.name for test in lab.tests])
    say(_summary(rows, lab.number, out / TABLE))
    return rows


def _best(root: Path, lab: labs.Lab, student: str, files: list[Path], folder: Path, out: Path,
          box: Box | None, runner: Runner | None) -> Row:
    """Grades a student's archives; the row of the best one, whose results are kept."""
    best = Row(student)
    out.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=out, prefix=".grading-") as place:
        kept, fault = None, False
        for number, file in enumerate(files):
            fresh = Path(place) / str(number)
            row = _grade(root, lab, student, file, fresh, box, runner)
            row.file = file.relative_to(folder).as_posix()
            fault = fault or row.status == FAULT
            if kept is None or row.earned > best.earned:
                best, kept = row, fresh
        if fault:
            best.status = FAULT     # of one, and it may be the one that is worth more
        target = out / student
        if target.is_dir():
            shutil.rmtree(target)
        if kept is not None and kept.is_dir():
            os.replace(kept, target)
    return best


def _grade(root: Path, lab: labs.Lab, student: str, file: Path, out: Path, box: Box | None,
           runner: Runner | None) -> Row:
    """Grades one archive."""
    try:
        result = grade_submission(root, file, box, out=out, wanted=lab.name,
                                  runner=runner).result
    except Refusal:
        raise
    except Exception:   # of the autograder; the others still get their points
        traceback.print_exc()
        return Row(student, status=FAULT)
    row = Row(student, status=result["status"], earned=result["score"],
              said=next(iter(result["messages"] + result["notes"]), ""), id=result["student"],
              tests={test["name"]: test["earned"] for test in result["tests"]})
    if row.earned:
        row.pieces = _words(lab, load_archive(file)[0].files)
    return row


def _words(lab: labs.Lab, files: dict[str, bytes]) -> tuple[str, ...]:
    """The pieces of a lab as words of C: comments and layout do not count."""
    found = []
    for piece in lab.pieces:
        text = read_source(files.get(piece.file, b""))
        if piece.functions == (WHOLE_FILE,):
            found.append(plain_text(text))
        else:
            cut = outline(text)
            found += [d.plain for name in piece.functions for d in cut.functions(name)]
    return tuple(found)


# -- the table ---------------------------------------------------------------------------------

def _cell(text: str) -> str:
    """Text of a stranger for a cell: one line, and no formula when a spreadsheet opens it."""
    line = "".join(c if c.isprintable() else "?" for c in " ".join(text.split()))
    return f"'{line}" if line.startswith(("=", "+", "-", "@")) else line


def _write_table(path: Path, rows: list[Row], tests: list[str]) -> None:
    """Writes the table, whole or not at all."""
    text = io.StringIO()
    table = csv.writer(text, lineterminator="\n")
    table.writerow([*COLUMNS, *tests])
    for row in rows:
        table.writerow([_cell(row.student), row.points, row.earned, row.change,
                        _cell("; ".join(row.reasons)), row.status, _cell(row.said),
                        _cell(row.file), _cell(row.id), _cell("; ".join(row.same_as)),
                        *(row.tests.get(test, 0) for test in tests)])
    write_whole(path, text.getvalue())


def _table_before(path: Path) -> dict[str, str]:
    """The points in the table of an earlier grading, by the cell of the student."""
    if not path.is_file():
        return {}
    with path.open(newline="", encoding="utf-8") as text:
        return {row["student"]: row["points"] for row in csv.DictReader(text)
                if row.get("student") and row.get("points")}


def _line(row: Row, before: dict[str, str]) -> str:
    """What is printed of a student."""
    was = before.get(_cell(row.student), str(row.points))
    words = [f"{row.points:>4}  {_cell(row.student)}"]
    if was != str(row.points):
        words.append(f"was {was}")
    if row.status != "graded":
        words.append(f"{row.status}: {_cell(row.said)}" if row.said else row.status)
    if row.change:
        words.append(f"{row.change:+} ({_cell('; '.join(row.reasons))})")
    if row.same_as:
        words.append(f"same as {_cell('; '.join(row.same_as))}")
    return "   ".join(words)


def _summary(rows: list[Row], number: str, table: Path) -> str:
    """The last line."""
    points = [row.points for row in rows]
    students = "1 student" if len(rows) == 1 else f"{len(rows)} students"
    return (f"lab {number}: {students}, median {statistics.median(points):g}, "
            f"mean {statistics.mean(points):.1f}\nTable: {table}")
