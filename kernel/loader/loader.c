/* SPDX-License-Identifier: MIT */
/*
 * The loader: from the firmware's hand-over to the kernel's entry.
 *
 * QEMU puts three things into RAM: the loader with the kernel's file inside
 * at 0x80200000, the root task's file (the initrd) at 2 MiB + half of RAM
 * (at most 128 MiB), and the device tree near the end. The kernel expects
 * them laid out for use, packed from 0x80200000 on:
 *
 *   address                  holds                          size
 *   0x80000000               firmware (OpenSBI), resident   2 MiB
 *   0x80200000 = kernel_at   kernel, bss zeroed             its segments
 *   next page  = tree_at     device tree, a copy            its totalsize
 *   next page  = task_at     root task, flat, gaps zero     its segments
 *   = the end of the target
 *   first rooms after it     the loader's copy, and what else lay in the
 *                            target before: initrd, device tree
 *
 * The target covers the loader itself, and may cover the initrd and the tree
 * where RAM is small or the root task is large. So nothing is written to
 * it before everything that is still needed has been copied out of the way:
 *
 *   loader_main()    reads and checks all input, moves what is in the way,
 *                    the loader itself last
 *   loader_finish()  runs in the copy: writes the target, builds the page
 *                    tables (inside the copy), enters the kernel
 *
 * The loader can move because it holds no absolute address: `plan`
 * is reached relative to the program counter, so the copy sees its own one.
 * What a kernel finds in RAM outside of the target is free for it to use
 * once it has left the loader's page tables.
 */
#include <stddef.h>

#include "boot/config.h"
#include "bootargs.h"
#include "config.h"
#include "console.h"
#include "elf.h"
#include "fdt.h"
#include "head.h"
#include "memory.h"
#include "paging.h"

#define MIB                (1ul << 20)
#define KERNEL_WINDOW      0xffffffff80000000ul /* virtual, of 1 GiB      */
#define KERNEL_WINDOW_SIZE (1ul << 30)
#define LOADER_MAX         (1ul << 38) /* what Sv39 can map to itself     */
#define CONFIG_OFFSET      16          /* of struct boot_config           */

static struct {
    uint64_t hart;
    struct machine machine;
    struct boot_words words;
    struct elf_image kernel, task;

    struct block loader, tree, initrd;        /* where they are            */
    struct block kernel_at, tree_at, task_at; /* where they go             */
    struct block target;                      /* all three of these        */
} plan;

_Noreturn static void loader_finish(void);

static void *at(uint64_t address)
{
    return (void *)address;
}

static struct block block_between(uint64_t start, uint64_t end)
{
    return (struct block){ start, end - start };
}

/* -- reading what we were given ------------------------------------------- */

static void read_tree(uint64_t tree)
{
    struct refusal why;

    if (tree == 0 || tree % FDT_ALIGN != 0)
        STOP("device tree",
             "none at address %x; boot with the firmware that QEMU brings",
             tree);
    if (!fdt_read(at(tree), FDT_MAX_SIZE, RAM_BASE, &plan.machine, &why))
        stop_refused("device tree (see QEMU's -dtb)", &why);
    plan.machine.ram_end = page_down(plan.machine.ram_end);
    plan.tree = (struct block){ tree, plan.machine.tree_size };
}

static void read_words(void)
{
    struct refusal why;

    if (plan.machine.bootargs != NULL &&
        !bootargs_read(plan.machine.bootargs, &plan.words, &why))
        stop_refused("boot arguments", &why);
}

static void read_kernel(void)
{
    struct elf_image *k = &plan.kernel;
    uint64_t size = (uint64_t)(payload_end - payload_start);
    uint64_t start;
    struct refusal why;

    if (!elf_read(payload_start, size, -PAGE_SIZE, k, &why))
        stop_refused("kernel", &why);
    start = k->segment[0].paddr - (k->segment[0].vaddr - k->start);
    for (unsigned i = 0; i < k->count; i++) {
        if (k->segment[i].vaddr - k->start != k->segment[i].paddr - start)
            STOP("kernel",
                 "segment at %x has physical address %x, not in line with "
                 "the first; correct its linker script",
                 k->segment[i].vaddr, k->segment[i].paddr);
    }
    if (start != RAM_BASE ||
        k->start != KERNEL_WINDOW + start % KERNEL_WINDOW_SIZE)
        STOP("kernel", "linked for %x at %x; correct its linker script", start,
             k->start);
    plan.kernel_at = (struct block){ start, k->end - k->start };
}

