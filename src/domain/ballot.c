/* SPDX-License-Identifier: MIT */
#include "domain/ballot.h"
#include "base/text.h"

Ballot *ballot_of(const Turn *t, const char *body)
{
	g_autoptr(GPtrArray) ballots = part_all(t->d->part, &ballot_type);
	for (guint i = 0; i < ballots->len; i++) {
		Ballot *ballot = ballots->pdata[i];
		if ((ballot->state == BALLOT_OPEN || ballot->state == BALLOT_MEETING) &&
		    g_strcmp0(ballot->revision, t->rev->id) == 0 && g_str_equal(ballot->body, body))
			return ballot;
	}
	return NULL;
}

static guint rounds_before(const Turn *t, const char *body)
{
	guint rounds = 0;
	g_autoptr(GPtrArray) ballots = part_all(t->d->part, &ballot_type);
	for (guint i = 0; i < ballots->len; i++) {
		const Ballot *ballot = ballots->pdata[i];
		if (g_str_equal(ballot->body, body) && g_strcmp0(ballot->content, t->rev->content) == 0)
			rounds++;
	}
	return rounds;
}

static void set_moments(Decision *d, const Ballot *ballot, const Profile *profile)
{
	moment_set(d, MOMENT_TALLY, ballot->id, ballot->register_id, ballot->closes + d->part->rules->close_grace);
	for (guint i = 0; i < profile->n_reminders; i++) {
		gint64 before = profile->reminders[i];
		Instant at = before == REMINDER_HALF ? d->now + (ballot->closes - d->now) / 2 : ballot->closes - before;
		g_autofree char *subject = g_strdup_printf("%s/%u", ballot->id, i);
		if (at > d->now)
			moment_set(d, MOMENT_BALLOT_REMIND, subject, ballot->register_id, at);
		else
			moment_drop(d, MOMENT_BALLOT_REMIND, subject);
	}
}

static void drop_moments(Decision *d, const Ballot *ballot)
{
	moment_drop(d, MOMENT_TALLY, ballot->id);
	for (guint i = 0; i < REMINDER_MAX; i++) {
		g_autofree char *subject = g_strdup_printf("%s/%u", ballot->id, i);
		moment_drop(d, MOMENT_BALLOT_REMIND, subject);
	}
}

void ballot_seat(Turn *t, const Ballot *ballot, Ask *ask, const char *unit, gboolean by_company)
{
	Decision *d = t->d;
	g_autofree char *id = g_strdup_printf("%s:%s", ballot->id, unit);
	Seat *seat = PART_GET(d->part, Seat, seat, id) ? EDIT(d, Seat, seat, id) : ADD(d, Seat, seat, id);
	record_set(&seat->ballot, ballot->id);
	record_set(&seat->unit, unit);
	seat->dropped = 0;
	g_autoptr(GPtrArray) voters = roster_voters(d->part->roster, ballot->body, unit, by_company);
	for (guint i = 0; i < voters->len; i++)
		asked_add(d, ask, voters->pdata[i], NULL, id);
}

static void roll_open(Turn *t, Ballot *ballot, const Profile *profile)
{
	Decision *d = t->d;
	g_autoptr(GPtrArray) seats = roster_seats(d->part->roster, ballot->body, profile->by_company);
	ballot->state = BALLOT_OPEN;
	ballot->opens = d->now;
	ballot->closes = rules_deadline(d->part->rules, d->now, profile->duration);
	ballot->roll = seats->len;
	AskPut put = {.kind = ASK_VOTE, .register_id = t->reg->id, .revision = t->rev->id, .subject = ballot->id,
		      .body = ballot->body};
	Ask *ask = ask_open(d, &put);
	record_set(&ballot->ask, ask->id);
	ask->due = ballot->closes;
	for (guint i = 0; i < seats->len; i++)
		ballot_seat(t, ballot, ask, seats->pdata[i], profile->by_company);
	set_moments(d, ballot, profile);
}

