/* SPDX-License-Identifier: MIT
 *
 * Three customers, two baskets, one till. All have the same priority and a
 * small budget, so they are interrupted anywhere: without the mutex, purchases
 * would be lost; without the semaphore, three would have a basket.
 */
#include <camkes.h>
#include <stdio.h>

#define PURCHASES 1000

static unsigned sold;
static unsigned with_basket, most_with_basket;
static unsigned customers_left = 3;

/* Not atomic: takes long between reading and writing, on purpose. */
static void sell(void)
{
    unsigned before = sold;

    for (volatile int i = 0; i < 200; i++)
        ;
    sold = before + 1;
}

static void take_basket(void)
{
    unsigned now;

    baskets_wait();
    now = __atomic_add_fetch(&with_basket, 1, __ATOMIC_SEQ_CST);
    if (now > most_with_basket)
        most_with_basket = now;
}

static void return_basket(void)
{
    __atomic_sub_fetch(&with_basket, 1, __ATOMIC_SEQ_CST);
    baskets_post();
}

static void shop_for(void *name)
{
    for (unsigned i = 0; i < PURCHASES; i++) {
        take_basket();
        till_lock();
        sell();
        till_unlock();
        return_basket();
    }
    till_lock();
    printf("shop: %s has finished\n", (const char *)name);
    if (--customers_left == 0)
        closed_post();
    till_unlock();
}

void ann__init(void)
{
    ann_reg_callback(shop_for, "ann");
}

void ben__init(void)
{
    ben_reg_callback(shop_for, "ben");
}

void cem__init(void)
{
    cem_reg_callback(shop_for, "cem");
}

int run(void)
{
    ready_emit();
    closed_wait();
    printf("shop: %u sold, at most %u with a basket, baskets left: %d %d %d\n",
           sold, most_with_basket, baskets_trywait() == 0,
           baskets_trywait() == 0, baskets_trywait() == 0);
    return 0;
}
