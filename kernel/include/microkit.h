/* SPDX-License-Identifier: MIT
 *
 * The interface of a protection domain, by Microkit's names.
 *
 * A protection domain is a program that reacts. It provides up to four entry
 * points, and the runtime (libs/microkit) calls them one at a time, each to
 * its end:
 *
 *   init        once, at the start, before anything can arrive
 *   notified    a channel was notified, or an interrupt came
 *   protected   another protection domain calls, and waits for the answer
 *   fault       a child did something that the kernel could not let pass
 *
 * What it may do to others goes through channels, which it knows by numbers
 * from 0 to 61 that the system description gives. A number that it has no
 * right to is refused with a line on the console that says who asked for
 * what; the call then has no effect.
 *
 * Messages. A message has a label and up to 64 words. They lie in the message
 * registers, of which there is one set: microkit_ppcall sends them and finds
 * the answer in them, protected and fault find a message in them and leave
 * the answer there. Every other call that takes a child may change them: read
 * what you need first.
 */
#pragma once

#include <sel4/sel4.h>
#include <stdbool.h>
#include <stdint.h>

#define MICROKIT_MAX_CHANNELS   62
#define MICROKIT_MAX_CHANNEL_ID (MICROKIT_MAX_CHANNELS - 1)
#define MICROKIT_MAX_MRS        64
#define MICROKIT_PD_NAME_LENGTH 64

typedef unsigned int microkit_channel;
typedef unsigned int microkit_child;
typedef seL4_MessageInfo_t microkit_msginfo;

/**
 * A variable that keeps its value when the protection domain is restarted:
 * all others begin again with what the program gave them.
 */
#define MICROKIT_PERSISTENT __attribute__((section(".persistent")))

/**
 * Label of the answer that a caller gets when the callee was restarted before
 * it had answered. The answer has no words.
 */
#define MICROKIT_RESTARTED 0xfffffffffffffull

/** The protection domain's name, of at most 64 bytes. */
extern char microkit_name[MICROKIT_PD_NAME_LENGTH + 1];

/* -- What the program provides ------------------------------------------- */

/** Called once before all others. */
void init(void);

/** The channel `ch` was notified, or the interrupt with this number came. */
void notified(microkit_channel ch);

/**
 * A protected call. The caller waits until this returns.
 *
 * @param ch       the channel, by this side's number
 * @param msginfo  label and number of words of the message
 * @return         label and number of words of the answer
 */
microkit_msginfo protected(microkit_channel ch, microkit_msginfo msginfo);

/**
 * A fault of a child. It does not run until it is answered or restarted.
 *
 * @param child          its number
 * @param msginfo        label: which fault, seL4_Fault_...; its words are in
 *                       the message registers, in the order of the kernel's
 *                       manual
 * @param reply_msginfo  to be set if this returns seL4_True
 * @return seL4_True     answer the fault with *reply_msginfo: the child goes
 *                       on, for most faults if the label is 0
 *         seL4_False    leave the child as it is, or as microkit_pd_restart
 *                       and microkit_pd_stop made it
 */
seL4_Bool fault(microkit_child child, microkit_msginfo msginfo,
                microkit_msginfo *reply_msginfo);

/* -- Channels ------------------------------------------------------------ */

/** Notifies the other end of a channel. Never waits. */
void microkit_notify(microkit_channel ch);

/**
 * As microkit_notify, but when the entry point has returned, in one system
 * call with waiting for the next event. Each time an entry point runs it can
 * leave one operation for later; a second is refused and the first stays.
 */
void microkit_deferred_notify(microkit_channel ch);

/**
 * Calls the other end of a channel and waits for its answer. The words are
 * taken from the message registers, and the answer's are there afterwards.
 *
 * @return label and number of words of the answer; for a channel that cannot
 *         be called label seL4_InvalidCapability without words
 */
microkit_msginfo microkit_ppcall(microkit_channel ch, microkit_msginfo msginfo);

/** Acknowledges an interrupt, so that the next one can come. */
void microkit_irq_ack(microkit_channel ch);

/** As microkit_irq_ack, but later: see microkit_deferred_notify. */
void microkit_deferred_irq_ack(microkit_channel ch);

/* -- Children ------------------------------------------------------------ */

/**
 * Starts a child anew: its variables have their first values again, except
 * persistent ones, and its stack is empty.
 *
 * A caller that the child had not yet answered gets MICROKIT_RESTARTED once
 * the child has started. Notifications that the child had not yet taken reach
 * its new life.
 *
 * @param entry_point  where it begins: the start of its image, 0x200000
 */
void microkit_pd_restart(microkit_child child, seL4_Word entry_point);

/** Stops a child wherever it is. What is sent to it waits. */
void microkit_pd_stop(microkit_child child);

/** Lets a stopped child go on where it was stopped. */
void microkit_pd_resume(microkit_child child);

/* -- Messages ------------------------------------------------------------ */

/**
 * Makes the description of a message.
 *
 * @param label  52 bits, for the program to choose
 * @param count  number of words, 0..64
 */
static inline microkit_msginfo microkit_msginfo_new(seL4_Word label,
                                                    seL4_Uint16 count)
{
    return seL4_MessageInfo_new(label, 0, 0, count);
}

/** The label of a message. */
static inline seL4_Word microkit_msginfo_get_label(microkit_msginfo msginfo)
{
    return seL4_MessageInfo_get_label(msginfo);
}

/** The number of words of a message. */
static inline seL4_Word microkit_msginfo_get_count(microkit_msginfo msginfo)
{
    return seL4_MessageInfo_get_length(msginfo);
}

/** Sets message register `mr`, 0..63; another one is refused. */
void microkit_mr_set(seL4_Uint8 mr, seL4_Word value);

/** Message register `mr`, 0..63; another one is refused and gives 0. */
seL4_Word microkit_mr_get(seL4_Uint8 mr);

/* -- Capabilities -------------------------------------------------------- */

/**
 * The capability that the description put into a slot (`cspace`), as the
 * kernel's calls want it.
 *
 * @param slot  1..511
 * @return its address, or seL4_CapNull for another number
 */
seL4_CPtr microkit_cspace_root_slot_to_cptr(seL4_Word slot);

/* -- Console, in debug builds; release builds print nothing -------------- */

/** Prints a character. */
void microkit_dbg_putc(int c);

/** Prints a string. */
void microkit_dbg_puts(const char *s);

/** Prints a number of 8 bits in decimal. */
void microkit_dbg_put8(seL4_Uint8 x);

/** Prints a number of 32 bits in decimal. */
void microkit_dbg_put32(seL4_Uint32 x);
