/* SPDX-License-Identifier: MIT
 *
 * Logs any text of any length at any level, and looks after the logger with
 * any numbers, of its own client and of such that there are not. It knows which
 * level every client has, which lines must have been printed, and how many of
 * its own were dropped.
 *
 * In one request of eight a second thread, which takes turns with the logger,
 * writes to the shared page while the logger reads. What the line says then,
 * nobody knows, and whether it was printed, the count of the dropped ones
 * tells.
 */
#include <camkes.h>
#include <logger.h>
#include <stdio.h>
#include <string.h>

#include "fuzzing.h"

enum { WRITE, WRITE_METHODS };
enum { SET_LEVEL, GET_LEVEL, DROPPED, CONTROL_METHODS };
enum { CLIENTS = 64, NOISY = 8, NOISE = 2000, LONG = 3000 };

static struct fuzz_tally tally_logger = { .name = "logger" };
static struct fuzz_tally tally_control = { .name = "loggers" };
static int level_of[CLIENTS + 1];
static unsigned dropped; /* of the lines that came to the logger */
static volatile bool noisy;
static volatile unsigned noises;
static char *page;

/* -- what must come of a request ------------------------------------------- */

static bool is_client(uint32_t client)
{
    return client >= 1 && client <= CLIENTS;
}

/* Of services, only their own number says how much they log. */
static bool is_ours(uint32_t client)
{
    return client == (uint32_t)own || client > (uint32_t)own || client == 0;
}

static bool is_dropped(int level, const char *text)
{
    return level < LOG_ERROR || level > level_of[own] || level > LOG_TRACE ||
           !*text;
}

static int expect_control(const struct fuzz_request *r, uint32_t client,
                          int32_t level)
{
    if (r->method == DROPPED)
        return client == (uint32_t)own ? (int)dropped : 0;
    if (!is_client(client))
        return -1;
    if (r->method == GET_LEVEL)
        return level_of[client];
    if (level < LOG_OFF || level > LOG_TRACE)
        return -1;
    level_of[client] = level;
    return 0;
}

static void judge_control(const struct fuzz_request *r,
                          const struct fuzz_answer *a)
{
    struct component_message m = fuzz_parameters(r, CONTROL_METHODS),
                             result = fuzz_results(a);
    uint32_t client = 0;
    int32_t level = 0;
    int answer = 0, right;

    component_get(&m, &client, sizeof client);
    if (r->method == SET_LEVEL)
        component_get(&m, &level, sizeof level);
    if (!fuzz_judge_status(&tally_control, r, a, fuzz_status(&m)))
        return;
    component_get(&result, &answer, sizeof answer);
    right = expect_control(r, client, level);
    if (r->method != DROPPED)
        fuzz_count_answer(&tally_control, answer);
    if (answer != right && (r->method != DROPPED || is_ours(client)))
        fuzz_count_wrong(&tally_control, "answer", answer, right);
}

static void judge_write(const struct fuzz_request *r,
                        const struct fuzz_answer *a)
{
    struct component_message m = fuzz_parameters(r, WRITE_METHODS),
                             result = fuzz_results(a);
    const char *text = NULL;
    int level = 0, answer = 0;

    if (noisy) {
        fuzz_count_request(&tally_logger, r, a);
        return;
    }
    component_get(&m, &level, sizeof level);
    text = component_get_string(&m);
    if (!fuzz_judge_status(&tally_logger, r, a, fuzz_status(&m)))
        return;
    component_get(&result, &answer, sizeof answer);
    fuzz_count_answer(&tally_logger, answer);
    if (answer != level_of[own] + 1)
        fuzz_count_wrong(&tally_logger, "answer", answer, level_of[own] + 1);
    dropped += is_dropped(level, text);
}

static void told(const struct fuzz_request *r, const struct fuzz_answer *a)
{
    if (r->client->page)
        judge_write(r, a);
    else
        judge_control(r, a);
}

/* Not how much the services log: that is for the referee to read. */
static bool allows(const struct fuzz_request *r)
{
    uint32_t client;

    page = r->client->page ? r->client->page : page;
    memcpy(&client, r->bytes, sizeof client);
    return r->client->page || r->method != SET_LEVEL || is_ours(client);
}

static const struct fuzz_judge judge = { allows, told };

/* -- noise ----------------------------------------------------------------- */

/* To yield is to wait for the next period. */
static _Noreturn void make_noise(void *unused)
{
    static uint64_t state = 0x7e55e4a;

    (void)unused;
    for (;;) {
        for (unsigned i = 0; i < NOISE && noisy; i++) {
            state = state * 6364136223846793005u + 1442695040888963407u;
            ((volatile uint64_t *)page)[(state >> 33) % 4] =
                state >> 50 & 1 ? 24 : state >> 20;
            noises++;
        }
        seL4_Yield();
    }
}

static void ask_dropped(void)
{
    dropped = loggers_dropped((unsigned)own);
}

/* How many of them were dropped, only the logger knows. */
static void ask_noisily(void)
{
    unsigned before = dropped;

    if (!page)
        return;
    noisy = true;
    logger_write(1 + (int)fuzz_below(5), fuzz_text(40));
    noisy = false;
    fuzz_honestly(NULL, ask_dropped);
    if (dropped - before > 1)
        fuzz_count_wrong(&tally_logger, "dropped", dropped, before + 1);
}

/* -- requests -------------------------------------------------------------- */

static const char *any_text(void)
{
    static char text[LONG + 1];
    uint32_t length = LOG_BYTES - 8 + fuzz_below(16);

    if (fuzz_below(40))
        return fuzz_text(fuzz_below(8) ? 24 : 256);
    if (fuzz_below(2))
        length = fuzz_below(LONG);
    for (uint32_t i = 0; i < length; i++)
        text[i] = (char)(1 + fuzz_below(255));
    text[length] = '\0';
    return text;
}

static int any_level(void)
{
    return fuzz_below(8) ? (int)fuzz_below(7) : (int)fuzz_odd();
}

static uint32_t any_client(void)
{
    switch (fuzz_below(4)) {
    case 0:
        return (uint32_t)own + fuzz_below(CLIENTS);
    case 1:
        return 0xffffff00 | (uint32_t)fuzz_odd();
    default:
        return (uint32_t)own;
    }
}

static void ask(void)
{
    uint32_t client = any_client();

    if (fuzz_one_in(NOISY))
        ask_noisily();
    else
        logger_write(any_level(), any_text());
    switch (fuzz_below(3)) {
    case 0:
        loggers_set_level(client, any_level());
        break;
    case 1:
        loggers_get_level(client);
        break;
    default:
        loggers_dropped(client);
    }
}

int run(void)
{
    static char report[3 * FUZZ_TEXT];

    fuzz_seed(200);
    for (unsigned i = 1; i <= CLIENTS; i++)
        level_of[i] = i < (unsigned)own ? LOG_WARN : LOG_INFO;
    noise_reg_callback(make_noise, NULL);
    start_emit();
    for (;;) {
        turn_wait();
        fuzz_turn(&judge, ask, (unsigned)requests);
        sprintf(report, "%s\n", fuzz_report(&tally_logger));
        strcat(report, fuzz_report(&tally_control));
        sprintf(report + strlen(report), "\n%s: %u lines, %s noise",
                get_instance_name(),
                tally_logger.refused[COMPONENT_OK] - dropped,
                noises ? "some" : "no");
        referee_round(report);
    }
}
