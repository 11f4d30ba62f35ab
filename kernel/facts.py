# SPDX-License-Identifier: MIT
"""Facts about a build of the kernel, for the tools of others.

A system builder such as Microkit's tool does not read C headers: it wants the method labels, the
configuration and the memory map of the platform as JSON. They are made here from the public
headers, through the preprocessor, so that there is nothing to keep in step:

    invocations_all.json   label name -> number, as the headers number the methods
    gen_config.json        configuration: numbers and words as strings, booleans true or false
    gen_config.h           the same as a C header; a boolean that is off is a comment
    platform_gen.json      memory and device regions: lists of start and end, in bytes
    *.yaml                 the last two once more; JSON is YAML

Run by kernel/build.mk:  facts.py OUTPUT RAM_MIB COMPILER FLAG...
"""

from __future__ import annotations

import json
import re
import subprocess
import sys
from pathlib import Path

INCLUDE = Path(__file__).resolve().parent / "include"

# Booleans of the interface that this configuration leaves off.
OFF = ["DANGEROUS_CODE_INJECTION", "ENABLE_BENCHMARKS", "ENABLE_SMP_SUPPORT",
       "EXCEPTION_FASTPATH", "HARDWARE_DEBUG_API", "KERNEL_INVOCATION_REPORT_ERROR_IPC",
       "RISCV_USE_CLINT_MTIME", "SET_TLS_BASE_SELF", "SIGNAL_FASTPATH", "VERIFICATION_BUILD"]
# Booleans that only debug builds set.
DEBUG = ["COLOUR_PRINTING", "DEBUG_BUILD", "IRQ_REPORTING", "PRINTING"]
# Settings whose value 1 is a number, not a boolean.
NUMBERS = {"MAX_NUM_NODES", "KERNEL_WCET_SCALE", "NUM_DOMAINS"}

# What the kernel keeps below the RAM it manages: see kernel/microkernel/boot/boot.c.
KERNEL_DEVICES = [(0x2000000, 0x2200000), (0xC000000, 0xC600000)]
RAM_START, RAM_BASE = 0x80000000, 0x80200000
DEVICE_TOP = 1 << 39


def preprocess(compiler: list[str], *arguments: str) -> str:
    """The preprocessor's output for sel4/config.h with the given arguments."""
    return subprocess.run([*compiler, f"-I{INCLUDE}", "-E", *arguments, "-x", "c",
                           str(INCLUDE / "sel4/config.h")],
                          check=True, capture_output=True, text=True).stdout


def configuration(compiler: list[str]) -> dict[str, str | bool]:
    """Every CONFIG_ name without its prefix; values are evaluated by the compiler's rules."""
    values: dict[str, str | bool] = {name: False for name in OFF + DEBUG}
    macros = re.findall(r"^#define CONFIG_(\w+) ?(.*)$", preprocess(compiler, "-dM"), re.M)
    for name, text in macros:
        text = text.strip()
        if text == "1" and name not in NUMBERS:
            values[name] = True
        elif "?" in text:       # the one expression: domains > 1 ? many : few
            domains, many, few = re.fullmatch(
                r"\(CONFIG_NUM_DOMAINS > (\d+) \? (\d+) : (\d+)\)", text).groups()
            more = int(dict(macros)["NUM_DOMAINS"]) > int(domains)
            values[name] = many if more else few
        else:
            values[name] = text
    values.pop("LIB_SEL4_USE_THREAD_LOCALS", None)      # the library's, not the kernel's
    return dict(sorted(values.items()))


def labels() -> dict[str, int]:
    """The methods by name, in the order of their numbers."""
    text = (INCLUDE / "sel4/invocation.h").read_text()
    found = {name: int(number) for name, number in re.findall(r"^    (\w+) = (\d+),", text, re.M)}
    found.pop("InvalidInvocation")
    if sorted(found.values()) != list(range(1, len(found) + 1)):
        raise SystemExit("facts: sel4/invocation.h does not number its labels 1, 2, 3, ...")
    return dict(sorted(found.items(), key=lambda item: item[1]))


def platform(ram_mib: int) -> dict[str, list[dict[str, int]]]:
    """Memory that user level gets, and the devices around it."""
    end = RAM_START + (ram_mib << 20)
    edges = [0, *(edge for region in KERNEL_DEVICES for edge in region), RAM_BASE,
             end, DEVICE_TOP]

    def regions(pairs: list[int]) -> list[dict[str, int]]:
        return [{"start": a, "end": b} for a, b in zip(pairs[::2], pairs[1::2])]

    return {"devices": regions(edges), "memory": regions([RAM_BASE, end])}


def header(values: dict[str, str | bool]) -> str:
    """The configuration as a C header."""
    lines = ["#pragma once", ""]
    for name, value in values.items():
        if value is False:
            lines.append(f"/* CONFIG_{name} is off */")
        else:
            lines.append(f"#define CONFIG_{name} {1 if value is True else value}")
    return "\n".join(lines) + "\n"


def main(output: str, ram_mib: str, *compiler: str) -> None:
    """Writes all files into the folder `output`."""
    folder = Path(output)
    folder.mkdir(parents=True, exist_ok=True)
    values = configuration(list(compiler))
    regions = platform(int(ram_mib))
    for name, facts in (("invocations_all.json", labels()),
                        ("gen_config.json", values), ("gen_config.yaml", values),
                        ("platform_gen.json", regions), ("platform_gen.yaml", regions)):
        (folder / name).write_text(json.dumps(facts, indent=4) + "\n")
    (folder / "gen_config.h").write_text(header(values))


if __name__ == "__main__":
    main(*sys.argv[1:])
