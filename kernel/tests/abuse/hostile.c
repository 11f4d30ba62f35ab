/* SPDX-License-Identifier: MIT
 *
 * The random system calls; see hostile.h.
 *
 * Nothing here writes a variable of the program: code and constants are all
 * that the sandbox shares with it.
 */
#include "hostile.h"

#include <stdbool.h>

#include "sandbox.h"

enum { UART_IER = 1, UART_IIR = 2, IER_TRANSMITTER_EMPTY = 2 };

/** What goes into the registers and the IPC buffer. */
struct attempt {
    seL4_Word number; /* a7 */
    seL4_Word cap;    /* a0 */
    seL4_Word reply;  /* a6 */
    seL4_Word first;  /* t0 */
    seL4_Word label;
    seL4_Word length;
    seL4_Word extra_caps;
    seL4_Word word[MAX_WORDS];
    seL4_Word extra[seL4_MsgMaxExtraCaps];
    bool is_method; /* of a kernel object, not a message to a thread */
};

/** The methods of a kind of object, and where capabilities to it are. */
struct kind {
    unsigned char first_slot, slots, first_label, last_label, weight;
};

static const struct kind kinds[] = {
    { SLOT_TCB, THREADS, TCBReadRegisters, TCBSetFlags, 22 },
    { SLOT_CNODE_A, 2, CNodeRevoke, CNodeRotate, 34 },
    { SLOT_UNTYPED, 2, UntypedRetype, UntypedRetype, 16 },
    { SLOT_SC, THREADS, SchedContextBind, SchedContextYieldTo, 10 },
    { SLOT_SCHED_CONTROL, 1, SchedControlConfigureFlags,
      SchedControlConfigureFlags, 6 },
    { SLOT_VSPACE, 2, RISCVPageTableMap, RISCVPageTableUnmap, 2 },
    { SLOT_BUFFER, THREADS, RISCVPageMap, RISCVPageGetAddress, 4 },
    { SLOT_FRAME, 1, RISCVPageMap, RISCVPageGetAddress, 4 },
    { SLOT_IRQ_HANDLER, 1, IRQAckIRQ, IRQClearIRQHandler, 3 },
    { SLOT_ASID_CONTROL, 1, RISCVASIDControlMakePool, RISCVASIDControlMakePool,
      1 },
    { SLOT_ASID_POOL, 1, RISCVASIDPoolAssign, RISCVASIDPoolAssign, 1 },
    { SLOT_DOMAIN, 1, DomainSetSet, DomainScheduleSetStart, 1 },
};

static seL4_Word next(struct hostile *h)
{
    h->random ^= h->random << 13;
    h->random ^= h->random >> 7;
    h->random ^= h->random << 17;
    return h->random * 0x2545f4914f6cdd1dul;
}

/* A number in 0..bound-1. */
static seL4_Word below(struct hostile *h, seL4_Word bound)
{
    return (next(h) >> 32) % bound;
}

static bool one_in(struct hostile *h, seL4_Word n)
{
    return below(h, n) == 0;
}

static seL4_Word any_slot(struct hostile *h)
{
    return below(h, one_in(h, 2) ? CSPACE_SLOTS : SLOT_FREE);
}

/* The address of a slot: direct or, where a space loops, the long way. */
static seL4_Word address(struct hostile *h, seL4_Word slot)
{
    return one_in(h, 4) ? h->long_way | slot : slot << h->shift;
}

/* The address of one of `count` neighbouring slots. */
static seL4_Word one_of(struct hostile *h, seL4_Word first, seL4_Word count)
{
    return address(h, first + below(h, count));
}

static seL4_Word any_cap(struct hostile *h)
{
    switch (below(h, 32)) {
    case 0:
        return next(h);
    case 1: /* through the loop, ever deeper if the space begins so */
        return one_of(h, SLOT_LOOP_A, 2) | (h->shift ? next(h) >> 10 : 0);
    default:
        return address(h, any_slot(h));
    }
}

