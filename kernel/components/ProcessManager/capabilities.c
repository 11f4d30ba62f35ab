/* SPDX-License-Identifier: MIT
 *
 * Capabilities in words: see capabilities.h.
 */
#include "capabilities.h"

#include <camkes.h>
#include <capscan.h>
#include <interfaces/application.h>
#include <stdlib.h>

enum { TEXT_BYTES = 3072 }; /* of a message of 4,096 */

/* With a spare slot of the process manager's own. */
static bool describe(seL4_CPtr cnode, unsigned bits, uint32_t first,
                     char **text, uint32_t *next)
{
    struct capscan scan = {
        .cnode = cnode,
        .slots = 1u << bits,
        .own = CAMKES_OWN_CNODE,
        .spare = slots_take(&slots),
    };

    *text = first < scan.slots ? malloc(TEXT_BYTES) : NULL;
    if (*text && scan.spare)
        *next = capscan_text(&scan, first, *text, TEXT_BYTES);
    slots_drop(&slots, scan.spare);
    return *text && scan.spare;
}

bool capabilities_of_manager(uint32_t first, char **text, uint32_t *next)
{
    return describe(CAMKES_OWN_CNODE, CAMKES_CNODE_BITS, first, text, next);
}

bool capabilities_of_bundle(const struct run *run, uint32_t first, char **text,
                            uint32_t *next)
{
    return describe(run->cspace, APPLICATION_CNODE_BITS, first, text, next);
}
