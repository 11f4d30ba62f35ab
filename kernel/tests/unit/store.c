/* SPDX-License-Identifier: MIT */
/*
 * The store against a model of what it should hold: long random walks, power
 * cuts at every write of an operation, and damaged media.
 *
 * The disk remembers what was written since the operation began (`trace`).
 * A power cut is then played back: what was flushed is there, of what was
 * written since the last flush any selection. Opened on that, the store must
 * hold what the model held before the operation, or after it.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "store.h"

enum { IDS = 3, KEYS = 7, SECTORS_MAX = 1024, TRACE_MAX = 8192 };
enum { FLUSH = SECTORS_MAX, PACKAGE = 0, DATA_MAX = 20000 };

struct value {
    bool there;
    uint32_t length;
    uint8_t seed;
};

struct model {
    struct value value[IDS][KEYS]; /* key 0 is the package */
};

struct event {
    unsigned sector; /* or FLUSH */
    uint8_t data[STORE_SECTOR];
};

static uint8_t disk[SECTORS_MAX][STORE_SECTOR];
static uint8_t base[SECTORS_MAX][STORE_SECTOR];
static struct event trace[TRACE_MAX];
static unsigned traced;
static unsigned fail_after; /* writes until the device fails; 0: never */
static uint64_t random_state;

static struct store store;
static struct store_entry entries[IDS * KEYS];
static const char *const ids[IDS] = { "a", "org.b", "org.bb" };
static const char *const keys[KEYS] = {
    "", "k", "key", "l", "m", "mm", "longer"
};

static uint32_t below(uint32_t limit)
{
    random_state ^= random_state << 13;
    random_state ^= random_state >> 7;
    random_state ^= random_state << 17;
    return (uint32_t)(random_state % limit);
}

static bool disk_read(void *context, uint64_t first, uint32_t count, void *to)
{
    struct store_device *device = context;

    assert_true(count <= device->sectors && first <= device->sectors - count);
    memcpy(to, disk[first], (size_t)count * STORE_SECTOR);
    return true;
}

static bool disk_write(void *context, uint64_t first, uint32_t count,
                       const void *from)
{
    struct store_device *device = context;

    assert_true(count <= device->sectors && first <= device->sectors - count);
    for (uint32_t i = 0; i < count; i++) {
        if (fail_after > 0 && --fail_after == 0)
            return false;
        assert_true(traced < TRACE_MAX);
        trace[traced].sector = (unsigned)first + i;
        memcpy(trace[traced].data, (const uint8_t *)from + i * STORE_SECTOR,
               STORE_SECTOR);
        memcpy(disk[first + i], trace[traced++].data, STORE_SECTOR);
    }
    return true;
}

static bool disk_flush(void *context)
{
    (void)context;
    assert_true(traced < TRACE_MAX);
    trace[traced++].sector = FLUSH;
    return true;
}

static struct store_device device = { &device, 0, disk_read, disk_write,
                                      disk_flush };

static enum store_result open_store(void)
{
    return store_open(&store, &device, entries, IDS * KEYS);
}

static void fresh_store(unsigned sectors)
{
    memset(disk, 0, sizeof disk);
    device.sectors = sectors;
    fail_after = traced = 0;
    random_state = 0x5eed;
    assert_int_equal(open_store(), STORE_BLANK);
    assert_int_equal(store_format(&device), STORE_OK);
    assert_int_equal(open_store(), STORE_OK);
    traced = 0;
}

static const uint8_t *bytes_of(uint8_t seed, uint32_t length)
{
    static uint8_t bytes[DATA_MAX];

    for (uint32_t i = 0; i < length; i++)
        bytes[i] = (uint8_t)(seed + i * 31 + (i >> 8) * 7);
    return bytes;
}

static bool holds(unsigned id, unsigned key, const struct value *v)
{
    static uint8_t buffer[DATA_MAX];
    uint32_t length = 0;
    enum store_result result =
        key == PACKAGE ? store_read_package(&store, ids[id], buffer,
                                            sizeof buffer, &length)
                       : store_read_key(&store, ids[id], keys[key], buffer,
                                        sizeof buffer, &length);

    if (!v->there)
        return result == STORE_NOT_FOUND;
    return result == STORE_OK && length == v->length &&
           memcmp(buffer, bytes_of(v->seed, length), length) == 0;
}