static seL4_Word cnode(struct hostile *h)
{
    /* The last step of a path that uses up all 64 bits. */
    return h->long_way | (SLOT_CNODE_A + below(h, 2));
}

static seL4_Word vaddr(struct hostile *h)
{
    static const seL4_Word odd[] = {
        0,          seL4_UserTop,       seL4_UserTop - 4096, 0xfffffffffffff000,
        0x80200000, 0xffffffc080000000, STATE_ADDRESS,       0x4000000000,
    };

    if (one_in(h, 8))
        return odd[below(h, sizeof(odd) / sizeof(odd[0]))];
    return BUFFER_ADDRESS + (below(h, 1024) << (one_in(h, 16) ? 6 : 12));
}

static seL4_Word any_word(struct hostile *h)
{
    switch (below(h, 8)) {
    case 0:
        return next(h);
    case 1:
        return seL4_WordBits;
    case 2:
        return vaddr(h);
    case 3:
        return -below(h, 4);
    case 4:
        return 1ul << below(h, 64);
    default:
        return below(h, CSPACE_SLOTS);
    }
}

/* -- messages, method by method -------------------------------------------- */

static void make_retype(struct hostile *h, struct attempt *a)
{
    a->word[0] = below(h, seL4_ObjectTypeCount);
    if (one_in(h, 2)) /* to be used as in make_message */
        a->word[0] = one_in(h, 2) ? seL4_EndpointObject : seL4_ReplyObject;
    a->word[1] = one_in(h, 8) ? below(h, 24) : 4 + below(h, 5);
    a->word[2] = a->word[3] = 0;
    a->word[4] = one_in(h, 4) ? below(h, CSPACE_SLOTS)
                              : SLOT_FREE + below(h, CSPACE_SLOTS - SLOT_FREE);
    a->word[5] = 1 + below(h, one_in(h, 4) ? 12 : 2);
    a->extra[0] = cnode(h);
}

static void make_cnode(struct hostile *h, struct attempt *a)
{
    bool rotate = a->label == CNodeRotate;

    a->cap = cnode(h);
    a->extra[0] = cnode(h);
    a->extra[1] = cnode(h);
    a->word[0] = any_slot(h);
    a->word[1] = seL4_WordBits;
    a->word[rotate ? 3 : 2] = any_slot(h);
    a->word[rotate ? 4 : 3] = seL4_WordBits;
    if (rotate) {
        a->word[2] = a->word[5] = one_in(h, 2) ? 0 : 58;
        a->word[6] = any_slot(h);
        a->word[7] = seL4_WordBits;
    } else {
        a->word[4] = one_in(h, 2) ? 15 : below(h, 16);
        a->word[5] = one_in(h, 2) ? 58 : below(h, 64);
    }
    /* Seldom what ends most of the sandbox at one stroke. */
    if ((a->label == CNodeRevoke || a->label == CNodeDelete) && !one_in(h, 4))
        a->word[0] = SLOT_FREE + below(h, CSPACE_SLOTS - SLOT_FREE);
    if (a->label == CNodeCopy || a->label == CNodeMint)
        a->word[0] = SLOT_FREE + below(h, CSPACE_SLOTS - SLOT_FREE);
}

/* All registers of some thread of the sandbox, as at its beginning. */
static void make_registers(struct hostile *h, struct attempt *a)
{
    seL4_Word page = STATE_ADDRESS + below(h, THREADS) * 0x2000;

    a->word[0] = below(h, 2);
    a->word[1] = 32;
    a->length = 34;
    a->word[2] = one_in(h, 8) ? any_word(h) : (seL4_Word)hostile_main;
    a->word[2 + 2] = page + 0x2000;
    a->word[2 + 16] = page;
}

