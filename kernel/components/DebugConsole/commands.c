/* SPDX-License-Identifier: MIT
 *
 * The table of commands, and what is made of it: help and completion.
 */
#include <camkes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "shell.h"
#include "words.h"

/* In the order in which `help` lists them. */
static const struct command commands[] = {
    { "help", "[COMMAND]", 0, 1, command_help,
      "list the commands, or explain one", "'?' is the same.", NULL },
    { "builtins", "", 0, 0, command_builtins, "list the boot archive",
      "The boot archive came with the system: bundles (.tsr), scripts\n"
      "(.repl) and other files.",
      NULL },
    { "bundles", "", 0, 0, command_bundles, "list what can be started",
      "'built in' are those of the boot archive, 'installed' those that the\n"
      "store of the security coordinator knows of.",
      NULL },
    { "ps", "", 0, 0, command_ps, "list bundles that run or have ended",
      "STARTS counts how often a bundle was started since boot. A bundle\n"
      "that was stopped is not listed.",
      NULL },
    { "start", "BUNDLE", 1, 1, command_start, "start a bundle",
      "One that is built in is installed by that. One that runs is left\n"
      "alone.",
      complete_bundle },
    { "stop", "BUNDLE", 1, 1, command_stop,
      "stop a bundle and free what it had", NULL, complete_bundle },
    { "suspend", "BUNDLE", 1, 1, command_suspend, "let a bundle pause", NULL,
      complete_bundle },
    { "resume", "BUNDLE", 1, 1, command_resume, "let a suspended bundle go on",
      NULL, complete_bundle },
    { "wait", "BUNDLE", 1, 1, command_wait, "wait until a bundle has ended",
      "Ctrl-C ends the waiting, not the bundle.", complete_bundle },
    { "status", "[BUNDLE]", 0, 1, command_status, "tell how a bundle is",
      "Of one that crashed: the fault, its address, and the registers pc,\n"
      "ra and sp at that moment. Without a name: as 'ps'.",
      complete_bundle },
    { "install", "NAME [as BUNDLE]", 1, 3, command_install,
      "install a bundle of the boot archive",
      "With 'as', under another id. Neither may be installed already.",
      complete_builtin },
    { "uninstall", "BUNDLE", 1, 1, command_uninstall,
      "remove an installed bundle, and its keys", NULL, complete_bundle },
    { "kvread", "BUNDLE KEY", 2, 2, command_kvread, "show a bundle's key",
      "Bytes that are not ASCII text are shown as \\xNN.", complete_bundle },
    { "kvwrite", "BUNDLE KEY VALUE", 3, 3, command_kvwrite,
      "set a bundle's key", "A value of several words stands in quotes.",
      complete_bundle },
    { "kvdelete", "BUNDLE KEY", 2, 2, command_kvdelete, "delete a bundle's key",
      NULL, complete_bundle },
    { "capscan", "[COMPONENT | BUNDLE]", 0, 1, command_capscan,
      "show the capabilities that somebody holds",
      "Without a name: the console's own. A component is memory_manager,\n"
      "process_manager or security_coordinator.",
      complete_scanned },
    { "mstats", "", 0, 0, command_mstats, "show how much memory is used", NULL,
      NULL },
    { "mdebug", "", 0, 0, command_mdebug,
      "have the memory manager log what it has", NULL, NULL },
    { "loglevel", "[COMPONENT | all] [LEVEL]", 0, 2, command_loglevel,
      "show or set what the logger prints",
      "Levels: off, error, warn, info, debug, trace. A component learns of\n"
      "another level with the next message that it sends.",
      complete_component },
    { "trace", "[COMMAND [ARGUMENTS]]", 0, WORDS_MAX, command_trace,
      "do a command with all log messages, and time it",
      "All components log at level trace while it runs. Without a command\n"
      "a debug kernel lists all threads. Events in the kernel over time are\n"
      "recorded from outside of the machine: make trace SYSTEM=full.",
      NULL },
    { "source", "[-q] SCRIPT", 1, 2, command_source,
      "do the lines of a script of the boot archive",
      "With -q they are not shown. Ctrl-C ends it.", complete_script },
    { "sleep", "SECONDS", 1, 1, command_sleep, "wait so long: 2, 0.25",
      "Ctrl-C ends it.", NULL },
    { "echo", "[WORDS]", 0, WORDS_MAX, command_echo, "print words", NULL,
      NULL },
    { "clear", "", 0, 0, command_clear, "clear the screen", NULL, NULL },
    { "test_alloc", "", 0, 0, command_test_alloc,
      "allocate memory, and see that all of it comes back", NULL, NULL },
    { "test_obj_alloc", "", 0, 0, command_test_obj_alloc,
      "the same with every type of kernel object", NULL, NULL },
    { "test_panic", "", 0, 0, command_test_panic, "have a component crash",
      "It is one of its own, crash_test: the shell lives on. The monitor\n"
      "reports the crash on the console of a debug kernel. Once per boot.",
      NULL },
    { "shutdown", "", 0, 0, command_shutdown, "switch the machine off",
      "Ctrl-D on an empty line, or the end of a pipe, does the same.", NULL },
};

