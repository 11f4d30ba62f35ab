# SPDX-License-Identifier: MIT
"""The source tree as the site sees it: files, essays, line counts, symbols.

A *source file* is any C, header, assembly, linker-script or device-tree file
below one of ROOTS. Its *essay* is the block comment at its head. Symbols come
from the one symbol index of the project (autograder/symbols.py); this module
only arranges them for looking up by name, by file, and from a place in the
code (where a static function of another file is out of sight).
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath

from autograder.symbols import Index, Symbol

ROOTS = (
    "kernel/microkernel",
    "kernel/loader",
    "kernel/include",
    "kernel/libs",
    "kernel/interfaces",
    "kernel/composer/system",
    "kernel/composer/plan",
    "kernel/systems",
    "kernel/components",
    "kernel/apps",
    "kernel/tests",
)
SUFFIXES = {".c", ".h", ".S", ".ld", ".dts"}

# Kinds that a heading of a note, [[name]] or a directive may name.
NAMED_KINDS = ("function", "struct", "union", "enum", "typedef", "macro",
               "variable", "label", "enumerator", "prototype")
TAG_KINDS = ("struct", "union", "enum")

_COMMENT = re.compile(r"/\*(.*?)\*/", re.S)


class SiteError(Exception):
    """Something that the author of a page, note or diagram must correct."""


@dataclass
class SourceFile:
    """One file of the tree, with its lines and the symbols defined in it."""

    path: str
    lines: list[str]
    symbols: list[Symbol] = field(default_factory=list)
    essay: str = ""
    essay_span: tuple[int, int] = (0, 0)
    order: int | None = None

    @property
    def name(self) -> str:
        return PurePosixPath(self.path).name

    @property
    def folder(self) -> str:
        return str(PurePosixPath(self.path).parent)

    @property
    def page(self) -> str:
        """Path of the annotated page, relative to the docs folder."""
        return f"source/{self.path}.md"

    @property
    def summary(self) -> str:
        """First sentence of the essay; two when the first only names the subject."""
        blocks = [b for b in self.essay.split("\n\n") if not b.startswith("  ")]
        text = " ".join(" ".join(blocks[:2]).split())
        match = re.match(r".{0,35}?[.:] .+?[.:](?=\s|$)|.+?[.:](?=\s|$)", text)
        sentence = match.group(0) if match else text
        return sentence[:-1] + "." if sentence.endswith(":") else sentence

    @property
    def code_lines(self) -> int:
        """Lines that hold something else than blanks and comments."""
        return count_code(self.lines)

    @property
    def functions(self) -> int:
        return sum(1 for s in self.symbols if s.kind == "function")

    def lead(self, line: int) -> int:
        """First line of the comment that stands right above `line`, or it."""
        above = line - 1
        if above < 1 or not self.lines[above - 1].rstrip().endswith("*/"):
            return line
        while above >= 1 and "/*" not in self.lines[above - 1]:
            above -= 1
        if above < 1 or not self.lines[above - 1].lstrip().startswith("/*"):
            return line
        return above if above > self.essay_span[1] else line

    def comment_above(self, symbol: Symbol) -> str:
        """Text of the comment right above a symbol, without decoration."""
        first = self.lead(symbol.line)
        return strip_comment("\n".join(self.lines[first - 1:symbol.line - 1]))


def count_code(lines: list[str]) -> int:
    """Counts lines of code; comments and blank lines do not count."""
    text = without_comments("\n".join(lines))
    return sum(1 for line in text.split("\n") if line.split("//", 1)[0].strip())


def without_comments(text: str) -> str:
    """A text without its block comments; the lines keep their numbers."""
    return _COMMENT.sub(lambda m: "\n" * m.group(0).count("\n"), text)


def strip_comment(text: str) -> str:
    """The words of a block comment: no /* * */, common indentation removed."""
    body = text.strip()
    body = re.sub(r"^/\*+", "", body)
    body = re.sub(r"\*+/$", "", body)
    lines = [re.sub(r"^\s*\*( |$)", "", line).rstrip() for line in body.split("\n")]
    if lines:
        lines[0] = lines[0].strip()
    return "\n".join(lines).strip("\n")


def find_essay(text: str) -> tuple[str, tuple[int, int]]:
    """The head comment of a file and the lines it takes (first, last).

    The licence line is not an essay; an essay stands before any code.
    """
    for match in _COMMENT.finditer(text):
        before = _COMMENT.sub("", text[:match.start()])
        if before.strip() and not before.strip().startswith("/dts-v1/"):
            break
        if "\n" not in match.group(0):
            continue
        if match.group(0).startswith("/**"):
            break
        first = text.count("\n", 0, match.start()) + 1
        words = re.sub(r"^SPDX-License-Identifier:.*\n+", "", strip_comment(match.group(0)))
        return words, (first, first + match.group(0).count("\n"))
    return "", (0, 0)


def anchor(symbol: Symbol) -> str:
    """The id of a symbol on its annotated page."""
    if symbol.kind in TAG_KINDS:
        return f"{symbol.kind}-{symbol.name}"
    if symbol.kind in ("member", "enumerator"):
        return f"L{symbol.line}"
    return symbol.name


class Tree:
    """Every source file and every symbol of the tree at `root`."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.files: dict[str, SourceFile] = {}
        self.by_name: dict[str, list[Symbol]] = {}
        index = Index.load(root)
        for path in self._paths():
            self._add(path, index)
        self._read_order()

    def _paths(self) -> list[str]:
        found = set()
        for base in ROOTS:
            for path in (self.root / base).rglob("*"):
                if path.suffix in SUFFIXES and path.is_file():
                    found.add(path.relative_to(self.root).as_posix())
        return sorted(found)

    def _add(self, path: str, index: Index) -> None:
        text = (self.root / path).read_text(encoding="utf-8")
        essay, span = find_essay(text)
        file = SourceFile(path, text.rstrip("\n").split("\n"), [], essay, span)
        known = index.in_file(path) if path.endswith((".c", ".h", ".S")) else []
        for symbol in sorted(known, key=lambda s: (s.line, s.name)):
            goto_label = symbol.kind == "label" and not path.endswith(".S")
            if symbol.line <= len(file.lines) and not goto_label:
                file.symbols.append(symbol)
                self.by_name.setdefault(symbol.name, []).append(symbol)
        self.files[path] = file

    def _read_order(self) -> None:
        """Numbers the files in the order in which kernel/README.md says."""
        readme = self.root / "kernel/README.md"
        if not readme.is_file():
            return
        text = readme.read_text(encoding="utf-8")
        match = re.search(r"^#+[^\n]*reading order[^\n]*\n(.*?)(?=^#|\Z)", text,
                          re.S | re.M | re.I)
        place = 0
        for word in re.findall(r"[\w./-]+\.(?:c|h|S|ld|dts)\b", match.group(1) if match else ""):
            path = self.resolve_path(word, "kernel/README.md")
            if path and self.files[path].order is None:
                place += 1
                self.files[path].order = place

    def resolve_path(self, word: str, origin: str) -> str | None:
        """The source file that an #include or a mention in `origin` means."""
        here = PurePosixPath(origin).parent
        bases = [str(here), "kernel/microkernel", "kernel/microkernel/arch/riscv",
                 "kernel/include", "kernel/loader", "kernel/tests/proctor", "kernel", ""]
        bases += sorted({p.split("/include/")[0] + "/include" for p in self.files
                         if "/include/" in p})
        for base in bases:
            path = f"{base}/{word}" if base and base != "." else word
            if path in self.files:
                return path
        return None

    def candidates(self, name: str, origin: str | None = None) -> list[Symbol]:
        """Symbols called `name`, best first as seen from the file `origin`."""
        want = None
        parts = name.split()
        if len(parts) == 2 and parts[0] in TAG_KINDS:
            want, name = parts
        found = [s for s in self.by_name.get(name, ())
                 if s.kind in NAMED_KINDS and (want is None or s.kind == want)]
        found = [s for s in found if not self._hidden(s, origin)]

        def rank(symbol: Symbol) -> tuple:
            same = symbol.file == origin
            shared = len(_common(symbol.file, origin)) if origin else 0
            kind = NAMED_KINDS.index(symbol.kind)
            host = "/arch/host/" in symbol.file
            return (not same, host, symbol.kind == "prototype", -shared, kind, symbol.file)

        return sorted(found, key=rank)

    def _hidden(self, symbol: Symbol, origin: str | None) -> bool:
        """Whether a static definition of another .c file is out of sight."""
        if origin is None or symbol.file == origin or not symbol.file.endswith(".c"):
            return False
        if symbol.kind in ("enumerator", "macro", "typedef", *TAG_KINDS):
            return not _same_component(symbol.file, origin)
        line = self.files[symbol.file].lines[symbol.line - 1]
        return line.startswith("static") or not _same_component(symbol.file, origin)

    def find(self, name: str, file: str | None = None) -> Symbol:
        """The symbol that an author means, or SiteError with near matches."""
        found = self.candidates(name)
        if file is not None:
            found = [s for s in found if s.file == file]
            if not found:
                names = ", ".join(sorted({s.name for s in self.files[file].symbols
                                          if s.kind in NAMED_KINDS})[:40])
                raise SiteError(f"no '{name}' in {file}; it defines: {names}")
        if not found:
            raise SiteError(f"no symbol '{name}' in the source{self._near(name)}")
        best = [s for s in found if s.kind != "prototype"] or found
        places = {(s.file, s.line) for s in best if "/arch/host/" not in s.file}
        if len(places) > 1 and not file:
            where = ", ".join(sorted(f"{f}:{n}" for f, n in places))
            raise SiteError(f"'{name}' is ambiguous: {where}; add file=…")
        return found[0]

    def _near(self, name: str) -> str:
        import difflib

        near = difflib.get_close_matches(name.split()[-1], self.by_name, n=3)
        return f" (near: {', '.join(near)})" if near else ""


