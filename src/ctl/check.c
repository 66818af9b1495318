/* SPDX-License-Identifier: MIT
 *
 * check.c: the files that the robot is set up with: configuration, roster, letters.
 */
#include "base/fault.h"
#include "ctl/command.h"
#include "ctl/print.h"
#include "engine/roster-file.h"
#include "render/letter-variables.h"
#include "render/letterbook.h"
#include <stdio.h>
#include <string.h>

/* Prints what a check found; lines: one sentence a line, or NULL. Returns `status`. */
static int print_check(const Ctl *ctl, const char *file, const char *lines, int status)
{
	g_autoptr(Json) out = json_object();
	g_auto(GStrv) all = g_strsplit(lines ? lines : "", "\n", -1);
	json_t *list = json_array();
	json_put_text(out, "file", file);
	json_object_set_new(out, "good", json_boolean(status == CTL_DONE));
	json_object_set_new(out, "findings", list);
	for (char **line = all; *line; line++)
		if (**line)
			json_array_append_new(list, json_string(*line));
	if (ctl->json) {
		g_autofree char *text = print_json(out);
		puts(text);
	} else if (status == CTL_DONE) {
		printf("%s: good\n", file);
	} else {
		for (size_t i = 0; i < json_array_size(list); i++)
			fprintf(stderr, "%s\n", json_string_value(json_array_get(list, i)));
	}
	return status;
}

/* --- configuration --- */

int run_config_check(Ctl *ctl)
{
	const char *file = ctl->n_args ? ctl->args[0] : ctl->config;
	g_autoptr(GError) fault = NULL;
	g_autoptr(Settings) settings = settings_load(file, &fault);
	return print_check(ctl, file, fault ? fault->message : NULL, settings ? CTL_DONE : CTL_CONFIG);
}

/* "key = value" lines under "[section]" lines, as an object of objects. */
static json_t *settings_json(const char *text)
{
	g_auto(GStrv) lines = g_strsplit(text, "\n", -1);
	json_t *out = json_object(), *section = out;
	for (char **line = lines; *line; line++) {
		char *equals = strstr(*line, " = ");
		gsize length = strlen(*line);
		if (**line == '[' && length > 2) {
			g_autofree char *name = g_strndup(*line + 1, length - 2);
			section = json_object();
			json_object_set_new(out, name, section);
		} else if (equals && **line != '#') {
			g_autofree char *key = g_strndup(*line, (gsize)(equals - *line));
			json_put_text(section, key, equals + 3);
		}
	}
	return out;
}

int run_config_show(Ctl *ctl)
{
	g_autofree char *text = settings_show(ctl->settings);
	g_autoptr(Json) out = ctl->json ? settings_json(text) : NULL;
	g_autofree char *json = out ? print_json(out) : NULL;
	puts(json ? json : text);
	return CTL_DONE;
}

/* --- roster --- */

int run_roster_check(Ctl *ctl)
{
	const char *file = ctl->n_args ? ctl->args[0] : ctl->settings->roster;
	g_autoptr(GError) fault = NULL;
	g_autoptr(Roster) roster = roster_load(file, ctl->settings->rules, &fault);
	return print_check(ctl, file, fault ? fault->message : NULL, roster ? CTL_DONE : CTL_NO);
}

static json_t *ids(char *const *list)
{
	json_t *out = json_array();
	for (; list && *list; list++)
		json_array_append_new(out, json_string(*list));
	return out;
}

static json_t *body_json(const Body *body)
{
	json_t *row = json_object();
	json_put_text(row, "id", body->id);
	json_put_text(row, "name", body->name);
	json_put_text(row, "kind", enumtab_word(&body_kind_words, (int)body->kind));
	json_put_text(row, "parent", body->parent);
	json_put_text(row, "chair", body->chair);
	json_put_text(row, "vice_chair", body->vice_chair);
	json_object_set_new(row, "members", ids(body->members));
	json_put_text(row, "profile", body->profile);
	return row;
}

static json_t *company_json(gconstpointer data)
{
	const Company *company = data;
	return json_pack("{s:s, s:s, s:s}", "id", company->id, "name", company->name, "level",
			 enumtab_word(&level_words, (int)company->level));
}

static json_t *person_json(gconstpointer data)
{
	const Person *person = data;
	json_t *row = json_pack("{s:s, s:s, s:o}", "id", person->id, "name", person->name, "mail", ids(person->mail));
	json_put_text(row, "company", person->company);
	json_put_text(row, "openpgp", person->openpgp);
	return row;
}

