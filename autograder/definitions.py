# SPDX-License-Identifier: MIT
"""Cuts a C file into its top-level definitions, so that one can be put in another's place.

A compiler's parser would need the headers and would refuse the half-written code that
students submit. Here only the outline matters: tokens, nesting of brackets, preprocessor
lines. That is enough to say, for any text at all, where each function begins and ends.

The text of a definition runs from its first token to the end of its last line. A comment
that stands directly above it (no blank line between) belongs to it. What stands alone,
between definitions, belongs to none.

    kind         name                               example
    function     its name                           word_t notification_poll(...) { ... }
    function     M(a), for a macro in its place     TEST(poll_empty) { ... }
    include      what is included                   #include "ipc/endpoint.h"
    macro        its name                           #define SLOTS 4
    directive    the line                           #pragma GCC poison malloc
    declaration  the first name it declares         struct queue { ... };  static int n;
    prototype    the function's name                static void wake(struct tcb *);

Lines of conditional compilation are no definitions. They are the `guards` of the ones inside
them: the list of lines since the #if, so that guards + definition + #endif stands alone.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field

_TOKEN = re.compile(r"""
    (?P<comment>/\*.*?\*/|//(?:\\\n|[^\n])*)
  | (?P<open_comment>/\*)
  | (?P<text>"(?:\\.|[^"\\\n])*"|'(?:\\.|[^'\\\n])*')
  | (?P<word>[A-Za-z_]\w*)
  | (?P<number>\.?[0-9](?:[eEpP][+-]|[\w.])*)
  | (?P<newline>\n)
  | (?P<space>(?:[^\S\n]|\\\n)+)
  | (?P<mark>.)
""", re.VERBOSE | re.DOTALL)

_DIRECTIVE = re.compile(r"""
    \#(?:\\\n|/\*.*?\*/|//(?:\\\n|[^\n])*|"(?:\\.|[^"\\\n])*"|[^\n])*
