/* SPDX-License-Identifier: MIT
 *
 * test-moment.c: instants and durations, read and written.
 */
#include "../table.h"
#include "base/moment.h"

#define FRIDAY G_GINT64_CONSTANT(1796421600) /* 2026-12-04T22:00:00Z */

static GTimeZone *zone_of(const char *identifier)
{
	GTimeZone *zone = identifier ? g_time_zone_new_identifier(identifier) : NULL;
	if (identifier && !zone)
		fail_msg("zone %s is missing on this machine", identifier);
	return zone;
}

static void test_parse(void **state)
{
	static const struct {
		const char *text;
		gint64 want; /* -1: refused */
	} cases[] = {
		{"2026-12-04T22:00:00Z", FRIDAY},
		{"2026-12-04T17:00:00-05:00", FRIDAY},
		{"2026-12-04T22:00Z", FRIDAY},
		{"2026-12-05t03:30:00.999+05:30", FRIDAY},
		{"2026-12-04t22:00:00z", FRIDAY},
		{"2024-02-29T00:00:00Z", 1709164800},
		{"2016-12-31T23:59:60Z", 1483228799},
		{"1970-01-01T00:00:00Z", 0},
		{"2026-02-29T00:00:00Z", -1},
		{"2026-12-04", -1},
		{"2026-12-04T22:00:00", -1},
		{"2026-12-04 22:00:00Z", -1},
		{"2026-12-04T24:00:00Z", -1},
		{"2026-12-04T22:60:00Z", -1},
		{"2026-12-04T22:00:61Z", -1},
		{"2026-12-04T22:00:00.Z", -1},
		{"2026-12-04T22:00:00+5:30", -1},
		{"2026-12-04T22:00:00+24:00", -1},
		{"2026-12-04T22:00:00Z ", -1},
		{" 2026-12-04T22:00:00Z", -1},
		{"0000-01-01T00:00:00Z", -1},
		{"", -1},
		{NULL, -1},
	};
	for (guint i = 0; i < G_N_ELEMENTS(cases); i++) {
		Instant got = 77;
		gboolean ok = instant_parse(cases[i].text, &got);
		table_int(cases[i].text ? cases[i].text : "NULL", ok ? got : -1, cases[i].want);
		if (!ok)
			table_int("untouched on failure", got, 77);
	}
}

static void test_format(void **state)
{
	static const struct {
		const char *name;
		Instant instant;
		const char *want;
	} cases[] = {
		{"an evening", FRIDAY, "2026-12-04T22:00:00Z"},
		{"none", 0, "1970-01-01T00:00:00Z"},
		{"before 1970", -1, "1969-12-31T23:59:59Z"},
		{"beyond every calendar", G_MAXINT64, "9999-12-30T23:59:59Z"},
		{"before every calendar", G_MININT64, "0001-01-02T00:00:00Z"},
	};
	for (guint i = 0; i < G_N_ELEMENTS(cases); i++) {
		g_autofree char *got = instant_format(cases[i].instant);
		table_text(cases[i].name, got, cases[i].want);
	}
}

