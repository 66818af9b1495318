/* SPDX-License-Identifier: MIT
 *
 * force.c: what is in force: roster, settings and letters, journalled when they change; and the time of a simulation.
 *
 * The journalled roster is in force, the file is its input: one with a mistake, or one that leaves an open register
 * without a body it needs, leaves the old one as it is.
 */
#include "base/fault.h"
#include "base/hash.h"
#include "domain/roster-change.h"
#include "engine/core.h"
#include "engine/roster-file.h"
#include "engine/scope.h"
#include <string.h>

#define VALUE_SIMULATED "simulated"
#define VALUE_LATEST "latest"
#define DIFFERENCES_SHOWN 200

/* --- simulation --- */

gboolean force_simulation(Engine *engine, GError **error)
{
	GError *fault = NULL;
	g_autofree char *value = store_value_get(engine->store, VALUE_SIMULATED, &fault);
	const char *wanted = engine->settings->simulation ? "yes" : "no";
	if (fault) {
		g_propagate_error(error, fault);
		return FALSE;
	}
	if (!value)
		return store_value_put(engine->store, VALUE_SIMULATED, wanted, error);
	if (g_str_equal(value, wanted))
		return TRUE;
	if (engine->settings->simulation)
		return fault_set(error, FAULT_PERM, "the store %s was run for real: a simulation needs one of its own",
				 engine->settings->store);
	return fault_set(error, FAULT_PERM, "the store %s was simulated and is refused by a real run",
			 engine->settings->store);
}

Instant force_latest(const Engine *engine)
{
	g_autofree char *text = store_value_get(engine->store, VALUE_LATEST, NULL);
	return text ? g_ascii_strtoll(text, NULL, 10) : INSTANT_NONE;
}

gboolean force_reached(Engine *engine, Instant now, GError **error)
{
	g_autofree char *text = g_strdup_printf("%" G_GINT64_FORMAT, now);
	return !engine->settings->simulation || now <= force_latest(engine) ||
	       store_value_put(engine->store, VALUE_LATEST, text, error);
}

/* --- facts --- */

/* The journalled fact, or NULL. */
static Fact *fact_get(Engine *engine, const char *id, GError **error)
{
	return store_get(engine->store, &fact_type, id, error);
}

static void fact_set(Decision *decision, const char *id, const char *text, const char *hash, Instant now)
{
	gboolean known = part_get(decision->part, &fact_type, id) != NULL;
	Fact *fact = known ? EDIT(decision, Fact, fact, id) : ADD(decision, Fact, fact, id);
	record_set(&fact->text, text);
	record_set(&fact->hash, hash);
	fact->since = now;
}

/* One fact in an entry of the robot's own chain. In the caller's transaction. */
static gboolean fact_note(Engine *engine, const char *id, const char *text, const char *why, Instant now,
			  GError **error)
{
	g_autofree char *hash = hash_hex(text, strlen(text));
	g_autoptr(Part) part = engine_part(engine, NULL, error);
	if (!part)
		return FALSE;
	const Fact *old = PART_GET(part, Fact, fact, id);
	if (old && g_strcmp0(old->hash, hash) == 0)
		return TRUE;
	Event event = {.kind = EVENT_ROSTER, .at = now, .subject = id};
	g_autoptr(Decision) decision = decision_new(part, &event, now);
	decision_row(decision, id, DISPOSED_ANSWERED, "%s", why);
	fact_set(decision, id, text, hash, now);
	return engine_post(engine, decision, NULL, NULL, error);
}

/* One line for each letter: its name and the hash of what it is made from. */
static char *letters_text(const Engine *engine)
{
	GString *text = g_string_new(NULL);
	for (int i = 0; i < LETTER_COUNT; i++) {
		const char *name = enumtab_word(&letter_kind_words, i);
		const char *hash = letterbook_hash(engine->book, name);
		g_string_append_printf(text, "%s %s\n", name, hash ? hash : "-");
	}
	return g_string_free(text, FALSE);
}

gboolean force_note(Engine *engine, Instant now, GError **error)
{
	g_autofree char *settings = settings_show(engine->settings);
	g_autofree char *letters = letters_text(engine);
	if (!store_begin(engine->store, error))
		return FALSE;
	if (fact_note(engine, "settings", settings, "The settings in force.", now, error) &&
	    fact_note(engine, "letters", letters, "The letters in force.", now, error) &&
	    store_commit(engine->store, error))
		return TRUE;
	store_rollback(engine->store);
	return FALSE;
}

/* --- the roster --- */

static void roster_take(Engine *engine, Roster *roster)
{
	roster_free(engine->roster);
	engine->roster = roster;
	engine->composer.roster = roster;
}

gboolean force_roster(Engine *engine, GError **error)
{
	GError *fault = NULL;
	g_autoptr(Record) record = (Record *)fact_get(engine, "roster", &fault);
	const Fact *fact = (const Fact *)record;
	Roster *roster = !fact ? roster_new()
		: roster_parse(fact->text ? fact->text : "", fact->text ? strlen(fact->text) : 0, "the roster in force",
			       engine->settings->rules, &fault);
	if (fault) {
		roster_free(roster);
		g_propagate_error(error, fault);
		return FALSE;
	}
	roster_take(engine, roster);
	return TRUE;
}

