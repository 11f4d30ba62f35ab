/* SPDX-License-Identifier: MIT */
/* Mutant unbind_one_side: after Unbind the notification knows the thread. */

void notification_unbind(struct tcb *t)
{
    t->bound_notification = NULL;
}
