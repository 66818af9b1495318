/* SPDX-License-Identifier: MIT */
#include "domain/stage.h"
#include "domain/ballot.h"
#include "domain/process.h"
#include "domain/route.h"
#include "base/text.h"
#include <string.h>

#define REASON_MAX_CHARS 200

static const struct {
	const char *title, *truth;
	void (*enter)(Turn *);
} stages[STAGE_COUNT] = {
	[STAGE_PROPOSAL] = {"proposal", "Nobody owns the register yet.", NULL},
	[STAGE_DRAFTING] = {"drafting", "The owner answers for a text that is not complete yet.", drafting_enter},
	[STAGE_REVIEW] = {"feedback from the committees", "The chairs have the text and a date for their feedback.",
			  review_enter},
	[STAGE_COMMITTEES] = {"committees' ballots", "The committees that have a part in it vote.", committees_enter},
	[STAGE_SCHEDULING] = {"scheduling", "The board's vote has no day yet, or the day has not come.",
			      scheduling_enter},
	[STAGE_BOARD] = {"the board's vote", "The board votes, or its chair has yet to give the resolution.",
			 board_enter},
	[STAGE_ACCEPTANCE] = {"the partner's acceptance", "The owner or the partner has the approved text.",
			      acceptance_enter},
	[STAGE_CLOSED] = {"closed", "The revision has ended.", NULL},
};

const char *stage_title(Stage stage)
{
	return stages[stage].title;
}

const char *stage_truth(Stage stage)
{
	return stages[stage].truth;
}

Turn turn_of(Decision *d, const char *register_id)
{
	Turn t = {.d = d,
		  .event = d->event,
		  .at = d->event->at,
		  .person = d->event->person,
		  .address = d->event->address};
	t.reg = PART_GET(d->part, Register, register, register_id);
	t.rev = t.reg ? PART_GET(d->part, Revision, revision, t.reg->revision) : NULL;
	if (t.reg && !d->register_id)
		d->register_id = g_strdup(t.reg->id);
	return t;
}

static gboolean row_fits(const Row *row, const Turn *t, const char *on)
{
	guint here = t->rev ? FROM(t->rev->stage) : 0;
	return g_str_equal(row->on, on) && (row->from == FROM_ANY || (row->from & here)) &&
	       (!row->guard || row->guard(t));
}

/* Falling where the route offers the text approved before again. */
static void reoffer(Turn *t)
{
	Revision *rev = EDIT(t->d, Revision, revision, t->rev->id);
	const Draft *draft = PART_GET(t->d->part, Draft, draft, rev->offered);
	record_set(&rev->draft, rev->offered);
	record_set(&rev->content, draft ? draft->content : NULL);
	rev->route = ROUTE_CREATION;
}

/* Why the register goes there, with the reason that somebody gave for sending it back or ending it. g_free. */
static char *turn_why(const Turn *t, const Row *row)
{
	const char *why = t->d->why ? t->d->why : row->why;
	gboolean ends =
		row->to == GO_DECLINED || row->to == GO_WITHDRAWN || row->to == GO_FALL || row->to == STAGE_DRAFTING;
	g_autofree char *reason = text_line(t->argument ? t->argument : "", REASON_MAX_CHARS);
	if (!ends || !*reason || strstr(why, reason))
		return g_strdup(why);
	gsize length = strlen(why);
	return g_strdup_printf("%.*s: %s", (int)(length - (length && why[length - 1] == '.')), why, reason);
}

static void turn_go(Turn *t, const Row *row)
{
	g_autofree char *kept = turn_why(t, row);
	const Route *route = t->rev ? route_row(t->rev->route) : NULL;
	switch (row->to) {
	case GO_STAY:
		break;
	case GO_NEXT:
		stage_enter(t, route_next(t->rev->route, t->rev->stage, t->rev->significance == SIGNIFICANCE_MINOR),
			    kept);
		break;
	case GO_FALL:
		if (route->reoffer)
			reoffer(t);
		stage_enter(t, route->fall, kept);
		break;
	case GO_ACCEPTED:
		revision_accept(t);
		break;
	case GO_DECLINED:
		register_end(t, REGISTER_DECLINED, "declined", kept);
		break;
	case GO_WITHDRAWN:
		register_end(t, REGISTER_WITHDRAWN, "withdrawn", kept);
		break;
	default: /* a Stage; Go's own values are negative */
		stage_enter(t, (Stage)row->to, kept);
	}
}

/* The answer is taken: an ask that takes the first answer is settled by it, before the stage can end it unanswered. */
static void turn_settle(Turn *t)
{
	if (t->ask && !t->keep_ask && t->ask->state == ASK_OPEN && ask_row(t->ask->kind)->takes == TAKES_FIRST)
		ask_end(t->d, t->ask->id, ASK_ANSWERED, t->word, t->asked ? t->asked->id : NULL, TRUE, NULL);
}

