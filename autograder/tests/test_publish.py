# SPDX-License-Identifier: MIT
"""A published repository: the same every time, a branch per lab and stage, no solution in it."""

from __future__ import annotations

import json
import os
import shutil
import subprocess

import pytest

from autograder import Refusal, cli, labs, pages, publish as module, report
from autograder.grade import Grading, grade
from autograder.intake import grade_submission
from autograder.publish import check, publish
from autograder.stage import stage
from autograder.submission import pack
from autograder.tests.counter_lab import COUNTER, run_on_host, solve
from autograder.tests.counter_labs import PEEK, make_three
from autograder.track import next_stage
from autograder.tree import manifest, pristine_tree


@pytest.fixture
def three(tmp_path):
    return make_three(tmp_path / "full")


def git(path, *words):
    return subprocess.run(["git", "-c", "user.name=S", "-c", "user.email=s@localhost", *words],
                          cwd=path, capture_output=True, text=True, check=True).stdout


def clone(published, to, branch):
    git(to.parent, "clone", "-q", "--branch", branch, str(published.path), str(to))
    return to


def judged(tree):
    return grade(Grading(tree, runner=run_on_host)).result


def write_peek(tree):
    text = (tree / COUNTER).read_text()
    old = "int counter_peek(void)\n{\n    return 0;   /* lab 05 */\n}\n"
    assert old in text
    (tree / COUNTER).write_text(text.replace(old, PEEK))


# -- what is in it -----------------------------------------------------------------------------

def test_branches(three, tmp_path):
    published = publish(three, tmp_path / "out")
    assert list(published.commits) == [
        "lab/05-peek", "lab/07-counter", "lab/09-reset", "stage/05", "stage/07", "stage/09",
        "main"]
    refs = git(published.path, "for-each-ref", "--format=%(refname) %(objectname)").split()
    assert dict(zip(refs[::2], refs[1::2])) == {
        f"refs/heads/{name}": commit for name, commit in published.commits.items()}
    assert git(published.path, "rev-list", "--all", "--count").strip() == "7"
    assert git(published.path, "rev-list", "--all", "--min-parents=1") == ""
    assert git(published.path, "status", "--porcelain", "--branch").strip() == "## main"
    assert git(published.path, "fsck", "--strict", "--unreachable") == ""
    course = json.loads((published.path / "course.json").read_text())
    assert course["source"] == git(three, "rev-parse", "HEAD").strip()
    assert {name: entry["commit"] for name, entry in course["branches"].items()} == \
        {name: commit for name, commit in published.commits.items() if name != "main"}
    readme = (published.path / "README.md").read_text()
    assert "git checkout lab/05-peek" in readme and "`stage/09`" in readme


def test_a_lab_by_itself_is_the_commit_that_make_lab_makes(three, tmp_path):
    published = publish(three, tmp_path / "out")
    for name in labs.names(three):
        staged = stage(three, name, tmp_path / name)
        assert published.commits[f"lab/{name}"] == staged.commit


def test_a_stage_has_earlier_labs_and_lacks_this_and_later_ones(three, tmp_path):
    published = publish(three, tmp_path / "out")

    def text(branch):
        return git(published.path, "show", f"{branch}:{COUNTER}")

    assert "(void)by;   /* lab 07 */" in text("stage/07") and "lab 09" in text("stage/07")
    assert "seen_when_looking" in text("stage/07") and "lab 05" not in text("stage/07")
    assert all(f"lab 0{number}" in text("stage/05") for number in (5, 7, 9))
    assert "fresh_value_of_it" not in text("stage/07")
    assert "whole_count_so_far" in text("stage/09")
    data = manifest(pristine_tree(clone(published, tmp_path / "c", "stage/07")))
    assert data["base"] == published.commits["lab/07-counter"]
    assert [entry["lab"] for entry in data["earlier"]] == ["05-peek"]


def test_same_files_same_commits_anywhere(three, tmp_path, monkeypatch):
    first = publish(three, tmp_path / "out")
    shutil.copytree(three, tmp_path / "else where", ignore=shutil.ignore_patterns("build"))
    monkeypatch.setenv("GIT_AUTHOR_NAME", "Somebody")
    monkeypatch.setenv("TZ", "Asia/Tokyo")
    old = os.umask(0o077)
    try:
        second = publish(tmp_path / "else where", tmp_path / "deep/er/out")
    finally:
        os.umask(old)
    assert first.commits == second.commits


def test_one_lab_more_leaves_the_others_as_they_are(three, tmp_path):
    some = publish(three, tmp_path / "out", wanted=["05", "7"])
    assert list(some.commits) == ["lab/05-peek", "lab/07-counter", "stage/05", "stage/07", "main"]
    every = publish(three, tmp_path / "out")
    del some.commits["main"]
    assert some.commits.items() <= every.commits.items()
    with pytest.raises(Refusal, match="no lab '42'"):
        publish(three, tmp_path / "other", wanted=["42"])


