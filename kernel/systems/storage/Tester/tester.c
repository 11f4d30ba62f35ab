/* SPDX-License-Identifier: MIT
 *
 * The tester: packages come and go.
 */
#include "tester.h"

#include <archive.h>
#include <bundle.h>
#include <camkes.h>
#include <security.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "sample.h"
#include "serial_console.h"

struct parcel small, source, target;

void say(const char *text, int result)
{
    printf("%s %d", text, result);
}

/* -- what there is --------------------------------------------------------- */

static void list(const char *when)
{
    uint32_t first = 0;

    printf("tester: %s:", when);
    do {
        struct security_package *rows = NULL;
        size_t count = 0;

        if (security_get_packages(first, &count, &rows, &first) != SECURITY_OK)
            printf(" error");
        for (size_t i = 0; i < count; i++)
            printf(" %s%s%s%s %u", rows[i].id,
                   rows[i].builtin ? " builtin" : "",
                   rows[i].installed ? " installed" : "",
                   rows[i].copied ? " copy" : "", (unsigned)rows[i].length);
        free(rows);
    } while (first);
    printf("\n");
}

uint32_t everything(void)
{
    uint32_t first = 0, sum = 1;

    do {
        struct security_package *rows = NULL;
        size_t count = 0;

        security_get_packages(first, &count, &rows, &first);
        for (size_t i = 0; i < count * sizeof *rows; i++)
            sum = sum * 31 + ((uint8_t *)rows)[i];
        free(rows);
    } while (first);
    return sum;
}

/* -- one package ----------------------------------------------------------- */

/* Loads a package and holds it against what it should be. */
static void load(const char *id, const uint8_t *expected, uint32_t length)
{
    const struct parcel *p = &target;
    uint32_t size = 0;
    int sized = security_size_buffer(id, &size), loaded;

    memset(p->bytes, 0xee, length + PARCEL_PAGE);
    loaded = security_load_application(id, p->cnode, p->bits, size);
    printf("tester: %s size %d %s, load %d, %s, behind it %x\n", id, sized,
           size == length ? "right" : "wrong", loaded,
           memcmp(p->bytes, expected, length) == 0 ? "same" : "different",
           p->bytes[length]);
}

/* Reads a package as a file, piece by piece. */
static void read_file(const char *id, const uint8_t *expected, uint32_t length)
{
    uint32_t size = 0, at = 0, pieces = 0;
    int error = files_size(id, &size);
    bool same = size == length;

    while (error == SECURITY_OK && at < size) {
        uint8_t *bytes = NULL;
        size_t count = 0;

        error = files_read(id, at, UINT32_MAX, &count, &bytes);
        same = same && count > 0 && memcmp(bytes, expected + at, count) == 0;
        at += count ? (uint32_t)count : size;
        pieces++;
        free(bytes);
    }
    printf("tester: %s as a file %d, %u pieces, %s\n", id, error, pieces,
           same ? "same" : "different");
}

static void install(struct parcel *p, uint32_t length)
{
    char *id = NULL;
    int error = security_install(p->cnode, p->bits, length, &id);

    printf("tester: install %d %s\n", error, id ? id : "-");
    free(id);
}

static void manifest(const char *id)
{
    char *text = NULL;
    int error = security_get_manifest(id, &text);

    printf("tester: manifest of %s %d, %u bytes\n", id, error,
           text ? (unsigned)strlen(text) : 0);
    free(text);
}

/* A package of so many bytes of code: all that can be done with it. */
static void one_package(const char *id, uint32_t code)
{
    struct parcel *p = &source;
    uint32_t length = sample_make(p->bytes, id, code);

    install(p, length);
    install(p, length);
    load(id, p->bytes, length);
    read_file(id, p->bytes, length);
    manifest(id);
    printf("tester: one byte less %d\n",
           security_load_application(id, p->cnode, p->bits, length - 1));
    list("with it");
    say("tester: uninstall", security_uninstall(id));
    say(", again", security_uninstall(id));
    printf("\n");
    load(id, p->bytes, 0);
}

/* More than the coordinator has memory for all the time. */
static void large_package(void)
{
    const char *id = "org.test.large";
    uint32_t length = sample_make(source.bytes, id, (2 << 20) + 5000);
    uint8_t *bytes = NULL;
    size_t count = 0;

    install(&source, length);
    load(id, source.bytes, length);
    say("tester: near its end",
        files_read(id, length - 9, 100, &count, &bytes));
    printf(", %u bytes %s\n", (unsigned)count,
           count == 9 && memcmp(bytes, source.bytes + length - 9, 9) == 0
               ? "right"
               : "wrong");
    free(bytes);
    say("tester: uninstall", security_uninstall(id));
    printf("\n");
}

/* -- built-in packages ----------------------------------------------------- */

