/* SPDX-License-Identifier: MIT
 *
 * publishing.c: the tasks of publication that the robot does itself: the site's pages and the check-in. What came of
 * one is an event; whether and when it is tried again, the process decides (item.c).
 */
#include "base/fault.h"
#include "engine/core.h"
#include "engine/sheet.h"
#include "publish/checkin.h"
#include "publish/site.h"
#include <string.h>

/* What one register's publication is made from. */
typedef struct Publication {
	const Register *reg;
	GPtrArray *owned;    /* records */
	GPtrArray *texts;    /* char * */
	const Draft *draft;
	GBytes *document;
	GPtrArray *milestones; /* char *, closed by NULL */
} Publication;

static void publication_clear(Publication *publication)
{
	g_clear_pointer(&publication->document, g_bytes_unref);
	g_clear_pointer(&publication->owned, g_ptr_array_unref);
	g_clear_pointer(&publication->texts, g_ptr_array_unref);
	g_clear_pointer(&publication->milestones, g_ptr_array_unref);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Publication, publication_clear)

static FactSource publishing_source(const Engine *engine, Instant now)
{
	const Composer *composer = &engine->composer;
	return (FactSource){.store = engine->store, .roster = engine->roster, .rules = composer->rules,
			    .robot = composer->robot, .site = composer->site, .now = now};
}

static gboolean publication_milestones(Publication *publication, const FactSource *source, GError **error)
{
	g_autoptr(GPtrArray) found = store_find(source->store, &milestone_type, "draft", publication->draft->id, error);
	if (!found)
		return FALSE;
	for (guint i = 0; i < found->len; i++) {
		const Milestone *milestone = g_ptr_array_index(found, i);
		g_ptr_array_add(publication->milestones,
				g_strdup_printf("%s: %s%s%s%s%s", milestone->name,
						milestone->text ? milestone->text : "",
						milestone->body ? ", " : "",
						milestone->body ? roster_name(source->roster, milestone->body) : "",
						milestone->date ? ", " : "", milestone->date ? milestone->date : ""));
	}
	g_ptr_array_add(publication->milestones, NULL);
	return TRUE;
}

static gboolean publication_gather(const FactSource *source, const char *register_id, Publication *out, GError **error)
{
	g_auto(Publication) all = {.owned = g_ptr_array_new_with_free_func(record_free),
				   .texts = g_ptr_array_new_with_free_func(g_free),
				   .milestones = g_ptr_array_new_with_free_func(g_free)};
	all.reg = facts_get(source, &register_type, register_id, all.owned);
	all.draft = all.reg ? facts_get(source, &draft_type, all.reg->approved_draft, all.owned) : NULL;
	if (!all.draft || !all.draft->file)
		return fault_set(error, FAULT_PERM, "%s has no accepted text to publish", register_id);
	all.document = store_kept(source->store, all.draft->file, error);
	if (!all.document || !publication_milestones(&all, source, error))
		return FALSE;
	*out = all;
	all = (Publication){0};
	return TRUE;
}

static const char *publication_keep(Publication *publication, char *text)
{
	g_ptr_array_add(publication->texts, text);
	return text;
}

static gboolean publish_index(Engine *engine, GError **error)
{
	g_autoptr(GPtrArray) registers = store_find(engine->store, &register_type, NULL, NULL, error);
	g_autoptr(GPtrArray) shown = g_ptr_array_new_with_free_func(g_free);
	g_autoptr(GPtrArray) titles = g_ptr_array_new_with_free_func(g_free);
	if (!registers)
		return FALSE;
	for (guint i = 0; i < registers->len; i++) {
		const Register *reg = g_ptr_array_index(registers, i);
		if (!reg->accepted)
			continue;
		SiteRegister *row = g_new0(SiteRegister, 1);
		char *title = g_strdup_printf("Work register with %s", reg->partner_name);
		g_ptr_array_add(titles, title);
		*row = (SiteRegister){.id = reg->id, .title = title, .status = enumtab_word(&register_status_words,
			reg->status)};
		g_ptr_array_add(shown, row);
	}
	return site_index(engine->settings->site, engine->composer.rules->organization, shown, error);
}

