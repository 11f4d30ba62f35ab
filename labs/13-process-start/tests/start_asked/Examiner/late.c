/* SPDX-License-Identifier: MIT
 *
 * Every single attempt of a start fails in its turn.
 */
#include "undoing.h"

TEST(failed_starts_undone)
{
    unsigned attempts;

    stop_all();
    probe_shall("probe", "rest");
    attempts = attempts_of_start();
    CHECK(attempts >= ATTEMPTS_LEAST);
    for (unsigned attempt = 1; attempt <= attempts; attempt++)
        fail_attempt(attempt);
    record_value("nothing is left", 1);
}
