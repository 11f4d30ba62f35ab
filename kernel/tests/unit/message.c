/* SPDX-License-Identifier: MIT */
/*
 * Messages by themselves: words and capabilities from one thread to another.
 *
 * Two threads are made by hand, with a small CNode each, an IPC buffer that
 * every test gives them or takes from them, and an endpoint between them. What
 * must come over is computed here from the rules of the interface, section
 * "message info and message transfer" and the two behind it.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "cap/cdt.h"
#include "ipc/endpoint.h"
#include "ipc/message.h"
#include "machine.h"
#include "state.h"

enum {
    RADIX = 4, /* of both CNodes, which use all 64 bits of an address */
    SLOTS = 1 << RADIX,
    RW = RIGHT_READ | RIGHT_WRITE,
    BADGE = 0x5a5a,
    LABEL = 0xfed,
    OLD = 0x01d01d, /* what lies where nothing is to be written */
};

/* The sender's slots. */
enum { TO_EP = 1, TO_EP_2, TO_TCB, TO_OTHER_EP, TO_IRQS, TO_TABLE, TO_UNTYPED };

static struct cte *from_slots, *to_slots;
static struct tcb *from, *to;
static struct endpoint *ep, *other;
static word_t *from_buffer, *to_buffer;

/* -- the two threads ------------------------------------------------------- */

static struct cap cnode(struct cte *at, word_t guard)
{
    struct cap cap = cap_make(CAP_CNODE, (word_t)at);

    cap.size_bits = RADIX;
    cap.guard_size = WORD_BITS - RADIX;
    cap.guard = guard;
    return cap;
}

static struct cap frame(const void *at, word_t rights)
{
    struct cap cap = cap_make(CAP_FRAME, (word_t)at);

    cap.size_bits = OBJECT_PAGE_BITS;
    cap.rights = rights;
    return cap;
}

static struct cap endpoint(const struct endpoint *e, word_t badge)
{
    struct cap cap = cap_make(CAP_ENDPOINT, (word_t)e);

    cap.badge = badge;
    cap.rights = RIGHTS_ALL;
    return cap;
}

static struct tcb *thread(char *at, struct cte *slots, void *buffer)
{
    struct tcb *t = (struct tcb *)at;

    t->slots[TCB_CSPACE].cap = cnode(slots, 0);
    t->slots[TCB_BUFFER].cap = frame(buffer, RW);
    t->buffer = 0x10000400; /* the second quarter of the frame */
    t->state = STATE_RUNNING;
    return t;
}

static void make_caps(void)
{
    struct cap untyped = cap_make(CAP_UNTYPED, (word_t)phys_to_ptr(RAM_BASE));

    untyped.size_bits = 12;
    cdt_insert_root(&from_slots[TO_EP], endpoint(ep, 0x77));
    cdt_insert_copy(&from_slots[TO_EP_2], endpoint(ep, 0x88),
                    &from_slots[TO_EP]);
    cdt_insert_root(&from_slots[TO_TCB], cap_make(CAP_TCB, (word_t)from));
    cdt_insert_root(&from_slots[TO_OTHER_EP], endpoint(other, 0x99));
    from_slots[TO_OTHER_EP].cap.rights = RIGHT_WRITE | RIGHT_GRANT_REPLY;
    cdt_insert_root(&from_slots[TO_IRQS], cap_make(CAP_IRQ_CONTROL, 0));
    cdt_insert_root(&from_slots[TO_TABLE],
                    cap_make(CAP_PAGE_TABLE, (word_t)phys_to_ptr(RAM_BASE)));
    cdt_insert_root(&from_slots[TO_UNTYPED], untyped);
    cdt_insert_object(&from_slots[SLOTS - 1], untyped, &from_slots[TO_UNTYPED]);
}

