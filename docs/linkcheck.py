#!/usr/bin/python3
# SPDX-License-Identifier: MIT
"""Checks the built site: every link leads somewhere, nothing comes from outside.

For each HTML page below the folder, Doxygen's included: links, images, scripts,
style sheets and their anchors must exist in the folder. For style sheets the
same holds of url(...). What a browser would *load* from another host (scripts,
images, style sheets, fonts, frames, fetch) is an error; a link that a person
may follow to another host is not.

    /usr/bin/python3 docs/linkcheck.py build/site

prints one line per problem, `page: what is wrong`, and exits with 1 if any.
"""

from __future__ import annotations

import os
import re
import sys
from dataclasses import dataclass, field
from pathlib import Path
from typing import Mapping
from urllib.parse import unquote, urlsplit

from lxml import etree

# (tag, attribute) that a browser loads by itself.
LOADED = {("script", "src"), ("img", "src"), ("img", "srcset"), ("iframe", "src"),
          ("source", "src"), ("source", "srcset"), ("video", "src"), ("audio", "src"),
          ("video", "poster"), ("embed", "src"), ("object", "data"), ("input", "src"),
          ("image", "href"), ("image", "xlink:href"), ("use", "href"), ("use", "xlink:href"),
          ("track", "src"), ("body", "background")}
# <link rel=...> that loads; canonical, next, prev and the like do not.
LOADED_RELS = {"stylesheet", "icon", "preload", "prefetch", "modulepreload", "manifest",
               "preconnect", "dns-prefetch", "apple-touch-icon", "shortcut"}
FOLLOWED = {("a", "href"), ("area", "href"), ("form", "action")}

_CSS_URL = re.compile(r"""url\(\s*(['"]?)(.*?)\1\s*\)|@import\s+(['"])(.*?)\3""", re.S)
_CSS_COMMENT = re.compile(r"/\*.*?\*/", re.S)
_FETCH = re.compile(r"""(?:fetch|import|importScripts|Worker|EventSource|WebSocket|\.open)\s*\("""
                    r"""\s*(?:["'](?:GET|POST)["']\s*,\s*)?["'`]((?:https?:|wss?:)?//[^"'`]*)""")


@dataclass
class Links:
    """What one page holds: ids, links to follow, things to load."""

    ids: set[str] = field(default_factory=set)
    followed: list[str] = field(default_factory=list)
    loaded: list[str] = field(default_factory=list)
    styles: list[str] = field(default_factory=list)
    scripts: list[str] = field(default_factory=list)
    base: str = ""


def read(text: bytes) -> Links:
    """Collects the links of one page."""
    links = Links()
    if not text.strip():
        return links
    parser = etree.HTMLParser(encoding="utf-8", huge_tree=True, remove_comments=True)
    for element in etree.fromstring(text, parser).iter(etree.Element):
        given = element.attrib
        tag = element.tag
        if "id" in given:
            links.ids.add(given["id"])
        if tag == "a" and "name" in given:
            links.ids.add(given["name"])
        if "style" in given:
            links.styles.append(given["style"])
        if tag == "base":
            links.base = given.get("href", "")
        elif tag == "link":
            _read_link(links, given)
        elif tag == "meta" and given.get("http-equiv", "").lower() == "refresh":
            target = given.get("content", "").partition("url=")[2]
            links.followed += [target] if target else []
        elif tag == "style":
            links.styles.append(element.text or "")
        elif tag == "script":
            links.scripts.append(element.text or "")
        for key, value in given.items():
            if (tag, key) in LOADED:
                parts = value.split(",") if key == "srcset" else [value]
                links.loaded += [part.split()[0] for part in parts if part.strip()]
            elif (tag, key) in FOLLOWED:
                links.followed.append(value)
    return links


def _read_link(links: Links, given: Mapping[str, str]) -> None:
    rels = set(given.get("rel", "").lower().split())
    target = given.get("href", "")
    if rels & LOADED_RELS:
        links.loaded.append(target)
    elif "canonical" not in rels:
        links.followed.append(target)


