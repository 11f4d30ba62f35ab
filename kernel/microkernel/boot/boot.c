/* SPDX-License-Identifier: MIT */
/*
 * Booting: from the loader's hand-over to the initial thread.
 *
 * The loader has put the kernel, perhaps a device tree, and the initial
 * thread's image into memory, in this order, and enters here with one hart and
 * a provisional address space. The kernel
 *
 *   1. sets up its own translation, timer and interrupt controller;
 *   2. finds the free memory and takes one block for the initial thread's
 *      objects (boot/memory.c);
 *   3. makes those objects: CNode, TCB, scheduling context, page tables,
 *      IPC buffer, boot information;
 *   4. fills the CNode with a capability to everything there is: its own
 *      objects, its image, devices, interrupts, all the memory that is left;
 *   5. lets the thread run.
 *
 * From then on the kernel allocates nothing. This file and boot/memory.c are
 * themselves part of what is given away.
 *
 * Source: seL4 Reference Manual, "System bootstrapping".
 */
#include "boot/boot.h"
#include "cap/cdt.h"
#include "debug/invariants.h"
#include "debug/names.h"
#include "debug/print.h"
#include "debug/trace.h"
#include "ipc/syscall.h"
#include "machine.h"
#include "object/irq.h"
#include "object/sched_context.h"
#include "object/untyped.h"
#include "object/vspace.h"
#include "sched/domain.h"
#include "sched/refill.h"
#include "sched/sched.h"

enum { ROOT_ASID = 1 };
enum { BOOT_PRIORITY = 255 };
enum { PAGE = 4096 };

extern const struct boot_config boot_defaults;
extern char ki_boot_end[];
extern char ki_end[];

/* Physical memory that user level never gets: CLINT and PLIC. */
static const struct region kernel_devices[] = {
    { 0x02000000, 0x02200000 },
    { 0x0c000000, 0x0c600000 },
};

/** Where everything of the initial thread goes. */
struct plan {
    struct handover from;
    struct region virt;  /* image, IPC buffer, boot info, extra area */
    word_t ipc_buffer;   /* virtual                                  */
    word_t boot_info;    /* virtual                                  */
    word_t extra;        /* virtual                                  */
    word_t extra_length; /* bytes; 0 if there is no device tree      */
    word_t extra_bits;   /* log2 of the area's bytes                 */

    struct cte *cnode; /* the objects */
    struct tcb *tcb;
    struct sched_context *sc;
    pte_t *root;
    struct asid_pool *pool;
    struct boot_info *info;
    char *buffer;
    char *extra_area;
    pte_t *tables; /* page tables not yet used */
    word_t next_slot;
};

static struct plan plan;

BOOT_CODE void boot_fail(const char *why)
{
    kprintf("tessera: cannot boot: %s\n", why);
    machine_halt();
}

/* -- sizes --------------------------------------------------------------- */

BOOT_CODE static word_t ceil_log2(word_t w)
{
    word_t bits = 0;

    while (BIT(bits) < w)
        bits++;
    return bits;
}

/* How many naturally aligned pieces of 2^bits bytes a region touches. */
BOOT_CODE static word_t pieces(struct region r, word_t bits)
{
    return (ALIGN_UP(r.end, bits) - ALIGN_DOWN(r.start, bits)) >> bits;
}

BOOT_CODE static void plan_layout(void)
{
    const struct handover *from = &plan.from;
    word_t dtb_size = from->dtb.end - from->dtb.start;

    plan.virt.start = from->image.start - from->pv_offset;
    plan.ipc_buffer = from->image.end - from->pv_offset;
    plan.boot_info = plan.ipc_buffer + PAGE;
    plan.extra = plan.boot_info + PAGE;
    plan.virt.end = plan.extra;
    if (dtb_size) {
        plan.extra_length = sizeof(struct boot_info_header) + dtb_size;
        plan.extra_bits = ceil_log2(ALIGN_UP(plan.extra_length, 12));
        plan.virt.end += BIT(plan.extra_bits);
    }
    if (plan.virt.end < plan.virt.start || plan.virt.end >= USER_TOP)
        boot_fail("the root task's image ends beyond user addresses");
}

/* -- the block of objects ------------------------------------------------ */

