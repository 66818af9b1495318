/* SPDX-License-Identifier: MIT
 *
 * layout-blocks.h: what a body is once it is read. Shared by layout-blocks.c, layout-text.c and layout-html.c; nobody
 * else includes it.
 */
#pragma once
#include <glib.h>

#include "render/layout.h"

typedef enum BlockKind { BLOCK_PARAGRAPH, BLOCK_ITEM, BLOCK_FACT, BLOCK_BUTTON, BLOCK_AS_IS, BLOCK_COUNT } BlockKind;

/* A paragraph, an item, a row, or a line kept as it is. text is marked and, but for AS_IS, has no line ends. */
typedef struct Block {
	BlockKind kind;
	gboolean gap; /* a blank line stands before it */
	guint column; /* where its text begins, in columns; continuation lines hang there */
	gsize label;  /* offset and length of a row's label in the pool */
	gsize label_length;
	gsize text;
	gsize length;
} Block;

struct Layout {
	GArray *blocks; /* Block */
	GString *pool;
};

#define blocks_at(list, index) (&g_array_index((list)->blocks, Block, (index)))

/* The length of a link "<https:…>", "<http:…>" or "<mailto:…>" that begins at text[0], angles included; 0 when none
 * does. */
gsize blocks_link(const char *text, gsize left);
