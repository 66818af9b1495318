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

/* What was found where a condition looks: "6 of 7 voted", "4 yes, 1 no". */
static char *condition_found(const Condition *condition, const Count *count)
{
	if (condition->form != CONDITION_SHARE)
		return g_strdup_printf("%" G_GINT64_FORMAT " yes, %" G_GINT64_FORMAT " no", count->yes, count->no);
	gint64 base = condition->base == BASE_ROLL ? count->roll
		      : condition->base == BASE_CAST ? count->yes + count->no + count->abstain
						     : count->yes + count->no;
	const gint64 found[COUNTED_COUNT] = {count->yes, count->no, count->abstain, count->voted};
	return g_strdup_printf("%" G_GINT64_FORMAT " of %" G_GINT64_FORMAT, found[condition->counted], base);
}

static void put_conditions(json_t *list, const char *name, const Conditions *conditions, const Count *count)
{
	for (guint i = 0; i < conditions->n; i++) {
		const Condition *condition = &conditions->all[i];
		gint64 least = condition_needed(condition, count->roll);
		json_t *row = json_object();
		g_autofree char *found = condition_found(condition, count);
		g_autofree char *needed = least >= 0 ? g_strdup_printf("%" G_GINT64_FORMAT, least)
						      : condition_text(condition);
		json_put_text(row, "name", name);
		json_put_text(row, "found", found);
		json_put_text(row, "needed", needed);
		json_put_text(row, "met", condition_holds(condition, count) ? "met" : "not met");
		json_array_append_new(list, row);
	}
}

static json_t *ballot_comments(const FactSource *source, const Ballot *ballot, GError **error)
{
	g_autoptr(GPtrArray) comments = store_find(source->store, &comment_type, "ballot", ballot->id, error);
	if (!comments)
		return NULL;
	json_t *list = json_array();
	for (guint i = 0; i < comments->len; i++) {
		const Comment *comment = g_ptr_array_index(comments, i);
		json_t *row = json_object();
		json_put_text(row, "id", comment->id);
		json_put_text(row, "author", comment->author ? roster_name(source->roster, comment->author) : NULL);
		json_put_text(row, "text", comment->text);
		json_array_append_new(list, row);
	}
	return list;
}

/* The roll with each counted vote; who has none is named in `absent`. */
static gboolean put_votes(const FactSource *source, const Ballot *ballot, gboolean roll_call, json_t *out,
			  GPtrArray *owned, GError **error)
{
	g_autoptr(GPtrArray) seats = store_find(source->store, &seat_type, "ballot", ballot->id, error);
	if (!seats)
		return FALSE;
	g_autoptr(GPtrArray) absent = g_ptr_array_new();
	json_t *list = json_array();
	for (guint i = 0; i < seats->len; i++) {
		const Seat *seat = g_ptr_array_index(seats, i);
		const Vote *vote = facts_get(source, &vote_type, seat->vote, owned);
		if (seat->dropped)
			continue;
		if (!vote) {
			g_ptr_array_add(absent, (char *)roster_name(source->roster, seat->unit));
			continue;
		}
		if (!roll_call)
			continue;
		json_t *row = json_object();
		json_put_text(row, "seat", roster_name(source->roster, seat->unit));
		json_put_text(row, "choice", enumtab_word(&choice_words, vote->choice));
		json_put_text(row, "receipt", vote->receipt);
		json_array_append_new(list, row);
	}
	json_object_set_new(out, "votes", list);
	g_ptr_array_add(absent, NULL);
	if (absent->len > 1) {
		g_autofree char *names = text_and((char *const *)absent->pdata);
		json_put_text(out, "absent", names);
	}
	return TRUE;
}

static gboolean put_result(const FactSource *source, const Ballot *ballot, const Profile *profile, json_t *out,
			   GPtrArray *owned, GError **error)
{
	Count count = {.roll = ballot->roll, .voted = ballot->voted, .yes = ballot->yes, .no = ballot->no,
		       .abstain = ballot->abstain};
	json_object_set_new(out, "yes", json_integer(ballot->yes));
	json_object_set_new(out, "no", json_integer(ballot->no));
	json_object_set_new(out, "abstain", json_integer(ballot->abstain));
	json_put_text(out, "result", enumtab_word(&ballot_state_words, ballot->state));
	json_put_text(out, "why", ballot->why);
	facts_put_instant(out, "decided", ballot->decided, source->rules->zone);
	json_t *conditions = json_array();
	json_object_set_new(out, "conditions", conditions);
	if (profile) {
		put_conditions(conditions, "Quorum", &profile->quorum, &count);
		put_conditions(conditions, "Threshold", &profile->threshold, &count);
	}
	if (!put_votes(source, ballot, profile && profile->visibility == VISIBLE_ROLL_CALL, out, owned, error))
		return FALSE;
	json_t *comments = ballot_comments(source, ballot, error);
	return comments && json_object_set_new(out, "comments", comments) == 0;
}

json_t *facts_ballot(const FactSource *source, const Ballot *ballot, GPtrArray *owned, GError **error)
{
	g_autoptr(Json) out = json_object();
	const Register *reg = facts_get(source, &register_type, ballot->register_id, owned);
	g_autoptr(Profile) profile = ballot->profile ? profile_parse(ballot->profile) : NULL;
	g_autofree char *question = ballot_question(source, ballot, reg);
	g_autofree char *rule = profile ? profile_rule(profile, ballot->roll) : NULL;
	json_put_text(out, "id", ballot->id);
	json_put_text(out, "body", roster_name(source->roster, ballot->body));
	json_put_text(out, "question", question);
	json_put_text(out, "rule", rule);
	json_object_set_new(out, "by_company", json_boolean(profile && profile->by_company));
	json_put_text(out, "state", enumtab_word(&ballot_state_words, ballot->state));
	facts_put_instant(out, "opens", ballot->opens, source->rules->zone);
	facts_put_instant(out, "closes", ballot->closes, source->rules->zone);
	json_object_set_new(out, "roll", json_integer(ballot->roll));
	json_object_set_new(out, "voted", json_integer(ballot->voted));
	json_object_set_new(out, "not_voted", json_integer(ballot->roll - ballot->voted));
	if (ballot_shows(ballot) && !put_result(source, ballot, profile, out, owned, error))
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

json_t *facts_vote(const FactSource *source, const Vote *vote, GPtrArray *owned)
{
	json_t *out = json_object();
	const Seat *seat = facts_get(source, &seat_type, vote->seat, owned);
	const Vote *before = vote_before(source, vote, owned);
	g_autofree char *received = instant_letter_exact(vote->received);
	g_autofree char *comment = vote->comment ? text_line(vote->comment, 300) : NULL;
	json_put_text(out, "id", vote->id);
	json_put_text(out, "choice", enumtab_word(&choice_words, vote->choice));
	json_put_text(out, "seat", seat ? roster_name(source->roster, seat->unit) : NULL);
	json_put_text(out, "received", received);
	json_put_text(out, "from", vote->address);
	json_put_text(out, "checked", vote->checked);
	json_put_text(out, "comment", comment);
	json_put_text(out, "receipt", vote->receipt);
	if (before && before->state == VOTE_SUPERSEDED) {
		g_autofree char *when = instant_letter_exact(before->received);
		g_autofree char *replaces = g_strdup_printf("%s, received %s", enumtab_word(&choice_words,
			before->choice), when);
		json_put_text(out, "replaces", replaces);
	}
	return out;
}
