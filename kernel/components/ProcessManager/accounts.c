/* SPDX-License-Identifier: MIT
 *
 * Closing accounts: see accounts.h.
 */
#include "accounts.h"

#include <camkes.h>
#include <logger.h>

#include "attempts.h"
#include "table.h"

/* 0: none; a bundle's account is never the manager's own. */
static uint32_t left[TABLE_RUNS];

static void keep(uint32_t account)
{
    for (unsigned i = 0; i < TABLE_RUNS; i++)
        if (!left[i]) {
            left[i] = account;
            return;
        }
    log_error("accounts", "account %u is lost", (unsigned)account);
}

bool accounts_close(uint32_t account)
{
    if (ATTEMPT(memory_close(account), MEMORY_NO_ANSWER) == MEMORY_OK)
        return true;
    keep(account);
    return false;
}

/* What is not found any more needs no closing. */
void accounts_close_left(void)
{
    for (unsigned i = 0; i < TABLE_RUNS; i++) {
        int error = left[i] ? memory_close(left[i]) : MEMORY_NO_ANSWER;

        if (error == MEMORY_OK || error == MEMORY_NOT_FOUND)
            left[i] = 0;
    }
}
