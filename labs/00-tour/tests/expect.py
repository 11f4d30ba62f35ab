# SPDX-License-Identifier: MIT
"""What the tests of lab 00 should observe."""

GREET, FAREWELL = 1, 2
GREETING, GOODBYE, NOT_UNDERSTOOD = 10, 11, 12
CALL = 1 << 63


def greeter_answers(nonce, params):
    token = params.pick("token", 1, 1 << 40)
    return {"label": GREETING, "registers": 2, "token": token, "farewell label": GOODBYE,
            "farewell registers": 1, "farewell token": token + 1}


def greeter_counts(nonce, params):
    return {}       # it compares by itself: the number depends on the tests before it


def notification_arrives(nonce, params):
    return {"after a greeting": 1 << 5, "on the other channel": 1 << 9, "after a farewell": 0,
            "after nonsense": 0}


def greeter_refuses(nonce, params):
    return {"label": NOT_UNDERSTOOD, "registers": 0}


def guest_asks(nonce, params):
    return {"badge": CALL | 1, "label": GREET, "registers": 1}


def guest_says_farewell(nonce, params):
    return {"badge": CALL | 1, "label": FAREWELL, "registers": 1, "same token": 1}
