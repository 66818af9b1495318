/* SPDX-License-Identifier: MIT
 *
 * saying.c: see saying.h.
 */
#include "store/saying.h"
#include "base/json.h"

Saying saying_new(void)
{
	return (Saying){g_string_sized_new(512), g_string_sized_new(512)};
}

void saying_clear(Saying *saying)
{
	g_string_free(saying->changes, TRUE);
	g_string_free(saying->personal, TRUE);
}

/* --- the event --- */

static void put_file(GString *out, const EventFile *file)
{
	json_append_key(out, "file");
	g_string_append_c(out, '{');
	json_append_integer(out, "bytes", file->bytes);
	json_append_member(out, "file", file->file);
	json_append_member(out, "name", file->name);
	json_append_member(out, "type", file->type);
	g_string_append_c(out, '}');
}

/* The choice of a ballot is personal, whatever became of the mail that names it. */
static gboolean word_is_choice(const char *word)
{
	return enumtab_value(&choice_words, word) > CHOICE_NONE;
}

char *saying_event(const Event *event)
{
	GString *out = g_string_new("{");
	if (!event)
		return g_string_free(g_string_append_c(out, '}'), FALSE);
	json_append_member(out, "asked", event->asked);
	json_append_integer(out, "at", event->at);
	json_append_member(out, "ballot", event->ballot);
	json_append_member(out, "checked", event->checked);
	if (event->kind == EVENT_ITEM) {
		json_append_key(out, "done");
		g_string_append(out, event->done ? "true" : "false");
	}
	json_append_member(out, "draft", event->draft);
	if (event->file)
		put_file(out, event->file);
	if (event->kind == EVENT_INITIATIVE)
		json_append_member(out, "initiative", enumtab_word(&initiative_kind_words, (int)event->initiative));
	json_append_member(out, "item", event->item);
	json_append_member(out, "kind", enumtab_word(&event_kind_words, (int)event->kind));
	json_append_member(out, "mail", event->mail);
	json_append_member(out, "moment", event->moment);
	json_append_member(out, "register_id", event->register_id);
	if (event->kind == EVENT_ANSWER || event->kind == EVENT_INITIATIVE)
		json_append_member(out, "standing", enumtab_word(&standing_words, (int)event->standing));
	json_append_member(out, "word", word_is_choice(event->word) ? NULL : event->word);
	return g_string_free(g_string_append_c(out, '}'), FALSE);
}

/* The mail's subject is left out: it may bear a token, which no payload may. */
static void put_event_personal(GString *out, const Event *event)
{
	if (!event)
		return;
	json_append_member(out, "address", event->address);
	json_append_member(out, "argument", event->argument);
	json_append_member(out, "choice", word_is_choice(event->word) ? event->word : NULL);
	json_append_member(out, "name", event->name);
	json_append_member(out, "person", event->person);
	json_append_member(out, "text", event->text);
	json_append_member(out, "why", event->why);
}

/* --- the changes --- */

static gboolean field_changed(gconstpointer record, gconstpointer old, const Field *field)
{
	SqlValue value = field_value(record, field);
	if (old) {
		SqlValue before = field_value(old, field);
		return !sql_equal(&value, &before);
	}
	return field->type == FIELD_ENUM || (field->type == FIELD_TEXT ? value.type != SQL_NULL : value.number != 0);
}

static void put_field(GString *out, gconstpointer record, const Field *field)
{
	SqlValue value = field_value(record, field);
	if (value.type == SQL_INT) {
		json_append_integer(out, field->name, value.number);
	} else if (value.type == SQL_TEXT) {
		json_append_member(out, field->name, value.text);
	} else {
		json_append_key(out, field->name);
		g_string_append(out, "null");
	}
}

/* What every change ends in. */
static void put_type(GString *out, const RecordType *type)
{
	json_append_member(out, "type", type->name);
	g_string_append_c(out, '}');
}

