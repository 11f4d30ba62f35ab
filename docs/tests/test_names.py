# SPDX-License-Identifier: MIT
"""Names in notes, pages and diagrams resolve, or the build says which does not."""

import re
from pathlib import Path

import pytest

from hooks.directives import Page
from hooks.essay import to_html
from hooks.site import Site
from hooks.tree import find_essay, strip_comment, undocumented

DOCS = Path(__file__).resolve().parent.parent

HEADER = """/* SPDX-License-Identifier: MIT */
/*
 * Boxes: things in a row.
 *
 *   state   holds
 *   empty   nothing
 *
 * - first
 * - second `box_open()`
 */
#pragma once

struct box {
    int word;
};

/** Opens the box. */
int box_open(struct box *b);

/** Shuts it. */
void box_shut(struct box *b);
"""

SOURCE = """/* SPDX-License-Identifier: MIT */
/* Boxes. */
#include "box.h"

/* Why it opens. */
int box_open(struct box *b)
{
    /* a comment */
    b->word |= 1;

    return b->word;
}

void box_shut(struct box *b)
{
    b->word = 0;
}
"""

LAB = """title: Boxes
hours: 4-6
difficulty: 2
baseline: 0
pieces:
  - file: kernel/microkernel/box.c
    functions: [box_open]
tests:
  - {name: box_opens, points: 60, visible: true, budget: 1000, kills: [shut]}
  - {name: box_hidden, points: 40, visible: false, budget: 1000}
mutants:
  - {name: shut, what: nothing opens}
"""


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """A tree with one small module, one lab and no notes."""
    for path, text in {
        "kernel/microkernel/box.h": HEADER,
        "kernel/microkernel/box.c": SOURCE,
        "labs/07-boxes/lab.yml": LAB,
    }.items():
        (tmp_path / path).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / path).write_text(text)
    return tmp_path


def load(root: Path) -> Site:
    site = Site(root)
    for file in site.tree.files.values():
        site.urls[file.page] = file.page.removesuffix(".md") + ".html"
    site.urls["other.md"] = "other.html"
    return site


def note(root: Path, text: str) -> list[str]:
    path = root / "docs/notes/kernel/microkernel/box.c.md"
    path.parent.mkdir(parents=True)
    path.write_text(text)
    return load(root).errors


def expand(root: Path, text: str, source: str = "page.md") -> tuple[str, list[str]]:
    site = load(root)
    page = Page(site, source, source.removesuffix(".md") + ".html")
    return page.fill(page.expand(text)), site.errors


def test_notes_bind_to_symbols_and_to_code_in_them(root):
    assert note(root, "Head.\n\n## box_open\nWhy.\n\n### `b->word |= 1`\nOr.\n") == []
    head, notes = load(root).notes["kernel/microkernel/box.c"]
    assert head == "Head."
    assert [(n.title, n.line) for n in notes] == [("box_open", 5), ("b->word |= 1", 9)]


@pytest.mark.parametrize("text, said", [
    ("## box_opne\nText.\n", "no 'box_opne' in kernel/microkernel/box.c"),
    ("## box_open\n### `b->word = 7`\nText.\n", "no line of box_open holds `b->word = 7`"),
    ("### `b->word`\nText.\n", "stands before any"),
    ("## box_open\n\n## box_shut\nText.\n", "'box_open' has no text"),
])
def test_a_note_that_names_nothing_is_an_error(root, text, said):
    errors = note(root, text)
    assert len(errors) == 1
    assert errors[0].startswith("docs/notes/kernel/microkernel/box.c.md: ") and said in errors[0]


def test_notes_on_a_file_that_is_gone_are_an_error(root):
    path = root / "docs/notes/kernel/microkernel/gone.c.md"
    path.parent.mkdir(parents=True)
    path.write_text("Head.\n")
    assert "there is no source file" in load(root).errors[0]


