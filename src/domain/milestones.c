/* SPDX-License-Identifier: MIT */
#include "domain/milestones.h"
#include "base/hash.h"
#include "base/text.h"
#include "domain/ballot.h"
#include <string.h>

#define MILESTONES_MAX 200

static void problem(GString *problems, const char *line, const char *what, const char *value, const char *expected)
{
	g_autofree char *shown = text_line(line, 60);
	g_string_append_printf(problems, "\"%s\": %s \"%s\". Expected: %s.\n", shown, what, value, expected);
}

/* The companies of "acme,bolt" as words, or NULL with the unknown one named. */
static char *doers_read(const Roster *roster, const char *text, const char **out_unknown)
{
	g_auto(GStrv) names = g_strsplit(text, ",", -1);
	g_autofree char *list = NULL;
	*out_unknown = NULL;
	for (guint i = 0; names[i]; i++) {
		if (!names[i][0] || g_str_equal(names[i], "-"))
			continue;
		if (!roster_company(roster, names[i])) {
			*out_unknown = text;
			return NULL;
		}
		char *longer = words_add(list, names[i]);
		g_free(list);
		list = longer;
	}
	return g_steal_pointer(&list);
}

static gboolean milestone_read(Decision *d, const char *line, const char *draft, GString *problems)
{
	static const char form[] = "MILESTONE name body date companies: text";
	const Roster *roster = d->part->roster;
	const char *colon = strchr(line, ':');
	g_autofree char *head = colon ? g_strndup(line, (gsize)(colon - line)) : g_strdup(line);
	g_auto(GStrv) raw = g_strsplit_set(head, " \t", -1);
	const char *words[6] = {NULL};
	guint n = 0;
	for (guint i = 0; raw[i]; i++)
		if (raw[i][0] && n < G_N_ELEMENTS(words))
			words[n++] = raw[i];
	if (!colon || n != 5) {
		problem(problems, line, "the parts before the colon are", head, form);
		return FALSE;
	}
	const Body *body = roster_body(roster, words[2]);
	const char *unknown;
	g_autofree char *doers = doers_read(roster, words[4], &unknown);
	if (!body || !ballot_committee(d->part, body->id)) {
		problem(problems, line, "there is no committee or working group", words[2], "its short name, for instance \"technical\"");
		return FALSE;
	}
	if (unknown) {
		problem(problems, line, "not all are companies here:", unknown, "companies by short name with commas, or -");
		return FALSE;
	}
	gboolean significant = g_str_has_suffix(words[1], "!");
	g_autofree char *name = g_strndup(words[1], strlen(words[1]) - (significant ? 1 : 0));
	g_autofree char *id = g_strdup_printf("%s#%s", draft, name);
	if (part_get(d->part, &milestone_type, id)) {
		problem(problems, line, "there are two milestones", name, "a name of its own for each");
		return FALSE;
	}
	g_autofree char *text = g_strstrip(g_strdup(colon + 1));
	Milestone *milestone = ADD(d, Milestone, milestone, id);
	record_set(&milestone->draft, draft);
	record_set(&milestone->name, name);
	record_set(&milestone->body, body->id);
	record_set(&milestone->date, g_str_equal(words[3], "-") ? NULL : words[3]);
	record_set(&milestone->doers, doers);
	record_set(&milestone->text, text);
	milestone->significant = significant;
	return TRUE;
}

guint milestones_read(Decision *d, const char *text, const char *draft, GString *problems)
{
	g_auto(GStrv) lines = g_strsplit(text ? text : "", "\n", -1);
	guint n = 0;
	for (guint i = 0; lines[i]; i++) {
		const char *line = g_strstrip(lines[i]);
		if (g_ascii_strncasecmp(line, "MILESTONE ", 10))
			continue;
		if (++n > MILESTONES_MAX) {
			g_string_append_printf(problems, "More than %d milestones; the rest is left out.\n", MILESTONES_MAX);
			break;
		}
		milestone_read(d, line, draft, problems);
	}
	return n;
}

GPtrArray *milestones_of(const Part *part, const char *draft)
{
	GPtrArray *all = part_all(part, &milestone_type);
	for (guint i = all->len; i-- > 0;)
		if (g_strcmp0(((Milestone *)all->pdata[i])->draft, draft))
			g_ptr_array_remove_index(all, i);
	return all;
}

