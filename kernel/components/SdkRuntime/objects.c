/* SPDX-License-Identifier: MIT
 *
 * The kernel objects of the runtime: objects.h.
 *
 * Pages of applications are mapped in the window (libs/window), one for each
 * place.
 */
#include "objects.h"

#include <camkes.h>
#include <logger.h>
#include <memory.h>
#include <slots.h>
#include <window.h>

/* What it is made of, in the order of the slots. */
enum { ENDPOINT, PROBE, REPLIES };
enum { REPLY_COUNT = APPLICATIONS_MAX + 1, SLOTS = REPLIES + REPLY_COUNT };

SLOTS_OF_COMPONENT(slots);

static seL4_CPtr endpoint;
static seL4_CPtr probe; /* a thread that never runs: window_is_memory */

static bool allocate(seL4_CPtr first)
{
    uint32_t at = (uint32_t)first, batch;
    const struct memory_object objects[] = {
        { seL4_EndpointObject, 0, 1, at + ENDPOINT },
        { seL4_TCBObject, 0, 1, at + PROBE },
        { seL4_ReplyObject, 0, REPLY_COUNT, at + REPLIES },
    };
    int error =
        memory_alloc(MEMORY_OWN_ACCOUNT, sizeof objects / sizeof *objects,
                     objects, MEMORY_LONG, CAMKES_OWN_CNODE, &batch);

    if (error != MEMORY_OK)
        log_error("start", "no objects: error %d of the memory manager", error);
    return error == MEMORY_OK;
}

static bool prepare_window(void)
{
    enum memory_error error =
        window_open(&slots, CAMKES_OWN_VSPACE, APPLICATIONS_MAX);

    if (error != MEMORY_OK)
        log_error("start", "no window: error %d", error);
    return error == MEMORY_OK;
}

seL4_CPtr objects_init(seL4_CPtr *spare)
{
    seL4_CPtr first = slots_take_row(&slots, SLOTS);
    seL4_Error error;

    if (!first || !allocate(first) || !prepare_window())
        return seL4_CapNull;
    error = seL4_TCB_BindNotification(CAMKES_OWN_TCB, timer_notification());
    if (error) {
        log_error("start", "no signals of timers: error %d", (int)error);
        return seL4_CapNull;
    }
    for (unsigned i = 0; i < APPLICATIONS_MAX; i++)
        applications[i].reply = first + REPLIES + i;
    *spare = first + REPLIES + APPLICATIONS_MAX;
    probe = first + PROBE;
    endpoint = first + ENDPOINT;
    return endpoint;
}

/* -- an application -------------------------------------------------------- */

static bool map_page(struct application *a)
{
    uint32_t place = (uint32_t)(a - applications);

    if (!window_is_memory(probe, a->frame) ||
        window_map(a->frame, place, seL4_ReadWrite))
        return false;
    a->page = window_page(place);
    return true;
}

bool objects_attach(struct application *a, seL4_CPtr frame)
{
    seL4_CapRights_t may_call = seL4_CapRights_new(1, 0, 0, 1);

    if (!endpoint)
        return false;
    a->frame = slots_keep(&slots, frame);
    if (!a->frame || !map_page(a))
        return false;
    a->endpoint =
        slots_copy(&slots, endpoint, may_call, BADGE_REQUEST | a->run);
    return a->endpoint != seL4_CapNull;
}

void objects_detach(struct application *a)
{
    if (a->endpoint)
        seL4_CNode_Revoke(CAMKES_OWN_CNODE, a->endpoint, seL4_WordBits);
    slots_drop(&slots, a->endpoint);
    slots_drop(&slots, a->frame); /* which unmaps it */
    a->endpoint = a->frame = seL4_CapNull;
}
