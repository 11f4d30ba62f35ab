/* SPDX-License-Identifier: MIT
 *
 * The copier: see copier.h.
 */
#include "copier.h"

#include <camkes.h>
#include <setjmp.h>
#include <string.h>

#include "room.h"

enum { FAULT = 1, DEPTH = seL4_WordBits }; /* badge of faults */

static jmp_buf beginning;
static bool ready; /* to take faults */

bool copier_init(void)
{
    const seL4_CapRights_t fault_rights = seL4_CapRights_new(1, 0, 0, 1);
    seL4_CPtr faults = slots_copy(&slots, room.answers, fault_rights, FAULT);

    ready =
        faults && seL4_TCB_SetSpace(CAMKES_OWN_TCB, faults, CAMKES_OWN_CNODE, 0,
                                    CAMKES_OWN_VSPACE, 0) == seL4_NoError;
    return ready;
}

/* -- the copier's side ----------------------------------------------------- */

static void copy_once(void)
{
    seL4_Wait(room.requests, NULL);
    memcpy((void *)seL4_GetMR(0), (const void *)seL4_GetMR(1), seL4_GetMR(2));
    seL4_Send(room.answers, seL4_MessageInfo_new(0, 0, 0, 0));
}

/* Where the server sends it after a fault. The jump takes back the registers
   of the loop, so it does not matter which ones this begins with. */
static _Noreturn void begin_again(void)
{
    longjmp(beginning, 1);
}

void copier_run(void)
{
    while (ready)
        if (setjmp(beginning) == 0)
            copy_once();
}

/* -- the server's side ----------------------------------------------------- */

bool copier_copy(void *to, const void *from, size_t length)
{
    seL4_UserContext registers = { .pc = (seL4_Word)begin_again };
    seL4_Word badge;

    if (!ready)
        return false;
    seL4_SetMR(0, (seL4_Word)to);
    seL4_SetMR(1, (seL4_Word)from);
    seL4_SetMR(2, length);
    seL4_Send(room.requests, seL4_MessageInfo_new(0, 0, 0, 3));
    seL4_Recv(room.answers, &badge, room.reply);
    if (badge != FAULT)
        return true;
    seL4_TCB_WriteRegisters(CAMKES_OWN_TCB, true, 0, 1, &registers);
    return false;
}
