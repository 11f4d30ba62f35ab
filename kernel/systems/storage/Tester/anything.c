/* SPDX-License-Identifier: MIT
 *
 * Requests of all kinds with any parameters, from a fixed seed; and as many as
 * the store can hold. What counts is that there is an answer to each, and a
 * right one to what is asked afterwards.
 */
#include "tester.h"

#include <camkes.h>
#include <security.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "sample.h"

enum { REQUESTS = 2400 / SPARSE, KINDS = 14 };

static uint64_t seed = 20261121;

static uint32_t any(uint32_t below)
{
    seed = seed * 6364136223846793005u + 1442695040888963407u;
    return (uint32_t)(seed >> 33) % below;
}

/* An id or key: often a good one, sometimes any bytes, up to 200. */
static const char *any_text(void)
{
    static const char *const good[] = { "hello", "exiter", "a", "org.test.any",
                                        "x",     "",       "A", "../x" };
    static char text[2][201];
    static unsigned turn;
    char *to = text[turn++ % 2];
    uint32_t length = any(200);

    if (any(3))
        return good[any(sizeof good / sizeof *good)];
    for (uint32_t i = 0; i < length; i++)
        to[i] = (char)(1 + any(255));
    to[length] = '\0';
    return to;
}

static seL4_CPtr any_capability(void)
{
    const seL4_CPtr some[] = { small.cnode, source.cnode, small.frames,
                               CAMKES_OWN_VSPACE, seL4_CapNull };

    return some[any(sizeof some / sizeof *some)];
}

static uint32_t any_number(void)
{
    return any(2) ? any(20) : any(3) ? any(1 << 24) : (uint32_t)seed;
}

static int ask_security(uint32_t kind)
{
    struct security_package *rows = NULL;
    char *text = NULL;
    uint32_t number = 0;
    size_t count = 0;
    int error;

    switch (kind) {
    case 0:
        error = security_install(any_capability(), any_number(), any_number(),
                                 &text);
        break;
    case 1:
        error = security_install_app(any_text(), any_capability(), any_number(),
                                     any_number());
        break;
    case 2:
        error = security_install_builtin(any_text());
        break;
    case 3:
        error = security_uninstall(any_text());
        break;
    case 4:
        error = security_get_packages(any_number(), &count, &rows, &number);
        break;
    case 5:
        error = security_size_buffer(any_text(), &number);
        break;
    case 6:
        error = security_get_manifest(any_text(), &text);
        break;
    case 7:
        error = security_load_application(any_text(), any_capability(),
                                          any_number(), any_number());
        break;
    default:
        error = security_capscan(any_number(), &text, &number);
        break;
    }
    free(text);
    free(rows);
    return error;
}

static int ask(uint32_t kind)
{
    static uint8_t value[2000];
    uint8_t *bytes = NULL;
    uint32_t number = 0;
    size_t count = 0;
    int error;

    if (kind < 9)
        return ask_security(kind);
    if (kind == 9)
        error = keys_read(any_text(), any_text(), &count, &bytes);
    else if (kind == 10)
        error = keys_write(any_text(), any_text(), any(sizeof value), value);
    else if (kind == 11)
        error = any(2) ? keys_remove(any_text(), any_text())
                       : files_size(any_text(), &number);
    else if (kind == 12)
        error = security_withdraw_builtin(any_text());
    else
        error =
            files_read(any_text(), any_number(), any_number(), &count, &bytes);
    free(bytes);
    return error;
}

void test_anything(void)
{
    unsigned answered = 0, done = 0;
    char *text;

    for (unsigned i = 0; i < REQUESTS; i++) {
        int error = ask(any(KINDS));

        answered += error != SECURITY_NO_ANSWER;
        done += error == SECURITY_OK;
    }
    text = security_echo("still there?");
    printf("tester: of %d requests %u answered, %s done; echo '%s'\n", REQUESTS,
           answered, done > REQUESTS / 10 ? "some" : "too few",
           text ? text : "");
    free(text);
    security_uninstall("hello");
    security_uninstall("exiter");
}

/* -- full ------------------------------------------------------------------ */

static int write_key(unsigned number)
{
    static uint8_t value[SECURITY_VALUE_MAX];
    char key[16];

    sprintf(key, "%u", number);
    memset(value, (int)number, sizeof value);
    return keys_write("org.test.full", key, sizeof value, value);
}

static int remove_key(unsigned number)
{
    char key[16];

    sprintf(key, "%u", number);
    return keys_remove("org.test.full", key);
}

/* Keys until there is no room; then it must be possible to remove one, and to
   write another. */
void test_full(void)
{
    unsigned count = 0, removed = 0;
    int error = write_key(0);

    while (error == SECURITY_OK)
        error = write_key(++count);
    printf("tester: %u keys of 1 KiB, then %d;", count, error);
    say(" removed", remove_key(3));
    say(", written", write_key(count));
    say(", full again", write_key(3));
    for (unsigned i = 0; i <= count; i++)
        removed += remove_key(i) == SECURITY_OK;
    printf(", %u removed\n", removed);
}
