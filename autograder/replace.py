# SPDX-License-Identifier: MIT
"""Replacement sets: functions of one tree laid over the functions of another.

A replacement set is a folder of C files at the same relative paths as the files of the
reference tree. Starters, mutants and submissions are all replacement sets; this file is the
one place that knows how they meet the reference.

Rules, for each file of a set:

1. A function of the set takes the place of the reference's function of the same name, with the
   comment directly above it. If the set has no comment there, the reference's stays.
2. A definition that the reference file does not have (a static function, a variable, a type, a
   macro, an #include) is added: in the order of the set, at the latest before the first
   definition that follows it in the set. So a helper that opens the set's file stands before
   the first replaced function; a new #include stands after the reference's own ones.
3. What the set repeats unchanged from the reference counts for nothing.
4. `removed` names helper functions of the reference that only the pieces need: they leave with
   the pieces. In a strict set those go that nothing is left to use (a mutant of one function
   keeps the helpers of the others); in a submission all go, and a student who defines one
   brings a new definition like any other.

There are two ways to read a set:

- strict (no `allow`): starters and mutants. Anything that has no clear meaning is refused: a
  file or a function that the reference does not have, a changed type, a function twice.
- with `allow` (pieces by file): a student's whole files. Only the pieces and new definitions
  count. A changed other definition is ignored, and said to be; so is a new macro that is named
  like something in the rest of the file, for it would change that. A missing piece is refused.

`#line` directives keep every line under the name and number of the file a person wrote it in.
"""

from __future__ import annotations

import re
import stat
from dataclasses import dataclass, field
from pathlib import Path
from typing import Iterable, Mapping

from . import Refusal
from .definitions import Definition, outline, read_source

SIZE_LIMIT = 1 << 20    # bytes of one source file
WHOLE_FILE = "*"        # instead of function names: the whole file is the piece


@dataclass
class Composition:
    """What became of a set: file texts by path, what took effect and what did not."""

    files: dict[str, str] = field(default_factory=dict)
    replaced: dict[str, list[str]] = field(default_factory=dict)
    added: dict[str, list[str]] = field(default_factory=dict)
    notes: list[str] = field(default_factory=list)


def read_set(root: Path, allow: Mapping[str, Iterable[str]] | None = None) -> dict[str, str]:
    """The files of a set by path: all below root, or those that allow names."""
    if not root.is_dir():
        raise Refusal(f"no folder {root}")
    if allow is not None:
        paths = sorted(allow)
    else:
        paths = sorted(p.relative_to(root).as_posix() for p in root.rglob("*")
                       if p.is_symlink() or p.is_file())
        if not paths:
            raise Refusal(f"{root.name}: the replacement set is empty")
    return {path: _read(root, path) for path in paths}


def _read(root: Path, path: str) -> str:
    """One file of a set; links are refused, so that nothing outside of root is read."""
    file = root / path
    links = [part for part in (file, *file.parents) if root in part.parents and part.is_symlink()]
    if links:
        raise Refusal(f"{path}: is a symbolic link, expected a file")
    try:
        about = file.stat()
        if not stat.S_ISREG(about.st_mode):
            raise Refusal(f"{path}: is no file")
        if about.st_size > SIZE_LIMIT:
            raise Refusal(f"{path}: {about.st_size} bytes, more than {SIZE_LIMIT}")
        data = file.read_bytes()
    except FileNotFoundError:
        raise Refusal(f"{path}: is missing from the submission") from None
    except OSError as error:
        raise Refusal(f"{path}: {error.strerror}") from None
    if b"\0" in data:
        raise Refusal(f"{path}: holds a NUL byte, expected C text (saved as UTF-16? it must be "
                      "UTF-8)")
    return read_source(data)


