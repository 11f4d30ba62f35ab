/* SPDX-License-Identifier: MIT
 *
 * From an interrupt to the driver that waits for it.
 *
 * The UART interrupts when its transmitter is empty and that interrupt is
 * enabled, so the store that enables it raises it. The driver's priority is
 * the higher one; a sample ends with its first instruction after the wait.
 *
 * How long an interrupt may be held up by a long operation of the kernel is
 * measured with the clock's alarm. The clock counts nanoseconds of the
 * machine's virtual time, which is one for each instruction: an alarm can be
 * set to go off at any instruction within the operation. A series lets it go
 * off all over the operation; its maximum is the figure.
 */
#include "bench.h"

#define UART_PADDR 0x10000000ul
#define RTC_PADDR  0x101000ul

enum { UART_IRQ = 10, RTC_IRQ = 11 };
enum { UART_IER = 1, UART_IIR = 2 };
enum { IER_TRANSMITTER_EMPTY = 1 << 1 };
enum {
    RTC_TIME_LOW = 0,
    RTC_TIME_HIGH = 1,
    RTC_ALARM_LOW = 2,
    RTC_ALARM_HIGH = 3,
    RTC_ENABLE = 4,
    RTC_CLEAR_ALARM = 5,
    RTC_CLEAR_INTERRUPT = 7
};
enum { CHILDREN = 1000, CNODE_BITS = 10 };
enum { SWEEP = 64, LONG_SWEEP = 16 };

static volatile seL4_Uint8 *uart;
static volatile seL4_Uint32 *rtc;

/* What the driver tells: how many interrupts it served, and when it knew of
 * the last one. */
static volatile seL4_Word served, woken_at;

struct source {
    seL4_CPtr notification;
    seL4_CPtr handler;
    void (*quiet)(void); /* lowers the interrupt line */
};

static volatile void *map_registers(seL4_Word paddr)
{
    volatile void *at;

    MUST(address_space_map_device(&pool, &space, seL4_RISCV_4K_Page, paddr,
                                  NULL, &at));
    return at;
}

static struct source open_source(seL4_Word irq, void (*quiet)(void))
{
    struct source source = { make(seL4_NotificationObject, 0), make_slot(),
                             quiet };

    MUST(seL4_IRQControl_Get(seL4_CapIRQControl, irq, seL4_CapInitThreadCNode,
                             source.handler, seL4_WordBits));
    MUST(seL4_IRQHandler_SetNotification(source.handler, source.notification));
    return source;
}

static void drive(seL4_Word argument)
{
    const struct source *source = (const struct source *)argument;
    seL4_CPtr notification = source->notification;
    struct sel4_message m;

    for (;;) {
        sel4_trap_receive(seL4_SysWait, notification, 0, &m);
        woken_at = instret();
        source->quiet();
        seL4_IRQHandler_Ack(source->handler);
        served++;
    }
}

/* -- UART ----------------------------------------------------------------- */

static void quiet_uart(void)
{
    uart[UART_IER] = 0;
    (void)uart[UART_IIR];
}

static void measure_uart(void)
{
    struct source source;
    struct thread driver;
    struct series s = series_begin("interrupt_uart", SAMPLES);

    uart = map_registers(UART_PADDR);
    source = open_source(UART_IRQ, quiet_uart);
    driver = helper_start(drive, (seL4_Word)&source, HIGH_PRIORITY);
    while (series_wants(&s)) {
        seL4_Word before = served;
        seL4_Word start = instret();

        uart[UART_IER] = IER_TRANSMITTER_EMPTY;
        while (served == before)
            ;
        series_add(&s, woken_at - start);
    }
    helper_stop(&driver);
}

/* -- alarm within a long operation ---------------------------------------- */

static void quiet_rtc(void)
{
    rtc[RTC_CLEAR_INTERRUPT] = 1;
}

/* The clock's time and the counter of instructions, read at once. */
static seL4_Word clock_offset(void)
{
    seL4_Word now = instret();
    seL4_Word low = rtc[RTC_TIME_LOW];

    return ((seL4_Word)rtc[RTC_TIME_HIGH] << 32 | low) - now;
}

/* Lets the alarm go off when the counter reaches `at`. */
static void set_alarm(seL4_Word at)
{
    seL4_Word time = at + clock_offset();

    rtc[RTC_ALARM_HIGH] = (seL4_Uint32)(time >> 32);
    rtc[RTC_ALARM_LOW] = (seL4_Uint32)time;
}

