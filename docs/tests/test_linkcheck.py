# SPDX-License-Identifier: MIT
"""The link checker finds what is broken, says where, and lets the rest pass."""

from pathlib import Path

import pytest

from linkcheck import Checker, main

GOOD = """<!doctype html><html><head><link rel="stylesheet" href="a/s.css"></head><body>
<h1 id="top">T</h1><a href="#top">up</a><a href="a/b.html#x%20y">b</a><img src="a/p.png">
<a href="https://example.org/">elsewhere, followed by a person</a>
<script>fetch("a/data.json")</script></body></html>"""


def site(folder: Path, **pages: str) -> Path:
    """A small site that is in order, with `pages` (NAME_html=...) on top."""
    (folder / "a").mkdir()
    (folder / "index.html").write_text(GOOD)
    (folder / "a/b.html").write_text('<p id="x y">b</p><a href="../index.html#top">home</a>')
    (folder / "a/s.css").write_text("/* url(http://no.example/) */ p{background:url('p.png')}")
    (folder / "a/p.png").write_bytes(b"")
    for name, text in pages.items():
        (folder / name.replace("_", ".")).write_text(text)
    return folder


def problems(folder: Path) -> list[str]:
    return Checker(folder).run()


def test_a_site_in_order_has_no_problem(tmp_path):
    checker = Checker(site(tmp_path))
    assert checker.run() == []
    assert checker.checked == 6


@pytest.mark.parametrize("page, said", [
    ('<a href="gone.html">x</a>', "broken link gone.html"),
    ('<a href="index.html#gone">x</a>', "no such anchor index.html#gone"),
    ('<a href="#gone">x</a>', "no such anchor #gone"),
    ('<a href="/gone.html">x</a>', "broken link /gone.html"),
    ('<a href="../secret.html">x</a>', "link leaves the site: ../secret.html"),
    ('<img src="gone.png">', "broken link gone.png"),
    ('<img srcset="a/p.png 1x, gone.png 2x">', "broken link gone.png"),
    ('<script src="https://cdn.example/x.js"></script>', "loads https://cdn.example/x.js"),
    ('<img src="//cdn.example/x.png">', "loads //cdn.example/x.png"),
    ('<link rel="stylesheet" href="https://fonts.example/f.css">', "loads https://fonts.example"),
    ('<link rel="preconnect" href="https://fonts.example">', "loads https://fonts.example"),
    ('<style>@import "https://fonts.example/f.css";</style>', "loads https://fonts.example"),
    ('<p style="background:url(https://x.example/p.png)">', "loads https://x.example/p.png"),
    ('<script>fetch("https://api.example/repo")</script>', "script loads https://api.example"),
    ('<svg><use href="gone.svg"/></svg>', "broken link gone.svg"),
])
def test_a_broken_page_is_named_with_its_link(tmp_path, page, said):
    found = problems(site(tmp_path, bad_html=page))
    assert len(found) == 1
    assert found[0].startswith("bad.html: ") and said in found[0]


def test_a_style_sheet_that_loads_from_outside_is_found(tmp_path):
    found = problems(site(tmp_path, bad_css="@font-face{src:url(https://x.example/f.woff2)}"))
    assert found == ["bad.css: loads https://x.example/f.woff2 from outside"]


def test_a_folder_without_pages_is_not_a_site(tmp_path):
    assert problems(tmp_path) != []


def test_the_command_fails_on_a_broken_site_and_only_then(tmp_path, capsys):
    assert main([str(site(tmp_path))]) == 0
    (tmp_path / "bad.html").write_text('<a href="gone.html">x</a>')
    assert main([str(tmp_path)]) == 1
    assert "bad.html: broken link gone.html" in capsys.readouterr().err
    assert main([str(tmp_path / "absent")]) == 2