static void test_letter(void **state)
{
	static const struct {
		const char *name;
		const char *zone;
		const char *instant;
		const char *want, *day;
	} cases[] = {
		{"winter in New York", "America/New_York", "2026-12-04T22:00:00Z",
		 "Friday 4 December 2026, 17:00 New York (22:00 UTC)", "Friday 4 December 2026"},
		{"summer in New York", "America/New_York", "2026-07-03T21:00:00Z",
		 "Friday 3 July 2026, 17:00 New York (21:00 UTC)", "Friday 3 July 2026"},
		{"the last second of standard time", "America/New_York", "2026-03-08T06:59:59Z",
		 "Sunday 8 March 2026, 01:59 New York (06:59 UTC)", "Sunday 8 March 2026"},
		{"the first second of summer time", "America/New_York", "2026-03-08T07:00:00Z",
		 "Sunday 8 March 2026, 03:00 New York (07:00 UTC)", "Sunday 8 March 2026"},
		{"UTC is a day ahead", "America/New_York", "2026-12-05T01:00:00Z",
		 "Friday 4 December 2026, 20:00 New York (Saturday 01:00 UTC)", "Friday 4 December 2026"},
		{"UTC is a day behind", "Asia/Tokyo", "2026-12-04T22:00:00Z",
		 "Saturday 5 December 2026, 07:00 Tokyo (Friday 22:00 UTC)", "Saturday 5 December 2026"},
		{"a half hour", "Asia/Kolkata", "2026-12-04T12:00:00Z",
		 "Friday 4 December 2026, 17:30 Kolkata (12:00 UTC)", "Friday 4 December 2026"},
		{"three parts", "America/Argentina/Buenos_Aires", "2026-12-04T20:00:00Z",
		 "Friday 4 December 2026, 17:00 Buenos Aires (20:00 UTC)", "Friday 4 December 2026"},
		{"no zone", NULL, "2026-12-04T22:00:00Z", "Friday 4 December 2026, 22:00 UTC",
		 "Friday 4 December 2026"},
		{"UTC by name", "UTC", "2026-12-04T22:00:00Z", "Friday 4 December 2026, 22:00 UTC",
		 "Friday 4 December 2026"},
	};
	for (guint i = 0; i < G_N_ELEMENTS(cases); i++) {
		g_autoptr(GTimeZone) zone = zone_of(cases[i].zone);
		Instant instant;
		assert_true(instant_parse(cases[i].instant, &instant));
		g_autofree char *got = instant_letter(instant, zone);
		g_autofree char *day = instant_day(instant, zone);
		table_text(cases[i].name, got, cases[i].want);
		table_text(cases[i].name, day, cases[i].day);
	}
	g_autofree char *exact = instant_letter_exact(1796133731);
	assert_string_equal(exact, "Tuesday 1 December 2026, 14:02:11 UTC");
}

static void test_parse_day(void **state)
{
	static const struct {
		const char *text, *zone;
		const char *want; /* NULL: refused */
	} cases[] = {
		{"2026-12-04", "America/New_York", "2026-12-04T22:00:00Z"},
		{"2026-07-03", "America/New_York", "2026-07-03T21:00:00Z"},
		{"2026-12-04", NULL, "2026-12-04T17:00:00Z"},
		{"2026-12-04 09:30", "America/New_York", "2026-12-04T14:30:00Z"},
		{"2026-12-04T09:30", "America/New_York", "2026-12-04T14:30:00Z"},
		{"  4 December 2026 ", "America/New_York", "2026-12-04T22:00:00Z"},
		{"4th december 2026", "America/New_York", "2026-12-04T22:00:00Z"},
		{"4 Dec 2026 17:00", "America/New_York", "2026-12-04T22:00:00Z"},
		{"4 Dec. 2026, 9:05", "America/New_York", "2026-12-04T14:05:00Z"},
		{"December 4, 2026", "America/New_York", "2026-12-04T22:00:00Z"},
		{"December 4, 2026 at 17:00", "America/New_York", "2026-12-04T22:00:00Z"},
		{"Friday 4 December 2026, 17:00", "America/New_York", "2026-12-04T22:00:00Z"},
		{"Fri, 4 Dec 2026 17:00", "America/New_York", "2026-12-04T22:00:00Z"},
		{"4 December 2026 22:00 UTC", "America/New_York", "2026-12-04T22:00:00Z"},
		{"2026-12-04T17:00:00-05:00", "Asia/Tokyo", "2026-12-04T22:00:00Z"},
		{"2026-03-08 02:30", "America/New_York", "2026-03-08T07:00:00Z"}, /* the clocks skip it */
		{"2026-11-01 01:30", "America/New_York", "2026-11-01T06:30:00Z"}, /* twice: the later */
		{"Thursday 4 December 2026", "America/New_York", NULL},
		{"12/4/2026", "America/New_York", NULL},
		{"4.12.2026", "America/New_York", NULL},
		{"4 December", "America/New_York", NULL},
		{"December 2026", "America/New_York", NULL},
		{"31 November 2026", "America/New_York", NULL},
		{"4 December 26", "America/New_York", NULL},
		{"4 December 2026 25:00", "America/New_York", NULL},
		{"4 December 2026 17:00 18:00", "America/New_York", NULL},
		{"4 5 December 2026", "America/New_York", NULL},
		{"4 December January 2026", "America/New_York", NULL},
		{"4 December 2026 please", "America/New_York", NULL},
		{"next Friday", "America/New_York", NULL},
		{"", "America/New_York", NULL},
		{NULL, "America/New_York", NULL},
	};
	for (guint i = 0; i < G_N_ELEMENTS(cases); i++) {
		g_autoptr(GTimeZone) zone = zone_of(cases[i].zone);
		Instant instant;
		gboolean ok = instant_parse_day(cases[i].text, zone, 17, &instant);
		g_autofree char *got = ok ? instant_format(instant) : NULL;
		table_text(cases[i].text ? cases[i].text : "NULL", got, cases[i].want);
	}
}

