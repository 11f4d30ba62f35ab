/* SPDX-License-Identifier: MIT */
/*
 * Semaphores and events of components, in every order in which their threads
 * can take steps.
 *
 * Model. The code under test is included here, its atomic operations and
 * system calls replaced: each is one step, before which the scheduler may go
 * on with another thread. A thread is a context with a stack of its own.
 * What happens next depends on nothing but the stacks, the registers and what
 * is shared. So two schedules after which these are the same go on in the same
 * way; of such only the first is followed. All others are run, each from the
 * start.
 *
 * The notification is the kernel's: one bit, threads wait in their order.
 *
 * At the end of each schedule nobody may wait for what is there.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <ucontext.h>

#include <cmocka.h>

static void step(void);

#define __atomic_load_n(p, order)       (step(), *(p))
#define __atomic_store_n(p, v, order)   (step(), (void)(*(p) = (v)))
#define __atomic_add_fetch(p, v, order) (step(), *(p) += (v))
#define __atomic_sub_fetch(p, v, order) (step(), *(p) -= (v))
#define __atomic_exchange_n(p, v, order)  \
    (step(), ({                           \
         __typeof__(*(p)) before_ = *(p); \
                                          \
         *(p) = (v);                      \
         before_;                         \
     }))
#define __atomic_compare_exchange_n(p, expected, v, weak, yes, no) \
    (step(), exchange_if((p), (expected), (v)))

static _Bool exchange_if(int *p, int *expected, int value)
{
    _Bool same = *p == *expected;

    if (same)
        *p = value;
    else
        *expected = *p;
    return same;
}

#include "../../libs/camkes/events.c"
#include "../../libs/camkes/semaphore.c"

enum { THREADS_MAX = 4, STEPS_MAX = 200, STACK_BYTES = 16 << 10 };

enum progress { READY, BLOCKED, DONE };

struct thread {
    void (*body)(void);
    ucontext_t context;
    enum progress progress;
    char *top;     /* of what its stack holds */
    unsigned turn; /* its place in the notification's queue */
};

static struct thread threads[THREADS_MAX];
static char stacks[THREADS_MAX][STACK_BYTES];
static unsigned thread_count;
static unsigned current;
static ucontext_t scheduler;

static bool signalled; /* the notification */
static unsigned turns;

static seL4_IPCBuffer buffer;
__thread seL4_IPCBuffer *__sel4_ipc_buffer = &buffer;

/* -- the world of a schedule ----------------------------------------------- */

static struct component_semaphore semaphore;
static struct component_event_state event;
static int initial; /* units */
static int inside;  /* threads in the critical section */
static int posted;
static int taken;
static int called[2]; /* callbacks, by number */
static int registered;

static void reset_world(void)
{
    semaphore = (struct component_semaphore){ 1, initial, 0 };
    memset(&event, 0, sizeof event);
    event.pending.notification = 1;
    signalled = false;
    turns = 0;
    inside = posted = taken = registered = 0;
    called[0] = called[1] = 0;
}

/* -- threads --------------------------------------------------------------- */

/* Lets the scheduler choose who goes on. */
__attribute__((noinline)) static void step(void)
{
    threads[current].top = __builtin_frame_address(0);
    swapcontext(&threads[current].context, &scheduler);
}

static void thread_main(void)
{
    threads[current].body();
    threads[current].progress = DONE;
    step();
}

seL4_Word sel4_trap(seL4_Word number, seL4_Word first, seL4_Word second)
{
    struct thread *next = NULL;

    (void)number, (void)first, (void)second;
    step();
    for (unsigned i = 0; i < thread_count; i++)
        if (threads[i].progress == BLOCKED &&
            (!next || threads[i].turn < next->turn))
            next = &threads[i];
    if (next)
        next->progress = READY;
    else
        signalled = true;
    return 0;
}

void sel4_trap_receive(seL4_Word number, seL4_CPtr src, seL4_CPtr reply,
                       struct sel4_message *m)
{
    struct thread *self = &threads[current];

