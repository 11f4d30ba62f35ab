/* SPDX-License-Identifier: MIT */
/*
 * Fuzz target: the composer's reading of system descriptions
 * (kernel/composer/system).
 *
 * For any bytes: no access outside of them, nothing left allocated, and one of
 * two outcomes. Either there are errors, each of them a line that begins as
 * it should, or there is a plan, and it is whole.
 */
#include <string.h>

#include "diagnostics.h"
#include "fuzz_target.h"
#include "initialiser/check.h"
#include "options.h"
#include "plan/builder.h"
#include "system/system.h"

static const struct options options = {
    .description = "fuzz.system",
    .ram_mib = 128,
    .cnode_bits = 13,
    .domains = 16,
    .headers_only = true, /* there are no images */
};

/* Every line is a message, with its place at the end if it is an error in
 * the description. */
static void check_messages(char *text)
{
    for (char *line = strtok(text, "\n"); line; line = strtok(NULL, "\n")) {
        PROMISED(strncmp(line, "error: ", 7) == 0 ||
                 strncmp(line, "warning: ", 9) == 0);
        PROMISED(strstr(line, ": fuzz.system:") != NULL ||
                 strstr(line, "the rest is not shown") != NULL);
    }
}

static void check_plan(struct builder *b, struct diagnostics *d)
{
    const struct plan *plan = builder_finish(b, d);
    struct plan_refusal why;

    PROMISED(plan != NULL && d->errors == 0);
    if (!plan_check(plan, plan->size, &why)) {
        fprintf(stderr, "%s %lu, %s: %s\n", why.record,
                (unsigned long)why.index, why.field, why.why);
        abort();
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    char *text = NULL;
    size_t length = 0;
    struct diagnostics d = { .out = open_memstream(&text, &length) };
    struct builder *b = builder_new();

    if (system_read(b, &d, "fuzz.system", (const char *)data, size, &options))
        check_plan(b, &d);
    else
        PROMISED(d.errors > 0);
    builder_free(b);
    fclose(d.out);
    PROMISED((d.errors + d.warnings == 0) == (length == 0));
    check_messages(text);
    free(text);
    return 0;
}
