/* SPDX-License-Identifier: MIT
 *
 * What the greeter understands. A request is a protected call: its label says
 * what is asked, message register 0 is the guest's token, any number.
 *
 *     GREET     answered by GREETING: register 0 the token, register 1 how
 *               many have been greeted so far, this one included. Afterwards
 *               the greeter waves: a notification on the same channel.
 *     FAREWELL  answered by GOODBYE: register 0 the token.
 *     others    answered by NOT_UNDERSTOOD, without registers.
 */
#pragma once

enum greeting_request { GREET = 1, FAREWELL = 2 };
enum greeting_answer { GREETING = 10, GOODBYE = 11, NOT_UNDERSTOOD = 12 };
