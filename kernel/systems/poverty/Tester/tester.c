/* SPDX-License-Identifier: MIT
 *
 * Asks a service that has no memory for all that it does, and prints the
 * answers. What it passes as a CNode with frames is its own CNode.
 */
#include <camkes.h>
#include <security.h>
#include <stdio.h>
#include <stdlib.h>

enum { LENGTH = 5000 };

static void print(const char *what, int answer)
{
    printf("%s: %s %d\n", get_instance_name(), what, answer);
}

static void ask_for_packages(void)
{
    struct security_package *rows = NULL;
    char *id = NULL;
    size_t count = 0;
    uint32_t number = 0;

    print("install",
          security_install(CAMKES_OWN_CNODE, CAMKES_CNODE_BITS, LENGTH, &id));
    print("as another", security_install_app("a", CAMKES_OWN_CNODE,
                                             CAMKES_CNODE_BITS, LENGTH));
    print("built in", security_install_builtin("hello"));
    print("size", security_size_buffer("hello", &number));
    print("load", security_load_application("hello", CAMKES_OWN_CNODE,
                                            CAMKES_CNODE_BITS, LENGTH));
    print("list", security_get_packages(0, &count, &rows, &number));
    free(rows);
    free(id);
}

static void ask_for_the_rest(void)
{
    uint8_t *bytes = NULL;
    size_t count = 0;

    print("write", keys_write("a", "key", 1, (const uint8_t *)"1"));
    print("read", keys_read("a", "key", &count, &bytes));
    free(bytes);
    bytes = NULL;
    print("file", files_read("hello", 0, LENGTH, &count, &bytes));
    free(bytes);
}

int run(void)
{
    ask_for_packages();
    ask_for_the_rest();
    printf("%s: done\n", get_instance_name());
    return 0;
}
