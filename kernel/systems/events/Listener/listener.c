/* SPDX-License-Identifier: MIT
 *
 * The first bell it waits for, the second calls a function, which registers
 * itself again and so gets the third. The gong is connected for one listener
 * only: `maybe` interfaces that are not connected have functions that are
 * null.
 */
#include <camkes.h>
#include <stdio.h>

static void on_bell(void *argument)
{
    unsigned *heard = argument;

    printf("%s: called back, time %u\n", get_instance_name(), ++*heard);
    if (bell_reg_callback(on_bell, heard) != 0)
        printf("%s: cannot register again\n", get_instance_name());
}

static unsigned heard;

int run(void)
{
    printf("%s: nothing yet: %d\n", get_instance_name(), bell_poll());
    bell_wait();
    printf("%s: heard it\n", get_instance_name());
    bell_reg_callback(on_bell, &heard);
    if (bell_reg_callback(on_bell, &heard) != 0)
        printf("%s: one callback at a time\n", get_instance_name());
    if (gong_wait && answer_emit) {
        gong_wait();
        printf("%s: the gong\n", get_instance_name());
        answer_emit();
    }
    return 0;
}
