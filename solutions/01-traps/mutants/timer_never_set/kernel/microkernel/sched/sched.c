/* SPDX-License-Identifier: MIT */

static void set_timer(void)
{
    ks.reprogram = false;
}
