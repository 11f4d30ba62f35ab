# SPDX-License-Identifier: MIT
"""The loader, booted: the hand-over that a kernel sees, and an answer to every bad input.

In place of the kernel stands a probe (probe.c) that reports what it was handed over; the tests
compare that with the contract and with guest RAM, read from outside. Bad input must give one
line that names what is wrong, and the machine must stop by itself.
"""

from __future__ import annotations

import re
import struct
import subprocess
from pathlib import Path

import pytest

from autograder.qemu import RAM_BASE, RunResult, Status, run
from kernel.tests.loader.programs import (PT_INTERP, Segment, filled, flat_image, ordinary,
                                          program)

ROOT = Path(__file__).resolve().parents[3]
KERNEL_START = 0x80200000
KERNEL_VIRTUAL = 0xFFFFFFFF80200000
USER_TOP = 0x3FFFFFF000
MIB = 1 << 20
MEGAPAGE = 2 * MIB
RWX_LEAF = 0xCF  # V R W X A D
PROBE = "build/debug/probe/tessera.elf"
GOOD = program(ordinary())


@pytest.fixture(scope="session")
def built() -> Path:
    """Builds the loader with the probe, and the device trees; gives the tree's root."""
    subprocess.run(["make", "--no-print-directory", PROBE, "build/virt.dtb", "build/virt-1.dtb"],
                   cwd=ROOT, check=True)
    return ROOT


@pytest.fixture
def boot(built, tmp_path, request):
    """Boots the probe: boot(task bytes or None, **options of run) -> RunResult."""

    def start(task: bytes | None, image: Path = built / PROBE, dtb: Path | None = None,
              **options) -> RunResult:
        initrd = None
        if task is not None:
            initrd = tmp_path / "task.elf"
            initrd.write_bytes(task)
        result = run(image, initrd, dtb=dtb, **{"result_mib": 0, **options})
        request.addfinalizer(result.close)
        return result

    return start


class Report:
    """What the probe printed, and the guest RAM behind it."""

    def __init__(self, result: RunResult) -> None:
        text = result.console.decode()
        assert result.status is Status.EXIT, text
        assert text.rstrip().endswith("end"), text
        self.ram = result.ram
        self.values: dict[str, list[int]] = {}
        self.config: dict[int, int] = {}
        self.maps: list[tuple[int, ...]] = []
        for line in text.splitlines():
            words = line.split()
            if not words or not all(word.startswith("0x") for word in words[1:]):
                continue
            numbers = tuple(int(word, 16) for word in words[1:])
            if words[0] == "map":
                self.maps.append(numbers)
            elif words[0] == "config":
                self.config[numbers[0]] = numbers[1]
            else:
                self.values[words[0]] = list(numbers)

    def __getitem__(self, name: str) -> int:
        return self.values[name][0]

    def memory(self, start: int, size: int) -> bytes:
        return self.ram[start - RAM_BASE:start - RAM_BASE + size]


def check_hand_over(report: Report, segments: list[Segment], entry: int) -> None:
    """The contract: order, alignment, registers, contents, page tables."""
    start, expected = flat_image(segments)
    image_start, image_end = report["a0"], report["a1"]
    tree, tree_size = report["a4"], report["a5"]

    assert image_start % 4096 == 0 and image_end % 4096 == 0
    assert image_end - image_start == len(expected)
    assert report["a2"] == (image_start - start) % (1 << 64)
    assert report["a3"] == entry
    assert report["a6"] == 0 and report["a7"] == 0
    assert report.memory(image_start, len(expected)) == expected

    magic, size = struct.unpack(">II", report.memory(tree, 8))
    assert (magic, size) == (0xD00DFEED, tree_size)
    assert KERNEL_START < tree and tree % 4096 == 0
    assert tree + tree_size <= image_start < tree + tree_size + 4096

    assert report["data"] == 0x5EED
    assert "dirty" not in report.values, "the kernel's bss is not zero"
    assert report["sie"] == 0 and report["sstatus"] & 2 == 0, "interrupts are on"
    check_mappings(report)


