/* SPDX-License-Identifier: MIT */
#include "ctl/view.h"
#include "base/text.h"

void view_put_instant(json_t *object, const char *key, Instant instant)
{
	g_autofree char *text = instant != INSTANT_NONE ? instant_format(instant) : NULL;
	json_put_text(object, key, text);
}

void view_put_name(const Ctl *ctl, json_t *object, const char *key, const char *id)
{
	if (id)
		json_put_text(object, key, roster_name(engine_roster(ctl->engine), id));
}

static void put_field(json_t *object, gconstpointer record, const Field *field)
{
	const char *member = (const char *)record + field->offset;
	switch (field->type) {
	case FIELD_TEXT:
		json_put_text(object, field->name, *(char *const *)member);
		return;
	case FIELD_INT:
		json_object_set_new(object, field->name, json_integer(*(const gint64 *)member));
		return;
	case FIELD_INSTANT:
		view_put_instant(object, field->name, *(const Instant *)member);
		return;
	case FIELD_ENUM:
		json_put_text(object, field->name, enumtab_word(field->words, *(const int *)member));
		return;
	}
}

json_t *view_record(gconstpointer record, const char *skip)
{
	const RecordType *type = ((const Record *)record)->type;
	json_t *object = json_object();
	for (guint i = 0; i < type->n_fields; i++)
		if (!words_has(skip, type->fields[i].name))
			put_field(object, record, &type->fields[i]);
	return object;
}

gboolean view_put_list(Ctl *ctl, json_t *object, const char *name, const RecordType *type, const char *field,
		       const char *value, const Withheld *withheld, ViewMake make, GError **error)
{
	g_autoptr(GPtrArray) records = store_find(engine_store(ctl->engine), type, field, value, error);
	json_t *list = json_array();
	json_object_set_new(object, name, list);
	for (guint i = 0; records && i < records->len; i++) {
		GError *fault = NULL;
		json_t *row = make(ctl, g_ptr_array_index(records, i), withheld, &fault);
		if (fault) {
			g_propagate_error(error, fault);
			return FALSE;
		}
		if (row)
			json_array_append_new(list, row);
	}
	return records != NULL;
}
