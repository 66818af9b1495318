/* SPDX-License-Identifier: MIT
 *
 * json.h: what ballotd needs beside jansson itself: owned references that free themselves, one canonical writing, and
 * getters that never surprise.
 */
#pragma once
#include <glib.h>
#include <jansson.h>

typedef json_t Json;
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Json, json_decref)

/* Keys sorted, no blanks, UTF-8 as it is: equal documents are equal bytes. Free with g_free. */
char *json_canonical(const json_t *value);

/* Appends a text as canonical JSON writes it, quoted; text that is not UTF-8 is made valid first. For documents that
 * are written as they are thought up: whoever calls these sees to it that the keys come sorted. */
void json_append_text(GString *out, const char *text);

/* Appends a key and its colon, after a comma unless the object or the list begins here. */
void json_append_key(GString *out, const char *key);

/* The same with a value: a text, nothing at all when it is NULL; an integer. */
void json_append_member(GString *out, const char *key, const char *text);
void json_append_integer(GString *out, const char *key, gint64 number);

/* A comma, unless the object or the list begins here. */
void json_append_comma(GString *out);

/* The text at key, or NULL when it is absent or no text; borrowed. */
const char *json_text(const json_t *object, const char *key);

/* The integer at key, or fallback. */
gint64 json_int(const json_t *object, const char *key, gint64 fallback);

/* Sets key to a text, or leaves it out when value is NULL. Text that is not UTF-8 is made valid first. */
void json_put_text(json_t *object, const char *key, const char *value);

/* Parses a document of at most 64 MB. NULL with a FAULT_PERM naming line and column. New reference. */
json_t *json_parse(const char *text, gsize length, GError **error);