def check_mappings(report: Report) -> None:
    """The kernel's GiB from its address on, the loader on itself, and nothing else."""
    loader = [m for m in report.maps if m[0] == m[1]]
    kernel = [m for m in report.maps if m not in loader]
    assert kernel == [(KERNEL_VIRTUAL, KERNEL_START, (1 << 30) - (KERNEL_START % (1 << 30)),
                       RWX_LEAF)]
    assert len(loader) == 1
    virtual, _, size, flags = loader[0]
    table = (report["satp"] & (1 << 44) - 1) << 12
    assert report["satp"] >> 60 == 8
    assert size in (MEGAPAGE, 2 * MEGAPAGE) and virtual % MEGAPAGE == 0 and flags == RWX_LEAF
    assert virtual <= table < virtual + size
    assert table >= report["a1"], "the page tables lie in what the kernel was given"


# -- good input -----------------------------------------------------------------

@pytest.mark.parametrize("ram_mib", [16, 32, 128, 132, 1024, 3072])
def test_hands_over_by_the_contract_in_ram_of(boot, ram_mib):
    segments = ordinary()
    report = Report(boot(program(segments, 0x10100), ram_mib=ram_mib))
    check_hand_over(report, segments, 0x10100)
    assert report.config[3] == RAM_BASE + ram_mib * MIB, "ram_end"


def test_fixed_tree_ends_memory_before_the_result_region(boot, built):
    segments = ordinary()
    report = Report(boot(program(segments), dtb=built / "build/virt.dtb", ram_mib=128,
                         result_mib=4))
    check_hand_over(report, segments, segments[0].vaddr)
    assert report.config[3] == 0x88000000, "ram_end"


def test_segments_in_any_order_with_gaps_are_laid_out_flat(boot):
    segments = [Segment(0x803008, filled(77)), Segment(0x400ff0, filled(9000, 3)),
                Segment(0x500000, b"", memsz=12345), Segment(0x600001, filled(4097, 5))]
    entry = 0x400ff0
    check_hand_over(Report(boot(program(segments, entry))), segments, entry)


def test_image_just_below_the_user_limit(boot):
    segments = [Segment(USER_TOP - 3 * 4096, filled(2 * 4096), memsz=3 * 4096)]
    check_hand_over(Report(boot(program(segments))), segments, segments[0].vaddr)


def test_symbols_behind_the_segments_are_not_needed(boot):
    segments = ordinary()
    report = Report(boot(program(segments) + filled(3 * MIB), ram_mib=32))
    check_hand_over(report, segments, segments[0].vaddr)


def check_moved(boot, segments: list[Segment], ram_mib: int, covered: int) -> None:
    """The target must cover the physical address `covered`, and nothing may be lost."""
    report = Report(boot(program(segments), ram_mib=ram_mib))
    assert report["a0"] < covered < report["a1"], "the case is not what it is meant to be"
    check_hand_over(report, segments, segments[0].vaddr)


def test_initrd_in_the_way_is_moved(boot):
    # It lies at 34 MiB; the gap up to 35 MiB is cleared before its last segment is read.
    segments = [Segment(0x10000, filled(100)), Segment(0x10000 + 33 * MIB, filled(MIB, 2))]
    check_moved(boot, segments, 64, KERNEL_START + 32 * MIB)


def test_device_tree_in_the_way_is_moved(boot):
    # It lies at 62 MiB, the initrd at 34 MiB.
    segments = [Segment(0x10000, filled(100), memsz=60 * MIB + 256 * 1024)]
    check_moved(boot, segments, 64, RAM_BASE + 62 * MIB)


@pytest.mark.parametrize("words, cnode_bits, domains, flags", [
    ("", 13, 1, 0),
    ("cnode_bits=17", 17, 1, 0),
    ("  domains=16   check ", 13, 16, 1),
    ("trace cnode_bits=5 domains=2 check cnode_bits=24", 24, 2, 3),
])
def test_boot_arguments_reach_the_kernel(boot, words, cnode_bits, domains, flags):
    report = Report(boot(program(ordinary()), bootargs=words))
    assert report.config == {0: int.from_bytes(b"TESSERA\0", "little"), 1: cnode_bits,
                             2: domains, 3: RAM_BASE + 128 * MIB, 4: flags}


