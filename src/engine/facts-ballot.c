/* SPDX-License-Identifier: MIT */
#include "engine/facts.h"
#include <stdlib.h>
#include <string.h>

static gboolean ballot_shows(const Ballot *ballot)
{
	return ballot->state == BALLOT_APPROVED || ballot->state == BALLOT_REJECTED ||
	       ballot->state == BALLOT_NO_QUORUM;
}

/* "Shall the Alliance Committee approve the work register with SNIA?" */
static char *ballot_question(const FactSource *source, const Ballot *ballot, const Register *reg)
{
	const char *body = roster_name(source->roster, ballot->body);
	const char *the = g_str_has_prefix(body, "the ") || g_str_has_prefix(body, "The ") ? "" : "the ";
	return g_strdup_printf("Shall %s%s approve the work register with %s?", the, body,
			       reg && reg->partner_name ? reg->partner_name : "the partner");
}

/* Whether anything of the ballot's profile is looked at. */
static gboolean ballot_profile_used(const FactSource *source, const Ballot *ballot)
{
	return facts_use(source, "ballot.rule") || facts_use(source, "ballot.by_company") ||
	       facts_use(source, "company") || ballot_shows(ballot);
}

json_t *facts_ballot(const FactSource *source, const Ballot *ballot, GPtrArray *owned, GError **error)
{
	g_autoptr(Json) out = json_object();
	gboolean profiled = ballot->profile && ballot_profile_used(source, ballot);
	g_autoptr(Profile) profile = profiled ? profile_parse(ballot->profile) : NULL;
	if (facts_use(source, "ballot.question")) {
		const Register *reg = facts_get(source, &register_type, ballot->register_id, owned);
		g_autofree char *question = ballot_question(source, ballot, reg);
		json_put_text(out, "question", question);
	}
	if (profile && facts_use(source, "ballot.rule")) {
		g_autofree char *rule = profile_rule(profile, ballot->roll);
		json_put_text(out, "rule", rule);
	}
	facts_put(source, out, "ballot.id", ballot->id);
	facts_put(source, out, "ballot.body", roster_name(source->roster, ballot->body));
	json_object_set_new(out, "by_company", json_boolean(profile && profile->by_company));
	facts_put(source, out, "ballot.state", enumtab_word(&ballot_state_words, ballot->state));
	facts_put_instant(source, out, "ballot.opens", ballot->opens);
	facts_put_instant(source, out, "ballot.closes", ballot->closes);
	json_object_set_new(out, "roll", json_integer(ballot->roll));
	json_object_set_new(out, "voted", json_integer(ballot->voted));
	json_object_set_new(out, "not_voted", json_integer(ballot->roll - ballot->voted));
	if (ballot_shows(ballot) && !facts_result(source, ballot, profile, out, error))
		return NULL;
	if (ballot->state == BALLOT_CANCELLED)
		json_put_text(out, "why", ballot->why);
	return g_steal_pointer(&out);
}

/* The vote that this one took the place of: the one before it of the same seat (BAL-40:acme.1 before .2). */
static const Vote *vote_before(const FactSource *source, const Vote *vote, GPtrArray *owned)
{
	const char *dot = strrchr(vote->id, '.');
	int number = dot ? atoi(dot + 1) : 0;
	if (number < 2)
		return NULL;
	g_autofree char *id = g_strdup_printf("%.*s.%d", (int)(dot - vote->id), vote->id, number - 1);
	return facts_get(source, &vote_type, id, owned);
}

/* "YES, received 3 March 2026, 10:00:00 UTC": what a vote took the place of. */
static void put_replaced(const FactSource *source, const Vote *vote, json_t *out, GPtrArray *owned)
{
	const Vote *before = vote_before(source, vote, owned);
	if (!before || before->state != VOTE_SUPERSEDED)
		return;
	g_autofree char *when = instant_letter_exact(before->received);
	g_autofree char *replaces = g_strdup_printf("%s, received %s", enumtab_word(&choice_words, before->choice),
						    when);
	json_put_text(out, "replaces", replaces);
}

json_t *facts_vote(const FactSource *source, const Vote *vote, GPtrArray *owned)
{
	json_t *out = json_object();
	const Seat *seat = facts_get(source, &seat_type, vote->seat, owned);
	g_autofree char *received = instant_letter_exact(vote->received);
	g_autofree char *comment = vote->comment ? text_line(vote->comment, 300) : NULL;
	facts_put(source, out, "vote.id", vote->id);
	facts_put(source, out, "vote.choice", enumtab_word(&choice_words, vote->choice));
	facts_put(source, out, "vote.seat", seat ? roster_name(source->roster, seat->unit) : NULL);
	facts_put(source, out, "vote.received", received);
	facts_put(source, out, "vote.from", vote->address);
	facts_put(source, out, "vote.checked", vote->checked);
	facts_put(source, out, "vote.comment", comment);
	facts_put(source, out, "vote.receipt", vote->receipt);
	if (facts_use(source, "vote.replaces"))
		put_replaced(source, vote, out, owned);
	return out;
}
