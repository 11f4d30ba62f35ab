# SPDX-License-Identifier: MIT
"""A submission is packed the same way each time, and unpacked as if by an enemy."""

from __future__ import annotations

import gzip
import hashlib
import io
import json
import random
import subprocess
import tarfile
import zlib

import pytest

from autograder import Refusal, submission
from autograder.stage import stage
from autograder.submission import (ARCHIVE_LIMIT, FILES_LIMIT, MANIFEST, SIZE_LIMIT,
                                   UNPACKED_LIMIT, lay_files, pack, read_archive, write_archive)
from autograder.tests.counter_lab import COUNTER, solve

FILE = "kernel/microkernel/x.c"
PLAIN = submission._PATH


def about(files):
    """A manifest of these files."""
    entries = [{"path": path, "size": len(data), "sha256": hashlib.sha256(data).hexdigest()}
               for path, data in files.items()]
    return {"schema": 1, "lab": "07-counter", "student": "s1", "handed_out": "0" * 40,
            "source": "1" * 40, "tree": "2" * 64, "files": entries}


def archive(files=None, changes=None):
    files = {FILE: b"int x;\n"} if files is None else files
    return write_archive({**about(files), **(changes or {})}, files)


def packed(members):
    """A gzipped tar of members (TarInfo, data), with a manifest of its regular files."""
    plain = io.BytesIO()
    files = {m.name: data for m, data in members if m.isreg()}
    text = json.dumps(about(files)).encode()
    with tarfile.open(fileobj=plain, mode="w", format=tarfile.PAX_FORMAT) as tar:
        head = tarfile.TarInfo(MANIFEST)
        head.size = len(text)
        tar.addfile(head, io.BytesIO(text))
        for member, data in members:
            tar.addfile(member, io.BytesIO(data))
    return gzip.compress(plain.getvalue(), mtime=0)


def member(name, data=b"x", kind=tarfile.REGTYPE, **fields):
    info = tarfile.TarInfo(name)
    info.type, info.size = kind, len(data)
    for key, value in fields.items():
        setattr(info, key, value)
    return info, data


# -- packing -----------------------------------------------------------------------------------

def test_packs_the_pieces_and_nothing_else(tree):
    staged = stage(tree, "07").path
    solve(staged)
    (staged / "kernel/build.mk").write_text("# mine\n")
    result = pack(staged)
    assert result.path == staged / "build/submit/07-counter.tar.gz"
    assert result.files == (COUNTER,) and not result.untouched
    found = read_archive(result.path.read_bytes())
    assert found.files == {COUNTER: (staged / COUNTER).read_bytes()}
    assert found.lab == "07-counter" and found.student == ""
    handed_out = json.loads((staged / ".tessera-lab.json").read_text())
    assert found.manifest["tree"] == handed_out["tree"]
    assert found.manifest["source"] == handed_out["source"]
    assert found.manifest["handed_out"] == subprocess.run(
        ["git", "rev-parse", "HEAD"], cwd=staged, capture_output=True, text=True,
        check=True).stdout.strip()


def test_same_files_same_bytes(tree, tmp_path, monkeypatch):
    one, two = stage(tree, "07").path, stage(tree, "07", tmp_path / "elsewhere").path
    assert pack(one).untouched
    monkeypatch.setenv("TZ", "Asia/Tokyo")
    assert pack(one).path.read_bytes() == pack(two, out=tmp_path / "x").path.read_bytes()
    solve(one)
    assert pack(one).path.read_bytes() != pack(two).path.read_bytes()


