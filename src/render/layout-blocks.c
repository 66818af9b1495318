/* SPDX-License-Identifier: MIT */
#include "render/layout-blocks.h"

#include <string.h>

#include "render/template.h"

/* Behind this column a row's lines hang at HANG instead. */
#define WIDEST_LABEL 30
#define HANG 4

typedef struct Line {
	const char *text; /* behind the indent */
	gsize length;	  /* without blanks at the end */
	gsize indent;
} Line;

static Line read_line(const char *from, const char *to)
{
	const char *text = from;
	while (text < to && *text == ' ')
		text++;
	Line line = {text, (gsize)(to - text), (gsize)(text - from)};
	while (line.length > 0 && (text[line.length - 1] == ' ' || text[line.length - 1] == '\r'))
		line.length--;
	return line;
}

gsize blocks_link(const char *text, gsize left)
{
	static const char *const schemes[] = {"<https:", "<mailto:", "<http:"};
	for (guint i = 0; i < G_N_ELEMENTS(schemes); i++) {
		gsize n = strlen(schemes[i]);
		if (left <= n || strncmp(text, schemes[i], n) != 0)
			continue;
		for (gsize at = n; at < left && (guchar)text[at] > ' '; at++)
			if (text[at] == '>')
				return at > n ? at + 1 : 0;
	}
	return 0;
}

/* The number of blanks between label and value, 0 when the line has no two blanks in a row. */
static gsize find_gap(const Line *line, gsize *out_label)
{
	for (gsize i = 1; i + 2 < line->length; i++) {
		if (line->text[i] != ' ' || line->text[i + 1] != ' ')
			continue;
		gsize gap = 2;
		while (line->text[i + gap] == ' ')
			gap++;
		*out_label = i;
		return gap;
	}
	return 0;
}

static Block *add_block(Layout *layout, BlockKind kind, const char *text, gsize length)
{
	Block block = {.kind = kind, .text = layout->pool->len, .length = length};
	g_string_append_len(layout->pool, text, (gssize)length);
	g_array_append_val(layout->blocks, block);
	return blocks_at(layout, layout->blocks->len - 1);
}

static void add_row(Layout *layout, const Line *line, gsize label, gsize gap)
{
	const char *value = line->text + label + gap;
	gsize length = line->length - label - gap;
	gsize label_at = layout->pool->len;
	g_string_append_len(layout->pool, line->text, (gssize)label);
	gsize link = blocks_link(value, length);
	gboolean button = link == length && g_str_has_prefix(value, "<mailto:");
	Block *block = add_block(layout, button ? BLOCK_BUTTON : BLOCK_FACT, value, length);
	block->label = label_at;
	block->label_length = label;
	block->column = (guint)(line->indent + (gsize)g_utf8_strlen(line->text, (gssize)label) + gap);
	if (block->column > WIDEST_LABEL)
		block->column = HANG;
}

/* "- " and something behind it; a dash alone is prose. */
static gboolean is_item(const Line *line)
{
	return line->length > 2 && line->indent == 0 && line->text[0] == '-' && line->text[1] == ' ';
}

/* True when the line goes on with the block before it. */
static gboolean continues(const Block *last, const Line *line, gboolean row)
{
	if (!last)
		return FALSE;
	switch (last->kind) {
	case BLOCK_PARAGRAPH:
		return line->indent == 0 && !is_item(line);
	case BLOCK_ITEM:
		return line->indent == 2 && !row;
	case BLOCK_FACT:
		return line->indent > 3;
	case BLOCK_BUTTON:
	case BLOCK_AS_IS:
		return FALSE;
	case BLOCK_COUNT:
		break;
	}
	g_assert_not_reached();
}

static void add_line(Layout *layout, Line line, gboolean gap)
{
	Block *last = layout->blocks->len > 0 && !gap ? blocks_at(layout, layout->blocks->len - 1) : NULL;
	gsize label = 0;
	gsize space = line.indent == 2 ? find_gap(&line, &label) : 0;
	if (continues(last, &line, space > 0)) {
		g_string_append_c(layout->pool, ' ');
		g_string_append_len(layout->pool, line.text, (gssize)line.length);
		last->length += 1 + line.length;
		return;
	}
	Block *block;
	if (space > 0) {
		add_row(layout, &line, label, space);
		block = blocks_at(layout, layout->blocks->len - 1);
	} else if (line.indent > 0) {
		block = add_block(layout, BLOCK_AS_IS, line.text, line.length);
		block->column = (guint)line.indent;
	} else if (is_item(&line)) {
		block = add_block(layout, BLOCK_ITEM, line.text + 2, line.length - 2);
		block->column = 2;
	} else {
		block = add_block(layout, BLOCK_PARAGRAPH, line.text, line.length);
	}
	block->gap = gap;
}

Layout *layout_read(const char *body, gsize length)
{
	Layout *layout = g_new0(Layout, 1);
	layout->blocks = g_array_sized_new(FALSE, FALSE, sizeof(Block), 32);
	layout->pool = g_string_sized_new(length + 64);
	gboolean gap = FALSE;
	const char *end = body + length;
	for (const char *from = body; from < end;) {
		const char *to = memchr(from, '\n', (gsize)(end - from));
		if (!to)
			to = end;
		Line line = read_line(from, to);
		if (line.length == 0) {
			gap = layout->blocks->len > 0;
		} else {
			add_line(layout, line, gap);
			gap = FALSE;
		}
		from = to + 1;
	}
	return layout;
}

void layout_free(Layout *layout)
{
	if (!layout)
		return;
	g_array_unref(layout->blocks);
	g_string_free(layout->pool, TRUE);
	g_free(layout);
}
