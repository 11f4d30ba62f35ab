# SPDX-License-Identifier: MIT
"""Directives: what a page of the site can ask for, by name.

A directive is a line of its own (it may be indented, inside a list item or a
fold):  ::name[what]{option="value"}.  In running text [[name]] links a symbol,
[[path.md|words]] a page, and [[hours 00-04 06]] is the sum of the hours of
these labs. docs/contributing/pages.md explains each to authors; the table at
the end of this file names them all.

A directive becomes an empty element while Markdown runs, so that Markdown
cannot touch what it stands for, and is filled in afterwards.
"""

from __future__ import annotations

import html
import runpy
import re
from typing import Callable

from autograder.replace import WHOLE_FILE

from . import diagrams, labs
from .site import Site
from .tree import SiteError, Symbol

Options = dict[str, str]

_LINE = re.compile(r"^(\s*)::([a-z-]+)(?:\[([^\]]*)\])?(?:\{(.*)\})?\s*$")
_OPTION = re.compile(r'([a-z]+)=(?:"([^"]*)"|(\S+))')
_LINK = re.compile(r"(`+)(?:.*?)\1|\[\[([A-Za-z_][\w ./#-]*)(?:\\?\|([^\]]+))?\]\]")
_FENCE = re.compile(r"^\s*(`{3,}|~{3,})\s*(\S*)")
_HOLE = re.compile(r'<div class="t-hole" data-n="(\d+)"></div>')


class Page:
    """One page while its directives are expanded."""

    def __init__(self, site: Site, source: str, url: str) -> None:
        self.site = site
        self.source = source
        self.url = url
        self.pieces: list[str] = []

    # -- before Markdown ------------------------------------------------------

    def expand(self, text: str) -> str:
        """Replaces directives and [[links]] in Markdown text."""
        out: list[str] = []
        fence = ""
        drawing: list[str] | None = None
        for number, line in enumerate(text.split("\n"), 1):
            mark = _FENCE.match(line)
            if drawing is not None:
                if mark and line.strip() == fence:
                    self._safely(number, out, self._inline_dot, drawing)
                    fence, drawing = "", None
                else:
                    drawing.append(line)
            elif fence:
                out.append(line)
                if mark and line.strip() == fence:
                    fence = ""
            elif mark:
                fence = mark.group(1)
                if mark.group(2) == "dot":
                    drawing = [line]
                else:
                    out.append(line)
            else:
                self._safely(number, out, self._plain, line)
        return "\n".join(out)

    def _safely(self, number: int, out: list[str], make: Callable, what) -> None:
        try:
            out.append(make(what))
        except SiteError as error:
            self.site.errors.append(f"docs/{self.source}:{number}: {error}")

    def _plain(self, line: str) -> str:
        match = _LINE.match(line)
        if not match:
            return _LINK.sub(self._link, line)
        indent, name, what, options = match.groups()
        if name not in DIRECTIVES:
            raise SiteError(f"no directive '::{name}' (there: {', '.join(sorted(DIRECTIVES))})")
        given = {k: a or b for k, a, b in _OPTION.findall(options or "")}
        return self._hole(indent, DIRECTIVES[name](self, (what or "").strip(), given))

    def _hole(self, indent: str, piece: str) -> str:
        self.pieces.append(piece)
        return f'{indent}<div class="t-hole" data-n="{len(self.pieces) - 1}"></div>'

    def _link(self, match: re.Match[str]) -> str:
        _, name, words = match.groups()
        if not name:
            return match.group(0)
        if name.partition(" ")[0] == "hours":
            return labs.hours(self.site.labs, name[len("hours"):])
        if name.split("#")[0].endswith(".md"):
            href = self.site.page(self.url, name)
            return f'<a href="{href}">{words or name}</a>'
        if name in self.site.tree.files:
            href = self.site.href(self.url)(name, "")
            shown = words or f"<code>{name.removeprefix('kernel/microkernel/')}</code>"
            return f'<a class="t-sym" href="{href}">{shown}</a>'
        symbol = self.site.tree.find(name)
        shown = words or f"<code>{html.escape(name)}</code>"
        return f'<a class="t-sym" href="{self.site.symbol_href(self.url, symbol)}">{shown}</a>'

    def _inline_dot(self, lines: list[str]) -> str:
        indent = re.match(r"\s*", lines[0]).group(0)
        options = {k: a or b for k, a, b in _OPTION.findall(lines[0])}
        return self._hole(indent, self.draw("\n".join(lines[1:]), options))

    # -- after Markdown -------------------------------------------------------

    def fill(self, content: str) -> str:
        """Puts what the directives stand for into the rendered page."""
        return _HOLE.sub(lambda m: self.pieces[int(m.group(1))], content)

    # -- shared by directives -------------------------------------------------

    def draw(self, text: str, options: Options) -> str:
        caption = options.get("caption", "")

        def resolve(name: str) -> str:
            return self.site.symbol_href(self.url, self.site.tree.find(name))

        svg = diagrams.render(text, self.site.root / "build/cache/diagrams", resolve,
                              caption or "diagram")
        below = f"<figcaption>{html.escape(caption)}</figcaption>" if caption else ""
        return f'<figure class="t-diagram"><div class="t-draw">{svg}</div>{below}</figure>'

    def code(self, symbol: Symbol, first: int, last: int, options: Options) -> str:
        """A frame with whole lines of a file, its title a link to the page."""
        file = self.site.tree.files[symbol.file]
        lines = self.site.lines(self.url, file)[first - 1:last]
        wanted = options.get("hl", "")
        marked = {n for n in range(first, last + 1) if wanted and wanted in file.lines[n - 1]}
        if wanted and not marked:
            raise SiteError(f'no line of {symbol.name} holds hl="{wanted}"')
        title = options.get("title", symbol.file.removeprefix("kernel/microkernel/"))
        rows = "".join(
            f'<div class="t-line{" t-hl" if n in marked else ""}"><span class="t-no" '
            f'data-n="{n}"></span>{line or ""}</div>\n'
            for n, line in enumerate(lines, first))
        href = self.site.symbol_href(self.url, symbol)
        return (f'<div class="t-quote"><div class="t-quote-head"><a href="{href}">'
                f"{html.escape(title)}</a><span>lines {first}–{last}</span></div>"
                f'<div class="t-listing highlight">{rows}</div></div>')


