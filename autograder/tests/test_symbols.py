# SPDX-License-Identifier: MIT
"""The index finds every kind of name, explains what it does not find, and is kept by content."""

from __future__ import annotations

import pytest

from autograder import symbols
from autograder.symbols import Index, Symbol
from autograder.tests.counter_lab import write_files

FILES = {
    "kernel/a/cte.h": """\
#pragma once
#define SLOTS(bits) \\
    (1u << (bits))
enum cap_type { CAP_NULL, CAP_UNTYPED = 2 };
struct cte {
    int cap;
    struct { int next; } list;
};
typedef struct cte cte;
word_t cte_count(const struct cte *from,
                 int limit);
""",
    "kernel/a/cte.c": """\
#include "cte.h"
static int total;
/** Counts. */
word_t
cte_count(const struct cte *from, int limit)
{
    return total;
}
__attribute__((noreturn)) void halt(void) { for (;;) { } }
static int same(void) { return 1; }
""",
    "kernel/b/trap.S": "#define FRAME 256\ntrap_entry:\n    csrrw t0, sscratch, t0\n",
    "kernel/b/other.c": "static int same(void)\n{\n    return 2;\n}\n",
    "kernel/build/out.c": "int generated;\n",
    "docs/x.c": "int no_source;\n",
}


@pytest.fixture
def root(tmp_path):
    return write_files(tmp_path, FILES)


@pytest.mark.parametrize("name, kind, file, line, end", [
    ("cte_count", "function", "kernel/a/cte.c", 5, 8),
    ("halt", "function", "kernel/a/cte.c", 9, 9),
    ("cte", "struct", "kernel/a/cte.h", 5, 8),
    ("cte.cap", "member", "kernel/a/cte.h", 6, 6),
    ("SLOTS", "macro", "kernel/a/cte.h", 2, 3),
    ("cap_type", "enum", "kernel/a/cte.h", 4, 4),
    ("CAP_UNTYPED", "enumerator", "kernel/a/cte.h", 4, 4),
    ("total", "variable", "kernel/a/cte.c", 2, 2),
    ("trap_entry", "label", "kernel/b/trap.S", 2, 2),
    ("FRAME", "macro", "kernel/b/trap.S", 1, 1),
])
def test_finds_each_kind(root, name, kind, file, line, end):
    found = Index.load(root).find(name)
    assert (found.kind, found.file, found.line, found.end) == (kind, file, line, end)


def test_definition_wins_over_prototype_but_both_are_listed(root):
    index = Index.load(root)
    kinds = {(s.file, s.kind) for file in index.files() for s in index.in_file(file)
             if s.name == "cte_count"}
    assert kinds == {("kernel/a/cte.h", "prototype"), ("kernel/a/cte.c", "function")}
    assert index.find("cte_count", "kernel/a/cte.h").kind == "prototype"


def test_signature(root):
    assert Index.load(root).find("cte_count").signature == "(const struct cte * from,int limit)"


@pytest.mark.parametrize("name, file, parts", [
    ("cte_cont", None, ["no symbol 'cte_cont'", "cte_count"]),
    ("cte_count", "kernel/a/nope.c", ["no file kernel/a/nope.c"]),
    ("halt", "kernel/b/other.c", ["no symbol 'halt' in kernel/b/other.c", "kernel/a/cte.c"]),
    ("same", None, ["ambiguous", "kernel/a/cte.c:10", "kernel/b/other.c:1"]),
    ("generated", None, ["no symbol 'generated'"]),
    ("no_source", None, ["no symbol 'no_source'"]),
])
def test_explains_in_one_line(root, name, file, parts):
    with pytest.raises(LookupError) as error:
        Index.load(root).find(name, file)
    text = error.value.args[0]
    assert "\n" not in text
    for part in parts:
        assert part in text


def test_ambiguous_name_is_found_with_its_file(root):
    assert Index.load(root).find("same", "kernel/b/other.c").line == 1


def test_missing_file_of_a_list(root):
    with pytest.raises(LookupError, match="no file kernel/none.c"):
        Index.load(root, ["kernel/none.c"])


def test_same_sources_give_the_same_index_in_any_order(root):
    one = Index.load(root, ["kernel/b/other.c", "kernel/a/cte.c"])
    (root / "build" / "symbols.json").unlink()
    two = Index.load(root, ["kernel/a/cte.c", "kernel/b/other.c"])
    assert [one.in_file(f) for f in one.files()] == [two.in_file(f) for f in two.files()]


def test_only_changed_files_are_read_again(root, monkeypatch):
    Index.load(root)
    read = []
    real = symbols._run_ctags

    def watch(where, paths):
        read.append(paths)
        return real(where, paths)

    monkeypatch.setattr(symbols, "_run_ctags", watch)
    Index.load(root)
    assert read == []
    (root / "kernel/b/other.c").write_text("int moved;\n")
    assert Index.load(root).find("moved") == Symbol("moved", "variable", "kernel/b/other.c", 1, 1)
    assert read == [["kernel/b/other.c"]]


@pytest.mark.parametrize("junk", ["", "{}", "[1]", '{"format": 2}', '{"format": 2, "files": []}',
                                  '{"format": 2, "files": {"kernel/a/cte.c": 3}}', "\x00\xff"])
def test_a_damaged_cache_is_no_harm(root, junk):
    (root / "build").mkdir()
    (root / "build" / "symbols.json").write_text(junk)
    assert Index.load(root).find("halt").line == 9


def test_the_index_of_this_tree_agrees_with_the_outlines():
    """Two independent readers of C agree on where the kernel's functions end."""
    from pathlib import Path
    from autograder.definitions import outline, read_source
    root = Path(__file__).resolve().parents[2]
    index = Index.load(root)
    compared = 0
    for path in index.files():
        if not path.startswith("kernel/microkernel/") or not path.endswith(".c"):
            continue
        cut = outline(read_source((root / path).read_bytes()))
        assert cut.broken == "", path
        mine = {d.name: d.last_line for d in cut.definitions if d.kind == "function"}
        tags = {s.name: s.end for s in index.in_file(path) if s.kind == "function"}
        for name in mine.keys() & tags.keys():
            assert mine[name] == tags[name], f"{path}: {name}"
            compared += 1
        assert not {n for n in mine.keys() ^ tags.keys() if "(" not in n}, path
    assert compared > 20
