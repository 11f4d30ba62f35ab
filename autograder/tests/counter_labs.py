# SPDX-License-Identifier: MIT
"""The small full tree with a second and a third lab: an earlier and a later one, whose pieces
stand in the same file. For the tests of the cumulative track."""

from __future__ import annotations

from pathlib import Path

from autograder.tests.counter_lab import COUNTER, FILES, make_tree

_LAB = """\
title: {title}
hours: 1
difficulty: 1
baseline: 0
pieces:
  - file: {file}
    functions: [{function}]
    {removed}
tests:
  - {{name: {test}, points: 100, visible: true, budget: 1000, kills: [wrong]}}
mutants:
  - {{name: wrong, what: off by one}}
"""

_TEST = """\
#include "ipc/counter.h"
#include "proctor.h"
TEST({test})
{{
{body}    return 0;
}}
"""

# The later lab takes a function and its helper away, and brings a helper of its own.
_WITH_RESET = FILES[COUNTER].replace("    return count;\n", """\
    int seen_when_looking = count;
    return seen_when_looking;
""") + """
/** What a counter that was reset holds. */
static int fresh_value_of_it(void)
{
    return 0;
}

/** Clears the counter. */
void counter_reset(void)
{
    count = fresh_value_of_it();
}
"""

_MORE = {
    COUNTER: _WITH_RESET,
    "kernel/microkernel/ipc/counter.h": FILES["kernel/microkernel/ipc/counter.h"]
    + "void counter_reset(void);\n",
    "labs/05-peek/lab.yml": _LAB.format(title="Looking", file=COUNTER, function="counter_peek",
                                        removed="", test="looks"),
    "labs/05-peek/tests/looks.c": _TEST.format(
        test="looks", body="    counter_add(7);\n    EXPECT(7, counter_peek());\n"),
    f"labs/05-peek/starter/{COUNTER}": """\
int counter_peek(void)
{
    return 0;   /* lab 05 */
}
""",
    f"solutions/05-peek/mutants/wrong/{COUNTER}": """\
int counter_peek(void)
{
    int one_more_than_seen = count + 1;
    return one_more_than_seen;
}
""",
    "labs/09-reset/lab.yml": _LAB.format(title="Reset", file=COUNTER, function="counter_reset",
                                         removed="removed: [fresh_value_of_it]", test="resets"),
    "labs/09-reset/tests/resets.c": _TEST.format(
        test="resets",
        body="    counter_add(7);\n    counter_reset();\n    EXPECT(0, counter_peek());\n"),
    f"labs/09-reset/starter/{COUNTER}": """\
static void missing(void)
{
}

void counter_reset(void)
{
    missing();  /* lab 09 */
}
""",
    f"solutions/09-reset/mutants/wrong/{COUNTER}": """\
void counter_reset(void)
{
    count = fresh_value_of_it() + 1;
}
""",
}

PEEK = """\
static int through_a_helper(int value)
{
    return value;
}

int counter_peek(void)
{
    return through_a_helper(count);
}
"""


def make_three(root: Path) -> Path:
    """A fresh full tree with labs 05, 07 and 09."""
    return make_tree(root, _MORE)
