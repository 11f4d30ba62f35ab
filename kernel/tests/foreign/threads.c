/* SPDX-License-Identifier: MIT */
/*
 * Threads and interrupts, made in the order that an initialiser from a plan
 * goes by: bind the notification, set the domain, configure the scheduling
 * context, the thread, its scheduling and fault handler, its flags, its
 * timeout handler, its registers, its name; resume it when all are made.
 */
#include "bump.h"
#include "report.h"
#include "task.h"

#ifdef CONFIG_DEBUG_BUILD
#include <sel4/debug.h>
#endif

#define ROOT_CNODE  seL4_CapInitThreadCNode
#define ROOT_VSPACE seL4_CapInitThreadVSpace

enum { UART = 0x10000000, UART_IRQ = 10, RTC_IRQ = 11, FINISHER = 0x100000 };
enum { BADGE_SIGNAL = 0x77, BADGE_FAULT = 0x99, BADGE_IRQ = 0x40 };
enum { PERIOD_US = 10000 };

extern char echo_page[];
extern char echo[];
extern char echo_fault[];
void undertaker(void);

/** What one thread is made from; 0 where it has none. */
struct plan {
    const char *name;
    seL4_CPtr cspace, vspace, notification, fault_handler;
    seL4_Word priority, buffer;
    seL4_Time budget; /* us of PERIOD_US */
    seL4_CPtr buffer_frame;
    seL4_UserContext registers;
};

static seL4_CPtr start(const seL4_BootInfo *info, struct plan *plan)
{
    seL4_CPtr tcb = bump(seL4_TCBObject, 0, 0);
    seL4_CPtr sc = bump(seL4_SchedContextObject, 8, 0);
    seL4_TCB_SetFlags_t flags;

    if (plan->notification)
        CHECK_OK(seL4_TCB_BindNotification(tcb, plan->notification));
    CHECK_OK(seL4_DomainSet_Set(seL4_CapDomain, 0, tcb));
    CHECK_OK(seL4_SchedControl_ConfigureFlags(
        info->schedcontrol.start, sc, plan->budget, PERIOD_US, 2, 0, 0));
    CHECK_OK(seL4_TCB_Configure(tcb, plan->cspace, 0, plan->vspace, 0,
                                plan->buffer, plan->buffer_frame));
    CHECK_OK(seL4_TCB_SetSchedParams(tcb, seL4_CapInitThreadTCB, 0,
                                     plan->priority, sc, plan->fault_handler));
    flags = seL4_TCB_SetFlags(tcb, 0, 0);
    CHECK_OK(flags.error);
    CHECK_EQUAL(flags.flags, 0);
    CHECK_OK(seL4_TCB_SetTimeoutEndpoint(tcb, 0));
    CHECK_OK(seL4_TCB_WriteRegisters(tcb, 0, 0, 32, &plan->registers));
#ifdef CONFIG_DEBUG_BUILD
    seL4_DebugNameThread(tcb, plan->name);
#endif
    return tcb;
}

void start_undertaker(const seL4_BootInfo *info)
{
    struct plan plan = {
        .name = "undertaker",
        .cspace = ROOT_CNODE,
        .vspace = ROOT_VSPACE,
        .priority = 1,
        .budget = 1000,
        .registers = { .pc = (seL4_Word)undertaker,
                       .a0 = (seL4_Word)&report->suspended,
                       .a1 = AREA_FINISHER },
    };
    seL4_CPtr finisher = bump_device(FINISHER);

    check_address(finisher, FINISHER);
    map_frame(finisher, AREA_FINISHER);
    CHECK_OK(seL4_TCB_Resume(start(info, &plan)));
}

/* -- a server in an address space of its own -- */

/** The capabilities that tie the server to the root task. */
struct server {
    seL4_CPtr endpoint, done, bell, faults, reply, fault_reply;
};

static seL4_CPtr badged(seL4_CPtr cap, seL4_CapRights_t rights, seL4_Word badge)
{
    seL4_CPtr slot = bump_slot();

    CHECK_OK(seL4_CNode_Mint(ROOT_CNODE, slot, 64, ROOT_CNODE, cap, 64, rights,
                             badge));
    return slot;
}

/* Root, two tables below it, and the server's one page. */
static seL4_CPtr make_vspace(const seL4_BootInfo *info, seL4_CPtr asid_pool)
{
    seL4_Word vaddr = (seL4_Word)echo_page;
    seL4_CPtr page =
        info->userImageFrames.start + (vaddr - (seL4_Word)image_start) / PAGE;
    seL4_CPtr vspace = bump(seL4_RISCV_VSpaceObject, 0, 0);
    seL4_CPtr copy = bump_slot();

    CHECK_OK(seL4_RISCV_ASIDPool_Assign(asid_pool, vspace));
    CHECK_EQUAL(seL4_RISCV_ASIDPool_Assign(asid_pool, vspace),
                seL4_InvalidCapability);
    for (int level = 0; level < 2; level++) {
        seL4_CPtr table = bump(seL4_RISCV_PageTableObject, 0, 0);

        CHECK_OK(seL4_RISCV_PageTable_Map(table, vspace, vaddr, 0));
        CHECK_OK(seL4_CNode_Copy(ROOT_CNODE, bump_slot(), 64, ROOT_CNODE, table,
                                 64, seL4_AllRights));
    }
    CHECK_OK(seL4_CNode_Copy(ROOT_CNODE, copy, 64, ROOT_CNODE, page, 64,
                             seL4_CanRead));
    CHECK_OK(seL4_RISCV_Page_Map(copy, vspace, vaddr, seL4_AllRights,
                                 seL4_RISCV_Default_VMAttributes));
    return vspace;
}

