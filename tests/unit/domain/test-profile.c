/* SPDX-License-Identifier: MIT
 *
 * test-profile.c: conditions computed exactly, profiles there and back, the rule as letters print it, deadlines.
 */
#include "../table.h"
#include "domain/rules.h"
#include <string.h>

static Conditions parsed(const char *text, Counted counted)
{
	Conditions conditions = {0};
	const char *expected = NULL;
	if (!conditions_parse(text, counted, &conditions, &expected))
		fail_msg("%s: refused, expected %s", text, expected);
	return conditions;
}

/* roll, voted, yes, no, abstain. */
static void test_conditions_hold(void **state)
{
	static const struct {
		const char *text;
		Count count;
		gboolean want;
	} cases[] = {
		/* OASIS: a special majority is 2/3 of all and at most 1/4 no. */
		{"at least 2/3 of roll", {7, 7, 5, 2, 0}, TRUE},
		{"at least 2/3 of roll", {7, 7, 4, 3, 0}, FALSE},
		{"at least 2/3 of roll and at most 1/4 no", {7, 7, 6, 1, 0}, TRUE},
		{"at least 2/3 of roll and at most 1/4 no", {7, 7, 5, 2, 0}, FALSE},
		{"at least 2/3 of roll", {6, 6, 4, 2, 0}, TRUE},
		/* more than half: 4 of 7, 5 of 8. */
		{"more than 1/2 of roll", {7, 4, 4, 0, 0}, TRUE},
		{"more than 1/2 of roll", {7, 3, 3, 0, 0}, FALSE},
		{"more than 1/2 of roll", {8, 4, 4, 0, 0}, FALSE},
		{"more than 1/2 of roll", {8, 5, 5, 0, 0}, TRUE},
		{"more than 1/2 voted of roll", {8, 5, 1, 1, 3}, TRUE},
		/* at most a quarter no: of the roll unless it says otherwise. */
		{"at most 1/4 no", {4, 4, 3, 1, 0}, TRUE},
		{"at most 1/4 no", {4, 4, 2, 2, 0}, FALSE},
		{"at most 1/4 no of votes", {8, 4, 2, 2, 0}, FALSE},
		{"at most 1/4 no", {8, 4, 2, 2, 0}, TRUE},
		/* 75 %: of those who said yes or no; of all cast. */
		{"at least 3/4 of votes", {9, 8, 6, 2, 0}, TRUE},
		{"at least 75/100 of votes", {9, 8, 6, 2, 0}, TRUE},
		{"at least 3/4 of votes", {9, 9, 6, 2, 1}, TRUE},
		{"at least 3/4 of cast", {9, 9, 6, 2, 1}, FALSE},
		{"more than 3/4 of votes", {9, 8, 6, 2, 0}, FALSE},
		/* a third is not 0.333. */
		{"at least 1/3 of cast", {3, 3, 1, 2, 0}, TRUE},
		{"more than 1/3 of cast", {3, 3, 1, 2, 0}, FALSE},
		{"at least 333333/1000000 of roll", {999999, 333333, 333333, 0, 0}, TRUE},
		{"more than 333333/1000000 of roll", {1000000, 333333, 333333, 0, 0}, FALSE},
		/* fails at 30 % abstain. */
		{"at most 3/10 abstain of cast", {10, 10, 7, 0, 3}, TRUE},
		{"at most 29/100 abstain of cast", {10, 10, 7, 0, 3}, FALSE},
		/* a tie. */
		{"more yes than no", {7, 6, 3, 3, 0}, FALSE},
		{"more yes than no", {7, 6, 3, 2, 1}, TRUE},
		{"more yes than no", {7, 0, 0, 0, 0}, FALSE},
		{"unanimous", {7, 3, 2, 0, 1}, TRUE},
		{"unanimous", {7, 3, 2, 1, 0}, FALSE},
		{"unanimous", {7, 1, 0, 0, 1}, FALSE},
		/* an empty base: nobody on the roll, nobody voted, all abstained. */
		{"at least 1/2 of roll", {0, 0, 0, 0, 0}, FALSE},
		{"at least 0/1 of roll", {0, 0, 0, 0, 0}, FALSE},
		{"more than 0/1 of cast", {5, 0, 0, 0, 0}, FALSE},
		{"at least 1/2 of votes", {5, 5, 0, 0, 5}, FALSE},
		{"at most 1/4 no of votes", {5, 5, 0, 0, 5}, TRUE},
		{"at most 1/4 abstain of votes", {5, 5, 0, 0, 5}, TRUE},
	};
	for (guint i = 0; i < G_N_ELEMENTS(cases); i++) {
		Conditions conditions = parsed(cases[i].text, COUNTED_YES);
		g_autofree char *name = g_strdup_printf("%s, case %u", cases[i].text, i);
		table_int(name, conditions_hold(&conditions, &cases[i].count), cases[i].want);
	}
}

