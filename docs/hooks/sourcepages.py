# SPDX-License-Identifier: MIT
"""The annotated source: a page for each file, an index for each folder.

A page has the essay at the head of the file as its introduction, then the code
with line numbers; notes stand beside the line they are bound to. On a narrow
screen a note is folded and stands above that line.

While Markdown runs, a page is the text of its notes, separated by markers.
What search sees is made of the rendered notes and comments, under one heading
per symbol; what a browser shows is set after the search index was filled.
"""

from __future__ import annotations

import html
from dataclasses import dataclass

from mkdocs.structure.toc import AnchorLink, TableOfContents

from . import labs
from .essay import to_html
from .notes import Note
from .site import Site
from .tree import TAG_KINDS, SourceFile, Symbol, anchor

_MARK = "<!-- tessera-note -->"
_LISTED = ("function", "struct", "union", "enum", "macro", "typedef", "variable", "label")

FOLDERS = {
    "kernel": "The kernel and what runs on it",
    "kernel/microkernel": "The privileged kernel",
    "kernel/microkernel/arch": "What is particular to the architecture",
    "kernel/microkernel/boot": "From the loader's hand-over to the first program",
    "kernel/microkernel/cap": "Capabilities: slots, lookup, derivation, deletion",
    "kernel/microkernel/object": "The objects that capabilities name, and their methods",
    "kernel/microkernel/ipc": "System calls, messages, endpoints, notifications, replies",
    "kernel/microkernel/sched": "Who runs next, and on whose time",
    "kernel/microkernel/fault": "Faults as messages to a handler",
    "kernel/microkernel/debug": "Checks, names and calls of the debug build",
    "kernel/loader": "From firmware to the kernel's entry",
    "kernel/include": "Public headers, by their standard names",
    "kernel/libs": "The user-level libraries",
    "kernel/interfaces": "Agreements between programs",
    "kernel/composer": "The composer, a host tool",
    "kernel/composer/system": "System descriptions: from elements to a model, from it to a plan",
    "kernel/composer/plan": "Plans: objects, capabilities, maps",
    "kernel/systems": "Systems: descriptions, and the programs written for them",
    "kernel/components": "Programs",
    "kernel/apps": "Applications, one program each",
    "kernel/tests": "Tests that run on the system",
}


@dataclass
class View:
    """A rendered page: what search gets and what the browser gets."""

    search: str
    browser: str
    toc: TableOfContents


# -- a file -------------------------------------------------------------------


def markdown(site: Site, file: SourceFile) -> str:
    """The Markdown of a source page: its notes, in order, between markers."""
    head, notes = site.notes.get(file.path, ("", []))
    parts = [head, *(note.text for note in notes)]
    return f"\n\n{_MARK}\n\n".join(parts)


def render(site: Site, file: SourceFile, url: str, content: str) -> View:
    """Builds the page from the rendered notes."""
    texts = [part.strip() for part in content.split(_MARK)]
    notes = list(zip(site.notes.get(file.path, ("", []))[1], texts[1:]))
    listed = _listed(file)
    essay = to_html(file.essay, lambda text: site.mentions(url, file.path, text))
    aside = f'<div class="t-aside">{texts[0]}</div>' if texts[0] else ""
    top = (_head(site, file, url)
           + f'<div class="t-intro"><div class="t-essay">{essay}</div>{aside}</div>')
    body = top + _contents(listed) + _listing(site, file, url, notes, listed)
    return View(_search(file, essay + texts[0], notes, listed), body, _toc(file, listed))


def _listed(file: SourceFile) -> list[Symbol]:
    """The symbols with a heading of their own; a name counts once a page."""
    seen: set[str] = set()
    found = []
    functions = {s.name for s in file.symbols if s.kind == "function"}
    for symbol in file.symbols:
        if symbol.kind == "prototype" and symbol.name in functions:
            continue
        if symbol.kind in (*_LISTED, "prototype") and anchor(symbol) not in seen \
                and not symbol.name.startswith("__anon"):
            seen.add(anchor(symbol))
            found.append(symbol)
    return found