/* Hands out the next `bytes` of the block. */
BOOT_CODE static void *carve(paddr_t *at, word_t bytes)
{
    void *p = phys_to_ptr(*at);

    *at += bytes;
    return p;
}

BOOT_CODE static void plan_objects(struct free_list *free)
{
    word_t cnode_size_bits = ks.config.cnode_bits + SLOT_BITS;
    word_t tables = pieces(plan.virt, OBJECT_GIGA_PAGE_BITS) +
                    pieces(plan.virt, OBJECT_MEGA_PAGE_BITS);
    word_t extra = plan.extra_length ? BIT(plan.extra_bits) : 0;
    word_t size = BIT(cnode_size_bits) + BIT(OBJECT_TCB_BITS) + 4 * PAGE +
                  extra + BIT(OBJECT_SCHED_CONTEXT_MIN_BITS) + tables * PAGE;
    word_t align = cnode_size_bits > 12 ? cnode_size_bits : 12;
    paddr_t at;

    if (extra && plan.extra_bits > align)
        align = plan.extra_bits;
    at = memory_take(free, size, align);
    if (!at)
        boot_fail("not enough memory for the root task's objects");
    memory_clear(phys_to_ptr(at), size);

    /* The largest first, so that each lies aligned. */
    if (extra && plan.extra_bits >= align)
        plan.extra_area = carve(&at, extra);
    if (cnode_size_bits > 12)
        plan.cnode = carve(&at, BIT(cnode_size_bits));
    else
        plan.root = carve(&at, PAGE);
    if (extra && !plan.extra_area)
        plan.extra_area = carve(&at, extra);
    if (plan.cnode)
        plan.root = carve(&at, PAGE);
    else
        plan.cnode = carve(&at, BIT(cnode_size_bits));
    plan.pool = carve(&at, PAGE);
    plan.buffer = carve(&at, PAGE);
    plan.info = carve(&at, PAGE);
    plan.tables = carve(&at, tables * PAGE);
    plan.tcb = carve(&at, BIT(OBJECT_TCB_BITS));
    plan.sc = carve(&at, BIT(OBJECT_SCHED_CONTEXT_MIN_BITS));
}

/* -- capabilities -------------------------------------------------------- */

BOOT_CODE static void give(word_t slot, struct cap cap)
{
    cdt_insert_root(&plan.cnode[slot], cap);
}

BOOT_CODE static word_t give_next(struct cap cap)
{
    if (plan.next_slot >= BIT(ks.config.cnode_bits))
        boot_fail("the root CNode is too small: raise cnode_bits");
    give(plan.next_slot, cap);
    return plan.next_slot++;
}

BOOT_CODE static struct cap page_cap(const void *page, word_t vaddr)
{
    struct cap cap = cap_make(CAP_FRAME, (word_t)page);

    cap.size_bits = OBJECT_PAGE_BITS;
    cap.rights = RIGHT_READ | RIGHT_WRITE;
    cap.asid = ROOT_ASID;
    cap.vaddr = vaddr;
    return cap;
}

/* Maps a page for the initial thread; returns its capability. */
BOOT_CODE static struct cap map_page(const void *page, word_t vaddr)
{
    struct cap cap = page_cap(page, vaddr);

    *vspace_walk(plan.root, vaddr).entry = frame_pte(cap, cap.rights, true);
    return cap;
}

/* Puts in the page tables of one level, in ascending order. */
BOOT_CODE static void make_tables(word_t level_bits)
{
    word_t first = ALIGN_DOWN(plan.virt.start, level_bits);

    for (word_t v = first; v < plan.virt.end; v += BIT(level_bits)) {
        struct cap cap = cap_make(CAP_PAGE_TABLE, (word_t)plan.tables);

        *vspace_walk(plan.root, v).entry =
            pte_make(ptr_to_phys(plan.tables), PTE_V);
        plan.tables += PT_ENTRIES;
        cap.asid = ROOT_ASID;
        cap.vaddr = v;
        give_next(cap);
    }
}

