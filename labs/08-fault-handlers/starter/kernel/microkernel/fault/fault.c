/* SPDX-License-Identifier: MIT */
/* Lab 08, starter: what stands in the place of the pieces. */

/* Lab 08: says once on the console that a function is still to be written. */
#define LAB_08(function)                       \
    do {                                       \
        static bool told;                      \
                                               \
        if (!told)                             \
            kprintf("%s: lab 08\n", function); \
        told = true;                           \
    } while (0)

bool fault_is_handler(struct cap cap)
{
    /* Lab 08: and which rights? This is half of the answer, so that threads
       with a handler can be made at all. */
    return cap_is(cap, CAP_ENDPOINT);
}

/* Sends the recorded fault as a Call through a handler capability. */
static void send_to(struct tcb *t, struct cap handler, bool may_donate)
{
    /* Lab 08: endpoint_send, blocking, as a Call, with badge and rights of the
       handler's capability. */
    LAB_08("send_to");
    (void)t;
    (void)handler;
    (void)may_donate;
}

void fault_raise(struct tcb *t, struct fault fault)
{
    /* Lab 08: record the fault, send it to the handler. Without a handler:
       debug_report_fault, no fault any more, Inactive. Until then every thread
       that faults just stops. */
    LAB_08("fault_raise");
    (void)send_to; /* called from here */
    (void)fault;
    tcb_set_state(t, STATE_INACTIVE);
}

void fault_raise_cap(struct tcb *t, word_t cptr, bool in_receive)
{
    /* Lab 08: a CapFault with what ks.error.lookup says now. */
    LAB_08("fault_raise_cap");
    (void)cptr;
    (void)in_receive;
    tcb_set_state(t, STATE_INACTIVE);
}

void fault_raise_timeout(struct tcb *t)
{
    /* Lab 08: to the timeout handler, with the badge of the context. */
    LAB_08("fault_raise_timeout");
    tcb_set_state(t, STATE_INACTIVE);
}

static void put_cap_fault(struct writer *w, const struct tcb *t)
{
    /* Lab 08: ip, address, phase, and the words of the lookup failure. */
    LAB_08("put_cap_fault");
    (void)put; /* called from here */
    (void)w;
    (void)t;
}

static void put_unknown_syscall(struct writer *w, const struct tcb *t)
{
    /* Lab 08: the registers of syscall_regs, then the number. */
    LAB_08("put_unknown_syscall");
    (void)w;
    (void)t;
}

static void put_timeout(struct writer *w, struct tcb *t)
{
    /* Lab 08: badge, and what was consumed if there is a context. */
    LAB_08("put_timeout");
    (void)w;
    (void)t;
}

word_t fault_write_message(struct tcb *from, struct tcb *to)
{
    /* Lab 08: the words of the table above, by the fault's type. */
    LAB_08("fault_write_message");
    (void)put_cap_fault; /* called from here, and the next two */
    (void)put_unknown_syscall;
    (void)put_timeout;
    (void)to;
    return info_make(from->fault.type, 0, 0, 0);
}

/* Sets a register of a stopped thread; pc is where it will restart. */
static void set_stopped(struct tcb *t, word_t reg, word_t value)
{
    /* Lab 08: a stopped thread has two addresses to go on at. */
    LAB_08("set_stopped");
    (void)t;
    (void)reg;
    (void)value;
}

bool fault_apply_reply(struct tcb *faulter, struct tcb *replier)
{
    /* Lab 08: registers from the words of the answer, by the fault's type;
       then: does the thread go on? */
    LAB_08("fault_apply_reply");
    (void)set_stopped; /* called from here */
    (void)syscall_regs;
    (void)faulter;
    (void)replier;
    return false;
}
