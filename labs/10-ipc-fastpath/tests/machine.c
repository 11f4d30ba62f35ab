/* SPDX-License-Identifier: MIT */
/*
 * Lab 10, visible tests: what belongs to a thread beside its message. Its
 * address space, its registers, and the time that is charged for it.
 */
#include <string.h>

#include "short.h"

/* -- address spaces -------------------------------------------------------- */

/*
 * A server that lives in an address space of its own: two pages, one of code,
 * one of data. It answers each call with the first word of its data, and
 * keeps the caller's word in the second. The test has a page at the same
 * address.
 *
 *   s0 the data, s1 the endpoint, s2 the reply object
 */
__asm__("    .text\n"
        "    .balign 4\n"
        "apart_begin:\n"
        "    mv   a0, s1\n"
        "    mv   a6, s2\n"
        "    li   a7, -7\n" /* Recv */
        "    ecall\n"
        "1:  sd   a2, 8(s0)\n"
        "    ld   a2, 0(s0)\n"
        "    mv   a0, s1\n"
        "    li   a1, 1\n" /* one word */
        "    mv   a6, s2\n"
        "    li   a7, -2\n" /* ReplyRecv */
        "    ecall\n"
        "    j    1b\n"
        "apart_end:\n");
extern const char apart_begin[], apart_end[];

/* In a gibibyte that holds nothing else. */
#define CODE   0x400000000
#define DATA   0x400001000
#define WINDOW 0x400002000

struct apart {
    seL4_CPtr space, endpoint;
    volatile seL4_Word *data; /* as the test sees it */
};

static void map(seL4_CPtr frame, seL4_CPtr space, seL4_Word address)
{
    CHECK_OK(seL4_RISCV_Page_Map(frame, space, address, seL4_ReadWrite,
                                 seL4_RISCV_Default_VMAttributes));
}

/* Two levels of tables below the root. */
static void map_tables(seL4_CPtr space)
{
    for (int level = 0; level < 2; level++)
        CHECK_OK(seL4_RISCV_PageTable_Map(
            test_object(seL4_RISCV_PageTableObject, 0), space, CODE,
            seL4_RISCV_Default_VMAttributes));
}

/* A new page at `address` of a space; also seen at `window` by the test. */
static void *map_both(seL4_CPtr space, seL4_Word address, seL4_Word window)
{
    seL4_CPtr frame = test_object(seL4_RISCV_4K_Page, 0);

    map(frame, space, address);
    map(test_copy(frame, seL4_AllRights), TEST_VSPACE, window);
    return (void *)window;
}

static void make_apart(struct apart *a, const char *name, seL4_Word window)
{
    struct test_thread *t = test_thread(name, ABOVE, NULL, NULL);
    seL4_UserContext registers = { .pc = CODE, .s0 = DATA };
    void *code;

    a->space = test_object(seL4_RISCV_PageTableObject, 0);
    CHECK_OK(seL4_RISCV_ASIDPool_Assign(TEST_ASID_POOL, a->space));
    map_tables(a->space);
    code = map_both(a->space, CODE, window);
    memcpy(code, apart_begin, (size_t)(apart_end - apart_begin));
    __asm__ volatile(".4byte 0x0000100f" : : : "memory"); /* fence.i */
    a->data = map_both(a->space, DATA, window + 0x1000);
    a->data[0] = test_word(name);
    a->endpoint = test_object(seL4_EndpointObject, 0);
    registers.s1 = a->endpoint;
    registers.s2 = test_object(seL4_ReplyObject, 0);
    CHECK_OK(seL4_TCB_SetSpace(t->tcb, t->faults, TEST_CNODE, 0, a->space, 0));
    CHECK_OK(seL4_TCB_WriteRegisters(t->tcb, true, 0, 32, &registers));
    CHECK_OK(seL4_SchedContext_Unbind(t->sc));
}

/* Calls it; what it has at DATA, and what it got. */
static void call_apart(struct apart *a, const char *who)
{
    struct sel4_message m = short_message(who, 1);
    seL4_Word both = counted(seL4_SysCall, a->endpoint, 0, 0, &m);
    seL4_Word limit = 2 * ordinary_way * SHORT_PERCENT / 100;

    CHECK_MSG(both < limit,
              "%s: Call and answer took %lu instructions, allowed are %lu", who,
              both, limit);
    record_message(who, &m);
    CHECK_EQ(a->data[1], short_message(who, 1).mr[0]);
}

