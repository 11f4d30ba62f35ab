/* SPDX-License-Identifier: MIT
 *
 * Call and ReplyRecv: from the client's Call until it has its answer.
 *
 * The server's priority is the higher one. It answers with as many words as
 * it got. Its own instructions, a jump and the moves into registers, are part
 * of the round trip.
 *
 * The peer's kernel, like ours, has a short way for short messages. What a
 * round trip costs without it is measured by two means that keep a kernel off
 * that way: the client names an extra capability, an empty slot (there is no
 * Grant, so that looking it up is all that happens to it), and the server uses
 * NBSendRecv, which does with a reply object what ReplyRecv does. The look-up
 * makes that figure some instructions too large.
 */
#include "bench.h"

enum floats {
    FLOATS_UNUSED,   /* no thread ever executed a floating-point instruction */
    FLOATS_DISABLED, /* neither thread may */
    FLOATS_LIVE,     /* both did, long ago */
    FLOATS_IN_TURN   /* both do, once in every round trip */
};

struct round_trip {
    const char *name;
    seL4_Word words; /* of the message and of the answer */
    bool is_active;  /* the server has a scheduling context of its own */
    bool is_apart;   /* the server is in another address space */
    bool is_slow;    /* kept off the kernel's short way */
    enum floats floats;

    seL4_CPtr endpoint;
    seL4_CPtr reply;
    seL4_MessageInfo_t message, answer;
};

static void compute(void)
{
    __asm__ volatile("fcvt.d.w ft0, zero" : : : "ft0");
}

static void serve(seL4_Word argument)
{
    const struct round_trip *trip = (const struct round_trip *)argument;
    seL4_CPtr endpoint = trip->endpoint, reply = trip->reply;
    seL4_MessageInfo_t info = trip->answer;
    struct sel4_message m;

    if (trip->floats == FLOATS_LIVE)
        compute();
    sel4_trap_receive(seL4_SysRecv, endpoint, reply, &m);
    for (;;) {
        m.info = info;
        sel4_trap_send_receive(seL4_SysReplyRecv, endpoint, reply, 0, &m);
    }
}

static void serve_slowly(seL4_Word argument)
{
    const struct round_trip *trip = (const struct round_trip *)argument;
    seL4_CPtr endpoint = trip->endpoint, reply = trip->reply;
    seL4_MessageInfo_t info = trip->answer;
    struct sel4_message m;

    sel4_trap_receive(seL4_SysRecv, endpoint, reply, &m);
    for (;;) {
        m.info = info;
        sel4_trap_send_receive(seL4_SysNBSendRecv, endpoint, reply, reply, &m);
    }
}

static void serve_computing(seL4_Word argument)
{
    const struct round_trip *trip = (const struct round_trip *)argument;
    seL4_CPtr endpoint = trip->endpoint, reply = trip->reply;
    seL4_MessageInfo_t info = trip->answer;
    struct sel4_message m;

    sel4_trap_receive(seL4_SysRecv, endpoint, reply, &m);
    for (;;) {
        compute();
        m.info = info;
        sel4_trap_send_receive(seL4_SysReplyRecv, endpoint, reply, 0, &m);
    }
}

static void call(const struct round_trip *trip, seL4_CPtr endpoint)
{
    struct series s = series_begin(trip->name, SAMPLES);

    while (series_wants(&s)) {
        struct sel4_message m = { .info = trip->message };
        seL4_Word start = instret();

        sel4_trap_send(seL4_SysCall, endpoint, &m);
        series_add(&s, instret() - start);
        REQUIRE(seL4_MessageInfo_get_length(m.info) == trip->words);
    }
}

static void call_computing(const struct round_trip *trip, seL4_CPtr endpoint)
{
    struct series s = series_begin(trip->name, SAMPLES);

    while (series_wants(&s)) {
        struct sel4_message m = { .info = trip->message };
        seL4_Word start = instret();

        sel4_trap_send(seL4_SysCall, endpoint, &m);
        compute();
        series_add(&s, instret() - start);
        REQUIRE(seL4_MessageInfo_get_length(m.info) == trip->words);
    }
}

static void allow_floats(seL4_CPtr tcb, bool allowed)
{
    MUST(seL4_TCB_SetFlags(tcb, seL4_TCBFlag_fpuDisabled,
                           allowed ? 0 : seL4_TCBFlag_fpuDisabled)
             .error);
}

/* Where the server runs: here, or where the program is shared. */
static struct address_space *space_for(const struct round_trip *trip)
{
    static struct address_space other;

    if (!trip->is_apart)
        return &space;
    MUST(address_space_create(&pool, &other));
    MUST(address_space_share_program(&pool, &other, seL4_GetBootInfo()));
    return &other;
}

static void prepare(struct round_trip *trip)
{
    trip->endpoint = make(seL4_EndpointObject, 0);
    trip->reply = make(seL4_ReplyObject, 0);
    trip->message = seL4_MessageInfo_new(0, 0, trip->is_slow, trip->words);
    trip->answer = seL4_MessageInfo_new(0, 0, 0, trip->words);
    seL4_SetCap(0, seL4_CapNull);
}

static void measure(struct round_trip *trip)
{
    bool in_turn = trip->floats == FLOATS_IN_TURN;
    void (*run)(seL4_Word) = in_turn         ? serve_computing
                             : trip->is_slow ? serve_slowly
                                             : serve;
    struct thread_config config =
        helper_config(run, (seL4_Word)trip, HIGH_PRIORITY);
    struct thread server;
    seL4_CPtr client_cap;

    prepare(trip);
    MUST(objects_mint(&pool, trip->endpoint, seL4_CapRights_new(1, 0, 0, 1), 7,
                      &client_cap));
    config.space = space_for(trip);
    server = helper_start_as(&config);
    if (!trip->is_active)
        helper_make_passive(&server);
    if (trip->floats == FLOATS_DISABLED) {
        allow_floats(server.tcb, false);
        allow_floats(seL4_CapInitThreadTCB, false);
    } else if (trip->floats == FLOATS_LIVE) {
        compute();
    }
    (in_turn ? call_computing : call)(trip, client_cap);
    if (trip->floats == FLOATS_DISABLED)
        allow_floats(seL4_CapInitThreadTCB, true);
    helper_stop(&server);
}

void measure_round_trips(void)
{
    static struct round_trip trips[] = {
        { "round_trip_0", .words = 0 },
        { "round_trip_0_fpu_disabled", .floats = FLOATS_DISABLED },
        { "round_trip_1", .words = 1 },
        { "round_trip_4", .words = 4 },
        { "round_trip_5", .words = 5 },
        { "round_trip_10", .words = 10 },
        { "round_trip_64", .words = 64 },
        { "round_trip_120", .words = 120 },
        { "round_trip_0_apart", .is_apart = true },
        { "round_trip_10_apart", .words = 10, .is_apart = true },
        { "round_trip_0_active", .is_active = true },
        { "round_trip_0_slow", .is_slow = true },
        { "round_trip_0_fpu_live", .floats = FLOATS_LIVE },
        { "round_trip_0_fpu_in_turn", .floats = FLOATS_IN_TURN },
    };

    for (unsigned i = 0; i < sizeof trips / sizeof trips[0]; i++)
        measure(&trips[i]);
}
