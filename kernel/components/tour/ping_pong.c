/* SPDX-License-Identifier: MIT
 *
 * Ping-pong between address spaces.
 *
 * The server holds two capabilities and nothing else: the endpoint, to
 * receive only, and a reply object. Its address space has the program (code
 * without write access), one stack and one IPC buffer.
 *
 * The first round runs on the server's own scheduling context. When it is
 * over the server waits in its receive, and the context is taken away: from
 * then on the server is passive, each call brings the client's time along and
 * each reply gives it back.
 */
#include "ping_pong.h"

#include <stdio.h>
#include <thread.h>

#define ROUNDS          10000
#define SERVER_PRIORITY 254
#define CLIENT_BADGE    7

/* The server's CSpace: 4 slots, addressed by their plain number. */
#define CSPACE_RADIX 2
enum { SERVER_ENDPOINT = 1, SERVER_REPLY = 2 };

static seL4_Word read_time(void)
{
    seL4_Word ticks;

    __asm__ volatile("rdtime %0" : "=r"(ticks));
    return ticks;
}

/* Answers n with n + 1 and the place of its own stack, for ever. */
static void server(seL4_Word unused)
{
    seL4_MessageInfo_t answer = seL4_MessageInfo_new(0, 0, 0, 2);
    seL4_Word badge, n, stack = (seL4_Word)__builtin_frame_address(0);

    (void)unused;
    seL4_RecvWithMRs(SERVER_ENDPOINT, &badge, &n, SEL4_NULL, SEL4_NULL,
                     SEL4_NULL, SERVER_REPLY);
    for (;;) {
        seL4_Word where = stack;

        n = badge == CLIENT_BADGE ? n + 1 : 0;
        seL4_ReplyRecvWithMRs(SERVER_ENDPOINT, answer, &badge, &n, &where,
                              SEL4_NULL, SEL4_NULL, SERVER_REPLY);
    }
}

static seL4_Error call(seL4_CPtr endpoint, seL4_Word *n, seL4_Word *stack)
{
    seL4_MessageInfo_t answer =
        seL4_CallWithMRs(endpoint, seL4_MessageInfo_new(0, 0, 0, 1), n, stack,
                         SEL4_NULL, SEL4_NULL);

    return (seL4_Error)seL4_MessageInfo_get_label(answer);
}

/* The server's CNode with its two capabilities. */
static seL4_Error make_cspace(struct objects *pool, seL4_CPtr endpoint,
                              seL4_CNode *cspace)
{
    const seL4_CNode root = seL4_CapInitThreadCNode;
    seL4_CPtr reply;
    seL4_Error error =
        objects_create(pool, seL4_CapTableObject, CSPACE_RADIX, cspace);

    if (error == seL4_NoError)
        error = objects_create(pool, seL4_ReplyObject, 0, &reply);
    if (error == seL4_NoError)
        error = seL4_CNode_Move(*cspace, SERVER_REPLY, CSPACE_RADIX, root,
                                reply, seL4_WordBits);
    if (error == seL4_NoError)
        error = seL4_CNode_Copy(*cspace, SERVER_ENDPOINT, CSPACE_RADIX, root,
                                endpoint, seL4_WordBits, seL4_CanRead);
    return error;
}

/* The server, waiting to be started; its address space shares the program. */
static seL4_Error make_server(struct objects *pool, seL4_CPtr endpoint,
                              struct address_space *space,
                              struct thread *thread)
{
    struct thread_config config = {
        .name = "ping-pong server",
        .run = server,
        .space = space,
        .stack_pages = 2,
        .priority = SERVER_PRIORITY,
        .budget = 10000,
        .period = 10000,
        .cspace_data =
            seL4_CNode_CapData_new(0, seL4_WordBits - CSPACE_RADIX).words[0],
    };
    seL4_Error error = make_cspace(pool, endpoint, &config.cspace);

    if (error == seL4_NoError)
        error = address_space_create(pool, space);
    if (error == seL4_NoError)
        error = address_space_share_program(pool, space, seL4_GetBootInfo());
    if (error == seL4_NoError)
        error = thread_create(pool, &config, thread);
    return error;
}

/* All rounds but the first, with the clock running: 10 ticks a microsecond.
 * When QEMU counts instructions (-icount shift=0) one takes 1 ns. */
static seL4_Error play(seL4_CPtr endpoint, seL4_Word *n, seL4_Word *stack)
{
    seL4_Word start = read_time();
    seL4_Error error = seL4_NoError;

    for (int i = 1; i < ROUNDS && error == seL4_NoError; i++)
        error = call(endpoint, n, stack);
    seL4_Word ticks = read_time() - start;

    printf("  %d rounds, the number is %lu (%s)\n", ROUNDS, *n,
           *n == ROUNDS ? "right" : "WRONG");
    printf("  one round takes %lu ns\n", ticks * 100 / (ROUNDS - 1));
    return error;
}

seL4_Error ping_pong_run(struct objects *pool)
{
    struct address_space space;
    struct thread thread;
    seL4_CPtr endpoint, client;
    seL4_Word n = 0, stack = 0;
    seL4_Error error = objects_create(pool, seL4_EndpointObject, 0, &endpoint);

    if (error == seL4_NoError)
        error =
            objects_mint(pool, endpoint, seL4_AllRights, CLIENT_BADGE, &client);
    if (error == seL4_NoError)
        error = make_server(pool, endpoint, &space, &thread);
    if (error == seL4_NoError)
        error = thread_start(&thread);
    if (error != seL4_NoError)
        return error;

    printf("Ping-pong with a server in an address space of its own:\n");
    error = call(client, &n, &stack);
    if (error == seL4_NoError)
        error = seL4_SchedContext_Unbind(thread.sched_context);
    if (error != seL4_NoError)
        return error;
    printf("  first answer %lu, stack at %#lx there, %p here\n", n, stack,
           __builtin_frame_address(0));
    printf("  the server's own time is taken away; "
           "now it runs on the caller's\n");
    error = play(client, &n, &stack);
    printf("\n");
    return error;
}
