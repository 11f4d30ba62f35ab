/* SPDX-License-Identifier: MIT
 *
 * What the composer tells a protection domain, by writing it into the image:
 * its name and which of its slots are filled. protection_domain.h explains
 * each. They are constants of a file of their own: the program cannot change
 * them by mistake, a restart need not restore them, and the compiler cannot
 * take the zeroes here for their values.
 *
 * For this reason the header is not included: it shows the name as programs
 * for Microkit know it, without const.
 */
#include <stdint.h>

#include "../../interfaces/protection_domain.h"

const char microkit_name[PD_NAME_BYTES] = { 0 };
const uint64_t microkit_passive = 0;
const uint64_t microkit_irqs = 0;
const uint64_t microkit_notifications = 0;
const uint64_t microkit_pps = 0;
const uint64_t microkit_children = 0;
const uint64_t microkit_passive_children = 0;
const uint64_t microkit_input_is_endpoint = 0;
const uint64_t microkit_restore = 0;
const uint64_t microkit_restore_end = 0;
