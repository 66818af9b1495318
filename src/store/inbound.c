/* SPDX-License-Identifier: MIT
 *
 * inbound.c: the ledger of mail that came in.
 */
#include "base/fault.h"
#include "store/private.h"

#define MAIL_COLUMNS                                                                                                   \
	"\"n\", \"mailbox\", \"uidvalidity\", \"uid\", \"received\", \"handled\", \"size\", \"class\", \"from\", "     \
	"\"subject\", \"message_id\", \"digest\", \"raw\", \"disposition\", \"why\", \"register_id\", \"asked\", "     \
	"\"letter\", \"entry\", \"moved\", \"tries\""
#define PLACE_COLUMNS 4 /* the first: number and place, which never change */
#define SELECT_MAIL "SELECT " MAIL_COLUMNS " FROM \"mail\" "

void mail_row_free(MailRow *row)
{
	if (!row)
		return;
	g_free(row->mailbox);
	g_free(row->class);
	g_free(row->from);
	g_free(row->subject);
	g_free(row->message_id);
	g_free(row->digest);
	g_free(row->raw);
	g_free(row->why);
	g_free(row->register_id);
	g_free(row->asked);
	g_free(row->letter);
	g_free(row);
}

static gboolean read_mail(const SqlValue *columns, gpointer data, GError **error)
{
	MailRow *row = g_new0(MailRow, 1);
	g_ptr_array_add(data, row);
	row->n = columns[0].number;
	row->mailbox = g_strdup(columns[1].text);
	row->uidvalidity = columns[2].number;
	row->uid = columns[3].number;
	row->received = columns[4].number;
	row->handled = columns[5].number;
	row->size = columns[6].number;
	row->class = g_strdup(columns[7].text);
	row->from = g_strdup(columns[8].text);
	row->subject = g_strdup(columns[9].text);
	row->message_id = g_strdup(columns[10].text);
	row->digest = g_strdup(columns[11].text);
	row->raw = g_strdup(columns[12].text);
	row->disposition = enumtab_value(&disposition_words, columns[13].text);
	row->why = g_strdup(columns[14].text);
	row->register_id = g_strdup(columns[15].text);
	row->asked = g_strdup(columns[16].text);
	row->letter = g_strdup(columns[17].text);
	row->entry = columns[18].number;
	row->moved = columns[19].number != 0;
	row->tries = columns[20].number;
	if (row->disposition >= 0 || columns[13].type == SQL_NULL)
		return TRUE;
	return fault_set(error, FAULT_PERM, "MAIL-%" G_GINT64_FORMAT " ended in \"%s\", which is no disposition.", row->n,
			 columns[13].text);
}

static GPtrArray *mails(Store *store, const char *sql, const SqlValue *params, guint n_params, GError **error)
{
	g_autoptr(GPtrArray) rows = g_ptr_array_new_with_free_func((GDestroyNotify)mail_row_free);
	return store_query(store, sql, params, n_params, read_mail, rows, error) ? g_steal_pointer(&rows) : NULL;
}

static MailRow *first_mail(GPtrArray *found)
{
	g_autoptr(GPtrArray) rows = found;
	return rows && rows->len ? g_ptr_array_steal_index(rows, 0) : NULL;
}

