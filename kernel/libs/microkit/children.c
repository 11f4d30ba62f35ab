/* SPDX-License-Identifier: MIT
 *
 * A parent's hold on its children: restart, stop, resume.
 *
 * A parent has the capability of each child's thread, and of a passive
 * child's scheduling context as well. Why the latter: a passive thread that
 * waits has no context. Stopped while it waits and then resumed, it would
 * repeat its receive, but a thread without context cannot run so far; and
 * while it does not wait, neither signal nor call would lend it one. So
 * after it has been resumed its own context is bound to it. With that it
 * repeats the receive, and the kernel takes the context away again in the
 * step in which it begins to wait, or lets it keep it to handle a signal
 * that came in the meantime. Thus no signal is lost: it is either pending in
 * the notification or taken by the repeated receive.
 *
 * Where a child can be when it is stopped, and what binding then does:
 *
 *   it waits                      it has no context     bound: goes on so
 *   it handles a signal           it has its own        refused: has one
 *   it handles a call             it has the caller's   refused: has one
 *   it starts                     it has its own        refused: has one
 *
 * The kernel's refusal is the answer to "does it have one?", and is ignored.
 * The order matters: a thread that is blocked may get a context only if that
 * context is ready, a thread that has been resumed in any case.
 *
 * A child that was stopped behind the first half of a combined send and
 * receive repeats both halves. The reply has no effect the second time; a
 * deferred notification is sent twice, which its receiver cannot tell from
 * two that were sent at once.
 *
 * Restart is to write the registers of a beginning and to resume. What was
 * sent and not yet taken stays where it is. A child that was handling a call
 * starts on its caller's context and gives it back with the answer that its
 * event loop begins with.
 *
 * What a parent cannot do: a child that has called a passive protection
 * domain has lent it its context, and gets it back with the answer. If it is
 * stopped or restarted before, the call is cut off and the context stays
 * with the callee. Give a client that is to be restarted a callee that is
 * not passive, or restart it from fault, when it is in no call.
 */
#include "runtime.h"

static seL4_CPtr thread_of(microkit_child child)
{
    return PD_SLOT(child, PD_CHILD);
}

static bool refuse_child(const char *who, microkit_child child)
{
    bool refused = !id_in(microkit_children, child);

    if (refused)
        complain_none(who, "child", child);
    return refused;
}

static void give_context(microkit_child child)
{
    if (id_in(microkit_passive_children, child))
        (void)seL4_SchedContext_Bind(PD_SLOT(child, PD_CONTEXT),
                                     thread_of(child));
}

void microkit_pd_restart(microkit_child child, seL4_Word entry_point)
{
    seL4_UserContext first = { .pc = entry_point, .sp = PD_STACK_TOP };
    bool by_answer = faulting.active && faulting.child == child;

    if (refuse_child("microkit_pd_restart", child))
        return;
    /* pc, ra and sp; the entry code sets what else it needs. */
    (void)seL4_TCB_WriteRegisters(thread_of(child), !by_answer, 0, 3, &first);
    if (by_answer)
        faulting.restarted = true;
    else
        give_context(child);
}

void microkit_pd_stop(microkit_child child)
{
    if (refuse_child("microkit_pd_stop", child))
        return;
    (void)seL4_TCB_Suspend(thread_of(child));
    if (faulting.active && faulting.child == child)
        faulting.restarted = false;
}

void microkit_pd_resume(microkit_child child)
{
    if (refuse_child("microkit_pd_resume", child))
        return;
    (void)seL4_TCB_Resume(thread_of(child));
    give_context(child);
}
