/* SPDX-License-Identifier: MIT
 *
 * What is a frame of memory? The kernel tells nobody the type of a capability,
 * but takes only such a frame as the IPC buffer of a thread.
 */
#include "window.h"

bool window_is_memory(seL4_CPtr probe, seL4_CPtr capability)
{
    bool taken = seL4_TCB_SetIPCBuffer(probe, WINDOW_ADDRESS, capability) ==
                 seL4_NoError;

    /* Address 0 takes it away again; the capability is not looked at. */
    seL4_TCB_SetIPCBuffer(probe, 0, probe);
    return taken;
}
