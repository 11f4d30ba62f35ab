/* SPDX-License-Identifier: MIT */
/*
 * The store: a log of records that goes round in a ring of sectors.
 *
 * Model. What is alive is what follows from the records between tail and
 * head, in order: a PUT supersedes, a DELETE takes out one key or a package, a
 * REMOVE all of a bundle. At the head stands an END record. An operation is
 * one record:
 *
 *   1. its data go behind the head, and an END behind them;     flush
 *   2. its own sector takes the place of the END at the head;   flush
 *
 * A sector is written wholly or not at all, so the power goes either before
 * step 2's write is on the medium, and the operation has not happened, or
 * after it, and it has. Each record holds its own position, which never comes
 * again: what an earlier round has left in a sector does not pass for a part
 * of the log. Any sector that is neither a record nor the END where one must
 * be is damage, not the end of the log, and is reported.
 *
 * Room comes from the tail. A record there that is dead is passed over; one
 * that is live is appended once more, after which the old one is dead. A
 * DELETE or REMOVE at the tail has nothing before it that it could concern.
 * The sectors passed over are used again only after a checkpoint says so
 * (`durable_tail`); two checkpoint sectors take turns. If the newest one is
 * lost, the log from the tail of the older one either is still whole and says
 * the same, or its first sectors have been used again, which is noticed.
 *
 * Invariants, in sectors:
 *   tail and head: durable_tail <= tail <= head < durable_tail + ring
 *   room to move: outside of an operation there is room behind the head for
 *     the largest live record, once the dead ones at the tail are passed
 *     over. So a collection, which needs no more at a time, never gets stuck.
 *   room to delete: a PUT leaves one sector more; so a DELETE always fits.
 *
 * Every refusal is before the first write. If the device fails in a change,
 * nobody knows which sectors it holds: the store refuses changes from then
 * on (`broken`) and is to be opened anew, as after a power cut.
 */
#include <string.h>

#include "store_index.h"

/* Collected at a time: at most this part of the ring. */
enum { COLLECT_PART = 16 };

static const uint64_t POSITION_MAX = 1ull << 56; /* 2^47 rounds, at least */

static bool ring_read(struct store *s, uint64_t position, uint32_t count,
                      uint8_t *to)
{
    while (count > 0) {
        uint64_t at = position % s->ring, n = s->ring - at;

        if (n > count)
            n = count;
        if (!s->device.read(s->device.context, RING_FIRST + at, (uint32_t)n,
                            to))
            return false;
        position += n;
        count -= (uint32_t)n;
        to += n * STORE_SECTOR;
    }
    return true;
}

static bool ring_write(struct store *s, uint64_t position, uint32_t count,
                       const uint8_t *from)
{
    while (count > 0) {
        uint64_t at = position % s->ring, n = s->ring - at;

        if (n > count)
            n = count;
        if (!s->device.write(s->device.context, RING_FIRST + at, (uint32_t)n,
                             from))
            return false;
        s->figures.sectors_written += n;
        position += n;
        count -= (uint32_t)n;
        from += n * STORE_SECTOR;
    }
    return true;
}

static bool flush(struct store *s)
{
    s->figures.flushes++;
    return s->device.flush(s->device.context);
}

/* -- writing -------------------------------------------------------------- */

/* Sectors behind the head up to `tail`, without that of the END. */
static uint64_t room_before(const struct store *s, uint64_t tail)
{
    return s->ring - (s->head - tail) - 1;
}

static bool checkpoint(struct store *s)
{
    struct checkpoint c = { s->generation + 1, s->device.sectors, s->tail };

    checkpoint_encode(&c, s->copy);
    if (!s->device.write(s->device.context, c.generation % 2, 1, s->copy) ||
        !flush(s))
        return false;
    s->figures.sectors_written++;
    s->figures.checkpoints++;
    s->generation = c.generation;
    s->durable_tail = s->tail;
    return true;
}

static void encode_end(uint64_t position, uint8_t *sector)
{
    struct record end = { .kind = RECORD_END, .position = position };

    record_encode(&end, sector);
    seal_sector(sector);
}

/* Steps 1 (its end) and 2 of the record in s->record, of `sectors`. */
static bool commit(struct store *s, uint64_t sectors)
{
    encode_end(s->head + sectors, s->copy);
    if (!ring_write(s, s->head + sectors, 1, s->copy) || !flush(s))
        return false;
    if (!ring_write(s, s->head, 1, s->record) || !flush(s))
        return false;
    s->head += sectors;
    return true;
}

