/* SPDX-License-Identifier: MIT
 *
 * Capabilities in words: see capabilities.h.
 */
#include "capabilities.h"

#include <camkes.h>
#include <capscan.h>
#include <interfaces/application.h>
#include <stdlib.h>

#include "attempts.h"
#include "refusals.h"

enum { TEXT_BYTES = 3072 }; /* of a message of 4,096 */

/* With a spare slot of the process manager's own. */
static enum process_error describe(const char *whose, seL4_CPtr cnode,
                                   unsigned bits, uint32_t first, char **text,
                                   uint32_t *next)
{
    struct capscan scan = {
        .cnode = cnode,
        .slots = 1u << bits,
        .own = CAMKES_OWN_CNODE,
    };

    *text = NULL;
    if (first >= scan.slots)
        return refuse(PROCESS_CAP_SCAN_FAILED,
                      "capscan %s: there is no slot %u", whose, first);
    attempts_begin();
    scan.spare = ATTEMPT(slots_take(&slots), seL4_CapNull);
    if (scan.spare)
        *text = ATTEMPT(malloc(TEXT_BYTES), NULL);
    if (*text)
        *next = capscan_text(&scan, first, *text, TEXT_BYTES);
    slots_drop(&slots, scan.spare);
    if (*text)
        return PROCESS_SUCCESS;
    return refuse(PROCESS_SERIALIZE_ERROR,
                  "capscan %s: no memory for the answer", whose);
}

enum process_error capabilities_of_manager(uint32_t first, char **text,
                                           uint32_t *next)
{
    return describe("process_manager", CAMKES_OWN_CNODE, CAMKES_CNODE_BITS,
                    first, text, next);
}

enum process_error capabilities_of_bundle(const struct run *run, uint32_t first,
                                          char **text, uint32_t *next)
{
    return describe(run->id, run->cspace, APPLICATION_CNODE_BITS, first, text,
                    next);
}