    (void)number, (void)src, (void)reply;
    step();
    if (!signalled) {
        self->progress = BLOCKED;
        self->turn = turns++;
        step();
    }
    signalled = false;
    m->badge = 1;
}

/* -- what the code under test needs besides -------------------------------- */

void sel4_trap_send(seL4_Word number, seL4_CPtr dest, struct sel4_message *m)
{
    (void)number, (void)dest, (void)m;
    fail();
}

camkes_error_action_t camkes_error(camkes_error_type_t type,
                                   const char *interface, const char *method,
                                   const char *description, uint64_t value)
{
    (void)type, (void)interface, (void)method, (void)description, (void)value;
    fail();
    return CEA_DISCARD;
}

void stop_if_halted(void)
{
}

/* -- all schedules --------------------------------------------------------- */

enum { TABLE = 1 << 22 };

static uint64_t *visited; /* open addressing; 0 is free */
static uint64_t states, schedules;

static uint64_t mix(uint64_t hash, const void *bytes, size_t size)
{
    for (size_t i = 0; i < size / sizeof hash; i++) {
        uint64_t word;

        memcpy(&word, (const char *)bytes + i * sizeof word, sizeof word);
        hash = (hash ^ word) * 0xff51afd7ed558ccdu;
        hash ^= hash >> 32;
    }
    return hash;
}

/* Places in the queue count from its head. */
static uint64_t place_of(const struct thread *t)
{
    uint64_t place = 0;

    for (unsigned i = 0; i < thread_count; i++)
        place += threads[i].progress == BLOCKED && threads[i].turn < t->turn;
    return t->progress == BLOCKED ? place + DONE + 1 : t->progress;
}

static uint64_t hash_of_state(void)
{
    const uint64_t shared[] = {
        (uint64_t)semaphore.count,
        (uint64_t)semaphore.waiters,
        (uint64_t)event.pending.count,
        (uint64_t)event.pending.waiters,
        (uint64_t)(uintptr_t)event.callback,
        (uint64_t)(uintptr_t)event.argument,
        event.registered,
        signalled,
        (uint64_t)inside,
        (uint64_t)(posted - taken),
        (uint64_t)(called[0] + 64 * called[1]),
        (uint64_t)registered,
    };
    uint64_t hash = mix(1, shared, sizeof shared);

    for (unsigned i = 0; i < thread_count; i++) {
        const struct thread *t = &threads[i];
        uint64_t place = place_of(t);

        hash = mix(hash, &place, sizeof place);
        hash =
            mix(hash, &t->context.uc_mcontext, sizeof t->context.uc_mcontext);
        hash = mix(hash, t->top, (size_t)(stacks[i] + STACK_BYTES - t->top));
    }
    return hash | 1;
}

/* Remembers a state; false: it was there before. */
static bool remember(void)
{
    uint64_t hash = hash_of_state();
    size_t at;

    for (at = hash % TABLE; visited[at]; at = (at + 1) % TABLE)
        if (visited[at] == hash)
            return false;
    visited[at] = hash;
    assert_true(++states < TABLE / 2);
    return true;
}

static void start_thread_again(struct thread *t, char *stack)
{
    getcontext(&t->context);
    t->context.uc_stack.ss_sp = stack;
    t->context.uc_stack.ss_size = STACK_BYTES;
    t->context.uc_link = NULL;
    makecontext(&t->context, thread_main, 0);
    t->progress = READY;
    t->top = stack + STACK_BYTES;
    t->turn = 0;
}

static void start_threads(void)
{
    reset_world();
    memset(stacks, 0, sizeof stacks);
    for (unsigned i = 0; i < thread_count; i++)
        start_thread_again(&threads[i], stacks[i]);
}

static void take_step(unsigned i)
{
    current = i;
    swapcontext(&scheduler, &threads[i].context);
}

/* The first thread from number `from` on that can go on, or THREADS_MAX. */
static unsigned next_ready(unsigned from)
{
    for (unsigned i = from; i < thread_count; i++)
        if (threads[i].progress == READY)
            return i;
    return THREADS_MAX;
}

