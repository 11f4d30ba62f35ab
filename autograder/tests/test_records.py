# SPDX-License-Identifier: MIT
"""The result region: what is read back is what was written, and nothing else is believed."""

from __future__ import annotations

import random
import re
import struct
from pathlib import Path

import pytest

from autograder import records
from autograder.records import Outcome, Type

NONCE, BOOT = 0x0123456789ABCDEF, 3
HEADER = Path(__file__).parents[2] / "kernel/tests/proctor/region.h"


def region_with(*encoded: bytes, gap: bytes = b"") -> bytearray:
    region = bytearray(records.REGION_SIZE)
    at = records.RECORDS_OFFSET
    for one in encoded:
        region[at:at + len(one)] = one
        at += len(one)
        region[at:at + len(gap)] = gap
        at += len(gap)
    return region


def value(sequence: int, number: int = 7, name: bytes = b"x", nonce: int = NONCE,
          boot: int = BOOT) -> bytes:
    return records.encode(nonce, boot, Type.VALUE, sequence, 0, 100 + sequence,
                          struct.pack("<Q", number) + name)


def test_siphash_gives_the_vector_of_its_paper():
    k0, k1 = struct.unpack("<QQ", bytes(range(16)))
    assert records.siphash(k0, k1, bytes(range(15))) == 0xA129CA6149BE45E5


def test_records_come_back_in_order():
    log = records.parse(region_with(value(0, 1, b"first"), value(1, 2, b"second")), NONCE, BOOT)
    assert [(r.text, r.words, r.test, r.instructions) for r in log.records] == \
        [("first", (1,), 0, 100), ("second", (2,), 0, 101)]
    assert (log.damaged, log.gaps) == (0, 0)


def test_gap_of_a_thread_that_was_stopped_is_skipped():
    log = records.parse(region_with(value(0), value(2), gap=bytes(40)), NONCE, BOOT)
    assert [r.sequence for r in log.records] == [0, 2]
    assert (log.damaged, log.gaps) == (0, 1)


@pytest.mark.parametrize("forged", [
    value(1, nonce=NONCE ^ 1), value(1, boot=BOOT + 1), value(0),
    value(1)[:24] + bytes(8) + value(1)[32:],
])
def test_wrong_key_seal_or_sequence_is_refused(forged):
    log = records.parse(region_with(value(0), forged, value(5)), NONCE, BOOT)
    assert [r.sequence for r in log.records] == [0, 5]
    assert log.damaged == 1


