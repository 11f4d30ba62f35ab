/* SPDX-License-Identifier: MIT
 *
 * The reports of a plan: for programs, for people, as pictures, as headers.
 *
 * Every report reads the plan (initialiser/plan.h) and the result of the
 * simulated allocation, and nothing else: not the description and not the
 * front end's model of it. So a report cannot say more than what the
 * initialiser will do. Reports have no time, path or address of the host in
 * them: the same plan gives the same bytes.
 *
 * Names come from users. Each format escapes what it cannot hold
 * (escape.h), so that no name can end a string or a comment early.
 *
 * The plan must have passed plan_check().
 */
#pragma once

#include "diagnostics.h"
#include "initialiser/plan.h"

#include <stdio.h>

/** What a report is about. */
struct report {
    const struct plan *plan;
    /* Physical address of each object, by index; PLAN_ANYWHERE for objects
       without memory. NULL: the allocation was not simulated. */
    const uint64_t *paddr;
    const char *system; /* the system's name, for titles */
};

/**
 * Writes everything as JSON: what the audit and other tools read.
 *
 * @return false if there was not enough memory or writing failed
 */
bool report_json(FILE *out, const struct report *r);

/**
 * Writes the same for people: plain text of at most 100 columns, as long as
 * names are of usual length.
 *
 * @return false if there was not enough memory or writing failed
 */
bool report_text(FILE *out, const struct report *r);

/**
 * Writes the picture of components and connectors, in Graphviz' language.
 * Children stand within a frame with their parent. Every node and edge has a
 * class attribute, so that a style sheet can give the colours.
 *
 * @return false if writing failed
 */
bool report_component_picture(FILE *out, const struct report *r);

/**
 * Writes the picture of objects and capabilities, in Graphviz' language. A
 * CNode is a table with a row for each capability: slot, what it is for,
 * rights and badge; an edge leads from the row to the object.
 *
 * @return false if there was not enough memory or writing failed
 */
bool report_capability_picture(FILE *out, const struct report *r);

/**
 * Writes the C header of a component: a macro for each of its constants.
 * Refused, with an error in `d` for each and nothing written: names that are
 * no C identifiers, that C or the runtime keep for themselves, and that the
 * component has twice.
 *
 * @param component  index of the component in the plan
 * @return false if names were refused or writing failed
 */
bool report_header(FILE *out, const struct report *r, uint32_t component,
                   struct diagnostics *d);
