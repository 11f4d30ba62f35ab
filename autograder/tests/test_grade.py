# SPDX-License-Identifier: MIT
"""A grade counts the pieces and nothing else, explains itself, and is the same every time."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import time
import xml.etree.ElementTree as ET

import pytest

from autograder import Refusal, build, products, report
from autograder.grade import Grading, grade
from autograder.stage import stage
from autograder.tests.counter_lab import COUNTER, Outcome, run_on_host, solve


def run(root, wanted=None, **options):
    return grade(Grading(root, wanted, runner=options.pop("runner", run_on_host), **options))


@pytest.fixture
def staged(tree):
    return stage(tree, "07").path


def statuses(graded):
    return {test["name"]: test["status"] for test in graded.result["tests"]}


def edit(path, old, new):
    text = path.read_text()
    assert old in text
    path.write_text(text.replace(old, new))


# -- what counts -------------------------------------------------------------------------------

def test_reference_gets_all_points(tree):
    graded = run(tree, "07")
    assert graded.full and graded.result["score"] == graded.result["points"] == 100


def test_starter_gets_its_baseline_and_reasons(staged):
    graded = run(staged)
    assert not graded.full and graded.result["score"] == 0
    assert graded.result["points"] == 70 and graded.result["hidden_points"] == 30
    for test in graded.result["tests"]:
        assert (test["status"], test["expected"], test["seen"]) in [("failed", "5", "0"),
                                                                    ("failed", "4", "0")]
        assert test["message"]


def test_solution_gets_the_visible_points_here_and_all_in_the_full_tree(tree, staged):
    solve(staged)
    assert run(staged).full
    graded = run(tree, "07", submission=staged)
    assert graded.result["score"] == 100 and graded.result["notes"] == []


def test_set_is_laid_over_the_reference(tree):
    graded = run(tree, "07", set_dir=tree / "solutions/07-counter/mutants/keeps")
    assert statuses(graded) == {"adds": "passed", "takes": "failed", "peeks_empty": "passed",
                                "saturates": "passed"}
    assert graded.out == tree / "build/grade/07-counter/sets/keeps"


def test_edits_outside_the_pieces_never_count(tree, staged):
    edit(staged / COUNTER, "int counter_peek(void)\n{\n    return count;",
         "int counter_peek(void)\n{\n    return 5;")
    edit(staged / "labs/07-counter/tests/counter.c", "EXPECT(5,", "EXPECT(0,")
    edit(staged / "labs/07-counter/lab.yml", "points: 30", "points: 3")
    edit(staged / "kernel/tests/proctor/main.c", "return t->run();", "return 0;")
    edit(staged / "Makefile", "include", "X = 1\ninclude")
    edit(staged / ".tessera-lab.json", "counter_add", "counter_peek")
    (staged / "kernel/microkernel/ipc/more.c").write_text("#error no\n")
    graded = run(staged)
    assert statuses(graded) == {"adds": "failed", "takes": "failed"}
    assert graded.result["notes"] == [
        f"ignored: change to counter_peek in {COUNTER}",
        "ignored: .tessera-lab.json is not a file of this lab's pieces",
        "ignored: Makefile is not a file of this lab's pieces",
        "ignored: kernel/microkernel/ipc/more.c is not a file of this lab's pieces",
        "ignored: kernel/tests/proctor/main.c is not a file of this lab's pieces",
        "ignored: labs/07-counter/lab.yml is not a file of this lab's pieces",
        "ignored: labs/07-counter/tests/counter.c is not a file of this lab's pieces"]
    notes = run(tree, "07", submission=staged).result["notes"]
    assert [n for n in notes if "json" not in n] == \
        [n for n in graded.result["notes"] if "json" not in n]


def test_commits_of_the_student_are_not_the_pristine_tree(staged):
    edit(staged / "kernel/tests/proctor/main.c", "return t->run();", "return 0;")
    subprocess.run(["git", "-c", "user.name=S", "-c", "user.email=s@localhost", "commit", "-qam",
                    "mine"], cwd=staged, check=True)
    assert run(staged).result["score"] == 0


def test_submission_can_be_a_bare_folder(tree, staged, tmp_path):
    solve(staged)
    folder = tmp_path / "hand-in"
    (folder / COUNTER).parent.mkdir(parents=True)
    shutil.copy(staged / COUNTER, folder / COUNTER)
    (folder / "essay.txt").write_text("please")
    graded = run(tree, "07", submission=folder)
    assert graded.result["score"] == 100
    assert graded.result["notes"] == ["ignored: essay.txt is not a file of this lab's pieces"]


def test_what_is_no_plain_file_is_never_read(tree, staged):
    """A pipe would block the grader, a device would not end."""
    (staged / "Makefile").unlink()
    os.mkfifo(staged / "Makefile")
    (staged / "LICENSE").unlink()
    (staged / "LICENSE").symlink_to("/dev/zero")
    assert run(tree, "07", submission=staged).result["notes"] == [
        "ignored: LICENSE is not a file of this lab's pieces",
        "ignored: Makefile is not a file of this lab's pieces"]
    (staged / COUNTER).unlink()
    os.mkfifo(staged / COUNTER)
    with pytest.raises(Refusal, match=f"{COUNTER}: is no file"):
        run(tree, "07", submission=staged)


@pytest.mark.parametrize("text", ["", "{}", "[]", '{"lab": "07-counter"}', "[" * 10000],
                         ids=["nothing", "no keys", "a list", "one key", "deep"])
def test_a_manifest_that_is_none(staged, text):
    """Whoever amends the first commit makes another tree of it."""
    (staged / ".tessera-lab.json").write_text(text)
    subprocess.run(["git", "-c", "user.name=S", "-c", "user.email=s@localhost", "commit", "-qa",
                    "--amend", "-m", "mine"], cwd=staged, check=True)
    with pytest.raises(Refusal, match="is not the manifest of a staged lab; stage the lab again"):
        run(staged)


def test_many_extra_files_are_counted_not_listed(tree, staged):
    for number in range(40):
        (staged / f"x{number}").write_text("")
    notes = run(staged).result["notes"]
    assert len(notes) == 13 and notes[-1] == "ignored: 28 more files"


def test_no_code_of_a_submitted_repository_runs(tree, staged, tmp_path):
    trap = tmp_path / "trap"
    subprocess.run(["git", "config", "core.fsmonitor", f"touch {trap}; false"], cwd=staged,
                   check=True)
    run(tree, "07", submission=staged)
    assert not trap.exists()


def test_submission_without_the_removed_helper(tree, staged):
    """The staged tree and the full tree judge a use of a removed helper alike."""
    edit(staged / COUNTER, "(void)by;   /* lab 07 */", "count = least(by, 3);")
    here, there = run(staged).result, run(tree, "07", submission=staged).result
    assert here["status"] == there["status"] == "not built"
    assert here["messages"] == there["messages"] and "least" in here["messages"][0]


# -- builds ------------------------------------------------------------------------------------

def test_compiler_speaks_of_the_students_lines(staged):
    edit(staged / COUNTER, "(void)by;   /* lab 07 */", "int unused;\n\n    count += bye;")
    graded = run(staged)
    line = (staged / COUNTER).read_text().split("\n").index("    count += bye;") + 1
    assert graded.result["status"] == "not built" and graded.result["score"] == 0
    text = "\n".join(graded.result["messages"])
    assert f"{COUNTER}:{line}:14: error: 'bye' undeclared" in text
    assert "    " + "    count += bye;\n" + "    " + " " * 13 + "^" in text
    assert str(staged) not in text and "build/grade" not in text
    assert all(t["status"] == "not run" and t["message"] for t in graded.result["tests"])
    assert "does not build" in report.terminal(graded.result)


def test_a_flood_of_errors_is_cut_to_a_screenful(staged):
    edit(staged / COUNTER, "(void)by;   /* lab 07 */", "\n".join(f"x{n}();" for n in range(99)))
    messages = run(staged).result["messages"]
    assert len(messages) == 24 and messages[-1].endswith("mend these first")


def test_link_error_is_told(staged):
    edit(staged / COUNTER, "(void)by;   /* lab 07 */",
         "extern void not_there(void);\n    (void)by;\n    not_there();")
    assert any("undefined reference to" in line for line in run(staged).result["messages"])


def test_a_line_directive_cannot_show_other_files(staged, tmp_path):
    secret = tmp_path / "secret"
    secret.write_text("hidden words\n")
    edit(staged / COUNTER, "(void)by;   /* lab 07 */", f'\n#line 1 "{secret}"\n    oops();')
    assert "hidden words" not in json.dumps(run(staged).result)


def test_broken_reference_is_no_ones_zero(tree):
    edit(tree / "kernel/tests/proctor/main.c", "return 2;", "return two;")
    with pytest.raises(Refusal, match="the reference does not build: .*main.c:9"):
        run(tree, "07")


def test_explains_what_make_says_when_nothing_else_does(tmp_path):
    text = "make: *** No rule to make target 'x'.  Stop.\n"
    assert build.explain(text, tmp_path, {}) == [text.strip()]


def test_explains_what_stopped_not_what_went_well_before(tmp_path):
    text = ("  CC    kernel/composer/plan/copy.c\n  COMPOSE build/x.elf\n"
            "make[1]: *** [kernel/system.mk:120: build/x.elf] Segmentation fault\n")
    assert build.explain(text, tmp_path, {}) == [text.splitlines()[-1]]


@pytest.mark.parametrize("line", ["x" * 1_000_000, "x:" * 500_000, "error: " * 150_000,
                                  "undefined reference to" * 50_000])
def test_a_long_line_is_explained_in_time_of_its_length(tmp_path, line):
    """The compiler quotes what it complains of; with the square of that, this takes hours."""
    text = f"{line}\nmain.c:1:1: error: no\n{line}\nmake: *** [x.o] Error 1\n"
    assert build.explain(text, tmp_path, {}) == ["main.c:1:1: error: no"]


@pytest.mark.parametrize("said, explained", [
    ("trap.S: Assembler messages:\ntrap.S:3: Error: unrecognized opcode `frob a0'\n",
     "trap.S:3: error: unrecognized opcode `frob a0'"),
    ("adl.y:3.6-9: error: symbol 'B' is used, but is not defined\n    3 | x: A B ;\n",
     "adl.y:3:6: error: symbol 'B' is used, but is not defined"),
], ids=["assembler", "bison"])
def test_explains_what_other_tools_than_the_compiler_say(tmp_path, said, explained):
    text = f"  CC    main.c\n  CC    trap.S\n{said}make: *** [kernel/build.mk:1: x.o] Error 1\n"
    assert build.explain(text, tmp_path, {}) == [explained]


def test_explains_what_the_composer_says(tmp_path):
    (tmp_path / "a.system").write_text("<system>\n    <channel>\n</system>\n")
    text = "  COMPOSE a.system\nerror: no end: of a channel: a.system:2:5\nmake: *** Error 1\n"
    assert build.explain(text, tmp_path, {}) == [
        "a.system:2:5: error: no end: of a channel", "        <channel>", "        ^"]


def test_quotes_a_line_by_the_number_that_a_directive_gives_it(tmp_path):
    (tmp_path / "a.c").write_text('#line 1 "a.c"\none;\n#line 9 "b.c"\nnine;\n'
                                  '#line 3 "a.c"\nthree;\n')
    said = "a.c:1:1: error: x\na.c:3:1: error: y\na.c:9:1: error: z\n"
    assert build.explain(said, tmp_path, {}) == [
        "a.c:1:1: error: x", "    one;", "    ^", "a.c:3:1: error: y", "    three;", "    ^",
        "a.c:9:1: error: z"]


def test_after_an_edit_only_that_file_is_compiled(staged):
    run(staged)
    objects = staged / "build/grade/07-counter/tree/build/debug"
    before = {p: p.stat().st_mtime_ns for p in objects.rglob("*.o")}
    time.sleep(0.01)
    edit(staged / COUNTER, "return 0;   /* lab 07 */", "return 1;")
    run(staged)
    changed = [p.name for p in before if p.stat().st_mtime_ns != before[p]]
    assert changed == ["counter.o"]


@pytest.mark.parametrize("change", ["flags", "source gone"])
def test_what_make_cannot_see_is_built_anew(tree, change):
    """A build tree that is used again gives the images that a fresh one gives."""
    (tree / "kernel/microkernel/ipc/more.c").write_text("int more;\n")
    run(tree, "07")
    if change == "flags":
        edit(tree / "kernel/build.mk", "-O1", "-O2")
    else:
        (tree / "kernel/microkernel/ipc/more.c").unlink()
    again = run(tree, "07").result["seed"]
    shutil.rmtree(tree / "build")
    assert again == run(tree, "07").result["seed"]


# -- refusals ----------------------------------------------------------------------------------

@pytest.mark.parametrize("text, what", [
    (None, f"{COUNTER}: is missing from the submission"),
    ("int x;\n", f"{COUNTER}: the function 'counter_add' is missing"),
    ("void counter_add(int by)\n{\n", "line 2: '{' of function 'counter_add' is not closed"),
    ("\0", "NUL byte"),
], ids=["no file", "no piece", "open brace", "nul"])
def test_bad_submission_is_refused_in_one_line_and_in_the_result(staged, text, what):
    (staged / COUNTER).unlink()
    if text is not None:
        (staged / COUNTER).write_text(text)
    with pytest.raises(Refusal) as refusal:
        run(staged)
    assert what in str(refusal.value) and "\n" not in str(refusal.value)
    result = json.loads((staged / "build/grade/07-counter/result.json").read_text())
    assert (result["status"], result["score"]) == ("refused", 0)
    assert what in result["messages"][0]


def test_staged_tree_without_repository(staged):
    shutil.rmtree(staged / ".git")
    with pytest.raises(Refusal, match="lost its Git repository"):
        run(staged)


def test_staged_tree_in_a_repository_of_its_students(staged):
    """A .git of another tree further up must not be taken for the tree's own."""
    shutil.rmtree(staged / ".git")
    subprocess.run(["git", "init", "-q"], cwd=staged.parent, check=True)
    with pytest.raises(Refusal, match="lost its Git repository"):
        run(staged)