static void test_needed(void **state)
{
	static const struct {
		const char *text;
		gint64 roll, want;
	} cases[] = {
		{"at least 2/3 of roll", 7, 5}, {"at least 2/3 of roll", 6, 4},  {"more than 1/2 of roll", 7, 4},
		{"more than 1/2 of roll", 8, 5}, {"more than 2/3 of roll", 6, 5}, {"at least 1/1 of roll", 7, 7},
		{"at least 3/4 of roll", 8, 6}, {"at least 3/4 of roll", 9, 7},  {"at most 1/4 no", 4, 1},
		{"at most 1/4 no", 7, 1},       {"at most 1/4 no", 3, 0},        {"more than 1/2 of roll", 0, -1},
		{"at least 3/4 of cast", 7, -1}, {"more yes than no", 7, -1},     {"unanimous", 7, -1},
	};
	for (guint i = 0; i < G_N_ELEMENTS(cases); i++) {
		Conditions conditions = parsed(cases[i].text, COUNTED_YES);
		table_int(cases[i].text, condition_needed(&conditions.all[0], cases[i].roll), cases[i].want);
	}
}

/* The number printed before opening is the line at which the condition turns, for every roll and fraction. */
static void test_needed_is_the_line(void **state)
{
	for (int relation = 0; relation < RELATION_COUNT; relation++)
		for (gint64 q = 1; q <= 9; q++)
			for (gint64 p = 0; p <= q; p++)
				for (gint64 roll = 1; roll <= 40; roll++) {
					Condition share = {CONDITION_SHARE, (Relation)relation, p, q, COUNTED_YES,
							   BASE_ROLL};
					gint64 needed = condition_needed(&share, roll);
					gint64 wrong = relation == AT_MOST ? needed + 1 : needed - 1;
					Count at = {roll, roll, needed, 0, 0}, beside = {roll, roll, wrong, 0, 0};
					assert_true(condition_holds(&share, &at));
					assert_true(wrong < 0 || !condition_holds(&share, &beside));
				}
}

