/* SPDX-License-Identifier: MIT
 *
 * moment.c: see moment.h. Names of days and months are English whatever the locale: letters are.
 */
#include "base/moment.h"
#include <string.h>

/* 0001-01-01T00:00:00Z and 9999-12-31T23:59:59Z, less a day for any zone; what lies beyond is written as these. */
#define INSTANT_EARLIEST (G_GINT64_CONSTANT(-62135596800) + DAY)
#define INSTANT_LATEST (G_GINT64_CONSTANT(253402300799) - DAY)

static const char *const weekdays[] = {"Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"};
static const char *const months[] = {"January", "February", "March",     "April",   "May",      "June",
				     "July",    "August",   "September", "October", "November", "December"};

typedef struct DayTime {
	int weekday; /* 1 = Monday; 0 = not given */
	int year, month, day;
	int hour, minute;
	gboolean has_time, in_utc;
} DayTime;

/* Reads exactly `digits` digits at *p and moves past them. */
static gboolean read_digits(const char **p, int digits, int *out)
{
	int value = 0;
	for (int i = 0; i < digits; i++) {
		if (!g_ascii_isdigit((*p)[i]))
			return FALSE;
		value = value * 10 + ((*p)[i] - '0');
	}
	*p += digits;
	*out = value;
	return TRUE;
}

static gboolean read_char(const char **p, char c)
{
	if (g_ascii_toupper(**p) != c)
		return FALSE;
	(*p)++;
	return TRUE;
}

static gboolean read_date(const char **p, int *year, int *month, int *day)
{
	return read_digits(p, 4, year) && read_char(p, '-') && read_digits(p, 2, month) && read_char(p, '-') &&
	       read_digits(p, 2, day);
}

/* "Z" or "+hh:mm": the offset in seconds. */
static gboolean read_offset(const char **p, gint64 *out)
{
	int hours, minutes;
	*out = 0;
	if (read_char(p, 'Z'))
		return TRUE;
	gboolean negative = **p == '-';
	if (!read_char(p, '+') && !read_char(p, '-'))
		return FALSE;
	if (!read_digits(p, 2, &hours) || !read_char(p, ':') || !read_digits(p, 2, &minutes) || hours > 23 ||
	    minutes > 59)
		return FALSE;
	*out = (negative ? -1 : 1) * (hours * HOUR + minutes * MINUTE);
	return TRUE;
}

/* ":ss" and a fraction, which is dropped; a leap second counts as the second before it. Nothing at all is 0. */
static gboolean read_seconds(const char **p, int *out)
{
	*out = 0;
	if (!read_char(p, ':'))
		return TRUE;
	if (!read_digits(p, 2, out) || *out > 60)
		return FALSE;
	*out = MIN(*out, 59);
	if (!read_char(p, '.'))
		return TRUE;
	gsize fraction = strspn(*p, "0123456789");
	*p += fraction;
	return fraction > 0;
}

gboolean instant_parse(const char *text, Instant *out_instant)
{
	int year, month, day, hour, minute, second;
	gint64 offset;
	const char *p = text;
	if (!p || !read_date(&p, &year, &month, &day) || !read_char(&p, 'T') || !read_digits(&p, 2, &hour) ||
	    !read_char(&p, ':') || !read_digits(&p, 2, &minute) || !read_seconds(&p, &second) ||
	    !read_offset(&p, &offset) || *p)
		return FALSE;
	g_autoptr(GDateTime) time = g_date_time_new_utc(year, month, day, hour, minute, second);
	if (!time)
		return FALSE;
	*out_instant = g_date_time_to_unix(time) - offset;
	return TRUE;
}

/* The instant in a zone (NULL is UTC). Free with g_date_time_unref. */
static GDateTime *in_zone(Instant instant, GTimeZone *zone)
{
	g_autoptr(GDateTime) utc = g_date_time_new_from_unix_utc(CLAMP(instant, INSTANT_EARLIEST, INSTANT_LATEST));
	return zone ? g_date_time_to_timezone(utc, zone) : g_steal_pointer(&utc);
}

static char *day_text(GDateTime *time)
{
	return g_strdup_printf("%s %d %s %d", weekdays[g_date_time_get_day_of_week(time) - 1],
			       g_date_time_get_day_of_month(time), months[g_date_time_get_month(time) - 1],
			       g_date_time_get_year(time));
}

/* "New York" of "America/New_York". Free with g_free. */
static char *place_of(GTimeZone *zone)
{
	const char *identifier = zone ? g_time_zone_get_identifier(zone) : "UTC";
	const char *slash = strrchr(identifier, '/');
	return g_strdelimit(g_strdup(slash ? slash + 1 : identifier), "_", ' ');
}

char *instant_format(Instant instant)
{
	g_autoptr(GDateTime) time = in_zone(instant, NULL);
	return g_strdup_printf("%04d-%02d-%02dT%02d:%02d:%02dZ", g_date_time_get_year(time),
			       g_date_time_get_month(time), g_date_time_get_day_of_month(time),
			       g_date_time_get_hour(time), g_date_time_get_minute(time),
			       g_date_time_get_second(time));
}

