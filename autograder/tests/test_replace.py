# SPDX-License-Identifier: MIT
"""Replacement sets do what their rules say, and any text at all gives a result or one line."""

from __future__ import annotations

import random
import re
import subprocess
from pathlib import Path

import pytest

from autograder import Refusal, replace
from autograder.definitions import outline, plain_text, read_source, write_source

REFERENCE = """\
/* Essay of the file. */
#include "a.h"

#define N 4

static int queue[N];

/** Contract of helper. */
static int helper(int x)
{
    return x + 1;
}

/** Contract of one. */
int one(int x)
{
    /* the way */
    return helper(x) * 2;
}

/* stands alone */

int two(void)
{
    return queue[0];
}
"""


def compose(text, pieces=None, reference=REFERENCE, **options):
    allow = None if pieces is None else {"k/a.c": pieces}
    return replace.compose_set({"k/a.c": reference}.get, {"k/a.c": text}, allow, **options)


def merged(text, pieces=None, **options):
    return compose(text, pieces, lines=False, **options).files["k/a.c"]


def body(text, name):
    cut = outline(text)
    [definition] = cut.functions(name)
    return cut.text_of(definition)


# -- outline -----------------------------------------------------------------------------------

@pytest.mark.parametrize("text, kind, name", [
    ("static inline struct tcb *\nfirst(struct q *q)\n{\n}\n", "function", "first"),
    ("void f(void) __attribute__((noinline))\n{\n}\n", "function", "f"),
    ("__attribute__((section(\".x\"))) int f(int (*g)(int))\n{\n}\n", "function", "f"),
    ("TEST(name) { }\n", "function", "TEST(name)"),
    ("int f(void);\n", "prototype", "f"),
    ("int a[] = { 1, 2 };\n", "declaration", "a"),
    ("static int n __attribute__((aligned(8)));\n", "declaration", "n"),
    ("struct s { int a; } x;\n", "declaration", "struct s"),
    ("struct __attribute__((packed)) s { int a; };\n", "declaration", "struct s"),
    ("enum { A, B = 2 };\n", "declaration", "A"),
    ("typedef struct { int a; } s;\n", "declaration", "s"),
    ("typedef int (*visit)(int);\n", "declaration", "visit"),
    ("int (*table[4])(void) = { 0 };\n", "declaration", "table"),
    ("#define M(a) \\\n    (a)\n", "macro", "M"),
    ("# include <x.h>\n", "include", "<x.h>"),
    ("#pragma once\n", "directive", "pragma once"),
])
def test_outline_knows(text, kind, name):
    cut = outline(text)
    assert cut.broken == ""
    [definition] = cut.definitions
    assert (definition.kind, definition.name) == (kind, name)
    assert cut.text_of(definition) == text


def test_outline_is_not_fooled_by_comments_strings_and_conditionals():
    text = ('int f(void)\n{\n    char *s = "}"; /* } */ // }\n    char c = \'}\';\n'
            "#if X\n    if (a) {\n#else\n    if (b) {\n#endif\n    }\n}\nint g(void)\n{\n}\n")
    cut = outline(text)
    assert [d.name for d in cut.definitions] == ["f", "g"] and cut.broken == ""


def test_comment_belongs_to_what_is_directly_below():
    cut = outline(REFERENCE)
    [one], [two] = cut.functions("one"), cut.functions("two")
    assert cut.text_of(one).startswith("/** Contract of one. */\nint one")
    assert cut.text_of(two).startswith("int two")


@pytest.mark.parametrize("text, what", [
    ("int f(void)\n{\n    if (a) {\n}\n", "line 2: '{' of function 'f' is not closed"),
    ("int a;\n}\n", "line 2: stray '}'"),
    ("int f(void)\n{\n    a[0);\n}\n", "line 3: ')' closes the '[' of line 3"),
    ("int a; /* b\n", "line 1: a comment is not closed"),
    ('char *a = "b;\n', "line 1: a string"),
    ("#if A\nint a;\n", "an #if has no #endif"),
    ("#endif\n", "line 1: #endif without #if"),
    ("int f(void)\n", "line 1: a definition does not end"),
])
def test_outline_says_where_a_text_breaks(text, what):
    assert what in outline(text).broken


# -- strict sets -------------------------------------------------------------------------------

