/* SPDX-License-Identifier: MIT
 *
 * gmime.h: the one file that calls GMime: encoded words, parameters, transfer encodings, charsets, addresses, dates.
 *
 * It is given single headers and single bodies, already cut out and bounded by mime.h. All text that comes back is
 * valid UTF-8. A charset is taken as labelled where that works; where the label is missing or wrong, UTF-8 when the
 * bytes are valid UTF-8, else windows-1252.
 */
#pragma once
#include "base/moment.h"
#include "mail/mime.h"

/* Once a process, before anything else here; opens the charset converters. */
void gmime_open(void);

/* Reads a Content-Type value (NULL: absent, then the fallback type) into *out, which is overwritten. */
void gmime_type(const char *value, const char *fallback, MimeType *out);
void gmime_type_clear(MimeType *type);

/* The file name that a Content-Disposition names, decoded, or NULL; *out_attached tells "attachment". g_free. */
char *gmime_disposition(const char *value, gboolean *out_attached);

/* A header's text with its encoded words decoded, on one line. value may be NULL (""). Free with g_free. */
char *gmime_words(const char *value);

/* A body with its transfer encoding undone; at most `max` bytes (0: no limit) of input are looked at. Never NULL; free
 * with g_byte_array_unref. */
GByteArray *gmime_bytes(const MimePart *part, gsize max);

/* A text part as UTF-8 with "\n" line ends, or NULL when it holds a NUL byte. Free with g_free. */
char *gmime_text(const MimePart *part, gsize max);

/* Bytes in a charset (NULL: unknown) as UTF-8, as gmime_text does. Free with g_free. */
char *gmime_utf8(const char *bytes, gsize length, const char *charset);

/* The mailboxes of a From value: returns how many; with exactly one sets *out_name (or NULL) and *out_address (raw
 * addr-spec), both to free with g_free. A value with nested groups counts as none. */
guint gmime_mailbox(const char *value, char **out_name, char **out_address);

/* The instant of a Date value, or INSTANT_NONE. value may be NULL. */
Instant gmime_date(const char *value);