gboolean store_mail_put(Store *store, MailRow *row, GError **error)
{
	static const char insert[] = "INSERT INTO \"mail\" (" MAIL_COLUMNS ")"
				     " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)";
	static const char update[] =
		"UPDATE \"mail\" SET \"received\" = ?, \"handled\" = ?, \"size\" = ?, \"class\" = ?, \"from\" = ?, \"subject\" = ?, \"message_id\" = ?,"
		" \"digest\" = ?, \"raw\" = ?, \"disposition\" = ?, \"why\" = ?, \"register_id\" = ?, \"asked\" = ?,"
		" \"letter\" = ?, \"entry\" = ?, \"moved\" = ?, \"tries\" = ? WHERE \"n\" = ?";
	gboolean is_new = row->n == 0;
	if (is_new && !store_next(store, NUMBERED_MAIL, &row->n, error))
		return FALSE;
	const char *disposition =
		row->disposition < 0 ? NULL : enumtab_word(&disposition_words, row->disposition);
	const SqlValue values[] = {
		/* where it lies, which only an insert says: an update would touch the indexes of places for nothing */
		sql_int(row->n), sql_text(row->mailbox), sql_int(row->uidvalidity), sql_int(row->uid),
		sql_int(row->received), sql_int(row->handled), sql_int(row->size), sql_text(row->class),
		sql_text(row->from), sql_text(row->subject), sql_text(row->message_id), sql_text(row->digest),
		sql_text(row->raw), sql_text(disposition), sql_text(row->why), sql_text(row->register_id),
		sql_text(row->asked), sql_text(row->letter), sql_int(row->entry), sql_int(row->moved ? 1 : 0),
		sql_int(row->tries), sql_int(row->n)};
	guint n = G_N_ELEMENTS(values);
	if (!is_new)
		return store_execute(store, update, values + PLACE_COLUMNS, n - PLACE_COLUMNS, error);
	gboolean done = store_execute(store, insert, values, n - 1, error);
	if (done)
		store->last[NUMBERED_MAIL] = row->n;
	else
		row->n = 0;
	return done;
}

gboolean store_mail_moved(Store *store, const char *mailbox, gint64 uidvalidity, gint64 uid, GError **error)
{
	return store_execute(store, "UPDATE \"mail\" SET \"moved\" = 1 WHERE \"mailbox\" = ? AND \"uidvalidity\" = ?"
				    " AND \"uid\" = ?",
			     PARAMS(sql_text(mailbox), sql_int(uidvalidity), sql_int(uid)), error);
}

MailRow *store_mail_at(Store *store, const char *mailbox, gint64 uidvalidity, gint64 uid, GError **error)
{
	return first_mail(mails(store,
				SELECT_MAIL "WHERE \"mailbox\" = ? AND \"uidvalidity\" = ? AND \"uid\" = ?"
					    " ORDER BY \"n\" DESC LIMIT 1",
				PARAMS(sql_text(mailbox), sql_int(uidvalidity), sql_int(uid)), error));
}

MailRow *store_mail_same(Store *store, const char *message_id, const char *from, const char *digest, GError **error)
{
	return first_mail(mails(store,
				SELECT_MAIL "WHERE \"digest\" = ? AND coalesce(\"message_id\", '') = coalesce(?, '')"
					    " AND coalesce(\"from\", '') = coalesce(?, '') ORDER BY \"n\" LIMIT 1",
				PARAMS(sql_text(digest), sql_text(message_id), sql_text(from)), error));
}

MailRow *store_mail_n(Store *store, gint64 n, GError **error)
{
	return first_mail(mails(store, SELECT_MAIL "WHERE \"n\" = ?", PARAMS(sql_int(n)), error));
}

GPtrArray *store_mails(Store *store, const char *register_id, guint max, GError **error)
{
	if (!register_id)
		return mails(store, SELECT_MAIL "ORDER BY \"n\" DESC LIMIT ?", PARAMS(sql_int(max)), error);
	return mails(store, SELECT_MAIL "WHERE \"register_id\" = ? ORDER BY \"n\" DESC LIMIT ?",
		     PARAMS(sql_text(register_id), sql_int(max)), error);
}

GPtrArray *store_mails_unmoved(Store *store, const char *mailbox, gint64 uidvalidity, GError **error)
{
	return mails(store, SELECT_MAIL "WHERE \"mailbox\" = ? AND \"uidvalidity\" = ? AND \"moved\" = 0 ORDER BY \"n\"",
		     PARAMS(sql_text(mailbox), sql_int(uidvalidity)), error);
}
