/* SPDX-License-Identifier: MIT
 *
 * Mutant: slots are noted when they are filled.
 */
#include "start.h"

static enum process_error allocate(struct start *s)
{
    struct run *r = s->run;
    struct memory_object objects[LAYOUT_OBJECTS];
    enum process_error error = open_account(s);
    int refused;

    if (error != PROCESS_SUCCESS)
        return error;
    r->first = slots_take_row(&slots, s->layout.slots + 1);
    if (!r->first)
        return fail(s, PROCESS_START_FAILED, "%u slots are not left",
                    s->layout.slots + 1);
    layout_objects(&s->layout, (uint32_t)r->first, objects);
    refused = ATTEMPT(memory_alloc(r->account, LAYOUT_OBJECTS, objects,
                                   MEMORY_LONG, CAMKES_OWN_CNODE, &r->batch),
                      MEMORY_OUT_OF_MEMORY);
    if (refused != MEMORY_OK)
        return fail(s, PROCESS_START_FAILED, "%u objects of %lu bytes: %s",
                    s->layout.slots, (unsigned long)s->layout.bytes,
                    refusal_of_memory(refused));
    r->slots = s->layout.slots + 1;
    r->has_objects = true;
    return PROCESS_SUCCESS;
}
