/* SPDX-License-Identifier: MIT
 *
 * The methods that the component provides are functions called after the
 * interface and the method. What they put out as text or array they allocate;
 * the connector frees it when it has been sent.
 */
#include <camkes.h>
#include <ctype.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

int text_length(const char *text)
{
    return (int)strlen(text);
}

void text_join(const char *first, const char *second, char **both)
{
    if (asprintf(both, "%s%s", first, second) < 0)
        *both = NULL;
}

void text_shout(char **text)
{
    for (char *c = *text; *c; c++)
        *c = (char)toupper((unsigned char)*c);
}

void text_words(const char *text, size_t *found_sz, char ***found)
{
    char *copy = strdup(text), *rest = copy, *word;

    *found_sz = 0;
    *found = calloc(strlen(text) + 1, sizeof **found);
    while ((word = strtok_r(rest, " ", &rest)) != NULL)
        (*found)[(*found_sz)++] = strdup(word);
    free(copy);
}

int64_t numbers_sum(size_t xs_sz, const int32_t *xs)
{
    int64_t sum = 0;

    for (size_t i = 0; i < xs_sz; i++)
        sum += xs[i];
    return sum;
}

void numbers_squares(uint16_t count, size_t *xs_sz, uint64_t **xs)
{
    *xs_sz = count;
    *xs = calloc(count, sizeof **xs);
    for (uint64_t i = 0; i < count; i++)
        (*xs)[i] = i * i;
}

void numbers_reverse(size_t *xs_sz, uint8_t **xs)
{
    for (size_t i = 0; i < *xs_sz / 2; i++) {
        uint8_t c = (*xs)[i];

        (*xs)[i] = (*xs)[*xs_sz - 1 - i];
        (*xs)[*xs_sz - 1 - i] = c;
    }
}

void numbers_divide(int dividend, int divisor, int *quotient, int *rest)
{
    *quotient = dividend / divisor;
    *rest = dividend % divisor;
}

void numbers_step(unsigned *counter)
{
    ++*counter;
}

void numbers_limits(int8_t *a, uint8_t *b, int16_t *c, uint16_t *d, int32_t *e,
                    uint32_t *f, int64_t *g, uint64_t *h)
{
    *a = INT8_MIN;
    *b = UINT8_MAX;
    *c = INT16_MIN;
    *d = UINT16_MAX;
    *e = INT32_MIN;
    *f = UINT32_MAX;
    *g = INT64_MIN;
    *h = UINT64_MAX;
}

uint64_t numbers_widest(int8_t a, uint8_t b, int16_t c, uint16_t d, int32_t e,
                        uint32_t f, int64_t g, uint64_t h)
{
    bool all = a == INT8_MIN && b == UINT8_MAX && c == INT16_MIN &&
               d == UINT16_MAX && e == INT32_MIN && f == UINT32_MAX &&
               g == INT64_MIN;

    return all ? h : 0;
}

char numbers_next(char c)
{
    return (char)(c + 1);
}

double numbers_half(const double *x)
{
    return *x / 2;
}

bool numbers_both(bool a, bool b)
{
    return a && b;
}
