/* SPDX-License-Identifier: MIT
 *
 * Mutant equals_are_equal: objects of one size have no order.
 */
static int compare_turns(const void *left, const void *right)
{
    const struct turn *a = left, *b = right;

    if (a->paddr != b->paddr)
        return a->paddr < b->paddr ? -1 : 1;
    if (a->bits != b->bits)
        return a->bits > b->bits ? -1 : 1;
    return 0;
}
