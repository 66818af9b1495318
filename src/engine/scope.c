/* SPDX-License-Identifier: MIT */
#include "engine/scope.h"
#include <string.h>

/* "BAL-40", "BAL-40:acme" or "BAL-40:acme.2": the ballot and, where it is named, the seat's unit. */
static void scope_take_ballot(EventScope *scope, const char *subject)
{
	if (!subject || !g_str_has_prefix(subject, "BAL-"))
		return;
	g_free(scope->ballot);
	scope->ballot = g_strndup(subject, strcspn(subject, ":"));
	const char *seat = strchr(subject, ':');
	if (!seat)
		return;
	const char *vote = strrchr(seat, '.');
	g_free(scope->seat);
	scope->seat = vote ? g_strndup(seat + 1, vote - seat - 1) : g_strdup(seat + 1);
}

/* A register's id is the beginning of the ids of its revisions, drafts, items and comments. */
static void scope_take_register(EventScope *scope, const char *id)
{
	if (scope->register_id || !id || !g_str_has_prefix(id, "WR-"))
		return;
	scope->register_id = g_strndup(id, strcspn(id, "/:.#"));
}

/* What the answer to confirm was about, when it was first given. */
static gboolean scope_take_kept(Store *store, EventScope *scope, const char *text, GError **error)
{
	g_autoptr(KeptEvent) kept = event_unkeep(text);
	EventScope *inner = g_new0(EventScope, 1);
	scope->kept = inner;
	if ((kept->event.kind != EVENT_ANSWER && kept->event.kind != EVENT_INITIATIVE) ||
	    (kept->event.kind == EVENT_ANSWER && !kept->event.asked))
		return TRUE;
	return scope_of_event(store, &kept->event, inner, error);
}

static gboolean scope_take_ask(Store *store, EventScope *scope, const char *id, const Asked *asked, GError **error)
{
	g_autoptr(GError) fault = NULL;
	g_autoptr(Record) record = store_get(store, &ask_type, id, &fault);
	if (fault) {
		g_propagate_error(error, g_steal_pointer(&fault));
		return FALSE;
	}
	if (!record)
		return TRUE;
	const Ask *ask = (const Ask *)record;
	scope->ask = g_strdup(id);
	scope_take_register(scope, ask->register_id);
	scope_take_ballot(scope, ask->subject);
	if (asked && asked->seat && !scope->seat) {
		const char *unit = strchr(asked->seat, ':');
		scope->seat = g_strdup(unit ? unit + 1 : asked->seat);
	}
	scope->heads = ask->kind == ASK_VOTE && scope->seat;
	scope->rolls = !scope->heads && ask->kind != ASK_REASON;
	return ask->kind != ASK_CONFIRM || scope_take_kept(store, scope, ask->detail, error);
}

static gboolean scope_take_asked(Store *store, EventScope *scope, const char *id, GError **error)
{
	g_autoptr(GError) fault = NULL;
	g_autoptr(Record) record = store_get(store, &asked_type, id, &fault);
	if (fault) {
		g_propagate_error(error, g_steal_pointer(&fault));
		return FALSE;
	}
	if (!record)
		return TRUE;
	const Asked *asked = (const Asked *)record;
	return scope_take_ask(store, scope, asked->ask, asked, error);
}

static gboolean scope_take_moment(Store *store, EventScope *scope, const char *id, GError **error)
{
	g_autoptr(GError) fault = NULL;
	g_autoptr(Record) record = store_get(store, &moment_type, id, &fault);
	if (fault) {
		g_propagate_error(error, g_steal_pointer(&fault));
		return FALSE;
	}
	if (!record)
		return TRUE;
	const Moment *moment = (const Moment *)record;
	scope->moment = g_strdup(id);
	scope_take_register(scope, moment->register_id);
	scope_take_register(scope, moment->subject);
	scope_take_ballot(scope, moment->subject);
	scope->rolls = TRUE;
	if (moment->subject && g_str_has_prefix(moment->subject, "ASK-")) {
		g_autofree char *ask = g_strndup(moment->subject, strcspn(moment->subject, "."));
		if (!scope_take_ask(store, scope, ask, NULL, error))
			return FALSE;
		scope->rolls = TRUE;
		scope->heads = FALSE;
	}
	return TRUE;
}

/* An event that names a ballot alone is about the ballot's register too. */
static gboolean scope_take_register_of_ballot(Store *store, EventScope *scope, GError **error)
{
	if (scope->register_id || !scope->ballot)
		return TRUE;
	GError *fault = NULL;
	g_autoptr(Record) ballot = store_get(store, &ballot_type, scope->ballot, &fault);
	if (ballot)
		scope_take_register(scope, ((const Ballot *)ballot)->register_id);
	if (fault)
		g_propagate_error(error, fault);
	return !fault;
}

