/* SPDX-License-Identifier: MIT
 *
 * The shared store: see storage.h.
 */
#include "storage.h"

#include <camkes.h>
#include <logger.h>

#include "medium.h"

enum { ENTRIES = 2048 }; /* packages and keys of all bundles */

static struct store store = { .broken = true }; /* not open */
static struct store_entry entries[ENTRIES];
static struct store_device medium;

enum security_error storage_error(enum store_result result)
{
    static const enum security_error errors[STORE_RESULTS] = {
        [STORE_OK] = SECURITY_OK,
        [STORE_FULL] = SECURITY_FULL,
        [STORE_NOT_FOUND] = SECURITY_NOT_FOUND,
        [STORE_TOO_LONG] = SECURITY_BAD_VALUE,
        [STORE_EMPTY_NAME] = SECURITY_BAD_KEY,
        [STORE_BUFFER] = SECURITY_ANSWER,
        [STORE_CORRUPT] = SECURITY_CORRUPT,
        [STORE_BLANK] = SECURITY_CORRUPT,
        [STORE_TOO_SMALL] = SECURITY_DEVICE,
        [STORE_DEVICE] = SECURITY_DEVICE,
    };

    return errors[result];
}

static enum store_result open_store(void)
{
    return store_open(&store, &medium, entries, ENTRIES);
}

static enum store_result format(const char *what)
{
    enum store_result result = store_format(&medium);

    if (result == STORE_OK)
        result = open_store();
    if (result == STORE_OK)
        log_info("store", "a new one, %s", what);
    return result;
}

static bool start_on_device(void)
{
    enum store_result result;

    if (!medium_device(&medium)) {
        log_warn("store", "no block device: packages and keys do not persist");
        return false;
    }
    result = open_store();
    if (result == STORE_BLANK)
        result = format("on the block device");
    else if (result == STORE_OK)
        log_info("store", "%u packages and keys on the block device",
                 (unsigned)store.count);
    if (result == STORE_OK)
        return true;
    log_error("store",
              "the block device is left as it is: %s; packages and keys do "
              "not persist",
              store_result_text(result));
    return false;
}

bool storage_start(void)
{
    if (start_on_device())
        return true;
    return medium_memory(&medium) && format("in memory") == STORE_OK;
}

enum security_error storage_ready(struct store **s)
{
    enum store_result result = STORE_OK;

    if (store.broken)
        result = open_store();
    *s = &store;
    return storage_error(result);
}

void storage_verify(void)
{
    enum store_result result = store_verify(&store);

    if (result == STORE_OK)
        log_info("store", "verified: all is as it was written");
    else
        log_error("store", "not as it was written: %s",
                  store_result_text(result));
}
