/* SPDX-License-Identifier: MIT
 *
 * What requests cost, in instructions of the whole machine: from before the
 * call to after it, with everybody who takes part.
 *
 * The numbers mean something where QEMU counts instructions (-icount). Of many
 * rounds the least counts: the others had an interrupt in between.
 */
#include <inttypes.h>
#include <sdk.h>
#include <stdio.h>

enum { ROUNDS = 30, BYTES = 100, TIMER = 0 };

static char value[BYTES];
static char large[SDK_VALUE_MAX];
static volatile char *page; /* the next that has not been touched */

static uint64_t instructions(void)
{
    uint64_t n;

    __asm__ volatile("rdinstret %0" : "=r"(n));
    return n;
}

static void ping(void)
{
    sdk_ping();
}

static void line(void)
{
    sdk_log(SDK_INFO, "a line of the log");
}

static void suppressed_line(void)
{
    sdk_log(SDK_TRACE, "a line that nobody wants to see");
}

static void write_key(void)
{
    value[0]++;
    sdk_write_key("cost", value, sizeof value);
}

static void read_key(void)
{
    size_t length;

    sdk_read_key("cost", value, sizeof value, &length);
}

static void write_large_key(void)
{
    large[0]++;
    sdk_write_key("large", large, sizeof large);
}

static void read_large_key(void)
{
    size_t length;

    sdk_read_key("large", large, sizeof large, &length);
}

static void start_timer(void)
{
    sdk_oneshot_timer(TIMER, 1000000);
}

static void timer_round_trip(void)
{
    uint32_t ended;

    sdk_oneshot_timer(TIMER, 0);
    sdk_wait_for_timers(&ended);
}

static void first_touch(void)
{
    *page = 1;
    page += SDK_PAGE;
}

static void measure(const char *what, void (*request)(void))
{
    uint64_t least = UINT64_MAX;

    for (unsigned i = 0; i < ROUNDS; i++) {
        uint64_t begin = instructions(), count;

        request();
        count = instructions() - begin;
        least = count < least ? count : least;
    }
    printf("%s: %" PRIu64 " instructions\n", what, least);
}

int main(void)
{
    void *address = NULL;
    enum sdk_error error =
        sdk_mmap(NULL, 0, ROUNDS * SDK_PAGE, SDK_READ | SDK_WRITE, SDK_PRIVATE,
                 &address);

    measure("ping", ping);
    measure("a line of the log", line);
    measure("a suppressed line", suppressed_line);
    measure("write a key of 100 bytes", write_key);
    measure("read a key of 100 bytes", read_key);
    measure("write a key of 1024 bytes", write_large_key);
    measure("read a key of 1024 bytes", read_large_key);
    measure("start a timer", start_timer);
    measure("start a timer of 0 us and wait for it", timer_round_trip);
    page = address;
    if (error == SDK_OK)
        measure("first touch of a page", first_touch);
    sdk_delete_key("cost");
    sdk_delete_key("large");
    return 0;
}
