/* SPDX-License-Identifier: MIT */
#include "publish/site.h"
#include "base/fault.h"
#include <errno.h>
#include <glib/gstdio.h>
#include <string.h>

#define PAGE_MODE 0644
#define DIR_MODE 0755
#define NAME_MAX_SHOWN 100

static gboolean site_put(const char *dir, const char *name, const char *bytes, gsize length, GError **error)
{
	g_autofree char *path = g_build_filename(dir, name, NULL);
	g_autoptr(GError) why = NULL;
	if (g_mkdir_with_parents(dir, DIR_MODE) != 0)
		return fault_set(error, FAULT_TEMP, "cannot make the folder %s of the site: %s", dir,
				 g_strerror(errno));
	if (!g_file_set_contents_full(path, bytes, (gssize)length,
				      G_FILE_SET_CONTENTS_CONSISTENT | G_FILE_SET_CONTENTS_DURABLE, PAGE_MODE, &why))
		return fault_set(error, FAULT_TEMP, "cannot write the page %s: %s", path, why->message);
	return TRUE;
}

static void page_begin(GString *out, const char *title)
{
	g_autofree char *safe = g_markup_escape_text(title, -1);
	g_string_append_printf(out, "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n"
			       "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n"
			       "<title>%s</title>\n<style>\nbody { max-width: 42em; margin: 2em auto; padding: 0 1em; "
			       "font-family: sans-serif; line-height: 1.4 }\nth { text-align: left; "
			       "padding-right: 1em; vertical-align: top }\n</style>\n</head>\n<body>\n<h1>%s</h1>\n",
			       safe, safe);
}

static void page_end(GString *out)
{
	g_string_append(out, "</body>\n</html>\n");
}

static void page_row(GString *out, const char *label, const char *text)
{
	if (!text || !*text)
		return;
	g_autofree char *left = g_markup_escape_text(label, -1);
	g_autofree char *right = g_markup_escape_text(text, -1);
	g_string_append_printf(out, "<tr><th>%s</th><td>%s</td></tr>\n", left, right);
}

/* What a browser would run on our page's behalf is published as plain text: the file is a partner's or owner's. */
static gboolean runs_in_browser(const char *name)
{
	static const char *const endings[] = {".html", ".htm", ".xhtml", ".xht",  ".svg",
					      ".xml",  ".js",  ".mjs",	 ".shtml"};
	g_autofree char *lower = g_ascii_strdown(name, -1);
	for (gsize i = 0; i < G_N_ELEMENTS(endings); i++)
		if (g_str_has_suffix(lower, endings[i]))
			return TRUE;
	return FALSE;
}

char *site_document(const char *id, const char *name)
{
	g_autofree char *plain = g_strndup(name, NAME_MAX_SHOWN);
	g_strcanon(plain, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789.-_", '-');
	return g_strdup_printf("%s-%s%s", id, plain, runs_in_browser(plain) ? ".txt" : "");
}

static gboolean site_put_document(const char *dir, const SiteRegister *reg, GString *page, GError **error)
{
	if (!reg->document || !reg->bytes)
		return TRUE;
	gsize length;
	const char *bytes = g_bytes_get_data(reg->bytes, &length);
	g_autofree char *name = site_document(reg->id, reg->document);
	g_autofree char *sheet = g_strdup_printf("%s-approval.txt", reg->id);
	g_string_append_printf(page,
			       "<p><a href=\"%s\">The approved text</a>, <a href=\"%s\">the approval sheet</a></p>\n",
			       name, sheet);
	return site_put(dir, name, bytes ? bytes : "", length, error) &&
	       site_put(dir, sheet, reg->sheet, strlen(reg->sheet), error);
}

gboolean site_write(const char *dir, const SiteRegister *reg, GError **error)
{
	g_autoptr(GString) page = g_string_new(NULL);
	g_autofree char *name = g_strdup_printf("%s.html", reg->id);
	page_begin(page, reg->title);
	g_string_append(page, "<table>\n");
	page_row(page, "Register", reg->id);
	page_row(page, "Status", reg->status);
	for (gsize i = 0; i < reg->n_facts; i++)
		page_row(page, reg->facts[i].label, reg->facts[i].text);
	g_string_append(page, "</table>\n");
	if (reg->milestones && reg->milestones[0]) {
		g_string_append(page, "<h2>Milestones</h2>\n<ul>\n");
		for (gsize i = 0; reg->milestones[i]; i++) {
			g_autofree char *safe = g_markup_escape_text(reg->milestones[i], -1);
			g_string_append_printf(page, "<li>%s</li>\n", safe);
		}
		g_string_append(page, "</ul>\n");
	}
	if (!site_put_document(dir, reg, page, error))
		return FALSE;
	g_string_append(page, "<p><a href=\"index.html\">All registers</a></p>\n");
	page_end(page);
	return site_put(dir, name, page->str, page->len, error);
}

gboolean site_index(const char *dir, const char *organization, const GPtrArray *registers, GError **error)
{
	g_autoptr(GString) page = g_string_new(NULL);
	g_autofree char *title = g_strdup_printf("Work registers of %s", organization);
	page_begin(page, title);
	g_string_append(page, "<ul>\n");
	for (guint i = 0; i < registers->len; i++) {
		const SiteRegister *reg = g_ptr_array_index(registers, i);
		g_autofree char *name = g_markup_escape_text(reg->title, -1);
		g_autofree char *status = g_markup_escape_text(reg->status, -1);
		g_string_append_printf(page, "<li><a href=\"%s.html\">%s</a>, %s (%s)</li>\n", reg->id, reg->id, name,
				       status);
	}
	g_string_append(page, "</ul>\n");
	page_end(page);
	return site_put(dir, "index.html", page->str, page->len, error);
}
