/* SPDX-License-Identifier: MIT */
/*
 * Lab 02, visible tests: slots named by a root, an index and a depth, and what
 * a refusal says. Radixes, guards and indices differ from run to run.
 */
#include "look.h"

/* A number of `bits` bits whose highest bit is set. */
static seL4_Word high(const char *name, seL4_Word bits)
{
    return test_pick(name, 1ul << (bits - 1), (1ul << bits) - 1);
}

/* A number of `bits` bits whose highest bit is clear. */
static seL4_Word low(const char *name, seL4_Word bits)
{
    return test_pick(name, 0, (1ul << (bits - 1)) - 1);
}

/* One CNode with a guard: two neighbouring slots, and bits above the depth. */
TEST(lookup_one_level)
{
    seL4_Word r = test_pick("radix", 3, 6), s = test_pick("guard size", 3, 9);
    seL4_Word index = high("index", r), guard = high("guard", s);
    seL4_Word half = 1ul << (r - 1);
    seL4_CPtr ntfn = test_object(seL4_NotificationObject, 0);
    seL4_CPtr cnode = make_cnode(r);
    seL4_CPtr root = guarded(cnode, guard, s);

    put_badge(cnode, r, index, ntfn, test_word("one"));
    put_badge(cnode, r, index ^ 1, ntfn, test_word("two"));
    put_badge(cnode, r, index ^ half, ntfn, test_word("three"));
    test_step("a guard, then the index of a slot");
    record_look("slot", ntfn, root, guard << r | index, s + r);
    record_look("its neighbour", ntfn, root, guard << r | (index ^ 1), s + r);
    record_look("lower half", ntfn, root, guard << r | (index ^ half), s + r);
    test_step("bits above the depth do not count");
    record_look("bits above", ntfn, root, ~0ul << (s + r) | guard << r | index,
                s + r);
}

/* Three CNodes, each with a guard of its own. */
TEST(lookup_three_levels)
{
    enum { S = 3 };
    seL4_Word a = test_pick("a", 2, 4), b = test_pick("b", 3, 5);
    seL4_Word c = test_pick("c", 2, 4);
    seL4_Word i = high("i", a), j = high("j", b), k = high("k", c);
    seL4_Word g0 = high("outer", S), g1 = low("middle", S), g2 = low("in", S);
    seL4_CPtr ntfn = test_object(seL4_NotificationObject, 0);
    seL4_CPtr outer = make_cnode(a), middle = make_cnode(b);
    seL4_CPtr inner = make_cnode(c), root = guarded(outer, g0, S);
    seL4_Word half = 1ul << (c - 1), to_middle = g0 << a | i;
    seL4_Word to_inner = (to_middle << S | g1) << b | j;
    seL4_Word to_slot = (to_inner << S | g2) << c | k;

    put(outer, a, i, guarded(middle, g1, S));
    put(middle, b, j, guarded(inner, g2, S));
    put_badge(inner, c, k, ntfn, test_word("one"));
    put_badge(inner, c, k ^ 1, ntfn, test_word("two"));
    put_badge(inner, c, k ^ half, ntfn, test_word("three"));

    test_step("through three CNodes");
    record_look("slot", ntfn, root, to_slot, 3 * S + a + b + c);
    record_look("its neighbour", ntfn, root, to_slot ^ 1, 3 * S + a + b + c);
    record_look("lower half", ntfn, root, to_slot ^ half, 3 * S + a + b + c);
    test_step("the walk stops where the bits end, also at a CNode");
    record_look("inner CNode", ntfn, root, to_inner, 2 * S + a + b);
    record_look("middle CNode", ntfn, root, to_middle, S + a);
}

/* Without a guard all bits are index. The longest walk has 64 CNodes. */
TEST(guard_zero_bits)
{
    seL4_Word r = test_pick("radix", 3, 5), i = high("i", r), k = high("k", 3);
    seL4_CPtr ntfn = test_object(seL4_NotificationObject, 0);
    seL4_CPtr outer = make_cnode(r), inner = make_cnode(3);
    seL4_CPtr circle = make_cnode(1);

    put(outer, r, i, inner);
    put_badge(inner, 3, k, ntfn, test_word("two levels"));
    put(circle, 1, 1, circle);
    put_badge(circle, 1, 0, ntfn, test_word("64 levels"));

    test_step("two CNodes without guard");
    record_look("two levels", ntfn, outer, i << 3 | k, r + 3);
    test_step("a CNode that holds itself: 63 times round, then out");
    record_look("64 levels", ntfn, circle, ~1ul, 64);
}

