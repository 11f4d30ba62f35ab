# SPDX-License-Identifier: MIT
"""Makes a result (see grade.py) readable: terminal, page, JUnit XML, Gradescope's JSON.

All say the same, and nothing that the result does not hold. The page is one file that loads
nothing; it follows the reader's choice of light or dark. Of what feedback.py leaves of a result,
it is what a student can be given before the lab is due.
"""

from __future__ import annotations

import html as escape_html
import string
import xml.etree.ElementTree as ET
from typing import Any, Callable

from .feedback import before_due

_SIGNS = {"passed": "pass", "failed": "FAIL", "not run": "----"}
_COLOURS = {"passed": "32", "failed": "31", "not run": "33", "bold": "1", "dim": "2"}
_CONSOLE_TAIL = 8


def terminal(result: dict[str, Any], colour: bool = False, page: str = "") -> str:
    """The table of tests with points, and the first failure explained."""
    def paint(text: str, how: str) -> str:
        return f"\033[{_COLOURS[how]}m{text}\033[0m" if colour else text

    lines = ["", paint(f"Lab {result['lab'][:2]}: {result['title']}", "bold"), ""]
    lines += [paint(note, "dim") for note in result["notes"]]
    if result["notes"]:
        lines.append("")
    if result["status"] in ("refused", "not built"):
        what = "It does not build:" if result["status"] == "not built" else "It was refused:"
        lines += [what, *(f"  {line}" for line in result["messages"]), ""]
    else:
        width = max(len(test["name"]) for test in result["tests"])
        lines.append(f"        {'test':<{width}}   points   instructions")
        for test in result["tests"]:
            points = f"{test['earned']}/{test['points']}"
            count = f"{test['instructions']:,}" if test["instructions"] else ""
            hidden = "" if test["visible"] else "   hidden"
            lines.append(f"  {paint(_SIGNS[test['status']], test['status'])}  "
                         f"{test['name']:<{width}}   {points:>6} {count:>14}{hidden}".rstrip())
        lines.append("")
    score = f"score {result['score']} of {result['points']}"
    if result["hidden_points"]:
        score += f" (another {result['hidden_points']} by tests that run at submission)"
    lines.append(paint(score, "bold"))
    if "exercise" in result:
        lines += ["", *exercise(result["exercise"], paint)]
    failure = first_failure(result)
    if failure and result["status"] not in ("refused", "not built"):
        lines += ["", paint(f"First failure: {failure['name']}", "bold")]
        lines += [f"  {label:<10} {value}".rstrip() for label, text in explanation(failure)
                  for label, value in _labelled(label, text)]
        lines.append(f"  {'again':<10} {rerun(failure)}")
    if failure and "walkthrough" in result:
        lines += ["", f"Steps and hints: {result['walkthrough']}"]
    if page:
        lines += ["", f"Report: {page}"]
    return "\n".join(lines) + "\n"


def exercise(verdict: dict[str, Any], paint: Callable[[str, str], str]) -> list[str]:
    """The lines about the test that the student writes."""
    lines = [paint(f"Exercise: a test of {verdict['what']}: {verdict['status']}", "bold")]
    if verdict["status"] == "not begun":
        return [*lines, f"  Write TEST({verdict['name']}) in {verdict['file']}; it gives no "
                        "points."]
    lines += [f"  {line}" for line in verdict["messages"]]
    if verdict["status"] == "not built":
        return lines
    width = max(len(row["name"]) for row in verdict["kernels"])
    for row in verdict["kernels"]:
        ok = exercise_ok(row)
        sign = paint("ok  " if ok else "OPEN", "passed" if ok else "failed")
        lines.append(f"  {sign}  {row['name']:<{width}}   must {row['wanted']}, {row['seen']}")
        if not ok and row["message"]:
            lines += [f"        {line}" for line in row["message"].split("\n")]
    return lines


def exercise_ok(row: dict[str, Any]) -> bool:
    """Did the student's test do on this kernel what it must?"""
    return (row["wanted"], row["seen"]) in (("pass", "passed"), ("fail", "failed"))


def first_failure(result: dict[str, Any]) -> dict[str, Any] | None:
    """The first test of the list that did not pass."""
    return next((test for test in result["tests"] if test["status"] != "passed"), None)


def explanation(test: dict[str, Any]) -> list[tuple[str, str]]:
    """What is known of a failure, as (label, text), the empty left out."""
    console = _end_of(test["console"].split("\n"))
    rows = [("test says", test["message"]), ("expected", test["expected"]),
            ("seen", test["seen"]), ("invariant", test["invariant"]), ("console", console)]
    return [(label, text) for label, text in rows if text.strip()]


def _end_of(console: list[str]) -> str:
    """The last lines, or those from the last that is not indented: what is below it, like a
    fault's registers, says nothing without it."""
    heads = [number for number, line in enumerate(console) if line and not line[0].isspace()]
    start = min(max(len(console) - _CONSOLE_TAIL, 0), heads[-1] if heads else 0)
    return "\n".join(console[start:start + _CONSOLE_TAIL])


