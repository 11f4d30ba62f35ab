/* SPDX-License-Identifier: MIT
 *
 * The entry points of a program that does not provide them. That is no error
 * until one is needed: then a line on the console names the one missing.
 */
#include "runtime.h"

static void missing(const char *entry, const char *what, unsigned int number)
{
    complain(entry);
    complain_number(what, number);
    complain_end();
}

__attribute__((weak)) void init(void)
{
    complain("init is missing");
    complain_end();
}

__attribute__((weak)) void notified(microkit_channel ch)
{
    missing("notified", " is missing: a notification came on channel ", ch);
}

__attribute__((weak))
microkit_msginfo protected(microkit_channel ch, microkit_msginfo msginfo)
{
    (void)msginfo;
    missing("protected", " is missing: a call came on channel ", ch);
    return microkit_msginfo_new(seL4_InvalidCapability, 0);
}

__attribute__((weak)) seL4_Bool fault(microkit_child child,
                                      microkit_msginfo msginfo,
                                      microkit_msginfo *reply_msginfo)
{
    (void)msginfo;
    (void)reply_msginfo;
    missing("fault", " is missing: a fault came from child ", child);
    return seL4_False;
}
