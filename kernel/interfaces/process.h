/* SPDX-License-Identifier: MIT
 *
 * Types of the process manager's procedures (process.idl4), and of what
 * others report to it.
 */
#pragma once

#include <stdint.h>

enum process_error {
    PROCESS_NO_ANSWER, /* the call itself failed */
    PROCESS_SUCCESS,
    PROCESS_BUNDLE_ID_INVALID,
    PROCESS_PACKAGE_BUFFER_LEN_INVALID,
    PROCESS_BUNDLE_NOT_FOUND,
    PROCESS_BUNDLE_FOUND, /* an install would replace one */
    PROCESS_BUNDLE_RUNNING,
    PROCESS_BUNDLE_NOT_RUNNING,
    PROCESS_UNKNOWN_ERROR,
    PROCESS_DESERIALIZE_ERROR, /* the bundle is malformed */
    PROCESS_SERIALIZE_ERROR,   /* an answer does not fit */
    PROCESS_OBJ_CAP_INVALID,   /* the capability is not what was promised */
    PROCESS_INSTALL_FAILED,
    PROCESS_UNINSTALL_FAILED,
    PROCESS_START_FAILED,
    PROCESS_STOP_FAILED,
    PROCESS_SUSPEND_FAILED,
    PROCESS_RESUME_FAILED,
    PROCESS_CAP_SCAN_FAILED,
    PROCESS_ERRORS
};

enum process_state {
    PROCESS_STOPPED,
    PROCESS_RUNNING,
    PROCESS_SUSPENDED,
    PROCESS_EXITED,
    PROCESS_FAULTED,
};

/* Causes that are no fault of the bundle's: a page fault that the pager should
 * have answered, and why it could not. Address and status are as a VM
 * fault's. */
enum process_cause {
    PROCESS_OUT_OF_MEMORY = 64, /* quota, or too many pages */
    PROCESS_FILE_GONE,          /* what was mapped cannot be read any more */
    PROCESS_MEMORY_GONE,        /* its account has been closed */
};

/* Why a bundle stopped by itself: fields that its state does not have are 0.
 * The pager knows the message only; registers that it does not have are 0. */
struct process_fault {
    uint64_t cause;   /* label of the fault message: seL4_Fault_..., or enum
                         process_cause */
    uint64_t address; /* a VM fault's address; a user exception's number; an
                         unknown system call's; else the first word of the
                         message behind the pc */
    uint64_t status;  /* a VM fault's FSR, a user exception's code */
    uint64_t pc, ra, sp;
};

struct process_status {
    uint32_t state;
    int32_t code; /* Exited */
    struct process_fault fault;
    uint64_t starts; /* so many times since boot */
};

enum { PROCESS_ID_MAX = 64 };

struct process_entry {
    char id[PROCESS_ID_MAX + 1];
    struct process_status status;
};
