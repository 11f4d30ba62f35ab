/* SPDX-License-Identifier: MIT
 *
 * A program that takes all the memory it can get. Its manifest's quota ends
 * that: the next piece is refused, what it has is its own, and everybody else
 * has what they had before. What it gives back it can have again.
 */
#include <sdk.h>
#include <stdio.h>
#include <string.h>

enum { PIECES_MAX = 64, PIECE = 4 * SDK_PAGE };

static void *pieces[PIECES_MAX];

/* Takes pieces, and uses them, until one is refused; returns their number. */
static unsigned take_all(void)
{
    enum sdk_error error = SDK_OK;
    unsigned n = 0;

    while (n < PIECES_MAX) {
        error = sdk_mmap(NULL, 0, PIECE, SDK_READ | SDK_WRITE, SDK_AT_ONCE,
                         &pieces[n]);
        if (error != SDK_OK)
            break;
        memset(pieces[n++], 0xff, PIECE);
    }
    printf("%u pieces of %d KiB, then: %s\n", n, PIECE / 1024,
           sdk_error_text(error));
    return n;
}

static void give_back(unsigned n)
{
    while (n-- > 0)
        sdk_munmap(pieces[n], PIECE);
}

int main(void)
{
    unsigned first = take_all(), second;

    give_back(first);
    second = take_all();
    printf("as many as before: %s\n", first == second ? "yes" : "no");
    return first == second ? 0 : 1;
}
