/* SPDX-License-Identifier: MIT
 *
 * moment.h: instants, durations and how they are written.
 *
 * An Instant is a count of Unix seconds, UTC; 0 means "none". A duration is a count of seconds. Nothing here reads the
 * clock or the zone files: the caller passes `now` and a GTimeZone. Letters always give the day of the week, the
 * place and UTC (letters.md).
 */
#pragma once
#include <glib.h>

typedef gint64 Instant;
#define INSTANT_NONE ((Instant)0)
#define DAY ((gint64)86400)
#define HOUR ((gint64)3600)
#define MINUTE ((gint64)60)

/* Parses RFC 3339 ("2026-12-04T17:00:00-05:00", "…Z"; seconds may be left out). False when it is anything else. */
gboolean instant_parse(const char *text, Instant *out_instant);

/* "2026-12-04T22:00:00Z". Free with g_free. */
char *instant_format(Instant instant);

/* "Friday 4 December 2026, 17:00 New York (22:00 UTC)": the place is the last part of the zone's identifier with
 * underscores as blanks; with zone NULL or UTC: "Friday 4 December 2026, 22:00 UTC"; where UTC has another day it is
 * named: "(Saturday 01:00 UTC)". Free with g_free. */
char *instant_letter(Instant instant, GTimeZone *zone);

/* The same with seconds, in UTC only: "Tuesday 1 December 2026, 14:02:11 UTC" (receipts). Free with g_free. */
char *instant_letter_exact(Instant instant);

/* "Friday 4 December 2026": the day as the zone has it. Free with g_free. */
char *instant_day(Instant instant, GTimeZone *zone);

/* Reads a day, or a day and a time, as people write it in a reply: "2026-12-04", "2026-12-04 17:00", "4 December 2026",
 * "4 Dec 2026 17:00", "December 4, 2026", "Friday 4 December 2026, 17:00", RFC 3339. A day without a time is taken at
 * hour:00 in the zone (NULL is UTC). "12/4/2026" is ambiguous and refused, and so is a weekday that does not fit the
 * date. A time that the clocks skip is the moment they move on. False when it is nothing of that kind. */
gboolean instant_parse_day(const char *text, GTimeZone *zone, int hour, Instant *out_instant);

/* Parses "5d", "12h", "30m", "90s", "2w", "24 months" is "24mo" (30 days each); 0 only as "0d" and the like. False when
 * the unit is missing or unknown. */
gboolean duration_parse(const char *text, gint64 *out_seconds);

/* The shortest text duration_parse reads back: 604800 -> "7d". Free with g_free. */
char *duration_format(gint64 seconds);

/* For people: "7 days", "36 hours", "10 minutes". Free with g_free. */
char *duration_letter(gint64 seconds);

/* An age for digests: "3 days", "5 hours", "just now" (below a minute). Free with g_free. */
char *duration_age(gint64 seconds);
