/* SPDX-License-Identifier: MIT */
/*
 * Address spaces: page tables and frames.
 *
 * User level builds its address spaces itself, out of two kinds of object. A
 * page table is one page of 512 entries; the same type serves all three levels.
 * A table becomes the root of an address space when it is given an ASID
 * (object/asid.c). Other tables and frames are put in where the walk for an
 * address ends:
 *
 *     root (1 GiB an entry) -> table (2 MiB) -> table (4 KiB) -> frame
 *
 * Each mapping is remembered in the capability that made it: ASID and address.
 * So a capability maps at one place at most, and deleting it takes that mapping
 * away. The record may be stale (the table it led through is gone, the ASID has
 * been given to another space): therefore an entry is only removed if the walk
 * still meets this very table or frame.
 *
 * Invariants: an entry for a frame never grants more than its capability; the
 * upper half of each root is the kernel's window and not reachable from here.
 *
 * Source: seL4 Reference Manual, "Address spaces and virtual memory"; RISC-V
 * privileged specification, "Sv39: page-based 39-bit virtual memory".
 */
#include "object/vspace.h"
#include "cap/cdt.h"
#include "machine.h"
#include "sched/sched.h"

enum {
    ROOT_BITS = OBJECT_GIGA_PAGE_BITS, /* address bits below the root level */
    LEAF_BITS = OBJECT_PAGE_BITS,
    EXECUTE_NEVER = 1, /* VM attribute */
};

struct pt_walk vspace_walk(pte_t *root, word_t vaddr)
{
    pte_t *table = root;
    word_t bits = ROOT_BITS;

    for (;;) {
        pte_t *entry = &table[vaddr >> bits & MASK(PT_INDEX_BITS)];

        if (bits == LEAF_BITS || !pte_is_table(*entry))
            return (struct pt_walk){ entry, bits };
        table = phys_to_ptr(pte_address(*entry));
        bits -= PT_INDEX_BITS;
    }
}

bool vspace_is_root(struct cap cap)
{
    return cap_is(cap, CAP_PAGE_TABLE) && cap.asid &&
           asid_root(cap.asid) == cap_object(cap);
}

/* The checks of a mapping that do not depend on what is mapped: the target is
   a live root. */
static error_t check_target(struct cap vspace, pte_t **root)
{
    if (!cap_is(vspace, CAP_PAGE_TABLE) || !vspace.asid)
        return error_capability(1);
    *root = asid_root(vspace.asid);
    if (!*root)
        return error_lookup(false,
                            (struct lookup_failure){ LOOKUP_INVALID_ROOT });
    if (*root != cap_object(vspace))
        return error_capability(1);
    return OK;
}

/* -- page tables --------------------------------------------------------- */

static error_t page_table_map(struct invocation *inv)
{
    struct cap *cap = &inv->slot->cap;
    word_t vaddr = inv_arg(inv, 0);
    struct pt_walk walk;
    struct cap vspace;
    pte_t *root;
    error_t err;

    if (inv->length < 2 || inv->extra_count < 1)
        return ERR_TRUNCATED_MESSAGE;
    if (cap->asid)
        return error_capability(0);
    vspace = inv->extra[0]->cap;
    if (!cap_is(vspace, CAP_PAGE_TABLE) || !vspace.asid)
        return error_capability(1);
    if (vaddr >= USER_TOP)
        return error_argument(0);
    err = check_target(vspace, &root);
    if (err != OK)
        return err;
    walk = vspace_walk(root, vaddr);
    if (walk.bits_left == LEAF_BITS || (*walk.entry & PTE_V))
        return ERR_DELETE_FIRST;

    cap->asid = vspace.asid;
    cap->vaddr = ALIGN_DOWN(vaddr, walk.bits_left);
    *walk.entry = pte_make(ptr_to_phys(cap_object(*cap)), PTE_V);
    mmu_flush_asid(vspace.asid);
    return OK;
}

pte_t *page_table_entry(struct cap cap)
{
    pte_t *table = asid_root(cap.asid);
    word_t bits = ROOT_BITS;

    while (table && bits > LEAF_BITS) {
        pte_t *entry = &table[cap.vaddr >> bits & MASK(PT_INDEX_BITS)];

        if (!pte_is_table(*entry))
            return NULL;
        table = phys_to_ptr(pte_address(*entry));
        if (table == cap_object(cap))
            return entry;
        bits -= PT_INDEX_BITS;
    }
    return NULL;
}

