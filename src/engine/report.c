/* SPDX-License-Identifier: MIT */
#include "engine/report.h"
#include "base/text.h"
#include "domain/ask.h"
#include "domain/initiative.h"
#include "domain/stage.h"
#include "engine/core.h"
#include "engine/report-lists.h"
#include <string.h>

#define VALUE_DIGEST "digest-sent"
#define PERIOD_WITHOUT_RHYTHM (7 * DAY)

const Register *report_register(const Report *report, const char *id)
{
	for (guint i = 0; i < report->registers->len; i++) {
		const Register *reg = g_ptr_array_index(report->registers, i);
		if (g_strcmp0(reg->id, id) == 0)
			return reg;
	}
	return NULL;
}

const char *report_subject(const char *register_id)
{
	return register_id ? register_id : "Proposal";
}

void report_put_instant(const Report *report, json_t *object, const char *key, Instant instant)
{
	g_autofree char *text = instant != INSTANT_NONE ? instant_letter(instant, report->zone) : NULL;
	json_put_text(object, key, text);
}

/* --- when --- */

static gboolean digest_sent(Engine *engine, Instant *out_at, GError **error)
{
	GError *fault = NULL;
	g_autofree char *text = store_value_get(engine_store(engine), VALUE_DIGEST, &fault);
	if (fault) {
		g_propagate_error(error, fault);
		return FALSE;
	}
	*out_at = text ? g_ascii_strtoll(text, NULL, 10) : INSTANT_NONE;
	return TRUE;
}

static gboolean digest_note(Engine *engine, Instant at, GError **error)
{
	g_autofree char *text = g_strdup_printf("%" G_GINT64_FORMAT, at);
	return store_value_put(engine_store(engine), VALUE_DIGEST, text, error);
}

gboolean report_next(Engine *engine, Instant now, Instant *out_next, GError **error)
{
	gint64 every = engine_rules(engine)->digest_every;
	Instant sent = INSTANT_NONE;
	if (!digest_sent(engine, &sent, error))
		return FALSE;
	*out_next = every <= 0 ? INSTANT_NONE : (sent != INSTANT_NONE ? sent : now) + every;
	return TRUE;
}

/* The digest as the VP asks for it by mail; it goes to whoever holds the role. */
static gboolean digest_decide(Engine *engine, Instant now, GError **error)
{
	const char *vp = engine_roster(engine)->vp_alliances;
	const Person *person = roster_person(engine_roster(engine), vp);
	if (!person)
		return TRUE;
	Event event = {.kind = EVENT_INITIATIVE, .at = now, .person = vp, .address = person->mail[0],
		       .standing = STANDING_CONTROL, .initiative = INITIATIVE_DIGEST};
	return engine_decide(engine, &event, now, NULL, NULL, error);
}

gboolean report_send_due(Engine *engine, Instant now, GError **error)
{
	gint64 every = engine_rules(engine)->digest_every;
	Instant sent = INSTANT_NONE;
	if (every <= 0)
		return TRUE;
	if (!digest_sent(engine, &sent, error))
		return FALSE;
	if (sent != INSTANT_NONE && now < sent + every)
		return TRUE;
	if (!store_begin(engine->store, error))
		return FALSE;
	if ((sent == INSTANT_NONE || digest_decide(engine, now, error)) && digest_note(engine, now, error) &&
	    store_commit(engine->store, error))
		return TRUE;
	store_rollback(engine->store);
	return FALSE;
}

/* --- the digest --- */

static void put_period(Report *report)
{
	g_autofree char *from = instant_day(report->since, report->zone), *to = instant_day(report->now, report->zone);
	g_autofree char *period = g_str_equal(from, to) ? g_strdup(to) : g_strdup_printf("%s to %s", from, to);
	json_put_text(report->out, "period", period);
}

static gboolean digest_facts(Report *report, GError **error)
{
	gint64 every = engine_rules(report->engine)->digest_every;
	Instant sent = INSTANT_NONE, usual = report->now - (every > 0 ? every : PERIOD_WITHOUT_RHYTHM);
	if (!digest_sent(report->engine, &sent, error))
		return FALSE;
	report->since = sent != INSTANT_NONE ? MIN(sent, usual) : usual;
	put_period(report);
	if (!report_waiting(report, error) || !report_ballots(report, error) || !report_moved(report, error) ||
	    !report_due(report, error) || !report_tasks(report, error) || !report_troubles(report, error))
		return FALSE;
	json_object_set_new(report->out, "quiet", json_boolean(!report->overdue && !report->troubles));
	return TRUE;
}

/* --- the status letter --- */

static const char *register_stage(Report *report, const Register *reg, Record **out_owned, GError **error)
{
	*out_owned = reg->revision ? store_get(report->store, &revision_type, reg->revision, error) : NULL;
	const Revision *revision = (const Revision *)*out_owned;
	return revision ? stage_title((Stage)revision->stage) : enumtab_word(&register_status_words, reg->status);
}