static int reset(void **state)
{
    char *ram;

    (void)state;
    host_ram_map(RAM_BASE + 0x10000);
    host_reset();
    ram = phys_to_ptr(RAM_BASE);
    from_slots = (struct cte *)ram;
    to_slots = from_slots + SLOTS;
    ep = (struct endpoint *)(to_slots + SLOTS);
    other = ep + 1;
    from = thread(ram + 0x1000, from_slots, ram + 0x2000);
    to = thread(ram + 0x1800, to_slots, ram + 0x3000);
    from_buffer = (word_t *)(ram + 0x2400);
    to_buffer = (word_t *)(ram + 0x3400);
    for (word_t i = 0; i < 128; i++) {
        from_buffer[i] = 1000 + i;
        to_buffer[i] = OLD;
    }
    to_buffer[BUFFER_RECEIVE_CNODE] = 0;
    to_slots[0].cap = cnode(to_slots, 0);
    to_buffer[BUFFER_RECEIVE_INDEX] = 5;
    to_buffer[BUFFER_RECEIVE_DEPTH] = WORD_BITS;
    make_caps();
    return 0;
}

/* -- words ----------------------------------------------------------------- */

enum buffers { NEITHER, SENDERS, RECEIVERS, BOTH };

static void give_buffers(enum buffers who)
{
    from->slots[TCB_BUFFER].cap =
        who & SENDERS ? frame(from_buffer - 128, RW) : cap_null();
    to->slots[TCB_BUFFER].cap =
        who & RECEIVERS ? frame(to_buffer - 128, RW) : cap_null();
}

static void fill(word_t length)
{
    for (word_t i = 0; i < MSG_REGISTERS; i++) {
        tcb_set_reg(from, REG_MSG + i, 2000 + i);
        tcb_set_reg(to, REG_MSG + i, OLD);
    }
    for (word_t i = 0; i < 128 - 6; i++)
        to_buffer[i] = OLD;
    tcb_set_reg(from, REG_INFO, info_make(LABEL, 0, 0, 0) | length);
}

/* The first `n` words have arrived, and nothing else has been written. */
static void assert_words(word_t n)
{
    assert_int_equal(tcb_reg(to, REG_INFO), info_make(LABEL, 0, 0, n));
    assert_int_equal(tcb_reg(to, REG_BADGE), BADGE);
    for (word_t i = 0; i < MSG_REGISTERS; i++)
        assert_int_equal(tcb_reg(to, REG_MSG + i), i < n ? 2000 + i : OLD);
    for (word_t i = 0; i < 128 - 6; i++)
        assert_int_equal(to_buffer[i],
                         i >= BUFFER_MSG + MSG_REGISTERS && i < BUFFER_MSG + n
                             ? 1000 + i
                             : OLD);
}

static void each_length_arrives_as_far_as_the_buffers_go(void **state)
{
    (void)state;
    for (int who = NEITHER; who <= BOTH; who++)
        for (word_t length = 0; length < 128; length++) {
            word_t most = who == BOTH ? MSG_MAX_LENGTH : MSG_REGISTERS;

            give_buffers((enum buffers)who);
            fill(length);
            message_transfer(from, to, ep, BADGE, length & 1);
            assert_words(length < most ? length : most);
        }
}

/* Who may be read from, who may be written to. */
static word_t length_with(struct cap sender, struct cap receiver)
{
    from->slots[TCB_BUFFER].cap = sender;
    to->slots[TCB_BUFFER].cap = receiver;
    fill(10);
    message_transfer(from, to, ep, BADGE, true);
    return info_length(tcb_reg(to, REG_INFO));
}

static void a_buffer_needs_rights_and_memory(void **state)
{
    struct cap mine = frame(from_buffer - 128, RW);
    struct cap theirs = frame(to_buffer - 128, RW);
    struct cap bad = theirs;

    (void)state;
    assert_int_equal(length_with(mine, theirs), 10);
    mine.rights = RIGHT_READ;
    assert_int_equal(length_with(mine, theirs), 10);
    mine.rights = 0;
    assert_int_equal(length_with(mine, theirs), 4);
    mine.rights = RW;
    bad.rights = RIGHT_READ;
    assert_int_equal(length_with(mine, bad), 4);
    bad = theirs;
    bad.is_device = true;
    assert_int_equal(length_with(mine, bad), 4);
    assert_int_equal(length_with(bad, theirs), 4);
    assert_int_equal(length_with(cap_make(CAP_TCB, (word_t)from), theirs), 4);
}

