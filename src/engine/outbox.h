/* SPDX-License-Identifier: MIT
 *
 * outbox.h: what becomes of a letter that waits to leave: is it still true, was it taken, when is the next try.
 *
 * Each try sends the same bytes. A letter whose ask is settled or whose time is past is withdrawn before the try. A
 * temporary refusal is tried again after 5 minutes, doubling to 6 hours, for 5 days; a try whose end is not known is
 * repeated at most twice (the Message-ID is the same, so that the receiving side can tell).
 */
#pragma once
#include "net/submit.h"
#include "store/store.h"

#define OUTBOX_FIRST_PAUSE (5 * MINUTE)
#define OUTBOX_LONGEST_PAUSE (6 * HOUR)
#define OUTBOX_GIVE_UP (5 * DAY)
#define OUTBOX_UNKNOWN_PAUSE (15 * MINUTE)
#define OUTBOX_UNKNOWN_TRIES 3

/* Writes the outcome of a try into the row: fate, reply, tries, the next try or the end. TRUE when the addressee cannot
 * be reached, which the process wants to know. */
gboolean outbox_outcome(OutRow *row, SubmitOutcome outcome, const char *reply, Instant now);

/* Whether a letter should still go; else its row is made withdrawn. False on a fault. */
gboolean outbox_still_true(Store *store, OutRow *row, Instant now, gboolean *out_true, GError **error);

/* The letters to try at now, at most max and none of those in `busy` (a set of their numbers, or NULL). Letters that
 * are no longer true are withdrawn. *out_next is when there is more to do, or INSTANT_NONE. To be called in a
 * transaction. NULL on a fault. Free with g_ptr_array_unref. */
GPtrArray *outbox_take(Store *store, Instant now, guint max, GHashTable *busy, Instant *out_next, GError **error);
