/* SPDX-License-Identifier: MIT
 *
 * Keys: what is written is read, each bundle has its own, limits are kept.
 */
#include "tester.h"

#include <camkes.h>
#include <security.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static uint8_t value[SECURITY_VALUE_MAX + 1];

static void fill(unsigned seed, uint32_t length)
{
    for (uint32_t i = 0; i < length; i++)
        value[i] = (uint8_t)(seed + i * 7);
}

static int write(const char *id, const char *key, unsigned seed,
                 uint32_t length)
{
    fill(seed, length);
    return keys_write(id, key, length, value);
}

/* Reads a key: the error, and whether the value is that of the seed. */
static void show(const char *id, const char *key, unsigned seed,
                 uint32_t length)
{
    uint8_t *bytes = NULL;
    size_t count = 0;
    int error = keys_read(id, key, &count, &bytes);

    fill(seed, length);
    printf("tester: %.16s %.16s %d, %s\n", id, key, error,
           count == length && memcmp(bytes, value, length) == 0 ? "right"
                                                                : "wrong");
    free(bytes);
}

/* So many letters. */
static const char *letters(unsigned count)
{
    static char text[80];

    memset(text, 'k', sizeof text);
    text[count] = '\0';
    return text;
}

static void limits(void)
{
    say("tester: key of 1", write("a", "k", 1, 4));
    say(", of 64", write("a", letters(64), 2, 4));
    say(", of 65", write("a", letters(65), 3, 4));
    say(", of none", write("a", "", 4, 4));
    printf("\n");
    say("tester: value of 0", write("a", "nothing", 5, 0));
    say(", of 1024", write("a", "most", 6, SECURITY_VALUE_MAX));
    say(", of 1025", write("a", "more", 7, SECURITY_VALUE_MAX + 1));
    printf("\n");
    say("tester: id of 64", write(letters(64), "k", 8, 4));
    say(", of 65", write(letters(65), "k", 8, 4));
    say(", of none", write("", "k", 8, 4));
    say(", with a slash", write("a/b", "k", 8, 4));
    printf("\n");
    show("a", letters(64), 2, 4);
    show("a", "nothing", 5, 0);
    show("a", "most", 6, SECURITY_VALUE_MAX);
    show("a", "more", 7, 0);
    show(letters(64), "k", 8, 4);
    show(letters(65), "k", 8, 0);
    show("a", "", 8, 0);
}

static void change(void)
{
    say("tester: two bundles", write("one", "x", 10, 20));
    say("", write("two", "x", 11, 30));
    printf("\n");
    show("one", "x", 10, 20);
    show("two", "x", 11, 30);
    printf("tester: written anew %d\n", write("one", "x", 12, 500));
    show("one", "x", 12, 500);
    show("two", "x", 11, 30);
    say("tester: removed", keys_remove("one", "x"));
    say(", again", keys_remove("one", "x"));
    say(", unknown", keys_remove("nobody", "x"));
    say(", no key", keys_remove("one", ""));
    say(", no id", keys_remove("1", "x"));
    printf("\n");
    show("one", "x", 12, 0);
    show("two", "x", 11, 30);
}

static void forget(void)
{
    int removed = keys_remove("a", "k");

    removed += keys_remove("a", letters(64)) + keys_remove("a", "nothing") +
               keys_remove("a", "most") + keys_remove("two", "x");
    removed += keys_remove(letters(64), "k");
    printf("tester: six keys removed: %d\n", removed);
}

void test_keys(void)
{
    limits();
    change();
    forget();
}