/* The place in the frame is the buffer's address modulo the frame's size. */
static void a_buffer_may_lie_anywhere_in_a_larger_frame(void **state)
{
    struct cap large = frame(phys_to_ptr(RAM_BASE + 0x2000), RW);

    (void)state;
    large.size_bits = OBJECT_PAGE_BITS + 1;
    from->slots[TCB_BUFFER].cap = large;
    from->buffer = 0x40001000 | 0x400; /* in the second page: the receiver's */
    assert_ptr_equal(tcb_ipc_buffer(from, false), to_buffer);
    from->buffer = 0x40000000 | 0x400;
    fill(MSG_MAX_LENGTH);
    message_transfer(from, to, ep, BADGE, false);
    assert_words(MSG_MAX_LENGTH);
}

static void label_and_badge_are_whole_words(void **state)
{
    (void)state;
    tcb_set_reg(from, REG_INFO, MASK(52) << 12 | 7 << 9);
    message_transfer(from, to, ep, ~0ul, false);
    assert_int_equal(tcb_reg(to, REG_INFO), MASK(52) << 12);
    assert_int_equal(tcb_reg(to, REG_BADGE), ~0ul);
}

/* -- capabilities ---------------------------------------------------------- */

/* Sends the sender's slots as a message of no words. */
static word_t send(struct endpoint *through, bool grant, word_t count, word_t a,
                   word_t b, word_t c)
{
    const word_t caps[] = { a, b, c };

    for (word_t i = 0; i < MSG_MAX_CAPS; i++)
        from_buffer[BUFFER_CAPS + i] = caps[i];
    tcb_set_reg(from, REG_INFO, info_make(0, 0, count, 0));
    message_transfer(from, to, through, BADGE, grant);
    return tcb_reg(to, REG_INFO);
}

static word_t arrived(word_t unwrapped, word_t count)
{
    return info_make(0, unwrapped, count, 0);
}

static struct cap received(void)
{
    return to_slots[5].cap;
}

static void assert_nothing_received(void)
{
    assert_int_equal(received().head, 0);
    for (word_t i = 0; i < MSG_MAX_CAPS; i++)
        assert_int_equal(to_buffer[BUFFER_CAPS + i], OLD);
}

static void without_grant_or_buffer_no_capability_goes(void **state)
{
    (void)state;
    assert_int_equal(send(ep, false, 1, TO_TCB, 0, 0), arrived(0, 0));
    assert_int_equal(send(ep, false, 1, TO_EP, 0, 0), arrived(0, 0));
    assert_int_equal(send(ep, true, 0, TO_TCB, 0, 0), arrived(0, 0));
    for (int who = NEITHER; who < BOTH; who++) {
        give_buffers((enum buffers)who);
        assert_int_equal(send(ep, true, 2, TO_EP, TO_TCB, 0), arrived(0, 0));
    }
    give_buffers(BOTH);
    assert_nothing_received();
    assert_int_equal(send(ep, true, 1, TO_TCB, 0, 0), arrived(0, 1));
}

static void a_copy_keeps_rights_and_badge_and_is_derived(void **state)
{
    struct cte *source = &from_slots[TO_OTHER_EP];

    (void)state;
    assert_int_equal(send(ep, true, 1, TO_OTHER_EP, 0, 0), arrived(0, 1));
    assert_int_equal(received().head, source->cap.head);
    assert_int_equal(received().badge, 0x99);
    assert_ptr_equal(cdt_next(source), &to_slots[5]);
    assert_true(cdt_is_parent(source, &to_slots[5]));
    assert_false(cdt_is_orig(&to_slots[5]));
    assert_int_equal(to_buffer[BUFFER_CAPS], OLD);
}

