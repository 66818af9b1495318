/* SPDX-License-Identifier: MIT
 *
 * world-ways.c: what stands in a world, and the ways that many tests go.
 */
#include "world.h"

const char world_milestones[] = "MILESTONE M1 storage 2027-06-30 acme: Map the storage model\n"
				"MILESTONE M2! interop 4Q2027 bolt: Show that it works together\n";

static gpointer newest(const World *world, const RecordType *type)
{
	g_autoptr(GPtrArray) all = part_all(world->part, type);
	return all->len ? all->pdata[all->len - 1] : NULL;
}

Register *world_register(const World *world)
{
	return newest(world, &register_type);
}

Revision *world_revision(const World *world)
{
	const Register *reg = world_register(world);
	return reg ? PART_GET(world->part, Revision, revision, reg->revision) : NULL;
}

Ballot *world_ballot(const World *world, const char *body)
{
	g_autoptr(GPtrArray) all = part_all(world->part, &ballot_type);
	for (guint i = all->len; i-- > 0;)
		if (g_str_equal(((Ballot *)all->pdata[i])->body, body))
			return all->pdata[i];
	return NULL;
}

static Ask *find_open(const World *world, AskKind kind, guint *out_count)
{
	g_autoptr(GPtrArray) all = part_all(world->part, &ask_type);
	Ask *found = NULL;
	*out_count = 0;
	for (guint i = 0; i < all->len; i++) {
		Ask *ask = all->pdata[i];
		if ((AskKind)ask->kind != kind || ask->state != ASK_OPEN)
			continue;
		found = ask;
		++*out_count;
	}
	return found;
}

Ask *world_ask(const World *world, AskKind kind)
{
	guint count;
	return find_open(world, kind, &count);
}

guint world_open(const World *world, AskKind kind)
{
	guint count;
	find_open(world, kind, &count);
	return count;
}

guint world_count(const World *world, LetterKind kind)
{
	guint count = 0;
	for (guint i = 0; i < world->last->letters->len; i++)
		count += ((Letter *)world->last->letters->pdata[i])->kind == kind;
	return count;
}

const Letter *world_letter(const World *world, LetterKind kind, const char *to)
{
	for (guint i = world->last->letters->len; i-- > 0;) {
		const Letter *letter = world->last->letters->pdata[i];
		if (letter->kind == kind && (!g_strcmp0(letter->person, to) || !g_strcmp0(letter->address, to)))
			return letter;
	}
	return NULL;
}

void world_row(const World *world, const char *row)
{
	if (g_strcmp0(world->last->row, row))
		fail_msg("row %s (%s), want %s", world->last->row, world->last->why, row);
}

void world_stage(const World *world, Stage stage)
{
	const Revision *rev = world_revision(world);
	Stage is = rev ? (Stage)rev->stage : STAGE_CLOSED;
	if (is != stage)
		fail_msg("stage %s, want %s (row %s: %s)", enumtab_word(&stage_words, is),
			 enumtab_word(&stage_words, stage), world->last->row, world->last->why);
}

void world_to_drafting(World *world)
{
	world_initiative(world, INITIATIVE_PROPOSE, "jane", "SNIA", "Owner: bob@bolt.example");
	world_row(world, "proposal");
	world_answer(world, ASK_OWN, "bob", "ACCEPT", NULL, NULL);
	world_stage(world, STAGE_DRAFTING);
}

void world_to_review(World *world)
{
	world_to_drafting(world);
	world_draft(world, "bob", "file-a", world_milestones);
	world_row(world, "draft-taken");
	world_answer(world, ASK_COMPLETE, "bob", "COMPLETE", NULL, NULL);
	world_answer(world, ASK_RETURN, "vera", "FINE", NULL, NULL);
	world_stage(world, STAGE_REVIEW);
}

void world_to_committees(World *world)
{
	world_to_review(world);
	world_until(world, world_revision(world)->review_until);
	world_stage(world, STAGE_COMMITTEES);
}

void world_vote(World *world, const char *body, const char *choices)
{
	const Body *of = roster_body(world->roster, body);
	for (guint i = 0; choices[i]; i++)
		if (choices[i] != '-')
			world_answer(world, ASK_VOTE, of->members[i],
				     choices[i] == 'Y'	 ? "YES"
				     : choices[i] == 'N' ? "NO"
							 : "ABSTAIN",
				     NULL, choices[i] == 'N' ? "Because." : NULL);
}

void world_close(World *world, const char *body)
{
	world_until(world, world_ballot(world, body)->closes + world->rules->close_grace);
}

void world_carry(World *world, const char *body)
{
	world_vote(world, body, "YYY");
	world_close(world, body);
	table_int(body, world_ballot(world, body)->state, BALLOT_APPROVED);
}

void world_to_scheduling(World *world)
{
	world_to_committees(world);
	world_carry(world, "technical");
	world_answer(world, ASK_OPEN_BALLOT, "jane", "OPEN", NULL, NULL);
	world_answer(world, ASK_OPEN_BALLOT, "ivy", "OPEN", NULL, NULL);
	world_vote(world, "alliance", "YYY");
	world_vote(world, "interop", "YYY");
	world_close(world, "interop");
	world_stage(world, STAGE_SCHEDULING);
}

static void day_after(const World *world, guint days, char out[11])
{
	g_autofree char *text = instant_format(world->now + days * DAY);
	g_strlcpy(out, text, 11);
}

void world_to_board(World *world)
{
	char day[11];
	world_to_scheduling(world);
	day_after(world, 10, day);
	world_answer(world, ASK_BOARD_DATE, "eve", "DATE", day, NULL);
	world_until(world, world_revision(world)->board_day);
	world_stage(world, STAGE_BOARD);
	world_answer(world, ASK_BOARD_OPEN, "rex", "OPEN", NULL, NULL);
}

void world_to_acceptance(World *world)
{
	world_to_board(world);
	world_carry(world, "board");
	world_answer(world, ASK_RESOLUTION, "rex", "RESOLUTION", "2026-17 4 May 2026", "Resolved.");
	world_stage(world, STAGE_ACCEPTANCE);
	world_answer(world, ASK_SEND, "bob", "SEND", NULL, NULL);
}

void world_to_active(World *world)
{
	world_to_acceptance(world);
	world_answer(world, ASK_ACCEPTANCE, "sam", "ACCEPT", NULL, NULL);
	world_answer(world, ASK_ACCEPTANCE, "sue", "ACCEPT", NULL, NULL);
	world_stage(world, STAGE_CLOSED);
	table_int("active", world_register(world)->status, REGISTER_ACTIVE);
}
