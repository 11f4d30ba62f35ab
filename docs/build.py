#!/usr/bin/python3
# SPDX-License-Identifier: MIT
"""Builds the site into build/site: reference, pages, then the link check.

    /usr/bin/python3 docs/build.py           build and check
    /usr/bin/python3 docs/build.py --serve   the same, then serve it locally

Exit status 1: a name, link or anchor is broken, a function of a header says
nothing or something that is not so, or a tool failed; the output says which.
"""

from __future__ import annotations

import argparse
import functools
import http.server
import os
import re
import shutil
import subprocess
import sys
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from hooks.tree import Tree, undocumented  # noqa: E402
from linkcheck import Checker  # noqa: E402

SITE = ROOT / "build/site"
DOXYGEN = ROOT / "build/doxygen"


class Failed(Exception):
    """A step did not succeed; the message says why in one line."""


def reference() -> None:
    """Runs Doxygen into build/doxygen; its warnings, and functions of headers without a
    comment, are errors."""
    shutil.rmtree(DOXYGEN, ignore_errors=True)
    DOXYGEN.mkdir(parents=True)
    settings = (ROOT / "docs/Doxyfile").read_text(encoding="utf-8")
    inputs = ("kernel/microkernel", "kernel/loader", "kernel/include", "kernel/libs")
    missing = [path for path in inputs if not (ROOT / path).is_dir()]
    if missing:
        raise Failed(f"reference: missing {', '.join(missing)}")
    settings += "\nWARN_AS_ERROR = FAIL_ON_WARNINGS\n"
    run = _run(["doxygen", "-"], input=settings)
    log = DOXYGEN / "warnings.txt"
    said = log.read_text(encoding="utf-8").replace(f"{ROOT}/", "") if log.is_file() else ""
    count = len(re.findall(": (?:warning|error): ", said))
    silent = undocumented(Tree(ROOT), inputs)
    print(f"reference: {count} warnings, {len(silent)} functions of headers undocumented")
    if count or silent:
        print("\n".join([said.strip(), *silent]).strip(), file=sys.stderr)
        raise Failed("reference: documentation gate, see above")
    if run.returncode:
        raise Failed(f"reference: doxygen: {run.stderr.strip() or run.stdout.strip()}")


def pages() -> None:
    """Runs MkDocs; every warning fails the build."""
    run = _run([sys.executable, "-W", "ignore", "-m", "mkdocs", "build", "--strict"])
    if run.returncode:
        plain = re.sub(r"\x1b\[[0-9;]*m", "", run.stdout + run.stderr)
        told = [line for line in plain.splitlines() if not line.startswith(("INFO", "  - "))]
        print("\n".join(told), file=sys.stderr)
        raise Failed("pages: see above")


def publish_reference() -> None:
    """Puts Doxygen's HTML into the site, without Doxygen's own bookkeeping."""
    target = SITE / "reference"
    shutil.copytree(DOXYGEN / "html", target,
                    ignore=shutil.ignore_patterns("*.md5", "*.map", "doxygen.svg", "*.tag"))


def links() -> None:
    """Looks every link of the site up."""
    checker = Checker(SITE)
    problems = checker.run()
    for problem in problems[:60]:
        print(f"  {problem}", file=sys.stderr)
    print(f"links: {len(checker.pages)} pages, {checker.checked} links, "
          f"{len(problems)} broken")
    if problems:
        raise Failed(f"links: {len(problems)} broken, see above")


def serve(port: int) -> None:
    """Serves the built site on this machine until interrupted."""
    handler = functools.partial(_Quiet, directory=str(SITE))
    with http.server.ThreadingHTTPServer(("127.0.0.1", port), handler) as server:
        print(f"http://127.0.0.1:{server.server_port}/  (Ctrl-C ends)", flush=True)
        try:
            server.serve_forever()
        except KeyboardInterrupt:
            print()


class _Quiet(http.server.SimpleHTTPRequestHandler):
    def log_message(self, *_: object) -> None:
        """A served page is no news."""


def _run(command: list[str], **more) -> subprocess.CompletedProcess:
    environment = {**os.environ, "SOURCE_DATE_EPOCH": _epoch(), "LC_ALL": "C.UTF-8"}
    try:
        return subprocess.run(command, cwd=ROOT, text=True, capture_output=True, check=False,
                              env=environment, **more)
    except FileNotFoundError:
        raise Failed(f"{command[0]} is missing: run `make setup`") from None


def _epoch() -> str:
    """The time of the last commit: the same tree gives the same bytes."""
    run = subprocess.run(["git", "-C", str(ROOT), "log", "-1", "--format=%ct"], text=True,
                         capture_output=True, check=False)
    return run.stdout.strip() or "0"


def main() -> int:
    parser = argparse.ArgumentParser(description="Builds the site into build/site.")
    parser.add_argument("--serve", action="store_true", help="serve the site afterwards")
    parser.add_argument("--port", type=int, default=8000, help="port of --serve (8000)")
    options = parser.parse_args()
    start = time.monotonic()
    try:
        reference()
        pages()
        publish_reference()
        links()
    except Failed as failure:
        print(f"docs: {failure}", file=sys.stderr)
        return 1
    print(f"docs: build/site in {time.monotonic() - start:.1f} s")
    if options.serve:
        serve(options.port)
    return 0


if __name__ == "__main__":
    sys.exit(main())
