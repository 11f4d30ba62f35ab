/* SPDX-License-Identifier: MIT
 *
 * The one configuration of the kernel, as CONFIG_ constants by their public
 * names: RISC-V 64, Sv39, QEMU's virt machine, MCS scheduling, one hart, FPU.
 *
 * A boolean that is set has the value 1; one that is off is left undefined,
 * because programs ask with #ifdef. What a root task's build may expect of
 * the kernel (radix of the root CNode, domains, memory) can be given with -D;
 * the numbers here are the defaults of kernel/build.mk. TESSERA_DEBUG, 1 or
 * 0, chooses the debug system calls and defaults to the debug configuration.
 */
#pragma once

#ifndef TESSERA_DEBUG
#define TESSERA_DEBUG 1
#endif

/* Here words are names, not expressions. */
/* clang-format off */

/* Machine. */
#define CONFIG_ARCH_RISCV            1
#define CONFIG_ARCH_RISCV64          1
#define CONFIG_PLAT_QEMU_RISCV_VIRT  1
#define CONFIG_SEL4_ARCH             riscv64
#define CONFIG_ARCH                  riscv
#define CONFIG_PLAT                  qemu-riscv-virt
#define CONFIG_WORD_SIZE             64
#define CONFIG_PT_LEVELS             3
#define CONFIG_HAVE_FPU              1
#define CONFIG_RISCV_EXT_F           1
#define CONFIG_RISCV_EXT_D           1
#define CONFIG_CLZ_64                1
#define CONFIG_CTZ_64                1
#define CONFIG_MAX_NUM_NODES         1
#define CONFIG_FIRST_HART_ID         0
#define CONFIG_OPENSBI_PLATFORM      generic
#define CONFIG_PADDR_USER_DEVICE_TOP 549755813888
#define CONFIG_TIMER_FREQUENCY       10000000
#ifndef CONFIG_QEMU_MEMORY
#define CONFIG_QEMU_MEMORY 3072
#endif

/* Kernel. */
#define CONFIG_KERNEL_MCS                          1
#define CONFIG_FASTPATH                            1
#define CONFIG_NUM_PRIORITIES                      256
#define CONFIG_BOOT_THREAD_TIME_SLICE              5
#define CONFIG_KERNEL_WCET_SCALE                   1
#define CONFIG_KERNEL_STATIC_MAX_PERIOD_US         0
#define CONFIG_KERNEL_STACK_BITS                   12
#define CONFIG_RETYPE_FAN_OUT_LIMIT                256
#define CONFIG_RESET_CHUNK_BITS                    8
#define CONFIG_MAX_NUM_WORK_UNITS_PER_PREEMPTION   100
#define CONFIG_MAX_NUM_BOOTINFO_UNTYPED_CAPS       230
#define CONFIG_USER_STACK_TRACE_LENGTH             16
#define CONFIG_MAX_NUM_TRACE_POINTS                0
#define CONFIG_NO_BENCHMARKS                       1
#define CONFIG_KERNEL_BENCHMARK                    none
#define CONFIG_KERNEL_OPT_LEVEL                    -O2
#define CONFIG_KERNEL_OPT_LEVEL_O2                 1
#define CONFIG_KERNEL_OPTIMISATION_CLONE_FUNCTIONS 1
#ifndef CONFIG_ROOT_CNODE_SIZE_BITS
#define CONFIG_ROOT_CNODE_SIZE_BITS 13
#endif
#ifndef CONFIG_NUM_DOMAINS
#define CONFIG_NUM_DOMAINS 1
#endif
#ifndef CONFIG_NUM_DOMAIN_SCHEDULES
#define CONFIG_NUM_DOMAIN_SCHEDULES (CONFIG_NUM_DOMAINS > 1 ? 100 : 2)
#endif

/* clang-format on */

/* Debug builds print and answer the debug system calls. */
#if TESSERA_DEBUG
#define CONFIG_DEBUG_BUILD     1
#define CONFIG_PRINTING        1
#define CONFIG_IRQ_REPORTING   1
#define CONFIG_COLOUR_PRINTING 1
#endif

/* The user library keeps the IPC buffer pointer in thread-local storage;
 * -DCONFIG_LIB_SEL4_NO_THREAD_LOCALS makes it a plain variable (Microkit). */
#ifndef CONFIG_LIB_SEL4_NO_THREAD_LOCALS
#define CONFIG_LIB_SEL4_USE_THREAD_LOCALS 1
#endif