def _block_above(file: SourceFile, line: int) -> bool:
    """Whether a /** block stands above a line, without a blank line between."""
    above = line - 1
    while above >= 1 and file.lines[above - 1].strip():
        if file.lines[above - 1].lstrip().startswith("/**"):
            return True
        above -= 1
    return False


def undocumented(tree: Tree, folders: tuple[str, ...]) -> list[str]:
    """Functions that a header declares without a /** */ block, as file:line: name.

    A block covers the declarations that follow it without a blank line. Inline
    functions are not asked: they show what they do. Nor is the second header of
    an interface that another one documents (arch/host/machine.h).
    """
    found: dict[str, str] = {}
    documented: set[str] = set()
    for file in tree.files.values():
        if not file.path.endswith(".h") or not file.path.startswith(folders):
            continue
        for symbol in file.symbols:
            line = file.lines[symbol.line - 1]
            if line.startswith(("_Static_assert", symbol.name)):
                continue
            if symbol.kind == "function" and _block_above(file, symbol.line):
                documented.add(symbol.name)
            if symbol.kind != "prototype":
                continue
            if not _block_above(file, symbol.line):
                found[f"{file.path}:{symbol.line}: {symbol.name}() says nothing"] = symbol.name
            else:
                documented.add(symbol.name)
    return [said for said, name in found.items() if name not in documented]


def _common(a: str, b: str) -> list[str]:
    parts = []
    for x, y in zip(a.split("/"), b.split("/")):
        if x != y:
            break
        parts.append(x)
    return parts


def _same_component(a: str, b: str) -> bool:
    """Kernel, loader, and each library or program are worlds of their own."""
    return a.split("/")[:2] == b.split("/")[:2]
