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

/* What stands before the colon of a line, word by word. */
typedef struct MilestoneHead {
	char *name, *body;
	char *date;          /* NULL: none */
	char *doers;         /* words, or NULL */
	const char *unknown; /* the first company that is none; borrowed from the line */
	gboolean significant;
} MilestoneHead;

static void head_clear(MilestoneHead *head)
{
	g_free(head->name);
	g_free(head->body);
	g_free(head->date);
	g_free(head->doers);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(MilestoneHead, head_clear)

static void head_doer(const Roster *roster, MilestoneHead *head, const char *word)
{
	if (!roster_company(roster, word)) {
		head->unknown = head->unknown ? head->unknown : word;
		return;
	}
	char *longer = words_add(head->doers, word);
	g_free(head->doers);
	head->doers = longer;
}

/* `MILESTONE M1! technical 2027-06-30 acme,bolt`: the third word is the date unless it is a company. FALSE when the
 * name or the body is missing. */
static gboolean head_read(const Roster *roster, char *const *words, MilestoneHead *head)
{
	guint n = 0;
	for (guint i = 0; words[i]; i++) {
		if (!words[i][0])
			continue;
		n++;
		if (n == 2) {
			head->significant = g_str_has_suffix(words[i], "!");
			head->name = g_strndup(words[i], strlen(words[i]) - (head->significant ? 1 : 0));
		} else if (n == 3) {
			head->body = g_strdup(words[i]);
		} else if (n == 4 && !roster_company(roster, words[i])) {
			head->date = g_str_equal(words[i], "-") ? NULL : g_strdup(words[i]);
		} else if (n > 3 && !g_str_equal(words[i], "-")) {
			head_doer(roster, head, words[i]);
		}
	}
	return head->name && *head->name && head->body;
}

static void milestone_read(Decision *d, const char *line, const char *draft, GString *problems)
{
	const Roster *roster = d->part->roster;
	const char *colon = strchr(line, ':');
	g_autofree char *before = colon ? g_strndup(line, (gsize)(colon - line)) : g_strdup(line);
	g_auto(GStrv) words = g_strsplit_set(before, " \t,", -1);
	g_auto(MilestoneHead) head = {NULL};
	if (!colon || !head_read(roster, words, &head)) {
		problem(problems, line, "the parts before the colon are", before,
			"MILESTONE name body date companies: text");
		return;
	}
	g_autofree char *id = g_strdup_printf("%s#%s", draft, head.name);
	const Body *body = roster_body(roster, head.body);
	if (!body || !ballot_committee(d->part, body->id)) {
		problem(problems, line, "there is no committee or working group", head.body,
			"its short name, for instance \"technical\"");
		return;
	}
	if (head.unknown) {
		problem(problems, line, "there is no company", head.unknown, "companies by their short names, or -");
		return;
	}
	if (part_get(d->part, &milestone_type, id)) {
		problem(problems, line, "there are two milestones", head.name, "a name of its own for each");
		return;
	}
	g_autofree char *text = g_strstrip(g_strdup(colon + 1));
	Milestone *milestone = ADD(d, Milestone, milestone, id);
	record_set(&milestone->draft, draft);
	record_set(&milestone->name, head.name);
	record_set(&milestone->body, body->id);
	record_set(&milestone->date, head.date);
	record_set(&milestone->doers, head.doers);
	record_set(&milestone->text, text);
	milestone->significant = head.significant;
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
			g_string_append_printf(problems, "More than %d milestones; the rest is left out.\n",
					       MILESTONES_MAX);
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
		g_string_append_printf(out, "milestone %s added (%s, %s)\n", milestone->name,
				       roster_name(part->roster, milestone->body),
				       milestone->date ? milestone->date : "no date");
		return;
	}
	if (g_strcmp0(old->date, milestone->date))
		g_string_append_printf(out, "milestone %s: date %s, was %s\n", milestone->name,
				       milestone->date ? milestone->date : "none", old->date ? old->date : "none");
	if (g_strcmp0(old->body, milestone->body))
		g_string_append_printf(out, "milestone %s: %s, was %s\n", milestone->name,
				       roster_name(part->roster, milestone->body),
				       roster_name(part->roster, old->body));
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
		g_string_append_printf(out,
				       "the document changed (%" G_GINT64_FORMAT " bytes, were %" G_GINT64_FORMAT ")\n",
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
