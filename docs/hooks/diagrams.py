# SPDX-License-Identifier: MIT
"""Diagrams: Graphviz text in, inline SVG out, fit for light and dark pages.

A diagram names colours by role (ink, line, paper, accent, ...), never by value.
Graphviz knows neither CSS variables nor currentColor, so each role is given to
it as a sentinel colour, and in its SVG the sentinel becomes `var(--dg-ROLE)`.
`URL="sym:NAME"` on a node or edge links to the definition of that symbol.
"""

from __future__ import annotations

import hashlib
import re
import subprocess
from pathlib import Path
from typing import Callable

from lxml import etree

from .tree import SiteError

ROLES = ("ink", "soft", "line", "paper", "tile", "accent", "accent_tile", "blue",
         "blue_tile", "gold", "gold_tile", "green", "green_tile")
_SENTINEL = {role: f"#fe{i:02x}dc" for i, role in enumerate(ROLES, 1)}
_ROLE = {value: role for role, value in _SENTINEL.items()}
_SVG = "{http://www.w3.org/2000/svg}"
_HREF = "{http://www.w3.org/1999/xlink}href"

_PRELUDE = (
    'graph [bgcolor=transparent fontname="Inter" fontsize=11 fontcolor=ink color=line'
    ' nodesep=0.3 ranksep=0.4 pad=0.05 tooltip=" "];'
    'node [fontname="Inter" fontsize=11 fontcolor=ink color=line fillcolor=tile'
    ' shape=box style="filled,rounded" margin="0.14,0.08" height=0.35 penwidth=1.1];'
    'edge [fontname="Inter" fontsize=10 fontcolor=soft color=soft arrowsize=0.7'
    ' penwidth=1.1];'
)


def render(text: str, cache: Path, resolve: Callable[[str], str], label: str) -> str:
    """Inline SVG of a dot source; `resolve` turns sym:NAME into an address."""
    source = _colours(_prelude(text))
    svg = _dot(source, cache)
    return _clean(svg, resolve, label)


def _prelude(text: str) -> str:
    if "{" not in text:
        raise SiteError("not a dot source: no '{'")
    head, rest = text.split("{", 1)
    return f"{head}{{{_PRELUDE}{rest}"


def _colours(text: str) -> str:
    """Role names in colour attributes become sentinels."""
    names = "|".join(sorted(ROLES, key=len, reverse=True))
    pattern = re.compile(rf'((?:color|COLOR)\s*=\s*["\']?)({names})\b')
    return pattern.sub(lambda match: match.group(1) + _quote(match), text)


def _quote(match: re.Match[str]) -> str:
    value = _SENTINEL[match.group(2)]
    return value if match.group(1)[-1] in "\"'" else f'"{value}"'


def _dot(source: str, cache: Path) -> bytes:
    cache.mkdir(parents=True, exist_ok=True)
    name = hashlib.sha256(source.encode()).hexdigest()[:24]
    stored = cache / f"{name}.svg"
    if not stored.is_file():
        run = subprocess.run(["dot", "-Tsvg"], input=source.encode(), capture_output=True,
                             check=False)
        if run.returncode or run.stderr:
            raise SiteError(f"dot: {run.stderr.decode().strip()}")
        stored.write_bytes(run.stdout)
    return stored.read_bytes()


def _clean(svg: bytes, resolve: Callable[[str], str], label: str) -> str:
    """Sentinels to CSS, links resolved, ids and tooltips of Graphviz dropped."""
    root = etree.fromstring(svg, etree.XMLParser(remove_comments=True, resolve_entities=False))
    for element in list(root.iter()):
        if element.tag == _SVG + "title":
            element.getparent().remove(element)
            continue
        for key in ("id", "class", "{http://www.w3.org/1999/xlink}title"):
            element.attrib.pop(key, None)
        _style(element)
        target = element.attrib.pop(_HREF, None)
        if target:
            element.set("href", resolve(target[4:]) if target.startswith("sym:") else target)
    width = float(root.get("width").removesuffix("pt"))
    height = float(root.get("height").removesuffix("pt"))
    root.set("width", f"{width * 1.3:.0f}")
    root.set("height", f"{height * 1.3:.0f}")
    root.set("style", f"min-width:{min(width * 1.3, 320) + max(width * 1.3 - 320, 0) * .55:.0f}px")
    root.set("role", "img")
    root.set("aria-label", label)
    etree.cleanup_namespaces(root)
    return etree.tostring(root, encoding="unicode")


def _style(element: etree._Element) -> None:
    style = []
    for key in ("fill", "stroke"):
        role = _ROLE.get((element.get(key) or "").lower())
        if role:
            del element.attrib[key]
            style.append(f"{key}:var(--dg-{role.replace('_', '-')})")
    family = element.get("font-family", "")
    if family:
        del element.attrib["font-family"]
        mono = "Mono" in family
        style.append(f"font-family:var(--md-{'code' if mono else 'text'}-font)")
    if element.tag == _SVG + "text" and not element.get("fill") and not any(
            s.startswith("fill") for s in style):
        style.append("fill:var(--dg-ink)")
    if style:
        element.set("style", ";".join(style))
