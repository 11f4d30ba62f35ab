/* SPDX-License-Identifier: MIT
 *
 * Building and destroying; see sandbox.h.
 *
 * The supervisor names what it makes for a sandbox by a fixed range of slots
 * of its own CNode, in the order of making. After the Revoke of the untyped
 * each of them must be empty, and the untyped must be good for one object of
 * its whole size: then not a byte of it is in use.
 */
#include "sandbox.h"

#include <start.h>
#include <string.h>

#include "abuse.h"

#define GUARD_58 seL4_CNode_CapData_new(0, 58).words[0]
#define GUARD_4  seL4_CNode_CapData_new(0, 4).words[0]
/* The slot of loop_b in each group of six bits but the last. */
#define LONG_WAY (SLOT_LOOP_B * 0x41041041041041ul << 6 & ~(15ul << 60))
#define ROOT     seL4_CapInitThreadCNode

enum { SANDBOX_BITS = 19, WINDOW = 80, CODE_PAGES_MAX = 32 };
enum { UART_IRQ = 10, UART_PADDR = 0x10000000, UART_IIR = 2, UART_IER = 1 };

seL4_CPtr sandbox_faults;

/* What outlives the sandboxes. */
static seL4_CPtr untyped;
static seL4_SlotPos window; /* WINDOW slots for what is made        */
static seL4_SlotPos copies; /* slots for copies of permanent frames */
static seL4_CPtr permanent[CODE_PAGES_MAX + 2 * THREADS + 1];
static seL4_Word permanent_at[CODE_PAGES_MAX + 2 * THREADS + 1];
static unsigned permanents;
static seL4_CPtr fault_caps[THREADS]; /* badged                          */
static seL4_CPtr stranger;
static seL4_CPtr irq_handler;
static struct hostile *counters[THREADS];
static volatile seL4_Uint8 *uart;

/* What the present one consists of. */
static seL4_SlotPos made; /* first slot of the window not used           */
static seL4_CPtr tcb[THREADS], sc[THREADS], buffer[THREADS], alias[THREADS];
static seL4_CPtr eps, ntfns, replies;
static seL4_CPtr cnode_a, cnode_b, loop_a, loop_b, vspace;

/* -- what outlives the sandboxes ------------------------------------------- */

static seL4_SlotPos many_slots(unsigned count)
{
    seL4_SlotPos first;
    seL4_SlotPos more;

    MUST(objects_slot(&pool, &first));
    for (unsigned i = 1; i < count; i++)
        MUST(objects_slot(&pool, &more));
    return first;
}

static void keep(seL4_CPtr frame, seL4_Word vaddr)
{
    permanent[permanents] = frame;
    permanent_at[permanents++] = vaddr;
}

/* Makes the page of thread t's counters and its stack. */
static void make_pages(unsigned t)
{
    seL4_Word at = STATE_ADDRESS + t * 0x2000;
    seL4_Word here;
    seL4_CPtr frame;

    MUST(address_space_allocate(&pool, &space, 1, &here, &frame));
    counters[t] = (struct hostile *)here;
    keep(frame, at);
    MUST(objects_create(&pool, seL4_RISCV_4K_Page, 0, &frame));
    keep(frame, at + 0x1000);
}

static void open_uart(void)
{
    seL4_CPtr frame;
    volatile void *here;

    MUST(address_space_map_device(&pool, &space, seL4_RISCV_4K_Page, UART_PADDR,
                                  &frame, &here));
    uart = here;
    keep(frame, UART_ADDRESS);
    irq_handler = many_slots(1);
    MUST(seL4_IRQControl_Get(seL4_CapIRQControl, UART_IRQ, ROOT, irq_handler,
                             seL4_WordBits));
}

