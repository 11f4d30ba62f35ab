/* SPDX-License-Identifier: MIT
 *
 * Semaphores and mutexes between the threads of a component.
 *
 * Model. `count` units are free; a thread that finds none announces itself in
 * `waiters` and looks again before it waits on the notification.
 *
 * Why no wake-up is lost. A release adds its unit before it reads `waiters`,
 * and a waiter announces itself before it reads `count`: one of the two sees
 * the other. The notification holds one wake-up only, so two releases may
 * wake one waiter; it passes the second on, because it sees that there are
 * units and waiters left. A wake-up too many only makes a thread look again.
 */
#include "runtime.h"

static bool take(struct component_semaphore *s)
{
    int count = __atomic_load_n(&s->count, __ATOMIC_SEQ_CST);

    while (count > 0)
        if (__atomic_compare_exchange_n(&s->count, &count, count - 1, false,
                                        __ATOMIC_SEQ_CST, __ATOMIC_SEQ_CST))
            return true;
    return false;
}

/* Wakes one of those who look for a unit, if there is anything for it. */
static void wake(struct component_semaphore *s)
{
    if (__atomic_load_n(&s->waiters, __ATOMIC_SEQ_CST) > 0)
        seL4_Signal(s->notification);
}

void component_wait(struct component_semaphore *s)
{
    if (take(s))
        return;
    __atomic_add_fetch(&s->waiters, 1, __ATOMIC_SEQ_CST);
    while (!take(s))
        seL4_Wait(s->notification, NULL);
    __atomic_sub_fetch(&s->waiters, 1, __ATOMIC_SEQ_CST);
    if (__atomic_load_n(&s->count, __ATOMIC_SEQ_CST) > 0)
        wake(s);
}

bool component_try(struct component_semaphore *s)
{
    return take(s);
}

void component_post(struct component_semaphore *s)
{
    __atomic_add_fetch(&s->count, 1, __ATOMIC_SEQ_CST);
    wake(s);
}

void component_post_binary(struct component_semaphore *s)
{
    __atomic_store_n(&s->count, 1, __ATOMIC_SEQ_CST);
    wake(s);
}
