/* SPDX-License-Identifier: MIT */
/*
 * Fuzz target: the line editor (kernel/libs/line_editor).
 *
 * An input is what comes from a terminal. Whatever it is, the line is a text
 * that fits, the cursor stands in it, and what is written are short pieces.
 */
#include <string.h>

#include "fuzz_target.h"
#include "line_editor.h"

static volatile unsigned sink;

static void write_bytes(void *context, const char *bytes, size_t count)
{
    (void)context;
    PROMISED(count > 0 && count <= LINE_OUTPUT_BYTES);
    for (size_t i = 0; i < count; i++)
        sink += (unsigned char)bytes[i];
}

static void complete(void *context, const char *text, size_t word,
                     struct line_candidates *to)
{
    char name[LINE_BYTES];

    (void)context;
    PROMISED(word <= strlen(text) && strlen(text) < LINE_BYTES);
    line_candidate(to, "help");
    line_candidate(to, "hello");
    line_candidate(to, "");
    snprintf(name, sizeof name, "%s%s", text + word, text);
    line_candidate(to, name);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static const struct line_user user = { NULL, write_bytes, complete };
    static struct line_editor e;

    line_editor_init(&e, &user);
    line_editor_begin(&e, "> ");
    for (size_t i = 0; i < size; i++) {
        if (line_editor_feed(&e, (char)data[i]) != LINE_NOTHING)
            line_editor_begin(&e, "> ");
        PROMISED(e.length < LINE_BYTES && e.cursor <= e.length);
        PROMISED(strlen(e.text) == e.length);
        PROMISED(e.columns >= LINE_COLUMNS_MIN);
        PROMISED(e.back <= e.remembered);
    }
    return 0;
}