void sandbox_init(void)
{
    const seL4_BootInfo *info = seL4_GetBootInfo();
    seL4_Word first = (seL4_Word)(__code_start - __image_base) >> seL4_PageBits;
    seL4_Word pages = (seL4_Word)(__data_start - __code_start) >> seL4_PageBits;

    if (pages > CODE_PAGES_MAX)
        finish("sandbox_init: more pages of code than CODE_PAGES_MAX");
    MUST(objects_create(&pool, seL4_UntypedObject, SANDBOX_BITS, &untyped));
    MUST(objects_create(&pool, seL4_EndpointObject, 0, &sandbox_faults));
    for (seL4_Word i = 0; i < pages; i++)
        keep(info->userImageFrames.start + first + i,
             (seL4_Word)__code_start + (i << seL4_PageBits));
    for (unsigned t = 0; t < THREADS; t++) {
        make_pages(t);
        MUST(objects_mint(&pool, sandbox_faults, seL4_AllRights, t + 1,
                          &fault_caps[t]));
    }
    MUST(objects_mint(&pool, sandbox_faults, seL4_NoRead, BADGE_STRANGER,
                      &stranger));
    open_uart();
    window = many_slots(WINDOW);
    copies = many_slots(permanents);
}

/* -- building -------------------------------------------------------------- */

/* Makes `count` objects in neighbouring slots of the window. */
static seL4_CPtr make(seL4_Word type, seL4_Word size_bits, unsigned count)
{
    seL4_CPtr first = made;

    if (made + count > window + WINDOW)
        finish("sandbox: WINDOW is too small");
    MUST(seL4_Untyped_Retype(untyped, type, size_bits, ROOT, 0, 0, first,
                             count));
    made += count;
    return first;
}

/* Mints a capability into a slot of the window. */
static seL4_CPtr mint(seL4_CPtr source, seL4_Word data)
{
    MUST(seL4_CNode_Mint(ROOT, made, seL4_WordBits, ROOT, source, seL4_WordBits,
                         seL4_AllRights, data));
    return made++;
}

/* Puts a copy into both capability spaces. */
static void give(seL4_CPtr cap, seL4_Word slot)
{
    MUST(seL4_CNode_Copy(cnode_a, slot, seL4_WordBits, ROOT, cap, seL4_WordBits,
                         seL4_AllRights));
    MUST(seL4_CNode_Copy(cnode_b, slot, seL4_WordBits, ROOT, cap, seL4_WordBits,
                         seL4_AllRights));
}

static void give_badged(seL4_CPtr cap, seL4_Word slot, seL4_Word badge,
                        seL4_CapRights_t rights)
{
    MUST(seL4_CNode_Mint(cnode_a, slot, seL4_WordBits, ROOT, cap, seL4_WordBits,
                         rights, badge));
    MUST(seL4_CNode_Mint(cnode_b, slot, seL4_WordBits, ROOT, cap, seL4_WordBits,
                         rights, badge));
}

static void give_all(seL4_CPtr first, seL4_Word slot, unsigned count)
{
    for (unsigned i = 0; i < count; i++)
        give(first + i, slot + i);
}

/* Moves the only capability that the supervisor has into the sandbox. */
static void give_away(seL4_CPtr cap, seL4_Word slot)
{
    MUST(seL4_CNode_Delete(cnode_a, slot, seL4_WordBits));
    MUST(seL4_CNode_Move(cnode_a, slot, seL4_WordBits, ROOT, cap,
                         seL4_WordBits));
}

static void give_all_away(seL4_CPtr first, seL4_Word slot, unsigned count)
{
    for (unsigned i = 0; i < count; i++)
        give_away(first + i, slot + i);
}

static void map(seL4_CPtr frame, seL4_Word vaddr)
{
    MUST(seL4_RISCV_Page_Map(frame, vspace, vaddr, seL4_ReadWrite,
                             seL4_RISCV_Default_VMAttributes));
}

/* The address space, from an ASID pool of its own. */
static void build_space(void)
{
    seL4_CPtr memory = make(seL4_UntypedObject, seL4_ASIDPoolBits, 1);
    seL4_CPtr asids = made++;
    seL4_CPtr tables = make(seL4_RISCV_PageTableObject, 0, 5);

    MUST(seL4_RISCV_ASIDControl_MakePool(seL4_CapASIDControl, memory, ROOT,
                                         asids, seL4_WordBits));
    vspace = tables;
    MUST(seL4_RISCV_ASIDPool_Assign(asids, vspace));
    for (unsigned i = 0; i < 4; i++)
        MUST(seL4_RISCV_PageTable_Map(tables + 1 + i, vspace,
                                      i < 2 ? (seL4_Word)__code_start
                                            : BUFFER_ADDRESS,
                                      seL4_RISCV_Default_VMAttributes));
    for (unsigned i = 0; i < permanents; i++) {
        MUST(seL4_CNode_Copy(ROOT, copies + i, seL4_WordBits, ROOT,
                             permanent[i], seL4_WordBits, seL4_AllRights));
        map(copies + i, permanent_at[i]);
    }
    give(asids, SLOT_ASID_POOL);
    give(vspace, SLOT_VSPACE);
}

