/* SPDX-License-Identifier: MIT */
#include "engine/sheet.h"

static void sheet_line(GString *out, const char *label, const char *value)
{
	if (value && *value)
		g_string_append_printf(out, "%-14s %s\n", label, value);
}

static void sheet_bodies(const FactSource *source, const Revision *revision, GString *out)
{
	g_auto(GStrv) bodies = words_split(revision ? revision->approved : NULL);
	for (guint i = 0; bodies[i]; i++)
		sheet_line(out, i ? "" : "Approved by", roster_name(source->roster, bodies[i]));
}

char *sheet_text(const FactSource *source, const char *register_id, const char *draft_id)
{
	g_autoptr(GPtrArray) owned = g_ptr_array_new_with_free_func(record_free);
	const Register *reg = facts_get(source, &register_type, register_id, owned);
	const Draft *draft = reg ? facts_get(source, &draft_type, draft_id ? draft_id : reg->approved_draft, owned)
				: NULL;
	if (!draft)
		return NULL;
	const Revision *revision = facts_get(source, &revision_type, draft->revision, owned);
	GString *out = g_string_new(NULL);
	g_autofree char *title = g_strdup_printf("%s, work register with %s", reg->id, reg->partner_name);
	g_autofree char *number = g_strdup_printf("%" G_GINT64_FORMAT ", %s", draft->number,
						  draft->name ? draft->name : "");
	g_autofree char *date = reg->resolution_date ? instant_day(reg->resolution_date, source->rules->zone) : NULL;
	g_autofree char *accepted = reg->accepted ? instant_letter(reg->accepted, source->rules->zone) : NULL;
	sheet_line(out, "Register", title);
	sheet_line(out, "Draft", number);
	sheet_line(out, "Content", draft->content);
	sheet_line(out, "File SHA-256", draft->file);
	sheet_bodies(source, revision, out);
	sheet_line(out, "Resolution", reg->resolution);
	sheet_line(out, "Date", date);
	if (reg->resolution_text) {
		g_autofree char *text = text_wrap(reg->resolution_text, 60, 0);
		g_auto(GStrv) lines = g_strsplit(text, "\n", -1);
		for (guint i = 0; lines[i]; i++)
			sheet_line(out, i ? "" : "Text", lines[i]);
	}
	sheet_line(out, "Accepted", accepted);
	sheet_line(out, "Accepted by", reg->accepted_by ? roster_name(source->roster, reg->accepted_by) : NULL);
	return g_string_free(out, FALSE);
}
