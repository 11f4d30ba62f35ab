/* SPDX-License-Identifier: MIT
 *
 * One line of the shell, and scripts, which are many.
 *
 * A script is a file of the boot archive. Its lines are done one after the
 * other, whether they fail or not, as if somebody typed them; ^C ends it.
 * Scripts may run scripts, SCRIPTS_DEEP at most.
 */
#include "shell.h"

#include <camkes.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "terminal.h"
#include "words.h"

enum { SCRIPTS_DEEP = 4 };

enum result shell_fail(const struct arguments *a, const char *format, ...)
{
    va_list more;

    printf("%s: ", a->command);
    va_start(more, format);
    vprintf(format, more);
    va_end(more);
    printf("\n");
    return FAILED;
}

struct archive shell_archive(void)
{
    return (struct archive){ (const char *)(uintptr_t)archive,
                             archive_get_size() };
}

/* -- a line ---------------------------------------------------------------- */

static enum result refuse_count(const struct command *c,
                                const struct arguments *a)
{
    return shell_fail(a, "too %s arguments; use: %s%s%s",
                      a->count < c->least ? "few" : "many", c->name,
                      c->arguments[0] ? " " : "", c->arguments);
}

enum result shell_words(const char *const *word, unsigned count)
{
    struct arguments a = { word[0], count - 1, word + 1 };
    const struct command *c = command_find(word[0]);

    if (!c)
        return shell_fail(&a, "unknown command; 'help' lists the commands");
    if (a.count < c->least || a.count > c->most)
        return refuse_count(c, &a);
    return c->run(&a);
}

enum result shell_line(const char *line, size_t length)
{
    struct words words;
    enum words_error error = words_split(line, length, &words);

    if (error) {
        printf("%s: %s\n", words.count ? words.word[0] : "shell",
               words_error_text(error));
        return FAILED;
    }
    return words.count ? shell_words(words.word, words.count) : DONE;
}

/* -- scripts --------------------------------------------------------------- */

static enum result run_script(const struct archive_file *file, bool quiet)
{
    const char *at = file->bytes, *end = at + file->length;
    enum result result = DONE;

    while (at < end && result != INTERRUPTED && result != SHUT_DOWN) {
        const char *feed = memchr(at, '\n', (size_t)(end - at));
        size_t length = (size_t)((feed ? feed : end) - at);

        if (!quiet)
            printf(PROMPT "%.*s\n", (int)length, at);
        result = shell_line(at, length);
        if (result != SHUT_DOWN && terminal_interrupted())
            result = INTERRUPTED;
        at += length + 1;
    }
    return result == FAILED ? DONE : result;
}

enum result shell_script(const char *command, const char *name, bool quiet)
{
    static unsigned deep;
    const struct arguments a = { .command = command };
    struct archive archive = shell_archive();
    struct archive_file file;
    enum result result;

    if (!archive_find(&archive, name, &file))
        return shell_fail(&a,
                          "%s: there is no such script in the boot "
                          "archive; 'builtins' lists what there is",
                          name);
    if (deep == SCRIPTS_DEEP)
        return shell_fail(&a, "%s: scripts run scripts %u deep at most", name,
                          SCRIPTS_DEEP);
    deep++;
    result = run_script(&file, quiet);
    deep--;
    return result;
}
