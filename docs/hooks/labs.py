# SPDX-License-Identifier: MIT
"""What the site says of the labs, read from labs/*/lab.yml."""

from __future__ import annotations

import difflib
import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from .tree import SiteError, Symbol, Tree, count_code, without_comments


@dataclass
class Lab:
    """One lab; `data` is its lab.yml."""

    folder: str
    data: dict[str, Any]

    @property
    def number(self) -> str:
        return self.folder.split("-", 1)[0]

    @property
    def title(self) -> str:
        return str(self.data["title"])

    @property
    def hours(self) -> tuple[int, int]:
        """From how many hours to how many a student takes; lab.yml says 2 or 5-6."""
        said = str(self.data.get("hours", ""))
        match = re.fullmatch(r"(\d+)(?:-(\d+))?", said)
        if not match:
            raise SiteError(f"labs/{self.folder}/lab.yml: hours are '{said}', expected 2 or 5-6")
        return int(match[1]), int(match[2] or match[1])

    @property
    def needs(self) -> list[str]:
        """The numbers of the labs to be done before it."""
        return list(self.data.get("needs", ()))

    @property
    def reads(self) -> list[str]:
        """The numbers of the labs whose page is enough."""
        return list(self.data.get("reads", ()))

    @property
    def in_kernel(self) -> bool:
        """Whether every piece stands in the kernel."""
        return all(str(group["file"]).startswith("kernel/microkernel/")
                   for group in self.data.get("pieces", ()))

    def pieces(self, tree: Tree) -> list[tuple[Symbol, int]]:
        """Each function to write and how many lines of code the reference has inside it."""
        found = []
        for group in self.data.get("pieces", ()):
            path = str(group["file"])
            if group.get("whole"):
                continue
            if path not in tree.files:
                path = "kernel/microkernel/" + path
            if path not in tree.files:
                raise SiteError(f"labs/{self.folder}/lab.yml: no source file {group['file']}")
            for name in group.get("functions", ()):
                symbol = tree.find(name, path)
                found.append((symbol, body_lines(tree, symbol)))
        return found

    def files(self, tree: Tree) -> list[tuple[str, int]]:
        """Each whole file to write, and how many lines of code the starter does not have."""
        found = []
        for group in self.data.get("pieces", ()):
            if not group.get("whole"):
                continue
            path = str(group["file"])
            texts = []
            for file in (tree.root / path, tree.root / "labs" / self.folder / "starter" / path):
                if not file.is_file():
                    raise SiteError(f"labs/{self.folder}/lab.yml: no file {path}")
                text = re.sub(r"<!--.*?-->", "", file.read_text(encoding="utf-8"), flags=re.S)
                texts.append(without_comments(text).split("\n"))
            added = [line for line in difflib.ndiff(texts[1], texts[0]) if line.startswith("+ ")]
            found.append((path, sum(bool(line[2:].strip()) for line in added)))
        return found

    def lines(self, tree: Tree) -> int:
        """Lines to write in all."""
        return sum(count for _, count in self.pieces(tree)) + \
            sum(count for _, count in self.files(tree))


def body_lines(tree: Tree, symbol: Symbol) -> int:
    """Lines of code between the braces of a function."""
    lines = tree.files[symbol.file].lines[symbol.line - 1:symbol.end]
    text = "\n".join(lines)
    body = text[text.index("{") + 1:text.rindex("}")] if "{" in text else text
    return count_code(body.split("\n"))


def load(root: Path) -> dict[str, Lab]:
    """All labs by folder name."""
    found = {}
    for path in sorted((root / "labs").glob("*/lab.yml")):
        data = yaml.safe_load(path.read_text(encoding="utf-8")) or {}
        found[path.parent.name] = Lab(path.parent.name, data)
    return found


def pick(labs: dict[str, Lab], word: str) -> Lab:
    """The lab that an author means by "07" or "07-notifications"."""
    for folder, lab in labs.items():
        if word in (folder, lab.number):
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
                chosen[lab.folder] = lab
        else:
            lab = pick(labs, word)
            chosen[lab.folder] = lab
    if not chosen:
        raise SiteError("hours of which labs? [[hours 00-04 06]], or all")
    least = sum(lab.hours[0] for lab in chosen.values())
    most = sum(lab.hours[1] for lab in chosen.values())
    return f"{least} to {most}" if least != most else str(least)
