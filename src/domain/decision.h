/* SPDX-License-Identifier: MIT
 *
 * decision.h: what the process makes of one event: a named row, changed records, letters.
 *
 * A Decision is the unit of the journal: folding its changes rebuilds the store without calling a rule. While it is
 * being made its Part already shows the changes. Nothing in it can fail: what the process does not allow becomes a
 * refusal, which is a row, a sentence and a letter like any other.
 */
#pragma once
#include "domain/event.h"
#include "domain/letter.h"
#include "domain/part.h"

typedef struct Change {
	const RecordType *type;
	char *id;
	Record *record; /* the new content, owned; NULL: the record is gone */
} Change;

typedef struct Decision {
	Part *part;          /* borrowed; shows the changes already made */
	const Event *event;  /* borrowed */
	Instant now;
	const char *row;     /* name of the table row that decided; static */
	char *why;           /* one sentence, for log, letters and manual */
	Disposition disposition; /* of the mail that brought the event */
	char *register_id;   /* whose chain the entry belongs to; NULL: the robot's own */
	GPtrArray *changes;  /* Change *, one for each record touched, in order of first touch */
	GPtrArray *letters;  /* Letter * */
	GHashTable *touched; /* Change *: which records are listed already */
} Decision;

/* Decides one event. `now` is when it is decided; `event->at` when it happened. The part must hold the event's scope
 * (decide_scope). Free with decision_free. */
Decision *decide(Part *part, const Event *event, Instant now);
void decision_free(Decision *decision); /* takes NULL */
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Decision, decision_free)

/* --- for the domain's own files --- */

Decision *decision_new(Part *part, const Event *event, Instant now);

/* A record to change, in place in the part; it is listed once as a change, with the content it has at the end. The
 * record must be in the part. */
gpointer decision_edit(Decision *d, const RecordType *type, const char *id);
#define EDIT(d, Noun, noun, id) ((Noun *)decision_edit((d), &noun##_type, (id)))

/* A new record with that id (copied), zeroed, listed as a change. */
gpointer decision_add(Decision *d, const RecordType *type, const char *id);
#define ADD(d, Noun, noun, id) ((Noun *)decision_add((d), &noun##_type, (id)))

/* Removes a record, if it is there. */
void decision_drop(Decision *d, const RecordType *type, const char *id);

/* The next number of a counter ("ask", "ballot", "register"), from 1. */
gint64 decision_count(Decision *d, const char *counter);

/* Names the row that decides; the first name given stands. why is formatted; a later why replaces the former. */
void decision_row(Decision *d, const char *row, Disposition disposition, const char *why, ...) G_GNUC_PRINTF(4, 5);

/* A new letter of that kind to a person of the roster, or (person NULL) to an address. Its key is made of the kind,
 * `about` and the addressee, so that the same letter is never sent twice. The decision owns it. */
Letter *decision_letter(Decision *d, LetterKind kind, const char *about, const char *person, const char *address);

/* Copies the records touched out of the part into the changes: the last step of a decision. */
void decision_finish(Decision *d);
