/* SPDX-License-Identifier: MIT
 *
 * drafting.c: drafts, numbered and hashed; COMPLETE; what the VP says to it (R3.1-3 to R3.1-5, R2.2-4, B-1).
 */
#include "base/text.h"
#include "domain/ballot.h"
#include "domain/milestones.h"
#include "domain/process.h"

gboolean from_owner(const Turn *t)
{
	return t->reg && t->person && !g_strcmp0(t->reg->owner, t->person) &&
	       roster_can_own(t->d->part->roster, t->person);
}

gboolean from_vp(const Turn *t)
{
	return t->reg && role_held_by(t->d->part, ROLE_VP, t->reg->id, NULL, t->person);
}

gboolean from_owner_or_vp(const Turn *t)
{
	return from_owner(t) || from_vp(t);
}

/* S5: once the board has approved a text of the register, only the VP can end it. */
gboolean withdraw_may(const Turn *t)
{
	gboolean board_was_asked =
		t->rev->board_approved || t->rev->route == ROUTE_PARTNER_CHANGE || t->rev->stage == STAGE_ACCEPTANCE;
	return from_vp(t) || (from_owner(t) && !board_was_asked);
}

gboolean from_partner(const Turn *t)
{
	const Partner *partner = role_partner(t->d->part, t->reg);
	for (guint i = 0; partner && partner->contacts && partner->contacts[i]; i++)
		if (!g_strcmp0(partner->contacts[i], t->person))
			return TRUE;
	return FALSE;
}

/* The guard of the row that refuses: true when the sender may not. */
gboolean draft_sender_may(const Turn *t)
{
	return !(from_owner_or_vp(t) || from_partner(t));
}

/* Keeps the file as the next draft of the revision; pending until its sender has confirmed. */
Draft *draft_new(Turn *t, gboolean pending, GString *problems)
{
	Decision *d = t->d;
	Revision *rev = EDIT(d, Revision, revision, t->rev->id);
	g_autofree char *id = g_strdup_printf("%s.%" G_GINT64_FORMAT, rev->id, ++rev->drafts);
	Draft *draft = ADD(d, Draft, draft, id);
	record_set(&draft->register_id, t->reg->id);
	record_set(&draft->revision, rev->id);
	draft->number = rev->drafts;
	record_set(&draft->name, t->event->file->name);
	record_set(&draft->type, t->event->file->type);
	record_set(&draft->file, t->event->file->file);
	draft->bytes = t->event->file->bytes;
	record_set(&draft->sender, t->event->address);
	record_set(&draft->mail, t->event->mail);
	draft->received = t->at;
	draft->pending = pending;
	if (!milestones_read(d, t->text, id, problems) && rev->draft)
		milestones_copy(d, rev->draft, id);
	g_autofree char *content = milestones_content(d->part, draft);
	record_set(&draft->content, content);
	return draft;
}

/* Makes a draft the revision's text; approvals are of a content, so they end when it changes. */
void draft_current(Turn *t, Draft *draft)
{
	Revision *rev = EDIT(t->d, Revision, revision, t->rev->id);
	if (g_strcmp0(rev->content, draft->content)) {
		record_set(&rev->approved, NULL);
		record_set(&rev->board_approved, NULL);
	}
	record_set(&rev->draft, draft->id);
	record_set(&rev->content, draft->content);
	draft->pending = 0;
}

static void ask_complete(Turn *t, const char *detail)
{
	AskPut put = {.kind = ASK_COMPLETE, .register_id = t->reg->id, .revision = t->rev->id, .detail = detail};
	ask_open(t->d, &put);
}

/* What was said of a partner's change does not hold for the text that is drafted now. */
void drafting_enter(Turn *t)
{
	Revision *rev = EDIT(t->d, Revision, revision, t->rev->id);
	rev->route = ROUTE_CREATION;
	rev->significance = SIGNIFICANCE_OPEN;
	record_set(&rev->significance_why, NULL);
	record_set(&rev->offered, NULL);
	ask_complete(t, NULL);
}

