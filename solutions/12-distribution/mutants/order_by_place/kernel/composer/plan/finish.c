/* SPDX-License-Identifier: MIT
 *
 * Mutant order_by_place: objects of one size are compared by where the record
 * lies.
 */
static int compare_turns(const void *left, const void *right)
{
    const struct turn *a = left, *b = right;

    if (a->paddr != b->paddr)
        return a->paddr < b->paddr ? -1 : 1;
    if (a->bits != b->bits)
        return a->bits > b->bits ? -1 : 1;
    return left < right ? -1 : 1;
}
