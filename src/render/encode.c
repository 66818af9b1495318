/* SPDX-License-Identifier: MIT */
#include "render/encode.h"

#include <string.h>

#define COLUMNS 76
#define LONGEST_WORD 75 /* of an encoded word, RFC 2047 2 */
#define LONGEST_PLAIN 200
#define PARAMETER_PIECE 54

static const char hex[] = "0123456789ABCDEF";

char *encode_one_line(const char *text)
{
	if (!text)
		return NULL;
	char *line = g_utf8_make_valid(text, -1);
	char *to = line;
	for (const char *from = line; *from; from++) {
		gboolean blank = (guchar)*from <= 0x20 || *from == 0x7f;
		if (!blank)
			*to++ = *from;
		else if (to > line && to[-1] != ' ')
			*to++ = ' ';
	}
	while (to > line && to[-1] == ' ')
		to--;
	*to = 0;
	return line;
}

/* The columns used on the line being written. */
static gsize column(const GString *out)
{
	const char *last = g_strrstr_len(out->str, (gssize)out->len, "\n");
	return last ? (gsize)(out->str + out->len - last - 1) : out->len;
}

static gboolean is_plain(const char *word, gsize length)
{
	for (gsize i = 0; i < length; i++)
		if ((guchar)word[i] >= 0x80 || (word[i] == '=' && word[i + 1] == '?'))
			return FALSE;
	return length <= LONGEST_PLAIN;
}

/* Appends words, each with the blank before it, on a new line where it does not fit. */
static void append_words(GString *out, const char *text, gsize length)
{
	const char *end = text + length;
	while (text < end) {
		const char *next = text + (*text == ' ');
		while (next < end && *next != ' ')
			next++;
		if (*text == ' ' && column(out) + (gsize)(next - text) > COLUMNS)
			g_string_append(out, "\r\n");
		g_string_append_len(out, text, next - text);
		text = next;
	}
}

static void append_q(GString *out, const char *p, gsize bytes)
{
	for (gsize i = 0; i < bytes; i++) {
		guchar c = (guchar)p[i];
		if (g_ascii_isalnum(c) || strchr("!*+-/", c))
			g_string_append_c(out, (char)c);
		else if (c == ' ')
			g_string_append_c(out, '_');
		else
			g_string_append_printf(out, "=%c%c", hex[c >> 4], hex[c & 15]);
	}
}

/* Appends a text as encoded words; no character is split between two. */
static void append_encoded(GString *out, const char *text, gsize length)
{
	const char *end = text + length;
	gsize word = 0;
	for (const char *p = text; p < end;) {
		const char *next = g_utf8_next_char(p);
		gsize worst = 3 * (gsize)(next - p);
		if (word && (out->len - word + worst + 2 > LONGEST_WORD || column(out) + worst + 2 > COLUMNS)) {
			g_string_append(out, "?=\r\n ");
			word = 0;
		}
		if (!word) {
			if (column(out) + 12 + worst + 2 > COLUMNS && out->str[out->len - 1] == ' ' &&
			    column(out) > 1) {
				g_string_truncate(out, out->len - 1);
				g_string_append(out, "\r\n ");
			}
			word = out->len;
			g_string_append(out, "=?UTF-8?Q?");
		}
		append_q(out, p, (gsize)(next - p));
		p = next;
	}
	g_string_append(out, "?=");
}

/* Appends unstructured text that begins behind a blank already written: plain words, and between the first and the last
 * word that is not plain encoded ones. */
static void append_unstructured(GString *out, const char *text)
{
	const char *first = NULL;
	const char *last = NULL;
	for (const char *word = text; *word;) {
		gsize length = strcspn(word, " ");
		if (!is_plain(word, length)) {
			first = first ? first : word;
			last = word + length;
		}
		word += length;
		word += *word == ' ';
	}
	if (!first) {
		append_words(out, text, strlen(text));
		return;
	}
	if (first > text) {
		append_words(out, text, (gsize)(first - text) - 1);
		g_string_append_c(out, ' ');
	}
	append_encoded(out, first, (gsize)(last - first));
	append_words(out, last, strlen(last));
}

void encode_header(GString *out, const char *name, const char *value)
{
	g_autofree char *line = encode_one_line(value);
	g_string_append_printf(out, "%s: ", name);
	append_unstructured(out, line ? line : "");
	g_string_append(out, "\r\n");
}

static void append_quoted(GString *out, const char *text)
{
	g_string_append_c(out, '"');
	for (const char *p = text; *p; p++) {
		if (*p == '"' || *p == '\\')
			g_string_append_c(out, '\\');
		g_string_append_c(out, *p);
	}
	g_string_append_c(out, '"');
}

static void append_phrase(GString *out, const char *phrase)
{
	gboolean atoms = TRUE;
	for (const char *p = phrase; *p; p++)
		atoms = atoms && (g_ascii_isalnum(*p) || strchr(" !#$%&'*+-/=?^_`{|}~", *p));
	if (!is_plain(phrase, strlen(phrase)))
		append_encoded(out, phrase, strlen(phrase));
	else if (atoms)
		g_string_append(out, phrase);
	else
		append_quoted(out, phrase);
}