/* What a register waits for: the first of its questions that somebody has to answer, or its ballots. */
static char *register_waits(Report *report, const Register *reg, GError **error)
{
	for (guint i = 0; i < report->asks->len; i++) {
		const Ask *ask = g_ptr_array_index(report->asks, i);
		if (g_strcmp0(ask->register_id, reg->id) || ask->kind == ASK_REASON || ask->kind == ASK_CONFIRM)
			continue;
		if (ask->kind == ASK_VOTE)
			return g_strdup_printf("the vote of the %s", roster_name(report->roster, ask->body));
		return report_people(report, ask, error);
	}
	return NULL;
}

static gboolean status_registers(Report *report, GError **error)
{
	json_t *list = json_array();
	json_object_set_new(report->out, "registers", list);
	for (guint i = 0; i < report->registers->len; i++) {
		const Register *reg = g_ptr_array_index(report->registers, i);
		if (reg->status != REGISTER_PROPOSED && reg->status != REGISTER_ACTIVE)
			continue;
		GError *fault = NULL;
		Record *revision = NULL;
		json_t *row = json_object();
		json_array_append_new(list, row);
		json_put_text(row, "id", reg->id);
		json_put_text(row, "partner", reg->partner_name);
		json_put_text(row, "stage", register_stage(report, reg, &revision, &fault));
		record_free(revision);
		g_autofree char *since = instant_day(reg->moved, report->zone);
		g_autofree char *waits = fault ? NULL : register_waits(report, reg, &fault);
		json_put_text(row, "since", reg->moved != INSTANT_NONE ? since : NULL);
		json_put_text(row, "waits", waits);
		if (fault) {
			g_propagate_error(error, fault);
			return FALSE;
		}
	}
	return TRUE;
}

/* "answer ACCEPT, or DECLINE why" */
static char *answer_forms(AskKind kind)
{
	const AskRow *row = ask_row(kind);
	GString *text = g_string_new("answer ");
	for (guint i = 0; i < row->n_words; i++)
		g_string_append_printf(text, "%s%s", i == 0 ? "" : i + 1 == row->n_words ? ", or " : ", ", row->words[i].form);
	return g_string_free(text, FALSE);
}

static gboolean status_yours(Report *report, const Letter *letter, GError **error)
{
	g_autoptr(GPtrArray) mine = store_asked_of(report->store, letter->person, letter->address, error);
	json_t *list = json_array();
	json_object_set_new(report->out, "yours", list);
	for (guint i = 0; mine && i < mine->len; i++) {
		const Asked *asked = g_ptr_array_index(mine, i);
		for (guint j = 0; j < report->asks->len; j++) {
			const Ask *ask = g_ptr_array_index(report->asks, j);
			if (g_strcmp0(ask->id, asked->ask))
				continue;
			json_t *row = json_object();
			g_autofree char *how = answer_forms((AskKind)ask->kind);
			json_array_append_new(list, row);
			json_put_text(row, "register", report_subject(ask->register_id));
			json_put_text(row, "what", how);
			report_put_instant(report, row, "until", ask->due);
		}
	}
	return mine != NULL;
}

/* The words that open something, one a line. */
static void status_help(Report *report)
{
	g_autoptr(GString) help = g_string_new(NULL);
	for (const InitiativeRow *row = initiative_rows; row->kind != INITIATIVE_NONE; row++)
		g_string_append_printf(help, "%s%s: %s", help->len ? "\n" : "", row->form, row->what);
	json_put_text(report->out, "help", help->str);
}

static gboolean status_facts(Report *report, const Letter *letter, GError **error)
{
	status_help(report);
	return status_registers(report, error) && status_yours(report, letter, error);
}

/* --- both --- */

static gboolean report_read(Report *report, GError **error)
{
	const char *open = enumtab_word(&ask_state_words, ASK_OPEN);
	report->registers = store_find(report->store, &register_type, NULL, NULL, error);
	report->asks = report->registers ? store_find(report->store, &ask_type, "state", open, error) : NULL;
	report->ballots = report->asks ? store_find(report->store, &ballot_type, NULL, NULL, error) : NULL;
	return report->ballots != NULL;
}

json_t *report_facts(Engine *engine, const Letter *letter, Instant now, GError **error)
{
	g_autoptr(Json) out = json_object();
	Report report = {.engine = engine, .store = engine_store(engine), .roster = engine_roster(engine),
			 .zone = engine_rules(engine)->zone, .now = now, .out = out};
	gboolean done = report_read(&report, error) &&
			(letter->kind == LETTER_STATUS ? status_facts(&report, letter, error) : digest_facts(&report, error));
	g_clear_pointer(&report.registers, g_ptr_array_unref);
	g_clear_pointer(&report.asks, g_ptr_array_unref);
	g_clear_pointer(&report.ballots, g_ptr_array_unref);
	return done ? g_steal_pointer(&out) : NULL;
}
