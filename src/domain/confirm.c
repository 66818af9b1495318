/* SPDX-License-Identifier: MIT
 *
 * confirm.c: mail whose origin is not certain (a right token from a strange address, or no token at all): the roster
 * address is asked, and nothing counts until it says CONFIRM.
 */
#include "domain/ballot.h"
#include "domain/process.h"

static gboolean is_vote(const Turn *t)
{
	return t->ask && t->ask->kind == ASK_VOTE;
}

/* A weak vote is listed until it is confirmed, so that the result can say what was not completed (B-2). */
static void keep_unconfirmed(Turn *t)
{
	const Seat *open = PART_GET(t->d->part, Seat, seat, t->asked->seat);
	if (!open)
		return;
	Seat *seat = EDIT(t->d, Seat, seat, open->id);
	g_autofree char *id = g_strdup_printf("%s.%" G_GINT64_FORMAT, seat->id, ++seat->votes);
	Vote *vote = ADD(t->d, Vote, vote, id);
	record_set(&vote->ballot, seat->ballot);
	record_set(&vote->seat, seat->id);
	record_set(&vote->person, t->asked->person);
	record_set(&vote->address, t->event->address);
	record_set(&vote->mail, t->event->mail);
	vote->choice = enumtab_value(&choice_words, t->word);
	vote->received = t->at;
	vote->standing = STANDING_WEAK;
	vote->state = VOTE_UNCONFIRMED;
}

void confirm_open(Turn *t, const char *draft)
{
	Event event = *t->event;
	event.draft = draft ? draft : event.draft;
	event.person = t->person;
	g_autofree char *kept = event_keep(&event);
	gboolean too_late = is_vote(t) && t->ballot && (t->ballot->state != BALLOT_OPEN || t->at >= t->ballot->closes);
	if (too_late) { /* a confirmation could not make it count any more: say so at once */
		ballot_vote(t);
		return;
	}
	t->d->disposition = DISPOSED_CONFIRMATION_ASKED;
	if (event.standing == STANDING_WEAK)
		decision_row(t->d, "confirmation-asked", DISPOSED_CONFIRMATION_ASKED,
			     "The mail came from an address that is not known for the person, or without a token; it "
			     "counts once confirmed.");
	AskPut put = {.kind = ASK_CONFIRM,
		      .register_id = t->reg ? t->reg->id : NULL,
		      .revision = t->rev ? t->rev->id : NULL,
		      .subject = t->asked ? t->asked->id
				 : draft  ? draft
					  : event.mail,
		      .detail = kept,
		      .person = t->person,
		      .addresses = t->person ? NULL : t->address,
		      .due = is_vote(t) && t->ballot ? t->ballot->closes : INSTANT_NONE};
	Ask *ask = ask_open(t->d, &put);
	g_autofree char *first = g_strdup_printf("%s.1", ask->id);
	Asked *asked = EDIT(t->d, Asked, asked, first);
	if (is_vote(t)) {
		record_set(&asked->seat, t->asked->seat);
		keep_unconfirmed(t);
	}
	t->quiet = TRUE;
}

/* The vote that was listed as unconfirmed gives way to the confirmed one. */
static void drop_unconfirmed(Turn *t, const char *mail)
{
	g_autoptr(GPtrArray) votes = part_all(t->d->part, &vote_type);
	for (guint i = 0; i < votes->len; i++) {
		const Vote *vote = votes->pdata[i];
		if (vote->state == VOTE_UNCONFIRMED && g_strcmp0(vote->mail, mail) == 0 &&
		    g_strcmp0(vote->seat, t->asked->seat) == 0)
			EDIT(t->d, Vote, vote, vote->id)->state = VOTE_SUPERSEDED;
	}
}

void confirmed(Turn *t)
{
	g_autoptr(KeptEvent) kept = event_unkeep(t->ask->detail);
	Event event = kept->event;
	g_autofree char *mail = g_strdup(event.mail);
	event.at = t->at;
	event.standing = STANDING_TOKEN;
	event.mail = t->event->mail;
	t->d->disposition = DISPOSED_CONFIRMED;
	ask_end(t->d, t->ask->id, ASK_ANSWERED, "CONFIRM", t->asked->id, FALSE, NULL);
	if (t->asked->seat)
		drop_unconfirmed(t, mail);
	g_clear_pointer(&t->d->why, g_free); /* what follows says why by itself */
	decide_again(t->d, &event);
	t->quiet = TRUE;
}

void not_me(Turn *t)
{
	t->d->disposition = DISPOSED_NOT_ME;
}
