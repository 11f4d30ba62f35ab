/* SPDX-License-Identifier: MIT */
/*
 * The short way through a Call or a ReplyRecv. See ipc/fastpath.c.
 */
#pragma once

/** A Call of the current thread, on the short way or the ordinary one. */
void fastpath_call(void);

/** A ReplyRecv of the current thread, likewise. */
void fastpath_reply_recv(void);
