/* SPDX-License-Identifier: MIT
 *
 * The terminal: see terminal.h.
 *
 * Input arrives in the ring that the driver fills (serial_input.h), and an
 * event says that there is more. The threads of the two events only wake the
 * control thread, by the semaphore `news`; it looks for itself what there is.
 *
 * While the control thread sleeps it waits for the timer service, and nothing
 * else wakes it. So when ^C comes, the thread of the event has the alarm go
 * off at once. A ^C that came before the alarm was set is seen by the control
 * thread, which looks once more after it has set it.
 */
#include "terminal.h"

#include <camkes.h>
#include <console.h>
#include <serial_input.h>
#include <stdio.h>

enum { INTERRUPT = 3, SLEEP_TIMER = 0 };

static char output[1024];
static size_t output_bytes;
static uint32_t seen_interrupted, seen_lost;
static bool sleeping; /* the alarm is set */

static struct serial_input *ring(void)
{
    return (struct serial_input *)(uintptr_t)input;
}

/* -- output ---------------------------------------------------------------- */

void terminal_flush(void)
{
    if (output_bytes)
        uart_write(output_bytes, (const uint8_t *)output);
    output_bytes = 0;
}

static void put(char c)
{
    output[output_bytes++] = c;
    if (c == '\n' || output_bytes == sizeof output)
        terminal_flush();
}

/* Bytes of one call stay together if they can. */
void terminal_write(const char *bytes, size_t count)
{
    if (count > sizeof output - output_bytes)
        terminal_flush();
    for (size_t i = 0; i < count; i++)
        put(bytes[i]);
}

/* -- events ---------------------------------------------------------------- */

static bool is_interrupt_typed(uint32_t *at)
{
    uint32_t count = serial_input_count(ring());

    for (*at = 0; *at < count; ++*at)
        if (serial_input_look(ring(), *at) == INTERRUPT)
            return true;
    return false;
}

static void on_received(void *nothing)
{
    uint32_t at;

    if (__atomic_load_n(&sleeping, __ATOMIC_SEQ_CST) && is_interrupt_typed(&at))
        timer_oneshot(SLEEP_TIMER, 1);
    received_reg_callback(on_received, nothing);
    news_post();
}

static void on_changed(void *nothing)
{
    changed_reg_callback(on_changed, nothing);
    news_post();
}

void terminal_init(void)
{
    console_redirect(put);
    received_reg_callback(on_received, NULL);
    changed_reg_callback(on_changed, NULL);
}

/* -- input ----------------------------------------------------------------- */

static void take(uint32_t count)
{
    if (serial_input_take(ring(), count))
        uart_go_on();
}

void terminal_begin_line(void)
{
    terminal_flush();
    seen_interrupted = __atomic_load_n(&ring()->interrupted, __ATOMIC_ACQUIRE);
}

static void report_lost(void)
{
    uint32_t lost = __atomic_load_n(&ring()->lost, __ATOMIC_RELAXED);

    if (lost == seen_lost)
        return;
    seen_lost = lost;
    printf("\nThe serial line has lost characters that were typed.\n");
}

static void set_erasable(bool erasable)
{
    __atomic_store_n(&ring()->erasable, erasable, __ATOMIC_RELAXED);
}

char terminal_read(bool erasable, void (*interrupted)(void))
{
    char byte;

    while (serial_input_count(ring()) == 0) {
        uint32_t now = __atomic_load_n(&ring()->interrupted, __ATOMIC_ACQUIRE);

        terminal_flush();
        set_erasable(erasable);
        report_lost();
        if (now != seen_interrupted) {
            seen_interrupted = now;
            interrupted();
            continue;
        }
        news_wait();
    }
    set_erasable(false);
    byte = (char)serial_input_look(ring(), 0);
    take(1);
    return byte;
}

bool terminal_interrupted(void)
{
    uint32_t at;

    if (!is_interrupt_typed(&at))
        return false;
    take(at + 1);
    printf("^C\n");
    return true;
}

/* -- waiting --------------------------------------------------------------- */

void terminal_wait(void)
{
    terminal_flush();
    news_wait();
}

static bool wait_for_alarm(void)
{
    while (!terminal_interrupted()) {
        if (timer_completed() >> SLEEP_TIMER & 1)
            return true;
        timer_wait();
    }
    return false;
}

bool terminal_sleep(unsigned long microseconds)
{
    bool whole;

    terminal_flush();
    timer_completed(); /* of another time */
    __atomic_store_n(&sleeping, true, __ATOMIC_SEQ_CST);
    timer_oneshot(SLEEP_TIMER, microseconds);
    whole = wait_for_alarm();
    __atomic_store_n(&sleeping, false, __ATOMIC_SEQ_CST);
    timer_cancel(SLEEP_TIMER);
    return whole;
}
