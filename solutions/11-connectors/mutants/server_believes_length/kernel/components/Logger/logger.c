/* SPDX-License-Identifier: MIT
 *
 * The clients are trusted to cut.
 */
#include <camkes.h>
#include <logger.h>
#include <string.h>

static void add_text(const char *text)
{
    size_t bytes = strlen(text);
    size_t limit = bytes;

    if (bytes > 0 && bytes < LOG_BYTES && text[bytes - 1] == '\n')
        limit--;
    for (size_t i = 0; i < limit; i++) {
        unsigned char c = (unsigned char)text[i];

        add(c < ' ' || c == 0x7f ? '?' : (char)c);
    }
    if (bytes >= LOG_BYTES)
        add_words("...");
}
