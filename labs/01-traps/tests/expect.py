# SPDX-License-Identifier: MIT
"""What the tests of lab 01 should observe."""


def boot_reaches_user(nonce, params):
    return {"nonce": nonce}


def trap_sepc_after_ecall(nonce, params):
    return {"instructions behind a call": 3}


def trap_frame_saved(nonce, params):
    return {"words that are wrong": 0}


def trap_frame_all_31_regs(nonce, params):
    return {"registers that are wrong": 0}


def user_reads_kernel_faults(nonce, params):
    return {"done": 1}


def page_faults_tell_access(nonce, params):
    return {"done": 1}


def exceptions_tell_number(nonce, params):
    return {"illegal instruction": 2, "breakpoint": 3}


def spp_stays_user(nonce, params):
    return {"number": 2}


def unknown_syscall_is_fault(nonce, params):
    return {"words": 11}


def timer_preempts_spin(nonce, params):
    return {"back": 1}


def timer_comes_again(nonce, params):
    return {"back": 1}


def timer_tick_exact(nonce, params):
    return {"slice": params.pick("slice", 500, 3000)}


def trap_cost_icount(nonce, params):
    return {"calls": 64}
