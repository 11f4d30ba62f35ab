/* SPDX-License-Identifier: MIT
 *
 * The initial task: it turns the capability plan into a running system, gives
 * up everything it does not need, and stays as the monitor.
 *
 * The composer has put the plan into memory behind the program and written
 * its address into plan_location. After the check nothing in the plan is
 * doubted again; what can still fail is what the kernel refuses. Every answer
 * of the kernel is looked at, and the first refusal stops the boot with the
 * step, the object's name and the error.
 */
#include <stdio.h>

#include "check.h"
#include "inspect.h"
#include "monitor.h"
#include "report.h"
#include "setup.h"
#include "start.h"
#include "tables.h"

/* Set by the composer. It must have bytes in the file, hence the section. */
extern const struct plan *volatile plan_location;
const struct plan *volatile plan_location __attribute__((section(".data"))) =
    NULL;

static struct setup setup;

static uint64_t instructions(void)
{
    uint64_t count;

    __asm__ volatile("rdinstret %0" : "=r"(count));
    return count;
}

/* The plan ends where the image ends, at the latest. */
static void check_plan(const struct setup *s)
{
    seL4_SlotRegion frames = s->boot->userImageFrames;
    seL4_Word end = (seL4_Word)__image_base +
                    ((frames.end - frames.start) << seL4_PageBits);
    seL4_Word at = (seL4_Word)s->plan;
    struct plan_refusal why;

    if (at < (seL4_Word)__image_end || at >= end || at % sizeof(seL4_Word))
        fail("plan", "plan_location", "there is no plan in this image");
    if (plan_check(s->plan, end - at, &why)) {
        return;
    }
    printf("initialiser: plan: %s %lu: %s: %s\n", why.record,
           (unsigned long)why.index, why.field, why.why);
    fail("plan", why.record, "malformed");
}

static void compare(const char *what, uint64_t done, uint64_t planned)
{
    if (done != planned)
        fail("compare with plan", what, "not all of them were made");
}

void compare_with_plan(const struct setup *s)
{
    const struct plan *p = s->plan;

    compare("objects", s->done.objects, p->objects.count);
    compare("caps", s->done.caps, p->caps.count);
    compare("mappings", s->done.mappings, p->mappings.count);
    compare("fills", s->done.fills, p->fills.count);
    compare("irqs", s->done.irqs, p->irqs.count);
    compare("threads", s->done.threads, p->threads.count);
    inspect_objects(s);
}

/* before: instructions that firmware, loader and kernel took */
static void say_done(const struct setup *s, uint64_t before)
{
    const struct plan *p = s->plan;

    printf("initialiser: %lu components, %lu objects, %lu capabilities, "
           "%lu mappings, %lu instructions\n",
           (unsigned long)p->components.count, (unsigned long)p->objects.count,
           (unsigned long)p->caps.count, (unsigned long)p->mappings.count,
           (unsigned long)(instructions() - before));
}

int main(void)
{
    struct setup *s = &setup;
    uint64_t before = instructions();

    s->plan = plan_location;
    s->boot = seL4_GetBootInfo();
    check_plan(s);

    create_objects(s);
    distribute_caps(s);
    map_frames(s);
    give_memory(s);
    fill_frames(s);
    configure_threads(s);
    compare_with_plan(s);

    say_done(s, before);
    start_threads(s);
    give_up(s);
    monitor_run(s->plan);
}
