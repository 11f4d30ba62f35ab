/* SPDX-License-Identifier: MIT
 *
 * The methods of the kernel's objects, one header for each kind of object.
 */
#pragma once

#include <interfaces/untyped.h>
#include <interfaces/tcb.h>
#include <interfaces/cnode.h>
#include <interfaces/irq.h>
#include <interfaces/domain.h>
#include <interfaces/sched.h>
#include <interfaces/riscv.h>
