/* SPDX-License-Identifier: MIT
 *
 * A root task that takes its own capabilities away (abi.md 1.5): Revoke on
 * the slots from which its thread's CSpace, VSpace and IPC buffer were copied
 * takes the copies out of the thread.
 *
 * `experiment` says which slot; the test writes it into the image. What is
 * left of the task afterwards says so on the console, which needs no
 * capability.
 */
#include <stdio.h>

#include <sel4/sel4.h>

/* The test overwrites it; 9, the boot information, takes nothing. */
volatile seL4_Word experiment = 9;

static seL4_Error revoke(seL4_CPtr slot)
{
    return seL4_CNode_Revoke(seL4_CapInitThreadCNode, slot, seL4_WordBits);
}

/* Copies a capability: eight message words, of which four are in registers
   and the rest in the IPC buffer. */
static seL4_Error copy(void)
{
    const seL4_BootInfo *info = seL4_GetBootInfo();

    return seL4_CNode_Copy(seL4_CapInitThreadCNode, info->empty.start,
                           seL4_WordBits, seL4_CapInitThreadCNode,
                           seL4_CapInitThreadTCB, seL4_WordBits,
                           seL4_AllRights);
}

int main(void)
{
    seL4_Error before = copy();

    printf("copy before: %d\n", (int)before);
    seL4_CNode_Delete(seL4_CapInitThreadCNode, seL4_GetBootInfo()->empty.start,
                      seL4_WordBits);
    printf("revoke %d: %d\n", (int)experiment, (int)revoke(experiment));
    printf("still running\n");
    printf("copy after: %d\n", (int)copy());
    printf("end\n");
    return 0;
}
