/* SPDX-License-Identifier: MIT
 *
 * Counts the instructions of a round trip, kernel and both programs together.
 *
 * The count is the machine's instret register. A call is measured from the
 * instruction before microkit_ppcall to the one after it. Of many rounds the
 * least counts: the others had an interrupt in between, or are the first,
 * which finds the server still starting.
 *
 * A notification goes to the server, which has the higher priority and so
 * runs before microkit_notify returns, and comes back to notified.
 */
#include <microkit.h>
#include <stddef.h>

#define PASSIVE 1
#define ACTIVE  2
#define ROUNDS  200

volatile uint8_t *uart;
volatile uint32_t *finisher;

static uint64_t signalled_at;
static uint64_t least;
static unsigned rounds;
static microkit_channel target = PASSIVE;

static uint64_t instructions(void)
{
    uint64_t n;

    __asm__ volatile("rdinstret %0" : "=r"(n));
    return n;
}

static void put(char c)
{
    while (!(uart[5] & 0x20))
        ;
    uart[0] = (uint8_t)c;
}

static void put_text(const char *text)
{
    for (; *text; text++)
        put(*text);
}

static void put_number(uint64_t n)
{
    if (n >= 10)
        put_number(n / 10);
    put((char)('0' + n % 10));
}

static void report(const char *what, uint64_t words, uint64_t count)
{
    put_text(what);
    put_text(" ");
    put_number(words);
    put_text(" words: ");
    put_number(count);
    put_text(" instructions\n");
}

static void keep_least(uint64_t count)
{
    if (count < least)
        least = count;
}

static uint64_t call_cost(microkit_channel ch, seL4_Uint16 words)
{
    microkit_msginfo message = microkit_msginfo_new(0, words);

    least = UINT64_MAX;
    for (unsigned i = 0; i < ROUNDS; i++) {
        uint64_t before = instructions();

        microkit_ppcall(ch, message);
        keep_least(instructions() - before);
    }
    return least;
}

static void signal(void)
{
    signalled_at = instructions();
    microkit_notify(target);
}

void init(void)
{
    static const seL4_Uint16 words[] = { 0, 4, 16, 64 };

    for (size_t i = 0; i < sizeof words / sizeof words[0]; i++)
        report("call passive", words[i], call_cost(PASSIVE, words[i]));
    for (size_t i = 0; i < sizeof words / sizeof words[0]; i++)
        report("call active", words[i], call_cost(ACTIVE, words[i]));
    least = UINT64_MAX;
    signal();
}

void notified(microkit_channel ch)
{
    keep_least(instructions() - signalled_at);
    if (++rounds == ROUNDS) {
        report(ch == PASSIVE ? "notify passive" : "notify active", 0, least);
        if (ch == ACTIVE)
            *finisher = 0x5555;
        target = ACTIVE;
        rounds = 0;
        least = UINT64_MAX;
    }
    signal();
}
