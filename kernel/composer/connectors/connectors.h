/* SPDX-License-Identifier: MIT
 *
 * From component descriptions to plans and to C.
 *
 * Both start from the checked and flattened model (adl/model.h). The plan gets
 * an object, a capability or a mapping only for what a connection, a lock or a
 * setting of the description asks for, with the rights that its side needs.
 * The C is what each instance is compiled with: camkes_instance.h tells its
 * program what there is, glue.c holds the runtime's tables and turns calls
 * into messages and back (interfaces/component.h).
 *
 *   connector          objects                       capabilities
 *   RPC call           endpoint, reply object        from: write, grant-reply,
 *                                                    badge: number of the end
 *                                                    to: read; the reply
 *   ... over shared    a page for each from end      and grant, if a method
 *   data                                             passes a capability
 *   ... with signal    a notification for each       from: read  to: write
 *                      from end
 *   notification       one for each to end           from: write  to: read
 *   shared data        frames                        mapped, by `_access`
 *   hardware MMIO      frames at an address          mapped, uncached
 *   hardware interrupt IRQ handlers, a notification  to: handlers; read
 */
#pragma once

#include <stdbool.h>

#include "adl/model.h"
#include "diagnostics.h"
#include "options.h"
#include "plan/builder.h"

/**
 * Adds a system of components to a plan.
 *
 * @param o  where images and files to prefill memory with are looked for; in
 *           headers mode neither is touched
 * @return false: errors were reported
 */
bool connectors_lower(struct builder *b, struct diagnostics *d,
                      const struct adl_model *m, const struct options *o);

/**
 * Writes into the output folder, for each instance with a program,
 *   SYMBOL/camkes_instance.h, SYMBOL/glue.c
 * and programs.mk, which says what each program is compiled from.
 *
 * @return false: errors were reported
 */
bool connectors_write(struct diagnostics *d, const struct adl_model *m,
                      const struct options *o);
