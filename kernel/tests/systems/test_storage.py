# SPDX-License-Identifier: MIT
"""The system `storage`: the security coordinator on a disk and without one.

The tester (kernel/systems/storage/Tester) does everything that a client can do. Numbers in its
lines are enum security_error of kernel/interfaces/security.h: 1 done, 2 no id, 3 not found, 4 there
is one, 5 length, 6 frames, 7 key, 8 value, 9 full, 10 corrupt, 11 device, 12 memory.
"""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from kernel.tests.bench import throughput
from kernel.tests.systems.running import ROOT, boot

MIB = 1 << 20
BUDGET = 6_000_000_000
PIECE = 2048        # bytes of a file that one answer holds, at most
WALL_SECONDS = 300  # a long run says nothing of its progress

START = ["tester: echo 'are you there?'"]
EMPTY = ["tester: at the start: exiter builtin # hello builtin #", "tester: key 3 ''"]
PACKAGES = """\
tester: hello size 1 right, load 1, same, behind it ee
tester: hello as a file 1, {} pieces, same
tester: manifest of hello 1, # bytes
tester: built in 1, again 4, unknown 3, no id 2
tester: hello size 1 right, load 1, same, behind it ee
tester: after that: exiter builtin # hello builtin installed #
tester: uninstall 1
tester: hello size 1 right, load 1, same, behind it ee
tester: key 1, built in 1, withdrawn 1, again 3, unknown 3, no id 2, key 1
tester: after that: exiter builtin # hello builtin #
tester: built in 1, uninstall 1, key 3
tester: copy 1, built in 4, withdrawn 3, another copy 1, built in 4, uninstall 1
tester: hello size 1 right, load 1, same, behind it ee
tester: after that: exiter builtin # hello builtin installed copy #
tester: uninstall 1
tester: hello size 1 right, load 1, same, behind it ee
tester: install 1 org.test.small
tester: install 4 -
tester: org.test.small size 1 right, load 1, same, behind it ee
tester: org.test.small as a file 1, 1 pieces, same
tester: manifest of org.test.small 1, # bytes
tester: one byte less 5
tester: with it: exiter builtin # hello builtin # org.test.small installed copy #
tester: uninstall 1, again 3
tester: org.test.small size 3 right, load 3, same, behind it ee
tester: install 1 org.test.pages
tester: install 4 -
tester: org.test.pages size 1 right, load 1, same, behind it ee
tester: org.test.pages as a file 1, 7 pieces, same
tester: manifest of org.test.pages 1, # bytes
tester: one byte less 5
tester: with it: exiter builtin # hello builtin # org.test.pages installed copy #
tester: uninstall 1, again 3
tester: org.test.pages size 3 right, load 3, same, behind it ee
""".splitlines()
END_OF_PAGES = PACKAGES[-1]
LARGE = """\
tester: install 1 org.test.large
tester: org.test.large size 1 right, load 1, same, behind it ee
tester: near its end 1, 9 bytes right
tester: uninstall 1
""".splitlines()
OTHER_ID = """\
tester: under another id 1, again 4, bad 2, none 2
tester: org.test.other size 1 right, load 1, same, behind it ee
tester: uninstall 1
""".splitlines()
KEYS = """\
tester: key of 1 1, of 64 1, of 65 7, of none 7
tester: value of 0 1, of 1024 1, of 1025 8
tester: id of 64 1, of 65 2, of none 2, with a slash 2
tester: a kkkkkkkkkkkkkkkk 1, right
tester: a nothing 1, right
tester: a most 1, right
tester: a more 3, right
tester: kkkkkkkkkkkkkkkk k 1, right
tester: kkkkkkkkkkkkkkkk k 2, right
tester: a  7, right
tester: two bundles 1 1
tester: one x 1, right
tester: two x 1, right
tester: written anew 1
tester: one x 1, right
tester: two x 1, right
tester: removed 1, again 3, unknown 3, no key 7, no id 2
tester: one x 3, right
tester: two x 1, right
tester: six keys removed: 6
""".splitlines()
LIMITS = """\
tester: length 0 is answered with 5
tester: length 8388609 is answered with 5
tester: length 4294967295 is answered with 5
tester: packages are as before
tester: for a CNode: nothing 6 6 6 6 6 6, a frame 6
tester: with bits: 4, others refused; 6 6
tester: for frame 0: nothing 6 6 6 6 6 6, no rights 6, to read 1, a frame 1
tester: for frame 1: nothing 6 6 6 6 6 6, no rights 6, to read 1, a frame 1
""".splitlines()
LEFT = ["tester: install 1 org.test.kept", "tester: key 1", "tester: done"]
CORRUPTIONS = {  # in a release build: refused at least, in so many ways at least
    "bytes": (250, 15), "lengths": (250, 2), "fields": (1200, 20), "text": (150, 6)}


def ours(console: str) -> list[str]:
    """The tester's lines, lengths of programs apart; the kernel's console may print in between."""
    text = re.sub(r"security_coordinator: .*\n", "", console)
    lines = [line for line in text.splitlines() if line.startswith("tester: ")]
    return [re.sub(r"(builtin|installed|copy|[0-9],) \d+", r"\1 #", line)
            if re.search(r"builtin|installed|manifest", line) else line for line in lines]


