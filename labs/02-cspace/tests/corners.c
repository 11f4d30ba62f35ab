/* SPDX-License-Identifier: MIT */
/*
 * Lab 02, hidden tests: guards longer than the address, lookup failures as
 * faults, frames, a random space against a model, and what a level costs.
 */
#include "space.h"

/* A guard longer than what is left differs, whatever its bits. */
TEST(guard_longer_than_address)
{
    enum { R = 3 };
    seL4_Word size = test_pick("size", 12, 40);
    seL4_Word depth = test_pick("depth", 1, 11);
    seL4_CPtr ntfn = test_object(seL4_NotificationObject, 0);
    seL4_CPtr cnode = make_cnode(R);

    record_look("root", ntfn, guarded(cnode, 0, size), 0, depth);
    put(cnode, R, 0, guarded(make_cnode(R), 0, size));
    record_look("second CNode", ntfn, cnode, 0, R + depth);
    record_look("one bit short", ntfn, guarded(cnode, 0, size), 0, size - 1);
}

/* -- faults ---------------------------------------------------------------- */

struct visit {
    seL4_CPtr address;
    bool receive;
};

static void visit(void *argument)
{
    struct visit *v = argument;

    if (v->receive)
        seL4_Wait(v->address, NULL);
    else
        seL4_Signal(v->address);
}

/* Lets a thread in the space `root` use an address; reports its fault. */
static void record_fault(const char *name, seL4_CPtr root, bool revoke,
                         struct visit v)
{
    seL4_CPtr endpoint = test_object(seL4_EndpointObject, 0);
    seL4_CPtr reply = test_object(seL4_ReplyObject, 0);
    struct test_thread *thread = test_thread(name, ABOVE, visit, &v);
    char line[LINE + LINE] = "no fault";
    seL4_Word badge, words[4];
    int at;

    CHECK_OK(seL4_TCB_SetSpace(thread->tcb, endpoint, root, 0, TEST_VSPACE, 0));
    if (revoke)
        test_revoke(root);
    test_start(thread);
    seL4_MessageInfo_t info = seL4_NBRecv(endpoint, &badge, reply);
    if (seL4_MessageInfo_get_label(info) == seL4_Fault_CapFault) {
        for (int i = 0; i < 4; i++)
            words[i] = i + 3 < (int)seL4_MessageInfo_get_length(info)
                           ? seL4_GetMR(i + 3)
                           : ~0ul;
        at = snprintf(line, LINE, "0x%lx, %s: ", seL4_GetMR(1),
                      seL4_GetMR(2) ? "receiving" : "sending");
        describe_failure(line + at, words);
    }
    record_bytes(name, line, __builtin_strlen(line));
}

/* Each kind of failure, as the message of a fault. */
TEST(lookup_fault_words)
{
    struct space space = make_space();
    seL4_Word slot = test_pick("slot", 0, 15);
    seL4_Word stray = 1ul << test_pick("stray bit", TEST_CNODE_BITS, 62);
    seL4_Word guard = test_word("guard") >> 8;

    put(space.upper, UPPER_BITS, slot, guarded(make_cnode(4), guard, 60));
    record_fault("guard differs", space.root, false, (struct visit){ stray });
    record_fault("guard too long", space.root, false,
                 (struct visit){ upper(slot, 5) });
    record_fault("empty slot", space.root, false,
                 (struct visit){ upper(slot ^ 1, 5), .receive = true });

    seL4_CPtr tight = make_cnode(1);
    put(tight, 1, 1, guarded(make_cnode(4), guard, 60));
    record_fault("index too long", tight, false,
                 (struct visit){ UPPER_HALF | guard << 3, .receive = true });
    record_fault("no root", make_cnode(1), true, (struct visit){ 5 });
}

/* -- frames ---------------------------------------------------------------- */

enum { WINDOW = 0x31000000, PAGE = 0x1000 };

static void read_word(void *argument)
{
    (void)*(volatile seL4_Word *)argument;
}

static void write_word(void *argument)
{
    *(volatile seL4_Word *)argument = 1;
}

static void map(seL4_CPtr frame, seL4_Word at)
{
    seL4_Error error;

    while ((error = seL4_RISCV_Page_Map(frame, TEST_VSPACE, at, seL4_AllRights,
                                        seL4_RISCV_ExecuteNever)) ==
           seL4_FailedLookup)
        CHECK_OK(seL4_RISCV_PageTable_Map(
            test_object(seL4_RISCV_PageTableObject, 0), TEST_VSPACE, at,
            seL4_RISCV_Default_VMAttributes));
    CHECK_OK(error);
}

/* Whether a thread can do it without a fault. */
static bool survives(void (*act)(void *), seL4_Word at)
{
    seL4_CPtr endpoint = test_object(seL4_EndpointObject, 0);
    struct test_thread *thread = test_thread("toucher", ABOVE, act, (void *)at);

    CHECK_OK(seL4_TCB_SetSchedParams(thread->tcb, TEST_TCB, TEST_PRIORITY_MAX,
                                     ABOVE, thread->sc, endpoint));
    test_start(thread);
    return thread->done;
}

