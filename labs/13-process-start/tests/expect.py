# SPDX-License-Identifier: MIT
"""What the tests in the examiner of lab 13 should observe.

They compare with their models themselves, as they go: a test that comes to its end says how far
that is.
"""


def states_follow_events(nonce, params):
    return {"events": 3000}


def layout_is_exact(nonce, params):
    return {"bundles": 60}


def request_fuzz_1000(nonce, params):
    return {"requests": 1000}


def stop_revokes_everything(nonce, params):
    return {"cycles": 100}


def failed_start_undone(nonce, params):
    return {"starts that failed": 3}


def failed_starts_undone(nonce, params):
    return {"nothing is left": 1}
