/* SPDX-License-Identifier: MIT
 *
 * Stands in for the security coordinator: packages that are only names, and
 * room for four keys of the bundle `exits`.
 */
#include <camkes.h>
#include <stdlib.h>
#include <string.h>

/* -- packages -------------------------------------------------------------- */

/* One in each portion. */
int security_get_packages(uint32_t first, size_t *packages_sz,
                          struct security_package **packages, uint32_t *next)
{
    static const struct security_package all[] = {
        { .id = "crashes", .builtin = 1, .length = 1000 },
        { .id = "exits", .builtin = 1, .installed = 1, .length = 20000 },
        { .id = "lost", .installed = 1 },
        { .id = "mine",
          .builtin = 1,
          .installed = 1,
          .copied = 1,
          .length = 7 },
        { .id = "runs", .installed = 1, .copied = 1, .length = 345 },
    };
    enum { COUNT = sizeof all / sizeof *all };

    *packages_sz = first < COUNT;
    *packages = calloc(1, sizeof **packages);
    if (*packages && first < COUNT)
        **packages = all[first];
    *next = first + 1 < COUNT ? first + 1 : 0;
    return SECURITY_OK;
}

char *security_echo(const char *text)
{
    return strdup(text);
}

int security_install(seL4_CPtr frames, uint32_t bits, uint32_t length,
                     char **id)
{
    (void)frames;
    (void)bits;
    (void)length;
    *id = strdup("");
    return SECURITY_FULL;
}

int security_install_app(const char *id, seL4_CPtr frames, uint32_t bits,
                         uint32_t length)
{
    (void)id;
    (void)frames;
    (void)bits;
    (void)length;
    return SECURITY_FULL;
}

int security_install_builtin(const char *id)
{
    (void)id;
    return SECURITY_FULL;
}

int security_withdraw_builtin(const char *id)
{
    (void)id;
    return SECURITY_NOT_FOUND;
}

int security_uninstall(const char *id)
{
    (void)id;
    return SECURITY_NOT_FOUND;
}

int security_size_buffer(const char *id, uint32_t *length)
{
    (void)id;
    *length = 0;
    return SECURITY_NOT_FOUND;
}

int security_get_manifest(const char *id, char **text)
{
    (void)id;
    *text = strdup("");
    return SECURITY_NOT_FOUND;
}

int security_load_application(const char *id, seL4_CPtr frames, uint32_t bits,
                              uint32_t length)
{
    (void)id;
    (void)frames;
    (void)bits;
    (void)length;
    return SECURITY_NOT_FOUND;
}

int security_capscan(uint32_t first, char **text, uint32_t *next)
{
    (void)first;
    *next = 0;
    *text = NULL;
    return SECURITY_MEMORY;
}

/* -- keys ------------------------------------------------------------------ */

static struct {
    char key[SECURITY_KEY_MAX + 1];
    size_t length;
    uint8_t value[SECURITY_VALUE_MAX];
} table[4];

enum { PLACES = sizeof table / sizeof table[0] };

static unsigned find(const char *key)
{
    unsigned i = 0;

    while (i < PLACES && strcmp(table[i].key, key) != 0)
        i++;
    return i;
}

int keys_read(const char *id, const char *key, size_t *value_sz,
              uint8_t **value)
{
    unsigned i = find(key);

    *value_sz = 0;
    *value = malloc(SECURITY_VALUE_MAX);
    if (strcmp(id, "exits") != 0 || i == PLACES || !*value)
        return SECURITY_NOT_FOUND;
    *value_sz = table[i].length;
    memcpy(*value, table[i].value, table[i].length);
    return SECURITY_OK;
}

int keys_write(const char *id, const char *key, size_t value_sz,
               const uint8_t *value)
{
    unsigned i = find(key);

    if (strcmp(id, "exits") != 0)
        return SECURITY_NOT_FOUND;
    if (strlen(key) > SECURITY_KEY_MAX)
        return SECURITY_BAD_KEY;
    if (i == PLACES)
        i = find("");
    if (i == PLACES)
        return SECURITY_FULL;
    strcpy(table[i].key, key);
    memcpy(table[i].value, value, value_sz);
    table[i].length = value_sz;
    return SECURITY_OK;
}

int keys_remove(const char *id, const char *key)
{
    unsigned i = find(key);

    if (strcmp(id, "exits") != 0 || i == PLACES)
        return SECURITY_NOT_FOUND;
    table[i].key[0] = 0;
    return SECURITY_OK;
}
