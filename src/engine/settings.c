/* SPDX-License-Identifier: MIT
 *
 * settings.c: reading ballotd.conf by the table of options.
 */
#include "engine/settings.h"
#include "base/fault.h"
#include "engine/settings-read.h"
#include <string.h>

static void server_clear(ServerSettings *server)
{
	char *const texts[] = {server->url, server->password_file, server->ca_file};
	for (guint i = 0; i < G_N_ELEMENTS(texts); i++)
		g_free(texts[i]);
	if (server->password)
		explicit_bzero(server->password, strlen(server->password));
	g_free(server->password);
}

static void mailbox_free(gpointer data)
{
	MailboxSettings *mailbox = data;
	g_free(mailbox->name);
	g_free(mailbox->done);
	server_clear(&mailbox->server);
	g_free(mailbox);
}

static Settings *settings_new(const char *path)
{
	Settings *settings = g_new0(Settings, 1);
	settings->path = g_strdup(path);
	settings->rules = rules_new();
	settings->mailboxes = g_ptr_array_new_with_free_func(mailbox_free);
	return settings;
}

void settings_free(Settings *settings)
{
	if (!settings)
		return;
	for (guint i = 0; i < settings_n_options; i++) {
		const Option *option = &settings_options[i];
		if (option->home == HOME_SETTINGS && option->section != SECTION_SUBMIT && option_is_text(option))
			g_free(*(char **)((char *)settings + option->offset));
	}
	server_clear(&settings->submit);
	g_ptr_array_unref(settings->mailboxes);
	rules_free(settings->rules);
	g_free(settings->path);
	g_free(settings);
}

/* The keys of a section, for messages. Free with g_free. */
static char *section_keys(Section section)
{
	g_autoptr(GString) keys = g_string_new(NULL);
	for (guint i = 0; i < settings_n_options; i++)
		if (settings_options[i].section == section)
			g_string_append_printf(keys, "%s%s", keys->len > 0 ? ", " : "", settings_options[i].key);
	return g_string_free(g_steal_pointer(&keys), FALSE);
}

/* The struct that an option of the section belongs to; own is the mailbox or the profile. */
static gpointer home_of(SettingsReader *reader, const Option *option, gpointer own)
{
	switch (option->home) {
	case HOME_SETTINGS:
		return reader->settings;
	case HOME_RULES:
		return reader->settings->rules;
	case HOME_MAILBOX:
	case HOME_PROFILE:
		return own;
	}
	g_assert_not_reached();
}

/* Reads the options of a section from its group (NULL: none, defaults only). A profile keeps what it has where the
 * group says nothing. */
static void read_section(SettingsReader *reader, Section section, const KeyGroup *group, gpointer own)
{
	for (guint i = 0; i < settings_n_options; i++) {
		const Option *option = &settings_options[i];
		if (option->section != section)
			continue;
		OptionAt at = {reader, option, (char *)home_of(reader, option, own) + option->offset, 0};
		if (option->standard && option->home != HOME_PROFILE)
			option_put(&at, option->standard);
		const KeyEntry *entry = group && option->required ? keyfile_require(reader->file, group, option->key)
								  : keyfile_take(group, option->key);
		at.line = entry ? entry->line : 0;
		if (entry)
			option_put(&at, entry->value);
	}
	if (!group)
		return;
	g_autofree char *expected = section_keys(section);
	keyfile_unknown(reader->file, group, expected);
}

static void read_mailbox(SettingsReader *reader, const KeyGroup *group)
{
	MailboxSettings *mailbox = g_new0(MailboxSettings, 1);
	mailbox->name = g_strdup(group->id);
	read_section(reader, SECTION_MAILBOX, group, mailbox);
	settings_check_server(reader, group, &mailbox->server, TRUE);
	for (guint i = 0; i < reader->settings->mailboxes->len; i++) {
		const MailboxSettings *other = g_ptr_array_index(reader->settings->mailboxes, i);
		if (mailbox->server.url && g_strcmp0(mailbox->server.url, other->server.url) == 0)
			keyfile_mistake(reader->file, group->line, "[%s] and [mailbox %s] have the same url",
					group->name, other->name);
	}
	g_ptr_array_add(reader->settings->mailboxes, mailbox);
}

static void read_profile(SettingsReader *reader, const KeyGroup *group)
{
	GHashTable *profiles = reader->settings->rules->profiles;
	Profile *profile = g_hash_table_lookup(profiles, group->id);
	if (!profile) {
		profile = profile_new(group->id, FALSE);
		g_hash_table_insert(profiles, profile->name, profile);
	}
	read_section(reader, SECTION_PROFILE, group, profile);
}

/* Whether a group of that section bears a name of its own, [mailbox robot]. */
static gboolean section_named(Section section)
{
	return section == SECTION_MAILBOX || section == SECTION_PROFILE;
}

/* [mailbox NAME] and [profile NAME]; what is no section at all is noted. */
static void read_named(SettingsReader *reader)
{
	for (guint i = 0; i < reader->file->groups->len; i++) {
		const KeyGroup *group = g_ptr_array_index(reader->file->groups, i);
		int section = enumtab_value(&section_words, group->kind);
		if (section < 0 || section_named((Section)section) != (group->id != NULL))
			keyfile_mistake(reader->file, group->line,
					"found [%s], expected [robot], [mailbox NAME], [submit], [process], [limits], "
					"[publish] or [profile NAME]",
					group->name);
		else if (section == SECTION_MAILBOX)
			read_mailbox(reader, group);
		else if (section == SECTION_PROFILE)
			read_profile(reader, group);
	}
}

