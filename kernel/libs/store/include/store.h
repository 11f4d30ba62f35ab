/* SPDX-License-Identifier: MIT
 *
 * A store for packages and keys on a block device.
 *
 * Each bundle, named by its id, may have one package and any number of keys.
 * Every operation that changes something has happened wholly or not at all,
 * whenever the power goes; when it has returned STORE_OK, it has happened.
 * store.c explains how, and has the table of what is on the device.
 *
 * Ids and keys are terminated strings of 1..64 bytes. A store belongs to one
 * thread. Memory is the caller's: the store itself, and an index with an
 * entry for each package and key.
 */
#pragma once

#include <stdbool.h>
#include <stdint.h>

enum {
    STORE_SECTOR = 512,
    STORE_NAME_MAX = 64,
    STORE_VALUE_MAX = 1024,
    STORE_PACKAGE_MAX = 8 << 20,
    STORE_SECTORS_MIN = 16, /* of a device */
    STORE_COPY_SECTORS = 16 /* at a time, when a record moves */
};

enum store_result {
    STORE_OK,
    STORE_FULL,       /* no room on the device, or in the index */
    STORE_NOT_FOUND,  /* no such key or package */
    STORE_TOO_LONG,   /* id, key, value or package above its limit */
    STORE_EMPTY_NAME, /* id or key without a byte */
    STORE_BUFFER,     /* the caller's buffer is too small */
    STORE_CORRUPT,    /* the medium does not say what was written */
    STORE_BLANK,      /* no store on the device: zeros only */
    STORE_TOO_SMALL,  /* device of too few sectors */
    STORE_DEVICE,     /* the device failed; if in a change: open it anew */
    STORE_RESULTS
};

/*
 * A device. A sector is written wholly or not at all; those written since
 * the last flush may be lost in any selection. Functions return false if the
 * device fails; `first` and `count` are in sectors and within `sectors`.
 */
struct store_device {
    void *context;
    uint64_t sectors;
    bool (*read)(void *context, uint64_t first, uint32_t count, void *to);
    bool (*write)(void *context, uint64_t first, uint32_t count,
                  const void *from);
    bool (*flush)(void *context);
};

/* What is alive: a package has the empty key. In order of id, then key. */
struct store_entry {
    char id[STORE_NAME_MAX + 1];
    char key[STORE_NAME_MAX + 1];
    uint32_t length;   /* of the data, in bytes */
    uint64_t position; /* of its record in the log */
};

struct store_figures {
    uint64_t sectors_written, flushes, moved_records, checkpoints;
};

struct store {
    struct store_device device;
    struct store_entry *entries;
    uint32_t capacity, count;
    uint64_t ring;                     /* sectors of the log */
    uint64_t tail, durable_tail, head; /* positions, see store.c */
    uint64_t generation;               /* of the newest checkpoint */
    uint64_t live;                     /* sectors of live records */
    bool broken;                       /* a change failed half way */
    struct store_figures figures;
    uint8_t record[STORE_SECTOR];
    uint8_t copy[STORE_COPY_SECTORS * STORE_SECTOR];
};

/**
 * Makes an empty store; what was on the device is lost.
 *
 * @return STORE_OK, STORE_TOO_SMALL, STORE_DEVICE
 */
enum store_result store_format(const struct store_device *device);

/**
 * Opens a store: reads the log's headers; writes nothing.
 *
 * @param entries   the index; the store's until it is opened again
 * @param capacity  its number of entries
 * @return STORE_OK; STORE_BLANK: to be formatted first; STORE_CORRUPT;
 *         STORE_FULL: the index has too few entries; STORE_TOO_SMALL;
 *         STORE_DEVICE
 */
enum store_result store_open(struct store *s, const struct store_device *device,
                             struct store_entry *entries, uint32_t capacity);

/**
 * Writes a key, new or not.
 *
 * @param length  of the value, 0..STORE_VALUE_MAX bytes
 * @return STORE_OK, STORE_TOO_LONG, STORE_EMPTY_NAME, STORE_FULL,
 *         STORE_CORRUPT, STORE_DEVICE
 */
enum store_result store_write_key(struct store *s, const char *id,
                                  const char *key, const void *value,
                                  uint32_t length);

/**
 * Reads a key.
 *
 * @param buffer  room for `size` bytes
 * @param length  receives the length of the value, after STORE_BUFFER too
 * @return STORE_OK, STORE_NOT_FOUND, STORE_TOO_LONG, STORE_EMPTY_NAME,
 *         STORE_BUFFER, STORE_CORRUPT, STORE_DEVICE
 */
enum store_result store_read_key(struct store *s, const char *id,
                                 const char *key, void *buffer, uint32_t size,
                                 uint32_t *length);

/**
 * Deletes a key. There is always room for that.
 *
 * @return STORE_OK, STORE_NOT_FOUND, STORE_TOO_LONG, STORE_EMPTY_NAME,
 *         STORE_CORRUPT, STORE_DEVICE
 */
enum store_result store_delete_key(struct store *s, const char *id,
                                   const char *key);

/**
 * Writes the package of a bundle, new or not.
 *
 * @param length  0..STORE_PACKAGE_MAX bytes
 * @return as store_write_key
 */
enum store_result store_write_package(struct store *s, const char *id,
                                      const void *bytes, uint32_t length);

/** Reads the package of a bundle; parameters and results as store_read_key. */
enum store_result store_read_package(struct store *s, const char *id,
                                     void *buffer, uint32_t size,
                                     uint32_t *length);

/**
 * Deletes the package of a bundle, and none of its keys. There is always room
 * for that.
 *
 * @return as store_delete_key
 */
enum store_result store_delete_package(struct store *s, const char *id);

/**
 * Removes the package of a bundle and all its keys, at once.
 *
 * @return as store_delete_key; STORE_NOT_FOUND: it has neither
 */
enum store_result store_remove_bundle(struct store *s, const char *id);

/**
 * Reads all live data and holds it against its checksums.
 *
 * @return STORE_OK, STORE_CORRUPT, STORE_DEVICE
 */
enum store_result store_verify(struct store *s);

/** What a result means, in a few words without a full stop, for people. */
const char *store_result_text(enum store_result result);
