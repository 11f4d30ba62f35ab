/* SPDX-License-Identifier: MIT
 *
 * What a package of 64 KiB costs, in instructions of the whole machine, from
 * before a call to after it. Of some rounds the least counts: the others had an
 * interrupt in between, or the store had to make room.
 */
#include <camkes.h>
#include <security.h>
#include <stdio.h>
#include <stdlib.h>

#include "sample.h"
#include "tester.h"

enum { BYTES = 64 << 10, ROUNDS = 4 };

static const char id[] = "org.test.cost";

static uint64_t instructions(void)
{
    uint64_t n;

    __asm__ volatile("rdinstret %0" : "=r"(n));
    return n;
}

static void install(void)
{
    char *name = NULL;

    security_install(source.cnode, source.bits, BYTES, &name);
    free(name);
}

static void load(void)
{
    security_load_application(id, target.cnode, target.bits, BYTES);
}

/* As the pager does it: piece by piece. */
static void read_file(void)
{
    size_t count = 1;

    for (uint32_t at = 0; at < BYTES && count > 0; at += (uint32_t)count) {
        uint8_t *bytes = NULL;

        count = 0;
        files_read(id, at, UINT32_MAX, &count, &bytes);
        free(bytes);
    }
}

static void uninstall(void)
{
    security_uninstall(id);
}

static void note(void)
{
    security_install_builtin("hello");
}

static const struct cost {
    const char *what;
    void (*request)(void);
} costs[] = {
    { "install a package of 64 KiB", install },
    { "load a package of 64 KiB", load },
    { "read a package of 64 KiB as a file", read_file },
    { "uninstall a package", uninstall },
    { "install what is built in", note },
};

enum { COSTS = sizeof costs / sizeof *costs };

void cost_measured(void)
{
    uint64_t least[COSTS];
    const uint32_t rest = sample_make(source.bytes, id, 1) - 1;
    uint32_t length = sample_make(source.bytes, id, BYTES - rest);

    for (unsigned round = 0; round < ROUNDS; round++) {
        for (unsigned i = 0; i < COSTS; i++) {
            uint64_t begin = instructions(), count;

            costs[i].request();
            count = instructions() - begin;
            least[i] = round && least[i] < count ? least[i] : count;
        }
        security_uninstall("hello");
    }
    for (unsigned i = 0; i < COSTS && length == BYTES; i++)
        printf("cost: %s: %lu instructions\n", costs[i].what, least[i]);
    printf("cost: measured\n");
}
