/* SPDX-License-Identifier: MIT
 *
 * Values of settings, and the arithmetic of constant expressions.
 */
#include <string.h>

#include "adl/declare.h"

static struct adl_value *value_new(struct reader *r, enum adl_value_kind kind,
                                   struct place at)
{
    struct adl_value *value = ARENA_NEW(r->arena, struct adl_value);

    value->kind = kind;
    value->at = at;
    value->depth = 1;
    return value;
}

struct adl_value *value_integer(struct reader *r, int64_t number,
                                struct place at)
{
    struct adl_value *value = value_new(r, ADL_INTEGER, at);

    value->integer = number;
    return value;
}

struct adl_value *value_real(struct reader *r, double number, struct place at)
{
    struct adl_value *value = value_new(r, ADL_REAL, at);

    value->real = number;
    return value;
}

struct adl_value *value_boolean(struct reader *r, int64_t truth,
                                struct place at)
{
    struct adl_value *value = value_new(r, ADL_BOOLEAN, at);

    value->integer = truth;
    return value;
}

struct adl_value *value_string(struct reader *r, struct token_text text,
                               struct place at)
{
    struct adl_value *value = value_new(r, ADL_STRING, at);

    value->text = text.name;
    value->length = text.length;
    return value;
}

/* A value that holds others. What walks through values may recurse: they are
 * at most ADL_NESTING_MAX deep. */
static struct adl_value *value_holder(struct reader *r,
                                      enum adl_value_kind kind,
                                      struct adl_item *items, struct place at)
{
    struct adl_value *value = value_new(r, kind, at);

    for (struct adl_item *i = items; i; i = i->next)
        if (value->depth <= i->value->depth)
            value->depth = i->value->depth + 1;
    if (value->depth > ADL_NESTING_MAX) {
        diagnostics_error(r->d, &at, "values nested deeper than %d",
                          ADL_NESTING_MAX);
        value->depth = 1;
        items = NULL;
    }
    value->items = items;
    return value;
}

struct adl_value *value_list(struct reader *r, struct adl_item *items,
                             struct place at)
{
    return value_holder(r, ADL_LIST, items, at);
}

struct adl_value *value_dict(struct reader *r, struct adl_item *items,
                             struct place at)
{
    return value_holder(r, ADL_DICT, items, at);
}

struct adl_item *item_new(struct reader *r, const char *key,
                          struct adl_value *value, struct place at)
{
    /* counted as a word is: long lists end at the same limit */
    struct adl_item *item = ARENA_NEW(r->arena, struct adl_item);

    word_new(r, (struct word){ NULL, "", at });
    item->key = key;
    item->value = value;
    return item;
}

void check_key(struct reader *r, const struct adl_item *items, const char *key,
               struct place at)
{
    for (; items; items = items->next) {
        if (strcmp(items->key, key))
            continue;
        diagnostics_error(r->d, &at, "duplicate key '%s'", key);
        return;
    }
}

static bool shift(int64_t a, bool left, int64_t by, int64_t *result)
{
    if (by < 0 || by > 63)
        return false;
    if (!left) {
        *result = a >> by;
        return true;
    }
    *result = (int64_t)((uint64_t)a << by);
    return *result >> by == a;
}

int64_t compute(struct reader *r, int64_t a, char op, int64_t b,
                struct place at)
{
    int64_t result = 0;
    bool good;

    if (op == '+')
        good = !__builtin_add_overflow(a, b, &result);
    else if (op == '-')
        good = !__builtin_sub_overflow(a, b, &result);
    else if (op == '*')
        good = !__builtin_mul_overflow(a, b, &result);
    else if (op == '<' || op == '>')
        good = shift(a, op == '<', b, &result);
    else if (b == 0 || (a == INT64_MIN && b == -1))
        good = false;
    else {
        good = true;
        result = op == '/' ? a / b : a % b;
    }
    if (good)
        return result;
    if (b == 0 && (op == '/' || op == '%'))
        diagnostics_error(r->d, &at, "division by zero");
    else
        diagnostics_error(r->d, &at, "the result does not fit into 64 bits");
    return 0;
}
