/* SPDX-License-Identifier: MIT
 *
 * A text is believed to end where it says.
 */
#pragma once

static inline const char *component_get_string(struct component_message *m)
{
    size_t bytes;
    const char *string = component_get_array(m, 1, &bytes);

    if (string && bytes == 0) {
        m->error = COMPONENT_BAD_PAYLOAD;
        string = NULL;
    }
    return string;
}
