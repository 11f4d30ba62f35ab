/* SPDX-License-Identifier: MIT
 *
 * Writes to memory that it may only read. The report must name the function
 * that did so and those that called it.
 */
#include <microkit.h>

static volatile char *const notes = (volatile char *)0x4000000;

static __attribute__((noinline)) void write_note(char c)
{
    notes[8] = c;
}

static __attribute__((noinline)) void take_notes(void)
{
    write_note(notes[0]);
    microkit_dbg_puts("writer: this line is never reached\n");
}

void init(void)
{
    take_notes();
    microkit_dbg_puts("writer: nor this one\n");
}

void notified(microkit_channel ch)
{
    (void)ch;
}
