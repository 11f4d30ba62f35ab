/* SPDX-License-Identifier: MIT
 *
 * The security coordinator.
 *
 *     procedure  thread     what it may use
 *     Security   security   packages, frames of the caller's, the copier
 *     Keys       keys       the store
 *     Files      files      packages
 *     -          control    starts everything, then is the copier
 *
 * All three take the mutex `state` for as long as a call lasts, so a call sees
 * and leaves a whole state. With it held they call the block driver, the memory
 * manager and the logger, which are more urgent and call nobody here.
 *
 * A package is copied out of the caller's frames into memory of our own, is
 * then checked, and only then kept: what was checked is what is kept.
 */
#include <bundle.h>
#include <camkes.h>
#include <capscan.h>
#include <logger.h>
#include <stdlib.h>
#include <string.h>

#include "copier.h"
#include "frames.h"
#include "packages.h"
#include "room.h"
#include "storage.h"

enum {
    ROWS_MAX = 48,   /* of packages in one answer */
    TEXT_MAX = 3584, /* bytes of text in one answer */
};

/* -- the component --------------------------------------------------------- */

void post_init(void)
{
    if (!room_init() || !copier_init()) {
        log_error("start", "no memory, or no rights: nothing can be done");
        return;
    }
    packages_scan();
    if (storage_start())
        storage_verify();
    else
        log_error("start", "no memory for the store");
}

int run(void)
{
    copier_run();
    return 1;
}

char *security_echo(const char *text)
{
    return strdup(text);
}

int security_capscan(uint32_t first, char **text, uint32_t *next)
{
    struct capscan scan = { .cnode = CAMKES_OWN_CNODE,
                            .slots = 1u << CAMKES_CNODE_BITS,
                            .own = CAMKES_OWN_CNODE,
                            .spare = slots_take(&slots) };

    *text = malloc(TEXT_MAX);
    if (*text)
        *next = capscan_text(&scan, first, *text, TEXT_MAX);
    slots_give(&slots, scan.spare);
    if (!*text)
        return SECURITY_MEMORY;
    return SECURITY_OK;
}

/* -- install, uninstall ---------------------------------------------------- */

/* Copies a package into the buffer and checks it there. */
static enum security_error receive(struct frames frames, uint32_t length,
                                   uint8_t **bytes,
                                   const struct bundle **bundle)
{
    enum security_error error;

    if (length == 0 || length > BUNDLE_BYTES_MAX)
        return SECURITY_LENGTH;
    packages_forget();
    *bytes = room_buffer(length);
    if (!*bytes)
        return SECURITY_MEMORY;
    error = frames_read(frames, *bytes, length);
    if (error == SECURITY_OK)
        error = packages_verify(*bytes, length, bundle);
    return error;
}

/* Under its own id, which is told: there is memory for that before anything is
 * kept. */
static enum security_error keep_as_it_says(const struct bundle *b,
                                           const uint8_t *bytes,
                                           uint32_t length, char **id)
{
    char *name = strdup(b->manifest.id);
    enum security_error error =
        name ? packages_keep(name, bytes, length) : SECURITY_MEMORY;

    if (error == SECURITY_OK)
        *id = name;
    else
        free(name);
    return error;
}

int security_install(seL4_CPtr cnode, uint32_t bits, uint32_t length, char **id)
{
    const struct bundle *bundle;
    enum security_error error;
    uint8_t *bytes;

    *id = NULL;
    state_lock();
    error = receive((struct frames){ cnode, bits }, length, &bytes, &bundle);
    if (error == SECURITY_OK)
        error = keep_as_it_says(bundle, bytes, length, id);
    packages_release();
    state_unlock();
    return (int)error;
}

int security_install_app(const char *id, seL4_CPtr cnode, uint32_t bits,
                         uint32_t length)
{
    enum security_error error = packages_check_id(id);
    const struct bundle *bundle;
    uint8_t *bytes;

    if (error != SECURITY_OK)
        return (int)error;
    state_lock();
    error = receive((struct frames){ cnode, bits }, length, &bytes, &bundle);
    if (error == SECURITY_OK)
        error = packages_keep(id, bytes, length);
    packages_release();
    state_unlock();
    return (int)error;
}

