/* SPDX-License-Identifier: MIT
 *
 * A number of elements that overflows is a small one.
 */
#pragma once

static inline const void *component_get_array(struct component_message *m,
                                              size_t element, size_t *count)
{
    size_t number = 0, bytes;
    const void *elements;

    *count = 0;
    component_get(m, &number, sizeof number);
    bytes = number * element;
    elements = component_next(m, bytes, COMPONENT_BAD_PAYLOAD);
    if (elements)
        *count = number;
    return elements;
}
