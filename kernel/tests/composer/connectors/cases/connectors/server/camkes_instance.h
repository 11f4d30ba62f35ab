/* SPDX-License-Identifier: MIT
 *
 * What server, a Server, has. Made by compose.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <sel4/sel4.h>

#include <sel4/sel4.h>

#include <sel4/sel4.h>

#include <sel4/sel4.h>

/* provides Calls calls */
int calls_add(int a, int b);
seL4_Word calls_get_sender_id(void);
void calls__init(void);
void calls__run(void);

/* provides Calls signalled */
int signalled_add(int a, int b);
seL4_Word signalled_get_sender_id(void);
void signalled_emit(seL4_Word sender);
void signalled__init(void);
void signalled__run(void);

/* provides Passes passes */
void passes_take(seL4_CPtr object, const uint64_t *tag);
void passes_swap(seL4_CPtr *object);
seL4_Word passes_get_sender_id(void);
void passes__init(void);
void passes__run(void);

/* locks */
int m_lock(void);
int m_unlock(void);

/* slots of its capability space, which has 2^n */
#define CAMKES_CNODE_BITS 4
#define CAMKES_FIRST_FREE 16
#define CAMKES_OWN_CNODE  1
