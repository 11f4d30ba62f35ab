# SPDX-License-Identifier: MIT
"""What is handed in is graded in a sandbox, by its pieces alone, and always has a result."""

from __future__ import annotations

import gzip
import json
import subprocess
import xml.etree.ElementTree as ET

import pytest

from autograder import Refusal, cli, labs
from autograder.intake import grade_submission
from autograder.publish import publish
from autograder.sandbox import find
from autograder.stage import stage
from autograder.submission import pack, read_archive, write_archive
from autograder.tests.counter_lab import COUNTER, run_on_host, solve
from autograder.tests.counter_labs import make_three


@pytest.fixture(params=["bwrap", "none"])
def box(request):
    """Both ways; the first only where bubblewrap works."""
    if request.param == "none":
        return None
    try:
        return find()
    except Refusal as refusal:
        pytest.skip(str(refusal))


def hand_in(tree, box, file, **options):
    return grade_submission(tree, file, box, runner=run_on_host, **options)


def solved(tree):
    staged = stage(tree, "07").path
    solve(staged)
    return staged


def edit(path, old, new):
    text = path.read_text()
    assert old in text
    path.write_text(text.replace(old, new))


def again(staged, change):
    """Packs, changes the files in the archive, and says nothing of it."""
    found = read_archive(pack(staged).path.read_bytes())
    files = {path: change(data) for path, data in found.files.items()}
    import hashlib
    about = {**found.manifest, "files": [
        {"path": path, "size": len(data), "sha256": hashlib.sha256(data).hexdigest()}
        for path, data in files.items()]}
    target = staged / "build/submit/changed.tar.gz"
    target.write_bytes(write_archive(about, files))
    return target


def test_a_right_solution_gets_all_points(tree, box, tmp_path):
    file = pack(solved(tree)).path
    graded = hand_in(tree, box, file, out=tmp_path / "out")
    assert graded.full and graded.result["score"] == 100 and graded.result["notes"] == []
    assert graded.result["submission"]["files"] == [COUNTER]
    assert sorted(p.name for p in (tmp_path / "out").iterdir()) == [
        "feedback.html", "junit.xml", "report.html", "result.json", "results.json"]
    assert not list((tree / "build/submissions/.work").iterdir())
    first = {p.name: p.read_bytes() for p in (tmp_path / "out").iterdir()}
    hand_in(tree, box, file, out=tmp_path / "out")
    assert first == {p.name: p.read_bytes() for p in (tmp_path / "out").iterdir()}


def test_the_sandbox_does_not_change_the_result(tree, tmp_path):
    try:
        box = find()
    except Refusal as refusal:
        pytest.skip(str(refusal))
    file = pack(solved(tree)).path
    for name, which in (("in", box), ("out", None)):
        hand_in(tree, which, file, out=tmp_path / name)
    for path in (tmp_path / "in").iterdir():
        assert path.read_bytes() == (tmp_path / "out" / path.name).read_bytes()


def test_edits_of_other_definitions_are_reported_and_ignored(tree, box):
    """In the same file, where they come along, and in other files, which do not."""
    staged = solved(tree)
    right = hand_in(tree, box, pack(staged).path).result
    edit(staged / COUNTER, "int counter_peek(void)\n{\n    return count;",
         "int counter_peek(void)\n{\n    return 5;")
    edit(staged / COUNTER, "#define LIMIT 100", "#define LIMIT 7")
    edit(staged / "kernel/tests/proctor/main.c", "return t->run();", "return 0;")
    edit(staged / "labs/07-counter/lab.yml", "points: 30", "points: 100")
    result = hand_in(tree, box, pack(staged).path).result
    assert result["score"] == right["score"] == 100
    assert result["notes"] == [f"ignored: change to LIMIT in {COUNTER}",
                               f"ignored: change to counter_peek in {COUNTER}"]
    assert [t["status"] for t in result["tests"]] == [t["status"] for t in right["tests"]]


def test_a_macro_cannot_change_other_definitions(tree, box):
    """A new macro may not give a new meaning to what the reference's own code says."""
    staged = stage(tree, "07").path
    text = (staged / COUNTER).read_text()
    (staged / COUNTER).write_text(text.replace(
        "#define LIMIT 100", "#define LIMIT 100\n#define return return 5 +\n#define MINE 1"))
    result = hand_in(tree, box, pack(staged).path).result
    assert result["notes"] == [f"ignored: macro return in {COUNTER}, a name of the reference"]
    assert result["score"] == 10


def test_files_that_are_no_pieces_are_reported(tree, box):
    staged = solved(tree)
    found = read_archive(pack(staged).path.read_bytes())
    import hashlib
    files = {**found.files, "kernel/microkernel/ipc/more.c": b"#error no\n"}
    about = {**found.manifest, "files": [
        {"path": path, "size": len(data), "sha256": hashlib.sha256(data).hexdigest()}
        for path, data in files.items()]}
    (staged / "x.tar.gz").write_bytes(write_archive(about, files))
    result = hand_in(tree, box, staged / "x.tar.gz").result
    assert result["score"] == 100 and result["notes"] == [
        "ignored: kernel/microkernel/ipc/more.c is not a file of this lab's pieces"]


