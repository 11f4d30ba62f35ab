/* SPDX-License-Identifier: MIT
 *
 * Writes to the serial line, as the client that also has the other end of the
 * ring of what was received: it writes nonsense there. Its text consists of
 * characters that nobody else prints, so the test can hold what arrives against
 * the sum that is reported here.
 */
#include <camkes.h>
#include <serial_input.h>
#include <stdio.h>
#include <string.h>

#include "fuzzing.h"

enum { WRITE, GO_ON, METHODS };
enum { BYTES_MAX = 4000 };

static struct fuzz_tally tally = { .name = "line" };
static uint64_t sum = 0xcbf29ce484222325; /* FNV-1a of the bytes that count */
static unsigned bytes_sent;

/* Line feeds are not for counting: the driver makes some of its own. */
static bool is_text(uint8_t byte)
{
    return (byte >= 1 && byte <= 6) || (byte >= 14 && byte <= 26) ||
           byte == '\n';
}

static void add_to_sum(const uint8_t *bytes, size_t count)
{
    for (size_t i = 0; i < count; i++)
        if (bytes[i] != '\n') {
            sum = (sum ^ bytes[i]) * 0x100000001b3;
            bytes_sent++;
        }
}

/* -- the judge ------------------------------------------------------------- */

static enum component_status read_request(const struct fuzz_request *r,
                                          const uint8_t **bytes, size_t *count)
{
    struct component_message m = fuzz_parameters(r, METHODS);

    *count = 0;
    if (r->method == WRITE)
        *bytes = component_get_array(&m, 1, count);
    return fuzz_status(&m);
}

static bool allows(const struct fuzz_request *r)
{
    const uint8_t *bytes;
    size_t count;

    if (read_request(r, &bytes, &count) != COMPONENT_OK)
        return true;
    for (size_t i = 0; i < count; i++)
        if (!is_text(bytes[i]))
            return false;
    return true;
}

static void told(const struct fuzz_request *r, const struct fuzz_answer *a)
{
    struct component_message m = fuzz_results(a);
    const uint8_t *bytes = NULL;
    size_t count;
    enum component_status status = read_request(r, &bytes, &count);
    int answer = 0, right;

    if (!fuzz_judge_status(&tally, r, a, status))
        return;
    component_get(&m, &answer, sizeof answer);
    right = r->method == WRITE ? (int)count : 1;
    if (answer != right)
        fuzz_count_wrong(&tally, "answer", answer, right);
    fuzz_count_answer(&tally, answer > 1 ? 2 : answer); /* 2: several bytes */
    add_to_sum(bytes, count);
}

static const struct fuzz_judge judge = { allows, told };

/* -- requests -------------------------------------------------------------- */

/* The ring is the driver's and ours: nothing in it is to be believed. */
static void spoil_ring(void)
{
    volatile uint32_t *ring = (volatile uint32_t *)input;

    for (unsigned i = 0; i < 6; i++)
        if (fuzz_below(2))
            ring[i] = (uint32_t)(fuzz_below(2) ? fuzz_odd() : fuzz_word());
}

static uint32_t any_length(void)
{
    if (fuzz_one_in(100))
        return fuzz_below(BYTES_MAX);
    return fuzz_below(24);
}

static void ask(void)
{
    static uint8_t text[BYTES_MAX];
    uint32_t length = any_length();

    spoil_ring();
    if (fuzz_one_in(4)) {
        uart_go_on();
        return;
    }
    for (uint32_t i = 0; i < length; i++)
        do {
            text[i] = (uint8_t)fuzz_below(27);
        } while (!is_text(text[i]));
    uart_write(length, text);
}

int run(void)
{
    static char report[2 * FUZZ_TEXT];

    fuzz_seed(300);
    for (;;) {
        turn_wait();
        fuzz_turn(&judge, ask, (unsigned)requests);
        sprintf(report, "%s\nline: %u bytes, sum %016llx", fuzz_report(&tally),
                bytes_sent, (unsigned long long)sum);
        referee_round(report);
    }
}