def test_every_flipped_bit_is_noticed():
    good = value(0, 99, b"name")
    for bit in range(8 * len(good)):
        bad = bytearray(good)
        bad[bit // 8] ^= 1 << bit % 8
        assert records.parse(region_with(bad), NONCE, BOOT).records == []


def sealed(kind: int, length: int, test: int, payload: bytes) -> bytes:
    """A record with a good seal and any fields."""
    head = struct.pack("<4sHHIIQ", b"TREC", kind, length, 0, test, 0)
    return head + struct.pack("<Q", records.seal(NONCE, BOOT, head, payload)) + payload


@pytest.mark.parametrize("record", [
    sealed(0, 0, 0, b""), sealed(99, 0, 0, b""), sealed(Type.NOTE, 0xFFFF, 0, b""),
    sealed(Type.NOTE, records.RECORD_PAYLOAD + 1, 0, bytes(records.RECORD_PAYLOAD + 8)),
    sealed(Type.VALUE, 7, 0, bytes(8)), sealed(Type.END, 80, 0, bytes(80)),
    sealed(Type.NOTE, 0, records.CONTROL_TESTS, b""),
])
def test_fields_out_of_bounds_are_refused_even_with_a_good_seal(record):
    log = records.parse(region_with(record), NONCE, BOOT)
    assert (log.records, log.damaged) == ([], 1)


def test_record_at_the_very_end_is_cut_off():
    region = bytearray(records.REGION_SIZE)
    one = value(0)
    for room in range(0, len(one), 4):
        at = records.RECORDS_END - room
        region[at:at + len(one)] = one
        assert records.parse(region, NONCE, BOOT).records == []
        region[at:at + len(one)] = bytes(len(one))


@pytest.mark.parametrize("seed", range(20))
def test_parser_survives_random_regions(seed):
    source = random.Random(seed)
    region = bytearray(source.randbytes(1 << 17))
    for _ in range(source.randrange(400)):
        at = source.randrange(records.RECORDS_OFFSET // 8, len(region) // 8) * 8
        region[at:at + 4] = b"TREC"
        region[at + 4] = source.randrange(12)
        region[at + 5:at + 8] = bytes([0, source.randrange(256), source.randrange(5)])
    log = records.parse(region, NONCE, BOOT)
    assert log.records == []
    assert log.damaged <= records.MAX_DAMAGE


@pytest.mark.parametrize("seed", range(20))
def test_parser_survives_mutations_and_keeps_what_is_whole(seed):
    source = random.Random(seed)
    good = [value(i, i, b"n" * source.randrange(40)) for i in range(50)]
    region = region_with(*good)
    end = records.RECORDS_OFFSET + sum(map(len, good))
    touched = {source.randrange(records.RECORDS_OFFSET, end) for _ in range(30)}
    for at in touched:
        region[at] ^= source.randrange(1, 256)
    whole, at = [], records.RECORDS_OFFSET
    for i, one in enumerate(good):
        if not any(at <= t < at + len(one) for t in touched):
            whole.append(i)
        at += len(one)
    assert [r.words[0] for r in records.parse(region, NONCE, BOOT).records] == whole


def test_text_cannot_disturb_a_terminal():
    log = records.parse(region_with(records.encode(NONCE, BOOT, Type.NOTE, 0, 0, 0,
                                                   b"\x1b[2Jred\n\xff")), NONCE, BOOT)
    assert log.records[0].text == "\\x1b[2Jred\\x0a\\xff"


def test_control_block_has_the_layout_of_the_header():
    block = records.control_block(NONCE, BOOT, [("one", 5), ("two", 6)])
    assert block[:8] == b"TSRCTRL1" and len(block) == 64 + 2 * 64
    assert struct.unpack_from("<IIQQ", block, 8) == (1, 2, NONCE, BOOT)
    assert block[64:67] == b"one" and struct.unpack_from("<Q", block, 64 + 48) == (5,)


@pytest.mark.parametrize("tests", [[("", 1)], [("x" * 48, 1)], [("a", 1)] * 65])
def test_control_block_refuses_what_does_not_fit(tests):
    with pytest.raises(ValueError):
        records.control_block(NONCE, BOOT, tests)


def test_parameters_stay_in_their_range_and_depend_on_name_and_nonce():
    params = [records.Params(records.test_nonce(n, "t")) for n in range(50)]
    picks = [p.pick("badge", 3, 9) for p in params]
    assert set(picks) == set(range(3, 10))
    assert params[0].pick("all", 0, records.MASK) == params[0].word("all")
    assert params[0].word("a") != params[0].word("b") != params[1].word("b")
    with pytest.raises(ValueError):
        params[0].pick("none", 5, 4)


def test_numbers_agree_with_the_header():
    text = HEADER.read_text()

    def define(name: str) -> int:
        return int(re.search(rf"#define {name}\s+(0x[0-9a-f]+|\d+)", text).group(1), 0)

    assert define("REGION_VERSION") == records.VERSION
    assert define("REGION_USED") == records.RECORDS_END
    assert define("STATUS_OFFSET") == records.STATUS_OFFSET
    assert define("RECORDS_OFFSET") == records.RECORDS_OFFSET
    assert define("RECORD_PAYLOAD") == records.RECORD_PAYLOAD
    assert define("CONTROL_TESTS") == records.CONTROL_TESTS
    assert define("CONTROL_NAME") == records.CONTROL_NAME
    assert define("CONTROL_MAGIC").to_bytes(8, "little") == records.CONTROL_MAGIC
    assert define("RECORD_MAGIC").to_bytes(4, "little") == records.RECORD_MAGIC
    for prefix, kinds in (("RECORD", Type), ("OUTCOME", Outcome)):
        listed = re.findall(rf"^    {prefix}_([A-Z]+)(?: = \d)?,", text, re.M)
        assert [n for n in listed if n != "NO"] == [kind.name for kind in kinds]
