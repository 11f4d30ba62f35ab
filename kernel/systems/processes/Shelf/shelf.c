/* SPDX-License-Identifier: MIT
 *
 * Stands in for the security coordinator: see processes.camkes.
 *
 * Every package of the archive is installed from the beginning but for one,
 * `exiter`, which is built in only, until somebody installs or starts it. It
 * writes packages through a window of one page, as the coordinator does.
 */
#include <archive.h>
#include <camkes.h>
#include <memory.h>
#include <slots.h>
#include <stdio.h>
#include <string.h>
#include <window.h>

SLOTS_OF_COMPONENT(slots);

static struct {
    uint32_t offset, value, length;
} altered = { .offset = UINT32_MAX, .length = UINT32_MAX };

static char said[SECURITY_VALUE_MAX + 1] = "";
static bool installed;  /* the one that is built in */
static int answer = -1; /* in place of the truth */

void pre_init(void)
{
    window_open(&slots, CAMKES_OWN_VSPACE, 1);
}

/* -- packages -------------------------------------------------------------- */

static bool find(const char *id, struct archive_file *file)
{
    const struct archive a = { (const char *)archive, archive_get_size() };
    char name[SECURITY_ID_MAX + sizeof ".tsr"];

    snprintf(name, sizeof name, "%.64s.tsr", id);
    return archive_find(&a, name, file);
}

int security_size_buffer(const char *id, uint32_t *length)
{
    struct archive_file file;

    if (answer >= 0)
        return answer;
    if (!find(id, &file))
        return SECURITY_NOT_FOUND;
    *length = (uint32_t)file.length;
    if (*length > altered.length)
        *length = altered.length;
    return SECURITY_OK;
}

int security_install_builtin(const char *id)
{
    struct archive_file file;

    if (!find(id, &file))
        return SECURITY_NOT_FOUND;
    if (strcmp(id, "exiter") || installed)
        return SECURITY_FOUND;
    installed = true;
    return SECURITY_OK;
}

int security_withdraw_builtin(const char *id)
{
    if (strcmp(id, "exiter") || !installed)
        return SECURITY_NOT_FOUND;
    installed = false;
    return SECURITY_OK;
}

/* Bytes [at, at + length) of a package go to a page; one may be altered. */
static void write_page(const struct archive_file *file, uint32_t at,
                       uint32_t length)
{
    char *page = window_page(0);

    memcpy(page, (const char *)file->bytes + at, length);
    if (altered.offset >= at && altered.offset < at + length)
        page[altered.offset - at] ^= (char)altered.value;
}

static bool write_frame(seL4_CPtr frames, uint32_t bits, uint32_t index,
                        const struct archive_file *file, uint32_t length)
{
    const uint32_t at = index * WINDOW_PAGE;
    const uint32_t rest = length - at < WINDOW_PAGE ? length - at : WINDOW_PAGE;
    seL4_CPtr slot = slots_take(&slots);
    bool written = false;

    if (!seL4_CNode_Copy(CAMKES_OWN_CNODE, slot, seL4_WordBits, frames, index,
                         (uint8_t)bits, seL4_AllRights) &&
        !window_map(slot, 0, seL4_ReadWrite)) {
        write_page(file, at, rest);
        written = true;
    }
    slots_drop(&slots, slot);
    return written;
}

int security_load_application(const char *id, seL4_CPtr frames, uint32_t bits,
                              uint32_t length)
{
    struct archive_file file;
    uint32_t wanted = 0;
    seL4_CPtr cnode;
    bool written = true;

    if (security_size_buffer(id, &wanted) != SECURITY_OK || !find(id, &file))
        return SECURITY_NOT_FOUND;
    if (length != wanted)
        return SECURITY_LENGTH;
    cnode = slots_keep(&slots, frames);
    for (uint32_t i = 0; written && i * WINDOW_PAGE < length; i++)
        written = write_frame(cnode, bits, i, &file, length);
    slots_drop(&slots, cnode);
    return written ? SECURITY_OK : SECURITY_BAD_FRAMES;
}

int security_install(seL4_CPtr frames, uint32_t bits, uint32_t length,
                     char **id)
{
    *id = strdup("from.frames");
    return frames && bits && length ? SECURITY_OK : SECURITY_BAD_FRAMES;
}

int security_install_app(const char *id, seL4_CPtr frames, uint32_t bits,
                         uint32_t length)
{
    struct archive_file file;

    (void)frames, (void)bits, (void)length;
    return find(id, &file) ? SECURITY_FOUND : SECURITY_FULL;
}

int security_uninstall(const char *id)
{
    struct archive_file file;

    if (answer >= 0)
        return answer;
    if (!find(id, &file) || (!strcmp(id, "exiter") && !installed))
        return SECURITY_NOT_FOUND;
    if (!strcmp(id, "exiter"))
        installed = false;
    return SECURITY_OK;
}

/* -- what the tester has no use for ---------------------------------------- */

char *security_echo(const char *text)
{
    return strdup(text);
}

int security_get_packages(uint32_t first, size_t *count,
                          struct security_package **packages, uint32_t *next)
{
    (void)first, (void)count, (void)packages, (void)next;
    return SECURITY_MEMORY;
}

int security_get_manifest(const char *id, char **text)
{
    (void)id, (void)text;
    return SECURITY_MEMORY;
}

int security_capscan(uint32_t first, char **text, uint32_t *next)
{
    (void)first, (void)text, (void)next;
    return SECURITY_MEMORY;
}

int files_size(const char *id, uint32_t *length)
{
    return security_size_buffer(id, length);
}

int files_read(const char *id, uint32_t offset, uint32_t length, size_t *count,
               uint8_t **bytes)
{
    (void)id, (void)offset, (void)length, (void)count, (void)bytes;
    return SECURITY_MEMORY;
}

/* -- keys ------------------------------------------------------------------ */

int keys_read(const char *id, const char *key, size_t *count, uint8_t **value)
{
    (void)id, (void)key;
    *value = (uint8_t *)strdup(said);
    *count = strlen(said);
    return SECURITY_OK;
}

int keys_write(const char *id, const char *key, size_t count,
               const uint8_t *value)
{
    (void)id, (void)key, (void)count, (void)value;
    return SECURITY_OK;
}

int keys_remove(const char *id, const char *key)
{
    (void)id, (void)key;
    return SECURITY_NOT_FOUND;
}

/* -- tampering ------------------------------------------------------------- */

void tampering_alter(uint32_t offset, uint32_t value, uint32_t length)
{
    altered.offset = offset;
    altered.value = value;
    altered.length = length;
}

void tampering_answer(int error)
{
    answer = error;
}

int tampering_installed(void)
{
    return installed;
}

void tampering_say(const char *value)
{
    strncpy(said, value, SECURITY_VALUE_MAX);
}
