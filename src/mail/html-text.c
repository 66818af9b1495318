/* SPDX-License-Identifier: MIT */
#include "mail/html-text.h"
#include <libxml/HTMLparser.h>
#include <string.h>

#define QUOTE_MARKS_MAX 5

typedef enum ElementFlag {
	ELEMENT_BLOCK = 1 << 0,
	ELEMENT_PARAGRAPH = 1 << 1, /* a block with a blank line around it */
	ELEMENT_SKIP = 1 << 2,      /* nothing in it is seen */
	ELEMENT_QUOTE = 1 << 3,
	ELEMENT_PRE = 1 << 4,
	ELEMENT_CREDIT = 1 << 5,
} ElementFlag;

typedef struct Element {
	const xmlChar *name;
	guint flags;
} Element;

typedef struct Render {
	GString *out;
	GArray *open;
	guint skip, quote, pre;
	gboolean line_open; /* something stands on the current line */
	gboolean space;     /* a blank is due before the next character */
	gboolean blank;     /* a blank line is due */
	gboolean credit;    /* the next line introduces a quote */
} Render;

static const struct {
	const char *name;
	guint flags;
} element_kinds[] = {
	{"div", ELEMENT_BLOCK}, {"p", ELEMENT_PARAGRAPH}, {"tr", ELEMENT_BLOCK}, {"table", ELEMENT_BLOCK},
	{"li", ELEMENT_BLOCK}, {"ul", ELEMENT_BLOCK}, {"ol", ELEMENT_BLOCK}, {"h1", ELEMENT_PARAGRAPH},
	{"h2", ELEMENT_PARAGRAPH}, {"h3", ELEMENT_PARAGRAPH}, {"h4", ELEMENT_PARAGRAPH}, {"h5", ELEMENT_PARAGRAPH},
	{"pre", ELEMENT_BLOCK | ELEMENT_PRE}, {"blockquote", ELEMENT_BLOCK}, {"center", ELEMENT_BLOCK},
	{"body", ELEMENT_BLOCK}, {"section", ELEMENT_BLOCK}, {"article", ELEMENT_BLOCK}, {"header", ELEMENT_BLOCK},
	{"footer", ELEMENT_BLOCK}, {"dl", ELEMENT_BLOCK}, {"dt", ELEMENT_BLOCK}, {"dd", ELEMENT_BLOCK},
	{"form", ELEMENT_BLOCK}, {"fieldset", ELEMENT_BLOCK}, {"address", ELEMENT_BLOCK}, {"thead", ELEMENT_BLOCK},
	{"tbody", ELEMENT_BLOCK}, {"script", ELEMENT_SKIP}, {"style", ELEMENT_SKIP}, {"title", ELEMENT_SKIP},
	{"template", ELEMENT_SKIP}, {"object", ELEMENT_SKIP}, {"svg", ELEMENT_SKIP}, {"noscript", ELEMENT_SKIP},
};

/* What mail clients mark: ATTRIBUTE=VALUE, each a word of the attribute. "x_" before a class or id (Outlook on the web
 * renames what it quotes) is taken off first. */
static const struct {
	const char *attribute, *value;
	guint flags;
	gboolean cut;
} marks[] = {
	{"id", "divRplyFwdMsg", 0, TRUE}, {"id", "stopSpelling", 0, TRUE}, {"id", "OLK_SRC_BODY_SECTION", 0, TRUE},
	{"id", "mail-editor-reference-message-container", 0, TRUE}, {"id", "zwchr", 0, TRUE},
	{"id", "reply-intro", ELEMENT_CREDIT, FALSE}, {"id", "replybody", ELEMENT_QUOTE, FALSE},
	{"class", "ms-outlook-mobile-reference-message", 0, TRUE}, {"class", "moz-forward-container", 0, TRUE},
	{"class", "yahoo_quoted", ELEMENT_QUOTE, FALSE}, {"class", "yahoo-quoted-begin", 0, TRUE},
	{"class", "protonmail_quote", ELEMENT_QUOTE, FALSE}, {"class", "zmail_extra", ELEMENT_QUOTE, FALSE},
	{"class", "tutanota_quote", ELEMENT_QUOTE, FALSE}, {"class", "gmail_attr", ELEMENT_CREDIT, FALSE},
	{"class", "moz-cite-prefix", ELEMENT_CREDIT, FALSE}, {"class", "moz-email-headers-table", 0, TRUE},
	{"class", "gmail_signature", ELEMENT_SKIP, FALSE}, {"class", "moz-signature", ELEMENT_SKIP, FALSE},
	{"id", "Signature", ELEMENT_SKIP, FALSE}, {"id", "ms-outlook-mobile-signature", ELEMENT_SKIP, FALSE},
	{"name", "quote", ELEMENT_QUOTE, FALSE}, {"name", "messageReplySection", ELEMENT_QUOTE, FALSE},
	{"data-marker", "__QUOTED_TEXT__", ELEMENT_QUOTE, FALSE}, {"type", "cite", ELEMENT_QUOTE, FALSE},
	{"data-smartmail", "gmail_signature", ELEMENT_SKIP, FALSE},
};