static gboolean publish_site(Engine *engine, const FactSource *source, Publication *publication, GError **error)
{
	const Register *reg = publication->reg;
	GTimeZone *zone = source->rules->zone;
	if (!engine->settings->site)
		return TRUE;
	const SiteFact facts[] = {
		{"Partner", reg->partner_name},
		{"Originating committee", reg->oc ? roster_name(source->roster, reg->oc) : NULL},
		{"Owner", reg->owner ? roster_name(source->roster, reg->owner) : NULL},
		{"Resolution", reg->resolution},
		{"Date of the resolution",
		 reg->resolution_date ? publication_keep(publication, instant_day(reg->resolution_date, zone)) : NULL},
		{"Text of the resolution", reg->resolution_text},
		{"Accepted by the partner", publication_keep(publication, instant_day(reg->accepted, zone))},
		{"Content (SHA-256)", reg->approved_content}};
	SiteRegister page = {.id = reg->id,
			     .title = publication_keep(publication, g_strdup_printf("Work register with %s",
				reg->partner_name)),
			     .status = enumtab_word(&register_status_words, reg->status), .facts = facts,
			     .n_facts = G_N_ELEMENTS(facts),
			     .milestones = (const char *const *)publication->milestones->pdata,
			     .document = publication->draft->name ? publication->draft->name : "text",
			     .bytes = publication->document,
			     .sheet = publication_keep(publication, sheet_text(source, reg->id, NULL))};
	return site_write(engine->settings->site, &page, error) && publish_index(engine, error);
}

static gboolean publish_checkin(Engine *engine, const FactSource *source, Publication *publication, GError **error)
{
	const Register *reg = publication->reg;
	if (!engine->settings->git)
		return TRUE;
	char *sheet = sheet_text(source, reg->id, NULL);
	g_autoptr(GBytes) sheet_bytes = g_bytes_new_take(sheet, strlen(sheet));
	const char *name = publication->draft->name ? publication->draft->name : "text";
	g_autofree char *document = site_document(reg->id, name);
	const CheckinFile files[] = {
		{publication_keep(publication, g_strdup_printf("%s/%s", reg->id, document)), publication->document},
		{publication_keep(publication, g_strdup_printf("%s/approval.txt", reg->id)), sheet_bytes}};
	const char *message = publication_keep(
		publication, g_strdup_printf("%s: work register with %s\n\nResolution %s, content %s\n", reg->id,
					     reg->partner_name, reg->resolution ? reg->resolution : "not recorded",
					     reg->approved_content ? reg->approved_content : ""));
	const char *author = publication_keep(publication, g_strdup_printf("%s registers",
		source->rules->organization));
	Checkin checkin = {.repository = engine->settings->git, .author = author, .address = source->robot,
			   .message = message, .date = source->now, .files = files, .n_files = G_N_ELEMENTS(files)};
	return checkin_commit(&checkin, error);
}

static gboolean publish_item(Engine *engine, const Item *item, Instant now, GError **error)
{
	FactSource source = publishing_source(engine, now);
	g_auto(Publication) publication = {0};
	if (!publication_gather(&source, item->register_id, &publication, error))
		return FALSE;
	return item->kind == ITEM_SITE ? publish_site(engine, &source, &publication, error)
				       : publish_checkin(engine, &source, &publication, error);
}

static gboolean item_ready(const Item *item, Instant now)
{
	return item->state == ITEM_READY && item->not_before <= now &&
	       (item->kind == ITEM_SITE || item->kind == ITEM_CHECKIN);
}

gboolean publishing_run(Engine *engine, Instant now, GError **error)
{
	if (!engine->items_changed)
		return TRUE;
	engine->items_changed = FALSE;
	const char *ready = enumtab_word(&item_state_words, ITEM_READY);
	g_autoptr(GPtrArray) items = store_find(engine->store, &item_type, "state", ready, error);
	if (!items)
		return FALSE;
	for (guint i = 0; i < items->len; i++) {
		const Item *item = g_ptr_array_index(items, i);
		g_autoptr(GError) fault = NULL;
		if (!item_ready(item, now))
			continue;
		gboolean done = publish_item(engine, item, now, &fault);
		engine->result.failed += !done;
		Event event = {.kind = EVENT_ITEM, .at = now, .item = item->id, .register_id = item->register_id,
			       .done = done, .why = fault ? fault->message : NULL};
		if (!engine_event(engine, &event, now, NULL, error))
			return FALSE;
	}
	return TRUE;
}
