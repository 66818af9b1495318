/* SPDX-License-Identifier: MIT */
#include "mail/away.h"
#include "mail/lines.h"
#include <string.h>

static const char *const months[12][8] = {
	{"jan", "janv", "ene", "gen", "stycz", "gennaio", "январ", NULL}, {"feb", "fév", "fev", "lut", "феврал", NULL},
	{"mar", "mär", "mrt", "maa", "март", NULL}, {"apr", "avr", "abr", "kwi", "апрел", NULL},
	{"may", "mai", "mei", "mag", "maj", "мая", NULL}, {"jun", "juin", "giu", "czerw", "июн", NULL},
	{"jul", "juil", "lug", "lip", "июл", NULL}, {"aug", "aoû", "ago", "sierp", "август", NULL},
	{"sep", "set", "wrze", "сентябр", NULL}, {"oct", "okt", "ott", "out", "paź", "октябр", NULL},
	{"nov", "lis", "ноябр", NULL}, {"dec", "dez", "déc", "dic", "grud", "декабр", NULL}};

static int month_at(const char *text)
{
	for (int month = 0; month < 12; month++) {
		for (const char *const *name = months[month]; *name; name++) {
			if (g_str_has_prefix(text, *name))
				return month + 1;
		}
	}
	return 0;
}

static Instant day_instant(int year, int month, int day, Instant sent)
{
	gboolean guess = year == 0;

	if (guess) {
		g_autoptr(GDateTime) now = sent ? g_date_time_new_from_unix_utc(sent) : NULL;

		if (!now)
			return INSTANT_NONE;
		year = g_date_time_get_year(now);
	}
	year += year < 100 ? 2000 : 0;
	if (!g_date_valid_dmy((GDateDay)day, (GDateMonth)month, (GDateYear)year) || year > 2200)
		return INSTANT_NONE;
	g_autoptr(GDateTime) at = g_date_time_new_utc(year, month, day, 0, 0, 0);
	Instant instant = g_date_time_to_unix(at);

	if (guess && instant + 180 * DAY < sent)
		return day_instant(year + 1, month, day, sent);
	return instant;
}

static const char *number(const char *p, int *out, guint *out_digits)
{
	*out = 0;
	*out_digits = 0;
	while (g_ascii_isdigit(*p) && *out_digits < 5) {
		*out = *out * 10 + (*p++ - '0');
		(*out_digits)++;
	}
	return p;
}

static int year_at(const char *p)
{
	int year;
	guint digits;

	p += strspn(p, " ,.");
	if (g_str_has_prefix(p, "de "))
		p += 3;
	number(p, &year, &digits);
	return digits == 4 ? year : 0;
}

/* "2026-12-04", "4. dezember 2026", "4th of december", "04.12.2026" */
static Instant day_first(const char *p, Instant sent)
{
	int a, b, c;
	guint n, m, k;
	const char *after = number(p, &a, &n);

	if (n == 4 && *after == '-') {
		after = number(after + 1, &b, &m);
		if (*after == '-') {
			number(after + 1, &c, &k);
			return day_instant(a, b, c, sent);
		}
	}
	if (n == 0 || n > 2)
		return INSTANT_NONE;
	if (*after == '.' && g_ascii_isdigit(after[1])) {
		after = number(after + 1, &b, &m);
		number(after + (*after == '.'), &c, &k);
		return day_instant(k ? c : 0, b, a, sent);
	}
	if (*after == '/') {
		after = number(after + 1, &b, &m);
		number(after + (*after == '/'), &c, &k);
		return k && (a > 12 || b > 12) ? day_instant(c, a > 12 ? b : a, a > 12 ? a : b, sent) : INSTANT_NONE;
	}
	const char *word = after;

	if (g_str_has_prefix(word, "st") || g_str_has_prefix(word, "nd") || g_str_has_prefix(word, "rd") ||
		g_str_has_prefix(word, "th"))
		word += 2;
	word += strspn(word, ". -");
	word += g_str_has_prefix(word, "of ") || g_str_has_prefix(word, "de ") ? 3 : 0;
	int month = month_at(word);

	while (*word && *word != ' ' && *word != ',' && *word != '.' && *word != '-')
		word++;
	return month ? day_instant(year_at(word + (*word == '-')), month, a, sent) : INSTANT_NONE;
}

/* "december 4, 2026" */
static Instant month_first(const char *p, Instant sent)
{
	int month = month_at(p), day;
	guint digits;

	if (!month)
		return INSTANT_NONE;
	while (*p && *p != ' ' && *p != '.')
		p++;
	p += strspn(p, " .");
	p = number(p, &day, &digits);
	if (digits == 0 || digits > 2)
		return INSTANT_NONE;
	while (g_ascii_isalpha(*p))
		p++;
	return day_instant(year_at(p), month, day, sent);
}

/* The first day within the next few words. */
static Instant day_near(const char *p, Instant sent)
{
	for (guint words = 0; words < 7 && *p; words++) {
		Instant instant;

		p += strspn(p, " ,:(*");
		instant = g_ascii_isdigit(*p) ? day_first(p, sent) : month_first(p, sent);
		if (instant)
			return instant;
		while (*p && *p != ' ' && *p != ',')
			p++;
	}
	return INSTANT_NONE;
}

Instant away_until(const char *text, Instant sent)
{
	static const char *const marks[] = {"until", "till", "through", "back on", "back in the office", "be back",
		"returning", "return on", "return to the office", "will return", "return ", "back ",
		"bis zum", "bis einschließlich", "bis einschliesslich", "bis ", "zurück am", "wieder am", "ab dem",
		"wieder ab", "jusqu'au", "retour le", "de retour", "hasta el", "regreso el", "regresaré", "até",
		"fino al", "t/m", "tot en met", "tot", "do dnia"};
	g_autofree char *folded = text_fold(text);

	for (gsize i = 0; i < G_N_ELEMENTS(marks); i++) {
		g_autofree char *mark = text_fold(marks[i]);

		for (const char *p = folded; (p = strstr(p, mark)) != NULL; p++) {
			Instant instant = p == folded || p[-1] == ' ' ? day_near(p + strlen(mark), sent) : INSTANT_NONE;

			if (instant)
				return instant;
		}
	}
	return INSTANT_NONE;
}
