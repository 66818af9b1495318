/* SPDX-License-Identifier: MIT
 *
 * view-registers.c: registers, their drafts, the questions that are open on them.
 */
#include "base/text.h"
#include "ctl/view.h"
#include "domain/ask.h"

#define REVISION_KEYS "id register_id"

/* --- asks --- */

/* What a letter quotes may be an answer that waits for its sender's word, a vote among them: it is not shown. */
static json_t *asked_view(Ctl *ctl, gpointer record, const Withheld *withheld, GError **error)
{
	const Asked *asked = record;
	json_t *row = view_record(asked, "ask comment");
	view_put_name(ctl, row, "name", asked->person);
	return row;
}

static json_t *words_view(AskKind kind)
{
	const AskRow *row = ask_row(kind);
	json_t *list = json_array();
	for (guint i = 0; i < row->n_words; i++)
		json_array_append_new(list, json_pack("{s:s, s:s}", "word", row->words[i].word, "form", row->words[i].form));
	return list;
}

json_t *view_ask(Ctl *ctl, gpointer record, const Withheld *withheld, GError **error)
{
	const Ask *ask = record;
	if (ask->state != ASK_OPEN || withheld_reason(withheld, ask->id))
		return NULL;
	g_autoptr(Json) row = view_record(ask, "people overdue detail");
	json_put_text(row, "what", ask_row((AskKind)ask->kind)->what);
	json_object_set_new(row, "overdue", json_boolean(ask->overdue));
	if (!view_put_list(ctl, row, "people", &asked_type, "ask", ask->id, withheld, asked_view, error))
		return NULL;
	json_object_set_new(row, "answers", words_view((AskKind)ask->kind));
	return g_steal_pointer(&row);
}

json_t *view_asks(Ctl *ctl, GError **error)
{
	g_autoptr(Json) out = json_object();
	g_autoptr(Withheld) withheld = withheld_read(engine_store(ctl->engine), error);
	const char *field = ctl->n_args ? "register_id" : "state";
	const char *value = ctl->n_args ? ctl->args[0] : enumtab_word(&ask_state_words, ASK_OPEN);
	if (!withheld || !view_put_list(ctl, out, "asks", &ask_type, field, value, withheld, view_ask, error))
		return NULL;
	return g_steal_pointer(&out);
}

/* --- drafts --- */

static json_t *milestone_view(Ctl *ctl, gpointer record, const Withheld *withheld, GError **error)
{
	const Milestone *milestone = record;
	json_t *row = view_record(milestone, "id draft significant");
	view_put_name(ctl, row, "body_name", milestone->body);
	json_object_set_new(row, "significant", json_boolean(milestone->significant));
	return row;
}

json_t *view_draft(Ctl *ctl, gpointer record, const Withheld *withheld, GError **error)
{
	const Draft *draft = record;
	g_autoptr(Json) row = view_record(draft, "pending");
	json_object_set_new(row, "pending", json_boolean(draft->pending));
	if (!view_put_list(ctl, row, "milestones", &milestone_type, "draft", draft->id, withheld, milestone_view, error))
		return NULL;
	return g_steal_pointer(&row);
}

json_t *view_comment(Ctl *ctl, gpointer record, const Withheld *withheld, GError **error)
{
	const Comment *comment = record;
	if (comment->ballot && g_hash_table_contains(withheld->ballots, comment->ballot))
		return NULL;
	json_t *row = view_record(comment, "register_id");
	view_put_name(ctl, row, "body_name", comment->body);
	view_put_name(ctl, row, "author_name", comment->author);
	return row;
}

/* --- registers --- */

/* What the open revision adds: its stage, text and dates. */
static gboolean put_revision(Ctl *ctl, json_t *row, const Register *reg, GError **error)
{
	GError *fault = NULL;
	g_autoptr(Record) revision =
		reg->revision ? store_get(engine_store(ctl->engine), &revision_type, reg->revision, &fault) : NULL;
	if (revision) {
		g_autoptr(Json) fields = view_record(revision, REVISION_KEYS);
		json_object_update_missing(row, fields);
	}
	if (fault)
		g_propagate_error(error, fault);
	return fault == NULL;
}

