/* SPDX-License-Identifier: MIT
 *
 * received.h: when a message reached our server, read from what stands in it or in the server's answer.
 */
#pragma once
#include "base/moment.h"

/* The instant of a civil date and time in a zone that is offset_seconds east of UTC. INSTANT_NONE when there is no such
 * date. A leap second counts as the second before it. */
Instant received_civil(int year, int month, int day, int hour, int minute, int second, int offset_seconds);

/* A date as mail writes it, "Tue, 3 Mar 2026 10:00:00 +0100 (CET)" (RFC 5322 3.3; of the obsolete forms: two-digit
 * years and the zones GMT, UT, EST …). INSTANT_NONE when it is anything else. */
Instant received_date(const char *text);

/* The date of the topmost Received header of a message (the one our own server put there), INSTANT_NONE when its header
 * block, the first 64 KB at most, has none or one without a date. */
Instant received_header(const char *message, gsize length);
