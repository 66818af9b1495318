/* SPDX-License-Identifier: MIT
 *
 * kept.c: raw mail and documents under their SHA-256: small ones as rows, large ones as files (evidence.h).
 *
 * A file costs the system far more than its bytes when it is as small as most mail is, and has to be made durable by
 * itself; a row is written and synced with the batch that names it. The rows are written by the commit: what was kept
 * stays kept when one mail of a batch goes back to its savepoint and is then put aside, as a file would. What a commit
 * could not write waits for the next one.
 */
#include "base/fault.h"
#include "base/hash.h"
#include "store/private.h"
#include <string.h>

#define ROW_MOST ((gsize)64 << 10) /* bytes; what is larger becomes a file, where the store is one */

GHashTable *kept_new(void)
{
	return g_hash_table_new_full(g_str_hash, g_str_equal, g_free, (GDestroyNotify)g_bytes_unref);
}

char *store_keep(Store *store, GBytes *bytes, GError **error)
{
	gsize length;
	gconstpointer data = g_bytes_get_data(bytes, &length);
	if (!store_step(error))
		return NULL;
	if (store->evidence && length > ROW_MOST)
		return evidence_keep(store->evidence, bytes, error);
	char *hash = hash_hex(data, length);
	g_hash_table_insert(store->kept, g_strdup(hash), g_bytes_ref(bytes));
	return hash;
}

gboolean kept_write(Store *store, GError **error)
{
	GHashTableIter iter;
	gpointer hash, bytes;
	g_hash_table_iter_init(&iter, store->kept);
	while (g_hash_table_iter_next(&iter, &hash, &bytes)) {
		gsize length;
		gconstpointer data = g_bytes_get_data(bytes, &length);
		if (!store_execute(store,
				   "INSERT INTO \"evidence\" (\"hash\", \"bytes\") VALUES (?, ?)"
				   " ON CONFLICT (\"hash\") DO UPDATE SET \"bytes\" = excluded.\"bytes\"",
				   PARAMS(sql_text(hash), sql_blob(data ? data : "", length)), error))
			return FALSE;
	}
	return !store->evidence || evidence_sync(store->evidence, error);
}

/* --- reading --- */

static gboolean is_hash(const char *hash)
{
	return hash && strlen(hash) == 2 * HASH_BYTES && strspn(hash, "0123456789abcdef") == 2 * HASH_BYTES;
}

static gboolean take_bytes(const SqlValue *columns, gpointer data, GError **error)
{
	*(GBytes **)data = g_bytes_new(columns[0].text, columns[0].length);
	return TRUE;
}

static gboolean find_bytes(Store *store, const char *hash, GBytes **out_bytes, GError **error)
{
	GBytes *waiting = g_hash_table_lookup(store->kept, hash);
	*out_bytes = waiting ? g_bytes_ref(waiting) : NULL;
	if (!waiting && !store_query(store, "SELECT \"bytes\" FROM \"evidence\" WHERE \"hash\" = ?",
				     PARAMS(sql_text(hash)), take_bytes, out_bytes, error))
		return FALSE;
	if (!*out_bytes && store->evidence)
		*out_bytes = evidence_get(store->evidence, hash, error);
	else if (!*out_bytes)
		fault_set(error, FAULT_PERM, "The evidence %s is not kept.", hash);
	return *out_bytes != NULL;
}

GBytes *store_kept(Store *store, const char *hash, GError **error)
{
	g_autoptr(GBytes) bytes = NULL;
	if (!is_hash(hash)) {
		fault_set(error, FAULT_PERM, "\"%s\" is no name of kept evidence.", hash ? hash : "");
		return NULL;
	}
	if (!find_bytes(store, hash, &bytes, error))
		return NULL;
	gsize length;
	gconstpointer data = g_bytes_get_data(bytes, &length);
	g_autofree char *found = hash_hex(data ? data : "", length);
	if (g_str_equal(found, hash))
		return g_steal_pointer(&bytes);
	fault_set(error, FAULT_PERM, "The evidence %s was altered: the hash of its content is now %s.", hash, found);
	return NULL;
}
