/* SPDX-License-Identifier: MIT
 *
 * Types: see types.h. Sizes are those of the RV64 ABI (lp64d).
 */
#include "adl/types.h"

#include <string.h>

static const struct {
    const char *name;
    const char *c; /* NULL: the same */
    unsigned bytes;
    bool is_signed;
    bool real;
} numbers[] = {
    { "bool", NULL, 1, false, false },
    { "boolean", "bool", 1, false, false },
    { "_Bool", "bool", 1, false, false },
    { "char", NULL, 1, false, false },
    { "character", "char", 1, false, false },
    { "signed char", NULL, 1, true, false },
    { "unsigned char", NULL, 1, false, false },
    { "short", NULL, 2, true, false },
    { "short int", "short", 2, true, false },
    { "smallint", "int16_t", 2, true, false },
    { "unsigned short", NULL, 2, false, false },
    { "unsigned short int", "unsigned short", 2, false, false },
    { "unsigned smallint", "uint16_t", 2, false, false },
    { "int", NULL, 4, true, false },
    { "integer", "int", 4, true, false },
    { "signed", "int", 4, true, false },
    { "signed int", "int", 4, true, false },
    { "signed integer", "int", 4, true, false },
    { "unsigned", "unsigned int", 4, false, false },
    { "unsigned int", NULL, 4, false, false },
    { "unsigned integer", "unsigned int", 4, false, false },
    { "long", NULL, 8, true, false },
    { "long int", "long", 8, true, false },
    { "unsigned long", NULL, 8, false, false },
    { "unsigned long int", "unsigned long", 8, false, false },
    { "long long", NULL, 8, true, false },
    { "long long int", "long long", 8, true, false },
    { "unsigned long long", NULL, 8, false, false },
    { "unsigned long long int", "unsigned long long", 8, false, false },
    { "int8_t", NULL, 1, true, false },
    { "int16_t", NULL, 2, true, false },
    { "int32_t", NULL, 4, true, false },
    { "int64_t", NULL, 8, true, false },
    { "uint8_t", NULL, 1, false, false },
    { "uint16_t", NULL, 2, false, false },
    { "uint32_t", NULL, 4, false, false },
    { "uint64_t", NULL, 8, false, false },
    { "intptr_t", NULL, 8, true, false },
    { "uintptr_t", NULL, 8, false, false },
    { "size_t", NULL, 8, false, false },
    { "ssize_t", NULL, 8, true, false },
    { "float", NULL, 4, true, true },
    { "real", "float", 4, true, true },
    { "double", NULL, 8, true, true },
};

static const char *const keywords[] = {
    "_Alignas",      "_Alignof",  "_Atomic",
    "_Bool",         "_Complex",  "_Generic",
    "_Imaginary",    "_Noreturn", "_Static_assert",
    "_Thread_local", "auto",      "break",
    "case",          "char",      "const",
    "continue",      "default",   "do",
    "double",        "else",      "enum",
    "extern",        "float",     "for",
    "goto",          "if",        "inline",
    "int",           "long",      "register",
    "restrict",      "return",    "short",
    "signed",        "sizeof",    "static",
    "struct",        "switch",    "typedef",
    "union",         "unsigned",  "void",
    "volatile",      "while",
};

bool type_is_keyword(const char *name)
{
    for (size_t i = 0; i < sizeof keywords / sizeof keywords[0]; i++)
        if (!strcmp(keywords[i], name))
            return true;
    return false;
}

static const char *join(struct arena *arena, const struct word *words,
                        const struct word *end)
{
    const char *joined = words->name;

    for (const struct word *w = words->next; w != end; w = w->next)
        joined = arena_format(arena, "%s %s", joined, w->name);
    return joined;
}

/* Some type of C: one name, or a tag. */
static bool is_foreign(const struct word *words, const struct word *end)
{
    const struct word *name = words;

    if (name->next != end &&
        (!strcmp(words->name, "struct") || !strcmp(words->name, "union") ||
         !strcmp(words->name, "enum")))
        name = name->next;
    return name->next == end && !type_is_keyword(name->name);
}

bool type_of_words(struct arena *arena, const struct word *words,
                   const struct word *end, struct adl_type *type)
{
    *type = (struct adl_type){ .name = join(arena, words, end) };
    type->c = type->name;
    if (!strcmp(type->name, "void"))
        return true;
    if (!strcmp(type->name, "string")) {
        type->kind = ADL_TYPE_STRING;
        type->c = "char *";
        return true;
    }
    for (size_t i = 0; i < sizeof numbers / sizeof numbers[0]; i++) {
        if (strcmp(numbers[i].name, type->name))
            continue;
        type->kind = ADL_TYPE_NUMBER;
        type->bytes = numbers[i].bytes;
        type->is_signed = numbers[i].is_signed;
        type->real = numbers[i].real;
        if (numbers[i].c)
            type->c = numbers[i].c;
        return true;
    }
    type->kind = ADL_TYPE_FOREIGN;
    if (!is_foreign(words, end))
        type->c = NULL;
    return false;
}

bool type_of_attribute(struct arena *arena, const struct word *words,
                       const struct word *end, struct adl_type *type)
{
    if (type_of_words(arena, words, end, type))
        return type->kind != ADL_TYPE_VOID;
    if (!strcmp(type->name, "list"))
        type->kind = ADL_TYPE_LIST;
    else if (!strcmp(type->name, "dict"))
        type->kind = ADL_TYPE_DICT;
    else
        return false;
    type->c = NULL;
    return true;
}
