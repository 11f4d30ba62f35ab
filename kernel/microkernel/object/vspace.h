/* SPDX-License-Identifier: MIT */
/*
 * Address spaces: page tables, frames and ASIDs. See object/vspace.c, asid.c.
 */
#pragma once

#include "ipc/invocation.h"
#include "machine.h"
#include "state.h"

/*
 * Sv39 page table entry (privileged specification, "Sv39")
 *
 *   V valid 0   R 1   W 2   X 3   U user 4   G global 5   A 6   D 7
 *   physical page number  bits 10..53
 *
 * An entry with R = W = X = 0 names the table of the next level.
 */
typedef word_t pte_t;

enum {
    PTE_V = 1,
    PTE_R = 2,
    PTE_W = 4,
    PTE_X = 8,
    PTE_U = 16,
    PTE_G = 32,
    PTE_A = 64,
    PTE_D = 128,
    PTE_LEAF = PTE_R | PTE_W | PTE_X,
};

#define PT_INDEX_BITS 9
#define PT_ENTRIES    BIT(PT_INDEX_BITS)

static inline pte_t pte_make(paddr_t pa, word_t bits)
{
    return pa >> 12 << 10 | bits;
}

static inline paddr_t pte_address(pte_t pte)
{
    return (pte >> 10 & MASK(44)) << 12;
}

static inline bool pte_is_table(pte_t pte)
{
    return (pte & PTE_V) && !(pte & PTE_LEAF);
}

/** Where a walk ended: the entry, and the address bits its level covers. */
struct pt_walk {
    pte_t *entry;
    word_t bits_left; /* 30, 21 or 12 */
};

/** Walks from a root table as far as tables lead. */
struct pt_walk vspace_walk(pte_t *root, word_t vaddr);

/** Writes the entry that maps a frame, with the kernel's rights bits.
    \param frame  the capability: address, rights. */
pte_t frame_pte(struct cap frame, word_t rights, bool executable);

/** The entry that leads to the table of `cap`, or NULL: its record is stale,
    or it is the root of an address space. */
pte_t *page_table_entry(struct cap cap);

/** The leaf that maps the frame where its capability says, or NULL: there is
    no record, or it is stale. */
pte_t *frame_entry(struct cap frame);

/** Removes a frame capability's own mapping, if it is still there. */
void frame_unmap(struct cap frame);

/** The last capability of a mapped page table is gone. */
void page_table_finalise(struct cap cap);

/** The last capability of an ASID pool is gone: its address spaces die. */
void asid_pool_finalise(struct cap cap);

/** The physical address of the root table of an ASID; 0 if it is not live. */
static inline paddr_t asid_root_address(word_t asid)
{
    struct asid_pool *pool = ks.asid_pools[asid >> ASID_POOL_BITS];

    return pool ? pool->roots[asid & MASK(ASID_POOL_BITS)] : 0;
}

/** The root table of a live ASID, or NULL. */
pte_t *asid_root(word_t asid);

/** Whether `cap` is the root of a live address space. */
bool vspace_is_root(struct cap cap);

/** Gives `root` the ASID: it becomes an address space. */
void asid_enter(word_t asid, pte_t *root);

/** Takes the ASID away again. */
void asid_remove(word_t asid);

/** Makes the address space of `t` the one in force, or none if it has none. */
static inline void vspace_activate(const struct tcb *t)
{
    struct cap cap = t->slots[TCB_VSPACE].cap;
    paddr_t root = ptr_to_phys(cap_object(cap));

    if (cap_is(cap, CAP_PAGE_TABLE) && cap.asid &&
        asid_root_address(cap.asid) == root)
        mmu_install(root, cap.asid);
    else
        mmu_install_kernel();
}

/** Decodes and performs a method of a frame. */
error_t frame_invoke(struct invocation *inv);
/** Decodes and performs a method of a page table. */
error_t page_table_invoke(struct invocation *inv);
/** Decodes and performs a method of ASIDControl: MakePool. */
error_t asid_control_invoke(struct invocation *inv);
/** Decodes and performs a method of an ASID pool: Assign. */
error_t asid_pool_invoke(struct invocation *inv);