/* Data behind the record: whole sectors as they are, the last one filled. */
static bool write_body(struct store *s, const uint8_t *data, uint32_t length)
{
    uint32_t whole = length / STORE_SECTOR, rest = length % STORE_SECTOR;

    if (!ring_write(s, s->head + 1, whole, data))
        return false;
    if (rest == 0)
        return true;
    memset(s->copy, 0, STORE_SECTOR);
    memcpy(s->copy, data + (uint64_t)whole * STORE_SECTOR, rest);
    return ring_write(s, s->head + 1 + whole, 1, s->copy);
}

static bool append(struct store *s, struct record *r, const void *data)
{
    r->position = s->head;
    r->checksum = store_crc32(0, data, r->length);
    if (r->length > RECORD_INLINE && !write_body(s, data, r->length))
        return false;
    record_encode(r, s->record);
    if (r->length > 0 && r->length <= RECORD_INLINE)
        memcpy(s->record + RECORD_DATA, data, r->length);
    seal_sector(s->record);
    return commit(s, record_sectors(r->length));
}

/* Appends the record at the tail, whose sector is in s->record, once more. */
static bool move(struct store *s, uint64_t sectors)
{
    for (uint64_t done = 1; done < sectors;) {
        uint64_t n = sectors - done;

        if (n > STORE_COPY_SECTORS)
            n = STORE_COPY_SECTORS;
        if (!ring_read(s, s->tail + done, (uint32_t)n, s->copy) ||
            !ring_write(s, s->head + done, (uint32_t)n, s->copy))
            return false;
        done += n;
    }
    record_place(s->record, s->head);
    s->figures.moved_records++;
    return commit(s, sectors);
}

/* Passes over the record at the tail. */
static enum store_result collect(struct store *s)
{
    struct store_entry *e;
    struct record r;
    uint64_t sectors, head = s->head;

    if (!ring_read(s, s->tail, 1, s->record))
        return STORE_DEVICE;
    if (!record_decode(s->record, &r) || r.position != s->tail ||
        r.kind == RECORD_END)
        return STORE_CORRUPT;
    sectors = record_sectors(r.length);
    e = r.kind == RECORD_PUT ? index_find(s, r.id, r.key) : NULL;
    if (e && e->position == s->tail) {
        if (room_before(s, s->durable_tail) < sectors && !checkpoint(s))
            return STORE_DEVICE;
        if (room_before(s, s->durable_tail) < sectors)
            return STORE_CORRUPT; /* only a forged log is that full */
        if (!move(s, sectors))
            return STORE_DEVICE;
        e->position = head;
    }
    s->tail += sectors;
    return STORE_OK;
}

/*
 * Collects until there is room for `sectors`: one round at most. Once at it,
 * it goes on for a part of what is dead, so that the checkpoint, which costs
 * a flush, serves many operations.
 */
static enum store_result make_room(struct store *s, uint64_t sectors)
{
    uint64_t stop = s->head, ahead = (s->ring - s->live) / 2;
    enum store_result result;

    if (room_before(s, s->durable_tail) >= sectors)
        return STORE_OK;
    if (ahead > s->ring / COLLECT_PART)
        ahead = s->ring / COLLECT_PART;
    while (room_before(s, s->tail) < sectors + ahead && s->tail < stop) {
        result = collect(s);
        if (result != STORE_OK)
            return result;
    }
    if (room_before(s, s->tail) < sectors)
        return STORE_FULL;
    if (room_before(s, s->durable_tail) < sectors && !checkpoint(s))
        return STORE_DEVICE;
    return STORE_OK;
}

/* Makes room for a record, with the invariants' rest, and appends it. */
static enum store_result change(struct store *s, struct record *r,
                                const void *data)
{
    uint64_t sectors = record_sectors(r->length), rest = index_largest(s);
    enum store_result result;

    if (s->broken)
        return STORE_DEVICE;
    if (rest < sectors)
        rest = sectors;
    /* the END; and for a PUT the sector that a DELETE may need */
    if (s->live + sectors + rest + 1 + (r->kind == RECORD_PUT) > s->ring)
        return STORE_FULL;
    result = make_room(s, sectors + rest);
    if (result == STORE_OK && !append(s, r, data))
        result = STORE_DEVICE;
    s->broken = result == STORE_DEVICE || result == STORE_CORRUPT;
    return result;
}

/* -- opening -------------------------------------------------------------- */

static bool all_zero(const uint8_t *sector)
{
    for (unsigned i = 0; i < STORE_SECTOR; i++) {
        if (sector[i] != 0)
            return false;
    }
    return true;
}