static void test_conditions_text(void **state)
{
	static const struct {
		const char *text;
		Counted counted;
		const char *want;
	} cases[] = {
		{"more than 1/2 of roll", COUNTED_VOTED, "more than 1/2 voted of roll"},
		{"more than 1/2 of roll", COUNTED_YES, "more than 1/2 yes of roll"},
		{"at most 1/4 no", COUNTED_YES, "at most 1/4 no of roll"},
		{" more yes than no", COUNTED_YES, "more yes than no"},
		{"more yes than no and  at least 15/100 voted of roll ", COUNTED_YES,
		 "more yes than no and at least 15/100 voted of roll"},
		{"unanimous", COUNTED_YES, "unanimous"},
		{"", COUNTED_YES, NULL},
		{"majority", COUNTED_YES, NULL},
		{"at least 2/3", COUNTED_YES, NULL},
		{"at least 2/0 of roll", COUNTED_YES, NULL},
		{"at least 3/2 of roll", COUNTED_YES, NULL},
		{"more than 1/1 of roll", COUNTED_YES, NULL},
		{"at least 66.7/100 of roll", COUNTED_YES, NULL},
		{"at least 99999999999999999999/1 of roll", COUNTED_YES, NULL},
		{"at least 2/3of roll", COUNTED_YES, NULL},
		{"at least 2/3 of members", COUNTED_YES, NULL},
		{"at least -2/3 of roll", COUNTED_YES, NULL},
		{"more yes than no or unanimous", COUNTED_YES, NULL},
		{"more yes than no and", COUNTED_YES, NULL},
		{"unanimously", COUNTED_YES, NULL},
		{"unanimous and unanimous and unanimous and unanimous and unanimous and unanimous and unanimous",
		 COUNTED_YES, NULL},
	};
	for (guint i = 0; i < G_N_ELEMENTS(cases); i++) {
		Conditions conditions = {.n = 99};
		const char *expected = NULL;
		gboolean taken = conditions_parse(cases[i].text, cases[i].counted, &conditions, &expected);
		table_int(cases[i].text, taken, cases[i].want != NULL);
		table_int(cases[i].text, expected != NULL, !taken);
		table_int(cases[i].text, taken || conditions.n == 99, TRUE); /* untouched when refused */
		g_autofree char *text = taken ? conditions_text(&conditions) : NULL;
		table_text(cases[i].text, text, cases[i].want);
	}
	const char *expected = NULL;
	Conditions conditions;
	assert_false(conditions_parse(NULL, COUNTED_YES, &conditions, &expected));
}

static void test_defaults(void **state)
{
	g_autoptr(Profile) committee = profile_new("committee", FALSE);
	g_autofree char *text = profile_text(committee);
	table_text("committee", text,
		   "name = committee\nduration = 7d\nvoters = company\nquorum = more than 1/2 voted of roll\n"
		   "threshold = more yes than no\nchange = last\nreminders = half, 2d, 1d\n"
		   "quorum-missed = extend once\n"
		   "visibility = roll call at close\nearly-close = no\nno-needs-reason = no\ndoers-must-approve = no\n"
		   "mode = mail\n");
	g_autoptr(Profile) board = profile_new("board", TRUE);
	table_int("duration", board->duration, 10 * DAY);
	table_int("voters", board->by_company, FALSE);
	g_autofree char *threshold = conditions_text(&board->threshold);
	table_text("threshold", threshold, "more than 1/2 yes of roll");
}

