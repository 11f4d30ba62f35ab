/* SPDX-License-Identifier: MIT
 *
 * Packages as files: the procedure Files.
 */
#include <camkes.h>
#include <stdlib.h>
#include <string.h>

#include "packages.h"

enum { PIECE = 2048 };

int files_size(const char *id, uint32_t *length)
{
    enum security_error error;

    state_lock();
    error = packages_length(id, length);
    state_unlock();
    return (int)error;
}

int files_read(const char *id, uint32_t offset, uint32_t length,
               size_t *bytes_sz, uint8_t **bytes)
{
    enum security_error error;
    const uint8_t *package;
    uint32_t size;

    *bytes_sz = 0;
    *bytes = malloc(PIECE);
    if (!*bytes)
        return SECURITY_MEMORY;
    if (length > PIECE)
        length = PIECE;
    state_lock();
    error = packages_fetch(id, &package, &size);
    if (error == SECURITY_OK && offset < size) {
        *bytes_sz = length < size - offset ? length : size - offset;
        memcpy(*bytes, package + offset, *bytes_sz);
    }
    state_unlock();
    return (int)error;
}
