/* SPDX-License-Identifier: MIT
 *
 * Media: see medium.h. The block driver reads and writes a dataport, so data
 * are copied on the way; what does not fit goes in several requests.
 */
#include "medium.h"

#include <camkes.h>
#include <string.h>

#include "room.h"

/* -- the block device ------------------------------------------------------ */

static uint8_t *window(void)
{
    return (uint8_t *)(uintptr_t)data;
}

static uint32_t at_once(uint32_t count)
{
    uint32_t most = (uint32_t)(data_get_size() / STORE_SECTOR);

    return count < most ? count : most;
}

static bool device_read(void *context, uint64_t first, uint32_t count, void *to)
{
    uint8_t *bytes = to;

    (void)context;
    for (uint32_t n; count > 0; count -= n) {
        n = at_once(count);
        if (block_read(first, n) != 1)
            return false;
        data_acquire();
        memcpy(bytes, window(), n * STORE_SECTOR);
        first += n;
        bytes += n * STORE_SECTOR;
    }
    return true;
}

static bool device_write(void *context, uint64_t first, uint32_t count,
                         const void *from)
{
    const uint8_t *bytes = from;

    (void)context;
    for (uint32_t n; count > 0; count -= n) {
        n = at_once(count);
        memcpy(window(), bytes, n * STORE_SECTOR);
        data_release();
        if (block_write(first, n) != 1)
            return false;
        first += n;
        bytes += n * STORE_SECTOR;
    }
    return true;
}

static bool device_flush(void *context)
{
    (void)context;
    return block_flush() == 1;
}

bool medium_device(struct store_device *device)
{
    if (!block_sectors || !data)
        return false;
    *device = (struct store_device){ .sectors = block_sectors(),
                                     .read = device_read,
                                     .write = device_write,
                                     .flush = device_flush };
    return device->sectors > 0;
}

/* -- memory ---------------------------------------------------------------- */

static bool memory_read(void *context, uint64_t first, uint32_t count, void *to)
{
    memcpy(to, (uint8_t *)context + first * STORE_SECTOR,
           (size_t)count * STORE_SECTOR);
    return true;
}

static bool memory_write(void *context, uint64_t first, uint32_t count,
                         const void *from)
{
    memcpy((uint8_t *)context + first * STORE_SECTOR, from,
           (size_t)count * STORE_SECTOR);
    return true;
}

static bool memory_flush(void *context)
{
    (void)context;
    return true;
}

bool medium_memory(struct store_device *device)
{
    uint8_t *bytes = room_store();

    *device =
        (struct store_device){ .context = bytes,
                               .sectors =
                                   bytes ? ROOM_STORE_BYTES / STORE_SECTOR : 0,
                               .read = memory_read,
                               .write = memory_write,
                               .flush = memory_flush };
    return bytes != NULL;
}
