# SPDX-License-Identifier: MIT
"""The public headers: they compile alone, without warnings, and completely.

`every_function.c` uses each public function once. Here it is compiled in every configuration of
the headers, and the headers are searched for functions that it leaves out. Layouts are static
asserts in the headers themselves; one test shows that such an assert can fail.
"""
from __future__ import annotations

import re
import subprocess
from pathlib import Path

import pytest

HERE = Path(__file__).resolve().parent
INCLUDE = HERE.parents[1] / "include"
SOURCE = HERE / "every_function.c"
GCC = ["riscv64-unknown-elf-gcc", "-march=rv64imafdc", "-mabi=lp64d", "-ffreestanding", "-Wall",
       "-Wextra", "-Werror", "-Wstrict-prototypes", "-Wmissing-prototypes", f"-I{INCLUDE}"]

# Accessors through a pointer are made by the same macro as those by value.
NOT_LISTED = re.compile(r"_ptr_")


def compile_text(text: str, *flags: str) -> subprocess.CompletedProcess[str]:
    """Compile C text without keeping the object; never raises."""
    return subprocess.run([*GCC, *flags, "-x", "c", "-c", "-o", "/dev/null", "-"], input=text,
                          capture_output=True, text=True, check=False)


@pytest.mark.parametrize("standard", ["c11", "gnu17"])
@pytest.mark.parametrize("optimisation", ["-O0", "-O2"])
@pytest.mark.parametrize("switch", ["TESSERA_DEBUG=1", "TESSERA_DEBUG=0",
                                    "CONFIG_LIB_SEL4_NO_THREAD_LOCALS"])
def test_every_function_compiles(standard: str, optimisation: str, switch: str) -> None:
    result = compile_text(SOURCE.read_text(), f"-std={standard}", optimisation, f"-D{switch}")
    assert result.returncode == 0, result.stderr


@pytest.mark.parametrize("header", sorted(str(p.relative_to(INCLUDE))
                                          for p in INCLUDE.glob("sel4/**/*.h")))
def test_header_stands_alone(header: str) -> None:
    result = compile_text(f"#include <{header}>\n", "-std=c11")
    assert result.returncode == 0, result.stderr


def test_names_in_the_configuration_are_whole() -> None:
    text = "#include <sel4/config.h>\nCONFIG_PLAT CONFIG_KERNEL_OPT_LEVEL CONFIG_SEL4_ARCH\n"
    result = subprocess.run([*GCC, "-E", "-P", "-x", "c", "-"], input=text, capture_output=True,
                            text=True, check=True)
    assert result.stdout.split() == ["qemu-riscv-virt", "-O2", "riscv64"]


def defined_functions() -> set[str]:
    """Names of the functions that the headers define or declare, after preprocessing."""
    text = subprocess.run([*GCC, "-E", "-P", "-x", "c", "-"], input="#include <sel4/sel4.h>\n",
                          capture_output=True, text=True, check=True).stdout
    return set(re.findall(r"\b(seL4_\w+)\s*\([^;{}()]*\)\s*[{;]", text))


def test_every_function_is_used() -> None:
    used = set(re.findall(r"\bseL4_\w+", SOURCE.read_text()))
    functions = {name for name in defined_functions() if not NOT_LISTED.search(name)}
    assert len(functions) > 130, "the search found too little to mean anything"
    assert sorted(functions - used) == []


def test_layout_assert_can_fail() -> None:
    text = "#include <sel4/sel4.h>\nSEL4_COMPILE_ASSERT(size, sizeof(seL4_BootInfo) == 0xF10)\n"
    result = compile_text(text)
    assert result.returncode != 0
    assert "static assertion failed" in result.stderr
