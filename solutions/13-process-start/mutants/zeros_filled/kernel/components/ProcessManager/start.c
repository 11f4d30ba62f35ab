/* SPDX-License-Identifier: MIT
 *
 * Mutant: pages behind the data are not left zero.
 */
#include "start.h"

/* A frame of a range, with what the bundle has for it. */
static seL4_Error map_page(const struct start *s, const struct layout_range *r,
                           uint32_t page)
{
    const uint64_t offset = (uint64_t)page * BUNDLE_PAGE;
    const seL4_CPtr frame = slot(s, r->slot + page);
    seL4_Error error = seL4_NoError;

    if (offset < r->size) {
        uint64_t rest = r->size - offset;

        error = package_fill_page(
            frame, r->bytes + offset,
            (uint32_t)(rest < BUNDLE_PAGE ? rest : BUNDLE_PAGE));
    }
    if (offset >= r->size && r->size)
        error = package_fill_page(frame, r->bytes, 16);
    if (error)
        return error;
    return KERNEL(seL4_RISCV_Page_Map(
        frame, slot(s, LAYOUT_VSPACE), r->vaddr + offset,
        seL4_CapRights_new(0, 0, 1, !!(r->rights & BUNDLE_WRITE)),
        r->rights & BUNDLE_EXECUTE ? seL4_RISCV_Default_VMAttributes
                                   : seL4_RISCV_ExecuteNever));
}