/* Writable means readable: a frame masked with Write alone has no rights. */
TEST(frame_rights_masked)
{
    seL4_CPtr frame = test_object(seL4_RISCV_4K_Page, 0);
    seL4_Word readable = 0, writable = 0, again = 0;

    for (seL4_Word mask = 0; mask < 4; mask++) {
        seL4_CPtr copy = test_copy(frame, (seL4_CapRights_t){ { mask } });
        seL4_Word at = WINDOW + mask * PAGE;

        map(copy, at);
        readable |= (seL4_Word)survives(read_word, at) << mask;
        writable |= (seL4_Word)survives(write_word, at) << mask;
    }
    record_value("readable", readable);
    record_value("writable", writable);

    seL4_CPtr only_read = test_copy(frame, seL4_CanRead);
    map(test_copy(only_read, seL4_AllRights), WINDOW + 8 * PAGE);
    again = survives(write_word, WINDOW + 8 * PAGE);
    record_value("writable, read-only copied again", again);
}

/* -- a random space against a model ---------------------------------------- */

enum { NODES = 5, LOOKS = 40 };

static uint64_t dice;

/* 0 .. sides - 1; expect.py rolls the same. */
static seL4_Word roll(seL4_Word sides)
{
    dice = dice * 6364136223846793005 + 1442695040888963407;
    return (dice >> 33) % sides;
}

struct node {
    seL4_Word radix, size, guard;
    seL4_CPtr cnode, cap; /* without and with the guard */
    int child[8];         /* which node is in a slot; 0: none */
};

static struct node nodes[NODES];

/* Each node but the first stands in one before it; every odd slot that is
   free holds a badge. */
static void make_nodes(seL4_CPtr ntfn)
{
    for (seL4_Word n = 0; n < NODES; n++) {
        struct node *node = &nodes[n];

        *node = (struct node){ 0 };
        node->radix = 1 + roll(3);
        node->size = 1 + roll(5);
        node->guard = roll(1ul << node->size);
        node->cnode = make_cnode(node->radix);
        node->cap = guarded(node->cnode, node->guard, node->size);
    }
    for (seL4_Word n = 1; n < NODES; n++) {
        struct node *parent = &nodes[roll(n)];
        seL4_Word slot = roll(1ul << parent->radix);

        if (parent->child[slot])
            continue;
        parent->child[slot] = (int)n;
        put(parent->cnode, parent->radix, slot, nodes[n].cap);
    }
    for (seL4_Word n = 0; n < NODES; n++)
        for (seL4_Word slot = 1; slot < 1ul << nodes[n].radix; slot += 2)
            if (!nodes[n].child[slot])
                put_badge(nodes[n].cnode, nodes[n].radix, slot, ntfn,
                          (n + 1) << 8 | slot);
}

/* An address that is right for some way, and then perhaps spoilt. */
static seL4_Word make_address(seL4_Word *depth)
{
    seL4_Word address = 0, bits = 0;
    int n = 0;

    do {
        struct node *node = &nodes[n];
        seL4_Word guard = node->guard, index = roll(1ul << node->radix);

        if (roll(8) == 0)
            guard ^= 1ul << roll(node->size);
        address = (address << node->size | guard) << node->radix | index;
        bits += node->size + node->radix;
        n = node->child[index];
    } while (n && roll(8));
    seL4_Word spoil = roll(4), by = 1 + roll(4);
    if (spoil == 0) {
        address <<= by;
        bits += by;
    } else if (spoil == 1 && bits > by) {
        address >>= by;
        bits -= by;
    }
    *depth = bits;
    return address;
}

TEST(lookup_random_vs_model)
{
    seL4_CPtr ntfn = test_object(seL4_NotificationObject, 0);
    seL4_Word depth;
    char name[16];

    dice = test_word("dice");
    make_nodes(ntfn);
    for (int i = 0; i < LOOKS; i++) {
        seL4_Word address = make_address(&depth);

        snprintf(name, sizeof name, "look-up %d", i);
        record_look(name, ntfn, nodes[0].cap, address, depth);
    }
}

/* -- what a level costs ----------------------------------------------------- */

/* The reference takes 31 instructions for one more level (debug build). */
enum { LEVELS = 8, LEVEL_COST = 64, TRIES = 4 };

/* Instructions of deleting an empty slot at a depth; the fewest of some tries,
   for a timer interrupt can fall into one of them. */
static uint64_t cost_at(seL4_CPtr root, seL4_Word index, seL4_Word depth)
{
    uint64_t fewest = ~0ul;

    for (int i = 0; i < TRIES; i++) {
        uint64_t before = test_instructions();
        CHECK_OK(seL4_CNode_Delete(root, index, depth));
        uint64_t spent = test_instructions() - before;
        if (spent < fewest)
            fewest = spent;
    }
    return fewest;
}

/* A walk of eight levels against one of one level. */
TEST(lookup_cost_icount)
{
    enum { S = 7, R = 1 };
    seL4_Word guard = test_pick("guard", 0, (1 << S) - 1);
    seL4_CPtr circle = make_cnode(R);
    seL4_CPtr root = guarded(circle, guard, S);
    seL4_Word level = guard << R | 1, address = 0;

    put(circle, R, 1, root);
    for (int i = 0; i < LEVELS; i++)
        address = address << (S + R) | level;
    uint64_t one = cost_at(root, level ^ 1, S + R);
    uint64_t all = cost_at(root, address ^ 1, LEVELS * (S + R));
    uint64_t each = (all - one) / (LEVELS - 1);

    record_note("one level: %lu instructions, each further one: %lu", one,
                each);
    CHECK_MSG(each <= LEVEL_COST,
              "a further level takes %lu instructions, allowed are %d", each,
              LEVEL_COST);
}
