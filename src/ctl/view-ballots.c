/* SPDX-License-Identifier: MIT
 *
 * view-ballots.c: ballots: turnout always, counts and votes once the result says them.
 */
#include "ctl/view.h"
#include <string.h>

#define SECRET_KEYS "yes no abstain"

json_t *view_ballot_row(Ctl *ctl, gpointer record, const Withheld *withheld, GError **error)
{
	const Ballot *ballot = record;
	json_t *row = view_record(ballot, withheld_counts(ballot) ? "profile released " SECRET_KEYS : "profile released");
	view_put_name(ctl, row, "body_name", ballot->body);
	json_object_set_new(row, "released", json_boolean(ballot->released));
	return row;
}

json_t *view_ballots(Ctl *ctl, GError **error)
{
	g_autoptr(Json) out = json_object();
	if (!view_put_list(ctl, out, "ballots", &ballot_type, NULL, NULL, NULL, view_ballot_row, error))
		return NULL;
	return g_steal_pointer(&out);
}

/* The profile's copy, a member a setting. */
static json_t *profile_json(const Profile *profile)
{
	g_autofree char *text = profile_text(profile);
	g_auto(GStrv) lines = g_strsplit(text, "\n", -1);
	json_t *out = json_object();
	for (char **line = lines; *line; line++) {
		char *equals = strstr(*line, " = ");
		if (!equals)
			continue;
		*equals = '\0';
		json_put_text(out, *line, equals + 3);
	}
	return out;
}

static void put_profile(json_t *out, const Ballot *ballot)
{
	g_autoptr(Profile) profile = ballot->profile ? profile_parse(ballot->profile) : NULL;
	if (!profile)
		return;
	g_autofree char *rule = profile_rule(profile, ballot->roll);
	g_autofree char *quorum = conditions_text(&profile->quorum), *threshold = conditions_text(&profile->threshold);
	json_put_text(out, "rule", rule);
	json_put_text(out, "quorum", quorum);
	json_put_text(out, "threshold", threshold);
	json_object_set_new(out, "profile", profile_json(profile));
}

static void put_voters(Ctl *ctl, json_t *row, const Ballot *ballot, const Seat *seat)
{
	g_autoptr(Profile) profile = ballot->profile ? profile_parse(ballot->profile) : NULL;
	json_t *list = json_array();
	json_object_set_new(row, "voters", list);
	if (!profile)
		return;
	g_autoptr(GPtrArray) voters =
		roster_voters(engine_roster(ctl->engine), ballot->body, seat->unit, profile->by_company);
	for (guint i = 0; i < voters->len; i++)
		json_array_append_new(list, json_string(g_ptr_array_index(voters, i)));
}

static gboolean put_vote(Ctl *ctl, json_t *row, const Seat *seat, GError **error)
{
	GError *fault = NULL;
	g_autoptr(Record) vote = seat->vote ? store_get(engine_store(ctl->engine), &vote_type, seat->vote, &fault) : NULL;
	if (vote) {
		g_autoptr(Json) fields = view_record(vote, "id ballot seat state");
		json_object_update_missing(row, fields);
	}
	if (fault)
		g_propagate_error(error, fault);
	return fault == NULL;
}

/* The seats; every vote that was cast for each, superseded and late ones too, is in the journal. */
static gboolean put_seats(Ctl *ctl, json_t *out, const Ballot *ballot, GError **error)
{
	g_autoptr(GPtrArray) seats = store_find(engine_store(ctl->engine), &seat_type, "ballot", ballot->id, error);
	json_t *list = json_array();
	json_object_set_new(out, "seats", list);
	for (guint i = 0; seats && i < seats->len; i++) {
		const Seat *seat = g_ptr_array_index(seats, i);
		json_t *row = view_record(seat, "id ballot vote votes dropped");
		json_array_append_new(list, row);
		view_put_name(ctl, row, "name", seat->unit);
		json_object_set_new(row, "voted", json_boolean(seat->vote != NULL));
		json_object_set_new(row, "dropped", json_boolean(seat->dropped));
		put_voters(ctl, row, ballot, seat);
		if (!withheld_seats(ballot) && !put_vote(ctl, row, seat, error))
			return FALSE;
	}
	return seats != NULL;
}

json_t *view_ballot_whole(Ctl *ctl, const Ballot *ballot, const Withheld *withheld, GError **error)
{
	g_autoptr(Json) out = view_ballot_row(ctl, (gpointer)ballot, withheld, error);
	put_profile(out, ballot);
	return put_seats(ctl, out, ballot, error) ? g_steal_pointer(&out) : NULL;
}

json_t *view_ballot(Ctl *ctl, GError **error)
{
	GError *fault = NULL;
	g_autoptr(Record) ballot = store_get(engine_store(ctl->engine), &ballot_type, ctl->args[0], &fault);
	if (fault) {
		g_propagate_error(error, fault);
		return NULL;
	}
	return ballot ? view_ballot_whole(ctl, (Ballot *)ballot, NULL, error) : ctl_nothing(ctl, "ballot", ctl->args[0]);
}
