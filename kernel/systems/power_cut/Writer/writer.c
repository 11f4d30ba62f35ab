/* SPDX-License-Identifier: MIT
 *
 * Says what is in the store, then changes it: operations that follow from a
 * fixed seed, each of them announced when it has been done. Whoever boots this
 * again, after the power went, must find what was there after the last one
 * announced, or after the next one; the test knows the operations, too.
 *
 *     writer: is a=12 a.k1=30:500 ...   package a is the one that operation 12
 *                                       made; key k1 of it has 500 bytes of 30
 *                hello=built            hello is built in, and installed
 *     writer: begins
 *     writer: did 0 with ANSWER         and so on
 *     writer: end
 */
#include <bundle.h>
#include <camkes.h>
#include <memory.h>
#include <security.h>
#include <slots.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <window.h>

#include "serial_console.h"

enum {
    OPERATIONS = 60,
    IDS = 4,
    KEYS = 4,
    BUILT_IN = 3, /* that one of the ids */
    CODE_MAX = 3000,
    DEPTH = seL4_WordBits,
};

SLOTS_OF_COMPONENT(slots);

static const char *const ids[IDS] = { "a", "b", "c", "hello" };
static const char *const keys[KEYS] = { "k0", "k1", "k2", "k3" };
static seL4_CPtr parcel; /* a CNode with the page in slot 0 */
static uint8_t *const page = (uint8_t *)WINDOW_ADDRESS;

/* -- the page -------------------------------------------------------------- */

static bool make_page(void)
{
    seL4_CPtr frame = slots_take_row(&slots, 2);
    const uint32_t at = (uint32_t)frame;
    const struct memory_object objects[] = {
        { seL4_RISCV_4K_Page, 0, 1, at },
        { seL4_CapTableObject, 1, 1, at + 1 },
    };
    uint32_t batch;

    parcel = frame + 1;
    return window_open(&slots, CAMKES_OWN_VSPACE, 1) == MEMORY_OK &&
           memory_alloc(MEMORY_OWN_ACCOUNT, 2, objects, MEMORY_LONG,
                        CAMKES_OWN_CNODE, &batch) == MEMORY_OK &&
           !window_map(frame, 0, seL4_ReadWrite) &&
           !seL4_CNode_Copy(parcel, 0, 1, CAMKES_OWN_CNODE, frame, DEPTH,
                            seL4_AllRights);
}

/* -- packages: the version says which operation made it -------------------- */

static void put(uint8_t *to, unsigned bytes, uint64_t value)
{
    for (unsigned i = 0; i < bytes; i++)
        to[i] = (uint8_t)(value >> 8 * i);
}

static uint32_t make_package(unsigned operation, uint32_t code)
{
    const uint32_t at = BUNDLE_HEADER_BYTES + BUNDLE_SEGMENT_BYTES;
    uint32_t text = (uint32_t)sprintf(
        (char *)page + at, "[bundle]\nid = written\nversion = %u\n", operation);
    uint8_t *row = page + BUNDLE_HEADER_BYTES, *bytes = page + at + text;
    struct sha256 s;

    memset(page, 0, at);
    memset(bytes, (int)operation, code);
    memcpy(page, bundle_magic, BUNDLE_MAGIC_BYTES);
    put(page + 8, 2, BUNDLE_VERSION);
    put(page + 10, 2, BUNDLE_HEADER_BYTES);
    put(page + 12, 4, at + text + code);
    put(page + 16, 4, at);
    put(page + 20, 4, text);
    put(page + 24, 4, 1);
    put(page + 32, 8, BUNDLE_VADDR_MIN);
    put(row, 8, BUNDLE_VADDR_MIN);
    put(row + 8, 8, code);
    put(row + 16, 4, at + text);
    put(row + 20, 4, code);
    put(row + 24, 4, BUNDLE_READ | BUNDLE_EXECUTE);
    sha256(page + at, text, page + 40);
    sha256(bytes, code, row + 32);
    sha256_init(&s);
    sha256_update(&s, page, BUNDLE_SIGNED_BYTES);
    sha256_update(&s, row, BUNDLE_SEGMENT_BYTES);
    sha256_final(&s, page + BUNDLE_SIGNED_BYTES);
    return at + text + code;
}

/* The coordinator checks the whole package before it says what it is. */
static void show_package(const char *id)
{
    char *text = NULL;
    int error = security_get_manifest(id, &text);
    const char *version = text ? strstr(text, "version = ") : NULL;

    if (version)
        printf(" %s=%d", id, atoi(version + strlen("version = ")));
    else if (error != SECURITY_NOT_FOUND)
        printf(" %s!%d", id, error);
    free(text);
}

/* What is built in and not installed has a manifest, too. */
static bool installed(const char *id, bool *copied)
{
    struct security_package *rows = NULL;
    size_t count = 0;
    uint32_t next = 0;
    bool found = false;

    security_get_packages(0, &count, &rows, &next);
    for (size_t i = 0; i < count; i++)
        if (strcmp(rows[i].id, id) == 0 && rows[i].installed) {
            found = true;
            *copied = rows[i].copied;
        }
    free(rows);
    return found;
}

static void show_installed(const char *id)
{
    bool copied = false;

    if (!installed(id, &copied))
        return;
    if (copied)
        show_package(id);
    else
        printf(" %s=built", id);
}

/* -- keys: each byte says which operation wrote it ------------------------- */

static void show_key(const char *id, const char *key)
{
    uint8_t *value = NULL;
    size_t length = 0, same = 0;
    int error = keys_read(id, key, &length, &value);

    while (same < length && value[same] == value[0])
        same++;
    if (error == SECURITY_OK)
        printf(" %s.%s=%d:%u%s", id, key, length ? value[0] : -1,
               (unsigned)length, same == length ? "" : "!");
    else if (error != SECURITY_NOT_FOUND)
        printf(" %s.%s!%d", id, key, error);
    free(value);
}

/* -- the run --------------------------------------------------------------- */

static uint32_t any(uint32_t below)
{
    static uint64_t seed = 1;

    seed = seed * 6364136223846793005u + 1442695040888963407u;
    return (uint32_t)(seed >> 33) % below;
}

static void operate(unsigned number)
{
    static uint8_t value[SECURITY_VALUE_MAX];
    uint32_t kind = any(10), length = any(SECURITY_VALUE_MAX + 1);
    const char *id = ids[any(IDS)], *key = keys[any(KEYS)];
    uint32_t code = 1 + any(CODE_MAX);
    int error;

    memset(value, (int)number, length);
    if (kind < 2)
        error = security_install_app(id, parcel, 1, make_package(number, code));
    else if (kind < 4)
        error = security_uninstall(id);
    else if (kind < 7)
        error = keys_write(id, key, length, value);
    else if (kind == 7)
        error = keys_remove(id, key);
    else if (kind == 8)
        error = security_install_builtin(ids[BUILT_IN]);
    else
        error = security_withdraw_builtin(ids[BUILT_IN]);
    printf("writer: did %u with %d\n", number, error);
}

int run(void)
{
    serial_console();
    free(security_echo("")); /* answered after its start */
    if (!make_page()) {
        printf("writer: no memory\n");
        return 1;
    }
    printf("writer: is");
    for (unsigned i = 0; i < IDS; i++) {
        show_installed(ids[i]);
        for (unsigned k = 0; k < KEYS; k++)
            show_key(ids[i], keys[k]);
    }
    printf("\nwriter: begins\n");
    for (unsigned i = 0; i < OPERATIONS; i++)
        operate(i);
    printf("writer: end\n");
    return 0;
}
