# SPDX-License-Identifier: MIT
"""The command line: python3 -m autograder COMMAND, from the root of a tree.

    lab 07 [--to DIR] [--force]     stage a lab (also called stage)
    grade [07] [--test NAME]        grade: a staged tree its own files, the full tree itself ...
      --set DIR                       ... or with a replacement set
      --submission DIR                ... or with the pieces of a student's tree
    prove [07]                      show that the tests of the labs tell right from wrong
    labs                            list the labs
    publish DIR [--student ID]      write the repository that students clone
      --site URL                      ... with the address of the course's site
    submit [07]                     pack what is handed in
    grade-submission FILE           grade what was handed in, in a sandbox
    grade-class FOLDER              ... of a whole class, into a table
    next                            on the cumulative track: go on to the next lab

A lab can also be given as --lab 07. Status: 0 all points (or done), 1 points are missing (or a
proof fails), 2 there was nothing that could be graded; then one line on standard error says why.
"""

from __future__ import annotations

import argparse
import os
import shlex
import sys
import traceback
from pathlib import Path

from . import Refusal, labs, pages, report, sandbox
from .grade import Graded, Grading, grade
from .stage import DEFAULT_FOLDER, stage
from .tree import is_staged

FULL, MISSING, REFUSED = 0, 1, 2


def main(arguments: list[str]) -> int:
    """Runs one command and returns the exit status."""
    options = _parser().parse_args(arguments)
    root = Path.cwd()
    try:
        if not (root / "kernel" / "build.mk").is_file() and not is_staged(root):
            raise Refusal("run this from the root of a Tessera tree or of a staged lab")
        return options.run(root, options)
    except Refusal as refusal:
        return _refuse(str(refusal))
    except OSError as error:    # no room, no right, a folder in the place of a file
        name = os.fsdecode(error.filename) if isinstance(error.filename, (str, bytes)) else ""
        return _refuse((f"{_shown(Path(name), root)}: " if name else "")
                       + (error.strerror or str(error)))
    except KeyboardInterrupt:
        print("autograder: stopped", file=sys.stderr)
        return 130
    except Exception:   # Python's own status would be 1, which says that points are missing
        traceback.print_exc()
        print("autograder: this is a fault of the autograder; please report it", file=sys.stderr)
        return REFUSED


