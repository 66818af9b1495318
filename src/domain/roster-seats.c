/* SPDX-License-Identifier: MIT
 *
 * roster-seats.c: the members of a body, its seats, and who may vote for them (B-12, B-13).
 */
#include "domain/roster.h"

gboolean roster_is_member(const Roster *roster, const char *body, const char *person)
{
	const Body *of = roster_body(roster, body);
	GPtrArray *seats = of && person ? g_hash_table_lookup(of->sits_for, person) : NULL;
	return seats && g_str_equal(g_ptr_array_index(seats, 0), person);
}

gboolean roster_can_own(const Roster *roster, const char *person)
{
	return roster_is_member(roster, roster->alliance_committee, person);
}

/* The unit that the seat of a member counts for: the member, or the member's company, which may be NULL. */
static const char *member_unit(const Roster *roster, const char *member, gboolean by_company)
{
	if (!by_company)
		return member;
	const Person *person = roster_person(roster, member);
	return person ? person->company : NULL;
}

GPtrArray *roster_seats(const Roster *roster, const char *body, gboolean by_company)
{
	const Body *of = roster_body(roster, body);
	g_autoptr(GHashTable) seen = g_hash_table_new(g_str_hash, g_str_equal);
	GPtrArray *seats = g_ptr_array_new();
	for (char **member = of ? of->members : NULL; member && *member; member++) {
		const char *unit = member_unit(roster, *member, by_company);
		if (unit && g_hash_table_add(seen, (gpointer)unit))
			g_ptr_array_add(seats, (gpointer)unit);
	}
	return seats;
}

/* Adds the members whose seat the unit is. */
static void seat_members(const Body *body, const char *unit, gboolean by_company, GPtrArray *members)
{
	GPtrArray *of_company = by_company ? g_hash_table_lookup(body->of_company, unit) : NULL;
	for (guint i = 0; of_company && i < of_company->len; i++)
		g_ptr_array_add(members, g_ptr_array_index(of_company, i));
	GPtrArray *own = by_company ? NULL : g_hash_table_lookup(body->sits_for, unit);
	if (own && g_str_equal(g_ptr_array_index(own, 0), unit))
		g_ptr_array_add(members, g_ptr_array_index(own, 0));
}

GPtrArray *roster_voters(const Roster *roster, const char *body, const char *unit, gboolean by_company)
{
	const Body *of = roster_body(roster, body);
	GPtrArray *voters = g_ptr_array_new();
	if (of && unit)
		seat_members(of, unit, by_company, voters);
	guint members = voters->len;
	for (guint i = 0; i < members; i++) {
		char **alternate = g_hash_table_lookup(of->alternates, g_ptr_array_index(voters, i));
		for (; alternate && *alternate; alternate++)
			if (!g_ptr_array_find_with_equal_func(voters, *alternate, g_str_equal, NULL))
				g_ptr_array_add(voters, *alternate);
	}
	return voters;
}

gboolean roster_may_vote(const Roster *roster, const char *body, const char *unit, gboolean by_company,
			 const char *person)
{
	const Body *of = roster_body(roster, body);
	GPtrArray *seats = of && unit && person ? g_hash_table_lookup(of->sits_for, person) : NULL;
	for (guint i = 0; seats && i < seats->len; i++)
		if (g_strcmp0(member_unit(roster, g_ptr_array_index(seats, i), by_company), unit) == 0)
			return TRUE;
	return FALSE;
}
