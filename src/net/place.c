/* SPDX-License-Identifier: MIT
 *
 * place.c: see place.h.
 */
#include "net/place.h"
#include "base/fault.h"
#include <string.h>

static const struct {
	const char *scheme;
	guint port;
} schemes[] = {{"imaps", 993}, {"imap", 143}, {"smtps", 465}, {"smtp", 587}};

static guint scheme_port(const char *scheme)
{
	for (gsize i = 0; i < G_N_ELEMENTS(schemes); i++)
		if (g_str_equal(schemes[i].scheme, scheme))
			return schemes[i].port;
	return 0;
}

static Place *parse_maildir(const char *path, GError **error)
{
	if (*path == '\0') {
		fault_set(error, FAULT_PERM, "maildir: names no folder; write maildir:PATH");
		return NULL;
	}
	Place *place = g_new0(Place, 1);
	place->scheme = g_strdup("maildir");
	place->path = g_strdup(path);
	return place;
}

static gboolean uri_fits(GUri *uri, const char *url, GError **error)
{
	if (g_uri_get_password(uri) != NULL)
		return fault_set(error, FAULT_PERM, "the URL of %s holds a password; put it into a file of its own",
		                 g_uri_get_host(uri) != NULL ? g_uri_get_host(uri) : "a mail server");
	if (scheme_port(g_uri_get_scheme(uri)) == 0)
		return fault_set(error, FAULT_PERM, "%s: expected imaps, imap, smtps, smtp or maildir before the colon",
		                 url);
	if (g_uri_get_host(uri) == NULL || *g_uri_get_host(uri) == '\0')
		return fault_set(error, FAULT_PERM, "%s: names no host", url);
	if (g_uri_get_query(uri) != NULL || g_uri_get_fragment(uri) != NULL)
		return fault_set(error, FAULT_PERM, "%s: has a part after ? or # that means nothing here", url);
	return TRUE;
}

Place *place_parse(const char *url, GError **error)
{
	if (g_str_has_prefix(url, "maildir:"))
		return parse_maildir(url + strlen("maildir:"), error);
	g_autoptr(GError) why = NULL;
	g_autoptr(GUri) uri = g_uri_parse(url, G_URI_FLAGS_HAS_PASSWORD | G_URI_FLAGS_PARSE_RELAXED, &why);
	if (uri == NULL) {
		fault_set(error, FAULT_PERM, "%s: not a URL: %s", url, why->message);
		return NULL;
	}
	if (!uri_fits(uri, url, error))
		return NULL;
	Place *place = g_new0(Place, 1);
	place->scheme = g_ascii_strdown(g_uri_get_scheme(uri), -1);
	place->user = g_strdup(g_uri_get_user(uri));
	place->host = g_strdup(g_uri_get_host(uri));
	place->port = g_uri_get_port(uri) > 0 ? (guint)g_uri_get_port(uri) : scheme_port(place->scheme);
	const char *path = g_uri_get_path(uri);
	place->path = g_strdup(*path == '/' ? path + 1 : path);
	return place;
}

void place_free(Place *place)
{
	if (place == NULL)
		return;
	g_free(place->scheme);
	g_free(place->user);
	g_free(place->host);
	g_free(place->path);
	g_free(place);
}

gboolean place_is_plain(const char *text)
{
	if (text == NULL || *text == '\0' || strlen(text) > 255)
		return FALSE;
	for (const char *c = text; *c != '\0'; c++)
		if ((guchar)*c < 0x20 || (guchar)*c > 0x7e)
			return FALSE;
	return TRUE;
}
