/* SPDX-License-Identifier: MIT */
/* Lab 03, starter: what stands in the place of the pieces. */

#include "debug/print.h"

/* Lab 03: says once on the console that a function is still to be written. */
#define LAB_03(function)                       \
    do {                                       \
        static bool told;                      \
                                               \
        if (!told)                             \
            kprintf("%s: lab 03\n", function); \
        told = true;                           \
    } while (0)

/* What is to be made, and how big one of it is. */
static error_t decode_size(struct invocation *inv, struct request *req)
{
    /* Lab 03: take type and size from the message, refuse what cannot be, and
       fill in the first three fields of the request. */
    LAB_03("decode_size");
    (void)object_bits; /* called from here */
    (void)inv;
    (void)req;
    return ERR_ILLEGAL_OPERATION;
}

/* How many, and into which slots: all of them must be empty. */
static error_t decode_window(struct invocation *inv, struct cap node,
                             struct request *req)
{
    /* Lab 03: take offset and count from the message, refuse what lies outside
       of the CNode or is occupied, and fill in the count and the slots. */
    LAB_03("decode_window");
    (void)inv;
    (void)node;
    (void)req;
    return ERR_ILLEGAL_OPERATION;
}

/* Where the objects go: from the watermark up, or from the bottom if there are
   no children. */
static error_t decode_room(const struct cte *slot, struct request *req)
{
    /* Lab 03: refuse what does not fit, and what device memory cannot be; then
       fill in where the objects begin and end. Change nothing else. */
    LAB_03("decode_room");
    (void)slot;
    (void)req;
    return ERR_ILLEGAL_OPERATION;
}

/* Clears the bytes of the objects, or what is left to be cleared of them.
   \return PREEMPTED with the progress recorded. */
static error_t clear(struct cte *slot, const struct request *req)
{
    /* Lab 03: chunk by chunk; after each one others may have to run. */
    LAB_03("clear");
    (void)slot;
    (void)req;
    return OK;
}

/* Takes the bytes of the objects into use, cleared if objects need that. */
static error_t occupy(struct cte *slot, const struct request *req)
{
    /* Lab 03: forget what was cleared if the untyped starts anew; clear; move
       the watermark. */
    LAB_03("occupy");
    (void)clear; /* called from here */
    (void)slot;
    (void)req;
    return ERR_ILLEGAL_OPERATION;
}

/* The capability of a new object at kernel address `address`. */
static struct cap new_cap(const struct request *req, word_t address,
                          bool is_device)
{
    /* Lab 03: type, size, rights, and whether it is device memory. */
    LAB_03("new_cap");
    (void)is_frame; /* called from here */
    (void)req;
    (void)address;
    (void)is_device;
    return cap_null();
}

/* Makes the objects, and their capabilities as children of the untyped's. */
static void make_objects(struct cte *slot, const struct request *req)
{
    /* Lab 03: one capability for each object, into its slot. */
    LAB_03("make_objects");
    (void)new_cap; /* called from here */
    (void)slot;
    (void)req;
}
