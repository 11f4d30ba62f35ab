/* SPDX-License-Identifier: MIT */
/*
 * The kernel against a model: random invocations of Untyped_Retype and of all
 * CNode methods, good and bad ones, through the system call.
 *
 * After each one the answer, every slot, and the derivation tree must be what
 * the model (kernel/tests/host/model.c) says, and the kernel's invariants are
 * checked at its exit. New objects must be clear, whatever lay there before:
 * frames are filled with rubbish as soon as they exist. From time to time an
 * interrupt pends, so that long operations are preempted and start again.
 *
 *   build/unit/model                        as part of the tests
 *   MODEL_SEED=7 MODEL_OPS=1000 build/unit/model     another walk, or one again
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "cap/cdt.h"
#include "model.h"
#include "world.h"

enum {
    SEEDS = 40,
    OPS = 4000,       /* for each seed                                */
    PLAY_FIRST = 160, /* root slots in which everything happens       */
    PLAY_SLOTS = 56,
    CROWDED = 36,  /* full play slots; then more is deleted        */
    BIG_BITS = 16, /* least size of the one normal untyped in play */
    IRQ = 5,       /* one that nobody was issued                   */
    RUBBISH = 0xa5,
    DEVICES = 4, /* device untypeds in play                      */
};

static struct model model;
static uint64_t random_state;
static uint64_t root_base; /* physical address of the root CNode */

/* The slot of the untyped that all memory comes of; it is never deleted. */
static unsigned big;

/* Root slots other than the play area that invocations may touch. */
static unsigned boot_slots[16];
static unsigned boot_count;

static struct {
    unsigned long ok[64];
    unsigned long refused[64];
    unsigned long preempted;
    unsigned long zombies;
} tally;

static uint64_t any(uint64_t below)
{
    random_state ^= random_state << 13;
    random_state ^= random_state >> 7;
    random_state ^= random_state << 17;
    return random_state % below;
}

static bool one_in(uint64_t n)
{
    return any(n) == 0;
}

/* -- choosing ------------------------------------------------------------- */

/** A slot, and how an invocation names it. */
struct place {
    unsigned root; /* root slot of the CNode in which to look up */
    uint64_t index;
    uint64_t depth;
};

static struct model_slot *root_slot(unsigned i)
{
    return model_slot_at(&model, root_base, i);
}

static const struct model_cap *cap_at(const struct model_slot *slot)
{
    static const struct model_cap none;

    return slot->entry ? &slot->entry->cap : &none;
}

static unsigned any_play_slot(void)
{
    if (one_in(8))
        return boot_slots[any(boot_count)];
    return PLAY_FIRST + (unsigned)any(PLAY_SLOTS);
}

/* A play slot with a capability of this type; any slot if there is none. */
static unsigned slot_of_type(unsigned type)
{
    unsigned start = (unsigned)any(PLAY_SLOTS);

    for (unsigned i = 0; i < PLAY_SLOTS; i++) {
        unsigned slot = PLAY_FIRST + (start + i) % PLAY_SLOTS;

        if (cap_at(root_slot(slot))->type == type)
            return slot;
    }
    return any_play_slot();
}

/* An empty play slot, if a few tries find one. */
static unsigned any_empty_slot(void)
{
    unsigned slot = PLAY_FIRST + (unsigned)any(PLAY_SLOTS);

    for (int tries = 0; tries < 6 && root_slot(slot)->entry; tries++)
        slot = PLAY_FIRST + (unsigned)any(PLAY_SLOTS);
    return slot;
}

/* Goes on into the CNode that lies at the place, if there is one. */
static void descend(struct place *p, const struct model_cap *cnode)
{
    unsigned bits = cnode->guard_size + cnode->size_bits;

    if (cnode->type != CAP_CNODE || p->depth + bits > 64)
        return;
    p->index = (bits < 64 ? p->index << bits : 0) |
               cnode->value << cnode->size_bits | any(1u << cnode->size_bits);
    p->depth += bits;
}

static struct place any_place(void)
{
    struct place p = { SLOT_CNODE, any_play_slot(), 64 };