def _refuse(why: str) -> int:
    """Says why nothing could be done, in one line; the status for that."""
    print("autograder:", " ".join(why.encode("utf-8", "replace").decode().split()),
          file=sys.stderr)
    return REFUSED


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="autograder", description="Stages and grades labs.")
    commands = parser.add_subparsers(title="commands", required=True, metavar="COMMAND")

    def command(name: str, run, text: str, aliases: tuple[str, ...] = (), lab: bool = True):
        sub = commands.add_parser(name, help=text, description=text, aliases=aliases)
        sub.set_defaults(run=run)
        if lab:
            sub.add_argument("lab", nargs="?", default="", metavar="LAB", help="07, or its name")
            sub.add_argument("--lab", dest="lab_option", default="", metavar="LAB",
                             help="the same")
        return sub

    sub = command("lab", _stage, "stage a lab into a tree that a student edits", ("stage",))
    sub.add_argument("--to", type=Path, help=f"where to; default {DEFAULT_FOLDER}/NN-name")
    sub.add_argument("--force", action="store_true", help="move a tree with edits aside")
    sub = command("grade", _grade, "build, boot and judge")
    which = sub.add_mutually_exclusive_group()
    which.add_argument("--set", type=Path, dest="set_dir", metavar="DIR",
                       help="the reference with this replacement set")
    which.add_argument("--submission", type=Path, metavar="DIR",
                       help="the pieces out of this student tree")
    sub.add_argument("--test", default="", metavar="NAME", help="only this test")
    sub.add_argument("--out", type=Path, help="folder of the results")
    command("prove", _prove, "prove that the tests of the labs tell right from wrong; several "
            "labs as '02 03'")
    sub = command("publish", _publish, "write the repository that students clone", lab=False)
    sub.add_argument("to", type=Path, metavar="DIR", help="where to")
    sub.add_argument("--student", default="", metavar="ID", help="vary the tests' parameters")
    sub.add_argument("--labs", default="", metavar="LABS", help="only these, as '02 03'")
    sub.add_argument("--site", metavar="URL", help="address of the course's site; '' for none, "
                     "default that of the publication which is there")
    sub = command("submit", _submit, "pack what you hand in into one file")
    sub.add_argument("--out", type=Path, metavar="FILE", help="where to; default build/submit")
    sub = command("grade-submission", _grade_submission, "grade what was handed in", lab=False)
    sub.add_argument("file", type=Path, metavar="FILE", help="the archive of `make submit`")
    sub.add_argument("--lab", default="", metavar="LAB", help="refuse other labs")
    sub.add_argument("--student", default="", metavar="ID", help="who handed it in")
    sub.add_argument("--out", type=Path, metavar="DIR", help="folder of the results")
    _sandboxed(sub)
    sub = command("grade-class", _grade_class, "grade what a class handed in", lab=False)
    sub.add_argument("folder", type=Path, metavar="FOLDER", help="what was handed in")
    sub.add_argument("--lab", required=True, help="the lab that is due")
    sub.add_argument("--out", type=Path, required=True, metavar="DIR", help="results and table")
    sub.add_argument("--changes", type=Path, metavar="FILE", help="points that people changed")
    _sandboxed(sub)
    command("next", _next, "go on to the next lab of the cumulative track", lab=False)
    command("labs", _labs, "list the labs", lab=False)
    return parser


def _sandboxed(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--sandbox", choices=("bwrap", "none"), default="bwrap",
                        help="none: only where the machine itself is a sandbox")


def _box(options: argparse.Namespace) -> sandbox.Box | None:
    return sandbox.find() if options.sandbox == "bwrap" else None


def _several(labs_said: str) -> list[str]:
    """Labs as a person lists them, with commas or without."""
    return labs_said.replace(",", " ").split()


def _wanted(options: argparse.Namespace) -> str:
    if options.lab and options.lab_option and options.lab != options.lab_option:
        raise Refusal(f"two labs given: {options.lab} and {options.lab_option}")
    return options.lab or options.lab_option


def _shown(path: Path, root: Path) -> str:
    """A path as a person at the root would type it; bytes that are no text show as question
    marks."""
    text = os.path.relpath(path, root) if path.is_relative_to(root) else str(path)
    return text.encode("utf-8", "replace").decode()


def _stage(root: Path, options: argparse.Namespace) -> int:
    wanted = _wanted(options)
    staged = stage(root, wanted, options.to, options.force)
    where = _shown(staged.path.absolute(), root)
    if staged.backup:
        print(f"Your edits are kept in {_shown(staged.backup.absolute(), root)}.")
    name = labs.find(root, wanted)
    print(f"Staged lab {name} in {where}")
    print(f"  commit {staged.commit}, tree {staged.tree[:16]}")
    print(f"Next:  cd {shlex.quote(str(where))}; read README.md; make grade")
    print(f"Steps and hints:  make serve, then http://127.0.0.1:8000/labs/{name}.html")
    return FULL


def _grade(root: Path, options: argparse.Namespace) -> int:
    for folder in (options.set_dir, options.submission):
        if folder is not None and not folder.is_dir():
            raise Refusal(f"no folder {folder}")
    live = sys.stderr.isatty()

    def progress(line: str) -> None:
        print(f"\r\033[K{line}", end="", file=sys.stderr, flush=True)

    request = Grading(root, _wanted(options) or None, set_dir=options.set_dir,
                      submission=options.submission, test=options.test or None, out=options.out)
    if live:
        request.progress = progress
    try:
        graded = grade(request)
    finally:
        if live:
            print("\r\033[K", end="", file=sys.stderr)
    show(graded, root)
    return FULL if graded.full else MISSING