static gboolean line_close(Render *render)
{
	gboolean was_open = render->line_open;

	if (was_open)
		g_string_append_c(render->out, '\n');
	render->line_open = FALSE;
	render->space = FALSE;
	return was_open;
}

static void quote_put(Render *render)
{
	for (guint i = 0; i < MIN(render->quote, QUOTE_MARKS_MAX); i++)
		g_string_append_c(render->out, '>');
}

static void line_start(Render *render)
{
	if (render->blank && render->out->len > 0) {
		quote_put(render);
		g_string_append_c(render->out, '\n');
	}
	render->blank = FALSE;
	quote_put(render);
	if (render->quote)
		g_string_append_c(render->out, ' ');
	else if (render->credit)
		g_string_append(render->out, HTML_CREDIT);
	render->line_open = TRUE;
}

static void cut(Render *render)
{
	line_close(render);
	if (render->quote == 0)
		g_string_append(render->out, HTML_CUT "\n");
}

static gboolean words_hold(const char *list, const char *word)
{
	gsize length = strlen(word);

	for (const char *p = list; *p;) {
		while (*p == ' ')
			p++;
		while (strncmp(p, "x_", 2) == 0)
			p += 2;
		gsize n = strcspn(p, " \t\n");

		if (n == length && strncmp(p, word, n) == 0)
			return TRUE;
		p += n;
		if (*p)
			p++;
	}
	return FALSE;
}

static const char *attribute(const xmlChar **attributes, const char *name)
{
	for (; attributes && attributes[0]; attributes += 2) {
		if (*attributes[0] == (guchar)*name && strcmp((const char *)attributes[0], name) == 0)
			return attributes[1] ? (const char *)attributes[1] : "";
	}
	return NULL;
}

static gboolean style_has(const char *style, const char *name, const char *value)
{
	const char *found = style ? strstr(style, name) : NULL;

	if (!found)
		return FALSE;
	for (found += strlen(name); *found == ' ' || *found == ':'; found++)
		;
	return g_str_has_prefix(found, value);
}

/* A blockquote is a quote unless it is a mere indent (no border, no class or type that says so). */
static gboolean blockquote_is_quote(const xmlChar **attributes)
{
	const char *class = attribute(attributes, "class");

	if (attribute(attributes, "type") || attribute(attributes, "cite"))
		return TRUE;
	if (class && strstr(class, "webkit-indent-blockquote"))
		return FALSE;
	return (class && *class) || !style_has(attribute(attributes, "style"), "border", "none");
}

static guint flags_of(Render *render, const char *name, const xmlChar **attributes)
{
	guint flags = 0;

	for (guint i = 0; i < G_N_ELEMENTS(element_kinds); i++) {
		if (*element_kinds[i].name == *name && strcmp(element_kinds[i].name, name) == 0)
			flags = element_kinds[i].flags;
	}
	if (strcmp(name, "blockquote") == 0 && blockquote_is_quote(attributes))
		flags |= ELEMENT_QUOTE;
	if (!attributes)
		return flags;
	if (style_has(attribute(attributes, "style"), "display", "none"))
		flags |= ELEMENT_SKIP;
	for (guint i = 0; i < G_N_ELEMENTS(marks); i++) {
		const char *value = attribute(attributes, marks[i].attribute);

		if (!value || !words_hold(value, marks[i].value))
			continue;
		flags |= marks[i].flags;
		if (marks[i].cut && !render->skip)
			cut(render);
	}
	return flags;
}

static void element_start(void *context, const xmlChar *name, const xmlChar **attributes)
{
	Render *render = context;
	const char *tag = (const char *)name;
	Element element = {name, flags_of(render, tag, attributes)};

	if (strcmp(tag, "br") == 0 && !render->skip) {
		if (!line_close(render))
			render->blank = TRUE;
	}
	if (element.flags & (ELEMENT_BLOCK | ELEMENT_PARAGRAPH | ELEMENT_QUOTE | ELEMENT_CREDIT))
		line_close(render);
	if (element.flags & ELEMENT_PARAGRAPH)
		render->blank = TRUE;
	render->skip += (element.flags & ELEMENT_SKIP) != 0;
	render->quote += (element.flags & ELEMENT_QUOTE) != 0;
	render->pre += (element.flags & ELEMENT_PRE) != 0;
	render->credit |= (element.flags & ELEMENT_CREDIT) != 0;
	if (strcmp(tag, "td") == 0 || strcmp(tag, "th") == 0)
		render->space = TRUE;
	if (strcmp(tag, "li") == 0 && !render->skip) {
		line_start(render);
		g_string_append(render->out, "- ");
	}
	if (strcmp(tag, "hr") == 0 && !render->skip) {
		line_close(render);
		line_start(render);
		g_string_append(render->out, "________________________________\n");
		render->line_open = FALSE;
	}
	if (strcmp(tag, "input") == 0 && !render->skip && attribute(attributes, "checked")) {
		line_start(render);
		g_string_append(render->out, "[x] ");
	}
	g_array_append_val(render->open, element);
}

