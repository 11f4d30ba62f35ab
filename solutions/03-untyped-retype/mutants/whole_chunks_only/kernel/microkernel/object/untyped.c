/* SPDX-License-Identifier: MIT */
/* Mutant whole_chunks_only: clearing begins at the next whole chunk. */

static error_t clear(struct cte *slot, const struct request *req)
{
    char *base = cap_object(slot->cap);
    word_t start = req->start, end = req->end;
    word_t done = (word_t)slot->cap.cleared << CHUNK_BITS;
    word_t at = done > start ? done : ALIGN_UP(start, CHUNK_BITS);

    while (at < end) {
        word_t next = ALIGN_DOWN(at, CHUNK_BITS) + CLEAR_CHUNK;

        if (next > end)
            next = end;
        memory_clear(base + at, next - at);
        at = next;
        if (at < end && sched_preemption_point() != OK) {
            slot->cap.watermark = start >> MIN_UNTYPED_BITS;
            slot->cap.cleared = at >> CHUNK_BITS;
            return PREEMPTED;
        }
    }
    return OK;
}
