# SPDX-License-Identifier: MIT
"""What a student's build has made ends no grading and misleads none: it is fit, or Unfit.

The forgeries here are what inline assembly in a piece, or a host tool that a lab replaces, could
make: objcopy and the assembler make them of the real kernel.
"""

from __future__ import annotations

import os
import random
import subprocess
from pathlib import Path

import pytest

from autograder import Refusal, labs, proctor, products
from autograder.build import LAYOUT
from autograder.oracles import audit as oracle
from autograder.oracles.memory import Layout
from autograder.products import Unfit
from autograder.proctor import Places
from autograder.tests.test_proctor import ROOT, images, run  # noqa: F401 (a fixture)

TOOL = "riscv64-unknown-elf-"
NAMES = ("ks", "ki_end")
DEBUG = ("info", "abbrev", "line", "str", "aranges", "rnglists")


def forged(kernel: Path, folder: Path, *words: str) -> Path:
    """A copy of a kernel, beside the layout that belongs to it, as objcopy changes it."""
    copy = folder / "kernel.elf"
    subprocess.run([f"{TOOL}objcopy", *words, kernel, copy], check=True)
    (folder / "layout.elf").write_bytes(kernel.with_name("layout.elf").read_bytes())
    return copy


def spoilt(kernel: Path, folder: Path, names: tuple[str, ...] = DEBUG) -> Path:
    """With these sections of its debug information overwritten."""
    junk = folder / "junk"
    junk.write_bytes(random.Random(1).randbytes(4000))
    return forged(kernel, folder, *(word for name in names for word in
                                    ("--update-section", f".debug_{name}={junk}")))


def assembled(folder: Path, text: str) -> Path:
    (folder / "a.s").write_text(text)
    subprocess.run([f"{TOOL}as", "a.s", "-o", "a.elf"], cwd=folder, check=True)
    return folder / "a.elf"


# -- files -------------------------------------------------------------------------------------

@pytest.mark.parametrize("make, why", [
    (lambda path: None, "the build has not made it: No such file"),
    (lambda path: path.mkdir(), "is no plain file"),
    (lambda path: path.symlink_to("/etc/passwd"), "is no plain file"),
    (lambda path: path.symlink_to(path), "is no plain file"),
    (lambda path: path.symlink_to("/dev/zero"), "is no plain file"),
    (os.mkfifo, "is no plain file"),
    (lambda path: (path.touch(), os.truncate(path, products.IMAGE_BYTES + 1)), "16,777,217 bytes"),
], ids=["nothing", "folder", "link", "loop", "endless", "pipe", "large"])
def test_a_product_is_a_plain_file(tmp_path, make, why):
    """A pipe would be waited for, and a device read, for ever."""
    path = tmp_path / "kernel.elf"
    make(path)
    for read in (products.data, products.report, lambda p: products.symbols(p, NAMES)):
        with pytest.raises(Unfit, match=why):
            read(path)


@pytest.mark.parametrize("text", [b"", b"[]", b"{", b"[" * 10000, b"\xff", b'"' + b"x" * 9000000,
                                  b"1" * 10000])
def test_a_report_is_a_mapping(tmp_path, text):
    (tmp_path / "report.json").write_bytes(text)
    with pytest.raises(Unfit, match="^report.json: "):
        products.report(tmp_path / "report.json")


def plan(**changes):
    """A plan of nothing."""
    return {"format": 1, "objects": [], "components": [], "threads": [], "capabilities": [],
            "remaining": {"cnode": None}} | changes


@pytest.mark.parametrize("report, why", [
    (plan(format=2), "not of format 1"),
    (plan(objects=[{"name": "it", "bytes": 16, "paddr": None}]), "where it lies is not known"),
])
def test_a_report_of_another_form_is_a_verdict(report, why):
    with pytest.raises(Unfit, match=why):
        oracle.Plan(report)


def test_a_plan_that_nobody_can_compare_is_a_verdict(monkeypatch):
    """It would take hours."""
    assert oracle.Plan(plan()).holders("CNODE", 0) == []
    monkeypatch.setattr(oracle, "PLAN_SECONDS", -1)
    with pytest.raises(Unfit, match="cannot be compared within"):
        oracle.Plan(plan()).holders("CNODE", 0)


# -- symbols -----------------------------------------------------------------------------------

def test_the_addresses_of_a_kernel(images):  # noqa: F811
    found = products.symbols(images[1], NAMES)
    assert set(found) == set(NAMES)
    assert 0 < found["ki_end"] - found["ks"] < 1 << 24


@pytest.mark.parametrize("words, why", [
    (("--strip-all",), "has no symbol 'k"),
    (("--add-symbol", "ks=0xffffffff80200000"), "has several symbols 'ks'"),
    (("--add-symbol", "ks=.data:8,local"), "has several symbols 'ks'"),
    (("--redefine-sym", "ki_end=mine"), "has no symbol 'ki_end'"),
], ids=["none", "absolute", "local", "renamed"])
def test_forged_symbols_are_a_verdict(images, tmp_path, words, why):  # noqa: F811
    with pytest.raises(Unfit, match=why):
        Layout(forged(images[1], tmp_path, *words))