def test_no_test_is_in_sight_of_the_build(tree, tmp_path):
    try:
        box = find()
    except Refusal as refusal:
        pytest.skip(str(refusal))
    staged = solved(tree)
    (tmp_path / "secret.h").write_text("#define FOUND 1\n")
    for name in ("../labs/07-counter/tests/hidden.c", "../../../labs/07-counter/tests/counter.c",
                 str(tmp_path / "secret.h"), "/etc/passwd",
                 str(tree / "labs/07-counter/tests/hidden.c")):
        text = (staged / COUNTER).read_text()
        (staged / COUNTER).write_text(f'#include "{name}"\n' + text)
        result = hand_in(tree, box, pack(staged).path).result
        (staged / COUNTER).write_text(text)
        assert result["status"] == "not built", name
        assert "No such file" in result["messages"][0]
    (staged / COUNTER).write_text(
        '#if __has_include("../../../labs/07-counter/tests/hidden.c")\n#error seen\n#endif\n'
        + text)
    assert hand_in(tree, box, pack(staged).path).result["score"] == 100


def test_one_submission_leaves_nothing_for_the_next(tree, box):
    staged = stage(tree, "07").path
    good, bad = solved_archive(tree), pack(staged).path.read_bytes()
    scores = []
    for number, data in enumerate((good, bad, good, bad)):
        file = tree.parent / f"s{number}.tar.gz"
        file.write_bytes(data)
        scores.append(hand_in(tree, box, file).result["score"])
    assert scores == [100, 10, 100, 10]


def solved_archive(tree):
    staged = stage(tree, "07", tree.parent / "solved").path
    solve(staged)
    return pack(staged).path.read_bytes()


# -- what is no submission ---------------------------------------------------------------------

@pytest.mark.parametrize("data, said", [
    (b"", "cut short"), (b"PK\3\4", "no archive"), (gzip.compress(b"x", mtime=0), "no archive")])
def test_something_else_gets_no_points_and_a_reason(tree, tmp_path, data, said):
    (tmp_path / "x.tar.gz").write_bytes(data)
    graded = hand_in(tree, None, tmp_path / "x.tar.gz", out=tmp_path / "out")
    assert not graded.full and graded.result["status"] == "refused"
    shown = json.loads((tmp_path / "out/results.json").read_text())
    assert shown["score"] == 0 and said in shown["output"] and shown["tests"] == []
    assert ET.parse(tmp_path / "out/junit.xml").getroot().get("tests") == "0"
    assert said in (tmp_path / "out/report.html").read_text()


def test_another_lab_than_the_one_due_is_refused(tmp_path):
    tree = make_three(tmp_path / "full")
    file = pack(stage(tree, "05").path).path
    graded = hand_in(tree, None, file, wanted="07")
    assert graded.result["messages"] == ["this is a submission of lab 05-peek, not of 07-counter"]
    assert hand_in(tree, None, file, wanted="05").result["status"] == "graded"


def test_a_missing_piece_is_a_refusal_with_a_result(tree, tmp_path):
    file = again(solved(tree), lambda data: data.replace(b"counter_take", b"counter_tak"))
    graded = hand_in(tree, None, file, out=tmp_path / "out")
    assert graded.result["status"] == "refused"
    assert "the function 'counter_take' is missing" in (tmp_path / "out/results.json").read_text()


def test_what_does_not_build_says_so(tree, box):
    file = again(solved(tree), lambda data: data.replace(b"return seen;", b"return sen;"))
    graded = hand_in(tree, box, file)
    assert graded.result["status"] == "not built" and graded.result["score"] == 0
    assert graded.result["messages"][0].startswith(f"{COUNTER}:")


def test_no_name_in_a_manifest_stops_the_reports(tree, tmp_path):
    about = read_archive(pack(solved(tree)).path.read_bytes()).manifest
    (tmp_path / "x").write_bytes(write_archive({**about, "files": [
        {"path": "\ud800\x1b[2J", "sha256": ""}]}, {}))
    graded = hand_in(tree, None, tmp_path / "x", out=tmp_path / "out")
    assert graded.result["status"] == "refused"
    assert "is no plain name" in json.loads((tmp_path / "out/results.json").read_text())["output"]


