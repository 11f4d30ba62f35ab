/* SPDX-License-Identifier: MIT */
/* Lab 09, starter: what stands in the place of the pieces. */

#include "debug/print.h"

/* Lab 09: says once on the console that a function is still to be written. */
#define LAB_09(function)                       \
    do {                                       \
        static bool told;                      \
                                               \
        if (!told)                             \
            kprintf("%s: lab 09\n", function); \
        told = true;                           \
    } while (0)

struct pt_walk vspace_walk(pte_t *root, word_t vaddr)
{
    /* Lab 09: as far as tables lead. Until then every walk ends at an entry
       that no hardware looks at, and the first thread finds no program. */
    static pte_t nowhere;

    LAB_09("vspace_walk");
    (void)root;
    (void)vaddr;
    nowhere = 0;
    return (struct pt_walk){ &nowhere, ROOT_BITS };
}

static error_t page_table_map(struct invocation *inv)
{
    /* Lab 09: the checks, then record and entry, then the fence. */
    LAB_09("page_table_map");
    (void)check_target; /* called from here, and from page_map */
    (void)inv;
    return ERR_ILLEGAL_OPERATION;
}

pte_t *page_table_entry(struct cap cap)
{
    /* Lab 09: the entry on the way to cap.vaddr that names this very table. */
    LAB_09("page_table_entry");
    (void)cap;
    return NULL;
}

static void unlink_table(struct cap cap)
{
    /* Lab 09: take the entry away, if there is one, and make it known. */
    LAB_09("unlink_table");
    (void)cap;
}

pte_t frame_pte(struct cap frame, word_t rights, bool executable)
{
    /* Lab 09: address and bits; 0 if nothing is allowed. */
    LAB_09("frame_pte");
    (void)frame_address; /* called from here, and from frame_entry */
    (void)frame;
    (void)rights;
    (void)executable;
    return 0;
}

static error_t page_map(struct invocation *inv)
{
    /* Lab 09: the checks, then record and entry, then the fence. */
    LAB_09("page_map");
    (void)inv;
    return ERR_ILLEGAL_OPERATION;
}

pte_t *frame_entry(struct cap frame)
{
    /* Lab 09: the leaf at frame.vaddr, if it is still this frame's. */
    LAB_09("frame_entry");
    (void)frame;
    return NULL;
}

void frame_unmap(struct cap frame)
{
    /* Lab 09: take the leaf away, if there is one, and make it known. */
    LAB_09("frame_unmap");
    (void)frame;
}