def test_refuses_what_could_not_be_graded(tree, tmp_path):
    with pytest.raises(Refusal, match="student's tree"):
        pack(tree)
    staged = stage(tree, "07").path
    with pytest.raises(Refusal, match="this tree is lab 07-counter, not '05'"):
        pack(staged, "05")
    pack(staged, "7")
    text = (staged / COUNTER).read_text()
    (staged / COUNTER).write_text(text.replace("counter_take", "counter_tak"))
    with pytest.raises(Refusal, match="the function 'counter_take' is missing"):
        pack(staged)
    (staged / COUNTER).write_text(text + "/* x " * (SIZE_LIMIT // 4))
    with pytest.raises(Refusal, match=COUNTER):
        pack(staged)
    (staged / COUNTER).unlink()
    with pytest.raises(Refusal, match=COUNTER):
        pack(staged)
    (staged / COUNTER).symlink_to(tmp_path / "secret")
    (tmp_path / "secret").write_text(text)
    with pytest.raises(Refusal, match=COUNTER):
        pack(staged)


# -- unpacking ---------------------------------------------------------------------------------

def test_what_is_packed_comes_out(tmp_path):
    files = {"kernel/a.c": b"", "kernel/microkernel/ipc/b.c": bytes(range(256)), "c.S": b"x" * 4096}
    found = read_archive(archive(files))
    assert found.files == files and (found.lab, found.student) == ("07-counter", "s1")
    lay_files(found.files, tmp_path / "out")
    assert {p.relative_to(tmp_path / "out").as_posix(): p.read_bytes()
            for p in (tmp_path / "out").rglob("*") if p.is_file()} == files


BAD_MEMBERS = {
    "symbolic link": member(FILE, b"", tarfile.SYMTYPE, linkname="/etc/passwd"),
    "hard link": member(FILE, b"", tarfile.LNKTYPE, linkname=MANIFEST),
    "device": member(FILE, b"", tarfile.CHRTYPE, devmajor=1, devminor=5),
    "block device": member(FILE, b"", tarfile.BLKTYPE),
    "pipe": member(FILE, b"", tarfile.FIFOTYPE),
    "folder": member("kernel", b"", tarfile.DIRTYPE),
    "absolute path": member("/etc/cron.d/x"),
    "path to above": member("kernel/../../x"),
    "path that begins above": member("../x"),
    "path with a dot": member("./kernel/x.c"),
    "hidden file": member(".git/config"),
    "hidden file below": member("kernel/.git/hooks/post-checkout"),
    "empty part": member("kernel//x.c"),
    "backslash": member("kernel\\x.c"),
    "line end": member("kernel/x\n.c"),
    "nul": member("kernel/x\0.c"),
    "foreign letters": member("kernel/\u0445.c"),
    "option": member("-rf"),
    "blank": member("kernel/x y.c"),
    "very long path": member("a/" * 150 + "x.c"),
    "pax header": member("kernel/x.c", pax_headers={"comment": "hello"}),
    "pax path": member("kernel/x.c", pax_headers={"path": "/etc/passwd"}),
    "pax sparse": member("kernel/x.c", pax_headers={"GNU.sparse.major": "1",
                                                    "GNU.sparse.minor": "0",
                                                    "GNU.sparse.realsize": str(1 << 60)}),
    "too large": member("kernel/x.c", b"x" * (SIZE_LIMIT + 1)),
}


@pytest.mark.parametrize("what", BAD_MEMBERS)
def test_a_member_that_is_no_plain_file_is_refused(what):
    with pytest.raises(Refusal) as refused:
        read_archive(packed([member("kernel/fine.c"), BAD_MEMBERS[what]]))
    assert "\n" not in str(refused.value) and str(refused.value).isprintable()


@pytest.mark.parametrize("names", [(FILE, FILE), ("kernel", FILE), (FILE, f"{FILE}/y")])
def test_a_name_twice_or_as_file_and_folder_is_refused(names):
    with pytest.raises(Refusal, match="twice"):
        read_archive(packed([member(name) for name in names]))


def test_gnu_sparse_file_is_refused():
    """A header that says: these few bytes are a file of an exabyte."""
    info = tarfile.TarInfo(FILE)
    block = bytearray(info.tobuf(tarfile.GNU_FORMAT))
    block[156:157] = tarfile.GNUTYPE_SPARSE
    block[483:495] = b"7" * 11 + b"\0"
    block[148:156] = b" " * 8
    block[148:156] = b"%06o\0 " % sum(block)
    with pytest.raises(Refusal, match="no plain file|no archive"):
        read_archive(gzip.compress(bytes(block) + b"\0" * 1024, mtime=0))


def test_limits():
    with pytest.raises(Refusal, match="more than 2,097,152 bytes"):
        read_archive(bytes(ARCHIVE_LIMIT + 1))
    with pytest.raises(Refusal, match=f"more than {FILES_LIMIT} files"):
        read_archive(packed([member(f"f{number}.c") for number in range(FILES_LIMIT + 1)]))
    bomb = gzip.compress(bytes(UNPACKED_LIMIT * 5), mtime=0)
    assert len(bomb) < ARCHIVE_LIMIT
    with pytest.raises(Refusal, match="unpacks to more than"):
        read_archive(bomb)
    twice = gzip.compress(gzip.compress(bytes(UNPACKED_LIMIT * 2), mtime=0), mtime=0)
    with pytest.raises(Refusal, match="no archive"):
        read_archive(twice)


def test_damage_is_refused():
    good = archive()
    for bad, said in ((b"", "cut short"), (b"hello", "no archive"), (good[:-1], "cut short"),
                      (good + b"x", "goes on after its end"), (good + good, "goes on"),
                      (gzip.compress(b"hello", mtime=0), "no archive"),
                      (gzip.compress(b"", mtime=0), "no archive"),
                      (zlib.compress(b"hello"), "no archive")):
        with pytest.raises(Refusal, match=said):
            read_archive(bad)


@pytest.mark.parametrize("changes, said", [
    ({"schema": 2}, "schema"), ({"lab": "../x"}, "lab"), ({"lab": 7}, "lab"),
    ({"lab": "07-x\n"}, "lab"), ({"student": "a b"}, "student"), ({"student": None}, "student"),
    ({"files": None}, "files"), ({"files": [1]}, "files"), ({"files": []}, FILE),
    ({"files": [{"path": FILE, "sha256": "0"}]}, "SHA-256"),
    ({"files": [{"path": FILE}]}, "SHA-256"), ({"tree": []}, "tree"),
    ({"files": [{"path": "\ud800\x1b[2J\n", "sha256": "0"}]}, r"\?\?\[2J: is no plain name"),
    ({"files": [{"path": "x" * 201, "sha256": "0"}]}, "x{80}: is no plain name"),
])
def test_a_manifest_must_be_right(changes, said):
    with pytest.raises(Refusal, match=said):
        read_archive(archive(changes=changes))


def test_manifest_and_files_must_agree():
    files = {FILE: b"int x;\n"}
    with pytest.raises(Refusal, match="missing from the archive"):
        read_archive(write_archive(about(files), {}))
    with pytest.raises(Refusal, match="is not in submission.json"):
        read_archive(write_archive(about({}), files))
    with pytest.raises(Refusal, match="differs from its SHA-256"):
        read_archive(write_archive(about({FILE: b"int y;\n"}), files))
    with pytest.raises(Refusal, match="no submission.json"):
        read_archive(gzip.compress(tar_without_manifest(), mtime=0))
    with pytest.raises(Refusal, match=MANIFEST):
        read_archive(write_archive(about({}), {})[:0] + raw_manifest(b"\xff{"))
    with pytest.raises(Refusal, match=MANIFEST):
        read_archive(raw_manifest(b"[" * 200_000))


def tar_without_manifest():
    plain = io.BytesIO()
    with tarfile.open(fileobj=plain, mode="w") as tar:
        tar.addfile(*[(info, io.BytesIO(data)) for info, data in [member(FILE)]][0])
    return plain.getvalue()


def raw_manifest(text):
    plain = io.BytesIO()
    with tarfile.open(fileobj=plain, mode="w") as tar:
        info, data = member(MANIFEST, text)
        tar.addfile(info, io.BytesIO(data))
    return gzip.compress(plain.getvalue(), mtime=0)


# -- fuzzing -----------------------------------------------------------------------------------

def survives(data):
    """Reads an archive; True if it was accepted, and then nothing in it is dangerous."""
    try:
        found = read_archive(data)
    except Refusal as refused:
        assert "\n" not in str(refused)
        return False
    assert all(PLAIN.fullmatch(path) and ".." not in path.split("/") for path in found.files)
    assert sum(map(len, found.files.values())) <= UNPACKED_LIMIT
    return True


def mutated(dice, data):
    """The data with a few bytes changed, gone, doubled or moved."""
    data = bytearray(data)
    for _ in range(dice.choice((1, 1, 2, 5))):
        at, length = dice.randrange(len(data)), dice.choice((1, 1, 2, 8, 64, 512))
        what = dice.randrange(5)
        if what == 0:
            data[at] ^= 1 << dice.randrange(8)
        elif what == 1:
            data[at:at + length] = dice.randbytes(length)
        elif what == 2:
            del data[at:at + length]
        elif what == 3:
            data[at:at] = data[at:at + length]
        else:
            other = dice.randrange(len(data))
            data[at:at + length] = data[other:other + length]
        data = data or bytearray(b"\0")
    return bytes(data)


def rounds():
    """An archive with all kinds of headers in it, as tar and as gzip."""
    files = {FILE: b"int x;\n" * 40, "kernel/a/very/deep/" + "n" * 90 + "/path.c": b"y"}
    good = write_archive(about(files), files)
    assert survives(good)
    odd = packed([member(FILE), member("kernel/l", b"", tarfile.SYMTYPE, linkname="x"),
                  member("k/" + "p" * 120, b"z", pax_headers={"comment": "c"})])
    return good, gzip.decompress(good), gzip.decompress(odd)


def repaired(plain):
    """The tar archive with its headers' checksums as they should be, to get past them."""
    plain = bytearray(plain)
    for at in range(0, len(plain) - 511, 512):
        if plain[at + 257:at + 262] == b"ustar":
            plain[at + 148:at + 156] = b" " * 8
            plain[at + 148:at + 156] = b"%06o\0 " % sum(plain[at:at + 512])
    return bytes(plain)


def named(dice):
    """An archive in whose manifest and headers stand names that nobody would give."""
    parts = ("..", ".", "", "/", "a", "kernel", ".git", "-x", "~", "x\n", "\u202e", "c:", "\\",
             "*", "x.c", "$HOME", "%s")
    names = {"/".join(dice.choices(parts, k=dice.randrange(1, 6))) for _ in range(3)}
    return packed([member(name) for name in sorted(names)])


def test_thousands_of_damaged_archives():
    good, plain, odd = rounds()
    dice = random.Random(20250101)
    accepted = 0
    for _ in range(1500):
        accepted += survives(mutated(dice, good))
    for number in range(5000):
        damaged = mutated(dice, dice.choice((plain, odd)))
        accepted += survives(gzip.compress(repaired(damaged) if number % 2 else damaged,
                                           compresslevel=0, mtime=0))
    for _ in range(500):
        accepted += survives(named(dice))
    assert 0 < accepted < 3500      # most damage is seen; what is not is harmless


def test_every_truncation():
    good, plain, _ = rounds()
    assert not any(survives(good[:length]) for length in range(len(good)))
    kept = [length for length in range(0, len(plain), 37)
            if survives(gzip.compress(plain[:length], compresslevel=0, mtime=0))]
    assert all(length > len(plain.rstrip(b"\0")) - 512 for length in kept)


def test_the_fuzzer_can_fail(monkeypatch):
    """A reader that trusts names is found out."""
    monkeypatch.setattr(submission, "_PATH", submission.re.compile(r"(?s).*"))
    dice = random.Random(1)
    with pytest.raises(AssertionError):
        for _ in range(100):
            survives(named(dice))