/* A long operation of the kernel. */
struct long_operation {
    const char *name;
    unsigned samples;
    void (*prepare)(void);
    seL4_Error (*perform)(void);
};

static seL4_CPtr endpoint;
static seL4_SlotPos first;

static void make_children(void)
{
    for (unsigned i = 0; i < CHILDREN; i++)
        MUST(seL4_CNode_Copy(seL4_CapInitThreadCNode, first + i, seL4_WordBits,
                             seL4_CapInitThreadCNode, endpoint, seL4_WordBits,
                             seL4_AllRights));
}

static seL4_Error revoke_children(void)
{
    return seL4_CNode_Revoke(seL4_CapInitThreadCNode, endpoint, seL4_WordBits);
}

/* A CNode full of copies: deleting it deletes them one by one. */
static void fill_cnode(void)
{
    MUST(seL4_CNode_Revoke(seL4_CapInitThreadCNode, large_untyped,
                           seL4_WordBits));
    MUST(seL4_Untyped_Retype(large_untyped, seL4_CapTableObject, CNODE_BITS,
                             seL4_CapInitThreadCNode, 0, 0, first, 1));
    for (unsigned i = 0; i < CHILDREN; i++)
        MUST(seL4_CNode_Copy(first, i, CNODE_BITS, seL4_CapInitThreadCNode,
                             endpoint, seL4_WordBits, seL4_AllRights));
}

static seL4_Error delete_cnode(void)
{
    return seL4_CNode_Delete(seL4_CapInitThreadCNode, first, seL4_WordBits);
}

static void take_large_untyped_back(void)
{
    MUST(seL4_CNode_Revoke(seL4_CapInitThreadCNode, large_untyped,
                           seL4_WordBits));
    use_large_untyped();
}

static seL4_Error retype_large_frames(void)
{
    return seL4_Untyped_Retype(
        large_untyped, seL4_RISCV_Mega_Page, 0, seL4_CapInitThreadCNode, 0, 0,
        first, LIBSEL4_BIT(LARGE_UNTYPED_BITS - seL4_LargePageBits));
}

/* How long the operation takes when nothing interrupts. */
static seL4_Word duration(const struct long_operation *operation)
{
    seL4_Word start;

    operation->prepare();
    start = instret();
    MUST(operation->perform());
    return instret() - start;
}

static void measure_latency(const struct long_operation *operation)
{
    seL4_Word whole = duration(operation);
    struct series s = series_begin(operation->name, operation->samples);

    while (series_wants(&s)) {
        unsigned step = s.seen < WARM_UPS ? 0 : s.seen - WARM_UPS;
        seL4_Word before = served;
        seL4_Word alarm_at;

        operation->prepare();
        alarm_at = instret() + 200 + whole * step / operation->samples;
        set_alarm(alarm_at);
        MUST(operation->perform());
        while (served == before)
            ;
        REQUIRE(woken_at > alarm_at);
        series_add(&s, woken_at - alarm_at);
    }
}

static void prepare_nothing(void)
{
}

static seL4_Error perform_nothing(void)
{
    return seL4_NoError;
}

static void measure_alarm(void)
{
    static const struct long_operation operations[] = {
        { "interrupt_alarm", SAMPLES, prepare_nothing, perform_nothing },
        { "latency_revoke_1000", SWEEP, make_children, revoke_children },
        { "latency_delete_1000", SWEEP, fill_cnode, delete_cnode },
        { "latency_retype_32m", LONG_SWEEP, take_large_untyped_back,
          retype_large_frames },
    };
    struct source source;
    struct thread driver;

    endpoint = make(seL4_EndpointObject, 0);
    first = many_slots(CHILDREN);
    rtc = map_registers(RTC_PADDR);
    source = open_source(RTC_IRQ, quiet_rtc);
    driver = helper_start(drive, (seL4_Word)&source, HIGH_PRIORITY);
    rtc[RTC_ENABLE] = 1;
    for (unsigned i = 0; i < sizeof operations / sizeof operations[0]; i++)
        measure_latency(&operations[i]);
    helper_stop(&driver);
}

void measure_interrupts(void)
{
    measure_uart();
    measure_alarm();
}