@pytest.mark.parametrize("options, what", [
    ({"wanted": "08"}, "this tree is lab 07-counter, not '08'"),
    ({"test": "addss"}, "has no test 'addss'; it has: adds, takes"),
    ({"set_dir": "x"}, "for the full tree"),
])
def test_asked_for_something_else(staged, options, what):
    with pytest.raises(Refusal, match=re.escape(what)):
        run(staged, **options)


def test_full_tree_asks_which_lab(tree):
    with pytest.raises(Refusal, match="which lab.*07-counter"):
        run(tree)
    with pytest.raises(Refusal, match="no lab '99'; there are: 07-counter"):
        run(tree, "99")


# -- the result --------------------------------------------------------------------------------

def test_same_submission_gives_the_same_bytes(tree, staged):
    names = ("result.json", "report.html", "junit.xml")
    first = run(staged)
    one = [(first.out / name).read_bytes() for name in names]
    shutil.rmtree(staged / "build")
    second = run(staged)
    assert one == [(second.out / name).read_bytes() for name in names]
    for text in map(bytes.decode, one):
        assert str(tree) not in text and "/tmp" not in text


def test_result_is_written_after_every_test(staged):
    seen = []
    path = staged / "build/grade/07-counter/result.json"

    def watch(kernel, kernel_elf, proctor_elf, tests, nonce, on_result=None):
        seen.append(json.loads(path.read_text()))
        for test in tests:
            on_result(Outcome(test.name, True, "", "", ""))
            seen.append(json.loads(path.read_text()))
        return []

    run(staged, runner=watch)
    assert [(r["status"], r["score"]) for r in seen] == [("running", 0), ("running", 30),
                                                         ("running", 70)]
    assert json.loads(path.read_text())["status"] == "graded"


