/* SPDX-License-Identifier: MIT
 *
 * ballot-chair.c: what a body's chair may do with its open ballot: EXTEND, CANCEL, change the ROLL (B-13).
 */
#include "base/text.h"
#include "domain/ballot.h"
#include <string.h>

static gboolean chair_only(Turn *t)
{
	if (t->ballot && role_held_by(t->d->part, ROLE_CHAIR, t->reg ? t->reg->id : NULL, t->ballot->body, t->person))
		return TRUE;
	turn_refuse(t, t->ballot ? t->ballot->id : "no ballot",
		    "the chair of the body that holds the ballot, and the ballot's number, "
		    "for instance \"EXTEND BAL-40 2026-12-11\"",
		    "The ballot is as it was.");
	return FALSE;
}

static gboolean still_open(Turn *t)
{
	if (t->ballot->state == BALLOT_OPEN)
		return TRUE;
	turn_refuse(t, enumtab_word(&ballot_state_words, t->ballot->state), "an open ballot",
		    "The ballot is as it was.");
	return FALSE;
}

void ballot_extend(Turn *t)
{
	Instant until;
	Decision *d = t->d;
	if (!chair_only(t) || !still_open(t))
		return;
	const char *day = t->argument ? t->argument : "";
	if (g_str_has_prefix(day, "BAL-"))
		day += strcspn(day, " ");
	if (!instant_parse_day(day, d->part->rules->zone, d->part->rules->deadline_hour, &until) ||
	    until <= t->ballot->closes) {
		turn_refuse(t, t->argument, "a day after the close, for instance \"EXTEND BAL-40 2026-12-11\"",
			    "The close is as it was.");
		return;
	}
	Ballot *ballot = EDIT(d, Ballot, ballot, t->ballot->id);
	g_autoptr(Profile) profile = profile_parse(ballot->profile);
	decision_row(d, "ballot-extended", DISPOSED_INITIATIVE, "The chair has extended the ballot.");
	ballot_prolong(t, ballot, profile, until, d->why);
}

void ballot_cancel_one(Turn *t)
{
	if (!chair_only(t) || !still_open(t))
		return;
	Ballot *ballot = EDIT(t->d, Ballot, ballot, t->ballot->id);
	decision_row(t->d, "ballot-cancelled", DISPOSED_INITIATIVE, "The chair has cancelled the ballot.");
	ballot_close(t, ballot, BALLOT_CANCELLED, t->d->why);
	ballot_tell(t, ballot, LETTER_CANCELLED, t->d->why);
	AskPut put = {.kind = ASK_AGAIN, .register_id = t->reg->id, .revision = t->rev->id, .subject = ballot->id,
		      .body = ballot->body, .detail = "You cancelled this ballot."};
	ask_open(t->d, &put);
}

/* Takes a seat off the roll, with the vote it holds; the vote stays in the journal. */
static void seat_drop(Turn *t, Ballot *ballot, const char *seat_id)
{
	Seat *seat = EDIT(t->d, Seat, seat, seat_id);
	const Vote *vote = PART_GET(t->d->part, Vote, vote, seat->vote);
	ballot->roll--;
	if (vote) {
		ballot->voted--;
		ballot->yes -= vote->choice == CHOICE_YES;
		ballot->no -= vote->choice == CHOICE_NO;
		ballot->abstain -= vote->choice == CHOICE_ABSTAIN;
		EDIT(t->d, Vote, vote, vote->id)->state = VOTE_SUPERSEDED;
		record_set(&seat->vote, NULL);
	}
	seat->dropped = 1;
}

void ballot_roll(Turn *t)
{
	Decision *d = t->d;
	if (!chair_only(t) || !still_open(t))
		return;
	g_auto(GStrv) words = g_strsplit_set(t->argument ? t->argument : "", " \t", -1);
	const char *act = NULL, *unit = NULL;
	for (guint i = 0; words[i]; i++) {
		if (!g_ascii_strcasecmp(words[i], "ADD") || !g_ascii_strcasecmp(words[i], "DROP"))
			act = words[i];
		else if (act && words[i][0] && !unit)
			unit = words[i];
	}
	Ballot *ballot = EDIT(d, Ballot, ballot, t->ballot->id);
	g_autoptr(Profile) profile = profile_parse(ballot->profile);
	g_autofree char *id = g_strdup_printf("%s:%s", ballot->id, unit ? unit : "");
	const Seat *seat = PART_GET(d->part, Seat, seat, id);
	gboolean known = unit && (profile->by_company ? roster_company(d->part->roster, unit) != NULL
						       : roster_person(d->part->roster, unit) != NULL);
	gboolean adds = act && !g_ascii_strcasecmp(act, "ADD");
	if (!known || adds == (seat && !seat->dropped)) {
		turn_refuse(t, t->argument,
			    "ROLL with the ballot, ADD or DROP, and a company's short name, for instance "
			    "\"ROLL BAL-40 ADD acme\"",
			    "The roll is as it was.");
		return;
	}
	decision_row(d, "roll-changed", DISPOSED_INITIATIVE, "The chair has %s %s %s the roll (B-13).",
		     adds ? "added" : "taken", roster_name(d->part->roster, unit), adds ? "to" : "off");
	if (adds) {
		ballot->roll++;
		ballot_seat(t, ballot, EDIT(d, Ask, ask, ballot->ask), unit, profile->by_company);
	} else {
		seat_drop(t, ballot, id);
	}
	ballot_tell(t, ballot, LETTER_ROLL, d->why);
}
