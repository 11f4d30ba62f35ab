/* SPDX-License-Identifier: MIT
 *
 * Which front end reads a description: see frontend.h.
 */
#include "frontend.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "adl/model.h"
#include "connectors/connectors.h"
#include "output/programs.h"
#include "system/system.h"

enum { FILE_MAX = 16 << 20 };

static bool ends_in(const char *text, const char *end)
{
    size_t n = strlen(text), m = strlen(end);

    return n > m && strcmp(text + n - m, end) == 0;
}

/* The file's bytes, which the caller frees; NULL: an error was reported. */
static char *read_text(struct diagnostics *d, const char *path, size_t *length)
{
    FILE *f = fopen(path, "rb");
    char *text = f ? malloc(FILE_MAX + 1) : NULL;

    if (!text) {
        diagnostics_error(d, NULL, "cannot read %s: %s", path, strerror(errno));
        if (f)
            fclose(f);
        return NULL;
    }
    *length = fread(text, 1, FILE_MAX + 1, f);
    if (ferror(f) || *length > FILE_MAX) {
        diagnostics_error(d, NULL, "cannot read %s: %s", path,
                          ferror(f) ? strerror(errno)
                                    : "it is larger than 16 MiB");
        free(text);
        text = NULL;
    } else {
        text[*length] = '\0';
    }
    fclose(f);
    return text;
}

static bool read_system(struct builder *b, struct diagnostics *d,
                        const struct options *o)
{
    size_t length;
    char *text = read_text(d, o->description, &length);
    bool done = text && system_read(b, d, o->description, text, length, o);

    free(text);
    return done;
}

static bool is_component_description(const struct options *o)
{
    return ends_in(o->description, ".camkes") ||
           ends_in(o->description, ".idl4");
}

static bool read_components(struct builder *b, struct diagnostics *d,
                            const struct options *o)
{
    struct adl_model m = { 0 };
    bool done =
        adl_read(&m, d, o->description, o) && connectors_lower(b, d, &m, o);

    adl_model_free(&m);
    return done;
}

bool frontend_read(struct builder *b, struct diagnostics *d,
                   const struct options *o)
{
    if (ends_in(o->description, ".system"))
        return read_system(b, d, o);
    if (is_component_description(o))
        return read_components(b, d, o);
    diagnostics_error(d, NULL,
                      "%s: a description's name ends in .system or .camkes",
                      o->description);
    return false;
}

bool frontend_write(struct diagnostics *d, const struct plan *plan,
                    const struct options *o)
{
    struct adl_model m = { 0 };
    bool done;

    if (!is_component_description(o))
        return programs_write(d, plan, o);
    done = adl_read(&m, d, o->description, o) && connectors_write(d, &m, o);
    adl_model_free(&m);
    return done;
}

bool frontend_dump(struct diagnostics *d, const struct options *o, FILE *out)
{
    struct adl_model m = { 0 };
    bool done;

    if (!is_component_description(o)) {
        diagnostics_error(d, NULL, "%s: only .camkes descriptions have a dump",
                          o->description);
        return false;
    }
    done = adl_read(&m, d, o->description, o) && adl_dump(&m, out);
    adl_model_free(&m);
    return done;
}

bool frontend_limits(FILE *out)
{
    return system_limits(out);
}