def test_kernel_without_boot_config_is_left_alone(boot, built, tmp_path):
    image = tmp_path / "other.elf"
    original = (built / PROBE).read_bytes()
    # the only place where 0x1234000, the probe's default for ram_end, follows
    at = original.index(b"TESSERA\0" + struct.pack("<QQQ", 13, 1, 0x1234000))
    image.write_bytes(original[:at] + b"another\0" + original[at + 8:])
    report = Report(boot(program(ordinary()), image=image, bootargs="cnode_bits=17 check"))
    assert report.config == {0: int.from_bytes(b"another\0", "little"), 1: 13, 2: 1,
                             3: 0x1234000, 4: 0}


def test_few_instructions_up_to_the_kernel(boot, built, tmp_path):
    """The firmware's share is what a program takes that ends at once (by an SBI shutdown)."""
    code = struct.pack("<III", 0x00800893, 0x00000073, 0x0000006F)  # li a7, 8; ecall; j .
    stub = tmp_path / "stub.elf"
    stub.write_bytes(program([Segment(KERNEL_START, code)]))
    firmware = boot(GOOD, image=stub).instructions
    if firmware is None:
        pytest.skip("QEMU's instruction counter is not available")
    used = Report(boot(GOOD))["instret"] - firmware
    # 56,000 measured (72,000 with the shutdown's own); a further MiB to copy costs 305,000
    assert 0 < used < 100_000


# -- bad input --------------------------------------------------------------------

def check_stopped(result: RunResult, expected: str) -> None:
    """One line from the loader, with `expected` (a pattern) in it; then a clean stop."""
    text = result.console.decode()
    lines = [line for line in text.splitlines() if line.startswith("loader: ")]
    assert len(lines) == 1, text
    assert text.rstrip().endswith(lines[0]), "something was printed after the last word"
    assert re.search(expected, lines[0]), lines[0]
    assert result.status is Status.EXIT and result.exit_code == 0, result.reason


def segment_at(vaddr: int, **fields) -> list[Segment]:
    return [Segment(0x10000, filled(64)), Segment(vaddr, filled(64), **fields)]