static void build_spaces(void)
{
    seL4_CPtr nodes = make(seL4_CapTableObject, CSPACE_BITS, 2);

    loop_a = nodes;
    loop_b = nodes + 1;
    cnode_a = mint(loop_a, GUARD_58);
    cnode_b = mint(loop_b, GUARD_58);
    give(cnode_a, SLOT_CNODE_A);
    give(cnode_b, SLOT_CNODE_B);
    give(loop_a, SLOT_LOOP_A);
    give(loop_b, SLOT_LOOP_B);
}

static void build_objects(void)
{
    eps = make(seL4_EndpointObject, 0, 3);
    ntfns = make(seL4_NotificationObject, 0, 2);
    replies = make(seL4_ReplyObject, 0, 4);
    give_all(eps, SLOT_EP, 3);
    give_badged(eps, SLOT_EP_BADGED, 77, seL4_AllRights);
    give_all(ntfns, SLOT_NTFN, 2);
    give_badged(ntfns, SLOT_NTFN_BADGED, 5, seL4_ReadWrite);
    give_all(replies, SLOT_REPLY, 4);
    /* Given by moving: a copy of an untyped would mark the memory used. */
    give_away(make(seL4_UntypedObject, 17, 1), SLOT_UNTYPED);
    give_away(make(seL4_UntypedObject, 12, 1), SLOT_SMALL_UNTYPED);
    give(make(seL4_RISCV_4K_Page, 0, 1), SLOT_FRAME);
    give_away(make(seL4_RISCV_PageTableObject, 0, 1), SLOT_PAGE_TABLE);
    give(seL4_CapASIDControl, SLOT_ASID_CONTROL);
    give(seL4_GetBootInfo()->schedcontrol.start, SLOT_SCHED_CONTROL);
    give(seL4_CapDomain, SLOT_DOMAIN);
    give(irq_handler, SLOT_IRQ_HANDLER);
    give(stranger, SLOT_SUPERVISOR);
    MUST(seL4_IRQHandler_SetNotification(irq_handler, ntfns));
}

/* All that another hostile thread may have changed. */
static void set_up(unsigned t)
{
    seL4_TCB_Configure(tcb[t], t % 2 ? loop_b : cnode_a, t % 2 ? GUARD_4 : 0,
                       vspace, 0, BUFFER_ADDRESS + (t << seL4_PageBits),
                       buffer[t]);
    seL4_TCB_SetSchedParams(tcb[t], seL4_CapInitThreadTCB, 200,
                            1 + counters[t]->random % 100, sc[t],
                            fault_caps[t]);
}

static void start(unsigned t)
{
    seL4_Word page = STATE_ADDRESS + t * 0x2000;
    seL4_UserContext registers = { .pc = (seL4_Word)hostile_main,
                                   .sp = page + 0x2000,
                                   .a0 = page };

    seL4_TCB_WriteRegisters(tcb[t], seL4_True, 0, 32, &registers);
}

/* Different kinds of time: short budgets run out all the time. */
static void give_time(unsigned t)
{
    seL4_Word r = counters[t]->random;
    seL4_Time budget = r & 1 ? 30 + (r >> 8) % 200 : 5000;
    seL4_Time period = r & 1 ? budget + (r >> 16) % 400 : 5000;

    MUST(seL4_SchedControl_ConfigureFlags(
        seL4_GetBootInfo()->schedcontrol.start, sc[t], budget, period, 0, t,
        r >> 1 & 1));
    if (r & 4) /* to the supervisor, or to nobody */
        MUST(seL4_TCB_SetTimeoutEndpoint(tcb[t], fault_caps[t]));
}

