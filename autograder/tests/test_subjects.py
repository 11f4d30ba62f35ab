# SPDX-License-Identifier: MIT
"""Labs above the kernel: where a test stands, what is staged of it, tests in Python."""

from __future__ import annotations

import contextvars
import threading
from pathlib import Path

import pytest

from autograder import Refusal, judge, labs, sandbox, subjects
from autograder.labs import Lab, Piece
from autograder.proctor import TestSpec
from autograder.replace import WHOLE_FILE, compose_set
from autograder.stage import lay_tests

FOLDER = "labs/42-above"

FILES = {
    "tests/kernel.c": "TEST(in_proctor)\n{\n}\n",
    "tests/pair.camkes": "// a system\n",
    "tests/pair/Examiner/ask.c": "TEST(in_system)\n{\n}\n",
    "tests/pair/Examiner/secret.c": "TEST(in_secret)\n{\n}\n",
    "tests/pair/Helper/helper.c": "int helper;\n",
    "tests/hidden/answers.txt": "42\n",
    "tests/judge.py": "def on_host(bench):\n    _helper(bench)\n\n\ndef hidden_on_host(bench):\n"
                      "    bench.fail('secret')\n\n\ndef _helper(bench):\n    pass\n",
}
WHERE = {"in_proctor": "", "in_system": "pair", "in_secret": "pair", "on_host": labs.JUDGE,
         "hidden_on_host": labs.JUDGE}
LAB = Lab("42-above", "Above", "1", 1, 0, (Piece("kernel/systems/x.system", (WHOLE_FILE,)),),
          tuple(labs.Test(name, 20, "secret" not in name and "hidden" not in name, 1000)
                for name in WHERE), ())


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """A tree with the lab's tests."""
    for name, text in FILES.items():
        path = tmp_path / FOLDER / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    return tmp_path


def test_where_a_test_stands_decides(root):
    assert subjects.of_tests(root, LAB) == WHERE
    assert subjects.images(WHERE.values()) == ["build/debug/systems/pair.elf",
                                               "build/debug/tasks/proctor.elf"]


def test_a_folder_of_tests_needs_its_system(root):
    (root / FOLDER / "tests/pair.camkes").unlink()
    with pytest.raises(Refusal, match="there is no labs/42-above/tests/pair.system, nor .camkes"):
        subjects.of_tests(root, LAB)


def test_a_test_stands_in_one_place(root):
    with (root / FOLDER / "tests/judge.py").open("a") as file:
        file.write("\n\ndef in_system(bench):\n    pass\n")
    with pytest.raises(Refusal, match="judge.py:13: the test 'in_system' is already in"):
        subjects.of_tests(root, LAB)


def test_a_broken_judge_is_refused(root):
    (root / FOLDER / "tests/judge.py").write_text("def broken(:\n")
    with pytest.raises(Refusal, match=r"judge\.py:1: "):
        subjects.of_tests(root, LAB)


def test_students_get_what_visible_tests_need(root):
    tree: dict = {}
    lay_tests(root, LAB, tree, {test.name for test in LAB.tests if test.visible})
    assert sorted(path.removeprefix(f"{FOLDER}/tests/") for path in tree) == [
        "judge.py", "kernel.c", "pair.camkes", "pair/Examiner/ask.c", "pair/Helper/helper.c"]
    text = tree[f"{FOLDER}/tests/judge.py"].data.decode()
    assert "on_host" in text and "_helper" in text
    assert "secret" not in text


def test_whole_files_are_laid_as_they_are():
    reference = {"a.system": "<system/>", "b.c": "int kept(void)\n{\n    return 1;\n}\n"}
    own = {"a.system": "<other/>", "b.c": "static int mine;\n"}
    whole = compose_set(reference.get, own, whole=["a.system", "b.c"], lines=False)
    assert whole.files == own       # nothing of the reference is left
    with_lines = compose_set(reference.get, own, whole=["a.system", "b.c"])
    assert with_lines.files["a.system"] == "<other/>"
    assert with_lines.files["b.c"].startswith('#line 1 "b.c"\n')