def test_what_does_not_run_gives_no_points(staged):
    graded = run(staged, runner=lambda *images, on_result: [])
    assert graded.result["score"] == 0 and set(statuses(graded).values()) == {"not run"}


def test_what_was_built_can_be_unfit(tree, staged):
    """That is no fault of the grader's, and what was judged before counts for nothing."""
    def stop(kernel, kernel_elf, proctor_elf, tests, nonce, on_result):
        on_result(Outcome(tests[0].name, True, "", "", ""))
        raise products.Unfit("kernel.elf: has several symbols")

    result = run(staged, runner=stop).result
    assert (result["status"], result["score"]) == ("not built", 0)
    assert result["messages"] == ["kernel.elf: has several symbols"]
    assert {test["status"] for test in result["tests"]} == {"not run"}
    with pytest.raises(Refusal, match="the reference does not build: kernel.elf: has"):
        run(tree, "07", runner=stop)


def test_a_fault_of_the_grader_shows_as_one(staged):
    def stumble(*images, on_result):
        raise KeyError("ours")

    with pytest.raises(KeyError, match="ours"):
        run(staged, runner=stumble)


def test_failure_without_words_is_still_explained(staged):
    graded = run(staged, runner=lambda k, e, p, tests, n, on_result:
                 [Outcome(t.name, False, "", "", "") for t in tests])
    assert all(test["message"] for test in graded.result["tests"])


