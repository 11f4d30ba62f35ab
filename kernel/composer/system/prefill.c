/* SPDX-License-Identifier: MIT
 *
 * The files with which memory regions are prefilled.
 */
#include "attributes.h"
#include "model.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>

/* Reads a regular file of at most region->size bytes. */
static void read_file(struct model *m, struct region *region, const char *path)
{
    const char *shown = attribute_shown(m, region->prefill_path);
    struct stat status;
    FILE *file;
    char *bytes;
    size_t size;

    if (stat(path, &status) != 0 || !S_ISREG(status.st_mode)) {
        element_error(m->d, region->e, "'%s' is no file", shown);
        return;
    }
    size = (size_t)status.st_size;
    if (size == 0) {
        element_error(m->d, region->e, "the file '%s' is empty", shown);
        return;
    }
    if (size > region->size) {
        element_error(m->d, region->e,
                      "the file '%s' has %zu bytes, the region %" PRIu64, shown,
                      size, region->size);
        return;
    }
    file = fopen(path, "rb");
    bytes = obstack_alloc(&m->memory, size);
    if (!file || fread(bytes, 1, size, file) != size)
        element_error(m->d, region->e, "the file '%s' cannot be read", shown);
    if (file)
        fclose(file);
    region->prefill = bytes;
    region->prefill_size = size;
}

void model_load_prefills(struct model *m)
{
    for (size_t i = 0; i < m->region_count; i++) {
        struct region *region = &m->regions[i];
        char *path;

        if (region->prefill_bootinfo)
            region->prefill_size = SMALL_PAGE;
        if (!region->prefill_path || region->size == NONE)
            continue;
        path = options_find(m->options, region->prefill_path);
        if (path)
            read_file(m, region, path);
        else
            element_error(m->d, region->e, "there is no file '%s'",
                          attribute_shown(m, region->prefill_path));
        free(path);
    }
}
