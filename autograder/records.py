# SPDX-License-Identifier: MIT
"""The result region: what the host tells proctor, and what proctor left behind.

The region is 4 MiB of guest RAM above what the device tree calls memory. Its layout stands in
one table in kernel/tests/proctor/region.h; this module is the other side of it:

    offset     size       written by  what
    0x000000   0x00f000   host        control block        control_block()
    0x00f000   0x001000   proctor     status words         status()
    0x010000   0x1f0000   proctor     records              parse()
    0x200000   0x200000   QEMU        device tree at boot; ignored

    record: u32 magic "TREC" | u16 type | u16 payload length | u32 sequence | u32 test index |
            u64 instructions | u64 seal | payload padded to 8

Nothing read from the region is trusted: the kernel under test can write anything there. Every
field is checked against its bounds before it is used, a record counts only with the right seal (a
SipHash under a key that is fresh for each boot) and a sequence number above the last one's, and
the time spent on damaged bytes is bounded. A seal keeps out stale and accidental data; what keeps
out a kernel that lies is that the expected values are computed here and never stand in the guest.
"""

from __future__ import annotations

import struct
from dataclasses import dataclass, field
from enum import IntEnum

REGION_SIZE = 0x400000
CONTROL_MAGIC = b"TSRCTRL1"
VERSION = 1
CONTROL_TESTS = 64
CONTROL_NAME = 48
STATUS_OFFSET = 0xF000
RECORDS_OFFSET = 0x10000
RECORDS_END = 0x200000
RECORD_MAGIC = b"TREC"
RECORD_HEAD = struct.Struct("<4sHHIIQQ")
RECORD_PAYLOAD = 1024
NO_TEST = 0xFFFFFFFF
MAX_DAMAGE = 256  # damaged places after which the rest is not looked at

MASK = (1 << 64) - 1


class Type(IntEnum):
    """What a record tells; the payloads are in the table of region.h."""

    HELLO = 1
    BEGIN = 2
    VALUE = 3
    BYTES = 4
    FAIL = 5
    NOTE = 6
    STEP = 7
    END = 8
    THREAD = 9
    TEARDOWN = 10
    BYE = 11


class Outcome(IntEnum):
    """How a test ended, as proctor saw it."""

    RETURNED = 0
    FAILED = 1
    FAULT = 2
    BUDGET = 3
    SETUP = 4
    UNKNOWN = 5


# Words at the start of a payload, by type; text or bytes follow.
WORDS = {Type.HELLO: 2, Type.BEGIN: 0, Type.VALUE: 1, Type.BYTES: 1, Type.FAIL: 4, Type.NOTE: 0,
         Type.STEP: 0, Type.END: 11, Type.THREAD: 7, Type.TEARDOWN: 2, Type.BYE: 1}


@dataclass(frozen=True)
class Record:
    """One record with a good seal. `words` and `data` are its payload, see WORDS."""

    type: Type
    sequence: int
    test: int | None
    instructions: int
    words: tuple[int, ...]
    data: bytes

    @property
    def text(self) -> str:
        """The payload's text; bytes that are not printable ASCII show as \\xNN."""
        return printable(self.data)


@dataclass
class Log:
    """What one boot left in the region."""

    records: list[Record] = field(default_factory=list)
    damaged: int = 0  # places that looked like a record and were refused
    gaps: int = 0  # sequence numbers that are missing

    def of(self, test: int) -> list[Record]:
        """The records of the test with this index in the control block."""
        return [r for r in self.records if r.test == test]


def printable(data: bytes) -> str:
    """Bytes as text in which nothing can disturb a terminal or a report."""
    return "".join(chr(b) if 32 <= b < 127 else f"\\x{b:02x}" for b in data)


def siphash(k0: int, k1: int, data: bytes) -> int:
    """SipHash-2-4 (Aumasson and Bernstein) of `data` under the 128-bit key (k0, k1)."""
    v0 = k0 ^ 0x736F6D6570736575
    v1 = k1 ^ 0x646F72616E646F6D
    v2 = k0 ^ 0x6C7967656E657261
    v3 = k1 ^ 0x7465646279746573
    whole = len(data) & ~7
    tail = data[whole:].ljust(7, b"\0") + bytes([len(data) & 0xFF])
    words = struct.unpack(f"<{whole // 8 + 1}Q", data[:whole] + tail)

    def rounds(v0: int, v1: int, v2: int, v3: int, count: int) -> tuple[int, int, int, int]:
        for _ in range(count):
            v0 = (v0 + v1) & MASK
            v2 = (v2 + v3) & MASK
            v1 = ((v1 << 13 | v1 >> 51) & MASK) ^ v0
            v3 = ((v3 << 16 | v3 >> 48) & MASK) ^ v2
            v0 = (v0 << 32 | v0 >> 32) & MASK
            v2 = (v2 + v1) & MASK
            v0 = (v0 + v3) & MASK
            v1 = ((v1 << 17 | v1 >> 47) & MASK) ^ v2
            v3 = ((v3 << 21 | v3 >> 43) & MASK) ^ v0
            v2 = (v2 << 32 | v2 >> 32) & MASK
        return v0, v1, v2, v3

    for word in words:
        v0, v1, v2, v3 = rounds(v0, v1, v2, v3 ^ word, 2)
        v0 ^= word
    v0, v1, v2, v3 = rounds(v0, v1, v2 ^ 0xFF, v3, 4)
    return v0 ^ v1 ^ v2 ^ v3


