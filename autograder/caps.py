# SPDX-License-Identifier: MIT
"""Pictures of a system: what the composer wrote about it, drawn and on one page.

    python3 -m autograder.caps build/debug/systems/hello

reads report.txt, component.dot and capabilities.dot of that folder and writes component.svg,
capabilities.svg and caps.html beside them. Graphviz lays the drawings out; the colours come from
one style sheet by the classes that the composer gave to nodes and edges, so that each drawing
fits a light and a dark page. Nothing is loaded from elsewhere. Equal input gives equal bytes.
"""

from __future__ import annotations

import html
import re
import string
import subprocess
import sys
from pathlib import Path

from autograder import Refusal

PICTURES = {"component": "Components and connectors", "capabilities": "Objects and capabilities"}

# Class of a node or edge: (line, fill) on a light page, the same on a dark one.
COLOURS = {
    "component": ("#3b4a5a", "#eef2f6", "#9fb1c4", "#232b34"),
    "passive": ("#3b4a5a", "#eef2f6", "#9fb1c4", "#232b34"),
    "memory": ("#8a6d1c", "#f8f0d8", "#dcb75a", "#352c14"),
    "hardware": ("#5b6470", "#e4e7eb", "#9aa4b0", "#2c333b"),
    "monitor": ("#5b6470", "#ffffff", "#9aa4b0", "#15181c"),
    "thread": ("#1d5fa8", "#e3eefa", "#79b4f2", "#16283c"),
    "cnode": ("#3b4a5a", "none", "#9fb1c4", "none"),
    "vspace": ("#8a6d1c", "none", "#dcb75a", "none"),
    "endpoint": ("#b0431f", "#fbe6de", "#f0916c", "#3d2118"),
    "notification": ("#2f7d4f", "#e2f3e8", "#6cc48f", "#173323"),
    "reply": ("#b0431f", "#ffffff", "#f0916c", "#15181c"),
    "time": ("#6a4fa3", "#efe9f9", "#b79cf0", "#2a2240"),
    "other": ("#5b6470", "#f3f4f6", "#9aa4b0", "#1f242a"),
    "family": ("#9aa4b0", "none", "#56616d", "none"),
}
EDGES = {
    "call": ("#b0431f", "#f0916c"),
    "notify": ("#2f7d4f", "#6cc48f"),
    "share": ("#8a6d1c", "#dcb75a"),
    "interrupt": ("#5b6470", "#9aa4b0"),
    "faulting": ("#b0431f", "#f0916c"),
    "holds": ("#1d5fa8", "#79b4f2"),
    "names": ("#3b4a5a", "#9fb1c4"),
}
INK = ("#1b1f24", "#e4e7eb")


def _rules(dark: bool) -> str:
    """The style sheet of a drawing for one kind of page."""
    at = 2 if dark else 0
    lines = [f"svg text {{ fill: {INK[dark]}; }}"]
    for name, colours in COLOURS.items():
        line, fill = colours[at:at + 2]
        group = "cluster" if name == "family" else "node"
        lines.append(f".{group}.{name} :is(polygon, path, ellipse, polyline) "
                     f"{{ stroke: {line}; fill: {fill}; }}")
    for name, lights in EDGES.items():
        line = lights[dark]
        lines.append(f".edge.{name} path {{ stroke: {line}; }}")
        lines.append(f".edge.{name} polygon {{ stroke: {line}; fill: {line}; }}")
        lines.append(f".edge.{name} text {{ fill: {line}; }}")
    return "\n".join(lines)


def style() -> str:
    """The style sheet of a drawing: light, and dark where the reader's page is dark."""
    return f"{_rules(False)}\n@media (prefers-color-scheme: dark) {{\n{_rules(True)}\n}}"


def lay_out(dot: Path, *words: str) -> subprocess.CompletedProcess[bytes]:
    """Has Graphviz draw a file as SVG."""
    try:
        return subprocess.run(["dot", "-Tsvg", *words, str(dot)], capture_output=True, check=False)
    except FileNotFoundError:
        raise Refusal("dot is missing: `make setup` installs it") from None