def test_source_shows_the_whole_function_with_its_lines(root):
    text, errors = expand(root, '::source[box_shut]{hl="= 0"}')
    assert errors == []
    assert "lines 14–17" in text and text.count('class="t-line') == 4
    assert text.count("t-hl") == 1
    assert 'href="source/kernel/microkernel/box.c.html#box_shut"' in text


def test_contract_shows_the_declaration_with_its_comment(root):
    text, errors = expand(root, "::contract[box_open]")
    assert errors == [] and "Opens the box." in text and "word |=" not in text


def test_contract_of_a_piece_in_a_header_shows_only_its_head(root):
    header = root / "kernel/microkernel/lid.h"
    header.write_text("/* SPDX-License-Identifier: MIT */\n/* Lids. */\n#pragma once\n\n"
                      "/** Lifts it. */\nstatic inline int lid_lift(int by,\n"
                      "                           int more)\n{\n    return by + more;\n}\n")
    (root / "labs/07-boxes/lab.yml").write_text(LAB.replace(
        "    functions: [box_open]\n", "    functions: [box_open]\n"
        "  - {file: kernel/microkernel/lid.h, functions: [lid_lift]}\n"))
    text, errors = expand(root, "::contract[lid_lift]", "labs/07-boxes.md")
    assert errors == [] and "Lifts it." in text and "more" in text and "return" not in text
    text, errors = expand(root, "::contract[lid_lift]")
    assert errors == [] and "return" in text


@pytest.mark.parametrize("text, said", [
    ("::source[box_opne]", "no symbol 'box_opne' in the source (near: box_open"),
    ('::source[box_shut]{hl="nowhere"}', 'no line of box_shut holds hl="nowhere"'),
    ("::sauce[box_open]", "no directive '::sauce'"),
    ("::diagram[gone]", "no drawing docs/diagrams/gone.dot"),
    ("::pieces[99]", "no lab '99'"),
    ("See [[box_gone]].", "no symbol 'box_gone'"),
    ("See [[gone.md|there]].", "no page docs/gone.md"),
    ("In [[hours 07-08]].", "no lab '08'"),
    ("In [[hours]].", "hours of which labs?"),
    ("```dot\ndigraph { a -> }\n```", "dot: "),
    ('```dot\ndigraph { a [URL="sym:gone"] }\n```', "no symbol 'gone'"),
])
def test_a_directive_that_names_nothing_is_an_error_with_its_line(root, text, said):
    _, errors = expand(root, "First line.\n" + text)
    assert len(errors) == 1
    assert errors[0].startswith("docs/page.md:") and said in errors[0]


def test_the_page_of_a_lab_must_not_show_its_solution(root):
    _, errors = expand(root, "::source[box_open]", "labs/07-boxes.md")
    assert "is a piece of this lab" in errors[0]
    _, errors = expand(root, "::source[box_shut]", "labs/07-boxes.md")
    assert errors == []


def test_fences_and_code_spans_are_left_alone(root):
    text = "```text\n::source[gone]\n[[gone]]\n```\nand `[[gone]]` too"
    assert expand(root, text) == (text, [])


def test_pieces_count_the_lines_of_the_reference(root):
    text, errors = expand(root, "::pieces[07]")
    assert errors == [] and "<td>2</td>" in text and "box_open" in text


def test_hidden_tests_are_counted_and_not_named(root):
    text, _ = expand(root, "::tests[07]")
    assert "box_opens" in text and "box_hidden" not in text and "1 hidden" in text


def test_hours_of_labs_are_summed(root):
    (root / "labs/08-lids").mkdir()
    (root / "labs/08-lids/lab.yml").write_text(LAB.replace("4-6", "2"))
    for words, sum_of_them in (("07", "4 to 6"), ("08", "2"), ("07 08", "6 to 8"),
                               ("07-08 08", "6 to 8"), ("all", "6 to 8")):
        assert expand(root, f"In [[hours {words}]].") == (f"In {sum_of_them}.", [])


