# SPDX-License-Identifier: MIT
"""Addresses in the Doxygen reference, read from its tag file."""

from __future__ import annotations

import xml.etree.ElementTree as ET
from pathlib import Path


class Reference:
    """Maps a name to its place in the reference, as a path below the site."""

    def __init__(self, tagfile: Path) -> None:
        self.functions: dict[tuple[str, str], str] = {}
        self.compounds: dict[str, str] = {}
        self.present = tagfile.is_file()
        if self.present:
            self._read(ET.parse(tagfile).getroot())

    def _read(self, root: ET.Element) -> None:
        for compound in root.iter("compound"):
            name = compound.findtext("name", "")
            if compound.get("kind") in ("struct", "union"):
                self.compounds[name] = "reference/" + compound.findtext("filename", "")
            if compound.get("kind") != "file":
                continue
            for member in compound.findall("member"):
                page = member.findtext("anchorfile", "")
                place = f"reference/{page}#{member.findtext('anchor', '')}"
                self.functions.setdefault((member.findtext("name", ""), name), place)

    def of(self, name: str, kind: str, file: str) -> str | None:
        """Where the reference describes this symbol, or None."""
        if kind in ("struct", "union"):
            return self.compounds.get(name)
        leaf = file.rsplit("/", 1)[-1]
        own = self.functions.get((name, leaf))
        if own or kind != "function":
            return own
        found = [place for (n, _), place in self.functions.items() if n == name]
        return found[0] if found else None
