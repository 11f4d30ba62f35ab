/* SPDX-License-Identifier: MIT
 *
 * What an instance of SdkRuntime calls, as functions of a test.
 */
#pragma once

#include <pager.h>
#include <security.h>

int keys_read(const char *id, const char *key, size_t *value_sz,
              uint8_t **value);
int keys_write(const char *id, const char *key, size_t value_sz,
               const uint8_t *value);
int keys_remove(const char *id, const char *key);

int mappings_map(uint32_t run, uint64_t length, uint32_t rights, uint32_t flags,
                 const char *file, uint64_t offset, uint64_t *vaddr);
int mappings_unmap(uint32_t run, uint64_t vaddr, uint64_t length);

int timer_oneshot(uint32_t timer, uint64_t microseconds);
uint64_t timer_completed(void);
uint64_t timer_now(void);
