/* SPDX-License-Identifier: MIT */
/*
 * Runs a fuzz target without a fuzzer: replay COUNT FILE...
 *
 * Each file is given to the target as it is, cut off at every length up to
 * CUT_MAX and at some later ones, and COUNT times with a few bytes or a word
 * changed. The changes come from a generator with a fixed start, so that
 * every run is the same. The input lies in a heap block of exactly its size,
 * so that the address sanitizer sees every access beyond it.
 */
#include <string.h>

#include "fuzz_target.h"

enum { CUT_MAX = 256, FILE_MAX = 1 << 20, CHANGES_MAX = 4 };

static uint64_t random_state = 0x7e55e7a;

static uint64_t random_below(uint64_t limit)
{
    random_state ^= random_state << 13;
    random_state ^= random_state >> 7;
    random_state ^= random_state << 17;
    return random_state % limit;
}

static void run(const uint8_t *data, size_t size)
{
    uint8_t *copy = malloc(size > 0 ? size : 1);

    memcpy(copy, data, size);
    LLVMFuzzerTestOneInput(copy, size);
    free(copy);
}

/* Numbers at which bounds go wrong. */
static uint64_t edge(void)
{
    uint64_t power = 1ul << random_below(64);

    return power - 1 + random_below(3);
}

static void change(uint8_t *data, size_t size)
{
    static const uint8_t widths[] = { 1, 2, 4, 8 };
    uint64_t width = widths[random_below(4)];
    uint64_t value = random_below(2) ? edge() : random_below(~0ul);
    size_t at;

    if (size < width)
        return;
    /* headers stand at the beginning: half of the changes go there */
    at = random_below(
        random_below(2) || size - width < CUT_MAX ? size - width + 1 : CUT_MAX);
    if (random_below(2))
        value = __builtin_bswap64(value) >> (64 - 8 * width);
    memcpy(data + at, &value, width);
}

static void run_mutations(const uint8_t *data, size_t size, long count)
{
    uint8_t *changed = malloc(size > 0 ? size : 1);

    for (size_t cut = 0; cut < size && cut < CUT_MAX; cut++)
        run(data, cut);
    for (size_t cut = CUT_MAX; cut < size; cut += size / 64 + 1)
        run(data, cut);
    for (long i = 0; i < count; i++) {
        memcpy(changed, data, size);
        for (uint64_t n = 1 + random_below(CHANGES_MAX); n > 0; n--)
            change(changed, size);
        run(changed, size);
    }
    free(changed);
}

int main(int argc, char **argv)
{
    static uint8_t data[FILE_MAX];

    if (argc < 3) {
        fprintf(stderr, "usage: %s COUNT FILE...\n", argv[0]);
        return 2;
    }
    for (int i = 2; i < argc; i++) {
        FILE *file = fopen(argv[i], "rb");
        size_t size;

        if (file == NULL) {
            perror(argv[i]);
            return 2;
        }
        size = fread(data, 1, sizeof data, file);
        fclose(file);
        run(data, size);
        run_mutations(data, size, strtol(argv[1], NULL, 10));
    }
    printf("%d files\n", argc - 2);
    return 0;
}
