/* SPDX-License-Identifier: MIT
 *
 * Configuration by the name that some programs include it by.
 */
#pragma once

#include <sel4/config.h>
