/* SPDX-License-Identifier: MIT
 *
 * What fills the message is taken for too much.
 */
#pragma once

static inline char *component_next(struct component_message *m, size_t bytes,
                                   enum component_status otherwise)
{
    char *here = m->data + m->at;

    if (m->error || bytes >= m->size - m->at) {
        m->error = m->error ? m->error : otherwise;
        return NULL;
    }
    m->at += component_padded(bytes);
    return here;
}
