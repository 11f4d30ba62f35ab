/* SPDX-License-Identifier: MIT
 *
 * What the security coordinator must hold of one client: the keys and packages
 * of the ids that are this client's alone. An id belongs to whom its first
 * letter says; those with an s belong to everybody.
 */
#pragma once

#include <security.h>
#include <stdbool.h>
#include <stdint.h>

enum {
    MODEL_KEYS = 96,
    MODEL_PACKAGES = 6,
    MODEL_PACKAGE_BYTES = 3 * 4096,
};

struct model_key {
    char id[SECURITY_ID_MAX + 1];
    char key[SECURITY_KEY_MAX + 1];
    uint32_t length;
    uint8_t value[SECURITY_VALUE_MAX];
};

struct model_package {
    char id[SECURITY_ID_MAX + 1];
    bool note; /* that the built-in one is installed; else a copy */
    uint32_t length;
    uint8_t bytes[MODEL_PACKAGE_BYTES];
};

/** All keys: those from 0 on. */
extern struct model_key model_keys[MODEL_KEYS];
extern unsigned model_key_count;

/** All packages that are installed. */
extern struct model_package model_packages[MODEL_PACKAGES];
extern unsigned model_package_count;

enum model_owner { MODEL_OURS, MODEL_OTHERS, MODEL_SHARED };

/** Whose an id is that can be one. */
enum model_owner model_owner(const char *id);

/** @return the key, or NULL */
struct model_key *model_find_key(const char *id, const char *key);

/** Whether there is room for a key that is new. */
bool model_has_room(void);

/** Sets a key, new or not, for which there is room. */
void model_set_key(const char *id, const char *key, const uint8_t *value,
                   uint32_t length);

/** Removes a key that is there. */
void model_remove_key(struct model_key *k);

/** @return the installed package, or NULL */
struct model_package *model_find_package(const char *id);

/** Keeps a package of at most MODEL_PACKAGE_BYTES, for which there is room:
 * the built-in one, or a copy. */
void model_keep(const char *id, const uint8_t *bytes, uint32_t length,
                bool note);

/** Removes a package that is there, and leaves the keys of its id. */
void model_withdraw(struct model_package *p);

/** Removes a package that is there, and the keys of its id. */
void model_uninstall(struct model_package *p);

/* A package as it counts: installed, or of the boot archive. */
struct model_bytes {
    const uint8_t *bytes; /* NULL: there is none */
    uint32_t length;
};

/** @return the package of the boot archive */
struct model_bytes model_built_in(const char *id);

/** @return the package that counts */
struct model_bytes model_package(const char *id);
