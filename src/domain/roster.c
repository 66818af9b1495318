/* SPDX-License-Identifier: MIT
 *
 * roster.c: building a roster and looking up in it; who votes stands in roster-seats.c.
 */
#include "domain/roster.h"
#include "base/text.h"
#include <string.h>

ENUMTAB_DEFINE(level, LEVEL, LEVEL_LIST);
ENUMTAB_DEFINE(body_kind, BODY_KIND, BODY_KIND_LIST);

static void company_free(gpointer data)
{
	Company *company = data;
	g_free(company->id);
	g_free(company->name);
	g_free(company);
}

static void person_free(gpointer data)
{
	Person *person = data;
	g_free(person->id);
	g_free(person->name);
	g_strfreev(person->mail);
	g_free(person->company);
	g_free(person->openpgp);
	g_free(person);
}

static void body_free(gpointer data)
{
	Body *body = data;
	char *const texts[] = {body->id, body->name, body->parent, body->chair, body->vice_chair, body->profile};
	for (guint i = 0; i < G_N_ELEMENTS(texts); i++)
		g_free(texts[i]);
	g_clear_pointer(&body->sits_for, g_hash_table_unref);
	g_clear_pointer(&body->of_company, g_hash_table_unref);
	g_clear_pointer(&body->alternates, g_hash_table_unref);
	g_strfreev(body->members);
	g_free(body);
}

static void partner_free(gpointer data)
{
	Partner *partner = data;
	g_free(partner->id);
	g_free(partner->name);
	g_free(partner->domain);
	g_strfreev(partner->contacts);
	g_strfreev(partner->press);
	g_free(partner);
}

static void desk_free(gpointer data)
{
	Desk *desk = data;
	g_free(desk->id);
	g_free(desk->address);
	g_strfreev(desk->answered_by);
	g_free(desk);
}

static GHashTable *table_owning(GDestroyNotify destroy)
{
	return g_hash_table_new_full(g_str_hash, g_str_equal, NULL, destroy);
}

Roster *roster_new(void)
{
	Roster *roster = g_new0(Roster, 1);
	roster->companies = table_owning(company_free);
	roster->persons = table_owning(person_free);
	roster->bodies = table_owning(body_free);
	roster->partners = table_owning(partner_free);
	roster->desks = table_owning(desk_free);
	roster->body_order = g_ptr_array_new();
	roster->by_address = g_hash_table_new(g_str_hash, g_str_equal);
	roster->bodies_named = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
	roster->partners_named = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
	return roster;
}

void roster_free(Roster *roster)
{
	if (!roster)
		return;
	GHashTable *const tables[] = {roster->by_address, roster->bodies_named, roster->partners_named,
				      roster->companies,  roster->persons,      roster->bodies,
				      roster->partners,   roster->desks};
	for (guint i = 0; i < G_N_ELEMENTS(tables); i++)
		g_hash_table_unref(tables[i]);
	g_ptr_array_unref(roster->body_order);
	char *const texts[] = {roster->alliance_committee, roster->board,        roster->executive,
			       roster->vp_alliances,       roster->marketing,    roster->partner_list,
			       roster->partner_group};
	for (guint i = 0; i < G_N_ELEMENTS(texts); i++)
		g_free(texts[i]);
	g_free(roster);
}

static char **list_or_empty(char **list)
{
	return list ? list : g_new0(char *, 1);
}

/* The first of two with one name keeps it. */
static void name_index(GHashTable *named, const char *name, gpointer value)
{
	char *folded = g_utf8_casefold(name, -1);
	if (g_hash_table_contains(named, folded))
		g_free(folded);
	else
		g_hash_table_insert(named, folded, value);
}

void roster_add_company(Roster *roster, Company *company)
{
	g_hash_table_insert(roster->companies, company->id, company);
}

void roster_add_person(Roster *roster, Person *person)
{
	g_assert(person->mail && person->mail[0]);
	g_hash_table_insert(roster->persons, person->id, person);
	for (char **mail = person->mail; *mail; mail++)
		g_hash_table_insert(roster->by_address, *mail, person);
}

static void array_destroy(gpointer data)
{
	g_ptr_array_unref(data);
}

static void index_add(GHashTable *index, const char *key, const char *person)
{
	GPtrArray *persons = g_hash_table_lookup(index, key);
	if (!persons) {
		persons = g_ptr_array_new();
		g_hash_table_insert(index, (gpointer)key, persons);
	}
	g_ptr_array_add(persons, (gpointer)person);
}