static void element_close(Render *render, guint flags)
{
	if (flags & (ELEMENT_BLOCK | ELEMENT_PARAGRAPH | ELEMENT_QUOTE | ELEMENT_CREDIT))
		line_close(render);
	if (flags & ELEMENT_PARAGRAPH)
		render->blank = TRUE;
	render->skip -= (flags & ELEMENT_SKIP) != 0;
	render->quote -= (flags & ELEMENT_QUOTE) != 0;
	render->pre -= (flags & ELEMENT_PRE) != 0;
	if (flags & ELEMENT_CREDIT)
		render->credit = FALSE;
}

static void element_end(void *context, const xmlChar *name)
{
	Render *render = context;
	guint at = render->open->len;
	guint least = at > 64 ? at - 64 : 0;

	while (at > least && g_array_index(render->open, Element, at - 1).name != name &&
	       strcmp((const char *)g_array_index(render->open, Element, at - 1).name, (const char *)name) != 0)
		at--;
	if (at == least)
		return;
	while (render->open->len >= at) {
		element_close(render, g_array_index(render->open, Element, render->open->len - 1).flags);
		g_array_set_size(render->open, render->open->len - 1);
	}
}

static void text_add(void *context, const xmlChar *text, int length)
{
	Render *render = context;

	if (render->skip)
		return;
	for (int i = 0; i < length; i++) {
		guchar c = text[i];

		if (render->pre && c == '\n') {
			if (!line_close(render))
				render->blank = TRUE;
		} else if ((c == ' ' && !render->pre) || c == '\t' || c == '\n' || c == '\r') {
			render->space = render->space || render->line_open;
		} else if (c >= ' ') {
			if (!render->line_open)
				line_start(render);
			else if (render->space)
				g_string_append_c(render->out, ' ');
			render->space = FALSE;
			g_string_append_c(render->out, (char)c);
		}
	}
}

/* Where a tag that begins at `at` ends (after its ">"), and whether it is too big or broken to be let through. */
static const char *tag_end(const char *at, gboolean *out_refused)
{
	guint attributes = 0;
	char quote = '\0';
	const char *p;

	for (p = at + 1; *p && (quote || *p != '>'); p++) {
		if (quote)
			quote = *p == quote ? '\0' : quote;
		else if ((*p == '"' || *p == '\'') && p[-1] == '=')
			quote = *p;
		else if (g_ascii_isspace(*p) && !g_ascii_isspace(p[1]))
			attributes++;
	}
	if (quote && !*p) { /* a quote that never closes: the tag ends at the first ">" */
		p = strchr(at, '>');
		p = p ? p : at + strlen(at);
	}
	*out_refused = quote || (gsize)(p - at) > HTML_TAG_MAX || attributes > HTML_ATTRIBUTES_MAX;
	return *p ? p + 1 : p;
}

static GString *tags_check(const char *html)
{
	GString *out = g_string_sized_new(MIN(strlen(html), HTML_MAX) + 1);
	guint refusals = 0;

	while (*html && out->len < HTML_MAX) {
		const char *tag = strchr(html, '<');

		if (!tag)
			g_string_append(out, html);
		if (!tag || refusals > HTML_REFUSALS_MAX)
			break;
		g_string_append_len(out, html, tag - html);
		gboolean comment = g_str_has_prefix(tag, "<!--");
		const char *close = comment ? strstr(tag, "-->") : NULL;
		gboolean refused = FALSE;

		if (comment && !close)
			break;
		html = comment ? close + 3 : tag_end(tag, &refused);
		refusals += refused;
		if (!refused && !comment)
			g_string_append_len(out, tag, html - tag);
	}
	if (out->len > HTML_MAX)
		g_string_truncate(out, HTML_MAX);
	return out;
}

char *html_text(const char *html)
{
	xmlSAXHandler handler = {
		.startElement = element_start,
		.endElement = element_end,
		.characters = text_add,
		.ignorableWhitespace = text_add,
	};
	g_autoptr(GString) checked = tags_check(html);
	Render render = {.out = g_string_sized_new(checked->len / 2 + 64)};

	render.open = g_array_new(FALSE, FALSE, sizeof(Element));
	htmlParserCtxtPtr parser = htmlCreatePushParserCtxt(&handler, &render, NULL, 0, NULL, XML_CHAR_ENCODING_UTF8);

	htmlCtxtUseOptions(parser, HTML_PARSE_RECOVER | HTML_PARSE_NOERROR | HTML_PARSE_NOWARNING | HTML_PARSE_NONET |
	                                   HTML_PARSE_IGNORE_ENC);
	htmlParseChunk(parser, checked->str, (int)checked->len, 1);
	htmlFreeParserCtxt(parser);
	line_close(&render);
	g_array_free(render.open, TRUE);
	g_autofree char *raw = g_string_free(render.out, FALSE);

	return g_utf8_make_valid(raw, -1);
}
