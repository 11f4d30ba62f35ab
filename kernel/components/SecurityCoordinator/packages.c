/* SPDX-License-Identifier: MIT
 *
 * Packages: see packages.h.
 */
#include "packages.h"

#include <archive.h>
#include <camkes.h>
#include <logger.h>
#include <string.h>

#include "room.h"
#include "storage.h"

static struct built_in table[PACKAGES_BUILT_IN];
static uint32_t count;

/* The id of the installed package that the buffer holds; "": of none. So who
   reads a file piece by piece has it fetched once. */
static char held[SECURITY_ID_MAX + 1];

void packages_forget(void)
{
    held[0] = '\0';
}

void packages_release(void)
{
    if (room_buffer_done())
        packages_forget();
}

/* -- checks ---------------------------------------------------------------- */

enum security_error packages_check_id(const char *id)
{
    size_t length = strnlen(id, SECURITY_ID_MAX + 1);

    return bundle_id_valid(id, length) ? SECURITY_OK : SECURITY_ID_INVALID;
}

enum security_error packages_verify(const uint8_t *bytes, uint32_t length,
                                    const struct bundle **bundle)
{
    static struct bundle b;
    unsigned where;
    enum bundle_error error = bundle_verify(bytes, length, &b, &where);

    *bundle = &b;
    if (error == BUNDLE_OK)
        return SECURITY_OK;
    log_debug("packages", "a bundle is refused: %s (%u)",
              bundle_error_text(error), where);
    return (enum security_error)(SECURITY_BUNDLE + (int)error);
}

/* -- built-in ones --------------------------------------------------------- */

const struct built_in *packages_built_in(const char *id)
{
    for (uint32_t i = 0; i < count; i++)
        if (strcmp(table[i].id, id) == 0)
            return &table[i];
    return NULL;
}

uint32_t packages_built_in_table(const struct built_in **rows)
{
    *rows = table;
    return count;
}

static void insert(const struct built_in *new)
{
    uint32_t at = count++;

    for (; at > 0 && strcmp(table[at - 1].id, new->id) > 0; at--)
        table[at] = table[at - 1];
    table[at] = *new;
}

static void take_file(const struct archive_file *file)
{
    struct built_in new = { .bytes = file->bytes };
    const struct bundle *bundle;
    enum security_error error;

    if (file->length > BUNDLE_BYTES_MAX) {
        log_warn("packages", "%s is too large", file->name);
        return;
    }
    new.length = (uint32_t)file->length;
    error = packages_verify(new.bytes, new.length, &bundle);
    if (error != SECURITY_OK) {
        log_warn("packages", "%s: %s", file->name,
                 bundle_error_text(error - SECURITY_BUNDLE));
        return;
    }
    strcpy(new.id, bundle->manifest.id);
    if (packages_built_in(new.id))
        log_warn("packages", "%s: there is %s already", file->name, new.id);
    else if (count == PACKAGES_BUILT_IN)
        log_warn("packages", "%s: there are too many", file->name);
    else
        insert(&new);
}

static bool is_package(const char *name)
{
    size_t length = strlen(name), ending = strlen(".tsr");

    return length > ending && strcmp(name + length - ending, ".tsr") == 0;
}

void packages_scan(void)
{
    struct archive all = { (const char *)(uintptr_t)archive,
                           archive_get_size() };
    enum archive_error error = archive_check(&all, NULL);
    struct archive_file file;
    size_t at = 0;

    if (error != ARCHIVE_OK)
        log_warn("packages", "the boot archive: %s", archive_error_text(error));
    while (archive_next(&all, &at, &file))
        if (is_package(file.name))
            take_file(&file);
    log_info("packages", "%u built in", (unsigned)count);
}

/* -- what the store has ---------------------------------------------------- */

/* For people who look at the disk; the length says it. */
static const uint8_t note[PACKAGES_NOTE_BYTES] = "built in";

bool packages_is_note(uint32_t length)
{
    return length == PACKAGES_NOTE_BYTES;
}

/* What the store has under an id, by asking for it without a buffer. */
static enum store_result stored_length(struct store *s, const char *id,
                                       uint32_t *length)
{
    enum store_result result = store_read_package(s, id, NULL, 0, length);

    return result == STORE_BUFFER ? STORE_OK : result;
}

/* The store, for what is about an id that can be. */
static enum security_error open_for(const char *id, struct store **s)
{
    enum security_error error = packages_check_id(id);