static void body_index(const Roster *roster, Body *body)
{
	body->sits_for = table_owning(array_destroy);
	body->of_company = table_owning(array_destroy);
	for (char **member = body->members; *member; member++) {
		const Person *person = roster_person(roster, *member);
		index_add(body->sits_for, *member, *member);
		if (person && person->company)
			index_add(body->of_company, person->company, *member);
	}
	for (char **member = body->members; *member; member++) {
		char **alternate = g_hash_table_lookup(body->alternates, *member);
		for (; alternate && *alternate; alternate++)
			index_add(body->sits_for, *alternate, *member);
	}
}

void roster_add_body(Roster *roster, Body *body)
{
	body->members = list_or_empty(body->members);
	if (!body->alternates)
		body->alternates = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, (GDestroyNotify)g_strfreev);
	body_index(roster, body);
	g_hash_table_insert(roster->bodies, body->id, body);
	g_ptr_array_add(roster->body_order, body);
	name_index(roster->bodies_named, body->name, body);
}

void roster_add_partner(Roster *roster, Partner *partner)
{
	partner->contacts = list_or_empty(partner->contacts);
	partner->press = list_or_empty(partner->press);
	g_hash_table_insert(roster->partners, partner->id, partner);
	name_index(roster->partners_named, partner->name, partner);
}

void roster_add_desk(Roster *roster, Desk *desk)
{
	desk->answered_by = list_or_empty(desk->answered_by);
	g_hash_table_insert(roster->desks, desk->id, desk);
}

static gpointer lookup(GHashTable *table, const char *id)
{
	return id ? g_hash_table_lookup(table, id) : NULL;
}

const Company *roster_company(const Roster *roster, const char *id)
{
	return lookup(roster->companies, id);
}

const Person *roster_person(const Roster *roster, const char *id)
{
	return lookup(roster->persons, id);
}

const Body *roster_body(const Roster *roster, const char *id)
{
	return lookup(roster->bodies, id);
}

const Partner *roster_partner(const Roster *roster, const char *id)
{
	return lookup(roster->partners, id);
}

const Desk *roster_desk(const Roster *roster, const char *id)
{
	return lookup(roster->desks, id);
}

const Person *roster_person_at(const Roster *roster, const char *address)
{
	g_autofree char *comparable = text_address(address);
	return lookup(roster->by_address, comparable);
}

static gpointer lookup_named(GHashTable *table, GHashTable *named, const char *name)
{
	gpointer found = lookup(table, name);
	if (found || !name)
		return found;
	g_autofree char *folded = g_utf8_casefold(name, -1);
	return g_hash_table_lookup(named, folded);
}

const Partner *roster_partner_named(const Roster *roster, const char *name)
{
	return lookup_named(roster->partners, roster->partners_named, name);
}

const Body *roster_body_named(const Roster *roster, const char *name)
{
	return lookup_named(roster->bodies, roster->bodies_named, name);
}

const char *roster_name(const Roster *roster, const char *id)
{
	const Person *person = roster_person(roster, id);
	const Body *body = roster_body(roster, id);
	const Company *company = roster_company(roster, id);
	const Partner *partner = roster_partner(roster, id);
	if (person)
		return person->name;
	if (body)
		return body->name;
	if (company)
		return company->name;
	return partner ? partner->name : id;
}

gboolean roster_can_propose(const Roster *roster, const char *person)
{
	const Person *proposer = roster_person(roster, person);
	const Company *company = proposer ? roster_company(roster, proposer->company) : NULL;
	return company && (company->level == LEVEL_BOARD || company->level == LEVEL_LEADERSHIP);
}

const char *roster_chair(const Roster *roster, const char *body)
{
	const Body *of = roster_body(roster, body);
	if (!of)
		return NULL;
	return of->chair ? of->chair : of->vice_chair;
}

gboolean roster_answers_for(const Roster *roster, const char *desk, const char *address)
{
	const Desk *at = roster_desk(roster, desk);
	if (!at || !address || !strchr(address, '@')) /* an id is no address */
		return FALSE;
	if (g_str_equal(at->address, address))
		return TRUE;
	const Person *person = lookup(roster->by_address, address);
	for (char **who = at->answered_by; *who; who++)
		if (g_str_equal(*who, address) || (person && g_str_equal(*who, person->id)))
			return TRUE;
	return FALSE;
}
