# SPDX-License-Identifier: MIT
"""A class is graded into one table: everybody has a row, and nobody spoils another's."""

from __future__ import annotations

import csv
import subprocess

import pytest

from autograder import Refusal, classroom
from autograder.classroom import FAULT, NOTHING, grade_class
from autograder.cli import main
from autograder.publish import publish
from autograder.stage import stage
from autograder.submission import pack
from autograder.tests.counter_lab import COUNTER, run_on_host, solve


@pytest.fixture
def inbox(tree, tmp_path):
    """Three students, one archive each: solved, solved in other words, and the starter."""
    staged = stage(tree, "07").path
    folder = tmp_path / "inbox"
    hand_in(staged, folder / "zoe")
    solve(staged)
    hand_in(staged, folder / "ann")
    text = (staged / COUNTER).read_text()
    (staged / COUNTER).write_text(text.replace("count = least(", "/* mine */ count =\n  least("))
    hand_in(staged, folder / "kim")
    return folder


def hand_in(staged, folder, name="07-counter.tar.gz"):
    folder.mkdir(parents=True, exist_ok=True)
    (folder / name).write_bytes(pack(staged).path.read_bytes())


def graded(tree, inbox, out, **options):
    """The lines printed and the rows of the table, by student."""
    said: list[str] = []
    grade_class(tree, inbox, "07", out, None, runner=run_on_host, say=said.append, **options)
    with (out / "points.csv").open(newline="") as text:
        return said, {row["student"]: row for row in csv.DictReader(text)}


def test_everybody_has_a_row_and_results(tree, inbox, tmp_path):
    (inbox / "max").mkdir()
    (inbox / "word.tar.gz").write_bytes(b"my homework")
    out = tmp_path / "out"
    said, table = graded(tree, inbox, out)
    assert list(table) == ["ann", "kim", "max", "word", "zoe"]
    assert [row["points"] for row in table.values()] == ["100", "100", "0", "0", "10"]
    assert [row["status"] for row in table.values()] == [
        "graded", "graded", NOTHING, "refused", "graded"]
    assert "no archive of make submit" in table["word"]["said"]
    assert (table["zoe"]["adds"], table["zoe"]["peeks_empty"]) == ("0", "10")
    assert sorted(p.name for p in out.iterdir()) == ["ann", "kim", "points.csv", "word", "zoe"]
    assert (out / "ann/report.html").is_file() and (out / "word/result.json").is_file()
    early = {who: (out / who / "feedback.html").read_text() for who in table if who != "max"}
    assert "70 of 70 points" in early["ann"] and "0 of 70 points" in early["zoe"]
    assert "no archive of make submit" in early["word"]
    assert not any(test in page for page in early.values() for test in ("peeks_empty", "saturates"))
    assert "peeks_empty" in (out / "zoe/report.html").read_text()
    assert said[-1].startswith("lab 07: 5 students, median 10, mean 42.0\n")
    first = (out / "points.csv").read_bytes()
    graded(tree, inbox, out)
    assert (out / "points.csv").read_bytes() == first


def test_the_same_words_are_seen_through_layout_and_comments(tree, inbox, tmp_path):
    hand_in(stage(tree, "07", tmp_path / "fresh").path, inbox / "zzz")
    _, table = graded(tree, inbox, tmp_path / "out")
    assert table["zoe"]["points"] == table["zzz"]["points"] == "10"
    assert table["zzz"]["same_as"] == ""
    assert table["kim"]["same_as"].split("; ")[-1] == "ann"
    assert table["zoe"]["same_as"] == ""
    text = (tree / COUNTER).read_text()
    (tree / COUNTER).write_text(text.replace("/* the sum saturates */", ""))
    staged = stage(tree, "07", tmp_path / "copied").path
    (staged / COUNTER).write_text(text)
    hand_in(staged, inbox / "eve")
    _, table = graded(tree, inbox, tmp_path / "out")
    assert "the reference" in table["eve"]["same_as"].split("; ")


def test_whose_numbers_an_archive_has_is_said(tree, inbox, tmp_path):
    staged = tmp_path / "hers"
    published = publish(tree, tmp_path / "published", "s0123456")
    subprocess.run(["git", "clone", "-q", "-b", "lab/07-counter", published.path, staged],
                   check=True)
    hand_in(staged, inbox / "zoe")
    _, table = graded(tree, inbox, tmp_path / "out")
    assert [row["id"] for row in table.values()] == ["", "", "s0123456"]


def test_what_was_ignored_is_said(tree, inbox, tmp_path):
    staged = stage(tree, "07", tmp_path / "changed").path
    solve(staged)
    text = (staged / COUNTER).read_text()
    (staged / COUNTER).write_text(text.replace("#define LIMIT 100", "#define LIMIT 7"))
    hand_in(staged, inbox / "eve")
    _, table = graded(tree, inbox, tmp_path / "out")
    assert table["eve"]["points"] == "100"
    assert table["eve"]["said"] == f"ignored: change to LIMIT in {COUNTER}"


