# SPDX-License-Identifier: MIT
"""Trees of source files: the full tree, a student's staged tree, and what in them is pristine.

The full tree is Tessera itself: the files on disk count, committed or not. A staged tree is the
Git repository that a student works in. Its *root commit* is what was handed out; a grade takes
everything from there except the pieces, so nothing the student does to other files, to the
manifest or to the history after it has any effect.

A tree is held in memory as path -> File (about 2 MB), paths relative and with slashes.
"""

from __future__ import annotations

import contextlib
import fcntl
import functools
import hashlib
import io
import json
import os
import shutil
import subprocess
import tarfile
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Iterator

from . import Refusal

MANIFEST = ".tessera-lab.json"

# Git as if on a machine without any configuration: no hooks, no signing, no line-end changes.
_GIT_ENVIRONMENT = {"GIT_CONFIG_GLOBAL": "/dev/null", "GIT_CONFIG_NOSYSTEM": "1",
                    "GIT_TERMINAL_PROMPT": "0", "LC_ALL": "C"}


@dataclass(frozen=True)
class File:
    """The bytes of one file, and whether it can be executed."""

    data: bytes
    executable: bool = False


Tree = dict[str, File]


def git(root: Path, *arguments: str, env: dict[str, str] | None = None,
        given: bytes = b"") -> bytes:
    """Runs Git in a tree, with its input given, and returns what it prints; Refusal with what it
    says, the last line or the fatal one, if it fails."""
    base = {key: value for key, value in os.environ.items() if not key.startswith("GIT_")}
    try:
        run = subprocess.run(["git", "-c", f"safe.directory={root.resolve()}", *arguments],
                             cwd=root, capture_output=True, check=False, input=given,
                             env={**base, **_GIT_ENVIRONMENT, **(env or {})})
    except FileNotFoundError:
        raise Refusal("git is missing: `make setup` installs it") from None
    if run.returncode != 0:
        said = run.stderr.decode(errors="replace").strip().splitlines()
        fatal = [line for line in said if line.startswith("fatal: ")]
        raise Refusal(f"git {arguments[0]}: {(fatal or said or ['failed'])[-1]}")
    return run.stdout


def is_staged(root: Path) -> bool:
    """Is this a student's tree?"""
    return (root / MANIFEST).is_file()


def has_repository(root: Path) -> bool:
    """Does a Git repository begin at this very folder?"""
    return (root / ".git").exists()


def working_tree(root: Path, wanted) -> Tree:
    """The files on disk for which wanted(path) holds, without what Git ignores."""
    if has_repository(root):
        listed = git(root, "ls-files", "-z", "-c", "-o", "--exclude-standard")
        paths = {os.fsdecode(name) for name in listed.split(b"\0") if name}
    else:
        paths = {p.relative_to(root).as_posix() for p in root.rglob("*") if p.is_file()}
        paths = {p for p in paths if not p.startswith("build/") and "__pycache__" not in p}
    found: Tree = {}
    for path in sorted(paths):
        file = root / path
        if wanted(path) and file.is_file():
            found[path] = File(file.read_bytes(), os.access(file, os.X_OK))
    return found


def root_commit(root: Path) -> str:
    """The commit that a staged tree began with."""
    if not has_repository(root):
        raise Refusal("this staged tree has lost its Git repository (.git); stage the lab again "
                      "and copy your files over")
    commits = git(root, "rev-list", "--max-parents=0", "HEAD").decode().split()
    if not commits:
        raise Refusal("this staged tree has no commit; stage the lab again")
    return commits[-1]


def pristine_tree(root: Path) -> Tree:
    """The files of a staged tree as they were handed out."""
    return tree_of(root, root_commit(root))


def tree_of(root: Path, commit: str) -> Tree:
    """The files of a commit, which is named by its whole hash."""
    return dict(_read_commit(root.resolve(), commit))


@functools.lru_cache(maxsize=2)
def _read_commit(root: Path, commit: str) -> Tree:
    """A commit never changes, and a grading looks at it half a dozen times."""
    archive = git(root, "archive", "--format=tar", commit)
    found: Tree = {}
    with tarfile.open(fileobj=io.BytesIO(archive)) as tar:
        for member in tar:
            if member.isfile():
                found[member.name] = File(tar.extractfile(member).read(),
                                          bool(member.mode & 0o100))
    return found


