/* SPDX-License-Identifier: MIT
 *
 * A program that ends with a status, from the middle of its work: what it
 * registered with atexit still happens. `wait exiter` tells 42.
 */
#include <stdio.h>
#include <stdlib.h>

enum { STATUS = 42, NUMBERS = 1000 };

static void say_goodbye(void)
{
    printf("goodbye\n");
}

static int sum(const int *numbers)
{
    int all = 0;

    for (int i = 0; i < NUMBERS; i++)
        all += numbers[i];
    return all;
}

static void work(void)
{
    int *numbers = malloc(NUMBERS * sizeof *numbers);

    if (!numbers)
        exit(EXIT_FAILURE);
    for (int i = 0; i < NUMBERS; i++)
        numbers[i] = i;
    printf("the sum of %d numbers is %d\n", NUMBERS, sum(numbers));
    exit(STATUS);
}

int main(void)
{
    atexit(say_goodbye);
    work();
    printf("never reached\n");
    return 0;
}
