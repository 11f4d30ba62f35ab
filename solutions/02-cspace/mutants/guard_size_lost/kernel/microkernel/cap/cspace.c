/* SPDX-License-Identifier: MIT */
/* Mutant guard_size_lost: a guard mismatch does not say its size. */

word_t cspace_failure_words(const struct lookup_failure *f, word_t *words)
{
    words[0] = f->type;
    if (f->type >= LOOKUP_MISSING_CAPABILITY)
        words[1] = f->bits_left;
    if (f->type >= LOOKUP_DEPTH_MISMATCH)
        words[2] = f->found;
    if (f->type >= LOOKUP_GUARD_MISMATCH)
        words[3] = f->found;
    return f->type;
}
