/* SPDX-License-Identifier: MIT */
/*
 * The foreign root task: a program for this kernel that shares nothing with
 * the kit but the public headers.
 *
 * It starts by itself (start.S), keeps the IPC buffer's pointer in a plain
 * variable, takes memory in the order of addresses (bump.c), and does what an
 * initialiser from a plan does. The order matters in one point: as soon as
 * there is memory, a thread of low priority is started that powers the
 * machine off, so that a run ends whatever goes wrong.
 *
 * Report (report.h), for the host, behind the end of RAM:
 *
 *   page 0    struct report
 *   page 1    the boot information as it was
 *   page 2..  the extra boot information as it was
 */
#include "bump.h"
#include "report.h"
#include "task.h"

seL4_IPCBuffer *__sel4_ipc_buffer;

_Noreturn void foreign_main(const seL4_BootInfo *info, seL4_Word residue);
void *memset(void *to, int byte, unsigned long bytes);

/* The compiler calls it for large initialisers. */
void *memset(void *to, int byte, unsigned long bytes)
{
    for (unsigned long i = 0; i < bytes; i++)
        ((char *)to)[i] = (char)byte;
    return to;
}

static void copy(seL4_Word to, const void *from, seL4_Word bytes)
{
    for (seL4_Word i = 0; i < bytes; i++)
        ((char *)to)[i] = ((const char *)from)[i];
}

static void open_report(const seL4_BootInfo *info)
{
    seL4_Word ram_end = bump_ram_end();
    seL4_Word pages = 2 + (info->extraLen + PAGE - 1) / PAGE;

    for (seL4_Word i = 0; i < pages; i++) {
        seL4_CPtr frame = bump_device(ram_end + i * PAGE);

        check_address(frame, ram_end + i * PAGE);
        map_frame(frame, AREA_REPORT + i * PAGE);
    }
    report_move((struct report *)AREA_REPORT);
    copy(AREA_REPORT + PAGE, info, PAGE);
    copy(AREA_REPORT + 2 * PAGE, (const char *)info + PAGE, info->extraLen);
}

_Noreturn void foreign_main(const seL4_BootInfo *info, seL4_Word residue)
{
    seL4_SetIPCBuffer(info->ipcBuffer);
    CHECK_EQUAL(residue, 0);
    check_boot_info(info);
    bump_init(info);
    make_area();
    open_report(info);
    start_undertaker(info);
    check_addresses();
    check_image_window(info);
    check_server(info, make_asid_pool());
    check_interrupts();
    check_mega_page(info);
    report_print();
    report->finished = 1;
    for (;;)
        seL4_TCB_Suspend(seL4_CapInitThreadTCB);
}