static void read_task(void)
{
    struct machine *m = &plan.machine;
    struct block loader = plan.loader;
    struct refusal why;

    if (m->initrd_end == 0)
        STOP("root task", "there is no initrd; give QEMU -initrd task.elf");
    if (m->initrd_end == m->initrd_start)
        STOP("root task",
             "the initrd is empty; give QEMU an ELF program with -initrd");
    plan.initrd = block_between(m->initrd_start, m->initrd_end);
    if (m->initrd_start < m->ram_start || m->initrd_end > m->ram_end ||
        blocks_overlap(plan.initrd, loader))
        STOP("root task",
             "the initrd, %x to %x, is not in free RAM, which ends at %x; "
             "give QEMU a smaller one or a larger -m",
             m->initrd_start, m->initrd_end, m->ram_end);
    if (!elf_read(at(plan.initrd.start), plan.initrd.size, USER_TOP, &plan.task,
                  &why))
        stop_refused("root task", &why);
    plan.initrd.size = plan.task.file_end; /* no need to keep its symbols */
}

/* -- making room ----------------------------------------------------------- */

static void plan_target(void)
{
    plan.tree_at.start = page_up(block_end(plan.kernel_at));
    plan.tree_at.size = plan.tree.size;
    plan.task_at.start = page_up(block_end(plan.tree_at));
    plan.task_at.size = plan.task.end - plan.task.start;
    plan.target = block_between(plan.kernel_at.start, block_end(plan.task_at));
}

/*
 * RAM with which it surely works: twice what is to be stored, as QEMU puts
 * the initrd into the middle, and some MiB for firmware and alignment.
 */
_Noreturn static void stop_too_little_ram(void)
{
    uint64_t all =
        plan.target.size + plan.loader.size + plan.tree.size + plan.initrd.size;

    STOP("too little RAM",
         "kernel and root task need RAM up to %x and some to unpack them, "
         "but it ends at %x; give QEMU -m %uM or more",
         block_end(plan.target), plan.machine.ram_end,
         (2 * all + MIB - 1) / MIB + 8);
}

static uint64_t room_for(uint64_t size)
{
    uint64_t end = plan.machine.ram_end;
    const struct block taken[] = { plan.target, plan.loader, plan.tree,
                                   plan.initrd };
    uint64_t room = find_room(size, block_end(plan.target),
                              end < LOADER_MAX ? end : LOADER_MAX, taken,
                              sizeof taken / sizeof taken[0]);

    if (room == 0)
        stop_too_little_ram();
    return room;
}

static void move_away(struct block *b)
{
    uint64_t to;

    if (!blocks_overlap(*b, plan.target))
        return;
    to = room_for(b->size);
    copy_bytes(at(to), at(b->start), b->size);
    b->start = to;
}

_Noreturn static void move_loader(void)
{
    uint64_t from = plan.loader.start;
    uint64_t to = room_for(plan.loader.size);

    plan.loader.start = to; /* before the copy is made: it is to know */
    copy_bytes(at(to), at(from), (uint64_t)(loader_kept - loader_start));
    continue_at(to, loader_finish);
}

_Noreturn void loader_main(uint64_t hart, uint64_t tree)
{
    if (hart != 0)
        STOP("machine",
             "started on hart %u, but the kernel runs on hart 0; give QEMU "
             "-smp 1",
             hart);
    plan.hart = hart;
    plan.loader = block_between((uint64_t)loader_start, (uint64_t)loader_end);
    read_tree(tree);
    read_words();
    read_kernel();
    read_task();
    plan_target();
    if (block_end(plan.target) > plan.machine.ram_end)
        stop_too_little_ram();
    move_away(&plan.initrd);
    move_away(&plan.tree);
    move_loader();
}

/* -- in the copy ----------------------------------------------------------- */

/* A kernel without our structure keeps what its build has set. */
static void set_boot_config(void)
{
    struct boot_config *config = at(plan.kernel_at.start + CONFIG_OFFSET);

    if (plan.kernel_at.size < CONFIG_OFFSET + sizeof *config ||
        config->magic != BOOT_CONFIG_MAGIC)
        return;
    config->ram_end = plan.machine.ram_end;
    config->flags |= plan.words.flags;
    if (plan.words.cnode_bits != 0)
        config->cnode_bits = plan.words.cnode_bits;
    if (plan.words.domains != 0)
        config->domains = plan.words.domains;
}

_Noreturn static void loader_finish(void)
{
    uint64_t satp;

    elf_lay_out(&plan.kernel, payload_start, at(plan.kernel_at.start));
    copy_bytes(at(plan.tree_at.start), at(plan.tree.start), plan.tree.size);
    elf_lay_out(&plan.task, at(plan.initrd.start), at(plan.task_at.start));
    set_boot_config();
    satp = paging_build(plan.kernel_at, plan.kernel.start, plan.loader);

    const uint64_t args[8] = {
        plan.task_at.start,                   /* a0 image, start          */
        block_end(plan.task_at),              /* a1 image, end            */
        plan.task_at.start - plan.task.start, /* a2 physical - virtual    */
        plan.task.entry,                      /* a3 entry, virtual        */
        plan.tree_at.start,                   /* a4 device tree           */
        plan.tree_at.size,                    /* a5 its size in bytes     */
        plan.hart,                            /* a6 hart                  */
        0,                                    /* a7 core                  */
    };
    enter_kernel(args, satp, plan.kernel.entry);
}
