/* SPDX-License-Identifier: MIT
 *
 * Page faults: from the message to the answer (faults.c).
 */
#pragma once

#include <sel4/sel4.h>

/** Where all faults arrive, of whichever space; seL4_CapNull: the pager could
 * not start. Its copies have the badges of spaces. */
extern seL4_CPtr faults_endpoint;
