/* SPDX-License-Identifier: MIT */
#include "render/template.h"

#include <string.h>

#include "render/template-program.h"

/* A value in whose scope names are looked up; list frames know their place (count is 0 for the others). */
typedef struct Frame {
	const json_t *value;
	const struct Frame *up;
	gsize index;
	gsize count;
} Frame;

typedef struct Run {
	const Template *template;
	TemplateKind kind;
	GString *out;
} Run;

void template_free(Template *template)
{
	if (!template)
		return;
	g_array_unref(template->ops);
	g_string_free(template->pool, TRUE);
	g_ptr_array_unref(template->keys);
	g_ptr_array_unref(template->files);
	g_string_chunk_free(template->names);
	g_free(template);
}

char *template_name(const Template *template, const TemplateOp *op)
{
	GString *name = g_string_new(op->count ? template_key(template, op->at) : ".");
	for (guint i = 1; i < op->count; i++)
		g_string_append_printf(name, ".%s", template_key(template, op->at + i));
	return g_string_free(name, FALSE);
}

static int compare_names(const void *a, const void *b)
{
	return strcmp(*(char *const *)a, *(char *const *)b);
}

char **template_variables(const Template *template)
{
	g_autoptr(GHashTable) seen = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
	for (guint i = 0; i < template->ops->len; i++) {
		const TemplateOp *op = template_op(template, i);
		if (op->kind != TEMPLATE_OP_TEXT)
			g_hash_table_add(seen, template_name(template, op));
	}
	guint n = 0;
	g_autofree char **names = (char **)g_hash_table_get_keys_as_array(seen, &n);
	qsort(names, n, sizeof *names, compare_names);
	return g_strdupv(names);
}

/* Adds a name and what it is a member of. */
static void uses_add(GHashTable *names, const char *name)
{
	for (const char *dot = strchr(name, '.'); dot; dot = strchr(dot + 1, '.'))
		g_hash_table_add(names, g_strndup(name, (gsize)(dot - name)));
	g_hash_table_add(names, g_strdup(name));
}

/* scopes: what the sections around the operations may be called. */
static void uses_of_ops(const Template *template, guint from, guint to, const GPtrArray *scopes, GHashTable *names)
{
	for (guint next, i = from; i < to; i = next) {
		const TemplateOp *op = template_op(template, i);
		next = i + 1;
		if (op->kind == TEMPLATE_OP_TEXT || op->count == 0 || template_key(template, op->at)[0] == '-')
			continue;
		g_autoptr(GPtrArray) called = g_ptr_array_new_with_free_func(g_free);
		g_ptr_array_add(called, template_name(template, op));
		for (guint s = 0; s < scopes->len; s++)
			g_ptr_array_add(called, g_strconcat(scopes->pdata[s], ".", called->pdata[0], NULL));
		for (guint c = 0; c < called->len; c++)
			uses_add(names, called->pdata[c]);
		if (op->kind != TEMPLATE_OP_SECTION)
			continue;
		next = op->end;
		for (guint s = 0; s < scopes->len; s++)
			g_ptr_array_add(called, g_strdup(scopes->pdata[s]));
		uses_of_ops(template, i + 1, next, called, names);
	}
}

void template_uses(const Template *template, GHashTable *names)
{
	g_autoptr(GPtrArray) none = g_ptr_array_new();
	uses_of_ops(template, 0, template->ops->len, none, names);
}

static gboolean is_true(const json_t *value)
{
	switch (json_typeof(value)) {
	case JSON_NULL:
	case JSON_FALSE:
		return FALSE;
	case JSON_STRING:
		return json_string_length(value) > 0;
	case JSON_ARRAY:
		return json_array_size(value) > 0;
	case JSON_INTEGER:
		return json_integer_value(value) != 0;
	case JSON_REAL:
		return json_real_value(value) != 0;
	case JSON_OBJECT:
	case JSON_TRUE:
		return TRUE;
	}
	g_assert_not_reached();
}

/* {{#-first}} and {{#-last}}: about the innermost list. */
static const json_t *lookup_place(const Frame *frame, const char *name)
{
	while (frame && !frame->count)
		frame = frame->up;
	if (!frame)
		return NULL;
	gsize wanted = strcmp(name, "-first") == 0 ? 0 : frame->count - 1;
	return frame->index == wanted ? json_true() : NULL;
}

static const json_t *lookup(const Template *template, const TemplateOp *op, const Frame *frame)
{
	if (op->count == 0)
		return frame->value;
	const char *first = template_key(template, op->at);
	if (first[0] == '-')
		return lookup_place(frame, first);
	const json_t *value = NULL;
	for (; frame && !value; frame = frame->up)
		value = json_object_get(frame->value, first);
	for (guint i = 1; i < op->count && value; i++)
		value = json_object_get(value, template_key(template, op->at + i));
	return value;
}

static void write_value(const Run *run, const json_t *value, gboolean raw)
{
	char number[G_ASCII_DTOSTR_BUF_SIZE];
	if (json_is_string(value))
		template_escape(run->out, json_string_value(value), json_string_length(value), run->kind, raw);
	else if (json_is_integer(value))
		g_string_append_printf(run->out, "%" JSON_INTEGER_FORMAT, json_integer_value(value));
	else if (json_is_real(value))
		g_string_append(run->out, g_ascii_formatd(number, sizeof number, "%.15g", json_real_value(value)));
	else if (json_is_true(value))
		g_string_append(run->out, "true");
	else if (json_is_false(value))
		g_string_append(run->out, "false");
}

static void run_ops(const Run *run, guint from, guint to, const Frame *frame);

static void run_section(const Run *run, guint from, guint to, const json_t *value, const Frame *frame)
{
	if (!json_is_array(value)) {
		Frame inner = {value, frame, 0, 0};
		run_ops(run, from, to, &inner);
		return;
	}
	Frame inner = {NULL, frame, 0, json_array_size(value)};
	for (; inner.index < inner.count; inner.index++) {
		inner.value = json_array_get(value, inner.index);
		run_ops(run, from, to, &inner);
	}
}

static void run_ops(const Run *run, guint from, guint to, const Frame *frame)
{
	for (guint next, i = from; i < to; i = next) {
		const TemplateOp *op = template_op(run->template, i);
		const json_t *value = op->kind == TEMPLATE_OP_TEXT ? NULL : lookup(run->template, op, frame);
		next = op->end;
		switch (op->kind) {
		case TEMPLATE_OP_TEXT:
			g_string_append_len(run->out, run->template->pool->str + op->at, op->count);
			break;
		case TEMPLATE_OP_VALUE:
		case TEMPLATE_OP_RAW:
			if (value)
				write_value(run, value, op->kind == TEMPLATE_OP_RAW);
			break;
		case TEMPLATE_OP_SECTION:
			if (value && is_true(value))
				run_section(run, i + 1, next, value, frame);
			break;
		case TEMPLATE_OP_INVERTED:
			if (!value || !is_true(value))
				run_ops(run, i + 1, next, frame);
			break;
		case TEMPLATE_OP_COUNT:
			g_assert_not_reached();
		}
	}
}

void template_render(const Template *template, const json_t *data, const json_t *over, TemplateKind kind, GString *out)
{
	Run run = {template, kind, out};
	Frame base = {data, NULL, 0, 0};
	Frame top = {over, &base, 0, 0};
	run_ops(&run, 0, template->ops->len, over ? &top : &base);
}
