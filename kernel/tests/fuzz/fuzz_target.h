/* SPDX-License-Identifier: MIT */
/*
 * What a fuzz target is: one function that takes any bytes and must neither
 * crash nor break what the code under test promises.
 *
 * libFuzzer (make fuzz) calls it with inputs that it evolves; replay.c
 * (make test) with the seeds and the same mutations of them each time.
 */
#pragma once

#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

/** Returns 0; aborts if a promise is broken. */
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/** Ends the program, with the place, if `condition` does not hold. */
#define PROMISED(condition)                                            \
    do {                                                               \
        if (!(condition)) {                                            \
            fprintf(stderr, "%s:%d: broken: %s\n", __FILE__, __LINE__, \
                    #condition);                                       \
            abort();                                                   \
        }                                                              \
    } while (0)
