# SPDX-License-Identifier: MIT
"""The symbol index: where each name of the C and assembly sources is defined.

Lab pieces, notes on the source and snippets of the walkthroughs name functions, types and
files. They all resolve here, so that a name that no longer exists fails the build at once,
with the names that come near to it.

The work is done by universal-ctags. Its answers are kept in build/symbols.json, one entry per
file under the hash of that file's bytes: only files that changed are read again. The index of
a given set of sources is always the same, in the same order (file, line, name).
"""

from __future__ import annotations

import difflib
import hashlib
import json
import os
import subprocess
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import Iterable

# The order in which kinds win when a name means several things in one file: the definition
# before the declaration, the struct before the typedef of the same name.
KINDS = ("function", "struct", "union", "enum", "typedef", "macro", "variable", "label",
         "enumerator", "member", "prototype")
_RANK = {kind: rank for rank, kind in enumerate(KINDS)}

_SUFFIXES = (".c", ".h", ".S")
_CTAGS = ("ctags", "--options=NONE", "--output-format=json", "--fields=+neKSsZt",
          "--kinds-C=+px", "--map-C=+.h", "--sort=no", "-f", "-", "-L", "-")
_FORMAT = 2     # raise it when what an entry of the cache holds changes


@dataclass(frozen=True)
class Symbol:
    """One name, at the place that defines (or, for a prototype, declares) it.

    line and end are 1-based and inclusive. signature is the parameter list with its
    parentheses, or "". scope is the struct, union or enum a member or enumerator is of.
    """

    name: str
    kind: str
    file: str
    line: int
    end: int
    signature: str = ""
    scope: str = ""


class Index:
    """All symbols of a set of files. Build one with Index.load()."""

    def __init__(self, symbols: Iterable[Symbol], files: Iterable[str]):
        self._files = sorted(files)
        self._by_file: dict[str, list[Symbol]] = {file: [] for file in self._files}
        self._by_name: dict[str, list[Symbol]] = {}
        for symbol in sorted(symbols, key=lambda s: (s.file, s.line, s.name, _RANK[s.kind])):
            self._by_file.setdefault(symbol.file, []).append(symbol)
            self._by_name.setdefault(symbol.name, []).append(symbol)

    @classmethod
    def load(cls, root: Path | str, paths: Iterable[str] | None = None) -> Index:
        """The index of the named files (relative to root), by default all under kernel/.

        Raises LookupError when a named file does not exist, RuntimeError when ctags fails.
        """
        root = Path(root)
        wanted = sources(root) if paths is None else sorted(set(paths))
        hashes: dict[str, str] = {}
        for path in wanted:
            try:
                hashes[path] = hashlib.sha256((root / path).read_bytes()).hexdigest()
            except OSError:
                raise LookupError(f"no file {path}") from None
        cache = root / "build" / "symbols.json"
        entries = _read_cache(cache)
        stale = [path for path in wanted if entries.get(path, {}).get("hash") != hashes[path]]
        if stale:
            for path, tags in _run_ctags(root, stale).items():
                entries[path] = {"hash": hashes[path], "tags": tags}
            _write_cache(cache, entries)
        return cls((Symbol(name, kind, path, line, end, signature, scope)
                    for path in wanted
                    for name, kind, line, end, signature, scope in entries[path]["tags"]), wanted)

    def find(self, name: str, file: str | None = None) -> Symbol:
        """The definition of name; "cte.cap" is the member cap of struct cte.

        With file, only that file counts. LookupError says in one line why there is no
        answer: the name is unknown (with the names near to it) or has several homes.
        """
        if file is not None and file not in self._by_file:
            raise LookupError(f"no file {file}{_near(file, self._files)}")
        scope, _, member = name.rpartition(".")
        found = [s for s in self._by_name.get(member, ())
                 if (file is None or s.file == file) and (not scope or s.scope == scope)]
        if not found:
            known = {s.name for s in self._by_file[file]} if file else set(self._by_name)
            where = f" in {file}" if file else ""
            elsewhere = sorted({s.file for s in self._by_name.get(member, ())})
            hint = f"; it is in {', '.join(elsewhere)}" if elsewhere and not scope else \
                _near(member, known - {member})
            raise LookupError(f"no symbol '{name}'{where}{hint}")
        best = min(_RANK[s.kind] for s in found)
        found = [s for s in found if _RANK[s.kind] == best]
        homes = {(s.file, s.scope) for s in found}
        if len(homes) > 1:
            places = ", ".join(f"{s.file}:{s.line}" for s in found[:4])
            raise LookupError(f"'{name}' is ambiguous: {places}; say which")
        return found[0]

    def in_file(self, path: str) -> list[Symbol]:
        """The symbols of one file in the order of their lines; LookupError if it is unknown."""
        if path not in self._by_file:
            raise LookupError(f"no file {path}{_near(path, self._files)}")
        return list(self._by_file[path])

    def files(self) -> list[str]:
        """The files of the index, sorted."""
        return list(self._files)


def sources(root: Path | str, under: str = "kernel") -> list[str]:
    """The C and assembly files below a folder, relative to root, sorted."""
    root = Path(root)
    found = []
    for folder, folders, names in os.walk(root / under):
        folders[:] = [name for name in folders if name != "build" and not name.startswith(".")]
        found += [(Path(folder) / name).relative_to(root).as_posix()
                  for name in names if name.endswith(_SUFFIXES)]
    return sorted(found)


def _near(name: str, known: Iterable[str]) -> str:
    close = difflib.get_close_matches(name, sorted(known), n=3, cutoff=0.6)
    return f"; near to it: {', '.join(close)}" if close else ""


def _run_ctags(root: Path, paths: list[str]) -> dict[str, list[list]]:
    try:
        run = subprocess.run(_CTAGS, input="\n".join(paths) + "\n", cwd=root, text=True,
                             errors="replace", capture_output=True, check=False)
    except FileNotFoundError:
        raise RuntimeError("ctags is missing: install universal-ctags (`make setup`)") from None
    if run.returncode != 0:
        said = run.stderr.strip().splitlines() or [f"status {run.returncode}"]
        raise RuntimeError(f"ctags failed: {said[-1]}")
    tags: dict[str, list[list]] = {path: [] for path in paths}
    for line in run.stdout.splitlines():
        tag = json.loads(line)
        if tag.get("_type") != "tag" or tag.get("kind") not in _RANK:
            continue
        if tag["name"].startswith("__anon") or tag["path"] not in tags:
            continue
        scope = tag.get("scope", "").rpartition("::")[2]
        tags[tag["path"]].append([tag["name"], tag["kind"], tag["line"],
                                  tag.get("end", tag["line"]), tag.get("signature", ""),
                                  "" if scope.startswith("__anon") else scope])
    return tags


def _read_cache(cache: Path) -> dict[str, dict]:
    try:
        data = json.loads(cache.read_text())
        if data["format"] == _FORMAT:
            return {path: {"hash": entry["hash"],
                           "tags": [list(tag) for tag in entry["tags"] if len(tag) == 6]}
                    for path, entry in data["files"].items()}
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        pass
    return {}


def _write_cache(cache: Path, entries: dict[str, dict]) -> None:
    """Best effort: an index works without its cache (read-only tree, full disk)."""
    try:
        cache.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.NamedTemporaryFile("w", dir=cache.parent, delete=False) as out:
            json.dump({"format": _FORMAT, "files": entries}, out, sort_keys=True)
        os.replace(out.name, cache)
    except OSError:
        pass
