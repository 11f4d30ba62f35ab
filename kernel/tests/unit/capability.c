/* SPDX-License-Identifier: MIT */
/*
 * Capabilities by themselves: addresses, rights, badges, what a copy is, and
 * the derivation list under a few hand-made slots.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "cap/cdt.h"
#include "cap/cspace.h"
#include "machine.h"
#include "object/untyped.h"
#include "state.h"

enum { RW = RIGHT_READ | RIGHT_WRITE };

/* Slots lie in RAM, since a CNode's capability holds 47 bits of address. */
static struct cte *slots;

static int reset(void **state)
{
    (void)state;
    host_ram_map(RAM_BASE + 0x10000);
    host_reset();
    slots = phys_to_ptr(RAM_BASE);
    return 0;
}

static struct cap cnode(struct cte *at, word_t radix, word_t guard_size,
                        word_t guard)
{
    struct cap cap = cap_make(CAP_CNODE, (word_t)at);

    cap.size_bits = radix;
    cap.guard_size = guard_size;
    cap.guard = guard;
    return cap;
}

/* -- addresses ------------------------------------------------------------- */

static void assert_failure(struct resolution res, word_t type, word_t left,
                           word_t found, word_t size)
{
    assert_null(res.slot);
    assert_int_equal(ks.error.lookup.type, type);
    assert_int_equal(ks.error.lookup.bits_left, left);
    assert_int_equal(ks.error.lookup.found, found);
    assert_int_equal(ks.error.lookup.guard_size, size);
}

static void resolution_fails_as_the_api_says(void **state)
{
    struct cap root = cnode(slots, 13, 51, 0);

    (void)state;
    assert_failure(cspace_resolve(cap_make(CAP_TCB, 0), 0, 64),
                   LOOKUP_INVALID_ROOT, 0, 0, 0);
    /* the two examples of the API */
    assert_failure(cspace_resolve(root, 0, 63), LOOKUP_DEPTH_MISMATCH, 63, 64,
                   0);
    assert_failure(cspace_resolve(root, 1ul << 40, 64), LOOKUP_GUARD_MISMATCH,
                   64, 0, 51);
    assert_failure(cspace_resolve(root, 0, 50), LOOKUP_GUARD_MISMATCH, 50, 0,
                   51);
    root = cnode(slots, 3, 2, 2);
    assert_failure(cspace_resolve(root, 0x1f, 5), LOOKUP_GUARD_MISMATCH, 5, 2,
                   2);
    assert_failure(cspace_resolve(root, 2, 2), LOOKUP_DEPTH_MISMATCH, 2, 5, 0);
}

static void resolution_walks_guards_and_levels(void **state)
{
    struct cap root = cnode(slots, 3, 2, 2);
    struct resolution res;

    (void)state;
    slots[5].cap = cnode(slots + 8, 2, 0, 0);
    slots[8 + 3].cap = cap_make(CAP_ENDPOINT, KERNEL_WINDOW + 0x80205000);

    res = cspace_resolve(root, 0x15, 5); /* 10 101 */
    assert_ptr_equal(res.slot, &slots[5]);
    assert_int_equal(res.bits_left, 0);
    res = cspace_resolve(root, 0x57, 7); /* 10 101 11 */
    assert_ptr_equal(res.slot, &slots[11]);
    res = cspace_resolve(root, 0x57ul << 9 | 0x1a5, 16); /* stops: 9 left */
    assert_ptr_equal(res.slot, &slots[11]);
    assert_int_equal(res.bits_left, 9);
    res = cspace_resolve(root, 0x10 << 4, 9); /* at an empty slot too */
    assert_ptr_equal(res.slot, &slots[0]);
    assert_int_equal(res.bits_left, 4);
    /* bits above the depth do not matter */
    assert_ptr_equal(cspace_resolve(root, 0xff15, 5).slot, &slots[5]);
    /* the second level fails with its own numbers */
    assert_failure(cspace_resolve(root, 0x2b, 6), LOOKUP_DEPTH_MISMATCH, 1, 2,
                   0);
}

