/* SPDX-License-Identifier: MIT
 *
 * part.h: the part of what is stored that one event touches, held in memory while it is decided.
 *
 * The engine fills a Part with records before a decision (what to load for which event stands in `Scope`), the domain
 * reads it and, through the Decision, changes it. A record that was not loaded does not exist for the domain, so the
 * scopes are generous: a register comes with everything open on it; only seats, votes and the people asked to vote are
 * loaded one by one, because a roll can be long.
 */
#pragma once
#include "domain/records.h"
#include "domain/roster.h"
#include "domain/rules.h"

typedef struct Part {
	const Roster *roster; /* borrowed */
	const Rules *rules;   /* borrowed */
	GHashTable *records;  /* RecordType * -> (id -> Record *), all owned */
} Part;

Part *part_new(const Roster *roster, const Rules *rules);
void part_free(Part *part); /* takes NULL */
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Part, part_free)

/* Takes ownership; replaces a record of the same type and id. */
void part_put(Part *part, gpointer record);

/* Removes the record of that type and id, if any. */
void part_drop(Part *part, const RecordType *type, const char *id);

/* The record of that type and id, or NULL (also for id NULL). Borrowed, until the next put or drop of it. */
gpointer part_get(const Part *part, const RecordType *type, const char *id);

/* All records of a type, ordered by id as numbers count (ASK-9 before ASK-10). Free the array; records are borrowed. */
GPtrArray *part_all(const Part *part, const RecordType *type);

#define PART_GET(part, Noun, noun, id) ((Noun *)part_get((part), &noun##_type, (id)))

/* What to load for an event. With register_id everything of that register: its row, the open revision with its drafts
 * and their milestones, the drafts it and the register name, open asks with their people (of vote asks only the ask),
 * ballots of the open revision, items, comments, moments. With `roll` the whole roll of each open ballot of the
 * register as well: seats, votes, the people asked to vote. With `ballot` that ballot's head and its vote ask, and with
 * `seat` that one seat, its current vote and the people asked for it: all that a vote needs. With `ask` that ask and all
 * its people, whatever its state. Ids are NULL where not wanted. */
typedef struct Scope {
	const char *register_id;
	gboolean lean;     /* of the register only its row: for votes */
	const char *ballot;
	const char *seat;  /* unit of the seat */
	const char *ask;
	gboolean roll;
} Scope;
