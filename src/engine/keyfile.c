/* SPDX-License-Identifier: MIT
 *
 * keyfile.c: see keyfile.h.
 */
#include "engine/keyfile.h"
#include "base/fault.h"
#include <string.h>

#define KEYFILE_MAX (64u << 20)

typedef struct Mistake {
	guint line;
	char *text;
} Mistake;

static void mistake_free(gpointer data)
{
	Mistake *mistake = data;
	g_free(mistake->text);
	g_free(mistake);
}

static void entry_free(gpointer data)
{
	KeyEntry *entry = data;
	g_free(entry->key);
	g_free(entry->value);
	g_free(entry);
}

static void group_free(gpointer data)
{
	KeyGroup *group = data;
	g_free(group->name);
	g_free(group->kind);
	g_free(group->id);
	g_hash_table_unref(group->by_key);
	g_ptr_array_unref(group->entries);
	g_free(group);
}

static KeyGroup *group_new(const char *name, guint line)
{
	KeyGroup *group = g_new0(KeyGroup, 1);
	group->line = line;
	gsize word = strcspn(name, " \t");
	group->kind = g_strndup(name, word);
	group->id = name[word] ? g_strdup(name + word + strspn(name + word, " \t")) : NULL;
	group->name = group->id ? g_strdup_printf("%s %s", group->kind, group->id) : g_strdup(name);
	group->entries = g_ptr_array_new_with_free_func(entry_free);
	group->by_key = g_hash_table_new(g_str_hash, g_str_equal);
	return group;
}

void keyfile_free(Keyfile *file)
{
	if (!file)
		return;
	g_hash_table_unref(file->by_name);
	g_ptr_array_unref(file->groups);
	g_ptr_array_unref(file->mistakes);
	g_free(file->name);
	g_free(file);
}

void keyfile_mistake(Keyfile *file, guint line, const char *format, ...)
{
	va_list arguments;
	va_start(arguments, format);
	g_autofree char *message = g_strdup_vprintf(format, arguments);
	va_end(arguments);
	Mistake *mistake = g_new0(Mistake, 1);
	mistake->line = line;
	mistake->text = line > 0 ? g_strdup_printf("%s:%u: %s", file->name, line, message)
				 : g_strdup_printf("%s: %s", file->name, message);
	g_ptr_array_add(file->mistakes, mistake);
}

/* Takes a line "[name]" and returns its group; a group that was there before is noted and read on its own. */
static KeyGroup *read_group(Keyfile *file, char *line, guint number)
{
	gsize length = strlen(line);
	if (line[length - 1] != ']') {
		keyfile_mistake(file, number, "found \"%s\", expected a closing ] at the end of the line", line);
		line[length] = '\0';
	} else {
		line[length - 1] = '\0';
	}
	const char *name = g_strstrip(line + 1);
	KeyGroup *group = group_new(name, number);
	KeyGroup *before = g_hash_table_lookup(file->by_name, group->name);
	if (*name == '\0')
		keyfile_mistake(file, number, "found [], expected a name between the brackets");
	else if (before)
		keyfile_mistake(file, number, "[%s] stands here again, it began in line %u; put all of it there",
				group->name, before->line);
	else
		g_hash_table_insert(file->by_name, group->name, group);
	g_ptr_array_add(file->groups, group);
	return group;
}

static void read_entry(Keyfile *file, KeyGroup *group, char *line, guint number)
{
	char *equals = strchr(line, '=');
	if (!equals || equals == line) {
		keyfile_mistake(file, number, "found \"%s\", expected [group], key = value or # comment", line);
		return;
	}
	*equals = '\0';
	const char *key = g_strstrip(line), *value = g_strstrip(equals + 1);
	const KeyEntry *before = group ? g_hash_table_lookup(group->by_key, key) : NULL;
	if (!group) {
		keyfile_mistake(file, number, "\"%s\" stands before the first [group]", key);
		return;
	}
	if (before) {
		keyfile_mistake(file, number, "\"%s\" stands here again, it has a value in line %u already", key,
				before->line);
		return;
	}
	if (*value == '\0')
		keyfile_mistake(file, number, "\"%s\" has no value; give one, or leave the line out", key);
	KeyEntry *entry = g_new0(KeyEntry, 1);
	*entry = (KeyEntry){g_strdup(key), *value ? g_strdup(value) : NULL, number, FALSE};
	g_ptr_array_add(group->entries, entry);
	g_hash_table_insert(group->by_key, entry->key, entry);
}

