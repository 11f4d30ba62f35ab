/* SPDX-License-Identifier: MIT
 *
 * Looking into the system: capabilities, log levels, traces.
 */
#include <camkes.h>
#include <capscan.h>
#include <logger.h>
#include <slots.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "shell.h"
#include "terminal.h"

extern struct slots slots;

/* -- capscan --------------------------------------------------------------- */

enum { SCAN_BYTES = 1024 };

#define HEADING " SLOTS          CAPABILITIES\n"

static int scan_console(uint32_t first, char **text, uint32_t *next)
{
    struct capscan scan = { CAMKES_OWN_CNODE, 1u << CAMKES_CNODE_BITS,
                            CAMKES_OWN_CNODE, slots_take(&slots) };

    *text = malloc(SCAN_BYTES);
    if (*text)
        *next = capscan_text(&scan, first, *text, SCAN_BYTES);
    slots_give(&slots, scan.spare);
    return *text ? MEMORY_OK : MEMORY_OUT_OF_MEMORY;
}

/* Those that can be asked, whose numbers for success are all 1. */
static const struct {
    const char *name;
    int (*scan)(uint32_t first, char **text, uint32_t *next);
    /* Of its errors; NULL: the process manager's, and fail_process. */
    const struct error_text *(*words)(int error);
} scanned[] = {
    { "debug_console", scan_console, memory_error_text },
    { "memory_manager", memory_capscan, memory_error_text },
    { "process_manager", processes_cap_scan, NULL },
    { "security_coordinator", security_capscan, security_error_text },
};

enum { SCANNED = sizeof scanned / sizeof scanned[0] };

_Static_assert(MEMORY_OK == 1 && PROCESS_SUCCESS == 1 && SECURITY_OK == 1,
               "they are");

void complete_scanned(struct line_candidates *to)
{
    for (unsigned i = 0; i < SCANNED; i++)
        line_candidate(to, scanned[i].name);
    complete_bundle(to);
}

static unsigned find_scanned(const char *name)
{
    unsigned i = 0;

    while (i < SCANNED && strcmp(scanned[i].name, name) != 0)
        i++;
    return i;
}

static enum result fail_scan(const struct arguments *a, unsigned i,
                             const char *name, int error)
{
    if (i < SCANNED && scanned[i].words)
        return fail_with(a, name, scanned[i].words(error));
    return fail_process(a, name, error);
}

/* One portion after the other. i: of the table; SCANNED: a bundle. */
static enum result print_scan(const struct arguments *a, unsigned i,
                              const char *name)
{
    uint32_t first = 0, next = 0;

    do {
        char *text = NULL;
        int error = i < SCANNED
                        ? scanned[i].scan(first, &text, &next)
                        : processes_cap_scan_bundle(name, first, &text, &next);

        if (error == 1 && text)
            printf("%s%s", first ? "" : HEADING, text);
        free(text);
        if (error != 1)
            return fail_scan(a, i, name, error);
        if (terminal_interrupted())
            return INTERRUPTED;
    } while (next > first && (first = next));
    return DONE;
}

COMMAND(command_capscan)
{
    const char *name = a->count ? a->word[0] : "debug_console";
    unsigned i = find_scanned(name);
    struct process_status status;
    int error;

    for (size_t n = 0; i == SCANNED && n < names_count; n++)
        if (strcmp(names[n], name) == 0)
            return shell_fail(a,
                              "%s: this component cannot be asked; 'help "
                              "capscan' names those that can",
                              name);
    if (i == SCANNED) {
        error = processes_get_bundle_state(name, &status);
        if (error != PROCESS_SUCCESS)
            return fail_process(a, name, error);
    }
    return print_scan(a, i, name);
}

/* -- loglevel -------------------------------------------------------------- */

static const char *const levels[] = {
    [LOG_OFF] = "off",   [LOG_ERROR] = "error", [LOG_WARN] = "warn",
    [LOG_INFO] = "info", [LOG_DEBUG] = "debug", [LOG_TRACE] = "trace",
};

enum { LEVELS = sizeof levels / sizeof levels[0] };

static unsigned find_level(const char *name)
{
    unsigned level = 0;

    while (level < LEVELS && strcmp(levels[level], name) != 0)
        level++;
    return level;
}

static const char *level_name(int level)
{
    return level >= 0 && level < LEVELS ? levels[level] : "unknown";
}

static void print_level(unsigned client)
{
    printf("%-24s %-8s %8u\n", names[client - 1],
           level_name(loggers_get_level(client)), loggers_dropped(client));
}

/* `which`: a component's name, or "all". @return how many there were */
static unsigned for_components(const char *which,
                               void (*use)(unsigned client, int level),
                               int level)
{
    unsigned count = 0;

    for (unsigned client = 1; client <= names_count; client++) {
        if (strcmp(which, "all") != 0 && strcmp(which, names[client - 1]) != 0)
            continue;
        use(client, level);
        count++;
    }
    return count;
}

static void nothing(unsigned client, int level)
{
    (void)client;
    (void)level;
}

static void show_level(unsigned client, int level)
{
    (void)level;
    print_level(client);
}

static void set_level(unsigned client, int level)
{
    loggers_set_level(client, level);
}

COMMAND(command_loglevel)
{
    const char *which = a->count ? a->word[0] : "all";
    unsigned level = a->count == 2 ? find_level(a->word[1]) : 0;

    if (level == LEVELS)
        return shell_fail(a,
                          "%s: no such level; use off, error, warn, info, "
                          "debug or trace",
                          a->word[1]);
    if (!for_components(which, nothing, 0))
        return shell_fail(a, "%s: no such component; 'loglevel' lists them",
                          which);
    if (a->count < 2)
        printf("%-24s %-8s %8s\n", "COMPONENT", "LEVEL", "DROPPED");
    for_components(which, a->count < 2 ? show_level : set_level, (int)level);
    return DONE;
}

/* -- trace ----------------------------------------------------------------- */

static enum result list_threads(const struct arguments *a)
{
#ifdef CONFIG_DEBUG_BUILD
    (void)a;
    terminal_flush();
    seL4_DebugDumpScheduler();
    return DONE;
#else
    return shell_fail(a, "a release kernel keeps no list of its threads; use "
                         "trace COMMAND, or a debug build");
#endif
}

COMMAND(command_trace)
{
    static int before[64];
    unsigned clients = names_count < 64 ? (unsigned)names_count : 64;
    enum result result;
    uint64_t began;

    if (a->count == 0)
        return list_threads(a);
    for (unsigned i = 0; i < clients; i++) {
        before[i] = loggers_get_level(i + 1);
        loggers_set_level(i + 1, LOG_TRACE);
    }
    began = timer_now();
    result = shell_words(a->word, a->count);
    printf("trace: %s: %lu us\n", a->word[0], timer_now() - began);
    for (unsigned i = 0; i < clients; i++)
        loggers_set_level(i + 1, before[i]);
    return result;
}