class Checker:
    """Reads every page once, then looks each link up."""

    def __init__(self, site: Path) -> None:
        self.site = site.resolve()
        self.pages: dict[Path, Links] = {}
        self.problems: list[str] = []
        self.checked = 0
        self._files: set[str] = set()
        self._known: dict[tuple[str, str], str] = {}

    def run(self) -> list[str]:
        """All problems of the site, sorted by page."""
        self._files = {str(path) for path in self.site.rglob("*") if path.is_file()}
        for path in sorted(self.site.rglob("*.html")):
            self.pages[path] = read(path.read_bytes())
        for path, links in self.pages.items():
            self._page(path, links)
        for path in sorted(self.site.rglob("*.css")):
            self._css(path, path.read_text(encoding="utf-8"))
        for path in sorted(self.site.rglob("*.svg")):
            self._svg(path, path.read_text(encoding="utf-8"))
        for path in sorted(self.site.rglob("*.js")):
            self._script(path, path.read_text(encoding="utf-8", errors="replace"))
        if not self.pages:
            self.problems.append(f"{self.site.name}: no page found")
        return sorted(set(self.problems))

    def _page(self, path: Path, links: Links) -> None:
        if links.base:
            self._say(path, f"<base href={links.base}> is not supported")
        for target in links.followed:
            self._follow(path, target)
        for target in links.loaded:
            self._load(path, target)
        for text in links.styles:
            self._css(path, text)
        for text in links.scripts:
            self._script(path, text)

    def _follow(self, path: Path, target: str) -> None:
        parts = urlsplit(target)
        if parts.scheme == "javascript" or parts.scheme == "mailto":
            return
        if parts.scheme or parts.netloc:
            if parts.scheme not in ("http", "https"):
                self._say(path, f"odd link {target}")
            return
        self._inside(path, target)

    def _load(self, path: Path, target: str) -> None:
        parts = urlsplit(target)
        if parts.scheme in ("data", "javascript"):
            return
        if parts.scheme or parts.netloc:
            self._say(path, f"loads {target} from outside")
            return
        self._inside(path, target)

    def _inside(self, path: Path, target: str) -> None:
        """A target within the site: the file must exist, and its anchor."""
        self.checked += 1
        key = (str(path if target[:1] in ("", "#", "?") else path.parent), target)
        if key not in self._known:
            self._known[key] = self._look_up(path, target)
        if self._known[key]:
            self._say(path, self._known[key])

    def _look_up(self, path: Path, target: str) -> str:
        """What is wrong with a target, or the empty string."""
        parts = urlsplit(target)
        place = unquote(parts.path)
        base = str(self.site) if place.startswith("/") else str(path.parent)
        found = os.path.normpath(f"{base}/{place.lstrip('/')}") if place else str(path)
        if found != str(self.site) and not found.startswith(f"{self.site}/"):
            return f"link leaves the site: {target}"
        if found not in self._files:
            found += "/index.html"
        if found not in self._files:
            return f"broken link {target}"
        page = self.pages.get(Path(found)) if parts.fragment else None
        if page and unquote(parts.fragment) not in page.ids:
            return f"no such anchor {target}"
        return ""

    def _css(self, path: Path, text: str) -> None:
        for match in _CSS_URL.finditer(_CSS_COMMENT.sub("", text)):
            target = (match.group(2) or match.group(4) or "").strip()
            if target and not target.startswith("#"):
                self._load(path, target)

    def _svg(self, path: Path, text: str) -> None:
        for target in re.findall(r"""(?:xlink:)?href=["']([^"'#][^"']*)["']""", text):
            self._load(path, target)
        self._css(path, text)

    def _script(self, path: Path, text: str) -> None:
        for target in _FETCH.findall(text):
            self._say(path, f"script loads {target} from outside")

    def _say(self, path: Path, problem: str) -> None:
        self.problems.append(f"{path.relative_to(self.site)}: {problem}")


def main(arguments: list[str]) -> int:
    if len(arguments) != 1 or not Path(arguments[0]).is_dir():
        print("usage: linkcheck.py FOLDER (a built site)", file=sys.stderr)
        return 2
    checker = Checker(Path(arguments[0]))
    problems = checker.run()
    for problem in problems:
        print(problem, file=sys.stderr)
    print(f"links: {len(checker.pages)} pages, {checker.checked} links, "
          f"{len(problems)} broken")
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
