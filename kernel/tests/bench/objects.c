/* SPDX-License-Identifier: MIT
 *
 * Making and destroying objects.
 *
 * The objects of a series come one behind the other out of one untyped, which
 * has had a child before: a kernel that clears an untyped at its first use
 * has done so. An object of which there is one capability is destroyed when
 * that is deleted; its untyped keeps its watermark because of the first child.
 */
#include "bench.h"

enum { SLOTS = WARM_UPS + SAMPLES };

struct kind {
    const char *retype_name;
    const char *delete_name; /* null: not measured */
    seL4_Word type;
    seL4_Word size_bits;
    unsigned samples;
};

static seL4_SlotPos first; /* of SLOTS slots */

static seL4_Error retype(seL4_CPtr untyped, const struct kind *kind,
                         seL4_SlotPos slot)
{
    return seL4_Untyped_Retype(untyped, kind->type, kind->size_bits,
                               seL4_CapInitThreadCNode, 0, 0, slot, 1);
}

static void measure_retype(const struct kind *kind, seL4_CPtr untyped)
{
    struct series s = series_begin(kind->retype_name, kind->samples);

    while (series_wants(&s)) {
        seL4_SlotPos slot = first + s.seen;
        seL4_Word start = instret();
        seL4_Error error = retype(untyped, kind, slot);

        series_add(&s, instret() - start);
        MUST(error);
    }
}

static void measure_delete(const struct kind *kind)
{
    struct series s = series_begin(kind->delete_name, kind->samples);

    while (series_wants(&s)) {
        seL4_SlotPos slot = first + s.seen;
        seL4_Word start = instret();
        seL4_Error error =
            seL4_CNode_Delete(seL4_CapInitThreadCNode, slot, seL4_WordBits);

        series_add(&s, instret() - start);
        MUST(error);
    }
}

/* log2 of what has room for the first child and all samples. */
static seL4_Word room_for(const struct kind *kind)
{
    seL4_Word bits = objects_size_bits(kind->type, kind->size_bits);
    seL4_Word objects = 1 + WARM_UPS + kind->samples;

    while (objects > 1) {
        bits++;
        objects = (objects + 1) / 2;
    }
    return bits;
}

static void measure_kind(const struct kind *kind)
{
    seL4_CPtr untyped = make(seL4_UntypedObject, room_for(kind));
    seL4_SlotPos child = make_slot();

    MUST(seL4_Untyped_Retype(untyped, seL4_EndpointObject, 0,
                             seL4_CapInitThreadCNode, 0, 0, child, 1));
    measure_retype(kind, untyped);
    if (kind->delete_name)
        measure_delete(kind);
    MUST(seL4_CNode_Revoke(seL4_CapInitThreadCNode, untyped, seL4_WordBits));
}

/* The first object of an untyped all of whose memory was given out before. */
static void measure_first(void)
{
    static const struct kind kind = { .type = seL4_EndpointObject };
    struct series s = series_begin("retype_first", 8);

    while (series_wants(&s)) {
        seL4_Word start;
        seL4_Error error;

        use_large_untyped();
        start = instret();
        error = retype(large_untyped, &kind, first);
        series_add(&s, instret() - start);
        MUST(error);
        MUST(seL4_CNode_Revoke(seL4_CapInitThreadCNode, large_untyped,
                               seL4_WordBits));
    }
}

void measure_objects(void)
{
    static const struct kind kinds[] = {
        { "retype_endpoint", "delete_endpoint", seL4_EndpointObject, 0,
          SAMPLES },
        { "retype_tcb", "delete_tcb", seL4_TCBObject, 0, SAMPLES },
        { "retype_cnode_16", SEL4_NULL, seL4_CapTableObject, 4, SAMPLES },
        { "retype_frame", SEL4_NULL, seL4_RISCV_4K_Page, 0, SAMPLES },
        { "retype_notification", SEL4_NULL, seL4_NotificationObject, 0,
          SAMPLES },
        { "retype_reply", SEL4_NULL, seL4_ReplyObject, 0, SAMPLES },
        { "retype_sched_context", SEL4_NULL, seL4_SchedContextObject,
          seL4_MinSchedContextBits, SAMPLES },
        { "retype_page_table", SEL4_NULL, seL4_RISCV_PageTableObject, 0,
          SAMPLES },
        { "retype_untyped", SEL4_NULL, seL4_UntypedObject, 12, SAMPLES },
        { "retype_large_frame", SEL4_NULL, seL4_RISCV_Mega_Page, 0, 7 },
    };

    first = many_slots(SLOTS);
    for (unsigned i = 0; i < sizeof kinds / sizeof kinds[0]; i++)
        measure_kind(&kinds[i]);
    measure_first();
}
