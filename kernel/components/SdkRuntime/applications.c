/* SPDX-License-Identifier: MIT
 *
 * The table of applications: applications.h.
 */
#include "applications.h"

#include <string.h>

enum {
    ALL_SERVICES = BUNDLE_USES_LOG | BUNDLE_USES_KEYS | BUNDLE_USES_TIMERS |
                   BUNDLE_USES_MMAP,
};

struct application applications[APPLICATIONS_MAX];

/* With 0: a free place. */
static struct application *place_of(uint32_t run)
{
    for (unsigned i = 0; i < APPLICATIONS_MAX; i++) {
        if (applications[i].run == run)
            return &applications[i];
    }
    return NULL;
}

struct application *application_find(uint32_t run)
{
    return run ? place_of(run) : NULL;
}

struct application *application_add(uint32_t run, const char *id,
                                    uint32_t services)
{
    struct application *a = place_of(0);

    if (!a || run == 0 || application_find(run) ||
        !bundle_id_valid(id, strlen(id)) || (services & ~ALL_SERVICES))
        return NULL;
    *a = (struct application){ .run = run,
                               .services = services,
                               .reply = a->reply };
    strcpy(a->id, id);
    return a;
}

void application_remove(struct application *a)
{
    *a = (struct application){ .reply = a->reply };
}