def _head(site: Site, file: SourceFile, url: str) -> str:
    parts = file.path.split("/")
    crumbs = []
    for i, part in enumerate(parts[:-1], 1):
        folder = "/".join(parts[:i])
        page = f"source/{folder}/index.md"
        if page in site.urls:
            crumbs.append(f'<a href="{site.page(url, page)}">{part}</a>')
        else:
            crumbs.append(part)
    functions = f", {file.functions} functions" if file.functions > 1 else ""
    return (f'<p class="t-crumbs">{"<i>/</i>".join(crumbs)}<i>/</i></p>'
            f'<h1 id="top">{file.name}</h1>'
            f'<p class="t-meta">{len(file.lines)} lines, {file.code_lines} of them code'
            f'{functions}</p>')


def _contents(listed: list[Symbol]) -> str:
    """The chips that lead to each function and type of the file."""
    chips = "".join(
        f'<li><a class="t-k-{s.kind}" href="#{anchor(s)}">{_title(s)}</a></li>'
        for s in listed if s.kind not in ("macro", "variable"))
    return f'<ul class="t-chips">{chips}</ul>' if chips else ""


def _title(symbol: Symbol) -> str:
    word = f"{symbol.kind} " if symbol.kind in TAG_KINDS else ""
    return html.escape(word + symbol.name)


def _listing(site: Site, file: SourceFile, url: str, notes: list[tuple[Note, str]],
             listed: list[Symbol]) -> str:
    code = site.lines(url, file)
    at_line: dict[int, list[str]] = {}
    for note, text in notes:
        at_line.setdefault(note.line, []).append(_note(note, text))
    marks: dict[int, list[str]] = {}
    tools: dict[int, str] = {}
    for symbol in listed:
        lead = file.lead(symbol.line)
        marks.setdefault(lead, []).append(f'<span class="t-mark" id="{anchor(symbol)}"></span>')
        tools.setdefault(symbol.line, _tools(site, url, symbol))
    noted = {note.line for note, _ in notes}
    first, last = file.essay_span
    out = [f'<div class="t-source{" t-noted" if notes else ""}">'
           '<div class="t-listing highlight">']
    for number, line in enumerate(code, 1):
        out += at_line.get(number, ())
        out += marks.get(number, ())
        if first <= number <= last:
            out.append(f'<span class="t-mark" id="L{number}"></span>')
            if number == last:
                out.append(f'<div class="t-line t-skip">lines {first}–{last}: '
                           '<a href="#top">the essay above</a></div>')
            continue
        css = "t-line t-bound" if number in noted else "t-line"
        out.append(f'<div class="{css}" id="L{number}"><a class="t-no" href="#L{number}" '
                   f'data-n="{number}" aria-hidden="true" tabindex="-1"></a>{line}'
                   f'{tools.get(number, "")}</div>')
    out.append("</div></div>")
    return "\n".join(out)


def _note(note: Note, text: str) -> str:
    title = (f'<a href="#L{note.line}">{note.line}</a>'
             f"<code>{html.escape(note.title)}</code>")
    css = "t-note t-fragment" if note.fragment else "t-note"
    return (f'<details class="{css}" open data-first="{note.line}" data-last="{note.last}">'
            f"<summary>{title}</summary>{text}</details>")


def _tools(site: Site, url: str, symbol: Symbol) -> str:
    """The small links at the end of a definition's first line."""
    links = []
    lab = site.pieces.get((symbol.file, symbol.name))
    if lab:
        page = labs.page(lab)
        name = f"lab {lab.number}"
        links.append(f'<a class="t-lab" href="{site.page(url, page)}">{name}</a>'
                     if page in site.urls else f'<span class="t-lab">{name}</span>')
    place = site.reference_href(url, symbol)
    if place:
        links.append(f'<a href="{place}" title="{symbol.name} in the reference">ref</a>')
    return f'<span class="t-tools">{" ".join(links)}</span>' if links else ""


def _toc(file: SourceFile, listed: list[Symbol]) -> TableOfContents:
    top = AnchorLink(file.name, "top", 1)
    top.children = [AnchorLink(_title(s), anchor(s), 2) for s in listed
                    if s.kind not in ("macro", "variable")]
    return TableOfContents([top])


def _search(file: SourceFile, intro: str, notes: list[tuple[Note, str]],
            listed: list[Symbol]) -> str:
    """One section per symbol: its comment and its notes, no code."""
    out = [f'<h1 id="top">{file.path}</h1>{intro}']
    for symbol in listed:
        if symbol.kind in ("macro", "variable"):
            continue
        words = html.escape(file.comment_above(symbol))
        beside = " ".join(text for note, text in notes if note.symbol.line == symbol.line)
        out.append(f'<h2 id="{anchor(symbol)}">{_title(symbol)}</h2><p>{words}</p>{beside}')
    return "\n".join(out)