static struct archive_file hello;

static void find_hello(void)
{
    struct archive all = { (const char *)(uintptr_t)archive,
                           archive_get_size() };

    archive_find(&all, "hello.tsr", &hello);
}

static void load_hello(void)
{
    load("hello", hello.bytes, (uint32_t)hello.length);
}

static void test_built_in(void)
{
    load_hello();
    read_file("hello", hello.bytes, (uint32_t)hello.length);
    manifest("hello");
    say("tester: built in", security_install_builtin("hello"));
    say(", again", security_install_builtin("hello"));
    say(", unknown", security_install_builtin("nobody"));
    say(", no id", security_install_builtin("A"));
    printf("\n");
    load_hello();
    list("after that");
    printf("tester: uninstall %d\n", security_uninstall("hello"));
    load_hello();
}

static int read_key(const char *id)
{
    uint8_t *value = NULL;
    size_t count = 0;
    int error = keys_read(id, "k", &count, &value);

    free(value);
    return error;
}

/* Keys are there before it is installed, and are left where that is taken
 * back; they go when it is uninstalled. */
static void test_withdrawing(void)
{
    say("tester: key", keys_write("hello", "k", 1, (const uint8_t *)"v"));
    say(", built in", security_install_builtin("hello"));
    say(", withdrawn", security_withdraw_builtin("hello"));
    say(", again", security_withdraw_builtin("hello"));
    say(", unknown", security_withdraw_builtin("nobody"));
    say(", no id", security_withdraw_builtin("A"));
    say(", key", read_key("hello"));
    printf("\n");
    list("after that");
    say("tester: built in", security_install_builtin("hello"));
    say(", uninstall", security_uninstall("hello"));
    say(", key", read_key("hello"));
    printf("\n");
}

/* A copy of another bundle under the id of a built-in one: it counts, until it
 * is uninstalled. */
static void test_instead(void)
{
    uint32_t length = sample_make(small.bytes, "org.test.own", 100);

    say("tester: copy",
        security_install_app("hello", small.cnode, small.bits, length));
    say(", built in", security_install_builtin("hello"));
    say(", withdrawn", security_withdraw_builtin("hello"));
    say(", another copy", security_install_app("org.test.other", small.cnode,
                                               small.bits, length));
    say(", built in", security_install_builtin("org.test.other"));
    say(", uninstall", security_uninstall("org.test.other"));
    printf("\n");
    load("hello", small.bytes, length);
    list("after that");
    printf("tester: uninstall %d\n", security_uninstall("hello"));
    load_hello();
}

/* Under an id that is not its own. */
static void test_other_id(void)
{
    uint32_t length = sample_make(small.bytes, "org.test.own", 100);

    say("tester: under another id",
        security_install_app("org.test.other", small.cnode, small.bits,
                             length));
    say(", again", security_install_app("org.test.other", small.cnode,
                                        small.bits, length));
    say(", bad",
        security_install_app("../other", small.cnode, small.bits, length));
    say(", none", security_install_app("", small.cnode, small.bits, length));
    printf("\n");
    load("org.test.other", small.bytes, length);
    printf("tester: uninstall %d\n", security_uninstall("org.test.other"));
}

/* -- over a restart -------------------------------------------------------- */

static void found(void)
{
    uint8_t *value = NULL;
    size_t count = 0;
    int error;

    list("at the start");
    error = keys_read("org.test.kept", "since", &count, &value);
    printf("tester: key %d '%.*s'\n", error, (int)count, (char *)value);
    free(value);
}

static void leave_behind(void)
{
    static const uint8_t value[] = "the first boot";
    uint32_t length = sample_make(small.bytes, "org.test.kept", 5000);

    install(&small, length);
    printf("tester: key %d\n",
           keys_write("org.test.kept", "since", sizeof value - 1, value));
}

int run(void)
{
    char *text;

    serial_console();
    text = security_echo("are you there?"); /* answered after its start */
    printf("tester: echo '%s'\n", text ? text : "");
    free(text);
    if (!parcel_make(&small, 8, 4) || !parcel_make(&source, 770, 10) ||
        !parcel_make(&target, 770, 10)) {
        printf("tester: no memory\n");
        return 1;
    }
    if (!TESSERA_DEBUG)
        cost_measured();
    found();
    find_hello();
    test_built_in();
    test_withdrawing();
    test_instead();
    one_package("org.test.small", 100);
    one_package("org.test.pages", 3 * PARCEL_PAGE);
    if (!TESSERA_DEBUG)
        large_package();
    test_other_id();
    test_keys();
    test_corruptions();
    test_frames();
    test_anything();
    if (TESSERA_DEBUG)
        test_full();
    leave_behind();
    printf("tester: done\n");
    return 0;
}