static void make_tcb(struct hostile *h, struct attempt *a)
{
    seL4_Word authority = one_of(h, SLOT_TCB, THREADS);

    a->word[0] = below(h, 256);
    a->extra[0] = authority;
    switch (a->label) {
    case TCBReadRegisters:
        a->word[0] = below(h, 2);
        a->word[1] = 1 + below(h, 32);
        break;
    case TCBWriteRegisters:
        make_registers(h, a);
        break;
    case TCBConfigure:
    case TCBSetSpace:
        a->word[0] = a->word[1] = 0;
        a->word[2] = vaddr(h);
        a->extra[0] = cnode(h);
        a->extra[1] = one_of(h, SLOT_VSPACE, 1);
        a->extra[2] = one_of(h, SLOT_BUFFER, THREADS);
        if (a->label == TCBSetSpace) {
            a->extra[2] = a->extra[1];
            a->extra[1] = a->extra[0];
            a->extra[0] = one_of(h, SLOT_EP, 4);
        }
        break;
    case TCBSetSchedParams:
        a->word[1] = below(h, 256);
        a->extra[1] = one_of(h, SLOT_SC, THREADS);
        a->extra[2] = one_of(h, SLOT_EP, 4);
        break;
    case TCBSetTimeoutEndpoint:
        a->extra[0] = one_of(h, SLOT_EP, 4);
        break;
    case TCBSetIPCBuffer:
        a->word[0] = one_in(h, 8) ? 0 : vaddr(h);
        a->extra[0] = one_of(h, SLOT_BUFFER, THREADS);
        break;
    case TCBBindNotification:
        a->extra[0] = one_of(h, SLOT_NTFN, 3);
        break;
    case TCBSuspend: /* Often, nobody would be left. */
        if (!one_in(h, 4))
            a->label = TCBResume;
        break;
    case TCBSetFlags:
        a->word[0] = below(h, 2);
        a->word[1] = below(h, 2);
        break;
    }
}

static void make_sched(struct hostile *h, struct attempt *a)
{
    if (a->label == SchedControlConfigureFlags) {
        a->word[0] = one_in(h, 2) ? 20 + below(h, 60) : 20 + below(h, 5000);
        a->word[1] = a->word[0] + (one_in(h, 4) ? 0 : below(h, 400));
        a->word[2] = below(h, 3);
        a->word[3] = next(h);
        a->word[4] = below(h, 2);
        a->extra[0] = one_of(h, SLOT_SC, THREADS);
    } else {
        a->extra[0] = one_in(h, 2) ? one_of(h, SLOT_TCB, THREADS)
                                   : one_of(h, SLOT_NTFN, 3);
    }
}

static void make_memory(struct hostile *h, struct attempt *a)
{
    a->extra[0] = one_of(h, SLOT_VSPACE, 1);
    switch (a->label) {
    case RISCVPageTableMap:
    case RISCVPageMap:
        a->word[0] = vaddr(h);
        a->word[1] = below(h, 16);
        a->word[2] = below(h, 2);
        break;
    case RISCVASIDControlMakePool:
        a->word[0] = any_slot(h);
        a->word[1] = seL4_WordBits;
        a->extra[0] = one_of(h, SLOT_UNTYPED, 2);
        a->extra[1] = cnode(h);
        break;
    case RISCVASIDPoolAssign:
        a->extra[0] = one_of(h, SLOT_PAGE_TABLE, 1);
        break;
    }
}

static void make_method(struct hostile *h, struct attempt *a)
{
    switch (a->label) {
    case UntypedRetype:
        make_retype(h, a);
        break;
    case TCBReadRegisters ... TCBSetFlags:
        make_tcb(h, a);
        break;
    case CNodeRevoke ... CNodeRotate:
        make_cnode(h, a);
        break;
    case IRQSetIRQHandler:
        a->extra[0] = one_of(h, SLOT_NTFN, 3);
        break;
    case DomainSetSet ... DomainScheduleSetStart:
        a->word[0] = below(h, 2);
        a->word[1] = below(h, 2);
        a->extra[0] = one_of(h, SLOT_TCB, THREADS);
        break;
    case SchedControlConfigureFlags ... SchedContextYieldTo:
        make_sched(h, a);
        break;
    case RISCVPageTableMap ... RISCVASIDPoolAssign:
        make_memory(h, a);
        break;
    }
}

