/* SPDX-License-Identifier: MIT
 *
 * The traps that a test does not expect: it provides those that it does, and
 * any other fails it.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <sel4/arch/syscalls.h>

#define UNEXPECTED __attribute__((weak))

UNEXPECTED seL4_Word sel4_trap(seL4_Word number, seL4_Word first,
                               seL4_Word second)
{
    fail_msg("trap %ld with %lu, %lu", (long)number, first, second);
    return 0;
}

UNEXPECTED void sel4_trap_send(seL4_Word number, seL4_CPtr dest,
                               struct sel4_message *m)
{
    fail_msg("trap %ld to %lu, label %lu", (long)number, dest,
             seL4_MessageInfo_get_label(m->info));
}

UNEXPECTED void sel4_trap_receive(seL4_Word number, seL4_CPtr src,
                                  seL4_CPtr reply, struct sel4_message *m)
{
    (void)m;
    fail_msg("trap %ld from %lu, %lu", (long)number, src, reply);
}

UNEXPECTED void sel4_trap_send_receive(seL4_Word number, seL4_CPtr src,
                                       seL4_CPtr a6_cap, seL4_CPtr t0_cap,
                                       struct sel4_message *m)
{
    (void)m;
    fail_msg("trap %ld from %lu, %lu, %lu", (long)number, src, a6_cap, t0_cap);
}
