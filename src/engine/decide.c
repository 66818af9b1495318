/* SPDX-License-Identifier: MIT
 *
 * decide.c: one event on its way through the core: what it touches is loaded, the domain decides, the decision and the
 * letters it orders are written. The caller's transaction holds all of it or nothing.
 */
#include "engine/core.h"
#include "engine/scope.h"

#define WHY_SHOWN 300

void engine_outcome_clear(EngineOutcome *outcome)
{
	g_clear_pointer(&outcome->row, g_free);
	g_clear_pointer(&outcome->why, g_free);
	g_clear_pointer(&outcome->register_id, g_free);
	g_clear_pointer(&outcome->letter, g_free);
}

/* One line a decision. A NO without its reason brings a letter more than a YES, so the line of a vote has no count. */
static void decision_log(const Decision *decision)
{
	gboolean vote = decision->disposition == DISPOSED_VOTE || decision->disposition == DISPOSED_VOTE_SUPERSEDING;
	g_autofree char *letters = vote ? g_strdup("-") : g_strdup_printf("%u", decision->letters->len);
	g_autofree char *why = text_line(decision->why ? decision->why : "", WHY_SHOWN);
	g_message("register=%s event=%s row=%s why=\"%s\" letters=%s",
		  decision->register_id ? decision->register_id : "-",
		  enumtab_word(&event_kind_words, (int)decision->event->kind), decision->row ? decision->row : "-", why,
		  letters);
}

/* What later work follows from the records a decision changed. */
static void decision_note(Engine *engine, const Decision *decision)
{
	for (guint i = 0; i < decision->changes->len; i++) {
		const Change *change = g_ptr_array_index(decision->changes, i);
		if (change->type == &moment_type)
			engine->moment_next = INSTANT_NONE;
		else if (change->type == &item_type)
			engine->items_changed = TRUE;
	}
}

/* A result letter names the head of the audit chain (B-4): the seal is written with the decision. */
static gboolean decision_seal(Engine *engine, const Decision *decision, gint64 entry, ComposeContext *context,
			      char **out_hash, GError **error)
{
	for (guint i = 0; i < decision->letters->len; i++) {
		const Letter *letter = g_ptr_array_index(decision->letters, i);
		if (letter->kind != LETTER_RESULT)
			continue;
		if (!store_seal(engine->store, decision->now, out_hash, error))
			return FALSE;
		context->head_hash = *out_hash;
		context->head_n = entry + 1;
		return TRUE;
	}
	return TRUE;
}

static void json_release(gpointer value)
{
	json_decref(value);
}

static gboolean decision_letters(Engine *engine, const Decision *decision, ComposeContext *context, GError **error)
{
	g_autoptr(GHashTable) shared = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, json_release);
	context->shared = shared;
	for (guint i = 0; i < decision->letters->len; i++) {
		const Letter *letter = g_ptr_array_index(decision->letters, i);
		g_autoptr(Json) report = NULL;
		if ((letter->kind == LETTER_DIGEST || letter->kind == LETTER_STATUS) && engine->report) {
			report = engine->report(engine, letter, decision->now, error);
			if (!report)
				return FALSE;
		}
		context->more = report;
		if (!compose_letter(&engine->composer, context, letter, error))
			return FALSE;
	}
	engine->result.letters += decision->letters->len;
	return TRUE;
}

static void outcome_fill(EngineOutcome *out, const Decision *decision, gint64 entry)
{
	const Letter *first = decision->letters->len ? g_ptr_array_index(decision->letters, 0) : NULL;
	*out = (EngineOutcome){.row = g_strdup(decision->row), .why = g_strdup(decision->why),
			       .disposition = decision->disposition, .register_id = g_strdup(decision->register_id),
			       .entry = entry, .letters = decision->letters->len,
			       .letter = first ? g_strdup(first->key) : NULL};
}

static gboolean decision_write(Engine *engine, const Decision *decision, const char *answers_id, EngineOutcome *out,
			       GError **error)
{
	gint64 entry = 0;
	g_autofree char *hash = NULL;
	if (!decision->changes->len && !decision->letters->len) {
		decision_log(decision);
		if (out)
			outcome_fill(out, decision, 0);
		return TRUE;
	}
	if (!store_decision(engine->store, decision, &entry, NULL, error))
		return FALSE;
	ComposeContext context = {.part = decision->part, .now = decision->now, .answers_id = answers_id};
	if (!decision_seal(engine, decision, entry, &context, &hash, error) ||
	    !decision_letters(engine, decision, &context, error))
		return FALSE;
	decision_note(engine, decision);
	decision_log(decision);
	if (out)
		outcome_fill(out, decision, entry);
	return TRUE;
}

gboolean engine_decide(Engine *engine, const Event *event, Instant now, const char *answers_id, EngineOutcome *out,
		       GError **error)
{
	g_auto(EventScope) scope = {0};
	if (!scope_of_event(engine->store, event, &scope, error))
		return FALSE;
	g_autoptr(Part) part = scope_load(engine->store, &scope, engine->roster, engine->composer.rules, error);
	if (!part)
		return FALSE;
	g_autoptr(Decision) decision = decide(part, event, now);
	return decision_write(engine, decision, answers_id, out, error);
}

gboolean engine_post(Engine *engine, Decision *decision, const char *answers_id, EngineOutcome *out, GError **error)
{
	decision_finish(decision);
	return decision_write(engine, decision, answers_id, out, error);
}

gboolean engine_event(Engine *engine, const Event *event, Instant now, EngineOutcome *out, GError **error)
{
	g_auto(EngineOutcome) outcome = {0};
	if (!store_begin(engine->store, error))
		return FALSE;
	if (!engine_decide(engine, event, now, NULL, &outcome, error) || !force_reached(engine, now, error) ||
	    !store_commit(engine->store, error)) {
		store_rollback(engine->store);
		return FALSE;
	}
	if (out) {
		*out = outcome;
		outcome = (EngineOutcome){0};
	}
	return TRUE;
}

Part *engine_part(Engine *engine, const char *register_id, GError **error)
{
	EventScope scope = {.scope = {.register_id = register_id}};
	return scope_load(engine->store, &scope, engine->roster, engine->composer.rules, error);
}
