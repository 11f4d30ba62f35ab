/* SPDX-License-Identifier: MIT
 *
 * Tests of the greeter: the examiner is its guest, on two channels.
 */
#include <examiner.h>
#include <interfaces/protection_domain.h>
#include <microkit.h>

#include <components/greeter/greeting.h>

#define REGION  0x10000000
#define GREETER 5
#define AGAIN   9

static seL4_Word greetings; /* asked for since the system was booted */

static microkit_msginfo ask(microkit_channel ch, seL4_Word label,
                            seL4_Word token)
{
    greetings += label == GREET;
    microkit_mr_set(0, token);
    microkit_mr_set(1, 0);
    return microkit_ppcall(ch, microkit_msginfo_new(label, 1));
}

/* Which channels have been notified since the last look. */
static seL4_Word waves(void)
{
    seL4_Word badge = 0;

    seL4_NBWait(PD_SLOT_INPUT, &badge);
    return badge;
}

/* The answer has the right label and gives the token back. */
TEST(greeter_answers)
{
    seL4_Word token = test_pick("token", 1, 1ul << 40);
    microkit_msginfo answer;

    test_step("asking for a greeting");
    answer = ask(GREETER, GREET, token);
    record_value("label", microkit_msginfo_get_label(answer));
    record_value("registers", microkit_msginfo_get_count(answer));
    record_value("token", microkit_mr_get(0));

    test_step("saying farewell");
    answer = ask(GREETER, FAREWELL, token + 1);
    record_value("farewell label", microkit_msginfo_get_label(answer));
    record_value("farewell registers", microkit_msginfo_get_count(answer));
    record_value("farewell token", microkit_mr_get(0));
    waves();
}

/* Asks for a greeting, whose number must be that of all asked for. */
static void be_counted(microkit_channel ch, const char *step)
{
    seL4_Word number;

    test_step(step);
    ask(ch, GREET, 1);
    number = microkit_mr_get(1);
    CHECK_EQ(number, greetings);
}

/* Every greeting counts one more, and nothing else does. */
TEST(greeter_counts)
{
    be_counted(GREETER, "asking for a greeting");
    test_step("saying farewell, and nonsense");
    ask(GREETER, FAREWELL, 1);
    ask(GREETER, 77, 1);
    be_counted(AGAIN, "asking for a greeting after other requests");
    be_counted(GREETER, "asking for the next greeting");
    waves();
}

/* The wave comes on the channel of the call, and only for a greeting. */
TEST(notification_arrives)
{
    waves();
    test_step("asking for a greeting");
    ask(GREETER, GREET, 1);
    record_value("after a greeting", waves());
    test_step("asking on the other channel");
    ask(AGAIN, GREET, 1);
    record_value("on the other channel", waves());
    test_step("saying farewell");
    ask(GREETER, FAREWELL, 1);
    record_value("after a farewell", waves());
    test_step("asking for what it does not understand");
    ask(GREETER, test_pick("label", 100, 999), 1);
    record_value("after nonsense", waves());
}

/* What is not understood is said to be so. */
TEST(greeter_refuses)
{
    microkit_msginfo answer;

    test_step("asking for what it does not understand");
    answer = ask(GREETER, test_pick("label", 100, 999), 1);
    record_value("label", microkit_msginfo_get_label(answer));
    record_value("registers", microkit_msginfo_get_count(answer));
    waves();
}

void init(void)
{
    examiner_run((void *)REGION);
}

void notified(microkit_channel ch)
{
    (void)ch;
}