BAD_FILES = {
    "no initrd": (None, r"root task: there is no initrd; give QEMU -initrd"),
    "empty": (b"", r"root task: the initrd is empty; give"),
    "one byte": (b"\x7f", r"truncated ELF file: 1 bytes, the header alone has 64"),
    "header cut": (GOOD[:63], r"truncated ELF file: 63 bytes, the header alone has 64"),
    "program headers cut": (GOOD[:100], r"truncated ELF file: 2 program headers at offset 64, "
                                        r"but it has 100 bytes"),
    "segment cut": (GOOD[:-1], r"truncated ELF file: segment of 1234 bytes at offset \d+, "
                               rf"but it has {len(GOOD) - 1} bytes"),
    "not ELF": (b"#!/bin/sh\necho hello world\n" * 9, r"not an ELF file: it starts with 0x"),
    "32 bit": (program(ordinary(), elf_class=1), r"wrong ELF class 1, not 2 \(64 bit\)"),
    "big endian": (program(ordinary(), data=2), r"wrong ELF byte order 2"),
    "version": (program(ordinary(), version=2), r"unknown ELF version 2"),
    "ident version": (program(ordinary(), ident_version=0), r"unknown ELF version 0"),
    "x86": (program(ordinary(), machine=62), r"wrong machine 62, not 243 \(RISC-V\)"),
    "object file": (program(ordinary(), type=1), r"not executable: ELF type 1, not 2"),
    "shared": (program(ordinary(), type=3), r"not executable: ELF type 3, not 2"),
    "header size": (program(ordinary(), ehsize=52), r"sizes 52 and 56, not 64 and 56"),
    "program header size": (program(ordinary(), phentsize=32), r"sizes 64 and 32"),
    "no program headers": (program([]), r"no program headers"),
    "table beyond the file": (program(ordinary(), phoff=1 << 63), r"truncated ELF file: 2 prog"),
    "table wraps": (program(ordinary(), phoff=(1 << 64) - 56), r"truncated ELF file: 2 prog"),
    "nothing to load": (program([Segment(0x10000, b"abc", type=4)]), r"no segment to load"),
    "all empty": (program([Segment(0x10000, b"")]), r"no segment to load"),
    "interpreter": (program(segment_at(0, type=PT_INTERP)), r"dynamic linker"),
    "too many segments": (program([Segment(0x10000 * i, b"1") for i in range(1, 18)]),
                          r"more than 16 segments"),
    "segment beyond the file": (program(segment_at(0x20000, offset=1 << 40)),
                                r"truncated ELF file: segment of 64 bytes at offset \d{13}"),
    "segment offset wraps": (program(segment_at(0x20000, offset=(1 << 64) - 32)),
                             r"truncated ELF file: segment of 64 bytes at offset \d{20}"),
    "more in the file than in memory": (program(segment_at(0x20000, memsz=63)),
                                        r"segment at 0x20000: 64 bytes in the file, only 63"),
    "segments overlap": (program(segment_at(0x10030)),
                         r"segments overlap: 64 bytes at 0x10000 reach into the one at 0x10030"),
    "bss overlaps": (program([Segment(0x20000, filled(8)),
                              Segment(0x10000, filled(8), memsz=0x10001)], 0x20000),
                     r"segments overlap: 65537 bytes at 0x10000"),
    "address wraps": (program(segment_at((1 << 64) - 4096, memsz=8192)),
                      r"overlaps the kernel's space: it must end below 0x3ffffff000"),
    "in the kernel's space": (program([Segment(KERNEL_VIRTUAL, filled(64))]),
                              r"at virtual address 0xffffffff80200000 overlaps the kernel's"),
    "reaches the user limit": (program(segment_at(USER_TOP - 63)),
                               r"at virtual address 0x3fffffefc1 overlaps the kernel's space"),
    "entry outside": (program(ordinary(), 0x13000), r"entry point 0x13000 is not"),
    "entry in bss": (program(ordinary(), 0x14010 + 1234), r"entry point 0x144e2 is not"),
    "entry odd": (program(ordinary(), 0x10001), r"entry point 0x10001 is not"),
    "larger than RAM": (program([Segment(0x10000, b"12", memsz=200 * MIB)]),
                        r"too little RAM: .* ends at 0x88000000; give QEMU -m \d+M"),
    "much larger than RAM": (program([Segment(0, b"12", memsz=USER_TOP)]),
                             r"too little RAM: .* ends at 0x88000000; give QEMU -m \d+M"),
}


@pytest.mark.parametrize("name", BAD_FILES)
def test_bad_root_task_is_refused(boot, name):
    task, expected = BAD_FILES[name]
    check_stopped(boot(task), expected)


def test_loader_with_the_real_kernel_inside_refuses_too(boot, built):
    subprocess.run(["make", "--no-print-directory", "kernel"], cwd=ROOT, check=True)
    check_stopped(boot(None, image=built / "build/debug/tessera.elf"), r"there is no initrd")
    check_stopped(boot(GOOD[:-1], image=built / "build/debug/tessera.elf"), r"truncated ELF")