def test_of_several_archives_the_best_counts(tree, inbox, tmp_path):
    (inbox / "zoe/a later one.tar.gz").write_bytes((inbox / "ann/07-counter.tar.gz").read_bytes())
    (inbox / "ann/07-zzz.tar.gz").write_bytes(b"")
    _, table = graded(tree, inbox, tmp_path / "out")
    assert (table["zoe"]["points"], table["zoe"]["file"]) == ("100", "zoe/a later one.tar.gz")
    assert (table["ann"]["points"], table["ann"]["file"]) == ("100", "ann/07-counter.tar.gz")
    assert '"score": 100' in (tmp_path / "out/zoe/result.json").read_text()


def test_changes_of_people_outlive_a_grading(tree, inbox, tmp_path):
    changes = tmp_path / "changes.csv"
    changes.write_text("lab,student,points,reason\n07,ann,-10,a day late\n07,zoe,-20,late\n"
                       "7,zoe,5,\"=HYPERLINK(1), a dispute\"\n09,nobody,-5,another lab\n")
    _, table = graded(tree, inbox, tmp_path / "out", changes=changes)
    assert [table["ann"][key] for key in ("points", "earned", "change", "reason")] == [
        "90", "100", "-10", "a day late"]
    assert [table["zoe"][key] for key in ("points", "earned", "change", "reason")] == [
        "0", "10", "-15", "late; =HYPERLINK(1), a dispute"]
    changes.write_text("lab,student,points,reason\n07,ann,-10,a day late\n")
    said, _ = graded(tree, inbox, tmp_path / "out", changes=changes)
    assert [line for line in said if "was" in line] == ["  10  zoe   was 0"]


@pytest.mark.parametrize("text, said", [
    ("lab,who,points\n", "the first line must be lab,student,points,reason"),
    ("lab,student,points,reason\n07,ann,five,x\n", ":2: 'five' is no number"),
    ("lab,student,points,reason\n07,ann,5\n", ":2: expected 4 columns"),
    ("lab,student,points,reason\n07,anne,5,x\n", "no student 'anne' in"),
])
def test_a_mistake_in_the_changes_is_refused(tree, inbox, tmp_path, text, said):
    (tmp_path / "changes.csv").write_text(text)
    with pytest.raises(Refusal, match=said):
        graded(tree, inbox, tmp_path / "out", changes=tmp_path / "changes.csv")
    assert not (tmp_path / "out").exists()


def test_a_fault_of_the_autograder_is_no_points_for_one_and_no_end_for_others(
        tree, inbox, tmp_path, monkeypatch):
    real = classroom.grade_submission

    def faulty(root, file, *rest, **options):
        if file.parent.name == "kim":
            raise ZeroDivisionError
        return real(root, file, *rest, **options)

    monkeypatch.setattr(classroom, "grade_submission", faulty)
    _, table = graded(tree, inbox, tmp_path / "out")
    assert [row["status"] for row in table.values()] == ["graded", FAULT, "graded"]
    assert table["ann"]["points"] == "100" and not (tmp_path / "out/kim").exists()


def test_names_are_no_formulas_and_links_no_submissions(tree, inbox, tmp_path):
    (inbox / "=1+1").mkdir()
    (inbox / "red\x1b[31m").mkdir()
    (inbox / "link").symlink_to(inbox / "ann")
    (inbox / "zoe/link.tar.gz").symlink_to(inbox / "ann/07-counter.tar.gz")
    said, table = graded(tree, inbox, tmp_path / "out")
    assert list(table) == ["'=1+1", "ann", "kim", "red?[31m", "zoe"]
    assert table["zoe"]["points"] == "10" and "\x1b" not in "".join(said)


def test_folders_that_cannot_be(tree, inbox, tmp_path):
    (tmp_path / "a file").write_text("")
    for folder, out in ((tmp_path / "none", "out"), (inbox, "inbox"), (inbox, "inbox/out"),
                        (inbox / "ann", "."), (inbox, "a file")):
        with pytest.raises(Refusal):
            graded(tree, folder, tmp_path / out)
    (tmp_path / "empty").mkdir()
    with pytest.raises(Refusal, match="no folder of a student"):
        graded(tree, tmp_path / "empty", tmp_path / "out")
    assert sorted(p.name for p in inbox.iterdir()) == ["ann", "kim", "zoe"]


def test_the_command(tree, inbox, tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tree)
    assert main(["grade-class", str(tmp_path / "none"), "--lab", "07", "--out",
                 str(tmp_path / "out"), "--sandbox", "none"]) == 2
    assert capsys.readouterr().err == f"autograder: no folder {tmp_path / 'none'}\n"
