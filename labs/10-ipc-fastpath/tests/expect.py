# SPDX-License-Identifier: MIT
"""What the tests of lab 10 must observe.

One function per test, of the test's name. It gets the test's nonce and its parameters (pick and
word give what test_pick and test_word give in the guest) and returns every observation that the
test must report, by name.
"""

REGISTERS = 4
ILLEGAL_OPERATION, INVALID_CAPABILITY = 3, 2
CAP_FAULT = 1
BADGE_INFO_WORD = 0b111 << 10   # a0, a1, a2


def message(params, who, name, length, badge=0):
    """What record_message() reports of the short_message() `name`, of `length` words."""
    info = params.pick(name, 1, 0xFFFF) << 12 | length
    words = {f"{who} word {i}": params.word(f"{name} {i}") for i in range(min(length, REGISTERS))}
    return {f"{who} badge": badge, f"{who} info": info, **words}


def fp_taken_simple_call(nonce, params):
    found = {"served": REGISTERS + 1}
    for length in range(REGISTERS + 1):
        found |= message(params, f"call {length}", "question", length, params.word("badge"))
    return found


def fp_taken_grant_reply(nonce, params):
    return {**message(params, "call", "question", 2, params.word("badge")),
            **message(params, "answer", "answer", 2)}


def fp_taken_reply_recv(nonce, params):
    found = {"served": REGISTERS + 1}
    for length in range(REGISTERS + 1):
        found |= message(params, f"answer {length}", "answer", length)
    return found


def fp_nested_calls(nonce, params):
    found = {}
    for who in ("client", "again"):
        found |= message(params, who, who, 3)
        found[f"{who} word 0"] = (found[f"{who} word 0"] + 6) % (1 << 64)
    return found


def fp_nested_another_order(nonce, params):
    return {"client has its context": 0, **message(params, "one", "answer", 2),
            **message(params, "client", "over two heads", 2)}


def fp_falls_back_message(nonce, params):
    return {"capabilities": 1, "its badge": params.word("gift badge"),
            **message(params, "long", "long", REGISTERS + 1), "fifth": params.word("fifth"),
            **message(params, "long answer", "long answer", REGISTERS + 1),
            "fifth of the answer": params.word("fifth of the answer"),
            **message(params, "bits", "bits", 2),
            **message(params, "bits of the answer", "answer", 2)}


def fp_falls_back_capability(nonce, params):
    return {"no Write": INVALID_CAPABILITY, "a reply object": 0,
            "an empty slot": INVALID_CAPABILITY, "a thread": ILLEGAL_OPERATION,
            **message(params, "poor", "poor", 3, params.word("badge"))}


def fp_falls_back_space(nonce, params):
    return {**message(params, "called", "client", 3, params.word("right")),
            **message(params, "answer", "answer", 2),
            **message(params, "first", "first", 3), **message(params, "second", "second", 3)}


def fp_falls_back_no_waiter(nonce, params):
    return {**message(params, "last", "b", 3), **message(params, "a", "answer", 2),
            **message(params, "b", "answer", 2)}


def fp_falls_back_priority(nonce, params):
    return {**message(params, "low server", "client", 3),
            **message(params, "low client", "answer", 2)}


def fp_falls_back_context(nonce, params):
    return {**message(params, "active", "client", 3), "the server keeps its own": 1,
            **message(params, "client", "answer", 2),
            **message(params, "rich client", "answer", 2), "the server keeps the lent one": 1}


def fp_falls_back_signal(nonce, params):
    return {**message(params, "client", "answer", 2), "signal": params.word("signal")}


def fp_falls_back_fault(nonce, params):
    return {"a0": params.word("a0"), "a1": params.word("a1")}


def fp_falls_back_queue(nonce, params):
    return {**message(params, "last", "b", 3), "served by the first": 2,
            "served by the second": 1}


def fp_falls_back_no_caller(nonce, params):
    return {"the server keeps the context": 1, **message(params, "answer", "answer", 2)}


def fp_no_stale_tlb(nonce, params):
    found = {"mine": params.word("mine"), "mine, behind it": 0}
    for who, server in (("call one", "one"), ("call two", "two"), ("call one again", "one")):
        found |= {f"{who} badge": 0, f"{who} info": 1, f"{who} word 0": params.word(server)}
    return found


def fp_registers_not_leaked(nonce, params):
    found = {}
    for who, word in (("Recv", "client"), ("ReplyRecv", "client again"), ("Call", "server again"),
                      ("second Call", "server at last")):
        found |= {f"{who}: x changed": BADGE_INFO_WORD, f"{who}: f changed": 0,
                  f"{who}: word": (params.word(word) + 12) % (1 << 64)}
    return found


def fp_time_is_charged(nonce, params):
    return {}


def fp_call_icount(nonce, params):
    return {}


def fp_call_icount_best(nonce, params):
    return {}


def fp_replyrecv_icount(nonce, params):
    return {}


def fp_replyrecv_icount_best(nonce, params):
    return {}


def fp_equals_slowpath_random(nonce, params):
    return {}


def fp_receive_without_read(nonce, params):
    return {**message(params, "client", "answer", 2), "fault": CAP_FAULT,
            "in the receive phase": 1}


def fp_answer_without_reply(nonce, params):
    return {**message(params, "server", "client", 3), "fault": CAP_FAULT,
            "in the receive phase": 1}


def fp_answers_in_another_order(nonce, params):
    return {**message(params, "second", "to the second", 2),
            **message(params, "first", "to the first", 2)}
