/* SPDX-License-Identifier: MIT */
/*
 * The short way through a Call or a ReplyRecv. See ipc/fastpath.c.
 */
#pragma once

#include "types.h"

/**
 * A Call of the current thread, on the short way or the ordinary one.
 * \param cptr  from a0: the capability to invoke.
 * \param info  from a1: the message info.
 */
void fastpath_call(word_t cptr, word_t info);

/**
 * A ReplyRecv of the current thread, likewise.
 * \param cptr        from a0: the endpoint to receive from.
 * \param reply_cptr  from a6: the reply object to answer through.
 */
void fastpath_reply_recv(word_t cptr, word_t info, word_t reply_cptr);