static gboolean has_robot_mailbox(const Settings *settings)
{
	for (guint i = 0; i < settings->mailboxes->len; i++)
		if (((const MailboxSettings *)g_ptr_array_index(settings->mailboxes, i))->purpose == PURPOSE_ROBOT)
			return TRUE;
	return FALSE;
}

static void check_public_url(SettingsReader *reader)
{
	char *url = reader->settings->public_url;
	if (!url)
		return;
	const KeyEntry *entry = keyfile_take(keyfile_group(reader->file, "publish"), "public-url");
	if (!g_str_has_prefix(url, "https://") && !g_str_has_prefix(url, "http://"))
		keyfile_mistake(reader->file, entry->line, "found \"%s\" for \"public-url\", expected https://…",
				url);
	if (g_str_has_suffix(url, "/"))
		url[strlen(url) - 1] = '\0';
}

static void check_ca_file(SettingsReader *reader)
{
	const char *ca_file = reader->settings->ca_file;
	const KeyEntry *entry = keyfile_take(keyfile_group(reader->file, "robot"), "ca-file");
	if (entry && ca_file && !g_file_test(ca_file, G_FILE_TEST_IS_REGULAR))
		keyfile_mistake(reader->file, entry->line, "found no file at %s, expected certificates in PEM",
				ca_file);
}

static void read_all(SettingsReader *reader)
{
	static const Section single[] = {SECTION_ROBOT, SECTION_SUBMIT, SECTION_PROCESS, SECTION_LIMITS,
					 SECTION_PUBLISH};
	for (guint i = 0; i < G_N_ELEMENTS(single); i++) {
		const char *name = enumtab_word(&section_words, single[i]);
		const KeyGroup *group = keyfile_group(reader->file, name);
		read_section(reader, single[i], group, NULL);
		if (!group && (single[i] == SECTION_ROBOT || single[i] == SECTION_SUBMIT))
			keyfile_mistake(reader->file, 0, "there is no [%s]", name);
		if (group && single[i] == SECTION_SUBMIT)
			settings_check_server(reader, group, &reader->settings->submit, FALSE);
	}
	read_named(reader);
	check_public_url(reader);
	check_ca_file(reader);
	if (!has_robot_mailbox(reader->settings))
		keyfile_mistake(reader->file, 0, "no mailbox has purpose = robot; answers would go nowhere");
}

static Settings *settings_read(Keyfile *file, GError **error)
{
	g_autoptr(Settings) settings = settings_new(file->name);
	g_autofree char *parent = g_path_get_dirname(file->name);
	g_autofree char *directory = g_canonicalize_filename(parent, NULL);
	SettingsReader reader = {file, settings, directory};
	read_all(&reader);
	return keyfile_right(file, error) ? g_steal_pointer(&settings) : NULL;
}

Settings *settings_load(const char *path, GError **error)
{
	g_autoptr(Keyfile) file = keyfile_load(path, error);
	return file ? settings_read(file, error) : NULL;
}

Settings *settings_parse(const char *text, gsize length, const char *name, GError **error)
{
	g_autoptr(Keyfile) file = keyfile_parse(text, length, name);
	return settings_read(file, error);
}

static void show_section(GString *text, const Settings *settings, Section section, gconstpointer own, const char *name)
{
	g_string_append_printf(text, "%s[%s%s%s]\n", text->len > 0 ? "\n" : "", enumtab_word(&section_words, section),
			       name ? " " : "", name ? name : "");
	for (guint i = 0; i < settings_n_options; i++) {
		const Option *option = &settings_options[i];
		if (option->section != section)
			continue;
		gconstpointer home = own ? own : option->home == HOME_RULES ? (gconstpointer)settings->rules : settings;
		g_autofree char *value = option_text(option, home);
		if (value)
			g_string_append_printf(text, "%s = %s\n", option->key, value);
		else
			g_string_append_printf(text, "#%s =\n", option->key);
	}
}

char *settings_show(const Settings *settings)
{
	g_autoptr(GString) text = g_string_new(NULL);
	g_autoptr(GList) names = g_list_sort(g_hash_table_get_keys(settings->rules->profiles), (GCompareFunc)g_strcmp0);
	show_section(text, settings, SECTION_ROBOT, NULL, NULL);
	for (guint i = 0; i < settings->mailboxes->len; i++) {
		const MailboxSettings *mailbox = g_ptr_array_index(settings->mailboxes, i);
		show_section(text, settings, SECTION_MAILBOX, mailbox, mailbox->name);
	}
	show_section(text, settings, SECTION_SUBMIT, NULL, NULL);
	show_section(text, settings, SECTION_PROCESS, NULL, NULL);
	show_section(text, settings, SECTION_LIMITS, NULL, NULL);
	show_section(text, settings, SECTION_PUBLISH, NULL, NULL);
	for (const GList *name = names; name; name = name->next)
		show_section(text, settings, SECTION_PROFILE, rules_profile(settings->rules, name->data), name->data);
	return g_string_free(g_steal_pointer(&text), FALSE);
}
