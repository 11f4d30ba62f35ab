# SPDX-License-Identifier: MIT
"""What the tests of lab 07 must observe.

One function per test, of the test's name. It gets the test's nonce and its parameters (pick and
word give what test_pick and test_word give in the guest) and returns every observation that the
test must report, by name.
"""

MASK = (1 << 64) - 1
ILLEGAL_OPERATION, INVALID_CAPABILITY = 3, 2
RANGE_ERROR, TRUNCATED_MESSAGE, REVOKE_FIRST = 4, 7, 9


def signal_before_wait(nonce, params):
    return {"word": params.word("badge"), "left": 0}


def signals_or_together(nonce, params):
    merged = params.word("a") | params.word("b") | params.word("c")
    return {"word": merged, "next": params.word("d")}


def poll_empty(nonce, params):
    return {"before": 0, "pending": params.word("badge"), "after": 0}


def wait_until_signal(nonce, params):
    return {"word": params.word("badge"), "left": 0}


def wait_by_priority(nonce, params):
    return {"high": params.word("first"), "early, middle": params.word("second"),
            "late, middle": params.word("third"), "low": params.word("fourth")}


def bound_ntfn_during_recv(nonce, params):
    return {"first": params.word("signal"), "second": params.word("client"),
            "third": params.word("signal")}


def bound_word_at_next_recv(nonce, params):
    return {"first": params.word("signal"), "second": params.word("client"), "third": 0}


def unbind_then_recv(nonce, params):
    return {"polled": params.word("signal"), "message": params.word("client"),
            "unbind twice": ILLEGAL_OPERATION, "received": 3, "last": params.word("signal")}


def irq_badge_bit(nonce, params):
    return {"before": 0, "word": 1 << params.pick("clock", 16, 63)}


def two_irqs_one_wait(nonce, params):
    both = 1 << params.pick("clock", 16, 39) | 1 << params.pick("serial", 40, 63)
    return {"word": both, "left": 0}


def irq_again_without_ack(nonce, params):
    return {"seen": params.pick("alarms", 2, 6), "word": 1 << params.pick("clock", 16, 63),
            "left": 0, "acknowledge": 0}


def level_irq_no_storm(nonce, params):
    return {"word": 1 << params.pick("serial", 16, 63)}


def irq_control_exclusive(nonce, params):
    return {"second handler": REVOKE_FIRST, "no such source": RANGE_ERROR,
            "before": 1 << params.pick("before", 16, 63),
            "after": 1 << params.pick("after", 16, 63), "before, again": 0}


def uart_echo_via_irq(nonce, params):
    return {"echo": params.word("text").to_bytes(8, "little")}


def zero_badge_is_a_signal(nonce, params):
    return {"early": 0, "late": 0, "merged": params.word("badge")}


def suspended_waiter_leaves(nonce, params):
    return {"first waiter": params.word("first"), "third waiter": params.word("second"),
            "fourth waiter": params.word("third"), "suspended": 0,
            "left": params.word("fourth")}


def bound_not_woken_in_call(nonce, params):
    return {"answer": params.pick("label", 1, 0xFFFF),
            "pending": params.word("sending") | params.word("calling")}


def passive_waiters_share(nonce, params):
    return {"first": params.word("first"), "second": params.word("second"),
            "third": params.word("third"), "bound to a": ILLEGAL_OPERATION}


def passive_server_bound(nonce, params):
    return {"first": params.word("signal"), "second": params.word("client"),
            "third": params.word("signal"), "bound to the server": ILLEGAL_OPERATION}


def irq_without_notification(nonce, params):
    return {"before": 0, "word": params.word("badge"), "cleared": 0}


def irq_set_notification(nonce, params):
    return {"nothing": TRUNCATED_MESSAGE, "no notification": INVALID_CAPABILITY,
            "without Write": INVALID_CAPABILITY, "still": params.word("first"),
            "second": params.word("second"), "first": 0, "revoked": 0}


def random_vs_model(nonce, params):
    """A notification as the manual defines it: a word, or a queue of waiters."""
    digest, random = 0, params.word("random")
    pending, word, queue = False, 0, []
    priority = {1: 0, 2: 0, 3: 1, 4: 1}

    def note(who, what):
        nonlocal digest
        digest = (digest * 0x100000001B3 + (who << 56 ^ what)) & MASK

    for step in range(128):
        waits = 1 if step // 16 % 2 else 5
        random = (random * 6364136223846793005 + 1442695040888963407) & MASK
        operation, choice = random >> 61, random >> 32
        if operation < waits:
            who = choice % 4 + 1
            if who in queue:
                continue
            if pending:
                note(who, word)
                pending, word = False, 0
            else:
                queue.append(who)
                queue.sort(key=lambda w: -priority[w])
        elif operation == waits:
            note(9, word)
            pending, word = False, 0
        else:
            badge = 1 << 13 * (choice & 3)
            if queue:
                note(queue.pop(0), badge)
            else:
                pending, word = True, word | badge
    return {"digest": digest}