def compose_set(reference, files: Mapping[str, str],
                allow: Mapping[str, Iterable[str]] | None = None, *,
                removed: Mapping[str, Iterable[str]] | None = None, whole: Iterable[str] = (),
                lines: bool = True, label: str = "") -> Composition:
    """The files of a set laid over the reference; reference(path) gives a text or None. Files of
    `whole` take the place of the reference's as they are, C or not."""
    result = Composition()
    whole = set(whole)
    removed = removed or {}
    for path in sorted(files):
        original = reference(path)
        pieces = set(allow[path]) if allow is not None and path in allow else None
        if pieces == {WHOLE_FILE} or path in whole:
            mark = _line(1, label + path, lines and path.endswith((".c", ".h")))
            result.files[path] = mark + files[path]
            result.replaced[path] = [WHOLE_FILE]
            continue
        if original is None:
            raise Refusal(f"{label}{path}: the reference has no such file")
        if not path.endswith((".c", ".h")):
            raise Refusal(f"{label}{path}: only C files can be part of a replacement set")
        merge = _Merge(path, original, files[path], pieces, set(removed.get(path, ())), label,
                       lines)
        result.files[path] = merge.run()
        result.replaced[path] = merge.replaced
        result.added[path] = [d.name for d in merge.new]
        result.notes += merge.notes
    return result


def _line(number: int, name: str, lines: bool) -> str:
    quoted = name.replace("\\", "\\\\").replace('"', '\\"')
    return f'#line {number} "{quoted}"\n' if lines else ""