void ballot_open(Turn *t, const char *body_id)
{
	Decision *d = t->d;
	const Body *body = roster_body(d->part->roster, body_id);
	const Profile *profile = rules_profile(d->part->rules, body && body->profile ? body->profile : NULL);
	if (!profile)
		profile = rules_profile(d->part->rules, body && body->kind == BODY_BOARD ? "board" : "committee");
	g_autofree char *id = g_strdup_printf("BAL-%" G_GINT64_FORMAT, decision_count(d, "ballot"));
	guint before = rounds_before(t, body_id);
	Ballot *ballot = ADD(d, Ballot, ballot, id);
	g_autofree char *copy = profile_text(profile);
	record_set(&ballot->register_id, t->reg->id);
	record_set(&ballot->revision, t->rev->id);
	record_set(&ballot->body, body_id);
	record_set(&ballot->draft, t->rev->draft);
	record_set(&ballot->content, t->rev->content);
	record_set(&ballot->profile, copy);
	ballot->round = before + 1;
	if (profile->mode == MODE_MAIL) {
		roll_open(t, ballot, profile);
		return;
	}
	ballot->state = BALLOT_MEETING;
	ballot->opens = d->now;
	AskPut put = {.kind = ASK_OUTCOME, .register_id = t->reg->id, .revision = t->rev->id, .subject = ballot->id,
		      .body = body_id};
	Ask *ask = ask_open(d, &put);
	record_set(&ballot->ask, ask->id);
}

/* --- the end of a ballot --- */

/* Everyone asked, the chair, the owner and the VP, each once. */
static GPtrArray *audience(const Turn *t, const Ballot *ballot)
{
	const Part *part = t->d->part;
	GPtrArray *people = ask_people(part, ballot->ask);
	GPtrArray *ids = g_ptr_array_new_with_free_func(g_free);
	g_autoptr(GHashTable) seen = g_hash_table_new(g_str_hash, g_str_equal);
	for (guint i = 0; i < people->len; i++) {
		const Asked *asked = people->pdata[i];
		if (asked->person && g_hash_table_add(seen, asked->person))
			g_ptr_array_add(ids, g_strdup(asked->person));
	}
	const Role roles[] = {ROLE_CHAIR, ROLE_OWNER, ROLE_VP};
	for (guint i = 0; i < G_N_ELEMENTS(roles); i++) {
		g_autofree char *holder = role_holder(part, roles[i], ballot->register_id, ballot->body);
		if (holder && !g_hash_table_contains(seen, holder)) {
			g_ptr_array_add(ids, g_strdup(holder));
			g_hash_table_add(seen, ids->pdata[ids->len - 1]);
		}
	}
	g_ptr_array_unref(people);
	return ids;
}

void ballot_tell(Turn *t, const Ballot *ballot, LetterKind kind, const char *why)
{
	g_autoptr(GPtrArray) ids = audience(t, ballot);
	const char *mail = t->d->event->mail;
	g_autofree char *about = mail ? g_strdup_printf("%s.%s", ballot->id, mail)
				      : g_strdup_printf("%s.%" G_GINT64_FORMAT, ballot->id, t->d->now);
	for (guint i = 0; i < ids->len; i++) {
		Letter *letter = decision_letter(t->d, kind, about, ids->pdata[i], NULL);
		record_set(&letter->register_id, ballot->register_id);
		letter->ballot = g_strdup(ballot->id);
		letter->draft = g_strdup(ballot->draft);
		letter_value(letter, "why", why);
	}
}

void ballot_close(Turn *t, Ballot *ballot, BallotState state, const char *why)
{
	ballot->state = state;
	ballot->decided = t->d->now;
	record_set(&ballot->why, why);
	drop_moments(t->d, ballot);
	const Ask *ask = PART_GET(t->d->part, Ask, ask, ballot->ask);
	if (ask && ask->state == ASK_OPEN)
		ask_end(t->d, ask->id, state == BALLOT_CANCELLED ? ASK_WITHDRAWN : ASK_ANSWERED, NULL, NULL, FALSE,
			NULL);
}

static Count count_of(const Ballot *ballot)
{
	return (Count){.roll = ballot->roll, .voted = ballot->voted, .yes = ballot->yes, .no = ballot->no,
		       .abstain = ballot->abstain};
}

