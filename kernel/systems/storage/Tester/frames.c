/* SPDX-License-Identifier: MIT
 *
 * What is no CNode, and frames that are none.
 */
#include "tester.h"

#include <camkes.h>
#include <security.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "impostors.h"
#include "sample.h"

enum { DEPTH = seL4_WordBits, READ_ONLY_ROUNDS = 64 / SPARSE };

static seL4_CPtr impostors;
static uint32_t length;

static int install(seL4_CPtr cnode, uint32_t bits)
{
    char *id = NULL;
    int error = security_install(cnode, bits, length, &id);

    if (id)
        security_uninstall(id);
    free(id);
    return error;
}

/* What comes as the CNode, and how many bits. */
static void no_cnode(void)
{
    printf("tester: for a CNode:");
    printf(" nothing %d", install(seL4_CapNull, 4));
    for (unsigned i = 0; i < IMPOSTORS; i++)
        printf(" %d", install(impostors + i, IMPOSTOR_CNODE_BITS));
    printf(", a frame %d\n", install(small.frames, 4));
    printf("tester: with bits:");
    for (uint32_t bits = 0; bits < 70; bits++)
        if (install(small.cnode, bits) != SECURITY_BAD_FRAMES)
            printf(" %u", (unsigned)bits);
    say(", others refused;", install(small.cnode, 1u << 31));
    say("", install(small.cnode, 260));
    printf("\n");
}

static void put(uint32_t slot, seL4_CPtr capability, seL4_CapRights_t rights)
{
    seL4_CNode_Delete(small.cnode, slot, (seL4_Uint8)small.bits);
    if (capability)
        seL4_CNode_Copy(small.cnode, slot, (seL4_Uint8)small.bits,
                        CAMKES_OWN_CNODE, capability, DEPTH, rights);
}

/* What lies in the CNode: in place of the first frame, and of the second. */
static void no_frame(void)
{
    for (uint32_t slot = 0; slot < 2; slot++) {
        printf("tester: for frame %u:", (unsigned)slot);
        put(slot, seL4_CapNull, seL4_AllRights);
        printf(" nothing %d", install(small.cnode, small.bits));
        for (unsigned i = 0; i < IMPOSTORS; i++) {
            put(slot, impostors + i, seL4_AllRights);
            printf(" %d", install(small.cnode, small.bits));
        }
        put(slot, small.frames + slot, seL4_NoRights);
        printf(", no rights %d", install(small.cnode, small.bits));
        put(slot, small.frames + slot, seL4_CanRead);
        printf(", to read %d", install(small.cnode, small.bits));
        put(slot, small.frames + slot, seL4_AllRights);
        printf(", a frame %d\n", install(small.cnode, small.bits));
    }
}

/* Nobody can write to a frame that is there to be read. */
static void read_only(void)
{
    const char *id = "org.test.frames";
    unsigned refused = 0;
    char *made = NULL;

    printf("tester: kept %d",
           security_install(small.cnode, small.bits, length, &made));
    free(made);
    for (unsigned i = 0; i < READ_ONLY_ROUNDS; i++) {
        put(i % 2, small.frames + i % 2, seL4_CanRead);
        refused += security_load_application(id, small.cnode, small.bits,
                                             length) == SECURITY_BAD_FRAMES;
        put(i % 2, small.frames + i % 2, seL4_AllRights);
    }
    printf(", into frames to read %u times refused", refused);
    say(", at last",
        security_load_application(id, small.cnode, small.bits, length));
    say(", removed", security_uninstall(id));
    printf("\n");
}

void test_frames(void)
{
    uint32_t before = everything();

    impostors = impostors_make();
    if (!impostors) {
        printf("tester: no objects\n");
        return;
    }
    length = sample_make(small.bytes, "org.test.frames", PARCEL_PAGE + 100);
    no_cnode();
    no_frame();
    read_only();
    printf("tester: packages are %s\n",
           everything() == before ? "as before" : "others");
}
