/* SPDX-License-Identifier: MIT
 *
 * Step 5: contents.
 *
 * A frame is filled through a window: a copy of its capability is mapped in
 * the initialiser's own address space, written through, and deleted, which
 * unmaps it. The window for small frames is a page of the initialiser's own
 * image, whose frame makes room; the one for large frames is the first 2 MiB
 * behind everything that boot mapped, where no page table is in the way.
 * Fills of one frame that follow one another share one mapping.
 */
#include <string.h>

#include "report.h"
#include "setup.h"
#include "start.h"
#include "tables.h"

static const char step_name[] = "fill";

enum { PAGE = 4096 };

static char small_window[PAGE] __attribute__((aligned(PAGE)));

/* Takes the window's own frame away. */
static void open_small_window(const struct setup *s)
{
    seL4_Word page = (seL4_Word)(small_window - __image_base) / PAGE;

    expect(seL4_RISCV_Page_Unmap(s->boot->userImageFrames.start + page),
           step_name, "window");
}

static char *large_window(const struct setup *s)
{
    seL4_Word extra = PAGE, end, large = LIBSEL4_BIT(seL4_LargePageBits);

    while (extra < s->boot->extraLen)
        extra *= 2;
    end = (seL4_Word)s->boot + PAGE + extra;
    return (char *)((end + large - 1) & ~(large - 1));
}

static char *open_frame(struct setup *s, uint32_t frame, seL4_CPtr *copy)
{
    bool is_small = plan_objects(s->plan)[frame].size_bits == seL4_PageBits;
    char *window = is_small ? small_window : large_window(s);
    const char *name = plan_object_name(s->plan, frame);

    *copy = setup_copy(s, step_name, name, setup_cap(s, frame),
                       PLAN_READ | PLAN_WRITE, 0);
    expect(seL4_RISCV_Page_Map(*copy, seL4_CapInitThreadVSpace,
                               (seL4_Word)window, seL4_ReadWrite,
                               seL4_RISCV_ExecuteNever),
           step_name, name);
    return window;
}

/* The page that says which memory was given away. */
static const struct plan_memory *describe_memory(const struct setup *s)
{
    static struct plan_memory m;

    m.count = s->pieces;
    for (uint32_t i = 0; i < s->pieces; i++)
        m.untyped[i] = (struct plan_memory_untyped){
            .paddr = s->piece[i].paddr,
            .slot = s->plan->remaining.slot + i,
            .size_bits = (uint8_t)s->piece[i].size_bits,
            .device = s->piece[i].device,
        };
    return &m;
}

static const void *contents(const struct setup *s, const struct plan_fill *f)
{
    switch (f->kind) {
    case PLAN_FILL_BOOT:
        return s->boot;
    case PLAN_FILL_UNTYPED:
        return describe_memory(s);
    default:
        return plan_data(s->plan, f->offset);
    }
}

void fill_frames(struct setup *s)
{
    const struct plan_fill *f = plan_fills(s->plan);
    uint64_t count = s->plan->fills.count;
    char *window = NULL;
    seL4_CPtr copy = seL4_CapNull;

    open_small_window(s);
    for (uint64_t i = 0; i < count; i++) {
        if (!window)
            window = open_frame(s, f[i].frame, &copy);
        memcpy(window + f[i].at, contents(s, &f[i]), f[i].length);
        s->done.fills++;
        if (i + 1 == count || f[i + 1].frame != f[i].frame) {
            setup_drop(s, copy);
            window = NULL;
        }
    }
    /* What was written may be code. */
    __asm__ volatile(".option push\n\t.option arch, +zifencei\n\t"
                     "fence.i\n\t.option pop" ::
                         : "memory");
}
