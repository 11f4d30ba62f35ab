/* SPDX-License-Identifier: MIT
 *
 * The examiner of calls: two clients over pages, one over message registers.
 * Its second thread writes to the first page when the server asks for it.
 */
#include "../../raw_body.h"

#include "target.h"

static void ask_first(void)
{
    first_who();
}

static void ask_second(void)
{
    second_who();
}

static void ask_words(void)
{
    words_who();
}

const struct component_client *first_way(void)
{
    return raw_learn(ask_first);
}

const struct component_client *second_way(void)
{
    return raw_learn(ask_second);
}

const struct component_client *words_way(void)
{
    return raw_learn(ask_words);
}

static void spoil(void *page)
{
    memset(page, 'X', COMPONENT_PAGE);
    done_emit();
}

void spoil_page_during_call(void)
{
    go_reg_callback(spoil, first_way()->page);
}

int run(void)
{
    examiner_run((void *)region);
}
