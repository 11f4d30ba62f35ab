/* SPDX-License-Identifier: MIT
 *
 * Making and unmaking players: players.h.
 */
#include "players.h"

#include <application.h>
#include <bundle.h>
#include <camkes.h>
#include <memory.h>
#include <picolibc.h>
#include <picotls.h>
#include <sdk_protocol.h>
#include <slots.h>
#include <window.h>

enum {
    QUOTA = 0x20000,
    STACK = 4096,
    BUDGET = 1000,
    NOISE_BUDGET = 20,
    NOISE_PERIOD = 97,
    NOISE_PRIORITY = 195,
    CNODE_BITS = 4,
    DONE = 2, /* slots of its CNode: to say so, */
    SELF = 3, /* and to stop */
};

/* Slots of a player, from p->slots on. */
enum { PAGE, BUFFER, TCB, CONTEXT, CNODE, OBJECTS, ENDPOINT = OBJECTS, SLOTS };

/* Pages of the window, from those of player 0 on. */
enum { PAGES, BUFFERS = PAGES + PLAYERS, WINDOW_PAGES = BUFFERS + PLAYERS };

struct player players[PLAYERS];

SLOTS_OF_COMPONENT(slots);

static char stacks[PLAYERS][STACK] __attribute__((aligned(64)));
static seL4_CPtr done;
static seL4_Word done_bits;
static uint32_t runs;

extern char __global_pointer$[];
extern char __tls_size[];

bool players_init(void)
{
    const struct memory_object object = { seL4_NotificationObject, 0, 1,
                                          (uint32_t)slots_take(&slots) };
    uint32_t batch;

    done = object.slot;
    for (unsigned i = 0; i < PLAYERS; i++)
        players[i].number = i;
    return memory_alloc(MEMORY_OWN_ACCOUNT, 1, &object, MEMORY_LONG,
                        CAMKES_OWN_CNODE, &batch) == MEMORY_OK &&
           window_open(&slots, CAMKES_OWN_VSPACE, WINDOW_PAGES) == MEMORY_OK;
}

/* -- objects --------------------------------------------------------------- */

static bool allocate(struct player *p)
{
    uint32_t at = (uint32_t)p->slots, batch;
    const struct memory_object objects[] = {
        { seL4_RISCV_4K_Page, 0, 2, at + PAGE },
        { seL4_TCBObject, 0, 1, at + TCB },
        { seL4_SchedContextObject, 8, 1, at + CONTEXT },
        { seL4_CapTableObject, CNODE_BITS, 1, at + CNODE },
    };

    return memory_open(QUOTA, &p->account) == MEMORY_OK &&
           memory_alloc(p->account, 4, objects, MEMORY_BRIEF, CAMKES_OWN_CNODE,
                        &batch) == MEMORY_OK;
}

static seL4_Word buffer_of(const struct player *p)
{
    return (seL4_Word)window_page(BUFFERS + p->number);
}

static seL4_Error configure(struct player *p)
{
    seL4_Error error =
        window_map(p->slots + PAGE, PAGES + p->number, seL4_ReadWrite);

    if (!error)
        error =
            window_map(p->slots + BUFFER, BUFFERS + p->number, seL4_ReadWrite);
    if (!error)
        error = seL4_TCB_Configure(
            p->slots + TCB, p->slots + CNODE,
            seL4_CNode_CapData_new(0, seL4_WordBits - CNODE_BITS).words[0],
            CAMKES_OWN_VSPACE, 0, buffer_of(p), p->slots + BUFFER);
    if (!error)
        error = seL4_SchedControl_Configure(
            CAMKES_SCHED_CONTROL, p->slots + CONTEXT, BUDGET, BUDGET, 0, 0);
    if (!error)
        error = seL4_CNode_Mint(p->slots + CNODE, DONE, CNODE_BITS,
                                CAMKES_OWN_CNODE, done, seL4_WordBits,
                                seL4_CanWrite, 1ul << p->number);
    if (!error)
        error = seL4_CNode_Copy(p->slots + CNODE, SELF, CNODE_BITS,
                                CAMKES_OWN_CNODE, p->slots + TCB, seL4_WordBits,
                                seL4_AllRights);
    p->page = window_page(PAGES + p->number);
    return error;
}

bool player_make(struct player *p)
{
    p->slots = slots_take_row(&slots, SLOTS);
    return p->slots && allocate(p) && !configure(p);
}

