# SPDX-License-Identifier: MIT
"""Source text as highlighted HTML lines whose identifiers are links.

Pygments says what each token is, the tree says what each name means seen from
the file it stands in. A name without a definition in the tree stays as it is.
"""

from __future__ import annotations

import html
import re
from typing import Callable

from pygments.lexers import get_lexer_by_name
from pygments.token import STANDARD_TYPES, Comment, Keyword, Name, String, Token

from .tree import TAG_KINDS, SourceFile, Tree, anchor

Href = Callable[[str, str], str]
"""(path of a source file, anchor or '') -> address seen from the page."""

_LEXERS = {".c": "c", ".h": "c", ".S": "gas", ".ld": "c", ".dts": "devicetree"}
_MENTION = re.compile(r"(?<![\w/])([A-Za-z_]\w*)\(\)"
                      r"|(?<![\w/.])((?:[\w-]+/)+[\w-]+\.(?:c|h|S|ld|dts))\b")


def highlight(tree: Tree, file: SourceFile, href: Href) -> list[str]:
    """One string of HTML per line of `file`."""
    suffix = "." + file.name.rsplit(".", 1)[1]
    lexer = get_lexer_by_name(_LEXERS[suffix], stripnl=False, ensurenl=True)
    out: list[str] = [""]
    line = 1
    before = ["", ""]
    for kind, value in lexer.get_tokens("\n".join(file.lines) + "\n"):
        for i, piece in enumerate(value.split("\n")):
            if i:
                out.append("")
                line += 1
            if piece:
                out[-1] += _token(tree, file, href, kind, piece, line, before)
        if value.strip() and kind not in Comment:
            before = [before[1], value.strip()]
    return out[:len(file.lines)]


def link_mentions(tree: Tree, origin: str, href: Href, escaped: str) -> str:
    """Links name() and dir/file.c in already escaped text of a comment."""

    def replace(match: re.Match[str]) -> str:
        name, path = match.groups()
        if path:
            target = tree.resolve_path(path, origin)
            return f'<a href="{href(target, "")}">{path}</a>' if target else path
        found = tree.candidates(name, origin)
        if not found:
            return match.group(0)
        return f'<a href="{href(found[0].file, anchor(found[0]))}">{name}()</a>'

    return _MENTION.sub(replace, escaped)


def _token(tree: Tree, file: SourceFile, href: Href, kind: Token, text: str, line: int,
           before: list[str]) -> str:
    if kind in Comment and re.match(r"#\s*(define|undef|include|if|el|end)", text):
        kind = Comment.Preproc  # the assembler's lexer takes the line for a comment
    css = _css(kind)
    escaped = html.escape(text, quote=False)
    if kind in Comment and kind not in Comment.Preproc and kind not in Comment.PreprocFile:
        escaped = link_mentions(tree, file.path, href, escaped)
    elif kind in Comment.PreprocFile or (kind in String and before[1].startswith("#include")):
        escaped = _include(tree, file, href, text, escaped)
    elif kind in Comment.Preproc:
        escaped = _identifiers(tree, file, href, text, line)
    elif kind in Name or kind in Keyword.Type:
        target = _resolve(tree, file, text, line, before)
        if target:
            escaped = f'<a href="{target_href(href, target)}">{escaped}</a>'
    return f'<span class="{css}">{escaped}</span>' if css else escaped


def target_href(href: Href, symbol) -> str:
    return href(symbol.file, anchor(symbol))


def _css(kind: Token) -> str:
    while kind not in STANDARD_TYPES:
        kind = kind.parent
    return STANDARD_TYPES[kind]


def _include(tree: Tree, file: SourceFile, href: Href, text: str, escaped: str) -> str:
    target = tree.resolve_path(text.strip().strip('"<>'), file.path)
    return f'<a href="{href(target, "")}">{escaped}</a>' if target else escaped


def _identifiers(tree: Tree, file: SourceFile, href: Href, text: str, line: int) -> str:
    """Text of a preprocessor directive, its known names linked."""
    out = []
    for part in re.split(r"(\b[A-Za-z_]\w*\b)", text):
        escaped = html.escape(part, quote=False)
        if part[:1].isalpha() or part[:1] == "_":
            target = _resolve(tree, file, part, line, ["", ""])
            if target and target.kind not in ("member",):
                escaped = f'<a href="{target_href(href, target)}">{escaped}</a>'
        out.append(escaped)
    return "".join(out)


def _resolve(tree: Tree, file: SourceFile, name: str, line: int, before: list[str]):
    """The definition that `name` means at this place, or None."""
    if before[1].endswith((".", "->")):
        members = [s for s in tree.by_name.get(name, ()) if s.kind == "member"]
        places = {(s.file, s.line) for s in members}
        return members[0] if len(places) == 1 and places != {(file.path, line)} else None
    if before[1] in TAG_KINDS:
        found = tree.candidates(f"{before[1]} {name}", file.path)
    else:
        found = [s for s in tree.candidates(name, file.path) if s.kind not in TAG_KINDS]
    if not found or (found[0].file, found[0].line) == (file.path, line):
        return None
    return found[0]
