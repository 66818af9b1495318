/* SPDX-License-Identifier: MIT
 *
 * template-program.h: what a parsed template is, shared by the files that make it (template-parse.c), run it
 * (template.c) and check it (template-check.c). Nobody else includes it.
 *
 * The program is a flat list of operations; a section names the operation behind its body. Static text stands in one
 * pool; names are split at their dots into keys.
 */
#pragma once
#include "render/template.h"

/* Sections inside one another, parts inside one another. */
#define TEMPLATE_DEPTH 16

typedef enum TemplateOpKind {
	TEMPLATE_OP_TEXT,
	TEMPLATE_OP_VALUE,
	TEMPLATE_OP_RAW,
	TEMPLATE_OP_SECTION,
	TEMPLATE_OP_INVERTED,
	TEMPLATE_OP_COUNT
} TemplateOpKind;

typedef struct TemplateOp {
	TemplateOpKind kind;
	guint at;    /* text: offset in the pool; else: index of the first key */
	guint count; /* text: bytes; else: number of keys, 0 for {{.}} */
	guint end;   /* section: the operation behind its body */
	guint line;  /* where it stands, for messages */
	guint file;
} TemplateOp;

struct Template {
	GArray *ops;	  /* TemplateOp */
	GString *pool;	  /* static text */
	GPtrArray *keys;  /* char *, borrowed from names */
	GPtrArray *files; /* char * */
	GStringChunk *names;
};

#define template_op(template, index) (&g_array_index((template)->ops, TemplateOp, (index)))
#define template_key(template, index) ((const char *)g_ptr_array_index((template)->keys, (index)))

/* The name of an operation as it was written ("a.b", "."). Free with g_free. */
char *template_name(const Template *template, const TemplateOp *op);
