# SPDX-License-Identifier: MIT
"""Stages a lab: writes the tree in which a student works.

The tree holds what one needs to build, run and grade the lab and nothing else: the kernel, the
user level, the visible tests, the autograder, the commands. Where the lab's pieces were stands
the starter. There are no solutions, no hidden tests and no other lab, and no object of the tree's
Git repository has ever held one: its only commit is the finished staged tree.

Staging is reproducible. The same files of the full tree give the same commit, whoever stages them
wherever and whenever: author and date are fixed and the tree's hash stands in the manifest.

A tree with a student's edits is never overwritten; --force moves it aside first.
"""

from __future__ import annotations

import ast
import json
import os
import re
import shutil
import tempfile
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, Mapping, Sequence

import yaml

from . import Refusal, exercise, labs, pages
from .definitions import outline, read_source, write_source
from .hunt import WINDOW, Hunt, contents, dense, objects
from .labs import Lab
from .replace import WHOLE_FILE, compose_set, read_set
from .tree import (MANIFEST, File, Tree, edits, git, has_history, has_repository, is_staged,
                   lay_out, tree_hash, working_tree)

DEFAULT_FOLDER = "labwork"      # not below build/: `make clean` must not take a student's work

# What goes into a staged tree; the lab's own folder is added by staged_tree().
_INCLUDED = re.compile(r"(Makefile|LICENSE|\.gitignore|\.clang-format)$|(kernel|autograder|ci)/")
_EXCLUDED = re.compile(r"kernel/tests/(?!(proctor|examiner|fuzzing)/)|autograder/tests/|"
                       r"ci/(tests/|gradescope/|demo\.py$|run$)|.*\.md$")

AUTHOR = {"GIT_AUTHOR_NAME": "Tessera", "GIT_AUTHOR_EMAIL": "tessera@localhost",
           "GIT_COMMITTER_NAME": "Tessera", "GIT_COMMITTER_EMAIL": "tessera@localhost",
           "GIT_AUTHOR_DATE": "2025-01-01T00:00:00Z",
           "GIT_COMMITTER_DATE": "2025-01-01T00:00:00Z"}


@dataclass(frozen=True)
class Staged:
    """A tree that was written: where, its commit, the hash of its files."""

    path: Path
    commit: str
    tree: str
    backup: Path | None = None


def stage(root: Path, wanted: str, to: Path | None = None, force: bool = False) -> Staged:
    """Writes the student tree of a lab; Refusal if the folder holds something of value."""
    if is_staged(root):
        raise Refusal("this is a staged tree already; stage labs from the full tree")
    lab = labs.load(root, wanted)
    to = Path(os.path.abspath(to if to is not None else root / DEFAULT_FOLDER / lab.name))
    tree = staged_tree(root, lab)
    backup = _make_room(to, force)
    to.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=to.parent, prefix=".staging-") as folder:
        fresh = Path(folder) / "tree"
        lay_out(tree, fresh)
        commit = _commit(fresh, lab)
        if to.exists():
            shutil.rmtree(to)
        os.replace(fresh, to)
    return Staged(to, commit, json.loads(tree[MANIFEST].data)["tree"], backup)


def staged_tree(root: Path, lab: Lab, *, student: str = "", site: str = "",
                later: Sequence[Lab] = (), more: Mapping[str, Any] | None = None,
                source: Tree | None = None) -> Tree:
    """All files of a lab's student tree, manifest included.

    student  whose tree it is: varies the parameters of the tests
    site     the address of the course's site, with the pages of the labs
    later    labs whose starters are laid too: the cumulative track
    more     further entries of the manifest
    source   student_source(root), if it was read already
    """
    tree = dict(source if source is not None else student_source(root))
    for each in sorted(later, key=lambda one: one.name, reverse=True):
        lay_starter(root, each, tree)
    lay_starter(root, lab, tree)
    visible = {test.name for test in lab.tests if test.visible}
    lay_tests(root, lab, tree, visible)
    if lab.exercise:
        tree[lab.exercise_file] = File((root / lab.exercise_file).read_bytes())
        for name, image in exercise.images(root, lab).items():
            tree[lab.exercise_image(name)] = File(image)
    tree[f"{lab.folder}/lab.yml"] = File(_student_lab(lab))
    tree["README.md"] = File(_readme(lab, site))
    extra = {**({"student": student} if student else {}), **({"site": site} if site else {}),
             **(more or {})}
    tree[MANIFEST] = File(_manifest(root, lab, tree, extra))
    return tree


