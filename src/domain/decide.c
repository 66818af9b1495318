/* SPDX-License-Identifier: MIT
 *
 * decide.c: the one way in: an event comes, a decision goes out.
 */
#include "base/text.h"
#include "domain/ballot.h"
#include "domain/process.h"
#include "domain/roster-change.h"
#include <string.h>

static void letter_unclear(Turn *t)
{
	g_autofree char *how = ask_how(t->ask->kind);
	g_autofree char *found = text_line(t->text && *t->text ? t->text : "", 120);
	decision_row(t->d, "answer-unclear", DISPOSED_UNCLEAR, "%s",
		     t->event->why ? t->event->why : "The answer is not one of the words that were asked for.");
	Letter *letter = turn_letter(t, LETTER_UNCLEAR);
	if (!letter)
		return;
	letter_value(letter, "found", *found ? found : "no new text");
	letter_value(letter, "expected", how);
	letter_value(letter, "why", t->d->why);
	letter_value(letter, "now",
		     t->ask->kind == ASK_VOTE ? "No vote was recorded from this mail." : "The question is still open.");
}

/* S3: an answer to a question that is no longer open is kept, answered, and shown to the VP where it says something. */
static void answer_too_late(Turn *t)
{
	gboolean feedback = t->ask->kind == ASK_FEEDBACK;
	decision_row(t->d, "answer-settled", feedback ? DISPOSED_LATE : DISPOSED_ASK_SETTLED,
		     feedback ? "The time for feedback is over; your mail is kept and shown to the VP."
			      : "This question is no longer open; your mail is kept and shown to the VP.");
	Letter *letter = turn_letter(t, LETTER_SETTLED);
	if (letter) {
		letter_value(letter, "why", t->d->why);
		letter_value(letter, "what", ask_row(t->ask->kind)->what);
	}
	if (!t->text || !*t->text || !t->reg || !t->event->mail)
		return;
	Letter *shown = register_letter(t->d, LETTER_FEEDBACK, t->event->mail, t->reg, ROLE_VP, NULL);
	if (!shown)
		return;
	letter_value(shown, "author", t->person ? roster_name(t->d->part->roster, t->person) : t->address);
	letter_value(shown, "kind", "late");
	letter_value(shown, "text", t->text);
}

/* The line "Understood: OWNER bob@acme.example" and what follows from it. */
static void letter_answered(Turn *t)
{
	if (t->refused || t->quiet)
		return;
	Letter *letter = turn_letter(t, LETTER_ANSWERED);
	if (!letter)
		return;
	g_autofree char *argument = t->argument ? text_line(t->argument, 200) : NULL;
	g_autofree char *text = text_line(t->text ? t->text : "", 200);
	if (g_strcmp0(t->word, "*") == 0)
		letter_value(letter, "understood", *text ? text : "your mail");
	else
		letter_valuef(letter, "understood", "%s%s%s", t->word, argument && *argument ? " " : "",
			      argument ? argument : "");
	letter_value(letter, "next", t->d->why);
}

static void run_or_refuse(Turn *t, const char *on)
{
	if (turn_run(t, on)) {
		letter_answered(t);
		return;
	}
	decision_row(t->d, "no-row", DISPOSED_REFUSED, "That does not fit where the register stands now.");
	turn_refuse(t, t->word ? t->word : on, "something that fits the stage the register is in",
		    "Nothing has changed.");
}

static gboolean asked_out(const Turn *t)
{
	return t->asked->state == ASK_SUPERSEDED || t->asked->state == ASK_WITHDRAWN;
}

/* The board may call a conference while it votes, after its chair has said OPEN (R3.2-5). */
static gboolean answers_late_too(const Turn *t)
{
	return t->ask->kind == ASK_BOARD_OPEN && t->rev && t->rev->stage == STAGE_BOARD &&
	       g_str_equal(t->word, "CALL") && ballot_of(t, t->d->part->roster->board) &&
	       role_held_by(t->d->part, ROLE_BOARD_CHAIR, t->reg->id, NULL, t->person);
}

