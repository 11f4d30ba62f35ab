/* SPDX-License-Identifier: MIT
 *
 * What the user library promises, checked by a root task on the kernel.
 *
 * Each test prints a line; the machine ends with status 0 only if all of them
 * passed (the test finisher's other status carries the number of failures).
 * test_user_library.py boots it.
 */
#include <address_space.h>
#include <objects.h>
#include <start.h>
#include <thread.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define FINISHER_PADDR 0x100000ul
#define RTC_PADDR      0x101000ul
#define CLINT_PADDR    0x2000000ul /* kept by the kernel */

static struct objects pool;
static struct address_space space;
static volatile seL4_Uint32 *finisher;
static unsigned failures;

static __thread int initialised = 42;
static __thread int zeroed;

static void report(const char *name, bool passed, const char *what)
{
    printf("%s %s%s%s\n", passed ? "pass" : "FAIL", name, passed ? "" : ": ",
           passed ? "" : what);
    failures += !passed;
}

/* Ends the test that it stands in when `condition` is false. */
#define CHECK(condition)                         \
    do {                                         \
        if (!(condition)) {                      \
            report(__func__, false, #condition); \
            return;                              \
        }                                        \
    } while (0)
#define PASSED() report(__func__, true, "")

static void device_frames_below_a_used_address_stay_available(void)
{
    seL4_CPtr rtc, below, again;
    seL4_Word vaddr;

    CHECK(objects_create_device(&pool, seL4_RISCV_4K_Page, RTC_PADDR, &rtc) ==
          seL4_NoError);
    CHECK(objects_create_device(&pool, seL4_RISCV_4K_Page, FINISHER_PADDR,
                                &below) == seL4_NoError);
    CHECK(seL4_RISCV_Page_GetAddress(rtc).paddr == RTC_PADDR);
    CHECK(seL4_RISCV_Page_GetAddress(below).paddr == FINISHER_PADDR);
    CHECK(objects_create_device(&pool, seL4_RISCV_4K_Page, RTC_PADDR, &again) ==
          seL4_DeleteFirst);
    CHECK(address_space_place(&pool, &space, below, seL4_PageBits,
                              seL4_ReadWrite, seL4_RISCV_ExecuteNever,
                              &vaddr) == seL4_NoError);
    finisher = (volatile seL4_Uint32 *)vaddr;
    PASSED();
}

static void device_frames_that_cannot_be_had_are_refused(void)
{
    seL4_CPtr cap;

    CHECK(objects_create_device(&pool, seL4_RISCV_4K_Page, CLINT_PADDR, &cap) ==
          seL4_InvalidArgument);
    CHECK(objects_create_device(&pool, seL4_RISCV_Mega_Page, RTC_PADDR, &cap) ==
          seL4_AlignmentError);
    PASSED();
}

/* A pool of one small untyped: its idea of the room must be the kernel's. */
static void the_pool_counts_memory_as_the_kernel_does(void)
{
    static const seL4_Word types[] = {
        seL4_EndpointObject, seL4_RISCV_4K_Page,      seL4_ReplyObject,
        seL4_TCBObject,      seL4_NotificationObject, seL4_RISCV_PageTableObject
    };
    static struct objects small;
    seL4_Error error = seL4_NoError;
    seL4_CPtr untyped, cap;

    CHECK(objects_create(&pool, seL4_UntypedObject, 16, &untyped) ==
          seL4_NoError);
    small = pool;
    small.untypeds = 1;
    small.untyped[0] =
        (struct objects_untyped){ .cap = untyped, .size_bits = 16 };
    for (unsigned i = 0; error == seL4_NoError; i++)
        error = objects_create(&small, types[i % 6], 0, &cap);
    CHECK(error == seL4_NotEnoughMemory);
    pool.next_slot = small.next_slot;

    CHECK(seL4_Untyped_Retype(untyped, seL4_UntypedObject, 16,
                              seL4_CapInitThreadCNode, 0, 0, pool.next_slot,
                              1) == seL4_NotEnoughMemory);
    CHECK(seL4_GetMR(0) == LIBSEL4_BIT(16) - small.untyped[0].used);
    PASSED();
}

static void memory_is_zero_and_a_guard_page_lies_below(void)
{
    seL4_Word vaddr, next;
    seL4_CPtr frame;

    CHECK(address_space_allocate(&pool, &space, 3, &vaddr, SEL4_NULL) ==
          seL4_NoError);
    for (seL4_Word i = 0; i < 3 * 4096 / sizeof(seL4_Word); i++)
        CHECK(((seL4_Word *)vaddr)[i] == 0);
    memset((void *)vaddr, 0xA5, 3 * 4096);

    /* Nothing is mapped at the guard: a frame can be mapped there. */
    CHECK(objects_create(&pool, seL4_RISCV_4K_Page, 0, &frame) == seL4_NoError);
    CHECK(address_space_map(&pool, &space, frame, vaddr, seL4_ReadWrite,
                            seL4_RISCV_ExecuteNever) == seL4_DeleteFirst);
    CHECK(address_space_map(&pool, &space, frame, vaddr - 4096, seL4_ReadWrite,
                            seL4_RISCV_ExecuteNever) == seL4_NoError);
    CHECK(address_space_allocate(&pool, &space, 1, &next, SEL4_NULL) ==
              seL4_NoError &&
          next >= vaddr + 4 * 4096);
    PASSED();
}

static void a_large_page_over_small_ones_is_refused(void)
{
    seL4_CPtr frame;
    seL4_Word vaddr;

    CHECK(objects_create(&pool, seL4_RISCV_Mega_Page, 0, &frame) ==
          seL4_NoError);
    CHECK(address_space_map(&pool, &space, frame, ADDRESS_SPACE_FREE,
                            seL4_ReadWrite,
                            seL4_RISCV_ExecuteNever) == seL4_FailedLookup);
    CHECK(seL4_MappingFailedLookupLevel() == 12);
    CHECK(address_space_place(&pool, &space, frame, seL4_LargePageBits,
                              seL4_ReadWrite, seL4_RISCV_ExecuteNever,
                              &vaddr) == seL4_NoError);
    *(volatile seL4_Word *)(vaddr + 0x1FFFF8) = 7;
    CHECK(*(volatile seL4_Word *)(vaddr + 0x1FFFF8) == 7);
    PASSED();
}

static void nothing_is_mapped_below_the_first_stack(void)
{
    seL4_CPtr frame;

    CHECK(objects_create(&pool, seL4_RISCV_4K_Page, 0, &frame) == seL4_NoError);
    CHECK(address_space_map(&pool, &space, frame,
                            (seL4_Word)__stack_bottom - 4096, seL4_ReadWrite,
                            seL4_RISCV_ExecuteNever) == seL4_NoError);
    CHECK(seL4_RISCV_Page_Unmap(frame) == seL4_NoError);
    PASSED();
}

/* -- threads ------------------------------------------------------------- */

static volatile seL4_Word seen_argument, seen_initialised, seen_zeroed;
static volatile seL4_Word seen_buffer;

static void look_around(seL4_Word argument)
{
    seen_argument = argument;
    seen_initialised = (seL4_Word)initialised++;
    seen_zeroed = (seL4_Word)zeroed++;
    seen_buffer = (seL4_Word)seL4_GetIPCBuffer();
}

static struct thread_config config_of(void (*run)(seL4_Word))
{
    return (struct thread_config){
        .name = "tested thread",
        .run = run,
        .argument = 0x1234,
        .space = &space,
        .stack_pages = 2,
        .priority = 255,
        .budget = 100000,
        .period = 100000,
    };
}

static void a_thread_has_its_own_storage_and_stops_at_the_end(void)
{
    struct thread_config config = config_of(look_around);
    struct thread thread;

    initialised = zeroed = 5;
    CHECK(thread_create(&pool, &config, &thread) == seL4_NoError);
    CHECK(thread_start(&thread) == seL4_NoError);
    seL4_Yield();
    CHECK(seen_argument == 0x1234);
    CHECK(seen_initialised == 42 && seen_zeroed == 0);
    CHECK(initialised == 5 && zeroed == 5);
    CHECK(seen_buffer == thread.ipc_buffer);

    /* Stopped: what it saw stays unchanged, and it can start anew. */
    seen_argument = 0;
    seL4_Yield();
    CHECK(seen_argument == 0);
    CHECK(thread_start(&thread) == seL4_NoError);
    seL4_Yield();
    CHECK(seen_argument == 0x1234);
    PASSED();
}

static int recurse(volatile int depth)
{
    volatile char frame[256];

    frame[0] = (char)depth;
    return depth < 0 ? 0 : recurse(depth + 1) + frame[0];
}

static void overflow(seL4_Word unused)
{
    (void)unused;
    recurse(0);
}

static void a_stack_overflow_faults_on_the_guard_page(void)
{
    struct thread_config config = config_of(overflow);
    struct thread thread;
    seL4_CPtr reply;
    seL4_MessageInfo_t tag;
    seL4_Fault_t fault;
    seL4_Word bottom;

    CHECK(objects_create(&pool, seL4_EndpointObject, 0,
                         &config.fault_endpoint) == seL4_NoError);
    CHECK(objects_create(&pool, seL4_ReplyObject, 0, &reply) == seL4_NoError);
    CHECK(thread_create(&pool, &config, &thread) == seL4_NoError);
    bottom = (thread.stack_top & ~4095ul) - 4096;
    CHECK(thread_start(&thread) == seL4_NoError);
    tag = seL4_Recv(config.fault_endpoint, SEL4_NULL, reply);
    CHECK(seL4_isVMFault_tag(tag));
    fault = seL4_getFault(tag);
    CHECK(seL4_Fault_VMFault_get_Addr(fault) < bottom);
    CHECK(seL4_Fault_VMFault_get_Addr(fault) >= bottom - 4096);
    CHECK(seL4_Fault_VMFault_get_FSR(fault) == 7);
    CHECK(seL4_TCB_Suspend(thread.tcb) == seL4_NoError);
    PASSED();
}

/* -- C library ------------------------------------------------------------ */

static void the_heap_ends_where_the_linker_says(void)
{
    char *piece = malloc(0x10000);

    CHECK(piece);
    memset(piece, 1, 0x10000);
    CHECK(piece >= __data_start && piece + 0x10000 <= __image_end);
    CHECK(!malloc(0x40000));
    free(piece);
    PASSED();
}

static char caught[16];
static unsigned caught_length;

static void catch (char c)
{
    if (caught_length < sizeof(caught) - 1)
        caught[caught_length++] = c;
}

static void output_goes_where_it_is_redirected(void)
{
    console_redirect(catch);
    printf("%d%s", 12, "ab\n");
    console_redirect(SEL4_NULL);
    CHECK(!strcmp(caught, "12ab\n"));
    PASSED();
}

/* Last: all that the pool gave disappears, but the finisher's mapping. */
static void a_reset_pool_gives_everything_again(void)
{
    seL4_SlotPos last = pool.next_slot - 1;
    seL4_CPtr cap;

    CHECK(objects_reset(&pool) == seL4_NoError);
    CHECK(pool.next_slot == seL4_GetBootInfo()->empty.start);
    for (seL4_SlotPos slot = pool.next_slot; slot <= last; slot++)
        CHECK(seL4_CNode_Move(seL4_CapInitThreadCNode, last + 1, 64,
                              seL4_CapInitThreadCNode, slot,
                              64) == seL4_FailedLookup);
    space = address_space_own();
    CHECK(objects_create(&pool, seL4_RISCV_Mega_Page, 0, &cap) == seL4_NoError);
    device_frames_below_a_used_address_stay_available();
    PASSED();
}

int main(void)
{
    objects_init(&pool, seL4_GetBootInfo());
    space = address_space_own();

    device_frames_below_a_used_address_stay_available();
    device_frames_that_cannot_be_had_are_refused();
    the_pool_counts_memory_as_the_kernel_does();
    memory_is_zero_and_a_guard_page_lies_below();
    a_large_page_over_small_ones_is_refused();
    nothing_is_mapped_below_the_first_stack();
    a_thread_has_its_own_storage_and_stops_at_the_end();
    a_stack_overflow_faults_on_the_guard_page();
    the_heap_ends_where_the_linker_says();
    output_goes_where_it_is_redirected();
    a_reset_pool_gives_everything_again();

    printf("%u failures\n", failures);
    if (!finisher)
        return 1;
    *finisher = failures ? failures << 16 | 0x3333 : 0x5555;
    return 1;
}