/* The registers that a new roster may touch: those that are not over. */
static GPtrArray *open_registers(Engine *engine, GError **error)
{
	GPtrArray *registers = store_find(engine->store, &register_type, NULL, NULL, error);
	for (guint i = registers ? registers->len : 0; i-- > 0;) {
		const Register *reg = g_ptr_array_index(registers, i);
		if (reg->status != REGISTER_PROPOSED && reg->status != REGISTER_ACTIVE)
			g_ptr_array_remove_index(registers, i);
	}
	return registers;
}

/* S4: a body that an open register needs cannot go. */
static gboolean roster_keeps_bodies(Engine *engine, const Roster *roster, GPtrArray *findings, GError **error)
{
	g_autoptr(GPtrArray) registers = open_registers(engine, error);
	for (guint i = 0; registers && i < registers->len; i++) {
		const Register *reg = g_ptr_array_index(registers, i);
		g_autoptr(Part) part = engine_part(engine, reg->id, error);
		if (!part)
			return FALSE;
		for (guint j = 0; j < engine->roster->body_order->len; j++) {
			const Body *body = g_ptr_array_index(engine->roster->body_order, j);
			if (!roster_body(roster, body->id) && roster_body_needed(part, body->id))
				g_ptr_array_add(findings,
					g_strdup_printf("found no [body %s], which %s needs: keep it in the roster",
									  body->id, reg->id));
		}
	}
	return registers != NULL;
}

/* Journals the new roster and decides what it means for each open register. In the caller's transaction; the engine has
 * the new roster already. */
static gboolean roster_decide(Engine *engine, const char *text, GPtrArray *differences, Instant now, GError **error)
{
	g_autofree char *why = g_strdup_printf("A new roster, %u differences.", differences->len);
	if (!fact_note(engine, "roster", text, why, now, error))
		return FALSE;
	g_autoptr(GPtrArray) registers = open_registers(engine, error);
	for (guint i = 0; registers && i < registers->len; i++) {
		const Register *reg = g_ptr_array_index(registers, i);
		Event event = {.kind = EVENT_ROSTER, .at = now, .register_id = reg->id, .subject = "roster"};
		if (!engine_decide(engine, &event, now, NULL, NULL, error))
			return FALSE;
	}
	return registers != NULL;
}

static gboolean roster_commit(Engine *engine, Roster *roster, const char *text, GPtrArray *differences, Instant now,
			      GError **error)
{
	Roster *old = engine->roster;
	engine->roster = roster;
	engine->composer.roster = roster;
	if (store_begin(engine->store, error)) {
		if (roster_decide(engine, text, differences, now, error) && force_reached(engine, now, error) &&
		    store_commit(engine->store, error)) {
			roster_free(old);
			return TRUE;
		}
		store_rollback(engine->store);
	}
	engine->roster = old;
	engine->composer.roster = old;
	roster_free(roster);
	return FALSE;
}

static void findings_add(GPtrArray *findings, const char *text)
{
	g_auto(GStrv) lines = g_strsplit(text, "\n", -1);
	for (guint i = 0; lines[i]; i++)
		if (*lines[i])
			g_ptr_array_add(findings, g_strdup(lines[i]));
}

gboolean engine_roster_load(Engine *engine, Instant now, GPtrArray *findings, gboolean *out_changed, GError **error)
{
	g_autoptr(GError) why = NULL;
	g_autofree char *text = NULL;
	gsize length;
	const char *path = engine->settings->roster;
	if (out_changed)
		*out_changed = FALSE;
	if (!g_file_get_contents(path, &text, &length, &why)) {
		g_ptr_array_add(findings, g_strdup_printf("cannot read the roster %s: %s", path, why->message));
		return FALSE;
	}
	g_autofree char *hash = hash_hex(text, length);
	g_autoptr(Record) fact = (Record *)fact_get(engine, "roster", &why);
	if (why) {
		g_propagate_error(error, g_steal_pointer(&why));
		return FALSE;
	}
	if (fact && g_strcmp0(((Fact *)fact)->hash, hash) == 0)
		return TRUE;
	Roster *roster = roster_parse(text, length, path, engine->settings->rules, &why);
	if (!roster) {
		findings_add(findings, why->message);
		return FALSE;
	}
	g_autoptr(GPtrArray) differences = roster_differences(fact ? engine->roster : NULL, roster);
	if (!roster_keeps_bodies(engine, roster, findings, error) || findings->len) {
		roster_free(roster);
		return FALSE;
	}
	if (out_changed)
		*out_changed = TRUE;
	for (guint i = 0; fact && i < MIN(differences->len, DIFFERENCES_SHOWN); i++)
		g_message("roster=\"%s\"", (const char *)g_ptr_array_index(differences, i));
	return roster_commit(engine, roster, text, differences, now, error);
}
