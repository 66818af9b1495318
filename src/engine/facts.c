/* SPDX-License-Identifier: MIT */
#include "engine/facts.h"
#include "domain/ask.h"
#include "domain/route.h"
#include "domain/stage.h"
#include "render/message.h"
#include <string.h>

#define HASH_SHOWN 12 /* hex digits of a hash that letters show */
#define LABEL_WIDTH 12

gboolean facts_use(const FactSource *source, const char *name)
{
	return !source->uses || g_hash_table_contains(source->uses, name);
}

/* The last part of a name: its key in the object. */
static const char *name_key(const char *name)
{
	const char *dot = strrchr(name, '.');
	return dot ? dot + 1 : name;
}

void facts_put(const FactSource *source, json_t *object, const char *name, const char *text)
{
	if (text && facts_use(source, name))
		json_put_text(object, name_key(name), text);
}

void facts_put_instant(const FactSource *source, json_t *object, const char *name, Instant instant)
{
	if (instant == INSTANT_NONE || !facts_use(source, name))
		return;
	g_autofree char *text = instant_letter(instant, source->rules->zone);
	json_put_text(object, name_key(name), text);
}

gconstpointer facts_get(const FactSource *source, const RecordType *type, const char *id, GPtrArray *owned)
{
	if (!id)
		return NULL;
	gconstpointer record = source->part ? part_get(source->part, type, id) : NULL;
	if (record)
		return record;
	gpointer stored = store_get(source->store, type, id, NULL);
	if (stored)
		g_ptr_array_add(owned, stored);
	return stored;
}

char *facts_subject(const char *register_id, const char *partner_name)
{
	return g_strdup_printf("[%s] Work register with %s", register_id, partner_name ? partner_name : "a partner");
}

static json_t *facts_register(const FactSource *source, const Register *reg)
{
	json_t *out = json_object();
	g_autofree char *title = g_strdup_printf("Work register with %s", reg->partner_name ? reg->partner_name : "");
	facts_put(source, out, "register.id", reg->id);
	facts_put(source, out, "register.partner", reg->partner_name);
	facts_put(source, out, "register.title", title);
	facts_put(source, out, "register.oc", reg->oc ? roster_name(source->roster, reg->oc) : NULL);
	facts_put(source, out, "register.owner", reg->owner ? roster_name(source->roster, reg->owner) : NULL);
	facts_put(source, out, "register.status", enumtab_word(&register_status_words, reg->status));
	facts_put(source, out, "register.resolution", reg->resolution);
	facts_put(source, out, "register.resolution_text", reg->resolution_text);
	if (reg->resolution_date) {
		g_autofree char *day = instant_day(reg->resolution_date, source->rules->zone);
		facts_put(source, out, "register.resolution_date", day);
	}
	facts_put(source, out, "register.accepted_by",
		  reg->accepted_by ? roster_name(source->roster, reg->accepted_by) : NULL);
	facts_put_instant(source, out, "register.accepted", reg->accepted);
	if (source->site) {
		g_autofree char *page = g_strdup_printf("%s/%s.html", source->site, reg->id);
		facts_put(source, out, "register.page", page);
	}
	return out;
}

static json_t *fact_milestone(const FactSource *source, const Milestone *milestone)
{
	json_t *out = json_object();
	json_put_text(out, "name", milestone->name);
	json_put_text(out, "body", milestone->body ? roster_name(source->roster, milestone->body) : NULL);
	json_put_text(out, "date", milestone->date);
	json_put_text(out, "text", milestone->text);
	json_object_set_new(out, "significant", json_boolean(milestone->significant != 0));
	g_auto(GStrv) doers = words_split(milestone->doers);
	g_autoptr(GPtrArray) names = g_ptr_array_new();
	for (guint i = 0; doers[i]; i++)
		g_ptr_array_add(names, (char *)roster_name(source->roster, doers[i]));
	g_ptr_array_add(names, NULL);
	if (names->len > 1) {
		g_autofree char *list = text_and((char *const *)names->pdata);
		json_put_text(out, "doers", list);
	}
	return out;
}

static json_t *facts_draft(const FactSource *source, const Draft *draft, GError **error)
{
	g_autoptr(Json) out = json_object();
	g_autofree char *content = draft->content ? g_strndup(draft->content, HASH_SHOWN) : NULL;
	const Person *from = roster_person_at(source->roster, draft->sender);
	facts_put(source, out, "draft.id", draft->id);
	json_object_set_new(out, "number", json_integer(draft->number));
	facts_put(source, out, "draft.name", draft->name);
	facts_put(source, out, "draft.content", content);
	facts_put(source, out, "draft.content_full", draft->content);
	facts_put(source, out, "draft.from", from ? from->name : draft->sender);
	json_object_set_new(out, "bytes", json_integer(draft->bytes));
	facts_put_instant(source, out, "draft.received", draft->received);
	if (!facts_use(source, "draft.milestones"))
		return g_steal_pointer(&out);
	g_autoptr(GPtrArray) milestones = store_find(source->store, &milestone_type, "draft", draft->id, error);
	if (!milestones)
		return NULL;
	json_t *list = json_array();
	json_object_set_new(out, "milestones", list);
	for (guint i = 0; i < milestones->len; i++)
		json_array_append_new(list, fact_milestone(source, g_ptr_array_index(milestones, i)));
	return g_steal_pointer(&out);
}

