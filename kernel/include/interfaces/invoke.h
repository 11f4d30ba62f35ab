/* SPDX-License-Identifier: MIT
 *
 * How a method of a kernel object is called: a Call whose label selects the
 * method, whose words are the arguments, and whose extra capabilities are
 * the objects it needs. Every function in this folder is one such call.
 *
 * The answer's label is the seL4_Error. When it is not seL4_NoError, the
 * numbers that explain it are in the IPC buffer afterwards, seL4_GetMR(0..3)
 * (sel4/errors.h says which). When it is, a method with results has them in
 * the answer's words.
 *
 * A service that does not resolve is a fault of the caller, not an error. A
 * service of another type gives seL4_IllegalOperation, an empty slot
 * seL4_InvalidCapability (0); this holds for every method and is not
 * repeated at each one.
 */
#pragma once

#include <sel4/invocation.h>
#include <sel4/syscalls.h>

/* A list of words, or of capabilities, with its length: two arguments. */
#define SEL4_LIST(...)                  \
    (const seL4_Word[]){ __VA_ARGS__ }, \
        sizeof((const seL4_Word[]){ __VA_ARGS__ }) / sizeof(seL4_Word)
#define SEL4_NO_LIST (const seL4_Word *)SEL4_NULL, 0

/**
 * Calls a method and keeps the answer.
 *
 * @param service  the object's capability
 * @param label    enum invocation_label
 * @param word     arguments, `words` of them (at most 34)
 * @param cap      extra capabilities, `caps` of them (at most 3)
 * @param answer   receives the registers of the answer
 * @return         the answer's label
 */
LIBSEL4_ALWAYS_INLINE seL4_Error
sel4_invoke_answer(seL4_CPtr service, enum invocation_label label,
                   const seL4_Word *word, seL4_Word words, const seL4_CPtr *cap,
                   seL4_Word caps, struct sel4_message *answer)
{
    *answer = (struct sel4_message){
        .info = seL4_MessageInfo_new(label, 0, caps, words),
        .mr = { words > 0 ? word[0] : 0, words > 1 ? word[1] : 0,
                words > 2 ? word[2] : 0, words > 3 ? word[3] : 0 }
    };
    for (seL4_Word i = seL4_FastMessageRegisters; i < words; i++)
        seL4_SetMR((int)i, word[i]);
    for (seL4_Word i = 0; i < caps; i++)
        seL4_SetCap((int)i, cap[i]);

    sel4_trap_send(seL4_SysCall, service, answer);

    seL4_Error error = (seL4_Error)seL4_MessageInfo_get_label(answer->info);
    if (error != seL4_NoError)
        sel4_to_buffer(answer, SEL4_NULL);
    return error;
}

/** Calls a method that has no result but its error. */
LIBSEL4_ALWAYS_INLINE seL4_Error sel4_invoke(
    seL4_CPtr service, enum invocation_label label, const seL4_Word *word,
    seL4_Word words, const seL4_CPtr *cap, seL4_Word caps)
{
    struct sel4_message answer;

    return sel4_invoke_answer(service, label, word, words, cap, caps, &answer);
}
