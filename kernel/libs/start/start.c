/* SPDX-License-Identifier: MIT
 *
 * From the first instruction to main, and what follows main.
 *
 * The boot information tells where the IPC buffer is; the pointer to it lives
 * in thread-local storage, so storage comes first. Nothing here asks the
 * kernel for anything until the program ends: a root task can start on a
 * kernel that answers no invocation yet.
 */
#include "start.h"

#include <picolibc.h> /* says that the library uses TLS */

#include <picotls.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

__thread seL4_IPCBuffer *__sel4_ipc_buffer;

static seL4_BootInfo *boot_info;

extern char __tls_block[];
extern int main(void);
extern void __libc_init_array(void);

_Noreturn void start_main(seL4_BootInfo *info);

seL4_BootInfo *seL4_GetBootInfo(void)
{
    return boot_info;
}

seL4_Word start_tls_size(void)
{
    return ((seL4_Word)__tls_size + 63) & ~63ul;
}

void start_thread_locals(void *block, seL4_IPCBuffer *buffer)
{
    _init_tls(block);
    seL4_SetIPCBuffer(buffer);
}

/** Called by _start with the stack and tp in place; does not return. */
_Noreturn void start_main(seL4_BootInfo *info)
{
    boot_info = info;
    start_thread_locals(__tls_block, info->ipcBuffer);
    __libc_init_array();
    exit(main());
}

/**
 * The end of the program: says with which status, and stops the calling
 * thread. A root task has nobody to return to.
 */
_Noreturn void _exit(int status)
{
    printf("root task: exit, status %d\n", status);
    for (;;)
        seL4_TCB_Suspend(seL4_CapInitThreadTCB);
}

/**
 * The end after a failed assertion. The C library's own would raise a
 * signal; a root task has no process to raise it in.
 */
_Noreturn void abort(void)
{
    printf("root task: abort\n");
    _exit(134);
}