/* Each thread sees its own memory, though all use the same address. */
TEST(fp_no_stale_tlb)
{
    volatile seL4_Word *mine = (seL4_Word *)DATA;
    struct apart one, two;

    need_short_calls();
    need_short_answers();
    map_tables(TEST_VSPACE);
    map(test_object(seL4_RISCV_4K_Page, 0), TEST_VSPACE, DATA);
    mine[0] = test_word("mine");
    test_step("servers in address spaces of their own");
    make_apart(&one, "one", WINDOW);
    make_apart(&two, "two", WINDOW + 0x2000);
    call_apart(&one, "call one");
    call_apart(&two, "call two");
    call_apart(&one, "call one again");
    record_value("mine", mine[0]);
    record_value("mine, behind it", mine[1]);
}

/* -- registers ------------------------------------------------------------- */

struct all_registers {
    seL4_Word x[32]; /* by number; x[2], the stack pointer, is not loaded */
    seL4_Word f[32];
    seL4_Word own_sp;
};

/* Loads every register, traps, stores every register. The stack pointer is
   the structure's address meanwhile. */
void trap_with_all(struct all_registers *);
__asm__("    .text\n"
        "    .globl trap_with_all\n"
        "trap_with_all:\n"
        "    addi sp, sp, -128\n"
        "    sd   ra, 0(sp)\n"
        "    sd   gp, 8(sp)\n"
        "    sd   tp, 16(sp)\n"
        "    .irp n, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11\n"
        "    sd   s\\n, 24 + 8 * \\n(sp)\n"
        "    .endr\n"
        "    sd   sp, 512(a0)\n"
        "    mv   sp, a0\n"
        "    .irp n, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15\n"
        "    fld  f\\n, 256 + 8 * \\n(sp)\n"
        "    .endr\n"
        "    .irp n, 16, 17, 18, 19, 20, 21, 22, 23, 24, 25, 26, 27, 28, 29,"
        "            30, 31\n"
        "    fld  f\\n, 256 + 8 * \\n(sp)\n"
        "    .endr\n"
        "    .irp n, 1, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17,"
        "            18, 19, 20, 21, 22, 23, 24, 25, 26, 27, 28, 29, 30, 31\n"
        "    ld   x\\n, 8 * \\n(sp)\n"
        "    .endr\n"
        "    ecall\n"
        "    .irp n, 1, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17,"
        "            18, 19, 20, 21, 22, 23, 24, 25, 26, 27, 28, 29, 30, 31\n"
        "    sd   x\\n, 8 * \\n(sp)\n"
        "    .endr\n"
        "    .irp n, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15\n"
        "    fsd  f\\n, 256 + 8 * \\n(sp)\n"
        "    .endr\n"
        "    .irp n, 16, 17, 18, 19, 20, 21, 22, 23, 24, 25, 26, 27, 28, 29,"
        "            30, 31\n"
        "    fsd  f\\n, 256 + 8 * \\n(sp)\n"
        "    .endr\n"
        "    ld   sp, 512(sp)\n"
        "    ld   ra, 0(sp)\n"
        "    ld   gp, 8(sp)\n"
        "    ld   tp, 16(sp)\n"
        "    .irp n, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11\n"
        "    ld   s\\n, 24 + 8 * \\n(sp)\n"
        "    .endr\n"
        "    addi sp, sp, 128\n"
        "    ret\n");
_Static_assert(offsetof(struct all_registers, f) == 256, "f at 256");
_Static_assert(offsetof(struct all_registers, own_sp) == 512, "own_sp at 512");

enum { A0 = 10, A1, A2, A6 = 16, A7 };

/* Numbers of its own in every register, then the arguments of a call. */
static struct all_registers registers_for(const char *name, seL4_Word label,
                                          seL4_Word number, seL4_CPtr a0,
                                          seL4_CPtr reply)
{
    struct all_registers r;

    for (seL4_Word i = 0; i < 32; i++) {
        r.x[i] = test_word(name) + i;
        r.f[i] = ~r.x[i];
    }
    r.x[A0] = a0;
    r.x[A1] = seL4_MessageInfo_new(label, 0, 0, 1).words[0];
    r.x[A6] = reply;
    r.x[A7] = number;
    return r;
}