# -- the directives -----------------------------------------------------------


def source(page: Page, what: str, options: Options) -> str:
    """A whole function or type, with its comment unless comment=no."""
    symbol = page.site.tree.find(what, options.get("file"))
    lab = page.site.pieces.get((symbol.file, symbol.name))
    if lab and page.source == labs.page(lab) and options.get("spoiler") != "yes":
        raise SiteError(f"{what} is a piece of this lab: its page must not show the solution "
                        "(::contract shows what it promises; spoiler=yes if you mean it)")
    file = page.site.tree.files[symbol.file]
    first = symbol.line if options.get("comment") == "no" else file.lead(symbol.line)
    return page.code(symbol, first, symbol.end or symbol.line, options)


def contract(page: Page, what: str, options: Options) -> str:
    """The declaration of a function with its comment: what it promises.

    A function that a header defines in line is shown whole, but of a piece of the page's lab
    only the head.
    """
    tree = page.site.tree
    found = [s for s in tree.by_name.get(what, ()) if s.file.endswith(".h")
             and s.kind in ("prototype", "function")
             and options.get("file", s.file) == s.file]
    found.sort(key=lambda s: (not s.file.startswith("kernel/microkernel"), "/host/" in s.file,
                              s.file))
    if not found:
        raise SiteError(f"no declaration of '{what}' in a header")
    symbol = found[0]
    file = tree.files[symbol.file]
    last = symbol.end or symbol.line
    lab = page.site.pieces.get((symbol.file, symbol.name))
    if lab and page.source == labs.page(lab) and symbol.kind == "function":
        last = symbol.line
        while ")" not in file.lines[last - 1]:
            last += 1
        return page.code(symbol, file.lead(symbol.line), last, options)
    while symbol.kind == "prototype" and ";" not in file.lines[last - 1]:
        last += 1
    return page.code(symbol, file.lead(symbol.line), last, options)


def diagram(page: Page, what: str, options: Options) -> str:
    """The drawing docs/diagrams/<what>.dot."""
    path = page.site.root / "docs/diagrams" / f"{what}.dot"
    if not path.is_file():
        raise SiteError(f"no drawing docs/diagrams/{what}.dot")
    return page.draw(path.read_text(encoding="utf-8"), options)


def pieces(page: Page, what: str, _: Options) -> str:
    """The functions that a lab asks for, with the lines of the reference."""
    site = page.site
    lab = labs.pick(site.labs, what)
    rows = []
    shown = ""
    lines = labs.lines(site.tree, lab)
    for symbol in labs.pieces(site.tree, lab):
        count = lines[symbol.file, symbol.name]
        if symbol.file != shown:
            shown = symbol.file
            rows.append(f'<tr class="t-group"><td colspan="2"><code>{shown}</code></td></tr>')
        promise = next((s for s in site.tree.by_name[symbol.name] if s.kind == "prototype"
                        and not s.file.startswith("kernel/tests/")), None)    # a namesake
        name = f"<code>{symbol.name}</code>"
        if promise:
            name = f'<a href="{site.symbol_href(page.url, promise)}">{name}</a>'
        rows.append(f"<tr><td>{name}</td><td>{count}</td></tr>")
    for path, count in ((path, n) for (path, name), n in lines.items() if name == WHOLE_FILE):
        rows.append(f'<tr class="t-group"><td colspan="2"><code>{path}</code></td></tr>')
        rows.append(f"<tr><td>the whole file</td><td>{count}</td></tr>")
    rows.append(f"<tr><td>all together</td><td>{sum(lines.values())}</td></tr>")
    return ('<div class="t-rows t-pieces"><table><thead><tr><th>Function</th><th>Lines</th></tr>'
            f"</thead><tbody>{''.join(rows)}</tbody></table></div>")


