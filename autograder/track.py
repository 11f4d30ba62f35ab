# SPDX-License-Identifier: MIT
"""The cumulative track: one system that grows, lab by lab, out of a student's own functions.

On branch stage/NN of a published repository (publish.py) the pieces of lab NN and of all later
labs are starters. Those of earlier labs are the reference, until next_stage() puts the student's
own in their place. So `make run` shows a system of which ever more is the student's.

Such a system cannot judge itself: no test runs without the functions of later labs. Therefore a
grade takes the pieces of lab NN out of the tree and lays them on the lab by itself, the commit
`base` of the manifest, which is branch lab/NN-name of the same repository. So a lab gives the same
grade on both tracks, and no unfinished lab, earlier or later, stands in the way of another.

    manifest of stage/NN, beyond that of lab/NN-name
    track     "stage"
    base      the commit of lab/NN-name
    earlier   [{"lab", "pieces": [{"file", "functions", "removed"}]}]: what next_stage() carries

A file of the track holds more than the lab's pieces: starters of later labs, the student's own
functions of earlier ones. own_text() leaves out what is not the lab's business, so that it
neither counts nor is complained of.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Callable, Iterable, Mapping

from . import Refusal
from .definitions import Definition, outline, read_source, write_source
from .replace import WHOLE_FILE, compose_set
from .stage import AUTHOR
from .tree import Tree, git, manifest, pristine_tree, root_commit, tree_of

_STAGE = re.compile(r"(?:[^/]+/)?stage/(\d\d)")

Pieces = dict[str, tuple[str, ...]]     # functions by file


def on_track(data: Mapping[str, Any]) -> bool:
    """Is this the manifest of a tree of the cumulative track?"""
    return data.get("track") == "stage"


def base_tree(root: Path, data: Mapping[str, Any]) -> Tree:
    """The lab by itself, out of the same repository."""
    try:
        return tree_of(root, str(data["base"]))
    except Refusal:
        raise Refusal(f"this repository lacks the branch lab/{data['lab']}, with which stages are "
                      f"judged; fetch it: git fetch origin lab/{data['lab']}") from None


def pieces_of(entry: Mapping[str, Any]) -> Pieces:
    """The pieces as a manifest lists them."""
    return {piece["file"]: tuple(piece["functions"]) for piece in entry["pieces"]}


def own_text(text: str, handed_out: str, base: str, pieces: Iterable[str],
             others: Iterable[str] = (), restore: bool = True) -> str:
    """What of a student's file on the track concerns one lab.

    handed_out  the file as stage/NN has it
    base        the file as lab/NN-name has it
    pieces      the functions of the lab in this file
    others      functions of earlier labs in it: what became of them is not this lab's business
    restore     bring back what the track was handed out without

    Left out are the definitions that the track was handed out with but the lab by itself does not
    have, those of `others`, and static helpers that then nothing uses. Lines keep their numbers.
    """
    mine, given, known = outline(text), outline(handed_out), outline(base)
    if mine.broken or WHOLE_FILE in pieces:
        return text
    pieces, others = set(pieces), set(others)
    handed = {d.plain for d in given.definitions}
    base_plain = {d.plain for d in known.definitions}
    drop = [d for d in mine.definitions if d.name not in pieces and d.plain not in base_plain
            and (d.plain in handed or d.kind == "function" and d.name in others)]
    drop += _unused(mine.definitions, drop, pieces, base_plain)
    missing = _lost(mine.definitions, drop, given.definitions, known.definitions, pieces) \
        if restore else []
    for definition in sorted(drop, key=lambda d: -d.begin):
        cut = text[definition.begin:definition.end]
        text = text[:definition.begin] + "\n" * cut.count("\n") + text[definition.end:]
    return text.rstrip("\n") + "\n" + "".join("\n" + known.text_of(d) for d in missing)


def _unused(definitions: list[Definition], drop: list[Definition], pieces: set[str],
            base: set[str]) -> list[Definition]:
    """Static definitions of the student's that nothing uses once `drop` is gone."""
    gone = {id(d) for d in drop}
    found: list[Definition] = []
    while True:
        left = [d for d in definitions if id(d) not in gone]
        more = [d for d in left if d.plain not in base and d.name not in pieces
                and "static" in d.plain.split("(")[0].split() and d.kind != "prototype"
                and not any(re.search(rf"\b{re.escape(d.name)}\b", other.plain)
                            for other in left if other.name != d.name)]
        if not drop or not more:
            return found
        found += more
        gone |= {id(d) for d in more}


def _lost(mine: list[Definition], drop: list[Definition], given: list[Definition],
          base: list[Definition], pieces: set[str]) -> list[Definition]:
    """Functions of the base that the track was handed out without, or in another shape."""
    gone = {id(d) for d in drop}
    have = {d.name for d in mine if d.kind == "function" and id(d) not in gone}
    same = {d.plain for d in given}
    return [d for d in base if d.kind == "function" and d.name not in have | pieces
            and (d.plain not in same or d.name in {x.name for x in drop})]