def draw(dot: Path) -> str:
    """The drawing of a Graphviz file as SVG with its style sheet.

    Of large systems Graphviz complains that it finds no way for a curve, and straight lines need
    none; or it fails to rank the nodes cluster by cluster ("trouble in init_rank", a defect of its
    own), and can rank all of them together.
    """
    run = lay_out(dot)
    if b"spline routing" in run.stderr:
        run = lay_out(dot, "-Gsplines=line")
    elif b"init_rank" in run.stderr:
        run = lay_out(dot, "-Gnewrank=true", "-Gsplines=line")
    if run.returncode or run.stderr:
        raise Refusal(f"{dot}: {run.stderr.decode(errors='replace').strip()}")
    svg = run.stdout.decode()
    svg = re.sub(r"<!--.*?-->\n?", "", svg, flags=re.DOTALL)
    svg = re.sub(r'(<g) id="[^"]*"', r"\1", svg)  # two drawings stand on one page
    return re.sub(r"(<svg[^>]*>)", lambda m: f"{m.group(1)}\n<style>\n{style()}\n</style>", svg,
                  count=1)


_PAGE = string.Template("""<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Capabilities of $system</title>
<style>
:root { color-scheme: light dark; --ink: #1b1f24; --paper: #fff; --soft: #f3f4f6;
  --line: #d5d9de; }
@media (prefers-color-scheme: dark) { :root { --ink: #e4e7eb; --paper: #15181c;
  --soft: #1f242a; --line: #363d45; } }
* { box-sizing: border-box; }
body { margin: 0; padding: 1.5rem; background: var(--paper); color: var(--ink);
  font: 1rem/1.5 system-ui, sans-serif; }
h1 { font-size: 1.4rem; margin: 0 0 .5rem; }
h2 { font-size: 1.1rem; margin: 1.5rem 0 .5rem; }
nav a { margin-right: 1rem; color: inherit; }
.picture, pre { overflow-x: auto; border: 1px solid var(--line); border-radius: .4rem;
  padding: .75rem; margin: 0; }
pre { background: var(--soft); font: .85rem/1.4 ui-monospace, monospace; }
</style>
</head>
<body>
<h1>System $system</h1>
<nav>$links</nav>
$body
</body>
</html>
""")


def page(system: str, drawings: dict[str, str], report: str) -> str:
    """One page with the drawings and the report."""
    parts = []
    for name, svg in drawings.items():
        inline = svg[svg.index("<svg"):]
        parts.append(f'<h2 id="{name}">{PICTURES[name]}</h2>\n<div class="picture">\n'
                     f"{inline}</div>")
    parts.append(f'<h2 id="report">Report</h2>\n<pre>{html.escape(report)}</pre>')
    links = [f'<a href="#{name}">{PICTURES[name]}</a>' for name in drawings]
    return _PAGE.substitute(system=html.escape(system), body="\n".join(parts),
                            links=" ".join([*links, '<a href="#report">Report</a>']))


def summary(report: str) -> str:
    """The beginning of a report: its title, totals, components and connections."""
    wanted = ("System ", "Components", "Threads", "Connections")
    blocks = re.split(r"\n(?=\n\S)", report)
    return "\n".join(block for block in blocks if block.lstrip("\n").startswith(wanted))


def write(folder: Path) -> list[Path]:
    """Draws the pictures of a system's folder; returns the files for people."""
    report = folder / "report.txt"
    for path in (report, *(folder / f"{name}.dot" for name in PICTURES)):
        if not path.is_file():
            raise Refusal(f"{path}: no such file; build the system first")
    drawings = {name: draw(folder / f"{name}.dot") for name in PICTURES}
    files = [report]
    for name, svg in drawings.items():
        files.append(folder / f"{name}.svg")
        files[-1].write_text(svg, encoding="utf-8")
    files.append(folder / "caps.html")
    files[-1].write_text(page(folder.name, drawings, report.read_text(encoding="utf-8")),
                         encoding="utf-8")
    return files


def main() -> int:
    """python3 -m autograder.caps FOLDER: draws, prints the summary and where the files are."""
    if len(sys.argv) != 2:
        print("use: python3 -m autograder.caps FOLDER", file=sys.stderr)
        return 2
    try:
        files = write(Path(sys.argv[1]))
    except (Refusal, OSError) as refusal:
        print(refusal, file=sys.stderr)
        return 1
    print(summary(files[0].read_text(encoding="utf-8")))
    print("\nThe whole report, the pictures, and all of them on one page:")
    for file in files:
        print(f"  {file}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
