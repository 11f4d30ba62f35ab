/* SPDX-License-Identifier: MIT
 *
 * Packages: what lies in the boot archive, and what can be started.
 */
#include <camkes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "shell.h"
#include "terminal.h"

COMMAND(command_builtins)
{
    struct archive archive = shell_archive();
    enum archive_error error = archive_check(&archive, NULL);
    struct archive_file file;
    size_t at = 0;

    printf("%-24s %8s\n", "NAME", "BYTES");
    while (archive_next(&archive, &at, &file))
        printf("%-24s %8zu\n", file.name, file.length);
    if (error != ARCHIVE_OK)
        return shell_fail(a,
                          "the boot archive is damaged: %s; build the "
                          "system again",
                          archive_error_text(error));
    return DONE;
}

/* -- packages, in portions ------------------------------------------------- */

struct portion {
    struct security_package *package;
    size_t count;
    uint32_t next;
};

static int read_portion(struct portion *p)
{
    int error;

    free(p->package);
    p->package = NULL;
    p->count = 0;
    error = security_get_packages(p->next, &p->count, &p->package, &p->next);
    return error;
}

/* Has `use` see every package. */
static int for_each_package(void (*use)(const struct security_package *package,
                                        void *context),
                            void *context)
{
    struct portion p = { 0 };
    int error;

    do {
        error = read_portion(&p);
        for (size_t i = 0; error == SECURITY_OK && i < p.count; i++)
            use(&p.package[i], context);
    } while (error == SECURITY_OK && p.next != 0);
    free(p.package);
    return error;
}

static const char *where(const struct security_package *p)
{
    if (!p->installed)
        return "built in";
    if (p->copied)
        return p->builtin ? "installed, instead of what is built in"
                          : "installed";
    return p->builtin ? "built in, installed" : "installed, and gone";
}

static void print_package(const struct security_package *p, void *nothing)
{
    (void)nothing;
    printf("%-24.64s %8u  %s\n", p->id, p->length, where(p));
}

COMMAND(command_bundles)
{
    int error;

    printf("%-24s %8s  %s\n", "BUNDLE", "BYTES", "WHERE");
    error = for_each_package(print_package, NULL);
    if (error != SECURITY_OK)
        return fail_with(a, "packages", security_error_text(error));
    return DONE;
}

static void name_package(const struct security_package *p, void *to)
{
    line_candidate(to, p->id);
}

void complete_bundle(struct line_candidates *to)
{
    for_each_package(name_package, to);
}

/* -- install --------------------------------------------------------------- */

static bool find_bundle(const char *name, struct archive_file *file)
{
    struct archive archive = shell_archive();
    char path[ARCHIVE_NAME_MAX + 1];
    int length = snprintf(path, sizeof path, "%s.tsr", name);

    return length > 0 && (size_t)length < sizeof path &&
           archive_find(&archive, path, file);
}

static enum result install_as(const struct arguments *a, const char *id)
{
    struct archive_file file;
    struct frames frames;
    int error;

    if (!find_bundle(a->word[0], &file))
        return shell_fail(a,
                          "%s: the boot archive has no such bundle; "
                          "'builtins' lists what it has",
                          a->word[0]);
    error = frames_make(&frames, file.bytes, file.length);
    if (error != MEMORY_OK)
        return fail_with(a, "memory", memory_error_text(error));
    error = packages_install_app(id, frames.cnode, frames.bits,
                                 (uint32_t)file.length);
    frames_free(&frames);
    if (error != PROCESS_SUCCESS)
        return fail_process(a, id, error);
    printf("%s: installed as %s\n", a->word[0], id);
    return DONE;
}

COMMAND(command_install)
{
    int error;

    terminal_flush();
    if (a->count == 3 && strcmp(a->word[1], "as") == 0)
        return install_as(a, a->word[2]);
    if (a->count != 1)
        return shell_fail(a, "use: install NAME, or install NAME as BUNDLE");
    error = packages_install_builtin(a->word[0]);
    if (error != PROCESS_SUCCESS)
        return fail_process(a, a->word[0], error);
    printf("%s: installed\n", a->word[0]);
    return DONE;
}

COMMAND(command_uninstall)
{
    int error;

    terminal_flush();
    error = packages_uninstall(a->word[0]);
    if (error == PROCESS_BUNDLE_NOT_FOUND)
        return shell_fail(a,
                          "%s: BundleNotFound: it is not installed; "
                          "'bundles' lists what is",
                          a->word[0]);
    if (error != PROCESS_SUCCESS)
        return fail_process(a, a->word[0], error);
    printf("%s: removed\n", a->word[0]);
    return DONE;
}
