/* SPDX-License-Identifier: MIT */
#include "domain/decision.h"

static void change_free(gpointer data)
{
	Change *change = data;
	g_free(change->id);
	record_free(change->record);
	g_free(change);
}

static guint change_hash(gconstpointer key)
{
	const Change *change = key;
	return g_direct_hash(change->type) ^ g_str_hash(change->id);
}

static gboolean change_same(gconstpointer a, gconstpointer b)
{
	const Change *x = a, *y = b;
	return x->type == y->type && g_str_equal(x->id, y->id);
}

Decision *decision_new(Part *part, const Event *event, Instant now)
{
	Decision *d = g_new0(Decision, 1);
	d->part = part;
	d->event = event;
	d->now = now;
	d->changes = g_ptr_array_new_with_free_func(change_free);
	d->touched = g_hash_table_new(change_hash, change_same);
	d->letters = g_ptr_array_new_with_free_func((GDestroyNotify)letter_free);
	return d;
}

void decision_free(Decision *d)
{
	if (!d)
		return;
	g_free(d->why);
	g_free(d->register_id);
	g_hash_table_unref(d->touched);
	g_ptr_array_unref(d->changes);
	g_ptr_array_unref(d->letters);
	g_free(d);
}

static void touch(Decision *d, const RecordType *type, const char *id)
{
	Change key = {.type = type, .id = (char *)id};
	if (g_hash_table_contains(d->touched, &key))
		return;
	Change *change = g_new0(Change, 1);
	change->type = type;
	change->id = g_strdup(id);
	g_ptr_array_add(d->changes, change);
	g_hash_table_add(d->touched, change);
}

gpointer decision_edit(Decision *d, const RecordType *type, const char *id)
{
	gpointer record = part_get(d->part, type, id);
	g_assert(record != NULL);
	touch(d, type, id);
	return record;
}

gpointer decision_add(Decision *d, const RecordType *type, const char *id)
{
	gpointer record = record_new(type);
	char **id_field = (char **)((char *)record + type->fields[0].offset);
	*id_field = g_strdup(id);
	part_put(d->part, record);
	touch(d, type, id);
	return record;
}

void decision_drop(Decision *d, const RecordType *type, const char *id)
{
	if (!part_get(d->part, type, id))
		return;
	touch(d, type, id);
	part_drop(d->part, type, id);
}

gint64 decision_count(Decision *d, const char *counter)
{
	Counter *record = part_get(d->part, &counter_type, counter) ? EDIT(d, Counter, counter, counter)
								    : ADD(d, Counter, counter, counter);
	return ++record->last;
}

void decision_row(Decision *d, const char *row, Disposition disposition, const char *why, ...)
{
	va_list args;
	if (!d->row) {
		d->row = row;
		d->disposition = disposition;
	}
	va_start(args, why);
	g_free(d->why);
	d->why = g_strdup_vprintf(why, args);
	va_end(args);
}

Letter *decision_letter(Decision *d, LetterKind kind, const char *about, const char *person, const char *address)
{
	Letter *letter = g_new0(Letter, 1);
	letter->kind = kind;
	letter->person = g_strdup(person);
	letter->address = person ? NULL : g_strdup(address);
	letter->key =
		g_strdup_printf("%s/%s/%s", enumtab_word(&letter_kind_words, kind), about, person ? person : address);
	letter->register_id = g_strdup(d->register_id);
	g_ptr_array_add(d->letters, letter);
	return letter;
}

void decision_finish(Decision *d)
{
	for (guint i = 0; i < d->changes->len; i++) {
		Change *change = d->changes->pdata[i];
		gpointer record = part_get(d->part, change->type, change->id);
		record_free(change->record);
		change->record = record ? record_copy(record) : NULL;
	}
}
