/* SPDX-License-Identifier: MIT
 *
 * Orders, looks once, waits for the signal and fetches.
 */
#include <camkes.h>
#include <stdio.h>
#include <stdlib.h>

int run(void)
{
    char *meal;
    int number = kitchen_order(dish, minutes);

    printf("%s: order %d, ready: %d\n", get_instance_name(), number,
           kitchen_poll());
    kitchen_wait();
    meal = kitchen_fetch();
    printf("%s: got %s\n", get_instance_name(), meal);
    free(meal);
    return 0;
}
