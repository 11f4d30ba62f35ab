# SPDX-License-Identifier: MIT
"""A small full tree with one lab, for the tests of the lab tool.

Its "kernel" is a counter in host C and its "proctor" a host program that runs one named test, so
everything but QEMU is real: symbols, staging, Git, make, the compiler, the verdicts. The stand-in
for proctor.run_tests is run_on_host().
"""

from __future__ import annotations

import subprocess
from dataclasses import dataclass
from pathlib import Path

COUNTER = "kernel/microkernel/ipc/counter.c"

FILES = {
    "LICENSE": "MIT\n",
    ".gitignore": "build/\n__pycache__/\nlabwork/\n",
    "Makefile": """\
include kernel/build.mk
""",
    "kernel/build.mk": """\
-include kernel/track.mk
CC = gcc -std=c17 -O1 -Wall -Wextra -Werror $(WARN) -MMD -Ikernel/microkernel -Ikernel/tests/proctor
B = build/debug
K = $(patsubst %.c,$(B)/%.o,$(sort $(wildcard kernel/microkernel/*/*.c)))
T = $(patsubst %.c,$(B)/%.o,$(sort $(wildcard kernel/tests/proctor/*.c labs/*/tests/*.c)))
$(B)/%.o: %.c
\t@mkdir -p $(@D)
\t@$(CC) -c $< -o $@
$(B)/kernel.elf: $(K)
\t@ld -r $^ -o $@
$(B)/tessera.elf: $(B)/kernel.elf
\t@cp $< $@
$(B)/tasks/proctor.elf: $(T) $(B)/kernel.elf
\t@mkdir -p $(@D)
\t@$(CC) $^ -o $@
.PHONY: kernel
kernel: $(B)/tessera.elf
-include $(K:.o=.d) $(T:.o=.d)
""",
    "kernel/microkernel/ipc/counter.h": """\
#pragma once
void counter_add(int by);
int counter_take(void);
int counter_peek(void);
""",
    COUNTER: """\
/* A counter that is taken as a whole. */
#include "ipc/counter.h"

#define LIMIT 100

static int count;

/** The smaller of the two. */
static int least(int a, int b)
{
    return a < b ? a : b;
}

/** Adds to the counter, up to LIMIT. */
void counter_add(int by)
{
    /* the sum saturates */
    count = least(count + by, LIMIT);
}

/** Returns the counter and clears it. */
int counter_take(void)
{
    int whole_count_so_far = count;
    count = 0;
    return whole_count_so_far;
}

/** Returns the counter. */
int counter_peek(void)
{
    return count;
}
""",
    "kernel/tests/proctor/proctor.h": """\
#pragma once
#include <stdio.h>
struct test { const char *name; int (*run)(void); struct test *next; };
extern struct test *all_tests;
#define TEST(t) static int t(void); \\
    static struct test t##_test = {#t, t, 0}; \\
    __attribute__((constructor)) static void t##_add(void) \\
    { t##_test.next = all_tests; all_tests = &t##_test; } \\
    static int t(void)
#define EXPECT(e, s) do { int e_ = (e), s_ = (s); \\
    if (e_ != s_) { printf("%d %d " #s "\\n", e_, s_); return 1; } } while (0)
""",
    "kernel/tests/proctor/main.c": """\
#include <string.h>
#include "proctor.h"
struct test *all_tests;
int main(int count, char **words)
{
    for (struct test *t = all_tests; t; t = t->next)
        if (count > 1 && strcmp(t->name, words[1]) == 0)
            return t->run();
    return 2;
}
""",
    "kernel/tests/unit/secret_test.c": "/* not for students */\n",
    "autograder/tests/test_x.py": "# not for students\n",
    "autograder/tool.py": "# for students\n",
    "labs/07-counter/lab.yml": f"""\
title: A counter
hours: 1-2
difficulty: 1
baseline: 10
pieces:
  - file: {COUNTER}
    functions: [counter_add, counter_take]
    removed: [least]
tests:
  - {{name: adds, points: 30, visible: true, budget: 1000, kills: [overwrite]}}
  - {{name: takes, points: 40, visible: true, budget: 1000, kills: [keeps, overwrite]}}
  - {{name: peeks_empty, points: 10, visible: false, budget: 1000}}
  - {{name: saturates, points: 20, visible: false, budget: 1000, kills: [unbounded]}}
mutants:
  - {{name: overwrite, what: add overwrites}}
  - {{name: keeps, what: take does not clear}}
  - {{name: unbounded, what: add does not saturate}}
""",
    "labs/07-counter/tests/counter.c": """\
#include "ipc/counter.h"
#include "proctor.h"
TEST(adds)
{
    counter_add(2);
    counter_add(3);
    EXPECT(5, counter_peek());
    return 0;
}
TEST(takes)
{
    counter_add(2);
    counter_add(2);
    EXPECT(4, counter_take());
    EXPECT(0, counter_peek());
    return 0;
}
""",
    "labs/07-counter/tests/hidden.c": """\
#include "ipc/counter.h"
#include "proctor.h"
TEST(peeks_empty)
{
    EXPECT(0, counter_peek());
    return 0;
}
TEST(saturates)
{
    counter_add(90);
    counter_add(90);
    EXPECT(100, counter_peek());
    return 0;
}
""",
    f"labs/07-counter/starter/{COUNTER}": """\
/** Adds to the counter, up to LIMIT. */
void counter_add(int by)
{
    (void)by;   /* lab 07 */
}

int counter_take(void)
{
    return 0;   /* lab 07 */
}
""",
    f"solutions/07-counter/mutants/overwrite/{COUNTER}": """\
void counter_add(int by)
{
    count = least(by, LIMIT);
}
""",
    f"solutions/07-counter/mutants/keeps/{COUNTER}": """\
int counter_take(void)
{
    return count;
}
""",
    f"solutions/07-counter/mutants/unbounded/{COUNTER}": """\
static int plain_sum(int a, int b)
{
    return a + b;
}

void counter_add(int by)
{
    count = least(plain_sum(count, by), 1000);
}
""",
    "solutions/07-counter/notes.md": "Notes.\n",
}

