/* SPDX-License-Identifier: MIT */
/*
 * Devices of QEMU's machine `virt`, at the addresses of kernel/loader/virt.dts.
 *
 * The result region begins where memory ends: at the first device untyped
 * above the base of RAM, the firmware's own 2 MiB apart.
 */
#include "devices.h"
#include "region.h"

#define UART_PADDR     0x10000000
#define RTC_PADDR      0x101000
#define FINISHER_PADDR 0x100000

/* ns16550a registers, one byte each. */
enum { UART_IER = 1, UART_FCR = 2, UART_LCR = 3, UART_MCR = 4 };
enum { FCR_ENABLE_AND_CLEAR = 7, LCR_8N1 = 3 };

/* goldfish clock registers, 32 bits each, by word. */
enum { RTC_IRQ_ENABLED = 4, RTC_CLEAR_ALARM = 5, RTC_CLEAR_INTERRUPT = 7 };

enum { FINISHER_PASS = 0x5555, FINISHER_FAIL = 0x3333 };

static struct {
    seL4_CPtr frame;
    volatile void *at;
} uart, rtc, finisher, result;

seL4_Error devices_init(struct objects *pool, struct address_space *space,
                        void **region, const char **what)
{
    const struct {
        const char *name;
        seL4_Word paddr, type;
        seL4_CPtr *frame;
        volatile void **at;
    } wanted[] = {
        { "test device", FINISHER_PADDR, seL4_RISCV_4K_Page, &finisher.frame,
          &finisher.at },
        { "UART", UART_PADDR, seL4_RISCV_4K_Page, &uart.frame, &uart.at },
        { "RTC", RTC_PADDR, seL4_RISCV_4K_Page, &rtc.frame, &rtc.at },
        { "result region", objects_end_of_memory(seL4_GetBootInfo()),
          seL4_RISCV_Mega_Page, &result.frame, &result.at },
    };

    for (size_t i = 0; i < sizeof wanted / sizeof wanted[0]; i++) {
        seL4_Error error = address_space_map_device(
            pool, space, wanted[i].type, wanted[i].paddr, wanted[i].frame,
            wanted[i].at);

        if (error) {
            *what = wanted[i].name;
            return error;
        }
    }
    *region = (void *)result.at;
    return seL4_NoError;
}

seL4_CPtr devices_frame(enum test_device device)
{
    return device == TEST_UART ? uart.frame : rtc.frame;
}

void devices_reset(void)
{
    volatile uint8_t *u = uart.at;
    volatile uint32_t *r = rtc.at;

    u[UART_IER] = 0;
    u[UART_LCR] = LCR_8N1;
    u[UART_MCR] = 0;
    u[UART_FCR] = FCR_ENABLE_AND_CLEAR;
    r[RTC_IRQ_ENABLED] = 0;
    r[RTC_CLEAR_ALARM] = 1;
    r[RTC_CLEAR_INTERRUPT] = 1;
}

_Noreturn void devices_power_off(unsigned code)
{
    volatile uint32_t *f = finisher.at;

#ifdef CONFIG_DEBUG_BUILD
    if (!f) /* refused: now only the kernel can end the machine */
        seL4_DebugHalt();
#endif
    for (;;)
        *f = code ? FINISHER_FAIL | code << 16 : FINISHER_PASS;
}
