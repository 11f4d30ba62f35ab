/* SPDX-License-Identifier: MIT
 *
 * Where the lines come from.
 */
#include <camkes.h>

int run(void)
{
    output_put("a line");
    sent_emit();
    output_put("another one");
    sent_emit();
    output_put("");
    sent_emit();
    return 0;
}
