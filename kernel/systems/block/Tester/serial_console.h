/* SPDX-License-Identifier: MIT
 *
 * The serial line as a component's console: also in builds whose kernel prints
 * nothing. The component has the registers of a 16550 as its dataport `line`,
 * nobody else uses them, and its sources.mk adds
 *
 *     SOURCES = kernel/systems/block/Tester/serial_console.c
 */
#pragma once

/** Sends what is printed from now on to the serial line. */
void serial_console(void);
