/* SPDX-License-Identifier: MIT
 *
 * scope.h: what of the store one event touches, loaded into a part for the decision.
 *
 * A vote loads the ballot's head and one seat, never a roll; everything else may end a ballot and therefore loads its
 * register with the rolls of the ballots that are running on it.
 */
#pragma once
#include "store/store.h"

/* What an event is about, found from its ids. Texts are owned. */
typedef struct EventScope {
	Scope scope;  /* points into the texts below */
	char *register_id, *ballot, *seat, *ask, *moment, *item;
	gboolean heads;     /* of the register, its revision and the draft the rows alone: a vote needs no more */
	struct EventScope *kept; /* of the event that a `confirm` ask keeps, or NULL */
	gboolean rolls;     /* also the rolls of every ballot running on the register */
	gboolean registers; /* also the row of every register (proposals, digests) */
} EventScope;

/* Finds it. False on a fault of the store only; what does not exist is left out. */
gboolean scope_of_event(Store *store, const Event *event, EventScope *out, GError **error);
void event_scope_clear(EventScope *scope);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(EventScope, event_scope_clear)

/* A part that holds the scope. NULL on a fault. Free with part_free. */
Part *scope_load(Store *store, const EventScope *scope, const Roster *roster, const Rules *rules, GError **error);