static unsigned choices[STEPS_MAX];

/* Runs the first `given` choices and then on until nobody can go on, or a
   known state; returns the number of steps. */
static unsigned run_schedule(unsigned given, void (*check)(void))
{
    unsigned steps = 0;

    start_threads();
    for (; steps < given; steps++)
        take_step(choices[steps]);
    while (remember()) {
        unsigned i = next_ready(0);

        if (i == THREADS_MAX) {
            schedules++;
            check();
            break;
        }
        assert_true(steps < STEPS_MAX);
        choices[steps++] = i;
        take_step(i);
    }
    return steps;
}

/* Who could have gone on instead of the last choice; the threads stand where
   they did before it. */
static unsigned alternative(unsigned given)
{
    start_threads();
    for (unsigned s = 0; s < given; s++)
        take_step(choices[s]);
    return next_ready(choices[given] + 1);
}

static void explore(const char *name, void (*check)(void))
{
    unsigned steps;

    visited = calloc(TABLE, sizeof *visited);
    assert_non_null(visited);
    states = schedules = 0;
    steps = run_schedule(0, check);
    while (steps > 0) {
        unsigned other = alternative(steps - 1);

        steps--;
        if (other == THREADS_MAX)
            continue;
        choices[steps] = other;
        steps = run_schedule(steps + 1, check);
    }
    free(visited);
    print_message("%s: %lu states, %lu ends\n", name, states, schedules);
    assert_true(schedules > 1);
}

#define EXPLORE(check, ...) \
    explore_with(__func__, check, (void (*const[])(void)){ __VA_ARGS__, NULL })

static void explore_with(const char *name, void (*check)(void),
                         void (*const *bodies)(void))
{
    for (thread_count = 0; bodies[thread_count]; thread_count++)
        threads[thread_count].body = bodies[thread_count];
    explore(name, check);
}

/* -- semaphores ------------------------------------------------------------ */

static void wait_once(void)
{
    component_wait(&semaphore);
    taken++;
}

static void wait_twice(void)
{
    wait_once();
    wait_once();
}

static void post_once(void)
{
    posted++;
    component_post(&semaphore);
}

static void post_twice(void)
{
    post_once();
    post_once();
}

static void try_and_give_back(void)
{
    if (!component_try(&semaphore))
        return;
    component_post(&semaphore);
}

static void post_binary_twice(void)
{
    component_post_binary(&semaphore);
    component_post_binary(&semaphore);
}

static void critical_section(void)
{
    component_wait(&semaphore);
    assert_int_equal(inside++, 0);
    step();
    inside--;
    component_post(&semaphore);
}

static void critical_section_twice(void)
{
    critical_section();
    critical_section();
}

static bool somebody_waits(void)
{
    for (unsigned i = 0; i < thread_count; i++)
        if (threads[i].progress == BLOCKED)
            return true;
    return false;
}

static void all_are_done(void)
{
    assert_false(somebody_waits());
    assert_int_equal(semaphore.waiters, 0);
}

static void no_unit_is_lost(void)
{
    all_are_done();
    assert_int_equal(semaphore.count, initial + posted - taken);
}

/* Releases of a binary one may fall together: then a wait may last. */
static void nobody_waits_for_a_free_unit(void)
{
    assert_false(somebody_waits() && semaphore.count > 0);
    assert_in_range(semaphore.count, 0, 1);
}

static void mutex_of_two_threads(void **state)
{
    (void)state;
    initial = 1;
    EXPLORE(no_unit_is_lost, critical_section_twice, critical_section_twice);
}

static void mutex_of_three_threads(void **state)
{
    (void)state;
    initial = 1;
    EXPLORE(no_unit_is_lost, critical_section, critical_section,
            critical_section);
}

static void one_poster_two_waiters(void **state)
{
    (void)state;
    initial = 0;
    EXPLORE(no_unit_is_lost, wait_once, wait_once, post_twice);
}

