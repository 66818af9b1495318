/* SPDX-License-Identifier: MIT
 *
 * place.h: where a mail service is, as the settings say it: scheme://user@host:port/path, or maildir:PATH.
 */
#pragma once
#include <glib.h>

typedef struct Place {
	char *scheme; /* lower case: "imaps", "imap", "smtps", "smtp", "maildir" */
	char *user;   /* decoded; NULL when not given */
	char *host;   /* NULL for a maildir */
	guint port;   /* the scheme's own when not given: 993, 143, 465, 587; 0 for a maildir */
	char *path;   /* without the leading slash of a URL, decoded; "" when not given; a maildir's path as written */
} Place;

/* Reads a place. A password in it is refused: it belongs into a file. NULL with FAULT_PERM. Free with place_free. */
Place *place_parse(const char *url, GError **error);
void place_free(Place *place); /* takes NULL */

/* True when text is not NULL, not empty, at most 255 bytes and printable ASCII only: fit for a command line of IMAP. */
gboolean place_is_plain(const char *text);

G_DEFINE_AUTOPTR_CLEANUP_FUNC(Place, place_free)
