# SPDX-License-Identifier: MIT
"""What the tests of lab 03 must observe.

One function per test, of the test's name. It gets the test's nonce and its parameters (pick and
word give what test_pick and test_word give in the guest) and returns every observation that the
test must report, by name.
"""

MASK = (1 << 64) - 1
INVALID_ARGUMENT, RANGE_ERROR, FAILED_LOOKUP = 1, 4, 6
DELETE_FIRST, NOT_ENOUGH_MEMORY = 8, 10
LARGEST = 38  # log2 of the bytes of the largest untyped
PAGE = 4096


def _up(value, size):
    """value, brought up to a multiple of size."""
    return -(-value // size) * size


def retype_each_type(nonce, params):
    return {"untyped": 2, "tcb": 12, "endpoint": 4, "notification": 6, "cnode": 10,
            "context": 22, "reply": 8, "page": 1, "page table": 3}


def sizes_of_new_objects(nonce, params):
    return {"last slot": 0, "one bit more": FAILED_LOOKUP, "refills": 0,
            "one refill more": RANGE_ERROR, "untyped": 1 << params.pick("untyped", 5, 13)}


def retype_size_limits(nonce, params):
    result = {"used by refusals": 0}
    for name, argument in (("CNode of one slot", 1), ("untyped of 8 bytes", 1),
                           ("context of 64 bytes", 1), ("type 11", 0)):
        result |= {name: INVALID_ARGUMENT, f"{name}: argument": argument}
    for name in ("2^39 bytes", "CNode of 2^39 bytes", "64 bits for an endpoint"):
        result |= {name: RANGE_ERROR, f"{name}: minimum": 0, f"{name}: maximum": LARGEST}
    return result


def objects_in_order(nonce, params):
    first = params.pick("first", 2, 7)
    return {"frames in their places": first + 8, "left": (16 - first - 8) * PAGE}


def retype_alignment(nonce, params):
    size, at = 1 << 15, PAGE
    result = {"page, left": size - at}
    for name, size_of_one in (("endpoint", 16), ("reply", 32), ("notification", 64),
                              ("context", 256), ("tcb", 2048), ("second endpoint", 16),
                              ("page", PAGE), ("half", 1 << 14)):
        start = _up(at, size_of_one)
        at = start + size_of_one
        if name == "page":
            result["pages apart"] = start
        else:
            result[name] = size - at
    return result


def retype_fill_exactly(nonce, params):
    return {"all but one": 0, "room for one": 16, "the last": 0, "room for none": 0,
            "one more": NOT_ENOUGH_MEMORY}


def retype_overflow_refused(nonce, params):
    left = 8192 - 16 * params.pick("used", 1, 50)
    return {"four TCBs": NOT_ENOUGH_MEMORY, "bytes": left, "two pages": NOT_ENOUGH_MEMORY,
            "2^63 bytes in all": NOT_ENOUGH_MEMORY, "filled slots": 0, "still left": left,
            "three TCBs": 0}


def retype_count_limits(nonce, params):
    room = 512 - params.pick("offset", 400, 500)
    limits = {"none": (1, 256), "257": (1, 256), "all but none": (1, 256),
              "past the end": (1, room), "first behind the end": (0, 511), "far behind": (0, 511)}
    result = {"used by refusals": 0, "256 objects: error": 0, "to the end: error": 0}
    for name, (low, high) in limits.items():
        result |= {name: RANGE_ERROR, f"{name}: minimum": low, f"{name}: maximum": high}
    return result


def dest_slot_occupied(nonce, params):
    return {"first": DELETE_FIRST, "inside": DELETE_FIRST, "last": DELETE_FIRST,
            "filled slots": 3, "left": PAGE - 16}


def memory_zeroed(nonce, params):
    return {"dirty words": 0, "first notification": 0, "second notification": 0,
            "slots that are not empty": 0}


def watermark_reset_after_revoke(nonce, params):
    return {"full": 0, "revoked": 4 * PAGE, "the same place": 1, "half": 2 * PAGE, "apart": PAGE}


def children_keep_memory(nonce, params):
    return {"one is left": 2 * PAGE - 64 * params.pick("count", 3, 8), "none is left": 2 * PAGE,
            "full": 0, "another page": NOT_ENOUGH_MEMORY}


def objects_are_children(nonce, params):
    return {"outside the inner one": params.pick("count", 2, 20) + 2, "after the second": 0}


def device_untyped_frames_only(nonce, params):
    result = {name: INVALID_ARGUMENT for name in
              ("TCB", "endpoint", "notification", "CNode", "context", "reply", "page table")}
    return result | {"megapage": 2 << 20, "gigapage": 1 << 30, "argument": 1, "left": 1}


def refusals_in_order(nonce, params):
    return {"type, size": INVALID_ARGUMENT, "size, count": RANGE_ERROR,
            "size, count: maximum": LARGEST, "minimum, destination": INVALID_ARGUMENT,
            "offset, count": RANGE_ERROR, "offset, count: maximum": 1023,
            "count, window": RANGE_ERROR, "count, window: maximum": 256,
            "window, occupied": DELETE_FIRST, "occupied, memory": DELETE_FIRST,
            "memory, device": NOT_ENOUGH_MEMORY}


def new_caps_have_rights(nonce, params):
    return {"with the call": 1, "arrived": 1, "with the answer": 1, "word": params.word("badge")}


def nested_untyped_cleared(nonce, params):
    return {"apart": 2 * PAGE, "dirty words": 0}


def retype_preempted_resumes(nonce, params):
    return {"let others run": 1, "first": 0, "left": 0, "dirty chunks": 0,
            "let others run again": 1, "second": 0, "dirty chunks again": 0,
            "in their places": 128}


def retype_random_vs_model(nonce, params):
    """An untyped as the manual defines it: a watermark, and the children that hold it up."""
    digest, random, size = 0, params.word("random"), 8192
    slots, watermark = [False] * 24, 0

    def note(word):
        nonlocal digest
        digest = ((digest ^ word) * 0x100000001B3) & MASK

    def retype(kind, bits, at, count):
        nonlocal watermark
        one = {0: bits, 1: 11, 2: 4, 3: 6, 4: bits + 5, 5: bits, 6: 5}[kind]
        start = watermark if any(slots) else 0
        if count < 1:
            return RANGE_ERROR
        if any(slots[at:at + count]):
            return DELETE_FIRST
        if count > size - start >> one:
            return NOT_ENOUGH_MEMORY
        watermark = _up(start, 1 << one) + (count << one)
        slots[at:at + count] = [True] * count
        return 0

    for _ in range(160):
        random = (random * 6364136223846793005 + 1442695040888963407) & MASK
        at, kind, count = (random >> 32) % 21, (random >> 40) % 7, (random >> 48) % 4
        if random >> 61 == 0:
            slots = [False] * 24
        elif random >> 61 < 3:
            slots[at] = False
        else:
            bits = (4, 0, 0, 0, 1, 7, 0)[kind] + (random >> 52) % 3
            note(retype(kind, bits, at, count))
        note(size - (watermark if any(slots) else 0))
    return {"digest": digest}