def test_function_takes_the_place_with_the_comment_it_brings():
    text = merged("/** Mine. */\nint one(int x)\n{\n    return x;\n}\n")
    assert body(text, "one") == "/** Mine. */\nint one(int x)\n{\n    return x;\n}\n"
    assert "Contract of one" not in text and "the way" not in text
    assert text.replace(body(text, "one"), "") == REFERENCE.replace(body(REFERENCE, "one"), "")


def test_reference_keeps_its_comment_over_a_function_without():
    text = merged("int one(int x)\n{\n    return x;\n}\n")
    assert "/** Contract of one. */\nint one(int x)\n{\n    return x;\n}\n" in text


def test_same_function_gives_the_reference_back():
    assert merged("int one(int x)\n{\n    return helper(x) * 2;\n}\n").replace(
        "{\n    return helper", "{\n    /* the way */\n    return helper") == REFERENCE


def test_additions_stand_before_the_first_replaced_function_in_their_order():
    text = merged('#include "b.h"\n#define M 3\nstruct s { int a; };\nstatic struct s all[M];\n'
                  "static int grow(int x) { return x; }\nint two(void)\n{\n    return grow(M);\n}\n"
                  "int one(int x)\n{\n    return x;\n}\n")
    names = [d.name for d in outline(text).definitions]
    assert names == ['"a.h"', '"b.h"', "N", "queue", "helper", "M", "struct s", "all", "grow",
                     "one", "two"]


def test_helper_keeps_its_conditional():
    text = merged("#ifdef A\n#else\nstatic int h(void) { return 1; }\n#endif\n"
                  "int one(int x)\n{\n    return x;\n}\n")
    assert "#ifdef A\n#else\nstatic int h(void) { return 1; }\n#endif\n" in text


def test_removed_helper_leaves_when_unused_and_stays_when_used():
    starter = "int one(int x)\n{\n    return x;\n}\n"
    assert "helper" not in merged(starter, removed={"k/a.c": ["helper"]})
    mutant = "int two(void)\n{\n    return 7;\n}\n"
    assert "static int helper" in merged(mutant, removed={"k/a.c": ["helper"]})


@pytest.mark.parametrize("text, what", [
    ("int three(void)\n{\n    return 3;\n}\nint one(int x)\n{\n    return x;\n}\n",
     "s/k/a.c:1: the reference has no function 'three'"),
    ("static int three(void)\n{\n    return 3;\n}\n", "replaces no function"),
    ("int one(int x)\n{\n    return x;\n}\nint one(int x)\n{\n    return x;\n}\n",
     "s/k/a.c:5: 'one' is defined twice, first in line 1"),
    ("#define N 5\nint one(int x)\n{\n    return x;\n}\n", "s/k/a.c:1: changes 'N'"),
    ("int one(int x)\n{\n    if (x) {\n    return x;\n}\n",
     "s/k/a.c: line 2: '{' of function 'one' is not closed"),
    ("#pragma once\nint one(int x)\n{\n    return x;\n}\n", "#pragma once cannot be part"),
    ("", "replaces no function"),
])
def test_strict_set_refuses(text, what):
    with pytest.raises(Refusal) as refusal:
        compose(text, label="s/")
    assert what in str(refusal.value) and "\n" not in str(refusal.value)


def test_strict_set_refuses_an_unknown_file(tmp_path):
    (tmp_path / "k").mkdir()
    (tmp_path / "k/b.c").write_text("int one(int x)\n{\n    return x;\n}\n")
    with pytest.raises(Refusal, match="k/b.c: the reference has no such file"):
        replace.compose_set({}.get, replace.read_set(tmp_path))


def test_empty_set_is_refused(tmp_path):
    with pytest.raises(Refusal, match="empty"):
        replace.read_set(tmp_path)


# -- submissions -------------------------------------------------------------------------------

def test_submission_counts_pieces_and_additions_only():
    text = REFERENCE.replace("helper(x) * 2", "fresh(x)") \
        .replace("/** Contract of one", "static int fresh(int x)\n{\n    return x;\n}\n\n"
                                        "/** Contract of one") \
        .replace("return queue[0]", "return 99").replace("N 4", "N 5") \
        .replace("return x + 1", "return x + 1 /* looks different */")
    result = compose(text, ["one"], lines=False)
    assert result.notes == ["ignored: change to N in k/a.c", "ignored: change to two in k/a.c"]
    assert result.added == {"k/a.c": ["fresh"]}
    out = result.files["k/a.c"]
    assert "fresh(x)" in out and "return queue[0]" in out and "#define N 4" in out
    assert out.index("static int fresh") < out.index("int one")


