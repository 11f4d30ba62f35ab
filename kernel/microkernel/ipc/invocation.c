/* SPDX-License-Identifier: MIT */
/*
 * Invocations: arguments, slot look-up, errors, and the table of objects.
 */
#include "ipc/invocation.h"
#include "cap/cnode.h"
#include "cap/cspace.h"
#include "ipc/message.h"
#include "object/irq.h"
#include "object/sched_context.h"
#include "object/untyped.h"
#include "object/vspace.h"

word_t inv_arg(const struct invocation *inv, word_t i)
{
    return message_get(inv->caller, inv->buffer, i);
}

void inv_reply_words(struct invocation *inv, const word_t *words, word_t n)
{
    if (inv->is_call) {
        message_answer(inv->caller, OK, words, n);
        inv->replied = true;
    }
}

error_t inv_lookup_slot(struct cap root, word_t index, word_t depth,
                        bool is_source, struct cte **slot)
{
    struct resolution res;

    if (!cap_is(root, CAP_CNODE))
        return error_lookup(is_source,
                            (struct lookup_failure){ LOOKUP_INVALID_ROOT });
    if (depth < 1 || depth > WORD_BITS)
        return error_range(1, WORD_BITS);
    res = cspace_resolve(root, index, depth);
    if (!res.slot)
        return error_lookup(is_source, ks.error.lookup);
    if (res.bits_left)
        return error_lookup(
            is_source,
            (struct lookup_failure){ LOOKUP_DEPTH_MISMATCH, res.bits_left, 0 });
    *slot = res.slot;
    return OK;
}

error_t inv_lookup_empty(struct cap root, word_t index, word_t depth,
                         struct cte **slot)
{
    error_t err = inv_lookup_slot(root, index, depth, false, slot);

    if (err == OK && !cap_is((*slot)->cap, CAP_NULL))
        return ERR_DELETE_FIRST;
    return err;
}

error_t invocation_perform(struct invocation *inv)
{
    switch (inv->cap.type) {
    case CAP_UNTYPED:
        return untyped_invoke(inv);
    case CAP_TCB:
        return tcb_invoke(inv);
    case CAP_CNODE:
        return cnode_invoke(inv);
    case CAP_FRAME:
        return frame_invoke(inv);
    case CAP_PAGE_TABLE:
        return page_table_invoke(inv);
    case CAP_ASID_CONTROL:
        return asid_control_invoke(inv);
    case CAP_ASID_POOL:
        return asid_pool_invoke(inv);
    case CAP_IRQ_CONTROL:
        return irq_control_invoke(inv);
    case CAP_IRQ_HANDLER:
        return irq_handler_invoke(inv);
    case CAP_DOMAIN:
        return domain_invoke(inv);
    case CAP_SCHED_CONTROL:
        return sched_control_invoke(inv);
    case CAP_SCHED_CONTEXT:
        return sched_context_invoke(inv);
    default:
        return error_capability(0);
    }
}
