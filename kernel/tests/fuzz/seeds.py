# SPDX-License-Identifier: MIT
"""Writes the seeds of the fuzz targets: good inputs from which bad ones evolve.

    python3 kernel/tests/fuzz/seeds.py FOLDER    from the tree's root

FOLDER/loader_elf/ gets program files, FOLDER/loader_fdt/ device trees (by dtc),
FOLDER/kernel_syscall/ programmes of which any bytes are one, FOLDER/composer_system/ the system
descriptions of the composer's tests, FOLDER/composer_adl/ the component descriptions, what they
import put in front of them, FOLDER/bundle/ bundles, FOLDER/store/ devices with a store,
FOLDER/archive/ boot archives, FOLDER/line_editor/ what people type.
"""

from __future__ import annotations

import hashlib
import random
import struct
import subprocess
import sys
import zlib
from pathlib import Path

ROOT = Path(__file__).resolve().parents[3]
SYSTEMS = ROOT / "kernel/tests/composer/system/cases"
COMPONENTS = ROOT / "kernel/tests/composer/adl/cases"
SEED_BYTES_MAX = 2000  # larger ones try limits, which no change comes close to
sys.path.insert(0, str(ROOT))

from kernel.tests.loader.programs import (Segment, filled, ordinary,  # noqa: E402
                                          program)

CHOSEN = """/dts-v1/;
/ {{ #address-cells = <{cells}>; #size-cells = <{cells}>;
  memory@0 {{ device_type = "memory"; reg = <{reg}>; }};
  chosen {{ bootargs = "{words}"; linux,initrd-start = <{initrd} 0x84200000>;
           linux,initrd-end = <{initrd} 0x84300000>; }}; }};
"""


def programs() -> dict[str, bytes]:
    return {
        "ordinary": program(ordinary()),
        "one": program([Segment(0x10000, filled(16))]),
        "descending": program([Segment(0x30000, filled(100)), Segment(0x20008, filled(8)),
                               Segment(0x10ff0, filled(24), memsz=8192)]),
    }


def trees() -> dict[str, str]:
    return {
        "cells1": CHOSEN.format(cells=1, reg="0x80000000 0x8000000", initrd="",
                                words="cnode_bits=13 check"),
        "cells2": CHOSEN.format(cells=2, reg="0 0x1000 0 0x1000  0 0x80000000 1 0", initrd="0",
                                words=" trace  domains=16 cnode_bits=24 "),
    }


def programmes() -> dict[str, bytes]:
    return {f"random{seed}": random.Random(seed).randbytes(1500) for seed in range(6)}


def changes() -> dict[str, bytes]:
    """Changes to the sample plan (plan.c): none, and one to a name and one to a right."""
    return {"none": bytes(12), "two": bytes([0, 0, 4, 0, 6]) + bytes(8) + bytes([16, 5, 0, 1])
            + bytes(8)}


def systems() -> dict[str, bytes]:
    texts = {path.stem: path.read_bytes() for path in sorted(SYSTEMS.glob("*.system"))}
    return {name: text for name, text in texts.items() if len(text) <= SEED_BYTES_MAX}


def components() -> dict[str, bytes]:
    types = "lib/types.camkes"
    known = (COMPONENTS / types).read_text()
    texts = {path.stem: path.read_text().replace(f'import "{types}";', known)
             for path in sorted(COMPONENTS.glob("*.camkes"))}
    return {name: text.encode() for name, text in texts.items() if len(text) <= SEED_BYTES_MAX}


def digest(data: bytes) -> bytes:
    return hashlib.sha256(data).digest()


def bundle(manifest: bytes, parts: list[tuple[int, int, bytes, int]]) -> bytes:
    """A bundle of `parts`: address, bytes in memory, stored bytes, rights."""
    text = 104 + 64 * len(parts)
    at = text + len(manifest)
    table = body = b""
    for address, size, data, rights in parts:
        table += struct.pack("<QQIIII", address, size, at + len(body), len(data), rights, 0)
        table += digest(data)
        body += data
    head = struct.pack("<8sHHIIIIIQ", b"\x8fTSR\r\n\x1a\n", 1, 104, at + len(body), text,
                       len(manifest), len(parts), 0, parts[0][0]) + digest(manifest)
    return head + digest(head + table) + table + manifest + body


def bundles() -> dict[str, bytes]:
    least = b"[bundle]\nid=a\nversion=1\n"
    full = (b"# all\n[bundle]\nid = org.all\nversion = 1.0\n[memory]\nstack = 8 KiB\n"
            b"heap = 0x10000\nquota = 1 MiB\n[thread]\npriority = 7\nbudget = 20\n"
            b"period = 1000\n[services]\nuse = log, keys, timers, mmap\n")
    return {"least": bundle(least, [(0x1000, 4, bytes(4), 5)]),
            "full": bundle(full, [(0x10000, 64, filled(64), 5), (0x11000, 16, filled(16), 1),
                                  (0x12000, 8000, filled(40), 3)])}