def tests(page: Page, what: str, _: Options) -> str:
    """The visible tests of a lab with their points, and what is hidden."""
    lab = labs.pick(page.site.labs, what)
    hidden = [test for test in lab.tests if not test.visible]
    rows = [f"<tr><td><code>{test.name}</code></td><td>{test.points}</td></tr>"
            for test in lab.tests if test.visible]
    if hidden:
        points = sum(test.points for test in hidden)
        rows.append(f"<tr><td>{len(hidden)} hidden until the lab is due</td><td>{points}</td></tr>")
    return ('<div class="t-rows"><table><thead><tr><th>Test</th><th>Points</th></tr>'
            f"</thead><tbody>{''.join(rows)}</tbody></table></div>")


def facts(page: Page, what: str, _: Options) -> str:
    """The line under a lab's title: difficulty, hours, lines to write."""
    lab = labs.pick(page.site.labs, what)
    lines = sum(labs.lines(page.site.tree, lab).values())
    items = [("Difficulty", f"{lab.difficulty} of 5"), ("Hours", lab.hours),
             ("Lines to write", f"about {round(lines, -1) or lines}"), ("Tests", len(lab.tests))]
    if before := _before(lab):
        items.append(("After labs", before))
    cells = "".join(f"<div><dt>{k}</dt><dd>{v}</dd></div>" for k, v in items)
    return f'<dl class="t-facts">{cells}</dl>'


def _before(lab: labs.Lab) -> str:
    """What comes before a lab; in brackets the labs of which reading is enough."""
    return ", ".join([*lab.needs, *(f"({number})" for number in lab.reads)])


def prerequisites(page: Page, _: str, options: Options) -> str:
    """A drawing of which lab comes before which, each box a link to the lab's page."""
    lines = ["digraph prerequisites {", "  ranksep=0.25", "  node [width=0.5]"]
    for lab in page.site.labs.values():
        colour = "blue" if labs.in_kernel(lab) else "green"
        name = lab.name[len(lab.number) + 1:].replace("-", "\\n", 1)
        source_page = labs.page(lab)
        link = ""
        if source_page in page.site.urls:
            link = f'URL="{page.site.page(page.url, source_page)}"'
        lines.append(f'  L{lab.number} [label="{lab.number}\\n{name}" color={colour} '
                     f"fillcolor={colour}_tile {link}]")
        lines += [f"  L{number} -> L{lab.number}" for number in lab.needs]
        lines += [f"  L{number} -> L{lab.number} [style=dashed]" for number in lab.reads]
    return page.draw("\n".join(lines + ["}"]), options)


def all_labs(page: Page, _: str, __: Options) -> str:
    """One row for each lab that there is."""
    site = page.site
    rows = []
    for lab in site.labs.values():
        lines = sum(labs.lines(site.tree, lab).values())
        name = html.escape(lab.title)
        source_page = labs.page(lab)
        if source_page in site.urls:
            name = f'<a href="{site.page(page.url, source_page)}">{name}</a>'
        rows.append(f"<tr><td>{lab.number}</td><td>{name}</td><td>{_before(lab)}</td>"
                    f"<td>{lab.difficulty} of 5</td><td>{lines}</td><td>{lab.hours}</td></tr>")
    return ('<div class="t-rows"><table><thead><tr><th>Lab</th><th>Subject</th><th>After</th>'
            "<th>Difficulty</th><th>Lines</th><th>Hours</th></tr></thead>"
            f"<tbody>{''.join(rows)}</tbody></table></div>")


def figures(page: Page, _: str, __: Options) -> str:
    """The size of the kernel, as `make lines` counts it, and what the site has of it."""
    files = [f for f in page.site.tree.files.values() if f.path.startswith("kernel/microkernel/")
             and "/arch/host/" not in f.path and f.path.endswith((".c", ".h", ".S"))]
    notes = sum(len(n) for _, n in page.site.notes.values())
    labs_there = len(page.site.labs)
    lines = runpy.run_path(str(page.site.root / "ci/lines.py"))
    size, budget = sum(lines["count"](page.site.root).values()), lines["BUDGET"]
    items = [(f"{size:,}", f"lines of kernel code, of {budget:,} allowed"),
             (len(files), "files, each with an annotated page"),
             (sum(f.functions for f in files), "kernel functions")]
    if notes:
        items.append((notes, "notes beside the code"))
    if labs_there:
        items.append((labs_there, "lab" + ("s" if labs_there > 1 else "")))
    cells = "".join(f"<div><dd>{v}</dd><dt>{k}</dt></div>" for v, k in items)
    return f'<dl class="t-figures">{cells}</dl>'


def folders(page: Page, what: str, _: Options) -> str:
    """The sub-folders of a source folder as a table."""
    from .sourcepages import children, _folder_rows

    below, _files = children(page.site, what)
    if not below:
        raise SiteError(f"no source folder below '{what}'")
    return _folder_rows(page.site, below, page.url)


DIRECTIVES: dict[str, Callable[[Page, str, Options], str]] = {
    "source": source,
    "contract": contract,
    "diagram": diagram,
    "pieces": pieces,
    "tests": tests,
    "facts": facts,
    "labs": all_labs,
    "prerequisites": prerequisites,
    "figures": figures,
    "folders": folders,
}
