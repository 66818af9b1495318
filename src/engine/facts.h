/* SPDX-License-Identifier: MIT
 *
 * facts.h: what a letter may speak of, as the JSON object its template is rendered with.
 *
 * Present in every letter: organization, robot, name, first, company. An object is present when the letter is about
 * such a thing and its template uses it: register, revision, draft, ballot, vote, stage, stages, ask, item, head. The
 * letter's own values (LetterValue) stand at top level under their names. Instants are text as letters give them.
 * Choices of a ballot are there once it is decided, as its profile allows, and never of a cancelled one (B-5, B-21).
 */
#pragma once
#include "base/json.h"
#include "base/text.h"
#include "store/store.h"

/* What the facts are taken from. Everything is borrowed. */
typedef struct FactSource {
	Store *store;
	const Part *part;   /* looked at first; NULL: the store alone */
	const Roster *roster;
	const Rules *rules;
	const char *robot;  /* the robot's address */
	const char *reply;  /* where the answer to this letter goes: the buttons' address */
	const char *token;  /* in the buttons' subject, or NULL */
	const char *site;   /* URL of the public register site, or NULL */
	const char *head_hash; /* of the journal at the letter's decision, or NULL */
	gint64 head_n;
	Instant now;
	GHashTable *uses;   /* names that the letter looks up (letterbook_uses), or NULL for all */
	GHashTable *shared; /* id -> facts that the letters of one decision have in common (owned), or NULL */
} FactSource;

/* The facts of a letter. NULL on a fault of the store. New reference. */
json_t *facts_of_letter(const FactSource *source, const Letter *letter, GError **error);

/* A record by id: from the part, else from the store (then kept in `owned`). NULL when there is none. */
gconstpointer facts_get(const FactSource *source, const RecordType *type, const char *id, GPtrArray *owned);

/* "[WR-12] Work register with SNIA": the subject that keeps a register's letters one thread. g_free. */
char *facts_subject(const char *register_id, const char *partner_name);

/* --- facts-ballot.c --- */
json_t *facts_ballot(const FactSource *source, const Ballot *ballot, GPtrArray *owned, GError **error);
/* Adds the outcome of a decided ballot to its facts. FALSE on a fault of the store. */
gboolean facts_result(const FactSource *source, const Ballot *ballot, const Profile *profile, json_t *out, GError **error);
json_t *facts_vote(const FactSource *source, const Vote *vote, GPtrArray *owned);

/* Whether the letter looks up a name ("ballot", "ballot.closes"). */
gboolean facts_use(const FactSource *source, const char *name);

/* Sets a member by its whole name ("ballot.body"), where the letter uses it: to a text (nothing for NULL), to an
 * instant as letters give it (nothing for INSTANT_NONE). */
void facts_put(const FactSource *source, json_t *object, const char *name, const char *text);
void facts_put_instant(const FactSource *source, json_t *object, const char *name, Instant instant);