    return error == SECURITY_OK ? storage_ready(s) : error;
}

/* The package that counts: the built-in one, or NULL, then it is the store's
 * copy. */
static enum security_error find(struct store *s, const char *id,
                                const struct built_in **built_in,
                                uint32_t *length)
{
    const struct built_in *b = packages_built_in(id);
    enum store_result result = stored_length(s, id, length);
    bool noted = result == STORE_OK && packages_is_note(*length);

    *built_in = NULL;
    if (!noted && (result != STORE_NOT_FOUND || !b))
        return storage_error(result);
    if (!b)
        return SECURITY_GONE;
    *built_in = b;
    *length = b->length;
    return SECURITY_OK;
}

enum security_error packages_length(const char *id, uint32_t *length)
{
    const struct built_in *b;
    struct store *s;
    enum security_error error = open_for(id, &s);

    return error == SECURITY_OK ? find(s, id, &b, length) : error;
}

static enum security_error fetch_stored(struct store *s, const char *id,
                                        uint32_t length, const uint8_t **bytes)
{
    bool is_held = strcmp(held, id) == 0;
    enum store_result result;
    uint8_t *buffer;

    if (!is_held) /* even if there should be no room for this one */
        packages_forget();
    buffer = room_buffer(length);
    if (!buffer)
        return SECURITY_MEMORY;
    *bytes = buffer;
    if (is_held)
        return SECURITY_OK;
    result = store_read_package(s, id, buffer, length, &length);
    if (result == STORE_OK)
        strcpy(held, id);
    return storage_error(result);
}

enum security_error packages_fetch(const char *id, const uint8_t **bytes,
                                   uint32_t *length)
{
    const struct built_in *b;
    struct store *s;
    enum security_error error = open_for(id, &s);

    if (error == SECURITY_OK)
        error = find(s, id, &b, length);
    if (error != SECURITY_OK)
        return error;
    if (!b)
        return fetch_stored(s, id, *length, bytes);
    *bytes = b->bytes;
    return SECURITY_OK;
}

/* -- changes --------------------------------------------------------------- */

/* Whether a package, copy or note, may be written: nothing is replaced. */
static enum security_error check_vacant(struct store *s, const char *id)
{
    uint32_t other;
    enum store_result result = stored_length(s, id, &other);

    if (result == STORE_OK)
        return SECURITY_FOUND;
    return result == STORE_NOT_FOUND ? SECURITY_OK : storage_error(result);
}

enum security_error packages_keep(const char *id, const uint8_t *bytes,
                                  uint32_t length)
{
    struct store *s;
    enum security_error error = open_for(id, &s);

    if (error == SECURITY_OK)
        error = check_vacant(s, id);
    if (error == SECURITY_OK)
        error = storage_error(store_write_package(s, id, bytes, length));
    if (error == SECURITY_OK)
        log_info("packages", "%s is installed, %u bytes", id, (unsigned)length);
    return error;
}

enum security_error packages_note(const char *id)
{
    struct store *s;
    enum security_error error = open_for(id, &s);

    if (error == SECURITY_OK)
        error = check_vacant(s, id);
    if (error == SECURITY_OK && !packages_built_in(id))
        error = SECURITY_NOT_FOUND;
    if (error == SECURITY_OK)
        error = storage_error(store_write_package(s, id, note, sizeof note));
    if (error == SECURITY_OK)
        log_debug("packages", "%s is installed, as it is built in", id);
    return error;
}

enum security_error packages_withdraw(const char *id)
{
    struct store *s;
    enum security_error error = open_for(id, &s);
    enum store_result result;
    uint32_t length;

    if (error != SECURITY_OK)
        return error;
    result = stored_length(s, id, &length);
    if (result == STORE_OK && !packages_is_note(length))
        return SECURITY_NOT_FOUND;
    if (result == STORE_OK)
        result = store_delete_package(s, id);
    return storage_error(result);
}

enum security_error packages_remove(const char *id)
{
    struct store *s;
    enum security_error error = open_for(id, &s);
    enum store_result result;
    uint32_t length;

    if (error != SECURITY_OK)
        return error;
    result = stored_length(s, id, &length);
    if (result == STORE_OK)
        result = store_remove_bundle(s, id);
    if (strcmp(held, id) == 0)
        packages_forget();
    return storage_error(result);
}
