/* SPDX-License-Identifier: MIT
 *
 * System calls that do nothing or little: what a kernel entry costs.
 */
#include "bench.h"

/* `label` is that of the answer, or of the message where there is none. */
static void measure_empty_slot(const char *name, seL4_Word number,
                               seL4_Word label)
{
    seL4_CPtr empty = make_slot();
    struct series s = series_begin(name, SAMPLES);

    while (series_wants(&s)) {
        struct sel4_message m = { .info = seL4_MessageInfo_new(0, 0, 0, 0) };
        seL4_Word start = instret();

        sel4_trap_send(number, empty, &m);
        series_add(&s, instret() - start);
        REQUIRE(seL4_MessageInfo_get_label(m.info) == label);
    }
}

static void measure_get_address(void)
{
    seL4_CPtr frame = make(seL4_RISCV_4K_Page, 0);
    struct series s = series_begin("page_get_address", SAMPLES);

    while (series_wants(&s)) {
        seL4_Word start = instret();

        seL4_RISCV_Page_GetAddress(frame);
        series_add(&s, instret() - start);
    }
}

static void measure_set_priority(void)
{
    struct series s = series_begin("set_priority_self", SAMPLES);

    while (series_wants(&s)) {
        seL4_Word start = instret();

        seL4_TCB_SetPriority(seL4_CapInitThreadTCB, seL4_CapInitThreadTCB,
                             MAIN_PRIORITY);
        series_add(&s, instret() - start);
    }
}

void measure_simple_calls(void)
{
    measure_empty_slot("nbsend_empty_slot", seL4_SysNBSend, 0);
    measure_empty_slot("call_empty_slot", seL4_SysCall, seL4_InvalidCapability);
    measure_get_address();
    measure_set_priority();
}
