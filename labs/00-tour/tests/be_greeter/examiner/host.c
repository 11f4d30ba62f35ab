/* SPDX-License-Identifier: MIT
 *
 * Tests of the guest: the examiner takes the greeter's place. It receives by
 * itself, below the event loop, because the tests decide when to wait.
 */
#include <examiner.h>
#include <interfaces/protection_domain.h>
#include <microkit.h>

#include <components/greeter/greeting.h>

#define REGION 0x10000000
#define GUEST  1

struct visit {
    seL4_Word badge, label, registers, token;
};

/* Waits for the guest's next call. */
static struct visit next_call(void)
{
    struct visit v;
    seL4_MessageInfo_t info = seL4_Recv(PD_SLOT_INPUT, &v.badge, PD_SLOT_REPLY);

    v.label = seL4_MessageInfo_get_label(info);
    v.registers = seL4_MessageInfo_get_length(info);
    v.token = seL4_GetMR(0);
    return v;
}

static void answer(seL4_Word label, seL4_Word registers)
{
    seL4_Send(PD_SLOT_REPLY, seL4_MessageInfo_new(label, 0, 0, registers));
}

/* The guest's first call; it makes it once, however many tests ask. */
static struct visit greeting(void)
{
    static struct visit first;

    if (!first.badge) {
        test_step("waiting for the guest to ask for a greeting");
        first = next_call();
        seL4_SetMR(0, first.token);
        seL4_SetMR(1, 1);
        answer(GREETING, 2);
    }
    return first;
}

/* It asks at once, in the way that greeting.h says. */
TEST(guest_asks)
{
    struct visit v = greeting();

    record_value("badge", v.badge);
    record_value("label", v.label);
    record_value("registers", v.registers);
}

/* Waved at, it says farewell with the same token. */
TEST(guest_says_farewell)
{
    struct visit first = greeting();
    struct visit v;

    test_step("waving, and waiting for the farewell");
    microkit_notify(GUEST);
    v = next_call();
    record_value("badge", v.badge);
    record_value("label", v.label);
    record_value("registers", v.registers);
    record_value("same token", v.token == first.token);
    seL4_SetMR(0, v.token);
    answer(GOODBYE, 1);
}

void init(void)
{
    examiner_run((void *)REGION);
}

void notified(microkit_channel ch)
{
    (void)ch;
}

microkit_msginfo protected(microkit_channel ch, microkit_msginfo msginfo)
{
    (void)ch;
    return msginfo;
}