def test_seed_follows_the_images(staged):
    first, again = run(staged).result["seed"], run(staged).result["seed"]
    solve(staged)
    assert first == again != run(staged).result["seed"]


def test_one_test_alone_leaves_the_whole_result_alone(staged):
    solve(staged)
    whole = run(staged).out / "result.json"
    before = whole.read_bytes()
    graded = run(staged, test="takes")
    assert graded.full and graded.result["status"] == "partial"
    assert statuses(graded) == {"takes": "passed"} and graded.result["points"] == 40
    assert whole.read_bytes() == before


# -- reports -----------------------------------------------------------------------------------

HOSTILE = "<script>alert(1)</script> & \"x\" \x1b[2J\x00\ud800 \u202e ]]>"


def hostile_result(staged):
    return run(staged, runner=lambda k, e, p, tests, n, on_result:
               [Outcome(t.name, False, HOSTILE, HOSTILE, HOSTILE, 5, HOSTILE, HOSTILE * 90)
                for t in tests]).result


def test_terminal_explains_the_first_failure(staged):
    text = report.terminal(run(staged).result, page="build/x.html")
    assert "score 0 of 70 (another 30" in text
    assert re.search(r"First failure: adds\n  test says  counter_peek\(\)\n  expected   5\n"
                     r"  seen       0\n  console    hello\n             kernel\n"
                     r"  again      make grade TEST=adds\n", text)


