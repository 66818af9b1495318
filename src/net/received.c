/* SPDX-License-Identifier: MIT
 *
 * received.c: see received.h.
 */
#include "net/received.h"
#include <stdio.h>
#include <string.h>

#define HEADER_BYTES (64 * 1024)
#define DATE_BYTES 128

Instant received_civil(int year, int month, int day, int hour, int minute, int second, int offset_seconds)
{
	g_autoptr(GDateTime) at = g_date_time_new_utc(year, month, day, hour, minute, MIN(second, 59));
	return at != NULL ? g_date_time_to_unix(at) - offset_seconds : INSTANT_NONE;
}

static int month_number(const char *name)
{
	static const char *const names[] = {"Jan", "Feb", "Mar", "Apr", "May", "Jun",
	                                    "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
	for (int i = 0; i < 12; i++)
		if (g_ascii_strcasecmp(name, names[i]) == 0)
			return i + 1;
	return 0;
}

/* Seconds east of UTC. */
static gboolean parse_zone(const char *zone, int *out_offset)
{
	static const struct {
		const char *name;
		int hours;
	} names[] = {{"GMT", 0},  {"UT", 0},   {"UTC", 0},  {"Z", 0},    {"EST", -5}, {"EDT", -4},
	             {"CST", -6}, {"CDT", -5}, {"MST", -7}, {"MDT", -6}, {"PST", -8}, {"PDT", -7}};
	int hours, minutes, used = 0;
	char sign;
	if (sscanf(zone, "%c%2d%2d%n", &sign, &hours, &minutes, &used) == 3 && used == 5 && zone[5] == '\0'
	    && (sign == '+' || sign == '-') && hours >= 0 && minutes >= 0) {
		*out_offset = (hours * 3600 + minutes * 60) * (sign == '-' ? -1 : 1);
		return TRUE;
	}
	for (gsize i = 0; i < G_N_ELEMENTS(names); i++)
		if (g_ascii_strcasecmp(zone, names[i].name) == 0) {
			*out_offset = names[i].hours * 3600;
			return TRUE;
		}
	return FALSE;
}

Instant received_date(const char *text)
{
	const char *comma = strchr(text, ',');
	int day, year, hour, minute, second = 0, used = 0, offset;
	char month[4], zone[8];
	if (sscanf(comma != NULL ? comma + 1 : text, " %2d %3s %4d %2d:%2d%n", &day, month, &year, &hour, &minute,
	           &used)
	    < 5)
		return INSTANT_NONE;
	const char *rest = (comma != NULL ? comma + 1 : text) + used;
	if (*rest == ':' && sscanf(rest, ":%2d%n", &second, &used) == 1)
		rest += used;
	if (sscanf(rest, " %7s", zone) != 1 || !parse_zone(zone, &offset))
		return INSTANT_NONE;
	if (year < 100)
		year += year < 50 ? 2000 : 1900;
	return received_civil(year, month_number(month), day, hour, minute, second, offset);
}

/* The end of the header that begins at text: after the line end that no blank follows. */
static const char *header_end(const char *text, const char *end)
{
	for (const char *line = text; line < end;) {
		const char *newline = memchr(line, '\n', (gsize)(end - line));
		if (newline == NULL)
			return end;
		line = newline + 1;
		if (line >= end || (*line != ' ' && *line != '\t'))
			return line;
	}
	return end;
}

/* The date of a trace header stands after its last semicolon (RFC 5321 4.4). */
static Instant trace_date(const char *header, gsize length)
{
	const char *semicolon = g_strrstr_len(header, (gssize)length, ";");
	if (semicolon == NULL)
		return INSTANT_NONE;
	char date[DATE_BYTES];
	gsize n = MIN((gsize)(header + length - semicolon - 1), sizeof date - 1);
	memcpy(date, semicolon + 1, n);
	date[n] = '\0';
	return received_date(date);
}

Instant received_header(const char *message, gsize length)
{
	const char *end = message + MIN(length, (gsize)HEADER_BYTES);
	for (const char *header = message; header < end && *header != '\n' && *header != '\r';) {
		const char *next = header_end(header, end);
		if (next - header > 9 && g_ascii_strncasecmp(header, "Received:", 9) == 0)
			return trace_date(header, (gsize)(next - header));
		header = next;
	}
	return INSTANT_NONE;
}