/* -- attempts -------------------------------------------------------------- */

static const struct kind *any_kind(struct hostile *h)
{
    seL4_Word total = 0;
    seL4_Word ticket;
    const struct kind *kind = kinds;

    for (unsigned i = 0; i < sizeof(kinds) / sizeof(kinds[0]); i++)
        total += kinds[i].weight;
    for (ticket = below(h, total); ticket >= kind->weight; kind++)
        ticket -= kind->weight;
    return kind;
}

/* Random everywhere; what follows puts sense into some of it. */
static void make_noise(struct hostile *h, struct attempt *a)
{
    a->cap = any_cap(h);
    a->reply = any_cap(h);
    a->first = any_cap(h);
    a->label =
        one_in(h, 16) ? next(h) >> 12 : below(h, nArchInvocationLabels + 1);
    a->length = one_in(h, 8) ? below(h, 128) : 8;
    a->extra_caps = one_in(h, 8) ? below(h, 4) : 3;
    for (unsigned i = 0; i < 8; i++)
        a->word[i] = any_word(h);
    for (unsigned i = 0; i < seL4_MsgMaxExtraCaps; i++)
        a->extra[i] = any_cap(h);
}

/* A method of a kernel object, with one wrong word now and then. */
static void make_invocation(struct hostile *h, struct attempt *a)
{
    const struct kind *kind = any_kind(h);

    a->label =
        kind->first_label + below(h, kind->last_label - kind->first_label + 1u);
    a->cap = one_of(h, kind->first_slot, kind->slots);
    a->is_method = true;
    make_method(h, a);
    if (one_in(h, 16))
        a->word[below(h, 8)] = any_word(h);
    if (one_in(h, 16))
        a->extra[below(h, seL4_MsgMaxExtraCaps)] = any_cap(h);
    if (one_in(h, 16))
        a->cap = any_cap(h);
}

static void make_message(struct hostile *h, struct attempt *a)
{
    a->cap = one_of(h, SLOT_EP, 4);
    a->reply = one_of(h, SLOT_REPLY, 4);
    a->first = one_of(h, SLOT_EP, 7);
    if (a->number == (seL4_Word)seL4_SysNBSendWait)
        a->reply = one_of(h, SLOT_EP, 7);
    if (a->number == (seL4_Word)seL4_SysWait ||
        a->number == (seL4_Word)seL4_SysNBWait || one_in(h, 4))
        a->cap = one_of(h, SLOT_NTFN, 3);
    if (one_in(h, 16))
        a->cap = one_of(h, SLOT_SUPERVISOR, 1);
    if (one_in(h, 8)) /* objects that the threads made themselves */
        a->cap = one_of(h, SLOT_FREE, CSPACE_SLOTS - SLOT_FREE);
    if (one_in(h, 8))
        a->reply = one_of(h, SLOT_FREE, CSPACE_SLOTS - SLOT_FREE);
    a->extra_caps = below(h, 4);
    a->length = one_in(h, 4) ? below(h, 128) : below(h, 5);
}

/* A number that is no system call; of the debugging ones, only what prints
 * nothing and cannot stop the machine by its definition. */
static seL4_Word odd_number(struct hostile *h)
{
    switch (below(h, 4)) {
    case 0:
        return -15ul; /* DebugCapIdentify, in debug builds */
    case 1:
        return next(h) >> 1;
    default:
        return -18ul - below(h, 30);
    }
}

