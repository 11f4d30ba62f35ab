/* SPDX-License-Identifier: MIT
 *
 * Calls every method of the two procedures and prints what came back. What
 * comes out as text or array was allocated by the connector: the caller frees
 * it.
 */
#include <camkes.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static void call_text(void)
{
    char *both = NULL;
    char *loud = strdup("quiet please");
    char **words = NULL;
    size_t count = 0;

    printf("client: length: %d\n", text_length("tessera"));
    printf("client: length of nothing: %d\n", text_length(""));
    text_join("one ", "piece", &both);
    printf("client: join: %s\n", both);
    text_shout(&loud);
    printf("client: shout: %s\n", loud);
    text_words("who holds it may enter", &count, &words);
    printf("client: %zu words:", count);
    for (size_t i = 0; i < count; i++) {
        printf(" [%s]", words[i]);
        free(words[i]);
    }
    printf("\n");
    free(words);
    free(loud);
    free(both);
}

static void call_arrays(void)
{
    const int32_t some[] = { INT32_MIN, INT32_MIN, 7, -1 };
    uint64_t *squares = NULL;
    uint8_t *bytes = malloc(5);
    size_t count;

    printf("client: sum: %" PRId64 "\n", numbers_sum(4, some));
    printf("client: sum of none: %" PRId64 "\n", numbers_sum(0, NULL));
    numbers_squares(20, &count, &squares);
    printf("client: %zu squares, the last %" PRIu64 "\n", count,
           squares[count - 1]);
    memcpy(bytes, "abcde", 5);
    count = 5;
    numbers_reverse(&count, &bytes);
    printf("client: reverse: %.*s\n", (int)count, (const char *)bytes);
    free(bytes);
    free(squares);
}

static void call_numbers(void)
{
    int quotient, rest;
    unsigned counter = 41;
    const double x = 0.5;

    numbers_divide(-17, 5, &quotient, &rest);
    printf("client: divide: %d rest %d\n", quotient, rest);
    numbers_step(&counter);
    printf("client: step: %u\n", counter);
    printf("client: next: %c\n", numbers_next('s'));
    printf("client: half: %d thousandths\n", (int)(1000 * numbers_half(&x)));
    printf("client: both: %d %d\n", numbers_both(true, true),
           numbers_both(true, false));
}

static void call_sizes(void)
{
    int8_t a;
    uint8_t b;
    int16_t c;
    uint16_t d;
    int32_t e;
    uint32_t f;
    int64_t g;
    uint64_t h;

    numbers_limits(&a, &b, &c, &d, &e, &f, &g, &h);
    printf("client: limits: %d %u %d %u %" PRId32 " %" PRIu32 " %" PRId64
           " %" PRIu64 "\n",
           a, b, c, d, e, f, g, h);
    printf("client: all arrived: %" PRIu64 "\n",
           numbers_widest(a, b, c, d, e, f, g, h));
}

/* An array that no message holds is refused before anybody is called. */
static void call_too_long(void)
{
    static const int32_t many[1000];

    printf("client: sum of too many: %" PRId64 "\n", numbers_sum(1000, many));
}

int run(void)
{
    call_text();
    call_arrays();
    call_numbers();
    call_sizes();
    call_too_long();
    printf("client: done\n");
    return 0;
}