def manifest(tree: Tree) -> dict[str, Any]:
    """The manifest of a staged tree; Refusal if it has none that can be read."""
    try:
        data = json.loads(tree[MANIFEST].data)
        if all(isinstance(data[key], str) for key in ("lab", "source", "tree")) \
                and all(isinstance(piece["file"], str) and isinstance(piece["functions"], list)
                        for piece in data["pieces"]):
            return data
    except (KeyError, ValueError, TypeError, RecursionError):
        pass
    raise Refusal(f"{MANIFEST} is not the manifest of a staged lab; stage the lab again")


def edits(root: Path) -> list[str]:
    """The files of a staged tree that differ from what was handed out, sorted."""
    changed = git(root, "diff", "--name-only", "-z", "--no-renames", root_commit(root), "--")
    new = git(root, "ls-files", "-z", "-o", "--exclude-standard")
    return sorted({os.fsdecode(name) for name in (changed + new).split(b"\0") if name})


def has_history(root: Path) -> bool:
    """Has anything been committed after what was handed out?"""
    return int(git(root, "rev-list", "--count", "--all").decode()) > 1


def lay_out(tree: Tree, root: Path, keep: tuple[str, ...] = ()) -> list[str]:
    """Makes a folder hold exactly this tree, touching only the files that differ, so that a
    later make sees what changed. keep: names at the top that stay (build).

    Returns what make cannot see by the age of files: paths that are gone, makefiles that differ.
    """
    root.mkdir(parents=True, exist_ok=True)
    unseen: list[str] = []
    folders = {parent.as_posix() for path in tree for parent in Path(path).parents}
    for folder, names, files in os.walk(root, topdown=True):
        here = Path(folder).relative_to(root)
        top = here == Path(".")
        for name in list(names):
            path = (here / name).as_posix()
            if top and name in keep:
                names.remove(name)
            elif path not in folders or (root / path).is_symlink():
                names.remove(name)
                unseen.append(path)
                remove(root / path)
        for name in files:
            path = (here / name).as_posix()
            if path not in tree and not (top and name in keep):
                unseen.append(path)
                (root / path).unlink()
    for path, file in tree.items():
        target = root / path
        if target.is_symlink() or target.is_dir():
            remove(target)
        if not target.is_file() or target.read_bytes() != file.data:
            if target.exists() and (target.name == "Makefile" or target.suffix == ".mk"):
                unseen.append(path)
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(file.data)
        mode = 0o755 if file.executable else 0o644
        if target.stat().st_mode & 0o777 != mode:
            target.chmod(mode)
    return unseen


def lay_to_build(tree: Tree, root: Path) -> None:
    """Makes a build tree hold exactly this tree beside what was built there; what make would not
    see is built anew."""
    if lay_out(tree, root, keep=("build",)):
        shutil.rmtree(root / "build", ignore_errors=True)


def write_whole(path: Path, text: str) -> None:
    """Writes a file so that at any moment it is there whole, as it was or as it is to be."""
    fresh = path.with_name(f".{path.name}.new")
    fresh.write_text(text, encoding="utf-8")
    os.replace(fresh, path)


def remove(path: Path) -> None:
    """Removes a file, a link or a folder with all that is in it."""
    if path.is_symlink() or not path.is_dir():
        path.unlink()
        return
    for child in path.iterdir():
        remove(child)
    path.rmdir()


def tree_hash(tree: Tree) -> str:
    """SHA-256 over names, modes and contents of a tree without its manifest."""
    total = hashlib.sha256()
    for path in sorted(tree):
        if path != MANIFEST:
            head = f"{path}\0{int(tree[path].executable)}\0"
            total.update(head.encode("utf-8", "surrogateescape"))
            total.update(hashlib.sha256(tree[path].data).digest())
    return total.hexdigest()


@contextlib.contextmanager
def locked(work: Path) -> Iterator[None]:
    """One at a time works in this folder; a second one waits."""
    work.mkdir(parents=True, exist_ok=True)
    with open(work / ".lock", "w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield
