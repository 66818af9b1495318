/* SPDX-License-Identifier: MIT
 *
 * verify.c: whether what is stored is what was decided: the chains and seals, and every column of every projection
 * against the fold of the journal. The fold reads entries and payloads and nothing else.
 */
#include "base/fault.h"
#include "base/json.h"
#include "store/private.h"
#include <string.h>

typedef struct Fold {
	GPtrArray *findings;
	GHashTable *records; /* "type/id" -> Record * as the journal has it */
	GHashTable *sealed;  /* "type/id/field" whose last content was erased */
	GHashTable *heads;   /* subject -> hash of its last entry */
	gint64 entries;
	gint64 last; /* number of the entry read last */
	guint sealed_lines;
} Fold;

static void fold_init(Fold *fold, GPtrArray *findings)
{
	*fold = (Fold){.findings = findings};
	fold->records = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, record_free);
	fold->sealed = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
	fold->heads = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, g_free);
}

static void fold_clear(Fold *fold)
{
	g_hash_table_unref(fold->records);
	g_hash_table_unref(fold->sealed);
	g_hash_table_unref(fold->heads);
}

static void finding(Fold *fold, const char *format, ...) G_GNUC_PRINTF(2, 3);

static void finding(Fold *fold, const char *format, ...)
{
	va_list args;
	va_start(args, format);
	g_ptr_array_add(fold->findings, g_strdup_vprintf(format, args));
	va_end(args);
}

#define N G_GINT64_FORMAT

/* --- folding the changes --- */

/* The record a change is about, made when the journal has not named it before; NULL with a finding when the change
 * names none. */
static Record *fold_record(Fold *fold, gint64 n, const json_t *change)
{
	const RecordType *type = record_type_named(json_text(change, "type"));
	const char *id = json_text(change, "id");
	if (!type || !id) {
		finding(fold, "entry %" N ": a change names no record that this program knows", n);
		return NULL;
	}
	g_autofree char *key = g_strdup_printf("%s/%s", type->name, id);
	Record *record = g_hash_table_lookup(fold->records, key);
	if (!record) {
		record = record_new(type);
		record_set((char **)((char *)record + type->fields[0].offset), id);
		g_hash_table_insert(fold->records, g_steal_pointer(&key), record);
	}
	return record;
}

static void fold_fields(Fold *fold, gint64 n, const json_t *change)
{
	g_autoptr(GError) why = NULL;
	Record *record = fold_record(fold, n, change);
	const json_t *fields = json_object_get(change, "fields");
	if (record && fields && !record_from_json(record, fields, &why))
		finding(fold, "entry %" N ": %s", n, why->message);
}

/* Personal fields named by a change are sealed when its payload was erased, and open again when it was not. */
static void fold_sealed(Fold *fold, const json_t *change, gboolean erased)
{
	size_t i;
	const json_t *name;
	json_array_foreach(json_object_get(change, "personal"), i, name)
	{
		char *key = g_strdup_printf("%s/%s/%s", json_text(change, "type"), json_text(change, "id"),
					    json_string_value(name));
		if (erased) {
			g_hash_table_add(fold->sealed, key);
		} else {
			g_hash_table_remove(fold->sealed, key);
			g_free(key);
		}
	}
}

static void fold_gone(Fold *fold, gint64 n, const json_t *change)
{
	g_autofree char *key = g_strdup_printf("%s/%s", json_text(change, "type"), json_text(change, "id"));
	g_autofree char *fields = g_strconcat(key, "/", NULL);
	GHashTableIter iter;
	gpointer sealed;
	if (!g_hash_table_remove(fold->records, key))
		finding(fold, "entry %" N ": it drops %s, which is not there", n, key);
	g_hash_table_iter_init(&iter, fold->sealed);
	while (g_hash_table_iter_next(&iter, &sealed, NULL))
		if (g_str_has_prefix(sealed, fields))
			g_hash_table_iter_remove(&iter);
}

static void fold_body(Fold *fold, const Entry *entry, const char *payload, gboolean erased)
{
	g_autoptr(GError) why = NULL;
	g_autoptr(Json) body = json_parse(entry->body, strlen(entry->body), &why);
	g_autoptr(Json) personal = body && payload ? json_parse(payload, strlen(payload), &why) : NULL;
	if (why) {
		finding(fold, "entry %" N ": %s", entry->n, why->message);
		return;
	}
	size_t i;
	const json_t *change;
	json_array_foreach(json_object_get(body, "changes"), i, change)
	{
		if (json_is_true(json_object_get(change, "gone"))) {
			fold_gone(fold, entry->n, change);
			continue;
		}
		fold_fields(fold, entry->n, change);
		fold_sealed(fold, change, erased);
	}
	json_array_foreach(json_object_get(personal, "changes"), i, change)
		fold_fields(fold, entry->n, change);
}

/* --- chains and seals --- */

static void check_chain(Fold *fold, const Entry *entry)
{
	const char *previous = g_hash_table_lookup(fold->heads, entry->subject);
	g_autofree char *hash = entry_hash(entry);
	if (entry->n != fold->last + 1)
		finding(fold, "entry %" N ": it follows entry %" N "; what was between is missing", entry->n, fold->last);
	if (g_strcmp0(entry->previous, previous ? previous : ENTRY_FIRST) != 0)
		finding(fold, "entry %" N ": the chain %s is broken before it", entry->n, entry->subject);
	if (!g_str_equal(hash, entry->hash))
		finding(fold, "entry %" N ": it was altered: its hash is %s, its content gives %s", entry->n, entry->hash,
			hash);
	g_hash_table_insert(fold->heads, g_strdup(entry->subject), g_strdup(entry->hash));
	fold->last = entry->n;
	fold->entries++;
}

static void check_seal(Fold *fold, const Entry *entry)
{
	g_autoptr(Json) body = json_parse(entry->body, strlen(entry->body), NULL);
	const char *subject;
	json_t *hash;
	json_object_foreach(json_object_get(body, "heads"), subject, hash)
		if (g_strcmp0(g_hash_table_lookup(fold->heads, subject), json_string_value(hash)) != 0)
			finding(fold, "entry %" N ": the seal names another last entry of %s", entry->n, subject);
}

/* The payload of an entry (columns salt, text, entry) when it is what the entry's digest binds; else NULL. */
static const char *check_payload(Fold *fold, const Entry *entry, const SqlValue *columns, gboolean *out_erased)
{
	const SqlValue *salt = &columns[0], *text = &columns[1], *present = &columns[2];
	*out_erased = FALSE;
	if (present->type == SQL_NULL) {
		if (entry->payload_digest)
			finding(fold, "entry %" N ": its payload is missing", entry->n);
		return NULL;
	}
	if (text->type == SQL_NULL) {
		*out_erased = TRUE;
		fold->sealed_lines++;
		finding(fold, "sealed: entry %" N " of %s: its payload was erased", entry->n, entry->subject);
		return NULL;
	}
	g_autofree char *digest = payload_digest(salt->text ? salt->text : "", salt->length, text->text);
	if (g_strcmp0(digest, entry->payload_digest) == 0)
		return text->text;
	finding(fold, "entry %" N ": its payload was altered", entry->n);
	return NULL;
}

static gboolean fold_entry(const SqlValue *columns, gpointer data, GError **error)
{
	Fold *fold = data;
	gboolean erased;
	g_autoptr(Entry) entry = entry_read(columns);
	const char *payload = check_payload(fold, entry, columns + ENTRY_COLUMN_COUNT, &erased);
	check_chain(fold, entry);
	if (g_str_equal(entry->subject, SUBJECT_SEAL))
		check_seal(fold, entry);
	else
		fold_body(fold, entry, payload, erased);
	return TRUE;
}

static gboolean stray_payload(const SqlValue *columns, gpointer data, GError **error)
{
	finding(data, "entry %" N ": it is missing, its payload is there", columns[0].number);
	return TRUE;
}

/* --- comparing --- */

typedef struct Comparing {
	Fold *fold;
	const RecordType *type;
} Comparing;

static char *value_text(const Field *field, const SqlValue *value)
{
	if (value->type == SQL_NULL)
		return g_strdup("empty");
	if (value->type != SQL_INT)
		return g_strdup_printf("\"%s\"", value->text);
	if (field->type == FIELD_INSTANT && value->number != INSTANT_NONE)
		return instant_format(value->number);
	return g_strdup_printf("%" N, value->number);
}

