/* SPDX-License-Identifier: MIT */
#include "world.h"

static void company(Roster *roster, const char *id, Level level)
{
	Company *it = g_new0(Company, 1);
	*it = (Company){g_strdup(id), g_strdup_printf("%s Inc", id), level};
	roster_add_company(roster, it);
}

static void person(Roster *roster, const char *id, const char *at)
{
	Person *it = g_new0(Person, 1);
	*it = (Person){.id = g_strdup(id), .name = g_strdup_printf("%c%s Name", g_ascii_toupper(id[0]), id + 1),
		       .company = roster_company(roster, at) ? g_strdup(at) : NULL};
	it->mail = g_new0(char *, 2);
	it->mail[0] = g_strdup_printf("%s@%s.example", id, at);
	roster_add_person(roster, it);
}

static Body *body(const char *id, const char *name, BodyKind kind, const char *chair, const char *members)
{
	Body *it = g_new0(Body, 1);
	*it = (Body){.id = g_strdup(id),
		     .name = g_strdup(name),
		     .kind = kind,
		     .chair = g_strdup(chair),
		     .members = g_strsplit(members, " ", -1),
		     .profile = g_strdup(kind == BODY_BOARD ? "board" : "committee")};
	return it;
}

static void alternate(Body *it, const char *member, const char *other)
{
	it->alternates = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, (GDestroyNotify)g_strfreev);
	g_hash_table_insert(it->alternates, g_strdup(member), g_strsplit(other, " ", -1));
}

static void desk(Roster *roster, const char *id, const char *address)
{
	Desk *it = g_new0(Desk, 1);
	*it = (Desk){.id = g_strdup(id), .address = g_strdup(address), .answered_by = g_new0(char *, 1)};
	roster_add_desk(roster, it);
}

static void add_persons(Roster *roster)
{
	static const char *const all[][2] = {
		{"vera", "acme"}, {"jane", "acme"}, {"bob", "bolt"},   {"carl", "crest"}, {"joe", "acme"},
		{"tess", "acme"}, {"tom", "bolt"},  {"ted", "bolt"},   {"tina", "crest"}, {"ivy", "acme"},
		{"ian", "bolt"},  {"ina", "crest"}, {"wendy", "bolt"}, {"mia", "dune"},	  {"rex", "dune"},
		{"rita", "acme"}, {"rob", "bolt"},  {"eve", "acme"},   {"sam", "snia"},	  {"sue", "snia"},
		{"sol", "snia"},  {"pat", "snia"},
	};
	for (guint i = 0; i < G_N_ELEMENTS(all); i++)
		person(roster, all[i][0], all[i][1]);
}

static void add_bodies(Roster *roster, guint bend)
{
	Body *alliance = body("alliance", "Alliance Committee", BODY_COMMITTEE, "jane",
			      bend & BEND_OWNER_LEFT ? "jane carl"
			      : bend & BEND_VP_OWNS  ? "jane bob carl vera"
						     : "jane bob carl");
	alternate(alliance, "jane", "joe");
	roster_add_body(roster, alliance);
	Body *technical =
		body("technical", "Technical Committee", BODY_COMMITTEE, bend & BEND_OC_CHAIR ? "tina" : "tess",
		     bend & BEND_VOTER_LEFT ? "tess ted tina" : "tess tom tina");
	alternate(technical, "tess", "joe");
	roster_add_body(roster, technical);
	roster_add_body(roster, body("interop", "Interop Committee", BODY_COMMITTEE, "ivy", "ivy ian ina"));
	roster_add_body(roster, body("marketing", "Marketing Committee", BODY_COMMITTEE,
				     bend & BEND_VP_IS_MARKETING ? "vera" : "mia", "mia vera"));
	Body *group = body("storage", "Storage Working Group", BODY_WORKING_GROUP, "wendy", "wendy");
	group->parent = g_strdup("technical");
	roster_add_body(roster, group);
	roster_add_body(roster, body("board", "Board of Directors", BODY_BOARD, "rex", "rex rita rob"));
	roster_add_body(roster, body("executive", "Executive Committee", BODY_EXECUTIVE, "eve", "eve"));
}

Roster *world_roster(guint bend)
{
	Roster *roster = roster_new();
	company(roster, "acme", LEVEL_BOARD);
	company(roster, "bolt", LEVEL_LEADERSHIP);
	company(roster, "crest", LEVEL_PARTICIPATION);
	company(roster, "dune", LEVEL_BOARD);
	add_persons(roster);
	add_bodies(roster, bend);
	if (!(bend & BEND_NO_PARTNER)) {
		Partner *partner = g_new0(Partner, 1);
		*partner = (Partner){
			.id = g_strdup("snia"), .name = g_strdup("SNIA"), .press = g_strsplit("pat", " ", -1)};
		partner->contacts = g_strsplit(bend & BEND_NO_CONTACTS ? "" : bend & BEND_NEW_CONTACT ? "sam sol"
					       : bend & BEND_ONE_CONTACT ? "sam" : "sam sue", " ", -1);
		roster_add_partner(roster, partner);
	}
	desk(roster, "press", "press@dmtf.example");
	desk(roster, "list-requests", "dmtf-requests@kavi.example");
	roster->alliance_committee = g_strdup("alliance");
	roster->board = g_strdup("board");
	roster->executive = g_strdup("executive");
	roster->vp_alliances = g_strdup("vera");
	roster->marketing = g_strdup("marketing");
	return roster;
}
