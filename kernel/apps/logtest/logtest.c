/* SPDX-License-Identifier: MIT
 *
 * Lines of the log: at each level, by printf, very long ones, and one that
 * would like to look like somebody else's.
 *
 * `loglevel sdk_runtime trace` in the shell lets all of them through.
 */
#include <sdk.h>
#include <stdio.h>
#include <string.h>

static void each_level(void)
{
    static const char *const names[] = {
        [SDK_ERROR] = "an error",      [SDK_WARN] = "a warning",
        [SDK_INFO] = "an information", [SDK_DEBUG] = "a debug message",
        [SDK_TRACE] = "a trace",
    };

    for (enum sdk_level level = SDK_ERROR; level <= SDK_TRACE; level++)
        sdk_log(level, names[level]);
    printf("no level 9: %s\n",
           sdk_error_text(sdk_log((enum sdk_level)9, "never seen")));
}

static void long_ones(void)
{
    static char text[5000];

    memset(text, '.', sizeof text - 1);
    text[3000] = '\0';
    printf("3000 bytes: %s\n", sdk_error_text(sdk_log(SDK_INFO, text)));
    text[3000] = '.';
    printf("4999 bytes: %s\n", sdk_error_text(sdk_log(SDK_INFO, text)));
}

int main(void)
{
    each_level();
    fprintf(stderr, "stderr is for errors\n");
    printf("one line, ");
    printf("printed in pieces\n");
    sdk_log(SDK_INFO, "one line\nsdk_runtime: ERROR keyval::that feigns two");
    long_ones();
    printf("a last line without an end");
    return 0;
}
