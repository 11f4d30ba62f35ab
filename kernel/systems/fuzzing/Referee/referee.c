/* SPDX-License-Identifier: MIT
 *
 * The referee: lets all fuzzers play at the same time until each has made its
 * requests, then looks whether the services are as they were. While it looks
 * nobody else does anything.
 */
#include <camkes.h>
#include <console.h>
#include <memory.h>
#include <security.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { PLAYERS_MAX = 16, REPORT = 4096, LINE = 256 };

static char reports[PLAYERS_MAX][REPORT]; /* by client */

/* -- the line -------------------------------------------------------------- */

static void put(char c)
{
    static uint8_t line[LINE];
    static size_t length;

    line[length++] = (uint8_t)c;
    if (c != '\n' && length < sizeof line)
        return;
    uart_write(length, line);
    length = 0;
}

/* -- turns ----------------------------------------------------------------- */

void referee_round(const char *report)
{
    strncpy(reports[referee_get_sender_id() - 1], report, REPORT - 1);
    over_post();
}

static void one_turn(void)
{
    turn_emit();
    for (int i = 0; i < players; i++)
        over_wait();
}

static void print_reports(void)
{
    for (int i = 0; i < players; i++)
        printf("%s\n", reports[i]);
}

/* -- what is as it was ----------------------------------------------------- */

static struct memory_stats memory_then;
static char *capabilities_then;

static char *coordinator_capabilities(void)
{
    char *text = NULL;
    uint32_t next;

    return security_capscan(0, &text, &next) == SECURITY_OK ? text : NULL;
}

static void remember(void)
{
    memory_stats_all(&memory_then);
    capabilities_then = coordinator_capabilities();
}

static void compare(void)
{
    struct memory_stats now = { 0 };
    char *text = coordinator_capabilities();

    memory_stats_all(&now);
    printf("referee: memory %s, capabilities of the coordinator %s\n",
           now.allocated == memory_then.allocated &&
                   now.objects == memory_then.objects &&
                   now.batches == memory_then.batches
               ? "as before"
               : "WRONG",
           text && capabilities_then && strcmp(text, capabilities_then) == 0
               ? "as before"
               : "WRONG");
    free(text);
}

/* -- full ------------------------------------------------------------------ */

static int write_key(unsigned n)
{
    static uint8_t value[SECURITY_VALUE_MAX];
    char key[16];

    sprintf(key, "%u", n);
    return keys_write("org.test.full", key, sizeof value, value);
}

static int remove_key(unsigned n)
{
    char key[16];

    sprintf(key, "%u", n);
    return keys_remove("org.test.full", key);
}

/* Fills the store, and makes it as it was. What others have in it stays. */
static void fill(void)
{
    unsigned count = 0, removed = 0;
    int answer, again;

    while ((answer = write_key(count)) == SECURITY_OK)
        count++;
    again = remove_key(0);
    again += write_key(count);
    for (unsigned i = 1; i <= count; i++)
        removed += remove_key(i) == SECURITY_OK;
    printf("referee: %u keys, then %d; one for another %d, all removed %s\n",
           count, answer, again, removed == count ? "yes" : "no");
}

int run(void)
{
    console_redirect(put);
    for (unsigned n = (unsigned)requests;; n += (unsigned)requests) {
        one_turn();
        print_reports();
        if (n == (unsigned)requests) {
            fill();
            remember();
        }
        compare();
        printf("referee: %u requests of each interface\n", n);
    }
}
