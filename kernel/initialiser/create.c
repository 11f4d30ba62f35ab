/* SPDX-License-Identifier: MIT
 *
 * Step 1: objects.
 *
 * allocate.h says out of which untyped each object is made, and in which
 * order; the composer went through the same before. An address space gets its
 * number (ASID) at once, because only then can capabilities to it be copied.
 * Interrupt handlers come from the IRQ control capability, boot objects are
 * there already.
 */
#include "report.h"
#include "setup.h"
#include "tables.h"

static const char step_name[] = "create";

seL4_CPtr setup_cap(const struct setup *s, uint32_t object)
{
    const struct plan_object *o = &plan_objects(s->plan)[object];

    if (o->type != PLAN_BOOT)
        return s->first_object + object;
    if (o->number == PLAN_BOOT_SCHED_CONTROL)
        return s->boot->schedcontrol.start;
    return o->number;
}

seL4_SlotPos setup_slot(struct setup *s)
{
    if (s->next_slot >= s->boot->empty.end)
        fail("slots", "root CNode", "full");
    return s->next_slot++;
}

seL4_CPtr setup_copy(struct setup *s, const char *step, const char *name,
                     seL4_CPtr from, uint32_t rights, uint64_t badge)
{
    seL4_SlotPos to = setup_slot(s);
    seL4_CapRights_t mask = { { rights } };

    if (badge)
        expect(seL4_CNode_Mint(seL4_CapInitThreadCNode, to, seL4_WordBits,
                               seL4_CapInitThreadCNode, from, seL4_WordBits,
                               mask, badge),
               step, name);
    else
        expect(seL4_CNode_Copy(seL4_CapInitThreadCNode, to, seL4_WordBits,
                               seL4_CapInitThreadCNode, from, seL4_WordBits,
                               mask),
               step, name);
    return to;
}

void setup_drop(struct setup *s, seL4_SlotPos slot)
{
    expect(seL4_CNode_Delete(seL4_CapInitThreadCNode, slot, seL4_WordBits),
           "drop", "copy");
    s->next_slot = slot;
}

static void know_untypeds(struct setup *s)
{
    const seL4_SlotRegion region = s->boot->untyped;

    allocate_begin(&s->memory, s->plan);
    for (seL4_Word i = 0; i < region.end - region.start; i++) {
        const seL4_UntypedDesc *d = &s->boot->untypedList[i];

        s->memory.untyped[i] = (struct allocate_untyped){
            .paddr = d->paddr,
            .size_bits = d->sizeBits,
            .device = d->isDevice,
        };
        s->untyped[i] = region.start + i;
    }
    s->memory.untypeds = (uint32_t)(region.end - region.start);
}

/* The kernel's type of an object that is made of untyped memory. */
static seL4_Word kernel_type(const struct plan_object *o)
{
    switch (o->type) {
    case PLAN_TCB:
        return seL4_TCBObject;
    case PLAN_SCHED_CONTEXT:
        return seL4_SchedContextObject;
    case PLAN_ENDPOINT:
        return seL4_EndpointObject;
    case PLAN_NOTIFICATION:
        return seL4_NotificationObject;
    case PLAN_REPLY:
        return seL4_ReplyObject;
    case PLAN_CNODE:
        return seL4_CapTableObject;
    case PLAN_FRAME:
        return o->size_bits == seL4_PageBits        ? seL4_RISCV_4K_Page
               : o->size_bits == seL4_LargePageBits ? seL4_RISCV_Mega_Page
                                                    : seL4_RISCV_Giga_Page;
    case PLAN_UNTYPED:
        return seL4_UntypedObject;
    default:
        return seL4_RISCV_PageTableObject;
    }
}

static seL4_Error retype(seL4_CPtr untyped, seL4_Word type, seL4_Word bits,
                         seL4_SlotPos slot)
{
    return seL4_Untyped_Retype(untyped, type, bits, seL4_CapInitThreadCNode, 0,
                               0, slot, 1);
}

static void make(struct setup *s, const struct allocate_step *step)
{
    const struct plan_object *o = &plan_objects(s->plan)[step->object];
    const char *name = plan_object_name(s->plan, step->object);
    seL4_CPtr cap = setup_cap(s, step->object);

    expect(retype(s->untyped[step->untyped], kernel_type(o), o->size_bits, cap),
           step_name, name);
    if (o->type == PLAN_VSPACE)
        expect(seL4_RISCV_ASIDPool_Assign(seL4_CapInitThreadASIDPool, cap),
               "assign address space", name);
    s->done.objects++;
}

/* The memory below a wanted address becomes an untyped of its own. */
static void cut(struct setup *s, const struct allocate_step *step)
{
    s->untyped[step->made] = setup_slot(s);
    expect(retype(s->untyped[step->untyped], seL4_UntypedObject,
                  step->size_bits, s->untyped[step->made]),
           "cut memory below", plan_object_name(s->plan, step->object));
}

static void make_all(struct setup *s)
{
    struct allocate_step step;

    for (;;) {
        switch (allocate_next(&s->memory, &step)) {
        case ALLOCATE_OBJECT:
            make(s, &step);
            break;
        case ALLOCATE_CUT:
            cut(s, &step);
            break;
        case ALLOCATE_DONE:
            return;
        case ALLOCATE_NO_MEMORY:
            fail(step_name, plan_object_name(s->plan, step.object),
                 "no untyped memory is left that is large enough");
        case ALLOCATE_NO_ADDRESS:
            fail(step_name, plan_object_name(s->plan, step.object),
                 "its physical address cannot be had");
        case ALLOCATE_TOO_MANY:
            fail(step_name, plan_object_name(s->plan, step.object),
                 "too many pieces of memory");
        }
    }
}

/* What is not made of memory. */
static void take(struct setup *s, uint32_t object)
{
    const struct plan_object *o = &plan_objects(s->plan)[object];

    if (o->type == PLAN_IRQ)
        expect(seL4_IRQControl_GetTrigger(seL4_CapIRQControl, o->number,
                                          o->first, seL4_CapInitThreadCNode,
                                          setup_cap(s, object), seL4_WordBits),
               "get interrupt handler", plan_object_name(s->plan, object));
    if (o->type == PLAN_IRQ || o->type == PLAN_BOOT)
        s->done.objects++;
}

void create_objects(struct setup *s)
{
    uint64_t objects = s->plan->objects.count;

    s->first_object = s->boot->empty.start;
    s->next_slot = s->first_object + objects;
    if (objects > s->boot->empty.end - s->boot->empty.start)
        fail(step_name, "objects", "more than the root CNode has slots");
    know_untypeds(s);
    make_all(s);
    for (uint32_t i = 0; i < objects; i++)
        take(s, i);
}
