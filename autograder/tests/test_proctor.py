# SPDX-License-Identifier: MIT
"""Proctor on the real kernel: every way a test can end, and that it costs one test only."""

from __future__ import annotations

import re
import shutil
from dataclasses import replace
from pathlib import Path

import pytest

from autograder import Refusal, build, proctor, products, qemu, records
from autograder.proctor import TestSpec

ROOT = Path(__file__).parents[2]
SELFTEST = ROOT / "kernel/tests/proctor/selftest.c"
NONCE = 0xFEEDFACECAFEBEEF

# Name of a test and what its message says; None: it passes.
OUTCOMES = {
    "selftest_pass": None,
    "selftest_wrong_value": r"^answer not as expected$",
    "selftest_missing_value": r"^something not as expected\nnote: nothing observed$",
    "selftest_check": r"selftest.c:\d+: 6 \* 9 is 0x36 \(54\), should be 0x2a \(42\) "
                      r"\(while comparing\)$",
    "selftest_null_write": r"^thread 'test': memory fault at kernel/tests/proctor/selftest.c:\d+ "
                           r"\(write_to\), writing address 0x8$",
    "selftest_illegal_instruction": r"exception at .*selftest.c:\d+ .*, illegal instruction$",
    "selftest_stack_overflow": r"memory fault at .*\(deep\), writing address 0x",
    "selftest_endless_loop": r"^its 20,000,000 instructions are used up \(while looping\)\n"
                             r"thread 'test' is at kernel/tests/proctor/selftest.c:\d+ \(test_",
    "selftest_loop_at_high_priority": r"^its 20,000,000 instructions are used up\n",
    "selftest_deadlock": r"used up \(while sending to nobody\)\nthread 'test' is at .*, in Send$",
    "selftest_too_much_output": r"^the test has written more than its part of the log",
    "selftest_threads": None,
    "selftest_helper_faults": r"^thread 'crasher': memory fault at .*, writing address 0x10$",
    "selftest_join_of_blocked": r"selftest.c:\d+: thread 'sender' has not finished$",
    "selftest_uses_everything": None,
    "selftest_destroys_own_cnode": r"instructions are used up$",
    "selftest_signal": None,
    "selftest_loses_irq_control": r"could not be given back: step 2, error 6$",
    "selftest_no_such_test": r"^there is no such test in the image$",
}


@pytest.fixture(scope="session")
def images():
    """The kernel, its ELF file and proctor, built from this tree."""
    if not shutil.which(qemu.QEMU):
        pytest.skip("QEMU is not installed")
    built = build.build(ROOT)
    assert built.ok, "\n".join(built.messages)
    return ROOT / build.KERNEL, ROOT / build.KERNEL_ELF, ROOT / build.PROCTOR


def run(images, *names, nonce=NONCE, **options):
    return proctor.run_tests(*images, [TestSpec(name) for name in names], nonce, **options)


@pytest.fixture(scope="module")
def results(images):
    return {result.name: result for result in run(images, *OUTCOMES)}


@pytest.mark.parametrize("name", OUTCOMES)
def test_outcome(results, name):
    result, message = results[name], OUTCOMES[name]
    assert result.passed == (message is None), result
    assert result.invariant == ""
    if message is None:
        assert (result.message, result.expected, result.seen) == ("", "", "")
    else:
        assert re.search(message, result.message), result.message


def test_every_self_test_is_run_here():
    assert set(re.findall(r"TEST\((\w+)\)", SELFTEST.read_text())) | {"selftest_no_such_test"} == \
        set(OUTCOMES)


def test_difference_is_shown_on_both_sides(results):
    wrong = results["selftest_wrong_value"]
    params = records.Params(records.test_nonce(NONCE, wrong.name))
    want = params.pick("answer", 0, 1000)
    assert wrong.expected == f"answer = {want:#x} ({want})"
    assert wrong.seen == f"answer = {want + 1:#x} ({want + 1})"
    assert results["selftest_missing_value"].seen == "something: not reported"
    assert (results["selftest_check"].expected, results["selftest_check"].seen) == \
        ("6 * 9 = 0x2a (42)", "6 * 9 = 0x36 (54)")


def test_results_do_not_depend_on_order_or_company(images, results):
    names = ["selftest_threads", "selftest_deadlock", "selftest_check", "selftest_pass"]
    for result in run(images, *names):
        before = results[result.name]
        assert replace(result, instructions=0) == replace(before, instructions=0)
    alone, = run(images, "selftest_threads")
    assert alone == run(images, "selftest_threads")[0]


