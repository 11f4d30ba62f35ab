/* SPDX-License-Identifier: MIT
 *
 * Logs at every level, a line too long, and lines meant to look like others';
 * tells what a suppressed message costs. Ben is heard only when it is serious;
 * the chief asks for what was dropped.
 */
#include <camkes.h>
#include <logger.h>
#include <string.h>

static uint64_t instructions(void)
{
    uint64_t n;

    __asm__ volatile("rdinstret %0" : "=r"(n));
    return n;
}

static void every_level(void)
{
    log_set_level(LOG_TRACE);
    log_error("work", "number %d", 1);
    log_set_level(LOG_TRACE);
    log_warn("work", "number %d", 2);
    log_set_level(LOG_TRACE);
    log_info("work", "number %d", 3);
    log_set_level(LOG_TRACE);
    log_debug("work", "number %d", 4);
    log_set_level(LOG_TRACE);
    log_trace("work", "number %d", 5);
}

static void too_long(void)
{
    char text[3000];

    memset(text, 'x', sizeof text - 1);
    text[sizeof text - 1] = 0;
    log_error("long", "%s", text);
    text[LOG_BYTES - 1 - strlen("fits::")] = 0;
    log_error("fits", "%s", text);
}

static void measure_suppressed(void)
{
    uint64_t before, after;

    log_set_level(LOG_INFO);
    before = instructions();
    log_trace("quiet", "nobody hears %s", get_instance_name());
    after = instructions();
    log_error("cost", "%d instructions", (int)(after - before));
}

/* Of the chief's own level, while it has nothing to say that is above it. */
static void raised_level(void)
{
    log_set_level(LOG_ERROR);
    loggers_set_level(3, LOG_DEBUG);
    log_debug("raised", "heard at once");
    log_trace("raised", "not heard, and not sent");
    loggers_set_level(3, LOG_ERROR);
    log_debug("raised", "not heard, but sent");
    log_debug("raised", "not even sent");
    log_error("raised", "dropped %u", loggers_dropped(3));
    loggers_set_level(3, LOG_INFO);
}

int run(void)
{
    every_level();
    too_long();
    log_error("trick", "one\nchief: ERROR two\033[2J");
    measure_suppressed();
    if (loggers_dropped) {
        logger_write(99, "no such level");
        logger_write(LOG_ERROR, "");
        log_error("dropped", "%u %u %u", loggers_dropped(1), loggers_dropped(2),
                  loggers_dropped(3));
        loggers_set_level(3, LOG_OFF);
        log_error("last", "not heard, and then not even sent");
        log_error("last", "level now %d", (int)log_limit);
        loggers_set_level(3, LOG_INFO);
        log_set_level(LOG_ERROR);
        raised_level();
        log_error("done", "dropped %u", loggers_dropped(3));
    }
    return 0;
}
