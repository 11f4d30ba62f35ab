/* SPDX-License-Identifier: MIT */
/*
 * Lab 02, visible test: what is left of the rights of a copy. Rights cannot be
 * read; what a capability lets its holder do can be tried.
 */
#include "look.h"

enum { MASKS = 16, ALL = 15 };

static seL4_CPtr masked(seL4_CPtr cap, seL4_Word mask)
{
    return test_copy(cap, (seL4_CapRights_t){ { mask } });
}

/* CancelBadgedSends asks for all four rights of an endpoint. */
static bool has_all(seL4_CPtr endpoint)
{
    return !seL4_CNode_CancelBadgedSends(TEST_CNODE, endpoint, DEPTH);
}

/* Signal asks for Write; Call instead of it tells whether it was refused. */
static bool can_signal(seL4_CPtr ntfn)
{
    seL4_MessageInfo_t info = seL4_Call(ntfn, seL4_MessageInfo_new(0, 0, 0, 0));

    return seL4_MessageInfo_get_label(info) == 0;
}

/* Bit m of each word is about the copy that was made with mask m. */
TEST(rights_masked)
{
    seL4_CPtr endpoint = test_object(seL4_EndpointObject, 0);
    seL4_CPtr ntfn = test_object(seL4_NotificationObject, 0);
    seL4_Word all = 0, again = 0, signal = 0, twice = 0;
    seL4_Word second = test_pick("second mask", 0, ALL - 1);

    for (seL4_Word mask = 0; mask < MASKS; mask++) {
        seL4_CPtr copy = masked(endpoint, mask);
        seL4_CPtr source = masked(ntfn, mask);

        all |= (seL4_Word)has_all(copy) << mask;
        again |= (seL4_Word)has_all(masked(copy, ALL)) << mask;
        signal |= (seL4_Word)can_signal(source) << mask;
        twice |= (seL4_Word)can_signal(masked(source, second)) << mask;
    }
    record_value("all rights", all);
    record_value("all rights, copied again", again);
    record_value("Write", signal);
    record_value("Write, two masks", twice);
}
