# SPDX-License-Identifier: MIT
"""The facts that a build writes down are those of the kernel that was built."""

from __future__ import annotations

import json
import re
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[3]
DEBUG = "build/debug"


def build(*settings: str) -> dict[str, dict]:
    """The facts of a build with these make variables, by file name."""
    subprocess.run(["make", "-s", f"{DEBUG}/invocations_all.json", *settings], cwd=ROOT, check=True)
    return {name: json.loads((ROOT / DEBUG / f"{name}.json").read_text())
            for name in ("invocations_all", "gen_config", "platform_gen")}


@pytest.fixture(scope="module")
def facts():
    yield build()
    build()     # the next build finds the defaults again


def test_labels_are_those_that_the_kernel_decodes(facts) -> None:
    """The kernel's own enumeration, which counts up from 1, has them in the same order."""
    text = (ROOT / "kernel/microkernel/ipc/invocation.h").read_text()
    body = re.search(r"enum invocation_label \{(.*?)\};", text, re.S).group(1)
    kernel = re.findall(r"^\s+([A-Z_]+)", body, re.M)
    public = list(facts["invocations_all"])

    def letters(name: str) -> str:
        return name.replace("_", "").replace("RISCV", "").upper()

    renamed = {"DOMAINSETSET": "DOMAINSET"}
    assert len(public) == 46
    assert [renamed.get(letters(n), letters(n)) for n in public] == [letters(n) for n in kernel]


def test_regions_cover_all_but_the_kernels_own_devices(facts) -> None:
    regions = facts["platform_gen"]
    edges = sorted((r["start"], r["end"]) for r in regions["devices"] + regions["memory"])
    gaps = [(a[1], b[0]) for a, b in zip(edges, edges[1:]) if a[1] != b[0]]
    assert edges[0][0] == 0 and edges[-1][1] == 1 << 39
    assert gaps == [(0x2000000, 0x2200000), (0xC000000, 0xC600000)]
    assert regions["memory"] == [{"start": 0x80200000, "end": 0x140000000}]


def test_configuration_follows_the_make_variables() -> None:
    facts = build("CNODE_BITS=17", "DOMAINS=16", "RAM=2048")
    config = facts["gen_config"]
    build()
    assert config["ROOT_CNODE_SIZE_BITS"] == "17"
    assert (config["NUM_DOMAINS"], config["NUM_DOMAIN_SCHEDULES"]) == ("16", "100")
    assert facts["platform_gen"]["memory"][0]["end"] == 0x100000000


def test_kinds_of_values(facts) -> None:
    """Numbers are strings, booleans are booleans."""
    config = facts["gen_config"]
    assert config["WORD_SIZE"] == "64" and config["MAX_NUM_NODES"] == "1"
    assert config["SEL4_ARCH"] == "riscv64" and config["NUM_DOMAIN_SCHEDULES"] == "2"
    assert config["HAVE_FPU"] is True and config["PRINTING"] is True
    assert config["ENABLE_SMP_SUPPORT"] is False