static bool equals(const struct model *m)
{
    for (unsigned id = 0; id < IDS; id++) {
        for (unsigned key = 0; key < KEYS; key++) {
            if (!holds(id, key, &m->value[id][key]))
                return false;
        }
    }
    return true;
}

static enum store_result put_value(unsigned id, unsigned key,
                                   const struct value *v)
{
    const uint8_t *bytes = bytes_of(v->seed, v->length);

    return key == PACKAGE
               ? store_write_package(&store, ids[id], bytes, v->length)
               : store_write_key(&store, ids[id], keys[key], bytes, v->length);
}

static bool has_any(const struct model *m, unsigned id)
{
    for (unsigned key = 0; key < KEYS; key++) {
        if (m->value[id][key].there)
            return true;
    }
    return false;
}

/* A random operation on both. Returns what the store said. */
static enum store_result step(struct model *m, uint32_t package_max)
{
    unsigned id = below(IDS), key = below(KEYS), what = below(20);
    struct value *v = &m->value[id][key];
    enum store_result result;

    if (what == 0) {
        result = store_remove_bundle(&store, ids[id]);
        assert_int_equal(result, has_any(m, id) ? STORE_OK : STORE_NOT_FOUND);
        memset(m->value[id], 0, sizeof m->value[id]);
    } else if (what < 6) {
        result = key == PACKAGE ? store_delete_package(&store, ids[id])
                                : store_delete_key(&store, ids[id], keys[key]);
        assert_int_equal(result, v->there ? STORE_OK : STORE_NOT_FOUND);
        v->there = false;
    } else {
        uint32_t max = key == PACKAGE ? package_max : STORE_VALUE_MAX;
        struct value new = { true, below(below(4) ? max + 1 : 20),
                             (uint8_t)below(256) };

        result = put_value(id, key, &new);
        assert_true(result == STORE_OK || result == STORE_FULL);
        if (result == STORE_OK)
            *v = new;
    }
    return result;
}

static void walk(unsigned sectors, unsigned steps, uint32_t package_max)
{
    struct model m = { 0 };
    uint64_t full = 0, done = 0;

    fresh_store(sectors);
    for (unsigned i = 0; i < steps; i++) {
        enum store_result result = step(&m, package_max);

        full += result == STORE_FULL;
        done += result == STORE_OK;
        traced = 0;
        if (i % 500 == 0) {
            assert_int_equal(store_verify(&store), STORE_OK);
            assert_true(equals(&m));
            assert_int_equal(open_store(), STORE_OK);
            assert_true(equals(&m));
        }
    }
    assert_true(equals(&m));
    assert_true(done > steps / 2);
    assert_true(sectors > 200 || full > 0);
}

static void a_hundred_thousand_operations_agree_with_the_model(void **state)
{
    (void)state;
    walk(512, 70000, 20000);
    walk(100, 30000, 8000);
}

/* Plays the first `cut` events back onto the base, the last ones in part. */
static void play_back(unsigned cut, unsigned variant)
{
    unsigned flushed = 0;

    memcpy(disk, base, device.sectors * sizeof disk[0]);
    for (unsigned i = 0; i < cut; i++) {
        if (trace[i].sector == FLUSH)
            flushed = i;
    }
    for (unsigned i = 0; i < cut; i++) {
        bool there = i < flushed || variant == 0 ||
                     (variant == 1 && i + 1 == cut) ||
                     (variant > 1 && below(2));

        if (trace[i].sector != FLUSH && there)
            memcpy(disk[trace[i].sector], trace[i].data, STORE_SECTOR);
    }
}

/* After a cut the store goes on as if nothing had been. */
static void goes_on(struct model m)
{
    struct value one = { true, below(600), (uint8_t)below(256) };

    if (put_value(1, 2, &one) == STORE_OK)
        m.value[1][2] = one;
    assert_true(equals(&m));
    assert_int_equal(open_store(), STORE_OK);
    assert_true(equals(&m));
}