def test_console_shows_what_a_dump_belongs_to(staged):
    console = "\n".join(["before", "page fault"] + [f"  line {n}" for n in range(20)])
    outcome = run(staged, runner=lambda k, e, p, tests, n, on_result:
                  [Outcome(t.name, False, "", "", "why", 5, "", console) for t in tests]).result
    text = report.terminal(outcome)
    assert "console    page fault" in text and "line 6" in text
    assert "before" not in text and "line 7" not in text


def test_terminal_names_no_failure_when_there_is_none(tree):
    text = report.terminal(run(tree, "07").result)
    assert "failure" not in text and "score 100 of 100" in text and text.count("hidden") == 2


def test_reports_take_whatever_a_kernel_prints(staged):
    result = hostile_result(staged)
    page, xml = report.html(result), report.junit(result)
    assert "<script" not in page and "\x1b" not in page
    assert ET.fromstring(xml).get("failures") == "2"
    assert "\x1b" not in report.terminal(result)
    assert all(len(t["console"]) <= 30 * 201 for t in result["tests"])


def test_page_loads_nothing_and_follows_the_scheme(staged):
    page = report.html(run(staged).result)
    assert not re.search(r"(src|href)=|url\(|@import|https?://", page)
    assert "prefers-color-scheme: dark" in page and 'name="viewport"' in page


def test_junit_counts(tree, staged):
    suite = ET.fromstring(report.junit(run(staged).result))
    assert (suite.get("tests"), suite.get("failures"), suite.get("errors")) == ("2", "2", "0")
    edit(staged / COUNTER, "(void)by;", "oops;")
    suite = ET.fromstring(report.junit(run(staged).result))
    assert (suite.get("failures"), suite.get("errors")) == ("0", "2")
    assert "oops" in suite.find("testcase/error").get("message")
