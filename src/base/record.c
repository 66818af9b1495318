/* SPDX-License-Identifier: MIT
 *
 * record.c: see record.h.
 */
#include "base/record.h"
#include "base/fault.h"
#include "base/json.h"
#include <string.h>

#define MEMBER(type, record, field) (*(type *)((char *)(record) + (field)->offset))
#define MEMBER_CONST(type, record, field) (*(const type *)((const char *)(record) + (field)->offset))

static const RecordType *record_type(gconstpointer record)
{
	return ((const Record *)record)->type;
}

static const char *field_text(gconstpointer record, const Field *field)
{
	return MEMBER_CONST(char *, record, field);
}

static gint64 field_number(gconstpointer record, const Field *field)
{
	return field->type == FIELD_ENUM ? MEMBER_CONST(int, record, field) : MEMBER_CONST(gint64, record, field);
}

static void field_set_number(gpointer record, const Field *field, gint64 number)
{
	if (field->type == FIELD_ENUM)
		MEMBER(int, record, field) = (int)number;
	else
		MEMBER(gint64, record, field) = number;
}

gpointer record_new(const RecordType *type)
{
	g_assert(type->size >= sizeof(Record) && type->n_fields > 0 && type->fields[0].type == FIELD_TEXT);
	Record *record = g_malloc0(type->size);
	record->type = type;
	return record;
}

gpointer record_copy(gconstpointer record)
{
	const RecordType *type = record_type(record);
	gpointer copy = record_new(type);
	for (guint i = 0; i < type->n_fields; i++) {
		const Field *field = &type->fields[i];
		if (field->type == FIELD_TEXT)
			MEMBER(char *, copy, field) = g_strdup(field_text(record, field));
		else
			field_set_number(copy, field, field_number(record, field));
	}
	return copy;
}

void record_free(gpointer record)
{
	if (!record)
		return;
	const RecordType *type = record_type(record);
	for (guint i = 0; i < type->n_fields; i++)
		if (type->fields[i].type == FIELD_TEXT)
			g_free(MEMBER(char *, record, &type->fields[i]));
	g_free(record);
}

const char *record_id(gconstpointer record)
{
	return field_text(record, &record_type(record)->fields[0]);
}

void record_set(char **field, const char *value)
{
	char *copy = g_strdup(value); /* before the free: value may be the field itself */
	g_free(*field);
	*field = copy;
}

void record_make_valid(gpointer record)
{
	const RecordType *type = record_type(record);
	for (guint i = 0; i < type->n_fields; i++) {
		const Field *field = &type->fields[i];
		if (field->type != FIELD_TEXT)
			continue;
		char **text = &MEMBER(char *, record, field);
		if (!*text || g_utf8_validate(*text, -1, NULL))
			continue;
		char *valid = g_utf8_make_valid(*text, -1);
		g_free(*text);
		*text = valid;
	}
}

static gboolean field_equal(const Field *field, gconstpointer a, gconstpointer b)
{
	if (field->type == FIELD_TEXT)
		return g_strcmp0(field_text(a, field), field_text(b, field)) == 0;
	return field_number(a, field) == field_number(b, field);
}

const char *record_differs(gconstpointer a, gconstpointer b)
{
	const RecordType *type = record_type(a);
	g_assert(type == record_type(b));
	for (guint i = 0; i < type->n_fields; i++)
		if (!field_equal(&type->fields[i], a, b))
			return type->fields[i].name;
	return NULL;
}

static gboolean field_on_side(const RecordType *type, const Field *field, RecordSide side)
{
	switch (side) {
	case RECORD_ALL:
		return TRUE;
	case RECORD_PUBLIC:
		return !field->personal || field == type->fields;
	case RECORD_PERSONAL:
		return field->personal || field == type->fields;
	}
	g_assert_not_reached();
}

static void field_to_json(gconstpointer record, const Field *field, json_t *object)
{
	switch (field->type) {
	case FIELD_TEXT:
		json_put_text(object, field->name, field_text(record, field));
		return;
	case FIELD_INT:
	case FIELD_INSTANT:
		if (field_number(record, field) != 0)
			json_object_set_new(object, field->name, json_integer(field_number(record, field)));
		return;
	case FIELD_ENUM:
		json_put_text(object, field->name, enumtab_word(field->words, (int)field_number(record, field)));
		return;
	}
	g_assert_not_reached();
}

json_t *record_to_json(gconstpointer record, RecordSide side)
{
	const RecordType *type = record_type(record);
	json_t *object = json_object();
	for (guint i = 0; i < type->n_fields; i++)
		if (field_on_side(type, &type->fields[i], side))
			field_to_json(record, &type->fields[i], object);
	return object;
}

static gboolean field_check(const RecordType *type, const Field *field, const json_t *value, GError **error)
{
	switch (field->type) {
	case FIELD_TEXT:
		if (json_is_string(value) || (json_is_null(value) && field != type->fields))
			return TRUE;
		return fault_set(error, FAULT_PERM, "The field \"%s\" of \"%s\" should be a text.", field->name,
				 type->name);
	case FIELD_INT:
	case FIELD_INSTANT:
		if (json_is_integer(value) || json_is_null(value))
			return TRUE;
		return fault_set(error, FAULT_PERM, "The field \"%s\" of \"%s\" should be an integer.", field->name,
				 type->name);
	case FIELD_ENUM:
		if (enumtab_value(field->words, json_string_value(value)) >= 0)
			return TRUE;
		return fault_set(error, FAULT_PERM,
				 "The field \"%s\" of \"%s\" should be a word of \"%s\", not \"%s\".", field->name,
				 type->name, field->words->name,
				 json_is_string(value) ? json_string_value(value) : "something that is no text");
	}
	g_assert_not_reached();
}

static void field_from_json(gpointer record, const Field *field, const json_t *value)
{
	switch (field->type) {
	case FIELD_TEXT:
		record_set(&MEMBER(char *, record, field), json_string_value(value));
		return;
	case FIELD_INT:
	case FIELD_INSTANT:
		field_set_number(record, field, json_integer_value(value));
		return;
	case FIELD_ENUM:
		field_set_number(record, field, enumtab_value(field->words, json_string_value(value)));
		return;
	}
	g_assert_not_reached();
}

gboolean record_from_json(gpointer record, const json_t *object, GError **error)
{
	const RecordType *type = record_type(record);
	for (guint i = 0; i < type->n_fields; i++) {
		const json_t *value = json_object_get(object, type->fields[i].name);
		if (value && !field_check(type, &type->fields[i], value, error))
			return FALSE;
	}
	for (guint i = 0; i < type->n_fields; i++) {
		const json_t *value = json_object_get(object, type->fields[i].name);
		if (value)
			field_from_json(record, &type->fields[i], value);
	}
	return TRUE;
}