static unsigned cut_operation(const struct model *before,
                              const struct model *after)
{
    unsigned events = traced, opened = 0;

    assert_true(events == 0 || trace[events - 1].sector == FLUSH);
    for (unsigned cut = 0; cut <= events; cut++) {
        for (unsigned variant = 0; variant < 4; variant++) {
            bool done;

            play_back(cut, variant);
            assert_int_equal(open_store(), STORE_OK);
            done = equals(after);
            assert_true(done || (cut < events && equals(before)));
            if (variant == 2)
                goes_on(done ? *after : *before);
            traced = events;
            opened++;
        }
    }
    return opened;
}

static unsigned cut_walk(unsigned sectors, unsigned steps, uint32_t package_max)
{
    static uint8_t after_disk[SECTORS_MAX][STORE_SECTOR];
    struct model m = { 0 };
    unsigned opened = 0;

    fresh_store(sectors);
    for (unsigned i = 0; i < steps; i++) {
        struct model before = m;

        memcpy(base, disk, sizeof base);
        traced = 0;
        step(&m, package_max);
        memcpy(after_disk, disk, sizeof disk);
        opened += cut_operation(&before, &m);
        memcpy(disk, after_disk, sizeof disk);
        assert_int_equal(open_store(), STORE_OK);
    }
    return opened;
}

static void a_power_cut_leaves_each_operation_done_or_not(void **state)
{
    (void)state;
    assert_true(cut_walk(60, 250, 4000) > 4000);
    assert_true(cut_walk(24, 150, 600) > 2000);
}

static void a_power_cut_in_format_leaves_no_half_store(void **state)
{
    struct model empty = { 0 };
    unsigned events;

    (void)state;
    fresh_store(64);
    store_format(&device);
    memset(base, 0, sizeof base);
    events = traced;
    for (unsigned cut = 0; cut <= events; cut++) {
        enum store_result result;

        play_back(cut, 0);
        result = open_store();
        assert_true(result == (cut < events - 1 ? STORE_BLANK : STORE_OK));
        assert_true(result == STORE_BLANK || equals(&empty));
    }
}

static void fill(struct model *m, unsigned steps)
{
    fresh_store(80);
    memset(m, 0, sizeof *m);
    for (unsigned i = 0; i < steps; i++) {
        traced = 0;
        step(m, 3000);
    }
}

/* One bit anywhere: as before, or damage that is told. Nothing else. */
static void a_flipped_bit_is_noticed_or_does_no_harm(void **state)
{
    struct model m;
    unsigned noticed = 0;

    (void)state;
    fill(&m, 300);
    for (unsigned sector = 0; sector < 80; sector++) {
        for (unsigned bit = 0; bit < STORE_SECTOR * 8; bit += 37) {
            enum store_result result;

            disk[sector][bit / 8] ^= (uint8_t)(1 << bit % 8);
            result = open_store();
            if (result == STORE_OK)
                result = store_verify(&store);
            assert_true(result == STORE_CORRUPT || equals(&m));
            noticed += result == STORE_CORRUPT;
            disk[sector][bit / 8] ^= (uint8_t)(1 << bit % 8);
        }
    }
    assert_true(noticed > 1000);
}

/* Without the newest checkpoint the older one serves, or damage is told. */
static void a_lost_checkpoint_is_noticed_or_does_no_harm(void **state)
{
    unsigned served = 0, noticed = 0;

    (void)state;
    for (unsigned steps = 40; steps < 240; steps++) {
        enum store_result result;
        struct model m;

        fill(&m, steps);
        memset(disk[store.generation % 2], 0xff, STORE_SECTOR);
        result = open_store();
        assert_true(result == STORE_CORRUPT || result == STORE_OK);
        assert_true(result == STORE_CORRUPT || equals(&m));
        served += result == STORE_OK;
        noticed += result == STORE_CORRUPT;
    }
    assert_true(served > 10 && noticed > 10);
}

