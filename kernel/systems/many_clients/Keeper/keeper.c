/* SPDX-License-Identifier: MIT
 *
 * A vault with a box for each client, and a hook for one capability.
 *
 * What a call brings lies in a slot that the next call empties, so the keeper
 * moves it to a slot of its own. What it lends out is gone from here: the
 * answer takes a copy along, and then it is deleted when the next one leaves
 * or picks.
 */
#include <camkes.h>
#include <stdlib.h>
#include <string.h>

#define CLIENTS 3
#define HOOK    CAMKES_FIRST_FREE

struct box {
    char *value;
    size_t size;
};

static struct box boxes[CLIENTS + 1]; /* by sender, from 1 */
static bool on_hook;

int vault_put(size_t value_sz, const char *value)
{
    struct box *b = &boxes[vault_get_sender_id()];

    free(b->value);
    b->value = malloc(value_sz);
    b->size = b->value ? value_sz : 0;
    if (b->value)
        memcpy(b->value, value, value_sz);
    return (int)b->size;
}

void vault_get(size_t *value_sz, char **value)
{
    const struct box *b = &boxes[vault_get_sender_id()];

    *value = malloc(b->size ? b->size : 1);
    *value_sz = *value ? b->size : 0;
    if (b->size && *value)
        memcpy(*value, b->value, b->size);
}

int vault_leave(seL4_CPtr thing)
{
    if (!thing)
        return -1;
    seL4_CNode_Delete(CAMKES_OWN_CNODE, HOOK, seL4_WordBits);
    on_hook =
        seL4_CNode_Move(CAMKES_OWN_CNODE, HOOK, seL4_WordBits, CAMKES_OWN_CNODE,
                        thing, seL4_WordBits) == seL4_NoError;
    return on_hook ? 0 : -1;
}

void vault_pick(seL4_CPtr *thing)
{
    *thing = on_hook ? HOOK : 0;
    on_hook = false;
}