BOOT_CODE static void make_vspace(void)
{
    struct cap root = cap_make(CAP_PAGE_TABLE, (word_t)plan.root);
    struct cap pool = cap_make(CAP_ASID_POOL, (word_t)plan.pool);

    root.asid = ROOT_ASID;
    give(SLOT_VSPACE, root);
    give(SLOT_ASID_POOL, pool);
    ks.asid_pools[0] = plan.pool;
    asid_enter(ROOT_ASID, plan.root);

    plan.info->image_paging.start = plan.next_slot;
    make_tables(OBJECT_GIGA_PAGE_BITS);
    make_tables(OBJECT_MEGA_PAGE_BITS);
    plan.info->image_paging.end = plan.next_slot;
}

/* The device tree behind the boot information. */
BOOT_CODE static void make_extra(void)
{
    struct boot_info_header header = { BOOT_INFO_FDT, plan.extra_length };
    const char *dtb = phys_to_ptr(plan.from.dtb.start);
    word_t size = plan.from.dtb.end - plan.from.dtb.start;

    plan.info->extra_length = plan.extra_length;
    if (!plan.extra_length)
        return;
    *(struct boot_info_header *)plan.extra_area = header;
    for (word_t i = 0; i < size; i++)
        plan.extra_area[sizeof(header) + i] = dtb[i];
    plan.info->extra_pages.start = plan.next_slot;
    for (word_t at = 0; at < plan.extra_length; at += PAGE)
        give_next(map_page(plan.extra_area + at, plan.extra + at));
    plan.info->extra_pages.end = plan.next_slot;
}

BOOT_CODE static void make_image_frames(void)
{
    const struct region *image = &plan.from.image;

    plan.info->image_frames.start = plan.next_slot;
    for (paddr_t pa = image->start; pa < image->end; pa += PAGE)
        give_next(map_page(phys_to_ptr(pa), pa - plan.from.pv_offset));
    plan.info->image_frames.end = plan.next_slot;
}

BOOT_CODE static void emit_untyped(paddr_t pa, word_t size_bits, bool device)
{
    struct boot_info *info = plan.info;
    word_t n = plan.next_slot - info->untyped.start;
    struct cap cap = cap_make(CAP_UNTYPED, pa + KERNEL_WINDOW);

    if (n >= MAX_BOOT_UNTYPEDS)
        return;
    cap.size_bits = size_bits;
    cap.is_device = device;
    untyped_mark_full(&cap);
    info->untyped_list[n] = (struct untyped_desc){
        .paddr = pa, .size_bits = (uint8_t)size_bits, .is_device = device
    };
    give_next(cap);
}

/* Devices first, then the boot code, then free memory. */
BOOT_CODE static void make_untypeds(const struct free_list *free)
{
    const word_t devices = sizeof(kernel_devices) / sizeof(*kernel_devices);
    struct region boot = { RAM_BASE, (word_t)ki_boot_end - KERNEL_OFFSET };
    paddr_t at = 0;

    plan.info->untyped.start = plan.next_slot;
    for (word_t i = 0; i < devices; i++) {
        memory_split((struct region){ at, kernel_devices[i].start },
                     emit_untyped, true);
        at = kernel_devices[i].end;
    }
    memory_split((struct region){ at, RAM_BASE }, emit_untyped, true);
    memory_split((struct region){ ks.config.ram_end, DEVICE_TOP }, emit_untyped,
                 true);
    memory_split(boot, emit_untyped, false);
    for (word_t i = 0; i < free->count; i++)
        memory_split(free->regions[i], emit_untyped, false);
    plan.info->untyped.end = plan.next_slot;
}

/* -- the initial thread -------------------------------------------------- */

/* A capability in the thread's own slot, a child of the one in the CNode. */
BOOT_CODE static void equip(enum tcb_slot which, enum boot_slot from)
{
    struct cte *source = &plan.cnode[from];
    struct cap cap;

    cap_derive(source, source->cap, &cap);
    cdt_insert_copy(&plan.tcb->slots[which], cap, source);
}

