/* SPDX-License-Identifier: MIT
 *
 * settings-server.c: how the settings of a mail server fit together.
 */
#include "engine/secret.h"
#include "engine/settings-read.h"
#include "net/place.h"
#include <gio/gio.h>

static gboolean is_loopback(const char *host)
{
	g_autoptr(GInetAddress) address = host ? g_inet_address_new_from_string(host) : NULL;
	if (address)
		return g_inet_address_get_is_loopback(address);
	return host && g_ascii_strcasecmp(host, "localhost") == 0;
}

/* The line of an entry, or the group's where the entry is missing. */
static guint line_at(const KeyGroup *group, const char *key)
{
	const KeyEntry *entry = keyfile_take(group, key);
	return entry ? entry->line : group->line;
}

static gboolean scheme_fits(const Place *place, gboolean inbox)
{
	static const char *const schemes[2][3] = {{"smtp", "smtps", "maildir"}, {"imap", "imaps", "maildir"}};
	for (guint i = 0; i < G_N_ELEMENTS(schemes[0]); i++)
		if (g_str_equal(place->scheme, schemes[inbox ? 1 : 0][i]))
			return TRUE;
	return FALSE;
}

static void check_plain_text(SettingsReader *reader, const KeyGroup *group, ServerSettings *server, const Place *place)
{
	gboolean may = is_loopback(place->host) && !g_str_has_suffix(place->scheme, "s");
	if (server->plain_text && !may)
		keyfile_mistake(reader->file, line_at(group, "plain-text"),
				"found plain-text = loopback with %s, expected imap:// or smtp:// to localhost, "
				"127.0.0.1 or [::1]; leave it out to use TLS",
				server->url);
	server->plain_text = may && (server->plain_text || reader->settings->plain_text);
}

static void check_ca_file(SettingsReader *reader, const KeyGroup *group, ServerSettings *server)
{
	gboolean own = server->ca_file != NULL;
	if (!own)
		server->ca_file = g_strdup(reader->settings->ca_file);
	if (own && !g_file_test(server->ca_file, G_FILE_TEST_IS_REGULAR))
		keyfile_mistake(reader->file, line_at(group, "ca-file"),
				"found no file at %s, expected certificates in PEM", server->ca_file);
}

static void check_password(SettingsReader *reader, const KeyGroup *group, ServerSettings *server, const Place *place,
			   gboolean inbox)
{
	g_autoptr(GError) reason = NULL;
	if (inbox && !place->user)
		keyfile_mistake(reader->file, line_at(group, "url"), "found %s, expected a user before the host, as in "
				"imaps://robot@imap.dmtf.example", server->url);
	if (place->user && !server->password_file)
		keyfile_mistake(reader->file, line_at(group, "password-file"),
				"[%s] has no \"password-file\", expected a file with the password of %s", group->name,
				place->user);
	if (!inbox && !place->user && server->password_file)
		keyfile_mistake(reader->file, line_at(group, "password-file"),
				"found a password for nobody, expected a user in the url, as in "
				"smtp://robot@smtp.dmtf.example");
	if (!place->user || !server->password_file)
		return;
	server->password = secret_read(server->password_file, &reason);
	if (!server->password)
		keyfile_mistake(reader->file, line_at(group, "password-file"), "%s", reason->message);
}

void settings_check_server(SettingsReader *reader, const KeyGroup *group, ServerSettings *server, gboolean inbox)
{
	g_autoptr(GError) reason = NULL;
	if (!server->url)
		return;
	g_autoptr(Place) place = place_parse(server->url, &reason);
	if (!place) {
		keyfile_mistake(reader->file, line_at(group, "url"), "%s", reason->message);
		return;
	}
	if (!scheme_fits(place, inbox)) {
		keyfile_mistake(reader->file, line_at(group, "url"), "found %s, expected %s, or maildir:PATH",
				server->url, inbox ? "imaps:// or imap://" : "smtp:// or smtps://");
		return;
	}
	if (g_str_equal(place->scheme, "maildir"))
		return;
	check_plain_text(reader, group, server, place);
	check_ca_file(reader, group, server);
	check_password(reader, group, server, place, inbox);
}
