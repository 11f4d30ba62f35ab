/* SPDX-License-Identifier: MIT
 *
 * Packages in the window: see package.h.
 */
#include "package.h"

#include <camkes.h>
#include <slots.h>
#include <window.h>

#include "attempts.h"
#include "refusals.h"
#include "run.h"

/* Pages of the window: one to fill a frame through, then the package. */
enum { PACKAGE = 1, WINDOW_PAGES = PACKAGE + BUNDLE_BYTES_MAX / BUNDLE_PAGE };

/* -- the window ------------------------------------------------------------ */

bool package_open(void)
{
    return window_open(&slots, CAMKES_OWN_VSPACE, WINDOW_PAGES) == MEMORY_OK;
}

seL4_Error package_fill_page(seL4_CPtr frame, const uint8_t *bytes,
                             uint32_t size)
{
    return KERNEL(window_fill(frame, bytes, size));
}

/* -- the frames ------------------------------------------------------------ */

/* log2 of the slots of a CNode for so many frames. */
static uint32_t cnode_bits(uint32_t frames)
{
    uint32_t bits = 1;

    while (1u << bits < frames)
        bits++;
    return bits;
}

static int make_objects(struct package *p, const char **why)
{
    const uint32_t first = (uint32_t)p->first;
    const struct memory_object objects[] = {
        { seL4_CapTableObject, cnode_bits(p->pages), 1, first },
        { seL4_RISCV_4K_Page, 0, p->pages, first + 1 },
    };
    int error = ATTEMPT(memory_alloc(MEMORY_OWN_ACCOUNT, 2, objects,
                                     MEMORY_BRIEF, CAMKES_OWN_CNODE, &p->batch),
                        MEMORY_OUT_OF_MEMORY);

    *why = refusal_of_memory(error);
    return error == MEMORY_OK ? PROCESS_SUCCESS : PROCESS_START_FAILED;
}

/* Maps each frame, read only, and puts a copy where the coordinator finds
 * it. */
static seL4_Error spread_frames(const struct package *p)
{
    const uint8_t bits = (uint8_t)cnode_bits(p->pages);

    for (uint32_t i = 0; i < p->pages; i++) {
        seL4_CPtr frame = p->first + 1 + i;
        seL4_Error error = KERNEL(window_map(frame, PACKAGE + i, seL4_CanRead));

        if (!error)
            error =
                KERNEL(seL4_CNode_Copy(p->first, i, bits, CAMKES_OWN_CNODE,
                                       frame, seL4_WordBits, seL4_ReadWrite));
        if (error)
            return error;
    }
    return seL4_NoError;
}

static int fetch(struct package *p, const char *id, const char **why)
{
    int error = make_objects(p, why);
    seL4_Error refused;

    if (error != PROCESS_SUCCESS)
        return error;
    refused = spread_frames(p);
    if (refused) {
        *why = refusal_of_kernel(refused);
        return PROCESS_START_FAILED;
    }
    error = ATTEMPT(security_load_application(id, p->first,
                                              cnode_bits(p->pages), p->length),
                    SECURITY_DEVICE);
    return error == SECURITY_OK
               ? PROCESS_SUCCESS
               : refusal_of_security(error, why, PROCESS_START_FAILED);
}

/* Takes the coordinator's copies away, if it should have kept any. */
static void withdraw_frames(const struct package *p)
{
    for (uint32_t i = 0; i < p->pages; i++)
        seL4_CNode_Revoke(CAMKES_OWN_CNODE, p->first + 1 + i, seL4_WordBits);
}

int package_load(struct package *p, const char *id, uint32_t length,
                 const char **why)
{
    int error;

    *p = (struct package){
        .bytes = window_page(PACKAGE),
        .length = length,
        .pages = (length + BUNDLE_PAGE - 1) / BUNDLE_PAGE,
    };
    if (length == 0 || length > BUNDLE_BYTES_MAX) {
        *why = "its package has a length that cannot be";
        return PROCESS_PACKAGE_BUFFER_LEN_INVALID;
    }
    p->first = slots_take_row(&slots, 1 + p->pages);
    if (!p->first) {
        *why = "no slots are left for its package";
        return PROCESS_START_FAILED;
    }
    error = fetch(p, id, why);
    if (error == PROCESS_SUCCESS)
        withdraw_frames(p);
    else
        package_close(p);
    return error;
}

void package_close(struct package *p)
{
    if (p->batch)
        memory_free(MEMORY_OWN_ACCOUNT, p->batch);
    if (p->first)
        slots_give_row(&slots, p->first, 1 + p->pages);
    *p = (struct package){ .length = 0 };
}
