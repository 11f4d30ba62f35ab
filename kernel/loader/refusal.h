/* SPDX-License-Identifier: MIT */
/*
 * Why an input was refused: what the checking parts hand to the console.
 *
 * The parts that check input (elf.c, fdt.c, bootargs.c) touch no hardware, so
 * that tests and fuzzers can run them on the host. They do not print: they
 * fill in a `struct refusal` and return false.
 */
#pragma once

#include <stdbool.h>
#include <stdint.h>

/**
 * One line for a person: what is wrong, with what, and what to do.
 * In `text`, %u (decimal) and %x (hexadecimal) stand for number[0],
 * number[1], ... in turn, and %w for the word.
 */
struct refusal {
    const char *text;
    uint64_t number[3];
    const char *word; /* not terminated */
    uint64_t length;  /* of the word    */
};

/**
 * REFUSE(why, text, number...): fills in `why`, with up to three numbers, and
 * is false, so that a checker can return it.
 */
#define REFUSE(why, text, ...) \
    refuse(why, text, (const uint64_t[3]){ __VA_ARGS__ })

static inline bool refuse(struct refusal *why, const char *text,
                          const uint64_t number[3])
{
    *why = (struct refusal){
        .text = text,
        .number = { number[0], number[1], number[2] },
    };
    return false;
}
