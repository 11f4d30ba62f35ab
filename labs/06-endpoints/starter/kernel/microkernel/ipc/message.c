/* SPDX-License-Identifier: MIT */
/* Lab 06, starter: what stands in the place of the pieces. */

#include "debug/print.h"

/* Lab 06: says once on the console that a function is still to be written. */
#define LAB_06(function)                       \
    do {                                       \
        static bool told;                      \
                                               \
        if (!told)                             \
            kprintf("%s: lab 06\n", function); \
        told = true;                           \
    } while (0)

/* Copies the capability of `source` to the receiver's slot, if it has one. */
static bool transfer_copy(struct cte *source, struct cte *slot)
{
    /* Lab 06: derive a copy, enter it below its source. */
    LAB_06("transfer_copy");
    (void)source;
    (void)slot;
    return false;
}

/* Lab 06: whether the capability is one to this very endpoint. */
static bool names_endpoint(struct cap cap, const struct endpoint *ep)
{
    LAB_06("names_endpoint");
    (void)cap;
    (void)ep;
    return false;
}

/* Transfers capabilities; returns the receiver's info bits for them. */
static word_t transfer_caps(struct cte **slots, word_t count,
                            const struct endpoint *ep, struct tcb *to,
                            word_t *buffer)
{
    /* Lab 06: each is unwrapped, or copied, or ends the list. */
    LAB_06("transfer_caps");
    (void)receive_slot;   /* called from here */
    (void)transfer_copy;  /* called from here */
    (void)names_endpoint; /* called from here */
    (void)slots;
    (void)count;
    (void)ep;
    (void)to;
    (void)buffer;
    return 0;
}

/* The words of a message, in registers and beyond them; returns how many went
   over in all. */
static word_t transfer_words(struct tcb *from, const word_t *source,
                             struct tcb *to, word_t *dest, word_t length)
{
    /* Lab 06: registers first, the rest from buffer to buffer. */
    LAB_06("transfer_words");
    (void)from;
    (void)source;
    (void)to;
    (void)dest;
    (void)length;
    return 0;
}

/* Passes words and capabilities; returns the receiver's message info. */
static word_t transfer_normal(struct tcb *from, struct tcb *to,
                              struct endpoint *ep, bool grant)
{
    /* Lab 06: find the buffers if they are needed, pass words, pass
       capabilities, make the info word. */
    LAB_06("transfer_normal");
    (void)transfer_words; /* called from here */
    (void)transfer_caps;  /* called from here */
    (void)from;
    (void)to;
    (void)ep;
    (void)grant;
    return 0;
}
