# SPDX-License-Identifier: MIT
"""The hook that mkdocs.yml names: connects MkDocs' events to this package."""

from __future__ import annotations

import logging
import sys
from pathlib import Path

_DOCS = Path(__file__).resolve().parent.parent
for _path in (str(_DOCS), str(_DOCS.parent)):
    if _path not in sys.path:
        sys.path.insert(0, _path)

from mkdocs.structure.files import File, Files  # noqa: E402

from hooks import fonts, sourcepages  # noqa: E402
from hooks.directives import Page as Directives  # noqa: E402
from hooks.site import Site  # noqa: E402
from hooks.tree import SourceFile  # noqa: E402

log = logging.getLogger("mkdocs.hooks.tessera")

# Folders and files of docs/ that are input of the build, not pages of the site.
NOT_PAGES = ("hooks/", "notes/", "diagrams/", "theme/", "tests/", "doxygen/", "Doxyfile")

_site: Site
_sources: dict[str, SourceFile] = {}
_folders: dict[str, str] = {}
_views: dict[str, sourcepages.View] = {}
_pages: dict[str, Directives] = {}


def on_config(config, **_):
    """Reads the tree; completes the navigation with labs and source pages."""
    global _site
    root = Path(config["config_file_path"]).resolve().parent
    _site = Site(root)
    for table in (_sources, _folders, _views, _pages):
        table.clear()
    for file in _site.tree.files.values():
        _sources[file.page] = file
    for folder in sourcepages.folders(_site):
        _folders[f"source/{folder}/index.md"] = folder
    config["nav"] = _expand(config["nav"], root / "docs")
    config["extra"]["commit"] = _site.commit()
    return config


def _expand(nav, docs: Path):
    """Replaces "labs/*" by the lab pages and "source/*" by the source pages."""
    out = []
    for entry in nav:
        if entry == "labs/*":
            out += [f"labs/{p.name}" for p in sorted((docs / "labs").glob("[0-9]*.md"))]
        elif isinstance(entry, str) and entry.startswith("source/") and entry.endswith("/*"):
            out += _branch(entry[len("source/"):-2])
        elif isinstance(entry, dict):
            for key, value in entry.items():
                inner = _expand(value, docs) if isinstance(value, list) else value
                out += [{key: inner}] if inner else []
        else:
            out.append(entry)
    return out


def _branch(folder: str) -> list:
    """Navigation of one source folder, in reading order; empty if it is."""
    if f"source/{folder}/index.md" not in _folders:
        return []
    below, files = sourcepages.children(_site, folder)
    here: list = [f"source/{folder}/index.md"]
    here += [{file.name: file.page} for file in files]
    for name in below:
        here.append({sourcepages.folder_title(name): _branch(name)})
    return here


def on_files(files, config, **_):
    """Drops what is not a page; adds generated pages and the fonts."""
    kept = [f for f in files if not f.src_uri.startswith(NOT_PAGES)
            and not f.src_uri.endswith(".py")]
    result = Files(kept)
    directory = config["use_directory_urls"]
    for path in [*_folders, *_sources]:
        result.append(File(path, config["docs_dir"], config["site_dir"], directory))
    cache = _site.root / "build/cache/fonts"
    fonts.build(cache / "assets/fonts")
    for path in sorted((cache / "assets/fonts").glob("*")):
        if path.suffix in (".woff2", ".css"):
            result.append(File(f"assets/fonts/{path.name}", str(cache), config["site_dir"],
                               directory))
    for file in result.documentation_pages():
        _site.urls[file.src_uri] = file.url
    return result


def on_page_read_source(page, **_):
    """Gives generated pages their Markdown; others are read from docs/."""
    path = page.file.src_uri
    if path in _folders:
        title = sourcepages.folder_title(_folders[path])
        return f"---\ntitle: {title}\nkind: folder\n---\n"
    if path in _sources:
        file = _sources[path]
        return (f"---\ntitle: {file.name}\nkind: source\nhide: [navigation, toc]\n---\n"
                + sourcepages.markdown(_site, file))
    return None


def on_page_markdown(markdown, page, **_):
    """Expands directives and links by name."""
    path = page.file.src_uri
    _pages[path] = Directives(_site, _origin(path), page.file.url)
    return _pages[path].expand(markdown)


def _origin(path: str) -> str:
    """Where an author finds the text of a page, below docs/."""
    return "notes/" + _sources[path].path + ".md" if path in _sources else path


def on_page_content(content, page, **_):
    """Fills in directives; makes source pages. Search reads what this returns."""
    path = page.file.src_uri
    content = _pages[path].fill(content)
    if path in _folders:
        return sourcepages.folder_page(_site, _folders[path], page.file.url)
    if path in _sources:
        view = sourcepages.render(_site, _sources[path], page.file.url, content)
        _views[path] = view
        page.toc = view.toc
        return view.search
    return content


def on_page_context(context, page, **_):
    """Runs after the search plug-in: now the page gets what a browser shows."""
    view = _views.get(page.file.src_uri)
    if view:
        page.content = view.browser
    return context


def on_env(env, **_):
    """Reports every mistake found; a strict build stops on them."""
    for error in sorted(set(_site.errors)):
        log.warning(error)
    return env
