/* SPDX-License-Identifier: MIT */
/*
 * Reading the boot arguments. See bootargs.h for the words.
 */
#include "bootargs.h"

#include "boot/config.h"

struct word {
    const char *text; /* in the arguments, not terminated */
    uint64_t length;
};

/* If `w` begins with `name`, returns what follows in *rest. */
static bool begins(struct word w, const char *name, struct word *rest)
{
    uint64_t i;

    for (i = 0; name[i] != '\0'; i++) {
        if (i == w.length || w.text[i] != name[i])
            return false;
    }
    *rest = (struct word){ w.text + i, w.length - i };
    return true;
}

static bool equals(struct word w, const char *name)
{
    struct word rest;

    return begins(w, name, &rest) && rest.length == 0;
}

/* A decimal number of at most nine digits, which is all that fits a range. */
static bool read_number(struct word w, uint64_t *number)
{
    *number = 0;
    for (uint64_t i = 0; i < w.length; i++) {
        if (w.text[i] < '0' || w.text[i] > '9')
            return false;
        *number = *number * 10 + (uint64_t)(w.text[i] - '0');
    }
    return w.length >= 1 && w.length <= 9;
}

static bool refuse_word(struct refusal *why, struct word w, const char *text,
                        uint64_t min, uint64_t max)
{
    *why = (struct refusal){
        .text = text,
        .number = { min, max },
        .word = w.text,
        .length = w.length,
    };
    return false;
}

static bool read_word(struct word w, struct boot_words *words,
                      struct refusal *why)
{
    struct word value;
    uint64_t *field, min, max, number;

    if (equals(w, "check")) {
        words->flags |= BOOT_CHECK;
        return true;
    }
    if (equals(w, "trace")) {
        words->flags |= BOOT_TRACE;
        return true;
    }
    if (begins(w, "cnode_bits=", &value)) {
        field = &words->cnode_bits;
        min = BOOT_CNODE_BITS_MIN;
        max = BOOT_CNODE_BITS_MAX;
    } else if (begins(w, "domains=", &value)) {
        field = &words->domains;
        min = 1;
        max = MAX_DOMAINS;
    } else {
        return refuse_word(why, w,
                           "unknown word '%w'; -append takes cnode_bits=N, "
                           "domains=N, check and trace",
                           0, 0);
    }
    if (!read_number(value, &number) || number < min || number > max)
        return refuse_word(why, w,
                           "'%w' is out of range; the number must be between "
                           "%u and %u",
                           min, max);
    *field = number;
    return true;
}

bool bootargs_read(const char *args, struct boot_words *words,
                   struct refusal *why)
{
    *words = (struct boot_words){ 0 };
    for (;;) {
        struct word w;

        while (*args == ' ')
            args++;
        if (*args == '\0')
            return true;
        w = (struct word){ args, 0 };
        while (*args != '\0' && *args != ' ')
            args++;
        w.length = (uint64_t)(args - w.text);
        if (!read_word(w, words, why))
            return false;
    }
}
