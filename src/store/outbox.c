/* SPDX-License-Identifier: MIT
 *
 * outbox.c: the ledger of letters and their fates.
 */
#include "base/fault.h"
#include "store/private.h"

#define OUT_COLUMNS                                                                                                    \
	"\"n\", \"key\", \"kind\", \"template_hash\", \"recipient\", \"person\", \"envelope_from\", \"bounce_key\", "  \
	"\"message_id\", \"register_id\", \"asked\", \"while_ask\", \"created\", \"not_after\", \"next_try\", "        \
	"\"finished\", \"fate\", \"tries\", \"reply\", \"subject\""
/* the text of a letter lies in a table of its own: what becomes of the letter is written without it */
#define SELECT_WHOLE                                                                                                   \
	"SELECT " OUT_COLUMNS ", (SELECT \"bytes\" FROM \"outbox_text\" WHERE \"letter\" = \"n\") FROM \"outbox\" "
#define SELECT_LISTED "SELECT " OUT_COLUMNS ", NULL FROM \"outbox\" "
#define TO_BE_TRIED "\"fate\" IN ('queued', 'deferred') " /* as in the index outbox_due */

void out_row_free(OutRow *row)
{
	if (!row)
		return;
	g_free(row->key);
	g_free(row->kind);
	g_free(row->template_hash);
	g_free(row->recipient);
	g_free(row->person);
	g_free(row->envelope_from);
	g_free(row->bounce_key);
	g_free(row->message_id);
	g_free(row->register_id);
	g_free(row->asked);
	g_free(row->while_ask);
	g_free(row->reply);
	g_free(row->subject);
	g_clear_pointer(&row->bytes, g_bytes_unref);
	g_free(row);
}

static gboolean read_out(const SqlValue *columns, gpointer data, GError **error)
{
	OutRow *row = g_new0(OutRow, 1);
	g_ptr_array_add(data, row);
	row->n = columns[0].number;
	row->key = g_strdup(columns[1].text);
	row->kind = g_strdup(columns[2].text);
	row->template_hash = g_strdup(columns[3].text);
	row->recipient = g_strdup(columns[4].text);
	row->person = g_strdup(columns[5].text);
	row->envelope_from = g_strdup(columns[6].text);
	row->bounce_key = g_strdup(columns[7].text);
	row->message_id = g_strdup(columns[8].text);
	row->register_id = g_strdup(columns[9].text);
	row->asked = g_strdup(columns[10].text);
	row->while_ask = g_strdup(columns[11].text);
	row->created = columns[12].number;
	row->not_after = columns[13].number;
	row->next_try = columns[14].number;
	row->finished = columns[15].number;
	row->fate = enumtab_value(&fate_words, columns[16].text);
	row->tries = columns[17].number;
	row->reply = g_strdup(columns[18].text);
	row->subject = g_strdup(columns[19].text);
	row->bytes = columns[20].type == SQL_BLOB ? g_bytes_new(columns[20].text, columns[20].length) : NULL;
	if (row->fate >= 0)
		return TRUE;
	return fault_set(error, FAULT_PERM, "The letter %s has the fate \"%s\", which is none.", row->key,
			 columns[16].text);
}

static GPtrArray *outs(Store *store, const char *sql, const SqlValue *params, guint n_params, GError **error)
{
	g_autoptr(GPtrArray) rows = g_ptr_array_new_with_free_func((GDestroyNotify)out_row_free);
	return store_query(store, sql, params, n_params, read_out, rows, error) ? g_steal_pointer(&rows) : NULL;
}

static OutRow *first_out(GPtrArray *found)
{
	g_autoptr(GPtrArray) rows = found;
	return rows && rows->len ? g_ptr_array_steal_index(rows, 0) : NULL;
}

static gboolean out_insert(Store *store, const OutRow *row, gint64 n, GError **error)
{
	gsize length = 0;
	gconstpointer bytes = row->bytes ? g_bytes_get_data(row->bytes, &length) : NULL;
	return store_execute(store,
			     "INSERT INTO \"outbox\" (" OUT_COLUMNS ")"
			     " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
			     PARAMS(sql_int(n), sql_text(row->key), sql_text(row->kind), sql_text(row->template_hash),
				    sql_text(row->recipient), sql_text(row->person), sql_text(row->envelope_from),
				    sql_text(row->bounce_key), sql_text(row->message_id), sql_text(row->register_id),
				    sql_text(row->asked), sql_text(row->while_ask), sql_int(row->created),
				    sql_int(row->not_after), sql_int(row->next_try), sql_int(row->finished),
				    sql_text(enumtab_word(&fate_words, row->fate)), sql_int(row->tries),
				    sql_text(row->reply), sql_text(row->subject)),
			     error) &&
	       (!row->bytes ||
		store_execute(store, "INSERT INTO \"outbox_text\" (\"letter\", \"bytes\") VALUES (?, ?)",
			      PARAMS(sql_int(n), sql_blob(bytes, length)), error));
}

