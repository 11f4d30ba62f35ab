/* SPDX-License-Identifier: MIT */
/*
 * Writing the log. See log.h for the rules, region.h for the format.
 */
#include <string.h>

#include "log.h"
#include "siphash.h"

/* Bytes kept free for proctor's own records. */
#define OWN_BYTES 0x10000

static struct control control;
static volatile struct status *status;
static char *records;

static uint32_t current = RECORD_NO_TEST;
static size_t cursor;       /* offset of the next record in the region */
static size_t test_written; /* bytes written by the current test */
static uint32_t sequence;
static bool full;

bool log_open(void *region)
{
    memcpy(&control, region, sizeof control);
    if (control.magic != CONTROL_MAGIC || control.version != REGION_VERSION ||
        control.count > CONTROL_TESTS)
        return false;
    for (uint32_t i = 0; i < control.count; i++)
        control.tests[i].name[CONTROL_NAME - 1] = '\0';
    records = region;
    cursor = RECORDS_OFFSET;
    status = (volatile struct status *)(records + STATUS_OFFSET);
    return true;
}

uint32_t log_tests(void)
{
    return control.count;
}

const struct control_test *log_test(uint32_t index)
{
    return &control.tests[index];
}

uint64_t log_nonce(const char *name)
{
    return siphash(control.nonce, 0, name, strlen(name));
}

void log_select(uint32_t test)
{
    current = test;
    test_written = 0;
    full = false;
}

bool log_is_full(void)
{
    return full;
}

static uint64_t instructions(void)
{
    uint64_t n;

    __asm__ volatile("rdinstret %0" : "=r"(n));
    return n;
}

/* Whose records are bounded: those that a test writes at will. */
static bool is_of_test(enum record_type type)
{
    return type == RECORD_VALUE || type == RECORD_BYTES ||
           type == RECORD_FAIL || type == RECORD_NOTE || type == RECORD_STEP;
}

/* Offset of `size` bytes that are the caller's alone, or 0. */
static size_t reserve(enum record_type type, size_t size)
{
    size_t end = REGION_USED - OWN_BYTES;
    size_t at;

    if (is_of_test(type)) {
        if (__atomic_add_fetch(&test_written, size, __ATOMIC_RELAXED) >
            TEST_LOG_BYTES) {
            full = true;
            return 0;
        }
    } else {
        end = REGION_USED;
    }
    at = __atomic_fetch_add(&cursor, size, __ATOMIC_RELAXED);
    return at + size <= end ? at : 0;
}

/* Head without the seal, then the payload: what the seal covers. */
struct sealed {
    struct {
        uint32_t magic;
        uint16_t type;
        uint16_t length;
        uint32_t sequence;
        uint32_t test;
        uint64_t instructions;
    } head;
    char payload[RECORD_PAYLOAD];
};

_Static_assert(sizeof(struct sealed) == 24 + RECORD_PAYLOAD, "no gaps");

/* Lays a record into the region, its magic number last. */
static void publish(size_t at, const struct sealed *r, size_t padded)
{
    uint64_t seal = siphash(control.nonce, control.boot, r, 24 + padded);
    char *place = records + at;

    memcpy(place + 4, (const char *)r + 4, 20);
    memcpy(place + offsetof(struct record, seal), &seal, 8);
    memcpy(place + sizeof(struct record), r->payload, padded);
    __atomic_store_n((uint32_t *)place, RECORD_MAGIC, __ATOMIC_RELEASE);
}

bool log_record(enum record_type type, const uint64_t *words, size_t count,
                const void *data, size_t length)
{
    struct sealed r;
    size_t payload = count * 8 + length;
    size_t padded = (payload + 7) & ~(size_t)7;
    size_t at;

    if (payload > RECORD_PAYLOAD)
        return false;
    at = reserve(type, sizeof(struct record) + padded);
    if (!at)
        return false;
    r.head.magic = RECORD_MAGIC;
    r.head.type = type;
    r.head.length = (uint16_t)payload;
    r.head.sequence = __atomic_fetch_add(&sequence, 1, __ATOMIC_RELAXED);
    r.head.test = current;
    r.head.instructions = instructions();
    memset(r.payload, 0, padded);
    if (count)
        memcpy(r.payload, words, count * 8);
    if (length)
        memcpy(r.payload + count * 8, data, length);
    publish(at, &r, padded);
    return true;
}

bool log_text(enum record_type type, const uint64_t *words, size_t count,
              const char *text)
{
    return log_record(type, words, count, text, strlen(text));
}

void log_progress(void)
{
    status->progress++;
}

/* Not inlined: the host's plug-in looks when the next block of code begins. */
__attribute__((noinline)) void log_checkpoint(void)
{
    status->checkpoint++;
    __asm__ volatile("" ::: "memory");
}
