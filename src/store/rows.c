/* SPDX-License-Identifier: MIT
 *
 * rows.c: one record as one row. The statements of a type are written once from its fields, so that a new field needs
 * a column and nothing here.
 *
 * What was read or written by id is remembered: deciding on one mail asks for the same ask, ballot and register several
 * times, and a batch for every mail again. Only the holder of the writer's lock remembers, whose every write passes
 * through here, and going back, to a savepoint or altogether, forgets all.
 */
#include "base/fault.h"
#include "store/private.h"
#include <string.h>

#define KNOWN_MOST 256 /* records of a type that are remembered; then it begins anew */

typedef struct RowSql {
	char *columns, *get, *insert, *remove;
	char **find; /* by field, made when first asked for; the last is the one for all */
	guint n_fields;
	const Field **sorted; /* the fields by name */
	GHashTable *known; /* id -> Record *, which owns its id */
} RowSql;

static void row_sql_free(gpointer data)
{
	RowSql *sql = data;
	g_free(sql->columns);
	g_free(sql->get);
	g_free(sql->insert);
	g_free(sql->remove);
	for (guint i = 0; i <= sql->n_fields; i++)
		g_free(sql->find[i]);
	g_free(sql->find);
	g_free(sql->sorted);
	g_hash_table_unref(sql->known);
	g_free(sql);
}

GHashTable *row_sql_new(void)
{
	return g_hash_table_new_full(g_direct_hash, g_direct_equal, NULL, row_sql_free);
}

static int compare_names(gconstpointer a, gconstpointer b)
{
	return strcmp((*(const Field *const *)a)->name, (*(const Field *const *)b)->name);
}

static const Field **fields_sorted(const RecordType *type)
{
	const Field **sorted = g_new(const Field *, type->n_fields);
	g_assert(type->n_fields <= SQL_COLUMNS_MAX);
	for (guint i = 0; i < type->n_fields; i++)
		sorted[i] = &type->fields[i];
	qsort(sorted, type->n_fields, sizeof *sorted, compare_names);
	return sorted;
}

static RowSql *row_sql_make(const RecordType *type)
{
	g_autoptr(GString) columns = g_string_new(NULL);
	g_autoptr(GString) marks = g_string_new(NULL);
	for (guint i = 0; i < type->n_fields; i++) {
		const char *comma = i ? ", " : "";
		g_string_append_printf(columns, "%s\"%s\"", comma, type->fields[i].name);
		g_string_append_printf(marks, "%s?", comma);
	}
	RowSql *sql = g_new0(RowSql, 1);
	sql->n_fields = type->n_fields;
	sql->find = g_new0(char *, type->n_fields + 1);
	sql->get = g_strdup_printf("SELECT %s FROM \"%s\" WHERE \"id\" = ?", columns->str, type->name);
	sql->insert = g_strdup_printf("INSERT INTO \"%s\" (%s) VALUES (%s)", type->name, columns->str, marks->str);
	sql->remove = g_strdup_printf("DELETE FROM \"%s\" WHERE \"id\" = ?", type->name);
	sql->columns = g_string_free(g_steal_pointer(&columns), FALSE);
	sql->sorted = fields_sorted(type);
	sql->known = g_hash_table_new_full(g_str_hash, g_str_equal, NULL, record_free);
	return sql;
}

static RowSql *row_sql(Store *store, const RecordType *type)
{
	RowSql *sql = g_hash_table_lookup(store->row_sql, type);
	if (!sql) {
		sql = row_sql_make(type);
		g_hash_table_insert(store->row_sql, (gpointer)type, sql);
	}
	return sql;
}

const char *row_columns(Store *store, const RecordType *type)
{
	return row_sql(store, type)->columns;
}

const Field *const *row_sorted(Store *store, const RecordType *type)
{
	return row_sql(store, type)->sorted;
}

/* --- values --- */

SqlValue field_value(gconstpointer record, const Field *field)
{
	gconstpointer member = (const char *)record + field->offset;
	switch (field->type) {
	case FIELD_TEXT:
		return sql_text(*(char *const *)member);
	case FIELD_INT:
	case FIELD_INSTANT:
		return sql_int(*(const gint64 *)member);
	case FIELD_ENUM:
		return sql_text(enumtab_word(field->words, *(const int *)member));
	}
	g_assert_not_reached();
}

