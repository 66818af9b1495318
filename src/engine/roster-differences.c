/* SPDX-License-Identifier: MIT
 *
 * roster-differences.c: what changed from one roster to another, in sentences.
 */
#include "engine/roster-file.h"

typedef struct Comparison {
	const Roster *old, *new;
	GPtrArray *lines;
} Comparison;

static void say(Comparison *c, const char *format, ...) G_GNUC_PRINTF(2, 3);
static void say(Comparison *c, const char *format, ...)
{
	va_list arguments;
	va_start(arguments, format);
	g_ptr_array_add(c->lines, g_strdup_vprintf(format, arguments));
	va_end(arguments);
}

/* "Jane Doe (jane)", as the new roster names it, else the old; the id alone of what has no name; "nobody" for NULL.
 * Free with g_free. */
static char *named(const Comparison *c, const char *id)
{
	if (!id)
		return g_strdup("nobody");
	const char *name = roster_name(c->new, id);
	name = name == id ? roster_name(c->old, id) : name;
	return name == id ? g_strdup(id) : g_strdup_printf("%s (%s)", name, id);
}

static void compare_texts(Comparison *c, const char *id, const char *what, const char *old, const char *new)
{
	g_autofree char *who = named(c, id);
	if (g_strcmp0(old, new) != 0)
		say(c, "%s: %s now %s, was %s", who, what, new ? new : "not set", old ? old : "not set");
}

static void compare_persons(Comparison *c, const char *id, const char *what, const char *old, const char *new)
{
	g_autofree char *was = named(c, old);
	g_autofree char *is = named(c, new);
	if (g_strcmp0(old, new) != 0)
		compare_texts(c, id, what, was, is);
}

static void compare_ordered(Comparison *c, const char *id, const char *what, char **old, char **new)
{
	static char *none[] = {NULL};
	g_autofree char *was = g_strjoinv(", ", old ? old : none);
	g_autofree char *is = g_strjoinv(", ", new ? new : none);
	compare_texts(c, id, what, *was ? was : NULL, *is ? is : NULL);
}

/* For each person of `from` that is not in `other`: "Jane Doe (jane) VERB Alliance Committee (alliance)". */
static void say_missing(Comparison *c, char **from, char **other, const char *verb, const char *id)
{
	g_autoptr(GHashTable) there = g_hash_table_new(g_str_hash, g_str_equal);
	g_autofree char *where = named(c, id);
	for (char **one = other; one && *one; one++)
		g_hash_table_add(there, *one);
	for (char **one = from; one && *one; one++)
		if (!g_hash_table_contains(there, *one)) {
			g_autofree char *who = named(c, *one);
			say(c, "%s %s %s", who, verb, where);
		}
}

/* The keys of both tables, sorted, each once. Free the list; keys are borrowed. */
static GList *all_ids(GHashTable *old, GHashTable *new)
{
	GList *ids = g_hash_table_get_keys(new);
	GHashTableIter each;
	gpointer id;
	g_hash_table_iter_init(&each, old);
	while (g_hash_table_iter_next(&each, &id, NULL))
		if (!g_hash_table_contains(new, id))
			ids = g_list_prepend(ids, id);
	return g_list_sort(ids, (GCompareFunc)g_strcmp0);
}

static void compare_company(Comparison *c, const char *id, gconstpointer was, gconstpointer is)
{
	const Company *old = was, *new = is;
	compare_texts(c, id, "name", old->name, new->name);
	compare_texts(c, id, "level", enumtab_word(&level_words, old->level), enumtab_word(&level_words, new->level));
}

static void compare_person(Comparison *c, const char *id, gconstpointer was, gconstpointer is)
{
	const Person *old = was, *new = is;
	compare_texts(c, id, "name", old->name, new->name);
	compare_ordered(c, id, "mail", old->mail, new->mail);
	compare_texts(c, id, "company", old->company, new->company);
	compare_texts(c, id, "openpgp", old->openpgp, new->openpgp);
}

static void compare_alternates(Comparison *c, const char *id, GHashTable *old, GHashTable *new)
{
	g_autoptr(GList) members = all_ids(old, new);
	for (const GList *member = members; member; member = member->next) {
		g_autofree char *who = named(c, member->data);
		g_autofree char *what = g_strdup_printf("alternates of %s", who);
		compare_ordered(c, id, what, g_hash_table_lookup(old, member->data),
				g_hash_table_lookup(new, member->data));
	}
}

