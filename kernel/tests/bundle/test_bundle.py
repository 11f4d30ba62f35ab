# SPDX-License-Identifier: MIT
"""The host tool `bundle`: from an ELF file and a manifest to a bundle, and back in words."""

from __future__ import annotations

import hashlib
import struct
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[3]
TOOL = ROOT / "build/host/bundle"
MANIFEST = "[bundle]\nid = org.sample\nversion = 1.0\n"
READ, WRITE, EXECUTE = 4, 2, 1  # p_flags
Load = tuple[int, bytes, int, int]  # address, bytes, size in memory, p_flags

ORDINARY: list[Load] = [(0x10000, b"\x13\0\0\0" * 4, 16, READ | EXECUTE),
                        (0x11010, b"data", 0x2000, READ | WRITE)]


def elf(loads: list[Load], entry: int = 0x10004, machine: int = 243) -> bytes:
    """An executable with these segments to load."""
    at = 64 + 56 * len(loads)
    header = struct.pack("<16sHHIQQQIHHHHHH", b"\x7fELF\2\1\1", 2, machine, 1, entry, 64, 0, 0, 64,
                         56, len(loads), 64, 0, 0)
    table = body = b""
    for address, data, size, flags in loads:
        table += struct.pack("<IIQQQQQQ", 1, flags, at + len(body), address, address, len(data),
                             size, 1)
        body += data
    return header + table + body


@pytest.fixture(scope="session", autouse=True)
def tool() -> None:
    subprocess.run(["make", "--no-print-directory", "build/host/bundle"], cwd=ROOT, check=True)


def run(folder: Path, *words: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run([TOOL, *words], cwd=folder, text=True, capture_output=True, check=False,
                          timeout=300)


def make(folder: Path, program: bytes, manifest: str = MANIFEST,
         out: str = "x.tsr") -> subprocess.CompletedProcess[str]:
    (folder / "x.elf").write_bytes(program)
    (folder / "x.ini").write_text(manifest)
    return run(folder, "make", "x.elf", "x.ini", "-o", out)


def test_a_bundle_holds_segments_and_manifest_with_their_digests(tmp_path):
    assert make(tmp_path, elf(ORDINARY)).returncode == 0
    data = (tmp_path / "x.tsr").read_bytes()
    text = 104 + 2 * 64
    assert struct.unpack_from("<8sHHIIIIIQ", data) == (
        b"\x8fTSR\r\n\x1a\n", 1, 104, len(data), text, len(MANIFEST), 2, 0, 0x10004)
    assert data[text:text + len(MANIFEST)] == MANIFEST.encode()
    assert data[40:72] == hashlib.sha256(MANIFEST.encode()).digest()
    assert data[72:104] == hashlib.sha256(data[:72] + data[104:text]).digest()
    first, second = ORDINARY[0][1], bytes(16) + b"data"  # from the start of its page
    at = text + len(MANIFEST)
    assert struct.unpack_from("<QQIIII32s", data, 104) == (
        0x10000, 16, at, 16, 5, 0, hashlib.sha256(first).digest())
    assert struct.unpack_from("<QQIIII32s", data, 168) == (
        0x11000, 0x2010, at + 16, 20, 3, 0, hashlib.sha256(second).digest())
    assert data[at:] == first + second


def test_the_same_input_gives_the_same_bytes(tmp_path):
    for out in ("a.tsr", "b.tsr"):
        assert make(tmp_path, elf(ORDINARY), out=out).returncode == 0
    assert (tmp_path / "a.tsr").read_bytes() == (tmp_path / "b.tsr").read_bytes()


def test_inspect_says_what_is_in_it(tmp_path):
    make(tmp_path, elf(ORDINARY), MANIFEST + "[services]\nuse = log, timers\n[thread]\nbudget=50\n")
    done = run(tmp_path, "inspect", "x.tsr")
    digest = (tmp_path / "x.tsr").read_bytes()[72:104].hex()
    assert done.returncode == 0, done.stderr
    for line in ("id        org.sample", "stack     16 KiB", "services  log timers",
                 "period    50 us", "entry     0x10004", f"digest    {digest}",
                 "segment   1: 0x11000, 8208 bytes, 20 stored, rw"):
        assert line in done.stdout.splitlines()


@pytest.mark.parametrize("loads, entry, why", [
    ([(0x10000, b"code", 4, READ | WRITE | EXECUTE)], 0x10000,
     "segment 0: segment is writable and executable"),
    ([(0x10000, b"code", 4, READ | EXECUTE)], 0x10004, "entry is outside of executable segments"),
    ([(0x10000, b"code", 4, READ | EXECUTE), (0x10800, b"data", 4, READ | WRITE)], 0x10000,
     "segment 1: segment shares a page with the one before"),
    ([(0x20000, b"code", 4, READ | EXECUTE), (0x10000, b"data", 4, READ)], 0x20000,
     "segment 1: segments do not ascend by address"),
    ([(0x10000, b"code", 4, READ | EXECUTE), (0x11000, b"", 0x200000, READ | WRITE)], 0x10000,
     "image, stack and heap exceed the quota"),
    ([(0x10000, b"", 0, READ)], 0x10000, "has no segments to load"),
    ([(0x10000 + 0x1000 * n, b"code", 4, READ | EXECUTE) for n in range(17)], 0x10000,
     "has more than 16 segments"),
])
def test_a_program_that_makes_no_good_bundle_is_refused(tmp_path, loads, entry, why):
    done = make(tmp_path, elf(loads, entry))
    assert (done.returncode, done.stderr) == (1, f"error: x.elf: {why}\n")
    assert not (tmp_path / "x.tsr").exists()


@pytest.mark.parametrize("program, why", [
    (b"", "is not an ELF file"),
    (b"#!/bin/sh\n", "is not an ELF file"),
    (elf(ORDINARY, machine=62), "is not an executable for 64-bit RISC-V"),
    (elf(ORDINARY)[:-1], "has a segment beyond its end, or a huge one"),
])
def test_a_file_that_is_no_program_is_refused(tmp_path, program, why):
    done = make(tmp_path, program)
    assert (done.returncode, done.stderr) == (1, f"error: x.elf: {why}\n")


def test_a_bad_manifest_is_refused_with_its_line(tmp_path):
    done = make(tmp_path, elf(ORDINARY), MANIFEST + "stack = 4 KiB\n")
    assert done.returncode == 1
    assert done.stderr == "error: x.ini: manifest, line 4: unknown key in this section\n"


def test_verify_names_each_bad_file_and_no_good_one(tmp_path):
    make(tmp_path, elf(ORDINARY))
    good = (tmp_path / "x.tsr").read_bytes()
    (tmp_path / "cut.tsr").write_bytes(good[:50])
    (tmp_path / "changed.tsr").write_bytes(good[:-1] + b"A")
    done = run(tmp_path, "verify", "cut.tsr", "x.tsr", "changed.tsr", "none.tsr")
    assert done.returncode == 1
    assert done.stderr.splitlines() == [
        "error: cut.tsr: ends inside of its header or table",
        "error: changed.tsr: segment 1: digest of the segment is wrong",
        "none.tsr: No such file or directory"]
    assert run(tmp_path, "verify", "x.tsr").returncode == 0


@pytest.mark.parametrize("words", [[], ["make", "x.elf"], ["verify"], ["eat", "x.tsr"]])
def test_a_wrong_command_line_is_answered_with_the_right_ones(tmp_path, words):
    done = run(tmp_path, *words)
    assert done.returncode == 2
    assert "usage: bundle make" in done.stderr