static void capabilities_to_the_endpoint_arrive_as_badges(void **state)
{
    (void)state;
    /* the example of the interface */
    assert_int_equal(send(ep, true, 3, TO_EP, TO_TCB, TO_EP_2), arrived(5, 3));
    assert_int_equal(to_buffer[BUFFER_CAPS], 0x77);
    assert_int_equal(to_buffer[BUFFER_CAPS + 1], OLD);
    assert_int_equal(to_buffer[BUFFER_CAPS + 2], 0x88);
    assert_true(cap_is(received(), CAP_TCB));
}

static void unwrapping_needs_no_slot(void **state)
{
    (void)state;
    to_buffer[BUFFER_RECEIVE_DEPTH] = 0;
    assert_int_equal(send(ep, true, 3, TO_EP, TO_EP_2, TO_EP), arrived(7, 3));
    assert_int_equal(to_buffer[BUFFER_CAPS + 2], 0x77);
    assert_int_equal(send(ep, true, 3, TO_EP, TO_TCB, TO_EP_2), arrived(1, 1));
}

static void replies_never_unwrap(void **state)
{
    (void)state;
    assert_int_equal(send(NULL, true, 2, TO_EP, TO_EP_2, 0), arrived(0, 1));
    assert_int_equal(received().badge, 0x77);
    assert_int_equal(to_buffer[BUFFER_CAPS], OLD);
}

static void one_slot_takes_one_capability(void **state)
{
    (void)state;
    assert_int_equal(send(ep, true, 2, TO_TCB, TO_OTHER_EP, 0), arrived(0, 1));
    assert_true(cap_is(received(), CAP_TCB));
    /* now it is full */
    assert_int_equal(send(ep, true, 1, TO_OTHER_EP, 0, 0), arrived(0, 0));
    assert_int_equal(send(ep, true, 2, TO_EP, TO_TCB, 0), arrived(1, 1));
    assert_true(cap_is(received(), CAP_TCB));
}

static void what_has_no_copy_ends_the_list(void **state)
{
    static const word_t bad[] = { 0, TO_IRQS, TO_TABLE, TO_UNTYPED };

    (void)state;
    for (unsigned i = 0; i < sizeof bad / sizeof bad[0]; i++) {
        assert_int_equal(send(ep, true, 2, bad[i], TO_TCB, 0), arrived(0, 0));
        assert_int_equal(send(ep, true, 3, TO_EP, bad[i], TO_EP_2),
                         arrived(1, 1));
        assert_int_equal(received().head, 0);
    }
    assert_int_equal(to_buffer[BUFFER_CAPS + 2], OLD);
}

/* One address that leads nowhere, and none of them is sent. */
static void a_failed_lookup_means_no_capabilities(void **state)
{
    (void)state;
    for (word_t i = 0; i < MSG_MAX_CAPS; i++) {
        word_t caps[] = { TO_EP, TO_EP, TO_EP };

        caps[i] = BIT(40);
        assert_int_equal(send(ep, true, 3, caps[0], caps[1], caps[2]),
                         arrived(0, 0));
    }
    assert_nothing_received();
}

static word_t with_slot(word_t root, word_t index, word_t depth)
{
    to_buffer[BUFFER_RECEIVE_CNODE] = root;
    to_buffer[BUFFER_RECEIVE_INDEX] = index;
    to_buffer[BUFFER_RECEIVE_DEPTH] = depth;
    return send(ep, true, 1, TO_TCB, 0, 0);
}

