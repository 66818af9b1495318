/* SPDX-License-Identifier: MIT
 *
 * forget.c: the end of raw mail: after `keep-mail` its bytes go, its row in the ledger with their hash stays.
 *
 * Mails are gone through once, in the order in which they came: "mail-forgotten" says up to which receipt. What another,
 * younger mail or a draft still names is left. A file that is gone before the transaction commits does no harm: the same
 * mails are gone through again.
 */
#include "store/private.h"

#define FORGOTTEN "mail-forgotten"

static gboolean collect_hash(const SqlValue *columns, gpointer data, GError **error)
{
	g_ptr_array_add(data, g_strdup(columns[0].text));
	return TRUE;
}

static gboolean forget_bytes(Store *store, const char *hash, GError **error)
{
	if (!store_execute(store, "DELETE FROM \"evidence\" WHERE \"hash\" = ?", PARAMS(sql_text(hash)), error))
		return FALSE;
	return !store->evidence || evidence_drop(store->evidence, hash, error);
}

gboolean store_forget_mail(Store *store, Instant before, guint *out_forgotten, GError **error)
{
	g_autoptr(GError) fault = NULL;
	g_autofree char *until = store_value_get(store, FORGOTTEN, &fault);
	g_autoptr(GPtrArray) hashes = g_ptr_array_new_with_free_func(g_free);
	*out_forgotten = 0;
	if (fault) {
		g_propagate_error(error, g_steal_pointer(&fault));
		return FALSE;
	}
	if (!store_query(store,
			 "SELECT DISTINCT \"raw\" FROM \"mail\" WHERE \"received\" >= ? AND \"received\" < ?"
			 " AND \"raw\" IS NOT NULL AND \"raw\" NOT IN (SELECT \"raw\" FROM \"mail\""
			 " WHERE \"received\" >= ? AND \"raw\" IS NOT NULL)"
			 " AND \"raw\" NOT IN (SELECT \"file\" FROM \"draft\" WHERE \"file\" IS NOT NULL)",
			 PARAMS(sql_int(until ? g_ascii_strtoll(until, NULL, 10) : 0), sql_int(before), sql_int(before)),
			 collect_hash, hashes, error))
		return FALSE;
	for (guint i = 0; i < hashes->len; i++)
		if (!forget_bytes(store, g_ptr_array_index(hashes, i), error))
			return FALSE;
	*out_forgotten = hashes->len;
	g_autofree char *mark = g_strdup_printf("%" G_GINT64_FORMAT, before);
	return store_value_put(store, FORGOTTEN, mark, error);
}