    if (one_in(3)) {
        unsigned cnode = slot_of_type(CAP_CNODE);

        if (cap_at(root_slot(cnode))->type == CAP_CNODE) {
            p = (struct place){ cnode, 0, 0 };
            descend(&p, cap_at(root_slot(cnode)));
        }
        if (one_in(3)) {
            struct model_slot *at =
                model_resolve(&model, root_slot(p.root), p.index, p.depth);

            if (at)
                descend(&p, cap_at(at));
        }
    }
    return p;
}

static struct model_slot *at(struct place p)
{
    return model_resolve(&model, root_slot(p.root), p.index, p.depth);
}

/* Now and then the address is a bad one. */
static struct place spoil(struct place p)
{
    switch (any(60)) {
    case 0:
        p.depth = any(70);
        break;
    case 1:
        p.index ^= 1ul << any(64);
        break;
    case 2:
        p.root = any_play_slot();
        break;
    case 3:
        p.depth = ~0ul - any(3);
        break;
    }
    return p;
}

static struct place place_that_is(bool full)
{
    struct place p = any_place();

    for (int tries = 0; tries < 6; tries++) {
        struct model_slot *slot = at(p);

        if (slot && (slot->entry != NULL) == full)
            break;
        p = any_place();
    }
    return spoil(p);
}

/* What the caller itself lives on must not be deleted or moved away: slots of
   the root CNode, or of the root thread, outside of the play area. */
static bool is_protected(struct model_slot *slot)
{
    if (!slot)
        return false;
    if (slot == root_slot(big))
        return true;
    for (unsigned i = 0; i < TCB_SLOTS; i++)
        if (slot == &model.tables[1].slots[i])
            return true;
    if (slot < root_slot(0) || slot > root_slot(WORLD_SLOTS - 1))
        return false;
    for (unsigned i = 0; i < boot_count; i++)
        if (slot == root_slot(boot_slots[i]))
            return false;
    return slot < root_slot(PLAY_FIRST) ||
           slot >= root_slot(PLAY_FIRST + PLAY_SLOTS);
}

/* -- making up an invocation ----------------------------------------------- */

/** An invocation as the test makes it up. */
struct operation {
    unsigned target; /* root slot */
    struct message m;
};

static void add_place(struct message *m, struct place p)
{
    m->words[m->length++] = p.index;
    m->words[m->length++] = p.depth;
}

/* Badges, often equal ones; guards, often short ones. */
static uint64_t any_data(void)
{
    switch (any(6)) {
    case 0:
    case 1:
    case 2:
        return any(3);
    case 3: /* a guard of up to 7 bits */
        return any(8) | any(128) << 6;
    case 4:
        return any(~0ul);
    default:
        return any(64) | any(~0ul) << 6;
    }
}

static struct operation make_retype(void)
{
    static const uint8_t types[] = { 0, 0, 0, 1, 2, 2, 3,  4, 4,
                                     4, 5, 6, 7, 8, 9, 10, 11 };
    struct operation op = { .target =
                                one_in(2) ? big : slot_of_type(CAP_UNTYPED) };
    struct place node = { SLOT_CNODE, any(3), 0 };
    uint64_t type = types[any(sizeof types)];
    uint64_t bits = one_in(8) ? any(70) : 1 + any(type == 0 ? 13 : 4);
    uint64_t first = any_empty_slot();
    uint64_t count = one_in(3) ? 1 + any(5) : 1;

    if (one_in(3)) {
        node = place_that_is(true);
        first = any(6);
    }
    if (type == 5)
        bits += 6;
    if (one_in(40))
        count = any(400);
    if (one_in(40))
        first = any(400);
    op.m = (struct message){ .label = UNTYPED_RETYPE,
                             .length = 6,
                             .words = { type, bits, node.index, node.depth,
                                        first, count },
                             .cap_count = 1,
                             .caps = { node.root } };
    return op;
}

static struct operation make_transfer(uint64_t label)
{
    struct place dest = place_that_is(false);
    struct place source = place_that_is(true);
    struct operation op = { .target = dest.root };

