/* SPDX-License-Identifier: MIT
 *
 * The public interface of the kernel: types, constants, system calls and the
 * methods of the kernel's objects. Programs include this one file.
 *
 *   types.h constants.h objecttype.h errors.h   what the words mean
 *   shared_types.h functions.h                  the IPC buffer
 *   syscalls.h arch/syscalls.h                  system calls and the trap
 *   interfaces/sel4_client.h                    methods of the objects
 *   faults.h bootinfo.h                         fault messages, boot facts
 */
#pragma once

#include <sel4/config.h>
#include <sel4/macros.h>
#include <sel4/simple_types.h>
#include <sel4/types.h>
#include <sel4/objecttype.h>
#include <sel4/constants.h>
#include <sel4/errors.h>
#include <sel4/shared_types.h>
#include <sel4/bootinfo.h>
#include <sel4/functions.h>
#include <sel4/syscall.h>
#include <sel4/syscalls.h>
#include <sel4/invocation.h>
#include <sel4/faults.h>
#include <interfaces/sel4_client.h>
#include <sel4/arch/mapping.h>
