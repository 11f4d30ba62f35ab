/* SPDX-License-Identifier: MIT
 *
 * Methods of CNodes: on one capability, and Revoke on many.
 */
#include "bench.h"

enum { MANY = 1000 };

static seL4_Error copy(seL4_CPtr from, seL4_SlotPos to)
{
    return seL4_CNode_Copy(seL4_CapInitThreadCNode, to, seL4_WordBits,
                           seL4_CapInitThreadCNode, from, seL4_WordBits,
                           seL4_AllRights);
}

static void measure_copy_and_delete(seL4_CPtr endpoint, seL4_SlotPos slot)
{
    struct series copying = series_begin("cnode_copy", SAMPLES);
    struct series deleting = series_begin("cnode_delete_copy", SAMPLES);

    while (series_wants(&copying)) {
        seL4_Word start = instret();
        seL4_Error error = copy(endpoint, slot);

        series_add(&copying, instret() - start);
        MUST(error);

        start = instret();
        error = seL4_CNode_Delete(seL4_CapInitThreadCNode, slot, seL4_WordBits);
        series_add(&deleting, instret() - start);
        MUST(error);
    }
}

static void measure_mint(seL4_CPtr endpoint, seL4_SlotPos slot)
{
    struct series s = series_begin("cnode_mint", SAMPLES);

    while (series_wants(&s)) {
        seL4_Word start = instret();
        seL4_Error error =
            seL4_CNode_Mint(seL4_CapInitThreadCNode, slot, seL4_WordBits,
                            seL4_CapInitThreadCNode, endpoint, seL4_WordBits,
                            seL4_AllRights, 7);

        series_add(&s, instret() - start);
        MUST(error);
        MUST(seL4_CNode_Delete(seL4_CapInitThreadCNode, slot, seL4_WordBits));
    }
}

static void measure_revoke(const char *name, unsigned samples,
                           seL4_CPtr endpoint, seL4_SlotPos first,
                           unsigned children)
{
    struct series s = series_begin(name, samples);

    while (series_wants(&s)) {
        seL4_Word start;
        seL4_Error error;

        for (unsigned i = 0; i < children; i++)
            MUST(copy(endpoint, first + i));
        start = instret();
        error =
            seL4_CNode_Revoke(seL4_CapInitThreadCNode, endpoint, seL4_WordBits);
        series_add(&s, instret() - start);
        MUST(error);
    }
}

void measure_capabilities(void)
{
    seL4_CPtr endpoint = make(seL4_EndpointObject, 0);
    seL4_SlotPos first = many_slots(MANY);

    measure_copy_and_delete(endpoint, first);
    measure_mint(endpoint, first);
    measure_revoke("revoke_1", SAMPLES, endpoint, first, 1);
    measure_revoke("revoke_10", SAMPLES, endpoint, first, 10);
    measure_revoke("revoke_100", SAMPLES, endpoint, first, 100);
    measure_revoke("revoke_1000", SAMPLES / 8, endpoint, first, MANY);
}