def rerun(test: dict[str, Any]) -> str:
    """The command that runs only this test."""
    return f"make grade TEST={test['name']}"


def _labelled(label: str, text: str) -> list[tuple[str, str]]:
    """The lines of a text, the label before the first only."""
    return [(label if number == 0 else "", line) for number, line in enumerate(text.split("\n"))]


def junit(result: dict[str, Any]) -> str:
    """JUnit XML: one suite for the lab, one case per test. No times: they would differ."""
    tests = result["tests"]
    failed = sum(test["status"] == "failed" for test in tests)
    missing = sum(test["status"] == "not run" for test in tests)
    suite = ET.Element("testsuite", name=f"lab {result['lab']}", tests=str(len(tests)),
                       failures=str(failed), errors=str(missing), skipped="0")
    properties = ET.SubElement(suite, "properties")
    for key in ("status", "score", "points", "seed"):
        ET.SubElement(properties, "property", name=key, value=str(result[key]))
    for test in tests:
        case = ET.SubElement(suite, "testcase", classname=result["lab"], name=test["name"])
        if test["status"] != "passed":
            kind = "failure" if test["status"] == "failed" else "error"
            reason = test["message"].split("\n")[0]
            if test["status"] == "not run" and result["messages"]:
                reason = result["messages"][0]
            problem = ET.SubElement(case, kind, message=reason)
            problem.text = "\n".join(f"{label}: {text}" for label, text in explanation(test))
        if test["console"]:
            ET.SubElement(case, "system-out").text = test["console"]
    if "exercise" in result:
        _junit_exercise(suite, result)
    if result["notes"]:
        ET.SubElement(suite, "system-out").text = "\n".join(result["notes"])
    ET.indent(suite)
    return '<?xml version="1.0" encoding="UTF-8"?>\n' \
        + ET.tostring(suite, encoding="unicode") + "\n"


def _junit_exercise(suite: ET.Element, result: dict[str, Any]) -> None:
    """One case per kernel; not done is skipped, not failed: the exercise gives no points."""
    verdict = result["exercise"]
    for row in verdict["kernels"]:
        case = ET.SubElement(suite, "testcase", classname=f"{result['lab']}.exercise",
                             name=f"{verdict['name']} on {row['name']}")
        if not exercise_ok(row):
            ET.SubElement(case, "skipped", message=f"must {row['wanted']}, {row['seen']}")
    count = len(verdict["kernels"])
    left = sum(not exercise_ok(row) for row in verdict["kernels"])
    suite.set("tests", str(int(suite.attrib["tests"]) + count))
    suite.set("skipped", str(int(suite.attrib["skipped"]) + left))


def gradescope(result: dict[str, Any]) -> dict[str, Any]:
    """What Gradescope reads as results.json. Students see hidden tests, and with them the sum,
    when the grades are published; what they see at once says nothing of these."""
    at_once = before_due(result)
    shown = {test["name"]: test for test in at_once["tests"]}
    remarks = at_once["messages"] + at_once["notes"]
    if result["status"] != "graded":
        remarks = [f"Status: {result['status']}.", *remarks]
    tests = []
    for test in result["tests"]:
        said = explanation(shown.get(test["name"], test))
        text = "\n".join(f"{label}: {what}" for label, what in said) \
            if test["status"] != "passed" else ""
        tests.append({"name": test["name"], "score": test["earned"], "max_score": test["points"],
                      "status": "passed" if test["status"] == "passed" else "failed",
                      "output": text, "output_format": "text",
                      "visibility": "visible" if test["visible"] else "after_published"})
    return {"score": result["score"], "output": "\n".join(remarks), "output_format": "text",
            "stdout_visibility": "hidden", "tests": tests,
            "extra_data": {"lab": result["lab"], "seed": result["seed"],
                           "submission": result.get("submission", {})}}


