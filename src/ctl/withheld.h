/* SPDX-License-Identifier: MIT
 *
 * withheld.h: what no command shows: anything that tells how somebody votes before the ballot's result says so (I3).
 *
 * Beside the choice itself that is: the question for the reason of a NO (B-17) and its letters, why a vote was not
 * counted, the subject of a mail that answers a ballot, and in the journal the entries of votes. A ballot that was
 * cancelled, and one whose profile keeps its votes secret, stay closed for good.
 */
#pragma once
#include "base/json.h"
#include "store/store.h"

typedef struct Withheld {
	GHashTable *ballots; /* ids of the ballots whose votes are not shown */
	GHashTable *asks;    /* ids of their vote asks, and of the asks for reasons */
	GHashTable *reasons; /* of the latter alone */
} Withheld;

/* NULL on a fault of the store. Free with withheld_free (takes NULL). */
Withheld *withheld_read(Store *store, GError **error);
void withheld_free(Withheld *withheld);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Withheld, withheld_free)

/* What of a ballot may be shown: how each seat voted; the counts. */
gboolean withheld_seats(const Ballot *ballot);
gboolean withheld_counts(const Ballot *ballot);

/* id: of an ask or of somebody asked ("ASK-7.1"), or NULL. */
gboolean withheld_reason(const Withheld *withheld, const char *id);
gboolean withheld_vote(const Withheld *withheld, const char *id); /* reasons too */

/* Whether an entry of the journal tells of a vote or of the reason of one. */
gboolean withheld_entry(const Withheld *withheld, const json_t *event, const json_t *body);

/* A subject without the tokens that mailto: links put into it ("[#TOKEN]"). g_free. */
char *withheld_subject(const char *subject);
