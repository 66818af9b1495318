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

/* What to load for an event: everything of one register (its row, open revision, its drafts, milestones, open asks with
 * their people except votes, ballots of the open revision, items, comments, moments), of one ballot its head and either
 * one seat (with its vote and the ask's people for that seat) or the whole roll. Ids are NULL where not wanted. */
typedef struct Scope {
	const char *register_id;
	const char *ballot;
	const char *seat;  /* unit of the seat; with `roll` FALSE */
	const char *ask;   /* this ask with all its people, open or not */
	gboolean roll;     /* the whole roll: seats, votes, people */
} Scope;