gboolean sql_equal(const SqlValue *a, const SqlValue *b)
{
	if (a->type != b->type)
		return FALSE;
	switch (a->type) {
	case SQL_NULL:
		return TRUE;
	case SQL_INT:
		return a->number == b->number;
	case SQL_TEXT:
		return g_str_equal(a->text, b->text);
	case SQL_BLOB:
		return a->length == b->length && memcmp(a->text, b->text, a->length) == 0;
	}
	g_assert_not_reached();
}

static gboolean field_read(gpointer record, const Field *field, const SqlValue *value)
{
	gpointer member = (char *)record + field->offset;
	switch (field->type) {
	case FIELD_TEXT:
		*(char **)member = g_strdup(value->text);
		return value->type == SQL_TEXT || value->type == SQL_NULL;
	case FIELD_INT:
	case FIELD_INSTANT:
		*(gint64 *)member = value->number;
		return value->type == SQL_INT;
	case FIELD_ENUM: {
		int word = value->type == SQL_TEXT ? enumtab_value(field->words, value->text) : -1;
		*(int *)member = MAX(word, 0);
		return word >= 0;
	}
	}
	g_assert_not_reached();
}

typedef struct Reading {
	const RecordType *type;
	GPtrArray *records;
} Reading;

static gboolean read_record(const SqlValue *columns, gpointer data, GError **error)
{
	Reading *reading = data;
	g_autoptr(Record) record = record_new(reading->type);
	for (guint i = 0; i < reading->type->n_fields; i++) {
		const Field *field = &reading->type->fields[i];
		if (!field_read(record, field, &columns[i]))
			return fault_set(error, FAULT_PERM,
					 "The store holds something that is no \"%s\" in the %s %s; let verify look at it.",
					 field->name, reading->type->name, columns[0].text ? columns[0].text : "");
	}
	g_ptr_array_add(reading->records, g_steal_pointer(&record));
	return TRUE;
}

GPtrArray *row_collect(Store *store, const RecordType *type, const char *sql, const SqlValue *params, guint n_params,
		       GError **error)
{
	g_autoptr(GPtrArray) records = g_ptr_array_new_with_free_func(record_free);
	Reading reading = {type, records};
	if (!store_query(store, sql, params, n_params, read_record, &reading, error))
		return NULL;
	return g_steal_pointer(&records);
}

/* --- what is known --- */

static void remember(Store *store, Record *record)
{
	GHashTable *known = row_sql(store, record->type)->known;
	if (g_hash_table_size(known) >= KNOWN_MOST)
		g_hash_table_remove_all(known);
	g_hash_table_replace(known, (char *)record_id(record), record);
}

void row_forget(Store *store)
{
	GHashTableIter iter;
	gpointer sql;
	g_hash_table_iter_init(&iter, store->row_sql);
	while (g_hash_table_iter_next(&iter, NULL, &sql))
		g_hash_table_remove_all(((RowSql *)sql)->known);
}

/* --- reading --- */

static gpointer row_read(Store *store, const RecordType *type, const char *id, GError **error)
{
	g_autoptr(GPtrArray) records = g_ptr_array_new_with_free_func(record_free);
	Reading reading = {type, records};
	if (!store_query(store, row_sql(store, type)->get, PARAMS(sql_text(id)), read_record, &reading, error))
		return NULL;
	return records->len ? g_ptr_array_steal_index(records, 0) : NULL;
}

gconstpointer row_known(Store *store, const RecordType *type, const char *id, GError **error)
{
	g_assert(store->mode != STORE_READ);
	gpointer record = g_hash_table_lookup(row_sql(store, type)->known, id);
	if (!record && (record = row_read(store, type, id, error)))
		remember(store, record);
	return record;
}

gpointer store_get(Store *store, const RecordType *type, const char *id, GError **error)
{
	if (store->mode == STORE_READ)
		return row_read(store, type, id, error);
	gconstpointer known = row_known(store, type, id, error);
	return known ? record_copy(known) : NULL;
}