/* Reads the newest checkpoint. */
static enum store_result find_checkpoint(struct store *s)
{
    struct checkpoint c;
    bool blank = true;

    for (unsigned i = 0; i < RING_FIRST; i++) {
        if (!s->device.read(s->device.context, i, 1, s->record))
            return STORE_DEVICE;
        blank = blank && all_zero(s->record);
        if (!checkpoint_decode(s->record, &c) || c.generation % 2 != i ||
            c.sectors != s->device.sectors || c.tail > POSITION_MAX ||
            c.generation <= s->generation)
            continue;
        s->generation = c.generation;
        s->tail = s->durable_tail = s->head = c.tail;
    }
    if (s->generation > 0)
        return STORE_OK;
    return blank ? STORE_BLANK : STORE_CORRUPT;
}

static bool replay(struct store *s, const struct record *r)
{
    if (r->kind == RECORD_PUT)
        return index_put(s, r);
    if (r->kind == RECORD_DELETE)
        index_delete(s, r->id, r->key);
    else
        index_remove(s, r->id);
    return true;
}

/* Follows the log from tail to END. */
static enum store_result read_log(struct store *s)
{
    for (;;) {
        uint64_t sectors;
        struct record r;

        if (!ring_read(s, s->head, 1, s->record))
            return STORE_DEVICE;
        if (!record_decode(s->record, &r) || r.position != s->head)
            return STORE_CORRUPT;
        if (r.kind == RECORD_END)
            return STORE_OK;
        sectors = record_sectors(r.length);
        if (sectors > room_before(s, s->tail))
            return STORE_CORRUPT;
        if (!replay(s, &r))
            return STORE_FULL;
        s->head += sectors;
    }
}

enum store_result store_open(struct store *s, const struct store_device *device,
                             struct store_entry *entries, uint32_t capacity)
{
    enum store_result result;

    memset(s, 0, sizeof *s);
    s->device = *device;
    s->entries = entries;
    s->capacity = capacity;
    s->broken = true;
    if (device->sectors < STORE_SECTORS_MIN)
        return STORE_TOO_SMALL;
    s->ring = device->sectors - RING_FIRST;
    result = find_checkpoint(s);
    if (result == STORE_OK)
        result = read_log(s);
    s->broken = result != STORE_OK;
    if (s->broken)
        s->count = 0;
    return result;
}

/* No valid checkpoint until the first END is there. */
enum store_result store_format(const struct store_device *device)
{
    struct checkpoint first = { 1, device->sectors, 0 };
    uint8_t sector[STORE_SECTOR] = { 0 };
    void *context = device->context;

    if (device->sectors < STORE_SECTORS_MIN)
        return STORE_TOO_SMALL;
    if (!device->write(context, 0, 1, sector) ||
        !device->write(context, 1, 1, sector) || !device->flush(context))
        return STORE_DEVICE;
    encode_end(0, sector);
    if (!device->write(context, RING_FIRST, 1, sector) ||
        !device->flush(context))
        return STORE_DEVICE;
    checkpoint_encode(&first, sector);
    if (!device->write(context, first.generation % 2, 1, sector) ||
        !device->flush(context))
        return STORE_DEVICE;
    return STORE_OK;
}

/* -- reading -------------------------------------------------------------- */

/* Reads an entry's data, into `to` unless that is NULL; checks them. */
static enum store_result read_data(struct store *s, const struct store_entry *e,
                                   uint8_t *to)
{
    uint32_t crc = 0, n;
    struct record r;

    if (!ring_read(s, e->position, 1, s->record))
        return STORE_DEVICE;
    if (!record_decode(s->record, &r) || r.position != e->position ||
        r.kind != RECORD_PUT || r.length != e->length)
        return STORE_CORRUPT;
    for (uint32_t done = 0; done < r.length; done += n) {
        const uint8_t *from = s->copy;

        n = r.length - done;
        if (r.length <= RECORD_INLINE) {
            from = s->record + RECORD_DATA;
        } else {
            if (n > sizeof s->copy)
                n = sizeof s->copy;
            if (!ring_read(s, e->position + 1 + done / STORE_SECTOR,
                           (n + STORE_SECTOR - 1) / STORE_SECTOR, s->copy))
                return STORE_DEVICE;
        }
        crc = store_crc32(crc, from, n);
        if (to)
            memcpy(to + done, from, n);
    }
    return crc == r.checksum ? STORE_OK : STORE_CORRUPT;
}