static void a_device_that_fails_stops_changes_until_reopened(void **state)
{
    struct model m;
    struct value v = { true, 1000, 7 };

    (void)state;
    for (unsigned n = 1; n <= 4; n++) {
        struct model after;

        fill(&m, 100);
        after = m;
        after.value[0][1] = v;
        fail_after = n;
        assert_int_equal(put_value(0, 1, &v), STORE_DEVICE);
        fail_after = 0;
        assert_true(equals(&m));
        assert_int_equal(put_value(0, 2, &v), STORE_DEVICE);
        assert_int_equal(open_store(), STORE_OK);
        assert_true(equals(&m) || equals(&after));
        assert_int_equal(put_value(0, 1, &v), STORE_OK);
        assert_true(equals(&after));
    }
}

static void limits_are_refused_by_name(void **state)
{
    char name[66];
    uint8_t value[1] = { 1 };
    uint32_t length;

    (void)state;
    fresh_store(64);
    memset(name, 'n', sizeof name);
    name[65] = '\0';
    assert_int_equal(store_write_key(&store, name, "k", value, 1),
                     STORE_TOO_LONG);
    assert_int_equal(store_write_key(&store, "i", name, value, 1),
                     STORE_TOO_LONG);
    assert_int_equal(store_write_key(&store, "i", "", value, 1),
                     STORE_EMPTY_NAME);
    assert_int_equal(store_write_key(&store, "", "k", value, 1),
                     STORE_EMPTY_NAME);
    assert_int_equal(store_write_key(&store, "i", "k", value, 1025),
                     STORE_TOO_LONG);
    assert_int_equal(store_write_package(&store, "i", value, (8 << 20) + 1),
                     STORE_TOO_LONG);
    name[64] = '\0';
    assert_int_equal(store_write_key(&store, name, name, value, 1), STORE_OK);
    assert_int_equal(store_read_key(&store, name, name, value, 0, &length),
                     STORE_BUFFER);
    assert_int_equal(length, 1);
    assert_int_equal(store_delete_key(&store, name, "other"), STORE_NOT_FOUND);
    assert_int_equal(open_store(), STORE_OK);
    assert_int_equal(store_read_key(&store, name, name, value, 1, &length),
                     STORE_OK);
    device.sectors = 15;
    assert_int_equal(store_format(&device), STORE_TOO_SMALL);
    assert_int_equal(open_store(), STORE_TOO_SMALL);
}

static void a_full_store_still_deletes(void **state)
{
    struct model m = { 0 };
    char key[12];
    unsigned n = 0;

    (void)state;
    for (unsigned sectors = 16; sectors < 40; sectors++) {
        static struct store_entry many[64];

        fresh_store(sectors);
        assert_int_equal(store_open(&store, &device, many, 64), STORE_OK);
        for (n = 0;; n++) {
            snprintf(key, sizeof key, "%u", n);
            if (store_write_key(&store, "x", key, "", 0) != STORE_OK)
                break;
        }
        assert_true(n + 4 >= sectors - 2);
        while (n-- > 0) {
            snprintf(key, sizeof key, "%u", n);
            assert_int_equal(store_delete_key(&store, "x", key), STORE_OK);
            traced = 0;
        }
        assert_true(equals(&m));
    }
}

static void an_index_without_room_is_full(void **state)
{
    (void)state;
    fresh_store(64);
    assert_int_equal(store_open(&store, &device, entries, 1), STORE_OK);
    assert_int_equal(store_write_key(&store, "a", "k", "1", 1), STORE_OK);
    assert_int_equal(store_write_key(&store, "a", "l", "1", 1), STORE_FULL);
    assert_int_equal(store_write_key(&store, "a", "k", "2", 1), STORE_OK);
    assert_int_equal(store_open(&store, &device, entries, 0), STORE_FULL);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_hundred_thousand_operations_agree_with_the_model),
        cmocka_unit_test(a_power_cut_leaves_each_operation_done_or_not),
        cmocka_unit_test(a_power_cut_in_format_leaves_no_half_store),
        cmocka_unit_test(a_flipped_bit_is_noticed_or_does_no_harm),
        cmocka_unit_test(a_lost_checkpoint_is_noticed_or_does_no_harm),
        cmocka_unit_test(a_device_that_fails_stops_changes_until_reopened),
        cmocka_unit_test(limits_are_refused_by_name),
        cmocka_unit_test(a_full_store_still_deletes),
        cmocka_unit_test(an_index_without_room_is_full),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
