/* SPDX-License-Identifier: MIT
 *
 * The runtime is compiled once, for no instance: it has nothing of its own.
 */
#pragma once
