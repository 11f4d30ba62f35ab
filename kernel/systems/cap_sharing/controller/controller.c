/* SPDX-License-Identifier: MIT
 *
 * Rules over another thread with the kernel's own calls.
 *
 * microkit_cspace_root_slot_to_cptr turns the slot number of the description
 * into what the kernel wants. Each report of the spinner is a step:
 *
 *   1  read its registers, and what time it used
 *   2  take its scheduling context away, and give it back
 *   3  suspend it for good
 */
#include <microkit.h>
#include <stdio.h>

#define SPINNER_TCB 1
#define SPINNER_SC  2

volatile uint64_t *count;

static unsigned step;

static void check(const char *what, seL4_Error error)
{
    printf("controller: %s: %s\n", what,
           error == seL4_NoError ? "done" : "refused");
}

static void look(seL4_CPtr tcb, seL4_CPtr sc)
{
    seL4_UserContext context = { 0 };
    seL4_SchedContext_Consumed_t used;

    check("read registers",
          seL4_TCB_ReadRegisters(tcb, false, 0,
                                 sizeof context / sizeof(seL4_Word), &context));
    printf("controller: its pc is in its image: %s\n",
           context.pc >= 0x200000 && context.pc < 0x300000 ? "yes" : "no");
    used = seL4_SchedContext_Consumed(sc);
    check("read the time it used", used.error);
}

static void starve(seL4_CPtr tcb, seL4_CPtr sc)
{
    check("unbind its context", seL4_SchedContext_UnbindObject(sc, tcb));
    check("unbind it again", seL4_SchedContext_UnbindObject(sc, tcb));
    check("bind it", seL4_SchedContext_Bind(sc, tcb));
}

void init(void)
{
}

void notified(microkit_channel ch)
{
    seL4_CPtr tcb = microkit_cspace_root_slot_to_cptr(SPINNER_TCB);
    seL4_CPtr sc = microkit_cspace_root_slot_to_cptr(SPINNER_SC);

    (void)ch;
    printf("controller: the spinner counted to %lu\n", *count);
    switch (++step) {
    case 1:
        look(tcb, sc);
        break;
    case 2:
        starve(tcb, sc);
        break;
    default:
        check("suspend it", seL4_TCB_Suspend(tcb));
    }
}
