/* SPDX-License-Identifier: MIT
 *
 * acceptance.c: the approved register goes to the partner, and what the partner says (R3.2-6 to R3.2-8, R3.2-12,
 * R3.2-13). An ACCEPT or DECLINE takes effect `accept-hold` after it came, or at once when every contact asked has
 * answered alike; a contrary answer before that puts the question to the VP.
 */
#include "base/text.h"
#include "domain/milestones.h"
#include "domain/process.h"

static Ask *ask_partner(Turn *t)
{
	AskPut put = {.kind = ASK_ACCEPTANCE, .register_id = t->reg->id, .revision = t->rev->id, .subject = t->rev->id};
	return ask_open(t->d, &put);
}

void acceptance_enter(Turn *t)
{
	if (t->rev->offered && !g_strcmp0(t->rev->offered, t->rev->draft)) {
		ask_partner(t); /* the text approved before is offered again */
		return;
	}
	AskPut put = {.kind = ASK_SEND, .register_id = t->reg->id, .revision = t->rev->id, .subject = t->rev->draft};
	ask_open(t->d, &put);
}

void register_sent(Turn *t)
{
	ask_partner(t);
}

/* Whether all who were asked have said the same; `any` the word of somebody else that differs. */
static gboolean answers_alike(const Turn *t, const char *word, gboolean *out_contrary)
{
	g_autoptr(GPtrArray) people = ask_people(t->d->part, t->ask->id);
	gboolean alike = TRUE;
	*out_contrary = FALSE;
	for (guint i = 0; i < people->len; i++) {
		const Asked *asked = people->pdata[i];
		if (asked->state == ASK_SUPERSEDED)
			continue;
		if (!asked->answer)
			alike = FALSE;
		else if (g_strcmp0(asked->answer, word))
			*out_contrary = TRUE;
	}
	return alike && !*out_contrary;
}

/* Only those who are the partner's contacts now speak for it, not whoever was asked in their place (R3.2-7, S4). */
static gboolean contact_only(Turn *t)
{
	if (from_partner(t))
		return TRUE;
	turn_refuse(t, "an answer of somebody who is no contact of the partner",
		    "the answer of a contact of the partner in the roster; "
		    "the Vice President of Alliances has contacts entered",
		    "The question is still open.");
	return FALSE;
}

void partner_says(Turn *t)
{
	Decision *d = t->d;
	gboolean contrary;
	if (!contact_only(t))
		return;
	Asked *asked = EDIT(d, Asked, asked, t->asked->id);
	gboolean repeated = !g_strcmp0(asked->answer, t->word); /* said again, it does not take effect later */
	record_set(&asked->answer, t->word);
	record_set(&asked->comment, t->argument && *t->argument ? t->argument : t->text);
	asked->answered = t->at;
	gboolean alike = answers_alike(t, t->word, &contrary);
	if (alike) {
		record_set(&EDIT(d, Register, register, t->reg->id)->accepted_by, t->person ? t->person : t->asked->id);
		moment_drop(d, MOMENT_ACCEPT_HOLD, t->rev->id);
		asked->state = ASK_ANSWERED;
		turn_follow(t, g_str_equal(t->word, "ACCEPT") ? "partner accepted" : "partner declined", NULL);
	} else if (contrary) {
		moment_drop(d, MOMENT_ACCEPT_HOLD, t->rev->id);
		AskPut put = {
			.kind = ASK_WHICH, .register_id = t->reg->id, .revision = t->rev->id, .subject = t->ask->id};
		ask_open(d, &put);
		decision_row(d, "partner-contradicts", DISPOSED_ANSWERED,
			     "The partner's contacts have answered differently; the VP is asked which answer stands.");
	} else if (!repeated) {
		moment_set(d, MOMENT_ACCEPT_HOLD, t->rev->id, t->reg->id, t->at + d->part->rules->accept_hold);
	}
}

void partner_hold_over(Turn *t)
{
	Ask *ask = ask_find(t->d->part, ASK_ACCEPTANCE, t->reg->id, NULL);
	g_autoptr(GPtrArray) people = ask ? ask_people(t->d->part, ask->id) : g_ptr_array_new();
	for (guint i = 0; i < people->len; i++) {
		const Asked *asked = people->pdata[i];
		if (!asked->answer || asked->state == ASK_SUPERSEDED)
			continue;
		record_set(&EDIT(t->d, Register, register, t->reg->id)->accepted_by,
			   asked->person ? asked->person : asked->id);
		EDIT(t->d, Asked, asked, asked->id)->state = ASK_ANSWERED;
		t->argument = asked->comment; /* the reason of a DECLINE goes to those who are told */
		turn_follow(t, g_str_equal(asked->answer, "ACCEPT") ? "partner accepted" : "partner declined", NULL);
		return;
	}
}

gboolean has_document(const Turn *t)
{
	return t->event->file != NULL;
}

void partner_changes_ask(Turn *t)
{
	if (!contact_only(t))
		return;
	AskPut put = {.kind = ASK_CHANGED_TEXT,
		      .register_id = t->reg->id,
		      .revision = t->rev->id,
		      .subject = t->rev->id,
		      .person = t->asked->person,
		      .addresses = t->asked->person ? NULL : t->asked->address};
	record_set(&EDIT(t->d, Asked, asked, t->asked->id)->answer, "CHANGES");
	moment_drop(t->d, MOMENT_ACCEPT_HOLD, t->rev->id);
	ask_open(t->d, &put);
}

