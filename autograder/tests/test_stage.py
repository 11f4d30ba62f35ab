# SPDX-License-Identifier: MIT
"""A staged tree holds what a student needs, shows no solution, and is never overwritten."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
from pathlib import Path

import pytest

from autograder import Refusal, labs
from autograder.stage import leaks, secrets, stage, student_source, tree_hash, visible_python
from autograder.tests.counter_lab import COUNTER, make_tree, solve
from autograder.tree import File, edits, pristine_tree

ROOT = Path(__file__).parents[2]


def git(path, *words):
    return subprocess.run(["git", *words], cwd=path, capture_output=True, text=True,
                          check=True).stdout


def test_holds_what_a_student_needs_and_no_more(tree):
    staged = stage(tree, "07").path
    assert staged == tree / "labwork/07-counter"
    assert git(staged, "ls-files").split() == [
        ".gitignore", ".tessera-lab.json", "LICENSE", "Makefile", "README.md", "autograder/tool.py",
        "kernel/build.mk", COUNTER, "kernel/microkernel/ipc/counter.h",
        "kernel/tests/proctor/main.c", "kernel/tests/proctor/proctor.h",
        "labs/07-counter/lab.yml", "labs/07-counter/tests/counter.c"]
    text = (staged / COUNTER).read_text()
    assert "(void)by;   /* lab 07 */" in text and "int counter_peek" in text
    assert "least" not in text and "#line" not in text
    lab = labs.load(staged, "07", staged=True)
    assert [t.name for t in lab.tests] == ["adds", "takes"] and lab.hidden_points == 30
    assert "overwrite" not in (staged / "labs/07-counter/lab.yml").read_text()


def test_what_systems_are_compiled_from_is_there():
    tree = student_source(ROOT)
    lists = [path for path in tree if path.endswith("/sources.mk")]
    named = {(path, folder) for path in lists
             for folder in re.findall(r"kernel/[\w/]+/", tree[path].data.decode())}
    assert len(lists) > 10 and len(named) > 10
    assert [(path, folder) for path, folder in sorted(named)
            if not any(file.startswith(folder) and file.endswith(".c") for file in tree)] == []


def test_is_one_commit_on_a_branch_of_the_labs_name(tree):
    staged = stage(tree, "07")
    assert git(staged.path, "log", "--all", "--format=%H %D %s").split("\n")[0] == \
        f"{staged.commit} HEAD -> lab/07-counter lab 07: A counter"
    assert git(staged.path, "rev-list", "--all", "--count").strip() == "1"
    assert git(staged.path, "status", "--porcelain") == ""


def test_same_tree_gives_the_same_commit_anywhere(tree, tmp_path, monkeypatch):
    first = stage(tree, "07")
    shutil.copytree(tree, tmp_path / "else where", ignore=shutil.ignore_patterns("labwork"))
    monkeypatch.setenv("GIT_AUTHOR_NAME", "Somebody")
    monkeypatch.setenv("TZ", "Asia/Tokyo")
    os.umask(old := os.umask(0o077))
    os.umask(0o077)
    try:
        second = stage(tmp_path / "else where", "07", tmp_path / "deep/er/x")
    finally:
        os.umask(old)
    assert (first.commit, first.tree) == (second.commit, second.tree)


def test_manifest_names_lab_pieces_source_and_hash(tree):
    staged = stage(tree, "07")
    data = json.loads((staged.path / ".tessera-lab.json").read_text())
    assert data["lab"] == "07-counter"
    assert data["pieces"] == [{"file": COUNTER, "functions": ["counter_add", "counter_take"]}]
    assert data["source"] == git(tree, "rev-parse", "HEAD").strip()
    assert data["tree"] == tree_hash(pristine_tree(staged.path)) == staged.tree
    (tree / "kernel/microkernel/ipc/counter.h").write_text("#pragma once\n")
    again = stage(tree, "07")
    assert json.loads((again.path / ".tessera-lab.json").read_text())["source"].endswith("-dirty")
    assert again.commit != staged.commit


def test_hash_sees_names_modes_and_contents():
    base = {"a": File(b"1"), "b": File(b"2")}
    for other in ({"a": File(b"1"), "c": File(b"2")}, {"a": File(b"1", True), "b": File(b"2")},
                  {"a": File(b"12"), "b": File(b"")}, {"a": File(b"1")}):
        assert tree_hash(other) != tree_hash(base)


def test_untouched_tree_is_staged_anew_silently(tree):
    stage(tree, "07")
    (tree / "LICENSE").write_text("other\n")
    staged = stage(tree, "07")
    assert staged.backup is None and (staged.path / "LICENSE").read_text() == "other\n"


@pytest.mark.parametrize("edit", ["change", "add", "commit"])
def test_edits_are_never_overwritten(tree, edit):
    path = stage(tree, "07").path
    if edit == "change":
        solve(path)
    elif edit == "add":
        (path / "mine.txt").write_text("x")
    else:
        git(path, "-c", "user.name=S", "-c", "user.email=s@localhost", "commit", "-q",
            "--allow-empty", "-m", "mine")
    with pytest.raises(Refusal, match="holds your edits.*FORCE=1"):
        stage(tree, "07")
    before = git(path, "rev-parse", "HEAD")
    staged = stage(tree, "07", force=True)
    assert staged.backup.name == "07-counter.backup-1"
    assert git(staged.backup, "rev-parse", "HEAD") == before
    assert edits(staged.path) == []
    solve(staged.path)
    assert stage(tree, "07", force=True).backup.name == "07-counter.backup-2"


def test_foreign_folder_is_never_overwritten(tree, tmp_path):
    (tmp_path / "thesis").mkdir()
    (tmp_path / "thesis/chapter1").write_text("x")
    for force in (False, True):
        with pytest.raises(Refusal, match="thesis exists and is not a staged lab"):
            stage(tree, "07", tmp_path / "thesis", force)
    (tmp_path / "file").write_text("x")
    with pytest.raises(Refusal, match="not a folder"):
        stage(tree, "07", tmp_path / "file")
    assert (tmp_path / "thesis/chapter1").exists()


def test_damaged_repository_counts_as_edited(tree):
    path = stage(tree, "07").path
    shutil.rmtree(path / ".git")
    with pytest.raises(Refusal, match="holds your edits"):
        stage(tree, "07")


def test_staged_tree_does_not_stage(tree):
    with pytest.raises(Refusal, match="staged tree already"):
        stage(stage(tree, "07").path, "07")


def test_tree_without_repository_can_be_staged(tree):
    shutil.rmtree(tree / ".git")
    path = stage(tree, "07").path
    assert json.loads((path / ".tessera-lab.json").read_text())["source"] == "unknown"


def test_no_secret_is_in_a_staged_repository(tree):
    hidden = secrets(tree, labs.load(tree, "07"))
    assert set(hidden) == {"counter_add", "counter_take", "least"}
    assert "intwhole_count_so_far=count;" in hidden["counter_take"]
    assert leaks(stage(tree, "07").path, hidden) == []


@pytest.mark.parametrize("where", ["file", "history", "unreachable", "other layout"])
def test_a_leak_is_found(tree, where):
    hidden = secrets(tree, labs.load(tree, "07"))
    path = stage(tree, "07").path
    text = "{ count = least(count + by, LIMIT); }\n"
    if where == "other layout":
        text = text.replace(" ", "\n  ")
    (path / "notes.c").write_text(text)
    if where == "unreachable":
        git(path, "hash-object", "-w", "notes.c")
    else:
        git(path, "add", "-A")
        git(path, "-c", "user.name=S", "-c", "user.email=s@localhost", "commit", "-qm", "x")
    if where == "history":
        git(path, "reset", "-q", "--hard", "HEAD^")
    found = leaks(path, hidden)
    assert found and found[0].startswith("counter_add: ")


def test_secret_text_does_not_depend_on_what_staging_does(tree, monkeypatch):
    """A stage that forgets to remove anything is caught."""
    from autograder import stage as module
    from autograder.replace import Composition
    monkeypatch.setattr(module, "compose_set", lambda *a, **k: Composition())
    found = leaks(stage(tree, "07").path, secrets(tree, labs.load(tree, "07")))
    assert {line.split(":")[0] for line in found} == {"counter_add", "counter_take", "least"}


def test_expectations_of_hidden_tests_stay_behind():
    text = '''"""Doc."""

import math

MASK = 1
# Only for the hidden one.
TABLE = {1: 2}


def _model(x):
    return TABLE[x]


def adds(nonce, params):
    return {"sum": MASK + _shared()}


@staticmethod
def hidden(nonce, params):
    return _model(3) + _shared()


def _shared():
    return math.pi
'''
    shown = visible_python("expect.py", text, {"adds", "absent"})
    assert shown == '''"""Doc."""

import math

MASK = 1


def adds(nonce, params):
    return {"sum": MASK + _shared()}


def _shared():
    return math.pi
'''
    compile(shown, "expect.py", "exec")
    with pytest.raises(Refusal, match="expect.py:1"):
        visible_python("expect.py", "def (", set())


def test_make_tree_is_what_the_other_tests_think(tmp_path):
    assert labs.names(make_tree(tmp_path / "t")) == ["07-counter"]
