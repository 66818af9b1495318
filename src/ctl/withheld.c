/* SPDX-License-Identifier: MIT */
#include "ctl/withheld.h"
#include <string.h>

static gboolean ballot_is_decided(const Ballot *ballot)
{
	return ballot->state == BALLOT_APPROVED || ballot->state == BALLOT_REJECTED || ballot->state == BALLOT_NO_QUORUM;
}

/* The profile's visibility; a copy that cannot be read keeps everything closed. */
static Visibility ballot_visibility(const Ballot *ballot)
{
	g_autoptr(Profile) profile = ballot->profile ? profile_parse(ballot->profile) : NULL;
	return profile ? profile->visibility : VISIBLE_NEVER;
}

gboolean withheld_seats(const Ballot *ballot)
{
	return !ballot_is_decided(ballot) || ballot_visibility(ballot) != VISIBLE_ROLL_CALL;
}

gboolean withheld_counts(const Ballot *ballot)
{
	return !ballot_is_decided(ballot) || ballot_visibility(ballot) == VISIBLE_NEVER;
}

static gboolean read_ballots(Withheld *withheld, Store *store, GError **error)
{
	g_autoptr(GPtrArray) ballots = store_find(store, &ballot_type, NULL, NULL, error);
	for (guint i = 0; ballots && i < ballots->len; i++) {
		const Ballot *ballot = g_ptr_array_index(ballots, i);
		if (!withheld_seats(ballot))
			continue;
		g_hash_table_add(withheld->ballots, g_strdup(ballot->id));
		if (ballot->ask)
			g_hash_table_add(withheld->asks, g_strdup(ballot->ask));
	}
	return ballots != NULL;
}

static gboolean read_reasons(Withheld *withheld, Store *store, GError **error)
{
	const char *kind = enumtab_word(&ask_kind_words, ASK_REASON);
	g_autoptr(GPtrArray) asks = store_find(store, &ask_type, "kind", kind, error);
	for (guint i = 0; asks && i < asks->len; i++) {
		const Ask *ask = g_ptr_array_index(asks, i);
		if (ask->subject && !g_hash_table_contains(withheld->ballots, ask->subject))
			continue;
		g_hash_table_add(withheld->asks, g_strdup(ask->id));
		g_hash_table_add(withheld->reasons, g_strdup(ask->id));
	}
	return asks != NULL;
}

static GHashTable *set_new(void)
{
	return g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
}

Withheld *withheld_read(Store *store, GError **error)
{
	g_autoptr(Withheld) withheld = g_new0(Withheld, 1);
	withheld->ballots = set_new();
	withheld->asks = set_new();
	withheld->reasons = set_new();
	if (!read_ballots(withheld, store, error) || !read_reasons(withheld, store, error))
		return NULL;
	return g_steal_pointer(&withheld);
}

void withheld_free(Withheld *withheld)
{
	if (!withheld)
		return;
	g_hash_table_unref(withheld->ballots);
	g_hash_table_unref(withheld->asks);
	g_hash_table_unref(withheld->reasons);
	g_free(withheld);
}

static gboolean set_has(GHashTable *set, const char *id, const char *ends)
{
	g_autofree char *head = id ? g_strndup(id, strcspn(id, ends)) : NULL;
	return head && g_hash_table_contains(set, head);
}

gboolean withheld_reason(const Withheld *withheld, const char *id)
{
	return set_has(withheld->reasons, id, ".");
}

gboolean withheld_vote(const Withheld *withheld, const char *id)
{
	return set_has(withheld->asks, id, ".");
}

static gboolean change_tells(const Withheld *withheld, const json_t *change)
{
	const char *type = json_text(change, "type"), *id = json_text(change, "id");
	if (g_strcmp0(type, vote_type.name) == 0)
		return set_has(withheld->ballots, id, ":");
	if (g_strcmp0(type, ask_type.name) == 0 || g_strcmp0(type, asked_type.name) == 0)
		return withheld_reason(withheld, id);
	return FALSE;
}

gboolean withheld_entry(const Withheld *withheld, const json_t *event, const json_t *body)
{
	const json_t *changes = json_object_get(body, "changes");
	const char *moment = json_text(event, "moment");
	const char *subject = moment ? strchr(moment, '/') : NULL;
	if (withheld_vote(withheld, json_text(event, "asked")))
		return TRUE;
	if (subject && set_has(withheld->reasons, subject + 1, "./"))
		return TRUE;
	for (size_t i = 0; i < json_array_size(changes); i++)
		if (change_tells(withheld, json_array_get(changes, i)))
			return TRUE;
	return FALSE;
}

char *withheld_subject(const char *subject)
{
	g_autoptr(GString) out = g_string_new(subject);
	for (char *mark; (mark = strstr(out->str, "[#"));) {
		char *end = strchr(mark, ']');
		g_string_erase(out, mark - out->str, end ? end + 1 - mark : -1);
	}
	return g_strdup(g_strchomp(out->str));
}
