/* SPDX-License-Identifier: MIT
 *
 * Values that outlive the program.
 *
 * Each bundle has keys of its own, which no other can see. The one called
 * "runs" counts how often this program has been run, over restarts of the
 * machine too if it has a disk; the one called "scratch" comes and goes.
 */
#include <sdk.h>
#include <stdio.h>
#include <string.h>

/* Says what came of a step. */
static void say(const char *step, enum sdk_error error)
{
    printf("%s: %s\n", step, sdk_error_text(error));
}

static unsigned count_run(void)
{
    unsigned runs = 0;
    size_t length;
    enum sdk_error error = sdk_read_key("runs", &runs, sizeof runs, &length);

    if (error == SDK_NO_KEY || (error == SDK_OK && length != sizeof runs))
        runs = 0;
    runs++;
    say("count this run", sdk_write_key("runs", &runs, sizeof runs));
    return runs;
}

static void read_back(void)
{
    char value[SDK_VALUE_MAX];
    size_t length;
    enum sdk_error error =
        sdk_read_key("scratch", value, sizeof value, &length);

    if (error == SDK_OK)
        printf("read: '%.*s'\n", (int)length, value);
    else
        say("read", error);
}

static void come_and_go(void)
{
    static const char first[] = "what was written first";
    static const char second[] = "and what replaced it";

    say("write", sdk_write_key("scratch", first, strlen(first)));
    read_back();
    say("write again", sdk_write_key("scratch", second, strlen(second)));
    read_back();
    say("delete", sdk_delete_key("scratch"));
    read_back();
    say("delete again", sdk_delete_key("scratch"));
}

static void refusals(void)
{
    static const char large[SDK_VALUE_MAX + 1];
    char name[SDK_KEY_MAX + 2];

    memset(name, 'k', sizeof name - 1);
    name[sizeof name - 1] = '\0';
    say("a name that is too long", sdk_write_key(name, "x", 1));
    say("no name at all", sdk_write_key("", "x", 1));
    say("a value that is too large",
        sdk_write_key("scratch", large, sizeof large));
}

int main(void)
{
    printf("run number %u\n", count_run());
    come_and_go();
    refusals();
    return 0;
}
