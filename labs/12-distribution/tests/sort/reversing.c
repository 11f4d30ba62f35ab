/* SPDX-License-Identifier: MIT
 *
 * A qsort for the composer to be run with, by LD_PRELOAD. The C standard says
 * nothing about the order of two elements that compare as equal. The library's
 * own qsort leaves them as they were, so nobody notices who relies on it. This
 * one turns the array around before it sorts: an order that follows from the
 * comparison alone is still the same, any other one is not.
 */
#define _GNU_SOURCE /* qsort_r */
#include <stdlib.h>

typedef int (*comparison)(const void *, const void *);

static void swap(unsigned char *a, unsigned char *b, size_t size)
{
    while (size-- > 0) {
        unsigned char byte = a[size];

        a[size] = b[size];
        b[size] = byte;
    }
}

static int call(const void *a, const void *b, void *compare)
{
    return (*(comparison *)compare)(a, b);
}

void qsort(void *base, size_t count, size_t size, comparison compare)
{
    unsigned char *array = base;

    for (size_t i = 0; i < count / 2; i++)
        swap(array + i * size, array + (count - 1 - i) * size, size);
    qsort_r(base, count, size, call, &compare);
}
