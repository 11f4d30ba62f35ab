# SPDX-License-Identifier: MIT
"""Publishes labs: writes the Git repository that students clone.

    main            a README for students, and course.json: every branch with its commit
    lab/NN-name     the lab by itself: the reference without its own pieces. The same commit
                    as `make lab` makes
    stage/NN        the cumulative track: the pieces of the labs before NN are the reference
                    (or, after `make next`, the student's own), those of NN and of all later
                    labs are starters. track.py says how one works on it

Every branch is one commit without a parent. Author and date are fixed, so the same files of the
full tree give the same commits: publishing again, with one lab more, changes nothing about the
branches that are out already.

Who sees what? A branch never holds text of a piece that is to be written on it, and no branch
ever holds a hidden test, a mutant or a note on a solution. But a branch does hold the reference
of the other pieces, or it would not be a system that runs: whoever has lab/07 can read there how
lab 02 was meant. Therefore LABS: hand out a lab when those before it are due. check() goes
through every object of the repository and is part of publishing: a repository that fails is not
handed over.
"""

from __future__ import annotations

import json
import os
import re
import shutil
import tempfile
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Iterable, Sequence

from . import Refusal, labs, pages
from .definitions import outline, read_source
from .hunt import WINDOW, Hunt, contents, dense, objects
from .labs import Lab
from .stage import AUTHOR, secrets, source_commit, staged_tree, student_source
from .tree import MANIFEST, File, Tree, git, is_staged, working_tree

COURSE = "course.json"
MAIN = "main"
TRACK_MAKE = "kernel/track.mk"      # kernel/build.mk includes it

_TRACK_MAKE = b"""\
# Functions of later labs are missing: what only they use may stand unused.
WARN += -Wno-unused-function -Wno-unused-variable -Wno-unused-const-variable
"""

_STUDENT = re.compile(r"[A-Za-z0-9][A-Za-z0-9._@+-]{0,63}")
_ONLY_TEACHERS = re.compile(r"solutions/|labs/[^/]+/(tests/[^/]+\.c$|exercise/[^/]+/)")


@dataclass(frozen=True)
class Branch:
    """One branch to publish: its files, what the commit says, the labs to be written on it."""

    name: str
    files: Tree
    subject: str
    open: tuple[Lab, ...] = ()


@dataclass(frozen=True)
class Published:
    """A repository that was written: where, the commit of each branch, and at which address it
    says that the pages of the labs are ("": at none)."""

    path: Path
    commits: dict[str, str]
    objects: int
    site: str = ""


def publish(root: Path, to: Path, student: str = "", wanted: Sequence[str] = (),
            site: str | None = None) -> Published:
    """Writes the repository of the labs that are wanted (none: of all); Refusal.

    site is the address of the course's site. None keeps the one of the publication that is there,
    so that it is said once; "" is none.
    """
    if is_staged(root):
        raise Refusal("this is a student's tree; publish from the full tree")
    if student and not _STUDENT.fullmatch(student):
        raise Refusal(f"'{student}' is no student's ID: up to 64 letters, digits and . _ @ + -")
    chosen = [labs.load(root, name) for name in
              (sorted({labs.find(root, one) for one in wanted}) or labs.names(root))]
    if not chosen:
        raise Refusal("this tree has no labs")
    to = Path(os.path.abspath(to))
    _must_be_free(to)
    site = _site_before(to) if site is None else pages.checked(site) if site else ""
    to.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=to.parent, prefix=".publishing-") as folder:
        fresh = Path(folder) / "repository"
        branches, commits = _write(root, fresh, student, chosen, site)
        count = _complain(check(root, fresh, branches))
        if to.exists():
            shutil.rmtree(to)
        os.replace(fresh, to)
    return Published(to, commits, count, site)


def _must_be_free(to: Path) -> None:
    """Only an earlier publication that nobody has worked in is overwritten."""
    if to.is_symlink() or (to.exists() and not to.is_dir()):
        raise Refusal(f"{to.name} exists and is not a folder; choose another with TO=")
    if not to.exists() or not any(to.iterdir()):
        return
    if not (to / ".git").is_dir() or not (to / COURSE).is_file():
        raise Refusal(f"{to.name} exists and is not a published repository; choose another "
                      f"with TO=")
    changed = git(to, "status", "--porcelain").strip()
    children = git(to, "rev-list", "--all", "--min-parents=1", "--max-count=1").strip()
    if changed or children:
        raise Refusal(f"{to.name} holds work of somebody; choose another with TO=")


