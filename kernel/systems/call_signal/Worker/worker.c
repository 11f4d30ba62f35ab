/* SPDX-License-Identifier: MIT
 *
 * Two threads: the interface's takes orders down and answers at once, the
 * control thread cooks, the shortest order first, and signals who ordered.
 * The board between them is guarded by a mutex, and the semaphore counts the
 * orders that nobody has begun.
 */
#include <camkes.h>
#include <stdio.h>
#include <string.h>

#define CLIENTS 2

struct order {
    char dish[32];
    int minutes; /* 0: there is none, or it is done */
};

static struct order orders_of[CLIENTS + 1]; /* by sender, from 1 */
static int numbers;

int kitchen_order(const char *dish, int minutes)
{
    struct order *o = &orders_of[kitchen_get_sender_id()];
    int number;

    board_lock();
    strlcpy(o->dish, dish, sizeof o->dish);
    o->minutes = minutes;
    number = ++numbers;
    board_unlock();
    orders_post();
    return number;
}

char *kitchen_fetch(void)
{
    return strdup(orders_of[kitchen_get_sender_id()].dish);
}

static unsigned shortest(void)
{
    unsigned found = 0;

    for (unsigned i = 1; i <= CLIENTS; i++)
        if (orders_of[i].minutes &&
            (!found || orders_of[i].minutes < orders_of[found].minutes))
            found = i;
    return found;
}

int run(void)
{
    for (;;) {
        unsigned sender;

        orders_wait();
        board_lock();
        sender = shortest();
        orders_of[sender].minutes = 0;
        board_unlock();
        printf("worker: %s is ready\n", orders_of[sender].dish);
        kitchen_emit(sender);
    }
}