def test_two_runs_leave_the_same_bytes(images):
    regions = []
    for _ in range(2):
        block = records.control_block(NONCE, 0, [("selftest_threads", 10**7),
                                                 ("selftest_deadlock", 10**7)])
        result = qemu.run(images[0], images[2], dtb=ROOT / proctor.DTB, region=block,
                          status_offset=records.STATUS_OFFSET, step_budget=2 * 10**8,
                          plugin_folder=ROOT / proctor.PLUGINS)
        regions.append((result.result[:records.RECORDS_END], result.console, result.instructions))
        result.close()
    assert regions[0] == regions[1]
    assert len(records.parse(regions[0][0], NONCE, 0).records) > 8


def test_another_nonce_gives_other_numbers_and_the_same_verdict(images):
    for nonce in (0, 1, records.MASK):
        assert run(images, "selftest_pass", nonce=nonce)[0].passed


def test_records_of_another_nonce_are_refused(images):
    block = records.control_block(NONCE, 0, [("selftest_pass", 10**7)])
    result = qemu.run(images[0], images[2], dtb=ROOT / proctor.DTB, region=block)
    try:
        assert records.parse(result.result, NONCE, 0).records
        for key in ((NONCE + 1, 0), (NONCE, 1)):
            log = records.parse(result.result, *key)
            assert log.records == [] and log.damaged > 0
    finally:
        result.close()


def with_broken_function(images, folder: Path, name: str, code: bytes) -> tuple[Path, Path, Path]:
    """The images, with the first bytes of a kernel function overwritten."""
    kernel, elf, task = images
    for source, target in ((kernel, folder / "build/debug/tessera.elf"),
                           (ROOT / proctor.DTB, folder / proctor.DTB)):
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(source, target)
    address = products.symbols(elf, (name,))[name]
    raw = elf.read_bytes()
    text = raw.index(_bytes_at(elf, address, 64))
    original = raw[text:text + 64]
    target = folder / "build/debug/tessera.elf"
    image = bytearray(target.read_bytes())
    assert image.count(original) == 1
    at = image.index(original)
    image[at:at + len(code)] = code
    target.write_bytes(image)
    return target, elf, task


def _bytes_at(elf: Path, address: int, size: int) -> bytes:
    from elftools.elf.elffile import ELFFile
    with elf.open("rb") as file:
        for segment in ELFFile(file).iter_segments("PT_LOAD"):
            offset = address - segment["p_vaddr"]
            if 0 <= offset < segment["p_filesz"]:
                return segment.data()[offset:offset + size]
    raise AssertionError(f"{address:#x} is not in the image")


JUMP_TO_ITSELF = b"\x01\xa0"
ILLEGAL = b"\x00\x00"


@pytest.mark.parametrize("code, why", [
    (JUMP_TO_ITSELF, r"stopped: no progress; the kernel is at "
     r"kernel/microkernel/ipc/notification.c:\d+ \(notification_signal\); it printed nothing$"),
    (ILLEGAL, r"the guest stopped the machine with code 0; its last words: kernel trap: illegal "
     r"instruction at kernel/microkernel/ipc/notification.c:\d+ \(notification_signal\), "
     r"address 0x0$"),
])
def test_kernel_that_dies_costs_one_test(images, tmp_path, code, why):
    broken = with_broken_function(images, tmp_path, "notification_signal", code)
    expectations = proctor.load_expectations(ROOT)
    names = ["selftest_pass", "selftest_signal", "selftest_threads", "selftest_check"]
    first = run(broken, *names, expectations=expectations)
    assert [r.passed for r in first] == [True, False, True, False]
    said = proctor.name_places(first[1].message, proctor.Places(images[1]))
    assert re.match(r"the kernel stopped in this test \(while signalling\): " + why, said), said
    assert first == run(broken, *names, expectations=expectations)


def test_an_expectation_that_fails_is_said(images):
    broken = {"selftest_pass": lambda nonce, params: params.pick("n", 2, 1)}
    with pytest.raises(Refusal, match="the expectation of selftest_pass: ValueError: pick"):
        run(images, "selftest_pass", expectations=broken)


@pytest.mark.parametrize("said, shown", [
    ("kernel trap: scause 2 sepc ff stval 0 sp 1 ra 2\n  at 00000000000000a1\nhalt",
     "kernel trap: illegal instruction at <ff>, address 0x0\n  <a0>\nhalt"),
    ("the kernel is at ffffffffc0000000; it", "the kernel is at <ffffffffc0000000>; it"),
    ("kernel trap: scause a sepc an stval any", "kernel trap: scause a sepc an stval any"),
    ("  at not_a_number_16c", "  at not_a_number_16c"),
    ("the kernel is at home, where nobody is", "the kernel is at home, where nobody is"),
])
def test_places_take_the_place_of_addresses_only(said, shown):
    """A guest can print anything."""
    class Named:
        def of(self, address):
            return f"<{address:x}>"

    assert proctor.name_places(said, Named()) == shown