enum { COMMANDS = sizeof commands / sizeof commands[0] };

const struct command *command_find(const char *name)
{
    if (strcmp(name, "?") == 0)
        name = "help";
    for (unsigned i = 0; i < COMMANDS; i++)
        if (strcmp(commands[i].name, name) == 0)
            return &commands[i];
    return NULL;
}

/* -- help ------------------------------------------------------------------ */

static void list_commands(void)
{
    for (unsigned i = 0; i < COMMANDS; i++) {
        const struct command *c = &commands[i];
        int column = printf("%s %s", c->name, c->arguments);

        if (column > 25)
            column = printf("\n") - 1;
        printf("%*s%s\n", 26 - column, "", c->does);
    }
    printf("\n'help COMMAND' says more. Tab completes names, the arrow keys go "
           "through what\nwas typed. Words in \"quotes\" are one; # begins a "
           "comment.\n");
}

static void explain(const struct command *c)
{
    printf("%s%s%s\n", c->name, c->arguments[0] ? " " : "", c->arguments);
    printf("    %s\n", c->does);
    if (c->details)
        printf("%s\n", c->details);
}

COMMAND(command_help)
{
    const struct command *c;

    if (a->count == 0) {
        list_commands();
        return DONE;
    }
    c = command_find(a->word[0]);
    if (!c)
        return shell_fail(a, "%s: unknown command; 'help' lists the commands",
                          a->word[0]);
    explain(c);
    return DONE;
}

/* -- completion ------------------------------------------------------------ */

static void complete_command(struct line_candidates *to)
{
    for (unsigned i = 0; i < COMMANDS; i++)
        line_candidate(to, commands[i].name);
}

/* Arguments behind the first one are words of the user's own. */
void command_complete(void *context, const char *text, size_t word,
                      struct line_candidates *to)
{
    struct words words;
    const struct command *c;

    (void)context;
    if (words_split(text, word, &words) != WORDS_OK)
        return;
    c = words.count ? command_find(words.word[0]) : NULL;
    if (words.count == 0)
        complete_command(to);
    else if (words.count == 1 && c &&
             (c->run == command_help || c->run == command_trace))
        complete_command(to);
    else if (words.count == 1 && c && c->complete)
        c->complete(to);
}

/* Names of the boot archive that end so, with the end or without. */
static void complete_file(struct line_candidates *to, const char *end,
                          bool with_end)
{
    struct archive a = shell_archive();
    struct archive_file file;
    size_t at = 0;

    while (archive_next(&a, &at, &file)) {
        size_t length = strlen(file.name);
        char name[ARCHIVE_NAME_MAX + 1];

        if (length <= strlen(end) ||
            strcmp(file.name + length - strlen(end), end) != 0)
            continue;
        strcpy(name, file.name);
        if (!with_end)
            name[length - strlen(end)] = 0;
        line_candidate(to, name);
    }
}

void complete_builtin(struct line_candidates *to)
{
    complete_file(to, ".tsr", false);
}

void complete_script(struct line_candidates *to)
{
    complete_file(to, ".repl", true);
}

void complete_component(struct line_candidates *to)
{
    for (size_t i = 0; i < names_count; i++)
        line_candidate(to, names[i]);
    line_candidate(to, "all");
}