static void one_poster_one_waiter(void **state)
{
    (void)state;
    initial = 0;
    EXPLORE(no_unit_is_lost, wait_twice, post_twice);
}

static void two_posters_two_waiters(void **state)
{
    (void)state;
    initial = 0;
    EXPLORE(no_unit_is_lost, wait_once, wait_once, post_once, post_once);
}

static void somebody_tries_in_between(void **state)
{
    (void)state;
    initial = 0;
    EXPLORE(no_unit_is_lost, wait_once, try_and_give_back, post_once);
}

static void binary_with_two_waiters(void **state)
{
    (void)state;
    initial = 0;
    EXPLORE(nobody_waits_for_a_free_unit, wait_once, wait_once,
            post_binary_twice);
}

/* -- events ---------------------------------------------------------------- */

static void count_call(void *which)
{
    ++*(int *)which;
}

static void event_comes(void)
{
    deliver(&event);
}

static void two_events_come(void)
{
    deliver(&event);
    deliver(&event);
}

static void register_first(void)
{
    if (component_event_register(&event, count_call, &called[0]) == 0)
        registered++;
}

static void register_again(void *which)
{
    if (++*(int *)which == 1 &&
        component_event_register(&event, register_again, which) == 0)
        registered++;
}

static void register_for_two(void)
{
    component_event_register(&event, register_again, &called[0]);
}

static void register_second(void)
{
    if (component_event_register(&event, count_call, &called[1]) == 0)
        registered++;
}

static void wait_for_event(void)
{
    component_event_wait(&event);
    taken++;
}

static void poll_for_event(void)
{
    taken += component_event_poll(&event);
}

/* An event and a callback do not stay apart; no callback runs twice. */
static void events_meet_callbacks(void)
{
    assert_false(event.callback && event.pending.count > 0);
    assert_in_range(called[0], 0, 1);
    assert_in_range(called[1], 0, 1);
    assert_true(called[0] + called[1] <= registered);
    assert_false(somebody_waits() && event.pending.count > 0);
}

static void the_callback_ran(void)
{
    events_meet_callbacks();
    assert_int_equal(called[0], 1);
}

static void a_callback_and_an_event(void **state)
{
    (void)state;
    EXPLORE(the_callback_ran, event_comes, register_first);
}

static void a_callback_and_two_events(void **state)
{
    (void)state;
    EXPLORE(the_callback_ran, two_events_come, register_first);
}

/* Two events may be one. */
static void it_was_registered_again(void)
{
    assert_int_equal(registered, 1);
    assert_in_range(called[0], 1, 2);
    assert_true(called[0] == 2 ? !event.callback : !!event.callback);
    assert_false(event.callback && event.pending.count > 0);
}

static void a_callback_registers_itself_again(void **state)
{
    (void)state;
    EXPLORE(it_was_registered_again, two_events_come, register_for_two);
}

static void two_callbacks_at_once(void **state)
{
    (void)state;
    EXPLORE(events_meet_callbacks, two_events_come, register_first,
            register_second);
}

static void a_callback_beside_a_waiter(void **state)
{
    (void)state;
    EXPLORE(events_meet_callbacks, two_events_come, register_first,
            wait_for_event);
}

static void a_callback_beside_a_poll(void **state)
{
    (void)state;
    EXPLORE(events_meet_callbacks, event_comes, register_first, poll_for_event);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(mutex_of_two_threads),
        cmocka_unit_test(mutex_of_three_threads),
        cmocka_unit_test(one_poster_one_waiter),
        cmocka_unit_test(one_poster_two_waiters),
        cmocka_unit_test(two_posters_two_waiters),
        cmocka_unit_test(somebody_tries_in_between),
        cmocka_unit_test(binary_with_two_waiters),
        cmocka_unit_test(a_callback_and_an_event),
        cmocka_unit_test(a_callback_and_two_events),
        cmocka_unit_test(a_callback_registers_itself_again),
        cmocka_unit_test(two_callbacks_at_once),
        cmocka_unit_test(a_callback_beside_a_waiter),
        cmocka_unit_test(a_callback_beside_a_poll),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