_PAGE = string.Template("""<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Lab $number: $score of $points points</title>
<style>
:root { color-scheme: light dark; --ink: #1b1f24; --paper: #fff; --soft: #f3f4f6;
  --line: #d5d9de; --dim: #5b6470; --good: #1a7f37; --bad: #c2242f; --wait: #8a6100; }
@media (prefers-color-scheme: dark) { :root { --ink: #e4e7eb; --paper: #15181c; --soft: #1f242a;
  --line: #363d45; --dim: #9aa4b0; --good: #56d364; --bad: #ff7b72; --wait: #e3b341; } }
* { box-sizing: border-box; }
body { margin: 0 auto; max-width: 60rem; padding: 2rem 1.25rem; background: var(--paper);
  color: var(--ink); font: 1rem/1.5 system-ui, sans-serif; }
a { color: inherit; }
h1 { font-size: 1.4rem; margin: 0 0 .25rem; }
h2 { font-size: 1.1rem; margin: 1.5rem 0 .5rem; }
.score { font-size: 2.2rem; font-weight: 700; margin: 0; }
.dim { color: var(--dim); }
progress { width: 100%; height: .6rem; accent-color: var(--good); }
details, .plain { border: 1px solid var(--line); border-radius: .4rem; margin: .4rem 0;
  background: var(--soft); }
summary, .plain { display: grid; grid-template-columns: 4.5rem 1fr auto auto; gap: .75rem;
  padding: .45rem .75rem; align-items: baseline; }
summary { cursor: pointer; }
.passed { color: var(--good); } .failed { color: var(--bad); } .notrun { color: var(--wait); }
.state { font-weight: 600; }
code, pre, dd { font: .9rem/1.45 ui-monospace, monospace; overflow-wrap: anywhere; }
dl { display: grid; grid-template-columns: 6.5rem 1fr; gap: .3rem .75rem; margin: 0;
  padding: .3rem .75rem .75rem; border-top: 1px solid var(--line); }
dt { color: var(--dim); } dd { margin: 0; min-width: 0; white-space: pre-wrap; }
pre { margin: 0; padding: .6rem .75rem; overflow-x: auto; background: var(--soft);
  border: 1px solid var(--line); border-radius: .4rem; }
@media (max-width: 32rem) { summary, .plain { grid-template-columns: 3.5rem 1fr auto; }
  .count { display: none; } dl { grid-template-columns: 1fr; } }
</style>
</head>
<body>
<h1>Lab $number: $title</h1>
<p class="score">$score of $points points</p>
<progress max="$points_bar" value="$score">$score</progress>
<p class="dim">$remarks</p>
$body
</body>
</html>
""")


def html(result: dict[str, Any]) -> str:
    """The page: one row per test, those that failed open with their explanation."""
    quote = escape_html.escape
    remarks = [f"Status: {result['status']}."]
    if result["hidden_points"]:
        remarks.append(f"Another {result['hidden_points']} points come from tests that are hidden "
                       "until the lab is due.")
    if result["seed"]:
        remarks.append(f"Seed of the tests: {result['seed']}.")
    body = []
    if "walkthrough" in result:
        body.append(f'<p><a href="{quote(result["walkthrough"])}">Steps and hints of this lab</a>'
                    "</p>")
    if result["messages"]:
        heading = "Why it was refused" if result["status"] == "refused" else "The compiler"
        body.append(f"<h2>{heading}</h2>\n<pre>" + quote("\n".join(result["messages"])) + "</pre>")
    if result["notes"]:
        body.append("<h2>Notes</h2>\n<pre>" + quote("\n".join(result["notes"]))
                    + "</pre>")
    body.append("<h2>Tests</h2>")
    body += [_html_test(test) for test in result["tests"]]
    if "exercise" in result:
        body.append(_html_exercise(result["exercise"]))
    return _PAGE.substitute(number=quote(result["lab"][:2]), title=quote(result["title"]),
                            score=result["score"], points=result["points"],
                            points_bar=max(result["points"], 1), remarks=quote(" ".join(remarks)),
                            body="\n".join(body))


def _html_exercise(verdict: dict[str, Any]) -> str:
    """The exercise: one row per kernel."""
    quote = escape_html.escape
    rows = [f"<h2>Exercise: {quote(verdict['status'])}</h2>",
            f'<p class="dim">A test of {quote(verdict["what"])}, '
            f'<code>{quote(verdict["name"])}</code> in <code>{quote(verdict["file"])}</code>. '
            "It gives no points.</p>"]
    if verdict["messages"]:
        rows.append("<pre>" + quote("\n".join(verdict["messages"])) + "</pre>")
    for row in verdict["kernels"]:
        ok = exercise_ok(row)
        head = (f'<span class="state {"passed" if ok else "notrun"}">{"ok" if ok else "open"}'
                f'</span><code>{quote(row["name"])}</code><span class="count dim">must '
                f'{quote(row["wanted"])}</span><span>{quote(row["seen"])}</span>')
        if row["message"]:
            rows.append(f"<details><summary>{head}</summary><dl><dt>test says</dt>"
                        f"<dd>{quote(row['message'])}</dd></dl></details>")
        else:
            rows.append(f'<div class="plain">{head}</div>')
    return "\n".join(rows)


def _html_test(test: dict[str, Any]) -> str:
    quote = escape_html.escape
    hidden = "" if test["visible"] else ' <span class="dim">hidden</span>'
    count = f"{test['instructions']:,} instructions" if test["instructions"] else ""
    head = (f'<span class="state {test["status"].replace(" ", "")}">{test["status"]}</span>'
            f'<code>{quote(test["name"])}</code><span class="count dim">{count}{hidden}</span>'
            f'<span>{test["earned"]}/{test["points"]}</span>')
    if test["status"] == "passed":
        return f'<div class="plain">{head}</div>'
    rows = "".join(f"<dt>{quote(label)}</dt><dd>{quote(text)}</dd>"
                   for label, text in explanation(test))
    rows += f"<dt>again</dt><dd><code>{quote(rerun(test))}</code></dd>"
    return f"<details open><summary>{head}</summary><dl>{rows}</dl></details>"
