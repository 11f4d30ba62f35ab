/* SPDX-License-Identifier: MIT
 *
 * What client, a Client, has. Made by compose.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <sel4/sel4.h>

/* dataport Buf data */
extern volatile void *const data;
void data_acquire(void);
void data_release(void);
size_t data_get_size(void);

/* slots of its capability space, which has 2^n */
#define CAMKES_CNODE_BITS 2
#define CAMKES_FIRST_FREE 2
