/* SPDX-License-Identifier: MIT
 *
 * ledger.c: tokens, marks, strangers and plain values.
 */
#include "store/private.h"

/* --- tokens --- */

gboolean store_token_add(Store *store, const char *lookup, const char *asked, GError **error)
{
	return store_execute(store, "INSERT INTO \"token\" (\"lookup\", \"asked\") VALUES (?, ?) ON CONFLICT DO NOTHING",
			     PARAMS(sql_text(lookup), sql_text(asked)), error);
}

static gboolean collect_text(const SqlValue *columns, gpointer data, GError **error)
{
	g_ptr_array_add(data, g_strdup(columns[0].text));
	return TRUE;
}

GPtrArray *store_token_find(Store *store, const char *lookup, GError **error)
{
	g_autoptr(GPtrArray) asked = g_ptr_array_new_with_free_func(g_free);
	if (!store_query(store, "SELECT \"asked\" FROM \"token\" WHERE \"lookup\" = ? ORDER BY \"asked\"",
			 PARAMS(sql_text(lookup)), collect_text, asked, error))
		return NULL;
	return g_steal_pointer(&asked);
}

/* --- marks --- */

static gboolean read_mark(const SqlValue *columns, gpointer data, GError **error)
{
	*(Mark *)data = (Mark){.uidvalidity = columns[0].number,
			       .uidnext = columns[1].number,
			       .modseq = columns[2].number,
			       .read_until = columns[3].number};
	return TRUE;
}

gboolean store_mark_get(Store *store, const char *mailbox, Mark *out, GError **error)
{
	Mark mark = {0};
	if (!store_query(store,
			 "SELECT \"uidvalidity\", \"uidnext\", \"modseq\", \"read_until\" FROM \"mark\" WHERE \"mailbox\" = ?",
			 PARAMS(sql_text(mailbox)), read_mark, &mark, error))
		return FALSE;
	*out = mark;
	return TRUE;
}

gboolean store_mark_put(Store *store, const char *mailbox, const Mark *mark, GError **error)
{
	return store_execute(
		store,
		"INSERT INTO \"mark\" (\"mailbox\", \"uidvalidity\", \"uidnext\", \"modseq\", \"read_until\")"
		" VALUES (?, ?, ?, ?, ?) ON CONFLICT (\"mailbox\") DO UPDATE SET"
		" \"uidvalidity\" = excluded.\"uidvalidity\", \"uidnext\" = excluded.\"uidnext\","
		" \"modseq\" = excluded.\"modseq\", \"read_until\" = excluded.\"read_until\"",
		PARAMS(sql_text(mailbox), sql_int(mark->uidvalidity), sql_int(mark->uidnext), sql_int(mark->modseq),
		       sql_int(mark->read_until)),
		error);
}

/* --- strangers --- */

gboolean store_stranger_get(Store *store, const char *address, Instant since, Instant *out_last, gint64 *out_count,
			    GError **error)
{
	gint64 last, count;
	if (!store_number(store, "SELECT max(\"at\") FROM \"stranger\" WHERE \"address\" = ?", PARAMS(sql_text(address)),
			  INSTANT_NONE, &last, error) ||
	    !store_number(store, "SELECT count(*) FROM \"stranger\" WHERE \"at\" >= ?", PARAMS(sql_int(since)), 0, &count,
			  error))
		return FALSE;
	*out_last = last;
	*out_count = count;
	return TRUE;
}

gboolean store_stranger_put(Store *store, const char *address, Instant at, GError **error)
{
	return store_execute(store, "INSERT INTO \"stranger\" (\"address\", \"at\") VALUES (?, ?)",
			     PARAMS(sql_text(address), sql_int(at)), error);
}

/* --- plain values --- */

char *store_value_get(Store *store, const char *name, GError **error)
{
	return store_text(store, "SELECT \"text\" FROM \"value\" WHERE \"name\" = ?", PARAMS(sql_text(name)), error);
}

gboolean store_value_put(Store *store, const char *name, const char *value, GError **error)
{
	return store_execute(store,
			     "INSERT INTO \"value\" (\"name\", \"text\") VALUES (?, ?)"
			     " ON CONFLICT (\"name\") DO UPDATE SET \"text\" = excluded.\"text\"",
			     PARAMS(sql_text(name), sql_text(value)), error);
}
