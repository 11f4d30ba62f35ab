/* SPDX-License-Identifier: MIT */
/* Mutant progress_forgotten: a preempted Retype begins to clear from the start. */

static error_t clear(struct cte *slot, const struct request *req)
{
    char *base = cap_object(slot->cap);
    word_t start = req->start, end = req->end;
    word_t done = (word_t)slot->cap.cleared << CHUNK_BITS;
    word_t at = done > start ? done : start;

    while (at < end) {
        word_t next = ALIGN_DOWN(at, CHUNK_BITS) + CLEAR_CHUNK;

        if (next > end)
            next = end;
        memory_clear(base + at, next - at);
        at = next;
        if (at < end && sched_preemption_point() != OK) {
            slot->cap.watermark = start >> MIN_UNTYPED_BITS;
            return PREEMPTED;
        }
    }
    return OK;
}
