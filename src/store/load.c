/* SPDX-License-Identifier: MIT
 *
 * load.c: what a Scope names, from the projections into a Part (part.h).
 *
 * A vote loads the ballot's head, its ask, its register's row, one seat with its votes and the people asked for it:
 * never a roll. The counters always come along; the facts (roster, settings, letters: long texts) only with the empty
 * scope, which is that of the robot's own events.
 */
#include "store/private.h"
#include <string.h>

/* Takes the records of `found` into the part; FALSE when found is NULL. */
static gboolean take(Part *part, GPtrArray *found)
{
	if (!found)
		return FALSE;
	for (guint i = 0; i < found->len; i++)
		part_put(part, g_steal_pointer(&found->pdata[i]));
	g_ptr_array_set_free_func(found, NULL);
	g_ptr_array_unref(found);
	return TRUE;
}

static gboolean load_one(Store *store, Part *part, const RecordType *type, const char *id, GError **error)
{
	GError *why = NULL;
	gpointer record = id ? store_get(store, type, id, &why) : NULL;
	if (record)
		part_put(part, record);
	if (why)
		g_propagate_error(error, why);
	return why == NULL;
}

static gboolean load_all(Store *store, Part *part, const RecordType *type, const char *field, const char *value,
			 GError **error)
{
	return (field && !value) || take(part, store_find(store, type, field, value, error));
}

/* The records of a type that a condition names; the statement's end is a literal, so that it is prepared once. */
static gboolean load_where(Store *store, Part *part, const RecordType *type, const char *where, const SqlValue *params,
			   guint n_params, GError **error)
{
	g_autofree char *sql =
		g_strdup_printf("SELECT %s FROM \"%s\" WHERE %s", row_columns(store, type), type->name, where);
	return take(part, row_collect(store, type, sql, params, n_params, error));
}

/* A draft and its milestones. */
static gboolean load_draft(Store *store, Part *part, const char *draft, GError **error)
{
	return load_one(store, part, &draft_type, draft, error) &&
	       load_all(store, part, &milestone_type, "draft", draft, error);
}

static gboolean load_revision(Store *store, Part *part, const char *id, GError **error)
{
	if (!load_one(store, part, &revision_type, id, error) ||
	    !load_all(store, part, &draft_type, "revision", id, error) ||
	    !load_all(store, part, &ballot_type, "revision", id, error) ||
	    !load_where(store, part, &milestone_type,
			"\"draft\" IN (SELECT \"id\" FROM \"draft\" WHERE \"revision\" = ?)", PARAMS(sql_text(id)),
			error))
		return FALSE;
	const Revision *revision = PART_GET(part, Revision, revision, id);
	return !revision || !revision->offered || load_draft(store, part, revision->offered, error);
}

static gboolean load_open_asks(Store *store, Part *part, const char *reg, GError **error)
{
	const char *open = enumtab_word(&ask_state_words, ASK_OPEN), *vote = enumtab_word(&ask_kind_words, ASK_VOTE);
	return load_where(store, part, &ask_type, "\"register_id\" = ? AND \"state\" = ?",
			  PARAMS(sql_text(reg), sql_text(open)), error) &&
	       load_where(store, part, &asked_type,
			  "\"ask\" IN (SELECT \"id\" FROM \"ask\" WHERE \"register_id\" = ? AND \"state\" = ?"
			  " AND \"kind\" <> ?)",
			  PARAMS(sql_text(reg), sql_text(open), sql_text(vote)), error);
}

static gboolean load_register(Store *store, Part *part, const char *id, GError **error)
{
	if (!load_one(store, part, &register_type, id, error))
		return FALSE;
	const Register *reg = PART_GET(part, Register, register, id);
	if (!reg)
		return TRUE;
	return (!reg->approved_draft || load_draft(store, part, reg->approved_draft, error)) &&
	       (!reg->revision || load_revision(store, part, reg->revision, error)) &&
	       load_open_asks(store, part, id, error) &&
	       load_all(store, part, &item_type, "register_id", id, error) &&
	       load_all(store, part, &comment_type, "register_id", id, error) &&
	       load_all(store, part, &moment_type, "register_id", id, error);
}

/* A register's row alone, unless it is there. */
static gboolean load_register_row(Store *store, Part *part, const char *id, GError **error)
{
	return part_get(part, &register_type, id) || load_one(store, part, &register_type, id, error);
}