BOOT_CODE static void make_thread(void)
{
    struct cap sc = cap_make(CAP_SCHED_CONTEXT, (word_t)plan.sc);
    struct tcb *t = plan.tcb;

    sc.size_bits = OBJECT_SCHED_CONTEXT_MIN_BITS;
    give(SLOT_TCB, cap_make(CAP_TCB, (word_t)t));
    give(SLOT_SC, sc);
    give(SLOT_IPC_BUFFER, map_page(plan.buffer, plan.ipc_buffer));
    give(SLOT_BOOT_INFO, map_page(plan.info, plan.boot_info));

    tcb_init(t);
    equip(TCB_CSPACE, SLOT_CNODE);
    equip(TCB_VSPACE, SLOT_VSPACE);
    equip(TCB_BUFFER, SLOT_IPC_BUFFER);
    t->buffer = plan.ipc_buffer;
    t->priority = BOOT_PRIORITY;
    t->mcp = BOOT_PRIORITY;
    tcb_set_reg(t, REG_PC, plan.from.entry);
    t->context.restart_pc = plan.from.entry;
    tcb_set_reg(t, REG_A0, plan.boot_info);
    debug_name_thread(t, "rootserver");

    refill_new(plan.sc, 2, BOOT_SLICE, 0);
    sc_bind_tcb(plan.sc, t);
    t->state = STATE_RUNNING;
    sched_wake(t);
}

BOOT_CODE static void make_authorities(void)
{
    struct cap cnode = cap_make(CAP_CNODE, (word_t)plan.cnode);

    cnode.size_bits = ks.config.cnode_bits;
    cnode.guard_size = WORD_BITS - ks.config.cnode_bits;
    give(SLOT_CNODE, cnode);
    invariants_note_root(cnode);
    give(SLOT_IRQ_CONTROL, cap_make(CAP_IRQ_CONTROL, 0));
    give(SLOT_ASID_CONTROL, cap_make(CAP_ASID_CONTROL, 0));
    give(SLOT_DOMAIN, cap_make(CAP_DOMAIN, 0));
}

BOOT_CODE static void make_sched_control(void)
{
    word_t slot = give_next(cap_make(CAP_SCHED_CONTROL, 0));

    plan.info->sched_control = (struct slot_region){ slot, slot + 1 };
}

BOOT_CODE static void fill_boot_info(void)
{
    struct boot_info *info = plan.info;

    info->num_nodes = 1;
    info->ipc_buffer = plan.ipc_buffer;
    info->cnode_bits = ks.config.cnode_bits;
    info->empty =
        (struct slot_region){ plan.next_slot, BIT(ks.config.cnode_bits) };
}

BOOT_CODE static void check_handover(void)
{
    const struct handover *from = &plan.from;
    paddr_t kernel_end = (word_t)ki_end - KERNEL_OFFSET;
    paddr_t below = from->dtb.end ? from->dtb.end : kernel_end;

    if (ks.config.domains < 1 || ks.config.domains > MAX_DOMAINS)
        boot_fail("domains must be between 1 and 16");
    if (ks.config.cnode_bits < 5 || ks.config.cnode_bits > 24)
        boot_fail("cnode_bits must be between 5 and 24");
    if (from->dtb.end && from->dtb.start < kernel_end)
        boot_fail("the device tree overlaps the kernel");
    if (from->image.start < below || from->image.start >= from->image.end)
        boot_fail("the root task's image overlaps what lies below it");
    if (from->image.end > ks.config.ram_end)
        boot_fail("the root task's image ends beyond RAM");
}

BOOT_CODE void boot_kernel(paddr_t image_start, paddr_t image_end,
                           word_t pv_offset, word_t entry, paddr_t dtb,
                           word_t dtb_size)
{
    word_t tree_bytes = dtb ? (uint32_t)dtb_size : 0;
    struct free_list free;

    ks.config = boot_defaults;
    plan.from = (struct handover){
        { image_start, image_end }, pv_offset, entry, { 0, 0 }
    };
    if (tree_bytes)
        plan.from.dtb = (struct region){ dtb, dtb + tree_bytes };
    machine_init();
    trace_init();
    check_handover();
    sched_init();
    domain_init();
    irq_init();
    ks.now = clock_read();

    struct region used[] = {
        { RAM_BASE, (word_t)ki_end - KERNEL_OFFSET },
        plan.from.dtb,
        plan.from.image,
    };

    memory_find_free(&free, ks.config.ram_end, used, 3);
    plan_layout();
    plan_objects(&free);
    plan.next_slot = SLOT_FIRST_DYNAMIC;
    make_authorities();
    make_vspace();
    make_thread();
    make_extra();
    make_sched_control();
    make_image_frames();
    make_untypeds(&free);
    fill_boot_info();
    kernel_leave();
}
