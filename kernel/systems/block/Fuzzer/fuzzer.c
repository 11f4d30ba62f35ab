/* SPDX-License-Identifier: MIT
 *
 * Reads and writes any sectors, on the disk or beyond it, any number of them.
 * Each sector's worth of the dataport, and each sector of the disk, is known by
 * a number from which its content follows: so it is known what every read must
 * bring, and that nothing else was read or written.
 */
#include <camkes.h>
#include <stdio.h>
#include <string.h>

#include "fuzzing.h"

enum { SECTORS, READ, WRITE, FLUSH, METHODS };
enum { WORDS = 64, AT_ONCE = 128, TESTED = 256, ROUND = 1000 };

static uint64_t sectors;
static uint32_t on_disk[TESTED], in_port[AT_ONCE];
static struct fuzz_tally tally = { .name = "block" };

/* -- content --------------------------------------------------------------- */

static uint64_t *place(uint32_t at)
{
    return (uint64_t *)(uintptr_t)data + (size_t)at * WORDS;
}

static uint64_t word_of(uint32_t number, unsigned at)
{
    return (number + 1) * 0x9e3779b97f4a7c15 + at;
}

static void fill(uint32_t at, uint32_t number)
{
    in_port[at] = number;
    for (unsigned i = 0; i < WORDS; i++)
        place(at)[i] = word_of(number, i);
}

static void check_port(void)
{
    for (uint32_t at = 0; at < AT_ONCE; at++)
        for (unsigned i = 0; i < WORDS; i++)
            if (place(at)[i] != word_of(in_port[at], i)) {
                fuzz_count_wrong(&tally, "sector", at, in_port[at]);
                fill(at, in_port[at]);
            }
}

/* -- the judge ------------------------------------------------------------- */

struct asked {
    uint64_t first;
    uint32_t count;
};

static enum component_status read_request(const struct fuzz_request *r,
                                          struct asked *asked)
{
    struct component_message m = fuzz_parameters(r, METHODS);

    if (r->method == READ || r->method == WRITE) {
        component_get(&m, &asked->first, sizeof asked->first);
        component_get(&m, &asked->count, sizeof asked->count);
    }
    return fuzz_status(&m);
}

static uint64_t expected_answer(const struct fuzz_request *r,
                                const struct asked *a)
{
    if (r->method == SECTORS)
        return sectors;
    if (r->method == FLUSH)
        return sectors > 0;
    return a->count >= 1 && a->count <= AT_ONCE && a->first < sectors &&
           a->count <= sectors - a->first;
}

static void apply(const struct fuzz_request *r, const struct asked *a)
{
    uint32_t *disk = &on_disk[a->first];

    if (r->method == WRITE)
        memcpy(disk, in_port, a->count * sizeof *disk);
    else if (r->method == READ)
        memcpy(in_port, disk, a->count * sizeof *disk);
    if (r->method == READ)
        check_port();
}

static void told(const struct fuzz_request *r, const struct fuzz_answer *a)
{
    struct component_message m = fuzz_results(a);
    struct asked asked = { 0 };
    enum component_status status = read_request(r, &asked);
    uint64_t answer = 0, right;

    if (!fuzz_judge_status(&tally, r, a, status))
        return;
    component_get(&m, &answer, r->method == SECTORS ? 8 : sizeof(int));
    right = expected_answer(r, &asked);
    if (r->method != SECTORS)
        fuzz_count_answer(&tally, (int)answer);
    if (answer != right)
        fuzz_count_wrong(&tally, "answer", (int64_t)answer, (int64_t)right);
    else if (answer == 1)
        apply(r, &asked);
}

static const struct fuzz_judge judge = { .told = told };

/* -- requests -------------------------------------------------------------- */

static uint64_t any_first(void)
{
    switch (fuzz_below(8)) {
    case 0:
        return sectors - 2 + fuzz_below(4);
    case 1:
        return fuzz_odd() << fuzz_below(60);
    default:
        return sectors ? fuzz_word() % sectors : fuzz_odd();
    }
}

static uint32_t any_count(void)
{
    switch (fuzz_below(8)) {
    case 0:
        return AT_ONCE - 1 + fuzz_below(3);
    case 1:
        return (uint32_t)fuzz_odd();
    default:
        return 1 + fuzz_below(8);
    }
}

static void ask(void)
{
    static uint32_t number;

    switch (fuzz_below(16)) {
    case 0:
        block_sectors();
        break;
    case 1:
        block_flush();
        break;
    case 2 ... 8:
        block_read(any_first(), any_count());
        break;
    default:
        for (unsigned i = 0; i < 4; i++)
            fill(fuzz_below(AT_ONCE), ++number);
        block_write(any_first(), any_count());
    }
}

/* -- rounds ---------------------------------------------------------------- */

static bool write_all(void)
{
    for (uint32_t at = 0; at < AT_ONCE; at++)
        fill(at, 0);
    for (uint64_t at = 0; at < sectors; at++)
        if (block_write(at, 1) != 1)
            return false;
    return true;
}

/* All of the disk is as it must be, not only what was read by chance. */
static void look_at_all(void)
{
    for (uint64_t at = 0; at < sectors; at++) {
        if (block_read(at, 1) != 1)
            fuzz_count_wrong(&tally, "read", 0, 1);
        in_port[0] = on_disk[at];
        check_port();
    }
}

int run(void)
{
    turn_wait();
    sectors = block_sectors();
    if (sectors >= TESTED || !write_all())
        return 1;
    for (unsigned n = ROUND;; n += ROUND) {
        fuzz_turn(&judge, ask, ROUND);
        look_at_all();
        printf("fuzzer: %s\nfuzzer: %u requests\n", fuzz_report(&tally), n);
    }
}
