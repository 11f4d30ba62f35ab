/* SPDX-License-Identifier: MIT
 *
 * What a protection domain finds when it starts: the agreement between the
 * composer, which lays it out, and the runtime (libs/microkit), which uses it.
 *
 * Capability space. Slots 1 and 2 are fixed; then every id 0..61 has eight, one
 * for each way in which the description can use it; with `cspace` elements
 * the description's own slots follow. The CNode is as large as its highest
 * used slot asks for.
 *
 *     slot            capability                                  rights
 *     1  INPUT        endpoint, or notification if nobody calls it  read
 *     2  REPLY        reply object, if it is ever called
 *     8 + 8 * id + way:
 *        0 NOTIFY     the peer's notification, badge 1 << peer id   write
 *        1 CALL       the peer's endpoint, badge CALL_BIT | its id  write,
 *                                                             grant-reply
 *        2 IRQ        interrupt handler
 *        3 CHILD      thread of the child with this id
 *        4 CONTEXT    its scheduling context,  if it is passive
 *     512 + slot      <cspace>, slot 1..511
 *
 * Badges. A received badge tells what came, and from whom:
 *     bit 63 protected call, then the callee's id of the channel
 *     bit 62 fault, then the child's id
 *     else   notification: bit id set for each channel or IRQ
 *
 * Address space, beside the program's image and its regions:
 *     0x3fffffe000  IPC buffer, one page
 *     0x3fffffd000  top of the stack, which grows down for stack_size bytes;
 *                   the page at its top and the page below it are never
 *                   mapped
 *     0x3f00000000  the restore records (below), read-only
 *
 * Symbols that the composer writes into the image, when it defines them; all
 * are 8 bytes but the name, and keep their value over a restart:
 *     microkit_name[65]        the protection domain's name
 *     microkit_passive         1: passive
 *     microkit_irqs, microkit_notifications, microkit_pps, microkit_children,
 *     microkit_passive_children
 *                              bit id set: this way is there
 *     microkit_input_is_endpoint  1: slot 1 is an endpoint
 *     microkit_restore, microkit_restore_end
 *                              the restore records
 *     and what setvar, setvar_id, setvar_vaddr and so on name.
 *
 * Restart. The thread starts at the image's entry point, at the first start
 * and after microkit_pd_restart alike, and the entry code first obeys the
 * restore records, one after the other: header, then `length` bytes unless it
 * says zero, padded to 8. They cover every writable section but .persistent,
 * and the symbols above that lie in zeroed memory.
 *
 * A passive one. Its scheduling context is bound from the beginning to the
 * thread and to the thread's notification, and the notification to the thread.
 * So it starts up like any other. Where it waits for its first event it runs
 * on the context of its bound notification, and the kernel takes the context
 * away in the same step in which the thread begins to wait; a signal brings
 * it back for as long as the handler runs, a call brings the caller's. There
 * is no hand-over, no window between two steps, and nobody else takes part.
 */
#pragma once

#include <stdint.h>

enum pd_slot {
    PD_SLOT_INPUT = 1,
    PD_SLOT_REPLY = 2,
    PD_SLOT_IDS = 8,
    PD_SLOT_USER = 512,
};

enum pd_way {
    PD_NOTIFY,
    PD_CALL,
    PD_IRQ,
    PD_CHILD,
    PD_CONTEXT,
    PD_WAYS = 8,
};

#define PD_SLOT(id, way) (PD_SLOT_IDS + PD_WAYS * (id) + (way))

enum {
    PD_IDS = 62,         /* ids are 0..61 */
    PD_USER_SLOTS = 512, /* <cspace> slots are 1..511 */
    PD_NAME_BYTES = 65,  /* with the terminator */
};

#define PD_CALL_BIT  (1ull << 63)
#define PD_FAULT_BIT (1ull << 62)

#define PD_IPC_BUFFER 0x3fffffe000ull
#define PD_STACK_TOP  0x3fffffd000ull
#define PD_RESTORE    0x3f00000000ull

/* A restore record. */
struct pd_restore {
    uint64_t address;
    uint32_t length; /* bytes */
    uint32_t zero;   /* 1: zero them; no bytes follow */
};
