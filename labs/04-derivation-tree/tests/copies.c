/* SPDX-License-Identifier: MIT */
/*
 * Lab 04, visible tests: Copy and Mint, and where a copy stands in the tree.
 */
#include "tree.h"

enum { MASKS = 16 };

/* Signal asks for Write; Call instead of it tells whether it was refused. */
static bool can_signal(seL4_CPtr ntfn)
{
    seL4_MessageInfo_t info = seL4_Call(ntfn, seL4_MessageInfo_new(0, 0, 0, 0));

    return seL4_MessageInfo_get_label(info) == 0;
}

/* A copy has the rights of its source that the caller names, and no others.
   Bit m of each word is about the mask m. */
TEST(copy_rights_subset)
{
    seL4_CPtr ntfn = test_object(seL4_NotificationObject, 0);
    seL4_Word badge = test_word("badge");
    seL4_Word copied = 0, again = 0, minted = 0, sources = 0;

    for (seL4_Word mask = 0; mask < MASKS; mask++) {
        seL4_CapRights_t rights = { { mask } };
        seL4_CPtr one = test_copy(ntfn, rights);
        seL4_CPtr two = copy_of(one);
        seL4_CPtr three = test_mint(ntfn, rights, badge);

        copied |= (seL4_Word)can_signal(one) << mask;
        again |= (seL4_Word)can_signal(two) << mask;
        minted |= (seL4_Word)can_signal(three) << mask;
        sources |= (seL4_Word)is_filled(ntfn) << mask;
        test_delete(one);
        test_delete(two);
        test_delete(three);
    }
    record_value("copied", copied);
    record_value("copied again with all rights", again);
    record_value("minted", minted);
    record_value("source still there", sources);
}

/* The word that arrives when `cap` is signalled. */
static seL4_Word word_of(seL4_CPtr cap, seL4_CPtr ntfn)
{
    seL4_Word word = 0;

    seL4_Signal(cap);
    seL4_Poll(ntfn, &word);
    return word;
}

static seL4_Error mint(seL4_CPtr to, seL4_CPtr from, seL4_Word badge)
{
    return seL4_CNode_Mint(TEST_CNODE, to, DEPTH, TEST_CNODE, from, DEPTH,
                           seL4_AllRights, badge);
}

/* A badge is given once, with Mint, and then stays for good. */
TEST(mint_badge_once)
{
    seL4_CPtr ntfn = test_object(seL4_NotificationObject, 0);
    seL4_CPtr endpoint = test_object(seL4_EndpointObject, 0);
    seL4_CPtr one, plain, free = test_slot();

    test_step("mint, and copy what was minted");
    one = badged(ntfn, test_word("one"));
    record_value("minted", word_of(one, ntfn));
    record_value("copied", word_of(copy_of(one), ntfn));
    plain = copy_of(ntfn);
    record_value("minted from a copy",
                 word_of(badged(plain, test_word("two")), ntfn));

    test_step("give a badge to what has one");
    record_value("another badge", mint(free, one, test_word("two")));
    record_value("the same badge", mint(free, one, test_word("one")));
    record_value("badge 0", mint(free, one, 0));
    record_value("endpoint", mint(free, badged(endpoint, 1), 2));
    test_step("give a badge by Mutate");
    record_value("mutated",
                 seL4_CNode_Mutate(TEST_CNODE, free, DEPTH, TEST_CNODE, plain,
                                   DEPTH, test_word("two")));
    record_value("made by refusals", is_filled(free));
}

/* All copies, and copies of copies, are children of the original and siblings
   of each other. */
TEST(copies_are_siblings)
{
    static const struct {
        const char *first, *second;
        seL4_Word type, size_bits;
    } rows[] = {
        { "endpoint, copies revoked", "endpoint, original revoked",
          seL4_EndpointObject, 0 },
        { "TCB, copies revoked", "TCB, original revoked", seL4_TCBObject, 0 },
        { "CNode, copies revoked", "CNode, original revoked",
          seL4_CapTableObject, 2 },
        { "reply, copies revoked", "reply, original revoked", seL4_ReplyObject,
          0 },
    };

    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        seL4_CPtr caps[5] = { test_object(rows[i].type, rows[i].size_bits) };

        test_step(rows[i].first);
        caps[1] = copy_of(caps[0]);
        caps[2] = copy_of(caps[1]);
        caps[3] = copy_of(caps[1]);
        caps[4] = copy_of(caps[3]);
        for (int k = 1; k < 5; k++)
            test_revoke(caps[k]);
        record_value(rows[i].first, FILLED(caps));
        test_step(rows[i].second);
        test_revoke(caps[0]);
        record_value(rows[i].second, FILLED(caps));
    }
}
