/* SPDX-License-Identifier: MIT
 *
 * Types of the pager's procedures (pager.idl4).
 */
#pragma once

#include <stdint.h>

enum pager_error {
    PAGER_NO_ANSWER, /* the call itself failed */
    PAGER_OK,
    PAGER_BAD_RANGE,      /* unaligned, empty, outside of what can be mapped */
    PAGER_OVERLAP,        /* with another region */
    PAGER_BAD_RIGHTS,     /* none, writable and executable, or write only */
    PAGER_NO_SPACE,       /* no such address space; no free range; no region */
    PAGER_NO_FILE,        /* no such file */
    PAGER_NO_MEMORY,      /* quota, or no memory at all */
    PAGER_TOO_MANY,       /* spaces or regions */
    PAGER_BAD_CAPABILITY, /* it is not the root of an address space */
    PAGER_ERRORS
};

enum pager_rights { PAGER_READ = 1, PAGER_WRITE = 2, PAGER_EXECUTE = 4 };

enum pager_flags {
    PAGER_LAZY = 0,    /* a page at its first touch */
    PAGER_LINEAR = 1,  /* all pages at once */
    PAGER_PRIVATE = 0, /* nobody else sees what is written */
    PAGER_SHARED = 2,  /* all who map the same file share its pages */
};

enum { PAGER_FILE_MAX = 96, PAGER_REGIONS_MAX = 64, PAGER_SPACES_MAX = 16 };
