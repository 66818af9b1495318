/* SPDX-License-Identifier: MIT
 *
 * ask-letter.c: the letter of an ask: what it is about, and the values its template shows. They are made from what is
 * stored, so a reminder or a letter sent again says the same as the first.
 */
#include "base/text.h"
#include "domain/ballot.h"
#include "domain/milestones.h"
#include "domain/process.h"
#include <string.h>

void letter_about_ask(Decision *d, Letter *letter, const Ask *ask)
{
	const Revision *rev = PART_GET(d->part, Revision, revision, ask->revision);
	const Ballot *ballot = PART_GET(d->part, Ballot, ballot, ask->subject);
	const Item *item = PART_GET(d->part, Item, item, ask->subject);
	const Draft *draft = PART_GET(d->part, Draft, draft, ask->subject);
	g_free(letter->register_id);
	letter->register_id = g_strdup(ask->register_id);
	letter->revision = g_strdup(ask->revision);
	letter->draft = g_strdup(ballot ? ballot->draft : draft ? draft->id : rev ? rev->draft : NULL);
	letter->ballot = g_strdup(ballot ? ballot->id : NULL);
	letter->item = g_strdup(item ? item->id : NULL);
	if (ballot && ballot->state == BALLOT_OPEN && ask->kind == ASK_VOTE)
		letter->not_after = ballot->closes;
}

/* The committees' results, a line each: what the board looks at first (R2.6-3). g_free; NULL when there are none. */
static char *committee_results(const Part *part, const Ask *ask)
{
	g_autoptr(GPtrArray) ballots = part_all(part, &ballot_type);
	GString *out = g_string_new(NULL);
	for (guint i = 0; i < ballots->len; i++) {
		const Ballot *ballot = ballots->pdata[i];
		if (g_strcmp0(ballot->revision, ask->revision) || ballot->state != BALLOT_APPROVED)
			continue;
		g_string_append_printf(out,
				       "%s: approved, %" G_GINT64_FORMAT " yes, %" G_GINT64_FORMAT
				       " no, %" G_GINT64_FORMAT " abstain, of %" G_GINT64_FORMAT "\n",
				       roster_name(part->roster, ballot->body), ballot->yes, ballot->no,
				       ballot->abstain, ballot->roll);
	}
	return g_string_free(out, out->len == 0);
}

/* What changed since the draft before, for those who look at a draft. */
static char *changes_of(const Part *part, const char *draft_id)
{
	const Draft *draft = PART_GET(part, Draft, draft, draft_id);
	if (!draft || draft->number < 2)
		return NULL;
	g_autofree char *before_id = g_strdup_printf("%s.%" G_GINT64_FORMAT, draft->revision, draft->number - 1);
	const Draft *before = PART_GET(part, Draft, draft, before_id);
	return before ? draft_changes(part, before, draft) : NULL;
}

static void values_confirm(const Ask *ask, Letter *letter)
{
	g_autoptr(KeptEvent) kept = event_unkeep(ask->detail);
	const Event *event = &kept->event;
	const char *text = event->text && *event->text ? event->text : event->argument;
	g_autofree char *quoted = text_line(text ? text : "", 200);
	const char *word =
		event->kind == EVENT_INITIATIVE ? enumtab_word(&initiative_kind_words, event->initiative) : event->word;
	letter_value(letter, "from_address", event->address);
	letter_valuef(letter, "quoted", "%s%s%s", word ? word : "", word && *quoted ? " " : "", quoted);
	letter_value(letter, "effect",
		     event->draft ? "puts this text in the place of the one under way; open ballots and approvals of "
				    "that one are void (B-1)"
				  : NULL);
}

static void values_proposal(const Ask *ask, Letter *letter)
{
	g_auto(GStrv) lines = g_strsplit(ask->detail ? ask->detail : "", "\n", 3);
	static const char *const names[][2] = {
		{"partner=", "partner_name"}, {"proposer=", "proposer"}, {"text=", "text"}};
	for (guint i = 0; lines[i]; i++)
		for (guint k = 0; k < G_N_ELEMENTS(names); k++)
			if (g_str_has_prefix(lines[i], names[k][0]))
				letter_value(letter, names[k][1], strchr(lines[i], '=') + 1);
}

static void values_list_done(const Part *part, const Ask *ask, Letter *letter)
{
	const Item *item = PART_GET(part, Item, item, ask->subject);
	const Roster *roster = part->roster;
	const char *list = roster->partner_list ? roster->partner_list : "the alliance partner mail list";
	const char *group = roster->partner_group ? roster->partner_group : "the Alliance Partner Working Group";
	letter_value(letter, "text", ask->detail);
	letter_value(letter, "where", item && item->kind == ITEM_GROUP ? group : list);
}

static void ask_values(const Part *part, const Ask *ask, Letter *letter)
{
	const Ballot *ballot = PART_GET(part, Ballot, ballot, ask->subject);
	gboolean of_board = ballot && !g_strcmp0(ballot->body, part->roster->board);
	g_autofree char *changes = ask_row(ask->kind)->attach ? changes_of(part, letter->draft) : NULL;
	g_autofree char *results = ask->kind == ASK_BOARD_OPEN || of_board ? committee_results(part, ask) : NULL;
	letter_value(letter, "results", results);
	if (ask->kind == ASK_CONFIRM)
		values_confirm(ask, letter);
	else if (ask->kind == ASK_PROPOSAL)
		values_proposal(ask, letter);
	else if (ask->kind == ASK_LIST_DONE)
		values_list_done(part, ask, letter);
	else if (ask->kind == ASK_PRESS_APPROVE || ask->kind == ASK_COMPLETE)
		letter_value(letter, "text", ask->detail);
	else if (ask->kind == ASK_ANOTHER_DATE)
		letter_value(letter, "day", ask->detail);
	letter_value(letter, "changes", ask->kind == ASK_SIGNIFICANT ? ask->detail : changes);
}

void ask_letter(Decision *d, const Ask *ask, const Asked *asked, LetterKind kind, const char *about)
{
	const AskRow *row = ask_row(ask->kind);
	Letter *letter = decision_letter(d, kind, about, asked->person, asked->address);
	g_free(letter->key); /* the person asked, not the person: an address has no roster id */
	letter->key = g_strdup_printf("%s/%s/%s", enumtab_word(&letter_kind_words, kind), about, asked->id);
	letter->asked = g_strdup(asked->id);
	letter->while_ask = g_strdup(ask->id);
	letter_about_ask(d, letter, ask);
	letter->attach_draft = row->attach && kind != LETTER_REMINDER && letter->draft;
	letter->attach_approval = ask->kind == ASK_ACCEPTANCE && letter->attach_draft;
	letter->owner_writes = ask->kind == ASK_ACCEPTANCE;
	g_autofree char *role = role_text(d->part, ask->role, ask->body);
	letter_value(letter, "role", role);
	letter_value(letter, "body_name", ask->body ? roster_name(d->part->roster, ask->body) : NULL);
	letter_value(letter, "why", d->why);
	ask_values(d->part, ask, letter);
}
