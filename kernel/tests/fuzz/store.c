/* SPDX-License-Identifier: MIT */
/*
 * Fuzz target: a store on any medium (kernel/libs/store).
 *
 * An input is the device, its last sector filled with zeros. It is opened as
 * it is, and with the checksums of all its sectors made right, so that what
 * they say gets past them. Whatever it says, no access is outside of the
 * device or of memory, and every operation ends. What was written to a store
 * that opens can be read back; an operation that is refused as full or as
 * damage changes nothing that is seen.
 */
#include <string.h>

#include "../../libs/store/store_format.h"
#include "fuzz_target.h"

enum { ENTRIES = 24, SECTORS_MAX = 256, VALUE = 700 };

struct medium {
    uint8_t *bytes;
    uint64_t sectors;
};

static uint8_t buffer[STORE_PACKAGE_MAX];

static bool inside(const struct medium *m, uint64_t first, uint32_t count)
{
    return first <= m->sectors && count <= m->sectors - first;
}

static bool read(void *context, uint64_t first, uint32_t count, void *to)
{
    struct medium *m = context;

    PROMISED(inside(m, first, count));
    memcpy(to, m->bytes + first * STORE_SECTOR, (size_t)count * STORE_SECTOR);
    return true;
}

static bool write(void *context, uint64_t first, uint32_t count,
                  const void *from)
{
    struct medium *m = context;

    PROMISED(inside(m, first, count));
    memcpy(m->bytes + first * STORE_SECTOR, from, (size_t)count * STORE_SECTOR);
    return true;
}

static bool flush(void *context)
{
    (void)context;
    return true;
}

static void read_all(struct store *s)
{
    uint32_t length;

    for (uint32_t i = 0; i < s->count; i++) {
        struct store_entry e = s->entries[i];

        PROMISED(i == 0 || strcmp(s->entries[i - 1].id, e.id) < 0 ||
                 strcmp(s->entries[i - 1].key, e.key) < 0);
        if (e.key[0])
            store_read_key(s, e.id, e.key, buffer, sizeof buffer, &length);
        else
            store_read_package(s, e.id, buffer, sizeof buffer, &length);
    }
    store_verify(s);
}

static void change(struct store *s)
{
    static uint8_t value[VALUE];
    uint32_t length;

    for (unsigned i = 0; i < 20; i++) {
        memset(value, (int)i, sizeof value);
        if (store_write_key(s, "fuzz", "k", value, VALUE) != STORE_OK)
            break;
        PROMISED(store_read_key(s, "fuzz", "k", buffer, VALUE, &length) ==
                 STORE_OK);
        PROMISED(length == VALUE && memcmp(buffer, value, VALUE) == 0);
    }
    if (s->count > 0) {
        char id[STORE_NAME_MAX + 1];

        memcpy(id, s->entries[0].id, sizeof id);
        if (store_remove_bundle(s, id) == STORE_OK)
            PROMISED(s->count == 0 || strcmp(s->entries[0].id, id) != 0);
    }
}

static void use(struct medium *m)
{
    static struct store_entry entries[ENTRIES];
    static struct store store;
    struct store_device device = { m, m->sectors, read, write, flush };

    if (store_open(&store, &device, entries, ENTRIES) != STORE_OK)
        return;
    read_all(&store);
    change(&store);
    read_all(&store);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct medium m;
    size_t bytes;

    if (size > SECTORS_MAX * STORE_SECTOR)
        size = SECTORS_MAX * STORE_SECTOR;
    m.sectors = (size + STORE_SECTOR - 1) / STORE_SECTOR;
    bytes = m.sectors * STORE_SECTOR;
    m.bytes = calloc(1, bytes ? bytes : 1);
    memcpy(m.bytes, data, size);
    use(&m);
    memset(m.bytes, 0, bytes);
    memcpy(m.bytes, data, size);
    for (uint64_t i = 0; i < m.sectors; i++)
        seal_sector(m.bytes + i * STORE_SECTOR);
    use(&m);
    free(m.bytes);
    return 0;
}
