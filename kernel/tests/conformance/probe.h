/* SPDX-License-Identifier: MIT */
/*
 * Accesses whose outcome is the point: a thread that loads from, stores to or
 * jumps to an address and either finishes or faults, so that a test can ask
 * whether a mapping is there and what it allows.
 *
 *     struct prober p = make_prober();
 *
 *     CHECK_MAPPED(&p, LOAD, at);
 *     CHECK_FAULT(&p, STORE, at);
 *
 * And the address range in which tests map: nothing else is in its 1 GiB, so
 * a test begins there without page tables.
 */
#pragma once

#include "conformance.h"

#define AREA 0x2000000000ul /* 1 GiB multiple; root entry 128 */

enum access { LOAD, STORE, FETCH };

enum { FSR_FETCH = 1, FSR_LOAD = 5, FSR_STORE = 7 };

struct prober {
    struct fault_handler handler;
    struct test_thread *thread;
};

struct prober make_prober(void);

/**
 * Lets the thread access `address`. A fetch jumps there: executable memory
 * must hold CODE_RETURN.
 * \return the fault, its label seL4_Fault_NullFault if there was none
 */
struct fault probe(const struct prober *prober, enum access access,
                   seL4_Word address);

/** What the last LOAD has found. */
extern volatile uint64_t probe_loaded;

enum { CODE_RETURN = 0x00008067 }; /* ret */

/** Makes instructions that were written visible to fetches. */
static inline void sync_code(void)
{
    /* fence.i, of an extension that the compiler is not told of */
    __asm__ volatile(".word 0x0000100f" ::: "memory");
}

/** Fails the test unless the access goes well. */
#define CHECK_MAPPED(prober, access, address) \
    probe_mapped(prober, access, address, __FILE__, __LINE__)
void probe_mapped(const struct prober *prober, enum access access,
                  seL4_Word address, const char *file, int line);

/** Fails the test unless the access raises a VM fault that says just that. */
#define CHECK_FAULT(prober, access, address) \
    probe_fault(prober, access, address, __FILE__, __LINE__)
void probe_fault(const struct prober *prober, enum access access,
                 seL4_Word address, const char *file, int line);

/** Maps a 4 KiB frame of the test's address space, with all the tables that
    it needs; an error fails the test. */
void map_page(seL4_CPtr frame, seL4_Word address, seL4_CapRights_t rights,
              seL4_Word attributes);

/** Makes and maps the tables above one 4 KiB page of AREA; returns the cap of
    the lower one, the upper one is the slot before it. */
seL4_CPtr make_tables(seL4_CPtr vspace, seL4_Word address);

/** A new address space with an ASID of the boot pool. */
seL4_CPtr make_vspace(void);

/** Physical address of a frame. */
seL4_Word address_of(seL4_CPtr frame);

/* -- Objects alone in their memory ----------------------------------------- */

/**
 * An object with an untyped of its own: as long as any capability to the
 * object exists, wherever it is, nothing can be made of that memory.
 */
struct lone {
    seL4_CPtr untyped, cap;
};

/** Makes one. \param bits  log2 of the object's size */
struct lone make_lone(seL4_Word type, seL4_Word size_bits, seL4_Word bits);

/** Whether any capability to it is left. */
bool lone_exists(struct lone object);
