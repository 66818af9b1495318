/* SPDX-License-Identifier: MIT */
#include "render/template.h"

#include <string.h>

/* What a character of a value is to the escaping; 0 bytes of class PLAIN are copied in runs. */
typedef enum CharClass {
	CHAR_PLAIN,
	CHAR_NEWLINE, /* also the separators U+2028 and U+2029 */
	CHAR_TAB,
	CHAR_DROP, /* controls (C0, DEL, C1) and what turns the direction of writing */
	CHAR_ENTITY,
	CHAR_CLASS_COUNT
} CharClass;

/* The class of the character at p and, in *bytes, its length. Only characters of E2 and C2 need a second look. */
static CharClass classify(const guint8 *p, gsize left, guint *bytes)
{
	*bytes = 1;
	if (*p == '\n')
		return CHAR_NEWLINE;
	if (*p == '\t')
		return CHAR_TAB;
	if (*p < 0x20 || *p == 0x7f)
		return CHAR_DROP;
	if (*p == '&' || *p == '<' || *p == '>' || *p == '"' || *p == '\'')
		return CHAR_ENTITY;
	if (*p == 0xc2 && left >= 2 && p[1] >= 0x80 && p[1] <= 0x9f) {
		*bytes = 2;
		return CHAR_DROP;
	}
	if (*p != 0xe2 || left < 3)
		return CHAR_PLAIN;
	gboolean separator = p[1] == 0x80 && (p[2] == 0xa8 || p[2] == 0xa9);
	gboolean turns =
		(p[1] == 0x80 && p[2] >= 0xaa && p[2] <= 0xae) || (p[1] == 0x81 && p[2] >= 0xa6 && p[2] <= 0xa9);
	if (!separator && !turns)
		return CHAR_PLAIN;
	*bytes = 3;
	return separator ? CHAR_NEWLINE : CHAR_DROP;
}

static const char *entity(char c)
{
	switch (c) {
	case '&':
		return "&amp;";
	case '<':
		return "&lt;";
	case '>':
		return "&gt;";
	case '"':
		return "&quot;";
	default:
		return "&#39;";
	}
}

static void blank_once(GString *out)
{
	if (out->len > 0 && out->str[out->len - 1] != ' ')
		g_string_append_c(out, ' ');
}

static void write_entity(GString *out, char c, TemplateKind kind)
{
	if (kind == TEMPLATE_HTML)
		g_string_append(out, entity(c));
	else if (kind == TEMPLATE_MARKED && c == '<')
		g_string_append_c(out, TEMPLATE_MARK_LESS);
	else if (kind == TEMPLATE_MARKED && c == '>')
		g_string_append_c(out, TEMPLATE_MARK_MORE);
	else
		g_string_append_c(out, c);
}

/* Writes one character that is not plain. */
static void write_special(GString *out, CharClass class, char c, TemplateKind kind, gboolean raw)
{
	switch (class) {
	case CHAR_NEWLINE:
		if (kind == TEMPLATE_HEADER)
			blank_once(out);
		else
			g_string_append_c(out, kind == TEMPLATE_MARKED && !raw ? TEMPLATE_MARK_BREAK : '\n');
		break;
	case CHAR_TAB:
		if (kind == TEMPLATE_HEADER)
			blank_once(out);
		else
			g_string_append_c(out, kind == TEMPLATE_TEXT ? '\t' : ' ');
		break;
	case CHAR_ENTITY:
		write_entity(out, c, raw ? TEMPLATE_TEXT : kind);
		break;
	case CHAR_DROP:
		if (kind == TEMPLATE_HEADER && c != 0x7f)
			blank_once(out);
		break;
	case CHAR_PLAIN:
	case CHAR_CLASS_COUNT:
		g_assert_not_reached();
	}
}

/* Line ends at both ends of a value say nothing. */
static gsize trim(const char **value, gsize n)
{
	for (; n > 0 && (**value == '\n' || **value == '\r'); n--)
		(*value)++;
	while (n > 0 && ((*value)[n - 1] == '\n' || (*value)[n - 1] == '\r'))
		n--;
	return n;
}

/* A value that begins a line must not indent it: indented lines have a meaning in layout.h. */
static void unindent(GString *out, gsize start)
{
	if (start > 0 && out->str[start - 1] != '\n')
		return;
	gsize blanks = strspn(out->str + start, " ");
	g_string_erase(out, (gssize)start, (gssize)blanks);
}

/* What makes a byte more than itself: in every kind of output (controls, and C2 and E2, which begin what classify looks
 * at), or in some. */
typedef enum Special {
	SPECIAL_ALWAYS = 1,
	SPECIAL_NEWLINE = 2,
	SPECIAL_BLANK = 4,
	SPECIAL_ANGLE = 8,
	SPECIAL_ENTITY = 16,
} Special;

static guint specials_of(TemplateKind kind, gboolean raw)
{
	switch (kind) {
	case TEMPLATE_TEXT:
		return SPECIAL_ALWAYS;
	case TEMPLATE_HTML:
		return raw ? SPECIAL_ALWAYS : SPECIAL_ALWAYS | SPECIAL_ANGLE | SPECIAL_ENTITY;
	case TEMPLATE_MARKED:
		return raw ? SPECIAL_ALWAYS : SPECIAL_ALWAYS | SPECIAL_NEWLINE | SPECIAL_ANGLE;
	case TEMPLATE_HEADER:
		return SPECIAL_ALWAYS | SPECIAL_NEWLINE | SPECIAL_BLANK;
	case TEMPLATE_KIND_COUNT:
		break;
	}
	g_assert_not_reached();
}

/* The first byte from p on that needs a second look. */
static const char *skip_plain(const char *p, const char *end, guint specials)
{
	static const guint8 special[256] = {
		[0x00 ... 0x09] = SPECIAL_ALWAYS, ['\n'] = SPECIAL_NEWLINE, [0x0b ... 0x1f] = SPECIAL_ALWAYS,
		[' '] = SPECIAL_BLANK, ['"'] = SPECIAL_ENTITY, ['&'] = SPECIAL_ENTITY, ['\''] = SPECIAL_ENTITY,
		['<'] = SPECIAL_ANGLE, ['>'] = SPECIAL_ANGLE, [0x7f] = SPECIAL_ALWAYS, [0xc2] = SPECIAL_ALWAYS,
		[0xe2] = SPECIAL_ALWAYS};
	while (p < end && !(special[(guint8)*p] & specials))
		p++;
	return p;
}

void template_escape(GString *out, const char *value, gsize n, TemplateKind kind, gboolean raw)
{
	if (!raw)
		n = trim(&value, n);
	guint specials = specials_of(kind, raw);
	gsize start = out->len;
	const char *end = value + n;
	const char *plain = value;
	for (const char *p = value; (p = skip_plain(p, end, specials)) < end;) {
		guint bytes;
		CharClass class = classify((const guint8 *)p, (gsize)(end - p), &bytes);
		gboolean blank = kind == TEMPLATE_HEADER && *p == ' ';
		if (class == CHAR_PLAIN && !blank) {
			p++;
			continue;
		}
		g_string_append_len(out, plain, p - plain);
		if (blank)
			blank_once(out);
		else
			write_special(out, class, *p, kind, raw);
		p += bytes;
		plain = p;
	}
	g_string_append_len(out, plain, end - plain);
	if (kind == TEMPLATE_MARKED && !raw)
		unindent(out, start);
}
