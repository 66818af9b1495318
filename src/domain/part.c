/* SPDX-License-Identifier: MIT */
#include "domain/part.h"

Part *part_new(const Roster *roster, const Rules *rules)
{
	Part *part = g_new0(Part, 1);
	part->roster = roster;
	part->rules = rules;
	part->records = g_hash_table_new_full(g_direct_hash, g_direct_equal, NULL, (GDestroyNotify)g_hash_table_unref);
	return part;
}

void part_free(Part *part)
{
	if (!part)
		return;
	g_hash_table_unref(part->records);
	g_free(part);
}

static GHashTable *part_table(const Part *part, const RecordType *type)
{
	return g_hash_table_lookup(part->records, type);
}

void part_put(Part *part, gpointer record)
{
	const RecordType *type = ((Record *)record)->type;
	GHashTable *table = part_table(part, type);
	if (!table) {
		/* The key is the record's own id, so replacing must replace the key as well. */
		table = g_hash_table_new_full(g_str_hash, g_str_equal, NULL, record_free);
		g_hash_table_insert(part->records, (gpointer)type, table);
	}
	g_hash_table_replace(table, (gpointer)record_id(record), record);
}

void part_drop(Part *part, const RecordType *type, const char *id)
{
	GHashTable *table = part_table(part, type);
	if (table)
		g_hash_table_remove(table, id);
}

gpointer part_get(const Part *part, const RecordType *type, const char *id)
{
	GHashTable *table = id ? part_table(part, type) : NULL;
	return table ? g_hash_table_lookup(table, id) : NULL;
}

/* Compares ids piece by piece, digits as numbers. */
static int id_compare(const char *a, const char *b)
{
	while (*a && *b) {
		if (g_ascii_isdigit(*a) && g_ascii_isdigit(*b)) {
			guint64 x = g_ascii_strtoull(a, (char **)&a, 10), y = g_ascii_strtoull(b, (char **)&b, 10);
			if (x != y)
				return x < y ? -1 : 1;
		} else if (*a != *b) {
			return (guchar)*a < (guchar)*b ? -1 : 1;
		} else {
			a++;
			b++;
		}
	}
	return *a ? 1 : *b ? -1 : 0;
}

static int record_compare(gconstpointer a, gconstpointer b)
{
	return id_compare(record_id(*(gpointer const *)a), record_id(*(gpointer const *)b));
}

GPtrArray *part_all(const Part *part, const RecordType *type)
{
	GPtrArray *all = g_ptr_array_new();
	GHashTable *table = part_table(part, type);
	GHashTableIter iter;
	gpointer record;
	if (!table)
		return all;
	g_hash_table_iter_init(&iter, table);
	while (g_hash_table_iter_next(&iter, NULL, &record))
		g_ptr_array_add(all, record);
	g_ptr_array_sort(all, record_compare);
	return all;
}
