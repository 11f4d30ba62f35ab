# SPDX-License-Identifier: MIT
"""What the tests of lab 05 must observe.

One function per test, of the test's name. It gets the test's nonce and its parameters (pick and
word give what test_pick and test_word give in the guest) and returns every observation that the
test must report, by name. Times are judged in the guest: what is measured there depends on no
seed but that of the parameters.
"""

MASK = (1 << 64) - 1
ILLEGAL_OPERATION = 3
TIMEOUT = 5


def digits(numbers):
    """What digits() gives: the numbers in their order, from 1 on."""
    value = 0
    for number in numbers:
        value = value << 4 | number + 1
    return value


def prio_order(nonce, params):
    stride, first = params.pick("stride", 1, 6), params.pick("first", 0, 6)
    return {"order": digits(sorted(range(7), key=lambda i: -((first + stride * i) % 7)))}


def round_robin_exact(nonce, params):
    return {"turns": digits([2, 1, 0] * 3 + [2])}


def all_priorities(nonce, params):
    return {"threads": 248}


def suspended_leaves_queue(nonce, params):
    middle = params.pick("middle", 1, 3)
    left = [i for i in (3, 2, 1) if i != middle]
    return {"who was left": digits(left), "and who came back": digits(left + [5, middle])}


def no_sc_never_runs(nonce, params):
    return {"ran without": 0, "ran with": digits([0, 1])}


def yield_to_one_of_three(nonce, params):
    return {"to itself": ILLEGAL_OPERATION}


def budget_exhausted_at_count(nonce, params):
    return {"read again": 0}


def period_replenish_exact(nonce, params):
    return {"times": 5}


def sporadic_split_refill(nonce, params):
    return {"runs": 5}


def cpu_share_20_30_50(nonce, params):
    return {"periods": 10}


def consumed_adds_up(nonce, params):
    return {"bursts": 8}


def timeout_fault_sent(nonce, params):
    return {"badge": params.word("badge"), "label": TIMEOUT, "context": params.word("spinner"),
            "runs": 1}


def passive_server_donation(nonce, params):
    return {"the server's own": 0, "requests": 1}


def return_donation_on_reply(nonce, params):
    return {"the client's is taken": ILLEGAL_OPERATION, "answers": 1}


def queues_vs_model(nonce, params):
    """The ready queues as deques. A thread that wakes below the running one goes to the front."""
    state, digest = params.word("random"), 0

    def following():
        nonlocal state
        state = (state * 6364136223846793005 + 1442695040888963407) & MASK
        return state >> 33

    level = [0] * 8
    queue = [[], [], []]
    for _ in range(6):
        for _ in range(24):
            who, operation, wanted = following() % 8, following() % 4, following() % 3
            ready = who in queue[level[who]]
            if operation < 2:
                if not ready:
                    queue[level[who]].insert(0, who)
                continue
            if ready:
                queue[level[who]].remove(who)
            if operation == 3:
                level[who] = wanted
                if ready:
                    queue[wanted].insert(0, who)
        ran = [who for at in (2, 1, 0) for who in queue[at]]
        queue = [[], [], []]
        digest = (digest * 0x100000001B3 & MASK) ^ digits(ran)
    return {"digest": digest}


def released_when_due(nonce, params):
    gone = params.pick("gone", 0, 4)
    value = 0
    for i in range(6):
        value = value << 4 | (1 if i in (gone, gone + 1) else 2)
    return {"runs": value}


def window_never_exceeded(nonce, params):
    return {"done": 1}


def full_list_merges(nonce, params):
    return {"done": 1}


def unblock_counts_from_now(nonce, params):
    return {"runs": 2}


def small_rest_is_kept(nonce, params):
    return {"runs": 2}


def yield_gives_up(nonce, params):
    return {"timeout": 0, "runs": 2}


def round_robin_has_no_timeout(nonce, params):
    return {"timeout": 0, "runs": 1}


def bind_corners(nonce, params):
    return {"context is taken": ILLEGAL_OPERATION, "still taken": ILLEGAL_OPERATION,
            "thread has one": ILLEGAL_OPERATION, "own": ILLEGAL_OPERATION, "nobody's": 0,
            "not yet": ILLEGAL_OPERATION, "ready": 0, "twice": ILLEGAL_OPERATION, "again": 0}


def yield_to_corners(nonce, params):
    return {"order": digits([1, 2, 0]), "nobody": ILLEGAL_OPERATION, "above": ILLEGAL_OPERATION}
