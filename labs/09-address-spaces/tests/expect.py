# SPDX-License-Identifier: MIT
"""What the tests of lab 09 must observe."""

MASK = (1 << 64) - 1
FAILED_LOOKUP, DELETE_FIRST, INVALID_ARGUMENT = 6, 8, 1
UNKNOWN_SYSCALL, VM_FAULT = 2, 6


def map_frame_rw(nonce, params):
    return {"first": params.word("one"), "second": params.word("two"), "not written": 0}


def map_needs_table(nonce, params):
    return {"no table": FAILED_LOOKUP, "bits of an entry of the root": 30,
            "one table": FAILED_LOOKUP, "bits of an entry below": 21,
            "beside the lower table": FAILED_LOOKUP, "bits there": 21,
            "beside the upper table": FAILED_LOOKUP, "bits at the root": 30}


def remap_refused(nonce, params):
    return {"still there": params.word("there")}


def table_refused(nonce, params):
    return {"still there": params.word("there")}


def rights_ro_enforced(nonce, params):
    return {"seen read only": params.word("one"), "still readable": params.word("one"),
            "written again": params.word("two")}


def wx_policy(nonce, params):
    return {}


def unmap_then_fault(nonce, params):
    return {"the same memory": params.word("kept"), "the other mapping": params.word("kept")}


def fence_after_unmap(nonce, params):
    return {"zeros": 0, "first": params.word("first")}


def deleted_table_unmaps(nonce, params):
    return {"beside": params.word("beside"), "the frame has kept it": params.word("below")}


def asid_reuse_flush(nonce, params):
    return {"runs": UNKNOWN_SYSCALL, "in no space": VM_FAULT, "in an empty space": VM_FAULT,
            "in the next space": UNKNOWN_SYSCALL}


def space_dies_in_force(nonce, params):
    return {"runs": UNKNOWN_SYSCALL, "comes back to no space": VM_FAULT}


def addresses_at_the_edge(nonce, params):
    return {"last word": params.word("last")}


def stale_records_harmless(nonce, params):
    return {"after the unmap": params.word("fresh"), "stale": params.word("stale"),
            "in the end": params.word("fresh")}


def assign_refused(nonce, params):
    return {"dead space": FAILED_LOOKUP}


def mapping_oracle_vs_caps(nonce, params):
    """Capabilities that map, as the manual defines them: each at one place of its own."""
    frames, caps, places = 4, 8, 12
    state = {"digest": 0, "random": params.word("random")}
    record = [None] * caps      # where each capability maps
    held = {}                   # place: (capability, may write)

    def draw(limit):
        state["random"] = (state["random"] * 6364136223846793005 + 1442695040888963407) & MASK
        return (state["random"] >> 32) % limit

    def note(word):
        state["digest"] = (state["digest"] * 0x100000001B3 + word) & MASK

    def unmap(cap):
        if record[cap] is not None:
            held.pop(record[cap])
            record[cap] = None

    def attempt(cap, place, write):
        if record[cap] is not None and record[cap] != place:
            return INVALID_ARGUMENT
        if record[cap] is None and place in held:
            return DELETE_FIRST
        record[cap] = place
        held[place] = (cap, write and cap < frames)
        return 0

    def look(place):
        if place not in held:
            note(0)
            return
        cap, write = held[place]
        note(100 + cap % frames)
        note(int(write))

    for _ in range(160):
        kind, cap, place = draw(8), draw(caps), draw(places)
        write = draw(2) == 1
        if kind < 5:
            note(attempt(cap, place, write))
        elif kind < 7 or cap >= frames:
            unmap(cap)
        look(place)
        look(draw(places))
    return {"digest": state["digest"]}


# -- the pager ---------------------------------------------------------------

PAGER_NO_SPACE, PAGER_NO_MEMORY = 5, 7
PROCESS_OUT_OF_MEMORY, PROCESS_FILE_GONE = 64, 65
TABLES = 2


def lazy_touch_counts_frames(nonce, params):
    return {"untouched": 0, "one page": TABLES + 1, "word": params.word("word"), "beside it": 0,
            "the same page": TABLES + 1, "their sum": 0, "four pages": TABLES + 4,
            "in the end": TABLES + 4}


def linear_maps_eagerly(nonce, params):
    pages = params.pick("pages", 18, 60)
    return {"mapped": TABLES + pages, "sum": pages * (pages + 1) // 2, "touched": TABLES + pages}


def mmap_free_va_no_overlap(nonce, params):
    return {"two GiB": PAGER_NO_SPACE}


def guard_page(nonce, params):
    return {}


def _text(offset):
    """Eight bytes of archive/long.txt: each line of 33 says at which byte it begins."""
    lines = b"".join(b"line at byte %06d of this text\n" % at for at in range(0, 12408, 33))
    return int.from_bytes(lines[offset:offset + 8], "little")


def mmap_file_bytes(nonce, params):
    package = bytes((at // 4096 * 7 + at) & 0xFF for at in range(4096, 4104))
    return {"its second page": int.from_bytes(package, "little")}


def mmap_private_vs_shared(nonce, params):
    return {"mine": params.word("mine"), "mine, next word": _text(4104), "again": _text(4096),
            "theirs": _text(4096), "shared": _text(4096), "other": params.word("one")}


def quota_undoes_all(nonce, params):
    return {"too many": PAGER_NO_MEMORY, "objects more": 0, "cause": PROCESS_OUT_OF_MEMORY,
            "still there": 7}


def memory_comes_back(nonce, params):
    return {}


def file_gone_is_reported(nonce, params):
    return {"cause": PROCESS_FILE_GONE}