static void choose(struct hostile *h, struct attempt *a)
{
    static const signed char talk[] = {
        seL4_SysCall,       seL4_SysCall,       seL4_SysCall,
        seL4_SysSend,       seL4_SysNBSend,     seL4_SysNBSend,
        seL4_SysRecv,       seL4_SysRecv,       seL4_SysNBRecv,
        seL4_SysReplyRecv,  seL4_SysReplyRecv,  seL4_SysReplyRecv,
        seL4_SysNBSendRecv, seL4_SysNBSendWait, seL4_SysWait,
        seL4_SysNBWait,
    };
    seL4_Word dice = below(h, 64);

    make_noise(h, a);
    if (dice < 40) {
        a->number = dice < 36   ? (seL4_Word)seL4_SysCall
                    : dice < 38 ? (seL4_Word)seL4_SysSend
                                : (seL4_Word)seL4_SysNBSend;
        make_invocation(h, a);
    } else if (dice < 60) {
        a->number = (seL4_Word)talk[below(h, sizeof(talk))];
        make_message(h, a);
    } else if (dice == 60) {
        a->number = (seL4_Word)seL4_SysYield;
    } else if (dice == 61) {
        a->number = odd_number(h);
    } else {
        a->number = -1 - below(h, 11);
    }
}

/* Executes the attempt; the answer's message info. */
static seL4_Word perform(struct hostile *h, const struct attempt *a)
{
    register seL4_Word a0 __asm__("a0") = a->cap;
    register seL4_Word a1 __asm__("a1") =
        a->label << 12 | a->extra_caps << 7 | a->length;
    register seL4_Word a2 __asm__("a2") = a->word[0];
    register seL4_Word a3 __asm__("a3") = a->word[1];
    register seL4_Word a4 __asm__("a4") = a->word[2];
    register seL4_Word a5 __asm__("a5") = a->word[3];
    register seL4_Word a6 __asm__("a6") = a->reply;
    register seL4_Word a7 __asm__("a7") = a->number;
    register seL4_Word t0 __asm__("t0") = a->first;
    volatile seL4_Word *words = h->buffer->msg;
    volatile seL4_Word *caps = h->buffer->caps_or_badges;

    for (seL4_Word i = 4; i < MAX_WORDS && i < a->length; i++)
        words[i] = a->word[i];
    for (seL4_Word i = 0; i < seL4_MsgMaxExtraCaps; i++)
        caps[i] = a->extra[i];
    __asm__ volatile("ecall"
                     : "+r"(a0), "+r"(a1), "+r"(a2), "+r"(a3), "+r"(a4),
                       "+r"(a5)
                     : "r"(a6), "r"(a7), "r"(t0)
                     : "memory");
    return a1;
}

/* Where the next capability that arrives is to go. */
static void choose_receive_slot(struct hostile *h)
{
    seL4_IPCBuffer *b = h->buffer;

    b->receiveCNode = one_in(h, 8) ? any_cap(h) : cnode(h);
    b->receiveIndex = SLOT_FREE + below(h, CSPACE_SLOTS - SLOT_FREE);
    b->receiveDepth = one_in(h, 8) ? any_word(h) : seL4_WordBits;
}

static void step(struct hostile *h)
{
    struct attempt a = { 0 };
    seL4_Word index;
    seL4_Word answer;

    choose(h, &a);
    if (one_in(h, 8))
        choose_receive_slot(h);
    if (one_in(h, 32)) { /* raises an interrupt: the transmitter is empty */
        (void)h->uart[UART_IIR];
        h->uart[UART_IER] = 0;
        h->uart[UART_IER] = IER_TRANSMITTER_EMPTY;
        h->interrupts++;
    }
    index = -a.number < COUNTED_SYSCALLS ? -a.number : 0;
    h->calls++;
    h->syscall[index]++;
    answer = perform(h, &a) >> 12;
    if (a.number == (seL4_Word)seL4_SysCall && a.is_method)
        h->answer[a.label]
                 [answer < COUNTED_ERRORS ? answer : COUNTED_ERRORS - 1]++;
}

_Noreturn void hostile_main(struct hostile *h)
{
    for (;;)
        step(h);
}