static gboolean load_seat(Store *store, Part *part, const Ballot *ballot, const char *unit, GError **error)
{
	g_autofree char *seat = g_strdup_printf("%s:%s", ballot->id, unit);
	return load_one(store, part, &seat_type, seat, error) &&
	       load_all(store, part, &vote_type, "seat", seat, error) &&
	       load_where(store, part, &asked_type, "\"ask\" = ? AND \"seat\" = ?",
			  PARAMS(sql_text(ballot->ask), sql_text(seat)), error);
}

static gboolean load_roll(Store *store, Part *part, const Ballot *ballot, GError **error)
{
	return load_all(store, part, &seat_type, "ballot", ballot->id, error) &&
	       load_all(store, part, &vote_type, "ballot", ballot->id, error) &&
	       load_all(store, part, &asked_type, "ask", ballot->ask, error);
}

static gboolean load_ballot(Store *store, Part *part, const Scope *scope, GError **error)
{
	if (!load_one(store, part, &ballot_type, scope->ballot, error))
		return FALSE;
	const Ballot *ballot = PART_GET(part, Ballot, ballot, scope->ballot);
	if (!ballot)
		return TRUE;
	if (!load_one(store, part, &ask_type, ballot->ask, error) ||
	    !load_register_row(store, part, ballot->register_id, error))
		return FALSE;
	if (scope->roll)
		return load_roll(store, part, ballot, error);
	return !scope->seat || load_seat(store, part, ballot, scope->seat, error);
}

/* The ask with its people, and its register: the whole of it, or for a vote the row alone. The people of a vote come
 * with its ballot where the scope names that as well: those of one seat, or of the roll. */
static gboolean load_ask(Store *store, Part *part, const Scope *scope, GError **error)
{
	if (!load_one(store, part, &ask_type, scope->ask, error))
		return FALSE;
	const Ask *ask = PART_GET(part, Ask, ask, scope->ask);
	if (ask && ask->kind == ASK_VOTE && scope->ballot && g_strcmp0(ask->subject, scope->ballot) == 0)
		return TRUE;
	if (!load_all(store, part, &asked_type, "ask", scope->ask, error))
		return FALSE;
	if (!ask || !ask->register_id || g_strcmp0(ask->register_id, scope->register_id) == 0)
		return TRUE;
	g_autofree char *reg = g_strdup(ask->register_id);
	return ask->kind == ASK_VOTE ? load_register_row(store, part, reg, error)
				     : load_register(store, part, reg, error);
}

gboolean store_load(Store *store, const Scope *scope, Part *part, GError **error)
{
	gboolean empty = !scope->register_id && !scope->ballot && !scope->ask;
	return load_all(store, part, &counter_type, NULL, NULL, error) &&
	       (!empty || load_all(store, part, &fact_type, NULL, NULL, error)) &&
	       (!scope->register_id || load_register(store, part, scope->register_id, error)) &&
	       (!scope->ask || load_ask(store, part, scope, error)) &&
	       (!scope->ballot || load_ballot(store, part, scope, error));
}

/* --- across registers --- */

GPtrArray *store_due(Store *store, Instant now, guint max, Instant *out_next, GError **error)
{
	Instant next = INSTANT_NONE;
	g_autofree char *sql = g_strdup_printf(
		"SELECT %s FROM \"moment\" WHERE \"at\" <= ? ORDER BY \"at\", \"id\" LIMIT ?",
		row_columns(store, &moment_type));
	g_autoptr(GPtrArray) due = row_collect(store, &moment_type, sql, PARAMS(sql_int(now), sql_int(max)), error);
	if (!due || !store_number(store, "SELECT min(\"at\") FROM \"moment\" WHERE \"at\" > ?", PARAMS(sql_int(now)),
				  INSTANT_NONE, &next, error))
		return NULL;
	*out_next = next;
	return g_steal_pointer(&due);
}

static int newest_first(gconstpointer a, gconstpointer b)
{
	return id_compare(record_id(*(gconstpointer const *)b), record_id(*(gconstpointer const *)a));
}

GPtrArray *store_asked_of(Store *store, const char *person, const char *address, GError **error)
{
	const char *open = enumtab_word(&ask_state_words, ASK_OPEN);
	g_autofree char *sql = g_strdup_printf(
		"SELECT %s FROM \"asked\" WHERE (\"person\" = ? AND \"state\" = ?) OR (\"address\" = ? AND \"state\" = ?)",
		row_columns(store, &asked_type));
	GPtrArray *asked = row_collect(store, &asked_type, sql,
				       PARAMS(sql_text(person), sql_text(open), sql_text(address), sql_text(open)),
				       error);
	if (asked)
		g_ptr_array_sort(asked, newest_first);
	return asked;
}
