/* SPDX-License-Identifier: MIT
 *
 * What fills up a word is what lay there before.
 */
#pragma once

static inline void component_put(struct component_message *m, const void *value,
                                 size_t bytes)
{
    char *to = component_next(m, bytes, COMPONENT_TOO_LONG);

    if (!to)
        return;
    if (bytes)
        memcpy(to, value, bytes);
}
