# SPDX-License-Identifier: MIT
"""State of one build of the site, shared by the hooks."""

from __future__ import annotations

import html
import posixpath
import subprocess
from pathlib import Path
from typing import Callable

from . import labs, notes
from .listing import highlight, link_mentions
from .reference import Reference
from .tree import SiteError, SourceFile, Symbol, Tree, anchor


class Site:
    """The tree, its notes, labs and reference, and addresses between pages."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.errors: list[str] = []
        self.tree = Tree(root)
        self.notes = notes.load(self.tree, root / "docs/notes", self.errors)
        self.labs = labs.load(root, self.errors)
        self.reference = Reference(root / "build/doxygen/tessera.tag")
        self.pieces: dict[tuple[str, str], labs.Lab] = {}
        self.urls: dict[str, str] = {}
        for lab in self.labs.values():
            try:
                for symbol in labs.pieces(self.tree, lab):
                    self.pieces[symbol.file, symbol.name] = lab
            except SiteError as error:
                self.errors.append(f"{lab.folder}/lab.yml: {error}")
        self._lines: dict[tuple[str, str], list[str]] = {}

    # -- addresses ------------------------------------------------------------

    def between(self, page_url: str, target: str) -> str:
        """Address of `target` (below the site's root) as seen from a page."""
        path, _, mark = target.partition("#")
        base = posixpath.dirname(page_url)
        relative = posixpath.relpath(path, base or ".") if path else ""
        if path.endswith("/") and not relative.endswith("/"):
            relative += "/"
        return relative + (f"#{mark}" if mark else "")

    def page(self, page_url: str, source: str) -> str:
        """Address of a docs page, given by its path below docs/."""
        path, _, mark = source.partition("#")
        if path not in self.urls:
            raise SiteError(f"no page docs/{path}")
        return self.between(page_url, self.urls[path] + (f"#{mark}" if mark else ""))

    def href(self, page_url: str) -> Callable[[str, str], str]:
        """Maker of links to source files and places in them, for one page."""

        def make(path: str, mark: str) -> str:
            url = self.urls[self.tree.files[path].page]
            if url == page_url and mark:
                return f"#{mark}"
            return self.between(page_url, url) + (f"#{mark}" if mark else "")

        return make

    def symbol_href(self, page_url: str, symbol: Symbol) -> str:
        return self.href(page_url)(symbol.file, anchor(symbol))

    def reference_href(self, page_url: str, symbol: Symbol) -> str | None:
        """Where the Doxygen reference describes a symbol, seen from a page."""
        place = self.reference.of(symbol.name, symbol.kind, symbol.file)
        return self.between(page_url, place) if place else None

    # -- code -----------------------------------------------------------------

    def lines(self, page_url: str, file: SourceFile) -> list[str]:
        """Highlighted lines of a file with links that fit one page."""
        key = (posixpath.dirname(page_url) + "\n" + page_url, file.path)
        if key not in self._lines:
            self._lines[key] = highlight(self.tree, file, self.href(page_url))
        return self._lines[key]

    def mentions(self, page_url: str, origin: str, escaped: str) -> str:
        return link_mentions(self.tree, origin, self.href(page_url), escaped)

    def commit(self) -> str:
        """Short name of the commit that the site shows, or the empty string."""
        run = subprocess.run(["git", "-C", str(self.root), "rev-parse", "--short=10", "HEAD"],
                             capture_output=True, text=True, check=False)
        return html.escape(run.stdout.strip())
