/* SPDX-License-Identifier: MIT */
/*
 * ASIDs: the names of address spaces.
 *
 * The hardware tags its translations with a 16-bit address space identifier.
 * The kernel hands these numbers out in pools of 512, each a page that user
 * level pays for:
 *
 *     ks.asid_pools[7 high bits] -> pool -> roots[9 low bits] -> root table
 *
 * ASID 0 is never given out: in a mapping record it says "not mapped". A root
 * table is entered by its physical address. When an ASID dies its translations
 * are flushed, so that its next owner starts clean.
 *
 * Source: seL4 Reference Manual, "ASID pools".
 */
#include "cap/cdt.h"
#include "debug/invariants.h"
#include "machine.h"
#include "object/untyped.h"
#include "object/vspace.h"
#include "sched/sched.h"

/* The entry of an ASID whose pool exists. */
static paddr_t *root_of(word_t asid)
{
    struct asid_pool *pool = ks.asid_pools[asid >> ASID_POOL_BITS];

    return &pool->roots[asid & MASK(ASID_POOL_BITS)];
}

pte_t *asid_root(word_t asid)
{
    paddr_t root = asid_root_address(asid);

    return root ? phys_to_ptr(root) : NULL;
}

void asid_enter(word_t asid, pte_t *root)
{
    mmu_fill_kernel_half(root);
    *root_of(asid) = ptr_to_phys(root);
}

void asid_remove(word_t asid)
{
    *root_of(asid) = 0;
    mmu_flush_asid(asid);
    mmu_uninstall(asid);
}

void asid_pool_finalise(struct cap cap)
{
    word_t base = cap.pool << ASID_POOL_BITS;

    if (ks.asid_pools[cap.pool] != cap_object(cap))
        return;
    for (word_t i = 0; i < BIT(ASID_POOL_BITS); i++)
        if (*root_of(base + i))
            asid_remove(base + i);
    ks.asid_pools[cap.pool] = NULL;
}

static word_t free_pool(void)
{
    word_t i = 0;

    while (i < BIT(ASID_POOLS_BITS) && ks.asid_pools[i])
        i++;
    return i;
}

/* ASIDControl_MakePool: an untyped page becomes a pool. */
error_t asid_control_invoke(struct invocation *inv)
{
    struct cte *untyped, *slot;
    word_t pool = free_pool();
    struct cap cap;
    error_t err;

    if (inv->label != ASID_CONTROL_MAKE_POOL)
        return ERR_ILLEGAL_OPERATION;
    if (inv->length < 2 || inv->extra_count < 2)
        return ERR_TRUNCATED_MESSAGE;
    if (pool == BIT(ASID_POOLS_BITS))
        return ERR_DELETE_FIRST;
    untyped = inv->extra[0];
    if (!cap_is(untyped->cap, CAP_UNTYPED) || untyped->cap.is_device ||
        untyped->cap.size_bits != OBJECT_PAGE_BITS)
        return error_capability(1);
    if (cdt_has_children(untyped))
        return ERR_REVOKE_FIRST;
    err = inv_lookup_empty(inv->extra[1]->cap, inv_arg(inv, 0), inv_arg(inv, 1),
                           &slot);
    if (err != OK)
        return err;

    untyped_mark_full(&untyped->cap);
    cap = cap_make(CAP_ASID_POOL, (word_t)untyped->cap.address);
    cap.pool = pool;
    memory_clear(cap_object(cap), BIT(OBJECT_PAGE_BITS));
    ks.asid_pools[pool] = cap_object(cap);
    cdt_insert_copy(slot, cap, untyped);
    invariants_note_change();
    return OK;
}

/* The lowest ASID of the pool that is free, or 0 if there is none. */
static word_t free_asid(word_t pool)
{
    word_t base = pool << ASID_POOL_BITS;

    for (word_t i = 0; i < BIT(ASID_POOL_BITS); i++)
        if (base + i != 0 && !*root_of(base + i))
            return base + i;
    return 0;
}

/* ASIDPool_Assign: a page table becomes the root of an address space. */
error_t asid_pool_invoke(struct invocation *inv)
{
    struct cap *root;
    word_t asid;

    if (inv->label != ASID_POOL_ASSIGN)
        return ERR_ILLEGAL_OPERATION;
    if (inv->extra_count < 1)
        return ERR_TRUNCATED_MESSAGE;
    root = &inv->extra[0]->cap;
    if (!cap_is(*root, CAP_PAGE_TABLE) || root->asid)
        return error_capability(1);
    if (!ks.asid_pools[inv->cap.pool])
        return error_lookup(false,
                            (struct lookup_failure){ LOOKUP_INVALID_ROOT });
    if (ks.asid_pools[inv->cap.pool] != cap_object(inv->cap))
        return error_capability(0);
    asid = free_asid(inv->cap.pool);
    if (!asid)
        return ERR_DELETE_FIRST;

    root->asid = asid;
    root->vaddr = 0;
    asid_enter(asid, cap_object(*root));
    return OK;
}