/* R3.2-12: the partner's text is the next draft, on a route of its own; what was approved stays known as `offered`. */
void partner_changes(Turn *t)
{
	Decision *d = t->d;
	if (!contact_only(t))
		return;
	g_autofree char *offered = g_strdup(t->rev->draft);
	g_autofree char *board_approved = g_strdup(t->rev->board_approved);
	g_autoptr(GString) problems = g_string_new(NULL);
	Asked *asked = EDIT(d, Asked, asked, t->asked->id);
	Draft *draft = draft_new(t, FALSE, problems);
	const Draft *before = PART_GET(d->part, Draft, draft, offered);
	record_set(&asked->answer, t->word);
	asked->state = ASK_ANSWERED;
	draft_current(t, draft);
	Revision *rev = EDIT(d, Revision, revision, t->rev->id);
	record_set(&rev->offered, offered);
	record_set(&rev->board_approved, board_approved); /* stands if the change turns out minor */
	rev->route = ROUTE_PARTNER_CHANGE;
	rev->order = ORDER_SERIES;
	rev->significance = SIGNIFICANCE_OPEN;
	g_autofree char *changes = draft_changes(d->part, before, draft);
	AskPut put = {.kind = ASK_SIGNIFICANT,
		      .register_id = t->reg->id,
		      .revision = rev->id,
		      .subject = draft->id,
		      .detail = changes};
	ask_open(d, &put);
	letter_draft_taken(t, before, draft, problems->len ? problems->str : NULL);
}

/* Who among those asked gave the answer that the VP lets stand, or NULL. */
static const Asked *which_said(const Turn *t)
{
	const char *word = g_str_equal(t->word, "ACCEPTED") ? "ACCEPT" : "DECLINE";
	g_autoptr(GPtrArray) people = ask_people(t->d->part, t->ask->subject);
	for (guint i = 0; i < people->len; i++) {
		const Asked *asked = people->pdata[i];
		if (asked->state != ASK_SUPERSEDED && !g_strcmp0(asked->answer, word))
			return asked;
	}
	return NULL;
}

gboolean which_was_said(const Turn *t)
{
	return which_said(t) != NULL;
}

void which_taken(Turn *t)
{
	const Asked *asked = which_said(t);
	record_set(&EDIT(t->d, Register, register, t->reg->id)->accepted_by, asked->person ? asked->person : asked->id);
}

void which_nobody_said(Turn *t)
{
	turn_refuse(t, t->word, "AGAIN: no contact of the partner has answered so", "The question is still open.");
}

void which_again(Turn *t)
{
	ask_partner(t);
}

gboolean text_wider(const Turn *t)
{
	return t->rev->offered && draft_widens(t->d->part, t->rev->offered, t->rev->draft);
}

void weighed_wider(Turn *t)
{
	turn_refuse(t, "MINOR", "SIGNIFICANT: the text names a body that the approved one did not",
		    "The changes are not weighed yet.");
}

/* Guard: every committee has approved already, and only this word was missing. */
gboolean weighed_last(const Turn *t)
{
	return all_approved(t);
}

void weighed(Turn *t)
{
	Revision *rev = EDIT(t->d, Revision, revision, t->rev->id);
	gboolean minor = g_str_equal(t->word, "MINOR");
	rev->significance = minor ? SIGNIFICANCE_MINOR : SIGNIFICANCE_YES;
	if (!minor)
		record_set(&rev->board_approved, NULL);
	record_set(&rev->significance_why, t->silent ? "silence" : t->argument);
}

void take_over_agreed(Turn *t)
{
	Ask *ask = PART_GET(t->d->part, Ask, ask, t->ask->subject);
	g_autoptr(GPtrArray) holders = role_holders(t->d->part, ROLE_PARTNER, t->reg->id, NULL);
	if (!ask || ask->state != ASK_OPEN)
		return;
	g_autoptr(GPtrArray) people = ask_people(t->d->part, ask->id);
	ask = EDIT(t->d, Ask, ask, ask->id);
	for (guint i = 0; i < people->len; i++) {
		const Asked *asked = people->pdata[i];
		gboolean still = FALSE;
		for (guint k = 0; k < holders->len; k++)
			still = still || !g_strcmp0(holders->pdata[k], asked->person);
		if (!still)
			EDIT(t->d, Asked, asked, asked->id)->state = ASK_SUPERSEDED;
	}
	for (guint i = 0; i < holders->len; i++) {
		gboolean known = FALSE;
		for (guint k = 0; k < people->len; k++)
			known = known || !g_strcmp0(((Asked *)people->pdata[k])->person, holders->pdata[i]);
		if (!known)
			asked_add(t->d, ask, holders->pdata[i], NULL, NULL);
	}
}

/* The roster is the VP's to keep: what the owner names is passed on. */
void contact_named(Turn *t)
{
	Letter *letter = register_letter(t->d, LETTER_QUESTION, t->ask->id, t->reg, ROLE_VP, NULL);
	if (!letter)
		return;
	letter_value(letter, "author", t->person ? roster_name(t->d->part->roster, t->person) : t->address);
	letter_value(letter, "text", t->text);
	letter_value(letter, "what", "Please enter this contact of the partner into the roster.");
}