    if (one_in(3)) /* families of badges have the most rules */
        source = (struct place){ SLOT_CNODE, slot_of_type(CAP_ENDPOINT), 64 };
    op.m.label = label;
    add_place(&op.m, dest);
    add_place(&op.m, source);
    if (label == CNODE_COPY || label == CNODE_MINT)
        op.m.words[op.m.length++] = one_in(2) ? RIGHTS_ALL : any(32);
    if (label == CNODE_MINT || label == CNODE_MUTATE)
        op.m.words[op.m.length++] = any_data();
    op.m.cap_count = 1;
    op.m.caps[0] = source.root;
    return op;
}

static struct operation make_rotate(void)
{
    struct place source = place_that_is(true);
    struct place pivot = place_that_is(true);
    struct place dest = one_in(2) ? source : place_that_is(false);
    struct operation op = { .target = dest.root };

    op.m.label = CNODE_ROTATE;
    add_place(&op.m, dest);
    op.m.words[op.m.length++] = any_data();
    add_place(&op.m, pivot);
    op.m.words[op.m.length++] = any_data();
    add_place(&op.m, source);
    op.m.cap_count = 2;
    op.m.caps[0] = pivot.root;
    op.m.caps[1] = source.root;
    return op;
}

static struct operation make_one_slot(uint64_t label)
{
    struct place p = place_that_is(true);
    struct operation op = { .target = p.root };

    op.m.label = label;
    add_place(&op.m, p);
    return op;
}

static struct operation revoke_everything(void)
{
    return (struct operation){
        .target = SLOT_CNODE,
        .m = { .label = CNODE_REVOKE, .length = 2, .words = { big, 64 } }
    };
}

static unsigned full_play_slots(void)
{
    unsigned n = 0;

    for (unsigned i = 0; i < PLAY_SLOTS; i++)
        n += root_slot(PLAY_FIRST + i)->entry != NULL;
    return n;
}

static struct operation make_any(void)
{
    uint64_t n = any(100);
    struct operation op;

    if (one_in(150))
        return revoke_everything();
    if (full_play_slots() > CROWDED && one_in(3))
        return make_one_slot(one_in(4) ? CNODE_REVOKE : CNODE_DELETE);
    if (n < 30)
        return make_retype();
    if (n < 48)
        return make_transfer(CNODE_COPY);
    if (n < 60)
        return make_transfer(CNODE_MINT);
    if (n < 72)
        return make_transfer(CNODE_MOVE);
    if (n < 78)
        return make_transfer(CNODE_MUTATE);
    if (n < 85)
        return make_rotate();
    if (n < 95)
        return make_one_slot(CNODE_DELETE);
    if (n < 98)
        return make_one_slot(CNODE_REVOKE);
    op = make_one_slot(CNODE_CANCEL_BADGED_SENDS);
    if (one_in(2)) {
        op.target = SLOT_CNODE;
        op.m.words[0] = slot_of_type(CAP_ENDPOINT);
        op.m.words[1] = 64;
    }
    return op;
}

/* The types that take any message for themselves: not to be invoked here. */
static bool takes_messages(unsigned root)
{
    switch (cap_at(root_slot(root))->type) {
    case CAP_ENDPOINT:
    case CAP_NOTIFICATION:
    case CAP_REPLY:
        return true;
    default:
        return false;
    }
}

/* Words or capabilities too few, a label that is none, the wrong object. */
static void spoil_message(struct operation *op)
{
    switch (any(60)) {
    case 0:
        op->m.length = any(op->m.length + 1);
        break;
    case 1:
        op->m.cap_count = any(op->m.cap_count + 1);
        break;
    case 2:
        op->m.label += 100;
        break;
    case 3:
        op->target = any_play_slot();
        break;
    case 4:
        op->m.caps[0] = any_play_slot();
        break;
    }
}

/* Whether an invocation would take away what the test itself stands on. */
static bool is_harmful(const struct operation *op)
{
    const word_t *w = op->m.words;
    struct model_slot *target = root_slot(op->target);
    struct model_slot *slot;

    if (takes_messages(op->target))
        return true;
    switch (op->m.label) {
    case UNTYPED_RETYPE:
    case CNODE_CANCEL_BADGED_SENDS:
    case CNODE_COPY:
    case CNODE_MINT:
        return false;
    case CNODE_REVOKE:
    case CNODE_DELETE:
        slot = model_resolve(&model, target, w[0], w[1]);
        return is_protected(slot) &&
               (op->m.label == CNODE_DELETE || slot != root_slot(big));
    case CNODE_MOVE:
    case CNODE_MUTATE:
        return is_protected(model_resolve(
            &model, root_slot((unsigned)op->m.caps[0]), w[2], w[3]));
    case CNODE_ROTATE:
        return is_protected(model_resolve(
                   &model, root_slot((unsigned)op->m.caps[0]), w[3], w[4])) ||
               is_protected(model_resolve(
                   &model, root_slot((unsigned)op->m.caps[1]), w[6], w[7]));
    default:
        return false;
    }
}

