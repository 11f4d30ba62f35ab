/* SPDX-License-Identifier: MIT
 *
 * An application that does what the value of its key "do" says: each kind of
 * fault there is, and attempts to reach what is not its own. Where it lives to
 * tell, its exit status is what it found.
 */
#include <interfaces/application.h>
#include <sdk.h>
#include <sel4/sel4.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { PAGE = 4096, MILLISECOND = 1000 };

static unsigned number; /* behind the word, if there is one */

/* volatile: the compiler shall do it, not reason about it. */
static void store(uintptr_t address)
{
    *(volatile char *)address = 1;
}

static int load(uintptr_t address)
{
    return *(volatile char *)address;
}

/* -- faults ---------------------------------------------------------------- */

static void write_null(void)
{
    store(0);
}

static void write_code(void)
{
    store((uintptr_t)write_null);
}

static void read_beside(void)
{
    load(APPLICATION_PAGE + PAGE);
}

static void read_kernel(void)
{
    load(0xffffffff80200000);
}

static void run_stack(void)
{
    uint32_t code[] = { 0x00008067 }; /* ret */

    ((void (*)(void))code)();
}

static void illegal(void)
{
    __asm__ volatile(".word 0");
}

static void give_up(void)
{
    __asm__ volatile("ebreak");
}

static void unknown_call(void)
{
    register seL4_Word number __asm__("a7") = 4711;

    __asm__ volatile("ecall" ::"r"(number) : "memory");
}

static void bad_capability(void)
{
    seL4_Send(1 << 20, seL4_MessageInfo_new(0, 0, 0, 0));
}

static int dig(volatile int depth)
{
    volatile char room[512];

    room[0] = 1;
    return depth ? dig(depth - 1) + room[0] : 0;
}

static void overflow(void)
{
    dig(1000000);
}

static void fill_heap(void)
{
    memset((void *)APPLICATION_HEAP, 0xff, 64 << 10);
}

static void read_above_heap(void)
{
    load(APPLICATION_HEAP + (64 << 10));
}

static void spin(void)
{
    for (volatile unsigned n = 0;; n++)
        ;
}

/* -- attempts -------------------------------------------------------------- */

/* How many capabilities it can use, of all that it can name: a method that no
 * object has is refused by every object but the endpoint of the runtime. */
static int count_capabilities(void)
{
    int usable = 0;

    for (seL4_CPtr slot = 0; slot < 1u << APPLICATION_CNODE_BITS; slot++) {
        seL4_MessageInfo_t info =
            seL4_Call(slot, seL4_MessageInfo_new(4711, 0, 0, 0));

        usable += seL4_MessageInfo_get_label(info) != seL4_InvalidCapability;
    }
    return usable;
}

/* It may call its endpoint. To receive there, as the runtime does, would be to
 * take other's requests: that is a fault, of a capability without the right. */
static void receive_requests(void)
{
    seL4_Wait(APPLICATION_REQUESTS, NULL);
}

/* A capability in a request comes nowhere; it asks to be given back nothing. */
static int steal(void)
{
    seL4_SetCap(0, APPLICATION_REQUESTS);
    seL4_Call(APPLICATION_REQUESTS, seL4_MessageInfo_new(0, 0, 1, 1));
    return count_capabilities();
}

static int nap(void)
{
    uint32_t ended = 0;

    if (sdk_oneshot_timer(0, 20 * MILLISECOND) != SDK_OK ||
        sdk_wait_for_timers(&ended) != SDK_OK)
        return EXIT_FAILURE;
    return ended == 1 ? 20 : EXIT_FAILURE;
}

/* Nobody else writes to the same addresses, or ends its timer, meanwhile. */
static int keep(void)
{
    uint64_t *heap = (uint64_t *)APPLICATION_HEAP;
    const size_t words = (64 << 10) / sizeof *heap;
    uint64_t mark;
    int slept;

    __asm__ volatile("rdtime %0" : "=r"(mark));
    for (size_t i = 0; i < words; i++)
        heap[i] = mark;
    slept = nap();
    for (size_t i = 0; i < words; i++)
        if (heap[i] != mark)
            return EXIT_FAILURE;
    return slept;
}

/* Pieces of memory, all of them used, until there are no more. */
static int count_pages(void)
{
    int pages = 0;
    char *page;

    while (sdk_mmap(NULL, 0, PAGE, SDK_READ | SDK_WRITE, SDK_AT_ONCE,
                    (void **)&page) == SDK_OK) {
        page[0] = 1;
        pages++;
    }
    return pages;
}

/* Single pages of a region, each at its first touch, as many as it is told;
 * then it waits. Told too many, it does not get there. */
static int hoard(void)
{
    static const uint32_t long_time = 1000 * 1000 * MILLISECOND;
    uint32_t ended;
    char *pages;

    if (sdk_mmap(NULL, 0, number * PAGE, SDK_READ | SDK_WRITE, SDK_PRIVATE,
                 (void **)&pages) != SDK_OK)
        return EXIT_FAILURE;
    for (unsigned i = 0; i < number; i++)
        pages[i * PAGE] = 1;
    sdk_oneshot_timer(0, long_time);
    sdk_wait_for_timers(&ended);
    return EXIT_SUCCESS;
}

/* -- which ----------------------------------------------------------------- */

static const struct deed {
    const char *name;
    void (*dies)(void);
    int (*tells)(void);
} deeds[] = {
    { "null", write_null, NULL },
    { "code", write_code, NULL },
    { "beside", read_beside, NULL },
    { "kernel", read_kernel, NULL },
    { "stack", run_stack, NULL },
    { "illegal", illegal, NULL },
    { "break", give_up, NULL },
    { "syscall", unknown_call, NULL },
    { "capability", bad_capability, NULL },
    { "overflow", overflow, NULL },
    { "heap", fill_heap, NULL },
    { "above", read_above_heap, NULL },
    { "receive", receive_requests, NULL },
    { "spin", spin, NULL },
    { "count", NULL, count_capabilities },
    { "steal", NULL, steal },
    { "nap", NULL, nap },
    { "keep", NULL, keep },
    { "pages", NULL, count_pages },
    { "hoard", NULL, hoard },
};

int main(void)
{
    char word[32] = "";
    size_t length = 0;

    if (sdk_read_key("do", word, sizeof word - 1, &length) != SDK_OK)
        return EXIT_FAILURE;
    if (strchr(word, ' ')) {
        number = (unsigned)strtoul(strchr(word, ' '), NULL, 10);
        *strchr(word, ' ') = '\0';
    }
    for (size_t i = 0; i < sizeof deeds / sizeof *deeds; i++) {
        if (strcmp(deeds[i].name, word))
            continue;
        if (deeds[i].tells)
            return deeds[i].tells();
        deeds[i].dies();
        return EXIT_SUCCESS;
    }
    return EXIT_FAILURE;
}