def lab_texts(data: Mapping[str, Any], handed_out: Tree, base: Tree,
              files: Mapping[str, str]) -> dict[str, str]:
    """The student's files of the lab's pieces on the track, as own_text() leaves them."""
    others: dict[str, set[str]] = {}
    for entry in data.get("earlier", ()):
        for path, functions in pieces_of(entry).items():
            others.setdefault(path, set()).update(functions)
    return {path: own_text(files[path], _text(handed_out, path), _text(base, path), functions,
                           others.get(path, ()))
            for path, functions in pieces_of(data).items()}


def _text(tree: Tree, path: str) -> str:
    return read_source(tree[path].data) if path in tree else ""


# -- going on ----------------------------------------------------------------------------------

@dataclass
class Advanced:
    """What next_stage() did: the branch that is checked out now, the labs whose functions are the
    student's own there, and why others are not."""

    branch: str
    own: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)


def next_stage(root: Path, finished: Callable[[], bool]) -> Advanced:
    """Goes on to the next stage and takes the student's own finished labs along.

    finished() says whether the lab of this stage has all points that its visible tests give; only
    then its functions are carried. What was carried to here goes on being carried. Refusal, with
    nothing changed, if there is no next stage or if something is not committed.
    """
    handed_out = pristine_tree(root)
    data = manifest(handed_out)
    if not on_track(data):
        raise Refusal(f"this is lab {data['lab']} by itself; `make next` is for the cumulative "
                      f"track: git checkout stage/{data['lab'][:2]}")
    if git(root, "status", "--porcelain").strip():
        raise Refusal("something here is not committed; `git commit -a` first")
    branch, commit = _following(root, data["lab"][:2])
    target = tree_of(root, commit)
    result = Advanced(branch)
    candidates = manifest(target)["earlier"]
    if git(root, "rev-parse", "HEAD").decode().strip() == root_commit(root) or not finished():
        result.notes.append(f"lab {data['lab']} is not finished: you get the reference")
        candidates = [entry for entry in candidates if entry["lab"] != data["lab"]]
    texts = carry(root, candidates, handed_out, target, result)
    git(root, "checkout", "-q", "-b", branch, commit)
    for path, text in texts.items():
        (root / path).write_bytes(write_source(text))
    if texts:
        git(root, "commit", "-q", "--no-verify", "-a", "-m",
            "own functions of labs " + ", ".join(name[:2] for name in result.own), env=AUTHOR)
    return result


def _following(root: Path, number: str) -> tuple[str, str]:
    """The next stage after this one: its branch and its commit."""
    listed = git(root, "for-each-ref", "--format=%(objectname) %(refname)", "refs/heads",
                 "refs/remotes").decode().splitlines()
    stages: dict[str, str] = {}
    for line in listed:
        commit, _, ref = line.partition(" ")
        name = ref.split("/", 2)[2]
        match = _STAGE.fullmatch(name)
        if not match or match[1] <= number:
            continue
        if ref.startswith("refs/heads/"):
            first = git(root, "rev-list", "--max-parents=0", commit).decode().split()[-1]
            if first != commit:
                stages[match[1]] = "taken"
        stages.setdefault(match[1], commit)
    if not stages:
        raise Refusal(f"there is no stage after {number} here; perhaps `git fetch` brings one")
    following = min(stages)
    if stages[following] == "taken":
        raise Refusal(f"you have begun stage/{following} already: git checkout stage/{following}")
    return f"stage/{following}", stages[following]


def carry(root: Path, candidates: list[dict[str, Any]], handed_out: Tree, target: Tree,
          result: Advanced) -> dict[str, str]:
    """The files of the target tree with the student's own functions, as far as they fit.

    candidates are entries of the target's `earlier`; result says what became of each.
    """
    allow: Pieces = {}
    removed: Pieces = {}
    texts: dict[str, str] = {}
    for entry in candidates:
        pieces = pieces_of(entry)
        files = {path: (root / path).read_bytes() for path in pieces if (root / path).is_file()}
        if all(path in handed_out and handed_out[path].data == data
               for path, data in files.items()):
            continue        # untouched: the reference
        more_allow = {path: allow.get(path, ()) + pieces[path] for path in pieces}
        more_removed = {piece["file"]: removed.get(piece["file"], ()) + tuple(piece["removed"])
                        for piece in entry["pieces"]}
        try:
            for path in pieces:
                if path not in files:
                    raise Refusal(f"{path} is gone")
            laid = {path: _carried(path, read_source(files[path]), handed_out, target, functions,
                                   more_removed[path])
                    for path, functions in more_allow.items()}
        except Refusal as refusal:
            result.notes.append(f"lab {entry['lab']}: you get the reference: {refusal}")
            continue
        allow.update(more_allow)
        removed.update(more_removed)
        texts.update(laid)
        result.own.append(entry["lab"])
    return {path: text for path, text in texts.items()
            if write_source(text) != target[path].data}


def _carried(path: str, text: str, handed_out: Tree, target: Tree, functions: tuple[str, ...],
             removed: tuple[str, ...]) -> str:
    """One file of the target with these functions, and the helpers they use, of the student."""
    if path not in target:
        raise Refusal(f"{path} is not in the next stage")
    if WHOLE_FILE in functions:
        return text
    own = own_text(text, _text(handed_out, path), _text(target, path), functions, restore=False)
    return compose_set(lambda name: _text(target, name), {path: own}, {path: functions},
                       removed={path: removed}, lines=False).files[path]