static void a_slot_that_cannot_be_found_is_none(void **state)
{
    const word_t none = arrived(0, 0);

    (void)state;
    assert_int_equal(with_slot(BIT(40), 5, 64), none); /* guard of the space */
    assert_int_equal(with_slot(7, 5, 64), none);       /* an empty slot      */
    cdt_insert_root(&to_slots[7], endpoint(other, 0));
    assert_int_equal(with_slot(7, 5, 64), none);   /* no CNode         */
    assert_int_equal(with_slot(0, 5, 0), none);    /* depth            */
    assert_int_equal(with_slot(0, 5, 65), none);   /* depth            */
    assert_int_equal(with_slot(0, 5, ~0ul), none); /* depth            */
    assert_int_equal(with_slot(0, 5 | BIT(40), 64), none); /* guard           */
    assert_int_equal(with_slot(0, 5, 62), none); /* guard            */
    assert_int_equal(with_slot(0, 7, 64), none); /* in use           */
    to_slots[6].cap = cnode(to_slots, 0);
    to_slots[6].cap.guard_size = 0;
    assert_int_equal(with_slot(6, 5, 3), none); /* the CNode has 4 bits     */
    assert_int_equal(with_slot(6, 5 << 4, 8), none); /* 4 bits are left over */
    to->slots[TCB_CSPACE].cap = cap_null();
    assert_int_equal(with_slot(0, 5, 64), none); /* no space at all          */
    to->slots[TCB_CSPACE].cap = cnode(to_slots, 0);
    assert_int_equal(received().head, 0);
    assert_int_equal(with_slot(6, 5, 4), arrived(0, 1));
    assert_true(cap_is(received(), CAP_TCB));
}

/* The receiver's own capability space may be deeper than one CNode. */
static void a_slot_may_lie_behind_several_cnodes(void **state)
{
    (void)state;
    to_slots[6].cap = cnode(from_slots, 3);
    to_slots[6].cap.guard_size = 2; /* 11, then 4 bits of the other CNode */
    assert_int_equal(with_slot(0, 6ul << 6 | 3 << 4 | 9, 64), arrived(0, 0));
    to_slots[0].cap.guard_size = 2;
    assert_int_equal(with_slot(0, 6ul << 6 | 3 << 4 | 9, 12), arrived(0, 1));
    assert_true(cap_is(from_slots[9].cap, CAP_TCB));
}

/* -- from the kernel ------------------------------------------------------- */

static void answers_take_what_room_there_is(void **state)
{
    const word_t words[] = { 11, 12, 13, 14, 15, 16 };

    (void)state;
    message_answer(to, 3, words, 6);
    assert_int_equal(tcb_reg(to, REG_INFO), info_make(3, 0, 0, 6));
    assert_int_equal(tcb_reg(to, REG_MSG + 3), 14);
    assert_int_equal(to_buffer[BUFFER_MSG + 5], 16);
    assert_int_equal(to_buffer[BUFFER_MSG + 3], OLD);
    assert_int_equal(to_buffer[BUFFER_MSG + 6], OLD);
    give_buffers(NEITHER);
    message_answer(to, 3, words, 6);
    assert_int_equal(tcb_reg(to, REG_INFO), info_make(3, 0, 0, 4));
    message_answer(to, 3, words, 2);
    assert_int_equal(tcb_reg(to, REG_INFO), info_make(3, 0, 0, 2));
    message_answer(to, 9, NULL, 0);
    assert_int_equal(tcb_reg(to, REG_INFO), info_make(9, 0, 0, 0));
    assert_int_equal(tcb_reg(to, REG_BADGE), 0);
}

static void words_without_a_buffer_read_as_nothing(void **state)
{
    (void)state;
    tcb_set_reg(from, REG_MSG + 3, 77);
    assert_int_equal(message_get(from, NULL, 3), 77);
    assert_int_equal(message_get(from, NULL, 4), 0);
    assert_int_equal(message_get(from, from_buffer, 4), 1000 + BUFFER_MSG + 4);
    assert_int_equal(message_get(from, from_buffer, 119), 1120);
}