class _Merge:
    """One file of the reference and the set's file of the same path, on their way to one text."""

    def __init__(self, path: str, reference: str, text: str, pieces: set[str] | None,
                 removed: set[str], label: str, lines: bool):
        self.path, self.pieces, self.removed = path, pieces, removed
        self.name = label + path
        self.lines = lines
        self.reference = outline(reference)
        self.set = outline(text)
        self.new: list[Definition] = []
        self.replaced: list[str] = []
        self.notes: list[str] = []
        self.seen = 0       # how far into the set's text its lines were recognised
        if self.reference.broken:
            raise Refusal(f"{path}: the reference is broken: {self.reference.broken}")

    def run(self) -> str:
        """The merged text."""
        for name in sorted(self.removed):
            if not self.reference.functions(name):
                raise Refusal(f"{self.path}: the reference has no function '{name}' to remove")
        if self.pieces is None:
            self.removed = self.unused(self.removed)
        else:
            self.removed = self.removed | self.unused(self.cleared_away())
        replacing = self.replacing()
        self.sort_out(replacing)
        if self.pieces is None and not replacing:
            raise Refusal(f"{self.name}: replaces no function of the reference")
        self.replaced = [d.name for d in self.reference.definitions if d.name in replacing
                         and d.kind == "function"]
        return self.weave(replacing)

    # -- which definition of the set means what ---------------------------------------------

    def replacing(self) -> dict[str, Definition]:
        """The functions of the set that take the place of one of the reference, by name."""
        found: dict[str, Definition] = {}
        broken = self.set.broken
        wanted = self.pieces if self.pieces is not None else {
            d.name for d in self.set.definitions if d.kind == "function"
            and self.reference.functions(d.name) and d.name not in self.removed}
        for name in sorted(wanted):
            mine, theirs = self.set.functions(name), self.reference.functions(name)
            if not theirs:
                raise Refusal(f"{self.path}: the reference has no function '{name}'")
            if len(theirs) > 1:
                raise Refusal(f"{self.path}: the reference defines '{name}' twice")
            if len(mine) > 1:
                raise Refusal(f"{self.name}:{mine[1].start_line}: '{name}' is defined twice, "
                              f"first in line {mine[0].start_line}")
            if not mine:
                if f"function '{name}'" in broken:
                    raise Refusal(f"{self.name}: {broken}")
                why = f"; {broken}" if broken else ""
                raise Refusal(f"{self.name}: the function '{name}' is missing{why}")
            found[name] = mine[0]
        if broken:
            raise Refusal(f"{self.name}: {broken}")
        return found

    def cleared_away(self) -> set[str]:
        """The static functions, no pieces, that the student's file has lost: if nothing uses
        them, they only were there for the starter, and would be warned of."""
        have = {d.name for d in self.set.definitions if d.kind == "function"}
        return {d.name for d in self.reference.definitions if d.kind == "function"
                and "static" in d.plain.split("(")[0].split()} - have - (self.pieces or set())

    def unused(self, helpers: set[str]) -> set[str]:
        """Which helpers of the reference nothing would use any more under this set."""
        mine = self.pieces if self.pieces is not None else \
            {d.name for d in self.set.definitions if d.kind == "function"}
        helpers = helpers - mine
        texts = [d.plain for d in self.set.definitions]
        texts += [d.plain for d in self.reference.definitions
                  if not (d.kind == "function" and d.name in mine) and d.name not in helpers]
        used: set[str] = set()
        while texts:
            words = set(re.findall(r"\w+", " ".join(texts)))
            found = (helpers - used) & words
            used |= found
            texts = [d.plain for name in sorted(found) for d in self.reference.functions(name)]
        return helpers - used

    def sort_out(self, replacing: dict[str, Definition]) -> None:
        """Finds what the set adds, and complains of what it changes but may not."""
        known = {d.plain for d in self.reference.definitions if d.name not in self.removed}
        declared: dict[str, Definition] = {}
        for definition in self.reference.definitions:
            if definition.kind not in ("prototype", "include", "directive"):
                declared.update((name, definition) for name in definition.names)
        for definition in self.set.definitions:
            if definition.kind == "function" and definition.name in replacing:
                continue
            if definition.plain in known:
                continue
            clash = [] if definition.kind in ("prototype", "include", "directive") else \
                [name for name in definition.names if name in declared
                 and not (definition.name in self.removed)]
            if clash:
                self.changed(definition, clash[0])
            elif definition.kind == "directive":
                self.stray(definition)
            elif definition.kind == "macro" and self.pieces is not None \
                    and definition.name in self.words(replacing):
                self.notes.append(f"ignored: macro {definition.name} in {self.path}, a name of "
                                  f"the reference")
            elif self.pieces is None and definition.kind == "function" \
                    and definition.name not in self.removed \
                    and "static" not in definition.plain.split("(")[0].split():
                raise Refusal(f"{self.name}:{definition.start_line}: the reference has no function "
                              f"'{definition.name}' (a helper must be static)")
            else:
                self.new.append(definition)
        if self.pieces is not None:
            self.missing()

    def words(self, replacing: dict[str, Definition]) -> set[str]:
        """The words of the reference's own code: a macro of that name would change its meaning."""
        kept = (d.plain for d in self.reference.definitions
                if d.name not in self.removed and d.name not in replacing)
        return set(re.findall(r"\w+", " ".join(kept)))

    def changed(self, definition: Definition, name: str) -> None:
        """The set defines in its own way something else that the reference has."""
        if self.pieces is None:
            raise Refusal(f"{self.name}:{definition.start_line}: changes '{name}', which is not a "
                          f"function of the reference")
        self.notes.append(f"ignored: change to {name} in {self.path}")

    def stray(self, definition: Definition) -> None:
        """A preprocessor line that is neither a definition nor an #include."""
        if self.pieces is None:
            raise Refusal(f"{self.name}:{definition.start_line}: #{definition.name} cannot be part "
                          f"of a replacement set")
        self.notes.append(f"ignored: #{definition.name[:40]} in {self.path}")

    def missing(self) -> None:
        """Says which functions of the reference the student's file has lost. Nothing is said of
        macros and variables: those of the starter are there to be cleared away."""
        have = {d.name for d in self.set.definitions if d.kind == "function"}
        self.notes += [f"ignored: {d.name} is gone from {self.path}"
                       for d in self.reference.definitions
                       if d.kind == "function" and d.name not in have | self.removed]

    # -- the merged text --------------------------------------------------------------------

    def weave(self, replacing: dict[str, Definition]) -> str:
        """Writes the reference with its replaced functions and the additions in their places."""
        additions = self.places(replacing)
        includes = [i for i, d in enumerate(self.reference.definitions) if d.kind == "include"]
        weft = _Weft(self.lines)
        text, at = self.reference.text, 0
        for index, definition in enumerate(self.reference.definitions):
            self.reference_chunk(weft, at, definition.begin)
            for new in additions.get(index, ()):
                if new.kind != "include" or not includes:
                    self.addition(weft, new)
            weft.gap = weft.gap or index in additions
            at = definition.end
            if definition.kind == "function" and definition.name in replacing:
                self.replacement(weft, definition, replacing[definition.name])
            elif definition.name not in self.removed:
                self.reference_chunk(weft, definition.begin, definition.end)
            elif text[at:at + 1] == "\n":
                at += 1     # the blank line after what was removed
            if includes and index == includes[-1]:
                for new in (d for d in self.new if d.kind == "include"):
                    self.addition(weft, new)
        self.reference_chunk(weft, at, len(text))
        for new in additions.get(len(self.reference.definitions), ()):
            self.addition(weft, new)
        return weft.text()

    def places(self, replacing: dict[str, Definition]) -> dict[int, list[Definition]]:
        """Before which definition of the reference (by number) each addition stands."""
        numbers = {self.key(d): i for i, d in enumerate(self.reference.definitions)}
        first = min((numbers[("function", name)] for name in replacing),
                    default=len(self.reference.definitions))
        result: dict[int, list[Definition]] = {}
        new = {id(d) for d in self.new}
        ahead: list[int] = []       # lowest known number from here to the end of the set
        lowest = len(self.reference.definitions)
        for definition in reversed(self.set.definitions):
            lowest = min(lowest, numbers.get(self.key(definition), lowest))
            ahead.append(lowest)
        ahead.reverse()
        behind = None
        for position, definition in enumerate(self.set.definitions):
            if id(definition) not in new:
                behind = numbers.get(self.key(definition), behind)
                continue
            place = first if behind is None else behind + 1
            result.setdefault(min(place, ahead[position]), []).append(definition)
        return result

    @staticmethod
    def key(definition: Definition) -> tuple[str, str]:
        """What makes a definition of the set and one of the reference the same thing."""
        return (definition.kind, definition.name)

    def reference_chunk(self, weft: _Weft, begin: int, end: int) -> None:
        """Text of the reference. In a submission it mostly stands in the student's file too:
        then it goes by the student's line numbers."""
        chunk = self.reference.text[begin:end]
        line = self.reference.text.count("\n", 0, begin) + 1
        if self.pieces is None:
            weft.put(chunk, line, self.path)
            return
        if not chunk.strip():
            weft.blank(chunk)
            return
        theirs = self.set.text.find(chunk, self.seen)
        if theirs < 0:
            theirs = self.set.text.find(chunk)
        if theirs >= 0:
            self.seen = theirs + len(chunk)
            weft.put(chunk, self.set.text.count("\n", 0, theirs) + 1, self.name)
        else:
            weft.put(chunk, line, "pristine/" + self.path)

    def replacement(self, weft: _Weft, old: Definition, new: Definition) -> None:
        """A function of the set, under the reference's comment if it brings none."""
        if new.begin == new.start and old.begin < old.start:
            self.reference_chunk(weft, old.begin, old.start)
        weft.put(self.set.text_of(new), new.begin_line, self.name)

    def addition(self, weft: _Weft, new: Definition) -> None:
        """A definition that only the set has, inside its own conditionals."""
        if "\n" in self.set.text_of(new).rstrip():
            weft.close_gap(True)
        for line in new.guards:
            weft.put(line + "\n", None, None)
        weft.put(self.set.text_of(new), new.begin_line, self.name)
        for _ in range(sum(1 for line in new.guards if re.match(r"#\s*if", line))):
            weft.put("#endif\n", None, None)
        weft.gap = weft.gap or "\n" in self.set.text_of(new).rstrip()