/* B-24 where the profile asks for it: each company named as doing the work, if it has a seat, said YES. */
static const char *doer_without_yes(const Turn *t, const Ballot *ballot)
{
	g_autoptr(GPtrArray) milestones = part_all(t->d->part, &milestone_type);
	for (guint i = 0; i < milestones->len; i++) {
		const Milestone *milestone = milestones->pdata[i];
		if (g_strcmp0(milestone->draft, ballot->draft))
			continue;
		g_auto(GStrv) doers = words_split(milestone->doers);
		for (guint k = 0; doers[k]; k++) {
			g_autofree char *id = g_strdup_printf("%s:%s", ballot->id, doers[k]);
			const Seat *seat = PART_GET(t->d->part, Seat, seat, id);
			const Vote *vote = seat ? PART_GET(t->d->part, Vote, vote, seat->vote) : NULL;
			if (seat && !seat->dropped && (!vote || vote->choice != CHOICE_YES))
				return roster_name(t->d->part->roster, doers[k]);
		}
	}
	return NULL;
}

/* A weak vote can be confirmed until the ballot closes (B-2), so the question moves with the close. */
static void redate_confirms(Decision *d, const Ballot *ballot)
{
	g_autoptr(GPtrArray) asks = part_all(d->part, &ask_type);
	for (guint i = 0; i < asks->len; i++) {
		const Ask *ask = asks->pdata[i];
		const Asked *asked = ask->kind == ASK_CONFIRM ? PART_GET(d->part, Asked, asked, ask->subject) : NULL;
		if (ask->state == ASK_OPEN && asked && !g_strcmp0(asked->ask, ballot->ask))
			ask_redate(d, EDIT(d, Ask, ask, ask->id), ballot->closes);
	}
}

void ballot_prolong(Turn *t, Ballot *ballot, const Profile *profile, Instant closes, const char *why)
{
	Decision *d = t->d;
	ballot->extensions++;
	ballot->closes = closes;
	Ask *ask = EDIT(d, Ask, ask, ballot->ask);
	ask->due = closes;
	set_moments(d, ballot, profile);
	redate_confirms(d, ballot);
	g_autoptr(GPtrArray) people = ask_people(d->part, ask->id);
	g_autofree char *about = g_strdup_printf("%s.%" G_GINT64_FORMAT, ballot->id, ballot->extensions);
	for (guint i = 0; i < people->len; i++) {
		const Asked *asked = people->pdata[i];
		const Seat *seat = PART_GET(d->part, Seat, seat, asked->seat);
		if (seat && !seat->dropped && asked->state == ASK_OPEN) {
			ask_letter(d, ask, asked, LETTER_EXTENDED, about);
			letter_value(d->letters->pdata[d->letters->len - 1], "why", why);
		}
	}
}

static void tally_quorum_missed(Turn *t, Ballot *ballot, const Profile *profile)
{
	Decision *d = t->d;
	if (profile->quorum_missed == QUORUM_EXTEND_ONCE && !ballot->prolonged) {
		ballot->prolonged = 1;
		Instant from = MAX(ballot->closes, d->now - d->part->rules->close_grace);
		decision_row(d, "quorum-missed-extended", DISPOSED_ANSWERED,
			     "%" G_GINT64_FORMAT " of %" G_GINT64_FORMAT
			     " have voted, too few for the quorum (%s): the ballot is extended once (B-18).",
			     ballot->voted, ballot->roll, "one extension of the same length");
		ballot_prolong(t, ballot, profile, rules_deadline(d->part->rules, from, profile->duration), d->why);
		return;
	}
	decision_row(d, "quorum-missed", DISPOSED_ANSWERED,
		     "%" G_GINT64_FORMAT " of %" G_GINT64_FORMAT
		     " have voted: the ballot failed for want of quorum (B-18).",
		     ballot->voted, ballot->roll);
	ballot_close(t, ballot, BALLOT_NO_QUORUM, d->why);
	ballot_tell(t, ballot, LETTER_RESULT, d->why);
	turn_follow(t, "ballot no-quorum", ballot);
}

static void conclude(Turn *t, Ballot *ballot, gboolean approved, const char *why)
{
	ballot_close(t, ballot, approved ? BALLOT_APPROVED : BALLOT_REJECTED, why);
	ballot_tell(t, ballot, LETTER_RESULT, why);
	turn_follow(t, approved ? "ballot approved" : "ballot rejected", ballot);
}

