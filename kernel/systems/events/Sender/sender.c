/* SPDX-License-Identifier: MIT
 *
 * Rings, and lets the others, who are more urgent, have heard it before it
 * goes on.
 */
#include <camkes.h>
#include <stdio.h>

int run(void)
{
    printf("sender: ringing\n");
    bell_emit();
    printf("sender: ringing again\n");
    bell_emit();
    printf("sender: the gong, for one of them\n");
    gong_emit();
    answer_wait();
    printf("sender: answered, and nothing more: %d\n", answer_poll());
    printf("sender: ringing a last time\n");
    bell_emit();
    printf("sender: done\n");
    return 0;
}
