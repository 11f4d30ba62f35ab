/* SPDX-License-Identifier: MIT */
/*
 * The methods of CNodes: everything that user level does with slots.
 *
 * The invoked CNode is the root in which the destination is looked up; sources
 * are looked up in CNodes passed as extra capabilities. Copy and Mint make a
 * new entry in the derivation tree, Move, Mutate and Rotate carry one along,
 * Delete and Revoke remove entries (cap/delete.c).
 *
 * Source: seL4 Reference Manual, "CNode methods".
 */
#include "cap/cnode.h"
#include "cap/cdt.h"
#include "cap/delete.h"
#include "ipc/endpoint.h"
#include "ipc/invocation.h"
#include "state.h"

static error_t cancel_badged_sends(struct cte *slot)
{
    struct cap cap = slot->cap;

    if (!cap_is(cap, CAP_ENDPOINT) || cap.rights != RIGHTS_ALL)
        return ERR_ILLEGAL_OPERATION;
    if (cap.badge != 0)
        endpoint_cancel_badged(cap_endpoint(cap), cap.badge);
    return OK;
}

static error_t copy(struct invocation *inv, struct cte *dest, struct cte *src)
{
    struct cap cap;
    error_t err;

    if (inv->length < 5)
        return ERR_TRUNCATED_MESSAGE;
    cap = cap_mask_rights(src->cap, inv_arg(inv, 4));
    err = cap_derive_copy(src, cap, &cap);
    if (err == OK)
        cdt_insert_copy(dest, cap, src);
    return err;
}

static error_t mint(struct invocation *inv, struct cte *dest, struct cte *src)
{
    struct cap cap;
    error_t err;

    if (inv->length < 6)
        return ERR_TRUNCATED_MESSAGE;
    cap = cap_mask_rights(src->cap, inv_arg(inv, 4));
    cap = cap_apply_data(cap, inv_arg(inv, 5), true);
    err = cap_derive_copy(src, cap, &cap);
    if (err == OK)
        cdt_insert_copy(dest, cap, src);
    return err;
}

static error_t mutate(struct invocation *inv, struct cte *dest, struct cte *src)
{
    struct cap cap;

    if (inv->length < 5)
        return ERR_TRUNCATED_MESSAGE;
    cap = cap_apply_data(src->cap, inv_arg(inv, 4), false);
    if (cap_is(cap, CAP_NULL))
        return ERR_ILLEGAL_OPERATION;
    cdt_move(src, dest, cap);
    return OK;
}

static error_t move(struct cte *dest, struct cte *src)
{
    cdt_move(src, dest, src->cap);
    return OK;
}

/* The four methods with one source. */
static error_t transfer(struct invocation *inv, struct cte *dest)
{
    struct cte *src;
    word_t depth = inv_arg(inv, 3);
    error_t err;

    if (inv->length < 4 || inv->extra_count < 1)
        return ERR_TRUNCATED_MESSAGE;
    if (!cap_is(dest->cap, CAP_NULL))
        return ERR_DELETE_FIRST;
    err =
        inv_lookup_slot(inv->extra[0]->cap, inv_arg(inv, 2), depth, true, &src);
    if (err != OK)
        return err;
    if (cap_is(src->cap, CAP_NULL))
        return error_lookup(
            true, (struct lookup_failure){ LOOKUP_MISSING_CAPABILITY, depth });
    switch (inv->label) {
    case CNODE_COPY:
        return copy(inv, dest, src);
    case CNODE_MINT:
        return mint(inv, dest, src);
    case CNODE_MUTATE:
        return mutate(inv, dest, src);
    default:
        return move(dest, src);
    }
}

/* Source goes to pivot, pivot goes to destination; if source and destination
   are one slot the two change places. */
static error_t rotate(struct invocation *inv, struct cte *dest)
{
    struct cte *src, *pivot;
    struct cap new_src, new_pivot;
    error_t err;

    if (inv->length < 8 || inv->extra_count < 2)
        return ERR_TRUNCATED_MESSAGE;
    err = inv_lookup_slot(inv->extra[1]->cap, inv_arg(inv, 6), inv_arg(inv, 7),
                          true, &src);
    if (err != OK)
        return err;
    err = inv_lookup_slot(inv->extra[0]->cap, inv_arg(inv, 3), inv_arg(inv, 4),
                          true, &pivot);
    if (err != OK)
        return err;
    if (pivot == src || pivot == dest)
        return ERR_ILLEGAL_OPERATION;
    if (src != dest && !cap_is(dest->cap, CAP_NULL))
        return ERR_DELETE_FIRST;
    if (cap_is(src->cap, CAP_NULL))
        return error_lookup(true,
                            (struct lookup_failure){ LOOKUP_MISSING_CAPABILITY,
                                                     inv_arg(inv, 7) });
    if (cap_is(pivot->cap, CAP_NULL))
        return error_lookup(false,
                            (struct lookup_failure){ LOOKUP_MISSING_CAPABILITY,
                                                     inv_arg(inv, 4) });
    new_src = cap_apply_data(src->cap, inv_arg(inv, 5), false);
    new_pivot = cap_apply_data(pivot->cap, inv_arg(inv, 2), false);
    if (cap_is(new_src, CAP_NULL) || cap_is(new_pivot, CAP_NULL))
        return ERR_ILLEGAL_OPERATION;

    if (src == dest) {
        cdt_swap(new_src, src, new_pivot, pivot);
    } else {
        cdt_move(pivot, dest, new_pivot);
        cdt_move(src, pivot, new_src);
    }
    return OK;
}

error_t cnode_invoke(struct invocation *inv)
{
    struct cte *dest;
    error_t err;

    if (inv->label < CNODE_REVOKE || inv->label > CNODE_ROTATE)
        return ERR_ILLEGAL_OPERATION;
    if (inv->length < 2)
        return ERR_TRUNCATED_MESSAGE;
    err = inv_lookup_slot(inv->cap, inv_arg(inv, 0), inv_arg(inv, 1), false,
                          &dest);
    if (err != OK)
        return err;
    switch (inv->label) {
    case CNODE_REVOKE:
        return cap_revoke(dest);
    case CNODE_DELETE:
        return cap_delete(dest);
    case CNODE_CANCEL_BADGED_SENDS:
        return cancel_badged_sends(dest);
    case CNODE_ROTATE:
        return rotate(inv, dest);
    default:
        return transfer(inv, dest);
    }
}