int security_install_builtin(const char *id)
{
    enum security_error error;

    state_lock();
    error = packages_note(id);
    state_unlock();
    return (int)error;
}

int security_withdraw_builtin(const char *id)
{
    enum security_error error;

    state_lock();
    error = packages_withdraw(id);
    state_unlock();
    return (int)error;
}

int security_uninstall(const char *id)
{
    enum security_error error;

    state_lock();
    error = packages_remove(id);
    state_unlock();
    return (int)error;
}

/* -- what there is --------------------------------------------------------- */

/* Walks over both tables, which are in order of id, at once. */
struct walk {
    const struct store *store;
    const struct built_in *table;
    uint32_t count, built_in, stored;
};

static const struct store_entry *next_stored(struct walk *w)
{
    for (; w->stored < w->store->count; w->stored++)
        if (w->store->entries[w->stored].key[0] == '\0')
            return &w->store->entries[w->stored];
    return NULL;
}

static bool next_package(struct walk *w, struct security_package *p)
{
    const struct store_entry *e = next_stored(w);
    const struct built_in *b =
        w->built_in < w->count ? &w->table[w->built_in] : NULL;
    int order = !e ? 1 : !b ? -1 : strcmp(e->id, b->id);

    if (!e && !b)
        return false;
    memset(p, 0, sizeof *p);
    p->installed = order <= 0;
    p->builtin = order >= 0;
    w->stored += p->installed;
    w->built_in += p->builtin;
    p->copied = p->installed && !packages_is_note(e->length);
    strcpy(p->id, p->installed ? e->id : b->id);
    p->length = p->copied ? e->length : p->builtin ? b->length : 0;
    return true;
}

int security_get_packages(uint32_t first, size_t *packages_sz,
                          struct security_package **packages, uint32_t *next)
{
    struct security_package *rows = calloc(ROWS_MAX + 1, sizeof *rows);
    struct walk w = { 0 };
    struct store *s;
    uint32_t number = 0, n = 0;
    enum security_error error;

    if (!rows)
        return SECURITY_MEMORY;
    state_lock();
    error = storage_ready(&s);
    w.store = s;
    w.count = packages_built_in_table(&w.table);
    for (; error == SECURITY_OK && n <= ROWS_MAX && next_package(&w, &rows[n]);
         number++)
        n += number >= first;
    state_unlock();
    *next = n > ROWS_MAX ? first + ROWS_MAX : 0;
    *packages_sz = n > ROWS_MAX ? ROWS_MAX : n;
    *packages = rows;
    return (int)error;
}

int security_size_buffer(const char *id, uint32_t *length)
{
    enum security_error error;

    state_lock();
    error = packages_length(id, length);
    state_unlock();
    return (int)error;
}

static enum security_error copy_manifest(const struct bundle *b, char **text)
{
    if (b->manifest_length > TEXT_MAX)
        return SECURITY_ANSWER;
    *text = strndup(b->manifest_text, b->manifest_length);
    return *text ? SECURITY_OK : SECURITY_MEMORY;
}

int security_get_manifest(const char *id, char **text)
{
    const struct bundle *bundle;
    enum security_error error;
    const uint8_t *bytes;
    uint32_t length;

    *text = NULL;
    state_lock();
    error = packages_fetch(id, &bytes, &length);
    if (error == SECURITY_OK)
        error = packages_verify(bytes, length, &bundle);
    if (error == SECURITY_OK)
        error = copy_manifest(bundle, text);
    packages_release();
    state_unlock();
    return (int)error;
}

int security_load_application(const char *id, seL4_CPtr cnode, uint32_t bits,
                              uint32_t length)
{
    const struct bundle *bundle;
    enum security_error error;
    const uint8_t *bytes;
    uint32_t size;

    state_lock();
    error = packages_fetch(id, &bytes, &size);
    if (error == SECURITY_OK && size != length)
        error = SECURITY_LENGTH;
    if (error == SECURITY_OK)
        error = packages_verify(bytes, size, &bundle);
    if (error == SECURITY_OK)
        error = frames_write((struct frames){ cnode, bits }, bytes, size);
    packages_release();
    state_unlock();
    return (int)error;
}