/* The route's stages as the strip at the top of a letter, and the one it is in (design 2). */
static void facts_stages(json_t *facts, const Revision *revision)
{
	const Stage *stages = route_row(revision->route)->stages;
	int count = 0;
	while (stages[count] != STAGE_CLOSED)
		count++;
	json_t *list = json_array();
	json_object_set_new(facts, "stages", list);
	for (int i = 0; i < count; i++) {
		json_t *row = json_object();
		gboolean now = (int)stages[i] == revision->stage;
		json_put_text(row, "name", enumtab_word(&stage_words, stages[i]));
		json_put_text(row, "state", now ? "now" : (int)stages[i] < revision->stage ? "done" : "next");
		json_array_append_new(list, row);
		if (!now)
			continue;
		json_t *stage = json_object();
		json_put_text(stage, "name", stage_title(stages[i]));
		json_object_set_new(stage, "number", json_integer(i + 1));
		json_object_set_new(stage, "count", json_integer(count));
		json_object_set_new(facts, "stage", stage);
	}
}

static json_t *fact_buttons(const FactSource *source, const AskRow *row, const char *subject)
{
	json_t *list = json_array();
	g_autofree char *marked = source->token ? g_strdup_printf("%s [#%s]", subject, source->token)
						: g_strdup(subject);
	for (guint i = 0; i < row->n_words; i++) {
		const AskWord *word = &row->words[i];
		if (!word->label)
			continue;
		json_t *button = json_object();
		g_autofree char *padded = g_strdup_printf("%-*s", LABEL_WIDTH, word->label);
		g_autofree char *link = message_mailto(source->reply, marked, word->word);
		json_put_text(button, "label", word->label);
		json_put_text(button, "padded", padded);
		json_put_text(button, "link", link);
		json_array_append_new(list, button);
	}
	return list;
}

static json_t *facts_ask(const FactSource *source, const Ask *ask, const char *subject)
{
	const AskRow *row = ask_row(ask->kind);
	json_t *out = json_object();
	facts_put(source, out, "ask.id", ask->id);
	facts_put(source, out, "ask.kind", enumtab_word(&ask_kind_words, ask->kind));
	facts_put(source, out, "ask.what", row->what);
	if (facts_use(source, "ask.how")) {
		g_autofree char *how = ask_how(ask->kind);
		json_put_text(out, "how", how);
	}
	facts_put(source, out, "ask.silence", row->silence_note);
	facts_put(source, out, "ask.rule", row->rule);
	facts_put(source, out, "ask.detail", ask->detail);
	facts_put(source, out, "ask.body", ask->body ? roster_name(source->roster, ask->body) : NULL);
	facts_put_instant(source, out, "ask.until", ask->due);
	if (ask->state == ASK_OPEN && facts_use(source, "ask.buttons"))
		json_object_set_new(out, "buttons", fact_buttons(source, row, subject));
	return out;
}

static void facts_addressee(const FactSource *source, const Letter *letter, json_t *facts)
{
	const Person *person = roster_person(source->roster, letter->person);
	facts_put(source, facts, "address", person ? person->mail[0] : letter->address);
	if (!person)
		return;
	const Company *company = roster_company(source->roster, person->company);
	g_autofree char *first = g_strndup(person->name, strcspn(person->name, " "));
	facts_put(source, facts, "name", person->name);
	facts_put(source, facts, "first", first);
	facts_put(source, facts, "company", company ? company->name : NULL);
}

static void facts_revision(const FactSource *source, const Letter *letter, const Register *reg, json_t *facts,
			   GPtrArray *owned)
{
	const char *id = letter->revision ? letter->revision : reg ? reg->revision : NULL;
	const Revision *revision = facts_get(source, &revision_type, id, owned);
	if (!revision)
		return;
	if (facts_use(source, "revision")) {
		json_t *out = json_object();
		json_put_text(out, "id", revision->id);
		json_put_text(out, "route", enumtab_word(&route_name_words, revision->route));
		json_object_set_new(facts, "revision", out);
	}
	if (facts_use(source, "stages") || facts_use(source, "stage"))
		facts_stages(facts, revision);
}

/* The ask a letter is about: the one it bears the token of, else the one it stands or falls with. */
static const Ask *letter_ask(const FactSource *source, const Letter *letter, GPtrArray *owned)
{
	const Asked *asked = facts_get(source, &asked_type, letter->asked, owned);
	return facts_get(source, &ask_type, asked ? asked->ask : letter->while_ask, owned);
}

