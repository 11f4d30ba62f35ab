/* SPDX-License-Identifier: MIT
 *
 * Restarts its children, by fault and without, and counts.
 */
#include "../report.h"

#include <microkit.h>
#include <stdio.h>

#define VICTIM       0
#define SERVER       1
#define VICTIM_READY 2
#define CLIENT_DONE  3

#define ENTRY    0x200000
#define RESTARTS 100

struct report *report;

static unsigned victim_restarts;
static unsigned server_restarts;
static unsigned faults[8];

static bool victim_again(void)
{
    if (victim_restarts == RESTARTS) {
        printf("keeper: victim: %u restarts, %u lives, %u in its memory, "
               "%u wrong\n",
               victim_restarts, report->lives, report->persistent,
               report->wrong);
        printf("keeper: faults: %u memory, %u instruction\n",
               faults[seL4_Fault_VMFault], faults[seL4_Fault_UserException]);
        return false;
    }
    victim_restarts++;
    microkit_pd_restart(VICTIM, ENTRY);
    return true;
}

void init(void)
{
}

void notified(microkit_channel ch)
{
    if (ch == VICTIM_READY && !victim_again())
        microkit_pd_stop(VICTIM);
    if (ch == CLIENT_DONE)
        printf("keeper: server: %u restarts\n", server_restarts);
}

seL4_Bool fault(microkit_child child, microkit_msginfo msginfo,
                microkit_msginfo *reply_msginfo)
{
    (void)reply_msginfo;
    if (child == SERVER) {
        server_restarts++;
        microkit_pd_restart(SERVER, ENTRY);
    } else {
        faults[microkit_msginfo_get_label(msginfo) % 8]++;
        victim_again();
    }
    return seL4_False;
}
