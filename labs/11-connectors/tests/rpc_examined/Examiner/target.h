/* SPDX-License-Identifier: MIT
 *
 * The server of this system, as the tests see it.
 */
#pragma once

#include <camkes.h>
#include <string.h>

#include "../../raw.h"

/* Indices of the procedure's methods. */
enum {
    WHO,
    MIX,
    LENGTH,
    SUM,
    TURN,
    SHOUT,
    SPELL,
    SMALL,
    STEADY,
    METHODS,
};

/** The examiner's three ways to the server. */
const struct component_client *first_way(void);
const struct component_client *second_way(void);
const struct component_client *words_way(void);

/** Has the page of `first` overwritten while the server handles the next call
 * of `steady`. */
void spoil_page_during_call(void);
