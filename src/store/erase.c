/* SPDX-License-Identifier: MIT
 *
 * erase.c: taking the personal part of an entry out of the store: its payload, and what the projections still hold of
 * it. The chain keeps the digest alone; the salt goes with the text, so that nothing can be guessed from the digest.
 */
#include "base/fault.h"
#include "base/json.h"
#include "store/private.h"
#include <string.h>

/* Empties the fields of the record that still hold what `fields` says. */
static void forget(gpointer record, const json_t *fields)
{
	const RecordType *type = ((const Record *)record)->type;
	g_autoptr(Json) now = record_to_json(record, RECORD_PERSONAL);
	for (guint i = 1; i < type->n_fields; i++) {
		const Field *field = &type->fields[i];
		const json_t *erased = json_object_get(fields, field->name);
		if (!erased || !json_equal(erased, json_object_get(now, field->name)))
			continue;
		if (field->type == FIELD_TEXT)
			record_set((char **)((char *)record + field->offset), NULL);
		else if (field->type == FIELD_ENUM)
			*(int *)((char *)record + field->offset) = 0;
		else
			*(gint64 *)((char *)record + field->offset) = 0;
	}
}

static gboolean erase_change(Store *store, const json_t *change, GError **error)
{
	const RecordType *type = record_type_named(json_text(change, "type"));
	const char *id = json_text(change, "id");
	GError *why = NULL;
	g_autoptr(Record) old = type && id ? store_get(store, type, id, &why) : NULL;
	if (why) {
		g_propagate_error(error, why);
		return FALSE;
	}
	if (!old)
		return TRUE; /* dropped since */
	g_autoptr(Record) record = record_copy(old);
	forget(record, json_object_get(change, "fields"));
	return row_put(store, g_steal_pointer(&record), old, error);
}

static gboolean erase(Store *store, gint64 n, const char *payload, GError **error)
{
	g_autoptr(Json) object = json_parse(payload, strlen(payload), error);
	const json_t *changes = json_object_get(object, "changes");
	if (!object)
		return FALSE;
	for (size_t i = 0; i < json_array_size(changes); i++)
		if (!erase_change(store, json_array_get(changes, i), error))
			return FALSE;
	return store_execute(store, "UPDATE \"payload\" SET \"salt\" = NULL, \"text\" = NULL WHERE \"entry\" = ?",
			     PARAMS(sql_int(n)), error);
}

gboolean store_erase_payload(Store *store, gint64 n, GError **error)
{
	g_assert(store->in_transaction);
	GError *why = NULL;
	g_autofree char *payload = store_payload(store, n, NULL, &why);
	if (why) {
		g_propagate_error(error, why);
		return FALSE;
	}
	return !payload || erase(store, n, payload, error);
}
