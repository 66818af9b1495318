/* SPDX-License-Identifier: MIT
 *
 * journal.c: writing decisions: an entry, its payload, and the projections that follow from it.
 */
#include "base/fault.h"
#include "base/json.h"
#include "store/private.h"
#include "store/saying.h"
#include <errno.h>
#include <sys/random.h>

#define SALT_BYTES 16

/* --- the changes --- */

static gboolean write_gone(Saying *saying, Store *store, const Change *change, gconstpointer old, GError **error)
{
	if (!old)
		return TRUE; /* made and dropped in one decision */
	saying_gone(saying, change->type, change->id);
	return row_delete(store, change->type, change->id, error);
}

static gboolean write_change(Saying *saying, Store *store, const Change *change, GError **error)
{
	GError *why = NULL;
	gconstpointer old = row_known(store, change->type, change->id, &why);
	if (why) {
		g_propagate_error(error, why);
		return FALSE;
	}
	if (!change->record)
		return write_gone(saying, store, change, old, error);
	g_autoptr(Record) record = record_copy(change->record);
	record_make_valid(record);
	if (!saying_change(saying, store, record, old) && old)
		return TRUE;
	return row_put(store, g_steal_pointer(&record), old, error);
}

/* --- the entry --- */

static char *chain_head(Store *store, const char *subject, GError **error)
{
	GError *why = NULL;
	const char *known = g_hash_table_lookup(store->heads, subject);
	if (known)
		return g_strdup(known);
	char *head = store_text(store, "SELECT \"hash\" FROM \"entry\" WHERE \"subject\" = ? ORDER BY \"n\" DESC LIMIT 1",
				PARAMS(sql_text(subject)), &why);
	if (!why)
		return head ? head : g_strdup(ENTRY_FIRST);
	g_propagate_error(error, why);
	return NULL;
}

/* Gives the entry its number, its place in its chain and its hash, and appends it. */
static gboolean append_entry(Store *store, Entry *entry, GError **error)
{
	if (!store_next(store, NUMBERED_ENTRY, &entry->n, error))
		return FALSE;
	entry->previous = chain_head(store, entry->subject, error);
	if (!entry->previous)
		return FALSE;
	entry->hash = entry_hash(entry);
	gboolean done = store_execute(
		store,
		"INSERT INTO \"entry\" (\"n\", \"subject\", \"at\", \"event\", \"row\", \"body\", \"payload_digest\","
		" \"previous\", \"hash\") VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
		PARAMS(sql_int(entry->n), sql_text(entry->subject), sql_int(entry->at), sql_text(entry->event),
		       sql_text(entry->row), sql_text(entry->body), sql_text(entry->payload_digest),
		       sql_text(entry->previous), sql_text(entry->hash)),
		error);
	if (done) {
		store->last[NUMBERED_ENTRY] = entry->n;
		g_hash_table_insert(store->heads, g_strdup(entry->subject), g_strdup(entry->hash));
	}
	return done;
}

static gboolean random_bytes(guint8 *out, gsize n, GError **error)
{
	return getrandom(out, n, 0) == (ssize_t)n ||
	       fault_set(error, FAULT_TEMP, "The system gives no random numbers: %s.", g_strerror(errno));
}

/* The entry and, where there is one, its payload. */
static gboolean append_with_payload(Store *store, Entry *entry, const char *payload, GError **error)
{
	guint8 salt[SALT_BYTES];
	if (!payload)
		return append_entry(store, entry, error);
	if (!random_bytes(salt, sizeof salt, error))
		return FALSE;
	entry->payload_digest = payload_digest(salt, sizeof salt, payload);
	return append_entry(store, entry, error) &&
	       store_execute(store, "INSERT INTO \"payload\" (\"entry\", \"salt\", \"text\") VALUES (?, ?, ?)",
			     PARAMS(sql_int(entry->n), sql_blob(salt, sizeof salt), sql_text(payload)), error);
}

static void give_entry(Entry *entry, gint64 *out_n, char **out_hash)
{
	if (out_n)
		*out_n = entry->n;
	if (out_hash)
		*out_hash = g_steal_pointer(&entry->hash);
}

gboolean store_decision(Store *store, const Decision *decision, gint64 *out_n, char **out_hash, GError **error)
{
	g_assert(store->in_transaction && decision->row);
	g_auto(Saying) saying = saying_new();
	for (guint i = 0; i < decision->changes->len; i++)
		if (!write_change(&saying, store, g_ptr_array_index(decision->changes, i), error))
			return FALSE;
	g_autoptr(Entry) entry = g_new0(Entry, 1);
	g_autofree char *payload = saying_payload(&saying, decision);
	entry->subject = g_strdup(decision->register_id ? decision->register_id : SUBJECT_ROBOT);
	entry->at = decision->now;
	entry->event = saying_event(decision->event);
	entry->row = g_strdup(decision->row);
	entry->body = saying_body(&saying, decision);
	if (!append_with_payload(store, entry, payload, error))
		return FALSE;
	give_entry(entry, out_n, out_hash);
	return TRUE;
}

/* --- seals --- */

static gboolean collect_head(const SqlValue *columns, gpointer data, GError **error)
{
	json_object_set_new(data, columns[0].text, json_string(columns[1].text));
	return TRUE;
}

gboolean store_seal(Store *store, Instant at, char **out_hash, GError **error)
{
	g_assert(store->in_transaction);
	gint64 last = 0;
	g_autoptr(Json) heads = json_object(), body = json_object();
	if (!store_number(store, "SELECT max(\"n\") FROM \"entry\" WHERE \"subject\" = ?",
			  PARAMS(sql_text(SUBJECT_SEAL)), 0, &last, error) ||
	    !store_query(store,
			 "SELECT e.\"subject\", e.\"hash\" FROM \"entry\" e WHERE e.\"n\" > ? AND e.\"n\" ="
			 " (SELECT max(l.\"n\") FROM \"entry\" l WHERE l.\"subject\" = e.\"subject\")",
			 PARAMS(sql_int(last)), collect_head, heads, error))
		return FALSE;
	g_autoptr(Entry) entry = g_new0(Entry, 1);
	if (json_object_size(heads) > 0) {
		json_object_set(body, "heads", heads);
		entry->subject = g_strdup(SUBJECT_SEAL);
		entry->at = at;
		entry->event = g_strdup("{}");
		entry->row = g_strdup(SUBJECT_SEAL);
		entry->body = json_canonical(body);
		if (!append_entry(store, entry, error))
			return FALSE;
	} else if (last > 0) {
		entry->hash = chain_head(store, SUBJECT_SEAL, error);
		if (!entry->hash)
			return FALSE;
	}
	give_entry(entry, NULL, out_hash);
	return TRUE;
}
