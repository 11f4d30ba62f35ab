# SPDX-License-Identifier: MIT
"""What the site says of the labs. autograder/labs.py reads them."""

from __future__ import annotations

from pathlib import Path

from autograder import Refusal
from autograder.labs import Lab, lines_to_write, names, read
from autograder.replace import WHOLE_FILE

from .tree import SiteError, Symbol, Tree


def load(root: Path, errors: list[str]) -> dict[str, Lab]:
    """All labs by folder name; why others cannot be read goes to the errors."""
    found = {}
    for name in names(root):
        try:
            found[name] = read(root, name)
        except Refusal as refusal:
            errors.append(str(refusal))
    return found


def page(lab: Lab) -> str:
    """The lab's page, below docs/."""
    return f"{lab.folder}.md"


def in_kernel(lab: Lab) -> bool:
    """Whether every piece stands in the kernel."""
    return all(piece.file.startswith("kernel/microkernel/") for piece in lab.pieces)


def pieces(tree: Tree, lab: Lab) -> list[Symbol]:
    """Each function to write."""
    found = []
    for path, functions in lab.allow().items():
        if functions == (WHOLE_FILE,):
            continue
        if path not in tree.files:
            raise SiteError(f"{lab.folder}/lab.yml: no source file {path}")
        found += [tree.find(name, path) for name in functions]
    return found


def lines(tree: Tree, lab: Lab) -> dict[tuple[str, str], int]:
    """How many lines there are to write, by file and function, or WHOLE_FILE."""
    try:
        return lines_to_write(tree.root, lab)
    except Refusal as refusal:
        raise SiteError(f"{lab.folder}/lab.yml: {refusal}") from None


def pick(labs: dict[str, Lab], word: str) -> Lab:
    """The lab that an author means by "07" or "07-notifications"."""
    for name, lab in labs.items():
        if word in (name, lab.number):
            return lab
    raise SiteError(f"no lab '{word}' below labs/ (there: {', '.join(labs) or 'none'})")


def hours(labs: dict[str, Lab], words: str) -> str:
    """The hours of several labs together: of "00-04 06", or of "all"."""
    chosen: dict[str, Lab] = {}
    for word in words.split():
        first, _, last = word.partition("-")
        if word == "all":
            chosen.update(labs)
        elif first.isdecimal() and last.isdecimal():
            for number in range(int(first), int(last) + 1):
                lab = pick(labs, f"{number:02}")
                chosen[lab.name] = lab
        else:
            lab = pick(labs, word)
            chosen[lab.name] = lab
    if not chosen:
        raise SiteError("hours of which labs? [[hours 00-04 06]], or all")
    ranges = [lab.hours.split("-") for lab in chosen.values()]      # "2" or "5-6"
    least = sum(int(each[0]) for each in ranges)
    most = sum(int(each[-1]) for each in ranges)
    return f"{least} to {most}" if least != most else str(least)
