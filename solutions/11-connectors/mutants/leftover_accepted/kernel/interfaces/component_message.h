/* SPDX-License-Identifier: MIT
 *
 * What is left over is not looked at.
 */
#pragma once

static inline bool component_read_all(struct component_message *m)
{
    return !m->error;
}