JUDGE = """
def good(bench):
    bench.equal("sum", 1 + 1, 2)
    bench.check(bench.params.pick("n", 3, 5) in (3, 4, 5), "out of range")

def unequal(bench):
    bench.equal("lines", ["a"], ["a", "b"])

def none_at_all(bench):
    bench.equal("lines", [], ["a"])

def stumbles(bench):
    _at({})

def _at(report):
    return report["plan"]

def unchecked(bench):
    bench.check(False, "the sky is green")

def unbuilt(bench):
    bench.make("build/nothing")
"""


def judged(tmp_path: Path, text: str, *names: str) -> dict[str, judge.TestResult]:
    """Runs tests of a judge.py in a tree that holds nothing else but a Makefile."""
    (tmp_path / "judge.py").write_text(text)
    (tmp_path / "Makefile").write_text("good:\n")
    results = judge.run_tests(tmp_path, tmp_path / "judge.py",
                              [TestSpec(name, budget=1000) for name in names], 7,
                              on_result=lambda result: None)
    return {result.name: result for result in results}


def test_tests_in_python_pass_or_say_why_not(tmp_path):
    result = judged(tmp_path, JUDGE, "good", "unequal", "none_at_all", "stumbles", "unchecked",
                    "unbuilt")
    assert result["good"].passed and not result["good"].message
    assert not result["unequal"].passed
    assert result["unequal"].message == "lines not as expected"
    assert result["unequal"].expected == "lines:\n  a\n  b"
    assert result["unequal"].seen == "lines:\n  a"
    assert result["unchecked"].message == "the sky is green"
    assert "nothing cannot be built" in result["unbuilt"].message
    assert result["none_at_all"].seen == "lines: none"
    assert result["stumbles"].message == "the test could not go on: judge.py:16: KeyError: 'plan'"
    assert [name for name in result if not result[name].built] == ["stumbles", "unbuilt"]


COMPOSER = """#!/bin/sh
test "$1" != loop || while :; do :; done
test "$1" != crash || kill -SEGV $$
test "$1" != say || echo $WORD
exit 0
"""


@pytest.mark.parametrize("word, message", [
    ("say", ""), ("loop", "compose loop did not end within 1 s of processor time"),
    ("crash", "compose crash died of signal 11"),
])
def test_a_composer_that_does_not_end_well(tmp_path, monkeypatch, word, message):
    monkeypatch.setattr(sandbox, "HOST_SECONDS", 1)
    tool = tmp_path / judge.COMPOSE
    tool.parent.mkdir(parents=True)
    tool.write_text(COMPOSER)
    tool.chmod(0o755)
    text = ("def it(bench):\n    said = bench.compose('{}', variables={{'WORD': 'yes'}}).stdout\n"
            "    bench.equal('word', said, 'yes\\n')\n")
    result = judged(tmp_path, text.format(word), "it")["it"]
    assert result.message.startswith(message) and result.passed == (not message)
    assert result.built == (not message)


@pytest.mark.parametrize("script, message, seen", [
    ("say yes\n", "", ""),
    ("say no\n", "lines not as expected", "lines:\n  no"),
    ("say so\nloop\n", "tool did not end within 1 s of processor time", "its last line: so"),
    ("say so\ncrash\n", "tool died of signal 11: a bad", "its last line: so"),
])
def test_a_host_program_is_judged_by_what_it_says(tmp_path, monkeypatch, script, message, seen):
    """How it ends is a verdict too: it holds the student's functions."""
    monkeypatch.setattr(sandbox, "HOST_SECONDS", 1)
    (tmp_path / "tool").write_text("""#!/bin/sh
while read word what; do
    case $word in say) echo $what;; loop) while :; do :; done;; crash) kill -SEGV $$;; esac
done
""")
    (tmp_path / "tool").chmod(0o755)
    text = f"def it(bench):\n    bench.equal('lines', bench.program('tool', {script!r}), ['yes'])\n"
    result = judged(tmp_path, text, "it")["it"]
    assert result.message.startswith(message) and result.passed == (not message)
    assert result.seen == seen and result.built


