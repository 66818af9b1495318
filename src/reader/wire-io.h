/* SPDX-License-Identifier: MIT
 *
 * wire-io.h: the numbers, texts and lists that frames are made of. Reading never fails at once: a piece that is not
 * sound sets `bad`, gives nothing, and so does all that follows.
 */
#pragma once
#include "base/enumtab.h"

#define WIRE_TEXT_MAX (4u * 1024 * 1024)
#define WIRE_LIST_MAX 1000u
#define WIRE_ABSENT G_MAXUINT32

typedef struct WireInput {
	const char *at, *end;
	gboolean bad;
} WireInput;

void wire_put_u32(GByteArray *out, guint32 value);
void wire_put_i64(GByteArray *out, gint64 value);
void wire_put_bytes(GByteArray *out, const void *bytes, gsize length);
void wire_put_text(GByteArray *out, const char *text); /* NULL is kept */
void wire_put_list(GByteArray *out, char *const *list);

/* Begins a frame; what it returns is handed to wire_frame_close when all is in it. */
guint wire_frame_open(GByteArray *out);
void wire_frame_close(GByteArray *out, guint start);

guint32 wire_get_u32(WireInput *in);
gint64 wire_get_i64(WireInput *in);
guint32 wire_get_count(WireInput *in);
int wire_get_enum(WireInput *in, const EnumTab *table);
const char *wire_get_bytes(WireInput *in, gsize *out_length); /* borrowed; NULL when absent */
char *wire_get_text(WireInput *in);                           /* NULL when absent; UTF-8 without NUL. g_free */
void wire_get_text_into(WireInput *in, char **member);        /* into a member that is never NULL */
char **wire_get_list(WireInput *in);                          /* never NULL; g_strfreev */