def test_kernel_that_does_not_get_to_the_tests_fails_all(images, tmp_path):
    broken = with_broken_function(images, tmp_path, "tcb_invoke", JUMP_TO_ITSELF)
    told = []
    results = run(broken, "selftest_pass", "selftest_threads", on_result=told.append,
                  expectations=proctor.load_expectations(ROOT))
    assert results == told and len(results) == 2
    for result in results:
        assert not result.passed
        assert result.message.startswith("the kernel did not get to the tests: stopped: no")


def test_disorder_in_memory_fails_the_test_that_left_it(images, monkeypatch):
    calls = []

    def check(memory):
        calls.append(memory)
        return ["link: a slot: something"] if len(calls) == 2 else []

    monkeypatch.setattr(proctor.cdt, "check", check)
    results = run(images, "selftest_pass", "selftest_threads", "selftest_uses_everything")
    assert [r.passed for r in results] == [True, False, True]
    assert results[1].invariant == "link: a slot: something"
    assert len(calls) == 3


def test_that_cannot_be_set_up_runs_again_on_a_fresh_kernel(images, monkeypatch):
    real, boots = records.parse, []

    def parse(region, nonce, boot):
        log = real(region, nonce, boot)
        boots.append([r.text for r in log.records if r.type is records.Type.BEGIN])
        if boot == 0:  # the second test's kernel was spoilt by the first test
            log.records = [replace(r, words=(records.Outcome.SETUP,) + r.words[1:])
                           if r.type is records.Type.END and r.test == 1 else r
                           for r in log.records]
        return log

    monkeypatch.setattr(records, "parse", parse)
    names = ["selftest_pass", "selftest_threads", "selftest_uses_everything"]
    assert [r.passed for r in run(images, *names)] == [True, True, True]
    assert boots == [names, names[1:]]


def test_without_the_plug_in_verdicts_are_the_same(images, results):
    names = ["selftest_pass", "selftest_endless_loop", "selftest_wrong_value"]
    for result in run(images, *names, use_plugin=False):
        with_plugin = results[result.name]
        assert (result.passed, result.message) == (with_plugin.passed, with_plugin.message)


def test_unknown_and_double_tests_and_budgets_are_refused(images):
    with pytest.raises(Refusal, match="nothing_of_that_name has no expectation"):
        run(images, "nothing_of_that_name")
    with pytest.raises(Refusal, match="asked for twice"):
        run(images, "selftest_pass", "selftest_pass")
    with pytest.raises(Refusal, match="budget 0"):
        proctor.run_tests(*images, [TestSpec("selftest_pass", budget=0)], NONCE)
    with pytest.raises(Refusal, match="none.elf: no such file"):
        run((images[0], Path("none.elf"), images[2]), "selftest_pass")


def test_broken_expectations_are_refused(tmp_path):
    file = tmp_path / "labs/01-x/tests/expect.py"
    file.parent.mkdir(parents=True)
    file.write_text("def one(nonce, params)\n    return {}\n")
    with pytest.raises(Refusal, match="labs/01-x/tests/expect.py: SyntaxError"):
        proctor.load_expectations(tmp_path)
    file.write_text("import math\nfrom struct import pack\n\ndef one(nonce, params):\n"
                    "    return {}\n")
    assert list(proctor.load_expectations(tmp_path)) == ["one"]
    other = tmp_path / "labs/02-y/tests/expect.py"
    other.parent.mkdir(parents=True)
    shutil.copy(file, other)
    with pytest.raises(Refusal, match="a second expectation for one"):
        proctor.load_expectations(tmp_path)


def test_tests_with_equal_boot_words_share_boots():
    specs = [TestSpec("a"), TestSpec("b", words="domains=4"), TestSpec("c"),
             TestSpec("d", words="check"), TestSpec("e", words="domains=4")]
    groups = [[spec.name for spec in group] for group in proctor.by_words(specs)]
    assert groups == [["a", "c"], ["b", "e"], ["d"]]


def test_boot_words_reach_the_kernel_and_results_keep_their_order(images):
    specs = [TestSpec("selftest_pass", words="domains=0"), TestSpec("selftest_threads"),
             TestSpec("selftest_signal", words="domains=4")]
    refused, *others = proctor.run_tests(*images, specs, NONCE)
    assert (refused.name, refused.passed) == ("selftest_pass", False)
    assert "domains=0' is out of range" in refused.message
    assert [(r.name, r.passed) for r in others] == [("selftest_threads", True),
                                                    ("selftest_signal", True)]


def test_memory_is_looked_at_once_for_each_test(images, monkeypatch):
    """However often the guest writes the word that asks for it."""
    looked, boot = [], qemu.run

    def often(*words, on_checkpoint, **options):
        def look(machine):
            for _ in range(100):
                on_checkpoint(machine)
        return boot(*words, on_checkpoint=look, **options)

    monkeypatch.setattr(qemu, "run", often)
    monkeypatch.setattr(proctor.cdt, "check", lambda memory: looked.append(memory) or [])
    assert all(result.passed for result in run(images, "selftest_signal", "selftest_pass"))
    assert len(looked) == 2
