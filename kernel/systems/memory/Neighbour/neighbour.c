/* SPDX-License-Identifier: MIT
 *
 * The neighbour: is entitled to charge any account, and to nothing else of
 * another client. Between the fuzzer's requests it looks whether it gets all
 * of its own quota.
 */
#include <camkes.h>
#include <slots.h>
#include <stdio.h>

SLOTS_OF_COMPONENT(slots);

enum { LENT_BITS = 4, QUOTA_BITS = 22 };

static seL4_CPtr copy;

/* -- what the tester asks for ---------------------------------------------- */

int loan_charge(uint32_t account, seL4_CPtr cnode)
{
    struct memory_object page = { seL4_RISCV_4K_Page, 0, 1, 2 };
    seL4_CPtr lent = slots_keep(&slots, cnode);
    uint32_t batch;
    int error;

    copy = slots_take(&slots);
    seL4_CNode_Copy(CAMKES_OWN_CNODE, copy, seL4_WordBits, lent, 1, LENT_BITS,
                    seL4_AllRights);
    error = memory_alloc(account, 1, &page, MEMORY_BRIEF, lent, &batch);
    slots_drop(&slots, lent);
    return error;
}

int loan_has_copy(void)
{
    seL4_CPtr empty = slots_take(&slots);
    seL4_Error error = seL4_CNode_Move(CAMKES_OWN_CNODE, copy, seL4_WordBits,
                                       CAMKES_OWN_CNODE, empty, seL4_WordBits);

    slots_give(&slots, empty);
    return error == seL4_DeleteFirst;
}

int loan_harm(uint32_t account, uint32_t batch)
{
    int error = memory_close(account);

    return error == MEMORY_NOT_FOUND ? memory_free(account, batch) : error;
}

/* -- between the fuzzer's requests ----------------------------------------- */

static unsigned looks, wrong;

static void look(void *argument)
{
    struct memory_object everything = { seL4_UntypedObject, QUOTA_BITS, 1,
                                        (uint32_t)slots_take(&slots) };
    uint32_t batch;

    (void)argument;
    looks++;
    wrong += memory_alloc(MEMORY_OWN_ACCOUNT, 1, &everything, MEMORY_LONG,
                          CAMKES_OWN_CNODE, &batch) != MEMORY_OK ||
             memory_free(MEMORY_OWN_ACCOUNT, batch) != MEMORY_OK;
    slots_give(&slots, everything.slot);
    if (looks % 10 == 0)
        printf("neighbour: %u looks, %u wrong\n", looks, wrong);
    turn_reg_callback(look, NULL);
}

void turn__init(void)
{
    turn_reg_callback(look, NULL);
}