gboolean scope_of_event(Store *store, const Event *event, EventScope *out, GError **error)
{
	g_auto(EventScope) scope = {0};
	scope_take_register(&scope, event->register_id);
	scope_take_register(&scope, event->item);
	scope_take_ballot(&scope, event->ballot);
	switch (event->kind) {
	case EVENT_ANSWER:
		if (!scope_take_asked(store, &scope, event->asked, error))
			return FALSE;
		/* a vote to be confirmed opens an ask, like those that are open on the register */
		scope.heads = scope.heads && event->standing != STANDING_WEAK;
		break;
	case EVENT_MOMENT:
		if (!scope_take_moment(store, &scope, event->moment, error))
			return FALSE;
		break;
	case EVENT_UNREACHABLE:
		if (event->asked && !scope_take_asked(store, &scope, event->asked, error))
			return FALSE;
		scope.rolls = FALSE;
		break;
	case EVENT_INITIATIVE:
		scope.rolls = scope.registers = TRUE;
		break;
	case EVENT_ITEM:
		scope.item = g_strdup(event->item);
		break;
	case EVENT_ROSTER:
		scope.rolls = scope.register_id != NULL;
		break;
	case EVENT_KIND_COUNT:
		g_assert_not_reached();
	}
	if (!scope.heads && !scope_take_register_of_ballot(store, &scope, error))
		return FALSE;
	scope.scope = (Scope){.register_id = scope.heads ? NULL : scope.register_id, .ballot = scope.ballot,
			      .seat = scope.seat, .ask = scope.ask, .roll = scope.ballot && !scope.seat};
	*out = scope;
	scope = (EventScope){0};
	return TRUE;
}

void event_scope_clear(EventScope *scope)
{
	g_free(scope->register_id);
	g_free(scope->ballot);
	g_free(scope->seat);
	g_free(scope->ask);
	g_free(scope->moment);
	g_free(scope->item);
	if (scope->kept)
		event_scope_clear(scope->kept);
	g_free(scope->kept);
	*scope = (EventScope){0};
}

static gboolean ballot_runs(const Ballot *ballot)
{
	return ballot->state == BALLOT_OPEN || ballot->state == BALLOT_MEETING;
}

/* The rolls of the ballots that run on the registers in the part. */
static gboolean load_rolls(Store *store, Part *part, GError **error)
{
	g_autoptr(GPtrArray) ballots = part_all(part, &ballot_type);
	g_autoptr(GPtrArray) ids = g_ptr_array_new_with_free_func(g_free);
	for (guint i = 0; i < ballots->len; i++)
		if (ballot_runs(g_ptr_array_index(ballots, i)))
			g_ptr_array_add(ids, g_strdup(record_id(g_ptr_array_index(ballots, i))));
	for (guint i = 0; i < ids->len; i++) {
		Scope roll = {.ballot = g_ptr_array_index(ids, i), .roll = TRUE};
		if (!store_load(store, &roll, part, error))
			return FALSE;
	}
	return TRUE;
}

/* Every register's row. */
static gboolean load_registers(Store *store, Part *part, GError **error)
{
	g_autoptr(GPtrArray) registers = store_find(store, &register_type, NULL, NULL, error);
	if (!registers)
		return FALSE;
	for (guint i = 0; i < registers->len; i++) {
		const Register *reg = g_ptr_array_index(registers, i);
		if (!part_get(part, &register_type, reg->id))
			part_put(part, record_copy(reg));
	}
	return TRUE;
}

/* One record, where the part has none of that id. */
static gboolean load_one(Store *store, Part *part, const RecordType *type, const char *id, GError **error)
{
	if (!id || part_get(part, type, id))
		return TRUE;
	GError *fault = NULL;
	gpointer record = store_get(store, type, id, &fault);
	if (record)
		part_put(part, record);
	if (fault)
		g_propagate_error(error, fault);
	return !fault;
}

static gboolean load_heads(Store *store, Part *part, const char *register_id, GError **error)
{
	if (!load_one(store, part, &register_type, register_id, error))
		return FALSE;
	const Register *reg = PART_GET(part, Register, register, register_id);
	if (!reg || !reg->revision)
		return TRUE;
	if (!load_one(store, part, &revision_type, reg->revision, error))
		return FALSE;
	const Revision *revision = PART_GET(part, Revision, revision, reg->revision);
	return !revision || load_one(store, part, &draft_type, revision->draft, error);
}

static gboolean load_scope(Store *store, const EventScope *scope, Part *part, GError **error)
{
	if (!store_load(store, &scope->scope, part, error))
		return FALSE;
	if (!load_one(store, part, &moment_type, scope->moment, error) ||
	    !load_one(store, part, &item_type, scope->item, error) ||
	    (scope->heads && !load_heads(store, part, scope->register_id, error)))
		return FALSE;
	if (scope->registers && !load_registers(store, part, error))
		return FALSE;
	if (scope->rolls && !load_rolls(store, part, error))
		return FALSE;
	return !scope->kept || load_scope(store, scope->kept, part, error);
}

Part *scope_load(Store *store, const EventScope *scope, const Roster *roster, const Rules *rules, GError **error)
{
	g_autoptr(Part) part = part_new(roster, rules);
	return load_scope(store, scope, part, error) ? g_steal_pointer(&part) : NULL;
}