def test_a_student_has_other_numbers_but_the_same_source(three, tmp_path):
    plain = publish(three, tmp_path / "plain")
    mine = publish(three, tmp_path / "mine", "s0123456")
    assert not set(plain.commits.values()) & set(mine.commits.values())
    one = clone(plain, tmp_path / "one", "lab/07-counter")
    two = clone(mine, tmp_path / "two", "lab/07-counter")
    assert manifest(pristine_tree(two))["student"] == "s0123456"
    assert (one / COUNTER).read_bytes() == (two / COUNTER).read_bytes()
    first, second = judged(one), judged(two)
    assert first["seed"] != second["seed"] and second["student"] == "s0123456"
    assert judged(two) == second
    assert "s0123456" in (mine.path / "README.md").read_text()


@pytest.mark.parametrize("name", ["../x", "a b", "-x", "x" * 65, "a\nb"])
def test_an_id_is_a_word(three, tmp_path, name):
    with pytest.raises(Refusal, match="no student's ID"):
        publish(three, tmp_path / "out", name)


def test_only_an_untouched_publication_is_overwritten(three, tmp_path):
    out = tmp_path / "out"
    out.mkdir()
    publish(three, out)
    publish(three, out)
    (out / "mine.txt").write_text("x")
    with pytest.raises(Refusal, match="holds work of somebody"):
        publish(three, out)
    git(out, "add", "-A")
    git(out, "commit", "-q", "-m", "mine")
    with pytest.raises(Refusal, match="holds work of somebody"):
        publish(three, out)
    (tmp_path / "thesis").mkdir()
    (tmp_path / "thesis/chapter").write_text("x")
    with pytest.raises(Refusal, match="not a published repository"):
        publish(three, tmp_path / "thesis")
    with pytest.raises(Refusal, match="student's tree"):
        publish(stage(three, "07").path, tmp_path / "again")
    assert not list(tmp_path.glob(".publishing-*"))


# -- the address of the site -------------------------------------------------------------------

SITE = "https://os.example.edu:8443/~kim/course"


def readmes(published):
    return {name: git(published.path, "show", f"{name}:README.md") for name in published.commits}


def test_every_branch_names_the_page_of_its_lab(three, tmp_path):
    published = publish(three, tmp_path / "out", site=f"{SITE}/")
    for name, text in readmes(published).items():
        assert "course's site" not in text and "make serve" not in text
        wanted = [f"<{SITE}/labs/index.html>", *(f"({SITE}/labs/{lab}.html)"
                                                 for lab in labs.names(three))] \
            if name == "main" else [f"<{SITE}/labs/{labs.find(three, name[-2:])}.html>"] \
            if name.startswith("stage/") else [f"<{SITE}/labs/{name.removeprefix('lab/')}.html>"]
        assert all(address in text for address in wanted), name
        assert text.count("http") == len(wanted)
    plain = publish(three, tmp_path / "plain")
    assert not any("http" in text or "course's site" not in text
                   for text in readmes(plain).values())
    assert not set(plain.commits.values()) & set(published.commits.values())


def test_an_address_stays_until_another_is_said(three, tmp_path):
    """Weeks later SITE= is forgotten: the commits that are out do not change."""
    said = publish(three, tmp_path / "out", site=SITE, wanted=["05"])
    kept = publish(three, tmp_path / "out", wanted=["05", "07"])
    assert kept.site == SITE
    del said.commits["main"]
    assert said.commits.items() <= kept.commits.items()
    at_once = publish(three, tmp_path / "else", site=SITE, wanted=["05", "07"])
    assert at_once.commits == kept.commits
    other = publish(three, tmp_path / "out", site="http://localhost:8000", wanted=["05", "07"])
    assert "<http://localhost:8000/labs/05-peek.html>" in readmes(other)["stage/05"]
    none = publish(three, tmp_path / "out", site="", wanted=["05", "07"])
    assert none.commits == publish(three, tmp_path / "plain", wanted=["05", "07"]).commits


@pytest.mark.parametrize("address", [
    "os.example.edu", "ftp://os.example.edu", "https://", "https:///labs", "https://a b/",
    "https://kim:word@os.example.edu", "https://os.example.edu/?x=2", "https://os.example.edu/#x",
    "https://os.example.edu/a>b", "https://os.example.edu/a)b", "https://os.example.edu/\n",
    "https://os.example.edu/index.html", "javascript:alert(1)", f"https://a.example/{'x' * 200}"])
def test_what_is_no_address_of_a_site_is_refused(address):
    with pytest.raises(Refusal, match="the address of|is no address"):
        pages.checked(address)


