/* SPDX-License-Identifier: MIT
 *
 * facts-result.c: a decided ballot as its result letter shows it (B-4): the numbers, each condition, each vote, each
 * comment with an id, what came too late or was not completed, and the companies that do the work (B-24).
 */
#include "engine/facts.h"
#include <string.h>

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

/* A decided ballot, read once. */
typedef struct Result {
	const FactSource *source;
	const Ballot *ballot;
	gboolean roll_call;  /* the profile publishes who voted what */
	GPtrArray *seats;    /* Seat * */
	GPtrArray *votes;    /* Vote *, all that came */
	GHashTable *by_id;   /* of the votes */
} Result;

static void result_clear(Result *result)
{
	g_clear_pointer(&result->seats, g_ptr_array_unref);
	g_clear_pointer(&result->votes, g_ptr_array_unref);
	g_clear_pointer(&result->by_id, g_hash_table_unref);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Result, result_clear)

static gboolean result_read(Result *result, GError **error)
{
	const char *id = result->ballot->id;
	result->seats = store_find(result->source->store, &seat_type, "ballot", id, error);
	result->votes = result->seats ? store_find(result->source->store, &vote_type, "ballot", id, error) : NULL;
	if (!result->votes)
		return FALSE;
	result->by_id = g_hash_table_new(g_str_hash, g_str_equal);
	for (guint i = 0; i < result->votes->len; i++) {
		Vote *vote = g_ptr_array_index(result->votes, i);
		g_hash_table_insert(result->by_id, vote->id, vote);
	}
	return TRUE;
}

static const Vote *seat_vote(const Result *result, const Seat *seat)
{
	return seat->vote ? g_hash_table_lookup(result->by_id, seat->vote) : NULL;
}

static void put_names(json_t *out, const char *key, GPtrArray *names)
{
	g_ptr_array_add(names, NULL);
	if (names->len < 2)
		return;
	g_autofree char *text = text_and((char *const *)names->pdata);
	json_put_text(out, key, text);
}

/* The roll: who voted what, where the profile says so, and who did not vote. */
static void put_votes(const Result *result, json_t *out)
{
	g_autoptr(GPtrArray) absent = g_ptr_array_new();
	json_t *list = json_array();
	for (guint i = 0; i < result->seats->len; i++) {
		const Seat *seat = g_ptr_array_index(result->seats, i);
		const Vote *vote = seat_vote(result, seat);
		const char *name = roster_name(result->source->roster, seat->unit);
		if (seat->dropped)
			continue;
		if (!vote) {
			g_ptr_array_add(absent, (char *)name);
			continue;
		}
		if (!result->roll_call)
			continue;
		json_t *row = json_object();
		json_put_text(row, "seat", name);
		json_put_text(row, "choice", enumtab_word(&choice_words, vote->choice));
		json_put_text(row, "receipt", vote->receipt);
		json_array_append_new(list, row);
	}
	json_object_set_new(out, "votes", list);
	put_names(out, "absent", absent);
}

/* Comments of the votes that count, numbered in the order of the roll; with their authors where votes are named. */
static void put_comments(const Result *result, json_t *out)
{
	json_t *list = json_array();
	guint number = 0;
	for (guint i = 0; i < result->seats->len; i++) {
		const Seat *seat = g_ptr_array_index(result->seats, i);
		const Vote *vote = seat_vote(result, seat);
		if (!vote || !vote->comment || !*vote->comment)
			continue;
		json_t *row = json_object();
		g_autofree char *id = g_strdup_printf("c%u", ++number);
		g_autofree char *text = text_line(vote->comment, 1000);
		json_put_text(row, "id", id);
		json_put_text(row, "author", result->roll_call ? roster_name(result->source->roster, seat->unit) : NULL);
		json_put_text(row, "text", text);
		json_array_append_new(list, row);
	}
	json_object_set_new(out, "comments", list);
}

