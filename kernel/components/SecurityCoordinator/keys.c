/* SPDX-License-Identifier: MIT
 *
 * The keys of bundles: the procedure Keys.
 */
#include <camkes.h>
#include <stdlib.h>
#include <string.h>

#include "packages.h"
#include "storage.h"

static enum security_error check(const char *id, const char *key)
{
    size_t length = strnlen(key, SECURITY_KEY_MAX + 1);
    enum security_error error = packages_check_id(id);

    if (error == SECURITY_OK && (length == 0 || length > SECURITY_KEY_MAX))
        error = SECURITY_BAD_KEY;
    return error;
}

int keys_read(const char *id, const char *key, size_t *value_sz,
              uint8_t **value)
{
    enum security_error error = check(id, key);
    uint32_t length = 0;
    struct store *s;

    *value = malloc(SECURITY_VALUE_MAX);
    *value_sz = 0;
    if (error == SECURITY_OK && !*value)
        error = SECURITY_MEMORY;
    if (error != SECURITY_OK)
        return (int)error;
    state_lock();
    error = storage_ready(&s);
    if (error == SECURITY_OK)
        error = storage_error(
            store_read_key(s, id, key, *value, SECURITY_VALUE_MAX, &length));
    state_unlock();
    if (error == SECURITY_OK)
        *value_sz = length;
    return (int)error;
}

int keys_write(const char *id, const char *key, size_t value_sz,
               const uint8_t *value)
{
    enum security_error error = check(id, key);
    struct store *s;

    if (error == SECURITY_OK && value_sz > SECURITY_VALUE_MAX)
        error = SECURITY_BAD_VALUE;
    if (error != SECURITY_OK)
        return (int)error;
    state_lock();
    error = storage_ready(&s);
    if (error == SECURITY_OK)
        error = storage_error(
            store_write_key(s, id, key, value, (uint32_t)value_sz));
    state_unlock();
    return (int)error;
}

int keys_remove(const char *id, const char *key)
{
    enum security_error error = check(id, key);
    struct store *s;

    if (error != SECURITY_OK)
        return (int)error;
    state_lock();
    error = storage_ready(&s);
    if (error == SECURITY_OK)
        error = storage_error(store_delete_key(s, id, key));
    state_unlock();
    return (int)error;
}