static void test_set(void **state)
{
	static const struct {
		const char *key, *value;
		gboolean want;
	} cases[] = {
		{"duration", "14d", TRUE},
		{"duration", "14", FALSE},
		{"duration", "0d", FALSE},
		{"voters", "person", TRUE},
		{"voters", "members", FALSE},
		{"quorum", "at least 3/4 of roll", TRUE},
		{"quorum", "half", FALSE},
		{"threshold", "at least 3/4 of votes and at most 3/10 abstain of cast", TRUE},
		{"threshold", "3/4", FALSE},
		{"change", "first", TRUE},
		{"change", "never", FALSE},
		{"reminders", "14d, 7d,3d", TRUE},
		{"reminders", "none", TRUE},
		{"reminders", "half", TRUE},
		{"reminders", "", FALSE},
		{"reminders", "2d, 2d", FALSE},
		{"reminders", "48h, 2d", FALSE},
		{"reminders", "half, ", FALSE},
		{"reminders", "1d, 2d, 3d, 4d, 5d, 6d, 7d, 8d, 9d", FALSE},
		{"quorum-missed", "fail", TRUE},
		{"quorum-missed", "extend", FALSE},
		{"visibility", "secret", TRUE},
		{"visibility", "public", FALSE},
		{"early-close", "yes", TRUE},
		{"early-close", "true", FALSE},
		{"no-needs-reason", "yes", TRUE},
		{"doers-must-approve", "yes", TRUE},
		{"mode", "meeting", TRUE},
		{"mode", "phone", FALSE},
		{"name", "other", FALSE},
		{"colour", "red", FALSE},
	};
	for (guint i = 0; i < G_N_ELEMENTS(cases); i++) {
		g_autofree char *name = g_strdup_printf("%s = %s", cases[i].key, cases[i].value);
		g_autoptr(Profile) profile = profile_new("committee", FALSE);
		g_autofree char *before = profile_text(profile);
		table_int(name, profile_set(profile, cases[i].key, cases[i].value) == NULL, cases[i].want);
		g_autofree char *after = profile_text(profile);
		table_int(name, cases[i].want || g_str_equal(before, after), TRUE); /* untouched when refused */
		g_autoptr(Profile) again = profile_parse(after);
		assert_non_null(again);
		g_autofree char *round = profile_text(again);
		table_text(name, round, after);
	}
	for (guint i = 0; profile_keys[i]; i++) { /* every key is tried above, with a good value */
		gboolean tried = FALSE;
		for (guint j = 0; j < G_N_ELEMENTS(cases); j++)
			tried = tried || (cases[j].want && g_str_equal(cases[j].key, profile_keys[i]));
		table_int(profile_keys[i], tried, TRUE);
	}
}

static void test_parse_refuses(void **state)
{
	static const char *const refused[] = {
		"", "duration = 7d\n", "name = x\nduration = 7\n", "name = x\ncolour = red\n", "name = x\nduration\n",
		"name = x\nduration = 7d\nduration = 7d\n",
	};
	for (guint i = 0; i < G_N_ELEMENTS(refused); i++) {
		g_autoptr(Profile) profile = profile_parse(refused[i]);
		table_int(refused[i], profile == NULL, TRUE);
	}
	assert_null(profile_parse(NULL));
	/* as written before a setting came */
	g_autoptr(Profile) older = profile_parse("name = a name\nduration = 3d\n");
	table_text("name", older->name, "a name");
	table_int("duration", older->duration, 3 * DAY);
}

static void test_rule(void **state)
{
	static const struct {
		gboolean board;
		gint64 roll;
		const char *key, *value; /* one setting changed, or NULL */
		const char *want;
	} cases[] = {
		{FALSE, 7, NULL, NULL,
		 "one vote per company, 7 companies on the roll, 4 must vote, more yes than no, a tie fails, the "
		 "last vote before the close counts"},
		{TRUE, 8, NULL, NULL,
		 "one vote per person, 8 persons on the roll, 5 must vote, 5 must vote yes, the last vote before "
		 "the close counts"},
		{FALSE, 1, "change", "first",
		 "one vote per company, 1 company on the roll, 1 must vote, more yes than no, a tie fails, the "
		 "first vote counts and cannot be changed"},
		{FALSE, 7, "threshold", "at least 2/3 of roll and at most 1/4 no",
		 "one vote per company, 7 companies on the roll, 4 must vote, 5 must vote yes, at most 1 may vote "
		 "no, the last vote before the close counts"},
		{FALSE, 7, "threshold", "at least 3/4 of votes and at most 3/10 abstain of cast",
		 "one vote per company, 7 companies on the roll, 4 must vote, at least 3/4 of all who answer yes or "
		 "no must vote yes, at most 3/10 of all who answer yes, no or abstain may abstain, the last vote "
		 "before the close counts"},
		{FALSE, 7, "early-close", "yes",
		 "one vote per company, 7 companies on the roll, 4 must vote, more yes than no, a tie fails, the "
		 "last vote before the close counts, the ballot closes early once every seat has voted"},
		{FALSE, 7, "threshold", "unanimous",
		 "one vote per company, 7 companies on the roll, 4 must vote, at least one yes and no vote against, "
		 "the last vote before the close counts"},
	};
	for (guint i = 0; i < G_N_ELEMENTS(cases); i++) {
		g_autoptr(Profile) profile = profile_new("x", cases[i].board);
		if (cases[i].key)
			assert_null(profile_set(profile, cases[i].key, cases[i].value));
		g_autofree char *rule = profile_rule(profile, cases[i].roll);
		table_text("rule", rule, cases[i].want);
	}
}

