/* SPDX-License-Identifier: MIT
 *
 * A package on its way from the security coordinator to a bundle: frames of
 * the process manager's own that both see, and a CNode that names them to the
 * coordinator.
 *
 * The process manager looks at both through its window (libs/window): its
 * first page is for filling a bundle's frame, the others are the package.
 *
 *     package_open     package_fill_page   any number, in any order
 *     package_load --> ... --> package_close
 */
#pragma once

#include <bundle.h>
#include <sel4/sel4.h>

struct package {
    const uint8_t *bytes;
    uint32_t length;
    uint32_t pages;
    uint32_t batch;  /* of the memory manager; 0: there is none */
    seL4_CPtr first; /* CNode, then the frames; 0: there are none */
};

/**
 * Makes the window; once, before anything else.
 *
 * @return false: there is no memory for it
 */
bool package_open(void);

/**
 * Fetches the package of a bundle; afterwards nobody else can change it.
 *
 * @param why  receives what was refused, in words
 * @return PROCESS_SUCCESS, or why not; then everything is as before
 */
int package_load(struct package *p, const char *id, uint32_t length,
                 const char **why);

/** Gives the memory back; what has not been loaded may be closed, too. */
void package_close(struct package *p);

/**
 * Writes the beginning of a frame of zeros that is mapped nowhere.
 *
 * @param size  up to a page
 * @return an error of the kernel; then the frame is unchanged
 */
seL4_Error package_fill_page(seL4_CPtr frame, const uint8_t *bytes,
                             uint32_t size);
