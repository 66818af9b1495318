/* SPDX-License-Identifier: MIT */
#include <string.h>

#include "base/text.h"
#include "render/layout-blocks.h"
#include "render/template.h"

static void append_blanks(GString *out, guint n)
{
	for (guint i = 0; i < n; i++)
		g_string_append_c(out, ' ');
}

static char unmark(char c)
{
	return c == TEMPLATE_MARK_LESS ? '<' : c == TEMPLATE_MARK_MORE ? '>' : c;
}

/* Appends a piece of one line, wrapped; the caller has written what stands before its first line. */
static void append_piece(GString *out, const char *text, gsize length, guint column)
{
	guint width = LAYOUT_COLUMNS - MIN(column, LAYOUT_COLUMNS / 2);
	g_autofree char *piece = g_strndup(text, length);
	for (char *p = piece; *p; p++)
		*p = unmark(*p);
	gboolean breaks = length > width && strpbrk(piece, " \t\n");
	g_autofree char *wrapped = breaks ? text_wrap(piece, width, 0) : NULL;
	for (const char *line = wrapped ? wrapped : piece; *line;) {
		gsize n = strcspn(line, "\n");
		g_string_append_len(out, line, (gssize)n);
		line += n;
		if (*line == '\n') {
			g_string_append_c(out, '\n');
			append_blanks(out, column);
			line++;
		}
	}
	g_string_append_c(out, '\n');
}

static void append_text(GString *out, const Layout *layout, const Block *block)
{
	const char *text = layout->pool->str + block->text;
	const char *end = text + block->length;
	for (gboolean first = TRUE; text <= end; first = FALSE) {
		const char *to = memchr(text, TEMPLATE_MARK_BREAK, (gsize)(end - text));
		if (!to)
			to = end;
		while (block->kind != BLOCK_AS_IS && text < to && *text == ' ')
			text++;
		if (!first && text < to)
			append_blanks(out, block->column);
		append_piece(out, text, (gsize)(to - text), block->column);
		text = to + 1;
	}
}

static void append_lead(GString *out, const Layout *layout, const Block *block)
{
	const char *label = layout->pool->str + block->label;
	guint used = 2 + (guint)g_utf8_strlen(label, (gssize)block->label_length);
	switch (block->kind) {
	case BLOCK_FACT:
	case BLOCK_BUTTON:
		g_string_append(out, "  ");
		for (gsize i = 0; i < block->label_length; i++)
			g_string_append_c(out, label[i] == TEMPLATE_MARK_BREAK ? ' ' : unmark(label[i]));
		append_blanks(out, block->column >= used + 2 ? block->column - used : 2);
		break;
	case BLOCK_ITEM:
		g_string_append(out, "- ");
		break;
	case BLOCK_AS_IS:
		append_blanks(out, block->column);
		break;
	case BLOCK_PARAGRAPH:
		break;
	case BLOCK_COUNT:
		g_assert_not_reached();
	}
}

void layout_text(const Layout *layout, GString *out)
{
	for (guint i = 0; i < layout->blocks->len; i++) {
		const Block *block = blocks_at(layout, i);
		if (block->gap)
			g_string_append_c(out, '\n');
		append_lead(out, layout, block);
		append_text(out, layout, block);
	}
}