static void read_lines(Keyfile *file, const char *text)
{
	KeyGroup *group = NULL;
	guint number = 0;
	for (const char *p = text; *p;) {
		gsize length = strcspn(p, "\n");
		g_autofree char *copy = g_strndup(p, length);
		char *line = g_strstrip(copy);
		p += length + (p[length] == '\n');
		number++;
		if (*line == '\0' || *line == '#')
			continue;
		if (*line == '[')
			group = read_group(file, line, number);
		else
			read_entry(file, group, line, number);
	}
}

/* The line in which the byte at `at` stands. */
static guint line_of(const char *text, const char *at)
{
	guint line = 1;
	for (const char *p = text; p < at; p++)
		line += *p == '\n';
	return line;
}

Keyfile *keyfile_parse(const char *text, gsize length, const char *name)
{
	Keyfile *file = g_new0(Keyfile, 1);
	file->name = g_strdup(name);
	file->groups = g_ptr_array_new_with_free_func(group_free);
	file->by_name = g_hash_table_new(g_str_hash, g_str_equal);
	file->mistakes = g_ptr_array_new_with_free_func(mistake_free);
	const char *bad = NULL;
	if (g_utf8_validate_len(text, length, &bad)) {
		g_autofree char *copy = g_strndup(text, length);
		read_lines(file, g_str_has_prefix(copy, "\xef\xbb\xbf") ? copy + 3 : copy);
	} else {
		keyfile_mistake(file, line_of(text, bad), "found a byte that is no UTF-8 text; save the file as UTF-8");
	}
	return file;
}

Keyfile *keyfile_load(const char *path, GError **error)
{
	g_autoptr(GError) reason = NULL;
	g_autofree char *text = NULL;
	gsize length;
	if (!g_file_get_contents(path, &text, &length, &reason)) {
		fault_set(error, FAULT_PERM, "%s: %s", path, reason->message);
		return NULL;
	}
	if (length > KEYFILE_MAX) {
		fault_set(error, FAULT_PERM, "%s: found %" G_GSIZE_FORMAT " bytes, expected at most %u", path, length,
			  KEYFILE_MAX);
		return NULL;
	}
	return keyfile_parse(text, length, path);
}

const KeyGroup *keyfile_group(const Keyfile *file, const char *name)
{
	return g_hash_table_lookup(file->by_name, name);
}

const KeyEntry *keyfile_take(const KeyGroup *group, const char *key)
{
	KeyEntry *entry = group ? g_hash_table_lookup(group->by_key, key) : NULL;
	if (!entry)
		return NULL;
	entry->taken = TRUE;
	return entry->value ? entry : NULL;
}

const KeyEntry *keyfile_require(Keyfile *file, const KeyGroup *group, const char *key)
{
	const KeyEntry *entry = keyfile_take(group, key);
	if (!entry && !g_hash_table_contains(group->by_key, key))
		keyfile_mistake(file, group->line, "[%s] has no \"%s\"", group->name, key);
	return entry;
}

void keyfile_unknown(Keyfile *file, const KeyGroup *group, const char *expected)
{
	for (guint i = 0; i < group->entries->len; i++) {
		const KeyEntry *entry = g_ptr_array_index(group->entries, i);
		if (!entry->taken)
			keyfile_mistake(file, entry->line, "found \"%s\" in [%s], expected one of %s", entry->key,
					group->name, expected);
	}
}

/* Stable: mistakes of one line stay in the order they were noted. */
static gint mistake_compare(gconstpointer a, gconstpointer b, gpointer unused)
{
	const Mistake *one = *(const Mistake *const *)a, *other = *(const Mistake *const *)b;
	return (one->line > other->line) - (one->line < other->line);
}

gboolean keyfile_right(const Keyfile *file, GError **error)
{
	if (file->mistakes->len == 0)
		return TRUE;
	g_qsort_with_data(file->mistakes->pdata, (gint)file->mistakes->len, sizeof(gpointer), mistake_compare, NULL);
	g_autoptr(GString) all = g_string_new(NULL);
	for (guint i = 0; i < file->mistakes->len; i++) {
		const Mistake *mistake = g_ptr_array_index(file->mistakes, i);
		g_string_append_printf(all, "%s%s", i > 0 ? "\n" : "", mistake->text);
	}
	return fault_set(error, FAULT_PERM, "%s", all->str);
}

char **keyfile_list(const char *value)
{
	g_auto(GStrv) parts = g_strsplit(value, ",", -1);
	g_autoptr(GPtrArray) list = g_ptr_array_new();
	for (char **part = parts; *part; part++)
		if (*g_strstrip(*part))
			g_ptr_array_add(list, g_strdup(*part));
	g_ptr_array_add(list, NULL);
	return (char **)g_ptr_array_free(g_steal_pointer(&list), FALSE);
}