@pytest.mark.parametrize("word, expected", [
    ("chekc", r"boot arguments: unknown word 'chekc'; -append takes cnode_bits=N"),
    ("checks", r"unknown word 'checks'"),
    ("cnode_bits", r"unknown word 'cnode_bits'"),
    ("cnode_bits=", r"'cnode_bits=' is out of range; the number must be between 5 and 24"),
    ("cnode_bits=4", r"'cnode_bits=4' is out of range"),
    ("cnode_bits=25", r"'cnode_bits=25' is out of range"),
    ("cnode_bits=0x10", r"'cnode_bits=0x10' is out of range"),
    ("cnode_bits=18446744073709551629", r"is out of range"),  # 2^64 + 13
    ("check domains=0", r"'domains=0' is out of range; the number must be between 1 and 16"),
    ("domains=17 check", r"'domains=17' is out of range"),
    ("trace\tcheck", r"unknown word 'trace\?check'"),
    ("x" * 200, r"unknown word 'x{64}\.\.\.'"),
])
def test_bad_boot_argument_is_refused(boot, word, expected):
    check_stopped(boot(GOOD, bootargs=word), expected)


@pytest.mark.parametrize("ram_mib, memsz", [(16, 16 * MIB), (16, 14 * MIB - 96 * 1024),
                                            (32, 40 * MIB), (64, 62 * MIB)])
def test_too_little_ram_says_how_much_is_enough(boot, ram_mib, memsz):
    segments = [Segment(0x10000, filled(100), memsz=memsz)]
    result = boot(program(segments), ram_mib=ram_mib)
    check_stopped(result, rf"too little RAM: .*ends at {RAM_BASE + ram_mib * MIB:#x}; give")
    enough = int(re.search(r"give QEMU -m (\d+)M or more", result.console.decode())[1])
    assert enough > ram_mib
    check_hand_over(Report(boot(program(segments), ram_mib=enough)), segments, 0x10000)


def test_tree_without_ram_for_the_kernel_is_refused(boot, built):
    check_stopped(boot(GOOD, dtb=built / "build/virt-1.dtb"),
                  r"device tree .*: no memory node has RAM at 0x80200000")


def test_initrd_beyond_the_trees_memory_is_refused(boot, built):
    check_stopped(boot(GOOD, dtb=built / "build/virt.dtb", ram_mib=512),
                  r"the initrd, 0x88200000 to 0x\w+, is not in free RAM, which ends at "
                  r"0x88000000")


def test_memory_that_is_not_there_traps_with_a_message(boot, built):
    task = program([Segment(0x10000, b"12", memsz=40 * MIB)])
    check_stopped(boot(task, dtb=built / "build/virt.dtb", ram_mib=32),
                  r"trap: cause 7, epc 0x8[0-2]\w{6}, tval 0x82\w{6}")


# -- the loader's files --------------------------------------------------------------

def test_loader_holds_no_absolute_address(built):
    """It moves itself: a stored absolute address would point to where it was before."""
    elffile = pytest.importorskip("elftools.elf.elffile")
    absolute = {1: "R_RISCV_32", 2: "R_RISCV_64", 26: "R_RISCV_HI20"}
    alloc = 2
    objects = sorted((built / "build/debug/kernel/loader").glob("*.o"))
    assert len(objects) > 5
    for path in objects:
        with path.open("rb") as stream:
            elf = elffile.ELFFile(stream)
            for section in elf.iter_sections(type="SHT_RELA"):
                if not elf.get_section(section["sh_info"])["sh_flags"] & alloc:
                    continue
                found = {absolute.get(r["r_info_type"]) for r in section.iter_relocations()}
                assert found <= {None}, f"{path.name}, {section.name}: {found}"


def test_fixed_tree_is_qemus_own(built, tmp_path):
    """Node for node and property for property, but for the seed that QEMU adds at each start."""
    own = tmp_path / "own.dtb"
    subprocess.run(["qemu-system-riscv64", "-M", f"virt,dumpdtb={own}", "-cpu", "rv64",
                    "-smp", "1", "-m", "128M", "-display", "none"], check=True,
                   capture_output=True, timeout=120)
    sources = [subprocess.run(["dtc", "-q", "-I", "dtb", "-O", "dts", "-s", path], check=True,
                              capture_output=True, text=True).stdout
               for path in (own, built / "build/virt.dtb")]
    assert re.sub(r"\n\s*rng-seed = .*;", "", sources[0]) == sources[1]
