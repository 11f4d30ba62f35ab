/* SPDX-License-Identifier: MIT
 *
 * As many texts as are claimed get their place in the table.
 */
#pragma once

static inline char **component_take_strings(struct component_message *m,
                                            size_t *count)
{
    size_t number = 0;
    char **strings;

    *count = 0;
    component_get(m, &number, sizeof number);
    if (m->error)
        return NULL;
    strings = calloc(number ? number : 1, sizeof *strings);
    if (!strings)
        m->error = COMPONENT_NO_MEMORY;
    for (size_t i = 0; i < number && !m->error; i++) {
        strings[i] = component_take_string(m);
        component_need(m, strings[i]);
    }
    if (m->error) {
        component_free_strings(strings, strings ? number : 0);
        return NULL;
    }
    *count = number;
    return strings;
}
