/* SPDX-License-Identifier: MIT
 *
 * What was copied of a bad request stays allocated.
 */
#pragma once

static inline char **component_take_strings(struct component_message *m,
                                            size_t *count)
{
    size_t number = 0;
    char **strings;

    *count = 0;
    component_get(m, &number, sizeof number);
    /* Each string has at least the word of its own number. */
    if (!m->error && number > (m->size - m->at) / COMPONENT_WORD)
        m->error = COMPONENT_BAD_PAYLOAD;
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
        return NULL;
    }
    *count = number;
    return strings;
}
