/* SPDX-License-Identifier: MIT
 *
 * interrupt-state.c: what a robot left behind, in a form that can be compared with what another left.
 */
#include "interrupt.h"
#include "base/json.h"
#include "store/store.h"
#include <string.h>

#define ALL 100000

static Store *state_open(const World *world)
{
	g_autoptr(GError) error = NULL;
	g_autofree char *url = g_strdup_printf("sqlite:%s/ballotd.db", world->dir);
	Store *store = store_open(url, STORE_READ, &error);
	if (!store)
		g_error("the store does not open: %s", error->message);
	return store;
}

static json_t *dump_records(Store *store, const RecordType *type)
{
	g_autoptr(GPtrArray) all = store_find(store, type, NULL, NULL, NULL);
	json_t *list = json_array();
	for (guint i = 0; i < all->len; i++)
		json_array_append_new(list, record_to_json(all->pdata[i], RECORD_ALL));
	return list;
}

static json_t *dump_mails(Store *store)
{
	g_autoptr(GPtrArray) all = store_mails(store, NULL, ALL, NULL);
	json_t *list = json_array();
	for (guint i = 0; i < all->len; i++) {
		const MailRow *row = all->pdata[i];
		json_array_append_new(list, json_pack("[I s? s? I i b]", (json_int_t)row->n, row->message_id, row->why,
						      (json_int_t)row->entry, row->disposition, row->moved));
	}
	return list;
}

static json_t *dump_letters(Store *store)
{
	g_autoptr(GPtrArray) all = store_outs(store, NULL, ALL, NULL);
	json_t *list = json_array();
	for (guint i = 0; i < all->len; i++) {
		const OutRow *row = all->pdata[i];
		json_array_append_new(list, json_pack("[s s s s]", row->key, row->recipient, row->message_id,
						      enumtab_word(&fate_words, row->fate)));
	}
	return list;
}

static json_t *dump_journal(Store *store)
{
	g_autoptr(GPtrArray) all = store_entries(store, NULL, 0, ALL, NULL);
	json_t *list = json_array();
	for (guint i = 0; i < all->len; i++) {
		const Entry *entry = all->pdata[i];
		json_array_append_new(list, json_pack("[I s s I]", (json_int_t)entry->n, entry->subject, entry->row,
						      (json_int_t)entry->at));
	}
	return list;
}

char *state_dump(const World *world)
{
	g_autoptr(Store) store = state_open(world);
	g_autoptr(Json) all = json_object();
	for (gsize i = 0; record_types[i]; i++)
		json_object_set_new(all, record_types[i]->name, dump_records(store, record_types[i]));
	json_object_set_new(all, "mails", dump_mails(store));
	json_object_set_new(all, "letters", dump_letters(store));
	json_object_set_new(all, "entries", dump_journal(store));
	char *text = json_dumps(all, JSON_INDENT(1) | JSON_SORT_KEYS);
	char *out = g_strdup(text);
	free(text);
	return out;
}

GHashTable *state_accepted(const World *world)
{
	GHashTable *found = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
	g_autofree char *path = g_build_filename(world->dir, "ballotd.db", NULL);
	g_autofree char *url = g_strdup_printf("sqlite:%s", path);
	/* a process that ended while it made the store has left none that can be read */
	g_autoptr(Store) store = store_open(url, STORE_READ, NULL);
	g_autoptr(GPtrArray) all = store ? store_outs(store, NULL, ALL, NULL) : NULL;
	for (guint i = 0; all && i < all->len; i++) {
		const OutRow *row = all->pdata[i];
		if (row->fate == FATE_ACCEPTED)
			g_hash_table_add(found, g_strdup(row->message_id));
	}
	return found;
}

GHashTable *state_letters(const World *world)
{
	GHashTable *letters = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
	g_autofree char *box = g_build_filename(world->dir, "out", "new", NULL);
	g_autoptr(GDir) dir = g_dir_open(box, 0, NULL);
	const char *name;
	while ((name = g_dir_read_name(dir))) {
		g_autofree char *path = g_build_filename(box, name, NULL);
		g_autofree char *bytes = NULL;
		const char *mark = "\nMessage-ID: <";
		if (!g_file_get_contents(path, &bytes, NULL, NULL) || !strstr(bytes, mark))
			g_error("%s is no letter", path);
		const char *id = strstr(bytes, mark) + strlen(mark);
		char *key = g_strndup(id, strcspn(id, ">"));
		g_hash_table_replace(letters, key, GUINT_TO_POINTER(GPOINTER_TO_UINT(g_hash_table_lookup(letters, key)) + 1));
	}
	return letters;
}

gboolean state_verify(const World *world, char **out_why)
{
	g_autoptr(Store) store = state_open(world);
	g_autoptr(GPtrArray) findings = g_ptr_array_new_with_free_func(g_free);
	g_autoptr(GError) error = NULL;
	gboolean same = store_verify(store, findings, NULL, &error);
	*out_why = same ? NULL : g_strdup(error ? error->message : findings->len ? findings->pdata[0] : "it differs");
	return same;
}

char *state_difference(const char *expected, const char *found)
{
	g_auto(GStrv) one = g_strsplit(expected, "\n", -1), other = g_strsplit(found, "\n", -1);
	guint i = 0;
	while (one[i] && other[i] && g_str_equal(one[i], other[i]))
		i++;
	g_autoptr(GString) near = g_string_new(NULL);
	for (guint k = i >= 3 ? i - 3 : 0; one[k] && k < i + 3; k++)
		g_string_append_printf(near, "\n    expected %s", one[k]);
	for (guint k = i >= 3 ? i - 3 : 0; other[k] && k < i + 3; k++)
		g_string_append_printf(near, "\n    found    %s", other[k]);
	return g_strdup(near->str);
}