def sealed(sector: bytes) -> bytes:
    sector = sector.ljust(508, b"\0")
    return sector + struct.pack("<I", zlib.crc32(sector))


def log_record(kind: int, position: int, name: bytes = b"", key: bytes = b"",
               data: bytes = b"") -> bytes:
    """A record of a store's log, its data included."""
    inline, behind = (data, b"") if len(data) <= 356 else (b"", data)
    behind += bytes(-len(behind) % 512)
    return sealed(struct.pack("<4sIQII64s64s", b"TSLG", kind, position, len(data),
                              zlib.crc32(data), name, key) + inline) + behind


def device(tail: int, records: list[tuple[int, bytes, bytes, bytes]], sectors: int) -> bytes:
    """A device whose log holds `records` (kind, id, key, data) from position `tail` on."""
    log = b""
    for kind, name, key, data in records:
        log += log_record(kind, tail + len(log) // 512, name, key, data)
    log = (log + log_record(1, tail + len(log) // 512)).ljust(512 * (sectors - 2), b"\0")
    turned = 512 * (sectors - 2 - tail % (sectors - 2))  # the ring's sector 0 comes first
    points = [sealed(struct.pack("<4sIQQQ", b"TSCP", 1, generation, sectors, tail))
              for generation in (8, 7)]
    return points[0] + points[1] + log[turned:] + log[:turned]


def stores() -> dict[str, bytes]:
    records = [(2, b"a", b"k", b"one"), (2, b"b", b"", filled(1500)), (2, b"a", b"k", filled(700)),
               (3, b"a", b"k", b""), (2, b"a", b"l", b""), (4, b"b", b"", b"")]
    return {"empty": device(0, [], 16), "some": device(0, records[:3], 24),
            "all": device(1000, records, 24), "full": device(0, records * 2, 25)}


def archive(files: dict[str, bytes]) -> bytes:
    """What `cpio -H newc` writes; a name that ends in / is a folder's."""
    data = b""
    for name, content in [*files.items(), ("TRAILER!!!", b"")]:
        mode = 0o40755 if name.endswith("/") else 0o100644
        numbers = (1, mode, 0, 0, 1, 0, len(content), 0, 0, 0, 0, len(name) + 1, 0)
        data += b"070701" + b"".join(b"%08x" % n for n in numbers) + name.encode() + b"\0"
        data += bytes(-len(data) % 4) + content
        data += bytes(-len(data) % 4)
    return data


def archives() -> dict[str, bytes]:
    return {"empty": archive({}), "one": archive({"a": b"x"}),
            "some": archive({"f/": b"", "f/a": filled(77), "b": b"", "a": filled(64)})}


def sessions() -> dict[str, bytes]:
    """What people type."""
    return {"plain": b"start hello\nwait hello\r\n\x04",
            "keys": b"st\tart h\x1b[D\x1b[C\x1b[1;5D\x1b[3~\x7f\x17\x19\x01\x05\x0b\n"
                    b"\x1b[A\x1b[B\x03",
            "width": b"\x1b[9;40R" + b"word " * 30 + b"\x15\x19\xc3\xa9\x1b[D\x1b[D\x0c\t\n"}


def main(folder: Path) -> None:
    for name in ("loader_elf", "loader_fdt", "kernel_syscall", "composer_system", "composer_adl",
                 "plan", "bundle", "store", "archive", "line_editor"):
        (folder / name).mkdir(parents=True, exist_ok=True)
    for name, data in programs().items():
        (folder / "loader_elf" / name).write_bytes(data)
    for name, data in programmes().items():
        (folder / "kernel_syscall" / name).write_bytes(data)
    for name, data in changes().items():
        (folder / "plan" / name).write_bytes(data)
    for name, data in bundles().items():
        (folder / "bundle" / name).write_bytes(data)
    for name, data in stores().items():
        (folder / "store" / name).write_bytes(data)
    for name, data in sessions().items():
        (folder / "line_editor" / name).write_bytes(data)
    for name, data in archives().items():
        (folder / "archive" / name).write_bytes(data)
    for name, data in systems().items():
        (folder / "composer_system" / name).write_bytes(data)
    for name, data in components().items():
        (folder / "composer_adl" / name).write_bytes(data)
    for name, source in trees().items():
        subprocess.run(["dtc", "-q", "-O", "dtb", "-o", folder / "loader_fdt" / name, "-"],
                       input=source, text=True, check=True)
    (folder / "loader_fdt" / "virt").write_bytes((ROOT / "build/virt.dtb").read_bytes())


if __name__ == "__main__":
    main(Path(sys.argv[1]))
