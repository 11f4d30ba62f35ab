/* SPDX-License-Identifier: MIT
 *
 * The parameters of a call as bytes: what lab 11 removes.
 */
#pragma once

/* Not every program has a console. */
__attribute__((weak)) void console_put(char c);

/* Says which function is missing, once in each file that uses it. */
static inline void lab_11(const char *function, bool *said)
{
    if (!console_put || *said)
        return;
    *said = true;
    while (*function)
        console_put(*function++);
    for (const char *c = ": lab 11\n"; *c; c++)
        console_put(*c);
}

static inline char *component_next(struct component_message *m, size_t bytes,
                                   enum component_status otherwise)
{
    static bool said;

    (void)bytes;
    lab_11("component_next", &said);
    m->error = otherwise;
    return NULL;
}

static inline void component_put(struct component_message *m, const void *value,
                                 size_t bytes)
{
    static bool said;

    (void)value;
    (void)bytes;
    lab_11("component_put", &said);
    m->error = COMPONENT_TOO_LONG;
}

static inline const void *component_get_array(struct component_message *m,
                                              size_t element, size_t *count)
{
    static bool said;

    (void)element;
    lab_11("component_get_array", &said);
    m->error = COMPONENT_BAD_PAYLOAD;
    *count = 0;
    return NULL;
}

static inline const char *component_get_string(struct component_message *m)
{
    static bool said;

    lab_11("component_get_string", &said);
    m->error = COMPONENT_BAD_PAYLOAD;
    return NULL;
}

static inline char **component_take_strings(struct component_message *m,
                                            size_t *count)
{
    static bool said;

    lab_11("component_take_strings", &said);
    m->error = COMPONENT_BAD_PAYLOAD;
    *count = 0;
    return NULL;
}

static inline bool component_read_all(struct component_message *m)
{
    static bool said;

    lab_11("component_read_all", &said);
    m->error = COMPONENT_BAD_PAYLOAD;
    return false;
}