static void decide_answer(Decision *d, const Event *event)
{
	const Asked *asked = PART_GET(d->part, Asked, asked, event->asked);
	Ask *ask = asked ? PART_GET(d->part, Ask, ask, asked->ask) : NULL;
	if (!ask) {
		decision_row(d, "answer-to-nothing", DISPOSED_TOKEN_UNKNOWN,
			     "The question that was answered is not known.");
		return;
	}
	Turn t = turn_of(d, ask->register_id);
	t.event = event;
	t.at = event->at;
	t.ask = ask;
	t.asked = (Asked *)asked;
	t.ballot = PART_GET(d->part, Ballot, ballot, ask->subject);
	t.item = PART_GET(d->part, Item, item, ask->subject);
	t.word = event->word;
	t.argument = event->argument;
	t.text = event->text;
	t.person = asked->person;
	t.address = asked->address;
	if (!event->word || g_str_equal(event->word, "unclear") || g_str_equal(event->word, "none")) {
		letter_unclear(&t);
	} else if (event->standing == STANDING_WEAK) {
		confirm_open(&t, NULL);
	} else if (ask->kind == ASK_VOTE && t.ballot) {
		ballot_vote(&t);
	} else if ((ask->state != ASK_OPEN || asked_out(&t)) && !answers_late_too(&t)) {
		answer_too_late(&t);
	} else {
		g_autofree char *on = g_strdup_printf("%s %s", enumtab_word(&ask_kind_words, ask->kind), event->word);
		run_or_refuse(&t, on);
	}
}

void ask_silence(Decision *d, Ask *ask)
{
	Turn t = turn_of(d, ask->register_id);
	t.ask = ask;
	t.ballot = PART_GET(d->part, Ballot, ballot, ask->subject);
	t.item = PART_GET(d->part, Item, item, ask->subject);
	t.word = ask_row(ask->kind)->silent;
	t.person = NULL;
	t.address = NULL;
	t.silent = TRUE;
	g_autofree char *on = g_strdup_printf("%s %s", enumtab_word(&ask_kind_words, ask->kind), t.word);
	turn_run(&t, on);
}

static const InitiativeRow *initiative_row(InitiativeKind kind)
{
	const InitiativeRow *row = initiative_rows;
	while (row->kind != INITIATIVE_NONE && row->kind != kind)
		row++;
	return row;
}

static void decide_initiative(Decision *d, const Event *event)
{
	const InitiativeRow *row = initiative_row(event->initiative);
	const Ballot *ballot = PART_GET(d->part, Ballot, ballot, event->ballot);
	Turn t = turn_of(d, ballot ? ballot->register_id : event->register_id);
	t.event = event;
	t.at = event->at;
	t.ballot = (Ballot *)ballot;
	t.word = enumtab_word(&initiative_kind_words, event->initiative);
	t.argument = event->argument;
	t.text = event->text;
	t.person = event->person;
	t.address = event->address;
	if (row->needs_register && !t.reg) {
		decision_row(d, "initiative-names-no-register", DISPOSED_INITIATIVE_REFUSED,
			     "The mail does not say which register it is about.");
		turn_refuse(&t, event->subject, row->form,
			    "Nothing has changed. Put the register's number into the subject, for instance [WR-12].");
		return;
	}
	if (event->standing == STANDING_WEAK && !row->harmless && event->person &&
	    event->initiative != INITIATIVE_DRAFT) {
		confirm_open(&t, NULL);
		return;
	}
	g_autofree char *on = g_strdup_printf("initiative %s", t.word);
	run_or_refuse(&t, on);
	if (d->disposition == DISPOSED_ANSWERED)
		d->disposition = DISPOSED_INITIATIVE;
}

