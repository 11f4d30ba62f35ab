# SPDX-License-Identifier: MIT
"""What the tests of lab 04 must observe.

One function per test, of the test's name. It gets the test's nonce and its parameters (pick and
word give what test_pick and test_word give in the guest) and returns every observation that the
test must report, by name. Sets of slots are words: bit i is about the i-th.
"""

MASK = (1 << 64) - 1
ILLEGAL_OPERATION, FAILED_LOOKUP, DELETE_FIRST, REVOKE_FIRST = 3, 6, 8, 9
CAN_WRITE = 1


def copy_rights_subset(nonce, params):
    with_write = sum(1 << mask for mask in range(16) if mask & CAN_WRITE)
    return {"copied": with_write, "copied again with all rights": with_write,
            "minted": with_write, "source still there": 0xFFFF}


def mint_badge_once(nonce, params):
    return {"minted": params.word("one"), "copied": params.word("one"),
            "minted from a copy": params.word("two"), "another badge": ILLEGAL_OPERATION,
            "the same badge": ILLEGAL_OPERATION, "badge 0": ILLEGAL_OPERATION,
            "endpoint": ILLEGAL_OPERATION, "mutated": ILLEGAL_OPERATION, "made by refusals": 0}


def copies_are_siblings(nonce, params):
    result = {}
    for name in ("endpoint", "TCB", "CNode", "reply"):
        result |= {f"{name}, copies revoked": 0b11111, f"{name}, original revoked": 0b00001}
    return result


def move_keeps_children(nonce, params):
    return {"left behind": 0, "children": 0b111 & ~(1 << params.pick("child", 0, 2)),
            "children, revoked": 0, "moved child": 0, "parent": 1, "others": 0b1111,
            "parent, revoked": 0, "others, revoked": 0}


def delete_leaf_keeps_siblings(nonce, params):
    return {"leaves": 0b11111 & ~(1 << params.pick("leaf", 1, 3)), "leaves, revoked": 0,
            "parent": 1, "aunt": 1, "orphans": 0b11, "orphan without children": 1,
            "orphans, revoked": 0, "aunt, revoked": 0, "original": 1}


def revoke_depth_10(nonce, params):
    level = params.pick("level", 2, 7)
    return {"untypeds": (2 << level) - 1, "endpoints": (1 << level) - 1,
            "badges": (1 << level) - 1, "leaves": (1 << level) - 1,
            "bytes free": 1 << (17 - level), "all of them": 1, "all bytes free": 1 << 17}


def revoke_not_self(nonce, params):
    return {"child": 0, "original": 1, "neighbour": 1, "word": params.word("badge"), "leaf": 1,
            "untyped": 1, "bytes free": 1 << 10}


def badge_revokes_only_badged(nonce, params):
    return {"copies, all": 0b1111, "copies, second": 0b1101, "copies, third": 0b1001,
            "copies, first": 0b1000, "sources": 0b11111, "copies, original": 0,
            "sources, original": 0b10000}


def final_delete_frees_object(nonce, params):
    return {"done after the deletions": 0b1000, "sender of the other endpoint": 0,
            "done after those of the other": 0b1000, "bytes free": 1 << 10}


def zombie_cnode_delete(nonce, params):
    return {"before": 0, "a copy is left": 0, "none is left": 0b00111, "slot of the CNode": 0,
            "thread deleted": 0b10111, "memory is in use": 1, "revoked": 0b11111,
            "bytes free": 1 << 14}


def cancel_badged_sends(nonce, params):
    return {"not all rights": ILLEGAL_OPERATION, "no endpoint": ILLEGAL_OPERATION,
            "empty slot": ILLEGAL_OPERATION, "no badge": 0, "done by refusals": 0,
            "second badge": 0, "done": 0b01010}


def revoke_preempted_resumes(nonce, params):
    return {"stopped half way": 1, "error": 0, "children": 0, "parent": 1, "other badge": 1}


def delete_preempted_resumes(nonce, params):
    return {"stopped": 1, "still in the slot": 1, "sender waits": 1, "error": 0, "slot": 0,
            "sender is done": 1, "bytes free": 1 << 17}


def equal_badges_two_families(nonce, params):
    return {"early, first": 0b11, "late, first": 0, "early, orphaned": 0b11, "late, revoked": 0,
            "early, revoked": 0}


