/* SPDX-License-Identifier: MIT */
/*
 * Lab 06, visible test: messages of every length.
 */
#include "threads.h"

enum { UNTOUCHED = 0x0dd, LAST = 127 };

struct reader {
    seL4_CPtr from, reply;
    volatile seL4_Word length; /* of the last message                      */
    volatile seL4_Word digest; /* over lengths and words of all            */
    volatile seL4_Word beyond; /* words changed behind a message's end     */
};

static seL4_Word mixed(seL4_Word digest, seL4_Word word)
{
    return digest * 0x100000001b3 + word;
}

/* Receives without end. The words in registers need no look behind the end:
   they may be anything. */
static void read_all(void *argument)
{
    struct reader *r = argument;

    for (;;) {
        seL4_IPCBuffer *buffer = seL4_GetIPCBuffer();
        seL4_Word badge, length;

        for (int i = 4; i < MAX_WORDS; i++)
            buffer->msg[i] = UNTOUCHED;
        buffer->userData = UNTOUCHED;
        length =
            seL4_MessageInfo_get_length(seL4_Recv(r->from, &badge, r->reply));
        r->length = length;
        r->digest = mixed(r->digest, length);
        for (seL4_Word i = 0; i < length && i < MAX_WORDS; i++)
            r->digest = mixed(r->digest, buffer->msg[i]);
        for (seL4_Word i = length < 4 ? 4 : length; i < MAX_WORDS; i++)
            r->beyond += buffer->msg[i] != UNTOUCHED;
        r->beyond += buffer->userData != UNTOUCHED;
    }
}

/* All words of a message arrive, none more; a length above the maximum counts
   as the maximum. */
TEST(msg_lengths_0_to_max)
{
    seL4_CPtr endpoint = test_object(seL4_EndpointObject, 0);
    struct reader reader = { .from = endpoint,
                             .reply = test_object(seL4_ReplyObject, 0) };
    uint64_t random = test_word("words");

    test_spawn("reader", ABOVE, read_all, &reader);
    test_step("lengths 0 to the maximum");
    for (seL4_Word length = 0; length <= MAX_WORDS; length++) {
        for (seL4_Word i = 0; i < length; i++) {
            random = random * 6364136223846793005 + 1442695040888963407;
            seL4_SetMR((int)i, random);
        }
        seL4_Send(endpoint, seL4_MessageInfo_new(0, 0, 0, length));
        CHECK_EQ(reader.length, length);
    }
    record_value("digest", reader.digest);
    record_value("changed behind the end", reader.beyond);

    test_step("lengths above the maximum");
    for (seL4_Word length = MAX_WORDS + 1; length <= LAST; length++) {
        seL4_Send(endpoint, seL4_MessageInfo_new(0, 0, 0, length));
        CHECK_EQ(reader.length, MAX_WORDS);
    }
    record_value("changed behind the maximum", reader.beyond);
}
