/* SPDX-License-Identifier: MIT
 *
 * An application that looks at what it was started with. What it does is the
 * value of its key "do"; where it lives to tell, its exit status is what it
 * found, 0 being all that should be.
 */
#include <interfaces/application.h>
#include <sdk.h>
#include <sel4/sel4.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { PAGE = 4096, WORDS = 3 * PAGE / sizeof(uint32_t), MARK = 0x7e55e4a };

#define FOUR(n) (n), (n) + 1, (n) + 2, (n) + 3

/* Some pages of each kind: constants, data, and zeros behind data. */
static const char words[PAGE + 16] = "right";
static volatile uint32_t data[WORDS] = { FOUR(MARK), [WORDS - 4] = FOUR(MARK) };
static volatile uint32_t zeros[WORDS];

/* -- looks ----------------------------------------------------------------- */

static int look_at_zeros(void)
{
    for (unsigned i = 0; i < WORDS; i++)
        if (zeros[i])
            return 1;
    return 0;
}

static int look_at_data(void)
{
    const volatile char *letter = words;

    for (unsigned i = 0; i < 4; i++)
        if (data[i] != MARK + i || data[WORDS - 4 + i] != MARK + i)
            return 1;
    for (unsigned i = 4; i < WORDS - 4; i++)
        if (data[i])
            return 2;
    return letter[0] == 'r' && letter[4] == 't' && !letter[PAGE] ? 0 : 3;
}

/* Each run begins with the same memory, whatever the last one wrote. */
static int look_and_spoil(void)
{
    int found = look_at_zeros() || look_at_data();

    for (unsigned i = 0; i < WORDS; i++)
        data[i] = zeros[i] = ~0u;
    return found;
}

/* A method that no object has is refused by every object but the endpoint of
 * the runtime. */
static int look_for_capabilities(void)
{
    int usable = 0;

    for (seL4_CPtr slot = 0; slot < 1u << APPLICATION_CNODE_BITS; slot++) {
        seL4_MessageInfo_t info =
            seL4_Call(slot, seL4_MessageInfo_new(4711, 0, 0, 0));

        if (seL4_MessageInfo_get_label(info) != seL4_InvalidCapability)
            usable += slot == APPLICATION_REQUESTS ? 1 : 10;
    }
    return usable;
}

/* -- faults ---------------------------------------------------------------- */

static int write_null(void)
{
    *(volatile char *)0 = 1;
    return 0;
}

static int write_code(void)
{
    *(volatile char *)(uintptr_t)write_null = 1;
    return 0;
}

static int write_constant(void)
{
    *(volatile char *)(uintptr_t)words = 1;
    return 0;
}

static int run_stack(void)
{
    uint32_t code[] = { 0x00008067 }; /* ret */

    ((void (*)(void))code)();
    return 0;
}

static int run_data(void)
{
    ((void (*)(void))data)();
    return 0;
}

static int dig(volatile int depth)
{
    volatile char room[512];

    room[0] = 1;
    return depth ? dig(depth - 1) + room[0] : 0;
}

static int overflow(void)
{
    return dig(64);
}

/* Three of four pages of the stack are there. */
static int use_stack(void)
{
    return dig(16) == 16 ? 0 : 1;
}

static int read_above_stack(void)
{
    return *(volatile char *)APPLICATION_STACK_END;
}

static int spin(void)
{
    for (volatile unsigned n = 0; n < ~0u; n++)
        ;
    return 0;
}

/* -- which ----------------------------------------------------------------- */

static const struct deed {
    const char *name;
    int (*take)(void);
} deeds[] = {
    { "zeros", look_at_zeros },
    { "data", look_at_data },
    { "spoil", look_and_spoil },
    { "count", look_for_capabilities },
    { "null", write_null },
    { "code", write_code },
    { "constant", write_constant },
    { "stack", run_stack },
    { "rundata", run_data },
    { "overflow", overflow },
    { "use", use_stack },
    { "above", read_above_stack },
    { "spin", spin },
};

int main(void)
{
    char word[32] = "";
    size_t length = 0;

    if (sdk_read_key("do", word, sizeof word - 1, &length) != SDK_OK)
        return 98;
    for (size_t i = 0; i < sizeof deeds / sizeof *deeds; i++)
        if (!strcmp(deeds[i].name, word))
            return deeds[i].take();
    return 99;
}
