/* SPDX-License-Identifier: MIT
 *
 * The server of the tests: an ordinary one, who believes what the library
 * gives it. Errors that the library finds are the client's business, so they
 * are not printed here.
 */
#include <camkes.h>
#include <ctype.h>
#include <string.h>

static camkes_error_action_t say_nothing(camkes_error_t *error)
{
    (void)error;
    return CEA_DISCARD;
}

void pre_init(void)
{
    camkes_register_error_handler(say_nothing);
}

unsigned pages_who(void)
{
    return (unsigned)pages_get_sender_id();
}

uint64_t pages_mix(int8_t a, uint16_t b, int32_t c, uint64_t d, bool e, char f)
{
    return (uint64_t)a * 3 + b * 5ul + (uint64_t)c * 7 + d * 11 + e * 13ul +
           (unsigned char)f * 17ul;
}

int pages_length(const char *text)
{
    return (int)strlen(text);
}

uint64_t pages_sum(size_t count, const uint32_t *xs)
{
    uint64_t sum = 0;

    for (size_t i = 0; i < count; i++)
        sum += xs[i];
    return sum;
}

void pages_turn(size_t *count, uint8_t **xs)
{
    uint8_t *left = *xs, *right = *xs + *count;

    while (left + 1 < right) {
        uint8_t x = *left;

        *left++ = *--right;
        *right = x;
    }
}

void pages_shout(char **text)
{
    for (char *c = *text; c && *c; c++)
        *c = (char)toupper((unsigned char)*c);
}

/* FNV-1a, 64 bits. */
static uint64_t hash(uint64_t state, const char *text, size_t bytes)
{
    for (size_t i = 0; i < bytes; i++)
        state = (state ^ (unsigned char)text[i]) * 0x100000001b3;
    return state;
}

uint64_t pages_spell(size_t count, char **names)
{
    uint64_t state = 0xcbf29ce484222325;

    for (size_t i = 0; i < count; i++)
        state = hash(state, names[i], strlen(names[i]) + 1);
    return state;
}

uint8_t pages_small(void)
{
    return 7;
}

/* Looks at the text before and after the client has written to its page: 0 if
   it changed, else its length. */
uint64_t pages_steady(const char *text)
{
    size_t length = strlen(text);
    uint64_t before = hash(0, text, length);

    go_emit();
    done_wait();
    return hash(0, text, length) == before ? length : 0;
}

/* -- the same over message registers --------------------------------------- */

#define SAME(method) __attribute__((alias("pages_" #method)))

unsigned words_who(void)
{
    return (unsigned)words_get_sender_id();
}

SAME(mix)
uint64_t words_mix(int8_t a, uint16_t b, int32_t c, uint64_t d, bool e, char f);
SAME(length) int words_length(const char *text);
SAME(sum) uint64_t words_sum(size_t count, const uint32_t *xs);
SAME(turn) void words_turn(size_t *count, uint8_t **xs);
SAME(shout) void words_shout(char **text);
SAME(spell) uint64_t words_spell(size_t count, char **names);
SAME(small) uint8_t words_small(void);
SAME(steady) uint64_t words_steady(const char *text);
