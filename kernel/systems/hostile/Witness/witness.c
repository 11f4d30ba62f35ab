/* SPDX-License-Identifier: MIT
 *
 * Looks afterwards whether the server is as it was.
 */
#include <camkes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

int run(void)
{
    static char large[4000];
    char *text = strdup("well");
    uint16_t *xs = calloc(1000, sizeof *xs);
    size_t count = 1000;

    memset(large, 'l', sizeof large - 1);
    words_shout(&text);
    xs[0] = 17;
    pages_reverse(&count, &xs);
    printf("witness: %d %d %s %zu %u\n", words_add(2, 3), pages_length(large),
           text, count, xs[999]);
    free(text);
    free(xs);
    return 0;
}