def lay_tests(root: Path, lab: Lab, tree: Tree, visible: set[str]) -> None:
    """Puts the visible tests into a tree, and what they need: headers, descriptions of systems,
    data. A folder `hidden` stays out, and so do C files with hidden tests."""
    folder = root / lab.folder / "tests"
    tests = labs.tests_by_file(root, lab)
    for file in sorted(p for p in folder.rglob("*") if p.is_file()):
        path = file.relative_to(root).as_posix()
        inside = file.relative_to(folder)
        if "hidden" in inside.parts or "__pycache__" in inside.parts:
            continue
        if inside.as_posix() in ("expect.py", labs.JUDGE):
            text = visible_python(path, read_source(file.read_bytes()), visible)
            if inside.name == "expect.py" or visible & set(tests[path]):
                tree[path] = File(text.encode())
        elif set(tests.get(path, ())) <= visible:
            tree[path] = File(file.read_bytes())


def student_source(root: Path) -> Tree:
    """What every student's tree holds, with the reference of all pieces."""
    tree = working_tree(root, lambda path: bool(_INCLUDED.match(path))
                        and not _EXCLUDED.match(path))
    if not tree:
        raise Refusal("there is no kernel in this tree; run from the root of Tessera")
    return tree


def lay_starter(root: Path, lab: Lab, tree: Tree) -> None:
    """Puts a lab's starter in the place of its pieces."""
    composition = compose_set(lambda path: read_source(tree[path].data) if path in tree else None,
                              read_set(root / lab.starter), removed=lab.removed(),
                              whole=lab.whole(), lines=False,
                              label=f"{lab.starter}/")
    for path, text in composition.files.items():
        tree[path] = File(write_source(text))


def visible_python(path: str, text: str, wanted: set[str]) -> str:
    """A module of expectations without the functions of hidden tests and without whatever at
    its top level only they use."""
    body = labs.python_body(path, text)
    homes: dict[str, ast.stmt] = {}
    for statement in body:
        for name in _bound(statement):
            homes[name] = statement
    keep = {id(s) for s in body if not _bound(s)}
    ahead = [homes[name] for name in sorted(wanted) if name in homes]
    ahead += [s for s in body if id(s) in keep]
    while ahead:
        statement = ahead.pop()
        keep.add(id(statement))
        used = {node.id for node in ast.walk(statement) if isinstance(node, ast.Name)}
        ahead += [homes[name] for name in sorted(used) if name in homes
                  and id(homes[name]) not in keep]
    lines = text.split("\n")
    for statement in reversed(body):
        if id(statement) in keep:
            continue
        first = min([statement.lineno] + [d.lineno for d in
                                          getattr(statement, "decorator_list", [])])
        while first > 2 and (lines[first - 2].startswith("#") or not lines[first - 2].strip()):
            first -= 1
        del lines[first - 1:statement.end_lineno]
    return "\n".join(lines).rstrip() + "\n"


def _bound(statement: ast.stmt) -> list[str]:
    """The names that a statement at the top level defines; of an import none: it stays."""
    if isinstance(statement, (ast.FunctionDef, ast.ClassDef)):
        return [statement.name]
    targets = statement.targets if isinstance(statement, ast.Assign) else \
        [statement.target] if isinstance(statement, ast.AnnAssign) else []
    return [node.id for target in targets for node in ast.walk(target)
            if isinstance(node, ast.Name)]


def _manifest(root: Path, lab: Lab, tree: Tree, more: Mapping[str, Any]) -> bytes:
    pieces = [{"file": piece.file, "functions": list(piece.functions)} for piece in lab.pieces]
    return (json.dumps({"schema": 1, "lab": lab.name, "title": lab.title, "pieces": pieces,
                        "source": source_commit(root, lab.folder), "tree": tree_hash(tree),
                        **more}, indent=2) + "\n").encode()


def source_commit(root: Path, *folders: str) -> str:
    """The commit of the full tree that is handed out; says so if files differ from it."""
    if not has_repository(root):
        return "unknown"
    commit = git(root, "rev-parse", "HEAD").decode().strip()
    changed = git(root, "status", "--porcelain", "--", "Makefile", "kernel", "autograder", "ci",
                  *folders).strip()
    return commit + ("-dirty" if changed else "")


def _student_lab(lab: Lab) -> bytes:
    """lab.yml as a student sees it."""
    tests = [{"name": t.name, "points": t.points, "visible": True, "budget": t.budget}
             for t in lab.tests if t.visible]
    hidden = sum(t.points for t in lab.tests if not t.visible)
    pieces = [{"file": p.file, "whole": True} if p.functions == (WHOLE_FILE,) else
              {"file": p.file, "functions": list(p.functions)} for p in lab.pieces]
    data = {"title": lab.title, "hours": lab.hours, "difficulty": lab.difficulty,
            "baseline": lab.baseline, "pieces": pieces, "tests": tests, "hidden_points": hidden}
    if lab.exercise:
        data["exercise"] = {**asdict(lab.exercise), "mutants": list(lab.exercise.mutants)}
    return yaml.safe_dump(data, sort_keys=False, allow_unicode=True, width=100).encode()