# -- a folder -----------------------------------------------------------------


def folders(site: Site) -> list[str]:
    """Every folder that holds source files, directly or below."""
    found: set[str] = set()
    for path in site.tree.files:
        parts = path.split("/")
        found.update("/".join(parts[:i]) for i in range(1, len(parts)))
    return sorted(found)


def children(site: Site, folder: str) -> tuple[list[str], list[SourceFile]]:
    """Sub-folders and files of a folder, files in reading order."""
    below = [f for f in folders(site) if f.rsplit("/", 1)[0] == folder and f != folder]
    files = [f for f in site.tree.files.values() if f.folder == folder]

    def rank(name: str) -> tuple:
        orders = [f.order for f in site.tree.files.values()
                  if f.order is not None and (f.path + "/").startswith(name + "/")]
        return (min(orders) if orders else 9999, _fixed(name), name)

    return sorted(below, key=rank), sorted(files, key=lambda f: rank(f.path))


def _fixed(folder: str) -> int:
    names = list(FOLDERS)
    return names.index(folder) if folder in names else len(names)


def folder_title(folder: str) -> str:
    return folder.rsplit("/", 1)[-1]


def folder_page(site: Site, folder: str, url: str) -> str:
    """HTML of a folder's index."""
    below, files = children(site, folder)
    title = html.escape(folder_title(folder))
    crumbs = _folder_crumbs(site, folder, url)
    total = [f for f in site.tree.files.values() if f.path.startswith(folder + "/")]
    code = sum(f.code_lines for f in total)
    noun = "file" if len(total) == 1 else "files"
    out = [crumbs, f'<h1 id="top">{title}</h1>',
           f'<p class="t-meta">{len(total)} {noun}, {code:,} lines of code</p>']
    if folder in FOLDERS:
        out.append(f"<p>{FOLDERS[folder]}.</p>")
    if below:
        out.append(_folder_rows(site, below, url))
    if files:
        out.append(_file_rows(site, files, url))
    return "\n".join(out)


def _folder_crumbs(site: Site, folder: str, url: str) -> str:
    parts = folder.split("/")
    links = [f'<a href="{site.page(url, "source/" + "/".join(parts[:i]) + "/index.md")}">'
             f"{part}</a><i>/</i>" for i, part in enumerate(parts[:-1], 1)]
    return f'<p class="t-crumbs">{"".join(links)}</p>' if links else ""


def _folder_rows(site: Site, below: list[str], url: str) -> str:
    rows = []
    for folder in below:
        inside = [f for f in site.tree.files.values() if f.path.startswith(folder + "/")]
        names = ", ".join(f.name for f in children(site, folder)[1][:6])
        text = FOLDERS.get(folder, names)
        code = sum(f.code_lines for f in inside)
        link = site.page(url, f"source/{folder}/index.md")
        rows.append(f'<tr><td><a href="{link}"><code>{folder_title(folder)}/</code></a></td>'
                    f"<td>{html.escape(text)}</td><td>{len(inside)}</td><td>{code:,}</td></tr>")
    return _table("Folder", "What is there", "Files", rows)


def _file_rows(site: Site, files: list[SourceFile], url: str) -> str:
    rows = []
    for file in files:
        notes = len(site.notes.get(file.path, ("", []))[1])
        badge = f'<span class="t-count">{notes} notes</span>' if notes else ""
        first = html.escape(file.summary, quote=False)
        place = "" if file.order is None else f'<span class="t-order">{file.order}</span>'
        rows.append(f'<tr><td><a href="{site.page(url, file.page)}"><code>{file.name}</code></a>'
                    f"</td><td>{first} {badge}</td><td>{place}</td>"
                    f"<td>{file.code_lines:,}</td></tr>")
    ordered = any(f.order is not None for f in files)
    return _table("File", "What it is for", "Read as" if ordered else "", rows)


def _table(first: str, second: str, third: str, rows: list[str]) -> str:
    return (f'<div class="t-rows"><table><thead><tr><th>{first}</th><th>{second}</th>'
            f"<th>{third}</th><th>Lines</th></tr></thead><tbody>{''.join(rows)}</tbody></table>"
            "</div>")
