/* SPDX-License-Identifier: MIT
 *
 * view-journal.c: the journal, its verification, and the evidence of one ballot or register as one document.
 *
 * An entry that tells of a vote not yet shown keeps its place and its hashes, nothing else: not even the digest of its
 * payload, so that the hash cannot be searched for what it binds.
 */
#include "base/text.h"
#include "ctl/view.h"
#include <string.h>

#define PAGE 500
#define EXPORT_FORMAT "ballotd evidence 1"

typedef json_t *(*EntryMake)(const Entry *entry, const json_t *event, const json_t *body);

/* --- entries --- */

static json_t *entry_place(const Entry *entry)
{
	json_t *row = json_object();
	json_object_set_new(row, "n", json_integer(entry->n));
	json_put_text(row, "subject", entry->subject);
	view_put_instant(row, "at", entry->at);
	return row;
}

static void entry_hashes(json_t *row, const Entry *entry)
{
	json_put_text(row, "previous", entry->previous);
	json_put_text(row, "hash", entry->hash);
}

/* What an entry changed, by noun and id. */
static json_t *changes_list(const json_t *body)
{
	const json_t *changes = json_object_get(body, "changes");
	json_t *list = json_array();
	for (size_t i = 0; i < json_array_size(changes); i++) {
		const json_t *change = json_array_get(changes, i);
		json_t *row = json_object();
		json_put_text(row, "type", json_text(change, "type"));
		json_put_text(row, "id", json_text(change, "id"));
		if (json_object_get(change, "gone"))
			json_object_set_new(row, "gone", json_true());
		json_array_append_new(list, row);
	}
	return list;
}

static json_t *entry_short(const Entry *entry, const json_t *event, const json_t *body)
{
	json_t *row = entry_place(entry);
	const json_t *letters = json_object_get(body, "letters");
	json_put_text(row, "kind", json_text(event, "kind"));
	json_put_text(row, "row", entry->row);
	json_put_text(row, "mail", json_text(event, "mail"));
	json_put_text(row, "disposition", json_text(body, "disposition"));
	json_object_set_new(row, "changes", changes_list(body));
	json_object_set_new(row, "letters", letters ? json_deep_copy(letters) : json_array());
	entry_hashes(row, entry);
	return row;
}

/* The entry as it is hashed: event and body as the texts they are. */
static json_t *entry_whole(const Entry *entry, const json_t *event, const json_t *body)
{
	json_t *row = json_object();
	json_object_set_new(row, "n", json_integer(entry->n));
	json_put_text(row, "subject", entry->subject);
	json_object_set_new(row, "at", json_integer(entry->at));
	json_put_text(row, "event", entry->event);
	json_put_text(row, "row", entry->row);
	json_put_text(row, "body", entry->body);
	json_put_text(row, "payload_digest", entry->payload_digest);
	entry_hashes(row, entry);
	return row;
}

static json_t *entry_withheld(const Entry *entry)
{
	json_t *row = entry_place(entry);
	json_put_text(row, "row", "withheld");
	json_object_set_new(row, "withheld", json_true());
	entry_hashes(row, entry);
	return row;
}

static json_t *parse_or_null(const char *text)
{
	return text ? json_parse(text, strlen(text), NULL) : NULL;
}

static json_t *entry_view(const Entry *entry, const Withheld *withheld, EntryMake make)
{
	g_autoptr(Json) event = parse_or_null(entry->event), body = parse_or_null(entry->body);
	return withheld_entry(withheld, event, body) ? entry_withheld(entry) : make(entry, event, body);
}

/* The entries of a chain (NULL: all) after a number, at most `max` (0: all), at "entries". */
static gboolean put_entries(Ctl *ctl, json_t *out, const char *subject, gint64 after, guint max,
			    const Withheld *withheld, EntryMake make, GError **error)
{
	json_t *list = json_array();
	json_object_set_new(out, "entries", list);
	for (;;) {
		guint left = max ? max - (guint)json_array_size(list) : PAGE;
		g_autoptr(GPtrArray) page =
			store_entries(engine_store(ctl->engine), subject, after, MIN(left, PAGE), error);
		for (guint i = 0; page && i < page->len; i++) {
			const Entry *entry = g_ptr_array_index(page, i);
			json_array_append_new(list, entry_view(entry, withheld, make));
			after = entry->n;
		}
		if (!page)
			return FALSE;
		if (page->len < PAGE || (max && json_array_size(list) >= max))
			return TRUE;
	}
}

