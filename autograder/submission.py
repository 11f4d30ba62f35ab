# SPDX-License-Identifier: MIT
"""Submissions: one file that a student packs and a grader unpacks.

    NN-name[-ID].tar.gz
        submission.json     schema, lab, student, handed_out (commit), source, tree, and of each
                            file its path, size and SHA-256; site, if one was handed out with it
        kernel/...          the files of the lab's pieces, and of its exercise

The same files give the same bytes: no owner, no time, one order. source and tree are those of the
manifest that the student's tree was handed out with: which version of the lab this answers.

Whoever unpacks expects the worst. read_archive() works in memory, within fixed limits, and takes
nothing but plain files with plain names: whatever else an archive can hold (links, devices, sparse
files, paths that lead elsewhere) is refused, and so are damage, a file too many and a bomb. Its
only failure is a Refusal with one line. What is in a file is not looked at here: only as C text in
the place of a lab's pieces does it get any meaning.
"""

from __future__ import annotations

import gzip
import hashlib
import io
import json
import re
import tarfile
import zlib
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from . import Refusal, labs, pages, track
from .definitions import read_source, write_source
from .replace import SIZE_LIMIT, compose_set, read_set
from .tree import is_staged, manifest, pristine_tree, root_commit

MANIFEST = "submission.json"
SCHEMA = 1

ARCHIVE_LIMIT = 2 << 20     # bytes of the file that is handed in
UNPACKED_LIMIT = 8 << 20    # bytes of the archive in it
FILES_LIMIT = 64

_PATH = re.compile(r"[A-Za-z0-9_][A-Za-z0-9._+-]*(/[A-Za-z0-9_][A-Za-z0-9._+-]*)*", re.ASCII)
_PATH_LIMIT = 200
_STUDENT = re.compile(r"[A-Za-z0-9._@+-]{0,64}", re.ASCII)


@dataclass(frozen=True)
class Submission:
    """An unpacked archive: its manifest, checked, and its files."""

    lab: str
    student: str
    manifest: dict[str, Any]
    files: dict[str, bytes] = field(default_factory=dict)


# -- packing -----------------------------------------------------------------------------------

@dataclass(frozen=True)
class Packed:
    """A file to hand in, and what is in it."""

    path: Path
    lab: str
    files: tuple[str, ...]
    untouched: bool


def pack(root: Path, wanted: str = "", out: Path | None = None) -> Packed:
    """Packs the work in a student's tree; Refusal if it could not be graded."""
    if not is_staged(root):
        raise Refusal("make submit is for a student's tree; go to the one that make lab has made")
    handed_out = pristine_tree(root)
    data = manifest(handed_out)
    labs.must_be(data["lab"], wanted)
    base = track.base_tree(root, data) if track.on_track(data) else handed_out
    pieces = track.pieces_of(data)
    texts = read_set(root, pieces)
    untouched = all(path in handed_out and read_source(handed_out[path].data) == text
                    for path, text in texts.items())
    if track.on_track(data):
        texts = track.lab_texts(data, handed_out, base, texts)
    compose_set(lambda path: read_source(base[path].data) if path in base else None, texts, pieces)
    files = {path: write_source(text) for path, text in texts.items()}
    exercise = root / _exercise_file(data["lab"], base)
    if exercise.is_file() and not exercise.is_symlink():
        files[exercise.relative_to(root).as_posix()] = exercise.read_bytes()
    about = {"schema": SCHEMA, "lab": data["lab"], "student": data.get("student", ""),
             "handed_out": root_commit(root), "source": data["source"],
             **({"site": data["site"]} if data.get("site") else {}),
             "tree": manifest(base)["tree"],
             "files": [{"path": path, "size": len(text),
                        "sha256": hashlib.sha256(text).hexdigest()}
                       for path, text in sorted(files.items())]}
    archive = write_archive(about, files)
    read_archive(archive)
    name = data["lab"] + (f"-{about['student']}" if about["student"] else "") + ".tar.gz"
    target = out if out is not None else root / "build" / "submit" / name
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_bytes(archive)
    return Packed(target, data["lab"], tuple(sorted(files)), untouched)