/* What is personal is not shown: findings are printed and logged. */
static void differs(Comparing *comparing, const char *id, const Field *field, const SqlValue *is,
		    const SqlValue *should)
{
	if (field->personal) {
		finding(comparing->fold, "%s %s: %s is not what the journal says", comparing->type->name, id, field->name);
		return;
	}
	g_autofree char *is_text = value_text(field, is), *should_text = value_text(field, should);
	finding(comparing->fold, "%s %s: %s is %s, the journal says %s", comparing->type->name, id, field->name, is_text,
		should_text);
}

static gboolean is_sealed(const Fold *fold, const char *key, const char *field)
{
	g_autofree char *name = g_strconcat(key, "/", field, NULL);
	return g_hash_table_contains(fold->sealed, name);
}

static gboolean compare_row(const SqlValue *columns, gpointer data, GError **error)
{
	Comparing *comparing = data;
	const RecordType *type = comparing->type;
	const char *id = columns[0].text ? columns[0].text : "";
	g_autofree char *key = g_strdup_printf("%s/%s", type->name, id);
	Record *record = g_hash_table_lookup(comparing->fold->records, key);
	if (!record) {
		finding(comparing->fold, "%s %s: it is in the store, the journal does not know its id", type->name, id);
		return TRUE;
	}
	for (guint i = 1; i < type->n_fields; i++) {
		const Field *field = &type->fields[i];
		SqlValue should = field_value(record, field);
		if (!sql_equal(&columns[i], &should) && !is_sealed(comparing->fold, key, field->name))
			differs(comparing, id, field, &columns[i], &should);
	}
	g_hash_table_remove(comparing->fold->records, key);
	return TRUE;
}

static int by_type_and_id(gconstpointer a, gconstpointer b)
{
	int types = strcmp(((const Record *)a)->type->name, ((const Record *)b)->type->name);
	return types ? types : id_compare(record_id(a), record_id(b));
}

static gboolean compare_all(Store *store, Fold *fold, GError **error)
{
	for (guint i = 0; record_types[i]; i++) {
		Comparing comparing = {fold, record_types[i]};
		g_autofree char *sql = g_strdup_printf("SELECT %s FROM \"%s\" ORDER BY \"id\"",
						       row_columns(store, record_types[i]), record_types[i]->name);
		if (!store_query(store, sql, NULL, 0, compare_row, &comparing, error))
			return FALSE;
	}
	/* what is left was not in the store */
	g_autoptr(GList) left = g_list_sort(g_hash_table_get_values(fold->records), by_type_and_id);
	for (const GList *at = left; at; at = at->next)
		finding(fold, "%s %s: it is in the journal, the store lacks it", ((const Record *)at->data)->type->name,
			record_id(at->data));
	return TRUE;
}

static gboolean verify(Store *store, Fold *fold, GError **error)
{
	return store_query(store,
			   "SELECT " ENTRY_COLUMNS ", p.\"salt\", p.\"text\", p.\"entry\" FROM \"entry\" e"
			   " LEFT JOIN \"payload\" p ON p.\"entry\" = e.\"n\" ORDER BY e.\"n\"",
			   NULL, 0, fold_entry, fold, error) &&
	       store_query(store,
			   "SELECT \"entry\" FROM \"payload\" WHERE \"entry\" NOT IN (SELECT \"n\" FROM \"entry\")"
			   " ORDER BY \"entry\"",
			   NULL, 0, stray_payload, fold, error) &&
	       compare_all(store, fold, error);
}

gboolean store_verify(Store *store, GPtrArray *out_findings, gint64 *out_entries, GError **error)
{
	Fold fold;
	guint before = out_findings->len;
	gboolean own = !store->in_transaction; /* one snapshot for all that is compared */
	if (own && !store_begin(store, error))
		return FALSE;
	fold_init(&fold, out_findings);
	gboolean ok = verify(store, &fold, error);
	if (own)
		store_rollback(store);
	if (ok && out_entries)
		*out_entries = fold.entries;
	ok = ok && out_findings->len - before == fold.sealed_lines;
	fold_clear(&fold);
	return ok;
}