def _readme(lab: Lab, site: str) -> bytes:
    lines = [f"# Lab {lab.number}: {lab.title}", "", "Write these functions:", ""]
    for piece in lab.pieces:
        names = "the whole file" if piece.functions == (WHOLE_FILE,) else \
            ", ".join(f"`{name}`" for name in piece.functions)
        lines.append(f"- `{piece.file}`: {names}")
    if lab.exercise:
        lines += ["", f"As an exercise, write a test of {lab.exercise.what}:",
                  f"`TEST({lab.exercise.test})` in `{lab.exercise_file}`."]
    lines += ["", "You may add functions, variables, types and macros of your own to these files.",
              "Changes to anything else do not count.", "",
              "| command | what happens |", "|---|---|",
              "| `make grade` | builds, boots and judges your work |",
              "| `make grade TEST=name` | runs one test only |",
              "| `make run` | boots the system |",
              "| `make submit` | packs what you hand in into one file |",
              "| `git diff` | shows what you changed |", ""]
    if site:
        lines += ["The page of this lab leads through it in steps, with hints to unfold:",
                  f"<{pages.of_lab(site, lab.name)}>", ""]
    else:
        lines += ["The page of this lab leads through it in steps, with hints to unfold: on the",
                  "course's site below Labs, or by `make serve` in the full tree, at",
                  f"labs/{lab.name}.html.", ""]
    return "\n".join(lines).encode()


def _commit(path: Path, lab: Lab) -> str:
    """Makes the tree a repository with one commit; the same tree gives the same commit."""
    git(path, "init", "-q", "--template=", f"--initial-branch=lab/{lab.name}")
    git(path, "add", "--all", "--force")
    git(path, "commit", "-q", "--no-verify", "-m", f"lab {lab.number}: {lab.title}",
        env=AUTHOR)
    return git(path, "rev-parse", "HEAD").decode().strip()


def _make_room(to: Path, force: bool) -> Path | None:
    """Sees to it that nothing of value is at the target; returns where it was moved to."""
    if to.is_symlink() or (to.exists() and not to.is_dir()):
        raise Refusal(f"{to.name} exists and is not a folder; choose another with --to")
    if not to.exists() or not any(to.iterdir()):
        return None
    if not is_staged(to):
        raise Refusal(f"{to.name} exists and is not a staged lab; choose another with --to")
    try:
        changed = edits(to)
        own = changed or has_history(to)
    except Refusal:
        changed, own = ["a damaged repository"], True
    if not own:
        return None
    if not force:
        more = f" and {len(changed) - 3} more" if len(changed) > 3 else ""
        what = ", ".join(changed[:3]) + more
        raise Refusal(f"{to.name} holds your edits ({what or 'commits'}); go on there, or stage "
                      f"anew with FORCE=1 (--force), which keeps a copy")
    number = 1
    while (backup := to.with_name(f"{to.name}.backup-{number}")).exists():
        number += 1
    os.replace(to, backup)
    return backup


# -- does anything of the solution show? -------------------------------------------------------

def secrets(root: Path, lab: Lab) -> dict[str, list[str]]:
    """Text that only the reference's version of each removed function holds, by function.

    Found without staging anything, so that a fault of staging cannot hide itself: the lines of
    the function's body, and the body as a whole, that occur neither in the rest of the reference
    nor in the starter nor in the lab's tests. White space is left out: layout hides nothing.
    """
    reference = working_tree(root, lambda path: bool(_INCLUDED.match(path))
                             or path.startswith(f"{lab.folder}/")
                             and not path.startswith(f"{lab.folder}/exercise/"))
    bodies: dict[str, str] = {}
    for piece in lab.pieces:
        text = read_source(reference.pop(piece.file).data)
        if piece.functions == (WHOLE_FILE,):
            bodies[piece.file] = text
            continue
        cut = outline(text)
        taken = [d for name in (*piece.functions, *piece.removed) for d in cut.functions(name)]
        for definition in sorted(taken, key=lambda d: -d.start):
            whole = text[definition.start:definition.end]
            head, brace, body = whole.partition("{")
            bodies[definition.name] = brace + body
            text = text[:definition.start] + head + text[definition.end:]
        reference[piece.file] = File(write_source(text))
    public = b"\n".join(dense(file.data) for _, file in sorted(reference.items()))
    found: dict[str, list[str]] = {}
    for name, body in sorted(bodies.items()):
        lines = [dense(write_source(line)) for line in (body, *body.splitlines())]
        found[name] = [line.decode("utf-8", "replace") for line in dict.fromkeys(lines)
                       if len(line) >= WINDOW and line not in public]
    return found


def leaks(repository: Path, hidden: dict[str, list[str]]) -> list[str]:
    """Which secrets stand in any object of a repository, reachable or not: one line each."""
    hunt = Hunt()
    hunt.add("", hidden)
    found = []
    for name, data in contents(repository, [name for name, kind in objects(repository).items()
                                            if kind != "tree"]):
        found += [f"{function}: '{secret[:60]}' is in object {name[:12]}"
                  for _, function, secret in sorted(hunt.find(data))]
    return found