def test_submission_may_lose_what_is_no_piece():
    text = REFERENCE.replace(body(REFERENCE, "two"), "").replace("static int queue[N];", "")
    result = compose(text, ["one"], lines=False)
    assert result.notes == ["ignored: two is gone from k/a.c"]
    assert result.files["k/a.c"] == REFERENCE


HELPER = REFERENCE[REFERENCE.index("/** Contract of helper"):REFERENCE.index("/** Contract of one")]


def test_a_helper_that_nothing_uses_may_be_cleared_away():
    text = REFERENCE.replace(HELPER, "").replace("helper(x) * 2", "2 * x + 2")
    result = compose(text, ["one"])
    assert not result.notes and "helper" not in result.files["k/a.c"]


@pytest.mark.parametrize("old, new", [("2 * x + 2", "helper(x) * 2"), ("queue[0]", "helper(0)")])
def test_a_helper_that_something_uses_stays(old, new):
    reference = REFERENCE.replace("helper(x) * 2", "2 * x + 2").replace(old, new)
    result = compose(reference.replace(HELPER, ""), ["one"], reference=reference)
    assert result.notes == ["ignored: helper is gone from k/a.c"]
    assert body(result.files["k/a.c"], "helper")


def test_unchanged_submission_is_the_reference():
    assert merged(REFERENCE, ["one", "two"]) == REFERENCE
    assert compose(REFERENCE, ["one"]).files["k/a.c"] == '#line 1 "k/a.c"\n' + REFERENCE


@pytest.mark.parametrize("text, what", [
    (REFERENCE.replace("int one(", "int uno("), "k/a.c: the function 'one' is missing"),
    (REFERENCE + "\nint one(int x)\n{\n    return x;\n}\n", "k/a.c:28: 'one' is defined twice"),
    (REFERENCE.replace("    return helper(x) * 2;\n}", "    return helper(x) * 2;"),
     "k/a.c: line 16: '{' of function 'one' is not closed"),
    ("", "k/a.c: the function 'one' is missing"),
], ids=["renamed", "twice", "open brace", "empty"])
def test_submission_refused(text, what):
    with pytest.raises(Refusal) as refusal:
        compose(text, ["one"])
    assert what in str(refusal.value)


def test_submitted_link_is_refused(tmp_path):
    (tmp_path / "sub/k").mkdir(parents=True)
    (tmp_path / "real.c").write_text(REFERENCE)
    (tmp_path / "sub/k/a.c").symlink_to(tmp_path / "real.c")
    with pytest.raises(Refusal, match="symbolic link"):
        replace.read_set(tmp_path / "sub", {"k/a.c": ["one"]})
    (tmp_path / "two").mkdir()
    (tmp_path / "two/k").symlink_to(tmp_path)
    with pytest.raises(Refusal, match="symbolic link"):
        replace.read_set(tmp_path / "two", {"k/real.c": ["one"]})


@pytest.mark.parametrize("data, what", [
    (b"int a;\0", "NUL byte"), (b"/" * (replace.SIZE_LIMIT + 1), "more than"), (None, "missing")],
                         ids=["nul", "long", "absent"])
def test_submitted_file_is_refused(tmp_path, data, what):
    (tmp_path / "k").mkdir()
    if data is not None:
        (tmp_path / "k/a.c").write_bytes(data)
    with pytest.raises(Refusal, match=what):
        replace.read_set(tmp_path, {"k/a.c": ["one"]})


def test_foreign_line_ends_and_bytes_survive():
    data = REFERENCE.replace("the way", "\udce9").replace("\n", "\r\n") \
        .encode("utf-8", "surrogateescape")
    out = write_source(merged(read_source(data), ["one"]))
    assert b"\r" not in out and b"\xe9" in out


def test_a_byte_order_mark_is_no_text():
    assert read_source("\ufeffint one;\n".encode()) == "int one;\n"


# -- line numbers ------------------------------------------------------------------------------

