/* SPDX-License-Identifier: MIT
 *
 * The connectors that the composer can build, as declarations in the language
 * that it reads, and which of them are the same under two names.
 *
 * Every description begins with them. CAmkES has them in a file that each
 * description imports; that import is accepted and changes nothing.
 */
#include <string.h>

#include "adl/syntax.h"

#define PROCEDURE_CALL(name) \
    "connector " name " { from Procedures; to Procedure; }\n"
#define NOTIFICATION(name) "connector " name " { from Event; to Events; }\n"
#define SHARED_DATA(name) \
    "connector " name " { from Dataports; to Dataports; }\n"
#define MMIO(name) \
    "connector " name " { from Dataport; to hardware Dataport; }\n"
#define INTERRUPT(name) \
    "connector " name " { from hardware Events; to Event; }\n"

const char prelude_name[] = "<built-in>";

const char prelude_text[] =
    /* a call in the caller's IPC buffer */
    PROCEDURE_CALL("seL4RPCCall") PROCEDURE_CALL("cantripRPCCall")
    /* a call over one page per client, with at most one capability */
    PROCEDURE_CALL("seL4RPCOverMultiSharedData")
        PROCEDURE_CALL("cantripRPCOverMultiSharedData")
    /* a call, and a notification back to each client */
    PROCEDURE_CALL("seL4RPCCallSignal") PROCEDURE_CALL("cantripRPCCallSignal")
    /* one emits, all others are told */
    NOTIFICATION("seL4Notification")
    /* memory that all ends see */
    SHARED_DATA("seL4SharedData") SHARED_DATA("cantripSharedData")
    /* device registers, and interrupts of one or more sources */
    MMIO("seL4HardwareMMIO") MMIO("cantripMMIO")
        INTERRUPT("seL4HardwareInterrupt") INTERRUPT("cantripIRQ");

static const struct {
    const char *name;
    enum adl_connector_kind kind;
} kinds[] = {
    { "seL4RPCCall", ADL_RPC_CALL },
    { "cantripRPCCall", ADL_RPC_CALL },
    { "seL4RPCOverMultiSharedData", ADL_RPC_SHARED },
    { "cantripRPCOverMultiSharedData", ADL_RPC_SHARED },
    { "seL4RPCCallSignal", ADL_RPC_SIGNAL },
    { "cantripRPCCallSignal", ADL_RPC_SIGNAL },
    { "seL4Notification", ADL_NOTIFICATION },
    { "seL4SharedData", ADL_SHARED_DATA },
    { "cantripSharedData", ADL_SHARED_DATA },
    { "seL4HardwareMMIO", ADL_MMIO },
    { "cantripMMIO", ADL_MMIO },
    { "seL4HardwareInterrupt", ADL_INTERRUPT },
    { "cantripIRQ", ADL_INTERRUPT },
};

enum adl_connector_kind prelude_kind(const char *connector)
{
    for (size_t i = 0; i < sizeof kinds / sizeof kinds[0]; i++)
        if (!strcmp(kinds[i].name, connector))
            return kinds[i].kind;
    return ADL_OTHER;
}

bool prelude_is_named(const char *name)
{
    return !strcmp(name, "std_connector.camkes") ||
           !strcmp(name, "global-connectors.camkes");
}
