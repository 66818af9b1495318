/* SPDX-License-Identifier: MIT */
#include <string.h>

#include "render/layout-blocks.h"
#include "render/template.h"

/* FONT stands first in a style: the shorthand resets the weight. No colours but the buttons': text and background are
 * the reader's own, in dark mode too. White on #1a5fb4 has a contrast of 6.3 to 1. */
#define FONT "font:16px/1.5 system-ui,'Segoe UI',Arial,sans-serif"
#define FIRST_STYLE "margin:0 0 16px;font-size:18px;font-weight:600"
#define PARAGRAPH_STYLE "margin:0 0 16px"
#define LIST_STYLE "margin:0 0 16px;padding-left:22px"
#define LABEL_STYLE FONT ";padding:3px 16px 3px 0;text-align:left;vertical-align:top;font-weight:600;white-space:nowrap"
#define VALUE_STYLE FONT ";padding:3px 0;vertical-align:top;overflow-wrap:anywhere"
#define AS_IS_STYLE                                                                                                    \
	"margin:0 0 16px;padding-left:12px;border-left:3px solid #7a7a7a;white-space:pre-wrap;"                        \
	"font:14px/1.5 ui-monospace,Consolas,Menlo,monospace"
#define BUTTON_CELL_STYLE "border-radius:6px;background:#1a5fb4;padding:11px 22px;text-align:center"
#define BUTTON_STYLE FONT ";color:#ffffff;text-decoration:none;font-weight:600;display:block"

/* What opens and closes a group of blocks of one kind, and what stands around each block in it. */
typedef struct Form {
	const char *open;
	const char *before;
	const char *after;
	const char *close;
} Form;

static const Form forms[BLOCK_COUNT] = {
	[BLOCK_PARAGRAPH] = {"", "<p style=\"" PARAGRAPH_STYLE "\">", "</p>\n", ""},
	[BLOCK_ITEM] = {"<ul style=\"" LIST_STYLE "\">\n", "<li>", "</li>\n", "</ul>\n"},
	[BLOCK_FACT] = {"<table cellspacing=\"0\" cellpadding=\"0\" border=\"0\" style=\"margin:0 0 16px\">\n", "<tr>",
			"</tr>\n", "</table>\n"},
	[BLOCK_BUTTON] = {"<table role=\"presentation\" cellspacing=\"0\" cellpadding=\"0\" border=\"0\" "
			  "style=\"margin:0 0 8px\">\n",
			  "<tr>", "</tr>\n<tr><td height=\"8\"></td></tr>\n", "</table>\n"},
	[BLOCK_AS_IS] = {"<div style=\"" AS_IS_STYLE "\">", "", "\n", "</div>\n"},
};

static void append_escaped(GString *out, const char *text, gsize length)
{
	template_escape(out, text, length, TEMPLATE_HTML, FALSE);
}

/* A link's visible text: the address of a mailto, else the URL. */
static void append_link(GString *out, const char *url, gsize length)
{
	const char *shown = url;
	gsize n = length;
	if (g_str_has_prefix(url, "mailto:")) {
		const char *query = memchr(url, '?', length);
		shown += strlen("mailto:");
		n = (gsize)((query ? query : url + length) - shown);
	}
	g_autofree char *copy = g_strndup(shown, n);
	g_autofree char *plain = g_uri_unescape_string(copy, NULL);
	gboolean readable = plain && shown != url && g_utf8_validate(plain, -1, NULL);
	g_string_append(out, "<a href=\"");
	append_escaped(out, url, length);
	g_string_append(out, "\">");
	append_escaped(out, readable ? plain : copy, readable ? strlen(plain) : n);
	g_string_append(out, "</a>");
}

/* Appends what one special character of marked text becomes and returns how many characters it took. */
static gsize append_special(GString *out, const char *text, gsize left, gboolean as_is)
{
	gsize link;
	switch (*text) {
	case TEMPLATE_MARK_LESS:
		g_string_append(out, "&lt;");
		return 1;
	case TEMPLATE_MARK_MORE:
		g_string_append(out, "&gt;");
		return 1;
	case TEMPLATE_MARK_BREAK:
		g_string_append(out, as_is ? "\n" : "<br>\n");
		return 1;
	case '<':
		link = blocks_link(text, left);
		if (link)
			append_link(out, text + 1, link - 2);
		else
			g_string_append(out, "&lt;");
		return link ? link : 1;
	default: /* the first of two blanks outside of text kept as it is */
		g_string_append(out, "&nbsp;");
		return 1;
	}
}

/* Appends marked text: escaped, links as links, runs of blanks kept. */
static void append_inline(GString *out, const char *text, gsize length, gboolean as_is)
{
	const char *end = text + length;
	const char *plain = text;
	for (const char *p = text; p < end;) {
		gboolean blanks = *p == ' ' && p + 1 < end && p[1] == ' ' && !as_is;
		if ((guchar)*p > TEMPLATE_MARK_MORE && *p != '<' && !blanks) {
			p++;
			continue;
		}
		append_escaped(out, plain, (gsize)(p - plain));
		p += append_special(out, p, (gsize)(end - p), as_is);
		plain = p;
	}
	append_escaped(out, plain, (gsize)(end - plain));
}

static void append_block(GString *out, const Layout *layout, const Block *block, gboolean first)
{
	const char *text = layout->pool->str + block->text;
	const char *label = layout->pool->str + block->label;
	const Form *form = &forms[block->kind];
	g_string_append(out, first && block->kind == BLOCK_PARAGRAPH ? "<p style=\"" FIRST_STYLE "\">" : form->before);
	switch (block->kind) {
	case BLOCK_PARAGRAPH:
	case BLOCK_ITEM:
	case BLOCK_AS_IS:
		append_inline(out, text, block->length, block->kind == BLOCK_AS_IS);
		break;
	case BLOCK_FACT:
		g_string_append(out, "<th scope=\"row\" style=\"" LABEL_STYLE "\">");
		append_inline(out, label, block->label_length, FALSE);
		g_string_append(out, "</th><td style=\"" VALUE_STYLE "\">");
		append_inline(out, text, block->length, FALSE);
		g_string_append(out, "</td>");
		break;
	case BLOCK_BUTTON:
		g_string_append(out, "<td bgcolor=\"#1a5fb4\" style=\"" BUTTON_CELL_STYLE "\"><a href=\"");
		append_escaped(out, text + 1, block->length - 2);
		g_string_append(out, "\" style=\"" BUTTON_STYLE "\">");
		append_inline(out, label, block->label_length, FALSE);
		g_string_append(out, "</a></td>");
		break;
	case BLOCK_COUNT:
		g_assert_not_reached();
	}
	g_string_append(out, form->after);
}

void layout_html(const Layout *layout, GString *out)
{
	const Block *last = NULL;
	guint base = 0; /* the column at which a group of lines kept as they are begins */
	for (guint i = 0; i < layout->blocks->len; i++) {
		const Block *block = blocks_at(layout, i);
		gboolean fresh = !last || last->kind != block->kind || (block->gap && block->kind != BLOCK_AS_IS);
		if (fresh && last)
			g_string_append(out, forms[last->kind].close);
		if (fresh)
			g_string_append(out, forms[block->kind].open);
		else if (block->gap)
			g_string_append_c(out, '\n');
		base = fresh ? block->column : base;
		for (guint c = base; block->kind == BLOCK_AS_IS && c < block->column; c++)
			g_string_append_c(out, ' ');
		append_block(out, layout, block, i == 0);
		last = block;
	}
	if (last)
		g_string_append(out, forms[last->kind].close);
}
