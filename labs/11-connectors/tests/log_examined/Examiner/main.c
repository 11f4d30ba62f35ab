/* SPDX-License-Identifier: MIT
 *
 * The examiner of the logger: its clients, and the serial line behind it. The
 * thread of the serial line keeps what it is given and judges nothing.
 */
#include "../../raw_body.h"

#include "line.h"

static struct line last;
static volatile unsigned come;

/* -- the serial line ------------------------------------------------------- */

int uart_write(size_t bytes_sz, const uint8_t *bytes)
{
    last.bytes = bytes_sz < sizeof last.text ? bytes_sz : sizeof last.text;
    memcpy(last.text, bytes, last.bytes);
    come++;
    return (int)bytes_sz;
}

int uart_go_on(void)
{
    return 1;
}

/* -- what the tests see ---------------------------------------------------- */

void begin_lines(void)
{
    loggers_set_level(ADA, LOG_TRACE);
    loggers_set_level(BEN, LOG_TRACE);
    log_set_level(LOG_TRACE);
    last.bytes = 0;
    come = 0;
    raw_last_error();
}

unsigned lines_come(void)
{
    return come;
}

const struct line *last_line(void)
{
    return &last;
}

void record_last(const char *name)
{
    record_bytes(name, last.text, last.bytes);
    last.bytes = 0;
}

static void ask_ada(void)
{
    logger_write(0, "");
}

static void ask_ben(void)
{
    second_write(0, "");
}

const struct component_client *ada_way(void)
{
    return raw_learn(ask_ada);
}

const struct component_client *ben_way(void)
{
    return raw_learn(ask_ben);
}

int run(void)
{
    examiner_run((void *)region);
}
