/* SPDX-License-Identifier: MIT
 *
 * How methods of procedures look in C.
 *
 *   parameter          in, refin of a value    out, inout
 *   T x                T x, const T *x         T *x
 *   string s           const char *s           char **s
 *   T xs[]             size_t xs_sz,           size_t *xs_sz, T **xs
 *                      const T *xs
 *   string ss[]        size_t ss_sz,           size_t *ss_sz, char ***ss
 *                      char **ss
 */
#pragma once

#include <stdbool.h>
#include <stdio.h>

#include "adl/model.h"
#include "connectors/print.h"

/** @return the type as C says it, without what makes it an array */
const char *signature_type(const struct adl_type *type);

/** @return whether the type is that of truth values */
bool signature_is_bool(const struct adl_type *type);

/** @return whether the parameter is in the request; else it is an out */
bool signature_goes_in(const struct adl_parameter *p);

/** @return whether the parameter is in the answer */
bool signature_comes_out(const struct adl_parameter *p);

/**
 * Prints `RESULT PREFIX_METHOD(PARAMETERS)TAIL`.
 *
 * @param before  what stands before it, with a space at its end, or ""
 */
void signature_print(FILE *out, const char *before, const char *prefix,
                     const struct adl_method *m, const char *tail);
