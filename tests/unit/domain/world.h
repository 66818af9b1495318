/* SPDX-License-Identifier: MIT
 *
 * world.h: a small organisation in memory, in which the tests of the process let mail and time pass.
 *
 * The Originating Committee (technical) is not the Alliance Committee; three committees of three seats have work in the
 * text that world_milestones gives; one seat has an alternate; a working group, a board of three, an Executive
 * Committee, a VP, Marketing, a partner with two contacts and a press contact, two desks. Everything is loaded in one
 * Part. After each decision the changes listed are folded into a mirror, which must equal the Part, and the invariants
 * (invariants.h) are checked; a violation fails the test.
 */
#pragma once
#include "../table.h"
#include "domain/decision.h"
#include "domain/process.h"

/* How a roster differs from the usual one. */
typedef enum RosterBend {
	BEND_NOTHING = 0,
	BEND_OWNER_LEFT = 1,      /* bob is no longer in the Alliance Committee */
	BEND_OC_CHAIR = 2,        /* the technical committee is chaired by tina */
	BEND_NO_CONTACTS = 4,     /* the partner has no contacts */
	BEND_NEW_CONTACT = 8,     /* sol comes in for sue */
	BEND_VP_IS_MARKETING = 16, /* one person is VP and chairs Marketing */
	BEND_VOTER_LEFT = 32,     /* tom leaves the technical committee, ted comes in for bolt */
	BEND_NO_PARTNER = 64,     /* the roster does not know the partner */
	BEND_VP_OWNS = 128,       /* the VP sits in the Alliance Committee */
	BEND_ONE_CONTACT = 256,   /* sam alone */
} RosterBend;

Roster *world_roster(guint bend);

typedef struct World {
	Roster *roster;
	Rules *rules;
	gboolean borrowed;     /* roster and rules belong to another world */
	Part *part, *mirror;   /* mirror NULL: changes are not folded */
	Instant now;
	guint mails;
	Decision *last;
	GHashTable *keys;      /* keys of all letters so far; NULL: not collected */
	GHashTable *minor;     /* content -> the content it differs from by changes recorded as minor */
	GHashTable *was_active; /* ids of registers that were active once */
	GHashTable *announced; /* registers whose announcement went out */
	char *said;            /* the last violation's sentence */
	/* of the next mail only */
	Standing standing;
	const char *file;      /* a document's hash, or NULL */
	Instant at;            /* receipt time; INSTANT_NONE: now */
	const char *from;      /* address it comes from; NULL: the person's own */
} World;

World *world_new(void);
World *world_bent(guint bend);
World *world_copy(const World *world); /* borrows roster and rules; no mirror, no keys */
void world_free(World *world);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(World, world_free)

/* Decides one event and checks everything. NULL, or what is violated (world->said). */
const char *world_try(World *world, const Event *event);
/* The same, and fails the test on a violation. */
void world_event(World *world, const Event *event);

/* A person (roster id, or an address of somebody unknown) answers the open ask of that kind that was put to them. */
void world_answer(World *world, AskKind kind, const char *person, const char *word, const char *argument,
		  const char *text);
/* … or the letter they once got, whatever became of the question. */
void world_reply(World *world, const char *asked, const char *word, const char *argument, const char *text);
/* The id of the newest letter of that kind to the person, open or not; NULL when never asked. g_free. */
char *world_asked(const World *world, AskKind kind, const char *person);

void world_initiative(World *world, InitiativeKind kind, const char *person, const char *argument, const char *text);
/* An initiative about a ballot. */
void world_ballot_initiative(World *world, InitiativeKind kind, const char *ballot, const char *person,
			     const char *argument);
/* A draft with that file, from a person by initiative. */
void world_draft(World *world, const char *person, const char *file, const char *text);

/* Lets moments come in order, each at its own instant, until then. */
void world_until(World *world, Instant until);
void world_pass(World *world, gint64 seconds);
/* The next moment alone; FALSE when there is none. */
gboolean world_next(World *world);
const Moment *world_next_moment(const World *world);

/* A new roster comes into force. */
void world_load(World *world, guint bend);

/* What stands: of the register that was proposed last. */
Register *world_register(const World *world);
Revision *world_revision(const World *world);
Ballot *world_ballot(const World *world, const char *body); /* the newest of that body */
Ask *world_ask(const World *world, AskKind kind);           /* open, or NULL */
guint world_open(const World *world, AskKind kind);         /* how many are open */
guint world_count(const World *world, LetterKind kind);     /* letters of that kind in the last decision */
const Letter *world_letter(const World *world, LetterKind kind, const char *to); /* … to one, or NULL */

/* Fails unless the last decision was by that row. */
void world_row(const World *world, const char *row);
/* Fails unless the open revision is in that stage (STAGE_CLOSED: there is none). */
void world_stage(const World *world, Stage stage);

/* Ways that many tests go; each ends where its name says. */
extern const char world_milestones[];
void world_to_drafting(World *world);
void world_to_review(World *world);
void world_to_committees(World *world);           /* the OC's ballot is open, in series */
void world_vote(World *world, const char *body, const char *choices); /* "YYN": a letter for each member, '-' none */
void world_close(World *world, const char *body); /* time passes the tally of that body's ballot */
void world_carry(World *world, const char *body); /* all three vote YES, and it is tallied */
void world_to_scheduling(World *world);
void world_to_board(World *world);
void world_to_acceptance(World *world);           /* the owner has sent it */
void world_to_active(World *world);
