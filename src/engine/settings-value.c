/* SPDX-License-Identifier: MIT
 *
 * settings-value.c: one value of ballotd.conf into its place, or a mistake.
 */
#include "base/text.h"
#include "engine/settings-read.h"
#include <string.h>

static void put_text(char **at, char *text)
{
	g_free(*at);
	*at = text;
}

static void wrong(const OptionAt *at, const char *text, const char *expected)
{
	keyfile_mistake(at->reader->file, at->line, "found \"%s\" for \"%s\", expected %s", text, at->option->key,
			expected);
}

/* A path as the file says it, from the file's own directory. A password's bare name may be a systemd credential's. */
static char *path_resolve(const OptionAt *at, const char *text)
{
	const char *credentials = g_getenv("CREDENTIALS_DIRECTORY");
	if (credentials && g_str_equal(at->option->key, "password-file") && !strchr(text, '/')) {
		g_autofree char *credential = g_build_filename(credentials, text, NULL);
		if (g_file_test(credential, G_FILE_TEST_EXISTS))
			return g_steal_pointer(&credential);
	}
	return g_canonicalize_filename(text, at->reader->directory);
}

static void put_url(const OptionAt *at, const char *text)
{
	char **url = at->at;
	if (!g_str_has_prefix(text, "maildir:")) {
		put_text(url, g_strdup(text));
		return;
	}
	g_autofree char *path = path_resolve(at, text + strlen("maildir:"));
	put_text(url, g_strconcat("maildir:", path, NULL));
}

static void put_store(const OptionAt *at, const char *text)
{
	const char *path = g_str_has_prefix(text, "sqlite:") ? text + strlen("sqlite:") : "";
	if (*path == '\0') {
		wrong(at, text, "sqlite:PATH");
		return;
	}
	g_autofree char *absolute = g_str_equal(path, ":memory:") ? g_strdup(path) : path_resolve(at, path);
	put_text(at->at, g_strconcat("sqlite:", absolute, NULL));
}

static void put_address(const OptionAt *at, const char *text)
{
	char *address = text_address(text);
	if (address)
		put_text(at->at, address);
	else
		wrong(at, text, "an address, as in robot@dmtf.example");
}

static void put_pattern(const OptionAt *at, const char *text)
{
	const char *hole = strstr(text, "%s");
	g_auto(GStrv) halves = g_strsplit(text, "%s", 2);
	g_autofree char *filled = hole ? g_strconcat(halves[0], "0123456789abcdef", halves[1], NULL) : NULL;
	g_autofree char *address = filled && !strchr(filled, '%') ? text_address(filled) : NULL;
	const char *domain = strchr(text, '@');
	if (g_str_equal(text, "plus") || g_str_equal(text, "none") || (address && domain && hole < domain))
		put_text(at->at, g_strdup(text));
	else
		wrong(at, text,
		      "plus, none, or an address with one %s before the @, as in robot-%s@answers.dmtf.example");
}

static void put_zone(const OptionAt *at, const char *text)
{
	Rules *rules = at->reader->settings->rules;
	GTimeZone *zone = g_time_zone_new_identifier(text);
	if (!zone) {
		wrong(at, text, "a place of the time zone database, as in America/New_York");
		return;
	}
	g_time_zone_unref(rules->zone);
	rules->zone = zone;
	put_text(at->at, g_strdup(text));
}

static void put_word(const OptionAt *at, const char *text)
{
	int value = enumtab_value(at->option->words, text);
	if (value >= 0) {
		*(int *)at->at = value;
		return;
	}
	g_auto(GStrv) words = g_new0(char *, (gsize)at->option->words->count + 1);
	for (int i = 0; i < at->option->words->count; i++)
		words[i] = g_strdup(at->option->words->words[i]);
	g_autofree char *expected = g_strjoinv(", ", words);
	wrong(at, text, expected);
}

static void put_flag(const OptionAt *at, const char *text)
{
	if (g_str_equal(text, "yes") || g_str_equal(text, "no"))
		*(gboolean *)at->at = g_str_equal(text, "yes");
	else
		wrong(at, text, "yes or no");
}

static void put_loopback(const OptionAt *at, const char *text)
{
	if (g_str_equal(text, "loopback"))
		*(gboolean *)at->at = TRUE;
	else
		wrong(at, text, "loopback, or the line left out");
}

static gboolean in_range(const Option *option, gint64 value)
{
	return value >= option->least && value <= option->most;
}

static gboolean parse_number(const char *text, gint64 *out_number)
{
	return g_ascii_string_to_signed(text, 10, 0, G_MAXINT32, out_number, NULL);
}

/* Reads a number of the option's type within its range, or notes what was expected. */
static gboolean read_number(const OptionAt *at, const char *text, gboolean (*parse)(const char *, gint64 *),
			    char *(*write)(gint64), const char *form, gint64 *out_number)
{
	const Option *option = at->option;
	if (parse(text, out_number) && in_range(option, *out_number))
		return TRUE;
	g_autofree char *least = write(option->least);
	g_autofree char *most = write(option->most);
	g_autofree char *expected = g_strdup_printf("%s from %s to %s", form, least, most);
	wrong(at, text, expected);
	return FALSE;
}

static char *number_text(gint64 number)
{
	return g_strdup_printf("%" G_GINT64_FORMAT, number);
}

static void put_number(const OptionAt *at, const char *text)
{
	gint64 number;
	if (at->option->type == OPTION_DURATION) {
		if (read_number(at, text, duration_parse, duration_format, "a duration with a unit, as in 7d,",
				&number))
			*(gint64 *)at->at = number;
	} else if (at->option->type == OPTION_SIZE) {
		if (read_number(at, text, option_parse_size, option_size_text, "a size, as in 20M,", &number))
			*(gint64 *)at->at = number;
	} else if (read_number(at, text, parse_number, number_text, "a number", &number)) {
		if (at->option->type == OPTION_HOUR)
			*(int *)at->at = (int)number;
		else
			*(gint64 *)at->at = number;
	}
}

static void put_profile(const OptionAt *at, const char *text)
{
	const char *expected = profile_set(at->at, at->option->key, text);
	if (expected)
		wrong(at, text, expected);
}

void option_put(const OptionAt *at, const char *text)
{
	switch (at->option->type) {
	case OPTION_TEXT:
		put_text(at->at, g_strdup(text));
		return;
	case OPTION_ADDRESS:
		put_address(at, text);
		return;
	case OPTION_PATTERN:
		put_pattern(at, text);
		return;
	case OPTION_PATH:
		put_text(at->at, path_resolve(at, text));
		return;
	case OPTION_STORE:
		put_store(at, text);
		return;
	case OPTION_INBOX:
	case OPTION_OUTLET:
		put_url(at, text);
		return;
	case OPTION_ZONE:
		put_zone(at, text);
		return;
	case OPTION_WORD:
		put_word(at, text);
		return;
	case OPTION_FLAG:
		put_flag(at, text);
		return;
	case OPTION_LOOPBACK:
		put_loopback(at, text);
		return;
	case OPTION_DURATION:
	case OPTION_NUMBER:
	case OPTION_HOUR:
	case OPTION_SIZE:
		put_number(at, text);
		return;
	case OPTION_PROFILE:
		put_profile(at, text);
		return;
	}
	g_assert_not_reached();
}