/* Traps, then reports which registers have changed, one bit for each. */
static void trap_and_record(struct all_registers *r, const char *who)
{
    struct all_registers before = *r;
    seL4_Word x = 0, f = 0;
    char name[48];

    trap_with_all(r);
    for (int i = 1; i < 32; i++)
        x |= (seL4_Word)(r->x[i] != before.x[i]) << i;
    for (int i = 0; i < 32; i++)
        f |= (seL4_Word)(r->f[i] != before.f[i]) << i;
    snprintf(name, sizeof name, "%s: x changed", who);
    record_value(name, x);
    snprintf(name, sizeof name, "%s: f changed", who);
    record_value(name, f);
    snprintf(name, sizeof name, "%s: word", who);
    record_value(name, r->x[A2]);
}

struct careful {
    seL4_CPtr from, reply;
};

static void serve_carefully(void *argument)
{
    struct careful *c = argument;
    struct all_registers r =
        registers_for("server", 1, (seL4_Word)seL4_SysRecv, c->from, c->reply);

    trap_and_record(&r, "Recv");
    r = registers_for("server again", 2, (seL4_Word)seL4_SysReplyRecv, c->from,
                      c->reply);
    trap_and_record(&r, "ReplyRecv");
    r = registers_for("server at last", 3, (seL4_Word)seL4_SysReplyRecv,
                      c->from, c->reply);
    trap_with_all(&r);
}

/* A message of one word changes three registers of who gets it: badge, info,
   word. All others, floating point too, are its own before and after. */
TEST(fp_registers_not_leaked)
{
    struct careful c = { test_object(seL4_EndpointObject, 0),
                         test_object(seL4_ReplyObject, 0) };
    struct test_thread *server;
    struct all_registers r;

    need_short_calls();
    need_short_answers();
    server = test_spawn("server", ABOVE, serve_carefully, &c);
    CHECK_OK(seL4_SchedContext_Unbind(server->sc));
    test_step("two calls of one word, with all registers in use");
    r = registers_for("client", 4, (seL4_Word)seL4_SysCall, c.from, 0);
    trap_and_record(&r, "Call");
    r = registers_for("client again", 5, (seL4_Word)seL4_SysCall, c.from, 0);
    trap_and_record(&r, "second Call");
}

/* -- time ------------------------------------------------------------------ */

enum { TICKS_PER_US = 10, BUDGET = 1000, PERIOD = 100000 }; /* microseconds */

enum { CALLS = 200 };

static void call_often(void *argument)
{
    const seL4_CPtr *to = argument;

    for (int i = 0; i < CALLS; i++) {
        struct sel4_message m = { .info = seL4_MessageInfo_new(0, 0, 0, 0) };

        counted(seL4_SysCall, *to, 0, 0, &m);
    }
}

static void burn_ten_budgets(struct server *s)
{
    (void)s;
    test_spin(10 * BUDGET);
}

/* The client pays for all of it, short ways or not; and when its budget is
   used up, it is, whoever runs on it. */
TEST(fp_time_is_charged)
{
    struct test_thread *often;
    struct server s;
    struct client c;
    seL4_Word begin, elapsed, charged;

    need_short_calls();
    need_short_answers();
    passive_server(&s, "server", ABOVE);
    test_step("many calls, and what the client was charged");
    often = test_thread("many calls", HIGH, call_often, &s.from);
    begin = test_time();
    test_start(often);
    elapsed = (test_time() - begin) / TICKS_PER_US;
    CHECK_MSG(often->done && s.served == CALLS, "%d calls of %d", s.served,
              CALLS);
    charged = seL4_SchedContext_Consumed(often->sc).consumed;
    CHECK_MSG(charged + charged / 4 >= elapsed && charged <= elapsed,
              "charged %lu microseconds of %lu", charged, elapsed);

    test_step("a server that takes ten times its client's budget");
    s.before_answer = burn_ten_budgets;
    make_client(&c, "client", HIGH, s.from);
    CHECK_OK(seL4_SchedControl_Configure(TEST_SCHED_CONTROL, c.thread->sc,
                                         BUDGET, PERIOD, 0, 0));
    begin = test_time();
    test_start(c.thread);
    elapsed = (test_time() - begin) / TICKS_PER_US;
    CHECK_EQ(s.served, CALLS + 1);
    CHECK_MSG(elapsed < 2 * BUDGET && elapsed > BUDGET / 2,
              "a budget of %d microseconds lasted %lu", BUDGET, elapsed);
}