gboolean turn_run(Turn *t, const char *on)
{
	for (const Row *row = process_rows; row->name; row++) {
		if (!row_fits(row, t, on))
			continue;
		if (!t->d->row || !t->d->why)
			decision_row(t->d, row->name, DISPOSED_ANSWERED, "%s", row->why);
		if (row->apply)
			row->apply(t);
		if (t->refused)
			return TRUE;
		turn_settle(t);
		turn_go(t, row);
		return TRUE;
	}
	return FALSE;
}

gboolean turn_follow(const Turn *t, const char *on, Ballot *ballot)
{
	Turn next = turn_of(t->d, t->reg->id);
	next.ballot = ballot;
	next.at = t->at;
	next.argument = t->argument;
	return turn_run(&next, on);
}

Letter *turn_letter(Turn *t, LetterKind kind)
{
	if (t->silent || (!t->person && !t->address))
		return NULL;
	g_autofree char *about =
		t->event->mail ? g_strdup(t->event->mail)
			       : g_strdup_printf("%s/%" G_GINT64_FORMAT, t->asked ? t->asked->id : "robot", t->at);
	Letter *letter = decision_letter(t->d, kind, about, t->person, t->address);
	letter->asked = g_strdup(t->asked && t->ask && t->ask->state == ASK_OPEN ? t->asked->id : NULL);
	letter->revision = g_strdup(t->rev ? t->rev->id : NULL);
	letter->draft = g_strdup(t->rev ? t->rev->draft : NULL);
	letter->ballot = g_strdup(t->ballot ? t->ballot->id : NULL);
	letter->answers_mail = t->event->mail != NULL;
	t->quiet = TRUE;
	return letter;
}

void turn_refuse(Turn *t, const char *found, const char *expected, const char *now)
{
	gboolean answers = t->event->kind == EVENT_ANSWER;
	Letter *letter = turn_letter(t, answers ? LETTER_ANSWER_REFUSED : LETTER_INITIATIVE_REFUSED);
	t->refused = TRUE;
	t->d->disposition = answers ? DISPOSED_REFUSED : DISPOSED_INITIATIVE_REFUSED;
	if (!letter)
		return;
	letter_value(letter, "found", found && *found ? found : "nothing");
	letter_value(letter, "expected", expected);
	letter_value(letter, "now", now);
	letter_value(letter, "why", t->d->why);
}

Letter *register_letter(Decision *d, LetterKind kind, const char *about, const Register *reg, Role role,
			const char *body)
{
	g_autofree char *holder = role_holder(d->part, role, reg->id, body);
	const Person *person = roster_person(d->part->roster, holder);
	g_autofree char *key =
		holder ? g_strdup_printf("%s/%s/%s", enumtab_word(&letter_kind_words, kind), about, holder) : NULL;
	for (guint i = 0; holder && i < d->letters->len; i++)
		if (g_str_equal(((Letter *)d->letters->pdata[i])->key, key))
			return NULL;
	if (!holder)
		return NULL;
	Letter *letter = decision_letter(d, kind, about, person ? holder : NULL, holder);
	record_set(&letter->register_id, reg->id);
	letter->revision = g_strdup(reg->revision);
	return letter;
}

/* Asks that outlive a change of stage: they are about people, or about what a mail meant, not about the stage. */
static gboolean ask_survives(const Ask *ask, Stage to)
{
	switch ((AskKind)ask->kind) {
	case ASK_ASSIGN_OWNER:
	case ASK_OWN:
	case ASK_CONFIRM:
	case ASK_REASON:
	case ASK_CONTACT:
		return TRUE;
	case ASK_FEEDBACK:
		return to == STAGE_COMMITTEES && ask->role == ROLE_WG_CHAIR;
	case ASK_SIGNIFICANT:
		return to == STAGE_COMMITTEES;
	case ASK_STUCK: /* ends with what was stuck */
	case ASK_PROPOSAL:
	case ASK_PARTNER_BOARD:
	case ASK_COMPLETE:
	case ASK_RETURN:
	case ASK_OPEN_BALLOT:
	case ASK_VOTE:
	case ASK_AGAIN:
	case ASK_OUTCOME:
	case ASK_BOARD_DATE:
	case ASK_ANOTHER_DATE:
	case ASK_BOARD_OPEN:
	case ASK_RESOLUTION:
	case ASK_AFTER_REJECTION:
	case ASK_SEND:
	case ASK_ACCEPTANCE:
	case ASK_CHANGED_TEXT:
	case ASK_WHICH:
	case ASK_TAKE_OVER:
	case ASK_CONTACTS:
	case ASK_PR_CONTACT:
	case ASK_LIST_DONE:
	case ASK_PRESS_TEXT:
	case ASK_PRESS_APPROVE:
	case ASK_KIND_COUNT:
		break;
	}
	return FALSE;
}

static gboolean ask_of_surviving(const Part *part, const Ask *ask, Stage to)
{
	const Ask *about = ask->kind == ASK_STUCK ? PART_GET(part, Ask, ask, ask->subject) : NULL;
	return ask_survives(about ? about : ask, to);
}

