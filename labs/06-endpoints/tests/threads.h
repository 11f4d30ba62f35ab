/* SPDX-License-Identifier: MIT */
/*
 * Threads that send once or receive once, for the tests of lab 06, and what
 * arrived. Both kinds usually run above the test's own priority: started or
 * woken, they run at once, and when the test goes on they have blocked or
 * ended.
 *
 * All threads here have a scheduling context of their own unless a test takes
 * it away: the kernel's short way for calls (ipc/fastpath.c) serves passive
 * receivers only, so every message takes the ordinary way.
 */
#pragma once

#include <stdio.h>

#include "proctor.h"

enum {
    ABOVE = TEST_PRIORITY + 10, /* a priority that preempts the test       */
    MAX_WORDS = seL4_MsgMaxLength,
    WORDS = 2, /* words of the usual message              */
};

/** A message as it arrived. */
struct mail {
    seL4_Word badge, label, length, caps, unwrapped;
    seL4_Word words[WORDS];
};

static inline struct mail opened(seL4_MessageInfo_t info, seL4_Word badge)
{
    return (struct mail){
        .badge = badge,
        .label = seL4_MessageInfo_get_label(info),
        .length = seL4_MessageInfo_get_length(info),
        .caps = seL4_MessageInfo_get_extraCaps(info),
        .unwrapped = seL4_MessageInfo_get_capsUnwrapped(info),
        .words = { seL4_GetMR(0), seL4_GetMR(1) },
    };
}

static inline void record_part(const char *who, const char *part,
                               seL4_Word value)
{
    char name[48];

    snprintf(name, sizeof name, "%s %s", who, part);
    record_value(name, value);
}

/** Reports badge, label, length and the first words. */
static inline void record_mail(const char *who, const struct mail *m)
{
    record_part(who, "badge", m->badge);
    record_part(who, "label", m->label);
    record_part(who, "length", m->length);
    record_part(who, "word 0", m->words[0]);
    record_part(who, "word 1", m->words[1]);
}

/** Reports how many capabilities came, and which of them as badges. */
static inline void record_caps(const char *who, const struct mail *m)
{
    record_part(who, "caps", m->caps);
    record_part(who, "unwrapped", m->unwrapped);
}

/* -- a thread that sends one message --------------------------------------- */

struct sender {
    seL4_CPtr to;
    bool is_call;
    seL4_Word label;
    seL4_Word words[WORDS];
    seL4_Word caps; /* how many of `cap` go along */
    seL4_CPtr cap[3];
    struct mail answer; /* of a Call */
    struct test_thread *thread;
};

static inline void send_once(void *argument)
{
    struct sender *s = argument;
    seL4_MessageInfo_t info = seL4_MessageInfo_new(s->label, 0, s->caps, WORDS);

    for (int i = 0; i < WORDS; i++)
        seL4_SetMR(i, s->words[i]);
    for (seL4_Word i = 0; i < s->caps; i++)
        seL4_SetCap((int)i, s->cap[i]);
    if (s->is_call)
        s->answer = opened(seL4_Call(s->to, info), 0);
    else
        seL4_Send(s->to, info);
}

/** Gives a sender its message: label and words derive from `name`. */
static inline void write_mail(struct sender *s, const char *name)
{
    char word[48];

    s->label = test_pick(name, 1, 0xffff);
    for (int i = 0; i < WORDS; i++) {
        snprintf(word, sizeof word, "%s %d", name, i);
        s->words[i] = test_word(word);
    }
}

/** Starts a sender; returns when it has blocked or ended. */
static inline void start_sender(struct sender *s, const char *name,
                                seL4_CPtr to, bool is_call, seL4_Word priority)
{
    *s = (struct sender){ .to = to, .is_call = is_call };
    write_mail(s, name);
    s->thread = test_spawn(name, priority, send_once, s);
}

/* -- a thread that receives one message ------------------------------------ */

struct receiver {
    seL4_CPtr from, reply;
    seL4_CPtr slot; /* where a capability may go; 0: nowhere */
    struct mail mail;
    seL4_Word unwrapped[3]; /* badges in place of capabilities */
    struct test_thread *thread;
};

/** Receives in the calling thread. */
static inline void take_mail(struct receiver *r)
{
    seL4_MessageInfo_t info;
    seL4_Word badge = 0;

    seL4_SetCapReceivePath(r->slot ? TEST_CNODE : 0, r->slot, seL4_WordBits);
    info = seL4_Recv(r->from, &badge, r->reply);
    r->mail = opened(info, badge);
    for (int i = 0; i < 3; i++)
        r->unwrapped[i] = seL4_GetBadge(i);
}

static inline void receive_once(void *argument)
{
    take_mail(argument);
}

/** A receiver that is not started, with a reply object of its own. */
static inline void make_receiver(struct receiver *r, seL4_CPtr from)
{
    *r = (struct receiver){ .from = from,
                            .reply = test_object(seL4_ReplyObject, 0) };
}

/** Starts a receiver; returns when it has blocked (or, wrongly, ended). */
static inline void start_receiver(struct receiver *r, const char *name)
{
    r->thread = test_spawn(name, ABOVE, receive_once, r);
}

/** Answers through a reply object, in the calling thread. */
static inline void answer(seL4_CPtr reply, const char *name)
{
    struct sender s = { .to = reply };

    write_mail(&s, name);
    send_once(&s);
}
