/* SPDX-License-Identifier: MIT
 *
 * The server of two clients. Each of its interfaces has a thread of its own,
 * so what they share is counted under the mutex.
 */
#include <camkes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static unsigned calls;

void pre_init(void)
{
    printf("server: pre_init\n");
}

void sums__init(void)
{
    printf("server: sums init\n");
}

void post_init(void)
{
    printf("server: post_init\n");
}

static void count(void)
{
    calls_lock();
    calls++;
    calls_unlock();
}

int sums_add(int a, int b)
{
    count();
    return a + b;
}

char *sums_join(const char *a, const char *b)
{
    char *joined = malloc(strlen(a) + strlen(b) + 1);

    if (joined) {
        strcpy(joined, a);
        strcat(joined, b);
    }
    return joined;
}

unsigned int sums_total(size_t xs_sz, const uint32_t *xs)
{
    unsigned int total = 0;

    for (size_t i = 0; i < xs_sz; i++)
        total += xs[i];
    return total;
}

void sums_split(uint64_t x, uint32_t *low, uint32_t *high)
{
    *low = (uint32_t)x;
    *high = (uint32_t)(x >> 32);
}

void sums_twice(char **s, size_t *lengths_sz, int **lengths, size_t names_sz,
                char **names)
{
    size_t length = strlen(*s);
    char *twice = malloc(2 * length + 1);

    memcpy(twice, *s, length);
    memcpy(twice + length, *s, length + 1);
    free(*s);
    *s = twice;
    *lengths_sz = names_sz;
    *lengths = calloc(names_sz, sizeof **lengths);
    for (size_t i = 0; i < names_sz; i++)
        (*lengths)[i] = (int)strlen(names[i]);
}

void sums_nothing(void)
{
}

/* -- over shared data ------------------------------------------------------ */

seL4_Word frames_size(seL4_CPtr object)
{
    return object ? seL4_DebugCapIdentify(object) : 0;
}

/* The only thing that it can do without: where its threads end. */
void frames_give(seL4_CPtr *object)
{
    *object = 2;
}

int frames_add(int a, int b)
{
    count();
    return a + b;
}

/* -- with signals ---------------------------------------------------------- */

int signalled_add(int a, int b)
{
    count();
    signalled_emit(signalled_get_sender_id());
    return a + b;
}

char *signalled_join(const char *a, const char *b)
{
    return sums_join(a, b);
}

unsigned int signalled_total(size_t xs_sz, const uint32_t *xs)
{
    return sums_total(xs_sz, xs);
}

void signalled_split(uint64_t x, uint32_t *low, uint32_t *high)
{
    sums_split(x, low, high);
}

void signalled_twice(char **s, size_t *lengths_sz, int **lengths,
                     size_t names_sz, char **names)
{
    sums_twice(s, lengths_sz, lengths, names_sz, names);
}

void signalled_nothing(void)
{
}
