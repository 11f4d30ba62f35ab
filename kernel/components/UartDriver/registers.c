/* SPDX-License-Identifier: MIT
 *
 * Access to the device: apart, so that a test on the host can be the device.
 */
#include "registers.h"

#include <camkes.h>

uint8_t device_read(unsigned offset)
{
    return ((const volatile uint8_t *)registers)[offset];
}

void device_write(unsigned offset, uint8_t value)
{
    ((volatile uint8_t *)registers)[offset] = value;
}
