/* SPDX-License-Identifier: MIT
 *
 * From restored variables to the event loop.
 *
 * The pointer to the IPC buffer and errno are thread-local, so their storage
 * comes first; then the constructors of the C library and of the program;
 * then the program's own init.
 */
#include "runtime.h"

#include <picolibc.h> /* says that the library uses TLS */

#include <picotls.h>

__thread seL4_IPCBuffer *__sel4_ipc_buffer;

extern char __tls_block[];
extern void __libc_init_array(void);

_Noreturn void start_runtime(void)
{
    _init_tls(__tls_block);
    seL4_SetIPCBuffer((seL4_IPCBuffer *)PD_IPC_BUFFER);
    __libc_init_array();
    init();
    event_loop();
}