json_t *view_journal(Ctl *ctl, GError **error)
{
	g_autoptr(Json) out = json_object();
	g_autoptr(Withheld) withheld = withheld_read(engine_store(ctl->engine), error);
	const char *subject = ctl->n_args ? ctl->args[0] : NULL;
	guint max = (guint)MAX(ctl->options.max, 0);
	if (!withheld || !put_entries(ctl, out, subject, ctl->options.after, max, withheld, entry_short, error))
		return NULL;
	if (subject && !ctl->options.after && !json_array_size(json_object_get(out, "entries")))
		return ctl_nothing(ctl, "chain in the journal", subject);
	return g_steal_pointer(&out);
}

/* --- verify --- */

json_t *view_verify(Ctl *ctl, GError **error)
{
	g_autoptr(Json) out = json_object();
	g_autoptr(GPtrArray) findings = g_ptr_array_new_with_free_func(g_free);
	GError *fault = NULL;
	gint64 entries = 0;
	gboolean same = store_verify(engine_store(ctl->engine), findings, &entries, &fault);
	if (fault) {
		g_propagate_error(error, fault);
		return NULL;
	}
	json_t *differences = json_array(), *erased = json_array();
	json_object_set_new(out, "entries", json_integer(entries));
	json_object_set_new(out, "same", json_boolean(same));
	json_object_set_new(out, "differences", differences);
	json_object_set_new(out, "erased", erased);
	for (guint i = 0; i < findings->len; i++) {
		const char *text = g_ptr_array_index(findings, i);
		json_t *list = g_str_has_prefix(text, "sealed:") ? erased : differences;
		json_array_append_new(list, json_pack("{s:s}", "text", text));
	}
	ctl->no = !same;
	return g_steal_pointer(&out);
}

/* --- export --- */

static gboolean put_register(Ctl *ctl, json_t *out, const char *id, const Withheld *withheld, GError **error)
{
	GError *fault = NULL;
	g_autoptr(Record) reg = id ? store_get(engine_store(ctl->engine), &register_type, id, &fault) : NULL;
	json_t *whole = reg ? view_register_whole(ctl, (Register *)reg, withheld, &fault) : NULL;
	if (whole)
		json_object_set_new(out, "register", whole);
	if (fault)
		g_propagate_error(error, fault);
	return fault == NULL;
}

static json_t *ballot_make(Ctl *ctl, gpointer record, const Withheld *withheld, GError **error)
{
	return view_ballot_whole(ctl, record, withheld, error);
}

/* What was asked for by id: a ballot, or a register with all of its ballots. The register's id; g_free. NULL with a
 * fault, or without one when there is no such thing. */
static char *put_subject(Ctl *ctl, json_t *out, const char *id, const Withheld *withheld, GError **error)
{
	GError *fault = NULL;
	gboolean is_ballot = g_str_has_prefix(id, "BAL-");
	g_autoptr(Record) record =
		store_get(engine_store(ctl->engine), is_ballot ? &ballot_type : &register_type, id, &fault);
	const char *reg = !record ? NULL : is_ballot ? ((Ballot *)record)->register_id : id;
	gboolean done = reg && put_register(ctl, out, reg, withheld, &fault) &&
			view_put_list(ctl, out, "ballots", &ballot_type, is_ballot ? "id" : "register_id", id, withheld, ballot_make,
				      &fault);
	if (fault)
		g_propagate_error(error, fault);
	return done ? g_strdup(reg) : NULL;
}

json_t *view_export(Ctl *ctl, GError **error)
{
	GError *fault = NULL;
	g_autoptr(Json) out = json_object();
	g_autoptr(Withheld) withheld = withheld_read(engine_store(ctl->engine), error);
	if (!withheld)
		return NULL;
	json_put_text(out, "format", EXPORT_FORMAT);
	json_put_text(out, "subject", ctl->args[0]);
	view_put_instant(out, "exported", engine_now(ctl->engine));
	g_autofree char *reg = put_subject(ctl, out, ctl->args[0], withheld, &fault);
	if (fault) {
		g_propagate_error(error, fault);
		return NULL;
	}
	if (!reg)
		return ctl_nothing(ctl, "ballot or register", ctl->args[0]);
	return put_entries(ctl, out, reg, 0, 0, withheld, entry_whole, error) ? g_steal_pointer(&out) : NULL;
}
