/* SPDX-License-Identifier: MIT
 *
 * interrupt-script.c: what the cast writes before each pass: the creation route from a proposal to the publication,
 * with mail between that is unclear, automatic, from elsewhere, or late.
 */
#include "interrupt.h"

static void write_nothing(World *world)
{
}

static void write_proposal(World *world)
{
	world_mail(world, "jane@acme.example", NULL, NULL, "PROPOSE SNIA\nOwner: bob@bolt.example\nOC: technical", NULL);
	world_mail(world, "otto@other.example", NULL, NULL, "Hello\nWho are you?", NULL);
}

static void write_confirmation(World *world)
{
	world_mail(world, "jane@acme.example", NULL, "ask-confirm", "CONFIRM", NULL);
}

static void write_ownership(World *world)
{
	world_mail(world, "bob@bolt.example", NULL, "ask-own", "ACCEPT", NULL);
}

static void write_draft(World *world)
{
	world_mail(world, "bob@bolt.example", NULL, "ask-complete", "MILESTONE M1 core 2027-06-30 acme: Map the model",
		   "register-1.md");
}

static void write_complete(World *world)
{
	world_mail(world, "bob@bolt.example", NULL, "ask-complete", "COMPLETE", NULL);
}

static void write_fine(World *world)
{
	world_mail(world, "vera@dune.example", NULL, "ask-return", "FINE", NULL);
}

static void write_feedback(World *world)
{
	world_mail(world, "mia@bolt.example", NULL, "ask-feedback", "Marketing: say why a buyer should care.", NULL);
	world_mail(world, "tom@crest.example", NULL, "ask-open-ballot", "PARALLEL", NULL);
}

static void write_votes(World *world)
{
	world_mail(world, "tom@crest.example", NULL, "ask-vote", "YES", NULL);
	world_mail(world, "tara@dune.example", NULL, "ask-vote", "NO", NULL);
	world_mail(world, "tara@dune.example", NULL, "ask-vote", "YES\n\nWe talked.", NULL);
	world_mail(world, "theo@acme.example", "theo@mobile.example", "ask-vote", "YES", NULL);
	world_mail(world, "jane@acme.example", NULL, "ask-vote", "perhaps", NULL);
	world_mail(world, "bob@bolt.example", NULL, "ask-vote", "YES", NULL);
	world_mail(world, "carol@crest.example", NULL, "ask-vote", "ABSTAIN", NULL);
	world_mail_raw(world, "From: jane@acme.example\nTo: robot@dmtf.example\nSubject: Automatic reply\n"
			      "Message-ID: <away@test.example>\nAuto-Submitted: auto-replied\n\nI am away.\n");
}

static void write_late(World *world)
{
	world_mail(world, "theo@acme.example", NULL, "ask-confirm", "CONFIRM", NULL);
	world_mail(world, "joe@acme.example", NULL, "ask-vote", "ABSTAIN", NULL);
}

static void write_day(World *world)
{
	world_mail(world, "edgar@dune.example", NULL, "ask-board-date", "DATE 2026-03-20", NULL);
}

static void write_opening(World *world)
{
	world_mail(world, "adam@acme.example", NULL, "ask-board-open", "OPEN", NULL);
}

static void write_board(World *world)
{
	world_mail(world, "adam@acme.example", NULL, "ask-vote", "YES", NULL);
	world_mail(world, "beth@bolt.example", NULL, "ask-vote", "YES", NULL);
	world_mail(world, "chen@crest.example", NULL, "ask-vote", "YES", NULL);
}

static void write_resolution(World *world)
{
	world_mail(world, "adam@acme.example", NULL, "ask-resolution", "RESOLUTION 2026-17 20 March 2026", NULL);
}

static void write_send(World *world)
{
	world_mail(world, "bob@bolt.example", NULL, "ask-send", "SEND", NULL);
}

static void write_acceptance(World *world)
{
	world_mail(world, "sam@snia.example", NULL, "ask-acceptance", "ACCEPT", NULL);
	world_mail(world, "sue@snia.example", NULL, "ask-acceptance", "ACCEPT", NULL);
}

const ScriptPass script[SCRIPT_PASSES] = {
	{"first start", 0, write_nothing},
	{"proposal, a stranger", 60, write_proposal},
	{"confirmation", 120, write_confirmation},
	{"ownership", 3 * HOUR, write_ownership},
	{"draft", 6 * HOUR, write_draft},
	{"complete", 9 * HOUR, write_complete},
	{"fine", 12 * HOUR, write_fine},
	{"feedback", 14 * HOUR, write_feedback},
	{"ballots open", 18 * HOUR, write_nothing},
	{"votes", 20 * HOUR, write_votes},
	{"late votes, results", 10 * DAY, write_late},
	{"the board's day set", 11 * DAY, write_day},
	{"the board's day", 18 * DAY + 7 * HOUR, write_nothing},
	{"the board opens", 18 * DAY + 8 * HOUR, write_opening},
	{"the board votes", 18 * DAY + 9 * HOUR, write_board},
	{"the board's result", 18 * DAY + 10 * HOUR, write_nothing},
	{"resolution", 18 * DAY + 11 * HOUR, write_resolution},
	{"sent", 18 * DAY + 12 * HOUR, write_send},
	{"accepted, published", 18 * DAY + 13 * HOUR, write_acceptance},
};
