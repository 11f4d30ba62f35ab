/* SPDX-License-Identifier: MIT
 *
 * What the files of the application's library share.
 *
 *   entry.S     first instructions
 *   start.c     thread-local storage, constructors, main; the end
 *   requests.c  the functions of sdk.h
 *   output.c    stdout and stderr: lines of the log
 *   heap.c      memory for malloc
 *   errors.c    texts of the errors
 */
#pragma once

#include <sel4/sel4.h>

/** From entry.S with the registers of application.h, and the block for
 * thread-local storage. */
_Noreturn void sdk_start(seL4_IPCBuffer *buffer, char *page, char *heap,
                         seL4_Word heap_length, void *thread_locals);

/** The page of the requests; before anything is asked. */
void sdk_use_page(char *page);

/** The heap; before anything is allocated. */
void sdk_use_heap(char *heap, size_t length);

/** Sends what is printed and not yet a whole line. */
void sdk_flush_line(void);
