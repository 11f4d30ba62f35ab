/* SPDX-License-Identifier: MIT */
/*
 * Domains.
 *
 * The schedule is an array of slices (domain, duration in ticks), run from the
 * start index up to an end marker, (0, 0), and round again. In a slice only
 * the threads of its domain run; if none is ready, nobody does. The last entry
 * of the array always stays an end marker. With one domain no time is kept.
 *
 * Source: seL4 Reference Manual, "Domains".
 */
#include "sched/domain.h"
#include "ipc/invocation.h"
#include "object/tcb.h"
#include "sched/sched.h"

#define MAX_DURATION MASK(56)

enum { SCHEDULES_ONE_DOMAIN = 2 };

static bool is_end_marker(const struct domain_slice *slice)
{
    return slice->domain == 0 && slice->duration == 0;
}

static void load_slice(void)
{
    ks.domain = ks.schedule[ks.schedule_index].domain;
    ks.domain_left = ks.schedule[ks.schedule_index].duration;
}

void domain_next(void)
{
    ks.schedule_index++;
    if (ks.schedule_index >= ks.schedule_length ||
        is_end_marker(&ks.schedule[ks.schedule_index]))
        ks.schedule_index = ks.schedule_start;
    ks.reprogram = true;
    load_slice();
}

void domain_init(void)
{
    ks.num_domains = ks.config.domains;
    ks.schedule_length =
        ks.num_domains > 1 ? MAX_SCHEDULES : SCHEDULES_ONE_DOMAIN;
    ks.schedule[0] = (struct domain_slice){ 0, MAX_DURATION };
    load_slice();
}

/* DomainSet_Set: moves a thread to another domain. */
static error_t domain_set(struct invocation *inv)
{
    word_t domain = inv_arg(inv, 0);
    struct tcb *t;

    if (inv->length < 1)
        return ERR_TRUNCATED_MESSAGE;
    if (domain >= ks.num_domains)
        return error_argument(0);
    if (inv->extra_count < 1)
        return ERR_TRUNCATED_MESSAGE;
    if (!cap_is(inv->extra[0]->cap, CAP_TCB))
        return error_argument(1);

    t = cap_tcb(inv->extra[0]->cap);
    ready_remove(t);
    t->domain = (uint8_t)domain;
    if (tcb_schedulable(t))
        ready_push_front(t);
    if (t == ks.current)
        sched_reschedule();
    return OK;
}

/* DomainSet_ScheduleConfigure: replaces one entry of the schedule. */
static error_t schedule_configure(struct invocation *inv)
{
    word_t index = inv_arg(inv, 0);
    word_t domain = inv_arg(inv, 1);
    ticks_t duration = inv_arg(inv, 2);

    if (inv->length < 3)
        return ERR_TRUNCATED_MESSAGE;
    if (index >= ks.schedule_length - 1)
        return error_range(0, ks.schedule_length - 2);
    if (domain >= ks.num_domains)
        return error_range(0, ks.num_domains - 1);
    if (duration > MAX_DURATION)
        return error_argument(2);
    if (duration == 0 && domain != 0)
        return error_argument(1);
    if (index == ks.schedule_start && duration == 0)
        return error_argument(2);

    ks.schedule[index] = (struct domain_slice){ domain, duration };
    return OK;
}

/* DomainSet_ScheduleSetStart: the schedule goes on at entry `index`. */
static error_t schedule_set_start(struct invocation *inv)
{
    word_t index = inv_arg(inv, 0);

    if (inv->length < 1)
        return ERR_TRUNCATED_MESSAGE;
    if (index >= ks.schedule_length)
        return error_range(0, ks.schedule_length - 1);
    if (is_end_marker(&ks.schedule[index]))
        return error_argument(0);

    ks.schedule_start = index;
    ks.domain_left = 0;
    ks.schedule_index = ks.schedule_length;
    sched_reschedule();
    return OK;
}

error_t domain_invoke(struct invocation *inv)
{
    switch (inv->label) {
    case DOMAIN_SET:
        return domain_set(inv);
    case DOMAIN_SCHEDULE_CONFIGURE:
        return schedule_configure(inv);
    case DOMAIN_SCHEDULE_SET_START:
        return schedule_set_start(inv);
    default:
        return ERR_ILLEGAL_OPERATION;
    }
}
