/* SPDX-License-Identifier: MIT
 *
 * The shell: commands, and what they are made of.
 *
 *     debug_console.c   the loop: read a line, do it
 *     shell.c           one line: words, command, result; scripts
 *     commands.c        the table of commands, help, completion
 *     processes.c       start, stop, ... ps
 *     packages.c        builtins, bundles, install, uninstall
 *     frames.c          a file of the archive as frames, for install
 *     keys.c            kvread, kvwrite, kvdelete
 *     memory.c          mstats, mdebug, test_alloc, test_obj_alloc
 *     inspect.c         capscan, loglevel, trace
 *     simple.c          echo, clear, sleep, test_panic, shutdown
 *     errors.c          the services' errors in words
 *     terminal.c, words.c
 *
 * A command checks its arguments before it does anything. If it fails it says
 * so in one line, which begins with its name and ends with what to do:
 *
 *     start: nothing: BundleNotFound: there is no such bundle; 'bundles' lists
 *     what there is
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <archive.h>
#include <line_editor.h>

enum result {
    DONE,
    FAILED,
    INTERRUPTED, /* by ^C */
    SHUT_DOWN,   /* the machine should be off by now */
};

struct arguments {
    const char *command;
    unsigned count; /* without the command */
    const char *const *word;
};

struct command {
    const char *name;
    const char *arguments; /* as the help shows them, or "" */
    unsigned least, most;  /* of them */
    enum result (*run)(const struct arguments *a);
    const char *does;    /* in a line */
    const char *details; /* or NULL */
    /* What the first argument could be, or NULL. */
    void (*complete)(struct line_candidates *to);
};

/* -- shell.c --------------------------------------------------------------- */

/** Does one line. */
enum result shell_line(const char *line, size_t length);

/** Does the command that the words make: the first one is its name. */
enum result shell_words(const char *const *word, unsigned count);

/** Does the lines of a script of the boot archive; quiet: without showing
 * them. The words are for messages. */
enum result shell_script(const char *command, const char *name, bool quiet);

/** Says that a command failed, as printf does. @return FAILED */
__attribute__((format(printf, 2, 3))) enum result
shell_fail(const struct arguments *a, const char *format, ...);

/** @return the boot archive */
struct archive shell_archive(void);

#define PROMPT "TESSERA> "

/* -- commands.c ------------------------------------------------------------ */

/** @return the command, or NULL */
const struct command *command_find(const char *name);

/** Names what the last word of a line could become: line_user.complete. */
void command_complete(void *context, const char *text, size_t word,
                      struct line_candidates *to);

/* -- what the first argument could be -------------------------------------- */

void complete_bundle(struct line_candidates *to);
void complete_builtin(struct line_candidates *to);
void complete_script(struct line_candidates *to);
void complete_component(struct line_candidates *to);
void complete_scanned(struct line_candidates *to);

/* -- errors.c -------------------------------------------------------------- */

/* What people are told of an error. */
struct error_text {
    const char *name;
    const char *meaning; /* and what to do */
};

/** @return the words for an enum process_error */
const struct error_text *process_error_text(int error);

/** @return the words for an enum security_error, a bundle's error included */
const struct error_text *security_error_text(int error);

/** @return the words for an enum memory_error */
const struct error_text *memory_error_text(int error);

/** Says that a command failed at a thing. @return FAILED */
enum result fail_with(const struct arguments *a, const char *thing,
                      const struct error_text *text);

/** The same with an enum process_error, and with the process manager's own
 * words where they say more. */
enum result fail_process(const struct arguments *a, const char *id, int error);

/* -- frames.c -------------------------------------------------------------- */

/* A file in frames of 4 KiB, in a CNode of 2^bits slots. */
struct frames {
    uint64_t cnode;      /* the first of a row of slots, the frames behind */
    uint32_t slot_count; /* in the row */
    uint32_t bits;
    uint32_t batch; /* of all that they are made of */
};

/** To be called once, before frames_make. @return an enum memory_error; unless
 * MEMORY_OK, no frames can be made */
int frames_init(void);

/** Makes frames of the bytes. @return an enum memory_error */
int frames_make(struct frames *frames, const void *bytes, size_t length);

/** Frees what frames_make made. */
void frames_free(const struct frames *frames);

/* -- commands -------------------------------------------------------------- */

#define COMMAND(name) enum result name(const struct arguments *a)
COMMAND(command_help);
COMMAND(command_builtins);
COMMAND(command_bundles);
COMMAND(command_ps);
COMMAND(command_start);
COMMAND(command_stop);
COMMAND(command_suspend);
COMMAND(command_resume);
COMMAND(command_wait);
COMMAND(command_status);
COMMAND(command_install);
COMMAND(command_uninstall);
COMMAND(command_capscan);
COMMAND(command_kvread);
COMMAND(command_kvwrite);
COMMAND(command_kvdelete);
COMMAND(command_loglevel);
COMMAND(command_mstats);
COMMAND(command_mdebug);
COMMAND(command_source);
COMMAND(command_sleep);
COMMAND(command_echo);
COMMAND(command_clear);
COMMAND(command_trace);
COMMAND(command_test_alloc);
COMMAND(command_test_obj_alloc);
COMMAND(command_test_panic);
COMMAND(command_shutdown);