""", re.VERBOSE | re.DOTALL)

_COMMENT = re.compile(r"/\*.*?\*/|<!--.*?-->", re.DOTALL)

_ATTRIBUTES = {"__attribute__", "__attribute", "__asm__", "asm", "__asm", "_Alignas",
               "__declspec", "typeof", "__typeof__", "alignas"}
_CLOSES = {"}": "{", ")": "(", "]": "["}


@dataclass(frozen=True)
class Definition:
    """One top-level definition. Offsets count characters, lines are 1-based, ends are exclusive
    for offsets and inclusive for lines."""

    kind: str
    name: str
    names: tuple[str, ...]      # all it declares at file scope (of an enum the enumerators too)
    begin: int                  # of the comment that belongs to it, else of its first token
    start: int                  # of its first token
    end: int
    begin_line: int
    start_line: int
    last_line: int
    plain: str                  # its tokens, comments left out, one space between any two
    guards: tuple[str, ...] = ()


@dataclass
class Outline:
    """The definitions of a text in their order; `broken` says in one line where the text stops
    making sense ("line 12: ..."), or is ""."""

    text: str
    definitions: list[Definition] = field(default_factory=list)
    broken: str = ""

    def functions(self, name: str) -> list[Definition]:
        """The definitions of the function of that name: none, one or (wrongly) more."""
        return [d for d in self.definitions if d.kind == "function" and d.name == name]

    def text_of(self, definition: Definition, with_comment: bool = True) -> str:
        """The text of a definition, with or without the comment that belongs to it."""
        return self.text[definition.begin if with_comment else definition.start:definition.end]


def read_source(data: bytes) -> str:
    """The text of a source file: UTF-8, foreign bytes kept as they are, lines end in LF. The mark
    that some editors begin UTF-8 with (U+FEFF) is not part of it."""
    text = data.decode("utf-8", "surrogateescape").removeprefix("\ufeff")
    return text.replace("\r\n", "\n").replace("\r", "\n")


def write_source(text: str) -> bytes:
    """The bytes of a text from read_source()."""
    return text.encode("utf-8", "surrogateescape")


def plain_text(text: str) -> str:
    """The tokens of a text without its comments, one space between any two."""
    return " ".join(m.group() for m in _TOKEN.finditer(text)
                    if m.lastgroup not in ("comment", "newline", "space"))


def code_lines(text: str) -> list[str]:
    """The lines of a text that hold more than comments, of C or of XML."""
    bare = _COMMENT.sub(lambda match: "\n" * match.group().count("\n"), text)
    return [line for line in bare.split("\n") if line.partition("//")[0].strip()]


def outline(text: str) -> Outline:
    """The outline of a C text. Takes any text; never fails."""
    return _Cutter(text).cut()


class _Cutter:
    """The state of one walk over the tokens of a text."""

    def __init__(self, text: str):
        self.text = text
        self.result = Outline(text)
        self.tokens: list[tuple[str, str, int]] = []    # (class, text, nesting) of this one
        self.nesting: list[tuple[str, int]] = []        # open brackets, with their offset
        self.conditionals: list[tuple[list[str], int]] = []  # (lines since #if, depth there)
        self.comment: int | None = None     # where the comment above the next one begins
        self.comment_end = 0
        self.start = 0
        self.line_starts = [0] + [m.end() for m in re.finditer("\n", text)]

    def line(self, offset: int) -> int:
        """1-based line of an offset."""
        low, high = 0, len(self.line_starts)
        while high - low > 1:
            middle = (low + high) // 2
            if self.line_starts[middle] <= offset:
                low = middle
            else:
                high = middle
        return low + 1

    def complain(self, offset: int, what: str) -> None:
        """Notes the first thing that is wrong with the text."""
        if not self.result.broken:
            self.result.broken = f"line {self.line(offset)}: {what}"

    def cut(self) -> Outline:
        """Walks over the whole text."""
        at, fresh_line = 0, True
        while at < len(self.text):
            fresh_line = fresh_line or self.text[at - 1] == "\n"
            if fresh_line and (match := _DIRECTIVE.match(self.text, at)):
                at = self.directive(match.group(), at)
                continue
            match = _TOKEN.match(self.text, at)
            kind, token = match.lastgroup, match.group()
            if kind == "comment":
                self.note_comment(at, match.end())
            elif kind == "open_comment":
                self.complain(at, "a comment is not closed")
                at = len(self.text)
                break
            elif kind not in ("space", "newline"):
                fresh_line = False
                at = self.token(kind, token, at)
                continue
            at = match.end()
        if self.tokens:
            self.unfinished()
        if self.conditionals:
            self.complain(len(self.text) - 1, "an #if has no #endif")
        return self.result

    def unfinished(self) -> None:
        """The text ends inside a definition."""
        name, is_function = self.head_name()
        what = f"function '{name}'" if is_function and name else "a definition"
        if self.nesting:
            bracket, offset = self.nesting[0]
            inner = self.line(self.nesting[-1][1])
            tail = f" (see line {inner})" if len(self.nesting) > 1 else ""
            self.complain(offset, f"'{bracket}' of {what} is not closed{tail}")
        else:
            self.complain(self.start, f"{what} does not end")

    def note_comment(self, begin: int, end: int) -> None:
        """Remembers where a run of comments without a blank line began."""
        if self.tokens:
            return
        gap = self.text[self.comment_end:begin]
        if self.comment is None or gap.count("\n") > 1 or gap.strip():
            self.comment = begin
        self.comment_end = end

    def token(self, kind: str, token: str, at: int) -> int:
        """Takes one token; returns the offset to go on at."""
        after = at + len(token)
        if not self.tokens:
            if token == ";":        # a stray one after a function
                self.comment = None
                return after
            if token in _CLOSES:
                self.complain(at, f"stray '{token}'")
                return after
            self.start = at
        if kind == "mark" and token in "\"'":
            self.complain(at, "a string or character constant is not closed")
        if token in _CLOSES and kind == "mark":
            if self.nesting and self.nesting[-1][0] == _CLOSES[token]:
                self.nesting.pop()
            elif not self.nesting:
                self.complain(at, f"stray '{token}'")
            else:
                opened, offset = self.nesting[-1]
                self.complain(at, f"'{token}' closes the '{opened}' of line {self.line(offset)}")
                while self.nesting and self.nesting[-1][0] != _CLOSES[token]:
                    self.nesting.pop()
                if self.nesting:
                    self.nesting.pop()
        self.tokens.append((kind, token, len(self.nesting)))
        if kind == "mark" and token in "{([":
            self.nesting.append((token, at))
        if not self.nesting and kind == "mark":
            if token == ";" or (token == "}" and self.head_name()[1]):
                return self.finish(after)
        return after

    def finish(self, end: int) -> int:
        """The definition ends; what else stands on its last line goes with it if a comment."""
        tail = re.compile(r"(?:[^\S\n]|/\*[^\n]*?\*/)*(?://[^\n]*)?(?:\n|\Z)").match(self.text, end)
        end = tail.end() if tail else end
        name, is_function = self.head_name()
        if is_function:
            kind, names = "function", (name,)
        else:
            kind, names = self.declared(name)
        self.add(kind, names, self.start, end, " ".join(t for _, t, _ in self.tokens))
        self.tokens = []
        return end

    def add(self, kind: str, names: tuple[str, ...], start: int, end: int, plain: str) -> None:
        """Appends a definition, with the comment above it."""
        begin = start
        if self.comment is not None:
            gap = self.text[self.comment_end:start]
            if gap.count("\n") <= 1 and not gap.strip():
                begin = self.comment
        self.comment = None
        line_start = self.line_starts[self.line(begin) - 1]
        if begin == start and not self.text[line_start:begin].strip():
            start = line_start
        if not self.text[line_start:begin].strip():
            begin = line_start
        last = max(start, end - 1)
        guards = tuple(line for lines, _ in self.conditionals for line in lines)
        self.result.definitions.append(Definition(
            kind, names[0] if names else plain, names, begin, start, end, self.line(begin),
            self.line(start), self.line(last), plain, guards))

    def head_name(self) -> tuple[str, bool]:
        """The function that the tokens so far define or declare: (name, has it a body).

        The name is the word before the last bracketed list outside of all others that is no
        attribute. A head that holds nothing else is a macro: TEST(name).
        """
        name, words, index = "", 0, 0
        while index < len(self.tokens):
            kind, token, depth = self.tokens[index]
            if depth == 0 and token == "=":
                return name, False
            if depth == 0 and token == "{":
                return name, bool(name)
            if depth == 0 and kind == "word":
                following = self.tokens[index + 1][1] if index + 1 < len(self.tokens) else ""
                if following == "(":
                    close = index + 2
                    while close < len(self.tokens) and self.tokens[close][2] > 0:
                        close += 1
                    if token not in _ATTRIBUTES and token not in ("struct", "union", "enum"):
                        inside = "".join(t for _, t, _ in self.tokens[index + 2:close])
                        name = token if words else f"{token}({inside})"
                    index = close
                else:
                    words += 1
            index += 1
        return name, False

    def declared(self, called: str) -> tuple[str, tuple[str, ...]]:
        """What a definition that is no function declares: its kind and its names."""
        tokens = self.tokens
        top = [token for _, token, depth in tokens if depth == 0]
        if called and "{" not in top and "=" not in top and "typedef" not in top \
                and not called.startswith(("_Static_assert(", "static_assert(")):
            return "prototype", (called,)
        names: list[str] = []
        previous = ""
        in_enum = False
        sort = ""
        for index, (kind, token, depth) in enumerate(tokens):
            following = tokens[index + 1][1] if index + 1 < len(tokens) else ""
            if depth == 0 and token == "enum":
                in_enum = True
            if kind == "word" and depth == 0:
                if token in ("struct", "union", "enum"):
                    sort = token
                elif sort and (following == "{" or following == ";" and previous == sort):
                    names.append(f"{sort} {token}")
                    sort = ""
                elif following in (";", ",", "=", "[") or following in _ATTRIBUTES:
                    names.append(token)
            if in_enum and kind == "word" and depth == 1 and following in (",", "=", "}") \
                    and previous in ("{", ","):
                names.append(token)
            previous = token
        if not names:       # int (*table[4])(void) = ...;   typedef void handler(int);
            pointer = re.search(r"\( \* (\w+)", " ".join(token for _, token, _ in tokens))
            names = [pointer.group(1)] if pointer else [called] if called else []
        return "declaration", tuple(dict.fromkeys(names))

    def directive(self, text: str, at: int) -> int:
        """Takes one preprocessor line; returns the offset to go on at."""
        end = at + len(text)
        words = plain_text(text[1:]).split(" ")
        word = words[0]
        line = text.rstrip()
        if word in ("if", "ifdef", "ifndef"):
            self.conditionals.append(([line], len(self.nesting)))
        elif word in ("elif", "else"):
            if self.conditionals:
                lines, depth = self.conditionals[-1]
                lines.append(line)
                del self.nesting[depth:]
            else:
                self.complain(at, f"#{word} without #if")
        elif word == "endif":
            if self.conditionals:
                self.conditionals.pop()
            else:
                self.complain(at, "#endif without #if")
        elif not self.tokens and word:
            self.stand_alone(word, words, at, end)
        if not self.tokens:
            self.comment = None
        return end

    def stand_alone(self, word: str, words: list[str], at: int, end: int) -> None:
        """A preprocessor line between definitions is a definition itself."""
        plain = " ".join(words)
        end += self.text[end:end + 1] == "\n"
        if word == "define" and len(words) > 1:
            self.add("macro", (words[1],), at, end, plain)
        elif word == "include":
            self.add("include", ("".join(words[1:]),), at, end, plain)
        else:
            self.add("directive", (plain,), at, end, plain)