void player_unmake(struct player *p)
{
    memory_close(p->account);
    slots_give_row(&slots, p->slots, SLOTS);
    done_bits &= ~(1ul << p->number);
}

/* -- the runtime ----------------------------------------------------------- */

bool player_attach(struct player *p, const char *id, uint32_t services)
{
    seL4_CPtr page = slots_copy(&slots, p->slots + PAGE, seL4_AllRights, 0);
    seL4_CPtr endpoint = seL4_CapNull;
    bool attached;

    p->run = ++runs;
    attached = runtime_attach(p->run, id, services, page, &endpoint) == 1;
    slots_drop(&slots, page);
    return attached &&
           !seL4_CNode_Move(p->slots + CNODE, APPLICATION_REQUESTS, CNODE_BITS,
                            CAMKES_OWN_CNODE, endpoint, seL4_WordBits);
}

bool player_detach(struct player *p)
{
    return runtime_detach(p->run) == 1;
}

/* -- threads --------------------------------------------------------------- */

static _Noreturn void begin(struct player *p, seL4_IPCBuffer *buffer,
                            void *thread_locals)
{
    _init_tls(thread_locals);
    seL4_SetIPCBuffer(buffer);
    p->play(p);
    seL4_Signal(DONE);
    for (;;)
        seL4_TCB_Suspend(SELF);
}

void player_start(struct player *p, play *play, unsigned priority)
{
    seL4_Word top = (seL4_Word)(stacks[p->number] + STACK);
    seL4_UserContext registers = { .pc = (seL4_Word)begin,
                                   .gp = (seL4_Word)__global_pointer$,
                                   .a0 = (seL4_Word)p };

    registers.sp = (top - (seL4_Word)__tls_size) & ~63ul;
    registers.tp = registers.a2 = registers.sp;
    registers.a1 = buffer_of(p);
    p->play = play;
    seL4_TCB_SetSchedParams(p->slots + TCB, CAMKES_OWN_TCB, 0, priority,
                            p->slots + CONTEXT, seL4_CapNull);
    seL4_TCB_WriteRegisters(p->slots + TCB, seL4_True, 0,
                            sizeof registers / sizeof(seL4_Word), &registers);
}

void player_noise(struct player *p, play *play)
{
    seL4_SchedControl_Configure(CAMKES_SCHED_CONTROL, p->slots + CONTEXT,
                                NOISE_BUDGET, NOISE_PERIOD, 0, 0);
    player_start(p, play, NOISE_PRIORITY);
}

bool player_is_done(struct player *p)
{
    seL4_Word badge = 0;

    seL4_Poll(done, &badge);
    done_bits |= badge;
    return done_bits >> p->number & 1;
}

bool player_join(struct player *p)
{
    bool was = player_is_done(p);

    while (!(done_bits >> p->number & 1)) {
        seL4_Word badge;

        seL4_Wait(done, &badge);
        done_bits |= badge;
    }
    done_bits &= ~(1ul << p->number);
    player_suspend(p);
    return was;
}

void player_suspend(struct player *p)
{
    seL4_TCB_Suspend(p->slots + TCB);
}

void player_resume(struct player *p)
{
    seL4_TCB_Resume(p->slots + TCB);
}

seL4_Word player_call(struct player *p, seL4_Word number, seL4_Word words,
                      seL4_Word length)
{
    static __thread seL4_Word serial;
    seL4_MessageInfo_t info;

    seL4_SetMR(SDK_SIZE, words * sizeof(uint64_t));
    seL4_SetMR(SDK_SERIAL, ++serial);
    info = seL4_Call(APPLICATION_REQUESTS,
                     seL4_MessageInfo_new(number, 0, 0, length));
    p->results[3] = seL4_GetMR(SDK_SIZE);
    return seL4_MessageInfo_get_label(info) - SDK_ANSWER;
}

seL4_Word player_ask(struct player *p, seL4_Word number, seL4_Word words)
{
    return player_call(p, number, words, SDK_WORDS);
}

void player_send(seL4_Word number, seL4_Word words, seL4_Word length)
{
    seL4_SetMR(SDK_SIZE, words * sizeof(uint64_t));
    seL4_SetMR(SDK_SERIAL, 0);
    seL4_SetCap(0, DONE);
    seL4_Send(APPLICATION_REQUESTS, seL4_MessageInfo_new(number, 0, 1, length));
}
