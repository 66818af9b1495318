/* SPDX-License-Identifier: MIT */
#include "world.h"
#include "invariants.h"
#include <string.h>

World *world_bent(guint bend)
{
	World *world = g_new0(World, 1);
	world->roster = world_roster(bend);
	world->rules = rules_new();
	world->rules->default_oc = g_strdup("technical");
	world->part = part_new(world->roster, world->rules);
	world->mirror = part_new(world->roster, world->rules);
	world->keys = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
	world->minor = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, g_free);
	world->was_active = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
	world->announced = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
	world->standing = STANDING_TOKEN;
	g_assert_true(instant_parse("2026-03-02T10:00:00Z", &world->now));
	return world;
}

World *world_new(void)
{
	return world_bent(BEND_NOTHING);
}

static void copy_set(GHashTable *from, GHashTable *to)
{
	GHashTableIter iter;
	gpointer key, value;
	g_hash_table_iter_init(&iter, from);
	while (g_hash_table_iter_next(&iter, &key, &value))
		g_hash_table_insert(to, g_strdup(key), value == key ? NULL : g_strdup(value));
}

World *world_copy(const World *world)
{
	World *copy = g_new0(World, 1);
	copy->roster = world->roster;
	copy->rules = world->rules;
	copy->borrowed = TRUE;
	copy->part = part_new(world->roster, world->rules);
	for (guint i = 0; record_types[i]; i++) {
		GHashTable *table = g_hash_table_lookup(world->part->records, record_types[i]);
		GHashTableIter iter;
		gpointer record;
		if (!table)
			continue;
		g_hash_table_iter_init(&iter, table);
		while (g_hash_table_iter_next(&iter, NULL, &record))
			part_put(copy->part, record_copy(record));
	}
	copy->minor = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, g_free);
	copy->was_active = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
	copy->announced = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
	copy_set(world->minor, copy->minor);
	copy_set(world->was_active, copy->was_active);
	copy_set(world->announced, copy->announced);
	copy->now = world->now;
	copy->mails = world->mails;
	copy->standing = STANDING_TOKEN;
	return copy;
}

void world_free(World *world)
{
	if (!world)
		return;
	decision_free(world->last);
	part_free(world->part);
	part_free(world->mirror);
	g_clear_pointer(&world->keys, g_hash_table_unref);
	g_hash_table_unref(world->minor);
	g_hash_table_unref(world->was_active);
	g_hash_table_unref(world->announced);
	if (!world->borrowed) {
		roster_free(world->roster);
		rules_free(world->rules);
	}
	g_free(world->said);
	g_free(world);
}

/* Applies the changes listed to the mirror, as the store does. */
static void fold(World *world)
{
	for (guint i = 0; i < world->last->changes->len; i++) {
		const Change *change = world->last->changes->pdata[i];
		if (change->record)
			part_put(world->mirror, record_copy(change->record));
		else
			part_drop(world->mirror, change->type, change->id);
	}
}

static void remember(World *world)
{
	g_autoptr(GPtrArray) registers = part_all(world->part, &register_type);
	for (guint i = 0; i < registers->len; i++) {
		const Register *reg = registers->pdata[i];
		const Revision *rev = PART_GET(world->part, Revision, revision, reg->revision);
		const Draft *offered = rev ? PART_GET(world->part, Draft, draft, rev->offered) : NULL;
		if (reg->status == REGISTER_ACTIVE)
			g_hash_table_add(world->was_active, g_strdup(reg->id));
		if (offered && rev->route == ROUTE_PARTNER_CHANGE && rev->significance == SIGNIFICANCE_MINOR &&
		    g_strcmp0(offered->content, rev->content))
			g_hash_table_replace(world->minor, g_strdup(rev->content), g_strdup(offered->content));
	}
}

const char *world_try(World *world, const Event *event)
{
	Event copy = *event; /* a violation is told of the event as it was */
	decision_free(world->last);
	world->last = decide(world->part, &copy, world->now);
	world->last->event = NULL;
	if (world->mirror)
		fold(world);
	const char *wrong = invariants_check(world);
	remember(world);
	return wrong;
}

void world_event(World *world, const Event *event)
{
	const char *wrong = world_try(world, event);
	world->standing = STANDING_TOKEN;
	world->file = world->from = NULL;
	world->at = INSTANT_NONE;
	if (wrong)
		fail_msg("row %s, event %s %s: %s", world->last->row, enumtab_word(&event_kind_words, event->kind),
			 event->word ? event->word : event->moment ? event->moment : "", wrong);
}

static const char *address_of(const World *world, const char *person)
{
	const Person *known = roster_person(world->roster, person);
	return world->from ? world->from : known ? known->mail[0] : person;
}

