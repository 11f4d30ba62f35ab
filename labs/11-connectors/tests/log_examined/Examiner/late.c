/* SPDX-License-Identifier: MIT
 *
 * Hidden until the lab is due: texts that would look like another's line.
 */
#include "line.h"

TEST(log_line_stays_one_line)
{
    begin_lines();
    test_step("texts with characters that steer a terminal");
    log_error("trick", "one\nben: ERROR two\033[2J\x7f");
    record_last("forged");
    log_error("end", "a line feed at the end\n");
    record_last("line feed");
    log_error("far", "\xc3\xa9t\xc3\xa9");
    record_last("not ASCII");
    record_value("lines", lines_come());
}
