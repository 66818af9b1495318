/* SPDX-License-Identifier: MIT
 *
 * duration.c: the durations of moment.h.
 */
#include "base/moment.h"
#include <string.h>

typedef struct DurationUnit {
	const char *suffix; /* as written in settings */
	const char *noun;   /* as written in letters; NULL: never chosen there */
	gint64 seconds;
} DurationUnit;

/* Order of preference where two texts are equally short, and from the largest noun to the smallest. */
static const DurationUnit units[] = {
	{"d", "day", DAY}, {"h", "hour", HOUR}, {"m", "minute", MINUTE}, {"s", "second", 1},
	{"w", NULL, 7 * DAY}, {"mo", NULL, 30 * DAY},
};

gboolean duration_parse(const char *text, gint64 *out_seconds)
{
	gint64 count = 0;
	const char *p = text;
	if (!p || !g_ascii_isdigit(*p))
		return FALSE;
	for (; g_ascii_isdigit(*p); p++) {
		if (count > G_MAXINT32)
			return FALSE;
		count = count * 10 + (*p - '0');
	}
	for (guint i = 0; i < G_N_ELEMENTS(units); i++)
		if (g_str_equal(p, units[i].suffix)) {
			*out_seconds = count * units[i].seconds;
			return TRUE;
		}
	return FALSE;
}

char *duration_format(gint64 seconds)
{
	g_autofree char *best = NULL;
	for (guint i = 0; i < G_N_ELEMENTS(units); i++) {
		if (seconds % units[i].seconds != 0)
			continue;
		g_autofree char *text =
			g_strdup_printf("%" G_GINT64_FORMAT "%s", seconds / units[i].seconds, units[i].suffix);
		if (!best || strlen(text) < strlen(best)) {
			g_free(best);
			best = g_steal_pointer(&text);
		}
	}
	return g_steal_pointer(&best);
}

static char *count_text(gint64 count, const char *noun)
{
	return g_strdup_printf("%" G_GINT64_FORMAT " %s%s", count, noun, count == 1 ? "" : "s");
}

char *duration_letter(gint64 seconds)
{
	guint i = 0;
	while (seconds % units[i].seconds != 0 || (seconds == 0 && units[i].seconds > 1))
		i++;
	return count_text(seconds / units[i].seconds, units[i].noun);
}

char *duration_age(gint64 seconds)
{
	for (guint i = 0; units[i].seconds > 1; i++)
		if (seconds >= units[i].seconds)
			return count_text(seconds / units[i].seconds, units[i].noun);
	return g_strdup("just now");
}
