/* SPDX-License-Identifier: MIT */
/*
 * Lab 01: what a trap was is told by the fault message that becomes of it.
 */
#include "thread.h"

#define KERNEL_MEMORY 0xffffffff80200000ul
#define NOWHERE       0x7000000000ul

/* A VM fault of an instruction at `code`. */
static void check_vm(const char *name, void (*code)(void), seL4_Word address,
                     seL4_Word pc, seL4_Word fetch, seL4_Word cause)
{
    struct report f = fault_in(name, code, address, 0, seL4_Fault_VMFault);

    CHECK_EQ(f.word[0], pc);
    CHECK_EQ(f.word[1], address);
    CHECK_EQ(f.word[2], fetch);
    CHECK_EQ(f.word[3], cause);
}

/* The kernel's memory is not there for user level. */
TEST(user_reads_kernel_faults)
{
    check_vm("reading the kernel's memory", code_load, KERNEL_MEMORY,
             (seL4_Word)code_load, 0, 5);
    record_value("done", 1);
}

TEST(page_faults_tell_access)
{
    seL4_Word page = NOWHERE + (test_pick("page", 0, 1000) << 12);

    check_vm("a load", code_load, page + 8, (seL4_Word)code_load, 0, 5);
    check_vm("a store", code_store, page + 16, (seL4_Word)code_store, 0, 7);
    check_vm("a fetch", (void (*)(void))page, page, page, 1, 1);
    record_value("done", 1);
}

TEST(exceptions_tell_number)
{
    struct report f;

    f = fault_in("an instruction that does not exist", code_illegal, 0, 0,
                 seL4_Fault_UserException);
    CHECK_EQ(f.word[0], (seL4_Word)code_illegal);
    record_value("illegal instruction", f.word[2]);
    f = fault_in("a breakpoint", code_break, 0, 0, seL4_Fault_UserException);
    CHECK_EQ(f.word[0], (seL4_Word)code_break);
    record_value("breakpoint", f.word[2]);
}

/* A number that is no system call becomes a fault, at the ecall. */
TEST(unknown_syscall_is_fault)
{
    struct report f = fault_in(
        "an unknown system call", code_call, test_pick("a0", 0, ~0ul),
        test_pick("number", 1000, 1ul << 40), seL4_Fault_UnknownSyscall);

    CHECK_EQ(f.word[0], (seL4_Word)code_call);
    record_value("words", f.length);
}
