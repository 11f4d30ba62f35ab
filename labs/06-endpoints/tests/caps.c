/* SPDX-License-Identifier: MIT */
/*
 * Lab 06, visible tests: capabilities that go along with a message.
 */
#include "threads.h"

/** Sends `count` capabilities from a thread of its own. */
static void send_caps(struct sender *s, seL4_CPtr to, const seL4_CPtr *caps,
                      seL4_Word count)
{
    *s = (struct sender){ .to = to, .caps = count };
    write_mail(s, "mail");
    for (seL4_Word i = 0; i < count; i++)
        s->cap[i] = caps[i];
    s->thread = test_spawn("sender", ABOVE, send_once, s);
}

static seL4_Word polled(seL4_CPtr ntfn)
{
    seL4_Word word = 0;

    seL4_Poll(ntfn, &word);
    return word;
}

/* With Grant a capability is copied into the slot that the receiver named;
   there is one slot, so a second one ends the list. */
TEST(cap_transfer_one)
{
    seL4_CPtr endpoint = test_object(seL4_EndpointObject, 0);
    seL4_CPtr ntfn = test_object(seL4_NotificationObject, 0);
    const seL4_CPtr caps[] = {
        test_mint(ntfn, seL4_AllRights, test_word("given")),
        test_mint(ntfn, seL4_AllRights, test_word("not given")),
    };
    struct receiver here;
    struct sender sender;

    make_receiver(&here, endpoint);
    here.slot = test_slot();
    test_step("one capability");
    send_caps(&sender, endpoint, caps, 1);
    take_mail(&here);
    record_caps("one", &here.mail);
    record_mail("one", &here.mail);
    seL4_Signal(here.slot);
    record_value("signalled", polled(ntfn));

    test_step("two capabilities, an empty slot");
    here.slot = test_slot();
    send_caps(&sender, endpoint, caps, 2);
    take_mail(&here);
    record_caps("two", &here.mail);
    seL4_Signal(here.slot);
    record_value("signalled again", polled(ntfn));

    test_step("one capability, a full slot");
    send_caps(&sender, endpoint, caps + 1, 1);
    take_mail(&here);
    record_caps("full", &here.mail);

    test_step("the sender's capability is revoked");
    test_revoke(caps[0]);
    test_revoke(ntfn);
    seL4_Signal(here.slot);
    record_value("revoked", polled(ntfn));
}

/* A capability to the endpoint that carries the message arrives as its badge;
   one to another endpoint is copied. */
TEST(cap_unwrap_same_ep)
{
    seL4_CPtr endpoint = test_object(seL4_EndpointObject, 0);
    seL4_CPtr other = test_object(seL4_EndpointObject, 0);
    const seL4_CPtr caps[] = {
        test_mint(endpoint, seL4_CanWrite, test_word("a")),
        test_mint(other, seL4_CanWrite, test_word("b")),
        test_mint(endpoint, seL4_CanRead, test_word("c")),
    };
    struct receiver receiver;
    struct sender sender;

    make_receiver(&receiver, endpoint);
    receiver.slot = test_slot();
    start_receiver(&receiver, "receiver");
    test_step("this endpoint, another, and this one");
    send_caps(&sender, endpoint, caps, 3);
    CHECK_MSG(receiver.thread->done, "the message did not arrive");
    record_caps("received", &receiver.mail);
    record_value("first", receiver.unwrapped[0]);
    record_value("third", receiver.unwrapped[2]);

    test_step("the copy is used");
    receiver.from = other;
    start_receiver(&receiver, "receiver of the other");
    seL4_NBSend(receiver.slot, seL4_MessageInfo_new(0, 0, 0, 0));
    record_value("second", receiver.mail.badge);
}

/* Without Grant the words go, the capabilities stay, whoever came first. */
TEST(no_grant_no_cap)
{
    seL4_CPtr endpoint = test_object(seL4_EndpointObject, 0);
    seL4_CPtr ntfn = test_object(seL4_NotificationObject, 0);
    seL4_CPtr slot = test_slot();
    seL4_CPtr client = test_mint(
        endpoint, seL4_CapRights_new(true, false, true, true), test_word("b"));
    const seL4_CPtr caps[] = { ntfn };
    struct receiver here, receiver;
    struct sender sender;

    test_step("the sender comes first");
    make_receiver(&here, endpoint);
    here.slot = slot;
    send_caps(&sender, client, caps, 1);
    take_mail(&here);
    record_caps("here", &here.mail);
    record_mail("here", &here.mail);

    test_step("the receiver comes first");
    make_receiver(&receiver, endpoint);
    receiver.slot = slot;
    start_receiver(&receiver, "receiver");
    send_caps(&sender, client, caps, 1);
    record_caps("receiver", &receiver.mail);
    record_mail("receiver", &receiver.mail);
    test_step("the slot is still empty");
    CHECK_OK(seL4_CNode_Copy(TEST_CNODE, slot, seL4_WordBits, TEST_CNODE, ntfn,
                             seL4_WordBits, seL4_AllRights));
}
