/* SPDX-License-Identifier: MIT
 *
 * The debug console: runs autostart.repl of the boot archive, then reads
 * commands until the end of input, and switches the machine off.
 */
#include <camkes.h>
#include <stdio.h>

#include "shell.h"
#include "terminal.h"

static struct line_editor editor;

static void show(void *context, const char *bytes, size_t count)
{
    (void)context;
    terminal_write(bytes, count);
}

static void show_again(void)
{
    line_editor_show(&editor);
}

static enum line_event read_line(void)
{
    enum line_event event;

    terminal_begin_line();
    line_editor_begin(&editor, PROMPT);
    do {
        bool erasable = line_editor_is_one_row(&editor);

        event = line_editor_feed(&editor, terminal_read(erasable, show_again));
    } while (event == LINE_NOTHING);
    return event;
}

static void autostart(void)
{
    struct archive a = shell_archive();
    struct archive_file file;

    if (archive_find(&a, "autostart.repl", &file))
        shell_script("autostart", "autostart.repl", true);
}

static void read_lines(void)
{
    for (;;) {
        enum line_event event = read_line();

        if (event == LINE_ENDED)
            return;
        if (event == LINE_TOO_LONG)
            printf("A line has at most %u characters; nothing was done.\n",
                   LINE_BYTES - 1);
        if (event == LINE_READY)
            shell_line(editor.text, editor.length);
    }
}

int run(void)
{
    static const struct line_user user = { NULL, show, command_complete };
    static const char *const end[] = { "shutdown" };

    terminal_init();
    line_editor_init(&editor, &user);
    if (frames_init() != MEMORY_OK)
        printf("There is no memory for a window: 'install' will fail.\n");
    autostart();
    read_lines();
    shell_words(end, 1);
    return 0;
}