/* -- operations ----------------------------------------------------------- */

static enum store_result copy_name(char *to, const char *name)
{
    size_t length = strnlen(name, STORE_NAME_MAX + 1);

    if (length == 0)
        return STORE_EMPTY_NAME;
    if (length > STORE_NAME_MAX)
        return STORE_TOO_LONG;
    memcpy(to, name, length);
    return STORE_OK;
}

/* Begins a record; `key` is NULL for what is about package or bundle. */
static enum store_result name_record(struct record *r, enum record_kind kind,
                                     const char *id, const char *key)
{
    enum store_result result;

    memset(r, 0, sizeof *r);
    r->kind = kind;
    result = copy_name(r->id, id);
    return result == STORE_OK && key ? copy_name(r->key, key) : result;
}

static enum store_result write_record(struct store *s, const char *id,
                                      const char *key, const void *data,
                                      uint32_t length, uint32_t max)
{
    struct record r;
    enum store_result result = name_record(&r, RECORD_PUT, id, key);

    if (result != STORE_OK)
        return result;
    if (length > max)
        return STORE_TOO_LONG;
    if (s->count == s->capacity && !index_find(s, r.id, r.key))
        return STORE_FULL;
    r.length = length;
    result = change(s, &r, data);
    if (result == STORE_OK)
        index_put(s, &r);
    return result;
}

static enum store_result read_record(struct store *s, const char *id,
                                     const char *key, void *buffer,
                                     uint32_t size, uint32_t *length)
{
    struct record r;
    enum store_result result = name_record(&r, RECORD_PUT, id, key);
    const struct store_entry *e;

    if (result != STORE_OK)
        return result;
    e = index_find(s, r.id, r.key);
    if (!e)
        return STORE_NOT_FOUND;
    *length = e->length;
    return e->length <= size ? read_data(s, e, buffer) : STORE_BUFFER;
}

enum store_result store_write_key(struct store *s, const char *id,
                                  const char *key, const void *value,
                                  uint32_t length)
{
    return write_record(s, id, key, value, length, STORE_VALUE_MAX);
}

enum store_result store_read_key(struct store *s, const char *id,
                                 const char *key, void *buffer, uint32_t size,
                                 uint32_t *length)
{
    return read_record(s, id, key, buffer, size, length);
}

enum store_result store_write_package(struct store *s, const char *id,
                                      const void *bytes, uint32_t length)
{
    return write_record(s, id, NULL, bytes, length, STORE_PACKAGE_MAX);
}

enum store_result store_read_package(struct store *s, const char *id,
                                     void *buffer, uint32_t size,
                                     uint32_t *length)
{
    return read_record(s, id, NULL, buffer, size, length);
}

static enum store_result delete_record(struct store *s, const char *id,
                                       const char *key)
{
    struct record r;
    enum store_result result = name_record(&r, RECORD_DELETE, id, key);

    if (result != STORE_OK)
        return result;
    if (!index_find(s, r.id, r.key))
        return STORE_NOT_FOUND;
    result = change(s, &r, "");
    if (result == STORE_OK)
        index_delete(s, r.id, r.key);
    return result;
}

enum store_result store_delete_key(struct store *s, const char *id,
                                   const char *key)
{
    return delete_record(s, id, key);
}

enum store_result store_delete_package(struct store *s, const char *id)
{
    return delete_record(s, id, NULL);
}

enum store_result store_remove_bundle(struct store *s, const char *id)
{
    struct record r;
    enum store_result result = name_record(&r, RECORD_REMOVE, id, NULL);
    uint32_t first;

    if (result != STORE_OK)
        return result;
    first = index_lower(s, r.id, "");
    if (first == s->count || strcmp(s->entries[first].id, r.id) != 0)
        return STORE_NOT_FOUND;
    result = change(s, &r, "");
    if (result == STORE_OK)
        index_remove(s, r.id);
    return result;
}

enum store_result store_verify(struct store *s)
{
    for (uint32_t i = 0; i < s->count; i++) {
        enum store_result result = read_data(s, &s->entries[i], NULL);

        if (result != STORE_OK)
            return result;
    }
    return STORE_OK;
}

const char *store_result_text(enum store_result result)
{
    static const char *const texts[STORE_RESULTS] = {
        "no error",
        "no room left in the store",
        "not found",
        "longer than allowed",
        "empty name",
        "buffer too small",
        "the medium is damaged",
        "no store on the device",
        "device too small",
        "the device failed",
    };

    return (unsigned)result < STORE_RESULTS ? texts[result] : "unknown error";
}