/* The fields of one side among those that changed, and the id. */
static void put_fields(GString *out, gconstpointer record, const Field *const *changed, guint n, gboolean personal)
{
	json_append_comma(out);
	g_string_append(out, "{\"fields\":{");
	for (guint i = 0; i < n; i++)
		if (!changed[i]->personal == !personal)
			put_field(out, record, changed[i]);
	g_string_append_c(out, '}');
	json_append_member(out, "id", record_id(record));
}

/* All names of what is personal in a type, whichever of it changed: which of a ballot's counts moved, or whether a vote
 * came with a comment, would tell the vote to whoever may read the body alone. */
static void put_names(GString *out, const RecordType *type)
{
	json_append_key(out, "personal");
	g_string_append_c(out, '[');
	for (guint i = 1; i < type->n_fields; i++) {
		if (!type->fields[i].personal)
			continue;
		json_append_comma(out);
		json_append_text(out, type->fields[i].name);
	}
	g_string_append_c(out, ']');
}

gboolean saying_change(Saying *saying, Store *store, gconstpointer record, gconstpointer old)
{
	const RecordType *type = ((const Record *)record)->type;
	const Field *const *sorted = row_sorted(store, type);
	const Field *changed[SQL_COLUMNS_MAX] = {NULL};
	gboolean personal = FALSE;
	guint n = 0;
	for (guint i = 0; i < type->n_fields; i++) {
		if (sorted[i] == type->fields || !field_changed(record, old, sorted[i]))
			continue;
		changed[n++] = sorted[i];
		personal = personal || sorted[i]->personal;
	}
	if (n == 0 && old)
		return FALSE;
	put_fields(saying->changes, record, changed, n, FALSE);
	if (personal)
		put_names(saying->changes, type);
	put_type(saying->changes, type);
	if (personal) {
		put_fields(saying->personal, record, changed, n, TRUE);
		put_type(saying->personal, type);
	}
	return n > 0;
}

void saying_gone(Saying *saying, const RecordType *type, const char *id)
{
	json_append_comma(saying->changes);
	g_string_append(saying->changes, "{\"gone\":true");
	json_append_member(saying->changes, "id", id);
	put_type(saying->changes, type);
}

/* --- body and payload --- */

char *saying_body(const Saying *saying, const Decision *decision)
{
	GString *out = g_string_sized_new(saying->changes->len + 128);
	g_string_append(out, "{\"changes\":[");
	g_string_append_len(out, saying->changes->str, (gssize)saying->changes->len);
	g_string_append_c(out, ']');
	if (decision->event && decision->event->mail)
		json_append_member(out, "disposition", enumtab_word(&disposition_words, (int)decision->disposition));
	g_string_append(out, ",\"letters\":[");
	for (guint i = 0; i < decision->letters->len; i++) {
		const Letter *letter = g_ptr_array_index(decision->letters, i);
		json_append_comma(out);
		json_append_text(out, enumtab_word(&letter_kind_words, (int)letter->kind));
	}
	return g_string_free(g_string_append(out, "]}"), FALSE);
}

char *saying_payload(const Saying *saying, const Decision *decision)
{
	GString *out = g_string_sized_new(saying->personal->len + 512);
	g_string_append(out, "{\"changes\":[");
	g_string_append_len(out, saying->personal->str, (gssize)saying->personal->len);
	g_string_append(out, "],\"event\":{");
	gsize before = out->len;
	put_event_personal(out, decision->event);
	gboolean empty = out->len == before && !saying->personal->len && !decision->letters->len;
	g_string_append(out, "},\"letters\":[");
	for (guint i = 0; i < decision->letters->len; i++) {
		const Letter *letter = g_ptr_array_index(decision->letters, i);
		json_append_comma(out);
		json_append_text(out, letter->key ? letter->key : "");
	}
	g_string_append(out, "]}");
	return g_string_free(out, empty);
}
