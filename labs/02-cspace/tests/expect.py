# SPDX-License-Identifier: MIT
"""What the tests of lab 02 must observe.

One function per test, of the test's name. It gets the test's nonce and its parameters (pick and
word give what test_pick and test_word give in the guest) and returns every observation that the
test must report, by name. Look-ups are lines of text, as tests/look.h makes them.
"""

MASK = (1 << 64) - 1
INVALID_CAPABILITY = 2
OTHER = b"another object"


def high(params, name, bits):
    """A number of `bits` bits whose highest bit is set."""
    return params.pick(name, 1 << (bits - 1), (1 << bits) - 1)


def low(params, name, bits):
    """A number of `bits` bits whose highest bit is clear."""
    return params.pick(name, 0, (1 << (bits - 1)) - 1)


def badge(params, name):
    """What a look-up reports that finds the badge of this name."""
    return f"badge {params.word(name):#x}".encode()


def guard_mismatch(left, guard, size, who="source: "):
    """The line for a guard that differs."""
    return f"{who}GuardMismatch, {left} left, guard 0x{guard:x} of {size} bits".encode()


def depth_mismatch(left, resolved, who="source: "):
    """The line for an address that is too short, or too long (0 resolved)."""
    return f"{who}DepthMismatch, {left} left, {resolved} resolved".encode()


def lookup_one_level(nonce, params):
    return {"slot": badge(params, "one"), "its neighbour": badge(params, "two"),
            "lower half": badge(params, "three"), "bits above": badge(params, "one")}


def lookup_three_levels(nonce, params):
    return {"slot": badge(params, "one"), "its neighbour": badge(params, "two"),
            "lower half": badge(params, "three"), "inner CNode": OTHER,
            "middle CNode": OTHER}


def guard_zero_bits(nonce, params):
    return {"two levels": badge(params, "two levels"), "64 levels": badge(params, "64 levels")}


def guard_mismatch_depth(nonce, params):
    outer, inner = high(params, "outer", 4), low(params, "inner", 4)
    return {"right": badge(params, "badge"), "outer": guard_mismatch(14, outer, 4),
            "inner": guard_mismatch(7, inner, 4), "guard first": guard_mismatch(5, inner, 4)}


def bits_left_over(nonce, params):
    extra, few = params.pick("extra", 1, 20), params.pick("few", 1, 2)
    return {"behind a slot": depth_mismatch(extra, 0),
            "behind an empty slot": depth_mismatch(extra, 0),
            "index cut": depth_mismatch(7 - few, 7), "first index cut": depth_mismatch(3 - few, 3)}


def missing_cap_slot(nonce, params):
    return {"empty": b"source: MissingCapability, 7 left", "delete": b"done"}


def invalid_root(nonce, params):
    source = b"source: InvalidRoot"
    return {"TCB": source, "notification": source, "empty slot": source,
            "destination": b"destination: InvalidRoot"}


def depth_range(nonce, params):
    refused = dict.fromkeys(("0", "65", "more", "2^32 + 3", "all ones"), b"RangeError 1 64")
    return {**refused, "root first": b"source: InvalidRoot"}


def rights_masked(nonce, params):
    write = 0xAAAA      # masks with bit 0
    return {"all rights": 0x8000, "all rights, copied again": 0x8000, "Write": write,
            "Write, two masks": write if params.pick("second mask", 0, 14) & 1 else 0}


def null_invocation(nonce, params):
    return {"badge": params.word("badge"), "empty slot": INVALID_CAPABILITY,
            "which capability": 0, "null": INVALID_CAPABILITY, "after the stray send": 1}


def guard_longer_than_address(nonce, params):
    size, depth = params.pick("size", 12, 40), params.pick("depth", 1, 11)
    return {"root": guard_mismatch(depth, 0, size), "second CNode": guard_mismatch(depth, 0, size),
            "one bit short": guard_mismatch(size - 1, 0, size)}


def lookup_fault_words(nonce, params):
    slot, stray = params.pick("slot", 0, 15), 1 << params.pick("stray bit", 10, 62)
    guard, half = params.word("guard") >> 8, 1 << 63

    def upper(number):
        return half | number << 59 | 5

    def line(address, failure, phase="sending"):
        return f"0x{address:x}, {phase}: ".encode() + failure

    return {"guard differs": line(stray, guard_mismatch(63, 0, 53, "")),
            "guard too long": line(upper(slot), guard_mismatch(59, guard, 60, "")),
            "empty slot": line(upper(slot ^ 1), b"MissingCapability, 0 left", "receiving"),
            "index too long": line(half | guard << 3, depth_mismatch(63, 64, ""), "receiving"),
            "no root": line(5, b"InvalidRoot")}


def frame_rights_masked(nonce, params):
    return {"readable": 0b1100, "writable": 0b1000, "writable, read-only copied again": 0}


class Node:
    """A CNode of the random space."""

    def __init__(self, number, roll):
        self.number, self.radix, self.size = number, 1 + roll(3), 1 + roll(5)
        self.guard = roll(1 << self.size)
        self.child = {}

    def find(self, address, left, depth):
        """What stands where an address of which `left` bits are left leads to."""
        if self.size > left or (address >> (left - self.size)) % (1 << self.size) != self.guard:
            return guard_mismatch(left, self.guard, self.size)
        if self.size + self.radix > left:
            return depth_mismatch(left, self.size + self.radix)
        left -= self.size + self.radix
        slot = (address >> left) % (1 << self.radix)
        if slot in self.child:
            return self.child[slot].find(address, left, depth) if left else OTHER
        if left:
            return depth_mismatch(left, 0)
        if slot % 2:
            return f"badge {(self.number + 1) << 8 | slot:#x}".encode()
        return f"source: MissingCapability, {depth} left".encode()


def lookup_random_vs_model(nonce, params):
    dice = params.word("dice")

    def roll(sides):
        nonlocal dice
        dice = (dice * 6364136223846793005 + 1442695040888963407) & MASK
        return (dice >> 33) % sides

    nodes = [Node(number, roll) for number in range(5)]
    for number in range(1, 5):
        parent = nodes[roll(number)]
        parent.child.setdefault(roll(1 << parent.radix), nodes[number])
    seen = {}
    for look in range(40):
        address, bits, node = 0, 0, nodes[0]
        while node:
            guard, index = node.guard, roll(1 << node.radix)
            if roll(8) == 0:
                guard ^= 1 << roll(node.size)
            address = (address << node.size | guard) << node.radix | index
            bits += node.size + node.radix
            node = node.child.get(index)
            if node and not roll(8):
                break
        spoil, by = roll(4), 1 + roll(4)
        if spoil == 0:
            address, bits = address << by, bits + by
        elif spoil == 1 and bits > by:
            address, bits = address >> by, bits - by
        seen[f"look-up {look}"] = nodes[0].find(address, bits, bits)
    return seen


def lookup_cost_icount(nonce, params):
    return {}