def _exercise_file(lab: str, tree: dict[str, Any]) -> str:
    """The file of the lab's exercise as it was handed out; of a lab without one, no file."""
    found = [path for path in tree if re.fullmatch(rf"labs/{re.escape(lab)}/exercise/\w+\.c", path)]
    return found[0] if found else f"labs/{lab}/exercise/"


def write_archive(about: dict[str, Any], files: dict[str, bytes]) -> bytes:
    """The archive of a manifest and files: equal for equal ones."""
    plain = io.BytesIO()
    everything = {MANIFEST: (json.dumps(about, indent=2) + "\n").encode(), **files}
    with tarfile.open(fileobj=plain, mode="w", format=tarfile.USTAR_FORMAT) as tar:
        for path in [MANIFEST, *sorted(files)]:
            member = tarfile.TarInfo(path)
            member.size, member.mode = len(everything[path]), 0o644
            try:
                tar.addfile(member, io.BytesIO(everything[path]))
            except ValueError:
                raise Refusal(f"{path}: the name is too long") from None
    # compresslevel and mtime are said: both go into the bytes
    return gzip.compress(plain.getvalue(), compresslevel=6, mtime=0)


# -- unpacking ---------------------------------------------------------------------------------

def load_archive(path: Path) -> tuple[Submission, str]:
    """Reads a file that was handed in; returns what is in it and its SHA-256."""
    if not path.is_file():
        raise Refusal(f"no file {path}")
    with path.open("rb") as file:
        data = file.read(ARCHIVE_LIMIT + 1)
    return read_archive(data), hashlib.sha256(data).hexdigest()


def read_archive(data: bytes) -> Submission:
    """Unpacks an archive in memory; Refusal if anything in it is not as pack() makes it."""
    if len(data) > ARCHIVE_LIMIT:
        raise Refusal(f"the archive has more than {ARCHIVE_LIMIT:,} bytes")
    files = _members(_inflate(data))
    about = _manifest(files.pop(MANIFEST, None))
    listed = {entry["path"]: entry for entry in about["files"]}
    for path in files:
        if path not in listed:
            raise Refusal(f"{path}: is not in {MANIFEST}")
    for path, entry in listed.items():
        if path not in files:
            raise Refusal(f"{path}: is missing from the archive")
        if hashlib.sha256(files[path]).hexdigest() != entry["sha256"]:
            raise Refusal(f"{path}: differs from its SHA-256 in {MANIFEST}")
    return Submission(about["lab"], about["student"], about, files)


def _inflate(data: bytes) -> bytes:
    """The bytes inside one gzip member; never more than the limit."""
    unpack = zlib.decompressobj(wbits=zlib.MAX_WBITS | 16)
    try:
        plain = unpack.decompress(data, UNPACKED_LIMIT + 1)
    except zlib.error as error:
        raise Refusal(f"this is no archive of make submit, or it is damaged: {error}") from None
    if len(plain) > UNPACKED_LIMIT:
        raise Refusal(f"the archive unpacks to more than {UNPACKED_LIMIT:,} bytes")
    if not unpack.eof:
        raise Refusal("the archive is cut short")
    if unpack.unused_data:
        raise Refusal("the archive goes on after its end")
    return plain


