# SPDX-License-Identifier: MIT
"""Notes on the source: docs/notes/<path of the source file>.md.

    Text before the first heading stands at the head of the page.

    ## notification_signal
    Text beside that function. The heading names a function, type, macro or
    variable of the file ("struct notification" where a word alone would not do).

    ### `ntfn->word |= badge`
    Text beside the first line, within that symbol, that holds this code.

A heading that names nothing fails the build: notes cannot outlive the code.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

from .tree import SiteError, SourceFile, Symbol, Tree


@dataclass
class Note:
    """Markdown text bound to a line; `last` is the end of what it is about."""

    title: str
    symbol: Symbol
    line: int
    last: int
    text: str
    fragment: bool = False


def load(tree: Tree, folder: Path, errors: list[str]) -> dict[str, tuple[str, list[Note]]]:
    """Per source file: the note at the head and the bound notes, by line."""
    notes = {}
    for path in sorted(folder.rglob("*.md")):
        source = path.relative_to(folder).as_posix().removesuffix(".md")
        if source not in tree.files:
            errors.append(f"docs/notes/{source}.md: there is no source file {source}")
            continue
        try:
            notes[source] = _parse(tree, tree.files[source], path.read_text(encoding="utf-8"))
        except SiteError as error:
            errors.append(f"docs/notes/{source}.md: {error}")
    return notes


def _parse(tree: Tree, file: SourceFile, text: str) -> tuple[str, list[Note]]:
    parts = re.split(r"^(##) +(.+?) *$|^(###) +`(.+)` *$", text, flags=re.M)
    head = parts[0].strip()
    notes: list[Note] = []
    symbol: Symbol | None = None
    for i in range(1, len(parts), 5):
        _, name, _, fragment, body = parts[i:i + 5]
        if name:
            symbol = tree.find(name.strip("`"), file.path)
            notes.append(Note(name.strip("`"), symbol, file.lead(symbol.line),
                              symbol.end or symbol.line, body.strip()))
        elif symbol is None:
            raise SiteError(f"'### `{fragment}`' stands before any '## symbol'")
        else:
            line = _find(file, symbol, fragment)
            notes.append(Note(fragment, symbol, line, line, body.strip(), True))
    for note in notes:
        if not note.text and not any(n.symbol is note.symbol and n.text for n in notes):
            raise SiteError(f"'{note.title}' has no text")
    return head, sorted((n for n in notes if n.text), key=lambda n: n.line)


def _find(file: SourceFile, symbol: Symbol, fragment: str) -> int:
    wanted = " ".join(fragment.split())
    last = symbol.end or symbol.line
    for number in range(file.lead(symbol.line), last + 1):
        if wanted in " ".join(file.lines[number - 1].split()):
            return number
    raise SiteError(f"no line of {symbol.name} holds `{fragment}`")
