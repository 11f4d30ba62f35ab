# SPDX-License-Identifier: MIT
"""The system `block`: the driver of the block device, on images of its own."""

from __future__ import annotations

import json
import re
import subprocess
from pathlib import Path

import pytest

from autograder import qemu
from kernel.tests.bench import throughput
from kernel.tests.systems.running import ROOT, boot, build

SECTOR = 512
DISK_SECTORS = 300  # no multiple of what goes at once
WRITTEN = 256
ALL_DONE = ["tester: 256 writes of 1, flush 1", "tester: 256 reads of 1, 0 bytes wrong",
            "tester: 2 writes of 128, flush 1", "tester: 2 reads of 128, 0 bytes wrong"]
LIMITS = "tester: beyond the limits 0 reads, 0 writes"
REPEATED = ["tester: 32 times read 65536 bytes", "tester: 32 times wrote 65536 bytes"]


def said(disk: str = "") -> list[str]:
    lines = boot("block", until="tester: done", disk=disk).lines("tester", "block_driver")
    assert lines.pop() == "tester: done"
    return lines


@pytest.fixture(name="image")
def _image(tmp_path) -> Path:
    path = tmp_path / "disk.img"
    path.write_bytes(bytes(DISK_SECTORS * SECTOR))
    return path


def expected(sector: int) -> bytes:
    """What the tester writes."""
    return bytes((sector * 7 + at * 13 + (at >> 8)) & 0xff for at in range(SECTOR))


def test_what_is_written_is_read_again_and_in_the_image(image):
    lines = said(f"file={image},format=raw,cache=unsafe")
    assert lines[0] == f"tester: {DISK_SECTORS} sectors"
    assert lines[1:] == REPEATED + ALL_DONE + [LIMITS, "tester: last sector 1"]
    data = image.read_bytes()
    assert data[WRITTEN * SECTOR:] == bytes(len(data) - WRITTEN * SECTOR)
    for sector in range(WRITTEN):
        assert data[sector * SECTOR:(sector + 1) * SECTOR] == expected(sector), sector


def test_without_a_device_there_are_no_sectors():
    assert said() == ["block_driver: here is no device", "tester: 0 sectors",
                      "tester: read 0, write 0, flush 0", LIMITS, "tester: last sector 0"]


def test_a_device_that_is_read_only_is_not_written(image):
    lines = said(f"file={image},format=raw,cache=unsafe,readonly=on")
    assert "tester: 0 writes of 1, flush 1" in lines
    assert "tester: 2 reads of 128, 131072 bytes wrong" not in lines
    assert image.read_bytes() == bytes(DISK_SECTORS * SECTOR)


@pytest.mark.parametrize("what, line", [
    ('iotype = "read"\nsector = "200"', "tester: 31 times read 65536 bytes"),
    ('iotype = "write"\nsector = "200"', "tester: 31 times wrote 65536 bytes"),
    ('iotype = "flush"', "tester: 256 writes of 1, flush 0"),
])
def test_an_error_of_the_device_is_reported_and_the_next_request_served(tmp_path, image, what,
                                                                        line):
    rules = tmp_path / "rules"
    rules.write_text(f'[inject-error]\nevent = "none"\n{what}\nonce = "on"\n')
    lines = said(f"driver=blkdebug,config={rules},image.driver=file,image.filename={image},"
                 "werror=report,rerror=report")
    assert any(text.startswith(line) for text in lines)
    assert all(text in lines for text in ALL_DONE[1:])
    assert sum(bool(re.match(r"block_driver: request \d of sector \d+ failed: status 1", text))
               for text in lines) == 1
    assert lines[-1] == "tester: last sector 1"


def test_what_a_request_takes_can_be_counted():
    """In instructions of the release build; `make bench` prints them."""
    costs = throughput.sectors()
    print(costs)
    assert len(costs) == 2 and all(1000 < count < 20_000 for count in costs.values())


def test_a_legacy_device_is_refused(image):
    """The same machine without the word that makes the device a modern one."""
    build = ROOT / "build/debug"
    said(f"file={image},format=raw,cache=unsafe")
    line = qemu.command(build / "tessera.elf", build / "systems/block.elf", ROOT / "build/virt.dtb",
                        128, 0, "", disk=f"file={image},format=raw,cache=unsafe")
    at = line.index("-global")
    line[at + 1] = "virtio-mmio.force-legacy=true"
    line[line.index("-object") + 1] = "memory-backend-ram,id=ram,size=128M"
    with subprocess.Popen(["setpriv", "--pdeathsig", "KILL", "--"] + line, stdout=subprocess.PIPE,
                          stdin=subprocess.DEVNULL) as machine:
        assert machine.stdout
        try:
            for text in machine.stdout:
                if text.startswith(b"block_driver: "):
                    break
            assert text.rstrip() == (b"block_driver: here is a legacy device "
                                     b"(force-legacy=false makes it a modern one)")
        finally:
            machine.kill()


# -- memory that a device sees --------------------------------------------------------------------

def compose(description: Path, folder: Path, *words: str) -> subprocess.CompletedProcess[str]:
    """The image of a description with the programs of the system `block`."""
    build("block")
    made = ROOT / "build/debug"
    return subprocess.run(
        [ROOT / "build/host/compose", "image", description, "-o", folder / "made.elf",
         "-I", made / "systems/block", "-I", "kernel/interfaces", "-I", "kernel/components",
         "-I", "kernel", "--initialiser", made / "initialiser.elf",
         "--kernel", made / "kernel.elf", *words],
        cwd=ROOT, text=True, capture_output=True, check=False, timeout=300)


def test_memory_for_a_device_lies_in_one_piece(tmp_path):
    done = compose(ROOT / "kernel/systems/block.camkes", tmp_path, "--report", str(tmp_path))
    assert done.returncode == 0, done.stderr
    objects = json.loads((tmp_path / "report.json").read_text())["objects"]
    places = [o["paddr"] for o in objects if re.fullmatch(r"data\[\d+\]", o["name"])]
    assert len(places) == 16
    assert places == [places[0] + 4096 * i for i in range(16)]


def test_more_than_there_is_in_one_piece_is_refused(tmp_path):
    text = (ROOT / "kernel/systems/block.camkes").read_text()
    description = tmp_path / "greedy.camkes"
    description.write_text(text.replace("tester.priority", "tester.data_size = 0x4000000;\n"
                                        "        tester.priority"))
    done = compose(description, tmp_path, "--ram", "32")
    assert done.returncode == 1
    assert re.fullmatch(r"error: no 67108864 bytes of memory in one piece for 'data': "
                        r".*greedy.camkes:\d+:\d+\n", done.stderr), done.stderr
