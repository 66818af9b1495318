/* SPDX-License-Identifier: MIT */
#include "domain/event.h"
#include <string.h>

ENUMTAB_DEFINE(event_kind, EVENT_KIND, EVENT_KIND_LIST);
ENUMTAB_DEFINE(initiative_kind, INITIATIVE, INITIATIVE_LIST);

static void put(GString *out, const char *key, const char *value)
{
	if (!value)
		return;
	g_autofree char *escaped = g_strescape(value, NULL);
	g_string_append_printf(out, "%s=%s\n", key, escaped);
}

char *event_keep(const Event *event)
{
	GString *out = g_string_new(NULL);
	put(out, "kind", enumtab_word(&event_kind_words, event->kind));
	put(out, "person", event->person);
	put(out, "address", event->address);
	put(out, "checked", event->checked);
	put(out, "mail", event->mail);
	put(out, "asked", event->asked);
	put(out, "initiative", enumtab_word(&initiative_kind_words, event->initiative));
	put(out, "register", event->register_id);
	put(out, "ballot", event->ballot);
	put(out, "word", event->word);
	put(out, "argument", event->argument);
	put(out, "text", event->text);
	put(out, "subject", event->subject);
	put(out, "draft", event->draft);
	return g_string_free(out, FALSE);
}

static const char *kept(GHashTable *values, const char *key)
{
	return g_hash_table_lookup(values, key);
}

KeptEvent *event_unkeep(const char *text)
{
	KeptEvent *all = g_new0(KeptEvent, 1);
	GHashTable *values = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, g_free);
	g_auto(GStrv) lines = g_strsplit(text ? text : "", "\n", -1);
	for (guint i = 0; lines[i]; i++) {
		char *equals = strchr(lines[i], '=');
		if (equals)
			g_hash_table_replace(values, g_strndup(lines[i], (gsize)(equals - lines[i])),
					     g_strcompress(equals + 1));
	}
	all->values = values;
	int kind = enumtab_value(&event_kind_words, kept(values, "kind"));
	int initiative = enumtab_value(&initiative_kind_words, kept(values, "initiative"));
	all->event = (Event){
		.kind = kind < 0 ? EVENT_ANSWER : (EventKind)kind,
		.initiative = initiative < 0 ? INITIATIVE_NONE : (InitiativeKind)initiative,
		.person = kept(values, "person"),
		.address = kept(values, "address"),
		.checked = kept(values, "checked"),
		.mail = kept(values, "mail"),
		.asked = kept(values, "asked"),
		.register_id = kept(values, "register"),
		.ballot = kept(values, "ballot"),
		.word = kept(values, "word"),
		.argument = kept(values, "argument"),
		.text = kept(values, "text"),
		.subject = kept(values, "subject"),
		.draft = kept(values, "draft"),
	};
	return all;
}

void kept_event_free(KeptEvent *all)
{
	if (!all)
		return;
	g_hash_table_unref(all->values);
	g_free(all);
}
