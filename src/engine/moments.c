/* SPDX-License-Identifier: MIT
 *
 * moments.c: what falls due, in order of instant.
 */
#include "base/fault.h"
#include "domain/role.h"
#include "engine/core.h"

#define MOMENTS_AT_ONCE 64
#define HELD_QUIETLY HOUR /* a tally waits so long before people are told that it waits */

/* The VP may let a ballot be tallied although a mailbox could not be read; that is in the journal. */
static gboolean ballot_released(const Engine *engine, const char *id)
{
	g_autoptr(Record) ballot = store_get(engine->store, &ballot_type, id, NULL);
	return ballot && ((const Ballot *)ballot)->released;
}

/* A robot mailbox that was not read to its end past the moment, or NULL. */
static const Mailbox *mailbox_behind(const Engine *engine, Instant at)
{
	gboolean simulated = engine->settings->simulation;
	for (guint i = 0; i < engine->mailboxes->len; i++) {
		const Mailbox *box = g_ptr_array_index(engine->mailboxes, i);
		if (box->settings->purpose != PURPOSE_ROBOT || box->mark.read_until >= at)
			continue;
		if (!simulated || !box->reached)
			return box;
	}
	return NULL;
}

/* A ballot is tallied only when every robot mailbox was read to its end past the moment (design 5). */
static gboolean moment_held(const Engine *engine, const Moment *moment)
{
	return moment->kind == MOMENT_TALLY && mailbox_behind(engine, moment->at) &&
	       !ballot_released(engine, moment->subject);
}

/* To the VP and the body's chair, once for a close: the tally waits, and how to let it go. */
static void held_letters(Decision *decision, const Ballot *ballot, const Moment *moment, const char *mailbox)
{
	const Role roles[] = {ROLE_VP, ROLE_CHAIR};
	g_autofree char *about = g_strdup_printf("%s.%" G_GINT64_FORMAT, ballot->id, moment->at);
	g_autofree char *told = NULL;
	for (guint i = 0; i < G_N_ELEMENTS(roles); i++) {
		g_autofree char *person = role_holder(decision->part, roles[i], ballot->register_id, ballot->body);
		if (!person || g_strcmp0(person, told) == 0)
			continue;
		Letter *letter = decision_letter(decision, LETTER_HELD_TALLY, about, person, NULL);
		letter->ballot = g_strdup(ballot->id);
		letter_value(letter, "why", decision->why);
		letter_value(letter, "text", mailbox);
		g_free(told);
		told = g_steal_pointer(&person);
	}
}

/* Tells of a tally that waits, unless its letters are written already. In the caller's transaction. */
static gboolean held_tell(Engine *engine, const Moment *moment, Instant now, GError **error)
{
	GError *fault = NULL;
	const Mailbox *box = mailbox_behind(engine, moment->at);
	g_autoptr(Record) record = store_get(engine->store, &ballot_type, moment->subject, &fault);
	const Ballot *ballot = (const Ballot *)record;
	g_autoptr(Part) part = ballot ? engine_part(engine, ballot->register_id, &fault) : NULL;
	if (fault)
		g_propagate_error(error, fault);
	if (!part)
		return !fault;
	Event event = {.kind = EVENT_MOMENT, .at = moment->at, .moment = moment->id, .register_id = moment->register_id};
	g_autoptr(Decision) decision = decision_new(part, &event, now);
	record_set(&decision->register_id, moment->register_id);
	decision_row(decision, "tally-held", DISPOSED_ANSWERED, "A mailbox could not be read past the close.");
	held_letters(decision, ballot, moment, box->settings->name);
	const Letter *first = decision->letters->len ? g_ptr_array_index(decision->letters, 0) : NULL;
	g_autoptr(OutRow) written = first ? store_out_key(engine->store, first->key, &fault) : NULL;
	if (fault)
		g_propagate_error(error, fault);
	return !fault && (!first || written || engine_post(engine, decision, NULL, NULL, error));
}