static seL4_CPtr make_cspace(const struct server *s)
{
    enum { RADIX = 4, GUARD = 64 - RADIX };
    seL4_CPtr cnode = bump(seL4_CapTableObject, RADIX, 0);

    CHECK_OK(seL4_CNode_Copy(cnode, 1, RADIX, ROOT_CNODE, s->endpoint, 64,
                             seL4_CanRead));
    CHECK_OK(seL4_CNode_Copy(cnode, 2, RADIX, ROOT_CNODE, s->reply, 64,
                             seL4_AllRights));
    CHECK_OK(seL4_CNode_Mint(cnode, 3, RADIX, ROOT_CNODE, s->done, 64,
                             seL4_CanWrite, 5));
    return badged(cnode, seL4_AllRights,
                  seL4_CNode_CapData_new(0, GUARD).words[0]);
}

static seL4_Word sum(seL4_CPtr endpoint, seL4_Word a, seL4_Word b)
{
    seL4_Word none = 0;
    seL4_MessageInfo_t info = seL4_CallWithMRs(
        endpoint, seL4_MessageInfo_new(0, 0, 0, 2), &a, &b, &none, &none);

    CHECK_EQUAL(seL4_MessageInfo_get_length(info), 1);
    return a;
}

static void check_fault(const struct server *s)
{
    seL4_MessageInfo_t info;
    seL4_Word badge;

    seL4_SetMR(0, 0);
    seL4_SetMR(1, 0);
    seL4_Send(s->endpoint, seL4_MessageInfo_new(0, 0, 0, 2));
    info = seL4_Recv(s->faults, &badge, s->fault_reply);
    CHECK_EQUAL(badge, BADGE_FAULT);
    CHECK_EQUAL(seL4_MessageInfo_get_label(info), seL4_Fault_VMFault);
    CHECK_EQUAL(seL4_GetMR(seL4_VMFault_IP), echo_fault);
    CHECK_EQUAL(seL4_GetMR(seL4_VMFault_Addr), 8);
}

void check_server(const seL4_BootInfo *info, seL4_CPtr asid_pool)
{
    struct server s = {
        .endpoint = bump(seL4_EndpointObject, 0, 0),
        .done = bump(seL4_NotificationObject, 0, 0),
        .bell = bump(seL4_NotificationObject, 0, 0),
        .faults = bump(seL4_EndpointObject, 0, 0),
        .reply = bump(seL4_ReplyObject, 0, 0),
        .fault_reply = bump(seL4_ReplyObject, 0, 0),
    };
    struct plan plan = {
        .name = "echo",
        .cspace = make_cspace(&s),
        .vspace = make_vspace(info, asid_pool),
        .notification = s.bell,
        .fault_handler = badged(s.faults, seL4_AllRights, BADGE_FAULT),
        .priority = 200,
        .budget = PERIOD_US, /* all: while it waits, the undertaker runs */
        .buffer = AREA,
        .buffer_frame = bump(seL4_RISCV_4K_Page, 0, 0), /* not mapped */
        .registers = { .pc = (seL4_Word)echo },
    };
    seL4_CPtr bell = badged(s.bell, seL4_CanWrite, BADGE_SIGNAL);
    seL4_CPtr tcb = start(info, &plan);
    seL4_Word badge;

    CHECK_OK(seL4_TCB_Resume(tcb));
    CHECK_EQUAL(sum(s.endpoint, 20, 22), 42);
    CHECK_EQUAL(sum(s.endpoint, 1ul << 63, 1), (1ul << 63) + 1);
    seL4_Signal(bell);
    seL4_Wait(s.done, &badge);
    CHECK_EQUAL(badge, 5);
    check_fault(&s);
    CHECK_OK(seL4_TCB_Suspend(tcb));
}

/* -- interrupts -- */

/* The serial line's interrupt for "ready to send" comes at once. */
void check_interrupts(void)
{
    seL4_CPtr handler = bump_slot();
    seL4_CPtr trigger_handler = bump_slot();
    seL4_CPtr notification = bump(seL4_NotificationObject, 0, 0);
    seL4_CPtr frame = bump_device(UART);
    volatile unsigned char *uart = (volatile unsigned char *)AREA_UART;
    seL4_Word badge;

    CHECK_OK(seL4_IRQControl_Get(seL4_CapIRQControl, UART_IRQ, ROOT_CNODE,
                                 handler, 64));
    CHECK_OK(seL4_IRQControl_GetTrigger(seL4_CapIRQControl, RTC_IRQ, 0,
                                        ROOT_CNODE, trigger_handler, 64));
    CHECK_EQUAL(seL4_IRQControl_GetTrigger(seL4_CapIRQControl, UART_IRQ, 1,
                                           ROOT_CNODE, bump_slot(), 64),
                seL4_RevokeFirst);
    CHECK_OK(seL4_IRQHandler_SetNotification(
        handler, badged(notification, seL4_CanWrite, BADGE_IRQ)));
    check_address(frame, UART);
    map_frame(frame, AREA_UART);
    uart[1] = 2; /* interrupt enable: transmitter empty */
    seL4_Wait(notification, &badge);
    CHECK_EQUAL(badge, BADGE_IRQ);
    uart[1] = 0;
    CHECK_OK(seL4_IRQHandler_Ack(handler));
    CHECK_OK(seL4_IRQHandler_Ack(trigger_handler));
    CHECK_OK(seL4_IRQHandler_Clear(handler));
}
