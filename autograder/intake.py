# SPDX-License-Identifier: MIT
"""Grades what was handed in: unpack -> pristine tree -> sandboxed build and boot -> results.

Each submission is built in a folder of its own, which begins as a copy of the built reference (so
that only the student's files are compiled) and is removed at the end: nothing of one submission is
there when the next comes. Everything that holds a student's code runs in the sandbox (sandbox.py).

Whatever comes in, results go out, for a grader that runs unattended: an archive that is no archive
gets no points and says why.

    OUT/result.json     the neutral result (grade.py), with `submission`: what was handed in
    OUT/results.json    the same for Gradescope
    OUT/junit.xml       the same as JUnit XML
    OUT/report.html     the same as a page
    OUT/feedback.html   the page without the hidden tests, for the student before the lab is due
"""

from __future__ import annotations

import json
import shutil
import tempfile
from pathlib import Path
from typing import Any, Callable

from . import Refusal, labs, report
from .feedback import before_due
from .grade import (REPORTS, RESULT, Graded, Grading, Runner, full_tree, grade, prepare,
                    write_result)
from .sandbox import Box, confined
from .submission import Submission, lay_files, load_archive, of_this_version
from .tree import is_staged, locked, write_whole

GRADESCOPE = "results.json"
FEEDBACK = "feedback.html"


def grade_submission(root: Path, file: Path, box: Box | None, *, out: Path | None = None,
                     wanted: str = "", student: str = "", runner: Runner | None = None,
                     progress: Callable[[str], None] = lambda line: None) -> Graded:
    """Grades an archive of `make submit` by all tests.

    box      the sandbox; None only where the machine itself is one
    out      folder of the results; default build/submissions/NAME of the archive's name
    wanted   the lab that is due; a submission of another one is refused
    student  who handed it in, if it was published for students by name: their parameters

    Refusal if nothing can be graded here. What is wrong with the submission is a result.
    """
    if is_staged(root):
        raise Refusal("a student's tree grades itself (make grade); this is for the full tree")
    if not file.is_file():
        raise Refusal(f"no file {file}")
    due = labs.find(root, wanted) if wanted else ""
    name = file.name.split(".")[0] or "unnamed"
    out = out if out is not None else root / "build" / "submissions" / name
    out.mkdir(parents=True, exist_ok=True)
    for old in (RESULT, *REPORTS, GRADESCOPE, FEEDBACK):      # of another submission
        (out / old).unlink(missing_ok=True)
    try:
        submission, digest = load_archive(file)
        if due and submission.lab != due:
            raise Refusal(f"this is a submission of lab {submission.lab}, not of {due}")
        lab = labs.load(root, submission.lab)
    except Refusal as refusal:
        graded = Graded(_refused(due, str(refusal)), out)
        write_result(graded.result, out)
    else:
        graded = _grade(root, lab, submission, digest, box, out, student, runner, progress)
    write_whole(out / GRADESCOPE, json.dumps(report.gradescope(graded.result), indent=2) + "\n")
    write_whole(out / FEEDBACK, report.html(before_due(graded.result)))
    return graded


def _grade(root: Path, lab: labs.Lab, submission: Submission, digest: str, box: Box | None,
           out: Path, student: str, runner: Runner | None,
           progress: Callable[[str], None]) -> Graded:
    """Grades the files of one archive."""
    notes = []
    if student and student != submission.student:
        notes.append(f"handed in as by {student}, packed by {submission.student or 'nobody'}: "
                     f"graded with the parameters of {student}")
    if not of_this_version(root, lab, submission.manifest):
        notes.append(f"the lab was handed out in another version ({submission.manifest['source']})")
    about = {"sha256": digest, "source": submission.manifest["source"],
             "tree": submission.manifest["tree"],
             "files": [entry["path"] for entry in submission.manifest["files"]]}
    places = root / "build" / "submissions" / ".work"
    places.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=places, prefix=f"{lab.number}-") as folder:
        work = Path(folder)
        lay_files(submission.files, work / "submission")
        tree = _begin(root, lab, work, box, progress)
        request = Grading(root, lab.name, submission=work / "submission", work=work / "grade",
                          out=out, pristine=tree, student=student or submission.student,
                          sandbox=box, runner=runner, progress=progress, notes=tuple(notes),
                          about=about)
        try:
            return grade(request)
        except Refusal:
            written = out / RESULT
            result = json.loads(written.read_text()) if written.is_file() else {}
            if result.get("status") != "refused":
                raise       # not the submission's fault
            return Graded(result, out)


def _begin(root: Path, lab: labs.Lab, work: Path, box: Box | None,
           progress: Callable[[str], None]) -> Any:
    """Copies the built reference to where the submission is built; returns the full tree."""
    tree = full_tree(root, lab.name)
    built = root / "build" / "submissions" / ".reference" / lab.name
    with locked(built), confined(box):
        progress("building the reference")
        prepare(tree, built / "tree")
        (work / "grade").mkdir()
        shutil.copytree(built / "tree", work / "grade" / "tree", symlinks=True)
    return tree


def _refused(lab: str, reason: str) -> dict[str, Any]:
    """The result of something that is no submission."""
    return {"schema": 1, "lab": lab, "title": "submission", "status": "refused", "score": 0,
            "points": labs.FULL_POINTS, "hidden_points": 0, "student": "", "seed": "", "notes": [],
            "messages": [reason], "tests": []}
