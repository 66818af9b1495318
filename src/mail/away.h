/* SPDX-License-Identifier: MIT
 *
 * away.h: until when the sender of an automatic reply is away.
 */
#pragma once
#include "base/moment.h"

/* The day that follows "until", "back on", "bis" and the like, as that day's 00:00 UTC, or INSTANT_NONE. A day without
 * a year is taken as the next such day after `sent` (INSTANT_NONE: such days are not read). */
Instant away_until(const char *text, Instant sent);
