/* SPDX-License-Identifier: MIT
 *
 * The files of a description.
 *
 * Imports are put at the end of a list and read when the files before them
 * are done, so that a chain of imports needs no stack and a circle of them
 * ends by itself: a file that is in the list already is not put there again,
 * whatever it was called.
 */
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "adl/syntax.h"

/* The folder of a path, "." if it names none. */
static const char *folder_of(struct arena *arena, const char *path)
{
    const char *slash = strrchr(path, '/');

    if (!slash)
        return ".";
    return arena_copy(arena, path, slash == path ? 1 : (size_t)(slash - path));
}

static const char *join(struct arena *arena, const char *folder,
                        const char *name)
{
    if (name[0] == '/' || !strcmp(folder, "."))
        return name;
    return arena_format(arena, "%s/%s", folder, name);
}

/* Adds a file to the list unless it is there. */
static void add_source(struct reader *r, const char *path,
                       const struct place *at)
{
    struct source *new = ARENA_NEW(r->arena, struct source);
    char *real = realpath(path, NULL);
    struct adl_file *file = ARENA_NEW(r->arena, struct adl_file);

    new->path = path;
    new->folder = folder_of(r->arena, path);
    new->real = arena_format(r->arena, "%s", real ? real : path);
    free(real);
    for (const struct source *s = r->sources; s; s = s->next)
        if (!strcmp(s->real, new->real))
            return;
    if (r->source_count++ >= SYNTAX_FILES_MAX) {
        if (r->source_count == SYNTAX_FILES_MAX + 1)
            diagnostics_error(r->d, at, "more than %d files", SYNTAX_FILES_MAX);
        r->broken = true;
        return;
    }
    file->path = path;
    LIST_ADD(r->sources, new);
    LIST_ADD(r->m->files, file);
}

/* Whether this is a file that can be read: no folder, device or pipe. */
static bool is_file(const char *path)
{
    struct stat status;

    return strlen(path) < SYNTAX_PATH_MAX && !stat(path, &status) &&
           S_ISREG(status.st_mode);
}

void source_import(struct reader *r, const char *name, bool system,
                   struct place at)
{
    const char *path;

    if ((system && prelude_is_named(name)) || (!*name && r->broken))
        return;
    if (!system) {
        path = join(r->arena, r->source->folder, name);
        if (is_file(path)) {
            add_source(r, path, &at);
            return;
        }
    }
    for (unsigned i = 0; i < r->o->searches; i++) {
        path = join(r->arena, r->o->search[i], name);
        if (is_file(path)) {
            add_source(r, path, &at);
            return;
        }
    }
    path = join(r->arena, r->sources->folder, name);
    if (is_file(path)) {
        add_source(r, path, &at);
        return;
    }
    diagnostics_error(r->d, &at, "cannot find import '%s'", name);
    r->broken = true;
}

/* The bytes of a file, or NULL: then the reason is reported. */
static char *load(struct reader *r, const char *path, size_t *length)
{
    struct place at = { path, 0, 0 };
    char *text = NULL;
    size_t got = 0;
    FILE *file;

    if (!is_file(path) || !(file = fopen(path, "rb"))) {
        diagnostics_error(r->d, &at, "cannot read this file: %s",
                          errno ? strerror(errno) : "it is no file");
        return NULL;
    }
    text = malloc(SYNTAX_FILE_MAX + 1);
    if (text)
        got = fread(text, 1, SYNTAX_FILE_MAX + 1, file);
    if (!text || ferror(file) || got > SYNTAX_FILE_MAX) {
        diagnostics_error(r->d, &at,
                          got > SYNTAX_FILE_MAX ? "file larger than %d KiB"
                                                : "cannot read this file",
                          SYNTAX_FILE_MAX / 1024);
        free(text);
        text = NULL;
    }
    fclose(file);
    *length = got;
    return text;
}

static void parse_prelude(struct reader *r)
{
    struct source prelude = { .path = prelude_name, .folder = "." };

    r->source = &prelude;
    source_parse(r, prelude_text, strlen(prelude_text));
    r->records = 0;
}

void source_read(struct reader *r, const char *path, const char *text,
                 size_t length)
{
    parse_prelude(r);
    add_source(r, arena_format(r->arena, "%s", path), NULL);
    for (r->source = r->sources; r->source; r->source = r->source->next) {
        bool given = text && r->source == r->sources;
        char *loaded = NULL;

        errno = 0;
        if (!given)
            loaded = load(r, r->source->path, &length);
        if (given || loaded)
            source_parse(r, given ? text : loaded, length);
        else
            r->broken = true;
        free(loaded);
        if (r->full)
            return;
    }
}
