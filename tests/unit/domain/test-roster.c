/* SPDX-License-Identifier: MIT
 *
 * test-roster.c: look-ups, members, seats and who may vote for them.
 */
#include "../table.h"
#include "domain/roster.h"
#include <string.h>

static void add_company(Roster *roster, const char *id, const char *name, Level level)
{
	Company *company = g_new0(Company, 1);
	*company = (Company){g_strdup(id), g_strdup(name), level};
	roster_add_company(roster, company);
}

static void add_person(Roster *roster, const char *id, const char *name, const char *mail, const char *company)
{
	Person *person = g_new0(Person, 1);
	*person = (Person){g_strdup(id), g_strdup(name), g_strsplit(mail, " ", -1), g_strdup(company), NULL};
	roster_add_person(roster, person);
}

static Body *new_body(const char *id, const char *name, const char *chair, const char *vice_chair, const char *members)
{
	Body *body = g_new0(Body, 1);
	*body = (Body){.id = g_strdup(id), .name = g_strdup(name), .kind = BODY_COMMITTEE, .chair = g_strdup(chair),
		       .vice_chair = g_strdup(vice_chair), .members = members ? g_strsplit(members, " ", -1) : NULL};
	return body;
}

static Roster *sample(void)
{
	Roster *roster = roster_new();
	add_company(roster, "acme", "Acme Corp", LEVEL_BOARD);
	add_company(roster, "bolt", "Bolt AG", LEVEL_LEADERSHIP);
	add_company(roster, "crest", "Crest", LEVEL_PARTICIPATION);
	add_company(roster, "dune", "Dune", LEVEL_ALLIANCE);
	add_person(roster, "jane", "Jane Doe", "jane@acme.example jane.doe@home.example", "acme");
	add_person(roster, "joe", "Joe Poe", "joe@acme.example", "acme");
	add_person(roster, "bob", "Bob Ray", "bob@bolt.example", "bolt");
	add_person(roster, "carl", "Carl Orr", "carl@crest.example", "crest");
	add_person(roster, "dora", "Dora Ash", "dora@dune.example", "dune");
	add_person(roster, "sam", "Sam Roy", "sam@snia.example", NULL);
	Body *alliance = new_body("alliance", "Alliance Committee", "jane", "bob", "jane bob joe sam");
	alliance->alternates =
		g_hash_table_new_full(g_str_hash, g_str_equal, g_free, (GDestroyNotify)g_strfreev);
	g_hash_table_insert(alliance->alternates, g_strdup("jane"), g_strsplit("carl joe", " ", -1));
	g_hash_table_insert(alliance->alternates, g_strdup("bob"), g_strsplit("carl", " ", -1));
	roster_add_body(roster, alliance);
	roster_add_body(roster, new_body("technical", "Technical Committee", NULL, "bob", "bob"));
	roster_add_body(roster, new_body("empty", "Empty", NULL, NULL, NULL));
	roster->alliance_committee = g_strdup("alliance");
	Partner *snia = g_new0(Partner, 1);
	*snia = (Partner){.id = g_strdup("snia"), .name = g_strdup("Straße SNIA")};
	roster_add_partner(roster, snia);
	Desk *press = g_new0(Desk, 1);
	*press = (Desk){.id = g_strdup("press"), .address = g_strdup("press@dmtf.example"),
			.answered_by = g_strsplit("bob helpdesk@kavi.example", " ", -1)};
	roster_add_desk(roster, press);
	return roster;
}

static char *joined(GPtrArray *ids)
{
	GString *text = g_string_new(NULL);
	for (guint i = 0; i < ids->len; i++)
		g_string_append_printf(text, "%s%s", i > 0 ? " " : "", (char *)g_ptr_array_index(ids, i));
	return g_string_free(text, FALSE);
}

