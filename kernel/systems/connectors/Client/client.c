/* SPDX-License-Identifier: MIT
 *
 * Uses every connector, and prints what came of it. With an attribute of no
 * rounds it is the other client, which only says that it can call, too.
 */
#include <camkes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static unsigned errors[CE_OVERFLOW + 1];

static camkes_error_action_t note(camkes_error_t *error)
{
    errors[error->type]++;
    return CEA_DISCARD;
}

static void say(const char *what, long number)
{
    printf("%s: %s %ld\n", get_instance_name(), what, number);
}

static uint64_t instructions(void)
{
    uint64_t count;

    __asm__ volatile("rdinstret %0" : "=r"(count));
    return count;
}

/* -- calls ----------------------------------------------------------------- */

static void call(void)
{
    static const uint32_t xs[] = { 1, 2, 3, 4 };
    char *names[] = { "a", "bc", "" };
    char *s = strdup("ab"), *joined = sums_join("component ", "calls");
    uint32_t low, high;
    size_t count;
    int *lengths;

    printf("%s: %s\n", get_instance_name(), joined);
    free(joined);
    say("total", sums_total(4, xs));
    sums_split(0x500000007, &low, &high);
    say("low", low);
    say("high", high);
    sums_twice(&s, &count, &lengths, 3, names);
    printf("%s: %s %zu %d %d %d\n", get_instance_name(), s, count, lengths[0],
           lengths[1], lengths[2]);
    free(s);
    free(lengths);
    sums_nothing();
    say("absent", absent_add != NULL);
}

/* What is too long is refused here, before any call. */
static void overflow(void)
{
    char *text = malloc(2000);

    memset(text, 'x', 1999);
    text[1999] = '\0';
    say("joined", sums_join(text, "") != NULL);
    say("too long", errors[CE_BUFFER_LENGTH_EXCEEDED]);
    text[600] = '\0';
    say("joined", sums_join(text, text) != NULL);
    say("too long", errors[CE_BUFFER_LENGTH_EXCEEDED]);
    free(text);
}

static void pass(void)
{
    seL4_CPtr object = 0;

    say("no capability", frames_size(0));
    say("thread is a capability of type", frames_size(CAMKES_OWN_TCB));
    frames_give(&object);
    say("type", object ? seL4_DebugCapIdentify(object) : 0);
}

static void signals(void)
{
    say("poll", signalled_poll());
    say("sum", signalled_add(20, 3));
    signalled_wait();
    say("poll", signalled_poll());
}

/* -- the cost of a round trip, in instructions ----------------------------- */

static int sums_once(void)
{
    return sums_add(1, 2);
}

static int frames_once(void)
{
    return frames_add(1, 2);
}

static int signalled_once(void)
{
    int sum = signalled_add(1, 2);

    signalled_wait();
    return sum;
}

static int event_once(void)
{
    done_emit();
    back_wait();
    return 3;
}

static void measure(const char *what, int (*once)(void))
{
    uint64_t best = UINT64_MAX;
    int wrong = 0;

    for (int i = 0; i < rounds; i++) {
        uint64_t start = instructions();

        wrong += once() != 3;
        start = instructions() - start;
        if (start < best)
            best = start;
    }
    printf("%s: %s costs %llu instructions, %d wrong\n", get_instance_name(),
           what, (unsigned long long)best, wrong);
}

/* -- events and memory ----------------------------------------------------- */

static void called_back(void *argument)
{
    say("called back", *(int *)argument);
    gate_post();
}

static void events(void)
{
    static int number = 42;

    strcpy((char *)board, "written by the client");
    board_release();
    back_reg_callback(called_back, &number);
    done_emit();
    gate_wait();
    say("units", units_trywait() + units_trywait());
    say("no unit", units_trywait());
    units_post();
    say("unit", units_trywait());
}

int run(void)
{
    camkes_register_error_handler(note);
    if (rounds == 0) {
        strcpy((char *)board, "written by the second");
        done_emit();
        back_wait();
        say("sum", sums_add(20, 2));
        return 0;
    }
    printf("%s: %s %d\n", get_instance_name(), greeting,
           primes[primes_count - 1]);
    call();
    overflow();
    pass();
    signals();
    events();
    measure("RPCCall", sums_once);
    measure("RPCOverMultiSharedData", frames_once);
    measure("RPCCallSignal", signalled_once);
    measure("Notification there and back", event_once);
    printf("%s: done\n", get_instance_name());
    return 0;
}
