/* SPDX-License-Identifier: MIT
 *
 * Keeps something in the vault and gets it back; then leaves or picks up a
 * capability. The largest array that fits a page is 4,088 bytes: the first
 * word is its length.
 */
#include <camkes.h>
#include <stdio.h>
#include <stdlib.h>

/* Bytes that tell clients and places apart. */
static char byte_at(int place)
{
    return (char)('a' + (get_instance_name()[0] + place) % 26);
}

static void keep(void)
{
    char *value = malloc((size_t)size);

    for (int i = 0; i < size; i++)
        value[i] = byte_at(i);
    printf("%s: put %d bytes: %d\n", get_instance_name(), size,
           vault_put((size_t)size, value));
    free(value);
}

static void get_back(void)
{
    char *value = NULL;
    size_t count = 0;
    int wrong = 0;

    vault_get(&count, &value);
    for (size_t i = 0; i < count; i++)
        wrong += value[i] != byte_at((int)i);
    printf("%s: got %zu bytes, %d wrong\n", get_instance_name(), count, wrong);
    free(value);
}

/* What was picked up stays in its slot until the next call. */
static void use(seL4_CPtr thread)
{
    seL4_UserContext registers;
    seL4_Error error = seL4_TCB_ReadRegisters(
        thread, false, 0, sizeof registers / sizeof(seL4_Word), &registers);

    printf("%s: it is a thread: %s, its pc is in its program: %s\n",
           get_instance_name(), error ? "no" : "yes",
           registers.pc >= 0x200000 && registers.pc < 0x300000 ? "yes" : "no");
}

int run(void)
{
    seL4_CPtr thing = 0;

    keep();
    get_back();
#ifdef CAMKES_OWN_TCB
    printf("%s: leave my thread: %d\n", get_instance_name(),
           vault_leave(CAMKES_OWN_TCB));
#endif
    if (leaves)
        return 0;
    vault_pick(&thing);
    if (thing)
        use(thing);
    else
        printf("%s: there is nothing to pick up\n", get_instance_name());
    return 0;
}