def test_a_lab_that_cannot_be_read_is_an_error(root):
    (root / "labs/07-boxes/lab.yml").write_text(LAB.replace("4-6", "some"))
    text, errors = expand(root, "See ::labs.\n\n::facts[07]")
    assert errors == ["labs/07-boxes/lab.yml: hours is 'some', expected 2 or 5-6",
                      "docs/page.md:3: no lab '07' below labs/ (there: none)"]


def test_facts_of_a_lab_are_those_of_its_file(root):
    text, errors = expand(root, "::facts[07]\n\n::labs")
    assert errors == [] and "<dd>2 of 5</dd>" in text and "<dd>4-6</dd>" in text
    assert "<td>2 of 5</td>" in text and "After labs" not in text


def test_a_whole_file_counts_what_the_starter_does_not_have(root):
    (root / "labs/07-boxes/lab.yml").write_text(LAB.replace("functions: [box_open]", "whole: true"))
    _, errors = expand(root, "::pieces[07]")
    assert errors == ["docs/page.md:1: labs/07-boxes/lab.yml: "
                      "labs/07-boxes/starter/kernel/microkernel/box.c: No such file or directory"]
    starter = root / "labs/07-boxes/starter/kernel/microkernel/box.c"
    starter.parent.mkdir(parents=True)
    starter.write_text(SOURCE.replace("    b->word |= 1;\n\n", "    /* here */\n"))
    text, errors = expand(root, "::pieces[07]")
    assert errors == [] and "the whole file</td><td>1</td>" in text


def test_the_hours_of_a_course_follow_its_labs():
    page = (DOCS / "instructors/index.md").read_text(encoding="utf-8")
    table = page.split("hours of a student |\n")[1].split("\n\n")[0]
    courses = table.splitlines()[1:]
    assert courses
    for course in courses:
        name, chosen, hours = (cell.strip() for cell in course.strip("|").split("|"))
        asked = re.fullmatch(r"\[\[hours ([^\]]+)\]\]", hours)
        assert asked, f"{name}: the hours are written by hand: {hours}"
        said = re.sub(r"(\d\d) to (\d\d)", r"\1-\2", chosen.replace("all of them", "all"))
        assert re.findall(r"\d\d(?:-\d\d)?|^all$", said.split(":")[0].split(";")[0].strip()) \
            == asked[1].split(), f"{name}: the hours are not those of {chosen}"


def test_diagrams_get_their_colours_from_the_page(root):
    text, errors = expand(root, "```dot\ndigraph { a [color=accent fillcolor=blue_tile "
                                'URL="sym:struct box"] }\n```')
    assert errors == []
    assert "stroke:var(--dg-accent)" in text and "fill:var(--dg-blue-tile)" in text
    assert 'href="source/kernel/microkernel/box.h.html#struct-box"' in text
    assert "#fe" not in text


def test_an_essay_keeps_its_tables_and_flows_its_text():
    words, span = find_essay(HEADER)
    assert span == (2, 10) and words.startswith("Boxes: things in a row.")
    shown = to_html(words, lambda text: text)
    assert '<pre class="t-drawing">state   holds\nempty   nothing</pre>' in shown
    assert "<li>first</li>" in shown and "<code>box_open()</code>" in shown


def test_a_doc_comment_is_not_an_essay():
    assert find_essay("/* SPDX-License-Identifier: MIT */\n#pragma once\n/* a\n b */\n") == \
        ("", (0, 0))
    assert strip_comment("/** Opens.\n * Twice. */") == "Opens.\nTwice."


def test_a_function_of_a_header_without_a_comment_is_found(root):
    assert undocumented(load(root).tree, ("kernel/microkernel",)) == []
    header = root / "kernel/microkernel/box.h"
    header.write_text(HEADER + "\nint box_weigh(void);\n")
    assert undocumented(load(root).tree, ("kernel/microkernel",)) == \
        ["kernel/microkernel/box.h:23: box_weigh() says nothing"]
