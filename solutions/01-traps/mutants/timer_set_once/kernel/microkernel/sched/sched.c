/* SPDX-License-Identifier: MIT */

static void set_timer(void)
{
    static bool set;
    ticks_t deadline = ks.now + refill_head(ks.current_sc)->amount;

    if (ks.num_domains > 1 && ks.now + ks.domain_left < deadline)
        deadline = ks.now + ks.domain_left;
    if (ks.release && refill_head(ks.release->sc)->time < deadline)
        deadline = refill_head(ks.release->sc)->time;
    if (!set)
        timer_set(deadline - TIMER_PRECISION);
    set = true;
    ks.reprogram = false;
}
