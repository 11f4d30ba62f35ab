/* SPDX-License-Identifier: MIT */
/* Mutant one_word_short: the last word of a failure is not sent. */

word_t cspace_failure_words(const struct lookup_failure *f, word_t *words)
{
    words[0] = f->type;
    if (f->type >= LOOKUP_MISSING_CAPABILITY)
        words[1] = f->bits_left;
    if (f->type >= LOOKUP_DEPTH_MISMATCH)
        words[2] = f->found;
    if (f->type >= LOOKUP_GUARD_MISMATCH)
        words[3] = f->guard_size;
    return f->type - (f->type >= LOOKUP_DEPTH_MISMATCH);
}