void ballot_tally(Turn *t)
{
	Decision *d = t->d;
	Ballot *ballot = EDIT(d, Ballot, ballot, t->ballot->id);
	g_autoptr(Profile) profile = profile_parse(ballot->profile);
	Count count = count_of(ballot);
	if (ballot->state != BALLOT_OPEN || !profile)
		return;
	if (!conditions_hold(&profile->quorum, &count)) {
		tally_quorum_missed(t, ballot, profile);
		return;
	}
	g_autofree char *threshold = conditions_text(&profile->threshold);
	const char *doer = profile->doers_must_approve ? doer_without_yes(t, ballot) : NULL;
	gboolean approved = conditions_hold(&profile->threshold, &count) && !doer;
	decision_row(d, approved ? "ballot-approved" : "ballot-rejected", DISPOSED_ANSWERED,
		     "The %s has %s the text: %s%s%s.", roster_name(d->part->roster, ballot->body),
		     approved ? "approved" : "not approved", doer ? "no YES came from " : threshold, doer ? doer : "",
		     doer	? ", which would do the work"
		     : approved ? ", met"
				: ", not met");
	conclude(t, ballot, approved, d->why);
}

void ballot_outcome(Turn *t, BallotState state)
{
	Ballot *ballot = t->ballot ? EDIT(t->d, Ballot, ballot, t->ballot->id) : NULL;
	if (!ballot)
		return;
	gint64 yes = 0, no = 0, abstain = 0;
	const char *slash = t->argument ? strchr(t->argument, '/') : NULL;
	while (slash && slash > t->argument && g_ascii_isdigit(slash[-1]))
		slash--;
	if (!slash ||
	    sscanf(slash, "%" G_GINT64_FORMAT "/%" G_GINT64_FORMAT "/%" G_GINT64_FORMAT, &yes, &no, &abstain) != 3) {
		turn_refuse(t, t->argument,
			    "the day of the meeting and the numbers as for/against/abstain, for instance "
			    "\"PASSED 2026-12-04 9/1/2\"",
			    "The outcome is not recorded yet.");
		return;
	}
	ballot->yes = yes;
	ballot->no = no;
	ballot->abstain = abstain;
	ballot->voted = yes + no + abstain;
	ballot->roll = MAX(ballot->roll, ballot->voted);
	decision_row(t->d, state == BALLOT_APPROVED ? "meeting-passed" : "meeting-failed", DISPOSED_ANSWERED,
		     "The %s %s the text in its meeting (%s).", roster_name(t->d->part->roster, ballot->body),
		     state == BALLOT_APPROVED ? "approved" : "did not approve", t->argument);
	ask_end(t->d, t->ask->id, ASK_ANSWERED, t->word, t->asked->id, TRUE, NULL);
	conclude(t, ballot, state == BALLOT_APPROVED, t->d->why);
}

void ballots_cancel(Turn *t, const char *why)
{
	g_autoptr(GPtrArray) ballots = part_all(t->d->part, &ballot_type);
	for (guint i = 0; i < ballots->len; i++) {
		const Ballot *open = ballots->pdata[i];
		if ((open->state != BALLOT_OPEN && open->state != BALLOT_MEETING) ||
		    g_strcmp0(open->register_id, t->reg->id))
			continue;
		Ballot *ballot = EDIT(t->d, Ballot, ballot, open->id);
		ballot_close(t, ballot, BALLOT_CANCELLED, why);
		ballot_tell(t, ballot, LETTER_CANCELLED, why);
	}
}

void ballot_remind(Turn *t, const Moment *moment)
{
	Decision *d = t->d;
	const Ballot *ballot = t->ballot;
	g_autofree char *about = g_strdup(moment->subject);
	if (ballot->state != BALLOT_OPEN || d->now >= ballot->closes)
		return;
	const Ask *ask = PART_GET(d->part, Ask, ask, ballot->ask);
	g_autoptr(GPtrArray) people = ask_people(d->part, ballot->ask);
	decision_row(d, "ballot-reminder", DISPOSED_ANSWERED,
		     "The ballot closes soon and some seats have not voted (B-22).");
	for (guint i = 0; i < people->len; i++) {
		const Asked *asked = people->pdata[i];
		const Seat *seat = PART_GET(d->part, Seat, seat, asked->seat);
		g_autofree char *key = g_strdup_printf("%s.%" G_GINT64_FORMAT, about, ballot->extensions);
		if (seat && !seat->vote && !seat->dropped && asked->state == ASK_OPEN)
			ask_letter(d, ask, asked, LETTER_REMINDER, key);
	}
}