/* What still hinders COMPLETE, a sentence a line; empty when nothing does. */
static char *draft_problems(const Turn *t)
{
	GString *out = g_string_new(NULL);
	const Part *part = t->d->part;
	const Partner *partner = role_partner(part, t->reg);
	if (!t->rev->draft)
		g_string_append(out, "There is no draft yet: attach it to a reply.\n");
	if (!partner)
		g_string_append_printf(out,
				       "The roster does not know the partner \"%s\": ask the VP to have it entered.\n",
				       t->reg->partner_name);
	else if (!partner->contacts || !partner->contacts[0])
		g_string_append_printf(out,
				       "The roster has no contact of %s: ask the VP to have one entered (R2.2-4).\n",
				       partner->name);
	g_autofree char *required = ballot_required(t);
	g_auto(GStrv) bodies = words_split(required);
	for (guint i = 0; bodies[i]; i++) {
		g_autoptr(GPtrArray) seats = roster_seats(part->roster, bodies[i], TRUE);
		if (!seats->len)
			g_string_append_printf(out, "The %s has no members who could vote.\n",
					       roster_name(part->roster, bodies[i]));
	}
	return g_string_free(out, FALSE);
}

void letter_draft_taken(Turn *t, const Draft *before, const Draft *draft, const char *problems)
{
	g_autofree char *changes = draft_changes(t->d->part, before, draft);
	g_autofree char *open = t->rev->stage == STAGE_DRAFTING ? draft_problems(t) : NULL;
	g_autofree char *all = g_strconcat(problems ? problems : "", open ? open : "", NULL);
	Letter *letter = turn_letter(t, LETTER_DRAFT_TAKEN);
	if (!letter)
		return;
	record_set(&letter->draft, draft->id);
	letter_value(letter, "changes", changes);
	letter_value(letter, "problems", *all ? all : NULL);
}

static gboolean has_file(Turn *t)
{
	if (t->event->file || t->event->draft)
		return TRUE;
	turn_refuse(t, "no document", "the draft as an attached file", "The text of the register is as it was.");
	return FALSE;
}

/* A draft whose sender is not certain is kept at once, and counts once confirmed. */
static gboolean draft_to_confirm(Turn *t)
{
	if (t->event->standing != STANDING_WEAK)
		return FALSE;
	g_autoptr(GString) problems = g_string_new(NULL);
	Draft *draft = draft_new(t, TRUE, problems);
	confirm_open(t, draft->id);
	t->refused = TRUE;
	return TRUE;
}

gboolean draft_put(Turn *t)
{
	if (!has_file(t) || draft_to_confirm(t))
		return FALSE;
	const Draft *before = PART_GET(t->d->part, Draft, draft, t->rev->draft);
	g_autoptr(GString) problems = g_string_new(NULL);
	const Draft *kept = PART_GET(t->d->part, Draft, draft, t->event->draft);
	Draft *draft = kept ? EDIT(t->d, Draft, draft, kept->id) : draft_new(t, FALSE, problems);
	draft_current(t, draft);
	t->d->disposition = DISPOSED_DRAFT;
	letter_draft_taken(t, before, draft, problems->len ? problems->str : NULL);
	return TRUE;
}

void draft_take(Turn *t)
{
	if (!draft_put(t))
		return;
	const AskKind looked_at[] = {ASK_RETURN, ASK_KIND_COUNT};
	ask_end_kinds(t->d, t->reg->id, looked_at, "The owner has sent a new draft.");
	ask_complete(t, NULL);
}

/* B-1: whoever changes a text that is under way is told what it voids, and confirms first. */
void draft_voids(Turn *t)
{
	if (!has_file(t))
		return;
	if (t->event->draft) {
		draft_put(t);
		stage_enter(t, STAGE_DRAFTING, t->d->why);
		return;
	}
	g_autoptr(GString) problems = g_string_new(NULL);
	Draft *draft = draft_new(t, TRUE, problems);
	if (!g_strcmp0(draft->content, t->rev->content)) {
		draft->pending = 0;
		t->d->disposition = DISPOSED_DRAFT;
		letter_draft_taken(t, PART_GET(t->d->part, Draft, draft, t->rev->draft), draft, NULL);
		return;
	}
	confirm_open(t, draft->id);
	t->refused = TRUE;
}

