/* SPDX-License-Identifier: MIT */
/*
 * Section 5.6: with one domain, as the kernel is configured by default (N = 1
 * and a schedule of L = 2 entries), and with four (L = 100). The last entry is
 * always an end marker.
 */
#include "domains.h"

#define BOOT_DURATION ((1ul << 56) - 1)

TEST(s5_6_labels)
{
    WALK({ "0", TEST_DOMAIN, 0, NO_WORDS, NO_CAPS, ILLEGAL },
         { "ConfigureFlags", TEST_DOMAIN, SchedControlConfigureFlags, NO_WORDS,
           NO_CAPS, ILLEGAL },
         { "ClearIRQHandler", TEST_DOMAIN, IRQClearIRQHandler, NO_WORDS,
           NO_CAPS, ILLEGAL });
}

/* A wrong thread is reported as an invalid argument, not a capability. */
TEST(s5_6_set)
{
    seL4_CPtr tcb = make_tcb();

    WALK({ "no word", TEST_DOMAIN, DomainSetSet, NO_WORDS, CAPS(tcb),
           TRUNCATED },
         { "domain 1, no capability", TEST_DOMAIN, DomainSetSet, WORDS(1),
           NO_CAPS, INVALID_ARG(0) },
         { "domain 256", TEST_DOMAIN, DomainSetSet, WORDS(256), CAPS(tcb),
           INVALID_ARG(0) },
         { "domain -1", TEST_DOMAIN, DomainSetSet, WORDS(-1ul), CAPS(tcb),
           INVALID_ARG(0) },
         { "no capability", TEST_DOMAIN, DomainSetSet, WORDS(0), NO_CAPS,
           TRUNCATED },
         { "null", TEST_DOMAIN, DomainSetSet, WORDS(0), CAPS(0),
           INVALID_ARG(1) },
         { "endpoint", TEST_DOMAIN, DomainSetSet, WORDS(0),
           CAPS(make_endpoint()), INVALID_ARG(1) },
         { "a thread", TEST_DOMAIN, DomainSetSet, WORDS(0), CAPS(tcb),
           SUCCEEDS },
         { "the caller", TEST_DOMAIN, DomainSetSet, WORDS(0), CAPS(TEST_TCB),
           SUCCEEDS });
}

TEST(s5_6_schedule_configure)
{
    WALK({ "two words", TEST_DOMAIN, DomainScheduleConfigure, WORDS(9, 9),
           NO_CAPS, TRUNCATED },
         { "the last entry", TEST_DOMAIN, DomainScheduleConfigure,
           WORDS(1, 9, -1ul), NO_CAPS, RANGE(0, 0) },
         { "entry -1", TEST_DOMAIN, DomainScheduleConfigure,
           WORDS(-1ul, 9, -1ul), NO_CAPS, RANGE(0, 0) },
         { "domain 1", TEST_DOMAIN, DomainScheduleConfigure, WORDS(0, 1, -1ul),
           NO_CAPS, RANGE(0, 0) },
         { "domain 256", TEST_DOMAIN, DomainScheduleConfigure, WORDS(0, 256, 1),
           NO_CAPS, RANGE(0, 0) },
         { "duration 2^56", TEST_DOMAIN, DomainScheduleConfigure,
           WORDS(0, 0, 1ul << 56), NO_CAPS, INVALID_ARG(2) },
         { "the start becomes an end marker", TEST_DOMAIN,
           DomainScheduleConfigure, WORDS(0, 0, 0), NO_CAPS, INVALID_ARG(2) },
         { "as at boot", TEST_DOMAIN, DomainScheduleConfigure,
           WORDS(0, 0, BOOT_DURATION), NO_CAPS, SUCCEEDS });
}

TEST(s5_6_schedule_set_start)
{
    WALK({ "no word", TEST_DOMAIN, DomainScheduleSetStart, NO_WORDS, NO_CAPS,
           TRUNCATED },
         { "entry 2", TEST_DOMAIN, DomainScheduleSetStart, WORDS(2), NO_CAPS,
           RANGE(0, 1) },
         { "entry -1", TEST_DOMAIN, DomainScheduleSetStart, WORDS(-1ul),
           NO_CAPS, RANGE(0, 1) },
         { "an end marker", TEST_DOMAIN, DomainScheduleSetStart, WORDS(1),
           NO_CAPS, INVALID_ARG(0) },
         { "entry 0", TEST_DOMAIN, DomainScheduleSetStart, WORDS(0), NO_CAPS,
           SUCCEEDS });
}

