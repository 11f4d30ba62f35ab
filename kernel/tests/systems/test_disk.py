# SPDX-License-Identifier: MIT
"""`make run` has a disk, which is kept: packages and keys are there the next time."""

from __future__ import annotations

import re
import subprocess
import zlib
from pathlib import Path

import pytest

from kernel.tests.systems.running import ROOT, boot, build

MIB = 1 << 20
PATIENCE = 300
RESTS = "TESSERA> \nSwitching off.\n"


def typed(disk: str, *commands: str) -> str:
    """What the full system says to the commands. The first one, `bundles`, is answered when the
    store has been opened, so that nothing is logged between the others and their answers."""
    done = subprocess.run(["make", "--no-print-directory", "run", "SYSTEM=full", f"DISK={disk}"],
                          cwd=ROOT, input="\n".join(commands) + "\n", text=True,
                          capture_output=True, timeout=PATIENCE, check=False)
    assert done.returncode == 0, done.stderr
    said = done.stdout.replace("\r", "")
    assert said.endswith(RESTS), said[-1000:]
    return said


@pytest.fixture(name="disk")
def _disk(tmp_path) -> Path:
    build("full")
    path = tmp_path / "disk.img"
    path.write_bytes(bytes(4 * MIB))
    return path


def test_what_was_kept_is_there_after_a_restart(disk):
    first = typed(str(disk), "bundles", "kvwrite keyval color blue", "kvread keyval color")
    assert "store::a new one, on the block device" in first
    assert "TESSERA> kvread keyval color\nblue\n" in first
    again = typed(str(disk), "bundles", "kvread keyval color", "kvdelete keyval color")
    assert re.search(r"store::\d+ packages and keys on the block device", again)
    assert "TESSERA> kvread keyval color\nblue\n" in again
    assert "TESSERA> kvread keyval color\nblue\n" not in typed(str(disk), "bundles",
                                                                     "kvread keyval color")


def test_without_a_disk_nothing_is_kept():
    build("full")
    for _ in range(2):
        said = typed("", "bundles", "kvread keyval color", "kvwrite keyval color blue")
        assert "store::no block device: packages and keys do not persist" in said
        assert "TESSERA> kvread keyval color\nblue\n" not in said


# -- what is built in ----------------------------------------------------------------------------

SECTOR, CHECKSUM_AT, ID = 512, 508, slice(24, 88)  # of a record, kernel/libs/store/store_format.h


def rename(image: Path, old: str, new: str) -> None:
    """Another id in every record of one, as if the boot archive were another."""
    disk = bytearray(image.read_bytes())
    for at in range(0, len(disk), SECTOR):
        sector = disk[at:at + SECTOR]
        if sector[:4] == b"TSLG" and sector[ID].rstrip(b"\0") == old.encode():
            sector[ID] = new.encode().ljust(64, b"\0")
            sector[CHECKSUM_AT:] = zlib.crc32(sector[:CHECKSUM_AT]).to_bytes(4, "little")
            disk[at:at + SECTOR] = sector
    image.write_bytes(disk)


def session(image: Path, *commands: str) -> list[str]:
    """What the shell says to each command."""
    said = boot("full", typed="".join(line + "\n" for line in commands).encode() + b"\x04",
                disk=f"file={image},format=raw,cache=unsafe", wall_seconds=PATIENCE).console
    assert said.endswith(RESTS), said[-1000:]
    return said.split("TESSERA> ")[1:-1]


def where(bundles: str) -> dict[str, str]:
    """The last column of `bundles`, by bundle."""
    return dict(re.findall(r"^([a-z]+) +\d+  (.*)$", bundles, re.M))


def test_a_built_in_bundle_is_installed_by_its_start_and_is_no_copy(tmp_path):
    """Notes of what was installed are given other names: what is then started is the archive's."""
    image = tmp_path / "disk.img"
    image.write_bytes(bytes(MIB))
    before, *_, after, value = session(
        image, "bundles", "kvwrite hello greeting kept", "start hello", "wait hello",
        "start fault", "start fibonacci", "stop fibonacci", "bundles", "kvread hello greeting")
    assert set(where(before).values()) == {"built in"}
    installed = {"hello", "fault", "fibonacci"}
    assert {name for name, place in where(after).items() if place == "built in, installed"} == \
        installed
    assert {name for name, place in where(after).items() if place == "built in"} == \
        set(where(before)) - installed
    assert value.endswith("\nkept\n")

    rename(image, "fibonacci", "exiter")
    rename(image, "fault", "absent")
    bundles, _, exited, started, state, again, removed, _, rest, value = session(
        image, "bundles", "start exiter", "wait exiter", "start absent", "status absent",
        "install hello", "uninstall absent", "uninstall hello", "bundles",
        "kvread hello greeting")
    assert where(bundles) == where(before) | {
        "hello": "built in, installed", "exiter": "built in, installed",
        "absent": "installed, and gone"}
    assert exited.endswith("\nexiter: Exited, code 42\n")
    assert started.endswith(
        "\nstart: absent: StartFailed: step 1 of 10, package: it was built in, and the boot "
        "archive has it no more; it can be uninstalled\n")
    assert state.startswith("status absent\nabsent: Stopped\n")
    assert "hello: BundleFound: " in again
    assert removed.endswith("\nabsent: removed\n")
    assert where(rest) == where(before) | {"exiter": "built in, installed"}
    assert "NotFound" in value
    last, = session(image, "bundles")
    assert where(last) == where(rest)
