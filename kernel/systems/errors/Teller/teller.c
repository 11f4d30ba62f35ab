/* SPDX-License-Identifier: MIT
 *
 * A server of two interfaces, whose handler answers what the configuration
 * says. When a thread is stopped, the other interface lives on; when the
 * component is halted, it does not.
 */
#include <camkes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static camkes_error_action_t decide(camkes_error_t *error)
{
    printf("%s: %s: error %d: %s\n", error->instance, error->interface,
           (int)error->type, error->description);
    return (camkes_error_action_t)action;
}

void pre_init(void)
{
    camkes_register_error_handler(decide);
}

static char *text_of(int bytes)
{
    char *text = calloc(1, (size_t)bytes + 1);

    if (text)
        memset(text, 'x', (size_t)bytes);
    return text;
}

void told_tell(int bytes, char **text)
{
    *text = text_of(bytes);
}

void other_tell(int bytes, char **text)
{
    *text = text_of(bytes);
}

int run(void)
{
    return 0;
}