def _site_before(to: Path) -> str:
    """The address of the site in the publication that is there, if one is."""
    if not (to / COURSE).is_file():
        return ""
    try:
        site = json.loads((to / COURSE).read_bytes()).get("site", "")
    except (ValueError, AttributeError):
        raise Refusal(f"{to.name}/{COURSE} cannot be read; choose another with TO=") from None
    return pages.checked(str(site)) if site else ""


# -- the branches ------------------------------------------------------------------------------

def _write(root: Path, path: Path, student: str, chosen: Sequence[Lab],
           site: str = "") -> tuple[list[Branch], dict[str, str]]:
    """Makes the repository; returns its branches and their commits."""
    writer = _Writer(path)
    source = student_source(root)
    every = [labs.load(root, name) for name in labs.names(root)]
    branches = [lab_branch(root, lab, student, source, site) for lab in chosen]
    commits = writer.add(branches)
    stages = [stage_branch(root, lab, commits[f"lab/{lab.name}"], every, student, source,
                           site)
              for lab in chosen]
    commits |= writer.add(stages)
    branches += stages
    front = Branch(MAIN, _front(root, chosen, branches, commits, student, source, site),
                   "The labs: where to begin")
    commits |= writer.add([front])
    branches.append(front)
    git(path, "reset", "-q", "--hard")      # main is checked out
    shutil.rmtree(path / ".git/logs", ignore_errors=True)
    return branches, commits


def lab_branch(root: Path, lab: Lab, student: str = "", source: Tree | None = None,
               site: str = "") -> Branch:
    """The lab by itself."""
    tree = staged_tree(root, lab, student=student, site=site, source=source)
    return Branch(f"lab/{lab.name}", tree, f"lab {lab.number}: {lab.title}", (lab,))


def stage_branch(root: Path, lab: Lab, base: str, every: Sequence[Lab], student: str = "",
                 source: Tree | None = None, site: str = "") -> Branch:
    """The lab on the cumulative track; base is the commit of the lab by itself."""
    later = [one for one in every if one.name > lab.name]
    earlier = [{"lab": one.name,
                "pieces": [{"file": piece.file, "functions": list(piece.functions),
                            "removed": list(piece.removed)} for piece in one.pieces]}
               for one in every if one.name < lab.name]
    source = dict(source if source is not None else student_source(root))
    source[TRACK_MAKE] = File(_TRACK_MAKE)
    tree = staged_tree(root, lab, student=student, site=site, later=later, source=source,
                       more={"track": "stage", "base": base, "earlier": earlier})
    return Branch(f"stage/{lab.number}", tree, f"stage {lab.number}: {lab.title}",
                  (lab, *later))


def _front(root: Path, chosen: Sequence[Lab], branches: Sequence[Branch],
           commits: dict[str, str], student: str, source: Tree, site: str) -> Tree:
    """The files of main."""
    trees = {branch.name: json.loads(branch.files[MANIFEST].data)["tree"] for branch in branches}
    course = {"schema": 1, "student": student, **({"site": site} if site else {}),
              "source": source_commit(root, *(lab.folder for lab in chosen)),
              "branches": {name: {"commit": commit, "tree": trees[name]}
                           for name, commit in commits.items()}}
    files = {COURSE: File((json.dumps(course, indent=2) + "\n").encode()),
             "README.md": File(_readme(chosen, student, site).encode())}
    if "LICENSE" in source:
        files["LICENSE"] = source["LICENSE"]
    return files


