/* SPDX-License-Identifier: MIT
 *
 * moments.c: what falls due, in order of instant.
 */
#include "base/fault.h"
#include "engine/core.h"

#define MOMENTS_AT_ONCE 64

/* The VP may let a ballot be tallied although a mailbox could not be read; that is in the journal. */
static gboolean ballot_released(const Engine *engine, const char *id)
{
	g_autoptr(Record) ballot = store_get(engine->store, &ballot_type, id, NULL);
	return ballot && ((const Ballot *)ballot)->released;
}

/* A ballot is tallied only when every robot mailbox was read to its end past the moment (design 5). */
static gboolean moment_held(const Engine *engine, const Moment *moment)
{
	if (moment->kind != MOMENT_TALLY)
		return FALSE;
	gboolean simulated = engine->settings->simulation;
	for (guint i = 0; i < engine->mailboxes->len; i++) {
		const Mailbox *box = g_ptr_array_index(engine->mailboxes, i);
		if (box->settings->purpose != PURPOSE_ROBOT || box->mark.read_until >= moment->at)
			continue;
		if (!simulated || !box->reached)
			return !ballot_released(engine, moment->subject);
	}
	return FALSE;
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
	return TRUE;
}