void milestones_copy(Decision *d, const char *from, const char *to)
{
	g_autoptr(GPtrArray) all = milestones_of(d->part, from);
	for (guint i = 0; i < all->len; i++) {
		const Milestone *old = all->pdata[i];
		g_autofree char *id = g_strdup_printf("%s#%s", to, old->name);
		Milestone *copy = ADD(d, Milestone, milestone, id);
		record_set(&copy->draft, to);
		record_set(&copy->name, old->name);
		record_set(&copy->body, old->body);
		record_set(&copy->date, old->date);
		record_set(&copy->doers, old->doers);
		record_set(&copy->text, old->text);
		copy->significant = old->significant;
	}
}

static void append_counted(GString *out, const char *value)
{
	g_string_append_printf(out, "%zu:%s,", value ? strlen(value) : 0, value ? value : "");
}

char *milestones_content(const Part *part, const Draft *draft)
{
	g_autoptr(GPtrArray) all = milestones_of(part, draft->id);
	g_autoptr(GString) text = g_string_new(NULL);
	append_counted(text, draft->file);
	for (guint i = 0; i < all->len; i++) {
		const Milestone *milestone = all->pdata[i];
		append_counted(text, milestone->name);
		append_counted(text, milestone->body);
		append_counted(text, milestone->date);
		append_counted(text, milestone->doers);
		append_counted(text, milestone->text);
		append_counted(text, milestone->significant ? "!" : "");
	}
	return hash_hex(text->str, text->len);
}

static void compare_milestone(const Part *part, const Milestone *milestone, const char *before, GString *out)
{
	g_autofree char *id = g_strdup_printf("%s#%s", before, milestone->name);
	const Milestone *old = PART_GET(part, Milestone, milestone, id);
	if (!old) {
		g_string_append_printf(out, "milestone %s added (%s, %s)\n", milestone->name, roster_name(part->roster, milestone->body),
				       milestone->date ? milestone->date : "no date");
		return;
	}
	if (g_strcmp0(old->date, milestone->date))
		g_string_append_printf(out, "milestone %s: date %s, was %s\n", milestone->name,
				       milestone->date ? milestone->date : "none", old->date ? old->date : "none");
	if (g_strcmp0(old->body, milestone->body))
		g_string_append_printf(out, "milestone %s: %s, was %s\n", milestone->name,
				       roster_name(part->roster, milestone->body), roster_name(part->roster, old->body));
	if (g_strcmp0(old->text, milestone->text) || g_strcmp0(old->doers, milestone->doers) ||
	    old->significant != milestone->significant)
		g_string_append_printf(out, "milestone %s reworded\n", milestone->name);
}

char *draft_changes(const Part *part, const Draft *before, const Draft *after)
{
	GString *out = g_string_new(NULL);
	if (!before)
		return g_string_free(g_string_append(out, "the first draft\n"), FALSE);
	if (g_strcmp0(before->file, after->file))
		g_string_append_printf(out, "the document changed (%" G_GINT64_FORMAT " bytes, were %" G_GINT64_FORMAT ")\n",
				       after->bytes, before->bytes);
	g_autoptr(GPtrArray) now = milestones_of(part, after->id), then = milestones_of(part, before->id);
	for (guint i = 0; i < now->len; i++)
		compare_milestone(part, now->pdata[i], before->id, out);
	for (guint i = 0; i < then->len; i++) {
		const Milestone *old = then->pdata[i];
		g_autofree char *id = g_strdup_printf("%s#%s", after->id, old->name);
		if (!part_get(part, &milestone_type, id))
			g_string_append_printf(out, "milestone %s removed\n", old->name);
	}
	if (!out->len)
		g_string_append(out, "nothing: the content is the same\n");
	return g_string_free(out, FALSE);
}

gboolean draft_widens(const Part *part, const char *before, const char *after)
{
	g_autoptr(GPtrArray) now = milestones_of(part, after), then = milestones_of(part, before);
	for (guint i = 0; i < now->len; i++) {
		gboolean known = FALSE;
		for (guint k = 0; k < then->len && !known; k++)
			known = !g_strcmp0(((Milestone *)now->pdata[i])->body, ((Milestone *)then->pdata[k])->body);
		if (!known)
			return TRUE;
	}
	return FALSE;
}
