/* SPDX-License-Identifier: MIT
 *
 * Takes frames away while the security coordinator copies out of them, or into
 * them. A second thread, which is more urgent than the coordinator and runs for
 * a moment in each of its periods, does something to the parcel each time:
 *
 *     revokes a frame        every copy of it is gone, also the coordinator's,
 *                            mapped or not
 *     revokes the CNode      so is the capability that came with the request
 *     empties a slot, or     what the coordinator has not looked at yet is
 *     puts an endpoint in    something else
 *
 * The answer must be that these are no frames, or what it would be without the
 * thread; and the next request is answered like any other.
 */
#include <bundle.h>
#include <camkes.h>
#include <memory.h>
#include <security.h>
#include <stdlib.h>
#include <string.h>

#include "fuzzing.h"
#include "parcel.h"
#include "sample.h"

enum { PAGES = 100, BITS = 7, LENGTH = PAGES * PARCEL_PAGE, LOADS = 80 };

static struct parcel parcel;
static seL4_CPtr endpoint;
static uint32_t package; /* length of the one that is there to be loaded */
static volatile bool armed;
static volatile unsigned done_to_it;
static struct fuzz_tally tally = { .name = "frames" };

/* -- the thread ------------------------------------------------------------ */

static void put(uint32_t slot, seL4_CPtr capability)
{
    seL4_CNode_Delete(parcel.cnode, slot, BITS);
    if (capability)
        seL4_CNode_Copy(parcel.cnode, slot, BITS, CAMKES_OWN_CNODE, capability,
                        seL4_WordBits, seL4_AllRights);
}

static void do_something(uint64_t dice)
{
    uint32_t slot = (uint32_t)(dice >> 8) % PAGES;

    switch (dice % 12) {
    case 0 ... 2:
        seL4_CNode_Revoke(CAMKES_OWN_CNODE, parcel.frames + slot,
                          seL4_WordBits);
        break;
    case 3:
        seL4_CNode_Revoke(CAMKES_OWN_CNODE, parcel.cnode, seL4_WordBits);
        break;
    case 4:
        put(slot, endpoint);
        break;
    case 5:
        put(slot, seL4_CapNull);
        break;
    default:
        return;
    }
    done_to_it++;
}

/* To yield is to wait for the next period. */
static _Noreturn void disturb(void *unused)
{
    uint64_t state = 0x7e55e4a;

    (void)unused;
    for (;;) {
        state = state * 6364136223846793005u + 1442695040888963407u;
        if (armed)
            do_something(state >> 33);
        seL4_Yield();
    }
}

/* -- requests -------------------------------------------------------------- */

static void restore(void)
{
    for (uint32_t i = 0; i < PAGES; i++)
        put(i, parcel.frames + i);
}

/* What is no bundle is refused when all of it has been copied. */
static int ask_install(void)
{
    char *id = NULL;
    int answer = security_install(parcel.cnode, BITS, LENGTH, &id);

    free(id);
    return answer;
}

static int ask_load(void)
{
    return security_load_application("s.rex", parcel.cnode, BITS, package);
}

static void ask(void)
{
    bool loads = fuzz_one_in(LOADS);
    int good = loads ? SECURITY_OK : SECURITY_BUNDLE + BUNDLE_BAD_MAGIC, answer;

    restore();
    memset(parcel.bytes, 0, BUNDLE_HEADER_BYTES);
    done_to_it = 0;
    armed = true;
    answer = loads ? ask_load() : ask_install();
    armed = false;
    tally.requests++;
    tally.spoilt += done_to_it > 0;
    fuzz_count_answer(&tally, answer);
    if (answer != SECURITY_BAD_FRAMES && answer != good)
        fuzz_count_wrong(&tally, "answer", answer, good);
}

/* Nobody does anything, so all goes well. */
static void ask_in_peace(void)
{
    int answer;

    restore();
    answer = ask_install();
    if (answer != SECURITY_BUNDLE + BUNDLE_BAD_MAGIC)
        fuzz_count_wrong(&tally, "install", answer, SECURITY_BUNDLE);
    answer = ask_load();
    if (answer != SECURITY_OK)
        fuzz_count_wrong(&tally, "load", answer, SECURITY_OK);
}

/* -- start ----------------------------------------------------------------- */

static bool make_endpoint(void)
{
    struct memory_object wanted = { seL4_EndpointObject, 0, 1, 0 };
    uint32_t batch;

    endpoint = slots_take(&slots);
    wanted.slot = (uint32_t)endpoint;
    return memory_alloc(MEMORY_OWN_ACCOUNT, 1, &wanted, MEMORY_LONG,
                        CAMKES_OWN_CNODE, &batch) == MEMORY_OK;
}

static bool install_package(void)
{
    char *id = NULL;
    int answer;

    package = sample_make(parcel.bytes, "s.rex", LENGTH - PARCEL_PAGE);
    answer = security_install(parcel.cnode, BITS, package, &id);
    free(id);
    return answer == SECURITY_OK || answer == SECURITY_FOUND;
}

int run(void)
{
    if (!parcel_make(&parcel, PAGES, BITS) || !make_endpoint() ||
        !install_package()) {
        fuzz_count_wrong(&tally, "start", 0, 1);
        return 1;
    }
    noise_reg_callback(disturb, NULL);
    start_emit();
    for (;;) {
        turn_wait();
        for (int i = 0; i < requests; i++)
            ask();
        ask_in_peace();
        referee_round(fuzz_report(&tally));
    }
}
