/* SPDX-License-Identifier: MIT
 *
 * rules.c: see rules.h.
 */
#include "domain/rules.h"

static void profile_destroy(gpointer data)
{
	profile_free(data);
}

/* Names are borrowed from the profiles. */
static void rules_add_profile(Rules *rules, Profile *profile)
{
	g_hash_table_replace(rules->profiles, profile->name, profile);
}

Rules *rules_new(void)
{
	Rules *rules = g_new0(Rules, 1);
	*rules = (Rules){
		.organization = g_strdup("DMTF"),
		.ask_days = 7 * DAY,
		.draft_days = 30 * DAY,
		.return_days = 5 * DAY,
		.review_days = 14 * DAY,
		.accept_hold = 2 * DAY,
		.close_grace = 10 * MINUTE,
		.escalate_after = 7 * DAY,
		.board_open_silence = DAY,
		.item_retry = 10 * MINUTE,
		.digest_every = 7 * DAY,
		.deadline_hour = 17,
		.zone = g_time_zone_new_utc(),
		.profiles = g_hash_table_new_full(g_str_hash, g_str_equal, NULL, profile_destroy),
	};
	rules_add_profile(rules, profile_new("committee", FALSE));
	rules_add_profile(rules, profile_new("board", TRUE));
	return rules;
}

void rules_free(Rules *rules)
{
	if (!rules)
		return;
	g_free(rules->organization);
	g_free(rules->default_oc);
	g_time_zone_unref(rules->zone);
	g_hash_table_unref(rules->profiles);
	g_free(rules);
}

const Profile *rules_profile(const Rules *rules, const char *name)
{
	return name ? g_hash_table_lookup(rules->profiles, name) : NULL;
}

/* The instant at `hour` on the local day that is `days` after that of `at`; after the gap where the clocks skip it. */
static Instant day_at_hour(GTimeZone *zone, Instant at, int days, int hour)
{
	g_autoptr(GDateTime) utc = g_date_time_new_from_unix_utc(at);
	g_autoptr(GDateTime) local = g_date_time_to_timezone(utc, zone);
	GDate day;
	g_date_clear(&day, 1);
	g_date_set_dmy(&day, (GDateDay)g_date_time_get_day_of_month(local), (GDateMonth)g_date_time_get_month(local),
		       (GDateYear)g_date_time_get_year(local));
	g_date_add_days(&day, (guint)days);
	g_autoptr(GDateTime) there = g_date_time_new(zone, g_date_get_year(&day), (int)g_date_get_month(&day),
						     g_date_get_day(&day), hour, 0, 0);
	return g_date_time_to_unix(there);
}

Instant rules_deadline(const Rules *rules, Instant from, gint64 duration)
{
	Instant least = from + duration;
	if (duration < DAY)
		return least;
	Instant that_day = day_at_hour(rules->zone, least, 0, rules->deadline_hour);
	return that_day >= least ? that_day : day_at_hour(rules->zone, least, 1, rules->deadline_hour);
}