gboolean store_out_add(Store *store, OutRow *row, GError **error)
{
	gint64 there, next;
	if (!store_number(store, "SELECT \"n\" FROM \"outbox\" WHERE \"key\" = ?", PARAMS(sql_text(row->key)), 0, &there,
			  error))
		return FALSE;
	if (there) {
		row->n = there;
		return TRUE;
	}
	if (!store_next(store, NUMBERED_OUT, &next, error) || !out_insert(store, row, next, error))
		return FALSE;
	row->n = store->last[NUMBERED_OUT] = next;
	return TRUE;
}

gboolean store_out_update(Store *store, const OutRow *row, GError **error)
{
	return store_execute(store,
			     "UPDATE \"outbox\" SET \"fate\" = ?, \"tries\" = ?, \"next_try\" = ?, \"finished\" = ?,"
			     " \"reply\" = ? WHERE \"n\" = ?",
			     PARAMS(sql_text(enumtab_word(&fate_words, row->fate)), sql_int(row->tries),
				    sql_int(row->next_try), sql_int(row->finished), sql_text(row->reply),
				    sql_int(row->n)),
			     error);
}

GPtrArray *store_out_due(Store *store, Instant now, guint max, Instant *out_next, GError **error)
{
	Instant next;
	g_autoptr(GPtrArray) due =
		outs(store, SELECT_WHOLE "WHERE " TO_BE_TRIED "AND \"next_try\" <= ? ORDER BY \"next_try\", \"n\" LIMIT ?",
		     PARAMS(sql_int(now), sql_int(max)), error);
	if (!due || !store_number(store, "SELECT min(\"next_try\") FROM \"outbox\" WHERE " TO_BE_TRIED "AND \"next_try\" > ?",
				  PARAMS(sql_int(now)), INSTANT_NONE, &next, error))
		return NULL;
	*out_next = next;
	return g_steal_pointer(&due);
}

GPtrArray *store_outs(Store *store, const char *register_id, guint max, GError **error)
{
	if (!register_id)
		return outs(store, SELECT_LISTED "ORDER BY \"n\" DESC LIMIT ?", PARAMS(sql_int(max)), error);
	return outs(store, SELECT_LISTED "WHERE \"register_id\" = ? ORDER BY \"n\" DESC LIMIT ?",
		    PARAMS(sql_text(register_id), sql_int(max)), error);
}

OutRow *store_out_key(Store *store, const char *key, GError **error)
{
	return first_out(outs(store, SELECT_WHOLE "WHERE \"key\" = ?", PARAMS(sql_text(key)), error));
}

OutRow *store_out_bounced(Store *store, const char *bounce_key, const char *message_id, const char *recipient,
			  GError **error)
{
	if (bounce_key)
		return first_out(outs(store, SELECT_WHOLE "WHERE \"bounce_key\" = ? ORDER BY \"n\" DESC LIMIT 1",
				      PARAMS(sql_text(bounce_key)), error));
	if (!recipient)
		return first_out(outs(store, SELECT_WHOLE "WHERE \"message_id\" = ? ORDER BY \"n\" DESC LIMIT 1",
				      PARAMS(sql_text(message_id)), error));
	return first_out(outs(store,
			      SELECT_WHOLE "WHERE \"message_id\" = ? AND \"recipient\" = ? ORDER BY \"n\" DESC LIMIT 1",
			      PARAMS(sql_text(message_id), sql_text(recipient)), error));
}

char *store_out_thread(Store *store, const char *register_id, const char *recipient, GError **error)
{
	return store_text(store,
			  "SELECT \"message_id\" FROM \"outbox\" WHERE \"register_id\" = ? AND \"recipient\" = ?"
			  " ORDER BY \"n\" DESC LIMIT 1",
			  PARAMS(sql_text(register_id), sql_text(recipient)), error);
}