static void build_threads(seL4_Word seed)
{
    seL4_CPtr tcbs = make(seL4_TCBObject, 0, THREADS);
    seL4_CPtr scs = make(seL4_SchedContextObject, 8, THREADS);
    seL4_CPtr frames = make(seL4_RISCV_4K_Page, 0, THREADS);

    for (unsigned t = 0; t < THREADS; t++) {
        tcb[t] = tcbs + t;
        sc[t] = scs + t;
        buffer[t] = frames + t;
        alias[t] = mint(buffer[t], 0);
        map(buffer[t], BUFFER_ADDRESS + (t << seL4_PageBits));
        map(alias[t], ALIAS_ADDRESS + (t << seL4_PageBits));
        memset(counters[t], 0, sizeof(struct hostile));
        seed = seed * 6364136223846793005ul + 1442695040888963407ul;
        *counters[t] = (struct hostile){
            .random = (seed ^ seed >> 29) | 1ul << 40,
            .shift = t % 2 ? 54 : 0,
            .long_way = t % 2 ? LONG_WAY : 0,
            .buffer = (void *)(ALIAS_ADDRESS + (t << seL4_PageBits)),
            .uart = (void *)UART_ADDRESS,
        };
        give_time(t);
    }
    give_all(tcbs, SLOT_TCB, THREADS);
    give_all(scs, SLOT_SC, THREADS);
    give_all(frames, SLOT_BUFFER, THREADS);
}

static void give_away_some(seL4_Word what)
{
    if (what & GIVE_OBJECTS) {
        give_all_away(eps, SLOT_EP, 3);
        give_all_away(ntfns, SLOT_NTFN, 2);
        give_all_away(replies, SLOT_REPLY, 4);
    }
    if (what & GIVE_THREADS) {
        give_all_away(tcb[0], SLOT_TCB, THREADS);
        give_all_away(sc[0], SLOT_SC, THREADS);
    }
    if (what & GIVE_BUFFERS)
        give_all_away(buffer[0], SLOT_BUFFER, THREADS);
    if (what & GIVE_VSPACE)
        give_away(vspace, SLOT_VSPACE);
    if (what & GIVE_CNODES) {
        give_away(loop_b, SLOT_LOOP_B);
        give_away(loop_a, SLOT_LOOP_A);
    }
}

void sandbox_build(seL4_Word round, seL4_Word seed)
{
    made = window;
    build_spaces();
    build_space();
    build_objects();
    build_threads(seed);
    for (unsigned t = 0; t < THREADS; t++) {
        set_up(t);
        start(t);
    }
    /* Every other sandbox is given something for good. */
    give_away_some(
        round % 2 ? GIVE_COMBINATIONS - 1 - round / 2 % GIVE_COMBINATIONS : 0);
}

void sandbox_restart(unsigned t, bool anew)
{
    if (anew)
        set_up(t);
    start(t);
}

const struct hostile *sandbox_counters(unsigned t)
{
    return counters[t];
}

/* -- destroying ------------------------------------------------------------ */

static bool is_empty(seL4_SlotPos slot)
{
    /* Only an empty slot can be the destination of this refused Copy... */
    seL4_Error error = seL4_CNode_Copy(ROOT, slot, seL4_WordBits, ROOT, 0,
                                       seL4_WordBits, seL4_AllRights);

    return error == seL4_FailedLookup; /* ...whose source is empty. */
}

/* One object of the untyped's whole size, and nothing after it. */
static const char *check_untyped(void)
{
    if (seL4_Untyped_Retype(untyped, seL4_UntypedObject, SANDBOX_BITS, ROOT, 0,
                            0, window, 1) != seL4_NoError)
        return "leak: the sandbox's memory cannot be had as a whole";
    if (seL4_CNode_Delete(ROOT, window, seL4_WordBits) != seL4_NoError)
        return "the untyped's only child cannot be deleted";
    return SEL4_NULL;
}

const char *sandbox_destroy(void)
{
    if (seL4_CNode_Revoke(ROOT, untyped, seL4_WordBits) != seL4_NoError)
        return "the sandbox's untyped cannot be revoked";
    for (unsigned i = 0; i < permanents; i++)
        if (seL4_CNode_Delete(ROOT, copies + i, seL4_WordBits) != seL4_NoError)
            return "the copy of a frame cannot be deleted";
    uart[UART_IER] = 0;
    (void)uart[UART_IIR];
    for (unsigned i = 0; i < WINDOW; i++)
        if (!is_empty(window + i))
            return "leak: a slot is not empty after the Revoke";
    return check_untyped();
}