static void an_invocation_learns_which_address_failed(void **state)
{
    struct cte *slots[MSG_MAX_CAPS] = { 0 };
    word_t count = 9, bad = 0;

    (void)state;
    from_buffer[BUFFER_CAPS] = TO_EP;
    from_buffer[BUFFER_CAPS + 1] = 8; /* empty: found all the same */
    from_buffer[BUFFER_CAPS + 2] = BIT(33);
    assert_int_equal(message_lookup_caps(from, from_buffer,
                                         info_make(0, 0, 2, 0), slots, &count,
                                         &bad),
                     OK);
    assert_int_equal(count, 2);
    assert_ptr_equal(slots[0], &from_slots[TO_EP]);
    assert_ptr_equal(slots[1], &from_slots[8]);
    assert_int_equal(message_lookup_caps(from, from_buffer,
                                         info_make(0, 0, 3, 0), slots, &count,
                                         &bad),
                     ERR_FAILED_LOOKUP);
    assert_int_equal(count, 0);
    assert_int_equal(bad, BIT(33));
    assert_int_equal(ks.error.lookup.type, LOOKUP_GUARD_MISMATCH);
    assert_int_equal(message_lookup_caps(from, NULL, info_make(0, 0, 3, 0),
                                         slots, &count, &bad),
                     OK);
    assert_int_equal(count, 0);
}

/* A fault is sent in place of the registers, through an endpoint only: a reply
   of a thread that has a fault on record is an ordinary message. */
static void faults_are_described_not_the_registers(void **state)
{
    (void)state;
    fill(2);
    tcb_set_reg(from, REG_INFO, info_make(LABEL, 0, 1, 2));
    from_buffer[BUFFER_CAPS] = TO_TCB;
    from->fault = (struct fault){ .type = FAULT_VM, .address = 0xabc };
    from->context.restart_pc = 0x4321;
    message_transfer(from, to, ep, BADGE, true);
    assert_int_equal(tcb_reg(to, REG_INFO), info_make(FAULT_VM, 0, 0, 4));
    assert_int_equal(tcb_reg(to, REG_MSG), 0x4321);
    assert_int_equal(tcb_reg(to, REG_MSG + 1), 0xabc);
    assert_int_equal(tcb_reg(to, REG_BADGE), BADGE);
    assert_int_equal(received().head, 0);
    message_transfer(from, to, NULL, 0, false);
    assert_int_equal(tcb_reg(to, REG_INFO), info_make(LABEL, 0, 0, 2));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup(each_length_arrives_as_far_as_the_buffers_go,
                               reset),
        cmocka_unit_test_setup(a_buffer_needs_rights_and_memory, reset),
        cmocka_unit_test_setup(a_buffer_may_lie_anywhere_in_a_larger_frame,
                               reset),
        cmocka_unit_test_setup(label_and_badge_are_whole_words, reset),
        cmocka_unit_test_setup(without_grant_or_buffer_no_capability_goes,
                               reset),
        cmocka_unit_test_setup(a_copy_keeps_rights_and_badge_and_is_derived,
                               reset),
        cmocka_unit_test_setup(capabilities_to_the_endpoint_arrive_as_badges,
                               reset),
        cmocka_unit_test_setup(unwrapping_needs_no_slot, reset),
        cmocka_unit_test_setup(replies_never_unwrap, reset),
        cmocka_unit_test_setup(one_slot_takes_one_capability, reset),
        cmocka_unit_test_setup(what_has_no_copy_ends_the_list, reset),
        cmocka_unit_test_setup(a_failed_lookup_means_no_capabilities, reset),
        cmocka_unit_test_setup(a_slot_that_cannot_be_found_is_none, reset),
        cmocka_unit_test_setup(a_slot_may_lie_behind_several_cnodes, reset),
        cmocka_unit_test_setup(answers_take_what_room_there_is, reset),
        cmocka_unit_test_setup(words_without_a_buffer_read_as_nothing, reset),
        cmocka_unit_test_setup(an_invocation_learns_which_address_failed,
                               reset),
        cmocka_unit_test_setup(faults_are_described_not_the_registers, reset),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
