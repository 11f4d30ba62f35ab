/* SPDX-License-Identifier: MIT
 *
 * In the place of the security coordinator and the pager: a few keys in
 * memory, and addresses with nothing behind them.
 */
#include <camkes.h>
#include <stdlib.h>
#include <string.h>

enum { KEYS = 8, PAGE = 4096 };

struct key {
    char id[SECURITY_ID_MAX + 1], name[SECURITY_KEY_MAX + 1];
    size_t length;
    uint8_t value[SECURITY_VALUE_MAX];
};

static struct key table[KEYS];

static struct key *find(const char *id, const char *name)
{
    for (unsigned i = 0; i < KEYS; i++) {
        if (!strcmp(table[i].id, id) && !strcmp(table[i].name, name))
            return &table[i];
    }
    return NULL;
}

int keys_read(const char *id, const char *key, size_t *value_sz,
              uint8_t **value)
{
    struct key *k = find(id, key);

    *value_sz = k ? k->length : 0;
    *value = malloc(*value_sz + 1);
    if (*value && k)
        memcpy(*value, k->value, k->length);
    return k ? SECURITY_OK : SECURITY_NOT_FOUND;
}

int keys_write(const char *id, const char *key, size_t value_sz,
               const uint8_t *value)
{
    struct key *k = find(id, key);

    if (value_sz > SECURITY_VALUE_MAX)
        return SECURITY_BAD_VALUE;
    if (strlen(id) > SECURITY_ID_MAX || strlen(key) > SECURITY_KEY_MAX)
        return SECURITY_BAD_KEY;
    k = k ? k : find("", "");
    if (!k)
        return SECURITY_FULL;
    strcpy(k->id, id);
    strcpy(k->name, key);
    k->length = value_sz;
    memcpy(k->value, value, value_sz);
    return SECURITY_OK;
}

int keys_remove(const char *id, const char *key)
{
    struct key *k = find(id, key);

    if (!k)
        return SECURITY_NOT_FOUND;
    *k = (struct key){ 0 };
    return SECURITY_OK;
}

int mappings_map(uint32_t run, uint64_t length, uint32_t rights, uint32_t flags,
                 const char *file, uint64_t offset, uint64_t *vaddr)
{
    (void)rights, (void)flags, (void)offset;
    *vaddr = 0x80000000 + (uint64_t)run * PAGE;
    if (*file)
        return PAGER_NO_FILE;
    return length % PAGE ? PAGER_BAD_RANGE : PAGER_OK;
}

int mappings_unmap(uint32_t run, uint64_t vaddr, uint64_t length)
{
    (void)length;
    return vaddr == 0x80000000 + (uint64_t)run * PAGE ? PAGER_OK
                                                      : PAGER_BAD_RANGE;
}
