/* SPDX-License-Identifier: MIT
 *
 * The layout of a bundle as the process manager has it, for the examiner.
 */
#include <components/ProcessManager/layout.c>