static void a_cnode_may_take_all_64_bits(void **state)
{
    struct cap root = cnode(slots, 1, 63, MASK(63));

    (void)state;
    assert_ptr_equal(cspace_resolve(root, ~0ul, 64).slot, &slots[1]);
    assert_ptr_equal(cspace_resolve(root, ~1ul, 64).slot, &slots[0]);
    assert_null(cspace_resolve(root, ~2ul, 64).slot);
}

/* The one step of cspace_lookup() gives what the walk would give. */
static void looking_up_is_walking_all_64_bits(void **state)
{
    static const struct {
        word_t radix, guard_size, guard;
    } roots[] = { { 3, 61, 0 }, { 3, 61, 1 },    { 3, 60, 0 },
                  { 3, 0, 0 },  { 1, 63, ~0ul }, { 6, 58, 0 } };
    static const word_t addresses[] = { 0,  1,       7,     8,    15,
                                        63, 64,      ~0ul,  ~1ul, 8ul << 60,
                                        14, BIT(61), 1 << 4 };
    static struct tcb thread;

    (void)state;
    for (unsigned i = 0; i < sizeof roots / sizeof roots[0]; i++) {
        struct cap root = cnode(slots, roots[i].radix, roots[i].guard_size,
                                roots[i].guard & MASK(roots[i].guard_size));

        thread.slots[TCB_CSPACE].cap = root;
        for (unsigned j = 0; j < sizeof addresses / sizeof(word_t); j++)
            assert_ptr_equal(cspace_lookup(&thread, addresses[j]),
                             cspace_resolve(root, addresses[j], 64).slot);
    }
    thread.slots[TCB_CSPACE].cap = cap_make(CAP_TCB, (word_t)slots);
    assert_null(cspace_lookup(&thread, 0));
}

/* -- rights and data ------------------------------------------------------- */

static word_t masked(enum cap_type type, word_t rights, word_t mask)
{
    struct cap cap = cap_make(type, 0);

    cap.rights = rights;
    return cap_mask_rights(cap, mask).rights;
}

static void masks_only_take_rights_away(void **state)
{
    (void)state;
    for (word_t old = 0; old < 16; old++)
        for (word_t mask = 0; mask < 32; mask++)
            assert_int_equal(masked(CAP_ENDPOINT, old, mask), old & mask);
    assert_int_equal(masked(CAP_NOTIFICATION, RW, RIGHT_WRITE), RIGHT_WRITE);
    assert_int_equal(masked(CAP_REPLY, RIGHT_GRANT, RW), 0);
    assert_int_equal(masked(CAP_FRAME, RW, 15), RW);
    assert_int_equal(masked(CAP_FRAME, RW, RIGHT_READ), RIGHT_READ);
    assert_int_equal(masked(CAP_FRAME, RIGHT_READ, RW), RIGHT_READ);
    assert_int_equal(masked(CAP_FRAME, RW, RIGHT_WRITE), 0);
    assert_int_equal(masked(CAP_FRAME, 0, 15), 0);
    assert_int_equal(masked(CAP_TCB, 5, 0), 5);
}

static void badges_are_given_once_and_by_mint_only(void **state)
{
    struct cap cap = cap_make(CAP_ENDPOINT, 0);

    (void)state;
    assert_int_equal(cap_apply_data(cap, 7, true).badge, 7);
    assert_int_equal(cap_apply_data(cap, ~0ul, true).badge, ~0ul);
    assert_true(cap_is(cap_apply_data(cap, 0, false), CAP_NULL));
    cap.badge = 7;
    assert_true(cap_is(cap_apply_data(cap, 0, true), CAP_NULL));
}

static void guards_are_replaced_if_they_fit(void **state)
{
    struct cap cap = cnode(slots, 4, 9, 3);
    struct cap changed = cap_apply_data(cap, 0x2bul << 6 | 3, true);

    (void)state;
    assert_int_equal(changed.guard_size, 3);
    assert_int_equal(changed.guard, 3); /* the low 3 bits of 0x2b */
    assert_int_equal(cap_apply_data(cap, 0, false).guard_size, 0);
    assert_int_equal(cap_apply_data(cap, 60, true).guard_size, 60);
    assert_true(cap_is(cap_apply_data(cap, 61, true), CAP_NULL));
}

static error_t derive(enum cap_type type, word_t asid, struct cap *out)
{
    struct cte slot = { .cap = cap_make(type, 0) };

    slot.cap.asid = asid;
    return cap_derive_copy(&slot, slot.cap, out);
}

