/* SPDX-License-Identifier: MIT
 *
 * Mutant smallest_first: the smaller object comes first.
 */
static int compare_turns(const void *left, const void *right)
{
    const struct turn *a = left, *b = right;

    if (a->paddr != b->paddr)
        return a->paddr < b->paddr ? -1 : 1;
    if (a->bits != b->bits)
        return a->bits < b->bits ? -1 : 1;
    return (a->object > b->object) - (a->object < b->object);
}
