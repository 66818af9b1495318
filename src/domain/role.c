/* SPDX-License-Identifier: MIT */
#include "domain/role.h"

static void add(GPtrArray *holders, const char *id)
{
	for (guint i = 0; id && i < holders->len; i++)
		if (g_str_equal(holders->pdata[i], id))
			return;
	if (id)
		g_ptr_array_add(holders, g_strdup(id));
}

static void add_known(const Roster *roster, GPtrArray *holders, const char *id)
{
	if (roster_person(roster, id))
		add(holders, id);
}

/* The first of the line that the roster has: the roles' chain of S1, from a place in it on. */
static void add_vp_line(const Roster *roster, GPtrArray *holders, gboolean with_vp)
{
	if (with_vp)
		add_known(roster, holders, roster->vp_alliances);
	if (!holders->len)
		add_known(roster, holders, roster_chair(roster, roster->executive));
	if (!holders->len)
		add_known(roster, holders, roster_chair(roster, roster->board));
}

const Partner *role_partner(const Part *part, const Register *reg)
{
	const Partner *partner = reg ? roster_partner(part->roster, reg->partner) : NULL;
	return partner || !reg ? partner : roster_partner_named(part->roster, reg->partner_name);
}

static void add_owner(const Part *part, GPtrArray *holders, const Register *reg)
{
	if (reg && roster_can_own(part->roster, reg->owner))
		add_known(part->roster, holders, reg->owner);
	if (!holders->len)
		add_vp_line(part->roster, holders, TRUE);
}

static void add_persons(const Roster *roster, GPtrArray *holders, char *const *persons)
{
	for (guint i = 0; persons && persons[i]; i++)
		add_known(roster, holders, persons[i]);
}

static void add_partner(const Part *part, GPtrArray *holders, const Register *reg, gboolean press)
{
	const Partner *partner = role_partner(part, reg);
	if (partner && press)
		add_persons(part->roster, holders, partner->press);
	if (partner && !holders->len)
		add_persons(part->roster, holders, partner->contacts);
}

static void add_desk(const Part *part, GPtrArray *holders, const char *id)
{
	const Desk *desk = roster_desk(part->roster, id);
	add(holders, desk ? desk->address : NULL);
}

static void add_addresses(GPtrArray *holders, const char *list)
{
	g_auto(GStrv) words = g_strsplit(list ? list : "", " ", -1);
	for (guint i = 0; words[i]; i++)
		if (words[i][0])
			add(holders, words[i]);
}

GPtrArray *role_holders(const Part *part, Role role, const char *register_id, const char *body)
{
	const Roster *roster = part->roster;
	const Register *reg = PART_GET(part, Register, register, register_id);
	GPtrArray *holders = g_ptr_array_new_with_free_func(g_free);
	switch (role) {
	case ROLE_VP:
		add_vp_line(roster, holders, TRUE);
		break;
	case ROLE_OWNER:
	case ROLE_PROPOSED_OWNER:
		add_owner(part, holders, reg);
		break;
	case ROLE_CHAIR:
	case ROLE_WG_CHAIR:
		add_known(roster, holders, roster_chair(roster, body));
		if (!holders->len)
			add_vp_line(roster, holders, TRUE);
		break;
	case ROLE_EC_CHAIR:
		add_vp_line(roster, holders, FALSE);
		if (!holders->len)
			add_vp_line(roster, holders, TRUE);
		break;
	case ROLE_BOARD_CHAIR:
		add_known(roster, holders, roster_chair(roster, roster->board));
		if (!holders->len)
			add_vp_line(roster, holders, FALSE);
		break;
	case ROLE_PARTNER_BOARD:
		add_addresses(holders, reg ? reg->partner_board : NULL);
		break;
	case ROLE_PARTNER:
	case ROLE_PARTNER_PRESS:
		add_partner(part, holders, reg, role == ROLE_PARTNER_PRESS);
		if (!holders->len &&
		    role == ROLE_PARTNER_PRESS) /* nobody of ours stands in for the contacts (R3.2-7) */
			add_owner(part, holders, reg);
		break;
	case ROLE_MARKETING:
		add_known(roster, holders, roster_chair(roster, roster->marketing));
		if (!holders->len)
			add_vp_line(roster, holders, TRUE);
		break;
	case ROLE_PRESS:
		add_desk(part, holders, "press");
		break;
	case ROLE_LIST_REQUESTS:
		add_desk(part, holders, "list-requests");
		break;
	case ROLE_SEAT:
	case ROLE_PERSON:
	case ROLE_ADDRESS:
	case ROLE_COUNT:
		break;
	}
	return holders;
}

gboolean role_held_by(const Part *part, Role role, const char *register_id, const char *body, const char *person)
{
	g_autoptr(GPtrArray) holders = role_holders(part, role, register_id, body);
	for (guint i = 0; person && i < holders->len; i++)
		if (g_str_equal(holders->pdata[i], person))
			return TRUE;
	return FALSE;
}

char *role_holder(const Part *part, Role role, const char *register_id, const char *body)
{
	g_autoptr(GPtrArray) holders = role_holders(part, role, register_id, body);
	return holders->len ? g_strdup(holders->pdata[0]) : NULL;
}

char *role_text(const Part *part, Role role, const char *body)
{
	static const char *const names[ROLE_COUNT] = {
		[ROLE_VP] = "Vice President of Alliances",
		[ROLE_OWNER] = "owner",
		[ROLE_PROPOSED_OWNER] = "proposed owner",
		[ROLE_CHAIR] = "chair",
		[ROLE_WG_CHAIR] = "chair",
		[ROLE_SEAT] = "voter",
		[ROLE_EC_CHAIR] = "chair of the Executive Committee",
		[ROLE_BOARD_CHAIR] = "chair of the board",
		[ROLE_PARTNER_BOARD] = "partner's board",
		[ROLE_PARTNER] = "partner's contacts",
		[ROLE_PARTNER_PRESS] = "partner's PR contact",
		[ROLE_MARKETING] = "chair of the Marketing Committee",
		[ROLE_PRESS] = "press desk",
		[ROLE_LIST_REQUESTS] = "list desk",
		[ROLE_PERSON] = "person asked",
		[ROLE_ADDRESS] = "person asked",
	};
	if ((role == ROLE_CHAIR || role == ROLE_WG_CHAIR) && body)
		return g_strdup_printf("chair of the %s", roster_name(part->roster, body));
	return g_strdup(names[role]);
}
