/* SPDX-License-Identifier: MIT */
/*
 * Lab 01: what a trap was is told by the fault message that becomes of it.
 */
#include "thread.h"

#define KERNEL_MEMORY 0xffffffff80200000ul
#define NOWHERE       0x7000000000ul

/* The first word of every fault message: where the thread stands. */
static void check_pc(const struct fault_message *f, seL4_Word pc)
{
    CHECK_MSG(f->word[0] == pc, "the instruction is at %#lx, told was %#lx", pc,
              f->word[0]);
}

/* A VM fault of an instruction at `code`. */
static void check_vm(const char *name, void (*code)(void), seL4_Word address,
                     seL4_Word pc, seL4_Word fetch, seL4_Word cause)
{
    struct fault_message f =
        fault_in(name, code, address, 0, seL4_Fault_VMFault);

    check_pc(&f, pc);
    CHECK_MSG(f.word[1] == address, "the address is %#lx, told was %#lx",
              address, f.word[1]);
    CHECK_MSG(f.word[2] == fetch, "it was %s fetch, told was %lu",
              fetch ? "a" : "no", f.word[2]);
    CHECK_MSG(f.word[3] == cause, "the code of the access is %lu, told was %lu",
              cause, f.word[3]);
}

/* The kernel's memory is not there for user level. */
TEST(user_reads_kernel_faults)
{
    check_vm("reading the kernel's memory", code_load, KERNEL_MEMORY,
             second(code_load), 0, 5);
    record_value("done", 1);
}

TEST(page_faults_tell_access)
{
    seL4_Word page = NOWHERE + (test_pick("page", 0, 1000) << 12);

    check_vm("a load", code_load, page + 8, second(code_load), 0, 5);
    check_vm("a store", code_store, page + 16, second(code_store), 0, 7);
    check_vm("a fetch", (void (*)(void))page, page, page, 1, 1);
    record_value("done", 1);
}

TEST(exceptions_tell_number)
{
    struct fault_message f;

    f = fault_in("an instruction that does not exist", code_illegal, 0, 0,
                 seL4_Fault_UserException);
    check_pc(&f, second(code_illegal));
    record_value("illegal instruction", f.word[2]);
    f = fault_in("a breakpoint", code_break, 0, 0, seL4_Fault_UserException);
    check_pc(&f, second(code_break));
    record_value("breakpoint", f.word[2]);
}

/* A number that is no system call becomes a fault, at the ecall. */
TEST(unknown_syscall_is_fault)
{
    struct fault_message f = fault_in(
        "an unknown system call", code_call, test_pick("a0", 0, ~0ul),
        test_pick("number", 1000, 1ul << 40), seL4_Fault_UnknownSyscall);

    check_pc(&f, second(code_call));
    record_value("words", f.length);
}