static void test_lookups(void **state)
{
	g_autoptr(Roster) roster = sample();
	table_text("company", roster_company(roster, "bolt")->name, "Bolt AG");
	table_text("person", roster_person(roster, "jane")->mail[1], "jane.doe@home.example");
	table_text("body", roster_body(roster, "alliance")->name, "Alliance Committee");
	table_text("partner", roster_partner(roster, "snia")->id, "snia");
	table_text("desk", roster_desk(roster, "press")->address, "press@dmtf.example");
	assert_null(roster_company(roster, "jane"));
	assert_null(roster_company(roster, NULL));
	assert_null(roster_person(roster, NULL));
	assert_null(roster_body(roster, NULL));
	assert_null(roster_partner(roster, NULL));
	assert_null(roster_desk(roster, NULL));
	table_text("second address", roster_person_at(roster, "Jane.Doe@HOME.example")->id, "jane");
	assert_null(roster_person_at(roster, "nobody@acme.example"));
	assert_null(roster_person_at(roster, "no address"));
	assert_null(roster_person_at(roster, NULL));
	table_text("by id", roster_partner_named(roster, "snia")->id, "snia");
	table_text("folded", roster_partner_named(roster, "STRASSE snia")->id, "snia");
	assert_null(roster_partner_named(roster, "SNIA Inc"));
	assert_null(roster_partner_named(roster, NULL));
	table_text("folded", roster_body_named(roster, "technical COMMITTEE")->id, "technical");
	assert_null(roster_body_named(roster, "board"));
	table_text("order", ((Body *)g_ptr_array_index(roster->body_order, 1))->id, "technical");
}

static void test_names(void **state)
{
	g_autoptr(Roster) roster = sample();
	static const char *const cases[][2] = {
		{"jane", "Jane Doe"},    {"alliance", "Alliance Committee"}, {"acme", "Acme Corp"},
		{"snia", "Straße SNIA"}, {"press", "press"},                 {"unknown", "unknown"}, {NULL, NULL},
	};
	for (guint i = 0; i < G_N_ELEMENTS(cases); i++)
		table_text("name", roster_name(roster, cases[i][0]), cases[i][1]);
}

static void test_members(void **state)
{
	g_autoptr(Roster) roster = sample();
	static const struct {
		const char *body, *person;
		gboolean member, own, propose;
	} cases[] = {
		{"alliance", "jane", TRUE, TRUE, TRUE},    {"alliance", "bob", TRUE, TRUE, TRUE},
		{"alliance", "carl", FALSE, FALSE, FALSE}, {"technical", "dora", FALSE, FALSE, FALSE},
		{"technical", "jane", FALSE, TRUE, TRUE},  {"technical", "sam", FALSE, TRUE, FALSE},
		{"empty", "joe", FALSE, TRUE, TRUE},       {"nowhere", "nobody", FALSE, FALSE, FALSE},
		{NULL, NULL, FALSE, FALSE, FALSE},
	};
	for (guint i = 0; i < G_N_ELEMENTS(cases); i++) {
		const char *name = cases[i].person ? cases[i].person : "NULL";
		table_int(name, roster_is_member(roster, cases[i].body, cases[i].person), cases[i].member);
		table_int(name, roster_can_own(roster, cases[i].person), cases[i].own);
		table_int(name, roster_can_propose(roster, cases[i].person), cases[i].propose);
	}
	table_text("chair", roster_chair(roster, "alliance"), "jane");
	table_text("vice-chair", roster_chair(roster, "technical"), "bob");
	table_text("nobody", roster_chair(roster, "empty"), NULL);
	table_text("no body", roster_chair(roster, "nowhere"), NULL);
}

static void test_seats(void **state)
{
	g_autoptr(Roster) roster = sample();
	static const struct {
		const char *body;
		gboolean by_company;
		const char *want;
	} cases[] = {
		{"alliance", TRUE, "acme bolt"}, {"alliance", FALSE, "jane bob joe sam"}, {"technical", TRUE, "bolt"},
		{"empty", TRUE, ""},             {"nowhere", FALSE, ""},
	};
	for (guint i = 0; i < G_N_ELEMENTS(cases); i++) {
		g_autoptr(GPtrArray) seats = roster_seats(roster, cases[i].body, cases[i].by_company);
		g_autofree char *got = joined(seats);
		table_text(cases[i].body, got, cases[i].want);
	}
}

