/* SPDX-License-Identifier: MIT */
/*
 * See probe.h. The thread has a lower priority than the test's own, which lets
 * it run; after a fault it is simply started anew.
 */
#include "probe.h"

enum { PROBER_PRIORITY = 50 };

volatile uint64_t probe_loaded;

static enum access what;
static seL4_Word where;

static void access_memory(void *unused)
{
    (void)unused;
    switch (what) {
    case LOAD:
        probe_loaded = *(volatile uint64_t *)where;
        break;
    case STORE:
        *(volatile uint64_t *)where = 0;
        break;
    case FETCH:
        sync_code();
        ((void (*)(void))where)();
        break;
    }
}

struct prober make_prober(void)
{
    struct prober prober = { .handler = make_fault_handler() };

    prober.thread = test_faulting_thread("prober", PROBER_PRIORITY,
                                         access_memory, NULL, &prober.handler);
    return prober;
}

struct fault probe(const struct prober *prober, enum access access,
                   seL4_Word address)
{
    struct fault fault;

    what = access;
    where = address;
    prober->thread->done = false;
    test_start(prober->thread);
    fault = take_fault(&prober->handler);
    CHECK_MSG(fault.label || prober->thread->done,
              "the thread that accesses 0x%lx neither faults nor ends",
              address);
    return fault;
}

static const char *name_of(enum access access)
{
    return access == LOAD ? "load" : access == STORE ? "store" : "fetch";
}

void probe_mapped(const struct prober *prober, enum access access,
                  seL4_Word address, const char *file, int line)
{
    struct fault fault = probe(prober, access, address);

    if (fault.label)
        test_fail(file, line, "%s at 0x%lx faults (fault %lu)", name_of(access),
                  address, fault.label);
}

void probe_fault(const struct prober *prober, enum access access,
                 seL4_Word address, const char *file, int line)
{
    struct fault fault = probe(prober, access, address);
    seL4_Word fsr = access == LOAD    ? FSR_LOAD
                    : access == STORE ? FSR_STORE
                                      : FSR_FETCH;

    row_equal(file, line, name_of(access), "label of the fault", fault.label,
              seL4_Fault_VMFault);
    row_equal(file, line, name_of(access), "length", fault.length,
              seL4_VMFault_Length);
    row_equal(file, line, name_of(access), "address",
              fault.word[seL4_VMFault_Addr], address);
    row_equal(file, line, name_of(access), "instruction fetch",
              fault.word[seL4_VMFault_PrefetchFault], access == FETCH);
    row_equal(file, line, name_of(access), "FSR", fault.word[seL4_VMFault_FSR],
              fsr);
    if (access == FETCH)
        row_equal(file, line, "fetch", "ip", fault.word[seL4_VMFault_IP],
                  address);
}

void map_page(seL4_CPtr frame, seL4_Word address, seL4_CapRights_t rights,
              seL4_Word attributes)
{
    seL4_Error error;

    while ((error = seL4_RISCV_Page_Map(frame, TEST_VSPACE, address, rights,
                                        (seL4_RISCV_VMAttributes)attributes)) ==
           seL4_FailedLookup)
        CHECK_OK(seL4_RISCV_PageTable_Map(make_page_table(), TEST_VSPACE,
                                          address,
                                          seL4_RISCV_Default_VMAttributes));
    CHECK_OK(error);
}

seL4_CPtr make_tables(seL4_CPtr vspace, seL4_Word address)
{
    seL4_CPtr upper = make_page_table();
    seL4_CPtr lower = make_page_table();

    CHECK_OK(seL4_RISCV_PageTable_Map(upper, vspace, address, 0));
    CHECK_OK(seL4_RISCV_PageTable_Map(lower, vspace, address, 0));
    return lower;
}

seL4_CPtr make_vspace(void)
{
    seL4_CPtr vspace = make_page_table();

    CHECK_OK(seL4_RISCV_ASIDPool_Assign(TEST_ASID_POOL, vspace));
    return vspace;
}

seL4_Word address_of(seL4_CPtr frame)
{
    seL4_RISCV_Page_GetAddress_t result = seL4_RISCV_Page_GetAddress(frame);

    CHECK_OK(result.error);
    return result.paddr;
}

/* -- Objects alone in their memory ----------------------------------------- */

struct lone make_lone(seL4_Word type, seL4_Word size_bits, seL4_Word bits)
{
    struct lone lone = { .untyped = make_untyped(bits), .cap = test_slot() };

    CHECK_OK(seL4_Untyped_Retype(lone.untyped, type, size_bits, TEST_CNODE, 0,
                                 0, lone.cap, 1));
    return lone;
}

bool lone_exists(struct lone object)
{
    seL4_CPtr slot = test_slot();
    seL4_Error error = seL4_Untyped_Retype(object.untyped, seL4_EndpointObject,
                                           0, TEST_CNODE, 0, 0, slot, 1);

    if (!error)
        test_delete(slot);
    CHECK(!error || error == seL4_NotEnoughMemory);
    return error != seL4_NoError;
}
