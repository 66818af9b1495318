/* SPDX-License-Identifier: MIT */
#include "render/template-program.h"

#include <string.h>

typedef struct Check {
	const Template *template;
	TemplateKnown known;
	gpointer data;
	GPtrArray *mistakes;
} Check;

/* The full name under which a use is known, innermost scope first ("" is the letter itself), or NULL. */
static char *resolve(const Check *check, const char *const *scopes, guint depth, const char *name)
{
	for (guint i = depth; i-- > 0;) {
		g_autofree char *full = *scopes[i] ? g_strconcat(scopes[i], ".", name, NULL) : g_strdup(name);
		if (check->known(full, check->data))
			return g_steal_pointer(&full);
	}
	return NULL;
}

static void check_ops(const Check *check, guint from, guint to, const char **scopes, guint depth)
{
	for (guint i = from; i < to; i++) {
		const TemplateOp *op = template_op(check->template, i);
		if (op->kind == TEMPLATE_OP_TEXT)
			continue;
		g_autofree char *name = template_name(check->template, op);
		gboolean special = name[0] == '-' || name[0] == '.';
		g_autofree char *full = special ? g_strdup(scopes[depth - 1]) : resolve(check, scopes, depth, name);
		if (!full)
			g_ptr_array_add(
				check->mistakes,
				g_strdup_printf("%s:%u: found the variable \"%s\", which this letter does not have; "
						"mailtemplates/README lists those it has",
						(const char *)g_ptr_array_index(check->template->files, op->file),
						op->line, name));
		if (op->kind != TEMPLATE_OP_SECTION && op->kind != TEMPLATE_OP_INVERTED)
			continue;
		gboolean inner = op->kind == TEMPLATE_OP_SECTION && full && !special;
		if (inner)
			scopes[depth] = full;
		check_ops(check, i + 1, op->end, scopes, depth + (inner ? 1 : 0));
		i = op->end - 1;
	}
}

void template_check(const Template *template, TemplateKnown known, gpointer data, GPtrArray *mistakes)
{
	const char *scopes[TEMPLATE_DEPTH + 1] = {""};
	Check check = {template, known, data, mistakes};
	check_ops(&check, 0, template->ops->len, scopes, 1);
}
