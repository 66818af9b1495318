/* SPDX-License-Identifier: MIT */
#include "reader/wire-io.h"
#include "reader/wire.h"
#include <string.h>

void wire_put_u32(GByteArray *out, guint32 value)
{
	g_byte_array_append(out, (const guint8 *)&value, sizeof value);
}

void wire_put_i64(GByteArray *out, gint64 value)
{
	g_byte_array_append(out, (const guint8 *)&value, sizeof value);
}

void wire_put_bytes(GByteArray *out, const void *bytes, gsize length)
{
	wire_put_u32(out, (guint32)length);
	g_byte_array_append(out, bytes, (guint)length);
}

void wire_put_text(GByteArray *out, const char *text)
{
	if (text)
		wire_put_bytes(out, text, strlen(text));
	else
		wire_put_u32(out, WIRE_ABSENT);
}

void wire_put_list(GByteArray *out, char *const *list)
{
	guint n = list ? g_strv_length((char **)list) : 0;

	wire_put_u32(out, n);
	for (guint i = 0; i < n; i++)
		wire_put_text(out, list[i]);
}

guint wire_frame_open(GByteArray *out)
{
	wire_put_u32(out, 0);
	return out->len;
}

void wire_frame_close(GByteArray *out, guint start)
{
	guint32 length = out->len - start;

	memcpy(out->data + start - WIRE_HEAD, &length, sizeof length);
}

static gboolean take(WireInput *in, void *to, gsize length)
{
	if (in->bad || (gsize)(in->end - in->at) < length) {
		in->bad = TRUE;
		memset(to, 0, length);
		return FALSE;
	}
	memcpy(to, in->at, length);
	in->at += length;
	return TRUE;
}

guint32 wire_get_u32(WireInput *in)
{
	guint32 value;

	take(in, &value, sizeof value);
	return value;
}

gint64 wire_get_i64(WireInput *in)
{
	gint64 value;

	take(in, &value, sizeof value);
	return value;
}

guint32 wire_get_count(WireInput *in)
{
	guint32 count = wire_get_u32(in);

	if (count > WIRE_LIST_MAX)
		in->bad = TRUE;
	return in->bad ? 0 : count;
}

int wire_get_enum(WireInput *in, const EnumTab *table)
{
	guint32 value = wire_get_u32(in);

	if (value >= (guint32)table->count)
		in->bad = TRUE;
	return in->bad ? 0 : (int)value;
}

const char *wire_get_bytes(WireInput *in, gsize *out_length)
{
	guint32 length = wire_get_u32(in);
	const char *at = in->at;

	*out_length = length;
	if (in->bad || length == WIRE_ABSENT || (gsize)(in->end - in->at) < length) {
		in->bad |= length != WIRE_ABSENT;
		*out_length = 0;
		return NULL;
	}
	in->at += length;
	return at;
}

/* NULL when absent; text must be UTF-8 without NUL. */
char *wire_get_text(WireInput *in)
{
	gsize length;
	const char *at = wire_get_bytes(in, &length);

	if (!at)
		return NULL;
	if (length > WIRE_TEXT_MAX || memchr(at, 0, length) || !g_utf8_validate_len(at, length, NULL)) {
		in->bad = TRUE;
		return NULL;
	}
	return g_strndup(at, length);
}

/* Into a member that is never NULL. */
void wire_get_text_into(WireInput *in, char **member)
{
	g_free(*member);
	*member = wire_get_text(in);
	if (!*member) {
		in->bad = TRUE;
		*member = g_strdup("");
	}
}

char **wire_get_list(WireInput *in)
{
	guint32 n = wire_get_count(in);
	GPtrArray *list = g_ptr_array_new();

	for (guint32 i = 0; i < n && !in->bad; i++) {
		char *text = wire_get_text(in);

		if (text)
			g_ptr_array_add(list, text);
	}
	g_ptr_array_add(list, NULL);
	return (char **)g_ptr_array_free(list, FALSE);
}