/* -- executing and judging ------------------------------------------------- */

static struct model_answer ask_model(const struct operation *op)
{
    struct model_call call = { .target = root_slot(op->target),
                               .label = op->m.label,
                               .length = (unsigned)op->m.length,
                               .extra_count = (unsigned)op->m.cap_count };

    for (unsigned i = 0; i < MODEL_WORDS; i++)
        call.words[i] = op->m.words[i];
    for (unsigned i = 0; i < op->m.cap_count; i++)
        call.extra[i] = root_slot((unsigned)op->m.caps[i]);
    return model_perform(&model, &call);
}

/* Executes a system call; counts how often it was preempted. */
static struct answer ask_kernel(long syscall, const struct operation *op)
{
    struct answer answer;

    if (one_in(4)) {
        irq_unmask(IRQ);
        host_irq_raise(IRQ);
    }
    answer = world_invoke(syscall, op->target, &op->m);
    tally.preempted += host.irq_pending[0] == 0 && host.irq_unmasked[0] == 0;
    host.irq_pending[0] = 0;
    return answer;
}

static void print_operation(uint64_t seed, unsigned n,
                            const struct operation *op)
{
    fprintf(stderr, "MODEL_SEED=%lu, operation %u: label %lu of slot %u:", seed,
            n, op->m.label, op->target);
    for (word_t i = 0; i < op->m.length; i++)
        fprintf(stderr, " %lx", op->m.words[i]);
    fprintf(stderr, "; capabilities");
    for (word_t i = 0; i < op->m.cap_count; i++)
        fprintf(stderr, " %lu", op->m.caps[i]);
    fprintf(stderr, "\n");
}

static const char *compare_answers(struct model_answer want, struct answer have)
{
    static char text[160];

    if (want.error != have.error || want.length != have.length) {
        snprintf(text, sizeof text,
                 "error %u with %u words, kernel: %lu with %lu", want.error,
                 want.length, have.error, have.length);
        return text;
    }
    for (unsigned i = 0; i < want.length; i++) {
        if (want.words[i] != have.words[i]) {
            snprintf(text, sizeof text, "error %u: word %u is %lx, kernel: %lx",
                     want.error, i, want.words[i], have.words[i]);
            return text;
        }
    }
    return NULL;
}

/* New objects are clear. A thread knows its domain, which is 0, and its debug
   name; frames are then made dirty for their successors. */
static const char *check_new_objects(const struct operation *op)
{
    struct model_slot *node =
        op->m.words[3]
            ? model_resolve(&model, root_slot((unsigned)op->m.caps[0]),
                            op->m.words[2], op->m.words[3])
            : root_slot((unsigned)op->m.caps[0]);

    for (uint64_t i = 0; i < op->m.words[5]; i++) {
        const struct model_cap *cap = cap_at(model_slot_at(
            &model, cap_at(node)->object, (unsigned)(op->m.words[4] + i)));
        uint8_t *bytes = phys_to_ptr(cap->object);

        if (cap->type != CAP_FRAME || cap->is_device)
            continue;
        for (unsigned k = 0; k < 4096; k++)
            if (bytes[k] != 0)
                return "a new frame is not clear";
        memset(bytes, RUBBISH, 4096);
    }
    return NULL;
}

/* Whether the model holds a zombie: a CNode or thread in a dead one. */
static bool zombie_parked(void)
{
    for (unsigned t = 2; t < MODEL_TABLES; t++)
        if (model.tables[t].base &&
            cap_at(&model.tables[t].slots[0])->type == CAP_ZOMBIE)
            return true;
    return false;
}

