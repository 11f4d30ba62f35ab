/* SPDX-License-Identifier: MIT
 *
 * From the first instruction to main, and what follows main.
 *
 *     main returns, exit   ->  atexit functions, last line  ->  Exit
 *     abort, failed assert ->  last line                    ->  a fault
 *
 * So the process manager tells the two apart: one state is Exited(code), the
 * other Faulted, with the address of the instruction.
 */
#include <picolibc.h> /* says that the library uses TLS */

#include <picotls.h>
#include <sdk.h>
#include <stdlib.h>
#include <unistd.h>

#include "runtime.h"

__thread seL4_IPCBuffer *__sel4_ipc_buffer;

extern int main(void);
extern void __libc_init_array(void);

_Noreturn void sdk_start(seL4_IPCBuffer *buffer, char *page, char *heap,
                         seL4_Word heap_length, void *thread_locals)
{
    _init_tls(thread_locals);
    seL4_SetIPCBuffer(buffer);
    sdk_use_page(page);
    sdk_use_heap(heap, heap_length);
    __libc_init_array();
    exit(main());
}

/** The end with a status. */
_Noreturn void _exit(int status)
{
    sdk_flush_line();
    sdk_exit(status);
}

/** The end of a program that found itself to be wrong: a fault. */
_Noreturn void abort(void)
{
    sdk_flush_line();
    __builtin_trap();
}