@pytest.mark.parametrize("text, why", [
    ("", "has no symbol 'ks'"),
    (".globl ks\ncall ks\n", "ks.* has no address"),
    ("ks:\n\"ki_end B 1\\nks\":\n", "has (no|several) symbol"),
    ("".join(f"a_symbol_with_a_rather_long_name_of_which_there_are_many_{i}:\n"
             for i in range(80_000)), "cannot be read"),
], ids=["empty", "undefined", "two in one name", "many"])
def test_forged_symbol_tables_are_a_verdict(tmp_path, text, why):
    """The last one says more than is listened to."""
    with pytest.raises(Unfit, match=why):
        products.symbols(assembled(tmp_path, text), NAMES)


def test_what_is_no_image_is_a_verdict(tmp_path):
    for data in (b"", b"\x7fELF", b"\x7fELF\x02\x01\x01" + b"\xff" * 4000, b"!<arch>\n" * 9):
        (tmp_path / "kernel.elf").write_bytes(data)
        with pytest.raises(Unfit, match="cannot be read"):
            products.symbols(tmp_path / "kernel.elf", NAMES)


def test_a_missing_tool_is_no_fault_of_the_submission(images, monkeypatch):  # noqa: F811
    monkeypatch.setenv("PATH", "")
    with pytest.raises(Refusal, match="nm is missing") as raised:
        products.symbols(images[1], NAMES)
    assert not isinstance(raised.value, Unfit)


# -- debug information -------------------------------------------------------------------------

@pytest.mark.parametrize("make", [spoilt, lambda kernel, to: forged(kernel, to, "--strip-debug")],
                         ids=["spoilt", "none"])
def test_the_layout_is_not_the_kernels_word(images, tmp_path, make):  # noqa: F811
    """Where the oracles look does not depend on a student's debug information."""
    right, found = Layout(images[1]), Layout(make(images[1], tmp_path))
    assert found.structures == right.structures and found.constants == right.constants
    assert (found.state, found.end) == (right.state, right.end)
    assert right.structure("cte").size == 32 and right.constants["CDT_ORIG"] == 2


def test_no_piece_of_a_lab_says_how_structures_look(images):  # noqa: F811
    """What layout.elf is made of is nothing that a student hands in."""
    made_of = (ROOT / LAYOUT).with_suffix(".d").read_text().replace("\\\n", " ").split()
    assert "kernel/microkernel/cap/cap.h" in made_of
    for name in labs.names(ROOT):
        assert not set(labs.load(ROOT, name).allow()) & set(made_of), name


def test_a_kernel_with_forged_debug_information_is_judged(images, tmp_path):  # noqa: F811
    kernel, elf, task = images
    right, wrong = run((kernel, spoilt(elf, tmp_path), task), "selftest_signal",
                       "selftest_wrong_value")
    assert right.passed and not wrong.passed


# -- places ------------------------------------------------------------------------------------

@pytest.mark.parametrize("section", DEBUG)
def test_a_place_that_cannot_be_told_is_an_address(images, tmp_path, section):  # noqa: F811
    address = products.symbols(images[1], ("notification_signal",))["notification_signal"]
    assert Places(images[1]).of(address).endswith("(notification_signal)")
    assert isinstance(Places(spoilt(images[1], tmp_path, (section,))).of(address), str)


def test_an_image_that_says_too_much_is_asked_once(tmp_path, monkeypatch):
    elf = assembled(tmp_path, ".type {0}, @function\n{0}:\nnop\nnop\n.size {0}, 4\n".format(
        "f" * (products.SAID_BYTES + 1)))
    places, asked = Places(elf), []
    ask = products.tool
    monkeypatch.setattr(products, "tool", lambda *words: asked.append(words) or ask(*words))
    assert [places.of(address) for address in (0, 2, 4)] == ["0x0", "0x2", "0x4"]
    assert len(asked) == 1


def test_a_long_name_of_a_place_is_cut(tmp_path):
    name = "f" * 100_000
    elf = assembled(tmp_path, f".type {name}, @function\n{name}:\nnop\n.size {name}, 2\n")
    assert len(Places(elf).of(0)) == proctor.PLACE_LENGTH


# -- anything ----------------------------------------------------------------------------------

def test_no_damage_of_an_image_ends_a_grading(images, tmp_path):  # noqa: F811
    """A few of some thousand damaged kernels, always the same ones."""
    good = images[1].read_bytes()
    headers = subprocess.run([f"{TOOL}readelf", "-SW", images[1]], capture_output=True, text=True,
                             check=True).stdout.replace("[ ", "[").splitlines()
    rows = [line.split() for line in headers]
    areas = [(int(row[4], 16), int(row[5], 16)) for row in rows if len(row) > 5
             and row[1].startswith((".debug_", ".symtab", ".strtab", ".shstrtab"))]
    areas += [(0, 64), (int.from_bytes(good[40:48], "little"), 64 * (len(areas) + 8))]
    assert len(areas) > 9
    chance = random.Random(11)
    fit = 0
    for _ in range(60):
        bad = bytearray(good)
        start, size = chance.choice(areas)
        for _ in range(chance.choice((1, 4, 64))):
            at = start + chance.randrange(size)
            bad[at:at + 8] = chance.choice((b"\xff" * 8, bytes(8), chance.randbytes(8)))
        (tmp_path / "kernel.elf").write_bytes(bad[:len(good)])
        try:
            fit += bool(products.symbols(tmp_path / "kernel.elf", NAMES))
        except Unfit:
            pass
        assert isinstance(Places(tmp_path / "kernel.elf").of(0xffffffff80201000), str)
    assert 0 < fit < 60