static void compare_body(Comparison *c, const char *id, gconstpointer was, gconstpointer is)
{
	const Body *old = was, *new = is;
	compare_texts(c, id, "name", old->name, new->name);
	compare_texts(c, id, "kind", enumtab_word(&body_kind_words, old->kind),
		      enumtab_word(&body_kind_words, new->kind));
	compare_texts(c, id, "parent", old->parent, new->parent);
	compare_persons(c, id, "chair", old->chair, new->chair);
	compare_persons(c, id, "vice-chair", old->vice_chair, new->vice_chair);
	compare_texts(c, id, "profile", old->profile, new->profile);
	say_missing(c, old->members, new->members, "leaves", id);
	say_missing(c, new->members, old->members, "joins", id);
	compare_alternates(c, id, old->alternates, new->alternates);
}

static void compare_partner(Comparison *c, const char *id, gconstpointer was, gconstpointer is)
{
	const Partner *old = was, *new = is;
	compare_texts(c, id, "name", old->name, new->name);
	compare_texts(c, id, "domain", old->domain, new->domain);
	say_missing(c, old->contacts, new->contacts, "is no longer a contact of", id);
	say_missing(c, new->contacts, old->contacts, "becomes a contact of", id);
	say_missing(c, old->press, new->press, "is no longer a press contact of", id);
	say_missing(c, new->press, old->press, "becomes a press contact of", id);
}

static void compare_desk(Comparison *c, const char *id, gconstpointer was, gconstpointer is)
{
	const Desk *old = was, *new = is;
	compare_texts(c, id, "address", old->address, new->address);
	compare_ordered(c, id, "answered-by", old->answered_by, new->answered_by);
}

typedef void (*Compare)(Comparison *c, const char *id, gconstpointer was, gconstpointer is);

static void compare_tables(Comparison *c, GHashTable *old, GHashTable *new, const char *noun, Compare compare)
{
	g_autoptr(GList) ids = all_ids(old, new);
	for (const GList *id = ids; id; id = id->next) {
		gconstpointer was = g_hash_table_lookup(old, id->data), is = g_hash_table_lookup(new, id->data);
		g_autofree char *what = named(c, id->data);
		if (was && is)
			compare(c, id->data, was, is);
		else
			say(c, "%s %s is %s", noun, what, is ? "new" : "gone");
	}
}

/* Who sits in a body that is there in one of the rosters only. */
static void compare_lists_alone(Comparison *c, const Roster *from, const Roster *other, gboolean new)
{
	for (guint i = 0; i < from->body_order->len; i++) {
		const Body *body = g_ptr_array_index(from->body_order, i);
		if (!roster_body(other, body->id))
			say_missing(c, body->members, NULL, new ? "joins" : "leaves", body->id);
	}
}

static void compare_roles(Comparison *c)
{
	const Roster *old = c->old, *new = c->new;
	compare_persons(c, "roles", "alliance-committee", old->alliance_committee, new->alliance_committee);
	compare_persons(c, "roles", "board", old->board, new->board);
	compare_persons(c, "roles", "executive", old->executive, new->executive);
	compare_persons(c, "roles", "vp-alliances", old->vp_alliances, new->vp_alliances);
	compare_persons(c, "roles", "marketing", old->marketing, new->marketing);
	compare_texts(c, "roles", "partner-list", old->partner_list, new->partner_list);
	compare_texts(c, "roles", "partner-group", old->partner_group, new->partner_group);
}

GPtrArray *roster_differences(const Roster *old, const Roster *new)
{
	g_autoptr(Roster) empty = roster_new();
	Comparison c = {old ? old : empty, new, g_ptr_array_new_with_free_func(g_free)};
	compare_tables(&c, c.old->companies, new->companies, "company", compare_company);
	compare_tables(&c, c.old->persons, new->persons, "person", compare_person);
	compare_tables(&c, c.old->bodies, new->bodies, "body", compare_body);
	compare_lists_alone(&c, c.old, new, FALSE);
	compare_lists_alone(&c, new, c.old, TRUE);
	compare_tables(&c, c.old->partners, new->partners, "partner", compare_partner);
	compare_tables(&c, c.old->desks, new->desks, "role", compare_desk);
	compare_roles(&c);
	return c.lines;
}