static void copies_follow_the_table_of_derivation(void **state)
{
    struct cap out;

    (void)state;
    assert_int_equal(derive(CAP_NULL, 0, &out), ERR_ILLEGAL_OPERATION);
    assert_int_equal(derive(CAP_ZOMBIE, 0, &out), ERR_ILLEGAL_OPERATION);
    assert_int_equal(derive(CAP_IRQ_CONTROL, 0, &out), ERR_ILLEGAL_OPERATION);
    assert_int_equal(derive(CAP_PAGE_TABLE, 0, &out), ERR_ILLEGAL_OPERATION);
    assert_int_equal(derive(CAP_PAGE_TABLE, 9, &out), OK);
    assert_int_equal(out.asid, 9);
    assert_int_equal(derive(CAP_FRAME, 9, &out), OK);
    assert_int_equal(out.asid, 0);
    assert_int_equal(derive(CAP_UNTYPED, 0, &out), OK);
    assert_int_equal(derive(CAP_DOMAIN, 0, &out), OK);
}

/* -- the derivation tree --------------------------------------------------- */

enum { UNTYPED, ORIGINAL, COPY, MINTED, SAME_BADGE, FREE };

static struct cap endpoint(word_t badge)
{
    struct cap cap = cap_make(CAP_ENDPOINT, KERNEL_WINDOW + 0x80204000);

    cap.badge = badge;
    return cap;
}

/* untyped -> endpoint -> { badge 7 -> copy; plain copy } */
static void plant(void)
{
    struct cap untyped = cap_make(CAP_UNTYPED, KERNEL_WINDOW + 0x80204000);

    untyped.size_bits = 12;
    cdt_insert_root(&slots[UNTYPED], untyped);
    cdt_insert_object(&slots[ORIGINAL], endpoint(0), &slots[UNTYPED]);
    cdt_insert_copy(&slots[COPY], endpoint(0), &slots[ORIGINAL]);
    cdt_insert_copy(&slots[MINTED], endpoint(7), &slots[ORIGINAL]);
    cdt_insert_copy(&slots[SAME_BADGE], endpoint(7), &slots[MINTED]);
}

/* The list from the untyped on. */
static void assert_list(unsigned count, const unsigned *order)
{
    struct cte *slot = &slots[UNTYPED];

    assert_null(slot->prev);
    for (unsigned i = 0; i < count; i++) {
        assert_ptr_equal(cdt_next(slot), &slots[order[i]]);
        assert_ptr_equal(slots[order[i]].prev, slot);
        slot = &slots[order[i]];
    }
    assert_null(cdt_next(slot));
}

static void copies_stand_behind_their_source(void **state)
{
    (void)state;
    plant();
    assert_list(4, (unsigned[]){ ORIGINAL, MINTED, SAME_BADGE, COPY });
    assert_true(cdt_is_orig(&slots[MINTED]) && cdt_is_head(&slots[MINTED]));
    assert_false(cdt_is_orig(&slots[COPY]) || cdt_is_head(&slots[COPY]));
    assert_false(cdt_is_orig(&slots[SAME_BADGE]));
}

static void parents_are_who_the_rules_say(void **state)
{
    static const struct {
        unsigned parent, child;
        bool is;
    } rules[] = {
        { UNTYPED, ORIGINAL, true },    { UNTYPED, SAME_BADGE, true },
        { ORIGINAL, COPY, true },       { ORIGINAL, MINTED, true },
        { ORIGINAL, SAME_BADGE, true }, { MINTED, SAME_BADGE, true },
        { MINTED, COPY, false },        { COPY, MINTED, false },
        { COPY, ORIGINAL, false },      { SAME_BADGE, MINTED, false },
        { ORIGINAL, UNTYPED, false },
    };

    (void)state;
    plant();
    for (unsigned i = 0; i < sizeof(rules) / sizeof(rules[0]); i++)
        assert_int_equal(
            cdt_is_parent(&slots[rules[i].parent], &slots[rules[i].child]),
            rules[i].is);
}