char *instant_letter(Instant instant, GTimeZone *zone)
{
	g_autoptr(GDateTime) utc = in_zone(instant, NULL);
	g_autoptr(GDateTime) there = in_zone(instant, zone);
	g_autofree char *place = place_of(zone);
	g_autofree char *day = day_text(there);
	g_autofree char *time = g_strdup_printf("%s, %02d:%02d %s", day, g_date_time_get_hour(there),
						g_date_time_get_minute(there), place);
	if (g_str_equal(place, "UTC"))
		return g_steal_pointer(&time);
	gboolean same_day = g_date_time_get_day_of_month(utc) == g_date_time_get_day_of_month(there);
	return g_strdup_printf("%s (%s%s%02d:%02d UTC)", time,
			       same_day ? "" : weekdays[g_date_time_get_day_of_week(utc) - 1], same_day ? "" : " ",
			       g_date_time_get_hour(utc), g_date_time_get_minute(utc));
}

char *instant_letter_exact(Instant instant)
{
	g_autoptr(GDateTime) time = in_zone(instant, NULL);
	g_autofree char *day = day_text(time);
	return g_strdup_printf("%s, %02d:%02d:%02d UTC", day, g_date_time_get_hour(time), g_date_time_get_minute(time),
			       g_date_time_get_second(time));
}

char *instant_day(Instant instant, GTimeZone *zone)
{
	g_autoptr(GDateTime) time = in_zone(instant, zone);
	return day_text(time);
}

/* The place of a word in names (1 = the first), taken whole or shortened to three letters or more; 0 = none. */
static int name_number(const char *word, const char *const *names, int count)
{
	gsize length = strlen(word);
	for (int i = 0; i < count && length >= 3; i++)
		if (length <= strlen(names[i]) && g_ascii_strncasecmp(word, names[i], length) == 0)
			return i + 1;
	return 0;
}

/* "4", "04", "4th": a day of the month. */
static gboolean read_day_word(const char *word, int *out)
{
	int digits = g_ascii_isdigit(word[0]) && g_ascii_isdigit(word[1]) ? 2 : 1;
	const char *p = word;
	if (!read_digits(&p, digits, out))
		return FALSE;
	return !*p || !g_ascii_strcasecmp(p, "st") || !g_ascii_strcasecmp(p, "nd") || !g_ascii_strcasecmp(p, "rd") ||
	       !g_ascii_strcasecmp(p, "th");
}

/* "17:00" or "9:30". */
static gboolean read_time_word(const char *word, DayTime *when)
{
	const char *p = word;
	if (!read_digits(&p, g_ascii_isdigit(word[0]) && g_ascii_isdigit(word[1]) ? 2 : 1, &when->hour) ||
	    !read_char(&p, ':') || !read_digits(&p, 2, &when->minute) || *p)
		return FALSE;
	return when->has_time = TRUE;
}

/* "2026-12-04" or "2026-12-04T17:00". */
static gboolean read_iso_word(const char *word, DayTime *when)
{
	const char *p = word;
	if (!read_date(&p, &when->year, &when->month, &when->day))
		return FALSE;
	return !*p || (read_char(&p, 'T') && !when->has_time && read_time_word(p, when));
}

/* Takes one word of a date into when; false when it is none, or is given twice. */
static gboolean read_word(const char *word, DayTime *when)
{
	const char *p = word;
	int number;
	if (g_ascii_strcasecmp(word, "at") == 0)
		return when->day && !when->has_time;
	if (g_ascii_strcasecmp(word, "UTC") == 0 && when->has_time && !when->in_utc)
		return when->in_utc = TRUE;
	if (!when->weekday && !when->day && (number = name_number(word, weekdays, 7)))
		return (when->weekday = number) != 0;
	if (!when->month && (number = name_number(word, months, 12)))
		return (when->month = number) != 0;
	if (!when->day && !when->month && !when->year && strchr(word, '-'))
		return read_iso_word(word, when);
	if (strchr(word, ':'))
		return when->day && !when->has_time && read_time_word(word, when);
	if (!when->day)
		return read_day_word(word, &number) && (when->day = number) != 0;
	return !when->year && when->month && read_digits(&p, 4, &when->year) && !*p;
}

gboolean instant_parse_day(const char *text, GTimeZone *zone, int hour, Instant *out_instant)
{
	DayTime when = {0};
	if (!text || strlen(text) > 100)
		return FALSE;
	g_autofree char *line = g_strstrip(g_strdup(text));
	if (instant_parse(line, out_instant))
		return TRUE;
	g_auto(GStrv) words = g_strsplit_set(line, " \t\r\n,", -1);
	for (char **word = words; *word; word++) {
		gsize length = strlen(*word);
		if (length > 0 && (*word)[length - 1] == '.')
			(*word)[--length] = '\0';
		if (length > 0 && !read_word(*word, &when))
			return FALSE;
	}
	g_autoptr(GTimeZone) utc = g_time_zone_new_utc();
	GTimeZone *where = zone && !when.in_utc ? zone : utc;
	g_autoptr(GDateTime) time = g_date_time_new(where, when.year, when.month, when.day,
						    when.has_time ? when.hour : hour, when.minute, 0);
	if (!time || (when.weekday && g_date_time_get_day_of_week(time) != when.weekday))
		return FALSE;
	*out_instant = g_date_time_to_unix(time);
	return TRUE;
}