static json_t *register_view(Ctl *ctl, gpointer record, const Withheld *withheld, GError **error)
{
	const Register *reg = record;
	g_autoptr(Json) row = view_record(reg, "partner partner_name partner_board revisions comments");
	json_put_text(row, "partner", reg->partner_name);
	json_put_text(row, "partner_id", reg->partner);
	view_put_name(ctl, row, "owner_name", reg->owner);
	view_put_name(ctl, row, "oc_name", reg->oc);
	view_put_name(ctl, row, "accepted_by_name", reg->accepted_by);
	return put_revision(ctl, row, reg, error) ? g_steal_pointer(&row) : NULL;
}

json_t *view_registers(Ctl *ctl, GError **error)
{
	g_autoptr(Json) out = json_object();
	if (!view_put_list(ctl, out, "registers", &register_type, NULL, NULL, NULL, register_view, error))
		return NULL;
	return g_steal_pointer(&out);
}

static json_t *item_view(Ctl *ctl, gpointer record, const Withheld *withheld, GError **error)
{
	return view_record(record, "register_id");
}

/* Reminders and dates of questions follow from the questions. */
static json_t *moment_view(Ctl *ctl, gpointer record, const Withheld *withheld, GError **error)
{
	const Moment *moment = record;
	if (moment->kind == MOMENT_REMIND || moment->kind == MOMENT_DUE || moment->kind == MOMENT_ESCALATE)
		return NULL;
	return view_record(moment, "id register_id");
}

/* Marks the current draft and takes its milestones up. */
static void put_current(json_t *row, const char *current)
{
	const json_t *drafts = json_object_get(row, "drafts");
	for (size_t i = 0; i < json_array_size(drafts); i++) {
		json_t *draft = json_array_get(drafts, i);
		gboolean is = current && g_strcmp0(json_text(draft, "id"), current) == 0;
		json_object_set_new(draft, "current", json_boolean(is));
		if (is)
			json_object_set(row, "milestones", json_object_get(draft, "milestones"));
	}
}

json_t *view_register_whole(Ctl *ctl, const Register *reg, const Withheld *withheld, GError **error)
{
	g_autoptr(Json) row = register_view(ctl, (gpointer)reg, withheld, error);
	if (!row ||
	    !view_put_list(ctl, row, "asks", &ask_type, "register_id", reg->id, withheld, view_ask, error) ||
	    !view_put_list(ctl, row, "ballots", &ballot_type, "register_id", reg->id, withheld, view_ballot_row, error) ||
	    !view_put_list(ctl, row, "drafts", &draft_type, "register_id", reg->id, withheld, view_draft, error) ||
	    !view_put_list(ctl, row, "comments", &comment_type, "register_id", reg->id, withheld, view_comment, error) ||
	    !view_put_list(ctl, row, "tasks", &item_type, "register_id", reg->id, withheld, item_view, error) ||
	    !view_put_list(ctl, row, "moments", &moment_type, "register_id", reg->id, withheld, moment_view, error))
		return NULL;
	put_current(row, json_text(row, "draft") ? json_text(row, "draft") : reg->approved_draft);
	return g_steal_pointer(&row);
}

/* The register that the first argument names. NULL with a fault, or without one when there is none. */
static gpointer register_named(Ctl *ctl, GError **error)
{
	GError *fault = NULL;
	gpointer reg = store_get(engine_store(ctl->engine), &register_type, ctl->args[0], &fault);
	if (fault)
		g_propagate_error(error, fault);
	return reg || fault ? reg : ctl_nothing(ctl, "register", ctl->args[0]);
}

json_t *view_register(Ctl *ctl, GError **error)
{
	g_autoptr(Record) reg = register_named(ctl, error);
	g_autoptr(Withheld) withheld = reg ? withheld_read(engine_store(ctl->engine), error) : NULL;
	return withheld ? view_register_whole(ctl, (Register *)reg, withheld, error) : NULL;
}

json_t *view_documents(Ctl *ctl, GError **error)
{
	g_autoptr(Json) out = json_object();
	g_autoptr(Record) reg = register_named(ctl, error);
	if (!reg)
		return NULL;
	json_put_text(out, "register", record_id(reg));
	if (!view_put_list(ctl, out, "drafts", &draft_type, "register_id", record_id(reg), NULL, view_draft, error))
		return NULL;
	return g_steal_pointer(&out);
}