static void a_head_is_passed_on_when_it_goes(void **state)
{
    (void)state;
    plant();
    cdt_insert_copy(&slots[FREE], endpoint(7), &slots[ORIGINAL]);
    assert_list(5, (unsigned[]){ ORIGINAL, FREE, MINTED, SAME_BADGE, COPY });
    cdt_remove(&slots[MINTED]);
    assert_true(cdt_is_head(&slots[SAME_BADGE]));
    /* another family of the same badge does not adopt it */
    assert_false(cdt_has_children(&slots[FREE]));
    assert_int_equal(slots[MINTED].cap.head | slots[MINTED].next_flags, 0);
}

static void moving_keeps_the_place(void **state)
{
    (void)state;
    plant();
    cdt_move(&slots[MINTED], &slots[FREE], slots[MINTED].cap);
    assert_list(4, (unsigned[]){ ORIGINAL, FREE, SAME_BADGE, COPY });
    assert_true(cdt_is_parent(&slots[FREE], &slots[SAME_BADGE]));
    assert_true(cap_is(slots[MINTED].cap, CAP_NULL));
}

static void swapping_works_for_neighbours_too(void **state)
{
    (void)state;
    plant();
    cdt_swap(slots[MINTED].cap, &slots[MINTED], slots[SAME_BADGE].cap,
             &slots[SAME_BADGE]);
    assert_list(4, (unsigned[]){ ORIGINAL, SAME_BADGE, MINTED, COPY });
    assert_true(cdt_is_orig(&slots[SAME_BADGE]));
    cdt_swap(slots[ORIGINAL].cap, &slots[ORIGINAL], slots[COPY].cap,
             &slots[COPY]);
    assert_list(4, (unsigned[]){ COPY, SAME_BADGE, MINTED, ORIGINAL });
}

static void the_last_capability_is_known_by_its_neighbours(void **state)
{
    (void)state;
    plant();
    assert_false(cdt_is_final(&slots[ORIGINAL]));
    assert_false(cdt_is_final(&slots[COPY]));
    cdt_remove(&slots[ORIGINAL]);
    cdt_remove(&slots[SAME_BADGE]);
    assert_false(cdt_is_final(&slots[COPY]));
    cdt_remove(&slots[MINTED]);
    assert_true(cdt_is_final(&slots[COPY]));
    assert_true(cdt_is_final(&slots[UNTYPED])); /* never the same object */
}

static void copying_an_untyped_leaves_the_original_full(void **state)
{
    struct cap cap = cap_make(CAP_UNTYPED, KERNEL_WINDOW + 0x80204000);

    (void)state;
    cap.size_bits = 12;
    cap.watermark = 16;
    cdt_insert_root(&slots[UNTYPED], cap);
    cdt_insert_copy(&slots[COPY], cap, &slots[UNTYPED]);
    assert_int_equal(untyped_used(slots[UNTYPED].cap), 4096);
    assert_int_equal(untyped_used(slots[COPY].cap), 256);
    assert_true(cdt_is_parent(&slots[UNTYPED], &slots[COPY]));
    assert_true(cdt_is_orig(&slots[COPY]));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup(resolution_fails_as_the_api_says, reset),
        cmocka_unit_test_setup(resolution_walks_guards_and_levels, reset),
        cmocka_unit_test_setup(a_cnode_may_take_all_64_bits, reset),
        cmocka_unit_test_setup(looking_up_is_walking_all_64_bits, reset),
        cmocka_unit_test_setup(masks_only_take_rights_away, reset),
        cmocka_unit_test_setup(badges_are_given_once_and_by_mint_only, reset),
        cmocka_unit_test_setup(guards_are_replaced_if_they_fit, reset),
        cmocka_unit_test_setup(copies_follow_the_table_of_derivation, reset),
        cmocka_unit_test_setup(copies_stand_behind_their_source, reset),
        cmocka_unit_test_setup(parents_are_who_the_rules_say, reset),
        cmocka_unit_test_setup(a_head_is_passed_on_when_it_goes, reset),
        cmocka_unit_test_setup(moving_keeps_the_place, reset),
        cmocka_unit_test_setup(swapping_works_for_neighbours_too, reset),
        cmocka_unit_test_setup(the_last_capability_is_known_by_its_neighbours,
                               reset),
        cmocka_unit_test_setup(copying_an_untyped_leaves_the_original_full,
                               reset),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
