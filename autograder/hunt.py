# SPDX-License-Identifier: MIT
"""Looks for secret texts in every object of a Git repository, on a branch or not.

White space is left out on both sides: layout hides nothing. A secret that is shorter than WINDOW
without it is too common to mean anything.
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import Iterable, Sequence

from .tree import git

WINDOW = 16


def dense(data: bytes) -> bytes:
    """The data without white space."""
    return re.sub(rb"\s", b"", data)


class Hunt:
    """Many texts looked for at once: by their first characters in a table."""

    def __init__(self) -> None:
        self.heads: dict[bytes, list[tuple[str, str, str, bytes]]] = {}

    def add(self, owner: str, texts: dict[str, list[str]]) -> None:
        """Texts without white space, by the function or file that they are from."""
        for function, lines in texts.items():
            for line in lines:
                data = line.encode("utf-8", "replace")
                self.heads.setdefault(data[:WINDOW], []).append((owner, function, line, data))

    def find(self, data: bytes) -> list[tuple[str, str, str]]:
        """(owner, function, text) of all that stand in the data, white space left out."""
        text, heads = dense(data), self.heads
        found = {}
        for at in range(len(text) - WINDOW + 1):
            hits = heads.get(text[at:at + WINDOW])
            if hits:
                found.update(((owner, function, line), None) for owner, function, line, secret
                             in hits if text.startswith(secret, at))
        return list(found)


def objects(repository: Path) -> dict[str, str]:
    """Every object with its kind, reachable or not."""
    listed = git(repository, "cat-file", "--batch-all-objects",
                 "--batch-check=%(objectname) %(objecttype)").decode().splitlines()
    return dict(line.split(" ") for line in listed)


def contents(repository: Path, names: Sequence[str]) -> Iterable[tuple[str, bytes]]:
    """The contents of many objects, by one process."""
    batch = git(repository, "cat-file", "--batch", given="".join(f"{n}\n" for n in names).encode())
    at = 0
    for name in names:
        end = batch.index(b"\n", at)
        size = int(batch[at:end].split()[2])
        yield name, batch[end + 1:end + 1 + size]
        at = end + 1 + size + 1
