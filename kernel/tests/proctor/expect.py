# SPDX-License-Identifier: MIT
"""What the tests of proctor itself (selftest.c) must observe."""


def selftest_pass(nonce, params):
    return {"picked": params.pick("picked", 10, 19), "word": params.word("word"),
            "greeting": b"hello\n"}


def selftest_wrong_value(nonce, params):
    return {"answer": params.pick("answer", 0, 1000)}


def selftest_missing_value(nonce, params):
    return {"something": params.word("something")}


def selftest_threads(nonce, params):
    return {"count": 12}


def selftest_uses_everything(nonce, params):
    return {"made": 150, "scratch": 0}


def selftest_destroys_own_cnode(nonce, params):
    return {"before": 1, "after": 1}


def selftest_signal(nonce, params):
    return {"still here": 1}


def _nothing(nonce, params):
    return {}


selftest_check = selftest_null_write = selftest_illegal_instruction = _nothing
selftest_stack_overflow = selftest_endless_loop = selftest_loop_at_high_priority = _nothing
selftest_deadlock = selftest_too_much_output = selftest_helper_faults = _nothing
selftest_join_of_blocked = selftest_loses_irq_control = selftest_no_such_test = _nothing