def _readme(chosen: Sequence[Lab], student: str, site: str) -> str:
    first = chosen[0]
    lines = ["# The labs", "",
             "Each lab is a branch of this repository: a whole system in which some functions are",
             "missing. You write them, and `make grade` builds the system, boots it and says what",
             "works.", ""]
    if student:
        lines += [f"This repository was made for {student}: the numbers in its tests differ from",
                  "those of others.", ""]
    lines += ["```console",
              f"$ git checkout lab/{first.name}",
              "$ make setup        # once: the Debian packages that are missing",
              "$ make grade",
              "```", "",
              "Each branch has a README of its own with the functions to write. The walkthroughs",
              f"are at <{pages.of_all_labs(site)}>." if site else
              "are on the course's site, below Labs.", "",
              "| lab | branch | also as | hours |", "|---|---|---|---|"]
    for lab in chosen:
        title = f"{lab.number} {lab.title}"
        if site:
            title = f"[{title}]({pages.of_lab(site, lab.name)})"
        lines.append(f"| {title} | `lab/{lab.name}` | `stage/{lab.number}` | {lab.hours} |")
    lines += ["", "## Two ways through the labs", "",
              "- **One by one**: `lab/NN-name` is the finished system without the functions of",
              "  that one lab. You can take the labs in any order.",
              "- **Your own system, growing**: on `stage/NN` the functions of this and of all",
              "  later labs are missing, so `make run` shows how far your system is. `make next`",
              "  goes on to the next lab and takes along what you have finished; of a lab that is",
              "  not finished you get the reference. `make grade` judges the lab by itself, as on",
              "  `lab/NN-name`: nothing that comes later can stop you.", "",
              "## Commands on a branch", "",
              "| command | what happens |", "|---|---|",
              "| `make` | lists all commands |",
              "| `make grade` | builds, boots and judges your work |",
              "| `make grade TEST=name` | runs one test only |",
              "| `make run` | boots the system |",
              "| `make submit` | packs what you hand in into one file |",
              "| `make next` | on `stage/NN`: goes on to the next lab with your own functions |",
              "| `git diff` | shows what you changed |", "",
              "Commit as often as you like. Only the functions of the lab and what you add to",
              "their files count; changes to anything else are ignored.", ""]
    return "\n".join(lines)


class _Writer:
    """A new repository, filled through git fast-import: no file is written twice."""

    def __init__(self, path: Path):
        self.path = path
        path.mkdir(parents=True)
        git(path, "init", "-q", "--template=", f"--initial-branch={MAIN}")

    def add(self, branches: Iterable[Branch]) -> dict[str, str]:
        """Writes branches of one commit each; returns their commits."""
        names = []
        stream = bytearray()
        for branch in branches:
            names.append(branch.name)
            stream += self._commit(branch)
        _feed(self.path, bytes(stream))
        return {name: git(self.path, "rev-parse", f"refs/heads/{name}").decode().strip()
                for name in names}

    @staticmethod
    def _commit(branch: Branch) -> bytes:
        who = f"{AUTHOR['GIT_AUTHOR_NAME']} <{AUTHOR['GIT_AUTHOR_EMAIL']}> " \
              f"{_epoch(AUTHOR['GIT_AUTHOR_DATE'])} +0000"
        message = branch.subject.encode() + b"\n"
        parts = [f"commit refs/heads/{branch.name}\nauthor {who}\ncommitter {who}\n"
                 f"data {len(message)}\n".encode(), message]
        for path, file in sorted(branch.files.items()):
            mode = "100755" if file.executable else "100644"
            parts += [f"M {mode} inline ".encode(), _quoted(path),
                      f"\ndata {len(file.data)}\n".encode(), file.data, b"\n"]
        return b"".join(parts) + b"\n"


def _epoch(date: str) -> int:
    return int(datetime.fromisoformat(date.replace("Z", "+00:00")).timestamp())


def _quoted(path: str) -> bytes:
    """A path as fast-import takes any of them."""
    escaped = path.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n")
    return b'"' + os.fsencode(escaped) + b'"'


def _feed(path: Path, stream: bytes) -> None:
    """Runs git fast-import."""
    try:
        git(path, "fast-import", "--quiet", "--force", given=stream)
    finally:
        for crash in (path / ".git").glob("fast_import_crash_*"):
            crash.unlink()


# -- does anything show that must not? ---------------------------------------------------------