static gboolean held_tell_all(Engine *engine, Instant now, GError **error)
{
	const char *kind = enumtab_word(&moment_kind_words, MOMENT_TALLY);
	g_autoptr(GPtrArray) tallies = store_find(engine->store, &moment_type, "kind", kind, error);
	for (guint i = 0; tallies && i < tallies->len; i++) {
		const Moment *moment = g_ptr_array_index(tallies, i);
		if (now - moment->at >= HELD_QUIETLY && moment_held(engine, moment) &&
		    !held_tell(engine, moment, now, error))
			return FALSE;
	}
	return tallies != NULL;
}

/* The due moments that can be fired, without those held or in trouble; one fault of the store ends it. */
static GPtrArray *moments_due(Engine *engine, Instant until, Instant *out_next, guint *out_held, GError **error)
{
	guint max = MOMENTS_AT_ONCE;
	*out_held = 0;
	for (;;) {
		g_autoptr(GPtrArray) due = store_due(engine->store, until, max, out_next, error);
		if (!due)
			return NULL;
		guint found = due->len, held = 0;
		for (guint i = due->len; i-- > 0;) {
			const Moment *moment = g_ptr_array_index(due, i);
			gboolean wait = moment_held(engine, moment);
			held += wait;
			if (wait)
				engine->held = MAX(engine->held, moment->at);
			if (wait || g_hash_table_contains(engine->troubled, moment->id))
				g_ptr_array_remove_index(due, i);
		}
		*out_held = held;
		if (due->len || found < max)
			return g_steal_pointer(&due);
		max *= 2; /* all of them wait: look behind them */
	}
}

/* After its event a moment is gone or lies later; else it would come for ever. */
static gboolean moment_left(Engine *engine, const Moment *moment, GError **error)
{
	GError *fault = NULL;
	g_autoptr(Record) record = store_get(engine->store, &moment_type, moment->id, &fault);
	if (fault) {
		g_propagate_error(error, fault);
		return FALSE;
	}
	if (record && ((const Moment *)record)->at <= moment->at)
		return fault_set(error, FAULT_PERM, "the moment %s was decided and is still due", moment->id);
	return TRUE;
}

static gboolean moment_decide(Engine *engine, const Moment *moment, Instant now, GError **error)
{
	gboolean simulated = engine->settings->simulation;
	Event event = {.kind = EVENT_MOMENT, .at = moment->at, .moment = moment->id,
		       .register_id = moment->register_id};
	return engine_decide(engine, &event, simulated ? moment->at : now, NULL, NULL, error) &&
	       moment_left(engine, moment, error);
}

/* One moment in a savepoint; what goes wrong with it leaves the others alone. */
static gboolean moment_fire(Engine *engine, const Moment *moment, Instant now, GError **error)
{
	g_autoptr(GError) fault = NULL;
	if (!store_savepoint(engine->store, error))
		return FALSE;
	if (moment_decide(engine, moment, now, &fault)) {
		engine->result.moments++;
		return store_release(engine->store, error);
	}
	store_rollback_savepoint(engine->store);
	engine->moment_next = INSTANT_NONE;
	log_trouble("moment=%s why=\"%s\"", moment->id, fault->message);
	g_hash_table_add(engine->troubled, g_strdup(moment->id));
	engine->result.failed++;
	if (fault_code(fault) == FAULT_PERM)
		return TRUE;
	g_propagate_error(error, g_steal_pointer(&fault));
	return FALSE;
}

gboolean moments_fire(Engine *engine, Instant until, Instant now, GError **error)
{
	if (engine->moment_next != INSTANT_NONE && engine->moment_next > until)
		return TRUE;
	Instant next = INSTANT_NONE;
	for (;;) {
		guint held;
		g_autoptr(GPtrArray) due = moments_due(engine, until, &next, &held, error);
		if (!due)
			return FALSE;
		engine->result.held = held;
		if (!due->len)
			break;
		/* the next may have been made by this one: it is looked up again each time */
		if (!moment_fire(engine, g_ptr_array_index(due, 0), now, error))
			return FALSE;
	}
	engine->moment_next = engine->result.held ? INSTANT_NONE : next != INSTANT_NONE ? next : G_MAXINT64;
	return !engine->result.held || held_tell_all(engine, now, error);
}
