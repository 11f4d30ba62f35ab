/* SPDX-License-Identifier: MIT */
/*
 * The page tables with which the kernel is entered (Sv39, 2 MiB pages).
 *
 *   virtual                              physical           why
 *   kernel's address .. end of its GiB   kernel's address   abi: the kernel
 *   the loader's 2 MiB pages             the same           it runs on while
 *                                                           satp changes
 *
 * All are readable, writable and executable by the supervisor; nothing else
 * is mapped.
 */
#pragma once

#include "memory.h"

/**
 * Builds the tables.
 *
 * @param kernel   where the kernel lies; its start is 2 MiB aligned.
 * @param address  virtual address of its start, with the same offset in
 *                 its GiB.
 * @param loader   where the loader lies, below 2^38.
 * @return the value for satp.
 */
uint64_t paging_build(struct block kernel, uint64_t address,
                      struct block loader);
