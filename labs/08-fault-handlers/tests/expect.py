# SPDX-License-Identifier: MIT
"""What the tests of lab 08 must observe.

One function per test, of the test's name. It gets the test's nonce and its parameters (pick and
word give what test_pick and test_word give in the guest) and returns every observation that the
test must report, by name. Addresses of instructions are not here: the guest compares them with
where the instruction is.
"""

MASK = (1 << 64) - 1
OK, INVALID_CAPABILITY, ILLEGAL_OPERATION = 0, 2, 3
INVALID_ROOT, MISSING_CAPABILITY, DEPTH_MISMATCH, GUARD_MISMATCH = 1, 2, 3, 4
USER_REGISTERS = 32
ARGUMENTS = ("a0", "a1", "a2", "a3", "a4", "a5", "a6")


def _nowhere(params, name):
    return 0x3000000000 + 8 * params.pick(name, 0, 0x1FFFFFF)


def vm_fault_words(nonce, params):
    return {"load: address": _nowhere(params, "load"), "load: fetch": 0, "load: status": 5,
            "store: address": _nowhere(params, "store"), "store: fetch": 0, "store: status": 7,
            "jump: address": _nowhere(params, "jump"), "jump: fetch": 1, "jump: status": 1}


def cap_fault_words(nonce, params):
    return {"send: low bits": params.pick("beyond", 0, 1023), "send: in receive phase": 0,
            "send: failure": GUARD_MISMATCH, "send: bits left": 64, "send: guard found": 0,
            "send: guard size": 54, "receive: in receive phase": 1,
            "receive: failure": MISSING_CAPABILITY, "receive: bits left": 0}


def user_exception_words(nonce, params):
    return {"illegal: number": 2, "illegal: code": 0, "breakpoint: number": 3,
            "breakpoint: code": 0}


def unknown_syscall_words(nonce, params):
    return {name: params.word(name) for name in ARGUMENTS} | {
        "number": params.pick("number", 1, 1 << 62)}


def badge_names_thread(nonce, params):
    return {name: params.word(name) for name in ("first", "second", "third")}


def handler_faults_too(nonce, params):
    return {"number": params.pick("number", 1, 1 << 62)}


def unknown_syscall_resume_with_regs(nonce, params):
    return {name: params.word(name) for name in (*ARGUMENTS, "ra")} | {
        "sp moved by": 64, "a7": 0x1000}


def skip_instruction_resume(nonce, params):
    return {"again": 0}


def answer_may_refuse(nonce, params):
    return {"a0": params.word("a0"), "a0 in the thread": params.word("a0")}


def answer_is_bounded(nonce, params):
    return {"last that counts": 0x1009, "number": params.pick("number", 1, 1 << 62),
            "pc": 0x1000, "sp": 0x1001}


def no_handler_suspends(nonce, params):
    return {"message": 0}


def double_reply_refused(nonce, params):
    return {"messages": 0, "passed": 2}


def timeout_fault_extends_budget(nonce, params):
    return {"context": params.word("context"), "consumed since": 0}


def cap_fault_every_failure(nonce, params):
    return {"mismatch: in receive phase": 0, "mismatch: failure": DEPTH_MISMATCH,
            "mismatch: bits left": 60, "mismatch: bits found": 64,
            "rootless: slot": params.pick("slot", 1, 500), "rootless: in receive phase": 1,
            "rootless: failure": INVALID_ROOT}


def handler_rights(nonce, params):
    return {"W": INVALID_CAPABILITY, "R G P": INVALID_CAPABILITY, "W R": INVALID_CAPABILITY,
            "W G": OK, "W P": OK, "notification": INVALID_CAPABILITY, "null": OK}


def handler_without_buffer(nonce, params):
    return {"label": 2, "length": 4, "a0": params.word("a0"), "a1": params.word("a1"),
            "a5": params.word("a5")}


def repeat_whatever_the_answer(nonce, params):
    return {"badge": params.word("badge")}


def fault_lends_context(nonce, params):
    return {"bound to the faulter": ILLEGAL_OPERATION, "bound to the handler": ILLEGAL_OPERATION,
            "first": 2}


def timeout_lends_nothing(nonce, params):
    return {"bound to the faulter": OK}


def timeout_at_the_reply(nonce, params):
    return {"before": 0, "context": params.word("context"),
            "label": params.pick("label", 1, 0xFFFF)}


def timeout_registers(nonce, params):
    first = params.word("first")
    words = [(first + i) & MASK for i in range(USER_REGISTERS)]
    return {"context": params.word("context"),
            "registers": b"".join(word.to_bytes(8, "little") for word in words)}


def answers_vs_model(nonce, params):
    """The registers a0 to a6 as the handler last set them, a7 as it was."""
    digest, passed, random = 0, 0, params.word("random")
    state = [params.word(name) >> 1 | 1 for name in (*ARGUMENTS, "a7")]
    for _ in range(64):
        for value in state:
            digest = (digest * 0x100000001B3 + value) & MASK
        random = (random * 6364136223846793005 + 1442695040888963407) & MASK
        length = min(random >> 60, 12)
        passed += length > 0
        for i in range(3, min(length, 10)):
            state[i - 3] = random ^ i << 32
    return {"digest": digest, "calls passed": passed}