/* Votes that are listed and do not count: late (B-20), or never confirmed (B-2). Never their choices. */
static void put_not_counted(const Result *result, json_t *out)
{
	g_autoptr(GPtrArray) late = g_ptr_array_new(), unconfirmed = g_ptr_array_new();
	for (guint i = 0; i < result->votes->len; i++) {
		const Vote *vote = g_ptr_array_index(result->votes, i);
		const char *unit = strchr(vote->seat, ':');
		const char *name = unit ? roster_name(result->source->roster, unit + 1) : vote->seat;
		GPtrArray *names = vote->state == VOTE_LATE ? late : vote->state == VOTE_UNCONFIRMED ? unconfirmed : NULL;
		if (names && !g_ptr_array_find_with_equal_func(names, name, g_str_equal, NULL))
			g_ptr_array_add(names, (char *)name);
	}
	put_names(out, "late", late);
	put_names(out, "unconfirmed", unconfirmed);
}

static void add_doer(const Result *result, const char *company, GPtrArray *lines, GHashTable *seen)
{
	if (!g_hash_table_add(seen, g_strdup(company)))
		return;
	const char *said = "has no seat here";
	for (guint i = 0; i < result->seats->len; i++) {
		const Seat *seat = g_ptr_array_index(result->seats, i);
		const Vote *vote = seat_vote(result, seat);
		if (g_str_equal(seat->unit, company) && !seat->dropped)
			said = vote ? enumtab_word(&choice_words, vote->choice) : "did not vote";
	}
	g_ptr_array_add(lines, g_strdup_printf("%s %s", roster_name(result->source->roster, company), said));
}

/* The companies named as doing the work, and what they said (B-24, P-3). */
static gboolean put_doers(const Result *result, json_t *out, GError **error)
{
	const FactSource *source = result->source;
	g_autoptr(GPtrArray) milestones = store_find(source->store, &milestone_type, "draft", result->ballot->draft, error);
	if (!milestones)
		return FALSE;
	g_autoptr(GPtrArray) lines = g_ptr_array_new_with_free_func(g_free);
	g_autoptr(GHashTable) seen = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
	for (guint i = 0; i < milestones->len && result->roll_call; i++) {
		g_auto(GStrv) doers = words_split(((Milestone *)g_ptr_array_index(milestones, i))->doers);
		for (guint k = 0; doers[k]; k++)
			add_doer(result, doers[k], lines, seen);
	}
	put_names(out, "doers", lines);
	return TRUE;
}

/* "Approved by the Alliance Committee": how the letter begins. */
static char *headline(const FactSource *source, const Ballot *ballot)
{
	const char *body = roster_name(source->roster, ballot->body);
	if (ballot->state == BALLOT_NO_QUORUM)
		return g_strdup_printf("No quorum in the %s", body);
	return g_strdup_printf("%s by the %s", ballot->state == BALLOT_APPROVED ? "Approved" : "Not approved", body);
}

gboolean facts_result(const FactSource *source, const Ballot *ballot, const Profile *profile, json_t *out, GError **error)
{
	const Count count = {.roll = ballot->roll, .voted = ballot->voted, .yes = ballot->yes, .no = ballot->no,
			     .abstain = ballot->abstain};
	g_auto(Result) result = {.source = source, .ballot = ballot,
				 .roll_call = profile && profile->visibility == VISIBLE_ROLL_CALL};
	g_autofree char *first = headline(source, ballot);
	json_object_set_new(out, "yes", json_integer(ballot->yes));
	json_object_set_new(out, "no", json_integer(ballot->no));
	json_object_set_new(out, "abstain", json_integer(ballot->abstain));
	json_put_text(out, "result", enumtab_word(&ballot_state_words, ballot->state));
	json_put_text(out, "headline", first);
	json_put_text(out, "why", ballot->why);
	facts_put_instant(source, out, "ballot.decided", ballot->decided);
	json_t *conditions = json_array();
	json_object_set_new(out, "conditions", conditions);
	if (profile) {
		put_conditions(conditions, "Quorum", &profile->quorum, &count);
		put_conditions(conditions, "Threshold", &profile->threshold, &count);
	}
	if (!result_read(&result, error))
		return FALSE;
	put_votes(&result, out);
	put_comments(&result, out);
	put_not_counted(&result, out);
	return put_doers(&result, out, error);
}
