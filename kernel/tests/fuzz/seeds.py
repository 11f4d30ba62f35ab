# SPDX-License-Identifier: MIT
"""Writes the seeds of the fuzz targets: good inputs from which bad ones evolve.

    python3 kernel/tests/fuzz/seeds.py FOLDER    from the tree's root

FOLDER/loader_elf/ gets program files, FOLDER/loader_fdt/ device trees (by dtc),
FOLDER/kernel_syscall/ programmes of which any bytes are one, FOLDER/composer_system/ the system
descriptions of the composer's tests, FOLDER/composer_adl/ the component descriptions, what they
import put in front of them.
"""

from __future__ import annotations

import random
import subprocess
import sys
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


def main(folder: Path) -> None:
    for name in ("loader_elf", "loader_fdt", "kernel_syscall", "composer_system", "composer_adl",
                 "plan"):
        (folder / name).mkdir(parents=True, exist_ok=True)
    for name, data in programs().items():
        (folder / "loader_elf" / name).write_bytes(data)
    for name, data in programmes().items():
        (folder / "kernel_syscall" / name).write_bytes(data)
    for name, data in changes().items():
        (folder / "plan" / name).write_bytes(data)
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
