/* SPDX-License-Identifier: MIT
 *
 * Where files are looked for: see options.h.
 */
#define _GNU_SOURCE
#include "options.h"

#include <err.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static char *join(const char *folder, size_t length, const char *name)
{
    char *path;

    if (asprintf(&path, "%.*s/%s", (int)length, folder, name) < 0)
        err(1, "compose");
    if (access(path, R_OK) == 0)
        return path;
    free(path);
    return NULL;
}

static char *find_beside(const char *description, const char *name)
{
    const char *slash = description ? strrchr(description, '/') : NULL;

    return slash ? join(description, slash - description, name)
                 : join(".", 1, name);
}

char *options_find(const struct options *o, const char *name)
{
    char *path;

    if (name[0] == '/')
        return access(name, R_OK) == 0 ? strdup(name) : NULL;
    path = find_beside(o->description, name);
    for (unsigned i = 0; !path && i < o->searches; i++)
        path = join(o->search[i], strlen(o->search[i]), name);
    return path;
}

const char *options_system(const struct options *o)
{
    static char name[256];
    const char *slash = strrchr(o->description, '/');

    snprintf(name, sizeof name, "%s", slash ? slash + 1 : o->description);
    *strchrnul(name, '.') = '\0';
    return name;
}