static void mail_event(World *world, Event *event, const char *person)
{
	g_autofree char *mail = g_strdup_printf("MAIL-%u", ++world->mails);
	EventFile file = {
		.name = "register.docx", .type = "application/octet-stream", .file = world->file, .bytes = 1000};
	event->at = world->at ? world->at : world->now;
	event->person = roster_person(world->roster, person) ? person : NULL;
	event->address = address_of(world, person);
	event->standing = world->standing;
	event->mail = mail;
	event->file = world->file ? &file : NULL;
	world_event(world, event);
}

static gboolean asked_is(const Asked *asked, const char *person)
{
	return !g_strcmp0(asked->person, person) || (!asked->person && !g_strcmp0(asked->address, person));
}

char *world_asked(const World *world, AskKind kind, const char *person)
{
	g_autoptr(GPtrArray) all = part_all(world->part, &asked_type);
	for (guint pass = 0; pass < 2; pass++)
		for (guint i = all->len; i-- > 0;) {
			const Asked *asked = all->pdata[i];
			const Ask *ask = PART_GET(world->part, Ask, ask, asked->ask);
			gboolean open = ask->state == ASK_OPEN && asked->state == ASK_OPEN;
			if ((AskKind)ask->kind == kind && asked_is(asked, person) && (open || pass == 1))
				return g_strdup(asked->id);
		}
	return NULL;
}

void world_reply(World *world, const char *asked, const char *word, const char *argument, const char *text)
{
	const Asked *to = PART_GET(world->part, Asked, asked, asked);
	g_autofree char *person = g_strdup(to->person ? to->person : to->address);
	Event event = {.kind = EVENT_ANSWER, .asked = asked, .word = word, .argument = argument, .text = text};
	mail_event(world, &event, person);
}

void world_answer(World *world, AskKind kind, const char *person, const char *word, const char *argument,
		  const char *text)
{
	g_autofree char *asked = world_asked(world, kind, person);
	const Asked *to = PART_GET(world->part, Asked, asked, asked);
	const Ask *ask = to ? PART_GET(world->part, Ask, ask, to->ask) : NULL;
	if (!ask || ask->state != ASK_OPEN || to->state != ASK_OPEN)
		fail_msg("%s is not asked %s", person, enumtab_word(&ask_kind_words, kind));
	world_reply(world, asked, word, argument, text);
}

void world_initiative(World *world, InitiativeKind kind, const char *person, const char *argument, const char *text)
{
	const Register *reg = world_register(world);
	g_autofree char *id = g_strdup(reg ? reg->id : NULL);
	Event event = {.kind = EVENT_INITIATIVE,
		       .initiative = kind,
		       .register_id = kind == INITIATIVE_PROPOSE ? NULL : id,
		       .word = enumtab_word(&initiative_kind_words, kind),
		       .argument = argument,
		       .text = text};
	mail_event(world, &event, person);
}

void world_ballot_initiative(World *world, InitiativeKind kind, const char *ballot, const char *person,
			     const char *argument)
{
	g_autofree char *id = g_strdup(ballot);
	Event event = {.kind = EVENT_INITIATIVE, .initiative = kind, .ballot = id,
		       .word = enumtab_word(&initiative_kind_words, kind), .argument = argument};
	mail_event(world, &event, person);
}

void world_draft(World *world, const char *person, const char *file, const char *text)
{
	world->file = file;
	world_initiative(world, INITIATIVE_DRAFT, person, NULL, text);
}

const Moment *world_next_moment(const World *world)
{
	g_autoptr(GPtrArray) all = part_all(world->part, &moment_type);
	const Moment *first = NULL;
	for (guint i = 0; i < all->len; i++) {
		const Moment *moment = all->pdata[i];
		if (!first || moment->at < first->at)
			first = moment;
	}
	return first;
}

gboolean world_next(World *world)
{
	const Moment *moment = world_next_moment(world);
	if (!moment)
		return FALSE;
	g_autofree char *id = g_strdup(moment->id);
	world->now = MAX(world->now, moment->at);
	Event event = {.kind = EVENT_MOMENT, .at = moment->at, .moment = id};
	world_event(world, &event);
	return TRUE;
}

void world_until(World *world, Instant until)
{
	const Moment *moment = world_next_moment(world);
	for (; moment && moment->at <= until; moment = world_next_moment(world))
		world_next(world);
	world->now = MAX(world->now, until);
}

void world_pass(World *world, gint64 seconds)
{
	world_until(world, world->now + seconds);
}

void world_load(World *world, guint bend)
{
	g_autoptr(Roster) old = world->roster;
	g_autofree char *id = g_strdup(world_register(world)->id);
	world->roster = world_roster(bend);
	world->part->roster = world->roster;
	world->mirror->roster = world->roster;
	Event event = {.kind = EVENT_ROSTER, .at = world->now, .register_id = id};
	world_event(world, &event);
}
