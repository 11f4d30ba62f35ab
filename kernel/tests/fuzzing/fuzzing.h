/* SPDX-License-Identifier: MIT
 *
 * What fuzzers of services are made of. A fuzzer is a component that calls a
 * service by the generated functions, with any parameters; this takes the place
 * of the runtime between these functions and the kernel, because nothing makes
 * a program use that one. In a turn one request in four is spoilt on its way:
 *
 *     generated function --> message --> spoilt? --> judge asked --> sent
 *     generated function <-- answer <-- judge told <---------------- answered
 *
 * Spoilt can be the method, the length, any word or byte of the parameters, all
 * of them, how many words the message has, which capabilities come along and
 * how many. A turn has a judge, which sees every request as the server will see
 * it, and every answer. One that keeps account of what the service must hold
 * knows the answer to spoilt requests, too.
 *
 * Numbers come from a fixed seed: a run is the same each time.
 *
 * A component gets this code by a line of its sources.mk (kernel/system.mk):
 *
 *     SOURCES = $(wildcard kernel/tests/fuzzing/X.c)
 *
 * Of its threads one may use it.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <sel4/sel4.h>

#include "component.h"

/* -- any number: random.c -------------------------------------------------- */

/** Begins another sequence; without it there is one that is always the same.
 *
 * @param seed  any number
 */
void fuzz_seed(uint64_t seed);

/** @return the next random number */
uint64_t fuzz_word(void);

/** @return a random number below a limit, which is not 0 */
uint32_t fuzz_below(uint32_t limit);

/** @return true once in n times; n is not 0 */
bool fuzz_one_in(uint32_t n);

/** @return a small number as a rule, else one at which checks go wrong */
uint64_t fuzz_odd(void);

/** @return a text of less than `size` bytes that may be any but 0; of the last
 *          two of them */
const char *fuzz_text(uint32_t size);

/** @return a text of so many times the letter, at most 200; the last one */
const char *fuzz_letters(char letter, uint32_t count);

/* -- calls: calls.c -------------------------------------------------------- */

/* A request as it is sent. */
struct fuzz_request {
    const struct component_client *client;
    seL4_Word method;     /* the message's label */
    char *bytes;          /* of the parameters, a page of them */
    size_t size;          /* as it is told to the server: any number */
    seL4_Word words;      /* length of the message */
    seL4_Word caps;       /* capabilities that come along, up to 3 */
    seL4_CPtr capability; /* the first of them */
    bool spoilt;
};

struct fuzz_answer {
    seL4_Word status; /* enum component_status, or an error of the kernel */
    char *bytes;      /* of the results */
    size_t size;
};

/* What looks at requests and answers. It makes no calls. */
struct fuzz_judge {
    /* Whether a spoilt request may be sent: it shall not do what the judge
       cannot keep account of. NULL: any may. */
    bool (*allows)(const struct fuzz_request *r);
    /* Every request, and what came of it. */
    void (*told)(const struct fuzz_request *r, const struct fuzz_answer *a);
};

/**
 * A turn, of whose requests some are spoilt. Outside of turns none is, and
 * nobody judges.
 *
 * @param by     judges all of them
 * @param ask    makes requests
 * @param count  how often it does
 */
void fuzz_turn(const struct fuzz_judge *by, void (*ask)(void), unsigned count);

/**
 * Makes requests of which none is spoilt, in the midst of a turn too.
 *
 * @param by   judges them; NULL: nobody does
 * @param ask  makes them
 */
void fuzz_honestly(const struct fuzz_judge *by, void (*ask)(void));

/* The next requests name the endpoint that they go to, before the capability
 * that they are to take along. */
extern bool fuzz_names_itself;

/* What is answered to a spoilt request goes to who asked, like any answer;
 * else that fails, as it is the answer to another request. */
extern bool fuzz_passes_answers;

/* The last request was spoilt. */
extern bool fuzz_was_spoilt;

/**
 * The parameters of a request, to be read with the functions of
 * component_message.h. If the server's runtime has something to say of it
 * before its method reads them, that is their error.
 *
 * @param methods  that the interface has
 */
struct component_message fuzz_parameters(const struct fuzz_request *r,
                                         unsigned methods);

/** @return what the runtime has to say of parameters when its method has read
 *          them: COMPONENT_OK, COMPONENT_BAD_METHOD, COMPONENT_BAD_PAYLOAD */
enum component_status fuzz_status(struct component_message *m);

/** @return the results of an answer, to be read in the same way */
struct component_message fuzz_results(const struct fuzz_answer *a);

/* -- what came of it: tally.c ---------------------------------------------- */

enum { FUZZ_ANSWERS = 64, FUZZ_TEXT = 1200 };

/* Of one interface. */
struct fuzz_tally {
    const char *name;
    unsigned requests;
    unsigned spoilt;
    unsigned wrong; /* not what must be answered */
    unsigned refused[COMPONENT_NOT_PERMITTED + 1]; /* by the connector */
    unsigned kinds;
    int answer[FUZZ_ANSWERS]; /* in ascending order */
    unsigned count[FUZZ_ANSWERS];
};

/** Counts a request, and what the connector said to it. */
void fuzz_count_request(struct fuzz_tally *t, const struct fuzz_request *r,
                        const struct fuzz_answer *a);

/**
 * The beginning of a judgement: counts a request, and holds what the connector
 * said to it against what it must say.
 *
 * @param expected  of fuzz_status
 * @return whether there is an answer of the service to be judged
 */
bool fuzz_judge_status(struct fuzz_tally *t, const struct fuzz_request *r,
                       const struct fuzz_answer *a,
                       enum component_status expected);

/** Counts a request and what came of it, of a procedure whose methods all
 * return an int: for a judge that keeps account of nothing. */
void fuzz_count(struct fuzz_tally *t, const struct fuzz_request *r,
                const struct fuzz_answer *a);

/** Counts what the service answered. */
void fuzz_count_answer(struct fuzz_tally *t, int answer);

/** Counts something that is not as it must be, and says so on the console.
 *
 * @param what  in a few words
 */
void fuzz_count_wrong(struct fuzz_tally *t, const char *what, int64_t is,
                      int64_t should_be);

/**
 * @return a line without an end, until the next call:
 *         "NAME: 7 requests, 2 spoilt, 0 wrong, refused 1:1 2:1, answered 1:3
 *         2:2"; numbers before colons are enum component_status, and answers
 */
const char *fuzz_report(const struct fuzz_tally *t);
