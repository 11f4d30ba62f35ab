/* SPDX-License-Identifier: MIT
 *
 * Keys of bundles.
 */
#include <camkes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "shell.h"

/* A value may hold anything, but nothing of it steers the terminal: ASCII as it
   is, other bytes as \xNN. */
static void print_value(const uint8_t *value, size_t length)
{
    for (size_t i = 0; i < length; i++) {
        if (value[i] == '\\')
            printf("\\\\");
        else if (value[i] >= ' ' && value[i] < 0x7f)
            printf("%c", value[i]);
        else
            printf("\\x%02x", value[i]);
    }
    printf("\n");
}

static enum result fail(const struct arguments *a, int error)
{
    const struct error_text *text = security_error_text(error);

    return shell_fail(a, "%s %s: %s: %s", a->word[0], a->word[1], text->name,
                      text->meaning);
}

COMMAND(command_kvread)
{
    uint8_t *value = NULL;
    size_t length = 0;
    int error = keys_read(a->word[0], a->word[1], &length, &value);

    if (error == SECURITY_OK)
        print_value(value, length);
    else
        fail(a, error);
    free(value);
    return error == SECURITY_OK ? DONE : FAILED;
}

COMMAND(command_kvwrite)
{
    int error = keys_write(a->word[0], a->word[1], strlen(a->word[2]),
                           (const uint8_t *)a->word[2]);

    return error == SECURITY_OK ? DONE : fail(a, error);
}

COMMAND(command_kvdelete)
{
    int error = keys_remove(a->word[0], a->word[1]);

    return error == SECURITY_OK ? DONE : fail(a, error);
}