void encode_mailbox(GString *out, const char *name, const char *phrase, const char *address)
{
	g_autofree char *shown = encode_one_line(phrase);
	gsize length = 0;
	while ((guchar)address[length] > ' ' && address[length] != 0x7f && !strchr("<>,", address[length]))
		length++;
	g_string_append_printf(out, "%s: ", name);
	if (shown && *shown) {
		append_phrase(out, shown);
		g_string_append(out, column(out) + length + 3 > COLUMNS ? "\r\n <" : " <");
	} else {
		g_string_append_c(out, '<');
	}
	g_string_append_len(out, address, (gssize)length);
	g_string_append(out, ">\r\n");
}

void encode_percent(GString *out, const char *text, const char *also)
{
	for (const char *p = text; *p; p++) {
		const char *plain = p;
		while (g_ascii_isalnum(*p) || (*p && (strchr("-._~", *p) || strchr(also, *p))))
			p++;
		g_string_append_len(out, plain, p - plain);
		if (!*p)
			break;
		guchar c = (guchar)*p;
		const char escape[3] = {'%', hex[c >> 4], hex[c & 15]};
		if (c == '\n')
			g_string_append_len(out, "%0D%0A", 6);
		else if (c != '\r')
			g_string_append_len(out, escape, sizeof escape);
	}
}

void encode_parameter(GString *out, const char *name, const char *value)
{
	g_autofree char *line = encode_one_line(value);
	gsize length = strlen(line);
	if (is_plain(line, length) && length <= PARAMETER_PIECE) {
		g_string_append_printf(out, ";\r\n %s=", name);
		append_quoted(out, line);
		return;
	}
	g_autoptr(GString) coded = g_string_new("UTF-8''");
	encode_percent(coded, line, "");
	guint piece = 0;
	for (gsize at = 0; at < coded->len; piece++) {
		gsize n = MIN(PARAMETER_PIECE, coded->len - at);
		/* a piece does not end inside %XX */
		if (at + n < coded->len)
			n -= coded->str[at + n - 1] == '%' ? 1 : coded->str[at + n - 2] == '%' ? 2 : 0;
		gboolean alone = n == coded->len;
		g_string_append_printf(out, alone ? ";\r\n %s*=" : ";\r\n %s*%u*=", name, piece);
		g_string_append_len(out, coded->str + at, (gssize)n);
		at += n;
	}
}

/* The bytes from p that are written as they are, at most `most`. */
static gsize count_literal(const char *p, gsize most)
{
	static const guint8 literal[256] = {[' ' ... '<'] = 1, ['>' ... '~'] = 1};
	gsize n = 0;
	while (n < most && literal[(guchar)p[n]])
		n++;
	return n;
}

/* The most bytes that a line becomes: three for each, a soft line end after 24 of them or more, and its end. */
static gsize qp_most(gsize length)
{
	return 3 * length + 3 * (length / 24) + 2;
}

/* Writes one line's bytes, with soft line ends where it is too long. Returns where the output ends. */
static char *write_qp_line(char *to, const char *text, gsize length)
{
	gsize used = 0;
	gboolean guarded = (length == 1 && *text == '.') || (length >= 5 && strncmp(text, "From ", 5) == 0);
	gboolean blank_end = length > 0 && text[length - 1] == ' ';
	for (gsize i = 0; i < length;) {
		gsize left = length - i;
		gsize room = COLUMNS - 1 - used + (left == COLUMNS - used);
		gsize n = i == 0 && guarded ? 0 : count_literal(text + i, MIN(left - blank_end, room));
		to = mempcpy(to, text + i, n);
		i += n;
		used += n;
		if (i == length)
			break;
		gsize limit = COLUMNS - (i + 1 < length);
		if (n == room || used + 3 > limit) {
			to = mempcpy(to, "=\r\n", 3);
			used = 0;
		} else {
			guchar c = (guchar)text[i++];
			*to++ = '=';
			*to++ = hex[c >> 4];
			*to++ = hex[c & 15];
			used += 3;
		}
	}
	return mempcpy(to, "\r\n", 2);
}

void encode_quoted_printable(GString *out, const char *text)
{
	g_autofree char *clean = NULL;
	if (strchr(text, '\r')) {
		char *to = clean = g_strdup(text);
		for (const char *from = text; *from; from++)
			if (*from != '\r')
				*to++ = *from;
		*to = 0;
		text = clean;
	}
	const char *end = text + strlen(text);
	while (text < end) {
		const char *line_end = memchr(text, '\n', (gsize)(end - text));
		gsize length = (gsize)((line_end ? line_end : end) - text), before = out->len;
		g_string_set_size(out, before + qp_most(length));
		char *to = write_qp_line(out->str + before, text, length);
		g_string_truncate(out, (gsize)(to - out->str));
		text = line_end ? line_end + 1 : end;
	}
}

void encode_base64(GString *out, const guint8 *bytes, gsize length)
{
	for (gsize at = 0; at < length; at += 57) {
		char line[96];
		int state = 0;
		int save = 0;
		gsize n = g_base64_encode_step(bytes + at, MIN(57, length - at), FALSE, line, &state, &save);
		n += g_base64_encode_close(FALSE, line + n, &state, &save);
		g_string_append_len(out, line, (gssize)n);
		g_string_append_len(out, "\r\n", 2);
	}
}
