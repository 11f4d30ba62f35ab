/* SPDX-License-Identifier: MIT
 *
 * Stands in for the security coordinator: packages and keys that are made up.
 *
 * Byte n of a package is (n / 4096 * 7 + n) % 256, but its first words are a
 * function that returns 42. The package of "org.slow" is handed out only when
 * somebody has said so: until then the reader waits.
 *
 *     key        its value
 *     motto      a short text
 *     gone       there the first time, when it is opened, and never again
 */
#include <camkes.h>
#include <security.h>
#include <stdlib.h>
#include <string.h>

enum { PACKAGE_BYTES = 3 * 4096 + 10, PIECE = 2048 };

static const uint32_t code[] = { 0x02a00513 /* li a0, 42 */,
                                 0x00008067 /* ret */ };
static unsigned asked_for_gone;

static uint8_t byte_at(uint32_t n)
{
    if (n < sizeof code)
        return ((const uint8_t *)code)[n];
    return (uint8_t)(n / 4096 * 7 + n);
}

int files_size(const char *id, uint32_t *length)
{
    *length = PACKAGE_BYTES;
    return strcmp(id, "org.none") ? SECURITY_OK : SECURITY_NOT_FOUND;
}

int files_read(const char *id, uint32_t offset, uint32_t length,
               size_t *bytes_sz, uint8_t **bytes)
{
    uint32_t left = offset < PACKAGE_BYTES ? PACKAGE_BYTES - offset : 0;

    if (!strcmp(id, "org.slow") && offset == 0) {
        held_emit();
        release_wait();
    }
    if (length > PIECE)
        length = PIECE;
    if (length > left)
        length = left;
    *bytes = malloc(length + 1);
    if (!*bytes)
        return SECURITY_MEMORY;
    for (uint32_t i = 0; i < length; i++)
        (*bytes)[i] = byte_at(offset + i);
    *bytes_sz = length;
    return SECURITY_OK;
}

static int give(const void *value, size_t length, size_t *value_sz,
                uint8_t **out)
{
    *out = malloc(length + 1);
    if (!*out)
        return SECURITY_MEMORY;
    memcpy(*out, value, length);
    *value_sz = length;
    return SECURITY_OK;
}

int keys_read(const char *id, const char *key, size_t *value_sz,
              uint8_t **value)
{
    static const char motto[] = "festina lente";

    (void)id;
    *value_sz = 0;
    *value = NULL;
    if (!strcmp(key, "motto"))
        return give(motto, sizeof motto - 1, value_sz, value);
    if (!strcmp(key, "gone") && asked_for_gone++ % 2 == 0)
        return give(motto, sizeof motto - 1, value_sz, value);
    return SECURITY_NOT_FOUND;
}

int keys_write(const char *id, const char *key, size_t value_sz,
               const uint8_t *value)
{
    (void)id, (void)key, (void)value_sz, (void)value;
    return SECURITY_DEVICE;
}

int keys_remove(const char *id, const char *key)
{
    (void)id, (void)key;
    return SECURITY_DEVICE;
}