static const char *find_sql(Store *store, const RecordType *type, const char *field)
{
	RowSql *sql = row_sql(store, type);
	guint at = 0;
	while (field && at < type->n_fields && !g_str_equal(type->fields[at].name, field))
		at++;
	g_assert(!field || (at < type->n_fields &&
			    (type->fields[at].type == FIELD_TEXT || type->fields[at].type == FIELD_ENUM)));
	char **find = &sql->find[field ? at : type->n_fields];
	if (!*find && field)
		*find = g_strdup_printf("SELECT %s FROM \"%s\" WHERE \"%s\" = ?", sql->columns, type->name, field);
	else if (!*find)
		*find = g_strdup_printf("SELECT %s FROM \"%s\"", sql->columns, type->name);
	return *find;
}

static int compare_ids(gconstpointer a, gconstpointer b)
{
	return id_compare(record_id(*(gconstpointer const *)a), record_id(*(gconstpointer const *)b));
}

GPtrArray *store_find(Store *store, const RecordType *type, const char *field, const char *value, GError **error)
{
	SqlValue param = sql_text(value);
	GPtrArray *records = row_collect(store, type, find_sql(store, type, field), &param, field ? 1 : 0, error);
	if (records)
		g_ptr_array_sort(records, compare_ids);
	return records;
}

/* --- writing --- */

static gboolean row_insert(Store *store, gconstpointer record, GError **error)
{
	const RecordType *type = ((const Record *)record)->type;
	SqlValue params[SQL_COLUMNS_MAX];
	g_assert(type->n_fields <= SQL_COLUMNS_MAX);
	for (guint i = 0; i < type->n_fields; i++)
		params[i] = field_value(record, &type->fields[i]);
	return store_execute(store, row_sql(store, type)->insert, params, type->n_fields, error);
}

/* Only the columns that differ, so that the indexes of the others are left alone. */
static gboolean row_update(Store *store, gconstpointer record, gconstpointer old, GError **error)
{
	const RecordType *type = ((const Record *)record)->type;
	SqlValue params[SQL_COLUMNS_MAX];
	guint n = 0;
	g_autoptr(GString) sql = g_string_sized_new(128);
	g_string_append_printf(sql, "UPDATE \"%s\" SET", type->name);
	for (guint i = 1; i < type->n_fields; i++) {
		SqlValue before = field_value(old, &type->fields[i]);
		params[n] = field_value(record, &type->fields[i]);
		if (!sql_equal(&params[n], &before))
			g_string_append_printf(sql, "%s \"%s\" = ?", n++ ? "," : "", type->fields[i].name);
	}
	g_string_append(sql, " WHERE \"id\" = ?");
	params[n] = sql_text(record_id(record));
	return n == 0 || store_execute(store, sql->str, params, n + 1, error);
}

gboolean row_put(Store *store, gpointer record, gconstpointer old, GError **error)
{
	gboolean done = old ? row_update(store, record, old, error) : row_insert(store, record, error);
	if (done)
		remember(store, record);
	else
		record_free(record);
	return done;
}

gboolean row_delete(Store *store, const RecordType *type, const char *id, GError **error)
{
	g_hash_table_remove(row_sql(store, type)->known, id);
	return store_execute(store, row_sql(store, type)->remove, PARAMS(sql_text(id)), error);
}

/* --- order --- */

/* The end of a run of digits, and its first digit that counts. */
static const char *number_end(const char **from)
{
	while (**from == '0' && g_ascii_isdigit((*from)[1]))
		(*from)++;
	const char *end = *from;
	while (g_ascii_isdigit(*end))
		end++;
	return end;
}

int id_compare(const char *a, const char *b)
{
	while (*a && *b) {
		if (g_ascii_isdigit(*a) && g_ascii_isdigit(*b)) {
			const char *a_end = number_end(&a), *b_end = number_end(&b);
			if (a_end - a != b_end - b)
				return a_end - a < b_end - b ? -1 : 1;
		}
		if (*a != *b)
			return (guchar)*a < (guchar)*b ? -1 : 1;
		a++;
		b++;
	}
	return (*a ? 1 : 0) - (*b ? 1 : 0);
}
