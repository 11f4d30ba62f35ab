/* SPDX-License-Identifier: MIT
 *
 * What must be there: see model.h.
 */
#include "model.h"

#include <archive.h>
#include <camkes.h>
#include <stdio.h>
#include <string.h>

struct model_key model_keys[MODEL_KEYS];
unsigned model_key_count;
struct model_package model_packages[MODEL_PACKAGES];
unsigned model_package_count;

enum model_owner model_owner(const char *id)
{
    if (id[0] == 's')
        return MODEL_SHARED;
    return (id[0] > 'm') == number ? MODEL_OURS : MODEL_OTHERS;
}

/* -- keys ------------------------------------------------------------------ */

struct model_key *model_find_key(const char *id, const char *key)
{
    for (unsigned i = 0; i < model_key_count; i++)
        if (strcmp(model_keys[i].id, id) == 0 &&
            strcmp(model_keys[i].key, key) == 0)
            return &model_keys[i];
    return NULL;
}

bool model_has_room(void)
{
    return model_key_count < MODEL_KEYS;
}

void model_set_key(const char *id, const char *key, const uint8_t *value,
                   uint32_t length)
{
    struct model_key *k = model_find_key(id, key);

    if (!k)
        k = &model_keys[model_key_count++];
    strcpy(k->id, id);
    strcpy(k->key, key);
    k->length = length;
    memcpy(k->value, value, length);
}

void model_remove_key(struct model_key *k)
{
    *k = model_keys[--model_key_count];
}

/* -- packages -------------------------------------------------------------- */

struct model_package *model_find_package(const char *id)
{
    for (unsigned i = 0; i < model_package_count; i++)
        if (strcmp(model_packages[i].id, id) == 0)
            return &model_packages[i];
    return NULL;
}

void model_keep(const char *id, const uint8_t *bytes, uint32_t length,
                bool note)
{
    struct model_package *p = &model_packages[model_package_count++];

    strcpy(p->id, id);
    p->note = note;
    p->length = length;
    memcpy(p->bytes, bytes, length);
}

void model_withdraw(struct model_package *p)
{
    *p = model_packages[--model_package_count];
}

void model_uninstall(struct model_package *p)
{
    for (unsigned i = model_key_count; i-- > 0;)
        if (strcmp(model_keys[i].id, p->id) == 0)
            model_remove_key(&model_keys[i]);
    model_withdraw(p);
}

struct model_bytes model_built_in(const char *id)
{
    struct archive all = { (const char *)(uintptr_t)archive,
                           archive_get_size() };
    struct archive_file file = { 0 };
    char name[SECURITY_ID_MAX + sizeof ".tsr"];

    snprintf(name, sizeof name, "%s.tsr", id);
    if (!archive_find(&all, name, &file))
        return (struct model_bytes){ 0 };
    return (struct model_bytes){ file.bytes, (uint32_t)file.length };
}

struct model_bytes model_package(const char *id)
{
    const struct model_package *p = model_find_package(id);

    return p ? (struct model_bytes){ p->bytes, p->length } : model_built_in(id);
}
