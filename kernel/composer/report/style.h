/* SPDX-License-Identifier: MIT
 *
 * What the two pictures share: classes, and the colours they have until a
 * style sheet replaces them.
 *
 * The colours written here are for a light page. `make caps` gives the
 * drawing a style sheet with light and dark colours by class.
 */
#pragma once

#include "report/report.h"

/** Writes the beginning of a drawing and the defaults of nodes and edges. */
void style_begin(FILE *out, const char *title);

/** Writes the class and the colours of a node, within its brackets. */
void style_node(FILE *out, const char *kind);

/** Writes the class and the look of an edge, within its brackets. */
void style_edge(FILE *out, const char *kind);

/** Opens a frame around the nodes that follow; "}" ends it.
 *
 * @param number  unique within the drawing
 */
void style_frame(FILE *out, const char *kind, uint32_t number,
                 const char *title);