static void test_voters(void **state)
{
	static const char *const everybody[] = {"jane", "joe", "bob", "carl", "dora", "sam", "nobody", NULL};
	g_autoptr(Roster) roster = sample();
	static const struct {
		const char *body, *unit;
		gboolean by_company;
		const char *want;
	} cases[] = {
		{"alliance", "acme", TRUE, "jane joe carl"}, {"alliance", "bolt", TRUE, "bob carl"},
		{"alliance", "crest", TRUE, ""},             {"alliance", "jane", TRUE, ""},
		{"alliance", "jane", FALSE, "jane carl joe"}, {"alliance", "joe", FALSE, "joe"},
		{"alliance", "carl", FALSE, ""},             {"alliance", "acme", FALSE, ""},
		{"technical", "bolt", TRUE, "bob"},          {"technical", "acme", TRUE, ""},
		{"empty", "acme", TRUE, ""},                 {"nowhere", "acme", TRUE, ""},
		{"alliance", NULL, TRUE, ""},                {NULL, "acme", TRUE, ""},
	};
	for (guint i = 0; i < G_N_ELEMENTS(cases); i++) {
		g_autofree char *name = g_strdup_printf("%s %s", cases[i].body, cases[i].unit);
		g_autoptr(GPtrArray) voters = roster_voters(roster, cases[i].body, cases[i].unit, cases[i].by_company);
		g_autofree char *got = joined(voters);
		table_text(name, got, cases[i].want);
		g_auto(GStrv) want = g_strsplit(cases[i].want, " ", -1);
		for (guint j = 0; everybody[j]; j++) /* the question about one person agrees with the list */
			table_int(name,
				  roster_may_vote(roster, cases[i].body, cases[i].unit, cases[i].by_company,
						  everybody[j]),
				  g_strv_contains((const char *const *)want, everybody[j]));
		assert_false(roster_may_vote(roster, cases[i].body, cases[i].unit, cases[i].by_company, NULL));
	}
}

static void test_desks(void **state)
{
	g_autoptr(Roster) roster = sample();
	static const struct {
		const char *address;
		gboolean want;
	} cases[] = {
		{"press@dmtf.example", TRUE}, {"helpdesk@kavi.example", TRUE}, {"bob@bolt.example", TRUE},
		{"bob", FALSE},               {"jane@acme.example", FALSE},    {NULL, FALSE},
	};
	for (guint i = 0; i < G_N_ELEMENTS(cases); i++)
		table_int("answers", roster_answers_for(roster, "press", cases[i].address), cases[i].want);
	assert_false(roster_answers_for(roster, "list-requests", "press@dmtf.example"));
	assert_false(roster_answers_for(roster, NULL, "press@dmtf.example"));
}

/* A body of thousands: the index finds the seat of each, and nobody else's. */
static void test_large(void **state)
{
	enum { COMPANIES = 1000, PERSONS = 5000 };
	g_autoptr(Roster) roster = roster_new();
	GString *members = g_string_new(NULL);
	for (int i = 0; i < COMPANIES; i++) {
		g_autofree char *id = g_strdup_printf("c%d", i);
		add_company(roster, id, id, LEVEL_BOARD);
	}
	for (int i = 0; i < PERSONS; i++) {
		g_autofree char *id = g_strdup_printf("p%d", i);
		g_autofree char *company = g_strdup_printf("c%d", i % COMPANIES);
		g_autofree char *mail = g_strdup_printf("p%d@c%d.example", i, i % COMPANIES);
		add_person(roster, id, id, mail, company);
		g_string_append_printf(members, "%s%s", i > 0 ? " " : "", id);
	}
	roster_add_body(roster, new_body("all", "All", NULL, NULL, members->str));
	g_string_free(members, TRUE);
	g_autoptr(GPtrArray) seats = roster_seats(roster, "all", TRUE);
	table_int("seats", seats->len, COMPANIES);
	for (int i = 0; i < COMPANIES; i++) {
		const char *unit = g_ptr_array_index(seats, (guint)i);
		g_autoptr(GPtrArray) voters = roster_voters(roster, "all", unit, TRUE);
		table_int(unit, voters->len, PERSONS / COMPANIES);
		assert_true(roster_may_vote(roster, "all", unit, TRUE, g_ptr_array_index(voters, 4)));
		assert_false(roster_may_vote(roster, "all", "c-none", TRUE, g_ptr_array_index(voters, 4)));
	}
}

int main(void)
{
	roster_free(NULL);
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_lookups), cmocka_unit_test(test_names), cmocka_unit_test(test_members),
		cmocka_unit_test(test_seats),   cmocka_unit_test(test_voters), cmocka_unit_test(test_desks),
		cmocka_unit_test(test_large),
	};
	return cmocka_run_group_tests_name("domain/roster", tests, NULL, NULL);
}