def test_what_cannot_be_built_is_tried_once(tmp_path):
    text = "def {}(bench):\n    bench.make('bad')\n"
    (tmp_path / "judge.py").write_text(text.format("one") + text.format("two"))
    (tmp_path / "Makefile").write_text("bad:\n\techo again >> tried; false\n")
    specs = [TestSpec(name, budget=1000) for name in ("one", "two")]
    results = judge.run_tests(tmp_path, tmp_path / "judge.py", specs, 7,
                              on_result=lambda result: None)
    assert [result.built for result in results] == [False, False]
    assert (tmp_path / "tried").read_text() == "again\n"


@pytest.mark.parametrize("report", ["", "[]", "{", "[" * 10000, "\udcff", None],
                         ids=["nothing", "a list", "broken", "deep", "no text", "no file"])
def test_a_report_that_is_none_is_a_verdict(tmp_path, report):
    """The composer that wrote it can be a student's."""
    system = tmp_path / "build/debug/systems/it"
    system.mkdir(parents=True)
    system.with_suffix(".elf").touch()
    if report is not None:
        (system / "report.json").write_bytes(report.encode("utf-8", "surrogateescape"))
    result = judged(tmp_path, "def it(bench):\n    bench.report('it')\n", "it")["it"]
    assert not result.built and result.message.startswith(
        "report.json: " + ("the build has not made it" if report is None else "is no report"))


@pytest.mark.parametrize("what, where, message", [
    ("report", "build/debug/systems/it/report.json", "report.json: is no plain file"),
    ("scratch", "build/judge", "build/judge/it: the build has put something"),
    ("scratch", "build/judge/it", "build/judge/it: the build has put something"),
    ("scratch", "build/judge/it/file", "file: is no plain file"),
])
def test_a_link_in_the_place_of_a_product_is_a_verdict(tmp_path, what, where, message):
    """A program of the build made it: what it leads to is neither read nor written."""
    (tmp_path / "elsewhere").write_text("{}")
    link = tmp_path / where
    link.parent.mkdir(parents=True)
    link.symlink_to(tmp_path / "elsewhere")
    (tmp_path / "build/debug/systems").mkdir(parents=True, exist_ok=True)
    (tmp_path / "build/debug/systems/it.elf").touch()
    text = "def it(bench):\n    bench.report('it')\n" if what == "report" else \
        "def it(bench):\n    bench.scratch('file', 'text')\n"
    result = judged(tmp_path, text, "it")["it"]
    assert not result.built and result.message.startswith(message)
    assert (tmp_path / "elsewhere").read_text() == "{}"


@pytest.mark.parametrize("text, name, message", [
    ("def other(bench):\n    pass\n", "wanted", "has no function wanted"),
    ("import nothing_of_that_name\n", "wanted", "ModuleNotFoundError"),
])
def test_a_judge_that_cannot_judge_is_refused(tmp_path, text, name, message):
    with pytest.raises(Refusal, match=message):
        judged(tmp_path, text, name)


def test_subjects_are_judged_at_once():
    together = threading.Barrier(2, timeout=60)
    variable = contextvars.ContextVar("variable", default="")
    variable.set("the caller's")

    def job(name: str) -> list[str]:
        together.wait()
        return [name, variable.get()]

    assert subjects._at_once([lambda: job("one"), lambda: job("two")]) == \
        [["one", "the caller's"], ["two", "the caller's"]]


def test_a_fault_at_one_subject_is_told_when_all_have_ended():
    ended = []

    def slow() -> list[str]:
        release.wait(60)
        ended.append("slow")
        return []

    def broken(which: str) -> list[str]:
        release.set()
        raise Refusal(which)

    release = threading.Event()
    with pytest.raises(Refusal, match="first"):
        subjects._at_once([slow, lambda: broken("first"), lambda: broken("second")])
    assert ended == ["slow"]
