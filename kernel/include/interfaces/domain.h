/* SPDX-License-Identifier: MIT
 *
 * Scheduling domains and their schedule.
 */
#pragma once

#include <interfaces/invoke.h>

/**
 * Moves a thread to a domain. seL4_InvalidArgument (0) no such domain, (1)
 * not a TCB.
 */
LIBSEL4_INLINE seL4_Error seL4_DomainSet_Set(seL4_DomainSet service,
                                             seL4_Uint8 domain, seL4_TCB thread)
{
    return sel4_invoke(service, DomainSetSet, SEL4_LIST(domain),
                       SEL4_LIST(thread));
}

/**
 * Sets an entry of the schedule.
 *
 * @param index     0..entries-2
 * @param domain    0..domains-1
 * @param duration  ticks of 100 ns, at most 2^56-1; 0 with domain 0 makes an
 *                  end marker
 *
 * seL4_RangeError index or domain; seL4_InvalidArgument (1) duration 0 for a
 * domain above 0, (2) duration too long or an end marker at the start index.
 */
LIBSEL4_INLINE seL4_Error
seL4_DomainSet_ScheduleConfigure(seL4_DomainSet service, seL4_Word index,
                                 seL4_Uint8 domain, seL4_Time duration)
{
    return sel4_invoke(service, DomainScheduleConfigure,
                       SEL4_LIST(index, domain, duration), SEL4_NO_LIST);
}

/**
 * Starts the schedule at an entry, at once. seL4_RangeError index;
 * seL4_InvalidArgument (0) it is an end marker.
 */
LIBSEL4_INLINE seL4_Error
seL4_DomainSet_ScheduleSetStart(seL4_DomainSet service, seL4_Word index)
{
    return sel4_invoke(service, DomainScheduleSetStart, SEL4_LIST(index),
                       SEL4_NO_LIST);
}