SOLUTION = """\
static int bounded(int sum)
{
    return sum > LIMIT ? LIMIT : sum;
}

/** Adds to the counter, up to LIMIT. */
void counter_add(int by)
{
    count = bounded(count + by);
}

int counter_take(void)
{
    int seen = count;

    count = 0;
    return seen;
}
"""


def write_files(root: Path, files: dict[str, str]) -> Path:
    """Writes texts below a folder."""
    for path, text in files.items():
        (root / path).parent.mkdir(parents=True, exist_ok=True)
        (root / path).write_text(text)
    return root


@dataclass
class Outcome:
    """What proctor.TestResult has."""

    name: str
    passed: bool
    expected: str
    seen: str
    message: str
    instructions: int = 7
    invariant: str = ""
    console: str = "hello\r\n\x1b[31mkernel\n"
    built: bool = True


def run_on_host(kernel, kernel_elf, proctor_elf, tests, nonce, on_result=None):
    """Stands in for proctor.run_tests: one process per test."""
    assert kernel.is_file() and kernel_elf.is_file() and nonce >= 0
    outcomes = []
    for test in tests:
        run = subprocess.run([proctor_elf, test.name], capture_output=True, text=True,
                             timeout=120, check=False)
        expected, seen, what = (run.stdout.split(None, 2) + ["", "", ""])[:3]
        outcome = Outcome(test.name, run.returncode == 0, expected, seen, what.strip())
        outcomes.append(outcome)
        if on_result:
            on_result(outcome)
    return outcomes


def make_tree(root: Path, more: dict[str, str] | None = None) -> Path:
    """A fresh full tree, under Git; more files take the place of those above."""
    write_files(root, {**FILES, **(more or {})})
    identity = ["-c", "user.name=T", "-c", "user.email=t@localhost"]
    for words in (["init", "-q"], ["add", "-A"], [*identity, "commit", "-q", "-m", "all"]):
        subprocess.run(["git", *words], cwd=root, check=True, capture_output=True)
    return root


def solve(staged: Path) -> None:
    """Does the fixture's lab in a staged tree."""
    text = (staged / COUNTER).read_text()
    begin = text.index("/** Adds")
    end = text.index("/** Returns the counter. */")
    (staged / COUNTER).write_text(text[:begin] + SOLUTION + "\n" + text[end:])