static bool step(uint64_t seed, unsigned n)
{
    struct operation op = make_any();
    long syscall = one_in(16) ? SYS_SEND : SYS_CALL;
    struct model_answer want;
    struct answer have;
    const char *difference = NULL;

    spoil_message(&op);
    if (is_harmful(&op))
        return true;
    want = ask_model(&op);
    have = ask_kernel(syscall, &op);
    tally.zombies += zombie_parked();
    if (want.error)
        tally.refused[want.error]++;
    else
        tally.ok[op.m.label & 63]++;

    if (syscall == SYS_CALL)
        difference = compare_answers(want, have);
    if (!difference)
        difference = model_compare(&model);
    if (!difference && op.m.label == UNTYPED_RETYPE && !want.error)
        difference = check_new_objects(&op);
    if (!difference)
        return true;
    print_operation(seed, n, &op);
    fprintf(stderr, "model: %s\n", difference);
    return false;
}

/* -- the walks ------------------------------------------------------------- */

static unsigned last_device(void)
{
    const struct boot_info *info = world_info();
    unsigned n = 0;

    while (info->untyped_list[n].is_device)
        n++;
    return n - 1;
}

/* What is in play at first: all memory, some devices, and the boot
   capabilities that the caller does not live on. */
static void set_up(void)
{
    const struct boot_info *info = world_info();
    unsigned first = (unsigned)info->untyped.start;

    big = (unsigned)world_untyped(BIG_BITS);
    boot_count = 0;
    boot_slots[boot_count++] = big;
    boot_slots[boot_count++] = SLOT_IRQ_CONTROL;
    boot_slots[boot_count++] = SLOT_ASID_CONTROL;
    boot_slots[boot_count++] = SLOT_DOMAIN;
    boot_slots[boot_count++] = (unsigned)info->sched_control.start;
    for (unsigned i = 0; i < DEVICES; i++)
        boot_slots[boot_count++] = first + last_device() * i / (DEVICES - 1);
}

static void walk(uint64_t seed, unsigned operations)
{
    world_boot();
    random_state = seed * 0x9e3779b97f4a7c15ul | 1;
    root_base = ptr_to_phys(world_slot(0));
    model_import(&model);
    set_up();
    for (unsigned n = 0; n < operations; n++)
        if (!step(seed, n))
            fail_msg("MODEL_SEED=%lu repeats this", seed);
    model_free(&model);
}

static unsigned long number_from(const char *variable, unsigned long otherwise)
{
    const char *text = getenv(variable);

    return text ? strtoul(text, NULL, 10) : otherwise;
}

static void random_invocations_agree_with_the_model(void **state)
{
    unsigned operations = (unsigned)number_from("MODEL_OPS", OPS);
    unsigned long seeds = number_from("MODEL_SEEDS", SEEDS);

    (void)state;
    if (getenv("MODEL_SEED")) {
        walk(number_from("MODEL_SEED", 1), operations);
        return;
    }
    for (unsigned long seed = 1; seed <= seeds; seed++)
        walk(seed, operations);
}

/* The walks are worth something only if they get everywhere. */
static void the_walks_met_every_outcome(void **state)
{
    (void)state;
    printf("%lu preempted, %lu with a parked zombie\n", tally.preempted,
           tally.zombies);
    for (unsigned label = 0; label < 64; label++)
        if (tally.ok[label])
            printf("label %u succeeded %lu times\n", label, tally.ok[label]);
    for (unsigned error = 1; error <= ERR_NOT_ENOUGH_MEMORY; error++)
        printf("error %u: %lu times\n", error, tally.refused[error]);
    if (getenv("MODEL_SEED") || getenv("MODEL_OPS"))
        return;
    assert_true(tally.preempted > 100 && tally.zombies > 100);
    assert_true(tally.ok[UNTYPED_RETYPE] > 1000);
    for (unsigned label = CNODE_REVOKE; label <= CNODE_ROTATE; label++)
        assert_true(tally.ok[label] > 100);
    for (unsigned error = 1; error <= ERR_NOT_ENOUGH_MEMORY; error++)
        if (error != ERR_ALIGNMENT) /* none of these methods gives it */
            assert_true(tally.refused[error] > 50);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(random_invocations_agree_with_the_model),
        cmocka_unit_test(the_walks_met_every_outcome),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
