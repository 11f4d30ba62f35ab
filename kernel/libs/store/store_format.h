/* SPDX-License-Identifier: MIT
 *
 * What is on the device: sectors 0 and 1 are checkpoints, the others a ring
 * in which the log goes round. Position p of the log is sector
 * 2 + p % (sectors - 2); positions only grow. Numbers are little-endian; both
 * kinds of sector end with the CRC-32 of their first 508 bytes.
 *
 *   checkpoint  offset size
 *                    0    4  magic "TSCP"
 *                    4    4  version of the format, 1
 *                    8    8  generation: the highest valid one counts; it
 *                            stands in sector generation % 2
 *                   16    8  sectors of the device
 *                   24    8  position of the oldest record
 *                   32  476  0
 *                  508    4  checksum
 *
 *   record      offset size
 *                    0    4  magic "TSLG"
 *                    4    4  kind, enum record_kind
 *                    8    8  its own position
 *                   16    4  length of the data in bytes
 *                   20    4  CRC-32 of the data
 *                   24   64  id, zeros behind it
 *                   88   64  key, zeros behind it; a package has none
 *                  152  356  data that fits, zeros behind it
 *                  508    4  checksum
 *
 * Longer data is in whole sectors behind the record's, zeros at its end.
 */
#pragma once

#include <stdbool.h>
#include <stdint.h>

#include "store.h"

enum { RING_FIRST = 2, CHECKSUM_AT = STORE_SECTOR - 4, STORE_VERSION = 1 };

enum {
    RECORD_ID = 24,
    RECORD_KEY = RECORD_ID + STORE_NAME_MAX,
    RECORD_DATA = RECORD_KEY + STORE_NAME_MAX,
    RECORD_INLINE = CHECKSUM_AT - RECORD_DATA
};

enum record_kind {
    RECORD_END = 1,    /* the log ends here */
    RECORD_PUT = 2,    /* a key or a package */
    RECORD_DELETE = 3, /* a key, or a package, is no more */
    RECORD_REMOVE = 4  /* a bundle is no more: package and keys */
};

struct record {
    enum record_kind kind;
    uint64_t position;
    uint32_t length, checksum; /* of the data */
    char id[STORE_NAME_MAX + 1];
    char key[STORE_NAME_MAX + 1];
};

struct checkpoint {
    uint64_t generation, sectors, tail;
};

/** CRC-32 (IEEE 802.3) of bytes in pieces; `crc` is 0 at the first. */
uint32_t store_crc32(uint32_t crc, const void *bytes, uint32_t length);

/** Sectors that a record with `length` bytes of data takes, itself included. */
uint64_t record_sectors(uint32_t length);

/** Fills in all of a sector but the data in it; seal_sector comes last. */
void record_encode(const struct record *r, uint8_t sector[STORE_SECTOR]);

/** Gives a record's sector another position, and seals it. */
void record_place(uint8_t sector[STORE_SECTOR], uint64_t position);

/** Reads a record's sector. False: it is none, or its fields contradict. */
bool record_decode(const uint8_t sector[STORE_SECTOR], struct record *r);

/** Fills in and seals a checkpoint's sector. */
void checkpoint_encode(const struct checkpoint *c, uint8_t *sector);

/** Reads a checkpoint's sector. False: it is none. */
bool checkpoint_decode(const uint8_t *sector, struct checkpoint *c);

/** Writes the checksum into the last bytes of a sector. */
void seal_sector(uint8_t sector[STORE_SECTOR]);