/* The draft a letter is about: named, else the ballot's, else the revision's current one. */
static const char *letter_draft(const FactSource *source, const Letter *letter, const Ballot *ballot,
				const Register *reg, GPtrArray *owned)
{
	if (letter->draft)
		return letter->draft;
	if (ballot)
		return ballot->draft;
	const char *id = letter->revision ? letter->revision : reg ? reg->revision : NULL;
	const Revision *revision = facts_get(source, &revision_type, id, owned);
	if (revision)
		return revision->draft;
	return reg ? reg->approved_draft : NULL;
}

/* The ballot's facts, which are the same in every letter of one decision that uses the same names, and long where the
 * roll is. */
static json_t *shared_ballot(const FactSource *source, const Ballot *ballot, GPtrArray *owned, GError **error)
{
	g_autofree char *key = g_strdup_printf("%s %p", ballot->id, (void *)source->uses);
	json_t *known = source->shared ? g_hash_table_lookup(source->shared, key) : NULL;
	if (known)
		return json_incref(known);
	json_t *made = facts_ballot(source, ballot, owned, error);
	if (made && source->shared)
		g_hash_table_insert(source->shared, g_steal_pointer(&key), json_incref(made));
	return made;
}

static gboolean facts_objects(const FactSource *source, const Letter *letter, json_t *facts, GPtrArray *owned,
			      GError **error)
{
	const Register *reg = facts_get(source, &register_type, letter->register_id, owned);
	const Ballot *ballot = facts_get(source, &ballot_type, letter->ballot, owned);
	const Ask *ask = letter_ask(source, letter, owned);
	g_autofree char *subject = reg ? facts_subject(reg->id, reg->partner_name)
				       : g_strdup_printf("%s registers", source->rules->organization);
	if (reg && facts_use(source, "register"))
		json_object_set_new(facts, "register", facts_register(source, reg));
	facts_revision(source, letter, reg, facts, owned);
	if (ask && facts_use(source, "ask"))
		json_object_set_new(facts, "ask", facts_ask(source, ask, subject));
	if (facts_use(source, "draft")) {
		const Draft *draft = facts_get(source, &draft_type, letter_draft(source, letter, ballot, reg, owned),
					       owned);
		json_t *out = draft ? facts_draft(source, draft, error) : NULL;
		if (draft && !out)
			return FALSE;
		if (out)
			json_object_set_new(facts, "draft", out);
	}
	if (ballot && facts_use(source, "ballot")) {
		json_t *out = shared_ballot(source, ballot, owned, error);
		if (!out)
			return FALSE;
		json_object_set_new(facts, "ballot", out);
		/* where each person has a vote, the company has none */
		if (!json_is_true(json_object_get(out, "by_company")))
			json_object_del(facts, "company");
	}
	const Vote *vote = facts_get(source, &vote_type, letter->vote, owned);
	if (vote && facts_use(source, "vote"))
		json_object_set_new(facts, "vote", facts_vote(source, vote, owned));
	return TRUE;
}

static void facts_item(const FactSource *source, const Letter *letter, json_t *facts, GPtrArray *owned)
{
	const Item *item = facts_get(source, &item_type, letter->item, owned);
	if (!item)
		return;
	json_t *out = json_object();
	json_put_text(out, "id", item->id);
	json_put_text(out, "kind", enumtab_word(&item_kind_words, item->kind));
	json_put_text(out, "state", enumtab_word(&item_state_words, item->state));
	json_put_text(out, "text", item->text);
	json_put_text(out, "note", item->note);
	json_object_set_new(facts, "item", out);
}

json_t *facts_of_letter(const FactSource *source, const Letter *letter, GError **error)
{
	g_autoptr(Json) facts = json_object();
	g_autoptr(GPtrArray) owned = g_ptr_array_new_with_free_func(record_free);
	json_put_text(facts, "organization", source->rules->organization);
	json_put_text(facts, "robot", source->robot);
	json_put_text(facts, "reply", source->reply);
	facts_addressee(source, letter, facts);
	if (!facts_objects(source, letter, facts, owned, error))
		return NULL;
	facts_item(source, letter, facts, owned);
	if (source->head_hash) {
		json_t *head = json_object();
		g_autofree char *shown = g_strndup(source->head_hash, HASH_SHOWN);
		json_put_text(head, "hash", shown);
		json_put_text(head, "hash_full", source->head_hash);
		json_object_set_new(head, "n", json_integer(source->head_n));
		json_object_set_new(facts, "head", head);
	}
	for (guint i = 0; letter->values && i < letter->values->len; i++) {
		const LetterValue *value = g_ptr_array_index(letter->values, i);
		json_put_text(facts, value->name, value->text);
	}
	return g_steal_pointer(&facts);
}
