/* SPDX-License-Identifier: MIT
 *
 * What server, a Server, has. Made by compose.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <sel4/sel4.h>

#include "shape.h"

/* provides All all */
int all_add(int a, int b);
bool all_flag(bool flag, size_t flags_sz, const bool *flags);
char *all_text(const char *text, const char *other);
void all_array(size_t xs_sz, const uint16_t *xs, size_t *ys_sz, uint64_t **ys);
void all_change(char **text, size_t *xs_sz, int32_t **xs);
void all_strings(size_t names_sz, char **names, size_t *others_sz,
                 char ***others);
struct shape all_foreign(struct shape by_value, const struct shape *constant,
                         struct shape *changed);
void all_none(void);
seL4_Word all_get_sender_id(void);
void all__init(void);
void all__run(void);

/* slots of its capability space, which has 2^n */
#define CAMKES_CNODE_BITS 3
#define CAMKES_FIRST_FREE 8