/* Unlinks a table from its parent, if the record still leads to it. */
static void unlink_table(struct cap cap)
{
    pte_t *entry = page_table_entry(cap);

    if (entry) {
        *entry = 0;
        mmu_flush_asid(cap.asid);
    }
}

static error_t page_table_unmap(struct invocation *inv)
{
    struct cap *cap = &inv->slot->cap;

    if (!cdt_is_final(inv->slot) || vspace_is_root(*cap))
        return ERR_REVOKE_FIRST;
    if (cap->asid) {
        unlink_table(*cap);
        memory_clear(cap_object(*cap), BIT(OBJECT_PAGE_BITS));
        cap->asid = 0;
        cap->vaddr = 0;
    }
    return OK;
}

void page_table_finalise(struct cap cap)
{
    if (vspace_is_root(cap))
        asid_remove(cap.asid);
    else if (cap.asid)
        unlink_table(cap);
}

error_t page_table_invoke(struct invocation *inv)
{
    switch (inv->label) {
    case PAGE_TABLE_MAP:
        return page_table_map(inv);
    case PAGE_TABLE_UNMAP:
        return page_table_unmap(inv);
    default:
        return ERR_ILLEGAL_OPERATION;
    }
}

/* -- frames -------------------------------------------------------------- */

static paddr_t frame_address(struct cap frame)
{
    return (word_t)frame.address - KERNEL_WINDOW;
}

pte_t frame_pte(struct cap frame, word_t rights, bool executable)
{
    word_t allowed = cap_mask_rights(frame, rights).rights;
    word_t bits = 0;

    if (allowed & RIGHT_READ)
        bits |= PTE_R;
    if (allowed & RIGHT_WRITE)
        bits |= PTE_W;
    if (executable)
        bits |= PTE_X;
    if (!bits)
        return 0;
    return pte_make(frame_address(frame), bits | PTE_V | PTE_U | PTE_A | PTE_D);
}

static error_t page_map(struct invocation *inv)
{
    struct cap *cap = &inv->slot->cap;
    word_t vaddr = inv_arg(inv, 0);
    bool executable = !(inv_arg(inv, 2) & EXECUTE_NEVER);
    struct pt_walk walk;
    struct cap vspace;
    pte_t *root;
    error_t err;

    if (inv->length < 3 || inv->extra_count < 1)
        return ERR_TRUNCATED_MESSAGE;
    vspace = inv->extra[0]->cap;
    err = check_target(vspace, &root);
    if (err != OK)
        return err;
    if (vaddr + MASK(cap->size_bits) >= USER_TOP)
        return error_argument(0);
    if (vaddr & MASK(cap->size_bits))
        return ERR_ALIGNMENT;
    walk = vspace_walk(root, vaddr);
    if (walk.bits_left != cap->size_bits)
        return error_lookup(false,
                            (struct lookup_failure){ LOOKUP_MISSING_CAPABILITY,
                                                     walk.bits_left });
    if (cap->asid && cap->asid != vspace.asid)
        return error_capability(1);
    if (cap->asid && cap->vaddr != vaddr)
        return error_argument(0);
    if (!cap->asid && (*walk.entry & PTE_V))
        return ERR_DELETE_FIRST;

    cap->asid = vspace.asid;
    cap->vaddr = vaddr;
    *walk.entry = frame_pte(*cap, inv_arg(inv, 1), executable);
    mmu_flush_page(vaddr, vspace.asid);
    return OK;
}

pte_t *frame_entry(struct cap frame)
{
    pte_t *root = frame.asid ? asid_root(frame.asid) : NULL;
    struct pt_walk walk;

    if (!root)
        return NULL;
    walk = vspace_walk(root, frame.vaddr);
    if (walk.bits_left != frame.size_bits || !(*walk.entry & PTE_LEAF) ||
        pte_address(*walk.entry) != frame_address(frame))
        return NULL;
    return walk.entry;
}

void frame_unmap(struct cap frame)
{
    pte_t *entry = frame_entry(frame);

    if (entry) {
        *entry = 0;
        mmu_flush_page(frame.vaddr, frame.asid);
    }
}

error_t frame_invoke(struct invocation *inv)
{
    struct cap *cap = &inv->slot->cap;
    word_t pa = frame_address(*cap);

    switch (inv->label) {
    case PAGE_MAP:
        return page_map(inv);
    case PAGE_UNMAP:
        frame_unmap(*cap);
        cap->asid = 0;
        cap->vaddr = 0;
        return OK;
    case PAGE_GET_ADDRESS:
        inv_reply_words(inv, &pa, 1);
        return OK;
    default:
        return ERR_ILLEGAL_OPERATION;
    }
}