def packages(kind: str) -> list[str]:
    """PACKAGES with the number of pieces in which the application hello of a build is read."""
    size = (ROOT / "build" / kind / "apps/hello.tsr").stat().st_size
    return [line.format(-(-size // PIECE)) for line in PACKAGES]


def run(kind: str = "debug", disk: Path | None = None, until: str = "tester: done",
        words: str = "") -> str:
    said = boot("storage", until=until, kind=kind, budget=BUDGET, wall_seconds=WALL_SECONDS,
                disk=f"file={disk},format=raw,cache=unsafe{words}" if disk else "")
    assert said.status.name == "SAID", said.console[-2000:]
    return said.console


def check_corruptions(lines: list[str], sparse: int) -> None:
    """The lines about corruptions, which are the same in every run: none is taken for good."""
    for line, (what, (refused, ways)) in zip(lines, CORRUPTIONS.items(), strict=True):
        found = re.fullmatch(rf"tester: {what}: (\d+) refused in (\d+) ways, \d+ accepted, 0 wrong",
                             line)
        assert found, line
        assert int(found[1]) >= refused // sparse // 2, line
        assert sparse > 1 or int(found[2]) >= ways, line


def check_rest(lines: list[str], sparse: int) -> None:
    """From the corruptions to the end."""
    check_corruptions(lines[:4], sparse)
    assert lines[4:12] == LIMITS
    rounds = 64 // sparse
    assert lines[12] == (f"tester: kept 1, into frames to read {rounds} times refused, "
                         "at last 1, removed 1")
    assert lines[13] == "tester: packages are as before"
    count = 2400 // sparse
    assert lines[14] == (f"tester: of {count} requests {count} answered, some done; "
                         "echo 'still there?'")
    lines = lines[15:]
    if sparse == 1:  # release
        assert lines == LEFT
        return
    full = re.fullmatch(r"tester: (\d+) keys of 1 KiB, then 9; removed 1, written 1, full again 9, "
                        r"(\d+) removed", lines[0])
    assert full and full[1] == full[2] and int(full[1]) > 500, lines[0]
    assert lines[1:] == LEFT


def test_without_a_disk_everything_works_from_memory():
    console = run()
    assert "store::no block device: packages and keys do not persist" in console
    assert "packages::broken.tsr: ends inside of its header or table" in console
    lines = ours(console)
    expected = START + EMPTY + packages("debug") + OTHER_ID + KEYS
    assert lines[:len(expected)] == expected
    check_rest(lines[len(expected):], 16)


def test_packages_and_keys_persist_on_a_disk(tmp_path):
    """A release build: every corruption, and a package larger than the coordinator's buffer."""
    image = tmp_path / "disk.img"
    image.write_bytes(bytes(8 * MIB))
    console = run("release", image)
    assert len(throughput.LINE.findall(console)) == throughput.PACKAGE_ROWS
    lines = ours(console)
    expected = START + EMPTY + packages("release") + LARGE + OTHER_ID + KEYS
    assert lines[:len(expected)] == expected
    check_rest(lines[len(expected):], 1)
    again = run("debug", image, until="tester: key 1 'the first boot'")
    assert re.search(r"store::\d+ packages and keys on the block device", again)
    assert "store::verified: all is as it was written" in again
    assert ours(again)[1] == ("tester: at the start: exiter builtin # hello builtin # "
                              "org.test.kept installed copy #")


@pytest.mark.parametrize("first, what", [
    (b"something else that people want to keep", "the medium is damaged"),
    (b"", "device too small"),
])
def test_a_disk_that_is_no_store_is_left_as_it_is(tmp_path, first, what):
    image = tmp_path / "disk.img"
    image.write_bytes(first + bytes((MIB if first else 7 * 512) - len(first)))
    before = image.read_bytes()
    console = run(disk=image, until="tester: key 3 ''")
    assert re.search(f"ERROR store::the block device is left as it is: {what}", console), console
    assert "store::a new one, in memory" in console
    assert ours(console) == START + EMPTY
    assert image.read_bytes() == before


def test_after_a_failure_of_the_disk_the_store_is_opened_anew(tmp_path):
    """The device fails once, in the first write to sector 20: of a package."""
    image, rules = tmp_path / "disk.img", tmp_path / "rules"
    image.write_bytes(bytes(MIB))
    rules.write_text('[inject-error]\nevent = "none"\niotype = "write"\nsector = "20"\n'
                     'once = "on"\n')
    said = boot("storage", until=END_OF_PAGES, disk=(
        f"driver=blkdebug,config={rules},image.driver=file,image.filename={image},"
        "cache.no-flush=on,werror=report,rerror=report"))
    lines = ours(said.console)
    failed = lines.index("tester: install 11 -")
    assert lines[failed + 1] == "tester: install 1 org.test.pages"
    assert sum(" 11" in line for line in lines) == 1
    assert lines[failed + 2:] == [line for line in PACKAGES[-8:] if line != "tester: install 4 -"]


@pytest.mark.parametrize("client, without_frames", [("begging", 12), ("asking", 6)])
def test_without_memory_all_requests_are_answered(client, without_frames):
    """Of a coordinator that gets none at all, and of one that gets none for a store."""
    said = boot("poverty", until=f"{client}: done")
    assert "monitor:" not in said.console, said.console
    assert "verified" not in said.console
    assert said.lines(client) == [
        f"{client}: install {without_frames}", f"{client}: as another {without_frames}",
        *(f"{client}: {what} 11" for what in ("built in", "size", "load", "list", "write", "read",
                                              "file")), f"{client}: done"]
