/* SPDX-License-Identifier: MIT
 *
 * roster.h: who is who: companies, persons, bodies, partners and roles, as the roster file says.
 *
 * A Roster is built once (by the engine's roster file reader) and then only read. Ids are the words in the file's
 * group names. Who holds a role is always asked of the roster in force, never stored: roles, not people (S1).
 */
#pragma once
#include "base/enumtab.h"
#include <glib.h>

#define LEVEL_LIST(X)                                                                                                  \
	X(LEVEL_BOARD, "board") X(LEVEL_LEADERSHIP, "leadership") X(LEVEL_PARTICIPATION, "participation")              \
	X(LEVEL_ALLIANCE, "alliance")
ENUMTAB_DECLARE(Level, level, LEVEL, LEVEL_LIST);

#define BODY_KIND_LIST(X)                                                                                              \
	X(BODY_COMMITTEE, "committee") X(BODY_WORKING_GROUP, "working-group") X(BODY_BOARD, "board")                   \
	X(BODY_EXECUTIVE, "executive")
ENUMTAB_DECLARE(BodyKind, body_kind, BODY_KIND, BODY_KIND_LIST);

typedef struct Company {
	char *id, *name;
	Level level;
} Company;

typedef struct Person {
	char *id, *name;
	char **mail;   /* comparable addresses; the first is where letters go; never empty */
	char *company; /* company id, or NULL for a partner's person */
	char *openpgp; /* fingerprint, or NULL */
} Person;

typedef struct Body {
	char *id, *name;
	BodyKind kind;
	char *parent;              /* working groups: the committee they report to */
	char *chair, *vice_chair;  /* person ids or NULL */
	char **members;            /* person ids */
	GHashTable *alternates;    /* member person id -> char ** of person ids who share the seat; NULL: none */
	char *profile;             /* name of its ballot profile */
	GHashTable *sits_for;      /* made by roster_add_body: person id -> GPtrArray of the members whose seat they
	                              share, a member's own seat first */
	GHashTable *of_company;    /* made by roster_add_body: company id -> GPtrArray of its members here, in order */
} Body;

typedef struct Partner {
	char *id, *name;
	char *domain;    /* information management domain, or NULL */
	char **contacts; /* person ids; may be empty */
	char **press;    /* person ids of its PR contacts */
} Partner;

/* A role that is an address rather than a person: press, list-requests. */
typedef struct Desk {
	char *id;
	char *address;        /* comparable; where letters go */
	char **answered_by;   /* comparable addresses and person ids that answer for it */
} Desk;

typedef struct Roster {
	GHashTable *companies, *persons, *bodies, *partners, *desks; /* id (the struct's) -> struct, owned */
	GPtrArray *body_order;     /* Body * as in the file, borrowed: committees are asked in this order */
	GHashTable *by_address;    /* comparable address -> Person *, borrowed */
	GHashTable *bodies_named, *partners_named; /* folded name -> struct, borrowed */
	char *alliance_committee, *board, *executive; /* body ids */
	char *vp_alliances;        /* person id */
	char *marketing;           /* body id: the Marketing Committee */
	char *partner_list, *partner_group; /* what the list-request desk is asked to change */
} Roster;

/* An empty roster to build on; free with roster_free (takes NULL). */
Roster *roster_new(void);
void roster_free(Roster *roster);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Roster, roster_free)

/* Building: each takes a complete struct (all of it allocated; a list that is NULL is made an empty one) whose id is
 * new to its table, and indexes it. A person's addresses must be new, too, and persons come before the bodies they sit
 * in. Nothing may be changed in it afterwards. The roles (alliance_committee … partner_group) are set directly. */
void roster_add_company(Roster *roster, Company *company);
void roster_add_person(Roster *roster, Person *person);
void roster_add_body(Roster *roster, Body *body);
void roster_add_partner(Roster *roster, Partner *partner);
void roster_add_desk(Roster *roster, Desk *desk);

/* Look-ups; NULL when there is none (or id is NULL). All borrowed from the roster. */
const Company *roster_company(const Roster *roster, const char *id);
const Person *roster_person(const Roster *roster, const char *id);
const Body *roster_body(const Roster *roster, const char *id);
const Partner *roster_partner(const Roster *roster, const char *id);
const Desk *roster_desk(const Roster *roster, const char *id);
const Person *roster_person_at(const Roster *roster, const char *address); /* address in any form */

/* The partner with that id or that name (case folded), or NULL. */
const Partner *roster_partner_named(const Roster *roster, const char *name);

/* The body with that id or that name (case folded), or NULL. */
const Body *roster_body_named(const Roster *roster, const char *name);

/* A person's name, a body's name …; the id itself when it is unknown, so that a letter always has a word. */
const char *roster_name(const Roster *roster, const char *id);

/* Whether the person sits in the body as member (not as alternate). */
gboolean roster_is_member(const Roster *roster, const char *body, const char *person);

/* An active member of the Alliance Committee can own a register (R2.3-2). */
gboolean roster_can_own(const Roster *roster, const char *person);

/* Whether the person may propose a register: of a board- or leadership-level company (R3.1-1). */
gboolean roster_can_propose(const Roster *roster, const char *person);

/* The chair, else the vice-chair, else NULL (S1). */
const char *roster_chair(const Roster *roster, const char *body);

/* The seats of a body: company ids (by_company) or member person ids, in the order of the members, each once.
 * Members without a company have no seat by company. Free the array; the ids are borrowed. */
GPtrArray *roster_seats(const Roster *roster, const char *body, gboolean by_company);

/* The persons who may vote for a seat of the body now: members of that company (or that member) and their alternates,
 * members first. Free the array; the ids are borrowed. */
GPtrArray *roster_voters(const Roster *roster, const char *body, const char *unit, gboolean by_company);

/* Whether the person may vote for that seat now. */
gboolean roster_may_vote(const Roster *roster, const char *body, const char *unit, gboolean by_company,
			 const char *person);

/* Whether an address (comparable) may answer for a desk: its own, a listed address, or one of a listed person. */
gboolean roster_answers_for(const Roster *roster, const char *desk, const char *address);