/* With one domain its time is not kept: a short entry takes nothing away. */
TEST(s5_6_one_domain_keeps_no_time)
{
    WALK({ "one tick", TEST_DOMAIN, DomainScheduleConfigure, WORDS(0, 0, 1),
           NO_CAPS, SUCCEEDS },
         { "begin with it", TEST_DOMAIN, DomainScheduleSetStart, WORDS(0),
           NO_CAPS, SUCCEEDS });
    test_spin(200);
    seL4_Yield();
    WALK({ "as at boot", TEST_DOMAIN, DomainScheduleConfigure,
           WORDS(0, 0, BOOT_DURATION), NO_CAPS, SUCCEEDS },
         { "begin with it", TEST_DOMAIN, DomainScheduleSetStart, WORDS(0),
           NO_CAPS, SUCCEEDS });
}

/* -- Four domains, a hundred entries --------------------------------------- */

TEST_WITH("domains=4", s5_6_set_of_four)
{
    seL4_CPtr tcb = make_tcb();

    WALK({ "no word", TEST_DOMAIN, DomainSetSet, NO_WORDS, CAPS(tcb),
           TRUNCATED },
         { "domain 4, no capability", TEST_DOMAIN, DomainSetSet, WORDS(4),
           NO_CAPS, INVALID_ARG(0) },
         { "domain 259", TEST_DOMAIN, DomainSetSet, WORDS(259), CAPS(tcb),
           INVALID_ARG(0) },
         { "domain 3, no capability", TEST_DOMAIN, DomainSetSet, WORDS(3),
           NO_CAPS, TRUNCATED },
         { "domain 3, endpoint", TEST_DOMAIN, DomainSetSet, WORDS(3),
           CAPS(make_endpoint()), INVALID_ARG(1) },
         { "domain 3", TEST_DOMAIN, DomainSetSet, WORDS(3), CAPS(tcb),
           SUCCEEDS });
}

TEST_WITH("domains=4", s5_6_schedule_configure_of_100)
{
    slice(98, 0, 0); /* what follows may change entries up to here */
    WALK({ "two words", TEST_DOMAIN, DomainScheduleConfigure, WORDS(99, 4),
           NO_CAPS, TRUNCATED },
         { "the last entry", TEST_DOMAIN, DomainScheduleConfigure,
           WORDS(99, 4, -1ul), NO_CAPS, RANGE(0, 98) },
         { "domain 4", TEST_DOMAIN, DomainScheduleConfigure, WORDS(98, 4, -1ul),
           NO_CAPS, RANGE(0, 3) },
         { "duration 2^56", TEST_DOMAIN, DomainScheduleConfigure,
           WORDS(98, 3, 1ul << 56), NO_CAPS, INVALID_ARG(2) },
         { "duration 0 of domain 3", TEST_DOMAIN, DomainScheduleConfigure,
           WORDS(0, 3, 0), NO_CAPS, INVALID_ARG(1) },
         { "the start becomes an end marker", TEST_DOMAIN,
           DomainScheduleConfigure, WORDS(0, 0, 0), NO_CAPS, INVALID_ARG(2) },
         { "an end marker", TEST_DOMAIN, DomainScheduleConfigure,
           WORDS(1, 0, 0), NO_CAPS, SUCCEEDS },
         { "the longest", TEST_DOMAIN, DomainScheduleConfigure,
           WORDS(98, 3, BOOT_DURATION), NO_CAPS, SUCCEEDS });
}

/* The start may be moved away from entry 0, which may then end the schedule. */
TEST_WITH("domains=4", s5_6_schedule_set_start_of_100)
{
    slice(98, 0, BOOT_DURATION);
    WALK({ "no word", TEST_DOMAIN, DomainScheduleSetStart, NO_WORDS, NO_CAPS,
           TRUNCATED },
         { "entry 100", TEST_DOMAIN, DomainScheduleSetStart, WORDS(100),
           NO_CAPS, RANGE(0, 99) },
         { "the last entry", TEST_DOMAIN, DomainScheduleSetStart, WORDS(99),
           NO_CAPS, INVALID_ARG(0) },
         { "an end marker", TEST_DOMAIN, DomainScheduleSetStart, WORDS(97),
           NO_CAPS, INVALID_ARG(0) },
         { "entry 98", TEST_DOMAIN, DomainScheduleSetStart, WORDS(98), NO_CAPS,
           SUCCEEDS },
         { "the start becomes an end marker", TEST_DOMAIN,
           DomainScheduleConfigure, WORDS(98, 0, 0), NO_CAPS, INVALID_ARG(2) },
         { "entry 0 does", TEST_DOMAIN, DomainScheduleConfigure, WORDS(0, 0, 0),
           NO_CAPS, SUCCEEDS });
}
