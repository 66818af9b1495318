/* SPDX-License-Identifier: MIT
 *
 * site.h: the public register site: one plain page for each register, an index, and the approved documents (R3.2-10).
 *
 * Files are written beside their place and renamed into it, so that a reader sees the old page or the new one. Every
 * text is escaped; no page loads anything from elsewhere.
 */
#pragma once
#include <glib.h>

typedef struct SiteFact {
	const char *label, *text; /* text NULL: left out */
} SiteFact;

/* One register as the site shows it. Everything is borrowed. */
typedef struct SiteRegister {
	const char *id;      /* WR-12: letters, digits and "-" */
	const char *title;   /* "Work register with SNIA" */
	const char *status;
	const SiteFact *facts; /* the table on its page */
	gsize n_facts;
	const char *const *milestones; /* a line each, NULL-terminated, or NULL */
	const char *document; /* the approved text's file name, or NULL */
	GBytes *bytes;        /* ... and content */
	const char *sheet;    /* the approval sheet that is published beside it (R3.2-9) */
} SiteRegister;

/* Writes the register's page and document into the directory, which is made where it is missing. Writing the same again
 * changes nothing. FAULT_TEMP where the disk does not take it. */
gboolean site_write(const char *dir, const SiteRegister *reg, GError **error);

/* Writes index.html over those registers (SiteRegister *; id, title and status are used). */
gboolean site_index(const char *dir, const char *organization, const GPtrArray *registers, GError **error);

/* The name that a register's document gets on the site: "WR-12-snia-wr-3.docx"; what a browser would run gets
 * ".txt" behind it. g_free. */
char *site_document(const char *id, const char *name);