static json_t *partner_json(gconstpointer data)
{
	const Partner *partner = data;
	json_t *row = json_pack("{s:s, s:s, s:o, s:o}", "id", partner->id, "name", partner->name, "contacts",
				ids(partner->contacts), "press", ids(partner->press));
	json_put_text(row, "domain", partner->domain);
	return row;
}

static json_t *desk_json(gconstpointer data)
{
	const Desk *desk = data;
	return json_pack("{s:s, s:s, s:o}", "id", desk->id, "address", desk->address, "answered_by", ids(desk->answered_by));
}

/* A table of the roster as a list ordered by id. */
static void put_table(json_t *out, const char *key, GHashTable *table, json_t *(*make)(gconstpointer))
{
	g_autoptr(GList) names = g_list_sort(g_hash_table_get_keys(table), (GCompareFunc)g_strcmp0);
	json_t *list = json_array();
	json_object_set_new(out, key, list);
	for (const GList *name = names; name; name = name->next)
		json_array_append_new(list, make(g_hash_table_lookup(table, name->data)));
}

json_t *view_roster(Ctl *ctl, GError **error)
{
	const Roster *roster = engine_roster(ctl->engine);
	json_t *out = json_object(), *bodies = json_array();
	json_put_text(out, "alliance_committee", roster->alliance_committee);
	json_put_text(out, "board", roster->board);
	json_put_text(out, "executive", roster->executive);
	json_put_text(out, "marketing", roster->marketing);
	json_put_text(out, "vp_alliances", roster->vp_alliances);
	json_object_set_new(out, "bodies", bodies);
	for (guint i = 0; i < roster->body_order->len; i++)
		json_array_append_new(bodies, body_json(g_ptr_array_index(roster->body_order, i)));
	put_table(out, "companies", roster->companies, company_json);
	put_table(out, "persons", roster->persons, person_json);
	put_table(out, "partners", roster->partners, partner_json);
	put_table(out, "desks", roster->desks, desk_json);
	return out;
}

/* --- letters --- */

static LetterBook *letters_load(const Settings *settings, GError **error)
{
	const char *names[LETTER_COUNT + 1] = {NULL};
	for (int i = 0; i < LETTER_COUNT; i++)
		names[i] = enumtab_word(&letter_kind_words, i);
	return letterbook_load(settings->templates, names, letter_variable_known, error);
}

int run_letters_check(Ctl *ctl)
{
	g_autoptr(GError) fault = NULL;
	g_autoptr(LetterBook) book = letters_load(ctl->settings, &fault);
	return print_check(ctl, ctl->settings->templates, fault ? fault->message : NULL, book ? CTL_DONE : CTL_NO);
}

static gboolean put_letter_text(const Ctl *ctl, json_t *row, const char *name, GError **error)
{
	g_autoptr(GError) why = NULL;
	g_autofree char *file = g_strconcat(name, ".txt", NULL), *text = NULL;
	g_autofree char *path = g_build_filename(ctl->settings->templates, file, NULL);
	if (!g_file_get_contents(path, &text, NULL, &why))
		return fault_set(error, FAULT_PERM, "%s", why->message);
	json_put_text(row, "text", text);
	return TRUE;
}

static json_t *letter_json(const LetterBook *book, const char *name)
{
	json_t *row = json_object();
	g_auto(GStrv) variables = letterbook_variables(book, name);
	json_put_text(row, "name", name);
	json_put_text(row, "hash", letterbook_hash(book, name));
	json_object_set_new(row, "variables", ids(variables));
	return row;
}

json_t *view_letters(Ctl *ctl, GError **error)
{
	g_autoptr(LetterBook) book = letters_load(ctl->settings, error);
	if (!book)
		return NULL;
	if (ctl->n_args && enumtab_value(&letter_kind_words, ctl->args[0]) < 0)
		return ctl_nothing(ctl, "letter", ctl->args[0]);
	g_autoptr(Json) out = ctl->n_args ? letter_json(book, ctl->args[0]) : json_object();
	if (ctl->n_args)
		return put_letter_text(ctl, out, ctl->args[0], error) ? g_steal_pointer(&out) : NULL;
	json_t *list = json_array();
	json_object_set_new(out, "letters", list);
	for (int i = 0; i < LETTER_COUNT; i++)
		json_array_append_new(list, letter_json(book, enumtab_word(&letter_kind_words, i)));
	return g_steal_pointer(&out);
}
