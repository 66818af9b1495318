/* SPDX-License-Identifier: MIT */
#include "mail/lines.h"
#include "mail/html-text.h"
#include <string.h>

static gboolean blank_character(gunichar c)
{
	if (c < 128)
		return g_ascii_isspace((char)c);
	return g_unichar_isspace(c) || c == 0x200b || c == 0x200e || c == 0x200f || c == 0xfeff || c == 0x202a ||
		c == 0x202b ||
	       c == 0x202c || c == 0x2060 || c == 0x00ad || c == 0x034f || c == 0x200c || c == 0x200d;
}

/* Cuts trailing blanks of every script; returns false when nothing is left. */
static gboolean line_trim(char *text)
{
	char *end = text + strlen(text);

	while (end > text) {
		char *last = g_utf8_prev_char(end);

		if (!blank_character(g_utf8_get_char(last)))
			break;
		end = last;
	}
	*end = '\0';
	return end > text;
}

static gboolean only_blanks(const char *text)
{
	for (; *text; text = g_utf8_next_char(text)) {
		if (!blank_character(g_utf8_get_char(text)))
			return FALSE;
	}
	return TRUE;
}

static gboolean is_quoted(const char *text)
{
	const char *p = text;

	while (*p == ' ' || *p == '\t' || g_str_has_prefix(p, "\xc2\xa0"))
		p = g_utf8_next_char(p);
	if (*p == '>')
		return TRUE;
	if (p == text && g_ascii_isupper(p[0])) { /* "JD> text" */
		guint n = 0;

		while (n < 4 && g_ascii_isalpha(p[n]))
			n++;
		return n >= 2 && p[n] == '>' && (p[n + 1] == ' ' || p[n + 1] == '>' || !p[n + 1]);
	}
	return FALSE;
}

static void line_describe(Line *line)
{
	if (g_str_has_prefix(line->text, HTML_CUT)) {
		line->kind = LINE_CUT;
		line->text += strlen(line->text);
		return;
	}
	if (g_str_has_prefix(line->text, HTML_CREDIT)) {
		line->credit = TRUE;
		line->text++;
	}
	if (!line_trim(line->text) || only_blanks(line->text))
		line->kind = LINE_BLANK;
	else if (is_quoted(line->text))
		line->kind = LINE_QUOTED;
}

Lines *lines_split(const char *text)
{
	Lines *lines = g_new0(Lines, 1);
	GArray *found = g_array_sized_new(FALSE, TRUE, sizeof(Line), 64);
	char *at = g_strdup(text);

	lines->buffer = at;
	while (at) {
		char *newline = strchr(at, '\n');
		Line line = {.text = at};

		if (newline)
			*newline = '\0';
		line_describe(&line);
		g_array_append_val(found, line);
		at = newline ? newline + 1 : NULL;
	}
	lines->n = found->len;
	lines->line = (Line *)(void *)g_array_free(found, FALSE);
	return lines;
}

void lines_free(Lines *lines)
{
	if (!lines)
		return;
	g_free(lines->buffer);
	g_free(lines->line);
	g_free(lines);
}

guint lines_next(const Lines *lines, guint at)
{
	while (at < lines->n && (lines->line[at].kind == LINE_BLANK || lines->line[at].kind == LINE_GONE))
		at++;
	return at;
}

gboolean text_has_mailbox(const char *text)
{
	for (const char *at = strchr(text, '@'); at; at = strchr(at + 1, '@')) {
		if (at > text && !g_ascii_isspace(at[-1]) && (g_ascii_isalnum(at[1]) || (guchar)at[1] >= 128 ||
			at[1] == '['))
			return TRUE;
	}
	return strstr(text, "[mailto:") != NULL;
}

gboolean text_has_time(const char *text)
{
	for (const char *p = text; *p; p++) {
		if (!g_ascii_isdigit(*p) || (p > text && (g_ascii_isdigit(p[-1]) || p[-1] == '.')))
			continue;
		const char *q = p + 1 + g_ascii_isdigit(p[1]);

		if ((*q == ':' || *q == 'h' || *q == '.') && g_ascii_isdigit(q[1]) && g_ascii_isdigit(q[2]) &&
			!g_ascii_isdigit(q[3]) &&
		    !(*q == '.' && q[3] == '.'))
			return TRUE;
		if ((strncmp(q, "時", 3) == 0 || strncmp(q, "时", 3) == 0 || strncmp(q, "시", 3) == 0 || strncmp(q, "点",
			3) == 0))
			return TRUE;
	}
	return FALSE;
}

/* d/m/y and its kin: three numbers with the same separator. */
static gboolean numeric_date(const char *p)
{
	guint numbers = 0;
	char separator = '\0';

	while (g_ascii_isdigit(*p)) {
		guint digits = 0;

		while (g_ascii_isdigit(*p)) {
			p++;
			digits++;
		}
		if (digits > 4)
			return FALSE;
		numbers++;
		if (numbers == 3)
			return TRUE;
		if (*p != '/' && *p != '-' && *p != '.')
			return FALSE;
		if (separator && *p != separator)
			return FALSE;
		separator = *p++;
		while (*p == ' ')
			p++;
	}
	return FALSE;
}

gboolean text_has_date(const char *text)
{
	gboolean year = FALSE, day = FALSE;

	for (const char *p = text; *p; p++) {
		if (!g_ascii_isdigit(*p) || (p > text && g_ascii_isdigit(p[-1])))
			continue;
		gsize digits = strspn(p, "0123456789");

		if (numeric_date(p) || strncmp(p + digits, "年", 3) == 0 || strncmp(p + digits, "월", 3) == 0 ||
			strncmp(p + digits, "月", 3) == 0)
			return TRUE;
		if (digits == 4 && (strncmp(p, "19", 2) == 0 || strncmp(p, "20", 2) == 0))
			year = TRUE;
		else if (digits <= 2)
			day = TRUE;
	}
	return year && day;
}

/* Plain ASCII, which most lines are; NULL when there is anything else. */
static char *fold_ascii(const char *text)
{
	gsize length = strlen(text);
	char *out = g_malloc(length + 1);
	char *to = out;
	gboolean space = FALSE;

	for (const char *p = text; *p; p++) {
		if ((guchar)*p >= 128) {
			g_free(out);
			return NULL;
		}
		if (g_ascii_isspace(*p)) {
			space = to > out;
			continue;
		}
		if (space)
			*to++ = ' ';
		space = FALSE;
		*to++ = g_ascii_tolower(*p);
	}
	*to = '\0';
	return out;
}

char *text_fold(const char *text)
{
	char *plain = fold_ascii(text);

	if (plain)
		return plain;
	g_autofree char *folded = g_utf8_casefold(text, -1);
	GString *out = g_string_sized_new(strlen(folded));
	gboolean space = FALSE;

	for (const char *p = folded; *p; p = g_utf8_next_char(p)) {
		gunichar c = g_utf8_get_char(p);

		if (blank_character(c)) {
			space = out->len > 0;
			continue;
		}
		if (space)
			g_string_append_c(out, ' ');
		space = FALSE;
		if (c == 0x2019)
			g_string_append_c(out, '\'');
		else
			g_string_append_unichar(out, c);
	}
	return g_string_free(out, FALSE);
}
