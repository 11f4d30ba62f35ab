/* SPDX-License-Identifier: MIT
 *
 * The table of states as the process manager has it, for the examiner.
 */
#include <components/ProcessManager/table.c>
