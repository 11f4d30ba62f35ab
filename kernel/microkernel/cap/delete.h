/* SPDX-License-Identifier: MIT */
/*
 * Deleting capabilities and, with the last one, objects. See cap/delete.c.
 */
#pragma once

#include "cap/cap.h"

/**
 * Empties a slot. If it held the last capability of an object the object is
 * finalised first; a CNode or TCB is emptied, slot by slot.
 * \return OK; PREEMPTED with a zombie in the slot, to be deleted again.
 */
error_t cap_delete(struct cte *slot);

/**
 * Deletes everything derived from the capability in `slot`, newest first.
 * \return OK; PREEMPTED with some of it deleted.
 */
error_t cap_revoke(struct cte *slot);

/**
 * Empties a slot that the kernel itself owns, at once: those of a thread or
 * an interrupt, which hold no last capability of a CNode or TCB.
 */
void cap_delete_one(struct cte *slot);
