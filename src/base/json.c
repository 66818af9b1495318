/* SPDX-License-Identifier: MIT
 *
 * json.c: see json.h.
 */
#include "base/json.h"
#include "base/fault.h"

#define JSON_MAX_BYTES ((gsize)64 << 20)

char *json_canonical(const json_t *value)
{
	char *text = json_dumps(value, JSON_SORT_KEYS | JSON_COMPACT | JSON_ENCODE_ANY);
	g_assert(text != NULL); /* only a circular document, which nothing of ours makes */
	return text;
}

/* --- writing without a document --- */

/* What stands for a character that may not stand in a text as it is (RFC 8259 7), or NULL. */
static const char *escape(guchar c, char out[7])
{
	switch (c) {
	case '"':
		return "\\\"";
	case '\\':
		return "\\\\";
	case '\b':
		return "\\b";
	case '\f':
		return "\\f";
	case '\n':
		return "\\n";
	case '\r':
		return "\\r";
	case '\t':
		return "\\t";
	}
	if (c >= 0x20)
		return NULL;
	g_snprintf(out, 7, "\\u%04X", c);
	return out;
}

void json_append_text(GString *out, const char *text)
{
	char code[7];
	g_autofree char *valid = g_utf8_validate(text, -1, NULL) ? NULL : g_utf8_make_valid(text, -1);
	const char *from = valid ? valid : text, *at;
	g_string_append_c(out, '"');
	for (at = from; *at; at++) {
		const char *instead = escape((guchar)*at, code);
		if (!instead)
			continue;
		g_string_append_len(out, from, at - from);
		g_string_append(out, instead);
		from = at + 1;
	}
	g_string_append_len(out, from, at - from);
	g_string_append_c(out, '"');
}

void json_append_comma(GString *out)
{
	char last = out->len ? out->str[out->len - 1] : '{';
	if (last != '{' && last != '[')
		g_string_append_c(out, ',');
}

void json_append_key(GString *out, const char *key)
{
	json_append_comma(out);
	json_append_text(out, key);
	g_string_append_c(out, ':');
}

void json_append_member(GString *out, const char *key, const char *text)
{
	if (!text)
		return;
	json_append_key(out, key);
	json_append_text(out, text);
}

void json_append_integer(GString *out, const char *key, gint64 number)
{
	char digits[24];
	json_append_key(out, key);
	g_string_append_len(out, digits, g_snprintf(digits, sizeof digits, "%" G_GINT64_FORMAT, number));
}

/* --- reading --- */

const char *json_text(const json_t *object, const char *key)
{
	return json_string_value(json_object_get(object, key));
}

gint64 json_int(const json_t *object, const char *key, gint64 fallback)
{
	const json_t *value = json_object_get(object, key);
	return json_is_integer(value) ? (gint64)json_integer_value(value) : fallback;
}

void json_put_text(json_t *object, const char *key, const char *value)
{
	if (!value) {
		json_object_del(object, key);
		return;
	}
	/* what is known to be UTF-8 is not looked at again */
	if (g_utf8_validate(value, -1, NULL)) {
		json_object_set_new_nocheck(object, key, json_string_nocheck(value));
		return;
	}
	g_autofree char *valid = g_utf8_make_valid(value, -1);
	json_object_set_new_nocheck(object, key, json_string_nocheck(valid));
}

json_t *json_parse(const char *text, gsize length, GError **error)
{
	if (length > JSON_MAX_BYTES) {
		fault_set(error, FAULT_PERM, "The JSON document has %" G_GSIZE_FORMAT " bytes; at most %" G_GSIZE_FORMAT
			  " are read.", length, JSON_MAX_BYTES);
		return NULL;
	}
	json_error_t where;
	json_t *value = json_loadb(text, length, JSON_REJECT_DUPLICATES | JSON_DECODE_ANY, &where);
	if (!value)
		fault_set(error, FAULT_PERM, "The JSON document is broken at line %d, column %d: %s.", where.line,
			  where.column, where.text);
	return value;
}
