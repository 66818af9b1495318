/* SPDX-License-Identifier: MIT
 *
 * fetching.h: the two questions the IMAP driver asks about messages: which UIDs are there, and what are these messages.
 */
#pragma once
#include "net/session.h"

/* Orders two UIDs (guint32 *) for sorting and searching. */
int fetching_compare_uids(gconstpointer a, gconstpointer b);

/* A set of ascending uids, runs written as ranges. Free with mailimap_set_free. */
struct mailimap_set *fetching_set(const guint32 *uids, gsize n);

/* Appends to out_uids (guint32) those UIDs of set that exist and are at least `from`, ascending, each once. The command
 * was begun by the caller. Takes set. */
gboolean fetching_search(Session *session, struct mailimap_set *set, guint32 from, GArray *out_uids, GError **error);

/* Fetches uids[0..n-1] (ascending, n > 0) and appends their messages in that order; the first *out_taken UIDs are dealt
 * with then (fewer than n when max_batch_bytes is reached). A UID that no longer exists is dealt with by nothing; one
 * that exists and was not sent is a FAULT_TEMP. */
gboolean fetching_fetch(Session *session, const guint32 *uids, guint n, const InboxLimits *limits, GPtrArray *messages,
                        guint *out_taken, GError **error);