/* Leaves the stage: what was asked in it is asked no longer, its ballots are void, its moments gone. */
static void stage_leave(Turn *t, Stage to, const char *why)
{
	Decision *d = t->d;
	ballots_cancel(t, why);
	g_autoptr(GPtrArray) asks = part_all(d->part, &ask_type);
	for (guint i = 0; i < asks->len; i++) {
		const Ask *ask = asks->pdata[i];
		if (ask->state == ASK_OPEN && g_strcmp0(ask->revision, t->rev->id) == 0 &&
		    !ask_of_surviving(d->part, ask, to))
			ask_end(d, ask->id, ASK_WITHDRAWN, NULL, NULL, TRUE, why);
	}
	moment_drop(d, MOMENT_REVIEW_OVER, t->rev->id);
	moment_drop(d, MOMENT_BOARD_DAY, t->rev->id);
	moment_drop(d, MOMENT_ACCEPT_HOLD, t->rev->id);
}

static void stage_tell(Turn *t, Stage stage, const char *why)
{
	g_autofree char *about =
		g_strdup_printf("%s/%s/%" G_GINT64_FORMAT, t->rev->id, enumtab_word(&stage_words, stage), t->d->now);
	const Role roles[] = {ROLE_OWNER, ROLE_VP, ROLE_CHAIR};
	for (guint i = 0; i < G_N_ELEMENTS(roles); i++) {
		Letter *letter = register_letter(t->d, LETTER_MOVED, about, t->reg, roles[i], t->reg->oc);
		if (!letter)
			continue;
		letter->draft = g_strdup(t->rev->draft);
		letter_value(letter, "stage_name", stage_title(stage));
		letter_value(letter, "why", why);
		letter_value(letter, "next", stage_truth(stage));
	}
}

void stage_enter(Turn *t, Stage stage, const char *why)
{
	stage_leave(t, stage, why);
	Revision *rev = EDIT(t->d, Revision, revision, t->rev->id);
	Register *reg = EDIT(t->d, Register, register, t->reg->id);
	rev->stage = stage;
	rev->entered = t->d->now;
	reg->moved = t->d->now;
	if (stage == STAGE_CLOSED)
		return;
	stage_tell(t, stage, why);
	stages[stage].enter(t);
}

/* The people whom the end of a register concerns, beside those whose questions end with it. */
static void tell_end(Turn *t, LetterKind kind, const char *outcome, const char *why)
{
	const Role roles[] = {ROLE_OWNER, ROLE_VP, ROLE_CHAIR, ROLE_EC_CHAIR, ROLE_PARTNER};
	for (guint i = 0; i < G_N_ELEMENTS(roles); i++) {
		Letter *letter = register_letter(t->d, kind, t->rev->id, t->reg, roles[i], t->reg->oc);
		if (!letter)
			continue;
		letter->draft = g_strdup(t->rev->draft);
		letter_value(letter, "outcome", outcome);
		letter_value(letter, "why", why);
	}
}

/* Whoever proposed the register from outside hears how it ended. */
static void tell_proposer(Turn *t, const char *outcome, const char *why)
{
	const Register *reg = t->reg;
	if (!reg->proposer || roster_person_at(t->d->part->roster, reg->proposer))
		return;
	Letter *letter = decision_letter(t->d, LETTER_ENDED, t->rev->id, NULL, reg->proposer);
	letter_value(letter, "outcome", outcome);
	letter_value(letter, "why", why);
}

void register_end(Turn *t, RegisterStatus status, const char *outcome, const char *why)
{
	stage_enter(t, STAGE_CLOSED, why);
	g_autoptr(GPtrArray) asks = part_all(t->d->part, &ask_type);
	for (guint i = 0; i < asks->len; i++) {
		const Ask *ask = asks->pdata[i];
		if (ask->state == ASK_OPEN && g_strcmp0(ask->register_id, t->reg->id) == 0)
			ask_end(t->d, ask->id, ASK_WITHDRAWN, NULL, NULL, TRUE, why);
	}
	Register *reg = EDIT(t->d, Register, register, t->reg->id);
	Revision *rev = EDIT(t->d, Revision, revision, t->rev->id);
	record_set(&rev->outcome, outcome);
	tell_end(t, LETTER_ENDED, outcome, why);
	tell_proposer(t, outcome, why);
	reg->status = status;
	record_set(&reg->revision, NULL);
}

void revision_accept(Turn *t)
{
	Decision *d = t->d;
	g_autofree char *why = g_strdup(d->why);
	stage_enter(t, STAGE_CLOSED, why);
	Register *reg = EDIT(d, Register, register, t->reg->id);
	Revision *rev = EDIT(d, Revision, revision, t->rev->id);
	record_set(&rev->outcome, "accepted");
	reg->status = REGISTER_ACTIVE;
	reg->accepted = d->now;
	record_set(&reg->approved_draft, rev->draft);
	record_set(&reg->approved_content, rev->content);
	tell_end(t, LETTER_ACTIVE, "accepted", why);
	items_open(t);
	record_set(&reg->revision, NULL);
}