static void test_deadline(void **state)
{
	static const struct {
		const char *name, *zone;
		int hour;
		const char *from, *duration, *want;
	} cases[] = {
		{"the hour of the seventh day", "America/New_York", 17,
		 "2026-11-27T15:00:00Z", "7d", "2026-12-04T22:00:00Z"},
		{"past the hour: the day after", "America/New_York", 17,
		 "2026-11-27T22:00:01Z", "7d", "2026-12-05T22:00:00Z"},
		{"at the hour itself", "America/New_York", 17, "2026-11-27T22:00:00Z", "7d", "2026-12-04T22:00:00Z"},
		{"the local day, not that of UTC", "America/New_York", 22,
		 "2026-12-02T02:00:00Z", "1d", "2026-12-03T03:00:00Z"},
		{"clocks go forward", "America/New_York", 17, "2026-03-06T15:00:00Z", "7d", "2026-03-13T21:00:00Z"},
		{"clocks go forward: never less than told", "America/New_York", 17, "2026-03-06T22:00:00Z", "7d",
		 "2026-03-14T21:00:00Z"},
		{"clocks go back", "America/New_York", 17, "2026-10-30T21:00:00Z", "7d", "2026-11-06T22:00:00Z"},
		{"an hour that is skipped", "America/New_York", 2,
		 "2026-03-07T06:00:00Z", "1d", "2026-03-08T07:00:00Z"},
		{"end of the month and year", "Asia/Tokyo", 9, "2026-12-31T01:00:00Z", "1d", "2027-01-02T00:00:00Z"},
		{"below a day: as it is", "America/New_York", 17, "2026-11-27T15:00:00Z", "2h", "2026-11-27T17:00:00Z"},
		{"nothing: as it is", "America/New_York", 17, "2026-11-27T15:00:00Z", "0d", "2026-11-27T15:00:00Z"},
	};
	for (guint i = 0; i < G_N_ELEMENTS(cases); i++) {
		g_autoptr(Rules) rules = rules_new();
		g_time_zone_unref(rules->zone);
		rules->zone = g_time_zone_new_identifier(cases[i].zone);
		assert_non_null(rules->zone);
		rules->deadline_hour = cases[i].hour;
		Instant from;
		gint64 duration;
		assert_true(instant_parse(cases[i].from, &from) && duration_parse(cases[i].duration, &duration));
		g_autofree char *got = instant_format(rules_deadline(rules, from, duration));
		table_text(cases[i].name, got, cases[i].want);
	}
}

static void test_rules(void **state)
{
	g_autoptr(Rules) rules = rules_new();
	table_int("review", rules->review_days, 14 * DAY);
	table_int("grace", rules->close_grace, 600);
	assert_true(rules_profile(rules, "board")->duration == 10 * DAY);
	assert_true(rules_profile(rules, "committee")->by_company);
	assert_null(rules_profile(rules, "other"));
	assert_null(rules_profile(rules, NULL));
	rules_free(NULL);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_conditions_hold),    cmocka_unit_test(test_needed),
		cmocka_unit_test(test_needed_is_the_line), cmocka_unit_test(test_conditions_text),
		cmocka_unit_test(test_defaults),           cmocka_unit_test(test_set),
		cmocka_unit_test(test_parse_refuses),      cmocka_unit_test(test_rule),
		cmocka_unit_test(test_deadline),           cmocka_unit_test(test_rules),
	};
	return cmocka_run_group_tests_name("domain/profile", tests, NULL, NULL);
}
