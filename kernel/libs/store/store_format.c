/* SPDX-License-Identifier: MIT */
/*
 * Sectors of the store to and from structures, with their checksums. What
 * is decoded holds its limits: ids and keys are terminated, lengths allowed,
 * the kind is known and has the fields that it needs.
 */
#include <string.h>

#include "store_format.h"

static const uint32_t POLYNOMIAL = 0xedb88320; /* IEEE 802.3, reflected */

static void put(uint8_t *p, uint64_t value, unsigned bytes)
{
    for (unsigned i = 0; i < bytes; i++)
        p[i] = (uint8_t)(value >> 8 * i);
}

static uint64_t get(const uint8_t *p, unsigned bytes)
{
    uint64_t value = 0;

    while (bytes-- > 0)
        value = value << 8 | p[bytes];
    return value;
}

/* Four bits at a time: a table of 64 bytes, made at the first call. */
uint32_t store_crc32(uint32_t crc, const void *bytes, uint32_t length)
{
    static uint32_t table[16];
    const uint8_t *p = bytes;

    for (uint32_t i = 0; i < 16 && table[15] == 0; i++) {
        uint32_t c = i;

        for (unsigned bit = 0; bit < 4; bit++)
            c = c & 1 ? c >> 1 ^ POLYNOMIAL : c >> 1;
        table[i] = c;
    }
    crc = ~crc;
    for (uint32_t i = 0; i < length; i++) {
        crc ^= p[i];
        crc = crc >> 4 ^ table[crc & 15];
        crc = crc >> 4 ^ table[crc & 15];
    }
    return ~crc;
}

void seal_sector(uint8_t sector[STORE_SECTOR])
{
    put(sector + CHECKSUM_AT, store_crc32(0, sector, CHECKSUM_AT), 4);
}

static bool sealed(const uint8_t *sector, const char *magic)
{
    return memcmp(sector, magic, 4) == 0 &&
           get(sector + CHECKSUM_AT, 4) == store_crc32(0, sector, CHECKSUM_AT);
}

uint64_t record_sectors(uint32_t length)
{
    if (length <= RECORD_INLINE)
        return 1;
    return 1 + ((uint64_t)length + STORE_SECTOR - 1) / STORE_SECTOR;
}

void record_encode(const struct record *r, uint8_t sector[STORE_SECTOR])
{
    memset(sector, 0, STORE_SECTOR);
    memcpy(sector, "TSLG", 4);
    put(sector + 4, r->kind, 4);
    put(sector + 8, r->position, 8);
    put(sector + 16, r->length, 4);
    put(sector + 20, r->checksum, 4);
    memcpy(sector + RECORD_ID, r->id, strlen(r->id));
    memcpy(sector + RECORD_KEY, r->key, strlen(r->key));
}

void record_place(uint8_t sector[STORE_SECTOR], uint64_t position)
{
    put(sector + 8, position, 8);
    seal_sector(sector);
}

static bool fields_agree(const struct record *r)
{
    bool key = r->key[0] != '\0';

    switch (r->kind) {
    case RECORD_END:
        return true;
    case RECORD_PUT:
        return r->id[0] &&
               r->length <= (key ? STORE_VALUE_MAX : STORE_PACKAGE_MAX);
    case RECORD_DELETE:
        return r->id[0] && r->length == 0;
    case RECORD_REMOVE:
        return r->id[0] && !key && r->length == 0;
    default:
        return false;
    }
}

bool record_decode(const uint8_t sector[STORE_SECTOR], struct record *r)
{
    if (!sealed(sector, "TSLG"))
        return false;
    memset(r, 0, sizeof *r);
    r->kind = (enum record_kind)get(sector + 4, 4);
    r->position = get(sector + 8, 8);
    r->length = (uint32_t)get(sector + 16, 4);
    r->checksum = (uint32_t)get(sector + 20, 4);
    memcpy(r->id, sector + RECORD_ID, STORE_NAME_MAX);
    memcpy(r->key, sector + RECORD_KEY, STORE_NAME_MAX);
    return fields_agree(r);
}

void checkpoint_encode(const struct checkpoint *c, uint8_t *sector)
{
    memset(sector, 0, STORE_SECTOR);
    memcpy(sector, "TSCP", 4);
    put(sector + 4, STORE_VERSION, 4);
    put(sector + 8, c->generation, 8);
    put(sector + 16, c->sectors, 8);
    put(sector + 24, c->tail, 8);
    seal_sector(sector);
}

bool checkpoint_decode(const uint8_t *sector, struct checkpoint *c)
{
    if (!sealed(sector, "TSCP") || get(sector + 4, 4) != STORE_VERSION)
        return false;
    c->generation = get(sector + 8, 8);
    c->sectors = get(sector + 16, 8);
    c->tail = get(sector + 24, 8);
    return true;
}
