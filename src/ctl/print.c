/* SPDX-License-Identifier: MIT */
#include "ctl/print.h"
#include "base/text.h"
#include <string.h>

#define CELL_MAX 64
#define GAP 2

/* --- cells --- */

static void cell_add(GString *out, const json_t *value)
{
	g_autofree char *line = json_is_string(value) ? text_line(json_string_value(value), G_MAXINT) : NULL;
	if (line)
		g_string_append(out, line);
	else if (json_is_integer(value))
		g_string_append_printf(out, "%" JSON_INTEGER_FORMAT, json_integer_value(value));
	else if (json_is_boolean(value))
		g_string_append(out, json_is_true(value) ? "yes" : "no");
}

/* What a list of objects shows of each in one cell. */
static const json_t *cell_member(const json_t *element)
{
	static const char *const keys[] = {"name", "address", "form", "id"};
	for (guint i = 0; json_is_object(element) && i < G_N_ELEMENTS(keys); i++)
		if (json_object_get(element, keys[i]))
			return json_object_get(element, keys[i]);
	return element;
}

/* A value on one line; NULL when there is nothing to show. */
static char *cell_text(const json_t *value)
{
	GString *out = g_string_new(NULL);
	for (size_t i = 0; i < json_array_size(value); i++) {
		g_string_append(out, i ? ", " : "");
		cell_add(out, cell_member(json_array_get(value, i)));
	}
	if (!json_is_array(value))
		cell_add(out, value);
	return g_string_free(out, out->len == 0);
}

static char *key_title(const char *key)
{
	char *title = g_strdelimit(g_strdup(key), "_", ' ');
	title[0] = g_ascii_toupper(title[0]);
	return title;
}

static void pad(GString *out, glong width, glong to)
{
	for (; width < to; width++)
		g_string_append_c(out, ' ');
}

/* --- members --- */

static void members_add(GString *out, const json_t *document, char **keys)
{
	glong widest = 0;
	for (char **key = keys; *key; key++)
		if (json_object_get(document, *key))
			widest = MAX(widest, (glong)strlen(*key));
	for (char **key = keys; *key; key++) {
		const json_t *value = json_object_get(document, *key);
		const char *text = g_str_equal(*key, "text") ? json_string_value(value) : NULL; /* of a file of our own */
		g_autofree char *cell = text ? g_strconcat("\n", text, NULL) : cell_text(value);
		if (!cell)
			continue;
		g_autofree char *title = key_title(*key);
		g_string_append(out, title);
		pad(out, (glong)strlen(title), widest + GAP);
		g_string_append_printf(out, "%s\n", cell);
	}
}

/* --- tables --- */

static char *table_cell(const json_t *row, const char *key)
{
	g_autofree char *text = cell_text(json_object_get(row, key));
	return text ? text_line(text, CELL_MAX) : g_strdup("");
}

static void table_line(GString *out, char **cells, const glong *widths, guint n)
{
	glong owed = 0; /* blanks that stand only before something */
	for (guint i = 0; i < n; i++) {
		glong width = g_utf8_strlen(cells[i], -1);
		if (width) {
			pad(out, 0, owed);
			owed = 0;
			g_string_append(out, cells[i]);
		}
		owed += widths[i] ? widths[i] + GAP - width : 0;
	}
	g_string_append_c(out, '\n');
}

static void cells_free(gpointer cells)
{
	g_strfreev(cells);
}

static void table_add(GString *out, const json_t *list, char **keys)
{
	guint n = g_strv_length(keys);
	g_autofree glong *widths = g_new0(glong, n);
	g_autoptr(GPtrArray) lines = g_ptr_array_new_with_free_func(cells_free);
	for (size_t i = 0; i < json_array_size(list); i++) {
		char **cells = g_new0(char *, n + 1);
		for (guint j = 0; j < n; j++) {
			cells[j] = table_cell(json_array_get(list, i), keys[j]);
			widths[j] = MAX(widths[j], g_utf8_strlen(cells[j], -1));
		}
		g_ptr_array_add(lines, cells);
	}
	char **titles = g_new0(char *, n + 1);
	for (guint j = 0; j < n; j++) {
		titles[j] = widths[j] ? key_title(keys[j]) : g_strdup(""); /* an empty column is left out */
		widths[j] = widths[j] ? MAX(widths[j], (glong)strlen(titles[j])) : 0;
	}
	g_ptr_array_insert(lines, 0, titles);
	for (guint i = 0; i < lines->len; i++)
		table_line(out, g_ptr_array_index(lines, i), widths, n);
}

/* --- the document --- */

char *print_document(const json_t *document, const CtlSection *sections)
{
	GString *out = g_string_new(NULL);
	for (const CtlSection *section = sections; section->columns; section++) {
		g_auto(GStrv) keys = words_split(section->columns);
		const json_t *list = section->key ? json_object_get(document, section->key) : NULL;
		if (!section->key) {
			members_add(out, document, keys);
		} else if (json_array_size(list)) {
			if (section->title)
				g_string_append_printf(out, "%s%s\n", out->len ? "\n" : "", section->title);
			table_add(out, list, keys);
		}
	}
	return g_string_free(out, FALSE);
}

char *print_json(const json_t *document)
{
	char *text = json_dumps(document, JSON_INDENT(2));
	char *copy = g_strdup(text);
	free(text);
	return copy;
}
