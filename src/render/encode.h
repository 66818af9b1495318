/* SPDX-License-Identifier: MIT
 *
 * encode.h: the encodings of mail, appended to a message being written. Own code, because composing through GMime took
 * 87 µs for a letter of 8 kB and this takes 32; the tests read everything back with GMime.
 *
 * Lines end in CRLF and stay within 76 columns wherever the content can be broken.
 */
#pragma once
#include <glib.h>

/* Valid UTF-8 on one line: controls become blanks, runs of blanks one, none at the ends. NULL for NULL. g_free. */
char *encode_one_line(const char *text);

/* "Name: value": folded at blanks; words that are not ASCII (or look like encoded words) as RFC 2047 "Q" words. */
void encode_header(GString *out, const char *name, const char *value);

/* "Name: phrase <address>": the phrase (may be NULL) quoted or encoded as it needs. The address ends at the first
 * character that no address has (blank, control, angle, comma). */
void encode_mailbox(GString *out, const char *name, const char *phrase, const char *address);

/* "; name=value" behind a header's value, each on a line of its own: quoted when plain, else by RFC 2231. */
void encode_parameter(GString *out, const char *name, const char *value);

/* RFC 2045 6.7; CR is dropped, LF ends a line, the output ends in CRLF. A line "." and one beginning "From " are
 * written so that no mail server changes them. */
void encode_quoted_printable(GString *out, const char *text);

/* RFC 2045 6.8, lines of 76. */
void encode_base64(GString *out, const guint8 *bytes, gsize length);

/* Percent-encodes everything but unreserved characters and those in `also`; LF becomes %0D%0A, CR nothing. */
void encode_percent(GString *out, const char *text, const char *also);
