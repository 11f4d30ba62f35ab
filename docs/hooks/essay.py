# SPDX-License-Identifier: MIT
"""Turns the plain text of a comment into HTML.

Comments in the source are written for the reader of the file: paragraphs,
dashed lists, and tables or drawings that stand on their alignment. Markdown
would fold the latter, so this module looks at each blank-line separated block:
indented or column-aligned text stays as it is, in a fixed-width font.
"""

from __future__ import annotations

import html
import re
from typing import Callable

Linker = Callable[[str], str]
_BULLET = re.compile(r"^\s*(?:[-*]|\d+\.)\s+")


def to_html(text: str, link: Linker) -> str:
    """HTML of a comment. `link` gets escaped text and may add links to it."""
    return "\n".join(_block(block, link) for block in _blocks(text))


def _blocks(text: str) -> list[list[str]]:
    """Blank-line separated blocks; an indented block also ends a paragraph."""
    blocks: list[list[str]] = []
    current: list[str] = []
    for line in text.split("\n"):
        if not line.strip():
            if current:
                blocks.append(current)
            current = []
            continue
        if current and not _drawn_line(current[-1]) and _drawn_line(line) \
                and not any(_BULLET.match(x) for x in current):
            blocks.append(current)
            current = []
        elif current and _BULLET.match(line) and not _BULLET.match(current[0]) \
                and not _drawn_line(current[0]):
            blocks.append(current)
            current = []
        current.append(line)
    if current:
        blocks.append(current)
    return _join_drawings(blocks)


def _join_drawings(blocks: list[list[str]]) -> list[list[str]]:
    """Neighbouring drawings are one drawing with a blank line in it."""
    joined: list[list[str]] = []
    for block in blocks:
        if joined and _is_drawing(block) and _is_drawing(joined[-1]):
            joined[-1] = joined[-1] + [""] + block
        else:
            joined.append(block)
    return joined


def _drawn_line(line: str) -> bool:
    return line.startswith("  ") and not _BULLET.match(line)


def _is_drawing(block: list[str]) -> bool:
    if _BULLET.match(block[0]):
        return False
    return all(line.startswith("  ") for line in block if line)


def _block(block: list[str], link: Linker) -> str:
    if _is_drawing(block):
        margin = min(len(x) - len(x.lstrip()) for x in block if x)
        body = "\n".join(x[margin:] for x in block)
        return f'<pre class="t-drawing">{link(html.escape(body, quote=False))}</pre>'
    if _BULLET.match(block[0]):
        ordered = bool(re.match(r"^\s*\d+\.", block[0]))
        items: list[str] = []
        for line in block:
            if _BULLET.match(line) or not items:
                items.append(_BULLET.sub("", line))
            else:
                items[-1] += " " + line.strip()
        tag = "ol" if ordered else "ul"
        inner = "".join(f"<li>{_inline(item, link)}</li>" for item in items)
        return f"<{tag}>{inner}</{tag}>"
    return f"<p>{_inline(' '.join(x.strip() for x in block), link)}</p>"


def _inline(text: str, link: Linker) -> str:
    parts = re.split(r"`([^`]+)`", text)
    out = []
    for i, part in enumerate(parts):
        escaped = link(html.escape(part, quote=False))
        emphatic = re.sub(r"(?<![\w*])\*(\w[\w ]*)\*(?![\w*])", r"<em>\1</em>", escaped)
        out.append(f"<code>{escaped}</code>" if i % 2 else emphatic)
    return "".join(out)