class _Weft:
    """Text pieces with their origins, joined; #line directives only where the count breaks."""

    def __init__(self, lines: bool):
        self.lines = lines
        self.parts: list[str] = []
        self.gap = False    # a blank line belongs before what comes next
        self.file: str | None = None
        self.next_line = 0

    def put(self, chunk: str, line: int | None, file: str | None) -> None:
        """Appends a chunk that begins at a line of a file; None: nowhere in particular."""
        if not chunk:
            return
        self.close_gap(self.gap and bool(chunk.strip()))
        broken_line = self.parts and not self.parts[-1].endswith("\n")
        if broken_line and (file != self.file or line != self.next_line):
            self.parts.append("\n")
        if file is None:
            self.next_line = -1     # whatever follows says where it is
        else:
            if self.lines and (self.file != file or self.next_line != line):
                self.parts.append(_line(line or 1, file, True))
            self.file, self.next_line = file, (line or 1) + chunk.count("\n")
        self.parts.append(chunk)

    def blank(self, chunk: str) -> None:
        """Appends white space, taken to stand between the same two lines in any file."""
        if chunk:
            self.parts.append(chunk)
            self.next_line += chunk.count("\n")

    def close_gap(self, wanted: bool) -> None:
        """Puts a blank line here, unless one is here already."""
        tail = "".join(self.parts[-2:])
        if wanted and tail and not tail.endswith("\n\n"):
            self.parts.append("\n" if tail.endswith("\n") else "\n\n")
            self.next_line += 1
        self.gap = self.gap and not wanted

    def text(self) -> str:
        """All of it."""
        return "".join(self.parts)
