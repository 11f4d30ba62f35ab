/* SPDX-License-Identifier: MIT
 *
 * The server: an ordinary one. Every method checks that what it was given is
 * what the procedure promises, and stops everything if not. Errors that the
 * connector finds are counted, not printed: there are too many.
 */
#include <assert.h>
#include <camkes.h>
#include <ctype.h>
#include <stdlib.h>
#include <string.h>

static unsigned errors;

static camkes_error_action_t count_error(camkes_error_t *error)
{
    assert(error->type <= CE_OVERFLOW && error->description);
    return errors++ % 2 ? CEA_IGNORE : CEA_DISCARD;
}

void pre_init(void)
{
    camkes_register_error_handler(count_error);
}

static int length(const char *text)
{
    assert(text && strlen(text) < 4096);
    return (int)strlen(text);
}

static void shout(char **text)
{
    for (char *c = *text; c && *c; c++)
        *c = (char)toupper((unsigned char)*c);
}

static int64_t sum(size_t count, const int32_t *xs)
{
    int64_t sum = 0;

    assert(count <= 4096 / sizeof *xs);
    for (size_t i = 0; i < count; i++)
        sum += xs[i];
    return sum;
}

static void reverse(size_t *count, uint16_t **xs)
{
    assert(*count <= 4096 / sizeof **xs);
    for (size_t i = 0; i < *count / 2; i++) {
        uint16_t x = (*xs)[i];

        (*xs)[i] = (*xs)[*count - 1 - i];
        (*xs)[*count - 1 - i] = x;
    }
}

static int count_letters(size_t count, char **names)
{
    int letters = 0;

    assert(count <= 512);
    for (size_t i = 0; i < count; i++)
        letters += names[i] ? length(names[i]) : 0;
    return letters;
}

static bool flip(bool b)
{
    unsigned char byte;

    memcpy(&byte, &b, 1);
    assert(byte <= 1);
    return !b;
}

/* The methods of one interface. */
#define METHODS(interface)                                   \
    int interface##_add(int a, int b)                        \
    {                                                        \
        return (int)((unsigned)a + (unsigned)b);             \
    }                                                        \
    int interface##_length(const char *text)                 \
    {                                                        \
        return length(text);                                 \
    }                                                        \
    void interface##_shout(char **text)                      \
    {                                                        \
        shout(text);                                         \
    }                                                        \
    int64_t interface##_sum(size_t xs_sz, const int32_t *xs) \
    {                                                        \
        return sum(xs_sz, xs);                               \
    }                                                        \
    void interface##_reverse(size_t *xs_sz, uint16_t **xs)   \
    {                                                        \
        reverse(xs_sz, xs);                                  \
    }                                                        \
    int interface##_count(size_t names_sz, char **names)     \
    {                                                        \
        return count_letters(names_sz, names);               \
    }                                                        \
    bool interface##_flip(bool b)                            \
    {                                                        \
        return flip(b);                                      \
    }

METHODS(words)
METHODS(pages)