static void decide_moment(Decision *d, const Event *event)
{
	const Moment *moment = PART_GET(d->part, Moment, moment, event->moment);
	if (!moment || moment->at > d->now) /* early is harmless: it was moved since, or comes again */
		return;
	g_autoptr(Record) kept = record_copy(moment);
	moment = (const Moment *)kept;
	Turn t = turn_of(d, moment->register_id);
	g_auto(GStrv) pieces = g_strsplit(moment->subject, "/", 2);
	g_autofree char *on = NULL;
	switch ((MomentKind)moment->kind) {
	case MOMENT_REMIND:
	case MOMENT_DUE:
	case MOMENT_ESCALATE:
		ask_moment(d, moment);
		return;
	case MOMENT_TALLY:
	case MOMENT_BALLOT_REMIND:
		decision_drop(d, &moment_type, moment->id);
		t.ballot = PART_GET(d->part, Ballot, ballot, pieces[0]);
		if (t.ballot && moment->kind == MOMENT_TALLY)
			ballot_tally(&t);
		else if (t.ballot)
			ballot_remind(&t, moment);
		return;
	case MOMENT_REVIEW_OVER:
	case MOMENT_BOARD_DAY:
	case MOMENT_ACCEPT_HOLD:
	case MOMENT_ITEM:
		decision_drop(d, &moment_type, moment->id);
		t.item = PART_GET(d->part, Item, item, moment->subject);
		on = g_strdup_printf("moment %s", enumtab_word(&moment_kind_words, moment->kind));
		turn_run(&t, on);
		return;
	case MOMENT_KIND_COUNT:
		break;
	}
}

static void decide_item(Decision *d, const Event *event)
{
	const Item *item = PART_GET(d->part, Item, item, event->item);
	if (!item)
		return;
	Turn t = turn_of(d, item->register_id);
	t.item = (Item *)item;
	turn_run(&t, "item outcome");
}

/* A letter that cannot be delivered: the chair and the VP hear of it while there is time (P-4). */
static void decide_unreachable(Decision *d, const Event *event)
{
	const Asked *asked = PART_GET(d->part, Asked, asked, event->asked);
	const Ask *ask = asked ? PART_GET(d->part, Ask, ask, asked->ask) : NULL;
	Turn t = turn_of(d, ask ? ask->register_id : event->register_id);
	decision_row(d, "unreachable", DISPOSED_BOUNCE, "A letter could not be delivered.");
	if (!t.reg)
		return;
	/* refused at once, there is no mail: they are told once of each question, and of the register's other letters */
	g_autofree char *about = event->mail ? g_strdup(event->mail)
		: g_strdup_printf("%s:%s", asked ? asked->id : t.reg->id, event->address);
	g_autofree char *vp = role_holder(d->part, ROLE_VP, t.reg->id, NULL);
	gboolean vp_gone = asked && vp && !g_strcmp0(asked->person, vp);
	const Role roles[] = {vp_gone ? ROLE_EC_CHAIR : ROLE_VP, ROLE_CHAIR};
	for (guint i = 0; i < (ask && ask->body ? 2u : 1u); i++) {
		Letter *letter = register_letter(d, LETTER_UNREACHABLE, about, t.reg, roles[i],
						 ask ? ask->body : NULL);
		if (!letter)
			continue;
		letter_value(letter, "who",
			     asked && asked->person ? roster_name(d->part->roster, asked->person) : event->address);
		letter_value(letter, "address", event->address);
		letter_value(letter, "reply", event->text);
		letter_value(letter, "what", ask ? ask_row(ask->kind)->what : "was told of the register");
	}
}

void decide_again(Decision *d, const Event *event)
{
	if (event->kind == EVENT_INITIATIVE)
		decide_initiative(d, event);
	else
		decide_answer(d, event);
}

Decision *decide(Part *part, const Event *event, Instant now)
{
	Decision *d = decision_new(part, event, now);
	switch (event->kind) {
	case EVENT_ANSWER:
		decide_answer(d, event);
		break;
	case EVENT_INITIATIVE:
		decide_initiative(d, event);
		break;
	case EVENT_MOMENT:
		decide_moment(d, event);
		break;
	case EVENT_ITEM:
		decide_item(d, event);
		break;
	case EVENT_UNREACHABLE:
		decide_unreachable(d, event);
		break;
	case EVENT_ROSTER:
		roster_changed(d, event);
		break;
	case EVENT_KIND_COUNT:
		break;
	}
	if (!d->row)
		decision_row(d, "nothing", DISPOSED_ANSWERED, "There was nothing to decide.");
	decision_finish(d);
	return d;
}