def _members(plain: bytes) -> dict[str, bytes]:
    """The files of a tar archive; Refusal at the first member that is none."""
    files: dict[str, bytes] = {}
    try:
        with tarfile.open(fileobj=io.BytesIO(plain), mode="r:", errorlevel=2) as tar:
            for member in tar:
                path = member.name
                if len(files) >= FILES_LIMIT:
                    raise Refusal(f"the archive holds more than {FILES_LIMIT} files")
                if not _is_plain(path):
                    raise Refusal(f"{_shown(path)}: is no plain name of a file")
                if member.type not in (tarfile.REGTYPE, tarfile.AREGTYPE) or member.issparse() \
                        or member.pax_headers:
                    raise Refusal(f"{path}: is no plain file")
                if not 0 <= member.size <= SIZE_LIMIT:
                    raise Refusal(f"{path}: has more than {SIZE_LIMIT:,} bytes")
                if any(path == other or path.startswith(f"{other}/")
                       or other.startswith(f"{path}/") for other in files):
                    raise Refusal(f"{path}: is in the archive twice")
                data = plain[member.offset_data:member.offset_data + member.size]
                if len(data) != member.size:
                    raise Refusal(f"{path}: is cut short")
                files[path] = data
    except (tarfile.TarError, ValueError, OverflowError, EOFError, RecursionError) as error:
        raise Refusal("this is no archive of make submit, or it is damaged: "
                      f"{_shown(str(error))}") from None
    return files


def _is_plain(path: str) -> bool:
    """Is this a name that pack() gives: a way down, in letters that show as what they are?"""
    return len(path) <= _PATH_LIMIT and bool(_PATH.fullmatch(path))


def _manifest(data: bytes | None) -> dict[str, Any]:
    """The manifest of an archive, every value of it checked."""
    if data is None:
        raise Refusal(f"the archive has no {MANIFEST}: was it made by make submit?")
    try:
        about = json.loads(data.decode("utf-8"))
    except (ValueError, RecursionError) as error:
        raise Refusal(f"{MANIFEST}: {_shown(str(error))}") from None
    if not isinstance(about, dict) or about.get("schema") != SCHEMA:
        raise Refusal(f"{MANIFEST}: is not of schema {SCHEMA}")
    for key in ("lab", "student", "handed_out", "source", "tree"):
        if not isinstance(about.get(key), str) or len(about[key]) > _PATH_LIMIT:
            raise Refusal(f"{MANIFEST}: '{key}' is no text")
    if not re.fullmatch(r"\d\d-[a-z0-9-]+", about["lab"], re.ASCII):
        raise Refusal(f"{MANIFEST}: 'lab' is no name of a lab")
    if not _STUDENT.fullmatch(about["student"]):
        raise Refusal(f"{MANIFEST}: 'student' is no ID")
    if "site" in about and not (isinstance(about["site"], str)
                                and pages.is_address(about["site"])):
        raise Refusal(f"{MANIFEST}: 'site' is no address")
    entries = about.get("files")
    if not isinstance(entries, list) or len(entries) > FILES_LIMIT:
        raise Refusal(f"{MANIFEST}: 'files' is no list of at most {FILES_LIMIT}")
    for entry in entries:
        if not isinstance(entry, dict) or not isinstance(entry.get("path"), str) \
                or not isinstance(entry.get("sha256"), str):
            raise Refusal(f"{MANIFEST}: an entry of 'files' has no path or no SHA-256")
        if not _is_plain(entry["path"]):
            raise Refusal(f"{MANIFEST}: {_shown(entry['path'])}: is no plain name of a file")
    return about


def _shown(text: str) -> str:
    """Text of a stranger for one line of a message."""
    return re.sub(r"[^ -~]", "?", " ".join(text.split()))[:80]


def lay_files(files: dict[str, bytes], folder: Path) -> None:
    """Writes unpacked files below a new folder. The paths are as read_archive() lets them be."""
    folder.mkdir(parents=True)
    for path, data in files.items():
        target = folder / path
        target.parent.mkdir(parents=True, exist_ok=True)
        with target.open("xb") as file:
            file.write(data)


def of_this_version(root: Path, lab: labs.Lab, about: dict[str, Any]) -> bool:
    """Was the lab handed out as it is now?"""
    from .stage import staged_tree
    tree = staged_tree(root, lab, student=about["student"], site=about.get("site", ""))
    return bool(manifest(tree)["tree"] == about["tree"])