def test_nonce(nonce: int, name: str) -> int:
    """The nonce of one test: depends on the run's nonce and the test's name, not on its place."""
    return siphash(nonce, 0, name.encode())


@dataclass(frozen=True)
class Params:
    """The parameters of a test, computed as test_word() and test_pick() compute them."""

    nonce: int  # of the test

    def word(self, name: str) -> int:
        """A pseudo-random 64-bit word that depends on the nonce and `name` alone."""
        return siphash(self.nonce, 1, name.encode())

    def pick(self, name: str, low: int, high: int) -> int:
        """The same, brought into low..high, both included."""
        if not 0 <= low <= high <= MASK:
            raise ValueError(f"pick({name!r}): {low}..{high} is not a range of 64-bit words")
        span = high - low + 1
        return self.word(name) if span > MASK else low + self.word(name) % span


def control_block(nonce: int, boot: int, tests: list[tuple[str, int]]) -> bytes:
    """The control block that asks for `tests`, pairs of name and budget in guest instructions."""
    if len(tests) > CONTROL_TESTS:
        raise ValueError(f"{len(tests)} tests in one boot, at most {CONTROL_TESTS}")
    block = struct.pack("<8sIIQQ32x", CONTROL_MAGIC, VERSION, len(tests), nonce, boot)
    for name, budget in tests:
        encoded = name.encode("ascii")
        if not 0 < len(encoded) < CONTROL_NAME:
            raise ValueError(f"test name {name!r}: 1 to {CONTROL_NAME - 1} characters")
        block += struct.pack(f"<{CONTROL_NAME}sQQ", encoded, budget, 0)
    return block


def status(region: bytes) -> tuple[int, int]:
    """The status words: progress and checkpoint."""
    return struct.unpack_from("<QQ", region, STATUS_OFFSET)


def seal(nonce: int, boot: int, head: bytes, payload: bytes) -> int:
    """The seal of a record: `head` is its first 24 bytes, `payload` is padded to 8."""
    return siphash(nonce, boot, head + payload)


def encode(nonce: int, boot: int, type: Type, sequence: int, test: int | None, instructions: int,
           payload: bytes) -> bytes:
    """A record as proctor writes it; for tests of the parser and for forging with a wrong key."""
    padded = payload.ljust((len(payload) + 7) & ~7, b"\0")
    head = struct.pack("<4sHHIIQ", RECORD_MAGIC, type, len(payload), sequence,
                       NO_TEST if test is None else test, instructions)
    return head + struct.pack("<Q", seal(nonce, boot, head, padded)) + padded


def parse(region: bytes, nonce: int, boot: int) -> Log:
    """All records of the region that bear the seal of this nonce and boot, in order.

    Never raises on any content: what is not a good record is skipped and counted.
    """
    log = Log()
    end = min(len(region), RECORDS_END)
    at = RECORDS_OFFSET
    while log.damaged < MAX_DAMAGE:
        at = region.find(RECORD_MAGIC, at, end)
        if at < 0:
            break
        found = _record_at(region, at, end, nonce, boot)
        if found is None or (log.records and found[0].sequence <= log.records[-1].sequence):
            log.damaged += 1
            at += 1
            continue
        record, size = found
        log.gaps += record.sequence - (log.records[-1].sequence + 1 if log.records else 0)
        log.records.append(record)
        at += size
    return log


def _record_at(region: bytes, at: int, end: int, nonce: int,
               boot: int) -> tuple[Record, int] | None:
    """The record at offset `at` and its size, or None if there is no good one."""
    if at % 8 or at + RECORD_HEAD.size > end:
        return None
    _, kind, length, sequence, test, instructions, claimed = RECORD_HEAD.unpack_from(region, at)
    start = at + RECORD_HEAD.size
    padded = (length + 7) & ~7
    if kind not in WORDS or length > RECORD_PAYLOAD or start + padded > end:
        return None
    if test != NO_TEST and test >= CONTROL_TESTS:
        return None
    words = WORDS[Type(kind)]
    if length < 8 * words:
        return None
    payload = bytes(region[start:start + padded])
    if seal(nonce, boot, bytes(region[at:at + 24]), payload) != claimed:
        return None
    values = struct.unpack_from(f"<{words}Q", payload)
    record = Record(Type(kind), sequence, None if test == NO_TEST else test, instructions, values,
                    payload[8 * words:length])
    return record, RECORD_HEAD.size + padded
