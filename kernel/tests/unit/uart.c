/* SPDX-License-Identifier: MIT */
/*
 * The driver of the serial line, on a model of its device: a sender that
 * listens to the receive FIFO or does not, a line that takes what is sent or
 * does not.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include <camkes.h>
#include <serial_input.h>

#include "UartDriver/registers.h"

enum { READER = 1, LOGGER = 2, RECEIVE_FIFO = 16 };

static struct serial_input shared;
volatile void *const input = &shared;

static struct {
    uint8_t received[RECEIVE_FIFO];
    unsigned there;
    bool lost;
    uint8_t wanted; /* interrupts */
    bool fifos;
    uint8_t sent[65536];
    size_t sent_bytes;
    unsigned in_fifo;    /* sent, and not gone yet */
    unsigned long takes; /* reads of the status after which it goes */
    unsigned long reads;
    bool dead;
} device;

static seL4_Word sender;
static unsigned events, acknowledged;
/* By the reader, between the driver's look at the ring and its word that it
   is full, which the reader has therefore not seen. */
static uint32_t taken_meanwhile;

/* -- the device ------------------------------------------------------------ */

static uint8_t read_data(void)
{
    uint8_t byte = device.received[0];

    assert_true(device.there > 0);
    memmove(device.received, device.received + 1, --device.there);
    return byte;
}

static uint8_t read_status(void)
{
    uint8_t status = (uint8_t)((device.there ? STATUS_RECEIVED : 0) |
                               (device.lost ? STATUS_LOST : 0));

    device.lost = false;
    device.reads++;
    if (device.in_fifo && !device.dead && device.reads >= device.takes) {
        device.in_fifo = 0;
        device.reads = 0;
    }
    return status | (device.in_fifo ? 0 : STATUS_SENT);
}

uint8_t device_read(unsigned offset)
{
    assert_true(offset == DATA || offset == LINE_STATUS);
    return offset == DATA ? read_data() : read_status();
}

void device_write(unsigned offset, uint8_t value)
{
    if (offset == DATA) {
        assert_true(device.in_fifo < SEND_FIFO); /* else it would be lost */
        device.in_fifo++;
        device.sent[device.sent_bytes++] = value;
    } else if (offset == INTERRUPTS) {
        device.wanted = value;
        if (value == 0)
            shared.read += taken_meanwhile;
    } else {
        assert_int_equal(offset, FIFOS);
        if (!device.fifos)
            device.there = 0; /* switching them on empties them */
        device.fifos = value & FIFOS_ON;
    }
}

/* A byte comes in. false: there was no room for it. */
static bool arrive(uint8_t byte)
{
    if (device.there == RECEIVE_FIFO) {
        device.lost = true;
        return false;
    }
    device.received[device.there++] = byte;
    return true;
}

static void interrupt_if_raised(void)
{
    if ((device.wanted & INTERRUPT_RECEIVED) && device.there)
        interrupt_handle();
}

/* -- the connections ------------------------------------------------------- */

seL4_Word uart_get_sender_id(void)
{
    return sender;
}

void received_emit(void)
{
    events++;
}

int interrupt_acknowledge(void)
{
    acknowledged++;
    return 0;
}

static int write_as(seL4_Word who, const char *text)
{
    sender = who;
    return uart_write(strlen(text), (const uint8_t *)text);
}

static void assert_sent(const char *expected)
{
    device.sent[device.sent_bytes] = 0;
    assert_string_equal((const char *)device.sent, expected);
}

/* The driver lives on from test to test; what it said and heard does not. */
static int quiet(void **state)
{
    (void)state;
    device.dead = false;
    device.takes = 0;
    write_as(LOGGER, "\n");
    write_as(LOGGER, "\n");
    device.sent_bytes = device.there = device.in_fifo = 0;
    device.lost = false;
    post_init();
    shared.read = shared.written;
    shared.erasable = shared.lost = shared.interrupted = events = acknowledged =
        0;
    return 0;
}

/* -- tests ----------------------------------------------------------------- */

static void what_came_before_the_start_is_there(void **state)
{
    quiet(state);
    device.fifos = false;
    arrive('a');
    post_init();
    assert_int_equal(serial_input_count(&shared), 1);
    assert_int_equal(serial_input_look(&shared, 0), 'a');
    assert_int_equal(device.wanted, INTERRUPT_RECEIVED);
}

static void an_interrupt_takes_all_and_tells_once(void **state)
{
    (void)state;
    for (const char *c = "hello"; *c; c++)
        arrive((uint8_t)*c);
    interrupt_handle();
    assert_int_equal(device.there, 0);
    assert_int_equal(serial_input_count(&shared), 5);
    assert_int_equal(events, 1);
    assert_int_equal(acknowledged, 1);
    interrupt_handle(); /* an interrupt for nothing */
    assert_int_equal(events, 1);
    assert_int_equal(acknowledged, 2);
}

/* Any mixture of arrivals, interrupts and takings keeps order and bytes, if
   the sender waits for the device. */
static void nothing_is_lost_when_the_sender_listens(void **state)
{
    uint8_t next = 0, expected = 0;
    uint32_t most = 0;

    (void)state;
    srand(7);
    for (unsigned step = 0; step < 200000; step++) {
        uint32_t count = serial_input_count(&shared);
        int what = rand() % 64;

        most = count > most ? count : most;
        if (what < 40 && device.there < RECEIVE_FIFO)
            arrive(next++);
        if (what < 60)
            interrupt_if_raised();
        if (what == 63 && (step > 100000 || rand() % 64 == 0)) {
            uint32_t some = count ? (uint32_t)rand() % (count + 1) : 0;

            for (uint32_t i = 0; i < some; i++)
                assert_int_equal(serial_input_look(&shared, i), expected++);
            sender = READER;
            if (serial_input_take(&shared, some))
                uart_go_on();
        }
        assert_true(serial_input_count(&shared) <= SERIAL_INPUT_BYTES);
        assert_int_equal(shared.waiting, device.wanted == 0);
    }
    assert_int_equal(shared.lost, 0);
    assert_int_equal(most, SERIAL_INPUT_BYTES); /* it was full, too */
}

