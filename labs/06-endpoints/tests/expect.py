# SPDX-License-Identifier: MIT
"""What the tests of lab 06 must observe.

One function per test, of the test's name. It gets the test's nonce and its parameters (pick and
word give what test_pick and test_word give in the guest) and returns every observation that the
test must report, by name.
"""

MASK = (1 << 64) - 1
MAX_WORDS = 120
ILLEGAL_OPERATION, INVALID_CAPABILITY = 3, 2


def label(params, name):
    """The label that write_mail() gives a message of this name."""
    return params.pick(name, 1, 0xFFFF)


def mail(params, who, name, badge):
    """What record_mail() reports of the message `name`."""
    return {f"{who} badge": badge, f"{who} label": label(params, name), f"{who} length": 2,
            f"{who} word 0": params.word(f"{name} 0"), f"{who} word 1": params.word(f"{name} 1")}


def caps(who, count, unwrapped):
    """What record_caps() reports."""
    return {f"{who} caps": count, f"{who} unwrapped": unwrapped}


def send_then_recv(nonce, params):
    return mail(params, "received", "mail", 0)


def recv_then_send(nonce, params):
    return mail(params, "received", "mail", 0)


def nb_send_drops(nonce, params):
    return {"before": 0, "after": 0, "received": params.word("client")}


def badge_delivered(nonce, params):
    return {"first": params.word("two"), "second": params.word("one"), "third": params.word("two")}


def fifo_by_priority(nonce, params):
    order = {"first": "high", "second": "early, middle", "third": "late, middle", "fourth": "low"}
    return {place: label(params, name) for place, name in order.items()}


def msg_lengths_0_to_max(nonce, params):
    digest, random = 0, params.word("words")
    for length in range(MAX_WORDS + 1):
        digest = (digest * 0x100000001B3 + length) & MASK
        for _ in range(length):
            random = (random * 6364136223846793005 + 1442695040888963407) & MASK
            digest = (digest * 0x100000001B3 + random) & MASK
    return {"digest": digest, "changed behind the end": 0, "changed behind the maximum": 0}


def call_reply_roundtrip(nonce, params):
    client = params.word("client")
    return {**mail(params, "here", "question", client),
            **mail(params, "early caller", "answer", 0),
            **mail(params, "server", "another question", client),
            **mail(params, "late caller", "another answer", 0)}


def reply_object_single_use(nonce, params):
    return {"first answer": label(params, "answer"),
            "second answer": label(params, "right answer"),
            "third answer": label(params, "last answer")}


def nested_call_chain_4(nonce, params):
    names = ["one", "two", "three", "four"]
    word = params.word("question")
    for name in names:
        word = (word * params.pick(name, 3, 1000) + 1) & MASK
    return {"answer": word, **{name: ILLEGAL_OPERATION for name in names}}


def cap_transfer_one(nonce, params):
    given = params.word("given")
    return {**caps("one", 1, 0), **mail(params, "one", "mail", 0), "signalled": given,
            **caps("two", 1, 0), "signalled again": given, **caps("full", 0, 0), "revoked": 0}


def cap_unwrap_same_ep(nonce, params):
    return {**caps("received", 3, 0b101), "first": params.word("a"), "third": params.word("c"),
            "second": params.word("b")}


def no_grant_no_cap(nonce, params):
    badge = params.word("b")
    return {**caps("here", 0, 0), **mail(params, "here", "mail", badge),
            **caps("receiver", 0, 0), **mail(params, "receiver", "mail", badge)}


def delete_endpoint_wakes(nonce, params):
    return {"error of the call": INVALID_CAPABILITY}


def suspended_sender_leaves(nonce, params):
    order = {"first": "c", "second": "d", "third": "b"}
    return {place: label(params, name) for place, name in order.items()}


def call_without_grant(nonce, params):
    return {"early": params.word("poor"), "late": params.word("poor"),
            "answer": label(params, "answer")}


def reply_object_moves_on(nonce, params):
    return {"first": label(params, "forgotten"), "second": label(params, "answered"),
            "answer": label(params, "answer")}


def signal_before_message(nonce, params):
    return {"first": params.word("signal"), "second": params.word("client")}


def no_buffer_four_words(nonce, params):
    return {"length": 4, "word": params.word("word"), **caps("received", 0, 0)}


def deleted_reply_gives_back(nonce, params):
    return {"question": label(params, "question"), "caller has its context": 0}


def queue_vs_model(nonce, params):
    """An endpoint as the manual defines it: senders in a queue, by priority."""
    digest, random, queue = 0, params.word("random"), []
    for _ in range(128):
        random = (random * 6364136223846793005 + 1442695040888963407) & MASK
        client = (random >> 32) % 6
        if random >> 62:
            if client not in queue:
                queue.append(client)
                queue.sort(key=lambda c: -(c // 2))
        else:
            badge = queue.pop(0) + 1 if queue else 0
            digest = (digest * 0x100000001B3 + badge) & MASK
    return {"digest": digest}
