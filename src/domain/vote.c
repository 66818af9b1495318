/* SPDX-License-Identifier: MIT
 *
 * vote.c: one vote: from an answer to a counted seat, with its receipt. The ballot's head and one seat are touched.
 */
#include "base/hash.h"
#include "domain/ballot.h"
#include <string.h>

static Letter *vote_letter(Turn *t, LetterKind kind, const char *about, const Vote *vote)
{
	/* To the person asked at the roster address, whatever address the vote came from. */
	Letter *letter = decision_letter(t->d, kind, about, t->asked->person, t->asked->address);
	record_set(&letter->register_id, t->ballot->register_id);
	letter->ballot = g_strdup(t->ballot->id);
	letter->draft = g_strdup(t->ballot->draft);
	letter->vote = g_strdup(vote ? vote->id : NULL);
	letter->asked = g_strdup(t->asked->id);
	letter->answers_mail = TRUE;
	t->quiet = TRUE;
	return letter;
}

/* A number of its own for each vote, that says nothing about the voter: "7KQ2-9FXM". */
static char *receipt_number(const Event *event, const char *vote)
{
	g_autofree char *hex =
		g_strdup_printf("%s|%s|%s|%" G_GINT64_FORMAT "|%s|%s", vote, event->mail ? event->mail : "",
				event->asked, event->at, event->word, event->text ? event->text : "");
	guint8 digest[HASH_BYTES];
	const char *parts[] = {"receipt"};
	hash_hmac((const guint8 *)hex, strlen(hex), parts, 1, digest);
	g_autofree char *number = hash_base32(digest, 40);
	return g_strdup_printf("%.4s-%.4s", number, number + 4);
}

static Vote *vote_add(Turn *t, Seat *seat, VoteState state)
{
	const Event *event = t->event;
	g_autofree char *id = g_strdup_printf("%s.%" G_GINT64_FORMAT, seat->id, ++seat->votes);
	Vote *vote = ADD(t->d, Vote, vote, id);
	g_autofree char *receipt = receipt_number(event, id);
	record_set(&vote->ballot, seat->ballot);
	record_set(&vote->seat, seat->id);
	record_set(&vote->comment, t->text && *t->text ? t->text : t->argument);
	record_set(&vote->person, t->asked->person);
	record_set(&vote->address, event->address);
	record_set(&vote->checked, event->checked);
	record_set(&vote->receipt, receipt);
	record_set(&vote->mail, event->mail);
	vote->choice = enumtab_value(&choice_words, t->word);
	vote->standing = event->standing;
	vote->received = t->at;
	vote->state = state;
	return vote;
}

static void count_choice(Ballot *ballot, int choice, gint64 by)
{
	ballot->yes += choice == CHOICE_YES ? by : 0;
	ballot->no += choice == CHOICE_NO ? by : 0;
	ballot->abstain += choice == CHOICE_ABSTAIN ? by : 0;
}

static void vote_not_counted(Turn *t, const char *row, Disposition disposition, LetterKind kind, const char *why)
{
	decision_row(t->d, row, disposition, "%s", why);
	Letter *letter = vote_letter(t, kind, t->event->mail ? t->event->mail : t->asked->id, NULL);
	g_autofree char *received = instant_letter_exact(t->at);
	letter_value(letter, "found", t->word);
	letter_value(letter, "received", received);
	letter_value(letter, "why", why);
}

static void vote_late(Turn *t, Seat *seat)
{
	vote_add(t, seat, VOTE_LATE);
	vote_not_counted(t, "vote-late", DISPOSED_LATE, LETTER_VOTE_LATE,
			 "Your vote came after the close; what decides is when our server received it (B-20).");
}

/* B-17: a NO counts without a reason, and its voter is asked for one. */
static void ask_reason(Turn *t, const Ballot *ballot, const Seat *seat)
{
	AskPut put = {.kind = ASK_REASON, .register_id = ballot->register_id, .revision = ballot->revision,
		      .subject = ballot->id, .person = t->asked->person, .due = ballot->closes};
	Ask *ask = ask_open(t->d, &put);
	g_autofree char *id = g_strdup_printf("%s.1", ask->id);
	record_set(&EDIT(t->d, Asked, asked, id)->seat, seat->id);
}