void draft_refuse(Turn *t)
{
	g_autofree char *why = g_strdup(t->d->why);
	turn_refuse(t, t->event->file ? t->event->file->name : t->argument && *t->argument ? t->argument : t->word,
		    why, "Nothing has changed; your mail is kept.");
	if (t->event->initiative == INITIATIVE_DRAFT)
		t->d->disposition = DISPOSED_DRAFT_REFUSED;
}

void milestones_given(Turn *t)
{
	g_autoptr(GString) problems = g_string_new(NULL);
	const Draft *before = PART_GET(t->d->part, Draft, draft, t->rev->draft);
	if (!from_owner(t) && t->event->standing != STANDING_CONTROL) {
		turn_refuse(t, "milestones", "milestones from the owner", "Nothing has changed; your mail is kept.");
		return;
	}
	if (!before) {
		turn_refuse(t, "milestones without a draft", "a draft first", "Nothing has changed.");
		return;
	}
	Revision *rev = EDIT(t->d, Revision, revision, t->rev->id);
	g_autofree char *id = g_strdup_printf("%s.%" G_GINT64_FORMAT, rev->id, ++rev->drafts);
	Draft *draft = ADD(t->d, Draft, draft, id);
	record_set(&draft->register_id, t->reg->id);
	record_set(&draft->revision, rev->id);
	draft->number = rev->drafts;
	record_set(&draft->name, before->name);
	record_set(&draft->type, before->type);
	record_set(&draft->file, before->file);
	draft->bytes = before->bytes;
	record_set(&draft->sender, t->event->address);
	record_set(&draft->mail, t->event->mail);
	draft->received = t->at;
	milestones_read(t->d, t->text, id, problems);
	g_autofree char *content = milestones_content(t->d->part, draft);
	record_set(&draft->content, content);
	draft_current(t, draft);
	t->d->disposition = DISPOSED_DRAFT;
	letter_draft_taken(t, before, draft, problems->len ? problems->str : NULL);
	const AskKind looked_at[] = {ASK_RETURN, ASK_KIND_COUNT};
	ask_end_kinds(t->d, t->reg->id, looked_at, "The owner has given new milestones.");
	ask_complete(t, NULL);
}

gboolean draft_ready(const Turn *t)
{
	g_autofree char *problems = draft_problems(t);
	return !*problems;
}

void draft_not_ready(Turn *t)
{
	g_autofree char *problems = draft_problems(t);
	turn_refuse(t, "COMPLETE", problems, "The draft is not declared complete.");
}

void draft_complete(Turn *t)
{
	const Draft *draft = PART_GET(t->d->part, Draft, draft, t->rev->draft);
	AskPut put = {.kind = ASK_RETURN, .register_id = t->reg->id, .revision = t->rev->id, .subject = draft->id};
	ask_open(t->d, &put);
}

/* COMPLETE with a document: it is the draft that is declared complete, where nothing hinders that. */
void draft_take_complete(Turn *t)
{
	if (!draft_put(t))
		return;
	if (draft_ready(t)) {
		decision_row(t->d, "complete-with-draft", DISPOSED_DRAFT,
			     "The draft is in and declared complete; the VP looks at it.");
		draft_complete(t);
	} else {
		ask_complete(t, NULL);
	}
}

void draft_returned(Turn *t)
{
	g_autofree char *why = g_strdup(t->argument && *t->argument ? t->argument : t->text);
	ask_complete(t, why);
}

/* R3.1-5: the clock of the return waits for the call. */
void draft_call(Turn *t)
{
	Instant day;
	const Rules *rules = t->d->part->rules;
	if (!instant_parse_day(t->argument, rules->zone, rules->deadline_hour, &day))
		return;
	t->keep_ask = TRUE;
	ask_redate(t->d, EDIT(t->d, Ask, ask, t->ask->id), rules_deadline(rules, day, rules->return_days));
	call_announce(t, day);
}