def test_no_result_of_another_submission_is_taken_for_this_ones(tree, tmp_path, monkeypatch):
    (tmp_path / "x").write_bytes(b"")
    hand_in(tree, None, tmp_path / "x", out=tmp_path / "out")
    assert "cut short" in (tmp_path / "out/result.json").read_text()

    def refuses(request):
        raise Refusal("the machine is on fire")

    file = pack(solved(tree)).path
    monkeypatch.setattr("autograder.intake.grade", refuses)
    with pytest.raises(Refusal, match="on fire"):
        hand_in(tree, None, file, out=tmp_path / "out")
    assert not list((tmp_path / "out").iterdir())


def test_a_file_without_a_name_has_results_of_its_own(tree, tmp_path):
    (tmp_path / ".tar.gz").write_bytes(b"")
    graded = hand_in(tree, None, tmp_path / ".tar.gz")
    assert graded.out == tree / "build/submissions/unnamed"


def test_a_broken_reference_is_not_the_students_fault(tree, tmp_path):
    file = pack(solved(tree)).path
    edit(tree / "kernel/tests/proctor/main.c", "return 2;", "return 2")
    with pytest.raises(Refusal, match="the reference does not build"):
        hand_in(tree, None, file, out=tmp_path / "out")
    assert not (tmp_path / "out/results.json").exists()


# -- reports -----------------------------------------------------------------------------------

def test_gradescope_hides_hidden_tests_until_grades_are_published(tree, tmp_path):
    staged = stage(tree, "07").path
    hand_in(tree, None, pack(staged).path, out=tmp_path / "out")
    shown = json.loads((tmp_path / "out/results.json").read_text())
    assert shown["score"] == 10 == sum(test["score"] for test in shown["tests"])
    assert sum(test["max_score"] for test in shown["tests"]) == 100
    assert {test["name"]: test["visibility"] for test in shown["tests"]} == {
        "adds": "visible", "takes": "visible", "peeks_empty": "after_published",
        "saturates": "after_published"}
    adds, _, empty, _ = shown["tests"]
    assert adds["status"] == "failed" and "expected: 5" in adds["output"]
    assert empty["status"] == "passed" and empty["output"] == ""
    assert shown["stdout_visibility"] == "hidden"


# -- who and which version ---------------------------------------------------------------------

def test_a_students_own_parameters(tmp_path):
    tree = make_three(tmp_path / "full")
    seeds = {}
    for student in ("", "s1"):
        published = publish(tree, tmp_path / f"out{student}", student)
        for branch in ("lab/07-counter", "stage/07"):
            place = tmp_path / f"{branch.replace('/', '-')}{student}"
            subprocess.run(["git", "clone", "-q", "-b", branch, published.path, place], check=True)
            solve(place)
            result = hand_in(tree, None, pack(place).path).result
            assert result["score"] == 100 and result["notes"] == [], branch
            seeds[branch, student] = result["seed"]
    assert seeds["lab/07-counter", ""] == seeds["stage/07", ""]
    assert seeds["lab/07-counter", "s1"] == seeds["stage/07", "s1"] != seeds["stage/07", ""]
    result = hand_in(tree, None, pack(place).path, student="s2").result
    assert result["student"] == "s2" and result["seed"] not in seeds.values()
    assert result["notes"] == ["handed in as by s2, packed by s1: graded with the parameters of s2"]


def test_another_version_of_the_lab_is_said(tree):
    file = pack(solved(tree)).path
    edit(tree / "kernel/tests/proctor/main.c", "return 2;", "return 3;")
    result = hand_in(tree, None, file).result
    assert result["score"] == 100 and "in another version" in result["notes"][0]


# -- commands ----------------------------------------------------------------------------------

def test_commands(tree, tmp_path, monkeypatch, capsys):
    staged = solved(tree)
    monkeypatch.chdir(tree)
    monkeypatch.setattr("autograder.intake.grade", lambda request: pytest.fail("not reached"))
    assert cli.main(["submit", "07"]) == 0
    assert "Hand in:  labwork/07-counter/build/submit/07-counter.tar.gz" in capsys.readouterr().out
    assert cli.main(["submit"]) == 2
    assert "student's tree" in capsys.readouterr().err
    monkeypatch.chdir(staged)
    assert cli.main(["submit"]) == 0
    monkeypatch.chdir(tree)
    assert cli.main(["grade-submission", "none.tar.gz", "--sandbox", "none"]) == 2
    (tmp_path / "x").write_bytes(b"")
    assert cli.main(["grade-submission", str(tmp_path / "x"), "--sandbox", "none"]) == 1
    assert "without a sandbox" in capsys.readouterr().out


def test_without_a_sandbox_it_refuses(tree, tmp_path, monkeypatch, capsys):
    (tmp_path / "x").write_bytes(b"")
    monkeypatch.chdir(tree)
    monkeypatch.setenv("PATH", str(tmp_path))
    assert cli.main(["grade-submission", str(tmp_path / "x")]) == 2
    assert "bubblewrap is missing" in capsys.readouterr().err


def test_labs_are_those_of_the_fixture(tree):
    assert labs.names(tree) == ["07-counter"]