static void a_full_ring_switches_the_interrupt_off(void **state)
{
    (void)state;
    for (unsigned i = 0; i < SERIAL_INPUT_BYTES + RECEIVE_FIFO; i++) {
        assert_true(arrive((uint8_t)i));
        interrupt_if_raised();
    }
    assert_int_equal(device.wanted, 0);
    assert_int_equal(shared.waiting, 1);
    assert_int_equal(device.there, RECEIVE_FIFO);
    sender = LOGGER;
    uart_go_on(); /* only the reader's word counts */
    assert_int_equal(shared.waiting, 1);
    assert_false(arrive('x')); /* a sender that does not listen */
    sender = READER;
    assert_true(serial_input_take(&shared, 20));
    uart_go_on();
    interrupt_if_raised();
    assert_int_equal(device.there, 0);
    assert_int_equal(shared.lost, 1);
}

static void room_that_is_made_meanwhile_is_seen(void **state)
{
    (void)state;
    taken_meanwhile = 1;
    for (unsigned i = 0; i < SERIAL_INPUT_BYTES; i++) {
        arrive((uint8_t)i);
        interrupt_if_raised();
    }
    taken_meanwhile = 0;
    assert_int_equal(shared.waiting, 0);
    assert_int_equal(device.wanted, INTERRUPT_RECEIVED);
}

static void a_reader_that_writes_nonsense_harms_only_itself(void **state)
{
    (void)state;
    srand(8);
    for (unsigned step = 0; step < 50000; step++) {
        shared.read = (uint32_t)rand() * 3u;
        shared.written = (uint32_t)rand();
        shared.waiting = (uint32_t)rand();
        shared.erasable = (uint32_t)rand();
        arrive((uint8_t)step);
        interrupt_if_raised();
        sender = READER;
        uart_go_on();
    }
}

static void a_line_feed_begins_a_new_line(void **state)
{
    (void)state;
    assert_int_equal(write_as(READER, "one\ntwo\n"), 8);
    assert_sent("one\r\ntwo\r\n");
    assert_int_equal(write_as(READER, ""), 0);
}

static void long_writes_wait_for_the_line(void **state)
{
    char text[5001];

    (void)state;
    memset(text, 'x', sizeof text - 1);
    text[sizeof text - 1] = 0;
    device.takes = 1000;
    assert_int_equal(write_as(READER, text), 5000);
    assert_sent(text);
}

static void a_line_that_takes_nothing_is_given_up(void **state)
{
    unsigned long before;

    (void)state;
    device.dead = true;
    assert_int_equal(write_as(READER, "0123456789abcdefghij"), SEND_FIFO);
    before = device.reads;
    assert_true(before < 20000000);
    assert_int_equal(write_as(READER, "again"), 0);
    assert_int_equal(device.reads, before + 1); /* one look */
    device.dead = false;
    assert_int_equal(write_as(READER, "back\n"), 5);
    assert_int_equal(write_as(READER, "for good\n"), 9);
    assert_sent("0123456789abcdefback\r\nfor good\r\n");
}

static void lines_of_others_begin_at_the_beginning(void **state)
{
    (void)state;
    write_as(READER, "prompt> sta");
    device.in_fifo = SEND_FIFO; /* of the kernel's console */
    write_as(LOGGER, "net: WARN lost\n");
    assert_int_equal(shared.interrupted, 1);
    assert_int_equal(events, 1);
    write_as(READER, "prompt> sta");
    write_as(READER, "rt\n");
    write_as(LOGGER, "half");
    write_as(READER, "prompt> ");
    assert_sent("prompt> sta\r\nnet: WARN lost\r\n"
                "prompt> start\r\nhalf\r\nprompt> ");
    assert_int_equal(shared.interrupted, 1); /* the logger does not care */
}

static void a_line_that_may_be_erased_is(void **state)
{
    (void)state;
    shared.erasable = 1;
    write_as(READER, "prompt> ");
    write_as(LOGGER, "net: WARN lost\n");
    assert_int_equal(shared.interrupted, 1);
    write_as(READER, "prompt> ");
    shared.erasable = 0;
    write_as(LOGGER, "half");
    shared.erasable = 1;
    write_as(READER, "prompt> ");
    assert_sent("prompt> \r\033[Knet: WARN lost\r\n"
                "prompt> \r\nhalf\r\nprompt> ");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_came_before_the_start_is_there),
        cmocka_unit_test_setup(an_interrupt_takes_all_and_tells_once, quiet),
        cmocka_unit_test_setup(nothing_is_lost_when_the_sender_listens, quiet),
        cmocka_unit_test_setup(a_full_ring_switches_the_interrupt_off, quiet),
        cmocka_unit_test_setup(room_that_is_made_meanwhile_is_seen, quiet),
        cmocka_unit_test_setup(a_line_feed_begins_a_new_line, quiet),
        cmocka_unit_test_setup(long_writes_wait_for_the_line, quiet),
        cmocka_unit_test_setup(a_line_that_takes_nothing_is_given_up, quiet),
        cmocka_unit_test_setup(lines_of_others_begin_at_the_beginning, quiet),
        cmocka_unit_test_setup(a_line_that_may_be_erased_is, quiet),
        cmocka_unit_test_setup(a_reader_that_writes_nonsense_harms_only_itself,
                               quiet),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
