/* SPDX-License-Identifier: MIT */
#include "domain/letter.h"

ENUMTAB_DEFINE(letter_kind, LETTER, LETTER_LIST);

static void value_free(gpointer data)
{
	LetterValue *value = data;
	g_free(value->name);
	g_free(value->text);
	g_free(value);
}

void letter_value(Letter *letter, const char *name, const char *text)
{
	if (!text)
		return;
	if (!letter->values)
		letter->values = g_ptr_array_new_with_free_func(value_free);
	LetterValue *value = g_new0(LetterValue, 1);
	value->name = g_strdup(name);
	value->text = g_strdup(text);
	g_ptr_array_add(letter->values, value);
}

void letter_valuef(Letter *letter, const char *name, const char *format, ...)
{
	va_list args;
	va_start(args, format);
	g_autofree char *text = g_strdup_vprintf(format, args);
	va_end(args);
	letter_value(letter, name, text);
}

const char *letter_get(const Letter *letter, const char *name)
{
	for (guint i = 0; letter->values && i < letter->values->len; i++) {
		const LetterValue *value = letter->values->pdata[i];
		if (g_str_equal(value->name, name))
			return value->text;
	}
	return NULL;
}

void letter_free(Letter *letter)
{
	if (!letter)
		return;
	g_free(letter->key);
	g_free(letter->person);
	g_free(letter->address);
	g_free(letter->asked);
	g_free(letter->while_ask);
	g_free(letter->register_id);
	g_free(letter->revision);
	g_free(letter->draft);
	g_free(letter->ballot);
	g_free(letter->item);
	g_free(letter->vote);
	if (letter->values)
		g_ptr_array_unref(letter->values);
	g_free(letter);
}
