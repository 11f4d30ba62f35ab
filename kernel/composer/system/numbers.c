/* SPDX-License-Identifier: MIT
 *
 * Reading numbers: see numbers.h.
 */
#include "numbers.h"

#include <stddef.h>
#include <string.h>

bool number_is_hex(const char *text)
{
    return text[0] == '0' && (text[1] == 'x' || text[1] == 'X');
}

/* The digit's value, or 16: none. */
static unsigned digit_of(char c)
{
    if (c >= '0' && c <= '9')
        return (unsigned)(c - '0');
    if (c >= 'a' && c <= 'f')
        return (unsigned)(c - 'a') + 10;
    if (c >= 'A' && c <= 'F')
        return (unsigned)(c - 'A') + 10;
    return 16;
}

static enum number_result read_length(const char *text, size_t length,
                                      uint64_t *value)
{
    bool hex = length >= 2 && number_is_hex(text);
    unsigned base = hex ? 16 : 10;
    bool digit_before = false;
    bool huge = false;

    *value = 0;
    for (size_t i = hex ? 2 : 0; i < length; i++) {
        unsigned digit = digit_of(text[i]);

        if (text[i] == '_' && digit_before) {
            digit_before = false;
            continue;
        }
        if (digit >= base)
            return NUMBER_SYNTAX;
        huge |= __builtin_mul_overflow(*value, base, value);
        huge |= __builtin_add_overflow(*value, digit, value);
        digit_before = true;
    }
    if (!digit_before) /* nothing, or `_` at the end */
        return NUMBER_SYNTAX;
    return huge ? NUMBER_HUGE : NUMBER_OK;
}

enum number_result number_read(const char *text, uint64_t *value)
{
    return read_length(text, strlen(text), value);
}

enum number_result number_read_ticks(const char *text, uint64_t *ticks)
{
    size_t length = strlen(text);
    uint64_t scale;
    enum number_result result;

    if (length >= 5 && strcmp(text + length - 5, "ticks") == 0) {
        length -= 5;
        scale = 1;
    } else if (length >= 2 && strcmp(text + length - 2, "us") == 0) {
        length -= 2;
        scale = TICKS_PER_US;
    } else {
        return NUMBER_UNIT;
    }
    while (length > 0 && text[length - 1] == ' ')
        length--;
    result = read_length(text, length, ticks);
    if (result == NUMBER_OK && __builtin_mul_overflow(*ticks, scale, ticks))
        return NUMBER_HUGE;
    return result;
}
