/* SPDX-License-Identifier: MIT */
/*
 * Lab 07, visible tests: signals and those who wait for them.
 */
#include "threads.h"

/* A signal that finds nobody is kept; one Wait takes it, and takes it all. */
TEST(signal_before_wait)
{
    seL4_CPtr ntfn = test_object(seL4_NotificationObject, 0);
    seL4_CPtr signaller = test_mint(ntfn, seL4_CanWrite, test_word("badge"));
    struct waiter waiter;

    test_step("signal, then Wait: the word is there");
    seL4_Signal(signaller);
    start_waiter(&waiter, "waiter", ntfn, ABOVE);
    test_join(waiter.thread);
    record_value("word", waiter.word);

    test_step("poll: nothing is left");
    record_value("left", poll_once(ntfn));
}

/* Signals that nobody has taken merge: no bit is lost. */
TEST(signals_or_together)
{
    seL4_CPtr ntfn = test_object(seL4_NotificationObject, 0);

    test_step("three signals, one poll");
    seL4_Signal(test_mint(ntfn, seL4_CanWrite, test_word("a")));
    seL4_Signal(test_mint(ntfn, seL4_CanWrite, test_word("b")));
    seL4_Signal(test_mint(ntfn, seL4_CanWrite, test_word("c")));
    record_value("word", poll_once(ntfn));

    test_step("one more: it stands alone");
    seL4_Signal(test_mint(ntfn, seL4_CanWrite, test_word("d")));
    record_value("next", poll_once(ntfn));
}

struct polls {
    seL4_CPtr ntfn, signaller;
    seL4_Word before, pending, after;
};

static void poll_thrice(void *argument)
{
    struct polls *p = argument;

    p->before = poll_once(p->ntfn);
    seL4_Signal(p->signaller);
    p->pending = poll_once(p->ntfn);
    p->after = poll_once(p->ntfn);
}

/* Polling never blocks, and says 0 when there is nothing. */
TEST(poll_empty)
{
    seL4_CPtr ntfn = test_object(seL4_NotificationObject, 0);
    struct polls polls = {
        .ntfn = ntfn,
        .signaller = test_mint(ntfn, seL4_CanWrite, test_word("badge")),
    };

    test_join(test_spawn("poller", ABOVE, poll_thrice, &polls));
    record_value("before", polls.before);
    record_value("pending", polls.pending);
    record_value("after", polls.after);
}

/* Wait blocks; the signal ends it at once, and is used up by that. */
TEST(wait_until_signal)
{
    seL4_CPtr ntfn = test_object(seL4_NotificationObject, 0);
    seL4_CPtr signaller = test_mint(ntfn, seL4_CanWrite, test_word("badge"));
    struct waiter waiter;

    start_waiter(&waiter, "waiter", ntfn, ABOVE);
    CHECK_MSG(!waiter.thread->done, "Wait returned before any signal");

    test_step("signal a waiting thread of higher priority");
    seL4_Signal(signaller);
    CHECK_MSG(waiter.thread->done, "the signal did not let the thread run");
    record_value("word", waiter.word);
    record_value("left", poll_once(ntfn));
}

/* One signal wakes one thread: the highest priority first, first come first
   served among equals. */
TEST(wait_by_priority)
{
    enum { WAITERS = 4 };
    static const char *const signals[] = { "first", "second", "third",
                                           "fourth" };
    seL4_CPtr ntfn = test_object(seL4_NotificationObject, 0);
    seL4_Word middle = ABOVE + test_pick("middle", 20, 40);
    struct waiter w[WAITERS];
    int woken = 0;

    start_waiter(&w[0], "early, middle", ntfn, middle);
    start_waiter(&w[1], "low", ntfn, ABOVE);
    start_waiter(&w[2], "high", ntfn, middle + test_pick("high", 1, 40));
    start_waiter(&w[3], "late, middle", ntfn, middle);

    for (int i = 0; i < WAITERS; i++) {
        test_step(signals[i]);
        seL4_Signal(test_mint(ntfn, seL4_CanWrite, test_word(signals[i])));
        woken = 0;
        for (int k = 0; k < WAITERS; k++)
            woken += w[k].thread->done;
        CHECK_MSG(woken == i + 1, "%d signals woke %d threads", i + 1, woken);
    }
    record_value("early, middle", w[0].word);
    record_value("low", w[1].word);
    record_value("high", w[2].word);
    record_value("late, middle", w[3].word);
}
