/* SPDX-License-Identifier: MIT
 *
 * entry.c: one entry of the journal: what its hash binds, and reading entries and their payloads back.
 */
#include "base/fault.h"
#include "base/hash.h"
#include "store/private.h"
#include <string.h>

void entry_free(Entry *entry)
{
	if (!entry)
		return;
	g_free(entry->subject);
	g_free(entry->event);
	g_free(entry->row);
	g_free(entry->body);
	g_free(entry->payload_digest);
	g_free(entry->previous);
	g_free(entry->hash);
	g_free(entry);
}

/* A part of what is hashed, preceded by its length as 8 bytes, big-endian. */
static void add_part(GString *all, const char *part)
{
	gsize length = part ? strlen(part) : 0;
	guint64 big_endian = GUINT64_TO_BE((guint64)length);
	g_string_append_len(all, (const char *)&big_endian, sizeof big_endian);
	g_string_append_len(all, part ? part : "", (gssize)length);
}

static void add_number(GString *all, gint64 number)
{
	char text[24];
	g_snprintf(text, sizeof text, "%" G_GINT64_FORMAT, number);
	add_part(all, text);
}

char *entry_hash(const Entry *entry)
{
	g_autoptr(GString) all = g_string_sized_new(512);
	add_part(all, entry->previous);
	add_number(all, entry->n);
	add_part(all, entry->subject);
	add_number(all, entry->at);
	add_part(all, entry->event);
	add_part(all, entry->row);
	add_part(all, entry->body);
	add_part(all, entry->payload_digest); /* a digest is never empty, so that none is not mistaken for one */
	return hash_hex(all->str, all->len);
}

char *payload_digest(gconstpointer salt, gsize salt_length, const char *payload)
{
	g_autoptr(GString) all = g_string_new_len(salt, (gssize)salt_length);
	g_string_append(all, payload);
	return hash_hex(all->str, all->len);
}

Entry *entry_read(const SqlValue *columns)
{
	Entry *entry = g_new0(Entry, 1);
	entry->n = columns[0].number;
	entry->subject = g_strdup(columns[1].text);
	entry->at = columns[2].number;
	entry->event = g_strdup(columns[3].text);
	entry->row = g_strdup(columns[4].text);
	entry->body = g_strdup(columns[5].text);
	entry->payload_digest = g_strdup(columns[6].text);
	entry->previous = g_strdup(columns[7].text);
	entry->hash = g_strdup(columns[8].text);
	return entry;
}

static gboolean collect_entry(const SqlValue *columns, gpointer data, GError **error)
{
	g_ptr_array_add(data, entry_read(columns));
	return TRUE;
}

GPtrArray *store_entries(Store *store, const char *subject, gint64 after, guint max, GError **error)
{
	g_autoptr(GPtrArray) entries = g_ptr_array_new_with_free_func((GDestroyNotify)entry_free);
	gboolean ok =
		subject ? store_query(store,
				      "SELECT " ENTRY_COLUMNS " FROM \"entry\" e WHERE e.\"subject\" = ? AND e.\"n\" > ?"
				      " ORDER BY e.\"n\" LIMIT ?",
				      PARAMS(sql_text(subject), sql_int(after), sql_int(max)), collect_entry, entries, error)
			: store_query(store,
				      "SELECT " ENTRY_COLUMNS " FROM \"entry\" e WHERE e.\"n\" > ? ORDER BY e.\"n\" LIMIT ?",
				      PARAMS(sql_int(after), sql_int(max)), collect_entry, entries, error);
	return ok ? g_steal_pointer(&entries) : NULL;
}

typedef struct PayloadState {
	char *text;
	gboolean erased;
} PayloadState;

static gboolean read_payload(const SqlValue *columns, gpointer data, GError **error)
{
	PayloadState *state = data;
	state->text = g_strdup(columns[0].text);
	state->erased = columns[0].type == SQL_NULL;
	return TRUE;
}

char *store_payload(Store *store, gint64 n, gboolean *out_erased, GError **error)
{
	PayloadState state = {0};
	if (!store_query(store, "SELECT \"text\" FROM \"payload\" WHERE \"entry\" = ?", PARAMS(sql_int(n)), read_payload,
			 &state, error))
		return NULL;
	if (out_erased)
		*out_erased = state.erased;
	return state.text;
}