static void test_duration_parse(void **state)
{
	static const struct {
		const char *text;
		gint64 want; /* -1: refused */
	} cases[] = {
		{"5d", 5 * DAY},   {"12h", 12 * HOUR},   {"30m", 30 * MINUTE}, {"90s", 90}, {"2w", 14 * DAY},
		{"24mo", 720 * DAY}, {"0d", 0},          {"0s", 0},            {"0", -1},   {"5", -1},
		{"5 d", -1},       {"5x", -1},           {"d", -1},            {"", -1},    {"-5d", -1},
		{"+5d", -1},       {"5dd", -1},          {"5d ", -1},          {"1.5d", -1}, {NULL, -1},
		{"99999999999999999999d", -1},
	};
	for (guint i = 0; i < G_N_ELEMENTS(cases); i++) {
		gint64 got = 0;
		gboolean ok = duration_parse(cases[i].text, &got);
		table_int(cases[i].text ? cases[i].text : "NULL", ok ? got : -1, cases[i].want);
	}
}

static void test_duration_write(void **state)
{
	static const struct {
		gint64 seconds;
		const char *format, *letter, *age;
	} cases[] = {
		{0, "0d", "0 seconds", "just now"},
		{1, "1s", "1 second", "just now"},
		{59, "59s", "59 seconds", "just now"},
		{60, "1m", "1 minute", "1 minute"},
		{90, "90s", "90 seconds", "1 minute"},
		{600, "10m", "10 minutes", "10 minutes"},
		{5 * HOUR, "5h", "5 hours", "5 hours"},
		{36 * HOUR, "36h", "36 hours", "1 day"},
		{DAY, "1d", "1 day", "1 day"},
		{7 * DAY, "7d", "7 days", "7 days"},
		{14 * DAY, "2w", "14 days", "14 days"},
		{720 * DAY, "720d", "720 days", "720 days"},
		{3 * DAY + 5 * HOUR, "77h", "77 hours", "3 days"},
	};
	for (guint i = 0; i < G_N_ELEMENTS(cases); i++) {
		gint64 back = -1;
		g_autofree char *format = duration_format(cases[i].seconds);
		g_autofree char *letter = duration_letter(cases[i].seconds);
		g_autofree char *age = duration_age(cases[i].seconds);
		table_text(cases[i].letter, format, cases[i].format);
		table_text(cases[i].letter, letter, cases[i].letter);
		table_text(cases[i].letter, age, cases[i].age);
		assert_true(duration_parse(format, &back));
		table_int(cases[i].letter, back, cases[i].seconds);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_parse),          cmocka_unit_test(test_format),
		cmocka_unit_test(test_letter),         cmocka_unit_test(test_parse_day),
		cmocka_unit_test(test_duration_parse), cmocka_unit_test(test_duration_write),
	};
	return cmocka_run_group_tests_name("base/moment", tests, NULL, NULL);
}
