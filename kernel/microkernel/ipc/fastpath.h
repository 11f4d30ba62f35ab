/* SPDX-License-Identifier: MIT */
/*
 * The short way through a Call or a ReplyRecv. See ipc/fastpath.c.
 */
#pragma once

#include "types.h"

/** Tries a Call of the current thread.
    \return false if it takes the ordinary way; then nothing has changed. */
bool fastpath_call(void);

/** Tries a ReplyRecv of the current thread; likewise. */
bool fastpath_reply_recv(void);