def compiler_lines(text, tmp_path):
    """Where the compiler sees each `mark_N` of a text: {N: (file, line)}."""
    (tmp_path / "x.c").write_text(text)
    run = subprocess.run(["gcc", "-fsyntax-only", "-x", "c", "x.c"], cwd=tmp_path,
                         capture_output=True, text=True, check=False)
    found = re.findall(r"^([^:\n]+):(\d+):\d+: error: [^\n]*mark_(\d+)", run.stderr, re.M)
    return {int(mark): (file, int(line)) for file, line, mark in found}


def test_messages_point_into_the_students_file(tmp_path):
    reference = REFERENCE.replace('#include "a.h"\n', "\n")
    text = reference.replace("helper(x) * 2", "\n\n    mark_1") \
        .replace("/** Contract of one", "static int fresh(int x)\n{\n    return mark_2 + x;\n}\n\n"
                                        "/** Contract of one")
    result = compose(text, ["one"], reference=reference)
    seen = compiler_lines(result.files["k/a.c"], tmp_path)
    lines = text.split("\n")
    for mark in (1, 2):
        file, line = seen[mark]
        assert file == "k/a.c" and f"mark_{mark}" in lines[line - 1]


def test_messages_point_into_the_set_and_the_reference(tmp_path):
    reference = REFERENCE.replace('#include "a.h"\n', "\n").replace("queue[0]", "mark_2")
    text = "/* x */\n\nint one(int x)\n{\n    return x + mark_1;\n}\n"
    result = compose(text, reference=reference, label="set/")
    seen = compiler_lines(result.files["k/a.c"], tmp_path)
    assert seen == {1: ("set/k/a.c", 5), 2: ("k/a.c", reference[:reference.index("mark_2")]
                                             .count("\n") + 1)}


# -- any text ----------------------------------------------------------------------------------

def damage(source: random.Random, text: str) -> str:
    """One random change of the kinds that hands and disks make."""
    at = source.randrange(len(text) + 1)
    to = min(len(text), at + source.randrange(1, 40))
    kind = source.randrange(7)
    if kind == 0:
        return text[:at]
    if kind == 1:
        return text[:at] + text[to:]
    if kind == 2:
        return text[:at] + source.choice('{}()[]"\'/*\\#\n;=,@\x01\u20ac\udcff') + text[at:]
    if kind == 3:
        return text[:at] + text[at:to] * 2 + text[to:]
    if kind == 4:
        return text[:at] + source.choice(["/*", "*/", "//", "\n#if 1\n", "\n#else\n", "\n#endif\n",
                                          "\\\n", "\n#define one two\n", "struct", "int one(",
                                          "\n#line 3 \"x\"\n", "enum {", "#"]) + text[at:]
    if kind == 5:
        lines = text.split("\n")
        source.shuffle(lines)
        return "\n".join(lines)
    other = source.randrange(len(text) + 1)
    return text[:at] + text[other:other + 60] + text[at:]


@pytest.mark.parametrize("strict", [False, True])
def test_any_text_gives_a_text_or_one_line(strict):
    kernel = Path(__file__).resolve().parents[2] / "kernel/microkernel"
    texts = [REFERENCE] + [read_source(p.read_bytes()) for p in sorted(kernel.rglob("*.c"))[:12]]
    source = random.Random(20250107)
    taken = refused = 0
    for turn in range(500):
        reference = texts[turn % len(texts)]
        functions = [d.name for d in outline(reference).definitions if d.kind == "function"]
        text = reference
        for _ in range(source.randrange(1, 4)):
            text = damage(source, text)
        pieces = None if strict else functions[:2]
        try:
            out = compose(text, pieces, reference=reference).files["k/a.c"]
            plain_text(out)
            taken += 1
        except Refusal as refusal:
            assert "\n" not in str(refusal) and str(refusal)
            refused += 1
    assert taken > 20 and refused > 20


def test_a_long_hostile_text_takes_no_long_time():
    for text in ("{" * 50000, "(" * 50000, "a(b)" * 20000, "/*" * 50000, "#if\n" * 20000,
                 "{}" * 30000, "x(){}" * 10000, "\"" * 50000, "\\\n" * 30000, "{};" * 20000,
                 "/**/\n" * 20000, "a" * 100000, " " * 100000 + "x", "/*" + "*" * 100000):
        outline(text)
