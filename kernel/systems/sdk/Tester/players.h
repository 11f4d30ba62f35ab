/* SPDX-License-Identifier: MIT
 *
 * Players: threads of the tester, each of which plays an application.
 *
 * A player has what an application has: an account of memory, a page that it
 * shares with the runtime, and a CNode with the capability for its requests.
 * Beside it are only those by which it says that it is done and stops. The
 * address space is the tester's.
 *
 *     empty --player_make--> attached --player_start--> playing
 *       ^                      |  ^                       |
 *       '----player_remove-----'  '-----player_join-------'
 */
#pragma once

#include <stdbool.h>
#include <stdint.h>

#include <sel4/sel4.h>

enum {
    PLAYERS = 16,
    PLAYER_SERVICES = 15,
    PLAYER_PRIORITY = 100,
    WORDS = 512, /* of a page */
};

struct player;
typedef void play(struct player *p);

struct player {
    unsigned number;
    uint32_t run;
    uint32_t account;
    seL4_CPtr slots; /* the first of its own, see players.c */
    volatile uint64_t *page;
    play *play;
    uint64_t results[4]; /* what it found out */
};

extern struct player players[PLAYERS];

/** The address of the players' pages, and the signal of those who are done. */
bool players_init(void);

/** Makes its objects. @return false: there is no memory */
bool player_make(struct player *p);

/** Attaches it to the runtime under a new run.
 * @return false: the runtime refused */
bool player_attach(struct player *p, const char *id, uint32_t services);

/** Has it play, from the beginning. */
void player_start(struct player *p, play *play, unsigned priority);

/** Has it play above the runtime, but for a moment of each while only. */
void player_noise(struct player *p, play *play);

/** Waits until it is done. @return whether it was done already */
bool player_join(struct player *p);

/** @return whether it is done */
bool player_is_done(struct player *p);

/** Suspends it. */
void player_suspend(struct player *p);

/** Resumes it. */
void player_resume(struct player *p);

/** Detaches it from the runtime, in the middle of whatever it does.
 * @return false: the runtime does not know it */
bool player_detach(struct player *p);

/** Frees all that it was made of. */
void player_unmake(struct player *p);

/** Makes a request of the calling player.
 *
 * @param number  of the request
 * @param words   that it has written to its page
 * @return enum sdk_error, or else an error of the kernel; the answer's size is
 *         in results[3] */
seL4_Word player_ask(struct player *p, seL4_Word number, seL4_Word words);

/** The same with any length of the call itself, in words. */
seL4_Word player_call(struct player *p, seL4_Word number, seL4_Word words,
                      seL4_Word length);

/** Sends what no application sends: it does not wait for an answer, offers a
 * capability, and the length is any. */
void player_send(seL4_Word number, seL4_Word words, seL4_Word length);
