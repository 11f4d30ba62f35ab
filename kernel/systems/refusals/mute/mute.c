/* SPDX-License-Identifier: MIT
 *
 * A program without a single entry point. The runtime's own take their place
 * and say which one is missing, when it is needed.
 */
#include <microkit.h>