def check(root: Path, repository: Path, branches: Sequence[Branch]) -> tuple[int, list[str]]:
    """Looks into every object of a repository, on a branch or not.

    Returns how many objects there are, and one line for each secret found: text of a piece on a
    branch on which it is to be written; text that only solutions or hidden tests hold, and
    their files' names, anywhere; an object that is on no branch. What is secret is found
    from the full tree alone, so that a fault of publishing cannot hide itself.
    """
    every = {lab.name: lab for branch in branches for lab in branch.open}
    pieces = {name: secrets(root, lab) for name, lab in every.items()}
    hunt = Hunt()
    for name, texts in pieces.items():
        hunt.add(name, texts)
    hunt.add("", _teachers_texts(root))
    kinds = objects(repository)
    places: dict[str, list[Branch]] = {}
    found = []
    for branch in branches:
        for line in git(repository, "rev-list", "--objects", branch.name).decode().splitlines():
            name, _, path = line.partition(" ")
            places.setdefault(name, []).append(branch)
            if _is_teachers(root, path, every):
                found.append(f"{branch.name}: holds {path}")
    stray = sorted(set(kinds) - set(places))
    found += [f"object {name[:12]} ({kinds[name]}) is on no branch" for name in stray]
    for name, data in contents(repository, [n for n, kind in kinds.items() if kind != "tree"]):
        at = places.get(name, branches)
        for owner, function, text in hunt.find(data):
            wrong = [branch.name for branch in at
                     if not owner or owner in [lab.name for lab in branch.open]]
            if wrong:
                where = wrong[0] if name in places else "no branch"
                found.append(f"{function}: '{text[:60]}' is in object {name[:12]} ({where})")
    return len(kinds), found


def _complain(checked: tuple[int, list[str]]) -> int:
    count, found = checked
    if found:
        more = f" (and {len(found) - 1} more)" if len(found) > 1 else ""
        raise Refusal(f"not published, the repository would show a solution: {found[0]}{more}")
    return count


def _is_teachers(root: Path, path: str, every: dict[str, Lab]) -> bool:
    """Does a path belong to solutions, hidden tests or exercises' mutants?"""
    if not _ONLY_TEACHERS.match(path):
        return False
    parts = path.split("/")
    if parts[0] != "labs" or parts[2] != "tests":
        return True
    lab = every.get(parts[1])
    visible = {test.name for test in lab.tests if test.visible} if lab else set()
    tests = labs.tests_by_file(root, lab).get(path, []) if lab else ["?"]
    return not set(tests) <= visible


def _teachers_texts(root: Path) -> dict[str, list[str]]:
    """Text that stands in solutions, hidden tests and mutants of exercises only, by file.

    Whatever else is in the full tree is not secret here: pieces are looked for by branch.
    """
    public = working_tree(root, lambda path: not _ONLY_TEACHERS.match(path))
    hidden: dict[str, str] = {}
    for path, file in working_tree(root, lambda path: bool(_ONLY_TEACHERS.match(path))).items():
        if path.endswith((".c", ".h", ".S", ".py")):
            hidden[path] = read_source(file.data)
    for name in labs.names(root):
        lab = labs.load(root, name)
        visible = {test.name for test in lab.tests if test.visible}
        for path, tests in labs.tests_by_file(root, lab).items():
            if set(tests) <= visible and path in hidden:
                public[path] = File(hidden.pop(path).encode("utf-8", "surrogateescape"))
    known = b"\n".join(dense(file.data) for _, file in sorted(public.items()))
    texts: dict[str, list[str]] = {}
    for path, text in sorted(hidden.items()):
        lines = dict.fromkeys(dense(line.encode("utf-8", "surrogateescape"))
                              for line in _code(text))
        texts[path] = [line.decode("utf-8", "replace") for line in lines
                       if len(line) >= WINDOW and line not in known]
    return texts


def _code(text: str) -> list[str]:
    """The lines of a text; of C those of its functions: the rest is common."""
    cut = outline(text)
    functions = [cut.text_of(d, with_comment=False) for d in cut.definitions
                 if d.kind == "function"]
    return "\n".join(functions).splitlines() if functions and not cut.broken \
        else text.splitlines()