def test_a_bad_address_writes_nothing(three, tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(three)
    assert cli.main(["publish", str(tmp_path / "out"), "--site", "os.example.edu"]) == 2
    assert "'os.example.edu' is no address of a site" in capsys.readouterr().err
    assert not (tmp_path / "out").exists()


def test_a_student_is_told_the_page(three, tmp_path, monkeypatch, capsys):
    """By a grade that has not all points, by submit if nothing was done, and by next."""
    tree = clone(publish(three, tmp_path / "out", site=SITE), tmp_path / "c", "stage/05")
    page = f"{SITE}/labs/05-peek.html"
    result = judged(tree)
    assert f"Steps and hints: {page}\n" in report.terminal(result)
    assert f'<a href="{page}">' in report.html(result)
    monkeypatch.chdir(tree)
    assert cli.main(["submit"]) == 0 and page in capsys.readouterr().out
    write_peek(tree)
    assert page not in report.terminal(judged(tree))
    assert cli.main(["submit"]) == 0 and page not in capsys.readouterr().out
    git(tree, "checkout", "-q", ".")
    assert cli.main(["next"]) == 0
    assert f"Steps and hints:  {SITE}/labs/07-counter.html\n" in capsys.readouterr().out


def test_the_address_is_nothing_of_the_submission(three, tmp_path):
    """What is handed in is of this version of the lab, whatever the READMEs say."""
    tree = clone(publish(three, tmp_path / "out", site=SITE), tmp_path / "c", "lab/07-counter")
    solve(tree)
    handed_in = grade_submission(three, pack(tree).path, None, runner=run_on_host)
    folder = grade(Grading(three, "07", submission=tree, runner=run_on_host))
    for result in (handed_in.result, folder.result):
        assert result["score"] == 100 and result["notes"] == []
        assert "walkthrough" not in result


# -- no solution -------------------------------------------------------------------------------

def parts(root, path):
    """The branches of a publication, for check()."""
    made = module._write(root, path, "", [labs.load(root, name) for name in labs.names(root)])
    return made[0]


def test_every_object_is_looked_into(three, tmp_path):
    branches = parts(three, tmp_path / "out")
    count, found = check(three, tmp_path / "out", branches)
    listed = git(tmp_path / "out", "cat-file", "--batch-all-objects", "--batch-check").split("\n")
    assert count == len(listed) - 1 > 30 and found == []


@pytest.mark.parametrize("leak, branch, said", [
    ("x = whole_count_so_far = count; int whole_count_so_far = count;", "stage/05",
     "counter_take: "),
    ("int whole_count_so_far =\n  count;", "lab/07-counter", "counter_take: "),
    ("/* int whole_count_so_far = count; */", "main", ""),
    ("int whole_count_so_far = count;", "stage/09", ""),
    ("    int one_more_than_seen = count + 1;", "main", "solutions/05-peek/mutants/wrong/"),
    ("    count = least(plain_sum(count, by), 1000);", "stage/09",
     "solutions/07-counter/mutants/unbounded/"),
    ("    EXPECT(100, counter_peek());", "lab/09-reset", "labs/07-counter/tests/hidden.c: "),
])
def test_a_leak_is_found(three, tmp_path, leak, branch, said):
    """The same text is a solution on one branch and the system itself on another."""
    branches = parts(three, tmp_path / "out")
    out = tmp_path / "out"
    git(out, "checkout", "-q", branch)
    (out / "notes.txt").write_text(leak + "\n")
    git(out, "add", "-A")
    git(out, "commit", "-q", "-m", "x")
    found = check(three, out, branches)[1]
    assert bool(found) == bool(said), found
    assert not said or found[0].startswith(said)


def test_a_secret_file_an_unreachable_object_and_a_message_are_found(three, tmp_path):
    branches = parts(three, tmp_path / "out")
    out = tmp_path / "out"
    (out / "solutions").mkdir()
    (out / "solutions/notes.md").write_text("x\n")
    git(out, "add", "-A")
    git(out, "commit", "-q", "-m", "int whole_count_so_far = count;", "--amend")
    said = "\n".join(check(three, out, branches)[1])
    assert "main: holds solutions/notes.md" in said
    assert "(commit) is on no branch" in said and "(tree) is on no branch" in said
    git(out, "checkout", "-q", "stage/05")
    git(out, "commit", "-q", "--allow-empty", "-m", "int whole_count_so_far = count;")
    assert any(line.startswith("counter_take: ") for line in check(three, out, branches)[1])


def test_a_stage_that_forgets_later_labs_is_not_published(three, tmp_path, monkeypatch):
    """The check does not believe what publishing says of itself."""
    real = module.staged_tree
    monkeypatch.setattr(module, "staged_tree",
                        lambda *words, **options: real(*words, **{**options, "later": []}))
    with pytest.raises(Refusal, match="would show a solution: .*stage/0"):
        publish(three, tmp_path / "out")
    assert not (tmp_path / "out").exists()


# -- the cumulative track ----------------------------------------------------------------------

def test_a_stage_is_judged_by_its_lab_alone(three, tmp_path):
    """Neither the missing later labs nor what the student did to them counts."""
    tree = clone(publish(three, tmp_path / "out"), tmp_path / "c", "stage/07")
    by_itself = clone(publish(three, tmp_path / "out"), tmp_path / "d", "lab/07-counter")
    assert judged(tree) == judged(by_itself)
    solve(tree)
    text = (tree / COUNTER).read_text()
    result = judged(tree)
    assert result["score"] == result["points"] == 70 and result["notes"] == []
    (tree / COUNTER).write_text(text.replace("missing();", "count = 99;"))
    assert judged(tree)["notes"] == [f"ignored: change to counter_reset in {COUNTER}"]


def test_own_functions_go_along_and_an_unfinished_lab_does_not(three, tmp_path):
    published = publish(three, tmp_path / "out")
    tree = clone(published, tmp_path / "c", "stage/05")
    write_peek(tree)
    with pytest.raises(Refusal, match="not committed"):
        next_stage(tree, lambda: True)
    assert judged(tree)["score"] == 100
    git(tree, "commit", "-qam", "lab 05")
    advanced = next_stage(tree, lambda: True)
    assert (advanced.branch, advanced.own, advanced.notes) == ("stage/07", ["05-peek"], [])
    assert git(tree, "status", "--porcelain", "--branch").startswith("## stage/07")
    text = (tree / COUNTER).read_text()
    assert "return through_a_helper(count);" in text and "lab 05" not in text
    assert "lab 07" in text and "lab 09" in text
    assert judged(tree)["score"] == 0 and judged(tree)["notes"] == []
    advanced = next_stage(tree, lambda: False)
    assert (advanced.branch, advanced.own) == ("stage/09", ["05-peek"])
    assert advanced.notes == ["lab 07-counter is not finished: you get the reference"]
    text = (tree / COUNTER).read_text()
    assert "return through_a_helper(count);" in text and "whole_count_so_far" in text
    with pytest.raises(Refusal, match="no stage after 09"):
        next_stage(tree, lambda: True)


def test_all_of_ones_own(three, tmp_path):
    """Helpers of the reference leave with the pieces that used them, or the build would warn."""
    tree = clone(publish(three, tmp_path / "out"), tmp_path / "c", "stage/05")
    write_peek(tree)
    git(tree, "commit", "-qam", "lab 05")
    next_stage(tree, lambda: True)
    solve(tree)
    result = judged(tree)
    assert result["score"] == 70, result
    assert result["notes"] == []
    git(tree, "commit", "-qam", "lab 07")
    advanced = next_stage(tree, lambda: True)
    assert advanced.own == ["05-peek", "07-counter"]
    text = (tree / COUNTER).read_text()
    assert "return through_a_helper(count);" in text and "bounded(count + by)" in text
    assert "least" not in text
    subprocess.run(["make", "-s", "kernel"], cwd=tree, check=True, capture_output=True)
    assert judged(tree)["tests"][0]["status"] == "failed"


def test_own_functions_that_do_not_fit_are_left_behind(three, tmp_path):
    tree = clone(publish(three, tmp_path / "out"), tmp_path / "c", "stage/05")
    text = (tree / COUNTER).read_text()
    (tree / COUNTER).write_text(text.replace("int counter_peek(void)", "int counter_pick(void)"))
    git(tree, "commit", "-qam", "lab 05")
    advanced = next_stage(tree, lambda: True)
    assert advanced.own == [] and "the function 'counter_peek' is missing" in advanced.notes[0]
    assert "seen_when_looking" in (tree / COUNTER).read_text()


def test_a_stage_begun_is_not_begun_again(three, tmp_path):
    tree = clone(publish(three, tmp_path / "out"), tmp_path / "c", "stage/05")
    assert next_stage(tree, lambda: pytest.fail("an untouched starter is not graded")).own == []
    git(tree, "commit", "-q", "--allow-empty", "-m", "mine")
    git(tree, "checkout", "-q", "stage/05")
    with pytest.raises(Refusal, match="begun stage/07 already"):
        next_stage(tree, lambda: True)
    git(tree, "checkout", "-q", "lab/07-counter")
    with pytest.raises(Refusal, match="by itself"):
        next_stage(tree, lambda: True)


def test_a_stage_without_its_lab_says_what_to_fetch(three, tmp_path):
    published = publish(three, tmp_path / "out")
    git(tmp_path, "clone", "-q", "--single-branch", "--branch", "stage/07",
        f"file://{published.path}", str(tmp_path / "c"))
    with pytest.raises(Refusal, match="git fetch origin lab/07-counter"):
        judged(tmp_path / "c")
