/* SPDX-License-Identifier: MIT
 *
 * Asks for a text that fits, for one that does not, and for one that fits, on
 * the interface that the configuration names. What cannot be had leaves the
 * parameters as they were.
 */
#include <camkes.h>
#include <stdio.h>
#include <stdlib.h>

static camkes_error_action_t say(camkes_error_t *error)
{
    printf("%s: %s: error %d: %s\n", error->instance, error->interface,
           (int)error->type, error->description);
    return CEA_DISCARD;
}

static void show(const char *what, char *text)
{
    printf("%s: %s: %s\n", get_instance_name(), what, text ? text : "nothing");
    free(text);
}

static void ask(int bytes, char **text)
{
    if (second)
        other_tell(bytes, text);
    else
        told_tell(bytes, text);
}

int run(void)
{
    char *text = NULL;

    camkes_register_error_handler(say);
    ask(3, &text);
    show("short", text);
    text = NULL;
    ask(2000, &text);
    show("long", text);
    text = NULL;
    ask(4, &text);
    show("short again", text);
    return 0;
}