def show(graded: Graded, root: Path) -> None:
    """Prints a graded result as a table."""
    colour = sys.stdout.isatty() and "NO_COLOR" not in os.environ
    page = _shown((graded.out / "report.html").absolute(), root)
    sys.stdout.write(report.terminal(graded.result, colour, page))


def _prove(root: Path, options: argparse.Namespace) -> int:
    from .prove import prove
    return FULL if prove(root, _several(_wanted(options)), print) else MISSING


def _publish(root: Path, options: argparse.Namespace) -> int:
    from .publish import publish
    published = publish(root, options.to, options.student, _several(options.labs), options.site)
    print(f"Published in {_shown(published.path, root)}, {published.objects} objects, none of them "
          f"with a solution of its branch:")
    for name, commit in published.commits.items():
        print(f"  {commit}  {name}")
    if published.site:
        print(f"The pages of the labs are at {pages.of_all_labs(published.site)}")
    return FULL


def _submit(root: Path, options: argparse.Namespace) -> int:
    from .submission import pack
    wanted = _wanted(options)
    if not is_staged(root) and wanted:
        folder = root / DEFAULT_FOLDER / labs.find(root, wanted)
        root = folder if is_staged(folder) else root
    packed = pack(root, wanted, options.out)
    print(f"Packed lab {packed.lab}, {packed.path.stat().st_size:,} bytes, "
          f"{len(packed.files)} files:")
    for path in packed.files:
        print(f"  {path}")
    if packed.untouched:
        print("Nothing in them differs from what was handed out.")
        _say_where_steps_are(root)
    print(f"Hand in:  {_shown(packed.path.absolute(), Path.cwd())}")
    return FULL


def _grade_submission(root: Path, options: argparse.Namespace) -> int:
    from .intake import grade_submission
    box = _box(options)
    graded = grade_submission(root, options.file, box, out=options.out, wanted=options.lab,
                              student=options.student)
    if not box:
        print("Graded without a sandbox (SANDBOX=none).")
    show(graded, root)
    return FULL if graded.full else MISSING


def _grade_class(root: Path, options: argparse.Namespace) -> int:
    from .classroom import FAULT, grade_class
    box = _box(options)
    rows = grade_class(root, options.folder, options.lab, options.out, box,
                       changes=options.changes, say=lambda line: print(line, flush=True))
    return REFUSED if any(row.status == FAULT for row in rows) else FULL


def _next(root: Path, options: argparse.Namespace) -> int:
    del options
    from .track import next_stage
    if not is_staged(root):
        raise Refusal("`make next` is for a student's tree of the cumulative track")

    def finished() -> bool:
        print("Grading what is finished here ...", flush=True)
        return grade(Grading(root)).full

    advanced = next_stage(root, finished)
    for note in advanced.notes:
        print(note)
    if advanced.own:
        print(f"your own functions: labs {', '.join(advanced.own)}")
    print(f"You are on {advanced.branch}. Next:  read README.md; make run; make grade")
    _say_where_steps_are(root)
    return FULL


def _say_where_steps_are(root: Path) -> None:
    """Names the page of a student's lab, if its address is known."""
    if page := pages.of_tree(root):
        print(f"Steps and hints:  {page}")


def _labs(root: Path, options: argparse.Namespace) -> int:
    del options
    staged = is_staged(root)
    for name in labs.names(root):
        lab = labs.load(root, name, staged)
        counts = f"{len(lab.tests)} tests, {len(lab.mutants)} mutants"
        after = f"; after {', '.join(lab.needs)}" if lab.needs else ""
        print(f"{lab.number}  {lab.title}  ({lab.hours} hours, difficulty {lab.difficulty}; "
              f"{counts}{after})")
    return FULL
