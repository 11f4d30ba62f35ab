/* SPDX-License-Identifier: MIT
 *
 * What the command line said.
 */
#pragma once

#include <stdbool.h>
#include <stdint.h>

enum { OPTIONS_PATHS = 16 };

struct options {
    const char *description;           /* the .system or .camkes file */
    const char *output;                /* file or folder */
    const char *search[OPTIONS_PATHS]; /* -I: images, prefills, imports */
    unsigned searches;
    const char *kernel;      /* kernel.elf; NULL: no simulation */
    const char *initialiser; /* initialiser.elf; NULL: no image */
    const char *report;      /* folder of the reports, or NULL */
    uint64_t ram_mib;
    uint64_t tree_bytes; /* size of the device tree at boot */
    uint64_t cnode_bits; /* radix of the root CNode */
    uint64_t domains;    /* of the kernel */
    bool headers_only;   /* no ELF image is read */
};

/**
 * Finds a file: as it is named if that is absolute, else beside the
 * description, else in the search paths in their order.
 *
 * @return a new string that the caller frees, or NULL: nowhere
 */
char *options_find(const struct options *o, const char *name);

/** @return the system's name: the description's without folder and ending;
 *          valid until the next call */
const char *options_system(const struct options *o);