static void vote_count(Turn *t, Seat *seat, const Profile *profile)
{
	Decision *d = t->d;
	Ballot *ballot = EDIT(d, Ballot, ballot, t->ballot->id);
	Vote *before = PART_GET(d->part, Vote, vote, seat->vote);
	/* Two mailboxes may hand over two votes of a seat in the wrong order: their receipt decides. */
	gboolean first = profile->change == CHANGE_FIRST;
	gboolean overtaken = before && !first && before->received > t->at;
	Vote *vote = vote_add(t, seat, overtaken ? VOTE_SUPERSEDED : VOTE_COUNTED);
	if (!overtaken) {
		if (before) {
			before = EDIT(d, Vote, vote, before->id);
			before->state = VOTE_SUPERSEDED;
			count_choice(ballot, before->choice, -1);
		} else {
			ballot->voted++;
		}
		count_choice(ballot, vote->choice, 1);
		record_set(&seat->vote, vote->id);
	}
	decision_row(d, before ? "vote-superseding" : "vote-counted",
		     before ? DISPOSED_VOTE_SUPERSEDING : DISPOSED_VOTE, "Recorded for %s.",
		     roster_name(d->part->roster, seat->unit));
	Letter *letter = vote_letter(t, LETTER_RECEIPT, vote->id, vote);
	if (before) {
		g_autofree char *received = instant_letter_exact(before->received);
		letter_valuef(letter, overtaken ? "overtaken" : "replaces", "%s, received %s",
			      enumtab_word(&choice_words, before->choice), received);
	}
	if (vote->choice == CHOICE_NO && !vote->comment && !overtaken)
		ask_reason(t, ballot, seat);
	if (profile->early_close && ballot->voted == ballot->roll && ballot->closes > t->at) {
		ballot->closes = t->at + 1;
		moment_set(d, MOMENT_TALLY, ballot->id, ballot->register_id,
			   ballot->closes + d->part->rules->close_grace);
	}
}

/* Whether the seat's vote was received before this one: for ballots on which the first counts. */
static gboolean cast_before(const Turn *t, const Seat *seat)
{
	const Vote *vote = PART_GET(t->d->part, Vote, vote, seat->vote);
	return vote && vote->received <= t->at;
}

static gboolean reason_missing(const Turn *t, const Profile *profile)
{
	return profile->no_needs_reason && g_str_equal(t->word, "NO") && !(t->text && *t->text) &&
	       !(t->argument && *t->argument);
}

static const char *why_closed(const Ballot *ballot)
{
	return ballot->state == BALLOT_CANCELLED ? "This ballot was cancelled; no vote of it counts."
						 : "This ballot is closed and decided.";
}

void ballot_vote(Turn *t)
{
	Decision *d = t->d;
	g_autoptr(Profile) profile = t->ballot ? profile_parse(t->ballot->profile) : NULL;
	Seat *seat = PART_GET(d->part, Seat, seat, t->asked->seat);
	g_assert(profile && seat);
	/* The letter answered did not exist before the opening: an earlier receipt is another clock. */
	t->at = MAX(t->at, t->ballot->opens);
	if (t->ballot->state != BALLOT_OPEN && (t->ballot->state == BALLOT_CANCELLED || t->at < t->ballot->closes)) {
		vote_not_counted(t, "vote-ballot-over", DISPOSED_LATE, LETTER_VOTE_NOT_COUNTED, why_closed(t->ballot));
		return;
	}
	if (seat->dropped ||
	    !roster_may_vote(d->part->roster, t->ballot->body, seat->unit, profile->by_company, t->asked->person)) {
		vote_not_counted(t, "vote-not-on-roll", DISPOSED_NOT_ON_ROLL, LETTER_VOTE_NOT_COUNTED,
				 "You have no seat on the roll of this ballot (any more).");
		return;
	}
	seat = EDIT(d, Seat, seat, seat->id);
	if (t->at >= t->ballot->closes) {
		vote_late(t, seat);
	} else if (reason_missing(t, profile)) {
		vote_not_counted(
			t, "vote-no-without-reason", DISPOSED_UNCLEAR, LETTER_VOTE_NOT_COUNTED,
			"On this ballot a NO counts only with its reason: answer NO again, with the reason below.");
	} else if (profile->change == CHANGE_FIRST && cast_before(t, seat)) {
		vote_not_counted(t, "vote-already-cast", DISPOSED_REFUSED, LETTER_VOTE_NOT_COUNTED,
				 "On this ballot the first vote of a seat counts, and yours is recorded.");
	} else {
		vote_count(t, seat, profile);
	}
}

void ballot_reason(Turn *t)
{
	const Seat *seat = PART_GET(t->d->part, Seat, seat, t->asked->seat);
	const Vote *vote = seat ? PART_GET(t->d->part, Vote, vote, seat->vote) : NULL;
	if (vote && vote->choice == CHOICE_NO)
		record_set(&EDIT(t->d, Vote, vote, vote->id)->comment, t->text);
}

void ballot_fresh(Turn *t)
{
	g_autoptr(GPtrArray) all = part_all(t->d->part, &asked_type);
	guint sent = 0;
	for (guint i = 0; i < all->len; i++) {
		const Asked *asked = all->pdata[i];
		const Ask *ask = PART_GET(t->d->part, Ask, ask, asked->ask);
		g_autofree char *about = NULL;
		if (!ask || ask->state != ASK_OPEN || asked->state != ASK_OPEN || g_strcmp0(asked->person, t->person))
			continue;
		about = g_strdup_printf("%s/again/%s", ask->id, t->event->mail ? t->event->mail : "");
		ask_letter(t->d, ask, asked, ask_row(ask->kind)->letter, about);
		sent++;
	}
	if (!sent)
		turn_refuse(t, "nothing open", "an open question to you on this register",
			    "Nobody waits for an answer from you here.");
	t->quiet = TRUE;
}