def cnode_inside_itself(nonce, params):
    return {"waiting": 0, "done": 0b111111, "bytes free": 1 << 13}


def untyped_copy_owns_memory(nonce, params):
    return {"bytes of the original": 0, "bytes of the copy": 1 << 12, "copied again": REVOKE_FIRST,
            "objects": 0b00, "copy": 0, "bytes of the original, again": 1 << 12}


def deleted_frame_is_unmapped(nonce, params):
    return {"second frame, too early": DELETE_FIRST, "second frame": 0, "words": 0,
            "first frame still there": 1}


def swap_of_neighbours(nonce, params):
    return {"all": 0b111111, "copy revoked": 0b111111, "original revoked": 0b101111,
            "child revoked": 0b001111, "parent revoked": 0b001011, "untyped revoked": 0b000001}


# -- the derivation tree, as a tree ----------------------------------------------------------

class _Entry:
    """A capability in a tree that has parents and children, which the kernel's has not."""

    def __init__(self, parent, is_endpoint=True, badge=0, may_have_children=True):
        self.parent, self.children = parent, []
        self.is_endpoint, self.badge = is_endpoint, badge
        self.may_have_children = may_have_children
        if parent:
            parent.children.append(self)

    def copy(self, badge):
        """A new entry: child of an original, sibling of a copy."""
        parent = self if self.may_have_children else self.parent
        return _Entry(parent, self.is_endpoint, badge, badge != self.badge)

    def leave(self):
        """Out of the tree; the children go to the grandparent."""
        self.parent.children.remove(self)
        for child in self.children:
            child.parent = self.parent
        self.parent.children += self.children

    def below(self):
        """All descendants."""
        for child in self.children:
            yield child
            yield from child.below()


def _move(slots, to, source):
    if slots[to]:
        return DELETE_FIRST
    if not slots[source]:
        return FAILED_LOOKUP
    slots[to], slots[source] = slots[source], None
    return 0


def _copy(slots, to, source, badge):
    if slots[to]:
        return DELETE_FIRST
    if not slots[source]:
        return FAILED_LOOKUP
    if badge is None or not slots[source].is_endpoint:
        badge = slots[source].badge
    elif slots[source].badge:
        return ILLEGAL_OPERATION
    slots[to] = slots[source].copy(badge)
    return 0


def _swap(slots, one, other):
    if one == other:
        return ILLEGAL_OPERATION
    if not slots[one] or not slots[other]:
        return FAILED_LOOKUP
    if slots[one].is_endpoint or slots[other].is_endpoint:
        return ILLEGAL_OPERATION
    slots[one], slots[other] = slots[other], slots[one]
    return 0


def _operate(slots, memory, kind, to, source, badge):
    """One operation; returns its error."""
    if kind in (0, 1):
        if slots[to]:
            return DELETE_FIRST
        slots[to] = _Entry(memory, is_endpoint=kind == 0)
    elif kind in (2, 3):
        return _copy(slots, to, source, badge if kind == 3 else None)
    elif kind == 4:
        return _move(slots, to, source)
    elif kind == 5:
        return _swap(slots, to, source)
    elif kind == 6 and slots[to]:
        slots[to].leave()
        slots[to] = None
    elif kind == 7 and slots[to]:
        gone = list(slots[to].below())
        slots[to].children = []
        slots[:] = [None if entry in gone else entry for entry in slots]
    return 0


def cdt_invariants_after_1000_random_ops(nonce, params):
    kinds = [0, 1, 2, 2, 2, 3, 3, 3, 4, 5, 5, 6, 6, 6, 6, 7]
    memory = _Entry(None)
    slots = [None] * 24
    random, digest, refused = params.word("random"), 0, 0
    result = {"left": 0, "bytes free": 1 << 15}
    for step in range(1000):
        random = (random * 6364136223846793005 + 1442695040888963407) & MASK
        error = _operate(slots, memory, kinds[random >> 60], (random >> 32) % 24,
                         (random >> 40) % 24, (random >> 48) % 4)
        filled = sum(1 << i for i, entry in enumerate(slots) if entry)
        refused += error != 0
        digest = (digest ^ error << 32 ^ filled) * 0x100000001B3 & MASK
        if step == 500:
            result["half way"] = digest
    return result | {"refused": refused, "at the end": digest}