/* A guard that differs is reported with the bits that were left before it. */
TEST(guard_mismatch_depth)
{
    enum { S = 4, R = 3 };
    seL4_Word g0 = high("outer", S), g1 = low("inner", S);
    seL4_Word i = high("i", R), k = high("k", R);
    seL4_Word flip = 1ul << test_pick("flip", 0, S - 1);
    seL4_CPtr ntfn = test_object(seL4_NotificationObject, 0);
    seL4_CPtr outer = make_cnode(R), inner = make_cnode(R);
    seL4_CPtr root = guarded(outer, g0, S);
    seL4_Word at = (g0 << R | i) << S;

    put(outer, R, i, guarded(inner, g1, S));
    put_badge(inner, R, k, ntfn, test_word("badge"));

    test_step("both guards are right");
    record_look("right", ntfn, root, (at | g1) << R | k, 2 * (S + R));
    test_step("the guard of the outer CNode differs");
    record_look("outer", ntfn, root,
                ((((g0 ^ flip) << R | i) << S) | g1) << R | k, 2 * (S + R));
    test_step("the guard of the inner CNode differs");
    record_look("inner", ntfn, root, (at | (g1 ^ flip)) << R | k, 2 * (S + R));
    test_step("the guard differs, and the address is too short as well");
    record_look("guard first", ntfn, root, (at | (g1 ^ flip)) << 1,
                2 * S + R + 1);
}

/* Too many bits, or too few, for what stands in the slots. */
TEST(bits_left_over)
{
    enum { S = 4, R = 3 };
    seL4_Word guard = high("guard", S), i = high("i", R), k = high("k", R);
    seL4_Word extra = test_pick("extra", 1, 20), few = test_pick("few", 1, 2);
    seL4_CPtr ntfn = test_object(seL4_NotificationObject, 0);
    seL4_CPtr outer = make_cnode(R), inner = make_cnode(R);

    put(outer, R, i, guarded(inner, guard, S));
    put_badge(inner, R, k, ntfn, test_word("badge"));
    seL4_Word to_slot = (i << S | guard) << R | k;

    test_step("bits left behind a notification");
    record_look("behind a slot", ntfn, outer, to_slot << extra,
                R + S + R + extra);
    test_step("bits left behind an empty slot");
    record_look("behind an empty slot", ntfn, outer, (to_slot ^ 1) << extra,
                R + S + R + extra);
    test_step("the guard is there, the index is not complete");
    record_look("index cut", ntfn, outer, to_slot >> few, R + S + R - few);
    test_step("the address ends before the first index does");
    record_look("first index cut", ntfn, outer, i >> few, R - few);
}

/* The walk finds an empty slot: that is for the method to complain about. */
TEST(missing_cap_slot)
{
    enum { S = 4, R = 3 };
    seL4_Word guard = high("guard", S), i = high("i", R);
    seL4_CPtr ntfn = test_object(seL4_NotificationObject, 0);
    seL4_CPtr outer = make_cnode(R);
    seL4_CPtr root = guarded(outer, guard, S);
    seL4_Word words[6] = { (guard << R) | i, S + R };

    test_step("copy out of an empty slot");
    record_look("empty", ntfn, root, guard << R | i, S + R);
    test_step("delete an empty slot: nothing to do, no failure");
    record_answer("delete", ask(root, CNodeDelete, 2, 0, words), words);
}

/* Only a CNode can be the root of a walk. */
TEST(invalid_root)
{
    seL4_CPtr ntfn = test_object(seL4_NotificationObject, 0);
    seL4_CPtr empty = test_slot();
    seL4_Word index = test_pick("index", 0, 63);
    seL4_Word words[6] = { seL4_EndpointObject, 0, index, 6, 0, 1 };

    test_step("a source in what is no CNode");
    record_look("TCB", ntfn, TEST_TCB, index, 6);
    record_look("notification", ntfn, ntfn, index, 64);
    record_look("empty slot", ntfn, empty, index, 1);
    test_step("a destination in what is no CNode");
    record_answer("destination",
                  ask(TEST_UNTYPED, UntypedRetype, 6, TEST_TCB, words), words);
}

/* A depth is 1 to 64, and the whole word counts. */
TEST(depth_range)
{
    seL4_CPtr ntfn = test_object(seL4_NotificationObject, 0);
    seL4_CPtr cnode = make_cnode(3);
    seL4_Word more = test_pick("more", 65, 1000);

    test_step("depths that are no depths");
    record_look("0", ntfn, cnode, 0, 0);
    record_look("65", ntfn, cnode, 0, 65);
    record_look("more", ntfn, cnode, 0, more);
    record_look("2^32 + 3", ntfn, cnode, 0, (1ul << 32) + 3);
    record_look("all ones", ntfn, cnode, 0, ~0ul);
    test_step("a root that is none is told first");
    record_look("root first", ntfn, TEST_TCB, 0, more);
}
